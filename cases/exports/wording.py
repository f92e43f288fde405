"""Cells of the audit file in words, on top of nps.ui.formats: spans, moments, sums with their period."""

from datetime import date, datetime
from decimal import Decimal

from django.utils.timezone import localtime
from django.utils.translation import gettext as _

from cases.exports.context import Coded
from nps.ui import formats

MOST = 2000  # characters of one cell: what no line can break is laid out in the square of its length
long_day, euros, weight = formats.date_long, formats.money, formats.file_size


def day(value: date | None, otherwise: str = "") -> str:
    """21/03/2024, as in tables."""
    return formats.date_short(value) if value else otherwise


def moment(value: datetime | None) -> str:
    """21/03/2024, 14 h 30, in the time of Paris."""
    if value is None:
        return ""
    local = localtime(value)
    return f"{formats.date_short(local)}, {formats.hour(local)}"


def long_moment(value: datetime) -> str:
    """1er mars 2024 à 14 h 30, in the time of Paris."""
    local = localtime(value)
    return _("%(day)s à %(hour)s") % {"day": formats.date_long(local), "hour": formats.hour(local)}


def partial_day(value: str) -> str:
    """04/05/1987, 05/1987, 1987, or the words for an unknown day."""
    return "/".join(reversed(value.split("-"))) if value else formats.unknown()


def span(since: date | None, until: date | None) -> str:
    """« du … au … », with the ends that are known."""
    if since and until:
        return _("du %(since)s au %(until)s") % {"since": day(since), "until": day(until)}
    if since:
        return _("depuis le %(since)s") % {"since": day(since)}
    if until:
        return _("jusqu’au %(until)s") % {"until": day(until)}
    return ""


def money(amount: Decimal | None, every: Coded | None) -> str:
    """A sum always comes with its period; a benefit in kind has none."""
    return " ".join(
        part for part in (euros(amount) if amount is not None else "", every.label if every else "") if part
    )


def readable(text: str) -> str:
    """A text short enough for a page; the whole of it is in the attached data."""
    return text if len(text) <= MOST else _("%(start)s… (suite dans case.json)") % {"start": text[:MOST]}


def grouped(digest: str) -> str:
    """A fingerprint in blocks of eight: lines may break between them, and people compare block by block."""
    return " ".join(digest[at : at + 8] for at in range(0, len(digest), 8))
