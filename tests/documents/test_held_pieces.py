"""What a household has already proved is not asked again; what no longer holds is."""

from datetime import date

import pytest
from django.db import DatabaseError, connection, transaction

from documents import holdings, vault
from documents.models import SupportingDocument
from documents.planning import Requirement, plan
from documents.selectors import document_for, documents_for, documents_to_check
from nps.accounts.acting import acting
from nps.accounts.models import Role
from nps.people.models import MemberRole
from nps.people.services import move_household
from tests.documents import specimens
from tests.support.accounts import make_agent
from tests.support.people import make_household, make_person

pytestmark = pytest.mark.django_db
ON = date(2024, 3, 15)


@pytest.fixture
def accepted(keep, agent):
    numbers = iter(range(1, 50))

    def store(type_code, **fields):
        document = keep(type_code, data=specimens.pdf(text=f"SPÉCIMEN {next(numbers)}"), **fields)
        return vault.accept(actor=agent, document=document)

    return store


def test_an_accepted_valid_document_is_held_with_and_without_its_period(accepted, household, ada):
    accepted("tax_notice", period="2023")
    assert holdings.held_pieces(household, ON) == {
        f"tax_notice:{ada.public_id}",
        f"tax_notice.2023:{ada.public_id}",
    }


def test_a_document_of_the_household_answers_for_the_household(accepted, household):
    accepted("rent_receipt", period="2024-02")
    assert holdings.held_pieces(household, ON) == {
        "rent_receipt:household",
        "rent_receipt.2024-02:household",
        "rent_receipt.2024:household",
    }


def test_one_document_answers_for_each_person_it_names(accepted, household, ada, ben):
    accepted("tax_notice", period="2023", people=[ada, ben])
    held = holdings.held_pieces(household, ON)
    assert {f"tax_notice:{p.public_id}" for p in (ada, ben)} < held


def test_an_expired_document_keeps_proving_its_own_period_only(accepted, household, ada):
    accepted("tax_notice", period="2021")
    assert holdings.held_pieces(household, ON) == {f"tax_notice.2021:{ada.public_id}"}


def test_a_document_holds_to_its_last_day_included(accepted, household):
    accepted("lease", stated_until=date(2024, 3, 15))
    assert holdings.held_pieces(household, date(2024, 3, 15))
    assert not holdings.held_pieces(household, date(2024, 3, 16))


def test_an_expired_identity_card_is_still_accepted(accepted, household, ada):
    accepted("identity_card", stated_until=date(2020, 1, 1))
    assert holdings.held_pieces(household, ON) == {f"identity_card:{ada.public_id}"}


def test_a_document_not_yet_valid_is_not_held(accepted, household):
    accepted("lease", issued_on=date(2024, 4, 1))
    assert not holdings.held_pieces(household, ON)


def test_what_waits_is_refused_replaced_or_erased_is_not_held(keep, accepted, agent, household):
    keep("lease")
    vault.reject(actor=agent, document=keep("lease", data=specimens.pdf(2)), reason="unreadable")
    old, new = accepted("bank_details"), accepted("bank_details")
    vault.supersede(actor=agent, old=old, new=new)
    vault.erase(actor=agent, document=new, reason="SPÉCIMEN")
    assert holdings.held_pieces(household, ON) == set()


def test_a_person_s_documents_follow_and_the_household_s_stay_with_the_home(accepted, agent, ada, household):
    accepted("identity_card")
    accepted("lease")
    other = make_household(agent, (make_person(agent, "Autre-Spécimen"), MemberRole.APPLICANT))
    assert holdings.held_pieces(other, ON) == set()
    household.memberships.filter(person=ada).update(until=date(2024, 3, 1))
    alone = make_household(agent, (ada, MemberRole.APPLICANT), since=date(2024, 3, 1))
    assert holdings.held_pieces(alone, ON) == {f"identity_card:{ada.public_id}", "lease:household"}
    elsewhere = {"line": "9 rue du Spécimen", "postcode": "75019", "city": "Paris"}
    move_household(actor=agent, household=alone, since=date(2024, 3, 5), **elsewhere)
    assert holdings.held_pieces(alone, ON) == {f"identity_card:{ada.public_id}"}
    assert holdings.held_pieces(household, ON) == {"lease:household"}


def test_a_second_aid_asks_for_nothing_already_held(accepted, household, ada):
    accepted("tax_notice", period="2023")
    accepted("identity_card")
    needs = [
        Requirement("identity", ((f"identity_card:{ada.public_id}",), (f"passport:{ada.public_id}",))),
        Requirement("income", ((f"tax_notice.2023:{ada.public_id}",),)),
        Requirement("tenancy", (("lease:household",), ("rent_receipt:household",))),
    ]
    assert plan(needs, holdings.held_pieces(household, ON)).requests == ("lease:household",)


# --- reading, from the actor ---


def test_an_agent_reads_documents_of_the_given_households_only(keep, agent, household):
    document = keep()
    other = make_household(agent, (make_person(agent, "Autre-Spécimen"), MemberRole.APPLICANT))
    assert list(documents_for(agent, [household])) == [document]
    assert list(documents_for(agent, [other])) == []
    assert document_for(agent, [household], document.reference) == document
    with pytest.raises(SupportingDocument.DoesNotExist):
        document_for(agent, [other], document.reference)


def test_the_queue_holds_what_waits_oldest_first(keep, agent, household):
    first, second = keep(), keep(data=specimens.pdf(2))
    vault.accept(actor=agent, document=keep(data=specimens.pdf(3)))
    assert list(documents_to_check(agent, [household])) == [first, second]


@pytest.mark.parametrize(("role", "seen"), [(Role.AUDITOR, 1), (Role.PARTNER, 0), (Role.ADMINISTRATOR, 0)])
def test_other_roles_read_what_their_role_allows(keep, household, role, seen):
    keep()
    assert len(documents_for(make_agent(role), [household])) == seen


@pytest.mark.parametrize(
    ("kind", "seen"),
    [("staff", True), ("system", True), ("auditor", False), ("admin", False), ("partner", False)],
)
def test_the_second_wall_stands_without_any_filter(keep, kind, seen):
    keep()
    with acting(kind):
        for table in ("documents_supportingdocument", "documents_content"):
            assert rows(table) is seen


def rows(table):
    try:
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(f"select count(*) from {table}")  # noqa: S608
            return cursor.fetchone()[0] > 0
    except DatabaseError:  # no grant at all: the table is closed
        return False
