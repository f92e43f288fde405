"""Households as the JSON of OpenFisca's Web API, to compare with the arrays that `simulation` builds."""

from collections.abc import Sequence
from datetime import date
from typing import Any

from eligibility.feeding import fed
from eligibility.situation import Situation

PLURALS = {"famille": "familles", "foyer_fiscal": "foyers_fiscaux", "menage": "menages"}
ROLES = {
    "demandeur": "parents",
    "conjoint": "parents",
    "enfant": "enfants",
    "declarant_principal": "declarants",
    "personne_a_charge": "personnes_a_charge",
    "personne_de_reference": "personne_de_reference",
    "autre": "autres",
}
OTHER_ROLES = {("foyer_fiscal", "conjoint"): "declarants", ("menage", "conjoint"): "conjoint"}
OF_HOMES = ("depcom", "statut_occupation_logement", "loyer", "charges_locatives", "coloc")


def entities(situations: Sequence[Situation], on: date) -> dict[str, Any]:
    """The body of `/calculate`: persons p0, p1…, groups famille0, famille1…"""
    columns = fed(situations, on)
    persons: dict[str, dict[str, Any]] = {
        f"p{n}": {"date_naissance": {"ETERNITY": born.isoformat()}} for n, born in enumerate(columns.births)
    }
    body: dict[str, Any] = {"individus": persons}
    for group, (rows, roles) in columns.members.items():
        found: dict[str, dict[str, Any]] = {f"{group}{n}": {} for n in range(columns.counts[group])}
        for n, (row, role) in enumerate(zip(rows, roles, strict=True)):
            key = OTHER_ROLES.get((group, role), ROLES[role])
            found[f"{group}{row}"].setdefault(key, []).append(f"p{n}")
        body[PLURALS[group]] = found
    for variable, cells in columns.constant.items():
        for row, value in cells:
            owner = body["menages"][f"menage{row}"] if variable in OF_HOMES else persons[f"p{row}"]
            told = value.isoformat() if isinstance(value, date) else value
            owner[variable] = dict.fromkeys(columns.months, told)
    for variable, spans in columns.monthly.items():
        for row, first, end, euros in spans:
            values = persons[f"p{row}"].setdefault(variable, dict.fromkeys(columns.months, 0))
            for month in columns.months[first:end]:
                values[month] += euros
    for variable, years in columns.yearly.items():
        for year, cells in years.items():
            for row, value in cells:
                values = persons[f"p{row}"].setdefault(variable, {})
                values[year] = values.get(year, 0) + value
    return body
