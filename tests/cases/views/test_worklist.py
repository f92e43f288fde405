"""The list of files: filters, orders, pages both ways, kept filters, finding one while typing."""

import re
from datetime import date, timedelta

import pytest
from django.utils import timezone

from cases.models import CaseFile, SavedFilter
from nps.accounts.models import Role
from nps.journal.models import Entry
from tests.support.accounts import make_agent, sign_in
from tests.support.cases import make_case_file, make_document
from tests.support.client import Browser
from tests.support.people import make_household, make_person

pytestmark = pytest.mark.usefixtures("one_factor")
TODAY = timezone.localdate()
FILE = re.compile(r"/cases/(D-[\w-]+)/\"")


@pytest.fixture
def worker(system):
    return make_agent()


@pytest.fixture
def browser(worker):
    return sign_in(Browser(), worker)


def listed(browser, query: str = "?all=1") -> list[str]:
    return FILE.findall(browser.get(f"/cases/{query}").content.decode())


def some(worker, number: int, **fields) -> list[str]:
    """References of files opened one a day, the oldest first."""
    first = date(2024, 1, 1)
    return [
        make_case_file(worker, opened_on=first + timedelta(days=n), **fields).reference for n in range(number)
    ]


def test_newest_first_and_twenty_five_a_page_both_ways(worker, browser):
    references = some(worker, 30)[::-1]
    page = browser.get("/cases/").content.decode()
    assert FILE.findall(page) == references[:25]
    following = re.search(r'rel="next" href="([^"]+)"', page)[1].replace("&amp;", "&")
    page = browser.get(f"/cases/{following}").content.decode()
    assert FILE.findall(page) == references[25:]
    former = re.search(r'rel="prev" href="([^"]+)"', page)[1].replace("&amp;", "&")
    assert listed(browser, former) == references[:25]


@pytest.mark.parametrize("sort", ["opened", "-opened", "contact", "-contact", "reference", "-reference"])
def test_each_order_is_a_link_and_its_reverse(sort, worker, browser):
    cases = [make_case_file(worker) for _ in range(3)]
    for n, case in enumerate(cases):
        day = date(2024, 1, 1) + timedelta(days=n)
        CaseFile.objects.filter(pk=case.pk).update(opened_on=day, last_contact_on=day)
    expected = [case.reference for case in cases]
    if "reference" in sort:
        expected = sorted(expected)
    assert listed(browser, f"?sort={sort}") == (expected[::-1] if sort.startswith("-") else expected)
    way = "descending" if sort.startswith("-") else "ascending"
    assert f'aria-sort="{way}"' in browser.get(f"/cases/?sort={sort}").content.decode()


def test_by_legal_date_only_files_where_one_runs_and_it_is_said(worker, browser):
    none, later, soon = (make_case_file(worker) for _ in range(3))
    for case, days in ((later, 40), (soon, 3)):
        CaseFile.objects.filter(pk=case.pk).update(
            next_clock_on=TODAY + timedelta(days=days), next_clock="lapse"
        )
    assert listed(browser, "?sort=due") == [soon.reference, later.reference]
    assert listed(browser, "?sort=-due") == [later.reference, soon.reference]
    assert "aucune ne court ne sont pas dans cette liste" in browser.get("/cases/?sort=due").content.decode()
    assert listed(browser, f"?sort=due&after={none.reference}") == [soon.reference, later.reference]


def test_each_filter_is_told_and_can_be_taken_away(worker, browser):
    colleague = make_agent(site=worker.site)
    mine, hers = make_case_file(worker), make_case_file(colleague)
    CaseFile.objects.filter(pk=mine.pk).update(
        next_clock_on=TODAY - timedelta(days=1), next_clock="lapse", last_contact_on=date(2024, 1, 1)
    )
    make_document(mine, "to_check")
    for query in (
        "referent=me",
        "due=late",
        "arrived=on",
        "contact_before=01/02/2024",
        f"reference={mine.reference.lower()}",
    ):
        assert listed(browser, f"?{query}") == [mine.reference], query
        assert "retirer ce filtre" in browser.get(f"/cases/?{query}").content.decode()
    assert listed(browser, f"?referent={colleague.pk}") == [hers.reference]
    assert listed(browser, "?due=7") == []
    assert len(listed(browser, "?state=assessment")) == 2


@pytest.mark.parametrize(
    "query",
    ["sort=password", "referent=999999", "referent=x", "due=400", "contact_before=demain", "after=D-00-XXXXX",
     "after=%00", "before=D-00-XXXXX", "state=;drop"],
)  # fmt: skip
def test_what_cannot_be_read_is_as_if_it_were_not_there(query, worker, browser):
    case = make_case_file(worker)
    assert listed(browser, f"?{query}") == [case.reference]


def test_a_file_of_another_site_is_neither_listed_nor_a_place_in_the_list(worker, browser):
    own, foreign = make_case_file(worker), make_case_file()
    assert listed(browser) == [own.reference]
    assert listed(browser, f"?after={foreign.reference}") == [own.reference]


def test_a_filter_is_kept_under_a_name_opens_the_list_and_is_forgotten(worker, browser):
    colleague = make_agent(site=worker.site)
    mine, hers = make_case_file(worker), make_case_file(colleague)
    kept = browser.post("/cases/filters/?referent=me&sort=due", {"name": "Les miens"})
    assert kept["Location"] == "/cases/?referent=me&sort=due"
    browser.post("/cases/filters/?referent=me", {"name": "À moi", "is_default": "on"})
    assert browser.get("/cases/")["Location"] == "/cases/?referent=me"
    assert {*listed(browser)} == {mine.reference, hers.reference}
    other = sign_in(Browser(), colleague)
    assert "À moi" not in other.get("/cases/").content.decode()
    key = SavedFilter.objects.get(name="À moi").pk
    assert other.post(f"/cases/filters/{key}/delete/").status_code == 404
    assert browser.post(f"/cases/filters/{key}/delete/").status_code == 302
    assert browser.get("/cases/").status_code == 200


def test_one_default_at_most_and_a_name_kept_twice_is_replaced(worker, browser):
    for name in ("A", "B", "B"):
        browser.post("/cases/filters/?state=intake", {"name": name, "is_default": "on"})
    assert list(SavedFilter.objects.order_by("name").values_list("name", "is_default")) == [
        ("A", False),
        ("B", True),
    ]


def test_a_file_is_found_by_reference_or_by_name_with_a_fault(worker, browser):
    household = make_household(worker, (make_person(worker, "Okafor", "Ada"), "applicant"))
    case = make_case_file(worker, household=household)
    for typed in (case.reference, case.reference[:6].lower(), "Okafr", "okafor ada"):
        page = browser.post("/cases/find/", {"q": typed}).content.decode()
        assert case.reference in page, typed
    before = Entry.objects.count()
    fragment = browser.post("/cases/find/", {"q": "Okafor"}, headers={"HX-Request": "true"})
    assert "<html" not in fragment.content.decode()
    assert Entry.objects.count() == before


def test_nobody_of_another_site_is_found_while_typing(worker, browser):
    elsewhere = make_agent(Role.SOCIAL_WORKER)
    household = make_household(elsewhere, (make_person(elsewhere, "Okafor", "Ada"), "applicant"))
    case = make_case_file(elsewhere, household=household)
    for typed in ("Okafor", case.reference):
        page = browser.post("/cases/find/", {"q": typed}).content.decode()
        assert case.reference not in page.replace(f'value="{typed}"', "")
        assert "Chercher dans tout le service" in page


def test_a_name_typed_is_in_no_address(worker, browser):
    assert "q" not in browser.get("/cases/find/?q=Okafor").context["find"].data
