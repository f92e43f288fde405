"""The only door to OpenFisca: the system, and one simulation for many households built straight from arrays.

What it is fed comes from `feeding`; no right, no by-law may enter. Imported late: it takes seconds to load.
"""

import threading
from collections.abc import Iterable, Sequence
from functools import cache, lru_cache
from typing import Any

import numpy
from openfisca_core.indexed_enums import Enum
from openfisca_core.periods import Period, period
from openfisca_core.populations import GroupPopulation, Population
from openfisca_core.projectors import projectable
from openfisca_core.simulations import Simulation
from openfisca_france import FranceTaxBenefitSystem

from eligibility.feeding import Fed

# What may be fed as nothing for every month of nine years when no income of the kind was given: compared
# with the uncut calculation over many households, never different (tests/eligibility/test_simulation.py).
IDLE_MONTHS = (
    *("salaire_net", "salaire_imposable", "retraite_imposable"),
    *("chomage_net", "chomage_brut", "chomage_imposable", "rpns_auto_entrepreneur_benefice"),
    "rente_accident_travail",
    # Fed by no fact at all: capital, rents received, savings, apprentices; homes are in Paris.
    *("revenus_capital", "revenus_locatifs", "rente_viagere_titre_onereux"),
    *("revenus_capitaux_prelevement_liberatoire", "revenus_capitaux_prelevement_bareme"),
    *("revenus_capitaux_prelevement_forfaitaire_unique_ir", "rsa_base_ressources_patrimoine_individu"),
    *("apprenti", "remuneration_apprenti"),
    *("residence_dom", "residence_guadeloupe", "residence_martinique", "residence_guyane"),
    *("residence_reunion", "residence_mayotte", "residence_aides_logement_outre_mer"),
    *("residence_saint_bartelemy", "residence_saint_martin", "residence_saint_pierre_et_miquelon"),
)
# Unless somebody has the input they are made of.
IDLE_MONTHS_WITHOUT = {
    "retraite_brute": ("retraite_nette",),
    "indemnites_journalieres_maladie": ("indemnites_journalieres",),
    "ass_precondition_remplie": ("ass",),
}
IDLE_YEARS = (
    *("rfr", "revenu_assimile_salaire", "revenu_assimile_pension"),
    "traitements_salaires_pensions_rentes",
)
# Every year: gains, losses and profits fed by no fact.
IDLE_ALL_YEARS = (
    *("glo_taxation_ir_forfaitaire", "rpns_pvce", "rpns_pvct", "rpns_exon", "atimp", "aacc_timp"),
    *("nacc_timp", "locations_pro", "moins_values_long_terme_non_salaries", "assiette_csg_plus_values"),
    *("moins_values_court_terme_pro", "moins_values_court_terme_agr", "moins_values_court_terme_nonpro"),
    *("rpns_benefice_exploitant_agricole", "rpns_autres_revenus", "rpns_micro_entreprise_benefice"),
)
IDLE_WITHOUT_DISABILITY = ("aah", "aah_base", "caah", "mva")

# Years; no variable looks further back with a non-zero value when nothing was earned before N-2.
LOOKING_BACK = 9

lock = threading.RLock()  # one calculation at a time: OpenFisca shares caches between simulations


@cache
def system() -> FranceTaxBenefitSystem:
    """The tax and benefit system, five seconds to load, once in a process."""
    return FranceTaxBenefitSystem()


@lru_cache(maxsize=4096)
def _period(text: str) -> Period:
    return period(text)


class _Persons(Population):
    """People, with what is already known answered at once: the same values, fewer steps."""

    def __call__(self, variable_name: str, period: Any, options: Any = None) -> Any:
        known = _known(self, variable_name, period) if options is None else None
        return super().__call__(variable_name, period, options) if known is None else known

    @projectable
    def has_role(self, role: Any) -> Any:
        masks = self.__dict__.setdefault("_masks", {})
        if role not in masks:
            masks[role] = Population.has_role(self, role)
        return masks[role]


class _Groups(GroupPopulation):
    """Families, tax households, homes, in the same way."""

    def __call__(self, variable_name: str, period: Any, options: Any = None) -> Any:
        known = _known(self, variable_name, period) if options is None else None
        return super().__call__(variable_name, period, options) if known is None else known


class Quick(Simulation):
    """A simulation that looks for a value before all the checks made to calculate one.

    `given`: what some rows receive of a benefit that is computed for the others: variable → period → (rows,
    values).
    """

    given: dict[str, dict[Period, tuple[Any, Any]]]

    def _calculate(self, variable_name: str, period: Any) -> Any:
        array = super()._calculate(variable_name, period)
        if variable_name not in self.given or period not in self.given[variable_name]:
            return array
        rows, values = self.given[variable_name][period]
        array = array.copy()
        array[rows] = values
        kept = self.get_holder(variable_name)._memory_storage
        if kept.get(period) is not None:  # not while it turns in circles
            kept.put(array, period)
        return array

    def calculate(self, variable_name: str, period: Any) -> Any:
        variable = self.tax_benefit_system.variables.get(variable_name)
        if variable is not None:
            known = _known(self.populations[variable.entity.key], variable_name, period)
            if known is not None:
                return known
        return super().calculate(variable_name, period)

    def calculate_add(self, variable_name: str, period: Any) -> Any:
        variable = self.tax_benefit_system.variables.get(variable_name)
        if variable is None or str(variable.definition_period) not in ("month", "year"):
            return super().calculate_add(variable_name, period)
        parts = _subperiods(period, variable.definition_period)
        return sum(self.calculate(variable_name, part) for part in parts)


@lru_cache(maxsize=4096)
def _subperiods(whole: Any, unit: Any) -> list[Period]:
    return period(whole).get_subperiods(unit)


def _known(population: Any, variable_name: str, period: Any) -> Any:
    holder = population._holders.get(variable_name)
    return None if holder is None else holder._memory_storage._arrays.get(period)


class Run:
    """The households of one simulation, in their order. `cut`: feed known nothing, for speed."""

    def __init__(self, fed: Fed, cut: bool = True):
        self.fed = fed
        self.simulation = _simulation(fed, cut)
        self._rows = numpy.array([row for rows in fed.claimants for row in rows], dtype=numpy.intp)
        sizes = [len(rows) for rows in fed.claimants]
        self._households = numpy.repeat(numpy.arange(len(sizes)), sizes)

    def values(self, variable: str, when: str) -> list[float]:
        """One value a household: of its family or home, or the sum over its claimants."""
        found = self.simulation.calculate(variable, _period(when))
        entity = self.simulation.tax_benefit_system.variables[variable].entity.key
        if entity == "individu":
            sums = numpy.bincount(self._households, found[self._rows], len(self.fed.claimants))
            return numpy.round(sums, 2).tolist()
        places = {"famille": self.fed.families, "menage": self.fed.homes}[entity]
        return numpy.round(found[places].astype(float), 2).tolist()

    def ceiling(self, parameter: str, when: str) -> float:
        """A figure of the law by household: a person alone, or a couple."""
        node = self.simulation.tax_benefit_system.get_parameters_at_instant(_period(when).start)
        for name in parameter.split("."):
            node = getattr(node, name)
        couple = self.simulation.calculate("en_couple", _period(when))[self.fed.families[0]]
        return float(node.couples if couple else node.personnes_seules)

    def reference(self, variable: str) -> str:
        """The article or address that OpenFisca gives for a variable, an address first; or nothing."""
        known = self.simulation.tax_benefit_system.variables.get(variable)
        given = [text for text in (known and known.reference) or () if isinstance(text, str)]
        return next((text.split()[0] for text in given if text.startswith("http")), "".join(given[:1]))


def _simulation(fed: Fed, cut: bool) -> Simulation:
    france = system()
    persons = _Persons(france.person_entity)
    populations = {france.person_entity.key: persons}
    populations |= {entity.key: _Groups(entity, persons) for entity in france.group_entities}
    persons.count, persons.ids = fed.counts["individu"], range(fed.counts["individu"])
    for key, (ids, roles) in fed.members.items():
        group = populations[key]
        by_key = {role.key: role for role in group.entity.flattened_roles}
        group.count, group.ids = fed.counts[key], range(fed.counts[key])
        group.members_entity_id = numpy.array(ids, dtype=numpy.int32)
        group.members_role = [by_key[role] for role in roles]
    simulation = Quick(france, populations)
    simulation.given = {}
    _feed(simulation, fed)
    if cut:
        _cut(simulation, fed)
    return simulation


def _feed(simulation: Simulation, fed: Fed) -> None:
    months = [_period(month) for month in fed.months]
    births = simulation.get_holder("date_naissance")
    births.set_input("ETERNITY", numpy.array(fed.births, dtype="datetime64[D]"))
    for variable, rows in fed.constant.items():
        holder = simulation.get_holder(variable)
        array = _array(holder, rows)
        for each in months:
            holder._memory_storage.put(array, each)
    for variable, spans in fed.monthly.items():
        holder = simulation.get_holder(variable)
        sums = numpy.zeros((len(months), holder.population.count))
        for row, first, end, euros in spans:
            sums[first:end, row] += euros
        by_month = zip(months, sums.astype(holder.variable.dtype), strict=True)
        if variable in fed.owed:
            received = fed.received[variable].items()
            simulation.given[variable] = {
                each: (rows, array[rows])
                for each, array in by_month
                if (rows := [row for row, runs in received if runs or each != months[-1]])
            }
            continue
        for each, array in by_month:
            holder._memory_storage.put(array, each)
    for variable, years in fed.yearly.items():
        holder = simulation.get_holder(variable)
        for year, cells in years.items():
            profits = holder.default_array()
            for row, euros in cells:
                profits[row] += euros
            holder._memory_storage.put(profits, _period(year))


def _array(holder: Any, rows: Sequence[tuple[int, Any]]) -> Any:
    """One value a row, the default elsewhere."""
    variable = holder.variable
    if variable.value_type is Enum:
        names = numpy.full(holder.population.count, variable.default_value.name, dtype=object)
        for row, value in rows:
            names[row] = value
        return variable.possible_values.encode(names.astype(str))
    array = holder.default_array()
    for row, value in rows:
        array[row] = value
    return array


def _cut(simulation: Simulation, fed: Fed) -> None:
    """Store nothing where nothing can be but zero, instead of letting OpenFisca find it out."""
    last = fed.months[-1]
    years = range(int(last[:4]) - LOOKING_BACK, int(last[:4]) + 1)
    months = [month for year in years for n in range(1, 13) if (month := f"{year}-{n:02d}") <= last]
    fed_inputs = fed.monthly.keys() | fed.constant.keys()
    more = [v for made_of, idle in IDLE_MONTHS_WITHOUT.items() if made_of not in fed_inputs for v in idle]
    for variable in (*IDLE_MONTHS, *more):
        _fill(simulation, variable, months)
    for variable in IDLE_YEARS:
        _fill(simulation, variable, [str(year) for year in years[:-3]])
    for variable in IDLE_ALL_YEARS:
        _fill(simulation, variable, map(str, years))
    if not fed.rated:
        for variable in IDLE_WITHOUT_DISABILITY:
            _fill(simulation, variable, months[:-1])


def _fill(simulation: Simulation, variable: str, periods: Iterable[str]) -> None:
    holder = simulation.get_holder(variable)
    zeros = holder.default_array()
    for each in map(_period, periods):
        holder._memory_storage._arrays.setdefault(each, zeros)
