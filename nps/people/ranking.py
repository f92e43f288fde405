"""How likely two descriptions are of one person, and why. Pure: no database, no settings, no clock."""

from dataclasses import dataclass
from enum import IntEnum

from django.db import models
from django.utils.translation import gettext_lazy as _

from nps.people.names import Birth, compare_births, joined, normalise, sound, within_one, words
from nps.ui.dates import PartialDate


class Reason(models.TextChoices):
    """Why a person is shown, in the order the reasons are said."""

    SAME_NIR = "same_nir", _("même numéro de sécurité sociale")
    SAME_NAME = "same_name", _("même nom")
    CLOSE_NAME = "close_name", _("nom proche")
    SOUNDS_ALIKE = "sounds_alike", _("nom qui se prononce de même")
    BEGINS_ALIKE = "begins_alike", _("nom qui commence de même")
    SWAPPED_NAMES = "swapped_names", _("nom et prénom inversés")
    SAME_GIVEN_NAME = "same_given_name", _("même prénom")
    CLOSE_GIVEN_NAME = "close_given_name", _("prénom proche")
    SAME_BIRTH_DATE = "same_birth_date", _("même date de naissance")
    SWAPPED_DAY_MONTH = "swapped_day_month", _("jour et mois inversés")
    CLOSE_BIRTH_DATE = "close_birth_date", _("date de naissance proche")
    SAME_YEAR = "same_year", _("même année")
    CLOSE_YEAR = "close_year", _("année proche")


# Points out of 100: a family name counts twice the given names, and as much as a whole birth date.
FAMILY, GIVEN, ALL = 40, 20, 100
BIRTH = {
    Birth.SAME: (40, Reason.SAME_BIRTH_DATE),
    Birth.SWAPPED: (30, Reason.SWAPPED_DAY_MONTH),
    Birth.CLOSE: (25, Reason.CLOSE_BIRTH_DATE),
    Birth.SAME_YEAR: (15, Reason.SAME_YEAR),
    Birth.CLOSE_YEAR: (5, Reason.CLOSE_YEAR),
    Birth.UNKNOWN: (5, None),
    Birth.DIFFERENT: (-10, None),
}
SHOWN = 30  # below, the resemblance is chance
HIGH = 65  # from here on, creating another person needs a written difference
ELSEWHERE = 0.9  # a name found where another one is expected
HALF = 0.5  # less than half of a name in common is no resemblance


class Likeness(IntEnum):
    """How two words resemble each other, in percent of the same word."""

    NONE = 0
    BEGINS = 50
    SOUND = 70
    CLOSE = 80
    SAME = 100


_OF_FAMILY = {
    Likeness.SAME: Reason.SAME_NAME,
    Likeness.CLOSE: Reason.CLOSE_NAME,
    Likeness.SOUND: Reason.SOUNDS_ALIKE,
    Likeness.BEGINS: Reason.BEGINS_ALIKE,
}
_OF_GIVEN = {
    Likeness.SAME: Reason.SAME_GIVEN_NAME,
    Likeness.CLOSE: Reason.CLOSE_GIVEN_NAME,
    Likeness.SOUND: Reason.CLOSE_GIVEN_NAME,
}


@dataclass(frozen=True)
class Sought:
    """What is known of the person at the counter: `name` holds every family name; any may be missing."""

    name: str = ""
    given: str = ""
    birth: PartialDate | None = None
    nir: str = ""


@dataclass(frozen=True)
class Known:
    """What ranking compares of a registered person; `names` are the family names, each on its own."""

    names: tuple[str, ...]
    given: str
    birth: PartialDate | None
    same_nir: bool = False


@dataclass(frozen=True)
class Score:
    """0 to 100, and why."""

    points: int
    reasons: tuple[Reason, ...]


def likeness(sought: str, known: str) -> Likeness:
    """Compare two normalised words; a beginning needs three letters."""
    if sought == known:
        return Likeness.SAME
    # Words of one or two signs are all at one error from each other: that says nothing.
    if max(len(sought), len(known)) > 2 and within_one(sought, known):
        return Likeness.CLOSE
    if sound(sought) == sound(known):
        return Likeness.SOUND
    return Likeness.BEGINS if len(sought) > 2 and known.startswith(sought) else Likeness.NONE


def _one_way(ours: tuple[str, ...], theirs: tuple[str, ...]) -> tuple[float, Likeness]:
    """The share of our letters found in their words, and the least alike of what was found."""
    best = [(len(word), max(likeness(word, other) for other in theirs)) for word in ours]
    share = sum(length * alike for length, alike in best) / (100 * sum(length for length, _ in best))
    return share, min((alike for _, alike in best if alike), default=Likeness.NONE)


def _alike(ours: tuple[str, ...], theirs: tuple[str, ...]) -> tuple[float, Likeness]:
    """From 0 to 1, the better of both ways: « Garcia » is wholly in « Garcia Lopez »."""
    if not ours or not theirs:
        return 0.0, Likeness.NONE
    share, kind = max(_one_way(ours, theirs), _one_way(theirs, ours))
    return (share, kind) if share >= HALF else (0.0, Likeness.NONE)


def _as_one_word(ours: str, theirs: str) -> tuple[float, Likeness]:
    """« Le Goff » against « Legoff »: the same spaces do not matter, one error is still one error."""
    if not (joined(ours) or joined(theirs)):
        return 0.0, Likeness.NONE
    kind = likeness(joined(ours) or normalise(ours), joined(theirs) or normalise(theirs))
    return (kind / 100, kind) if kind > Likeness.BEGINS else (0.0, Likeness.NONE)


def _family(sought: Sought, known: Known) -> tuple[float, Likeness]:
    ours = words(sought.name)
    ways = [_alike(ours, words(*known.names))]
    for name in known.names:
        ways += [_alike(ours, words(name)), _as_one_word(sought.name, name)]
    return max(ways)


def _names(sought: Sought, known: Known) -> tuple[float, list[Reason | None]]:
    ours, our_given = words(sought.name), words(sought.given)
    theirs, their_given = words(*known.names), words(known.given)
    family, kind = _family(sought, known)
    anywhere, kind_anywhere = _alike(ours, theirs + their_given)
    if anywhere * ELSEWHERE > family:
        family, kind = anywhere * ELSEWHERE, kind_anywhere
    given, given_kind = _alike(our_given, their_given)
    if not our_given or not their_given:
        given = 1.0 if not our_given and not their_given else HALF
    straight = FAMILY * family + GIVEN * given
    crossed_family, crossed_given = _alike(ours, their_given)[0], _alike(our_given, theirs)[0]
    crossed = ELSEWHERE * (FAMILY * crossed_family + GIVEN * crossed_given)
    if crossed_family and crossed_given and crossed > straight:
        return crossed, [Reason.SWAPPED_NAMES]
    return straight, [_OF_FAMILY.get(kind), _OF_GIVEN.get(given_kind)]


def rank(sought: Sought, known: Known) -> Score:
    """Score one registered person against what is sought. The same NIR is the same person."""
    points, reasons = _names(sought, known)
    more, why = BIRTH[compare_births(sought.birth, known.birth)]
    reasons.append(why)
    if known.same_nir:
        points, more = ALL, 0
        reasons.insert(0, Reason.SAME_NIR)
    return Score(max(0, min(ALL, round(points + more))), tuple(reason for reason in reasons if reason))
