"""What a household must be told: which letter for which state, once, by whom, and none forgotten."""

from datetime import timedelta
from decimal import Decimal

import pytest
from django.utils import timezone

from cases.models import Appeal, Award, Recovery
from cases.models.letter import LetterKind
from cases.notices import rendering
from cases.notices.owed import OF_APPLICATION
from cases.references import new_reference
from cases.services import letters, notices
from tests.support.accounts import make_agent
from tests.support.cases import make_application, make_case_file

K = LetterKind
TODAY = timezone.localdate


@pytest.fixture
def worker(system):
    return make_agent()


@pytest.fixture
def case(worker):
    return make_case_file(worker)


def make_award(case, state="active", **fields):
    application = fields.pop("application", None) or make_application(case, "granted")
    told = {
        "reference": new_reference("P", TODAY()),
        "case": case,
        "application": application,
        "benefit": application.benefit,
        "amount": application.amount,
        "every": application.every,
        "starts_on": application.starts_on,
        "ends_on": application.ends_on,
        "state": state,
    }
    dated = {"suspended": "suspended_on", "interrupted": "interrupted_on", "ended": "ended_on"}
    if state in dated:
        told[dated[state]] = TODAY()
    return Award.objects.create(**told | fields)


def make_recovery(case, state="due", **fields):
    told = {
        "reference": new_reference("S", TODAY()),
        "case": case,
        "award": fields.pop("award", None) or make_award(case),
        "kind": "undue",
        "amount": Decimal("168.00"),
        "why": "Le foyer a déménagé.",
        "article": "I-D 2",
        "proposed_by": case.referent,
        "proposed_at": timezone.now(),
        "state": state,
    }
    if state not in ("proposed", "cancelled"):
        told |= {
            "decided_by": make_agent("supervisor", site=case.site),
            "decided_at": timezone.now(),
            "due_on": TODAY() + timedelta(days=60),
        }
    if state == "settled":
        told["paid"] = told["amount"]
    return Recovery.objects.create(**told | fields)


def make_decided(case, state):
    """An application in this state, with its appeal when it has one."""
    day = TODAY() - timedelta(days=70)
    fields = {"received_on": day, "signed_on": day}
    if state in ("lapsed", "implicitly_refused"):
        fields["ended_on"] = TODAY()
    if state in ("appeal_pending", "upheld", "reversed"):
        fields |= {"appealed_on": TODAY() - timedelta(days=10), "completed_on": day}
    if state in ("upheld", "reversed"):
        fields["appeal_answered_on"] = TODAY()
    if state == "reversed":
        fields |= {"starts_on": day, "every": "month", "amount": Decimal("84.00")}
    application = make_application(case, state, **fields)
    if state in ("appeal_pending", "upheld", "reversed"):
        answered = {} if state == "appeal_pending" else {
            "answered_on": TODAY(), "answered_by": make_agent("supervisor", site=case.site),
            "answer": "Le loyer a été payé.", "article": "II-2.3",
        }  # fmt: skip
        Appeal.objects.create(
            application=application, contested="refused", lodged_on=application.appealed_on,
            grounds="SPÉCIMEN", recorded_by=case.referent, **answered,
        )  # fmt: skip
    return application


DECIDED = ("granted", "refused", "lapsed", "implicitly_refused", "appeal_pending", "upheld", "reversed")


@pytest.mark.parametrize("state", DECIDED)
def test_each_decision_has_its_letter_once(worker, case, state):
    application = make_decided(case, state)
    made = notices.prepare_decision(actor=worker, application=application)
    assert made.kind == OF_APPLICATION[state]
    assert list(made.applications.all()) == [application]
    assert application.reference in [letters.said(made).about]
    assert rendering.text(letters.said(made))
    assert notices.prepare_decision(actor=worker, application=application) == made
    assert notices.prepare_decision(actor=worker, application=application, again=True) != made
