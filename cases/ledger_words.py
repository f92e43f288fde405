"""How the ledger is said: until when it is proved, why a piece is not asked. No query, no rule."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta

from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from cases import words
from cases.services.ledger import Ledger, Line, NotAsked, Standing
from documents import guard
from nps.people.models import Person
from nps.ui import formats
from nps.ui.components import Tag

People = Mapping[str, Person]
SOON = (30, 60, 90)  # days

TAGS = {
    Standing.PROVED: ("ok", gettext_lazy("Prouvé")),
    Standing.DECLARED: ("ok", gettext_lazy("Déclaré")),
    Standing.COVERED: ("ok", gettext_lazy("Une autre pièce suffit")),
    Standing.GIVEN_UP: ("idle", gettext_lazy("Non demandée")),
    Standing.OBTAINED: ("ok", gettext_lazy("Obtenue de l’administration")),
    Standing.OBTAINABLE: ("info", gettext_lazy("À obtenir de l’administration")),
    Standing.TO_CHECK: ("wait", gettext_lazy("À vérifier")),
    Standing.ASKED: ("wait", gettext_lazy("Demandée")),
    Standing.TO_ASK: ("warn", gettext_lazy("À demander")),
}
# Who holds what, as `held_by` of the catalogue names it.
ADMINISTRATIONS = {
    "dgfip": gettext_lazy("la direction générale des finances publiques"),
    "cnaf": gettext_lazy("la caisse d’allocations familiales"),
    "france_travail": gettext_lazy("France Travail"),
    "caisses_retraite": gettext_lazy("la caisse de retraite"),
    "mdph": gettext_lazy("la maison des personnes handicapées"),
    "cnam": gettext_lazy("l’assurance maladie"),
    "education_nationale": gettext_lazy("l’Éducation nationale"),
    "onacvg": gettext_lazy("l’office des anciens combattants"),
}
# What each article means here, in a sentence.
ARTICLES = {
    "L113-12": gettext_lazy("Ce que l’administration a déjà ne se redemande pas."),
    "L114-8": gettext_lazy("Ce qu’une autre administration détient s’obtient d’elle."),
    "D113-14": gettext_lazy("Une déclaration suffit : la demande signée en tient lieu."),
    "R113-5": gettext_lazy("Un document dispense d’un autre ; une photocopie lisible suffit."),
    "R113-8": gettext_lazy("Le domicile se déclare : un justificatif ne se demande que dans les cas prévus."),
    "L114-5": gettext_lazy("Seules les pièces qu’un texte exige se demandent, avec une date de réponse."),
}


@dataclass(frozen=True)
class Proof:
    """{Prouvé} carte d’identité: where a piece stands, and its name."""

    tag: Tag
    name: str

    def __str__(self) -> SafeString:
        return format_html("{} {}", self.tag, self.name)

    __html__ = __str__


def tag_of(found: Ledger, piece: str) -> Tag:
    """Where the piece stands."""
    return Tag(*TAGS[found.standing.get(piece, Standing.TO_ASK)])


def until(line: Line, on: date) -> str:
    """« 29/02/2024, expire dans 30 jours : sera à redemander », or a dash without end."""
    if line.at_receipt:
        return _("valable le jour de la demande")
    if line.until is None:
        return "—"
    day = formats.date_short(line.until)
    days = next((n for n in SOON if line.until <= on + timedelta(days=n)), None)
    if days is None:
        return day
    return _("%(day)s, expire avant %(days)s jours : sera à redemander") % {"day": day, "days": days}


def warning(ruling: guard.Ruling) -> str:
    """What an agent should know before asking for a piece the law only lets ask with care; else empty."""
    if ruling.verdict != guard.Verdict.FLAGGED:
        return ""
    if ruling.instead:
        holder = ADMINISTRATIONS.get(ruling.instead, ruling.instead)
        return _("Détenue par %(holder)s, qui ne nous répond pas encore (CRPA %(article)s).") % {
            "holder": holder,
            "article": ruling.article,
        }
    return f"{ARTICLES[ruling.article]} (CRPA {ruling.article})"


def why_not(one: NotAsked, found: Ledger, people: People) -> str:
    """Why a piece that a benefit alone would have asked for is not asked for."""
    ruling, standing = one.ruling, one.standing
    if standing in (Standing.GIVEN_UP, Standing.OBTAINED):
        return str(TAGS[standing][1])
    if ruling.instead == one.piece:
        return _("Elle est déjà dans le dossier.")
    if ruling.instead == guard.DECLARATION:
        return str(ARTICLES[guard.DECLARED])
    if ruling.instead in found.held:
        name, _whose = words.piece_of(ruling.instead, people)
        return _("%(piece)s suffit.") % {"piece": name}
    if ruling.instead:
        holder = ADMINISTRATIONS.get(ruling.instead, ruling.instead)
        return _("Elle s’obtient de %(holder)s.") % {"holder": holder}
    return _("Une autre pièce de cette liste prouve la même chose.")


def article_of(one: NotAsked) -> str:
    """The article that says so; every article here is of the CRPA."""
    return "L114-8" if one.standing in (Standing.GIVEN_UP, Standing.OBTAINED) else one.ruling.article
