"""What every page of one file shares: the banner and the counters of the side menu."""

from django.utils.translation import gettext_lazy as _

from cases import words
from cases.models import CaseFile
from cases.workflow.application import FILE_OPEN, PENDING
from cases.workflow.case_file import OPEN
from nps.ui.components import CasePage, Clock

EFFECTS = {
    "lapse": _("%(benefit)s deviendrait caduque"),
    "silence": _("%(benefit)s serait rejetée par le silence"),
    "appeal_silence": _("Recours, %(benefit)s : rejeté par le silence"),
    "period": _("%(benefit)s se termine"),
    "resumption": _("%(benefit)s ne pourrait plus reprendre"),
    "retention": _("le dossier serait archivé"),
}


def effect_words(effect: str, benefit: str) -> str:
    """What a legal date does, in a sentence's end."""
    return EFFECTS[effect] % {"benefit": words.benefit_name(benefit)}


def nearest_clock(case: CaseFile) -> Clock | None:
    """The nearest legal date of the file's applications and awards."""
    running = [
        dated
        for kept in (case.applications, case.awards)
        for dated in kept.filter(next_clock_on__isnull=False).order_by("next_clock_on", "pk")[:1]
    ]
    if not running:
        return None
    first = min(running, key=lambda dated: dated.next_clock_on)
    return Clock(first.next_clock_on, effect_words(first.next_clock, first.benefit))


def _pending(case: CaseFile) -> dict[str, int]:
    """The counter of the menu, left out when there is nothing to count."""
    number = case.applications.filter(state__in=PENDING).count()
    return {"applications": number} if number else {}


def closed_words(case: CaseFile) -> str:
    """Why nothing can be written in this file any more; empty while it is open."""
    return "" if case.state in OPEN else FILE_OPEN.told


def case_page(case: CaseFile, **counts: int) -> CasePage:
    """The frame of a page of this file."""
    people = [m.person for m in case.household.memberships.filter(until=None).select_related("person")]
    return CasePage(
        reference=case.reference,
        household=words.household_name(case.household),
        state=case.state,
        referent=f"{case.referent.full_name}, {case.site.name}",
        clock=nearest_clock(case),
        safe_contact=any(person.safe_contact for person in people),
        counts={**_pending(case), **counts},
    )
