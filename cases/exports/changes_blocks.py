"""What the audit file says of changes of situation and of sums given back: values in, tables out. No HTML."""

from django.utils.translation import gettext as _

from cases.exports.blocks import Blocks, Cell, Text, table, tag
from cases.exports.changes import LifeEvent, Recovery
from cases.exports.context import CaseExport
from cases.exports.wording import day, euros, moment, span


def changes(export: CaseExport) -> Blocks:
    """Changes told, then sums to be given back and what came in."""
    if not (export.life_events or export.recoveries):
        yield Text(_("Aucun changement de situation noté, aucune somme à rendre."))
    if export.life_events:
        yield table(
            _("Les changements de situation"),
            (_("Changement"), _("État"), _("Arrivé le"), _("Dit le"), _("Par qui")),
            (_event(each) for each in export.life_events),
            "rights",
        )
    if export.recoveries:
        yield table(
            _("Les sommes à rendre"),
            (_("Somme"), _("État"), _("Montant"), _("Versée"), _("Par qui")),
            (_recovery(each) for each in export.recoveries),
            "rights",
        )


def _event(each: LifeEvent) -> tuple[Cell | str, ...]:
    return (
        Cell(each.kind.label, note=" ".join(each.left_out)),
        tag(each.state),
        day(each.happened_on),
        day(each.told_on),
        Cell(each.told_to, note=" ".join(filter(None, (each.closed_by, moment(each.closed_at))))),
    )


def _recovery(each: Recovery) -> tuple[Cell | str, ...]:
    why = f"{each.kind.label} ({each.article}). {each.why} {each.lowered_why}".strip()
    came = _("réglé\u00a0: %(sum)s") % {"sum": euros(each.paid)}
    payments = ", ".join(f"{day(paid.received_on)} {euros(paid.amount)}" for paid in each.payments)
    decided = " ".join(filter(None, (each.decider, moment(each.decided_at))))
    return (
        Cell(f"{each.benefit}, {each.reference}", note=why),
        tag(each.state),
        Cell(euros(each.amount), note=" ".join(filter(None, (came, payments))), number=True),
        span(each.paid_from, each.paid_until),
        Cell(each.proposer, note=decided),
    )
