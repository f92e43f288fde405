"""What an agent may see of the checks of the caseload; every function starts from the agent. Reading only."""

from collections import defaultdict
from collections.abc import Iterable

from django.db.models import Exists, OuterRef, QuerySet
from django.http import Http404

from cases.models import Application, Award, CaseFile
from cases.permissions import runs_to_see
from cases.selectors import case_files_for
from cases.workflow.application import PENDING
from cases.workflow.award import OPEN as OPEN_AWARDS
from cases.workflow.case_file import OPEN
from eligibility.models import CaseloadBatch, CaseloadResult, CaseloadRun, RadarObjection, RunKind
from nps.accounts.models import Agent
from nps.people.models import Membership
from nps.ui import keyset


def runs_for(agent: Agent) -> QuerySet[CaseloadRun]:
    """The checks whose page the agent may open, newest first."""
    runs = CaseloadRun.objects.select_related("site", "started_by").order_by("-started_at", "-pk")
    return runs_to_see(runs, agent)


def run_for(agent: Agent, public_id) -> CaseloadRun:
    """One of them, or Http404."""
    run = runs_for(agent).filter(public_id=public_id).first()
    if run is None:
        raise Http404
    return run


def running_for(agent: Agent) -> QuerySet[CaseloadRun]:
    """Checks that have not ended."""
    return runs_for(agent).filter(ended_at=None)


def latest_search(agent: Agent) -> CaseloadRun | None:
    """The last search for rights not claimed among the agent's files, ended or not."""
    return runs_for(agent).filter(kind=RunKind.RADAR).first()


def _live(results: QuerySet[CaseloadResult]) -> QuerySet[CaseloadResult]:
    """What was found and is still so: neither asked for, nor held, nor objected to since."""
    same = {"case__household": OuterRef("household"), "benefit": OuterRef("code")}
    return results.filter(
        ~Exists(Application.objects.filter(**same, state__in=("draft", *PENDING))),
        ~Exists(Award.objects.filter(**same, state__in=OPEN_AWARDS)),
        ~Exists(RadarObjection.objects.filter(household=OuterRef("household"), withdrawn_at=None)),
        run__kind=RunKind.RADAR,
    )


def _chosen(benefit: str, status: str) -> dict[str, str]:
    told = {"code": benefit, "status": status}
    return {name: value for name, value in told.items() if value}


def files_with_unclaimed_rights(
    agent: Agent, *, benefit: str = "", status: str = "", referent: str = ""
) -> QuerySet[CaseFile]:
    """Active files of the agent's site for which a right was found and not asked for, in a stable order."""
    found = CaseloadResult.objects.filter(household=OuterRef("household"), **_chosen(benefit, status))
    files = case_files_for(agent).filter(Exists(_live(found)), state__in=OPEN)
    return (files.filter(referent=agent) if referent == "me" else files).order_by("-id")


def unclaimed_of(
    files: Iterable[CaseFile], *, benefit: str = "", status: str = ""
) -> dict[int, list[CaseloadResult]]:
    """Household's key → what was found of it and is still so, what is due first."""
    found = _live(CaseloadResult.objects.filter(household__in=[case.household_id for case in files]))
    grouped = defaultdict(list)
    for one in found.filter(**_chosen(benefit, status)).order_by("status", "pk"):
        grouped[one.household_id].append(one)
    return grouped


def changed_files(agent: Agent, run: CaseloadRun) -> QuerySet[CaseFile]:
    """Files of the agent's site that the figures under study change."""
    changed = CaseloadResult.objects.filter(run=run, household=OuterRef("household"))
    return case_files_for(agent).filter(Exists(changed)).order_by("-id")


def changes_of(files: Iterable[CaseFile], run: CaseloadRun) -> dict[int, list[CaseloadResult]]:
    """Household's key → what the figures under study change for it."""
    grouped = defaultdict(list)
    keys = [case.household_id for case in files]
    for one in CaseloadResult.objects.filter(run=run, household__in=keys).order_by("pk"):
        grouped[one.household_id].append(one)
    return grouped


def unreadable_files(agent: Agent, run: CaseloadRun) -> QuerySet[CaseFile]:
    """Files of the agent's site that could not be checked: their facts are at fault."""
    batches = CaseloadBatch.objects.filter(run=run, site_id=agent.site_id).exclude(unreadable=[])
    keys = [key for some in batches.order_by("number").values_list("unreadable", flat=True) for key in some]
    return case_files_for(agent).filter(household__in=keys).order_by("-id")


def people_of(files: Iterable[CaseFile]) -> dict[int, list]:
    """Household's key → its people, in the order a check counts them in."""
    lives = Membership.objects.filter(household__in=[case.household_id for case in files], until=None)
    grouped = defaultdict(list)
    for membership in lives.select_related("person").order_by("since", "pk"):
        grouped[membership.household_id].append(membership.person)
    return grouped


def objection_of(case: CaseFile) -> RadarObjection | None:
    """The household's standing objection to the search, if any."""
    held = RadarObjection.objects.filter(household=case.household_id, withdrawn_at=None)
    return held.select_related("recorded_by").first()


def page_of(
    agent: Agent, files: QuerySet[CaseFile], *, after: str = "", before: str = "", rows: int | None = None
) -> keyset.Page:
    """A page of these files, newest first; a reference of another site is as none."""
    seen = case_files_for(agent)
    return keyset.page(
        files, order=("-id",), mark="reference", seen=seen, after=after, before=before, size=rows
    )
