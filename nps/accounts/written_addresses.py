"""An address as people write it → street and number. Words only: no rule, no database."""

import re
import unicodedata
from typing import NamedTuple

WHOLE_WORDS = {
    "av": "avenue", "ave": "avenue", "bd": "boulevard", "bld": "boulevard", "blvd": "boulevard",
    "boul": "boulevard", "bvd": "boulevard", "r": "rue", "pl": "place", "imp": "impasse", "psg": "passage",
    "pass": "passage", "sq": "square", "all": "allee", "fg": "faubourg", "fbg": "faubourg", "qu": "quai",
    "ch": "chemin", "crs": "cours", "st": "saint", "ste": "sainte", "gal": "general", "mal": "marechal",
    "dr": "docteur", "pdt": "president", "pr": "professeur", "prof": "professeur", "cdt": "commandant",
    "cne": "capitaine", "nd": "notre dame",
}  # fmt: skip
KINDS_OF_STREET = (
    "rue", "avenue", "boulevard", "place", "impasse", "quai", "passage", "square", "allee", "chemin", "cours",
    "cite", "villa", "sentier", "ruelle", "voie", "route", "esplanade", "galerie", "hameau", "rond point",
    "port", "parvis", "promenade", "chaussee", "cour", "pont", "porte",
)  # fmt: skip
_SUFFIX = r"(?: (?:bis|ter|quater|[a-h]))?"
_NUMBER = rf"(?P<number>\d{{1,4}}(?!\d)){_SUFFIX}(?: \d{{1,4}}(?!\d){_SUFFIX})* ?,? ?"
_KIND = rf"(?:{'|'.join(KINDS_OF_STREET)})\b[^,]*"
# A numbered street first: « Hôtel de la Place, 3 rue … » is in the street that bears a number.
_FORMS = tuple(
    re.compile(form)
    for form in (
        rf"\b{_NUMBER}(?P<street>{_KIND})",
        rf"\b(?P<street>{_KIND})",
        rf"^{_NUMBER}(?P<street>[^,]+)",
    )
)
# What follows the street on one line: building, stair, floor, flat, door, letter box.
_AFTER = re.compile(
    r" (?:bat|batiment|esc|escalier|apt|appt|appartement|hall|chez|code|interphone|digicode|rdc|bp|cs"
    r"|porte (?:\d+|[a-z])$|\d+ ?(?:er|e|eme|nd)? (?:etage|et)\b).*"
)


_TOKENS = re.compile(r"\d+|[^\W\d_]+|,")


class Written(NamedTuple):
    """A street in plain small letters, and the number in it when one is written."""

    street: str
    number: int | None


def plain(text: str) -> str:
    """Small letters and figures of any script, without accents or abbreviations; commas are kept.

    The same text again gives the same text.
    """
    spelled = unicodedata.normalize("NFKD", text.casefold().replace("œ", "oe").replace("æ", "ae"))
    if not spelled.isascii():
        spelled = "".join(sign for sign in spelled if not unicodedata.combining(sign))
    tokens = _TOKENS.findall(spelled)
    return " ".join(WHOLE_WORDS.get(token, token) for token in tokens)


def street(text: str) -> str:
    """The street alone, as rules and addresses are compared."""
    return read(text).street


def read(line: str) -> Written:
    """« 12 bis, av. de l’Exemple, bât. B » → avenue de l exemple, 12. Without a street: empty, None."""
    text = plain(line)
    for form in _FORMS:
        if found := form.search(text):
            said = found.groupdict()
            number = int(said["number"]) if said.get("number") else None
            return Written(_AFTER.sub("", said["street"].strip()).strip(), number)
    return Written(_AFTER.sub("", text.partition(",")[0].strip()).strip(), None)
