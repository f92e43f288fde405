"""Requests avoided: the parts always make the whole, nothing counts twice, nothing is negative."""

import datetime as dt
import random

import pytest
from django.utils import timezone

from cases.models import DocumentRequest, PieceCount
from cases.references import new_reference
from cases.services import counting, ledger, pieces
from cases.services.counting import Figure
from tests.cases.services.test_pieces import DUE, ON, met, worker  # noqa: F401
from tests.support.accounts import make_agent
from tests.support.cases import make_application, make_case_file

BENEFITS = ("paris_logement", "paris_solidarite", "pass_paris_seniors", "loisirs", "restaurants_emeraude")
EVER = (dt.date(2000, 1, 1), dt.date(2100, 1, 1))


def ask(case, benefits, number):
    return DocumentRequest.objects.create(
        reference=new_reference("R", ON),
        case=case,
        type_code="expense_invoice",
        period=str(1900 + number),
        benefits=list(benefits),
        articles=[],
        due_on=DUE,
        sent_at=timezone.now(),
        asked_by=case.referent,
        state="sent",
    )


def sums_hold(agent, cases):
    files = [counting.of_case(case) for case in cases]
    assert all(file.avoided >= 0 for file in files)
    assert counting.total(files) == counting.total(counting.of_site(agent, *EVER).values())
    counted = DocumentRequest.objects.exclude(counted_in=None)
    assert counting.total(files).asked == counted.count()
    for row in PieceCount.objects.all():
        assert row.requests.count() <= row.alone


@pytest.mark.parametrize("seed", range(6))
def test_whatever_the_order_the_parts_make_the_whole(seed, system):
    draw, agent = random.Random(seed), make_agent()
    cases = [make_case_file(agent) for _ in range(2)]
    waiting = {case.pk: [] for case in cases}
    left = [(case, benefit) for case in cases for benefit in BENEFITS]
    draw.shuffle(left)
    for number in range(40):
        case = draw.choice(cases)
        mine = waiting[case.pk]
        match draw.choice(("apply", "ask", "ask", "waive", "settle")):
            case "apply" if left:
                of, benefit = left.pop()
                waiting[of.pk].append(make_application(of, benefit=benefit))
            case "ask" if mine:
                some = draw.sample(mine, draw.randint(1, len(mine)))
                ask(case, [a.benefit for a in some], number)
            case "waive":
                case.requests.filter(state="sent").update(state=draw.choice(("waived", "cancelled")))
            case "settle" if mine:
                application = mine.pop(draw.randrange(len(mine)))
                type(application).objects.filter(pk=application.pk).update(
                    state=draw.choice(("withdrawn", "under_review")), completed_on=ON
                )
                application = type(application).objects.get(pk=application.pk)
                if application.state != "withdrawn":
                    counting.settle(application=application, on=ON)
                    counting.settle(application=application, on=ON)
        sums_hold(agent, cases)


def test_a_request_counts_in_the_first_application_settled_only(system):
    agent = make_agent()
    case = make_case_file(agent)
    first, second = (make_application(case, benefit=b) for b in BENEFITS[:2])
    shared, own = ask(case, BENEFITS[:2], 1), ask(case, BENEFITS[1:2], 2)
    row = counting.settle(application=first, on=ON)
    assert list(row.requests.all()) == [shared]
    assert list(counting.settle(application=second, on=ON).requests.all()) == [own]
    assert counting.of_case(case) == Figure(2, row.alone + second.piece_count.alone, 2)


def test_the_file_s_figure_is_kept_when_its_applications_become_complete(worker, met):  # noqa: F811
    case, _people = met
    for request in pieces.ask_for_pieces(
        actor=worker, case=case, pieces=ledger.ledger(case, ON).to_ask, on=ON, due_on=DUE
    ):
        pieces.waive_request(actor=worker, request=request, reason="SPÉCIMEN", on=ON)
    figure, asked = counting.of_case(case), case.requests.count()
    assert figure.applications == case.applications.count() == 6
    assert figure.asked == asked
    assert figure.avoided == figure.alone - asked > 0
    assert counting.total(counting.of_site(worker, ON, ON).values()) == figure
    assert counting.of_site(worker, ON + dt.timedelta(days=1), EVER[1]) == {}
