"""Pieces: asked once, the smallest list, and no application complete while something is unproved."""

import datetime as dt
from io import BytesIO

import pytest

from cases.demonstration import office, scans
from cases.demonstration.play import answer_requests, answers, register
from cases.services import applications, files, pieces
from cases.services.moves import Blocked, MoveRefused, NotYours, move
from documents import intake
from documents.models import RejectionReason
from nps.journal.models import Entry
from tests.support.accounts import make_agent

ON = dt.date(2024, 3, 15)
DUE = dt.date(2024, 4, 15)


@pytest.fixture
def worker(system):
    return office.open_office()["worker"]


@pytest.fixture
def met(worker):
    """The retired tenant's file with her three applications received, nothing asked yet."""
    specimen = office.read("retired_tenant")
    case, people = register(worker, specimen, ON)
    files.record_situation(actor=worker, case=case, answers=answers(specimen, people))
    check = files.check_rights(actor=worker, case=case, on=ON, national=False)
    drafts = applications.prepare_applications(
        actor=worker, case=case, check=check, benefits=check.result["bundle"]["rights"], on=ON
    )
    for draft in drafts:
        applications.receive_application(actor=worker, application=draft, on=ON, signed_on=ON)
    return case, people


def ask_all(worker, case):
    plan = pieces.ledger(case, ON).plan
    return pieces.ask_for_pieces(actor=worker, case=case, pieces=plan.requests, on=ON, due_on=DUE)


def test_an_application_is_not_complete_while_something_is_unproved(worker, met):
    application = met[0].applications.get(benefit="paris_logement")
    with pytest.raises(Blocked, match="prouvé"):
        move(application, "complete", actor=worker, on=ON)


def test_one_list_serves_three_applications_and_each_piece_is_asked_once(worker, met):
    case, _people = met
    requests = ask_all(worker, case)
    assert len({request.piece for request in requests}) == len(requests)
    assert any(len(request.benefits) == 3 for request in requests)
    assert not ask_all(worker, case)
    assert set(case.applications.values_list("state", flat=True)) == {"incomplete"}


def test_the_last_piece_accepted_makes_the_applications_complete(worker, met):
    case, people = met
    ask_all(worker, case)
    assert len(list(answer_requests(worker, make_agent(site=worker.site), case, people, ON))) > 3
    assert set(case.applications.values_list("state", flat=True)) == {"complete"}


def test_a_piece_that_no_application_needs_is_not_asked(worker, met):
    case, people = met
    useless = f"medical_certificate:{people[0].public_id}"
    with pytest.raises(MoveRefused, match="pas nécessaire"):
        pieces.ask_for_pieces(actor=worker, case=case, pieces=[useless], on=ON, due_on=DUE)


def test_the_answer_date_is_in_the_future(worker, met):
    with pytest.raises(MoveRefused, match="après aujourd’hui"):
        pieces.ask_for_pieces(actor=worker, case=met[0], pieces=[], on=ON, due_on=ON)


def test_a_rejected_piece_is_asked_again_and_proves_nothing(worker, met):
    case, people = met
    requests = ask_all(worker, case)
    wanted = next(r for r in requests if r.type_code == "identity_card")
    pdf = BytesIO(scans.draw("Carte", "SPÉCIMEN", ""))
    document = pieces.file_document(
        actor=worker, case=case, people=people, type_code="identity_card", upload=pdf, filename="carte.pdf"
    )
    wanted.refresh_from_db()
    assert wanted.state == "answered"
    pieces.reject_document(
        actor=worker, case=case, document=document, reason=RejectionReason.UNREADABLE, note="floue"
    )
    wanted.refresh_from_db()
    assert wanted.state == "rejected"
    assert wanted.piece in pieces.ledger(case, ON).plan.requests
    again = pieces.send_again(actor=worker, request=wanted, due_on=DUE)
    assert again.state == "sent"


def test_a_piece_given_up_with_a_reason_counts_as_met(worker, met):
    case, _people = met
    for request in ask_all(worker, case):
        pieces.waive_request(actor=worker, request=request, reason="l’administration la détient", on=ON)
    assert set(case.applications.values_list("state", flat=True)) == {"complete"}
    assert Entry.objects.filter(act="documentrequest.waive", reason="l’administration la détient").exists()


def test_a_refused_upload_leaves_nothing_behind(worker, met):
    case, people = met
    with pytest.raises(intake.Refused):
        pieces.file_document(
            actor=worker, case=case, people=people, type_code="identity_card", upload=BytesIO(b"MZ"),
            filename="carte.pdf",
        )  # fmt: skip
    assert not case.household.documents.exists()


def test_an_agent_of_another_site_can_do_none_of_it(met):
    stranger = office.open_office()["elsewhere"]
    with pytest.raises(NotYours):
        pieces.ask_for_pieces(actor=stranger, case=met[0], pieces=[], on=ON, due_on=DUE)


def test_a_piece_that_arrived_and_waits_for_eyes_is_not_asked_for(worker, met):
    case, people = met
    pdf = BytesIO(scans.draw("Carte", "SPÉCIMEN", ""))
    pieces.file_document(
        actor=worker, case=case, people=people, type_code="identity_card", upload=pdf, filename="carte.pdf"
    )
    card = f"identity_card:{people[0].public_id}"
    assert card in pieces.ledger(case, ON).arrived
    with pytest.raises(MoveRefused, match="est arrivée"):
        pieces.ask_for_pieces(actor=worker, case=case, pieces=[card], on=ON, due_on=DUE)
