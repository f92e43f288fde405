"""How names and birth dates resemble each other, in any script. Pure: no database, no settings, no clock."""

import re
import unicodedata
from enum import StrEnum
from functools import lru_cache

from nps.ui.dates import PartialDate

# What Unicode does not take apart by itself, and what Arabic writes in several ways.
_LETTERS = str.maketrans(
    {
        "œ": "oe", "æ": "ae", "ß": "ss", "ø": "o", "đ": "d", "ð": "d", "ł": "l", "ħ": "h", "ı": "i",
        "þ": "th", "ى": "ي", "ة": "ه", "ـ": None,
        "'": None, "’": None, "‘": None, "ʼ": None, "`": None, "´": None,
    }
)  # fmt: skip
# Scripts written without spaces: each sign is a word (kana, Han, Hangul syllables).
_SIGN_PER_WORD = re.compile("[\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af\uf900-\ufaff\U00020000-\U0003ffff]")
_LATIN = re.compile("[a-z]+")

# French sounds, in order. Capitals are sounds of their own: A an, E eu, I in, O on, U ou, X ch.
_SOUNDS = tuple(
    (re.compile(pattern), sound)
    for pattern, sound in (
        (r"^h|(?<![cps])h", ""),
        (r"ph", "f"),
        (r"ch(?=[lr])", "k"),
        (r"sch|sh|ch", "X"),
        (r"(?:eau|au)(?:lt|ld|[tdxs])?(?=$)", "o"),
        (r"eau|au", "o"),
        (r"oeu|eu", "E"),
        (r"ou(?=[aeiy])", "w"),
        (r"ou", "U"),
        (r"o[iy]", "wa"),
        (r"bv", "v"),
        (r"gn", "n"),
        (r"tion", "sion"),
        (r"(?:ai|ei|i|y|u)[nm](?![aeiouynm])", "I"),
        (r"(?<=i)en(?![aeiouynm])", "I"),
        (r"[ae][nm](?![aeiouynm])", "A"),
        (r"o[nm](?![aeiouynm])", "O"),
        (r"[ae][iy]", "e"),
        (r"e(?:[rtz]|es)$", "e"),
        (r"gu(?=[eiy])", "G"),
        (r"g(?=[eiyI])", "j"),
        (r"je(?=[aoOA])", "j"),
        (r"G", "g"),
        (r"c(?=[eiyI])", "s"),
        (r"ck|cqu|qu|[cq]", "k"),
        (r"(?<=.)x$", ""),
        (r"x", "ks"),
        (r"z", "s"),
        (r"y", "i"),
        (r"(.)\1+", r"\1"),
        (r"(?<=..)[dts]+$|(?<=[AIOU])[pg]s?$", ""),
        (r"(?<=..)e$", ""),
    )
)


# One search meets the same names again and again; both caches are bounded.
@lru_cache(maxsize=20_000)
def normalise(text: str) -> str:
    """The key to search and sort by: case, accents, ligatures, apostrophes and hyphens taken away.

    « d’Œuvré-Lac » → "doeuvre lac". Signs of scripts without spaces come apart: 王小明 → "王 小 明".
    Invisible signs and surrogates disappear.
    """
    folded = unicodedata.normalize("NFKD", text.casefold().translate(_LETTERS))
    kept = "".join(sign for sign in folded if unicodedata.category(sign) not in ("Mn", "Cf", "Cs"))
    kept = unicodedata.normalize("NFC", kept).translate(_LETTERS)
    spaced = "".join(sign if unicodedata.category(sign)[0] in "LMN" else " " for sign in kept)
    return " ".join(_SIGN_PER_WORD.sub(r" \g<0> ", spaced).split())


def words(*names: str) -> tuple[str, ...]:
    """The normalised words of these names, each once, in order."""
    return tuple(dict.fromkeys(word for name in names for word in normalise(name).split()))


def joined(name: str) -> str:
    """The name as one word, « Le Goff » as « Legoff »; empty when it is one word already."""
    key = normalise(name)
    return key.replace(" ", "") if " " in key else ""


@lru_cache(maxsize=20_000)
def sound(word: str) -> str:
    """French phonetic key of a normalised word; a word of another script is its own key."""
    if not _LATIN.fullmatch(word):
        return word
    key = word
    for pattern, replacement in _SOUNDS:
        key = pattern.sub(replacement, key)
    return key or word


def hood(word: str) -> list[str]:
    """The word, and the word without each one of its letters when it has more than three.

    Two words at one error from each other share at least one of these.
    """
    if len(word) <= 3:
        return [word]
    return list(dict.fromkeys([word, *(word[:at] + word[at + 1 :] for at in range(len(word)))]))


def within_one(one: str, other: str) -> bool:
    """At most one letter added, missing, changed, or two neighbours swapped (Damerau distance ≤ 1)."""
    if one == other:
        return True
    short, long = sorted((one, other), key=len)
    start = 0
    while start < len(short) and short[start] == long[start]:
        start += 1
    if len(long) - len(short) == 1:
        return short[start:] == long[start + 1 :]
    if len(long) != len(short):
        return False
    swapped = short[start + 1 : start + 2] + short[start : start + 1] + short[start + 2 :]
    return short[start + 1 :] == long[start + 1 :] or swapped == long[start:]


class Birth(StrEnum):
    """How two birth dates, whole or partial, resemble each other."""

    SAME = "same"
    SWAPPED = "swapped"  # day and month
    CLOSE = "close"  # one digit wrong, or two neighbours swapped
    SAME_YEAR = "same_year"
    CLOSE_YEAR = "close_year"  # nothing but the years is known of both, and they differ by one digit
    UNKNOWN = "unknown"
    DIFFERENT = "different"


def _digits(date: PartialDate) -> str:
    return f"{date.day:02d}{date.month:02d}{date.year:04d}"


def compare_births(one: PartialDate | None, other: PartialDate | None) -> Birth:
    """Compare what is known of both: an unknown day or month never makes them different."""
    if one is None or other is None:
        return Birth.UNKNOWN
    whole = one.is_full and other.is_full
    if whole and one == other:
        return Birth.SAME
    if whole and (one.year, one.month, one.day) == (other.year, other.day, other.month):
        return Birth.SWAPPED
    if one.year == other.year:
        return Birth.CLOSE if whole and within_one(_digits(one), _digits(other)) else Birth.SAME_YEAR
    if whole:
        return Birth.CLOSE if within_one(_digits(one), _digits(other)) else Birth.DIFFERENT
    return Birth.CLOSE_YEAR if within_one(str(one.year), str(other.year)) else Birth.DIFFERENT
