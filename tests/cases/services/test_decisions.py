"""What may be proposed: the by-law's own sum, or one within the ceiling where it leaves the sum open."""

from decimal import Decimal

import pytest
from django.urls import reverse

from cases.services.decisions import propose_decision
from cases.services.moves import MoveRefused
from cases.workflow.application import Proposal
from nps.accounts.acting import acting
from tests.support.accounts import make_agent, sign_in
from tests.support.cases import make_application, make_case_file, make_rights_check

pytestmark = [pytest.mark.django_db(databases=["default", "owner"]), pytest.mark.usefixtures("one_factor")]

RIGHT = {
    "code": "allocation_exceptionnelle",
    "by_law": "V-2.1",
    "name": {},
    "status": "entitled",
    "discretionary": True,
    "amount": None,
    "every": "once",
    "duration_months": None,
    "conditions": [],
    "missing": [],
    "proofs": [],
    "estimated": False,
    "claimant": None,
    "error": None,
    "authority": "director",
    "ceiling": 2830.0,
    "tariff": None,
}


@pytest.fixture
def actor():
    return make_agent()


@pytest.fixture
def application(actor):
    with acting("system"):
        case = make_case_file(actor)
        check = make_rights_check(case, result={"rights": [RIGHT], "bundle": {"rights": []}})
        return make_application(
            case, "under_review", benefit=RIGHT["code"], by_law=RIGHT["by_law"], rights_check=check
        )


@pytest.mark.parametrize("amount", [None, Decimal(0), Decimal("2830.01")])
def test_a_sum_left_to_the_decision_is_written_and_stays_under_its_ceiling(actor, application, amount):
    with acting("system"), pytest.raises(MoveRefused):
        propose_decision(actor=actor, application=application, proposal=Proposal.GRANT, amount=amount)


def test_the_sum_proposed_is_kept(actor, application):
    with acting("system"):
        proposed = propose_decision(
            actor=actor, application=application, proposal=Proposal.GRANT, amount=Decimal("2830")
        )
    assert (proposed.amount, proposed.every, proposed.ends_on) == (Decimal("2830"), "once", None)


def test_the_page_asks_for_the_sum_and_says_its_ceiling(actor, application, client):
    sign_in(client, actor)
    address = reverse("cases:propose", args=[application.reference])
    page = client.get(address).content.decode()
    assert "2\u202f830,00\u00a0€ au plus" in page
    refused = client.post(address, {"proposal": "grant", "amount": "3000"})
    assert refused.status_code == 422
    assert "3000" in refused.content.decode()
    client.post(address, {"proposal": "grant", "amount": "300,50"})
    shown = client.get(reverse("cases:application", args=[application.reference])).content.decode()
    assert "300,50\u00a0€" in shown
