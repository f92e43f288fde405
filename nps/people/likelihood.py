"""Whether two records may be of one person, with what speaks for and against. Pure: no database, no clock.

Nothing here is certain. Twins share a name and a day, a son may bear his father's whole name, and homonyms
exist: only the same name, the same given names and the same day, with nothing against, are called strong.
"""

from collections.abc import Iterable
from dataclasses import dataclass

from django.db import models
from django.utils.translation import gettext_lazy as _

from nps.people.names import Birth, compare_births, words
from nps.people.ranking import HIGH, Known, Likeness, Reason, Sought, likeness, rank
from nps.people.tidying import Likelihood
from nps.ui.dates import PartialDate


class Unlike(models.TextChoices):
    """What speaks against one person, in the order it is said."""

    OTHER_GIVEN_NAMES = "other_given_names", _("prénoms différents, peut-être des jumeaux")
    CLOSE_GIVEN_NAMES = "close_given_names", _("prénoms proches mais différents, peut-être des jumeaux")
    OTHER_BIRTH = "other_birth", _("naissances différentes, peut-être un parent et son enfant")
    UNSURE_BIRTH = "unsure_birth", _("naissances proches mais différentes")
    BIRTH_UNKNOWN = "birth_unknown", _("naissance inconnue, peut-être des homonymes")
    GIVEN_UNKNOWN = "given_unknown", _("prénoms inconnus")
    LIVE_TOGETHER = "live_together", _("inscrites ensemble dans un même foyer")
    OTHER_NUMBERS = "other_numbers", _("numéros de sécurité sociale différents")
    DIED = "died", _("l’une est décédée")


@dataclass(frozen=True)
class Record:
    """What is compared of one record. `homes`: where the person lives; `nir`: the index of the number."""

    birth_name: str
    usage_name: str
    given: str
    birth: PartialDate | None
    nir: bytes = b""
    died: bool = False
    homes: frozenset[int] = frozenset()

    @property
    def names(self) -> tuple[str, ...]:
        return tuple(filter(None, (self.birth_name, self.usage_name)))


@dataclass(frozen=True)
class Verdict:
    """How alike, from 0 to 100, what speaks for one person and what against."""

    likelihood: Likelihood
    points: int
    alike: tuple[Reason, ...]
    unlike: tuple[Unlike, ...]


def judge(one: Record, other: Record) -> Verdict | None:
    """None when nothing asks for a second look: not alike enough, or two different social security numbers.

    The same for both orders.
    """
    if one.nir and other.nir and one.nir != other.nir:
        return None
    ways = [*_ways(one, other), *_ways(other, one)]
    best = max(ways, key=lambda score: (score.points, len(score.reasons), score.reasons))
    unlike = tuple(_against(one, other))
    siblings = {Unlike.OTHER_GIVEN_NAMES, Unlike.LIVE_TOGETHER} <= {*unlike}
    if best.points < HIGH or Unlike.OTHER_BIRTH in unlike or siblings:
        return None
    strong = not unlike and best.reasons[:1] != (Reason.SWAPPED_NAMES,)
    likelihood = Likelihood.STRONG if strong else Likelihood.WEAK
    return Verdict(likelihood, best.points, best.reasons, unlike)


def _ways(one: Record, other: Record) -> Iterable:
    """Somebody may be known by one of both names only: each is compared on its own too."""
    same = bool(one.nir) and one.nir == other.nir
    known = Known(other.names, other.given, other.birth, same)
    for name in dict.fromkeys((" ".join(one.names), *one.names)):
        yield rank(Sought(name, one.given, one.birth), known)


def _against(one: Record, other: Record) -> Iterable[Unlike]:
    yield from _given_against(words(one.given), words(other.given))
    yield from _BIRTHS.get(compare_births(one.birth, other.birth), ())
    if one.homes & other.homes:
        yield Unlike.LIVE_TOGETHER
    if one.died != other.died:
        yield Unlike.DIED


_BIRTHS = {
    Birth.DIFFERENT: (Unlike.OTHER_BIRTH,),
    Birth.CLOSE: (Unlike.UNSURE_BIRTH,),
    Birth.CLOSE_YEAR: (Unlike.UNSURE_BIRTH,),
    Birth.SAME_YEAR: (Unlike.BIRTH_UNKNOWN,),
    Birth.UNKNOWN: (Unlike.BIRTH_UNKNOWN,),
}


def _given_against(ours: tuple[str, ...], theirs: tuple[str, ...]) -> Iterable[Unlike]:
    """« Ada » and « Ada Marie » are not different; « Léa » and « Léo » are, however close."""
    if not ours or not theirs:
        yield Unlike.GIVEN_UNKNOWN
    elif not ({*ours} <= {*theirs} or {*theirs} <= {*ours}):
        close = any(likeness(word, other) > Likeness.BEGINS for word in ours for other in theirs)
        yield Unlike.CLOSE_GIVEN_NAMES if close else Unlike.OTHER_GIVEN_NAMES
