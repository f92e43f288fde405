"""What the audit file says of opinions, appeals and replayed decisions: values in, tables out. No HTML."""

from django.utils.translation import gettext as _

from cases.exports.blocks import Blocks, Cell, Text, table, tag
from cases.exports.contesting import Appeal, Opinion, Replayed
from cases.exports.context import CaseExport
from cases.exports.wording import day


def contesting(export: CaseExport) -> Blocks:
    """Opinions of the commission, decisions contested, decisions replayed."""
    if not (export.opinions or export.appeals or export.replays):
        yield Text(_("Aucun avis de la commission, aucun recours, aucune décision à rejouer."))
    if export.opinions:
        yield table(
            _("Les avis de la commission"),
            (_("Question"), _("Demandée"), _("Avis"), _("Séance")),
            (_opinion(each) for each in export.opinions),
            "rights",
        )
    if export.appeals:
        yield table(
            _("Les recours"),
            (_("Décision contestée"), _("Recours"), _("Réponse"), _("Tribunal")),
            (_appeal(each) for each in export.appeals),
            "rights",
        )
    if export.replays:
        yield table(
            _("Les décisions rejouées"),
            (_("Décision"), _("Résultat"), _("Vérification du"), _("Ce qui diffère")),
            (_replayed(each) for each in export.replays),
            "rights",
        )


def _opinion(each: Opinion) -> tuple[Cell | str, ...]:
    return (
        Cell(f"{each.benefit}, {each.application}", note=f"{each.question} ({each.article})"),
        Cell(day(each.asked_on), note=each.asked_by),
        Cell(each.advice.label if each.advice else _("pas encore"), note=each.reasons),
        Cell(" ".join(filter(None, (each.session, day(each.given_on)))), note=", ".join(each.members)),
    )


def _appeal(each: Appeal) -> tuple[Cell | str, ...]:
    answered = " ".join(filter(None, (day(each.answered_on), each.answered_by)))
    said = f"{each.answer} ({each.article})" if each.answer else ""
    outcome = each.outcome.label if each.outcome else ""
    court = " ".join(filter(None, (day(each.tribunal_seized_on), each.tribunal_reference)))
    judged = " ".join(filter(None, (day(each.tribunal_decided_on), each.tribunal_outcome)))
    return (
        Cell(f"{each.benefit}, {each.application}", note=each.contested.label),
        Cell(day(each.lodged_on), note=each.grounds),
        Cell(outcome, note=" ".join(filter(None, (answered, said)))),
        Cell(court, note=judged),
    )


def _replayed(each: Replayed) -> tuple[Cell | str, ...]:
    return (
        f"{each.benefit}, {each.application}",
        tag(each.result),
        day(each.checked_on),
        Cell(". ".join(each.differences), note=". ".join(each.changed)),
    )
