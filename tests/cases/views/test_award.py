"""The page of an award: what it comes to, what is no longer proved, every act with what lifts its refusal."""

from datetime import timedelta

import pytest
from django.urls import reverse

from cases.models import Award, Recovery
from eligibility.facts import record_facts
from nps.accounts.models import Role
from nps.ui.formats import date_short
from tests.support.accounts import make_agent, sign_in
from tests.support.cases import applicant_of, make_document
from tests.support.changes import LONE, START, TODAY, lone_parent
from tests.support.pages import faults_of, text_of

pytestmark = pytest.mark.usefixtures("one_factor")


@pytest.fixture
def award(system, client):
    case = lone_parent(make_agent())
    sign_in(client, case.referent)
    return Award.objects.select_related("case").get(case=case, benefit=LONE)


def page(client, name, award, **query):
    answer = client.get(reverse(f"cases:{name}", args=[award.reference]), query)
    html = answer.content.decode()
    assert not faults_of(html), name
    return text_of(html)


def post(client, name, award, query="", **posted):
    return client.post(reverse(f"cases:{name}", args=[award.reference]) + query, posted)


def permit(award, until):
    """The household holds a residence permit that bears its own end."""
    person = applicant_of(award.case)
    type(person).objects.filter(pk=person.pk).update(nationality="other")
    record_facts(
        actor=award.case.referent, household=award.case.household,
        answers={(person, "residence_permit"): "listed"}, case_reference=award.case.reference,
    )  # fmt: skip
    make_document(
        award.case, type="residence_permit", valid_from=START, valid_until=until, stated_until=until
    )


def suspended(client, award):
    """Its permit ended a month ago: suspended from the day after."""
    permit(award, TODAY - timedelta(days=30))
    post(client, "suspend_award", award)
    award.refresh_from_db()
    return award


def test_the_page_says_what_is_due_by_period_and_what_can_happen_next(client, award):
    said = page(client, "award", award)
    assert "1 350,00" in said  # nine months begun, 150 € each
    for words in ("Suspendre", "Interrompre", "Renouveler", "Récupérer une somme"):
        assert words in said
    assert "à partir de trois mois avant la fin" in said  # why it cannot be renewed yet
    assert "responsable du site" in said  # who ends it


def test_what_is_no_longer_proved_is_told_and_nothing_is_suspended_without_an_agent(client, award):
    permit(award, TODAY - timedelta(days=30))
    assert "plus prouvé depuis le" in page(client, "award", award)
    assert Award.objects.get(pk=award.pk).state == "active"


def test_a_right_whose_conditions_are_proved_is_not_suspended(client, award):
    answer = post(client, "suspend_award", award)
    assert answer.status_code == 422
    assert "encore prouvées" in text_of(answer.content.decode())


def test_a_suspension_shows_what_the_household_gets_when_it_resumes(client, award):
    award = suspended(client, award)
    assert award.state == "suspended"
    assert "Ce que le foyer reçoit pour ce temps" in page(client, "resume_award", award)
    refused = post(client, "resume_award", award, reason="SPÉCIMEN")
    assert refused.status_code == 422
    assert "nouvelle demande" in text_of(refused.content.decode())
    permit(award, TODAY + timedelta(days=60))
    assert post(client, "resume_award", award, reason="SPÉCIMEN").status_code == 302
    assert Award.objects.get(pk=award.pk).state == "active"


def test_interrupted_by_hand_with_its_day_and_reason(client, award):
    assert post(client, "interrupt_award", award, stops_on=date_short(TODAY)).status_code == 422
    post(client, "interrupt_award", award, stops_on=date_short(TODAY), reason="SPÉCIMEN")
    award.refresh_from_db()
    assert (award.state, award.interrupted_on) == ("interrupted", TODAY)


def test_only_the_grounds_of_the_by_law_are_offered(client, award):
    said = page(client, "recover", award)
    assert "succession" not in said
    assert (
        client.get(reverse("cases:recover", args=[award.reference]), {"kind": "succession"}).status_code
        == 404
    )
    type(award.application).objects.filter(pk=award.application_id).update(by_law="II-1.1")
    assert "Actif net" in page(client, "recover", award, kind="succession")


def propose(client, award, **more):
    told = {"paid_from": date_short(START), "paid_until": date_short(TODAY), "why": "SPÉCIMEN", **more}
    return post(client, "recover", award, "?kind=undue", **told)


def test_the_sum_is_computed_without_writing_then_proposed_decided_paid(client, award):
    computed = propose(client, award, compute="1")
    assert "1 350,00" in text_of(computed.content.decode())
    assert not Recovery.objects.exists()
    assert propose(client, award, amount="2000").status_code == 422
    answer = propose(client, award, amount="300", lowered_why="SPÉCIMEN, erreur du service")
    recovery = Recovery.objects.get()
    assert answer.url == reverse("cases:recovery", args=[recovery.reference])
    said = page(client, "recovery", recovery)
    assert "autre que la personne qui a proposé" in said
    sign_in(client, make_agent(Role.SUPERVISOR, site=award.case.site))
    decide = reverse("cases:recovery_act", args=[recovery.reference, "decide"])
    client.post(decide, {"due_on": date_short(TODAY + timedelta(days=60))})
    pay = reverse("cases:recovery_act", args=[recovery.reference, "pay"])
    assert client.post(pay, {"received_on": date_short(TODAY), "amount": "301"}).status_code == 422
    client.post(pay, {"received_on": date_short(TODAY), "amount": "300"})
    recovery.refresh_from_db()
    assert (recovery.state, recovery.paid) == ("settled", 300)
    assert "Réglée" in page(client, "recovery", recovery)


def test_the_file_lists_sums_to_give_back_and_links_to_each_award(client, award):
    propose(client, award)
    html = client.get(reverse("cases:awards", args=[award.case.reference])).content.decode()
    assert reverse("cases:award", args=[award.reference]) in html
    assert Recovery.objects.get().reference in page(client, "award", award)


def test_another_site_finds_nothing(client, award):
    propose(client, award)
    sign_in(client, make_agent(Role.SUPERVISOR))
    for name in ("award", "suspend_award", "resume_award", "interrupt_award", "renew_award", "recover"):
        assert client.get(reverse(f"cases:{name}", args=[award.reference])).status_code == 404
    reference = Recovery.objects.get().reference
    assert client.get(reverse("cases:recovery", args=[reference])).status_code == 404
    assert client.post(reverse("cases:recovery_act", args=[reference, "cancel"])).status_code == 404
