"""Asking an administration: written before, called outside, once; what is answered spares the paper."""

import datetime as dt
from datetime import timedelta
from uuid import uuid4

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone

from cases.services import administrations, pieces
from cases.services.administrations import Agreement
from cases.services.ledger import ledger
from cases.services.moves import MoveRefused, NotYours
from documents.administrations.connector import Outcome, Part
from documents.administrations.obtained import reach_by_household
from documents.holdings import held_pieces
from documents.models import AdministrationCall, Basis, Manner
from eligibility.models import Source
from nps.journal.models import Entry
from tests.cases.services.test_pieces import met, worker  # noqa: F401
from tests.support import api_particulier as spoken
from tests.support.accounts import make_agent

TOLD = Agreement(Basis.TOLD, "Ada SPÉCIMEN", Manner.ORAL, dt.date(2024, 3, 15))
AGAINST = Agreement(None, "Ada SPÉCIMEN", Manner.ORAL, dt.date(2024, 3, 15))
IDENTITY = {
    Part.BIRTH_NAME: "Canari",
    Part.GIVEN_NAMES: "Ada",
    Part.SEX: "F",
    Part.BIRTH_COUNTRY: "99100",
    Part.BIRTH_COMMUNE: "75118",
    Part.FRANCE_TRAVAIL_ID: "ada.canari",
    Part.TAX_NUMBER: "1234567890123",
    Part.TAX_NOTICE: "2312345678901",
}


@pytest.fixture
def server(settings):
    with spoken.served() as server, spoken.connected(settings, server.url):
        yield server


def on() -> dt.date:
    return timezone.localdate()


def intend(worker, case, person, code="family_quotient", agreement=TOLD, **more):  # noqa: F811
    benefits = administrations.askable_benefits(case)
    told = {"benefits": benefits, "agreement": agreement, "key": uuid4(), **more}
    return administrations.intend(actor=worker, case=case, person=person, information=code, **told)


def ask(worker, case, person, code="family_quotient", **more):  # noqa: F811
    made, to_send = intend(worker, case, person, code, **more)
    assert to_send
    answer = administrations.call(made, IDENTITY, on())
    return administrations.conclude(actor=worker, case=case, made=made, answer=answer, on=on())


def acts(case) -> list[str]:
    return list(
        Entry.objects.filter(case_reference=case.reference, act__startswith="administration")
        .order_by("at")
        .values_list("act", flat=True)
    )


def test_the_question_is_written_and_journaled_before_it_is_sent(worker, met, server):  # noqa: F811
    case, people = met
    made, to_send = intend(worker, case, people[0])
    assert to_send
    assert (made.outcome, made.basis, server.asked) == (Outcome.ASKING, Basis.TOLD, [])
    assert made.benefits == administrations.askable_benefits(case)
    assert acts(case) == ["administration.ask"]


def test_the_answer_leaves_its_proof_and_its_few_values(worker, met, server):  # noqa: F811
    case, people = met
    made = ask(worker, case, people[0])
    assert made.values == {"fund": "CNAF", "month": "2024-02", "family_quotient": 650}
    assert (made.status, made.request_id, len(made.digest)) == (200, "0b7c4f2e-specimen", 64)
    assert "SPECIMEN" not in str({f.name: getattr(made, f.name) for f in made._meta.concrete_fields})
    assert acts(case) == ["administration.ask", "administration.answer"]


def test_a_quotient_of_zero_and_nobody_found_say_nothing(worker, met, server):  # noqa: F811
    case, people = met
    server.says = [spoken.quotient(0), 404]
    assert ask(worker, case, people[0]).values["family_quotient"] is None
    found = ask(worker, case, people[0])
    assert (found.outcome, found.values, found.piece) == (Outcome.NOT_FOUND, {}, "")
    assert not case.household.facts.filter(source=Source.ADMINISTRATION).exists()


def test_what_is_answered_is_a_fact_given_by_the_administration_until_its_day(worker, met, server):  # noqa: F811
    case, people = met
    ask(worker, case, people[0], "jobseeker_status")
    fact = case.household.facts.get(name="jobseeker", source=Source.ADMINISTRATION)
    assert (fact.value, fact.administration, fact.person) == (True, "france_travail", people[0])
    assert on() < fact.valid_until <= on() + timedelta(days=31)


def asked_for_the_notice(worker, case, settings):  # noqa: F811
    url, settings.API_PARTICULIER_URL = settings.API_PARTICULIER_URL, ""
    wanted = next(p for p in ledger(case, on()).plan.requests if p.startswith("tax_notice"))
    due = on() + timedelta(days=30)
    [request] = pieces.ask_for_pieces(actor=worker, case=case, pieces=[wanted], on=on(), due_on=due)
    settings.API_PARTICULIER_URL = url
    return request


def test_an_answer_stands_for_the_paper_and_meets_the_request(worker, met, server, settings):  # noqa: F811
    case, people = met
    request = asked_for_the_notice(worker, case, settings)
    server.says = [spoken.notice(request.period)]
    made = ask(worker, case, people[0], "tax_notice")
    request.refresh_from_db()
    assert (request.state, request.obtained_from) == ("obtained", made)
    assert request.piece in held_pieces(case.household, on())
    assert request.piece not in ledger(case, on()).plan.requests


def test_a_notice_of_another_year_does_not_meet_the_request(worker, met, server, settings):  # noqa: F811
    case, people = met
    request = asked_for_the_notice(worker, case, settings)
    server.says = [spoken.notice(str(int(request.period) - 3))]
    ask(worker, case, people[0], "tax_notice")
    request.refresh_from_db()
    assert request.state == "sent"


def test_a_double_click_asks_once(worker, met, server):  # noqa: F811
    case, people = met
    key = uuid4()
    first, to_send = intend(worker, case, people[0], key=key)
    again, twice = intend(worker, case, people[0], key=key)
    assert (first, to_send, twice) == (again, True, False)
    with pytest.raises(MoveRefused, match="en cours"):
        intend(worker, case, people[0])


def test_killed_in_the_middle_nobody_knows_and_the_question_is_put_again(worker, met, server):  # noqa: F811
    case, people = met
    cut, _to_send = intend(worker, case, people[0])
    AdministrationCall.objects.filter(pk=cut.pk).update(asked_at=timezone.now() - timedelta(minutes=5))
    assert ask(worker, case, people[0]).outcome == Outcome.ANSWERED
    cut.refresh_from_db()
    assert (cut.outcome, cut.values) == (Outcome.LOST, {})


def test_an_objection_is_kept_and_nothing_is_sent(worker, met, server):  # noqa: F811
    case, people = met
    made, to_send = intend(worker, case, people[0], "tax_notice", AGAINST)
    assert (made.outcome, to_send, server.asked) == (Outcome.OBJECTED, False, [])
    assert acts(case) == ["administration.object"]


def test_what_was_asked_in_vain_or_objected_to_leaves_the_paper_open(worker, met, server):  # noqa: F811
    case, people = met
    piece = f"tax_notice.2023:{people[0].public_id}"

    def reach():
        return reach_by_household([case.household_id], on())[case.household_id].of(piece)

    assert reach() == ("dgfip",)
    server.says = [404]
    ask(worker, case, people[0], "tax_notice")
    assert reach() == ()


def test_nothing_is_asked_without_a_purpose_or_by_another_site(worker, met, server):  # noqa: F811
    case, people = met
    with pytest.raises(MoveRefused, match="pour quelle demande"):
        intend(worker, case, people[0], benefits=[])
    with pytest.raises(MoveRefused, match="pour quelle demande"):
        intend(worker, case, people[0], benefits=["paris_pass_familles_nowhere"])
    with pytest.raises(NotYours):
        intend(make_agent(), case, people[0])
    assert not server.asked


def test_while_nothing_is_connected_nothing_is_asked(worker, met):  # noqa: F811
    case, people = met
    with pytest.raises(MoveRefused, match="papier"):
        intend(worker, case, people[0])


@pytest.mark.parametrize(
    "bent",
    [
        {"outcome": "answered", "digest": "", "status": None},
        {"outcome": "somewhere"},
        {"ended_at": None, "outcome": "not_found", "status": 404, "digest": "d" * 64},
        {"basis": ""},
        {"benefits": []},
        {"values": {"family_quotient": 0}},
        {"piece": "tax_notice"},
        {"told_to": ""},
    ],
)
def test_the_database_refuses_a_call_that_cannot_be(bent, worker, met, server):  # noqa: F811
    case, people = met
    made, _to_send = intend(worker, case, people[0])
    told = {"ended_at": timezone.now()} if "outcome" in bent else {}
    with pytest.raises(IntegrityError), transaction.atomic():
        AdministrationCall.objects.filter(pk=made.pk).update(**{**told, **bent})
