"""The page of legal dates: nearest first, page after page, only one's own files, why one is held back."""

import datetime as dt

import pytest
from django.utils import timezone

from cases.services import ticking
from nps.accounts.models import Role
from tests.support.accounts import make_agent, sign_in
from tests.support.cases import make_application, make_award, make_case_file
from tests.support.pages import text_of

TODAY = timezone.localdate()
pytestmark = pytest.mark.usefixtures("one_factor")


@pytest.fixture
def worker(system):
    return make_agent()


@pytest.fixture
def page(client, worker):
    signed = sign_in(client, worker)

    def get(query: str = "") -> str:
        response = signed.get(f"/deadlines/{query}")
        assert response.status_code == 200
        return text_of(response.content.decode())

    return get


def received(worker, days_ago: int, **fields):
    day = TODAY - dt.timedelta(days=days_ago)
    return make_application(make_case_file(worker), "received", received_on=day, signed_on=day, **fields)


def test_the_nearest_date_comes_first_whatever_it_is_of(worker, page):
    later, sooner = received(worker, 40), received(worker, 55)
    award = make_award(
        make_application(make_case_file(worker), "granted", ends_on=TODAY + dt.timedelta(days=9))
    )
    told = page()
    assert [told.index(one.reference) for one in (sooner, award, later)] == sorted(
        told.index(one.reference) for one in (sooner, award, later)
    )
    assert "deviendrait caduque" in told
    assert "se termine" in told


def test_an_empty_page_says_so(worker, page):
    assert "Aucune échéance dans les 30 jours." in page()
    assert "Aucune échéance n’est passée." in page("?within=0")


def test_files_of_another_site_are_never_there(worker, page):
    other = received(make_agent(), 50)
    assert other.reference not in page("?within=all")
    assert other.reference not in page(f"?within=all&after={other.reference}")


def test_filters_keep_one_kind_of_date_and_ones_own_files(worker, page):
    mine = received(worker, 50)
    award = make_award(make_application(make_case_file(make_agent(site=worker.site)), "granted"))
    assert award.reference not in page("?within=all&effect=lapse")
    assert mine.reference not in page("?within=all&effect=period")
    assert award.reference not in page("?within=all&referent=me")


def test_pages_follow_one_another_without_losing_a_row(worker, client, page):
    made = {received(worker, 30 + n % 7).reference for n in range(30)}
    first = page("?within=all")
    last = max((one for one in made if one in first), key=first.index)
    second = page(f"?within=all&after={last}")
    assert {one for one in made if one in first} | {one for one in made if one in second} == made
    assert not {one for one in made if one in first and one in second}


def test_what_was_told_and_what_holds_a_date_back_are_said(worker, page):
    application = received(worker, 70)
    assert "pas été prévenu" in page("?within=0")
    list(ticking.run_clocks(TODAY))
    told = page("?within=0")
    assert "1 acte" in told
    assert application.reference in told


@pytest.mark.parametrize("role", [Role.PARTNER, Role.AUDITOR, Role.ADMINISTRATOR])
def test_only_sites_have_deadlines(client, system, role):
    assert sign_in(client, make_agent(role)).get("/deadlines/").status_code == 404


@pytest.mark.parametrize(
    "query", ["?within=x", "?effect=nothing", "?after=%00", "?after=A-99-NONE", "?referent=x"]
)
def test_nonsense_in_the_address_shows_the_page(page, query):
    page(query)
