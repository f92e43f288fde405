"""What every page of one file shares: the banner and the counters of the side menu."""

from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from cases import selectors, words
from cases.models import Application, CaseFile
from cases.permissions import can_work
from cases.services.exceptional import record_read
from cases.workflow.application import FILE_OPEN, PENDING
from cases.workflow.case_file import OPEN
from nps.ui.components import CasePage, Clock

EFFECTS = {
    "lapse": _("%(benefit)s deviendrait caduque"),
    "silence": _("%(benefit)s serait rejetée par le silence"),
    "appeal_silence": _("Recours, %(benefit)s : rejeté par le silence"),
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


def _followed_by(case: CaseFile) -> str:
    """Who follows the file; empty while its site has not given it to anybody."""
    here = case.referent.site_id == case.site_id
    return f"{case.referent.full_name}, {case.site.name}" if here else ""


def file_to_read(request: HttpRequest, reference: str) -> CaseFile:
    """The file of a page that only shows. Read by exceptional access, the page is a line of its journal.

    `read_only` is then set on the file: no act is offered. Raises Http404 as `case_file_to_read`.
    """
    case = selectors.case_file_to_read(request.user, reference)
    case.read_only = not can_work(case, request.user)
    if case.read_only:
        record_read(actor=request.user, case=case, page=request.resolver_match.url_name)
    return case


def application_to_read(request: HttpRequest, reference: str) -> Application:
    """The application of a page that only shows, as `file_to_read`."""
    found = selectors.application_to_read(request.user, reference)
    found.case = file_to_read(request, found.case.reference)
    return found


def case_page(case: CaseFile, **counts: int) -> CasePage:
    """The frame of a page of this file."""
    people = [m.person for m in case.household.memberships.filter(until=None).select_related("person")]
    return CasePage(
        reference=case.reference,
        household=words.household_name(case.household),
        state=case.state,
        referent=_followed_by(case),
        clock=nearest_clock(case),
        safe_contact=any(person.safe_contact for person in people),
        counts={**_pending(case), **counts},
        read_only=getattr(case, "read_only", False),
    )
