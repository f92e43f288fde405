"""The household's page: who lives here, and whom the address is shown to."""

import pytest

from nps.accounts.models import Role
from nps.people.services import update_contact
from tests.support.accounts import make_agent, sign_in
from tests.support.cases import applicant_of, make_case_file

pytestmark = pytest.mark.usefixtures("one_factor")


@pytest.fixture
def case(system):
    return make_case_file()


def shown_to(client, agent, case) -> str:
    sign_in(client, agent)
    return client.get(f"/cases/{case.reference}/household/").content.decode()


def test_the_address_is_shown_to_the_site(client, case):
    address = case.household.addresses.get()
    colleague = make_agent(Role.SOCIAL_WORKER, site=case.site)
    assert address.line in shown_to(client, colleague, case)


def test_with_a_safe_contact_only_the_referent_reads_the_address(client, case):
    address = case.household.addresses.get()
    update_contact(actor=case.referent, person=applicant_of(case), safe_contact=True, phone="", email="")
    colleague = make_agent(Role.SUPERVISOR, site=case.site)
    page = shown_to(client, colleague, case)
    assert address.line not in page
    assert "Contact prudent" in page
    assert address.line in shown_to(client, case.referent, case)
