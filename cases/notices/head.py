"""Who writes, to whom, where and in which language: the head of every letter. Reads only."""

from datetime import date, datetime
from typing import Any

from django.conf import settings
from django.utils.timezone import localdate
from django.utils.translation import gettext as _

from cases import words
from cases.models import CaseFile, Correspondence
from cases.models.letter import Language
from cases.notices.context import Service
from nps.accounts.models import Agent
from nps.people.models import Person
from nps.people.selectors import address_on, applicant_on, members_on


def preference(case: CaseFile) -> Correspondence | None:
    """How this household wants to be written to, when somebody noted it."""
    return Correspondence.objects.filter(case=case).first()


def language_of(case: CaseFile) -> str:
    """The language of the household's letters: French unless it asked for another."""
    known = preference(case)
    return known.language if known else Language.FRENCH


def head(
    *, case: CaseFile, actor: Agent | None, reference: str, language: str, at: datetime, estate: bool = False
) -> dict[str, Any]:
    """The values of `context.Head`. `actor` None: the clock writes, for the referent.

    `estate`: to those who settle the estate of the applicant (recovery on succession).
    """
    on = localdate(at)
    people = [member.person for member in members_on(case.household, on)]
    known = preference(case)
    return {
        "reference": reference,
        "case": case.reference,
        "language": language,
        "at": at,
        "service": _service(case, actor or case.referent),
        "addressee": _addressee(case, people, on, estate),
        "address": address(case, on),
        "large": bool(known and known.large_print),
    }


def _service(case: CaseFile, agent: Agent) -> Service:
    site = case.site
    return Service(
        name=site.name,
        address=site.address,
        phone=site.phone,
        hours=site.hours,
        followed_by=agent.full_name,
        controller=settings.DATA_CONTROLLER,
        officer=settings.DATA_OFFICER,
    )


def _addressee(case: CaseFile, people: list[Person], on: date, estate: bool) -> str:
    applicant = applicant_on(case.household, on) or (people[0] if people else None)
    name = words.full_name(applicant) if applicant else case.reference
    return _("Succession de %(name)s") % {"name": name} if estate else name


def address(case: CaseFile, on: date) -> tuple[str, ...]:
    """Nothing where somebody asked for no post (« contact prudent »): the letter is then handed over."""
    known = address_on(case.household, on)
    if known is None or careful(case):
        return ()
    return (known.line, f"{known.postcode} {known.city}")


def careful(case: CaseFile) -> bool:
    """Whether somebody of the household asked for care: no post, no message, no address shown."""
    return case.household.memberships.filter(until=None, person__safe_contact=True).exists()
