"""A household in OpenFisca-France's words: its people, groups and monthly inputs, as plain values.

Net always with gross and taxable, every month since January of the year before last (income tests look
back that far). OpenFisca itself must not enter.
"""

from collections.abc import Callable
from datetime import date
from typing import Any

from eligibility.situation import Income, Person, Situation

Values = dict[str, dict[str, Any]]  # variable → period → value

PIVOT_WAGE = 0.78  # net over gross of a private-sector wage, when the gross is not known
NON_DEDUCTIBLE = 0.029  # CSG and CRDS that net does not hold but taxable does, over gross

ADULTS = ("applicant", "partner", "other_adult")
CLAIMANTS = ("applicant", "partner")
TENURES = {
    "tenant": "locataire_vide",
    "owner": "proprietaire",
    "buyer": "primo_accedant",
    "housed": "loge_gratuitement",
    "hotel": "locataire_meuble",
    "institution": "locataire_foyer",
    "none": "sans_domicile",
}
MARITAL = {"married": "marie", "pacs": "pacse", "cohabiting": "celibataire", "none": "celibataire"}
SCHOOLS = {"college": "college", "lycee": "lycee", "none": "inconnue"}
DISABLED = ("aah", "aeeh", "actp", "pch_human_aid", "invalidity_2", "invalidity_3")


def months_fed(on: date) -> tuple[str, ...]:
    """Every month from January of the year before last to the date: income tests look back that far."""
    return tuple(
        f"{year}-{month:02d}"
        for year in range(on.year - 2, on.year + 1)
        for month in range(1, 13)
        if (year, month) <= (on.year, on.month)
    )


def estimates(person: Person) -> bool:
    """Whether an income whose gross and taxable sums matter was given without them."""
    kinds = ("wage", "retirement_pension", "unemployment_benefit", "self_employment")
    return any(
        income.kind in kinds and None in (income.monthly_net, income.monthly_gross, income.monthly_taxable)
        for income in person.incomes or ()
    )


def _wage(income: Income) -> dict[str, float]:
    net, gross = income.monthly_net, income.monthly_gross
    gross = net / PIVOT_WAGE if gross is None else gross
    net = gross * PIVOT_WAGE if net is None else net
    taxable = income.monthly_taxable
    return {
        "salaire_net": net,
        "salaire_imposable": net + NON_DEDUCTIBLE * gross if taxable is None else taxable,
    }


def _retirement(income: Income) -> dict[str, float]:
    """Small pensions bear no CSG, middling ones little: the rate follows the net when gross is not known."""
    net, gross = income.monthly_net, income.monthly_gross
    if gross is None:
        gross = net / (1 if net <= 1130 else 0.957 if net <= 1420 else 0.909)
    net = gross if net is None else net
    kept = NON_DEDUCTIBLE if net < gross * 0.93 else 0.005 if net < gross else 0
    taxable = min(gross, net + kept * gross) if income.monthly_taxable is None else income.monthly_taxable
    return {"retraite_brute": gross, "retraite_imposable": taxable}


def _unemployment(income: Income) -> dict[str, float]:
    net = income.monthly_gross if income.monthly_net is None else income.monthly_net
    gross = net if income.monthly_gross is None else income.monthly_gross
    taxable = net if income.monthly_taxable is None else income.monthly_taxable
    return {"chomage_net": net, "chomage_brut": gross, "chomage_imposable": taxable}


def _plainly(variable: str) -> Callable[[Income], dict[str, float]]:
    return lambda income: {
        variable: income.monthly_gross if income.monthly_net is None else income.monthly_net
    }


# Income kind → OpenFisca inputs. What is not here is computed by OpenFisca itself or counts for nothing.
FEEDS: dict[str, Callable[[Income], dict[str, float]]] = {
    "wage": _wage,
    "retirement_pension": _retirement,
    "unemployment_benefit": _unemployment,
    "self_employment": _plainly("rpns_auto_entrepreneur_benefice"),
    "sickness_benefit": _plainly("indemnites_journalieres_maladie"),
    "invalidity_pension": _plainly("pensions_invalidite"),
    "work_accident_annuity": _plainly("rente_accident_travail"),
    "maintenance_received": _plainly("pensions_alimentaires_percues"),
    "veteran_pension": _plainly("retraite_combattant"),
    "aah": _plainly("aah"),
    "ass": _plainly("ass"),
}


def _person_values(situation: Situation, person: Person, months: tuple[str, ...]) -> Values:
    values: Values = {"date_naissance": {"ETERNITY": person.birth_date.isoformat()}}
    for income in person.incomes or ():
        for variable, euros in FEEDS.get(income.kind or "", lambda _: {})(income).items():
            row = values.setdefault(variable, {})
            for month in months:
                row[month] = row.get(month, 0) + (euros if income.runs(month) else 0)
    values |= _yearly_profit(person, months)
    for variable, value in _status(situation, person).items():
        values[variable] = dict.fromkeys(months, value)
    return values


def _yearly_profit(person: Person, months: tuple[str, ...]) -> Values:
    """The taxed profit of self-employment, by year: the monthly benefit alone is not seen by tax."""
    years: dict[str, float] = {}
    for income in person.incomes or ():
        if income.kind == "self_employment":
            net = income.monthly_gross if income.monthly_net is None else income.monthly_net
            profit = net if income.monthly_taxable is None else income.monthly_taxable
            for month in months:
                years[month[:4]] = years.get(month[:4], 0) + (profit if income.runs(month) else 0)
    return {"rpns_imposables": years} if years else {}


def _status(situation: Situation, person: Person) -> dict[str, Any]:
    """What a person is, the same for every month of the period fed."""
    held, status = person.disability, {}
    title = held.title if held else None
    if title in DISABLED:
        status["handicap"] = True
    if held and held.rate:
        status["taux_incapacite"] = held.rate / 100
    if person.nationality == "other":
        status |= {"nationalite": "DZ", "duree_possession_titre_sejour": person.residence_permit_years or 0}
    elif person.nationality == "eu":
        status |= {"nationalite": "DE", "duree_possession_titre_sejour": 1}
    if person.unfit_for_work:
        status["inapte_travail"] = True
    if person.ass_condition_met:
        status |= {"activite": "chomeur", "ass_precondition_remplie": True}
    elif person.student:
        status["activite"] = "etudiant"
    if person.role == "child":
        status |= {"garde_alternee": bool(person.shared_custody), "enfant_place": bool(person.in_care)}
        if person.schooling:
            status["scolarite"] = SCHOOLS[person.schooling]
    elif person.role in CLAIMANTS:
        status["statut_marital"] = MARITAL[situation.couple or "cohabiting"]
    return {variable: value for variable, value in status.items() if value is not False}


def _home_values(situation: Situation, months: tuple[str, ...]) -> Values:
    housing = situation.housing
    rent = housing.loan_repayment if housing.tenure == "buyer" else housing.rent
    home = {
        "depcom": "75120",
        "statut_occupation_logement": TENURES.get(housing.tenure or "", "non_renseigne"),
        "loyer": rent or 0,
        "charges_locatives": housing.service_charges or 0,
        "coloc": bool(housing.flat_share),
    }
    return {variable: dict.fromkeys(months, value) for variable, value in home.items()}


def entities(situation: Situation, months: tuple[str, ...]) -> dict[str, Any]:
    """The whole household: one home, one family, one or two tax households for the couple."""
    persons = situation.persons or ()
    names = {role: [p.id for p in persons if p.role == role] for role in (*ADULTS, "child")}
    applicant, partner, others = names["applicant"], names["partner"], names["other_adult"]
    attached = [p.id for p in persons if p.role == "child" and p.dependent is not False]
    alone = [p.id for p in persons if p.role == "child" and p.dependent is False]
    joint = situation.couple in ("married", "pacs")
    taxed = {"taxed": {"declarants": applicant + (partner if joint else []), "personnes_a_charge": attached}}
    apart = [*alone, *others, *([] if joint else partner)]
    taxed |= {f"taxed-{name}": {"declarants": [name]} for name in apart}
    families = {"family": {"parents": applicant + partner, "enfants": names["child"]}}
    families |= {f"family-{name}": {"parents": [name]} for name in others}
    home = {
        "personne_de_reference": applicant,
        "conjoint": partner,
        "enfants": names["child"],
        "autres": others,
        **_home_values(situation, months),
    }
    return {
        "individus": {person.id: _person_values(situation, person, months) for person in persons},
        "familles": families,
        "foyers_fiscaux": taxed,
        "menages": {"home": home},
    }
