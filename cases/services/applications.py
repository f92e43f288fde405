"""The acts on an application: prepare, receive, complete, review."""

from collections.abc import Iterable
from datetime import date

from django.db import transaction

from cases.following.contacts import heard_from
from cases.models import Application, Award, CaseFile
from cases.services.files import require_work, unique_reference
from cases.services.moves import MoveRefused, move
from cases.workflow.application import FILE_OPEN, PENDING
from cases.workflow.award import PAID
from eligibility.authorities import authority_of
from eligibility.models import RightsCheck
from nps.accounts.models import Agent
from nps.journal.services import record

# Signed by both members of a couple (by-law I-B 3).
COSIGNED_BENEFITS = frozenset({"paris_solidarite"})


def benefits_under_way(case: CaseFile) -> set[str]:
    """Benefits asked for and not yet decided, or granted and still running: not to be asked for again.

    One that a change of situation interrupted is asked for again (I-B 7).
    """
    asked = case.applications.filter(state__in=("draft", *PENDING)).values_list("benefit", flat=True)
    held = case.awards.filter(state__in=PAID).values_list("benefit", flat=True)
    return {*asked, *held}


@transaction.atomic
def prepare_applications(
    *, actor: Agent, case: CaseFile, check: RightsCheck, benefits: Iterable[str], on: date
) -> list[Application]:
    """One draft per municipal benefit of the check that has none pending; those now in draft."""
    require_work(case, actor)
    if CaseFile.objects.select_for_update().get(pk=case.pk).closed_on:
        raise MoveRefused(FILE_OPEN.told)
    if check.household_id != case.household_id:
        raise MoveRefused("the check is of another household")
    by_law = {right["code"] for right in check.result["rights"] if right["by_law"]}
    pending = benefits_under_way(case)
    return [
        draft_application(actor=actor, case=case, check=check, benefit=code, on=on)
        for code in dict.fromkeys(benefits)
        if code in by_law and code not in pending
    ]


@transaction.atomic
def draft_application(
    *,
    actor: Agent,
    case: CaseFile,
    check: RightsCheck,
    benefit: str,
    on: date,
    renews: Award | None = None,
) -> Application:
    """One draft that rests on the check; `renews`: the award whose period it follows.

    The caller has looked at the file, and that nothing of this benefit is under way.
    """
    right = next(right for right in check.result["rights"] if right["code"] == benefit)
    members = case.household.memberships.filter(until=None)
    draft = Application.objects.create(
        reference=unique_reference(Application, "A", on),
        case=case,
        benefit=benefit,
        by_law=right["by_law"],
        applicant=members.get(role="applicant").person,
        rights_check=check,
        created_by=actor,
        financial=right["every"] != "in_kind",
        authority=authority_of(right, check.inputs),
        needs_cosignature=benefit in COSIGNED_BENEFITS and members.filter(role="partner").exists(),
        renews=renews,
    )
    told = {"benefit": benefit, "check": str(check.public_id)}
    record(
        act="application.prepare",
        actor=actor,
        subject=draft,
        case_reference=case.reference,
        data=told | ({"renews": renews.reference} if renews else {}),
    )
    return draft


@transaction.atomic
def receive_application(
    *, actor: Agent, application: Application, on: date, signed_on: date, cosigned_on: date | None = None
) -> Application:
    """Register a signed application; rights open on this day (by-law I-B 3)."""
    CaseFile.objects.select_for_update().get(pk=application.case_id)  # nobody closes it meanwhile
    locked = Application.objects.select_for_update().get(pk=application.pk)
    require_work(locked, actor)
    if locked.state == "draft":
        locked.signed_on, locked.cosigned_on = signed_on, cosigned_on
        locked.save(update_fields=["signed_on", "cosigned_on"])
    received = move(locked, "receive", actor=actor, on=on)
    heard_from(case=received.case, on=on)
    return received
