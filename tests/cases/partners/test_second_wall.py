"""Row-level security with the application filter switched off: raw queries as a partner's agency."""

from datetime import timedelta

import pytest
from django.contrib.auth.models import Permission
from django.db import ProgrammingError, transaction
from django.db.models import ProtectedError, RestrictedError
from django.utils import timezone

from cases.models import (
    Application,
    Award,
    CaseFile,
    CaseFileGroupPermission,
    DocumentRequest,
    Share,
    ShareDocument,
)
from cases.models.share import Section
from cases.services.sharing import revoke_share, suspend_share
from documents import redacting
from documents.models import Content, Redaction, SupportingDocument
from eligibility.models import Fact, RightsCheck
from nps.accounts.acting import acting
from nps.journal.models import Entry, Leaf
from nps.people.models import Address, Household, Mandate, Membership, NameToken, Person
from tests.cases.partners.conftest import make_rich
from tests.support.accounts import make_agency
from tests.support.cases import make_share

ALL_SECTIONS = [Section.IDENTITY, Section.APPLICATIONS, Section.DOCUMENTS]
OPENED = (CaseFile, Share, ShareDocument, CaseFileGroupPermission, Application, Person, Household, Membership,
          SupportingDocument, Content, Redaction)  # fmt: skip
CLOSED = (Award, DocumentRequest, Address, Mandate, Fact, RightsCheck, NameToken, Entry, Leaf)
TODAY = timezone.localdate


def seen(model, agency) -> set[int]:
    """The keys of the rows PostgreSQL shows to the agency, with no filter at all."""
    with acting("partner", str(agency.pk)):
        return set(model.objects.values_list("pk", flat=True))


def refused(query, agency) -> bool:
    """True when PostgreSQL refuses the query itself."""
    with pytest.raises(ProgrammingError, match="permission denied"), acting("partner", str(agency.pk)):
        query()
    return True


def test_without_a_grant_no_row_of_any_open_table_is_seen(rich, agency):
    make_share(rich.case, make_agency(), sections=ALL_SECTIONS, documents=[rich.receipt])
    assert {model.__name__: seen(model, agency) for model in OPENED} == {m.__name__: set() for m in OPENED}


@pytest.mark.parametrize("model", CLOSED, ids=lambda model: model.__name__)
def test_tables_that_are_never_shared_are_refused_whole(model, rich, agency):
    make_share(rich.case, agency, sections=ALL_SECTIONS, documents=[rich.receipt])
    assert refused(lambda: model.objects.values_list("pk").first(), agency)


def test_each_section_opens_its_rows_and_no_other(rich, agency):
    share = make_share(rich.case, agency, sections=[Section.IDENTITY])
    living = rich.case.household.memberships.filter(until=None)
    assert seen(CaseFile, agency) == {rich.case.pk}
    assert seen(Share, agency) == {share.pk}
    assert seen(Person, agency) == set(living.values_list("person_id", flat=True))
    assert seen(Membership, agency) == set(living.values_list("pk", flat=True))
    assert seen(Household, agency) == {rich.case.household_id}
    assert seen(Application, agency) == seen(SupportingDocument, agency) == seen(Content, agency) == set()


def test_applications_are_seen_without_drafts_and_nothing_else_opens(rich, agency):
    make_share(rich.case, agency, sections=[Section.APPLICATIONS])
    assert seen(Application, agency) == {rich.granted.pk, rich.refused.pk}
    assert seen(Person, agency) == seen(Household, agency) == seen(SupportingDocument, agency) == set()


def test_only_the_chosen_piece_and_its_content_are_seen(rich, agency):
    make_share(rich.case, agency, documents=[rich.receipt])
    assert seen(SupportingDocument, agency) == {rich.receipt.pk}
    assert seen(Content, agency) == {rich.receipt.content_id}
    assert seen(Person, agency) == seen(Application, agency) == set()


@pytest.mark.parametrize("state", ["rejected", "superseded", "erased"])
def test_a_piece_no_longer_accepted_is_seen_no_more(state, rich, agency):
    make_share(rich.case, agency, documents=[rich.receipt])
    reason = "other_person" if state == "rejected" else ""
    erased_at = timezone.now() if state == "erased" else None
    SupportingDocument.objects.filter(pk=rich.receipt.pk).update(
        state=state, rejection_reason=reason, erased_at=erased_at
    )
    assert seen(SupportingDocument, agency) == seen(Content, agency) == set()


def test_a_piece_of_another_household_slipped_into_a_share_is_not_seen(rich, agency):
    share = make_share(rich.case, agency, documents=[rich.receipt])
    ShareDocument.objects.create(share=share, document=make_rich().receipt)
    assert seen(SupportingDocument, agency) == {rich.receipt.pk}


def test_of_a_hidden_part_only_its_place_is_seen_and_only_on_a_shared_piece(rich, agency):
    hidden = [
        redacting.hide(
            actor=rich.case.referent, document=piece, page=0, box=(0, 0, 1, 0.5), why="SPÉCIMEN santé"
        )
        for piece in (rich.receipt, rich.tax_notice)
    ]
    make_share(rich.case, agency, documents=[rich.receipt])
    assert seen(Redaction, agency) == {hidden[0].pk}
    for column in ("why", "made_by_id", "made_at"):
        assert refused(lambda column=column: Redaction.objects.values_list(column).first(), agency)


def test_dates_are_read_at_the_moment_of_the_query(rich, agency):
    ended = {"starts_on": TODAY() - timedelta(days=30), "ends_on": TODAY() - timedelta(days=1)}
    coming = {"starts_on": TODAY() + timedelta(days=1), "ends_on": TODAY() + timedelta(days=30)}
    for dates in (ended, coming):
        make_share(rich.case, agency, sections=ALL_SECTIONS, documents=[rich.receipt], **dates)
    open_rows = [model for model in OPENED if model is not CaseFileGroupPermission]
    assert {model.__name__: seen(model, agency) for model in open_rows} == {
        m.__name__: set() for m in open_rows
    }


def test_first_and_last_day_are_included(rich, agency):
    share = make_share(rich.case, agency, starts_on=TODAY(), ends_on=TODAY())
    assert seen(Share, agency) == {share.pk}


@pytest.mark.parametrize("act", [revoke_share, suspend_share])
def test_a_stopped_share_shows_nothing_more(act, rich, agency):
    share = make_share(rich.case, agency, sections=ALL_SECTIONS, documents=[rich.receipt])
    act(actor=rich.case.referent, share=share)
    assert not any(seen(model, agency) for model in OPENED)


def test_of_two_shares_one_ends_and_the_other_stays(rich, agency):
    kept = make_share(rich.case, agency, documents=[rich.receipt])
    ended = make_share(rich.case, agency, sections=[Section.IDENTITY])
    assert seen(Person, agency)
    revoke_share(actor=rich.case.referent, share=ended)
    assert seen(Share, agency) == {kept.pk}
    assert seen(SupportingDocument, agency) == {rich.receipt.pk}
    assert seen(Person, agency) == set()


def test_a_section_of_an_ended_share_is_not_lent_by_a_live_one(rich, agency):
    """The agency still holds the grant of the ended share: no job has run. The share's own dates decide."""
    yesterday = TODAY() - timedelta(days=1)
    make_share(rich.case, agency, sections=[Section.IDENTITY], starts_on=yesterday, ends_on=yesterday)
    make_share(rich.case, agency, documents=[rich.receipt])
    assert seen(SupportingDocument, agency) == {rich.receipt.pk}
    assert seen(Person, agency) == seen(Membership, agency) == set()


def test_a_grant_without_a_share_opens_nothing(rich, agency):
    for codename in ("see_shared_identity", "see_shared_applications", "see_shared_documents"):
        permission = Permission.objects.get(codename=codename)
        rich.case.agency_grants.create(group=agency.group, permission=permission)
    open_rows = [model for model in OPENED if model is not CaseFileGroupPermission]
    assert not any(seen(model, agency) for model in open_rows)


def test_a_share_without_its_grant_opens_nothing(rich, agency):
    make_share(rich.case, agency, sections=ALL_SECTIONS, documents=[rich.receipt])
    rich.case.agency_grants.all().delete()
    assert not any(seen(model, agency) for model in OPENED)


def test_grants_are_those_of_the_live_shares_whatever_the_order_of_acts(rich, agency):
    def held():
        return set(rich.case.agency_grants.values_list("permission__codename", flat=True))

    first = make_share(rich.case, agency, sections=[Section.IDENTITY, Section.APPLICATIONS])
    second = make_share(rich.case, agency, sections=[Section.IDENTITY])
    assert held() == {"see_shared_identity", "see_shared_applications"}
    suspend_share(actor=rich.case.referent, share=first)
    assert held() == {"see_shared_identity"}
    revoke_share(actor=rich.case.referent, share=second)
    assert held() == set()


def test_an_agency_or_its_group_cannot_be_deleted_and_come_back_with_its_rights(rich, agency):
    make_share(rich.case, agency)
    with pytest.raises(ProtectedError):
        agency.group.delete()
    with pytest.raises(RestrictedError):
        agency.delete()
    newcomer = make_agency(name=agency.name)
    assert not any(seen(model, newcomer) for model in OPENED)


@pytest.mark.parametrize(
    ("model", "column"),
    [
        (CaseFile, "state"),
        (CaseFile, "referent_id"),
        (Share, "consented_by_id"),
        (Share, "shared_by_id"),
        (Application, "refusal_reason"),
        (Application, "proposal"),
        (Person, "phone"),
        (Person, "nir_sealed"),
        (Person, "safe_contact"),
        (SupportingDocument, "filename"),
        (SupportingDocument, "rejection_note"),
        (SupportingDocument, "household_id"),
        (Content, "fingerprint"),
    ],
)
def test_a_column_that_is_not_shared_is_refused_even_on_a_shared_row(model, column, rich, agency):
    make_share(rich.case, agency, sections=ALL_SECTIONS, documents=[rich.receipt])
    assert refused(lambda: list(model.objects.values_list(column)), agency)


def test_a_partner_writes_in_no_table_of_the_file(rich, agency):
    make_share(rich.case, agency, sections=ALL_SECTIONS, documents=[rich.receipt])
    for model in OPENED:
        assert refused(lambda model=model: model.objects.update(id=0), agency)
        assert refused(lambda model=model: model.objects.all()._raw_delete("default"), agency)


@pytest.mark.django_db
def test_without_acting_no_personal_table_answers():
    with acting("system"):
        agency = make_agency()
        rich = make_rich()
        make_share(rich.case, agency, sections=ALL_SECTIONS, documents=[rich.receipt])
    for model in OPENED:
        with pytest.raises(ProgrammingError, match="permission denied"), transaction.atomic():
            model.objects.values_list("pk").first()
    assert seen(CaseFile, agency) == {rich.case.pk}
