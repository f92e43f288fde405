"""A household with two people, an agent, and the vault as production keeps it."""

import io

import pytest

from documents import vault
from nps.people.models import MemberRole
from tests.documents import specimens
from tests.support.accounts import make_agent
from tests.support.people import make_household, make_person


@pytest.fixture(autouse=True)
def _production_storage(settings, _own_folders):
    stored = {**settings.STORAGES["vault"], "BACKEND": "documents.storage.VaultStorage"}
    settings.STORAGES = {**settings.STORAGES, "vault": stored}


@pytest.fixture
def folder(settings):
    """Where the sealed files lie."""
    return settings.STORAGES["vault"]["OPTIONS"]["location"]


@pytest.fixture
def agent(system):
    return make_agent()


@pytest.fixture
def ada(agent):
    return make_person(agent, "Okafor-Spécimen", "Ada", "12/03/1954")


@pytest.fixture
def ben(agent):
    return make_person(agent, "Okafor-Spécimen", "Ben", "01/07/1950")


@pytest.fixture
def household(agent, ada, ben):
    return make_household(agent, (ada, MemberRole.APPLICANT), (ben, MemberRole.PARTNER))


@pytest.fixture
def keep(agent, household, ada):
    """Store a specimen: `keep("tax_notice", period="2023", data=…)`."""

    def store(type_code="tax_notice", data=None, **fields):
        told = {"actor": agent, "household": household, "people": [ada], "filename": "SPÉCIMEN.pdf"}
        told["upload"] = io.BytesIO(specimens.pdf() if data is None else data)
        return vault.store(**{**told, "type_code": type_code, **fields})

    return store
