"""A second file of the same family asks for no piece the vault already holds."""

import datetime as dt

import pytest

from cases.demonstration import office
from cases.demonstration.play import play
from cases.services import applications, files, pieces
from cases.services.moves import move
from nps.people import services as people
from nps.people.models import MemberRole

ON = dt.date(2024, 3, 15)


@pytest.fixture
def agents(system):
    return office.open_office()


def second_file(agents, first):
    """The same family, a new household (another applicant's turn), its own file and the same situation."""
    worker = agents["worker"]
    met = [m.person for m in first.household.memberships.order_by("since", "pk").select_related("person")]
    home = people.create_household(actor=worker, applicant=met[0], since=ON)
    case = files.open_case_file(actor=worker, household=home, on=ON)
    for person in met[1:]:
        people.add_member(actor=worker, household=home, person=person, role=MemberRole.CHILD, since=ON)
    specimen = office.read("lone_parent")
    address = {**specimen["address"], "since": dt.date.fromisoformat(specimen["address"]["since"])}
    people.move_household(actor=worker, household=home, **address)
    files.give_information(actor=worker, case=case, on=ON)
    case = move(case, "start_assessment", actor=worker)
    answers = {(None, name): value for name, value in specimen["facts"].items()}
    for person, row in zip(met, specimen["members"], strict=True):
        answers |= {(person, name): value for name, value in row["facts"].items()}
    files.record_situation(actor=worker, case=case, answers=answers)
    return case


def test_the_family_met_again_is_asked_for_nothing_already_proved(agents):
    first, played = play(agents, "lone_parent", ON)
    assert played.asked > 0
    case = second_file(agents, first)
    check = files.check_rights(actor=agents["worker"], case=case, on=ON, national=False)
    applications.prepare_applications(
        actor=agents["worker"], case=case, check=check, benefits=check.result["bundle"]["rights"], on=ON
    )
    ledger = pieces.ledger(case, ON)
    assert len(ledger.lines) > 3
    assert ledger.plan.requests == ()
    assert ledger.saving.avoided == ledger.saving.alone > 0
