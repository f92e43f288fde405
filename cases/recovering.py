"""What the by-law lets be given back, by benefit and title, and how much of it: values only.

A ground without its article is not offered. No database, no present day.
"""

from decimal import Decimal
from typing import NamedTuple

UNDUE, SUCCESSION, BETTER_FORTUNE = "undue", "succession", "better_fortune"
WHATEVER_THE_BENEFIT = "I-D 2"


class Ground(NamedTuple):
    """`halved`: half for a married or PACS couple; `spared_heirs`: not from a spouse, children or carer."""

    article: str
    halved: bool = False
    spared_heirs: bool = False


# Entry of the by-law → ground → its article, as written from 2016-02-01 to 2019-09-01.
GROUNDS: dict[str, dict[str, Ground]] = {
    "II-1.1": {SUCCESSION: Ground("II-1.1 e/4", halved=True), BETTER_FORTUNE: Ground("II-1.1 e/5")},
    "II-1.2": {SUCCESSION: Ground("II-1.2 d/4"), BETTER_FORTUNE: Ground("II-1.2 d/5")},
    "III-1.1": {
        SUCCESSION: Ground("III-1.1 e/4", spared_heirs=True),
        BETTER_FORTUNE: Ground("III-1.1 e/5"),
    },
    "III-1.2": {
        SUCCESSION: Ground("III-1.2 d/5", spared_heirs=True),
        BETTER_FORTUNE: Ground("III-1.2 d/6"),
    },
}
# Who leaves the home within three years of the works gives all or part of the aid back.
LEFT_HOME = {
    "II-2.2": "II-2.2 d/5",
    "III-2.2": "III-2.2 d/5",
    "IV-2.6": "IV-2.6 d/5",
    "V-3.2": "V-3.2 d/4",
}


def grounds(by_law: str) -> dict[str, Ground]:
    """The grounds on which sums of this entry may be asked back; sums paid unduly always are (I-D 2)."""
    article = LEFT_HOME.get(by_law, WHATEVER_THE_BENEFIT)
    return {UNDUE: Ground(article), **GROUNDS.get(by_law, {})}


def of_estate(
    paid: Decimal, ground: Ground, *, estate: Decimal, threshold: Decimal, couple: bool, spared: bool
) -> Decimal:
    """Euros taken on what the net estate has above the amount in force at the death; never more than paid."""
    if ground.spared_heirs and spared:
        return Decimal(0)
    most = (paid / 2).quantize(Decimal("0.01")) if ground.halved and couple else paid
    return min(most, max(estate - threshold, Decimal(0)))
