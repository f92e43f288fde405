"""Who decides a benefit, and where the by-law says so. Who holds an authority must not enter.

Opinions are advice only (I-B 5): the articles that ask for one, or allow one, are a table here.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from eligibility import law
from eligibility.rules.derogations import DEROGATION

DIRECTOR, PERMANENCE = "director", "permanence"
GENERAL = "I-B 5"  # who decides, when a benefit's own articles do not say; derogations; homeless people
# How the articles name each authority.
NAMED = {
    DIRECTOR: ("directeur du CASVP", "directeur d’un CASVP", "directeur de section"),
    "service": ("responsable du service spécialisé",),
    "management": ("directrice générale du CASVP", "directrice générale du Centre"),
    "homecare": ("responsable de la plateforme",),
    PERMANENCE: ("responsable de la permanence",),
}


def authority_of(right: Mapping[str, Any], inputs: Mapping[str, Any]) -> str:
    """Who decides this right of a kept check: the by-law's own, or the permanence for homeless people.

    I-B 5 gives the permanence what would be the director's of a district nobody lives in; what the by-law
    gives to one service for all Paris stays there.
    """
    named = right.get("authority") or DIRECTOR
    homeless = (inputs.get("housing") or {}).get("tenure") == "homeless"
    return PERMANENCE if homeless and named == DIRECTOR else named


def article_of(by_law: str, authority: str, on: date) -> str:
    """ "IV-2.2 c/1": where the text in force that day names this authority; else I-B 5."""
    try:
        entry = law.text(law.in_force(on)).entry(by_law)
    except law.NoText:
        return GENERAL
    for article in entry.articles:
        said = " ".join(article.words).replace("'", "’")
        if any(name in said for name in NAMED[authority]):
            return f"{by_law} {article.number}"
    return GENERAL


@dataclass(frozen=True, slots=True)
class Asks:
    """An article that asks for an opinion (`before`: « après avis ») or lets the authority ask for one."""

    article: str
    body: tuple[str, str]
    about: tuple[str, str]
    before: bool = False


COMMISSION = ("la Commission Permanente", "the Standing Committee")
COMMITTEE = ("un comité consultatif", "an advisory committee")
_HOSPITAL = (
    "maintenir le versement en cas d’hospitalisation de plus de deux mois",
    "keep paying when a hospital stay is longer than two months",
)
_WORKS = ("l’aide aux travaux et son montant", "the aid to the works and its sum")
# Title → the articles of its own that name an opinion (2019-09-01; the same in the former texts).
OPINIONS: dict[str, tuple[Asks, ...]] = {
    "II-1.1": (Asks("II-1.1 d/5", COMMISSION, _HOSPITAL, before=True),),
    "III-1.1": (Asks("III-1.1 d/5", COMMISSION, _HOSPITAL, before=True),),
    **{
        title: (Asks(f"{title} c/3", COMMITTEE, _WORKS),)
        for title in ("II-2.2", "III-2.2", "IV-2.6", "V-3.2")
    },
    "II-2.3": (
        Asks(
            "II-2.3 c/2",
            ("la commission pour l’entrée en résidence", "the commission for entering a residence"),
            ("l’entrée en résidence-appartements ou résidence-services", "entering a residence"),
            before=True,
        ),
    ),
    "V-1.1": (
        Asks(
            "V-1.1 c/2",
            (
                "une commission de professionnels et d’associations",
                "a commission of professionals and charities",
            ),
            ("l’aide aux personnes sans domicile fixe", "the aid to homeless people"),
        ),
    ),
    "V-2.1": (
        Asks(
            "V-2.1 c/2",
            COMMITTEE,
            ("l’allocation exceptionnelle et son montant", "the allowance and its sum"),
        ),
    ),
}


def opinions_on(right: Mapping[str, Any]) -> tuple[Asks, ...]:
    """The opinions the by-law names for this right of a kept check: its title's, then its derogations'.

    The general article comes last: any derogation it names may be submitted (I-B 5).
    """
    own = OPINIONS.get(right["by_law"] or "", ())
    eased = dict.fromkeys(c["article"] for c in right["conditions"] if c.get("basis") == DEROGATION)
    about = ("la dérogation de cet article", "the derogation of this article")
    general = Asks(GENERAL, COMMISSION, ("une autre dérogation du règlement", "another derogation"))
    return (*own, *(Asks(article, COMMISSION, about) for article in eased), general)
