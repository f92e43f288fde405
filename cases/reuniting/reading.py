"""Files reunited into one are read with it: their journal, their checks. Nothing is written here."""

from django.db.models import QuerySet

from cases.models import CaseFile
from cases.permissions import files_to_work
from nps.accounts.models import Agent


def reunited_into(case: CaseFile) -> list[CaseFile]:
    """The closed files this one goes on from, the latest reunited last; none for most files."""
    found: list[CaseFile] = []
    homes = [case.household_id]
    while homes:
        closed = CaseFile.objects.filter(household__merged_into__in=homes).order_by("pk")
        found += closed
        homes = [one.household_id for one in closed]
    return found


def references_with(case: CaseFile) -> list[str]:
    """The references under which this file's history stands."""
    return [case.reference, *(one.reference for one in reunited_into(case))]


def households_with(case: CaseFile) -> list[int]:
    """Keys of the households whose checks this file rests on."""
    return [case.household_id, *(one.household_id for one in reunited_into(case))]


def goes_on_in(agent: Agent, case: CaseFile) -> CaseFile | None:
    """The file this one was reunited with, at the end of the chain; None for a file of its own.

    None too when the agent may not work it.
    """
    home = case.household
    if home.merged_into_id is None:
        return None
    while home.merged_into_id is not None:
        home = home.merged_into
    files: QuerySet[CaseFile] = files_to_work(CaseFile.objects.all(), agent)
    return files.filter(household=home).first()
