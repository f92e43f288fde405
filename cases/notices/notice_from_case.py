"""From an application, an award or a sum to give back to the values of its notice. Reads only."""

from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django.utils.timezone import localdate
from django.utils.translation import get_language, override
from django.utils.translation import gettext as _

from cases import clocks, words
from cases.expiry import Claim
from cases.models import Application, Award, Recovery, RecoveryKind
from cases.models.letter import LetterKind
from cases.notices.context import AskedPiece, Means, Notice
from cases.notices.from_case import asked_piece, held_pieces
from cases.notices.head import head
from cases.workflow.request import RequestState
from documents.holdings import kept_by_household, proofs
from eligibility import explain, wording
from eligibility.facts import situation_of
from eligibility.situation import SituationFaults
from nps.accounts.models import Agent
from nps.people.selectors import members_on
from nps.ui import formats

K = LetterKind
WAITING = (RequestState.TO_SEND, RequestState.SENT, RequestState.REJECTED)  # the household still owes it
ACCORDING = {K.GRANTED, K.REVERSED}
ONLY_COURT = {K.UPHELD, K.APPEAL_RECEIPT}  # the authority was asked again already
NOT_CONTESTED = {K.REMINDER, K.PERIOD_END, K.RESUMPTION_END, K.RESUMED, K.RECOVERY_PROPOSED}


def application_notice(
    *,
    application: Application,
    kind: str,
    actor: Agent | None,
    reference: str,
    language: str,
    at: datetime,
    day: date | None = None,
    days_before: int | None = None,
    **told: Any,
) -> Notice:
    """What is written about an application. `told` overrides values not recorded yet (a preview)."""
    on, case = localdate(at), application.case
    with override(language):
        values = {
            **head(case=case, actor=actor, reference=reference, language=language, at=at),
            "kind": str(kind),
            "aid": words.benefit_name(application.benefit),
            "about": application.reference,
            "asked_on": application.received_on,
            "article": application.by_law,
            **_signed(application.authority, application.decided_by or actor or case.referent),
            **_of_application(application, kind, on, day, days_before),
            **_means(kind, application.authority, case.site, application),
        }
    return Notice(**values | told)


def _of_application(
    application: Application, kind: str, on: date, day: date | None, days_before: int | None
) -> dict[str, Any]:
    appeal = getattr(application, "appeal", None)
    if kind in ACCORDING:
        told = _grant(application)
        if kind == K.REVERSED:
            told |= {"on": application.appeal_answered_on, "before": application.appealed_on}
            told["reason"] = appeal.answer if appeal else ""
        return told
    if kind == K.REFUSED:
        return {
            "reason": application.refusal_reason,
            "article": application.refusal_article,
            "looked_at": _looked_at(application, on),
            "others": _others(application),
        }
    if kind == K.APPEAL_RECEIPT:
        return {"on": application.appealed_on, "before": clocks.appeal_silence_on(application.appealed_on)}
    if kind == K.UPHELD:
        answered = {"reason": appeal.answer, "article": appeal.article} if appeal else {}
        signed = _signed(application.authority, appeal.answered_by) if appeal and appeal.answered_by else {}
        return {"on": application.appeal_answered_on, "before": application.appealed_on, **answered, **signed}
    if kind == K.REMINDER:
        return {"on": day, "days_before": days_before, "pieces": _pieces(application, on)}
    return {"on": application.ended_on, "pieces": _pieces(application, on), "article": "I-B 3"}


def _grant(application: Application) -> dict[str, Any]:
    """What by-law I-B 6 wants said: amount, share paid, from when, for how long, until when."""
    right = _right(application)
    return {
        "amount": sum_words(application.amount, application.every),
        "participation": _participation(right.get("tariff") or {}),
        "starts_on": application.starts_on,
        "ends_on": application.ends_on,
        "months": right.get("duration_months") if application.ends_on else None,
    }


def _right(application: Application) -> dict[str, Any]:
    rights = application.rights_check.result["rights"]
    return next((right for right in rights if right["code"] == application.benefit), {})


def sum_words(amount: Decimal | None, every: str) -> str:
    """« 150,00 € par mois », « en nature », « montant à décider »."""
    side = explain.LANGUAGES.index((get_language() or "fr")[:2])
    if every == "in_kind":
        return wording.EVERY["in_kind"][side]
    if amount is None:
        return _("montant à décider")
    return f"{formats.money(amount)} {wording.EVERY[every][side]}" if every else formats.money(amount)


def _participation(tariff: dict[str, Any]) -> tuple[str, ...]:
    """What the household pays itself, line by line."""
    side = explain.LANGUAGES.index((get_language() or "fr")[:2])
    prices = tariff.get("prices") or {}
    colon = ("\u00a0: ", ": ")[side]
    named = [
        (wording.PRICES.get(item, (item,) * 2)[side], prices[item])
        for item in wording.PRICES
        if item in prices
    ]
    return tuple(f"{name}{colon}{formats.money(price)}" for name, price in named)


def _looked_at(application: Application, on: date) -> tuple[str, ...]:
    case = application.case
    claims, ends = _claims(application, on)
    people = [member.person for member in members_on(case.household, on)]
    return held_pieces(claims, set(ends), people)


def _others(application: Application) -> tuple[str, ...]:
    """Other benefits of the by-law the same check found, that nobody has asked for."""
    asked = set(application.case.applications.exclude(state="withdrawn").values_list("benefit", flat=True))
    found = application.rights_check.result["rights"]
    return tuple(
        words.benefit_name(right["code"])
        for right in found
        if right.get("by_law") and right["status"] == "entitled" and right["code"] not in asked
    )


def _claims(application: Application, on: date) -> tuple[list[Claim], dict[str, date | None]]:
    """What the benefit asks to be proved, and what the vault proves; nothing where facts disagree."""
    case = application.case
    ends = proofs(kept_by_household([case.household_id], on)[case.household_id], on)
    try:
        needed = application.requirements(on, situation_of(case.household, on))
    except SituationFaults:
        return [], ends
    return [Claim(application.reference, application.benefit, None, needed)], ends


def _pieces(application: Application, on: date) -> tuple[AskedPiece, ...]:
    """What the household was asked for and still owes for this benefit."""
    asked = application.case.requests.filter(
        state__in=WAITING, benefits__contains=[application.benefit]
    ).select_related("person")
    waiting = list(asked.order_by("due_on", "pk"))
    if not waiting:
        return ()
    claims, ends = _claims(application, on)
    return tuple(asked_piece(request, claims, ends) for request in waiting)


def _signed(authority: str, agent: Agent) -> dict[str, str]:
    """Name and quality of who signs (CRPA L212-1)."""
    name = wording.AUTHORITIES[authority][explain.LANGUAGES.index((get_language() or "fr")[:2])]
    told = {"role": agent.get_role_display(), "authority": name}
    return {"signed_by": agent.full_name, "quality": _("%(role)s, pour %(authority)s") % told}


def _means(kind: str, authority: str, site: Any, application: Application | None = None) -> dict[str, Any]:
    """How to contest: nothing where nothing is decided; the court alone once the authority has answered."""
    if kind in NOT_CONTESTED:
        return {"means": None}
    name = wording.AUTHORITIES[authority][explain.LANGUAGES.index((get_language() or "fr")[:2])]
    since = None
    if kind == K.SILENCE and application:
        since = application.ended_on
    if kind == K.APPEAL_RECEIPT and application:
        since = clocks.appeal_silence_on(application.appealed_on)
    asked = "" if kind in ONLY_COURT else name
    return {"means": Means(authority=asked, address=f"{site.name}, {site.address}", since=since)}


def award_notice(
    *,
    award: Award,
    kind: str,
    actor: Agent | None,
    reference: str,
    language: str,
    at: datetime,
    day: date | None = None,
    days_before: int | None = None,
    reason: str = "",
    article: str = "",
) -> Notice:
    """What is written about an award: its end is near, it stands still, goes on, stops."""
    on, case, application = localdate(at), award.case, award.application
    asks = kind in (K.SUSPENDED, K.RESUMPTION_END)
    with override(language):
        return Notice(
            **head(case=case, actor=actor, reference=reference, language=language, at=at),
            kind=str(kind),
            aid=words.benefit_name(award.benefit),
            about=award.reference,
            on=day,
            before=clocks.resumes_until(award.ends_on) if kind == K.SUSPENDED else None,
            days_before=days_before,
            amount=sum_words(award.amount, award.every),
            starts_on=award.starts_on,
            ends_on=award.ends_on,
            reason=reason,
            article=article or ARTICLE_OF.get(kind, ""),
            pieces=_pieces(application, on) if asks else (),
            **_signed(application.authority, actor or case.referent),
            **_means(kind, application.authority, case.site),
        )


ARTICLE_OF = {
    K.SUSPENDED: "I-B 8",
    K.RESUMED: "I-B 8",
    K.RESUMPTION_END: "I-B 8",
    K.INTERRUPTED: "I-B 7",
    K.ENDED: "I-B 7",
    K.PERIOD_END: "I-B 6",
}


def recovery_notice(
    *, recovery: Recovery, kind: str, actor: Agent, reference: str, language: str, at: datetime
) -> Notice:
    """What is written about a sum to give back."""
    case, authority = recovery.case, recovery.award.application.authority
    with override(language):
        return Notice(
            **head(
                case=case,
                actor=actor,
                reference=reference,
                language=language,
                at=at,
                estate=recovery.kind == RecoveryKind.SUCCESSION,
            ),
            kind=str(kind),
            aid=words.benefit_name(recovery.award.benefit),
            about=recovery.reference,
            amount=formats.money(recovery.amount),
            left=formats.money(recovery.amount - recovery.paid),
            starts_on=recovery.paid_from,
            ends_on=recovery.paid_until,
            before=recovery.due_on,
            reason=recovery.why,
            article=recovery.article,
            **_signed(authority, recovery.decided_by or actor),
            **_means(kind, authority, case.site),
        )
