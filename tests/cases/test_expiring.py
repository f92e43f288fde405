"""What will expire in the files of a site: read from the vault, asked for in one click."""

from datetime import timedelta

import pytest
from django.utils import timezone

from cases.expiring import page_of_expiring
from cases.models import Award, DocumentRequest, Letter
from cases.services.moves import Blocked, MoveRefused, NotYours
from cases.services.renewing import ask_before_expiry
from documents.types import piece_key
from eligibility.facts import record_facts
from tests.support.accounts import make_agent
from tests.support.cases import applicant_of, make_application, make_case_file, make_document

pytestmark = pytest.mark.usefixtures("one_factor")
TODAY = timezone.localdate()


@pytest.fixture
def worker(system):
    return make_agent()


@pytest.fixture
def case(worker):
    return open_award(worker)


def open_award(worker, **fields):
    """A file whose Paris Logement is open for a year: it rests, among others, on the rent receipt."""
    case = make_case_file(worker, state="follow_up")
    record_facts(
        actor=worker, household=case.household, answers={(None, "housing.tenure"): "tenant"},
        case_reference=case.reference,
    )  # fmt: skip
    granted = make_application(case, "granted")
    Award.objects.create(
        reference=granted.reference.replace("A", "P"),
        case=case,
        application=granted,
        benefit=granted.benefit,
        amount=granted.amount,
        every=granted.every,
        starts_on=granted.starts_on,
        **{"ends_on": granted.ends_on, **fields},
    )
    return case


def ending(case, days, **fields):
    until = TODAY + timedelta(days=days)
    return make_document(case, valid_until=until, **{"type": "rent_receipt", **fields})


def listed(agent, **options):
    return [(row.case.pk, row.piece, row.until) for row in page_of_expiring(agent, TODAY, **options).rows]


RECEIPT = piece_key("rent_receipt", "household")


def test_a_receipt_that_ends_in_the_window_endangers_the_award(worker, case):
    document = ending(case, 20)
    (row,) = page_of_expiring(worker, TODAY, within=30).rows
    assert (row.case, row.piece, row.until) == (case, RECEIPT, document.valid_until)
    assert [claim.reference for claim in row.claims] == [case.awards.get().reference]


@pytest.mark.parametrize("within", [30, 60, 90])
def test_each_window_has_its_last_day_in_it(worker, case, within):
    ending(case, within)
    assert len(listed(worker, within=within)) == 1
    assert within == 30 or listed(worker, within=within - 30) == []


def test_a_newer_receipt_takes_the_line_away(worker, case):
    ending(case, 20)
    ending(case, 80)
    assert [until for _case, _piece, until in listed(worker, within=30)] == []


def test_what_was_replaced_or_refused_is_not_a_proof_that_expires(worker, case):
    ending(case, 20, state="superseded")
    ending(case, 21, state="rejected")
    assert listed(worker) == []


def test_the_file_of_another_site_is_not_seen(worker, case):
    ending(case, 20)
    assert listed(make_agent()) == []


def test_a_colleague_sees_it_and_my_files_are_mine(worker, case):
    ending(case, 20)
    colleague = make_agent(site=worker.site)
    assert len(listed(colleague)) == 1
    assert listed(colleague, mine=True) == []
    assert len(listed(worker, mine=True)) == 1


def test_the_files_of_an_agent_who_left_are_still_seen_by_the_site(worker, case):
    ending(case, 20)
    type(worker).objects.filter(pk=worker.pk).update(is_active=False)
    assert len(listed(make_agent(site=worker.site))) == 1


def test_a_closed_file_has_nothing_to_lose(worker, case):
    ending(case, 20)
    type(case).objects.filter(pk=case.pk).update(state="closed", closed_on=TODAY, closing_reason="at_request")
    assert listed(worker) == []


def test_an_award_that_ends_first_is_not_endangered(worker):
    case = open_award(worker, ends_on=TODAY + timedelta(days=10))
    ending(case, 20)
    assert listed(worker) == []


def test_a_paper_of_a_person_counts_in_the_household_the_person_lives_in(worker, case):
    elsewhere = make_case_file(worker)
    ending(elsewhere, 15, type="passport", people=[applicant_of(case)])
    passport = piece_key("passport", str(applicant_of(case).public_id))
    assert [(key, piece) for key, piece, _until in listed(worker)] == [(case.pk, passport)]


def test_pages_follow_each_other_without_a_hole(worker):
    cases = [open_award(worker) for _n in range(5)]
    for n, case in enumerate(cases):
        ending(case, 10 + n // 2)
    seen, after = [], ""
    for _page in range(10):
        page = page_of_expiring(worker, TODAY, rows=2, after=after)
        seen += [row.case.pk for row in page.rows]
        after = page.following
        if not after:
            break
    assert sorted(seen) == sorted(case.pk for case in cases)


@pytest.mark.parametrize(
    "after", ["x", "2026-01-01", "2026-01-01.x", "…", "0000-00-00.1", f"2024-01-01.{10**40}"]
)
def test_a_place_that_is_none_is_the_first_page(worker, case, after):
    ending(case, 20)
    assert len(listed(worker, after=after)) == 1


def test_asking_makes_the_request_for_that_day_and_one_letter(worker, case):
    until = ending(case, 20).valid_until
    letter = ask_before_expiry(actor=worker, case=case, pieces=[RECEIPT], on=TODAY)
    request = case.requests.get()
    assert (request.state, request.due_on, request.indispensable) == ("sent", until, False)
    assert list(letter.requests.all()) == [request]
    (row,) = page_of_expiring(worker, TODAY).rows
    assert row.asked == request


def test_what_expires_today_is_asked_for_tomorrow(worker, case):
    ending(case, 0)
    ask_before_expiry(actor=worker, case=case, pieces=[RECEIPT], on=TODAY)
    assert case.requests.get().due_on == TODAY + timedelta(days=1)


def test_what_is_asked_arrived_or_useless_is_not_asked(worker, case):
    ending(case, 20)
    with pytest.raises(MoveRefused, match="ne menace"):
        ask_before_expiry(actor=worker, case=case, pieces=["lease:household"], on=TODAY)
    waiting = make_document(case, "to_check", type="rent_receipt")
    with pytest.raises(MoveRefused, match="arrivée"):
        ask_before_expiry(actor=worker, case=case, pieces=[RECEIPT], on=TODAY)
    type(waiting).objects.filter(pk=waiting.pk).update(
        state="rejected", rejection_reason="unreadable", checked_by=worker, checked_at=timezone.now()
    )
    ask_before_expiry(actor=worker, case=case, pieces=[RECEIPT], on=TODAY)
    with pytest.raises(MoveRefused, match="déjà demandée"):
        ask_before_expiry(actor=worker, case=case, pieces=[RECEIPT], on=TODAY)


def test_all_pieces_of_a_file_are_asked_for_or_none(worker, case):
    ending(case, 20)
    with pytest.raises(MoveRefused):
        ask_before_expiry(actor=worker, case=case, pieces=[RECEIPT, "lease:household"], on=TODAY)
    assert not DocumentRequest.objects.exists()
    assert not Letter.objects.exists()


def test_only_the_site_asks_and_not_in_a_closed_file(worker, case):
    ending(case, 20)
    with pytest.raises(NotYours):
        ask_before_expiry(actor=make_agent(), case=case, pieces=[RECEIPT], on=TODAY)
    type(case).objects.filter(pk=case.pk).update(state="closed", closed_on=TODAY, closing_reason="at_request")
    with pytest.raises(Blocked):
        ask_before_expiry(actor=worker, case=case, pieces=[RECEIPT], on=TODAY)
