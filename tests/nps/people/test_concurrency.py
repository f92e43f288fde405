"""Two agents register one person at the same moment: one record, and the other agent is told."""

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest
from django.db import connection

from nps.accounts.acting import acting, actor_of
from nps.people.faults import DifferenceMissing
from nps.people.models import NameToken, Person
from nps.people.services import register_person, search_first
from nps.ui.dates import read_date
from tests.support.accounts import make_agent

KNOWN = {"birth_name": "Okafor", "given_names": "Ada", "birth": read_date("04/05/1987")}
AGENTS = 4


@pytest.mark.django_db(transaction=True)
def test_one_person_registered_by_several_agents_at_once_is_registered_once():
    with acting("system"):
        agents = [make_agent() for _ in range(AGENTS)]
    ready = Barrier(AGENTS)

    def register(agent) -> str:
        try:
            with acting(*actor_of(agent)):
                token = search_first(actor=agent, name="Okafor", given="Ada").token
                ready.wait(timeout=20)
                register_person(actor=agent, token=token, **KNOWN)
            return "registered"
        except DifferenceMissing:
            return "told"
        finally:
            connection.close()

    with ThreadPoolExecutor(AGENTS) as pool:
        answers = list(pool.map(register, agents))
    assert sorted(answers) == ["registered"] + ["told"] * (AGENTS - 1)
    with acting("system"):
        assert Person.objects.count() == 1
        assert dict(NameToken.objects.values_list("token", "uses")) == {"okafor": 1, "ada": 1}
