"""What proves what: the pieces each need of a benefit calls for, in the planner's terms.

No vault, no held piece must enter; whether a piece may be asked for is the documents floor's business.
"""

from collections.abc import Callable, Iterator

from documents.planning import Requirement
from eligibility.rules.case import CHILD_TITLES, Case

NOTICE_MONTH = 9  # tax notices of the year are out in September
PAY_SLIPS = 3  # latest months
YEARS = 3  # I-A 2

# Income kind → the piece that proves it; a wage is proved by its three latest pay slips.
INCOME_PIECES = {
    "unemployment_benefit": "unemployment_statement",
    "ass": "unemployment_statement",
    "retirement_pension": "pension_statement",
    "invalidity_pension": "pension_statement",
    "work_accident_annuity": "pension_statement",
    "aspa": "pension_statement",
    "aah": "benefit_statement",
    "rsa": "benefit_statement",
    "sickness_benefit": "benefit_statement",
}


def identity(case: Case) -> Iterator[Requirement]:
    yield _identity(case.claimant.id)


def identity_of_couple(case: Case) -> Iterator[Requirement]:
    """I-B 3: the couple signs together."""
    for person in _couple(case):
        yield _identity(person)


def right_to_stay(case: Case) -> Iterator[Requirement]:
    person = case.claimant
    if person.nationality == "other":
        pieces = ((f"residence_permit:{person.id}",),)
        yield Requirement(f"right_to_stay:{person.id}", pieces, "Droit au séjour", "I-A 3")


def residence(case: Case) -> Iterator[Requirement]:
    """Three tax notices at the Paris address, or three rent receipts and three utility bills, one a year."""
    person = case.claimant.id
    years = range(_notice_year(case), _notice_year(case) - YEARS, -1)
    notices = tuple(f"tax_notice.{year}:{person}" for year in years)
    receipts = tuple(f"rent_receipt.{year}:household" for year in years)
    bills = tuple(f"utility_bill.{year}:household" for year in years)
    pieces = (notices, receipts + bills) if case.housing.tenure in (None, "tenant") else (notices, bills)
    yield Requirement(f"residence:{person}", pieces, "Trois ans de résidence à Paris", "I-A 2")


def family(case: Case) -> Iterator[Requirement]:
    yield Requirement("family", (("family_record_book:household",),), "Composition de la famille", "IV-A 6")


def bank_details(case: Case) -> Iterator[Requirement]:
    yield Requirement("bank_details", ((f"bank_details:{case.claimant.id}",),), "Compte à créditer", "I-B 3")


def resources_of_claimant(case: Case) -> Iterator[Requirement]:
    return _resources(case, "claimant")


def resources_of_couple(case: Case) -> Iterator[Requirement]:
    return _resources(case, "couple")


def resources_of_home(case: Case) -> Iterator[Requirement]:
    return _resources(case, "home")


def declared_income_of_couple(case: Case) -> Iterator[Requirement]:
    for person in _couple(case):
        yield _tax_notice(case, person)


def declared_income_of_home(case: Case) -> Iterator[Requirement]:
    for person in case.persons:
        if person.role != "child":
            yield _tax_notice(case, person.id)


def lease(case: Case) -> Iterator[Requirement]:
    pieces = (("rent_receipt:household",), ("lease:household",))
    yield Requirement("lease", pieces, "Bail au nom du demandeur", "II-2.1 b/1, V-3.1 b/1")


def housing_costs(case: Case) -> Iterator[Requirement]:
    pieces = {
        "buyer": ("loan_statement:household", "coownership_charges:household"),
        "owner": ("coownership_charges:household",),
    }.get(case.housing.tenure or "", ("rent_receipt:household",))
    yield Requirement("housing_costs", (pieces,), "Charges de logement payées", "II-2.1 b/4, IV-2.1 b/2")


def housing_benefit(case: Case) -> Iterator[Requirement]:
    pieces = (("housing_benefit_statement:household",), ("benefit_statement:household",))
    yield Requirement("housing_benefit", pieces, "Aide au logement perçue ou non", "II-2.1 b/5, IV-2.1 b/4")


def disability(case: Case) -> Iterator[Requirement]:
    yield _disability(case.claimant.id, "III-A 2")


def disabled_children(case: Case) -> Iterator[Requirement]:
    for person in case.persons:
        title = person.disability.title if person.disability else None
        if person.role == "child" and title in CHILD_TITLES:
            yield _disability(person.id, "IV-A 8")


def shared_custody(case: Case) -> Iterator[Requirement]:
    for person in case.persons:
        if person.role == "child" and person.shared_custody:
            pieces = ((f"custody_judgment:{person.id}",),)
            yield Requirement(f"shared_custody:{person.id}", pieces, "Garde alternée", "IV-A 3")


def health_cover(case: Case) -> Iterator[Requirement]:
    pieces = ((f"health_cover_certificate:{case.claimant.id}",),)
    yield Requirement(
        f"health_cover:{case.claimant.id}", pieces, "Complémentaire santé payante", "II-1.2 b/2, III-1.2 b/2"
    )


def energy_contract(case: Case) -> Iterator[Requirement]:
    yield Requirement(
        "energy_contract", (("utility_bill:household",),), "Contrat d’électricité ou de gaz", "IV-2.4 a/2"
    )


def sick_relative(case: Case) -> Iterator[Requirement]:
    person = case.claimant.id
    pieces = ((f"medical_certificate:{person}",),)
    yield Requirement(f"sick_relative:{person}", pieces, "Maladie du parent accompagné", "IV-1.5 a/2")


def income_lost(case: Case) -> Iterator[Requirement]:
    person = case.claimant.id
    slips = tuple(f"pay_slip.{month}:{person}" for month in case.shared("pay", _latest_months, case))
    yield Requirement(f"income_lost:{person}", (slips,), "Revenus perdus", "IV-1.5 c/4")


def aged_relative(case: Case) -> Iterator[Requirement]:
    for person in case.persons:
        if person.role == "other_adult":
            yield _identity(person.id)
            pieces = ((f"pension_statement:{person.id}",), (f"tax_notice.{_notice_year(case)}:{person.id}",))
            yield Requirement(f"resources:{person.id}", pieces, "Ressources du parent âgé", "IV-2.5 b/4")


def domicile_election(case: Case) -> Iterator[Requirement]:
    person = case.claimant.id
    pieces = ((f"domicile_election:{person}",),)
    yield Requirement(f"domicile_election:{person}", pieces, "Sans domicile fixe à Paris", "V-1.1 b/1")


def difficulty(case: Case) -> Iterator[Requirement]:
    person = case.claimant.id
    kinds = ("unemployment_statement", "pension_statement", "disability_notice")
    pieces = (*((f"{kind}:{person}",) for kind in kinds), ("benefit_statement:household",))
    yield Requirement(f"difficulty:{person}", pieces, "Chômage, invalidité ou arrêt de travail", "V-1.2 b/1")


def home_in_paris(case: Case) -> Iterator[Requirement]:
    kinds = ("rent_receipt", "utility_bill", "housing_certificate")
    pieces = tuple((f"{kind}:household",) for kind in kinds)
    yield Requirement("home_in_paris", pieces, "Domicile à Paris", "V-1.2 d/1, V-2.1 b/1")


def expenses(case: Case) -> Iterator[Requirement]:
    pieces = (("expense_invoice:household",),)
    yield Requirement("expenses", pieces, "Dépenses nécessaires et essentielles", "V-2.1 a/1")


def income_tax(case: Case) -> Iterator[Requirement]:
    person = case.claimant.id
    pieces = ((f"tax_notice.{_notice_year(case)}:{person}",),)
    yield Requirement(f"income_tax:{person}", pieces, "Impôt sur le revenu", "I-A 5")


def autonomy(case: Case) -> Iterator[Requirement]:
    """The title that attests the loss of autonomy, or a medical certificate of less than three months."""
    person = case.claimant
    if person.loss_of_autonomy != "none":
        titles, certificate = (f"disability_notice:{person.id}",), (f"medical_certificate:{person.id}",)
        ways = (
            (certificate, titles)
            if person.loss_of_autonomy == "medical_certificate"
            else (titles, certificate)
        )
        yield Requirement(f"autonomy:{person.id}", ways, "Perte d’autonomie", "II-A 3, III-A 3")


def retirement(case: Case) -> Iterator[Requirement]:
    """Only of who comes in as retired before 65 (II-3.3 c/1, c/5, II-3.4 c/1)."""
    person, age = case.claimant, case.claimant.age(case.on)
    if person.retired and age is not None and not age >= case.parameter("general.elderly_age"):
        pieces = ((f"pension_statement:{person.id}",),)
        yield Requirement(
            f"retirement:{person.id}", pieces, "Retraite ou préretraite", "II-3.3 c/1, II-3.4 c/1"
        )


def veteran_card(case: Case) -> Iterator[Requirement]:
    person = case.claimant
    if person.veteran_card:
        pieces = ((f"veteran_card:{person.id}",),)
        yield Requirement(
            f"veteran_card:{person.id}", pieces, "Carte du combattant", "II-3.1 b/2, II-3.2 a/1"
        )


def works(case: Case) -> Iterator[Requirement]:
    pieces = (("expense_invoice:household",),)
    yield Requirement("works", pieces, "Devis des travaux", "II-2.2 c/2, V-3.2 c/2")


NEEDS: dict[str, Callable[[Case], Iterator[Requirement]]] = {
    need.__name__: need
    for need in (
        *(identity, identity_of_couple, right_to_stay, residence, family, bank_details),
        *(resources_of_claimant, resources_of_couple, resources_of_home, lease, housing_costs),
        *(declared_income_of_couple, declared_income_of_home, housing_benefit, disability),
        *(disabled_children, shared_custody, health_cover, energy_contract),
        *(income_tax, autonomy, retirement, veteran_card, works),
        *(sick_relative, income_lost, aged_relative, domicile_election, difficulty),
        *(home_in_paris, expenses),
    )
}


def requirements(case: Case, needs: tuple[str, ...]) -> tuple[Requirement, ...]:
    """Everything `needs` (names of NEEDS) call for in this case, in order, each id once."""
    found: dict[str, Requirement] = {}
    for need in needs:
        for requirement in case.once(("need", need), _called_for, case, need):
            found.setdefault(requirement.id, requirement)
    return tuple(found.values())


def _called_for(case: Case, need: str) -> tuple[Requirement, ...]:
    return tuple(NEEDS[need](case))


def types(case: Case, needs: tuple[str, ...]) -> tuple[str, ...]:
    """The document types of the first way to meet each requirement of `needs`, each once."""
    return case.once(("types", needs), _types, case, needs)


def _types(case: Case, needs: tuple[str, ...]) -> tuple[str, ...]:
    found: dict[str, None] = {}
    for need in needs:
        found |= case.once(("types", need), _types_of, case, need)
    return tuple(found)


def _types_of(case: Case, need: str) -> dict[str, None]:
    pieces = [piece for requirement in NEEDS[need](case) for piece in requirement.any_of[0]]
    return dict.fromkeys([piece.partition(":")[0].partition(".")[0] for piece in pieces])


def _couple(case: Case) -> list[str]:
    roles = ("applicant", "partner")
    return [person.id for person in case.persons if person is case.claimant or person.role in roles]


def _identity(person: str) -> Requirement:
    pieces = ((f"identity_card:{person}",), (f"passport:{person}",))
    return Requirement(f"identity:{person}", pieces, "Identité", "I-B 3")


def _disability(person: str, article: str) -> Requirement:
    return Requirement(
        f"disability:{person}", ((f"disability_notice:{person}",),), "Titre de handicap", article
    )


def _tax_notice(case: Case, person: str) -> Requirement:
    pieces = ((f"tax_notice.{_notice_year(case)}:{person}",),)
    return Requirement(f"declared_income:{person}", pieces, "Revenus déclarés", "I-A 5")


def _resources(case: Case, whose: str) -> Iterator[Requirement]:
    """One requirement for each person and source of income; without any, the last tax notice."""
    for n in case.people(whose):
        person = case.persons[n]
        if person.role == "child" and not person.incomes:
            continue
        kinds = {income.kind for income in person.incomes or () if income.runs(case.month)}
        pieces = {piece for kind in kinds if (piece := _income_pieces(case, kind, person.id))}
        for piece in sorted(pieces):
            source = piece[0].partition(":")[0].partition(".")[0]
            yield Requirement(f"income:{source}:{person.id}", (piece,), "Ressources", "I-A 5")
        if not pieces:
            yield _tax_notice(case, person.id)


def _income_pieces(case: Case, kind: str | None, person: str) -> tuple[str, ...]:
    if kind == "wage":
        return tuple(f"pay_slip.{month}:{person}" for month in case.shared("pay", _latest_months, case))
    piece = INCOME_PIECES.get(kind or "")
    if piece is None:
        return ()
    return (f"{piece}:household" if piece == "benefit_statement" else f"{piece}:{person}",)


def _latest_months(case: Case) -> tuple[str, ...]:
    latest = case.on.year * 12 + case.on.month - 1
    months = (divmod(latest - back, 12) for back in range(1, PAY_SLIPS + 1))
    return tuple(f"{year}-{month + 1:02d}" for year, month in months)


def _notice_year(case: Case) -> int:
    return case.on.year - (case.on.month < NOTICE_MONTH)
