"""« Et si… » as hands do it: an event chosen by a link, few facts, the comparison; also without scripts."""

from datetime import timedelta

import pytest
from django.utils import timezone

from cases.demonstration import office as specimens
from cases.demonstration.play import answers, register
from cases.services import files
from nps.accounts.acting import acting
from tests.journeys.conftest import WAIT

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def file_of_lone_parent(office) -> str:
    """A file whose situation is known."""
    household = specimens.read("lone_parent")
    with acting("system"):
        case, met = register(office.worker, household, timezone.localdate() - timedelta(days=3))
        files.record_situation(actor=office.worker, case=case, answers=answers(household, met))
    return case.reference


@pytest.mark.parametrize("scripts", [True, False], ids=["scripts", "no scripts"])
def test_compare_without_keeping_anything(scripts, desk, office, meet, file_of_lone_parent):
    worker = desk(office.worker, java_script_enabled=scripts).sign_in()
    page = worker.go(f"/cases/{file_of_lone_parent}/rights/what-if/")
    page.set_default_timeout(2 * WAIT)
    worker.reads("Si rien ne se passe")
    if scripts:
        meet(page)
    worker.press("Comparer")
    worker.reads("Paris Forfait Familles")
    if scripts:
        meet(page, "birth", posted=True)
    worker.follow("Revenu")
    worker.write("De, net par mois", "0")
    worker.write("À, net par mois", "2500")
    worker.press("Comparer")
    worker.reads("Droits selon le revenu")
    if scripts:
        meet(page, "income", posted=True)
    worker.follow("Perte d’emploi")
    worker.press("Comparer")
    worker.reads("Ce qu’il faudrait savoir")
    if scripts:
        meet(page, "job", posted=True)
    worker.follow("Anniversaire")
    worker.press("Comparer")
    worker.reads("dans les dix ans")
    if scripts:
        meet(page, "fault", posted=True)
