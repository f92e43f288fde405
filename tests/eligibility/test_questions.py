"""Asked once, only while an undecided right depends on it, the rare behind the common."""

import subprocess
import sys
from dataclasses import fields
from datetime import date

import pytest

from eligibility import vocabulary
from eligibility.facts import PROVEN_BY
from eligibility.questions import (
    BOXES,
    OF_ADULT,
    OF_CHILD,
    OF_HOUSEHOLD,
    OF_OTHER,
    SECTIONS,
    needed,
    of_member,
    questions_for,
    still_useful,
)
from eligibility.situation import (
    Arrival,
    Care,
    Energy,
    Hardship,
    Housing,
    Person,
    Situation,
    Tax,
    Works,
)
from tests.eligibility.households import NAMES, household

ON = date(2024, 3, 15)
TABLES = {"household": OF_HOUSEHOLD, "adult": OF_ADULT, "child": OF_CHILD, "other": OF_OTHER}


def asked(situation: Situation, known: dict, place: int | None = None) -> list[str]:
    role = situation.persons[place].role if place is not None else ""
    age = {"age": situation.persons[place].age(ON)} if place is not None else {}
    missing = of_member(needed(situation, ON), place)
    return [question.name for question in still_useful(questions_for(role), missing, {**known, **age})]


def of(*persons: dict, **more) -> Situation:
    people = [{"id": "a", "role": "applicant", "birth_date": "1987-05-04", "nationality": "french"}, *persons]
    return Situation.from_json({"persons": people, **more}, ON)


CHILD = {"id": "b", "role": "child", "birth_date": "2016-02-11"}


@pytest.mark.parametrize("table", TABLES)
def test_a_table_names_each_question_once_and_its_choices_are_those_of_the_situation(table):
    questions = TABLES[table]
    names = [question.name for question in questions]
    assert len(names) == len(set(names))
    assert {question.section for question in questions} <= {section for section, _title in SECTIONS}
    assert {question.boxes for question in questions} <= {"", *BOXES}
    assert all(question.after is None or question.after[0] in names for question in questions)


def test_every_choice_is_a_word_of_the_situation():
    words = {
        "couple": vocabulary.COUPLES,
        "housing.tenure": vocabulary.TENURES,
        "health_cover": vocabulary.HEALTH_COVERS,
        "arrival.kind": vocabulary.ARRIVALS,
        "care.patient": vocabulary.PATIENTS,
        "works.part": vocabulary.PARTS,
        "works.purpose": vocabulary.PURPOSES,
        "nationality": vocabulary.NATIONALITIES,
        "residence_permit": vocabulary.PERMITS,
        "disability.title": vocabulary.DISABILITY_TITLES,
        "loss_of_autonomy": vocabulary.AUTONOMY,
        "legal_meal_aid": vocabulary.MEAL_AIDS,
        "relation": vocabulary.RELATIONS,
        "schooling": vocabulary.SCHOOLINGS,
    }
    chosen = {q.name: q.choices for q in (*OF_HOUSEHOLD, *OF_OTHER, *OF_CHILD) if q.kind == "choice"}
    assert {name: {value for value, _words in choices} for name, choices in chosen.items()} == {
        name: set(values) for name, values in words.items()
    }


def test_a_person_alone_has_at_most_twelve_questions_at_first_sight():
    alone = of()
    questions = {"adult"} if set(asked(alone, {}, 0)) & {q.name for q in OF_ADULT if q.boxes} else set()
    single = [name for name in asked(alone, {}, 0) if name not in {q.name for q in OF_ADULT if q.boxes}]
    events = {q.name for q in OF_HOUSEHOLD if q.boxes}
    home = [name for name in asked(alone, {}) if name not in events]
    assert len(questions) + len(single) + len(home) + 2 <= 12  # and the events, and the incomes


def test_the_rent_is_asked_of_who_may_pay_one_and_no_sooner():
    assert "housing.tenure" in asked(of(CHILD), {})
    assert "housing.rent" not in asked(of(CHILD), {})
    assert "housing.rent" in asked(of(CHILD, housing={"tenure": "tenant"}), {"housing.tenure": "tenant"})
    owner = of(CHILD, housing={"tenure": "owner"})
    assert "housing.rent" not in asked(owner, {"housing.tenure": "owner"})


def test_an_unknown_answer_calls_for_nothing_behind_it():
    assert "housing.rent" not in asked(of(CHILD), {"housing.tenure": None})


def test_a_health_cover_is_not_asked_of_who_cannot_claim_one():
    young = of(couple="none")
    healthy = of(couple="none")
    healthy = Situation.from_json(
        {"couple": "none", "persons": [{**healthy.to_json()["persons"][0], "disability": {"title": "none"}}]},
        ON,
    )
    assert "health_cover" in asked(young, {"couple": "none"})
    assert "health_cover" not in asked(healthy, {"couple": "none"})


def test_one_box_stands_for_all_works():
    names = asked(of(), {})
    assert "asked.works" in names
    assert not [name for name in names if name.startswith("works.")]
    assert "works.part" in asked(of(), {"asked.works": True})


@pytest.mark.parametrize("name", NAMES)
def test_nothing_is_asked_for_nothing(name):
    """Every question of the page gives a fact that some undecided right lacks, or is always there."""
    situation = Situation.from_json(household(name))
    missing = needed(situation, situation.on)
    for place in (None, *range(len(situation.persons))):
        role = situation.persons[place].role if place is not None else ""
        lacking = of_member(missing, place)
        always = {q.name for q in still_useful(questions_for(role), frozenset(), {})}
        useful = {q.name for q in still_useful(questions_for(role), lacking, {})}
        assert lacking or useful <= always


def test_every_fact_a_right_may_lack_has_its_question():
    """What is left of a household with nothing said: each missing fact is asked, here or on the record."""
    elsewhere = {"persons", "birth_date", "birth_year", "incomes", "role"}
    for situation in (of(CHILD), Situation.from_json({"persons": [{"id": "a", "role": "applicant"}]}, ON)):
        for place in (None, *range(len(situation.persons))):
            role = situation.persons[place].role if place is not None else ""
            informed = {fact for question in questions_for(role) for fact in question.informs}
            lacking = of_member(needed(situation, ON), place)
            unasked = {f for f in lacking if not any(f == i or i.startswith(f"{f}.") for i in informed)}
            assert unasked <= elsewhere, unasked


def test_every_fact_of_the_situation_has_its_question():
    """Who lives there, incomes and renewals are told otherwise."""
    informed = {q.informs[0] for q in (*OF_HOUSEHOLD, *OF_OTHER, *OF_CHILD)}
    parts = {"": Situation, "person": Person, "housing": Housing, "tax": Tax, "energy": Energy}
    parts |= {"arrival": Arrival, "care": Care, "works": Works, "hardship": Hardship}
    otherwise = {
        "on",
        "persons",
        "renewals",
        "renewed_before",
        "id",
        "role",
        "birth_date",
        "birth_year",
        "incomes",
    }
    nested = {*parts, "disability", "housing_benefit"}
    for prefix, part in parts.items():
        facts = {field.name for field in fields(part)} - otherwise - nested
        dotted = {name if prefix in ("", "person") else f"{prefix}.{name}" for name in facts}
        assert dotted <= informed, dotted - informed


def test_the_facts_that_pieces_prove_are_facts():
    names = {question.name for table in TABLES.values() for question in table}
    kinds = {f"incomes.{kind}" for kind in vocabulary.INCOME_KINDS}
    assert {name for names_ in PROVEN_BY.values() for name in names_} <= names | kinds


def test_asking_does_not_load_openfisca():
    code = (
        "import django; django.setup()\n"
        "from datetime import date; import sys\n"
        "from eligibility.questions import needed\n"
        "from eligibility.situation import Situation\n"
        "needed(Situation.from_json({'persons': [{'id': 'a', 'role': 'applicant'}]}), date(2024, 3, 15))\n"
        "assert not [m for m in sys.modules if m.startswith('openfisca')]\n"
    )
    subprocess.run([sys.executable, "-c", code], check=True, timeout=120)
