"""The acts on a file: what a closed one refuses, and what its pages say then."""

import pytest
from django.urls import reverse
from django.utils import timezone

from cases.services import files, pieces
from cases.services.closing import close_case_file
from cases.services.moves import Blocked, move
from eligibility.facts import record_facts
from eligibility.models import Source
from tests.support.accounts import make_agent, sign_in
from tests.support.cases import applicant_of, make_case_file, make_document
from tests.support.client import Browser

pytestmark = pytest.mark.usefixtures("one_factor")
RENT = (None, "housing.rent")
CLOSED = "Le dossier est clos"


@pytest.fixture
def worker(system):
    return make_agent()


@pytest.fixture
def case(worker):
    """A file in which two sources disagree and rights were checked, closed since."""
    case = make_case_file(worker)
    files.record_situation(
        actor=worker, case=case, answers={(applicant_of(case), "in_paris_since"): "2019-05"}
    )
    given = {"actor": worker, "household": case.household, "case_reference": case.reference}
    record_facts(answers={RENT: 600.0}, source=Source.DOCUMENT, document=make_document(case), **given)
    record_facts(answers={RENT: 700.0}, **given)
    files.check_rights(actor=worker, case=case, on=timezone.localdate(), national=False)
    close_case_file(actor=worker, case=case, closing_reason="at_request", on=timezone.localdate())
    return case  # as a page opened before the closing had read it


@pytest.fixture
def browser(worker):
    return sign_in(Browser(), worker)


def written(case) -> tuple[int, int, int]:
    facts = case.household.facts
    return facts.count(), facts.filter(replaced_at=None).count(), case.household.rights_checks.count()


def test_a_closed_file_takes_no_fact_no_choice_no_check_and_asks_for_no_piece(worker, case):
    doubt = case.household.facts.get(contests__isnull=False)
    acts = (
        lambda: files.record_situation(actor=worker, case=case, answers={RENT: 1.0}),
        lambda: files.settle_fact(actor=worker, case=case, fact=doubt.pk),
        lambda: files.check_rights(actor=worker, case=case, on=timezone.localdate(), national=False),
        lambda: pieces.ask_for_pieces(
            actor=worker, case=case, pieces=[], on=timezone.localdate(), due_on=timezone.localdate()
        ),
    )
    before = written(case)
    for act in acts:
        with pytest.raises(Blocked, match=CLOSED):
            act()
    assert written(case) == before


def test_a_reopened_file_takes_them_again(worker, case):
    move(case, "reopen", actor=worker, reason="SPÉCIMEN")
    assert files.record_situation(actor=worker, case=case, answers={(None, "housing.arrears"): 1.0})


def test_the_pages_of_a_closed_file_say_so_and_offer_nothing(browser, case):
    check = case.household.rights_checks.get().public_id
    fact = case.household.facts.filter(name="housing.rent").first()
    pages = {
        "situation": [case.reference],
        "rights_check": [case.reference, check],
        "fact": [case.reference, fact.pk],
    }
    for name, args in pages.items():
        page = browser.get(reverse(f"cases:{name}", args=args)).content.decode()
        main = page[page.index("<main") : page.index("</main>")]
        assert CLOSED in main
        assert 'type="submit"' not in main, name


def test_what_is_posted_to_a_closed_file_all_the_same_is_refused_with_words(browser, case):
    check = case.household.rights_checks.get().public_id
    doubt = case.household.facts.get(contests__isnull=False)
    before = written(case)
    posts = {
        "situation": ([], {"home-housing.arrears": "10", "check": "1"}),
        "answer": ([check], {"fact": "housing.tenure", "answer": "tenant"}),
        "check_again": ([], {}),
        "settle_fact": ([doubt.pk], {}),
    }
    for name, (args, typed) in posts.items():
        told = browser.post(reverse(f"cases:{name}", args=[case.reference, *args]), typed, follow=True)
        assert CLOSED in told.content.decode(), name
    assert written(case) == before
