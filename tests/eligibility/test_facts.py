"""Many households read at once are read as each one alone."""

from datetime import date

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from cases.demonstration import office
from cases.demonstration.play import answers, register
from cases.services import files
from eligibility.facts import record_facts, situation_of, situations_of
from eligibility.situation import SituationFaults
from tests.support.accounts import make_agent
from tests.support.cases import make_case_file

TODAY = date(2024, 3, 15)


@pytest.fixture
def cases(system):
    """The demonstration's households with all they declare, and one of which nothing is known."""
    worker = make_agent()
    found = [make_case_file(worker)]
    for name in ("lone_parent", "retired_tenant"):
        household = office.read(name)
        case, met = register(worker, household, TODAY)
        files.record_situation(actor=worker, case=case, answers=answers(household, met))
        found.append(case)
    return found


def test_many_at_once_are_read_as_one_by_one(cases):
    keys = [case.household_id for case in cases]
    assert situations_of(keys, TODAY) == {c.household_id: situation_of(c.household, TODAY) for c in cases}


def test_the_number_of_queries_does_not_grow(cases):
    counts = []
    for keys in ([cases[0].household_id], [case.household_id for case in cases]):
        with CaptureQueriesContext(
            connection,
        ) as seen:
            situations_of(keys, TODAY)
        counts.append(len(seen))
    assert counts == [2, 2]


def test_a_household_that_cannot_be_read_hides_no_other(cases):
    wrong, right = cases[1], cases[2]
    record_facts(
        actor=wrong.referent,
        household=wrong.household,
        answers={(None, "housing.tenure"): "castle"},
        case_reference=wrong.reference,
    )
    found = situations_of([wrong.household_id, right.household_id], TODAY)
    assert isinstance(found[wrong.household_id], SituationFaults)
    assert found[right.household_id] == situation_of(right.household, TODAY)
