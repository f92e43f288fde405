"""Proposal and decision: two different people, amounts frozen from the rights check they rest on."""

from datetime import date
from decimal import Decimal

from django.db import transaction
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from cases import clocks
from cases.models import Application, Award
from cases.services.files import unique_reference
from cases.services.moves import MoveRefused, move, start_clock
from cases.workflow.application import Proposal
from eligibility import checks, explain
from nps.accounts.models import Agent


def right_of(application: Application) -> dict:
    """The right the application rests on, as its check found it."""
    return next(r for r in application.rights_check.result["rights"] if r["code"] == application.benefit)


def sum_is_decided(right: dict) -> bool:
    """Whether the by-law leaves the sum to the decision: no figure of its own, and it is paid in money."""
    return right["discretionary"] and right["amount"] is None and right["every"] != "in_kind"


def proposal_terms(application: Application) -> dict:
    """Amount, period and dates a grant would have: from the day of receipt, for the by-law's duration."""
    right = right_of(application)
    months = right["duration_months"]
    starts_on = application.received_on
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
    if proposal == Proposal.REFUSE and not (refusal_reason.strip() and refusal_article.strip()):
        raise MoveRefused(_("Un rejet doit dire son motif et l’article : écrivez les deux."))
    terms = {"amount": None, "every": "", "starts_on": None, "ends_on": None}
    if proposal == Proposal.GRANT:
        terms = proposal_terms(application) | _decided_sum(right, amount)
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


def _decided_sum(right: dict, amount: Decimal | None) -> dict[str, Decimal]:
    if not sum_is_decided(right):
        return {}
    if not amount:
        raise MoveRefused(_("Le règlement laisse la somme à la décision : écrivez-la en euros."))
    ceiling = right.get("ceiling")
    if ceiling is not None and amount > Decimal(str(ceiling)):
        said = explain.money(ceiling, get_language() or "fr")
        raise MoveRefused(_("Le règlement ne permet pas plus de %(ceiling)s.") % {"ceiling": said})
    return {"amount": amount}


def changed_since_proposal(application: Application) -> bool:
    """Whether the situation is no longer the one the proposal rests on: check the rights again first."""
    return not checks.is_current(application.rights_check)


@transaction.atomic
def grant_application(*, actor: Agent, application: Application) -> Award:
    """Decide to grant what was proposed; the award, active for its period."""
    if application.proposal == Proposal.GRANT and changed_since_proposal(application):
        raise MoveRefused(_("La situation a changé depuis la proposition : vérifiez à nouveau les droits."))
    granted = move(application, "grant", actor=actor, by=actor, at=timezone.now())
    award = Award.objects.create(
        reference=unique_reference(Award, "P", timezone.localdate()),
        case=granted.case,
        application=granted,
        benefit=granted.benefit,
        amount=granted.amount,
        every=granted.every,
        starts_on=granted.starts_on,
        ends_on=granted.ends_on,
    )
    start_clock(award)
    return award


def refuse_application(
    *, actor: Agent, application: Application, refusal_reason: str, refusal_article: str
) -> Application:
    """Decide to refuse, with the reason and the article the household will read (CRPA L211-2)."""
    if not (refusal_reason.strip() and refusal_article.strip()):
        raise MoveRefused(_("Un rejet doit dire son motif et l’article : écrivez les deux."))
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
