"""Which text and which figures apply on a day. No rule must enter."""

from bisect import bisect_right
from datetime import date
from importlib.metadata import version

from eligibility.parameters import Figures, published

# The texts of the by-law at hand. That of April 2018 says it follows the one of February 2016; that of
# September 2019 follows one of 1 August 2019 that is not at hand.
TEXT_2016, TEXT_APRIL_2018, TEXT_JUNE_2018, TEXT_2019 = BY_LAWS = (
    date(2016, 2, 1),
    date(2018, 4, 1),
    date(2018, 6, 1),
    date(2019, 9, 1),
)
FIRST_DAY = BY_LAWS[0]
# Before the first annexe at hand, figures are those openfisca-paris dates; where it has none, unknown.
ANNEXES = tuple(
    date(*day)
    for day in (
        *((2018, 1, 1), (2018, 4, 1), (2018, 5, 1), (2018, 6, 1)),
        *((2018, 11, 1), (2019, 1, 1), (2019, 11, 1)),
    )
)


def text_of(on: date) -> date:
    """The day from which the text in force at `on` applies; the oldest text before it."""
    return BY_LAWS[max(bisect_right(BY_LAWS, on) - 1, 0)]


def law(on: date, with_national: bool = True, figures: Figures | None = None) -> dict[str, str | None]:
    """The texts and figures applied at `on`; `annexe`: null when none is at hand for that day.

    `figures`: the first signs of their digest.
    """
    figures = figures or published()
    return {
        "reglement": text_of(on).isoformat(),
        "annexe": _latest(ANNEXES, on),
        "ceilings": _latest(figures.changes, on),
        "figures": figures.digest[:12],
        "openfisca_france": version("openfisca-france") if with_national else None,
    }


def _latest(days: tuple[date, ...], on: date) -> str | None:
    place = bisect_right(days, on)
    return days[place - 1].isoformat() if place else None
