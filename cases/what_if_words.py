"""« Et si… » in words: what changes, by how much, when. Words only: no query, no rule may enter."""

from collections.abc import Iterable, Mapping

from django.utils.html import format_html
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _

from cases import words
from cases.forms.what_if import EVENTS
from eligibility import explain
from eligibility.answers import INCOME_KINDS
from eligibility.comparing import Difference, NextChange
from eligibility.curves import MONTHLY, TOTAL, YEARLY, Curve, total, untold
from eligibility.engine import Result
from eligibility.rules import EXCLUSIVE
from eligibility.rules.verdict import ENTITLED, NOT_ENTITLED, UNDETERMINED, Right
from nps.ui import formats
from nps.ui.components import Column, Table, Tag

KINDS = {**dict(INCOME_KINDS), "housing_benefit": gettext_lazy("Aide au logement")}
SUMS = {
    MONTHLY: (
        gettext_lazy("Sûr, par mois : %(before)s aujourd’hui, %(after)s ensuite (%(gap)s)."),
        gettext_lazy("Sûr, par mois : %(before)s aujourd’hui. Ensuite, %(after)s au moins."),
        gettext_lazy("Sûr, par mois : %(before)s aujourd’hui. Ensuite, on ne peut pas encore dire."),
    ),
    YEARLY: (
        gettext_lazy("Sûr, par an : %(before)s aujourd’hui, %(after)s ensuite (%(gap)s)."),
        gettext_lazy("Sûr, par an : %(before)s aujourd’hui. Ensuite, %(after)s au moins."),
        gettext_lazy("Sûr, par an : %(before)s aujourd’hui. Ensuite, on ne peut pas encore dire."),
    ),
}


def events(chosen: str) -> list[tuple[str, object, bool]]:
    """(key, label, whether it is the one shown) of each event."""
    return [(key, label, key == chosen) for key, (label, _form) in EVENTS.items()]


def line(curve: Curve) -> str:
    """How a line of the picture is called."""
    return _("Tout ce qui est sûr") if curve.code == TOTAL else words.benefit_name(curve.code)


def rivals(lines: Iterable[Curve]) -> list[str]:
    """Which of the rights drawn cannot be held together: the line of all that is sure counts one of them."""
    drawn = {curve.code for curve in lines}
    groups = ([words.benefit_name(code) for code in group if code in drawn] for group in EXCLUSIVE)
    return list(dict.fromkeys(", ".join(names) for names in groups if len(names) > 1))


def gap(before: float, after: float) -> str:
    """+116,00 €, or −116,00 €, or no difference."""
    more = round(after - before, 2)
    return _("pas de différence") if not more else f"{'+' if more > 0 else ''}{formats.money(more)}"


def sums(every: str, before: Result, after: Result) -> str:
    """What is sure on both sides; no gap where a right can be told on one side only."""
    known, at_least, unknown = SUMS[every]
    sure = total(before, every), total(after, every)
    same = untold([before], every) == untold([after], every)
    told = {"before": formats.money(sure[0]), "after": formats.money(sure[1]), "gap": gap(*sure)}
    return str(known if same else at_least if sure[1] else unknown) % told


def comparison(caption: str, lines: Iterable[Difference]) -> Table:
    """Rights on both sides, one a row."""
    columns = (
        Column(_("Droit")),
        Column(_("Aujourd’hui")),
        Column(_("Ensuite")),
        Column(_("Différence"), "number"),
    )
    rows = [
        (words.benefit_name(one.before.code), _side(one.before), _side(one.after), difference(one))
        for one in lines
    ]
    return Table(caption, columns, rows)


def _side(right: Right) -> object:
    """The status with its icon, and the sum where there is one."""
    tag, amount = Tag.of("rights", right.status), explain.amount(right, get_language() or "fr")
    if right.status == NOT_ENTITLED or not amount:
        return tag
    if right.status == UNDETERMINED:
        amount = _("peut-être %(amount)s") % {"amount": amount}
    return format_html("<span>{} {}</span>", tag, amount)


def difference(one: Difference) -> str:
    """The gap between two known sums; else what happens to the right."""
    before, after = one.before, one.after
    if UNDETERMINED in (before.status, after.status):
        return formats.unknown()
    amounts = [right.amount if right.status == ENTITLED else 0.0 for right in (before, after)]
    if before.every != "in_kind" and None not in amounts:
        return gap(*amounts)
    if before.status == after.status:
        return _("autre tarif ou plafond") if one.changes else _("pas de différence")
    return _("nouveau droit") if after.status == ENTITLED else _("droit perdu")


def computed(found: Mapping[str, float | None]) -> list[str]:
    """« Aide au logement : 525,00 € par mois »."""
    told = {kind: formats.money(euros) for kind, euros in found.items()}
    return [
        _("%(benefit)s : %(sum)s par mois") % {"benefit": KINDS[kind], "sum": euros}
        if found[kind] is not None
        else _("%(benefit)s : on ne sait pas") % {"benefit": KINDS[kind]}
        for kind, euros in told.items()
    ]


def next_change(found: NextChange | None) -> tuple[str, list[str]]:
    """The day, and what happens to each right that day; no day when nothing is foreseen."""
    if found is None:
        return "", []
    return formats.date_long(found.on), [_happens(one) for one in found.differences]


def _happens(one: Difference) -> str:
    told = {"benefit": words.benefit_name(one.before.code), "what": difference(one)}
    if one.after.status == UNDETERMINED:
        return _("%(benefit)s : on ne pourra plus dire") % told
    if one.before.status == ENTITLED == one.after.status:
        return _("%(benefit)s : %(what)s") % told
    if one.after.status == ENTITLED:
        return _("%(benefit)s : le foyer y aurait droit") % told
    return _("%(benefit)s : le foyer n’y aurait plus droit") % told
