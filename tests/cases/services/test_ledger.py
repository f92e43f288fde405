"""The ledger: what is at hand by law, what no longer serves, what is asked in spite of the law."""

import datetime as dt
from dataclasses import replace

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from cases.services import files, ledger, pieces
from cases.services.ledger import Standing
from cases.services.moves import MoveRefused
from documents.administrations.obtained import Reach
from documents.guard import Verdict
from nps.journal.models import Entry
from tests.cases.services.test_pieces import DUE, ON, met, worker  # noqa: F401
from tests.support.cases import make_application, make_case_file, make_document


def keep(case, type_code, people, **fields):
    return make_document(case, type=type_code, people=people, **fields)


def test_a_changed_fact_changes_the_ledger_at_once_and_frees_a_request(worker, met):  # noqa: F811
    case, people = met
    before = ledger.ledger(case, ON)
    pieces.ask_for_pieces(actor=worker, case=case, pieces=before.to_ask, on=ON, due_on=DUE)
    assert not ledger.ledger(case, ON).unneeded
    keep(case, "passport", people)
    after = ledger.ledger(case, ON)
    (freed,) = after.unneeded
    assert freed.type_code == "identity_card"
    assert pieces.cancel_unneeded(actor=worker, request=freed, on=ON).state == "cancelled"
    needed = case.requests.exclude(pk=freed.pk).first()
    with pytest.raises(MoveRefused, match="encore nécessaire"):
        pieces.cancel_unneeded(actor=worker, request=needed, on=ON)


def test_a_declared_fact_takes_away_what_nobody_needs_any_more(worker, met):  # noqa: F811
    case, _people = met
    assert any(line.requirement.id == "lease" for line in ledger.ledger(case, ON).lines)
    files.record_situation(actor=worker, case=case, answers={(None, "housing.tenure"): "owner"})
    costs = next(r for r in ledger.ledger(case, ON).lines if r.requirement.id == "housing_costs")
    assert costs.pieces == ("coownership_charges:household",)


def test_until_when_a_need_is_proved_is_told(met):  # noqa: F811
    case, people = met
    keep(case, "rent_receipt", people, valid_from=ON, valid_until=dt.date(2024, 5, 1))
    found = ledger.ledger(case, ON)
    assert found.until["rent_receipt:household"] == dt.date(2024, 5, 1)
    assert dt.date(2024, 5, 1) in [line.until for line in found.lines]


def test_what_was_valid_on_the_day_of_receipt_is_not_asked_for_again(met):  # noqa: F811
    case, people = met
    keep(case, "rent_receipt", people, valid_from=ON, valid_until=ON)
    later = ledger.ledger(case, dt.date(2024, 5, 2))
    early = [line for line in later.lines if line.at_receipt]
    assert early
    assert all(line.met for line in early)
    assert "rent_receipt:household" not in later.plan.requests
    application = case.applications.get(benefit="paris_logement")
    assert not {line.requirement.id for line in early} & set(application.unproved(dt.date(2024, 5, 2)))


def test_a_piece_given_up_is_not_on_the_list_any_more(worker, met):  # noqa: F811
    case, _people = met
    (request, *_rest) = pieces.ask_for_pieces(
        actor=worker, case=case, pieces=ledger.ledger(case, ON).to_ask, on=ON, due_on=DUE
    )
    pieces.waive_request(actor=worker, request=request, reason="SPÉCIMEN", on=ON)
    found = ledger.ledger(case, ON)
    assert found.standing[request.piece] == Standing.GIVEN_UP
    assert request.piece not in found.plan.requests


def test_an_administration_that_answers_spares_the_household(met):  # noqa: F811
    case, _people = met
    wanted = ledger.ledger(case, ON).plan.requests
    assert any(piece.startswith("tax_notice") for piece in wanted)
    reading = ledger.readings([case], ON)[case.pk]
    found = ledger.drawn(replace(reading, reach=Reach({"tax_notice": "dgfip"})), ON)
    assert not any(piece.startswith("tax_notice") for piece in found.plan.requests)
    told = {n.piece: n for n in ledger.not_asked(found)}
    notice = next(n for piece, n in told.items() if piece.startswith("tax_notice"))
    assert (notice.ruling.verdict, notice.ruling.article) == (Verdict.REFUSED, "L114-8")
    assert notice.standing == Standing.OBTAINABLE


def test_asking_in_spite_of_the_law_wants_a_reason_and_stops_no_work(worker, met):  # noqa: F811
    case, people = met
    useless = f"medical_certificate:{people[0].public_id}"
    asked = {"actor": worker, "case": case, "pieces": [useless], "on": ON, "due_on": DUE}
    with pytest.raises(MoveRefused):
        pieces.ask_for_pieces(**asked)
    (request,) = pieces.ask_for_pieces(**asked, overrides={useless: "SPÉCIMEN : doute"})
    assert (request.benefits, request.indispensable) == ([], False)
    told = Entry.objects.get(act="documentrequest.prepare", subject_key=str(request.pk))
    assert (told.reason, told.data["article"]) == ("SPÉCIMEN : doute", "L114-5")
    assert not case.applications.filter(state="incomplete").exists()
    assert request not in ledger.ledger(case, ON).unneeded


def test_a_piece_held_is_asked_again_only_with_a_reason(worker, met):  # noqa: F811
    case, people = met
    keep(case, "identity_card", people)
    card = f"identity_card:{people[0].public_id}"
    asked = {"actor": worker, "case": case, "pieces": [card], "on": ON, "due_on": DUE}
    with pytest.raises(MoveRefused, match="L113-12"):
        pieces.ask_for_pieces(**asked)
    assert pieces.ask_for_pieces(**asked, overrides={card: "SPÉCIMEN"})


def test_a_piece_that_can_wait_does_not_stop_the_work(worker, met):  # noqa: F811
    case, _people = met
    wanted = ledger.ledger(case, ON).to_ask
    pieces.ask_for_pieces(actor=worker, case=case, pieces=wanted, on=ON, due_on=DUE, can_wait=wanted)
    assert set(case.applications.values_list("state", flat=True)) == {"received"}
    assert not any(application.unproved(ON) for application in case.applications.all())


def test_what_each_benefit_would_have_asked_and_is_not_says_why(met):  # noqa: F811
    case, people = met
    keep(case, "identity_card", people)
    told = {n.piece: n for n in ledger.not_asked(ledger.ledger(case, ON))}
    card = told[f"identity_card:{people[0].public_id}"]
    assert (card.ruling.article, card.standing) == ("L113-12", Standing.PROVED)
    assert len(card.benefits) == 6


def test_many_files_are_read_in_as_many_queries_as_one(worker, met):  # noqa: F811
    case, _people = met
    others = [make_case_file(worker) for _ in range(3)]
    for other in others:
        make_application(other)

    def queries(cases):
        with CaptureQueriesContext(connection) as told:
            found = dict(ledger.compared(cases, ON))
        return len(told), found

    queries([case])  # the catalogue is read once
    (one, alone), (many, found) = queries([case]), queries([case, *others])
    assert one == many <= 8
    assert alone[case.pk] == found[case.pk]
    assert len(found) == 4
    saving = found[case.pk]
    assert saving.avoided == saving.by_sharing + saving.by_vault > 0
