"""What each answer of API Particulier says, and what it leaves unknown. Pure: parsed JSON in, a Reading out.

Shapes: the examples published with the service's test environment (docs/explanation/administrations.md).
"""

from calendar import monthrange
from collections.abc import Mapping
from datetime import date
from typing import Any

from documents.administrations.connector import Reading, Unreadable

MOST = 100_000_000  # euros; beyond, it is not a sum


def family_quotient(data: Mapping[str, Any], on: date) -> Reading:
    """The quotient of a month. 0 may mean « not computable »: it is kept as unknown, never as zero."""
    told = _object(data, "quotient_familial")
    value = _sum(told, "valeur")
    year, month = _whole(told, "annee", 1990, 2200), _whole(told, "mois", 1, 12)
    fund = _one_of(told, "fournisseur", ("CNAF", "MSA"))
    kept = {"fund": fund, "month": f"{year:04}-{month:02}"}
    if value is None or value == 0:
        return Reading({**kept, "family_quotient": None})
    return Reading({**kept, "family_quotient": value, "sure": True})


def solidarity_cover(data: Mapping[str, Any], on: date) -> Reading:
    """Complémentaire santé solidaire. Without it, another cover, paid or none, is still unknown."""
    if not _flag(data, "est_beneficiaire"):
        return Reading({"solidarity_cover": False, "sure": True})
    paid = _flag(data, "avec_participation", missing=None)
    since = _day(data, "date_debut_droit")
    if since and since > on:
        return Reading({"since": since.isoformat()})
    kept = {"solidarity_cover": True, "paid": paid, "since": since and since.isoformat()}
    if paid is None:
        return Reading(kept)
    cover = "css_paid" if paid else "css"
    return Reading({**kept, "sure": True}, household_facts={"health_cover": cover}, proves=True)


def jobseeker_status(data: Mapping[str, Any], on: date) -> Reading:
    """Registered at France Travail on that day or not; without a registration told, unknown."""
    told = data.get("inscription")
    if told is None:
        return Reading()
    told = _object(data, "inscription")
    since, until = _day(told, "date_debut"), _day(told, "date_fin")
    if since is None:
        return Reading()
    registered = since <= on and (until is None or until >= on)
    kept = {"jobseeker": registered, "since": since.isoformat(), "until": until and until.isoformat()}
    return Reading({**kept, "sure": True}, facts={"jobseeker": registered})


def unemployment_payments(data: Mapping[str, Any], on: date) -> Reading:
    """Sums paid by France Travail, by month, the three latest. No payment told is not a sum of zero."""
    payments = data.get("paiements")
    if not isinstance(payments, list):
        raise Unreadable("paiements")
    by_month: dict[str, float] = {}
    for payment in payments:
        if not isinstance(payment, Mapping):
            raise Unreadable("paiements")
        paid_on, paid = _day(payment, "date_versement"), _sum(payment, "montant_allocations")
        if paid_on and paid is not None and paid_on <= on:
            month = f"{paid_on:%Y-%m}"
            by_month[month] = round(by_month.get(month, 0) + paid, 2)
    latest = dict(sorted(by_month.items())[-3:])
    recent = bool(latest) and _months_between(max(latest), on) <= 1
    return Reading({"payments": latest, "sure": recent}, proves=recent)


def student_grant(data: Mapping[str, Any], on: date) -> Reading:
    """A student's grant in force on that day."""
    if not _flag(data, "est_boursier"):
        return Reading({"student_grant": False, "sure": True}, facts={"social_grant": False})
    told = _object(data, "periode_versement_bourse")
    since, months = _day(told, "date_rentree"), _whole(told, "duree", 0, 24)
    if since is None:
        return Reading({"student_grant": None})
    until = _months_later(since, months)
    kept = {"since": since.isoformat(), "until": until.isoformat()}
    if not since <= on < until:
        return Reading({**kept, "student_grant": None})
    facts = {"student": True, "social_grant": True}
    return Reading({**kept, "student_grant": True, "sure": True}, facts=facts, proves=True, until=until)


def schooling(data: Mapping[str, Any], on: date) -> Reading:
    """A pupil of the school asked about; not there says nothing of the other schools."""
    year = data.get("annee_scolaire")
    if not (isinstance(year, str) and len(year) == 9 and year[4] == "-" and (year[:4] + year[5:]).isdigit()):
        raise Unreadable("annee_scolaire")
    grant = _flag(data, "est_boursier", missing=None)
    kept = {"school_year": year, "school_grant": grant}
    if not _flag(data, "est_scolarise"):
        return Reading({**kept, "pupil": None})
    begun = on.year if on.month >= 8 else on.year - 1
    current = int(year[:4]) == begun
    return Reading({**kept, "pupil": True, "sure": True}, proves=current)


def tax_notice(data: Mapping[str, Any], on: date) -> Reading:
    """The tax notice of a year. A blank tax is unknown; a notice outside Paris stands for no Paris notice."""
    year = data.get("anneeImpots")
    if not (isinstance(year, str) and year.isascii() and year.isdigit() and 1990 <= int(year) <= 2200):
        raise Unreadable("anneeImpots")
    home = data.get("foyerFiscal")
    address = home.get("adresse") if isinstance(home, Mapping) else None
    in_paris = None if not isinstance(address, str) else " 75" in f" {address}" and "PARIS" in address.upper()
    reference, tax = _sum(data, "revenuFiscalReference"), _sum(data, "montantImpot")
    partial = bool(data.get("situationPartielle")) or bool(data.get("erreurCorrectif"))
    kept = {
        "year": int(year),
        "reference_income": reference,
        "income_tax": tax,
        "in_paris": in_paris,
        "partial": partial,
    }
    whole = reference is not None and not partial
    facts = {"tax.income_tax": tax} if tax is not None and not partial else {}
    proves = whole and bool(in_paris)
    return Reading({**kept, "sure": whole}, household_facts=facts, proves=proves, period=year)


# --- reading JSON: the type expected, None where the contract allows a blank, or Unreadable ---


def _object(data: Mapping[str, Any], name: str) -> Mapping[str, Any]:
    if not isinstance(told := data.get(name), Mapping):
        raise Unreadable(name)
    return told


def _flag(data: Mapping[str, Any], name: str, missing: Any = Unreadable) -> bool | None:
    told = data.get(name)
    if told is None and missing is not Unreadable:
        return missing
    if not isinstance(told, bool):
        raise Unreadable(name)
    return told


def _number(told: Any, name: str) -> int | float | None:
    if told is None:
        return None
    if isinstance(told, bool) or not isinstance(told, (int, float)):
        raise Unreadable(name)
    return told


def _sum(data: Mapping[str, Any], name: str) -> int | float | None:
    """Euros, 0 or more; None when blank."""
    told = _number(data.get(name), name)
    if told is not None and not 0 <= told <= MOST:  # refuses NaN and infinities too
        raise Unreadable(name)
    return told


def _whole(data: Mapping[str, Any], name: str, least: int, most: int) -> int:
    told = data.get(name)
    if isinstance(told, bool) or not isinstance(told, int) or not least <= told <= most:
        raise Unreadable(name)
    return told


def _one_of(data: Mapping[str, Any], name: str, allowed: tuple[str, ...]) -> str:
    if (told := data.get(name)) not in allowed:
        raise Unreadable(name)
    return told


def _day(data: Mapping[str, Any], name: str) -> date | None:
    told = data.get(name)
    if told is None:
        return None
    try:
        return date.fromisoformat(told[:10])
    except (TypeError, ValueError):
        raise Unreadable(name) from None


def _months_between(month: str, on: date) -> int:
    return (on.year - int(month[:4])) * 12 + on.month - int(month[5:])


def _months_later(day: date, months: int) -> date:
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    if year > 9999:
        raise Unreadable("duree")
    return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))
