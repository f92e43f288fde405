"""What every page of one file shares: the banner and the counters of the side menu."""

from django.utils.translation import gettext as _

from cases import clocks, words
from cases.models import CaseFile
from cases.workflow.application import FILE_OPEN, PENDING
from cases.workflow.case_file import OPEN
from nps.ui.components import CasePage, Clock


def effect_words(effect: str, benefit: str) -> str:
    """What a legal date does, in a sentence's end."""
    name = words.benefit_name(benefit)
    if effect == "lapse":
        return _("%(benefit)s deviendrait caduque") % {"benefit": name}
    return _("%(benefit)s serait rejetée par le silence") % {"benefit": name}


def nearest_clock(case: CaseFile) -> Clock | None:
    """The nearest legal date of the file's applications."""
    running = case.applications.filter(state__in=PENDING).order_by("pk")
    dated = [(*found, a) for a in running if (found := clocks.next_deadline(a))]
    if not dated:
        return None
    day, effect, application = min(dated, key=lambda line: (line[0], line[2].pk))
    return Clock(day, effect_words(effect, application.benefit))


def _pending(case: CaseFile) -> dict[str, int]:
    """The counter of the menu, left out when there is nothing to count."""
    number = case.applications.filter(state__in=PENDING).count()
    return {"applications": number} if number else {}


def closed_words(case: CaseFile) -> str:
    """Why nothing can be written in this file any more; empty while it is open."""
    return "" if case.state in OPEN else str(FILE_OPEN.says)


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
