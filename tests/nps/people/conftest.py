"""An agent of a site, and the counter's pages with a stand-in for the floor above."""

import pytest

from tests.support.accounts import make_agent


@pytest.fixture(autouse=True)
def _counter_alone(settings):
    settings.ROOT_URLCONF = "tests.nps.people.urls"
    settings.AFTER_PERSON_URL = "above"
    settings.PERSON_CASE_SUMMARIES = ""
    settings.SECOND_FACTOR_REQUIRED = False


@pytest.fixture
def agent(system):
    return make_agent()
