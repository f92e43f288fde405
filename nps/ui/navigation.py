"""The menus, as tables. An entry whose page does not exist yet is not shown: nothing is half-offered."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.urls import NoReverseMatch, reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

TODAY = (_("Ma journée"), "cases:my_day")
WELCOME = (_("Accueillir"), "people:search")
APPOINTMENTS = (_("Rendez-vous"), "cases:agenda")
DEADLINES = (_("Échéances"), "cases:deadlines")
RADAR = (_("Radar"), "cases:radar")
VERIFY = (_("Vérifier un fichier"), "cases:verify")
LAW = (_("Règlement municipal"), "law:contents")

Table = tuple[tuple[Promise, str], ...]

MENUS: dict[str, Table] = {
    "social_worker": (
        TODAY,
        WELCOME,
        (_("Dossiers"), "cases:list"),
        (_("Pièces à vérifier"), "cases:to_check"),
        APPOINTMENTS,
        DEADLINES,
        RADAR,
    ),
    "supervisor": (
        TODAY,
        WELCOME,
        (_("Dossiers du site"), "cases:list"),
        (_("Décisions à prendre"), "cases:decisions"),
        APPOINTMENTS,
        DEADLINES,
        (_("Demandes évitées"), "cases:savings"),
        (_("Répartition"), "cases:assignments"),
        (_("Fiches qui se ressemblent"), "cases:resemblances"),
        RADAR,
        (_("Accès exceptionnels"), "cases:exceptional_access"),
    ),
    "partner": (
        (_("Dossiers partagés"), "cases:partner_list"),
        (_("Demandes reçues"), "cases:partner_requests"),
    ),
    "auditor": (
        (_("Mes missions"), "cases:missions"),
        VERIFY,
        (_("Journal"), "journal:heads"),
    ),
    "administrator": (
        (_("Agents"), "accounts:agents"),
        (_("Sites et territoires"), "accounts:sites"),
        (_("Autorités"), "accounts:authorities"),
        (_("Partenaires"), "accounts:agencies"),
        (_("Référentiels"), "reference:changes"),
        (_("Remarques sur les pièces"), "cases:remark_subjects"),
        (_("Types de pièces"), "types:list"),
        (_("Signatures 2D-Doc"), "seals:list"),
        (_("Clés"), "accounts:keys"),
        (_("Traitements"), "accounts:jobs"),
        (_("Conservation"), "accounts:retention"),
    ),
}

ACCOUNT: Table = (
    (_("Mon compte"), "accounts:account"),
    (_("Mes sessions"), "accounts:sessions"),
)

# The side menu of a case file; the key is how a view names its counter.
CASE_SECTIONS: tuple[tuple[str, Promise, str], ...] = (
    ("summary", _("Résumé"), "cases:case"),
    ("household", _("Foyer"), "cases:household"),
    ("situation", _("Situation"), "cases:situation"),
    ("rights", _("Droits"), "cases:rights"),
    ("applications", _("Demandes"), "cases:applications"),
    ("documents", _("Pièces"), "cases:documents"),
    ("awards", _("Droits ouverts"), "cases:awards"),
    ("letters", _("Courriers"), "cases:letters"),
    ("shares", _("Partages"), "cases:shares"),
    ("following", _("Accompagnement"), "cases:plan"),
    ("tasks", _("Tâches"), "cases:tasks"),
    ("notes", _("Notes"), "cases:notes"),
    ("journal", _("Journal"), "cases:journal"),
    ("exports", _("Export"), "cases:exports"),
)


# Sections that only show: those offered to who may read a file without working it.
TO_READ = ("summary", "household", "rights", "applications", "documents", "awards", "letters", "journal")


@dataclass(frozen=True)
class Entry:
    """One link of a menu; `current` is the value of aria-current, or empty; a count is text."""

    label: str | Promise
    url: str
    current: str = ""
    count: int | None = None


def address(name: str, *args) -> str:
    """The address of a page, or empty when the page does not exist."""
    try:
        return reverse(name, args=args)
    except NoReverseMatch:
        return ""


def _current(url: str, path: str) -> str:
    if url == path:
        return "page"
    return "true" if url != "/" and path.startswith(url) else ""


def entries(table: Iterable[tuple], path: str, *args, counts: dict[str, int] | None = None) -> list[Entry]:
    """The shown entries of a menu table of (label, name) or (key, label, name)."""
    shown = [(row[0], row[-2], address(row[-1], *args)) for row in table]
    return [
        Entry(label, url, _current(url, path), (counts or {}).get(str(key)))
        for key, label, url in shown
        if url
    ]


def case_entries(
    path: str, reference: str, counts: dict[str, int] | None = None, read_only: bool = False
) -> list[Entry]:
    """The side menu of one case file; the summary's address starts all others: only its own page marks it."""
    sections = [row for row in CASE_SECTIONS if row[0] in TO_READ or not read_only]
    found = entries(sections, path, reference, counts=counts)
    home = address("cases:case", reference)
    return [
        Entry(line.label, line.url, "" if line.url == home != path else line.current, line.count)
        for line in found
    ]
