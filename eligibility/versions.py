"""Which text and which figures apply on a day. No rule must enter."""

from datetime import date
from importlib.metadata import version

from eligibility.parameters import Figures, published

FIRST_DAY = date(2018, 1, 1)  # the oldest annexe at hand
# The versions of the by-law at hand; the text of 1 April 2018 is applied to the first months of 2018.
BY_LAWS = (date(2019, 9, 1), date(2018, 6, 1), date(2018, 4, 1))
ANNEXES = tuple(
    date(*day)
    for day in (
        *((2019, 11, 1), (2019, 1, 1), (2018, 11, 1), (2018, 6, 1)),
        *((2018, 5, 1), (2018, 4, 1), (2018, 1, 1)),
    )
)


def law(on: date, with_national: bool = True, figures: Figures | None = None) -> dict[str, str | None]:
    """The texts and figures applied at `on`; `figures`: the first signs of their digest."""
    figures = figures or published()
    return {
        "reglement": next((day for day in BY_LAWS if day <= on), BY_LAWS[-1]).isoformat(),
        "annexe": next(day for day in ANNEXES if day <= on).isoformat(),
        "ceilings": max(day for day in figures.changes if day <= on).isoformat(),
        "figures": figures.digest[:12],
        "openfisca_france": version("openfisca-france") if with_national else None,
    }
