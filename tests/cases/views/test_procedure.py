"""Every object of a file with what can become of it: by me now, by whom else, or why not."""

import pytest

from cases.models import Application
from cases.services.moves import MACHINES, transitions_of
from cases.workflow import drawing, tables
from tests.support.accounts import make_agent, sign_in
from tests.support.cases import make_application, make_award, make_case_file
from tests.support.pages import text_of

pytestmark = pytest.mark.usefixtures("one_factor")


@pytest.fixture
def worker(system):
    return make_agent()


def page(client, worker, case) -> str:
    response = sign_in(client, worker).get(f"/cases/{case.reference}/procedure/")
    assert response.status_code == 200
    return text_of(response.content.decode())


def test_each_act_is_now_or_somebody_elses_or_says_what_lifts_it(client, worker):
    case = make_case_file(worker, state="processing")
    make_application(case, "incomplete")
    told = page(client, worker, case)
    assert "Une demande n’est pas encore décidée. Menez-la à sa décision, ou classez-la sans suite." in told
    assert "l’horloge, à la date que dit le texte" in told
    assert "vous, maintenant" in told


def test_every_state_of_every_machine_has_each_of_its_moves_on_the_page(client, worker):
    case = make_case_file(worker, state="processing")
    made = [make_application(case, "under_review"), make_application(case, "appeal_pending", benefit="b")]
    made.append(make_award(make_application(case, "granted", benefit="c")))
    told = page(client, worker, case)
    for one in made:
        for transition, move in transitions_of(type(one)):
            if transition.source == one.state:
                assert str(move.verb) in told


@pytest.mark.parametrize("model", MACHINES, ids=lambda m: m.__name__)
def test_the_picture_has_each_state_once_and_each_passage_once(model):
    picture = drawing.draw(model)
    labels = [str(label) for _value, label in model._meta.get_field("state").choices]
    assert [box.label for box in picture.boxes] == labels
    assert len(picture.arcs) == len({(source, target) for source, target, _m in tables.rows(model)})
    assert not any(box.here for box in picture.boxes)


def test_the_present_state_is_marked():
    here = [box.label for box in drawing.draw(Application, "proposed").boxes if box.here]
    assert here == ["Proposition"]
