"""What is asked of a household, once, in the order people talk about their life: a table, and what is still
useful of it.

Answers are facts by name, as `facts` keeps them. No form, no page may enter.
"""

import re
from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.utils.translation import gettext_lazy as _

from eligibility import answers, engine, national
from eligibility.answers import INCOME_KINDS, UNKNOWN
from eligibility.fact_names import DOORS, SINCE
from eligibility.parameters import Figures
from eligibility.rules.verdict import UNDETERMINED
from eligibility.situation import Situation

__all__ = ["INCOME_KINDS", "UNKNOWN"]

Known = Mapping[str, Any]
YES = (True,)


@dataclass(frozen=True)
class Question:
    """`kind`: choice, yes_no, money (euros), number, month, day. `when` reads the answers known so far.

    `after`: the question whose answer (one of these values) calls for this one. `with_`: other facts that
    call for it when they are missing; "*": always. `box`: its words in a list of boxes to tick (`BOXES`),
    `ticked`: the value it then has.
    """

    name: str
    label: Any
    kind: str
    section: str
    choices: tuple = ()
    when: Callable[[Known], bool] = lambda known: True
    after: tuple[str, tuple] | None = None
    with_: tuple[str, ...] = ()
    box: Any = ""
    boxes: str = ""
    ticked: bool = True

    @property
    def informs(self) -> tuple[str, ...]:
        """The facts of the situation its answer gives."""
        path = SINCE.get(self.name, (self.name,))[0] if self.name in SINCE else self.name
        return (DOORS.get(self.name, (path,))[0], *self.with_)


SECTIONS = (
    ("home", _("Qui vit ici ?")),
    ("housing", _("Le logement")),
    ("money", _("L’argent")),
    ("health", _("La santé")),
    ("paris", _("À Paris")),
    ("event", _("Un événement, un besoin")),
)
# Lists of boxes, one question for several rare answers: the question, then what is known in short.
BOXES = {
    "adult": (_("Cette personne est-elle dans un de ces cas ?"), _("Cas particuliers")),
    "child": (_("Cet enfant est-il dans un de ces cas ?"), _("Cas particuliers")),
    "event": (_("Le foyer vit-il un de ces événements ?"), _("Événements")),
}


def _ages(youngest: int, oldest: int = 130) -> Callable[[Known], bool]:
    return lambda known: known.get("age") is None or youngest <= known["age"] <= oldest


def _old_or_disabled(known: Known) -> bool:
    """Titles II and III: 60 and more, or a disability that is not known to be none."""
    return _ages(60)(known) or known.get("disability.title") not in (None, "none")


def _lately_in_paris(known: Known) -> bool:
    return (known.get("months_in_paris") or 60) < 36


TENANT = ("housing.tenure", ("tenant",))
HOME = ("housing.tenure", ("tenant", "owner", "buyer"))
OWNED = ("housing.tenure", ("owner", "buyer"))
BUYER = ("housing.tenure", ("buyer",))
AIDED = ("housing.tenure", ("tenant", "buyer", "hotel", "institution"))
INSTITUTION = ("housing.tenure", ("institution",))
CARE, WORKS, ARRIVAL = ("asked.care", YES), ("asked.works", YES), ("asked.arrival", YES)


def _box(name: str, boxes: str, box: Any, label: Any, section: str, **more: Any) -> Question:
    return Question(name, label, "yes_no", section, boxes=boxes, box=box, **more)


OF_HOUSEHOLD: tuple[Question, ...] = (
    Question("couple", _("Vit en couple ?"), "choice", "home", answers.COUPLE),
    Question("housing.tenure", _("Le foyer est"), "choice", "housing", answers.TENURE),
    Question("housing.rent", _("Loyer par mois, sans les charges"), "money", "housing",
             after=("housing.tenure", ("tenant", "hotel", "institution"))),
    Question("housing.service_charges", _("Charges locatives par mois"), "money", "housing", after=TENANT),
    Question("housing.lease_in_name", _("Bail à son nom ?"), "yes_no", "housing", after=TENANT),
    Question("housing.flat_share", _("Colocation inscrite au bail ?"), "yes_no", "housing", after=TENANT),
    Question("housing.loan_repayment", _("Remboursement de prêt par mois"), "money", "housing", after=BUYER),
    Question("housing.coownership_charges", _("Charges de copropriété par mois"), "money", "housing",
             after=OWNED),
    Question("housing.parking", _("Stationnement par mois"), "money", "housing", after=HOME),
    Question("housing.housing_benefit.claimed", _("Aide au logement demandée ?"), "yes_no", "housing",
             after=AIDED, with_=("housing.housing_benefit.monthly",)),
    Question("housing.housing_benefit.monthly", _("Aide au logement reçue par mois"), "money", "housing",
             after=("housing.housing_benefit.claimed", YES)),
    Question("housing.arrears", _("Loyers ou charges en retard ?"), "yes_no", "housing", after=HOME),
    Question("housing.decent", _("Logement décent : ni insalubre, ni trop petit ?"), "yes_no", "housing",
             after=HOME),
    Question("housing.occupied_since", _("Dans ce logement depuis"), "month", "housing", after=HOME),
    Question("housing.homeless_since", _("Sans domicile fixe à Paris depuis"), "month",
             "housing", after=("housing.tenure", ("none", "hotel", "housed"))),
    Question("housing.hotel_paid_by_care", _("Hôtel payé par l’aide sociale à l’enfance ?"), "yes_no",
             "housing", after=("housing.tenure", ("hotel",))),
    Question("housing.social_aid", _("Hébergement payé par l’aide sociale ?"), "yes_no", "housing",
             after=INSTITUTION),
    Question("housing.medical_institution", _("Établissement médicalisé ?"), "yes_no", "housing",
             after=INSTITUTION),
    Question("housing.casvp_suburb", _("Résidence du CASVP hors de Paris ?"), "yes_no", "housing",
             after=INSTITUTION),
    Question("energy.contract", _("Contrat d’électricité ou de gaz à son nom ?"), "yes_no", "housing",
             after=("housing.tenure", ("tenant", "owner", "buyer", "housed"))),
    Question("energy.other_preventive_aid", _("Autre aide préventive à l’énergie ?"), "yes_no", "housing",
             after=("energy.contract", YES)),
    Question("tax.declared_monthly_income", _("Revenus déclarés aux impôts, par mois"), "money", "money"),
    Question("tax.income_tax", _("Impôt sur le revenu, par an"), "money", "money"),
    Question("health_cover", _("Complémentaire santé"), "choice", "health", answers.HEALTH),
    _box("tax.recent_change", "event", _("Des revenus changés récemment : emploi perdu, séparation, décès"),
         _("Revenus changés récemment ?"), "event",
         with_=("tax.declared_monthly_income", "arrival", "care", "works", "hardship")),
    _box("asked.arrival", "event", _("Plusieurs enfants nés ou adoptés en même temps"),
         _("Plusieurs enfants nés ou adoptés en même temps ?"), "event", with_=("arrival",)),
    _box("asked.care", "event", _("Un proche gravement malade, ou un enfant hospitalisé"),
         _("Un proche gravement malade ?"), "event", with_=("care",)),
    _box("asked.works", "event", _("Des travaux à faire dans le logement"), _("Des travaux à faire ?"),
         "event", with_=("works",)),
    _box("hardship.disaster", "event", _("Un sinistre : incendie, inondation"), _("Un sinistre ?"), "event",
         with_=("hardship",)),
    _box("hardship.temporary", "event", _("Une difficulté d’argent passagère"),
         _("Une difficulté d’argent passagère ?"), "event", with_=("hardship",)),
    Question("arrival.kind", _("Naissance ou adoption ?"), "choice", "event", answers.ARRIVALS,
             after=ARRIVAL),
    Question("arrival.children", _("Combien d’enfants à la fois ?"), "number", "event", after=ARRIVAL),
    Question("arrival.on", _("Jour des naissances, ou du jugement d’adoption"), "day", "event",
             after=ARRIVAL),
    Question("care.patient", _("Qui est malade ?"), "choice", "event", answers.PATIENTS, after=CARE),
    Question("care.close_relative", _("Est-ce un proche qui vit ici, ou un parent ?"), "yes_no", "event",
             after=CARE),
    Question("care.stopped_work", _("Quelqu’un a-t-il réduit ou arrêté son travail ?"), "yes_no", "event",
             after=CARE),
    Question("care.income_lost", _("Revenus perdus par mois"), "money", "event", after=CARE),
    Question("care.compensation", _("Indemnités reçues à la place, par mois"), "money", "event", after=CARE),
    Question("care.months_received", _("Mois d’allocation d’accompagnement déjà reçus (0 si aucun)"),
             "number", "event", after=CARE),
    Question("care.last_received_on", _("Dernier mois d’allocation d’accompagnement"), "month", "event",
             when=lambda k: bool(k.get("care.months_received")), after=CARE),
    Question("works.part", _("Où sont les travaux ?"), "choice", "event", answers.PARTS, after=WORKS),
    Question("works.purpose", _("Pourquoi ces travaux ?"), "choice", "event", answers.PURPOSES, after=WORKS),
    Question("works.begun", _("Travaux déjà commencés ?"), "yes_no", "event", after=WORKS),
    Question("works.finished", _("Travaux finis ?"), "yes_no", "event", after=("works.begun", YES)),
    Question("works.landlord_duty", _("Travaux dus par le propriétaire ?"), "yes_no", "event",
             when=lambda k: k.get("housing.tenure") not in ("owner", "buyer"), after=WORKS),
    Question("works.voted", _("Travaux votés par la copropriété ?"), "yes_no", "event",
             after=("works.part", ("common",))),
    Question("works.stays", _("Le propriétaire s’engage à rester trois ans ?"), "yes_no", "event",
             when=lambda k: k.get("housing.tenure") in ("owner", "buyer"), after=WORKS),
    Question("works.opah", _("Opération programmée, ou situation exceptionnelle ?"), "yes_no", "event",
             after=WORKS),
    Question("works.aided_before", _("D’autres travaux déjà payés par cette aide ?"), "yes_no", "event",
             after=WORKS),
    Question("works.last_ended_on", _("Fin de ces autres travaux"), "month", "event",
             after=("works.aided_before", YES)),
    Question("hardship.exceptional_aid", _("Allocations exceptionnelles reçues en 12 mois, en tout"),
             "money", "event", after=("hardship.temporary", YES)),
    Question("hardship.homeless_aid", _("Aides aux personnes sans domicile reçues en 12 mois, en tout"),
             "money", "event", when=lambda k: k.get("housing.tenure") in ("none", "hotel", "housed")),
    Question("hardship.disaster_aid", _("Aides pour sinistre reçues en 12 mois, en tout"), "money", "event",
             after=("hardship.disaster", YES)),
)  # fmt: skip

DISABILITY = (
    Question("disability.title", _("Reconnaissance de handicap"), "choice", "health", answers.DISABILITY,
             after=("asked.disability", YES)),
    Question("disability.rate", _("Taux d’incapacité, en %"), "number", "health",
             when=lambda k: k.get("disability.title") not in (None, "none"), after=("asked.disability", YES)),
)  # fmt: skip

OF_ADULT: tuple[Question, ...] = (
    Question("nationality", _("Nationalité"), "choice", "home", answers.NATIONALITY),
    Question("residence_permit", _("Titre de séjour"), "choice", "home", answers.PERMIT,
             after=("nationality", ("other",))),
    Question("residence_permit_since", _("En France avec un titre de séjour depuis"), "month",
             "home", after=("residence_permit", ("listed", "other"))),
    _box("student", "adult", _("Fait des études"), _("Fait des études ?"), "home", when=_ages(16, 40)),
    _box("jobseeker", "adult", _("Cherche un emploi, avec inscription à France Travail"),
         _("Cherche un emploi ?"), "home", when=_ages(16, 67)),
    _box("retired", "adult", _("Est à la retraite ou en préretraite"), _("À la retraite ?"), "home",
         when=_ages(50)),
    _box("unfit_for_work", "adult", _("Retraite accordée pour inaptitude au travail"),
         _("Retraite pour inaptitude au travail ?"), "home", when=_ages(60, 64)),
    _box("asked.sick_leave", "adult", _("Est en arrêt maladie"), _("En arrêt maladie ?"), "home",
         when=_ages(16, 67)),
    _box("guardianship", "adult", _("Est sous tutelle ou sous curatelle"), _("Sous tutelle ou curatelle ?"),
         "home"),
    _box("veteran_card", "adult", _("A la carte du combattant"), _("Carte du combattant ?"), "home",
         when=_ages(40)),
    _box("onac_coupon", "adult", _("A le coupon de transport gratuit de l’ONAC"),
         _("Coupon de transport de l’ONAC ?"), "home", when=_ages(40)),
    Question("social_grant", _("Bourse sur critères sociaux ?"), "yes_no", "home", after=("student", YES)),
    Question("sick_leave_since", _("En arrêt maladie depuis"), "month", "home",
             after=("asked.sick_leave", YES)),
    Question("legal_benefits_claimed", _("Aides légales déjà demandées ?"), "yes_no", "money"),
    Question("one_off_used", _("Paris Solidarité déjà accordée une fois sans elles ?"), "yes_no", "money",
             when=_old_or_disabled, after=("legal_benefits_claimed", (False,))),
    Question("ass_condition_met", _("A travaillé 5 ans dans les 10 ans avant le chômage ?"), "yes_no",
             "money", when=_ages(25, 67)),
    Question("asked.disability", _("Reconnaissance de handicap ?"), "yes_no", "health",
             with_=("disability",)),
    *DISABILITY,
    Question("asked.autonomy", _("Perte d’autonomie, ou besoin d’aide chaque jour ?"), "yes_no", "health",
             when=_old_or_disabled, with_=("loss_of_autonomy",)),
    Question("loss_of_autonomy", _("Ce qui atteste la perte d’autonomie"), "choice", "health",
             answers.AUTONOMY, after=("asked.autonomy", YES)),
    Question("autonomy_certificate_on", _("Date du certificat médical"), "day", "health",
             after=("loss_of_autonomy", ("medical_certificate",))),
    Question("legal_meal_aid", _("Aide sociale légale pour les repas"), "choice", "health", answers.MEAL_AIDS,
             when=_old_or_disabled),
    Question("urgent_need", _("Besoin urgent de repas, constaté par une enquête sociale ?"), "yes_no",
             "health", when=_old_or_disabled, with_=("legal_meal_aid", "loss_of_autonomy")),
    Question("transport_aid_2019", _("A reçu l’aide au transport de juin 2019 ?"), "yes_no", "health",
             after=("asked.disability", YES), with_=("*",)),
    Question("in_paris_since", _("À Paris depuis"), "month", "paris"),
    Question("moved_for_work", _("À Paris à cause d’une mutation professionnelle ?"), "yes_no", "paris",
             when=_lately_in_paris, with_=("*",)),
    Question("amethyste_until", _("Fin d’un titre Améthyste de banlieue"), "month", "paris",
             when=lambda k: _lately_in_paris(k) and _old_or_disabled(k), with_=("*",)),
    Question("left_paris_on", _("Avait quitté Paris en"), "month", "paris",
             when=lambda k: (k.get("months_in_paris") or 60) < 36 or k.get("housing.casvp_suburb") is True),
    Question("years_in_paris_before_leaving", _("Années passées à Paris avant ce départ"), "number", "paris",
             when=lambda k: k.get("left_paris_on") is not None),
)  # fmt: skip

OF_CHILD: tuple[Question, ...] = (
    _box("shared_custody", "child", _("Garde alternée"), _("Garde alternée ?"), "home"),
    _box("in_care", "child", _("Confié à l’aide sociale à l’enfance"),
         _("Confié à l’aide sociale à l’enfance ?"), "home"),
    _box("dependent", "child", _("N’est pas à la charge du foyer"), _("À charge ?"), "home", ticked=False),
    Question("jobseeker", _("Cherche un emploi ?"), "yes_no", "home",
             after=("dependent", (False,)), when=_ages(16, 24)),
    _box("asked.disability", "child", _("Handicap reconnu"), _("Handicap reconnu ?"), "home",
         with_=("disability",)),
    Question("schooling", _("Scolarité"), "choice", "home", answers.SCHOOLING, when=_ages(10, 20)),
    *DISABILITY,
    Question("returns_home", _("Revient parfois au foyer ?"), "yes_no", "home", after=("in_care", YES),
             with_=("*",)),
    Question("days_home_per_year", _("Jours passés au foyer, par an"), "number", "home",
             after=("returns_home", YES), with_=("*",)),
)  # fmt: skip

OF_OTHER: tuple[Question, ...] = (
    Question("relation", _("Lien avec le demandeur"), "choice", "home", answers.RELATIONS),
    *OF_ADULT,
)


def questions_for(role: str) -> tuple[Question, ...]:
    """The questions about one member, by place in the household; "" is the household itself."""
    return {"": OF_HOUSEHOLD, "child": OF_CHILD, "other_adult": OF_OTHER}.get(role, OF_ADULT)


def needed(situation: Situation, on: date, figures: Figures | None = None) -> tuple[str, ...]:
    """The facts some right cannot be decided without, by-law and national, without any national calculation.

    Raises SituationFaults as `engine.check`.
    """
    by_law = engine.check(situation, on=on, national=False, figures=figures).rights
    found = [right.missing for right in by_law if right.status == UNDETERMINED]
    return tuple(dict.fromkeys(path for paths in (*found, *national.gaps(situation, on)) for path in paths))


def of_member(missing: Iterable[str], place: int | None) -> frozenset[str]:
    """The facts of the person at this place (of the household: None) among `missing`, place removed."""
    found = set()
    for path in missing:
        person = re.fullmatch(r"persons\[(\d+)\]\.(.+)", path)
        if (int(person[1]) if person else None) == place:
            found.add(re.sub(r"\[\d+\]", "", person[2] if person else path))
    return frozenset(found)


def still_useful(
    questions: tuple[Question, ...], missing: Collection[str] | None, known: Known
) -> list[Question]:
    """The questions an undecided right depends on, each behind the question that calls for it.

    `missing`: facts without an answer, as `of_member` gives them (None: nobody knows, so all of them);
    `known`: answers by the name of their question, null when « on ne sait pas », with "age" and
    "months_in_paris" where they are known.
    """
    by_name = {question.name: question for question in questions}
    useful = {}
    for question in questions:
        if missing is None or _depended_on(question, missing):
            first = _first_open(question, by_name, known)
            if first is not None:
                useful[first.name] = first
    return [question for question in questions if question.name in useful]


def _depended_on(question: Question, missing: Collection[str]) -> bool:
    if "*" in question.with_:
        return True
    return any(
        path == fact or path.startswith(f"{fact}.") or fact.startswith(f"{path}.")
        for fact in question.informs
        for path in missing
    )


def _first_open(question: Question, by_name: Mapping[str, Question], known: Known) -> Question | None:
    """The question itself, the one before it that has no answer yet, or nothing: what it asks is moot."""
    if not question.when(known):
        return None
    if question.after is None:
        return question
    before, values = question.after
    if before in known or before not in by_name:
        return question if known.get(before) in values else None
    return _first_open(by_name[before], by_name, known)


# The words of each fact's question, for lists and reports.
LABELS = {question.name: question.label for question in (*OF_OTHER, *OF_CHILD, *OF_ADULT, *OF_HOUSEHOLD)}
