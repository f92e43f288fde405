"""What is shown before figures are approved: the tests they were tried on, and their effect on the files."""

from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _

from eligibility import caseload, effect, explain, stewardship, trials
from eligibility.change_sets import ChangeSet
from eligibility.figure_words import figure_words, share_words
from eligibility.parameters import Figures
from eligibility.rules.verdict import ENTITLED, NOT_ENTITLED, UNDETERMINED
from eligibility.wording import EVERY
from nps.ui import formats
from nps.ui.components import Column, Table
from nps.ui.navigation import address

FAULTS = {
    trials.NEGATIVE: gettext_lazy("%(figure)s est négatif."),
    trials.ZERO: gettext_lazy("%(figure)s tombe à zéro."),
    trials.OUT_OF_ORDER: gettext_lazy("%(figure)s dépasse %(other)s."),
}


def study(before: Figures, found: ChangeSet, *, open_: bool) -> dict[str, object]:
    """The context of the two sections. `before`: the figures without this set; `open_`: not yet decided."""
    after, on = stewardship.with_set(before, found), found.in_force_on
    failed = [_fault(fault) for fault in trials.faults(after, found.figures, on)]
    jumps = [_jump(jump) for jump in trials.jumps(before, found.figures, on)]
    tried = trials.trials(before, after, on)
    told = caseload.latest_effect(after.digest)
    return {
        "faults": failed,
        "jumps": jumps,
        "trials": _trials(tried),
        "not_computed": [_not_computed(trial) for trial in tried if trial.failed],
        "effect": told,
        "effect_lines": _effect_lines(told) if told else [],
        "effect_table": _effect_table(told) if told else None,
        "effect_url": address("cases:figures_effect", found.public_id) if open_ else "",
    }


def _fault(fault: trials.Fault) -> str:
    language = get_language() or "fr"
    return FAULTS[fault.kind] % {
        "figure": figure_words(fault.name, language),
        "other": figure_words(fault.other, language),
    }


def _jump(jump: trials.Jump) -> str:
    return _("%(figure)s change de %(share)s.") % {
        "figure": figure_words(jump.name, get_language() or "fr"),
        "share": share_words(jump.share, get_language() or "fr"),
    }


def _trials(tried: list[trials.Trial]) -> Table:
    language = get_language() or "fr"
    rows = [
        (
            trial.household.name[language],
            "\u202f; ".join(_change(one, language) for one in trial.changes) or _("Rien ne change."),
        )
        for trial in tried
    ]
    columns = (Column(_("Foyer d’épreuve")), Column(_("Ce qui change")))
    return Table(_("Foyers d’épreuve"), columns, rows, caption_hidden=True)


def _change(one: effect.Change, language: str) -> str:
    told = {"benefit": explain.name(one.code, language)}
    told |= {
        side: _outcome(status, amount, one.every, language)
        for side, status, amount in (
            ("before", one.former_status, one.former_amount),
            ("after", one.status, one.amount),
        )
    }
    return _("%(benefit)s : %(before)s, puis %(after)s") % told


def _outcome(status: str, amount: float | None, every: str, language: str) -> str:
    if status == ENTITLED:
        paid = explain.money(amount, language) if amount else ""
        period = EVERY[every][explain.LANGUAGES.index(language)]
        return f"{paid} {period}" if paid else _("a droit")
    return {NOT_ENTITLED: _("pas de droit"), UNDETERMINED: _("on ne peut pas dire")}[status]


def _not_computed(trial: trials.Trial) -> str:
    language = get_language() or "fr"
    names = ", ".join(explain.name(code, language) for code in trial.failed)
    return f"{trial.household.name[language]}{_(' : ')}{names}"


SIDES = (
    ("winners", gettext_lazy("Foyers qui gagnent")),
    ("losers", gettext_lazy("Foyers qui perdent")),
    ("both", gettext_lazy("Foyers qui gagnent et perdent")),
    ("unsure", gettext_lazy("Foyers pour qui on ne peut pas dire")),
    ("same", gettext_lazy("Foyers sans changement")),
)


def _count(number: int | None) -> str:
    return _("moins de 5") if number is None else str(number)


def _effect_lines(told: dict) -> list[tuple[str, str]]:
    """What was found of all files: households, then the sums, each with its period."""
    language = get_language() or "fr"
    lines = [(str(label), _count(told.get(side, 0))) for side, label in SIDES]
    for every, euros in told.get("sums", {}).items():
        period = EVERY[every][explain.LANGUAGES.index(language)]
        lines.append((_("Coût"), _hidden(euros, language, period)))
    return lines


def _hidden(euros: float | None, language: str, period: str) -> str:
    return _("non dit\u00a0: trop peu de foyers") if euros is None else f"{_signed(euros, language)} {period}"


def _signed(euros: float, language: str) -> str:
    sign = "+" if euros > 0 else formats.MINUS if euros < 0 else ""
    return f"{sign}{explain.money(abs(euros), language)}"


def _effect_table(told: dict) -> Table | None:
    language = get_language() or "fr"
    kinds = (effect.GAINED, effect.LOST, effect.HIGHER, effect.LOWER)
    rows = [
        (explain.name(code, language), *(_count(line.get(kind, 0)) for kind in kinds))
        for code, line in told.get("benefits", {}).items()
    ]
    columns = (
        Column(_("Prestation")),
        Column(_("Ouverts"), "number"),
        Column(_("Perdus"), "number"),
        Column(_("En hausse"), "number"),
        Column(_("En baisse"), "number"),
    )
    return Table(_("Droits par prestation"), columns, rows, caption_hidden=True) if rows else None
