"""What matters of a national calculation, a few steps a right: OpenFisca's variable, words, value, reference.

A table and its reader; `national.trace` gives it a calculation. No right is decided here.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

EURO, YEARLY, NUMBER, RATE = "€/month", "€/year", "", "%"
NOW, QUARTER, YEAR = (
    "month",
    "quarter",
    "year",
)  # the month of the check, the mean of the three before, its year


@dataclass(frozen=True, slots=True)
class Step:
    """One step: `when` "2024-03", "2023-12/2024-02" (a mean) or "2024"; `reference`: an article or address
    of the law that OpenFisca gives, empty when it gives none; `label` by language."""

    variable: str
    label: dict[str, str]
    value: float
    unit: str
    when: str
    reference: str = ""

    def to_json(self) -> dict[str, Any]:
        """The same as JSON values."""
        return {key: getattr(self, key) for key in self.__dataclass_fields__}


Line = tuple[str, str, str, str, str]  # variable, when, unit, French, English
ASPA_CEILING = "prestations_sociales.solidarite_insertion.minimum_vieillesse.aspa.plafond_ressources"

LINES: dict[str, tuple[Line, ...]] = {
    "rsa": (
        ("rsa_socle", NOW, EURO, "montant forfaitaire du foyer", "flat amount for the household"),
        ("rsa_socle_majore", NOW, EURO, "montant majoré de parent isolé", "raised amount of a lone parent"),
        (
            *("rsa_base_ressources", NOW, EURO),
            *("ressources, en moyenne sur trois mois", "resources, mean of three months"),
        ),
        ("rsa_forfait_logement", NOW, EURO, "forfait logement déduit", "flat deduction for housing"),
        ("rsa", NOW, EURO, "RSA", "RSA"),
    ),
    "prime_activite": (
        (
            *("ppa_fictive_montant_forfaitaire", QUARTER, EURO),
            *("montant forfaitaire du foyer", "flat amount for the household"),
        ),
        ("ppa_revenu_activite", QUARTER, EURO, "revenus d’activité", "income from work"),
        (
            *("ppa_fictive_ressource_activite", QUARTER, EURO),
            *("part des revenus d’activité ajoutée", "share of income from work added"),
        ),
        ("ppa_bonification", QUARTER, EURO, "bonification individuelle", "individual bonus"),
        ("ppa_base_ressources", QUARTER, EURO, "ressources déduites", "resources deducted"),
        ("ppa_forfait_logement", QUARTER, EURO, "forfait logement déduit", "flat deduction for housing"),
        ("ppa", NOW, EURO, "prime d’activité", "in-work benefit"),
    ),
    "aide_logement": (
        ("aide_logement_loyer_retenu", NOW, EURO, "loyer retenu", "rent taken into account"),
        ("aide_logement_charges", NOW, EURO, "forfait de charges", "flat amount for charges"),
        (
            *("aide_logement_base_ressources", NOW, YEARLY),
            *("ressources retenues", "resources taken into account"),
        ),
        (
            *("aide_logement_participation_personnelle", NOW, EURO),
            *("participation restant au foyer", "share left to the household"),
        ),
        ("aide_logement_montant_brut", NOW, EURO, "montant avant CRDS", "amount before CRDS"),
        ("aide_logement", NOW, EURO, "aide au logement", "housing benefit"),
    ),
    "allocations_familiales": (
        ("af_nbenf", NOW, NUMBER, "enfants à charge", "dependent children"),
        ("prestations_familiales_base_ressources", NOW, YEARLY, "ressources", "resources"),
        ("af_taux_modulation", NOW, RATE, "part versée selon les ressources", "share paid by resources"),
        ("af_base", NOW, EURO, "allocation de base", "basic allowance"),
        ("af_majoration", NOW, EURO, "majoration pour âge", "supplement for age"),
        ("af", NOW, EURO, "allocations familiales", "family allowances"),
    ),
    "complement_familial": (
        ("cf_base_ressources", NOW, YEARLY, "ressources", "resources"),
        ("cf_plafond", NOW, YEARLY, "plafond de ressources", "ceiling of resources"),
        ("cf", NOW, EURO, "complément familial", "family supplement"),
    ),
    "aah": (
        ("aah_base", NOW, EURO, "montant après déduction des ressources", "amount less resources"),
        ("aah", NOW, EURO, "AAH", "AAH"),
    ),
    "aspa": (
        ("asi_aspa_base_ressources", NOW, EURO, "ressources du foyer", "resources of the household"),
        (ASPA_CEILING, NOW, EURO, "plafond de ressources", "ceiling of resources"),
        ("aspa", NOW, EURO, "ASPA", "ASPA"),
    ),
    "ass": (
        ("ass_base_ressources", NOW, EURO, "ressources du foyer", "resources of the household"),
        ("ass", NOW, EURO, "ASS", "ASS"),
    ),
    "css": (
        ("css_cmu_base_ressources", NOW, YEARLY, "ressources", "resources"),
        ("cmu_c_plafond", NOW, YEARLY, "plafond de la gratuité", "ceiling of free cover"),
        ("acs_plafond", NOW, YEARLY, "plafond avec participation", "ceiling against a participation"),
        ("css_participation_forfaitaire", NOW, EURO, "participation", "participation"),
    ),
    "cheque_energie": (
        ("cheque_energie_unites_consommation", YEAR, NUMBER, "unités de consommation", "consumption units"),
        ("cheque_energie", YEAR, YEARLY, "chèque énergie", "energy voucher"),
    ),
}  # the others have one step only: their own value


def steps(run: Any, code: str, variable: str, month: str) -> tuple[Step, ...]:
    """The steps of one right of the only household of a calculation; a line of no effect is left out."""
    own = (variable, YEAR if variable == "cheque_energie" else NOW, EURO, "montant", "amount")
    run.values(variable, month[:4] if own[1] == YEAR else month)  # as a check does, before what it is made of
    return tuple(_steps(run, LINES.get(code, (own,)), month))


def _steps(run: Any, lines: tuple[Line, ...], month: str) -> Iterator[Step]:
    for variable, when, unit, french, english in lines:
        value = READERS[when](run, variable, month) * (100 if unit == RATE else 1)
        if value or variable == lines[-1][0]:
            label = {"fr": french, "en": english}
            yield Step(variable, label, round(value, 2), unit, _told(when, month), run.reference(variable))


def _now(run: Any, variable: str, month: str) -> float:
    return run.ceiling(variable, month) / 12 if variable == ASPA_CEILING else run.values(variable, month)[0]


def _quarter(run: Any, variable: str, month: str) -> float:
    return sum(run.values(variable, each)[0] for each in months_before(month)) / 3


def _year(run: Any, variable: str, month: str) -> float:
    return run.values(variable, month[:4])[0]


READERS: dict[str, Callable[[Any, str, str], float]] = {NOW: _now, QUARTER: _quarter, YEAR: _year}


def _told(when: str, month: str) -> str:
    before = months_before(month)
    return {NOW: month, QUARTER: f"{before[0]}/{before[-1]}", YEAR: month[:4]}[when]


def months_before(month: str) -> list[str]:
    """The three months before "2024-03", oldest first."""
    count = int(month[:4]) * 12 + int(month[5:]) - 1
    return [f"{n // 12}-{n % 12 + 1:02d}" for n in range(count - 3, count)]
