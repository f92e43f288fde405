"""Days, times, sums, sizes, fingerprints as French people write them (SCREENS §6.1). Values in, text out."""

from datetime import date, datetime
from decimal import Decimal

from django.utils.dates import MONTHS
from django.utils.timezone import localtime
from django.utils.translation import gettext as _

from cases.exports.context import Coded

NNBSP, NBSP = "\u202f", "\u00a0"
MOST = 2000  # characters of one cell: what no line can break is laid out in the square of its length


def day(value: date | None, otherwise: str = "") -> str:
    """21/03/2024, as in tables."""
    return f"{value:%d/%m/%Y}" if value else otherwise


def moment(value: datetime | None) -> str:
    """21/03/2024, 14 h 30, in the time of Paris."""
    if value is None:
        return ""
    local = localtime(value)
    return f"{local:%d/%m/%Y}, {local.hour}{NBSP}h{NBSP}{local:%M}"


def long_day(value: date) -> str:
    """1er mars 2024."""
    number = _("1er") if value.day == 1 else str(value.day)
    return f"{number} {MONTHS[value.month]} {value.year}"


def long_moment(value: datetime) -> str:
    """1er mars 2024 à 14 h 30, in the time of Paris."""
    local = localtime(value)
    return _("%(day)s à %(hour)s h %(minute)s") % {
        "day": long_day(local.date()),
        "hour": local.hour,
        "minute": f"{local:%M}",
    }


def partial_day(value: str) -> str:
    """04/05/1987, 05/1987, 1987, or the words for an unknown day."""
    return "/".join(reversed(value.split("-"))) if value else _("On ne sait pas")


def span(since: date | None, until: date | None) -> str:
    """« du … au … », with the ends that are known."""
    if since and until:
        return _("du %(since)s au %(until)s") % {"since": day(since), "until": day(until)}
    if since:
        return _("depuis le %(since)s") % {"since": day(since)}
    if until:
        return _("jusqu’au %(until)s") % {"until": day(until)}
    return ""


def euros(amount: Decimal) -> str:
    """1 234,50 €: U+202F between thousands, U+00A0 before the sign (CLDR fr)."""
    return f"{amount:,.2f}".replace(",", NNBSP).replace(".", ",") + f"{NBSP}€"


def money(amount: Decimal | None, every: Coded | None) -> str:
    """A sum always comes with its period; a benefit in kind has none."""
    return " ".join(
        part for part in (euros(amount) if amount is not None else "", every.label if every else "") if part
    )


def weight(size: int) -> str:
    """210 Ko, 3,1 Mo."""
    if size < 1_000_000:
        return f"{max(1, round(size / 1000))}{NBSP}{_('Ko')}"
    return f"{size / 1_000_000:.1f}".replace(".", ",") + f"{NBSP}{_('Mo')}"


def readable(text: str) -> str:
    """A text short enough for a page; the whole of it is in the attached data."""
    return text if len(text) <= MOST else _("%(start)s… (suite dans case.json)") % {"start": text[:MOST]}


def grouped(digest: str) -> str:
    """A fingerprint in blocks of eight: lines may break between them, and people compare block by block."""
    return " ".join(digest[at : at + 8] for at in range(0, len(digest), 8))
