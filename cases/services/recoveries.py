"""Sums to be given back: proposed by one person, decided by another, paid, waived or cancelled (I-D 2)."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from django.db import transaction
from django.db.models import Q, Sum
from django.utils import timezone
from django.utils.translation import gettext as _

from cases import periods
from cases.models import Award, CaseFile, Recovery, RecoveryKind, RecoveryPayment
from cases.recovering import grounds, of_estate
from cases.services.files import require_open_work, require_work, unique_reference
from cases.services.moves import AlreadyMoved, MoveRefused, move
from cases.workflow.recovery import RecoveryState
from nps.accounts.models import Agent
from nps.journal.services import record
from nps.ui.formats import money


@dataclass(frozen=True)
class Estate:
    """What a succession leaves, in euros; `threshold`: the amount in force at the death."""

    net: Decimal
    threshold: Decimal
    couple: bool = False  # married or PACS when the aid was granted
    spared: bool = False  # the heirs are the spouse, the children or the carer


def asked_back(award: Award) -> Decimal:
    """Euros of this award already proposed, due or given back."""
    counted = award.recoveries.exclude(state=RecoveryState.CANCELLED)
    return counted.aggregate(all=Sum("amount"))["all"] or Decimal(0)


def computed_sum(
    award: Award,
    kind: str,
    *,
    on: date,
    paid_from: date | None = None,
    paid_until: date | None = None,
    owed: Decimal = Decimal(0),
    estate: Estate | None = None,
) -> Decimal | None:
    """What the award, its days and the article give, in euros; None where no sum of the award is known.

    `owed`: what each sum of a period paid unduly should have been. Raises MoveRefused without an article.
    """
    ground = grounds(award.application.by_law).get(kind)
    if ground is None:
        raise MoveRefused(_("Le règlement ne prévoit pas de récupérer cette aide à ce titre."))
    if award.amount is None:
        return None
    if kind == RecoveryKind.UNDUE:
        return periods.overpaid(award, paid_from or award.starts_on, paid_until or on, owed)
    paid = periods.total(periods.due(award, on))
    if kind == RecoveryKind.BETTER_FORTUNE:
        return paid
    return of_estate(
        paid,
        ground,
        estate=estate.net,
        threshold=estate.threshold,
        couple=estate.couple,
        spared=estate.spared,
    )


@transaction.atomic
def propose_recovery(
    *,
    actor: Agent,
    award: Award,
    kind: str,
    why: str,
    on: date,
    amount: Decimal | None = None,
    lowered_why: str = "",
    paid_from: date | None = None,
    paid_until: date | None = None,
    owed: Decimal = Decimal(0),
    estate: Estate | None = None,
) -> Recovery:
    """Propose to ask for a sum back; somebody else decides. `amount`: lower than what is computed, with why.

    Raises MoveRefused: no article, nothing to give back, more than was paid, days asked back already.
    """
    require_open_work(award.case, actor)
    award = (
        Award.objects.select_for_update(of=("self",)).select_related("application", "case").get(pk=award.pk)
    )
    days = {"paid_from": paid_from, "paid_until": paid_until}
    computed = computed_sum(award, kind, on=on, owed=owed, estate=estate, **days)
    wanted = computed if amount is None else amount
    _require_sum(award, computed, wanted, lowered_why, on)
    _require_new_days(award, kind, paid_from, paid_until)
    if not why.strip():
        raise MoveRefused(_("Écrivez pourquoi la somme est demandée."))
    made = Recovery.objects.create(
        reference=unique_reference(Recovery, "V", on),
        case=award.case,
        award=award,
        kind=kind,
        amount=wanted,
        computed=computed,
        lowered_why=lowered_why.strip() if computed is not None and wanted < computed else "",
        why=why.strip(),
        article=grounds(award.application.by_law)[kind].article,
        proposed_by=actor,
        proposed_at=timezone.now(),
        **days,
    )
    data = {"award": award.reference, "kind": str(kind), "amount": str(wanted), "computed": str(computed)}
    _record("recovery.propose", actor, made, reason=made.lowered_why or made.why, **data)
    return made


def _require_sum(
    award: Award, computed: Decimal | None, wanted: Decimal | None, lowered_why: str, on: date
) -> None:
    if computed is not None and computed <= 0 or not wanted or wanted <= 0:
        raise MoveRefused(_("Aucune somme n’est à rendre pour ces jours."))
    if computed is None:
        return
    if wanted > computed:
        raise MoveRefused(_("La somme ne peut pas dépasser %(most)s.") % {"most": money(computed)})
    if wanted < computed and not lowered_why.strip():
        raise MoveRefused(_("Écrivez pourquoi vous demandez moins que %(sum)s.") % {"sum": money(computed)})
    whole = periods.total(periods.instalments(award.amount, award.every, award.starts_on, award.ends_on, on))
    left = whole - asked_back(award)
    if wanted > left:
        raise MoveRefused(
            _("Il ne reste que %(left)s à demander sur ce qui a été versé.") % {"left": money(max(left, 0))}
        )


def _require_new_days(award: Award, kind: str, paid_from: date | None, paid_until: date | None) -> None:
    """The same days are not asked back twice."""
    if kind != RecoveryKind.UNDUE or not (paid_from and paid_until):
        return
    same = award.recoveries.exclude(state=RecoveryState.CANCELLED).filter(
        Q(paid_from__lte=paid_until, paid_until__gte=paid_from), kind=kind
    )
    if known := same.order_by("pk").first():
        raise MoveRefused(
            _("Ces jours sont déjà dans la récupération %(reference)s.") % {"reference": known.reference}
        )


def decide_recovery(*, actor: Agent, recovery: Recovery, due_on: date) -> Recovery:
    """Decide what somebody else proposed; the sum is due on that day. Raises MoveRefused."""
    if due_on < timezone.localdate():
        raise MoveRefused(_("La date de règlement doit être à venir."))
    return move(recovery, "decide", actor=actor, by=actor, at=timezone.now(), due_on=due_on)


@transaction.atomic
def record_payment(*, actor: Agent, recovery: Recovery, received_on: date, amount: Decimal) -> Recovery:
    """Write what came in; settled with the last euro. Raises MoveRefused, AlreadyMoved."""
    CaseFile.objects.select_for_update().get(pk=recovery.case_id)
    locked = Recovery.objects.select_for_update(of=("self",)).select_related("case").get(pk=recovery.pk)
    require_work(locked, actor)
    if locked.state != RecoveryState.DUE:
        raise AlreadyMoved(_("Cette somme n’est pas due. Rien n’a été modifié."))
    left = locked.amount - locked.paid
    if not 0 < amount <= left:
        raise MoveRefused(
            _("Il reste %(left)s à régler : écrivez cette somme au plus.") % {"left": money(left)}
        )
    RecoveryPayment.objects.create(recovery=locked, received_on=received_on, amount=amount, recorded_by=actor)
    locked.paid += amount
    locked.save(update_fields=["paid"])
    _record("recovery.pay", actor, locked, amount=str(amount), on=received_on.isoformat())
    return move(locked, "settle", actor=actor) if locked.paid == locked.amount else locked


def waive_recovery(*, actor: Agent, recovery: Recovery, reason: str) -> Recovery:
    """Give up what is left, saying why."""
    return move(recovery, "waive", actor=actor, reason=reason)


def cancel_recovery(*, actor: Agent, recovery: Recovery, reason: str) -> Recovery:
    """Cancel a sum nothing of which came in, saying why."""
    return move(recovery, "cancel", actor=actor, reason=reason)


def _record(act: str, actor: Agent, recovery: Recovery, reason: str = "", **data: str) -> None:
    record(
        act=act,
        actor=actor,
        subject=recovery,
        case_reference=recovery.case.reference,
        reason=reason,
        data=data,
    )
