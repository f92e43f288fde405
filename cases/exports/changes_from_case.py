"""From one case in the database to the values of its changes and of its sums given back. Reads only."""

from django.db.models import Model

from cases import words
from cases.exports import changes
from cases.exports.coded import Coded
from cases.exports.timeline import who
from cases.models import CaseFile, Recovery


def life_events(case: CaseFile) -> tuple[changes.LifeEvent, ...]:
    """Every change told, applied or not, oldest first."""
    found = case.life_events.select_related("author__site", "closed_by__site").order_by("made_at", "pk")
    return tuple(
        changes.LifeEvent(
            kind=_coded(event, "kind"),
            state=_coded(event, "state"),
            happened_on=event.happened_on,
            told_on=event.told_on,
            told_to=who(event.author),
            closed_by=who(event.closed_by) if event.closed_by else "",
            closed_at=event.closed_at,
            left_out=tuple(why for _line, why in sorted(event.left_out.items()) if why),
        )
        for event in found
    )


def recoveries(case: CaseFile) -> tuple[changes.Recovery, ...]:
    """Every sum asked back, oldest first."""
    found = case.recoveries.select_related("award", "proposed_by__site", "decided_by__site")
    return tuple(_recovery(one) for one in found.order_by("proposed_at", "pk"))


def _recovery(one: Recovery) -> changes.Recovery:
    payments = one.payments.select_related("recorded_by__site").order_by("received_on", "pk")
    return changes.Recovery(
        reference=one.reference,
        benefit=words.benefit_name(one.award.benefit),
        kind=_coded(one, "kind"),
        state=_coded(one, "state"),
        article=one.article,
        why=one.why,
        amount=one.amount,
        paid=one.paid,
        proposer=who(one.proposed_by),
        computed=one.computed,
        lowered_why=one.lowered_why,
        paid_from=one.paid_from,
        paid_until=one.paid_until,
        decider=who(one.decided_by) if one.decided_by else "",
        decided_at=one.decided_at,
        due_on=one.due_on,
        payments=tuple(
            changes.Payment(
                received_on=paid.received_on, amount=paid.amount, recorded_by=who(paid.recorded_by)
            )
            for paid in payments
        ),
    )


def _coded(row: Model, name: str) -> Coded:
    return Coded(code=str(getattr(row, name)), label=str(getattr(row, f"get_{name}_display")()))
