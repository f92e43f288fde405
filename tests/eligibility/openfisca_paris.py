"""OpenFisca-Paris on the readable households: each with the resources its article counts, all in one run.

A cross-check for the tests; nothing of the application may be computed here.
"""

from collections.abc import Iterator, Sequence
from functools import cache
from typing import Any

from eligibility.feeding import TENURES
from tests.eligibility.households import Variant

MONTH, YEAR, TAXED = "2024-03", "2024", ("2021", "2022")
MONTHS = tuple(f"2023-{month}" for month in (10, 11, 12)) + ("2024-01", "2024-02", MONTH)

# Our code → the variable of openfisca-paris.
VARIABLES = {
    "paris_solidarite": "paris_logement_psol",
    "complement_sante_paris": "paris_complement_sante",
    "paris_logement": "paris_logement",
    "paris_forfait_familles": "paris_forfait_familles",
    "aspeh": "paris_logement_aspeh",
    "paris_logement_familles": "paris_logement_familles",
    "paris_logement_familles_monoparentales": "paris_logement_plfm",
    "paris_energie_familles": "paris_energie_familles",
}
PASSES = {"pass_paris_seniors": "paris_pass_seniors", "pass_paris_access": "paris_pass_access"}  # of a person
DECLARED = frozenset(VARIABLES) - {"paris_solidarite", "complement_sante_paris", "paris_logement"}

# Income kind → what openfisca-paris counts it as: of a person, or of the family. None: no such income there.
OF_PERSONS = {
    "wage": "salaire_imposable",
    "self_employment": "rpns_auto_entrepreneur_benefice",
    "unemployment_benefit": "chomage_imposable",
    "sickness_benefit": "indemnites_journalieres",
    "retirement_pension": "retraite_imposable",
    "invalidity_pension": "pensions_invalidite",
    "work_accident_annuity": "rente_accident_travail",
    "aah": "aah",
    "ass": "ass",
}
OF_FAMILIES = {"aspa": "aspa", "rsa": "rsa"}
NOTHING = {
    "persons": (*OF_PERSONS.values(), "asi", "caah", "pch"),
    "families": ("aspa", "rsa", "aeeh", "aide_logement", "cmu_c"),
}


def expressible(variant: Variant) -> bool:
    """Whether OpenFisca can be told this household: everything known, of 2024, a benefit it has."""
    household, expected = variant.household, variant.expected
    couple = any(person["role"] == "partner" for person in household["persons"])
    kinds = {income["kind"] for _, income in _incomes(household)}
    return (
        (variant.code in VARIABLES or (variant.code in PASSES and _tax(household) is not None))
        and household["on"].startswith(MONTH)
        and expected["status"] != "undetermined"
        and "missing" not in expected
        and couple == (household["couple"] not in (None, "none"))
        and all(person.get("birth_date") for person in household["persons"] if person["role"] == "child")
        and kinds
        <= {*OF_PERSONS, *OF_FAMILIES, "family_benefit", "housing_benefit", "activity_bonus", "grant"}
    )


def amounts(variants: Sequence[Variant]) -> list[float]:
    """Euros of the benefit each variant is about (1 for a pass), in order, in one simulation."""
    from openfisca_core.simulation_builder import SimulationBuilder  # noqa: PLC0415 (slow to load)

    groups: dict[str, dict[str, Any]] = {
        k: {} for k in ("individus", "familles", "foyers_fiscaux", "menages")
    }
    for n, variant in enumerate(variants):
        for kind, found in _entities(variant, f"h{n}-").items():
            groups[kind] |= found
    simulation = SimulationBuilder().build_from_entities(_system(), groups)
    families = {name: place for place, name in enumerate(simulation.populations["famille"].ids)}
    persons = {name: place for place, name in enumerate(simulation.populations["individu"].ids)}
    columns = {code: simulation.calculate(name, MONTH) for code, name in (VARIABLES | PASSES).items()}
    places = [
        persons[_applicant(one, f"h{n}-")] if one.code in PASSES else families[f"h{n}-family"]
        for n, one in enumerate(variants)
    ]
    return [round(float(columns[one.code][place]), 2) for one, place in zip(variants, places, strict=True)]


def _applicant(variant: Variant, prefix: str) -> str:
    return next(prefix + one["id"] for one in variant.household["persons"] if one["role"] == "applicant")


def _tax(household: dict[str, Any]) -> float | None:
    return (household.get("tax") or {}).get("income_tax")


@cache
def _system() -> Any:
    from openfisca_france import FranceTaxBenefitSystem  # noqa: PLC0415 (slow to load)

    system = FranceTaxBenefitSystem()
    system.load_extension("openfisca_paris")
    return system


def _incomes(household: dict[str, Any]) -> Iterator[tuple[dict[str, Any], dict[str, Any]]]:
    for person in household["persons"]:
        for income in person.get("incomes") or ():
            until, since = income.get("until") or MONTH, income.get("from") or MONTH
            if since <= MONTH <= until:
                yield person, income


def _entities(variant: Variant, prefix: str) -> dict[str, dict[str, Any]]:
    household = variant.household
    names = {role: [] for role in ("applicant", "partner", "child", "other_adult")}
    for person in household["persons"]:
        names[person["role"]].append(prefix + person["id"])
    parents, children, others = names["applicant"] + names["partner"], names["child"], names["other_adult"]
    couple = household["couple"] in ("married", "pacs")
    home = {
        "personne_de_reference": names["applicant"],
        "conjoint": names["partner"],
        "enfants": children,
        "autres": others,
        **_monthly(_home(household)),
    }
    before, last = TAXED
    again = variant.code in household.get("renewals", ())  # the tax was low enough the year before
    due = {before: 0 if again else _tax(household) or 0, last: _tax(household) or 0}
    taxed = {
        "declarants": parents if couple else names["applicant"],
        "personnes_a_charge": children,
        "ir_ss_qf": due,
    }
    apart = [*others, *([] if couple else names["partner"])]
    return {
        "individus": dict(_persons(variant, prefix)),
        "familles": {
            f"{prefix}family": {"parents": parents, "enfants": children, **_monthly(_family(household))},
            **{f"{name}-family": {"parents": [name]} for name in others},
        },
        "foyers_fiscaux": {
            f"{prefix}taxed": taxed,
            **{
                f"{name}-taxed": {"declarants": [name], "ir_ss_qf": dict.fromkeys(TAXED, 0)} for name in apart
            },
        },
        "menages": {f"{prefix}home": home},
    }


def _monthly(values: dict[str, Any]) -> dict[str, dict[str, Any]]:
    return {variable: dict.fromkeys(MONTHS, value) for variable, value in values.items()}


def _home(household: dict[str, Any]) -> dict[str, Any]:
    housing = household["housing"]
    return {
        "statut_occupation_logement": TENURES[housing["tenure"]],
        "loyer": housing.get("rent") or 0,
        "charges_locatives": housing.get("service_charges") or 0,
        "coloc": bool(housing.get("flat_share")),
        "depcom": "75120",
    }


def _family(household: dict[str, Any]) -> dict[str, Any]:
    adults = [one for one in household["persons"] if one["role"] in ("applicant", "partner")]
    benefit = household["housing"].get("housing_benefit") or {}
    sums = dict.fromkeys(NOTHING["families"], 0)
    for _, income in _incomes(household):
        if income["kind"] in OF_FAMILIES:
            sums[income["kind"]] += income["monthly_net"]
    return sums | {
        "parisien": any((one.get("months_in_paris_last_5_years") or 0) >= 36 for one in adults),
        "aide_logement": benefit.get("monthly") or 0,
        "cmu_c": household.get("health_cover") == "css",
    }


def _persons(variant: Variant, prefix: str) -> Iterator[tuple[str, dict[str, Any]]]:
    """Each with the incomes the article counts: those declared to the tax office are the applicant's."""
    household, tax = variant.household, variant.household.get("tax") or {}
    declared = tax.get("declared_monthly_income") if variant.code in DECLARED else None
    if tax.get("recent_change"):
        declared = None
    for person in household["persons"]:
        sums = dict.fromkeys(NOTHING["persons"], 0)
        if declared is None or person["role"] == "other_adult":
            for other, income in _incomes(household):
                if other is person and income["kind"] in OF_PERSONS:
                    sums[OF_PERSONS[income["kind"]]] += income["monthly_net"]
        elif person["role"] == "applicant":
            sums["salaire_imposable"] = declared
        title = (person.get("disability") or {}).get("title") or "none"
        child = person["role"] == "child"
        status = {
            "handicap": title in ("aeeh", "aah") if child else title != "none",
            "inapte_travail": bool(person.get("unfit_for_work")),
            "etudiant": bool(person.get("student")),
            "boursier": bool(person.get("social_grant")),
            "garde_alternee": bool(person.get("shared_custody")),
            "enfant_place": bool(person.get("in_care")),
        }
        yield (
            prefix + person["id"],
            {
                "date_naissance": {"ETERNITY": person.get("birth_date") or "1980-01-01"},
                "enfant_a_charge": {YEAR: child and bool(person.get("dependent"))},
                **_monthly(sums | status),
            },
        )
