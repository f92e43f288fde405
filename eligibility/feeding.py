"""Households in OpenFisca-France's words: their people, groups and inputs, as plain columns of many rows.

Net always with gross and taxable, every month since January of the year before last (income tests look
back that far). OpenFisca itself must not enter.
"""

from bisect import bisect_left, bisect_right
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date
from functools import lru_cache
from typing import Any

from eligibility.situation import Income, Person, Situation

Span = tuple[int, int, int, float]  # row, first month, month after the last, euros per month
Cell = tuple[int, Any]  # row, value

PIVOT_WAGE = 0.78  # net over gross of a private-sector wage, when the gross is not known
SICK_NET = 0.933  # net over gross of a daily sickness benefit: CSG 6.2 %, CRDS 0.5 %
NON_DEDUCTIBLE = 0.029  # CSG and CRDS that net does not hold but taxable does, over gross

GROUPS = ("famille", "foyer_fiscal", "menage")
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


@lru_cache(maxsize=64)
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
    kinds = (
        *("wage", "retirement_pension", "unemployment_benefit", "self_employment"),
        "sickness_benefit",
    )
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


def _sickness(income: Income) -> dict[str, float]:
    """Taxed like a wage (CGI 80 quinquies): what OpenFisca leaves out is fed as taxable wage."""
    net = income.monthly_gross if income.monthly_net is None else income.monthly_net
    taxable = (
        net + NON_DEDUCTIBLE * net / SICK_NET if income.monthly_taxable is None else income.monthly_taxable
    )
    return {"indemnites_journalieres_maladie": net, "salaire_imposable": taxable}


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
    "sickness_benefit": _sickness,
    "invalidity_pension": _plainly("pensions_invalidite"),
    "work_accident_annuity": _plainly("rente_accident_travail"),
    "maintenance_received": _plainly("pensions_alimentaires_percues"),
    "veteran_pension": _plainly("retraite_combattant"),
    "aah": _plainly("aah"),
    "ass": _plainly("ass"),
}


@dataclass
class Fed:
    """Columns of inputs: people and groups are rows, numbered in the order of the households.

    `members`: group → for each person, the row of the group and the role there. `constant`: the same
    value for every month; `monthly`: sums over spans of months; `yearly`: by year. `claimants`: the rows
    of each household's claimants; `families`, `homes`: the row of each household's own. `rated`: somebody
    has a disability rate. `received`: benefits that OpenFisca computes → the rows of those who have an
    income of the kind, and whether it still runs; `owed`: those that somebody else may be owed.
    """

    months: tuple[str, ...]
    counts: dict[str, int] = field(default_factory=lambda: dict.fromkeys(("individu", *GROUPS), 0))
    members: dict[str, tuple[list[int], list[str]]] = field(
        default_factory=lambda: {group: ([], []) for group in GROUPS}
    )
    births: list[date] = field(default_factory=list)
    constant: dict[str, list[Cell]] = field(default_factory=dict)
    monthly: dict[str, list[Span]] = field(default_factory=dict)
    yearly: dict[str, dict[str, list[Cell]]] = field(default_factory=dict)
    claimants: list[list[int]] = field(default_factory=list)
    families: list[int] = field(default_factory=list)
    homes: list[int] = field(default_factory=list)
    rated: bool = False
    received: dict[str, dict[int, bool]] = field(default_factory=dict)
    owed: set[str] = field(default_factory=set)


def rated(situation: Situation) -> bool:
    """Whether somebody has a disability rate: such households take longer, and are calculated apart."""
    return any(person.disability and person.disability.rate for person in situation.persons or ())


def fed(situations: Sequence[Situation], on: date) -> Fed:
    """The households as columns. Their people must be described (`national` sees to it)."""
    columns = Fed(months_fed(on))
    for situation in situations:
        _add(columns, situation)
        columns.rated = columns.rated or rated(situation)
    return columns


def _add(columns: Fed, situation: Situation) -> None:
    persons = situation.persons or ()
    first = columns.counts["individu"]
    columns.counts["individu"] += len(persons)
    columns.births += [person.birth_date for person in persons]
    columns.claimants.append([first + n for n, person in enumerate(persons) if person.role in CLAIMANTS])
    columns.families.append(columns.counts["famille"])
    columns.homes.append(columns.counts["menage"])
    for group, places in _groups(situation).items():
        rows, roles = columns.members[group]
        start = columns.counts[group]
        for place, role in places:
            rows.append(start + place)
            roles.append(role)
        columns.counts[group] += max(place for place, _ in places) + 1
    for row, person in enumerate(persons, first):
        _add_person(columns, situation, person, row)
    for variable, value in _home(situation).items():
        columns.constant.setdefault(variable, []).append((columns.homes[-1], value))


def _add_person(columns: Fed, situation: Situation, person: Person, row: int) -> None:
    months = columns.months
    for income in person.incomes or ():
        first, end = _months_of(income, months)
        # What is not in FEEDS is computed by OpenFisca itself or counts for nothing.
        for variable, euros in FEEDS.get(income.kind or "", lambda _: {})(income).items():
            columns.monthly.setdefault(variable, []).append((row, first, end, euros))
        if income.kind in COMPUTED:
            running = columns.received.setdefault(income.kind, {})
            running[row] = running.get(row, False) or end == len(months)
        if income.kind == "self_employment":
            for year, profit in _profits(income, months[first:end]):
                columns.yearly.setdefault("rpns_imposables", {}).setdefault(year, []).append((row, profit))
    for variable, value in _status(situation, person, columns.months).items():
        columns.constant.setdefault(variable, []).append((row, value))
    for kind, may_be_owed in COMPUTED.items():
        if may_be_owed(person) and not columns.received.get(kind, {}).get(row):
            columns.owed.add(kind)


# Kinds of income that are OpenFisca variables with a formula, and who may be owed them: what one receives
# goes before what is computed, and must not be read as zero for another.
COMPUTED: dict[str, Callable[[Person], bool]] = {
    "aah": lambda person: bool(person.disability and person.disability.rate),
    "ass": lambda person: bool(person.ass_condition_met),
}


def _months_of(income: Income, months: tuple[str, ...]) -> tuple[int, int]:
    first = 0 if income.since is None else bisect_left(months, income.since)
    return first, len(months) if income.until is None else bisect_right(months, income.until)


def _profits(income: Income, months: tuple[str, ...]) -> Iterator[tuple[str, float]]:
    """The taxed profit of self-employment, by year: the monthly benefit alone is not seen by tax."""
    net = income.monthly_gross if income.monthly_net is None else income.monthly_net
    profit = net if income.monthly_taxable is None else income.monthly_taxable
    for year in dict.fromkeys(month[:4] for month in months):
        yield year, profit * sum(month.startswith(year) for month in months)


def _unemployed_since(person: Person, months: tuple[str, ...]) -> date | None:
    """First day of an unemployment that lasts: after the last wage, else with the benefit, else long ago."""
    incomes = person.incomes or ()
    running = {income.kind: income for income in incomes if income.runs(months[-1])}
    paid = running.get("unemployment_benefit")
    if "wage" in running or not (paid or person.jobseeker or person.ass_condition_met):
        return None
    ended = [income.until for income in incomes if income.kind == "wage" and income.until]
    if ended:
        year, month = (int(part) for part in max(ended).split("-"))
        return date(year + month // 12, month % 12 + 1, 1)
    return date.fromisoformat(f"{(paid and paid.since) or months[0]}-01")


def _status(situation: Situation, person: Person, months: tuple[str, ...]) -> dict[str, Any]:
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
    since = _unemployed_since(person, months)
    if since:
        status |= {"activite": "chomeur", "date_debut_chomage": since}
        if person.ass_condition_met:
            status["ass_precondition_remplie"] = True
    elif person.student:
        status["activite"] = "etudiant"
    if person.student:  # a registered jobseeker may be one too
        status |= {"etudiant": True, "boursier": bool(person.social_grant)}
    if person.role == "child":
        status |= {"garde_alternee": bool(person.shared_custody), "enfant_place": bool(person.in_care)}
        if person.schooling:
            status["scolarite"] = SCHOOLS[person.schooling]
    elif person.role in CLAIMANTS:
        status["statut_marital"] = MARITAL[situation.couple or "cohabiting"]
    return {variable: value for variable, value in status.items() if value is not False}


def _home(situation: Situation) -> dict[str, Any]:
    housing = situation.housing
    rent = housing.loan_repayment if housing.tenure == "buyer" else housing.rent
    return {
        "depcom": "75120",
        "statut_occupation_logement": TENURES.get(housing.tenure or "", "non_renseigne"),
        "loyer": rent or 0,
        "charges_locatives": housing.service_charges or 0,
        "coloc": bool(housing.flat_share),
    }


# Role here → its names in OpenFisca's family and home.
IN_FAMILY = {"applicant": "demandeur", "partner": "conjoint", "child": "enfant", "other_adult": "demandeur"}
IN_HOME = {
    "applicant": "personne_de_reference",
    "partner": "conjoint",
    "child": "enfant",
    "other_adult": "autre",
}


def _groups(situation: Situation) -> dict[str, list[tuple[int, str]]]:
    """For each person the place of the group, from 0, and the role: one home, the family first, the tax
    household of the applicant first; other adults, and children not dependent, apart."""
    joint = situation.couple in ("married", "pacs")
    families, taxed = 0, 0
    groups: dict[str, list[tuple[int, str]]] = {group: [] for group in GROUPS}
    for person in situation.persons or ():
        groups["menage"].append((0, IN_HOME[person.role]))
        families += person.role == "other_adult"
        groups["famille"].append((families if person.role == "other_adult" else 0, IN_FAMILY[person.role]))
        if person.role == "applicant":
            groups["foyer_fiscal"].append((0, "declarant_principal"))
        elif person.role == "partner" and joint:
            groups["foyer_fiscal"].append((0, "conjoint"))
        elif person.role == "child" and person.dependent is not False:
            groups["foyer_fiscal"].append((0, "personne_a_charge"))
        else:
            taxed += 1
            groups["foyer_fiscal"].append((taxed, "declarant_principal"))
    return groups
