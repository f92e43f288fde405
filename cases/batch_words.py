"""A change of situation in words: each line of its batch, grouped as on its page. No query may enter."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _

from cases import fact_words, words
from cases.batches import Batch, fact_key
from cases.consequences import Consequence, Outcome
from eligibility import explain
from eligibility.rules.verdict import ENTITLED
from nps.people.models import Membership
from nps.ui.formats import date_long, money

WHY: dict[Outcome, Any] = {
    Outcome.SAME: gettext_lazy(
        "La vérification à ce jour donne le même droit avant et après : ses conditions ne dépendent pas de "
        "ce qui change. Le droit continue."
    ),
    Outcome.OTHER_SUM: gettext_lazy(
        "Le droit reste, avec une autre somme : il est interrompu le jour où le foyer l’a dit, et redemandé."
    ),
    Outcome.LOST: gettext_lazy("Une condition n’est plus remplie depuis ce jour."),
    Outcome.NOT_KNOWN: gettext_lazy(
        "On ne peut plus dire si le droit reste : il est interrompu le jour où le foyer l’a dit, "
        "et redemandé."
    ),
}


@dataclass(frozen=True)
class Line:
    """`key`: empty when nothing is done. `reason`: why it was left out. `fresh`: not so when it was read."""

    key: str
    what: str
    why: str = ""
    reason: str = ""
    left_out: bool = False
    fresh: bool = False


Group = tuple[str, list[Line]]


def groups(
    batch: Batch, members: Iterable[Membership], left_out: Mapping[str, str], fresh: Iterable[str] = ()
) -> list[Group]:
    """Headings and their lines, those that say nothing left away."""
    people = {member.person_id: words.full_name(member.person) for member in members}
    by_id = {str(member.person.public_id): member.person for member in members}
    fresh = set(fresh)

    def line(key: str, what: str, why: str = "") -> Line:
        return Line(key, what, why, left_out.get(key, ""), key in left_out, key in fresh)

    found = [
        (_("Ce qui change"), [*_joined(batch), *(line(*told) for told in _facts(batch, people))]),
        (_("Pièces qui ne prouvent plus"), [line(*told) for told in _outdated(batch)]),
        (
            _("Droits ouverts"),
            [line(*told) for one in batch.awards for told in _award(one, one in batch.again)],
        ),
        (_("Demandes en cours"), [line(*told) for told in _pending(batch)]),
        (
            _("Pièces à demander"),
            [
                line(f"piece:{piece}", ", ".join(filter(None, words.piece_of(piece, by_id))))
                for piece in batch.pieces
            ],
        ),
    ]
    if batch.assessment:
        why = _("Le changement se regarde avec le foyer (I-B 7).")
        found.append((_("Le dossier"), [line("assessment", _("Reprendre l’évaluation"), why)]))
    found.append((_("Courriers"), _letters(batch, left_out)))
    return [(title, lines) for title, lines in found if lines]


def _joined(batch: Batch) -> list[Line]:
    told = _("%(name)s vit dans le foyer depuis le %(day)s")
    return [
        Line("", told % {"name": words.full_name(m.person), "day": date_long(m.since)}) for m in batch.joined
    ]


def _facts(batch: Batch, people: Mapping[int, str]) -> Iterable[tuple[str, str, str]]:
    for one in batch.facts:
        whose = f"{people[one.person]}, " if one.person else ""
        former = fact_words.value(one.name, one.former.value) if one.former else _("rien de connu")
        told = {
            "what": f"{whose}{fact_words.label(one.name)}",
            "before": former,
            "after": _("retiré") if _gone(one) else fact_words.value(one.name, one.value),
        }
        source = _("Avant : %(source)s") % {"source": fact_words.source(one.former)} if one.former else ""
        yield (
            fact_key(one.person, one.name),
            _("%(what)s : %(before)s, puis %(after)s") % told,
            source,
        )


def _gone(one) -> bool:
    return one.name.startswith("incomes.") and one.value is None


def _outdated(batch: Batch) -> Iterable[tuple[str, str, str]]:
    for document in batch.outdated:
        name = words.piece_name(document.type, document.period)
        yield f"outdated:{document.reference}", name, _("Elle dit ce qui était avant : elle est gardée.")


def _award(one: Consequence, again: bool) -> Iterable[tuple[str, str, str]]:
    name, reference = words.benefit_name(one.award.benefit), one.award.reference
    if one.stops_on:
        told = {"benefit": name, "day": date_long(one.stops_on)}
        why = f"{WHY[one.outcome]} {_sides(one)}".strip()
        yield f"interrupt:{reference}", _("%(benefit)s : interrompre à partir du %(day)s") % told, why
    elif one.outcome == Outcome.SAME:
        yield "", _("%(benefit)s continue") % {"benefit": name}, str(WHY[Outcome.SAME])
    if again:
        why = _("Le foyer dépose une nouvelle demande (I-B 7) ; elle est préparée.")
        yield f"again:{reference}", _("%(benefit)s : préparer une nouvelle demande") % {"benefit": name}, why
    if one.overpaid:
        told = {
            "benefit": name,
            "sum": money(one.overpaid),
            "since": date_long(one.since),
            "until": date_long(one.until),
        }
        why = _("Versé à tort du %(since)s au %(until)s (I-D 2). Une autre personne décide.") % told
        yield f"overpaid:{reference}", _("%(benefit)s : proposer de récupérer %(sum)s") % told, why


def _sides(one: Consequence) -> str:
    """« Avant : 150,00 € par mois. Après : pas de droit. »"""
    language = get_language() or "fr"
    sides = [
        explain.amount(right, language) or _("droit ouvert")
        if right.status == ENTITLED
        else _("pas de droit sûr")
        for right in (one.before, one.after)
    ]
    return _("Avant : %(before)s. Après : %(after)s.") % dict(zip(("before", "after"), sides, strict=True))


def _pending(batch: Batch) -> Iterable[tuple[str, str, str]]:
    for application in batch.pending:
        name = words.benefit_name(application.benefit)
        if application.state == "proposed":
            what = _("%(benefit)s : la proposition est à reprendre") % {"benefit": name}
            why = _("Elle repose sur la situation d’avant : elle ne peut plus être accordée telle quelle.")
        else:
            what = _("%(benefit)s : vérifier de nouveau les droits") % {"benefit": name}
            why = _("La demande reposera sur la nouvelle vérification.")
        yield f"recheck:{application.reference}", what, why


def _letters(batch: Batch, left_out: Mapping[str, str]) -> list[Line]:
    found = []
    if any(f"piece:{piece}" not in left_out for piece in batch.pieces):
        found.append(Line("", _("Un courrier demande les pièces ; il est préparé.")))
    told = _("Courrier à préparer : %(benefit)s interrompu")
    found += [
        Line("", told % {"benefit": words.benefit_name(one.award.benefit)})
        for one in batch.awards
        if one.stops_on and f"interrupt:{one.award.reference}" not in left_out
    ]
    return found


LEFT: dict[str, Any] = {
    "outdated": gettext_lazy("une pièce qui ne prouve plus"),
    "interrupt": gettext_lazy("l’interruption du droit %(what)s"),
    "again": gettext_lazy("la nouvelle demande qui suit le droit %(what)s"),
    "overpaid": gettext_lazy("la récupération sur le droit %(what)s"),
    "recheck": gettext_lazy("la demande %(what)s"),
    "piece": gettext_lazy("une pièce à demander"),
    "assessment": gettext_lazy("le retour en évaluation"),
}


def of_key(key: str) -> str:
    """A line that is not in the batch any more, in a few words."""
    kind, _colon, what = key.partition(":")
    if kind == "fact":
        return fact_words.label(what.partition(":")[2])
    said = str(LEFT.get(kind, key))
    return said % {"what": what} if "%(" in said else said


def left_aside(left_out: Mapping[str, str]) -> list[Line]:
    """Lines left out that the batch no longer holds: each may be put back."""
    return [Line(key, of_key(key), reason=why, left_out=True) for key, why in sorted(left_out.items())]
