"""Proposal and decision: two different people, amounts frozen from the rights check they rest on."""

from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal

from django.db import transaction
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from cases import clocks
from cases.models import Application, Award, CaseFile, Letter
from cases.permissions import can_decide, can_work
from cases.services.files import renewals_of, unique_reference
from cases.services.moves import AlreadyMoved, MoveRefused, NotYours, move, start_clock
from cases.services.notices import NobodyToWriteTo, prepare_decision
from cases.workflow.application import Proposal
from eligibility import checks, engine, explain
from eligibility.models import RightsCheck
from eligibility.replay import Difference, differences
from eligibility.situation import SituationFaults
from eligibility.stewardship import figures_in_force
from nps.accounts.models import Agent
from nps.journal.services import record

TEXTS = ("reglement", "annexe", "ceilings")
RECHECKED = ("proposed", "appeal_pending")  # what a decider may have checked again


def right_of(application: Application) -> dict:
    """The right the application rests on, as its check found it."""
    return right_in(application.rights_check, application.benefit)


def right_in(check: RightsCheck, benefit: str) -> dict:
    """One right of a check."""
    return next(right for right in check.result["rights"] if right["code"] == benefit)


def sum_is_decided(right: dict) -> bool:
    """Whether the by-law leaves the sum to the decision: no figure of its own, and it is paid in money."""
    return right["discretionary"] and right["amount"] is None and right["every"] != "in_kind"


def proposal_terms(application: Application, check: RightsCheck | None = None) -> dict:
    """Amount, period and dates a grant would have: from the day of receipt, for the by-law's duration.

    A renewal asked for in time starts when the former period ends (I-B 6). `check`: another than its own.
    """
    right = right_in(check or application.rights_check, application.benefit)
    months = right["duration_months"]
    starts_on = application.received_on
    former = application.renews
    if former and former.ends_on and former.ended_on in (None, former.ends_on):
        starts_on = max(starts_on, former.ends_on + timedelta(days=1))
    return {
        "amount": None if right["amount"] is None else Decimal(str(right["amount"])),
        "every": right["every"],
        "starts_on": starts_on,
        "ends_on": clocks.period_ends_on(starts_on, months) if months else None,
    }


@transaction.atomic
def propose_decision(
    *,
    actor: Agent,
    application: Application,
    proposal: Proposal,
    refusal_reason: str = "",
    refusal_article: str = "",
    amount: Decimal | None = None,
) -> Application:
    """Propose to grant what the check found, or to refuse with a reason and its article (CRPA L211-2).

    `amount`: euros, only where the by-law leaves the sum to the decision; never above the ceiling it names.
    """
    right = right_of(application)
    if proposal == Proposal.GRANT and right["status"] != "entitled":
        raise MoveRefused(
            _("La vérification ne dit pas « a droit » : complétez la situation et vérifiez à nouveau.")
        )
    if proposal == Proposal.REFUSE:
        _require_reasons(refusal_reason, refusal_article)
    terms = {"amount": None, "every": "", "starts_on": None, "ends_on": None}
    if proposal == Proposal.GRANT:
        terms = proposal_terms(application) | decided_sum(right, amount)
    return move(
        application,
        "propose",
        actor=actor,
        by=actor,
        at=timezone.now(),
        proposal=proposal,
        refusal_reason=refusal_reason.strip(),
        refusal_article=refusal_article.strip(),
        **terms,
    )


def _require_reasons(reason: str, article: str) -> None:
    if not (reason.strip() and article.strip()):
        raise MoveRefused(_("Un rejet doit dire son motif et l’article : écrivez les deux."))


def decided_sum(right: dict, amount: Decimal | None) -> dict[str, Decimal]:
    """The sum left to the decision, when it is one. Raises MoveRefused: missing, or above the ceiling."""
    if not sum_is_decided(right):
        return {}
    if not amount:
        raise MoveRefused(_("Le règlement laisse la somme à la décision : écrivez-la en euros."))
    ceiling = right.get("ceiling")
    if ceiling is not None and amount > Decimal(str(ceiling)):
        said = explain.money(ceiling, get_language() or "fr")
        raise MoveRefused(_("Le règlement ne permet pas plus de %(ceiling)s.") % {"ceiling": said})
    return {"amount": amount}


@dataclass(frozen=True)
class Changed:
    """What is no longer as when the check was made. `law`: texts and figures, then and now."""

    situation: bool
    law: tuple[Difference, ...] = ()

    def __bool__(self) -> bool:
        return self.situation or bool(self.law)


def changed_since_check(application: Application) -> Changed:
    """What changed since the check the application rests on: the situation, the texts, the figures.

    Figures of days to come, or another version of a package, change no right: replaying tells of them.
    """
    check = application.rights_check
    try:
        moved = not checks.is_current(check)
    except SituationFaults:
        moved = True
    now = engine.law(check.on, False, figures_in_force())
    told = (Difference("", name, check.versions[name], now[name]) for name in TEXTS if name in check.versions)
    return Changed(moved, tuple(one for one in told if one.then != one.now))


def _require_unchanged(application: Application) -> None:
    """Nobody decides on a household, or a text, that is no longer the one that was checked."""
    changed = changed_since_check(application)
    if changed.situation:
        raise MoveRefused(_("La situation a changé depuis la proposition : vérifiez à nouveau les droits."))
    if changed.law:
        raise MoveRefused(_("Le règlement a changé depuis la proposition : vérifiez à nouveau les droits."))


@transaction.atomic
def check_again(*, actor: Agent, application: Application) -> tuple[Difference, ...]:
    """Check the rights again, for the day of the former check, before deciding; what of them differs.

    The application rests on the new check; what was proposed stays as it was, so that a proposal the new
    check no longer bears cannot be granted. Raises NotYours, AlreadyMoved, SituationFaults.
    """
    case = CaseFile.objects.select_for_update().get(pk=application.case_id)
    locked = (
        Application.objects.select_for_update(of=("self",))
        .select_related("rights_check")
        .get(pk=application.pk)
    )
    locked.case = case
    if not (can_decide(locked, actor) or can_work(locked, actor)):
        raise NotYours(_("Cet acte revient à : %(who)s.") % {"who": can_decide.by})
    if locked.state not in RECHECKED:
        raise AlreadyMoved(_("L’état a déjà changé. Rien n’a été modifié de plus."))
    former = locked.rights_check
    made = checks.check_household(
        actor=actor,
        household=case.household,
        on=former.on,
        case_reference=case.reference,
        national=former.versions.get("openfisca_france") is not None,
        **renewals_of(case),
    )
    locked.rights_check = made
    locked.save(update_fields=["rights_check"])
    record(
        act="application.check_again",
        actor=actor,
        subject=locked,
        case_reference=case.reference,
        data={"from": str(former.public_id), "to": str(made.public_id)},
    )
    found = differences(former.result, made.result)
    return tuple(one for one in found if one.right == locked.benefit)


def borne_by_check(application: Application) -> bool:
    """Whether the check still finds what is proposed: the same answer, sum and period."""
    right = right_of(application)
    if application.proposal == Proposal.REFUSE:
        return right["status"] != "entitled" or right["discretionary"]
    terms = proposal_terms(application)
    if sum_is_decided(right):
        terms["amount"] = application.amount
    frozen = {name: getattr(application, name) for name in terms}
    return right["status"] == "entitled" and terms == frozen


@transaction.atomic
def grant_application(*, actor: Agent, application: Application) -> Award:
    """Decide to grant what was proposed; the award, active for its period."""
    if application.proposal == Proposal.GRANT:
        _require_unchanged(application)
        if not borne_by_check(application):
            raise MoveRefused(
                _("La nouvelle vérification ne donne plus ce qui est proposé : renvoyez la proposition.")
            )
    return make_award(move(application, "grant", actor=actor, by=actor, at=timezone.now()))


def make_award(application: Application) -> Award:
    """The award of what an application was just granted, active for its period."""
    award = Award.objects.create(
        reference=unique_reference(Award, "P", timezone.localdate()),
        case=application.case,
        application=application,
        benefit=application.benefit,
        amount=application.amount,
        every=application.every,
        starts_on=application.starts_on,
        ends_on=application.ends_on,
    )
    start_clock(award)
    return award


def refuse_application(
    *, actor: Agent, application: Application, refusal_reason: str, refusal_article: str
) -> Application:
    """Decide to refuse, with the reason and the article the household will read (CRPA L211-2)."""
    _require_reasons(refusal_reason, refusal_article)
    _require_unchanged(application)
    return move(
        application,
        "refuse",
        actor=actor,
        by=actor,
        at=timezone.now(),
        refusal_reason=refusal_reason.strip(),
        refusal_article=refusal_article.strip(),
    )


def send_back(*, actor: Agent, application: Application, reason: str) -> Application:
    """Send the proposal back for more work, saying why."""
    return move(application, "send_back", actor=actor, reason=reason)


def withdraw_application(*, actor: Agent, application: Application, reason: str) -> Application:
    """Close the application without a decision, at the household's wish."""
    return move(application, "withdraw", actor=actor, reason=reason)


def end_award(*, actor: Agent, award: Award, on: date, reason: str) -> Award:
    """End an award before its time."""
    return move(award, "end", actor=actor, on=on, reason=reason)


def write_decision(*, actor: Agent, application: Application) -> Letter | None:
    """The letter that tells what was decided, ready to leave; None when the applicant died."""
    try:
        return prepare_decision(actor=actor, application=application)
    except NobodyToWriteTo:
        return None


@transaction.atomic
def note_read(*, actor: Agent, application: Application) -> None:
    """Somebody of another site read this application to decide it: the household may ask who."""
    case = application.case.reference
    record(act="application.read_to_decide", actor=actor, subject=application, case_reference=case)
