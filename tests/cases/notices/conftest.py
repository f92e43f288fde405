"""A file with applications received today and everything missing asked for today."""

from datetime import timedelta

import pytest
from django.utils import timezone

from cases.demonstration import office
from cases.demonstration.play import answers, register
from cases.services import applications, files, pieces


@pytest.fixture
def worker(system):
    return office.open_office()["worker"]


@pytest.fixture
def case(worker):
    """The retired tenant, three applications received today, nothing asked."""
    on, specimen = timezone.localdate(), office.read("retired_tenant")
    case, people = register(worker, specimen, on)
    files.record_situation(actor=worker, case=case, answers=answers(specimen, people))
    check = files.check_rights(actor=worker, case=case, on=on, national=False)
    drafts = applications.prepare_applications(
        actor=worker, case=case, check=check, benefits=check.result["bundle"]["rights"], on=on
    )
    for draft in drafts:
        applications.receive_application(actor=worker, application=draft, on=on, signed_on=on)
    return case


@pytest.fixture
def requests(worker, case):
    on = timezone.localdate()
    plan = pieces.ledger(case, on).plan
    return pieces.ask_for_pieces(
        actor=worker, case=case, pieces=plan.requests, on=on, due_on=on + timedelta(days=30)
    )
