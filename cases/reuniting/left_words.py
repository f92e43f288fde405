"""What undoing could not tell apart, in words: how many of what. No query."""

from collections import Counter
from collections.abc import Iterable

from django.utils.translation import ngettext

# Model → how its rows are called; what is not here is said as « autre élément ».
NAMES = {
    "people.person": lambda n: ngettext("%(n)d fiche changée depuis", "%(n)d fiches changées depuis", n),
    "people.membership": lambda n: ngettext("%(n)d présence au foyer", "%(n)d présences au foyer", n),
    "people.mandate": lambda n: ngettext("%(n)d représentant légal", "%(n)d représentants légaux", n),
    "documents.supportingdocument": lambda n: ngettext("%(n)d pièce", "%(n)d pièces", n),
    "documents.supportingdocument_people": lambda n: ngettext("%(n)d pièce", "%(n)d pièces", n),
    "documents.upload": lambda n: ngettext("%(n)d fichier à ranger", "%(n)d fichiers à ranger", n),
    "eligibility.fact": lambda n: ngettext("%(n)d élément de situation", "%(n)d éléments de situation", n),
    "cases.application": lambda n: ngettext("%(n)d demande", "%(n)d demandes", n),
    "cases.award": lambda n: ngettext("%(n)d droit ouvert", "%(n)d droits ouverts", n),
    "cases.documentrequest": lambda n: ngettext("%(n)d demande de pièce", "%(n)d demandes de pièce", n),
    "cases.letter": lambda n: ngettext("%(n)d courrier", "%(n)d courriers", n),
    "cases.note": lambda n: ngettext("%(n)d note", "%(n)d notes", n),
    "cases.contact": lambda n: ngettext("%(n)d contact", "%(n)d contacts", n),
    "cases.task": lambda n: ngettext("%(n)d tâche", "%(n)d tâches", n),
    "cases.share": lambda n: ngettext("%(n)d partage", "%(n)d partages", n),
}


def told_left(left: Iterable[list]) -> list[str]:
    """« 2 pièces », « 1 courrier »: what stays with the side that went on."""
    counted = Counter(label for label, _key in left)

    def other(n: int) -> str:
        return ngettext("%(n)d autre élément", "%(n)d autres éléments", n)

    return [NAMES.get(label, other)(n) % {"n": n} for label, n in sorted(counted.items())]
