"""How dates, hours, sums, distances and sizes are written, in French and in English. Pure: no clock."""

import datetime as dt
from decimal import ROUND_HALF_UP, Decimal

from django.utils.dates import MONTHS
from django.utils.formats import number_format
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _

from nps.ui.dates import PartialDate

NBSP = "\u00a0"  # between a number and its unit
THIN = "\u202f"  # between thousands, as in CLDR's French
MINUS = "\u2212"

AnyDate = dt.date | dt.datetime | PartialDate | None


def _english() -> bool:
    return (get_language() or "fr").startswith("en")


def unknown() -> str:
    """What is not known is said in words: never 0, blank or a dash."""
    return _("On ne sait pas")


def date_long(value: AnyDate) -> str:
    """1er mars 2024, mai 1987, 1987; in English 1 March 2024."""
    if value is None:
        return unknown()
    year, month, day = value.year, value.month, value.day
    if month is None:
        return str(year)
    if day is None:
        return f"{MONTHS[month]} {year}"
    first = "1er" if day == 1 and not _english() else str(day)
    return f"{first} {MONTHS[month]} {year}"


def date_short(value: AnyDate) -> str:
    """01/03/2024, 05/1987, 1987: for tables and fields."""
    if value is None:
        return unknown()
    parts = [f"{part:02d}" for part in (value.day, value.month) if part is not None]
    return "/".join([*parts, f"{value.year:04d}"])


def hour(value: dt.time | dt.datetime | None) -> str:
    """14 h 30, or 14 h on the hour; in English 14:30."""
    if value is None:
        return unknown()
    if _english():
        return f"{value.hour}:{value.minute:02d}"
    minutes = f"{NBSP}{value.minute:02d}" if value.minute else ""
    return f"{value.hour}{NBSP}h{minutes}"


def money(value: Decimal | int | float | str | None) -> str:
    """Euros with two decimals: 1 234,50 € (U+202F, U+00A0), in English €1,234.50. Halves round up."""
    if value is None or value == "":
        return unknown()
    amount = Decimal(str(value)).quantize(Decimal("0.01"), ROUND_HALF_UP)
    sign = MINUS if amount < 0 else ""
    digits = f"{abs(amount):,.2f}"
    if _english():
        return f"{sign}€{digits}"
    return sign + digits.replace(",", THIN).replace(".", ",") + f"{NBSP}€"


def distance(due: dt.date, today: dt.date) -> str:
    """How far a legal date is: Dans 2 jours, Demain, Aujourd’hui, Dépassée de 3 jours."""
    days = (due - today).days
    if days < 0:
        late = ngettext("Dépassée d’un jour", "Dépassée de %(days)s jours", -days)
        return late % {"days": -days}
    if days > 1:
        return ngettext("Dans %(days)s jour", "Dans %(days)s jours", days) % {"days": days}
    return _("Demain") if days else _("Aujourd’hui")


def phone(value: str) -> str:
    """01 23 45 67 89 with unbreakable spaces; a number that is not French stays as it is written."""
    digits = "".join(sign for sign in value if sign.isdigit())
    if len(digits) != 10 or not digits.startswith("0"):
        return value
    return NBSP.join(digits[at : at + 2] for at in range(0, 10, 2))


def file_size(size: int) -> str:
    """Bytes as 210 Ko or 3,1 Mo; in English kB and MB."""
    kilo, mega = ("kB", "MB") if _english() else ("Ko", "Mo")
    if size < 1_000_000:
        return f"{max(1, round(size / 1000))}{NBSP}{kilo}"
    return f"{number_format(round(size / 1_000_000, 1), 1)}{NBSP}{mega}"
