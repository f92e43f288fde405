"""Conditions of the four services at home, the same for all (II-A 3 and 4, III-A 3 and 4).

One service's tariff or derogation must not enter.
"""

from collections.abc import Callable
from typing import Any

from eligibility.rules.case import Case
from eligibility.rules.derogations import general_or
from eligibility.rules.general import disabled_adults, the_elderly
from eligibility.rules.title import Title, in_kind
from eligibility.rules.verdict import Condition, fact

CERTIFICATE_MONTHS = 3  # II-A 3, III-A 3: an older medical certificate attests nothing

# II-A 3, III-A 3: what attests the loss of autonomy besides a fresh medical certificate.
ATTESTED = {
    "II": frozenset(("apa", "third_party_pension", "third_party_card")),
    "III": frozenset(("third_party_card",)),
}
DURATION = 48  # months; II-4.1 to II-4.4, III-4.1 to III-4.4
NEEDS = ("identity", "right_to_stay", "residence", "autonomy", "income_tax")


def titles(number: str, prices: Callable[[Case], dict[str, Any]]) -> tuple[Title, Title]:
    """The service of chapter `number` ("4.2") under titles II and III, at its `prices`."""
    return (
        Title(f"II-{number}", the_elderly, for_the_elderly, in_kind, NEEDS, DURATION, tariff=prices),
        Title(
            f"III-{number}",
            disabled_adults,
            for_the_disabled,
            in_kind,
            (*NEEDS, "disability"),
            DURATION,
            tariff=prices,
        ),
    )


def for_the_elderly(case: Case) -> tuple[Condition, ...]:
    return case.once("home support II", _conditions, case, "II")


def for_the_disabled(case: Case) -> tuple[Condition, ...]:
    return case.once("home support III", _conditions, case, "III")


def loss_of_autonomy(case: Case, title: str) -> Condition:
    """A 3: a title, or a medical certificate of less than three months."""
    person, article = case.claimant, f"{title}-A 3"
    attests, path = person.loss_of_autonomy, f"{case.path}.loss_of_autonomy"
    disability = person.disability.title if person.disability else None
    if title == "III" and disability == "invalidity_3":
        return fact("loss_of_autonomy", article, True, value=disability)
    if attests == "medical_certificate":
        path = f"{case.path}.autonomy_certificate_on"
        holds = fresh_certificate(case)
    else:
        holds = None if attests is None else attests in ATTESTED[title]
    if holds is False and title == "III" and disability is None:
        holds, path = None, f"{case.path}.disability.title"
    return fact("loss_of_autonomy", article, holds, path, value=attests)


def fresh_certificate(case: Case) -> bool | None:
    """Whether the medical certificate is less than three months old on the day."""
    written = case.claimant.autonomy_certificate_on
    if written is None:
        return None
    months = (case.on.year - written.year) * 12 + case.on.month - written.month
    return written <= case.on and (months, case.on.day) < (CERTIFICATE_MONTHS, written.day)


def not_in_medical_institution(case: Case, article: str) -> Condition:
    """Not lodged in an institution with medical care and shared services."""
    tenure, medical = case.housing.tenure, case.housing.medical_institution
    if medical is not None:
        return fact("not_in_medical_institution", article, not medical)
    elsewhere = True if tenure not in (None, "institution") else None
    path = f"housing.{'tenure' if tenure is None else 'medical_institution'}"
    return fact("not_in_medical_institution", article, elsewhere, path)


def _conditions(case: Case, title: str) -> tuple[Condition, ...]:
    return (
        *general_or(case),
        loss_of_autonomy(case, title),
        not_in_medical_institution(case, f"{title}-A 4"),
    )
