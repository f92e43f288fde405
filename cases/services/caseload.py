"""Starting a check of the active files, and the household's objection to the search for its rights."""

from collections.abc import Iterator
from datetime import date
from itertools import groupby
from operator import itemgetter

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from cases.models import CaseFile
from cases.permissions import can_check_caseload
from cases.services.files import require_work
from cases.services.moves import NotYours
from cases.workflow.case_file import OPEN
from eligibility import caseload
from eligibility.models import CaseloadResult, CaseloadRun, RadarObjection, RunKind
from eligibility.parameters import Figures
from nps.accounts.models import Agent, Site
from nps.jobs import app
from nps.journal.services import record
from nps.people.models import Household


def active_households(site: Site | None) -> Iterator[tuple[int, list[int]]]:
    """Site's key and the keys of the households whose file is open there, of one site or of all."""
    files = CaseFile.objects.filter(state__in=OPEN)
    if site:
        files = files.filter(site=site)
    pairs = files.order_by("site_id", "household_id").values_list("site_id", "household_id")
    for key, group in groupby(pairs.iterator(), key=itemgetter(0)):
        yield key, [household for _site, household in group]


@transaction.atomic
def start_caseload_check(
    *,
    actor: Agent | None,
    kind: RunKind,
    on: date,
    site: Site | None = None,
    figures: Figures | None = None,
    national: bool = True,
) -> CaseloadRun:
    """A run handed to the workers; the same one while it has not ended. `actor` None: the system.

    Supervisors: their own site. Administrators: the effect of figures on every site. Raises NotYours,
    FiguresLost.
    """
    if actor and not can_check_caseload(actor, kind, site):
        raise NotYours(_("Cet acte revient à : %(who)s.") % {"who": can_check_caseload.by})
    run = caseload.ask(actor=actor, kind=kind, on=on, site=site, national=national, figures=figures)
    _hand_over(run)
    return run


@transaction.atomic
def resume_caseload_check(*, actor: Agent | None, run: CaseloadRun) -> None:
    """Take up what is left of a run. Raises NotYours."""
    if actor and not can_check_caseload(actor, RunKind(run.kind), run.site):
        raise NotYours(_("Cet acte revient à : %(who)s.") % {"who": can_check_caseload.by})
    if run.ended_at is None:
        _hand_over(run)


def _hand_over(run: CaseloadRun) -> None:
    """By name: the job itself calls this module."""
    app.configure_task("cases.jobs.plan_caseload", allow_unknown=True).defer(run=run.pk)


@transaction.atomic
def object_to_radar(*, actor: Agent, case: CaseFile, on: date) -> RadarObjection:
    """The household does not want its rights looked for unasked; what was found of it is forgotten.

    A second objection is the first one. Raises NotYours.
    """
    require_work(case, actor)
    Household.objects.select_for_update().get(pk=case.household_id)  # a batch that writes ends first
    objection, new = RadarObjection.objects.get_or_create(
        household=case.household, withdrawn_at=None, defaults={"objected_on": on, "recorded_by": actor}
    )
    CaseloadResult.objects.filter(household=case.household, run__kind=RunKind.RADAR).delete()
    if new:
        data = {"on": on.isoformat()}
        record(act="radar.object", actor=actor, subject=case, case_reference=case.reference, data=data)
    return objection


@transaction.atomic
def withdraw_radar_objection(*, actor: Agent, case: CaseFile) -> None:
    """The household takes its objection back: the next search counts it in. Raises NotYours."""
    require_work(case, actor)
    held = RadarObjection.objects.filter(household=case.household, withdrawn_at=None)
    if held.update(withdrawn_by=actor, withdrawn_at=timezone.now()):
        record(act="radar.withdraw_objection", actor=actor, subject=case, case_reference=case.reference)
