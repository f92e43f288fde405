"""The acts on a file: open it, tell the household about its data, record the situation, close."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from django.db import IntegrityError, transaction
from django.utils import timezone

from cases.models import CaseFile
from cases.permissions import can_work
from cases.references import new_reference
from cases.services.moves import Blocked, NotYours
from cases.workflow.application import FILE_OPEN, PENDING
from cases.workflow.award import PAID
from cases.workflow.case_file import OPEN
from eligibility import checks, facts
from eligibility.models import Fact, RightsCheck
from nps.accounts.models import SITE_ROLES, Agent
from nps.journal.services import record
from nps.people.models import Household


class NoSite(NotYours):
    """Only agents of a site open files."""


def unique_reference(model: type, letter: str, on: date) -> str:
    """A reference no row of this table bears yet; the unique constraint stays the judge."""
    while True:
        reference = new_reference(letter, on)
        if not model.objects.filter(reference=reference).exists():
            return reference


@transaction.atomic
def open_case_file(*, actor: Agent, household: Household, on: date | None = None) -> CaseFile:
    """The household's single file, opened now or already there (a second call makes no second file)."""
    if actor.role not in SITE_ROLES:
        raise NoSite("only agents of a site open files")
    on = on or timezone.localdate()
    try:
        with transaction.atomic():
            case = CaseFile.objects.create(
                reference=unique_reference(CaseFile, "D", on),
                household=household,
                site=actor.site,
                referent=actor,
                opened_by=actor,
                opened_on=on,
                last_contact_on=on,
            )
    except IntegrityError:
        return CaseFile.objects.get(household=household)
    record(act="casefile.open", actor=actor, subject=case, case_reference=case.reference)
    return case


def require_work(case: Any, actor: Agent) -> None:
    """Raises NotYours unless the actor works this file."""
    if not can_work(case, actor):
        raise NotYours(str(can_work.by))


def require_open_work(case: CaseFile, actor: Agent) -> None:
    """Raises NotYours, or Blocked in a closed file; nobody closes it before the transaction ends."""
    locked = CaseFile.objects.select_for_update().get(pk=case.pk)
    require_work(locked, actor)
    if locked.state not in OPEN:
        raise Blocked([FILE_OPEN])


@transaction.atomic
def give_information(*, actor: Agent, case: CaseFile, on: date) -> CaseFile:
    """Note that the household received the notice on its data (RGPD, article 13)."""
    locked = CaseFile.objects.select_for_update().get(pk=case.pk)
    require_work(locked, actor)
    if locked.information_given_on is None:
        locked.information_given_on = on
        locked.last_contact_on = max(on, locked.last_contact_on)
        locked.save(update_fields=["information_given_on", "last_contact_on"])
        record(
            act="information_given",
            actor=actor,
            subject=locked,
            case_reference=locked.reference,
            data={"on": on.isoformat()},
        )
    return locked


@transaction.atomic
def record_situation(*, actor: Agent, case: CaseFile, answers: Mapping[facts.Key, Any]) -> list[Fact]:
    """What the household declares; only what changed is written. Raises Blocked in a closed file."""
    require_open_work(case, actor)
    return facts.record_facts(
        actor=actor, household=case.household, answers=answers, case_reference=case.reference
    )


@transaction.atomic
def settle_fact(*, actor: Agent, case: CaseFile, fact: int) -> Fact:
    """Choose between sources that disagree. Raises Fact.DoesNotExist, Blocked in a closed file."""
    require_open_work(case, actor)
    return facts.settle_fact(actor=actor, household=case.household, fact=fact, case_reference=case.reference)


@transaction.atomic
def check_rights(*, actor: Agent, case: CaseFile, on: date, national: bool = True) -> RightsCheck:
    """An immutable check of the household's rights on that day. Raises SituationFaults, Blocked."""
    require_open_work(case, actor)
    return checks.check_household(
        actor=actor,
        household=case.household,
        on=on,
        case_reference=case.reference,
        national=national,
        **renewals_of(case),
    )


def renewals_of(case: CaseFile) -> dict[str, list[str]]:
    """What a check is told of benefits held: a new request would renew them, for longer the second time."""
    held = case.awards.filter(state__in=PAID).values_list("benefit", "application__renews")
    asked = case.applications.filter(state__in=PENDING, renews__isnull=False)
    asked = asked.values_list("benefit", "renews__application__renews")
    known = [*held, *asked]
    return {
        "renewals": sorted({benefit for benefit, _former in known}),
        "renewed_before": sorted({benefit for benefit, former in known if former}),
    }
