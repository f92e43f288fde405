"""The rights of the household: one immutable check at a time, grouped as an agent reads them."""

from dataclasses import dataclass
from datetime import date

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from cases import selectors, words
from cases.fact_words import missing
from cases.services.applications import benefits_under_way
from cases.views.frame import case_page
from eligibility import checks, explain
from eligibility.models import RightsCheck
from eligibility.rules import EXCLUSIVE
from eligibility.rules.verdict import Right
from nps.people.selectors import history_of
from nps.ui import formats


@dataclass(frozen=True)
class Shown:
    """One right as the page shows it."""

    code: str
    name: str
    status: str
    amount: str
    reasons: tuple[str, ...]
    missing: tuple[str, ...]
    by_law: str
    chosen: bool
    estimated: bool
    failed: bool
    instead: str


def latest(request: HttpRequest, reference: str) -> HttpResponse:
    """The latest check, or how to make the first."""
    case = selectors.case_file_for(request.user, reference)
    found = case.household.rights_checks.order_by("-made_at", "-pk").first()
    if found:
        return redirect("cases:rights_check", reference, found.public_id)
    return render(request, "cases/rights_none.html", {"case_page": case_page(case), "case": case})


def _shown(right: Right, bundle: list[str], people: list[str]) -> Shown:
    language = get_language() or "fr"
    return Shown(
        right.code,
        words.benefit_name(right.code),
        right.status,
        explain.amount(right, language) if right.status != "not_entitled" else "",
        tuple(explain.sentence(condition, language) for condition in right.conditions),
        tuple(dict.fromkeys(missing(path, people) for path in right.missing)),
        right.by_law or "",
        right.code in bundle,
        right.estimated,
        bool(right.error),
        _instead(right, bundle),
    )


def _instead(right: Right, bundle: list[str]) -> str:
    """The benefit of the best bundle that this one cannot be added to, if any."""
    rivals = (group for group in EXCLUSIVE if right.code in group and right.code not in bundle)
    better = next((code for group in rivals for code in group if code in bundle), "")
    return words.benefit_name(better) if right.entitled and better else ""


def check(request: HttpRequest, reference: str, check) -> HttpResponse:
    """One check: best bundle, entitled, cannot tell yet, not entitled, national rights."""
    case = selectors.case_file_for(request.user, reference)
    found: RightsCheck = selectors.rights_check_for(request.user, case, check)
    result = found.result
    people = _people(case, found.inputs)
    rights = [_shown(right, result["bundle"]["rights"], people) for right in checks.rights_of(found)]
    municipal = [right for right in rights if right.by_law]
    national = [right for right in rights if not right.by_law]
    pending = benefits_under_way(case)
    context = {
        "case_page": case_page(case),
        "case": case,
        "check": found,
        "law": _law(found.versions),
        "bundle": result["bundle"],
        "possible": result.get("possible"),
        "bundle_names": [words.benefit_name(code) for code in result["bundle"]["rights"]],
        "to_prepare": [code for code in result["bundle"]["rights"] if code not in pending],
        "groups": _groups(municipal),
        "national": _groups(national),
        "national_count": len(national),
        "current": checks.is_current(found),
    }
    return render(request, "cases/rights.html", context)


def _people(case, inputs: dict) -> list[str]:
    """Names in the order of the persons of the inputs."""
    names = {str(m.person.public_id): words.full_name(m.person) for m in history_of(case.household)}
    return [names.get(person["id"], "") for person in inputs.get("persons") or []]


def _law(versions: dict) -> dict[str, str]:
    """The versions applied, with their dates as people write them."""
    return {
        "by_law": formats.date_long(date.fromisoformat(versions["reglement"])),
        "ceilings": formats.date_long(date.fromisoformat(versions["ceilings"])),
        "national": versions.get("openfisca_france") or "",
    }


def _groups(rights: list[Shown]) -> list[tuple[str, str, list[Shown], bool]]:
    """(status, heading, rights, open): what is not due is closed, never absent."""
    headings = (
        ("entitled", _("A droit"), True),
        ("undetermined", _("On ne peut pas encore dire"), True),
        ("not_entitled", _("N’a pas droit"), False),
    )
    return [
        (status, heading, [right for right in rights if right.status == status], shown)
        for status, heading, shown in headings
        if any(right.status == status for right in rights)
    ]
