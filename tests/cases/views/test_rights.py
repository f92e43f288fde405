"""The rights page: groups, the question that decides answered in place, certainty, links to the law."""

import html
import re
import uuid

import pytest
from django.utils import timezone

from cases.certainty import provable
from cases.demonstration import office
from cases.demonstration.play import answers, register
from cases.services import files
from eligibility.facts import record_facts
from eligibility.models import Fact, RightsCheck, Source
from tests.support.accounts import make_agent, sign_in
from tests.support.cases import make_document, make_rights_check
from tests.support.pages import faults_of

pytestmark = pytest.mark.usefixtures("one_factor")
FACT = "energy.other_preventive_aid"


@pytest.fixture
def worker(system):
    return make_agent()


@pytest.fixture
def case(worker):
    """The demonstration's lone parent; one answer is not known."""
    household = office.read("lone_parent")
    case, met = register(worker, household, timezone.localdate())
    told = answers(household, met)
    told[(None, FACT)] = None
    files.record_situation(actor=worker, case=case, answers=told)
    return case


@pytest.fixture
def check(case, worker):
    return files.check_rights(actor=worker, case=case, on=timezone.localdate(), national=False)


@pytest.fixture
def browser(client, worker):
    return sign_in(client, worker)


def url(case, check, act=""):
    return f"/cases/{case.reference}/rights/{check.public_id}/{act}"


def words(page) -> str:
    text = re.sub(r"<[^>]+>", " ", page.content.decode())
    return re.sub(r"\s+", " ", html.unescape(text))


def test_the_page_is_sound(browser, case, check):
    page = browser.get(url(case, check))
    assert page.status_code == 200
    assert not faults_of(page.content.decode())


def test_the_question_that_decides_is_asked_where_the_right_is(browser, case, check):
    said = words(browser.get(url(case, check)))
    assert "La question qui décide : Autre aide préventive à l’énergie ?" in said.replace("\u202f", " ")
    assert "Répondre et revérifier" in said


def test_an_answer_is_kept_and_the_rights_are_checked_again(browser, case, check):
    key = str(uuid.uuid4())
    told = {"fact": FACT, "answer": "no", "once_key": key}
    first = browser.post(url(case, check, "answer/"), told)
    again = browser.post(url(case, check, "answer/"), told)
    assert first.status_code == again.status_code == 302
    assert first.headers["Location"] == again.headers["Location"] != url(case, check)
    assert case.household.rights_checks.count() == 2, "once"
    kept = case.household.facts.get(name=FACT, replaced_at=None)
    assert (kept.value, kept.source) == (False, Source.DECLARED)
    new = case.household.rights_checks.order_by("-pk").first()
    found = {right["code"]: right["status"] for right in new.result["rights"]}
    assert found["paris_energie_familles"] == "entitled"
    assert RightsCheck.objects.get(pk=check.pk).result == check.result, "immutable"


def test_not_knowing_changes_nothing(browser, case, check):
    answer = browser.post(url(case, check, "answer/"), {"fact": FACT, "answer": "unknown"})
    assert answer.headers["Location"] == url(case, check)
    assert case.household.rights_checks.count() == 1


def test_no_answer_is_told_on_the_page(browser, case, check):
    page = browser.post(url(case, check, "answer/"), {"fact": FACT})
    assert page.status_code == 422
    assert "Choisissez une réponse" in words(page)


@pytest.mark.parametrize("fact", ["housing.rent", "persons", "nonsense", ""])
def test_only_a_question_the_page_asks_is_answered(browser, case, check, fact):
    assert browser.post(url(case, check, "answer/"), {"fact": fact, "answer": "no"}).status_code == 404


def test_an_answer_that_contradicts_is_told_and_not_written(browser, worker):
    household = office.read("retired_tenant")
    case, met = register(worker, household, timezone.localdate())
    told = {(met[0], "asked.autonomy"): True, (met[0], "loss_of_autonomy"): "medical_certificate"}
    files.record_situation(actor=worker, case=case, answers=answers(household, met) | told)
    check = files.check_rights(actor=worker, case=case, on=timezone.localdate(), national=False)
    later = {"fact": "persons[0].autonomy_certificate_on", "answer": "01/01/2100"}
    page = browser.post(url(case, check, "answer/"), later)
    assert page.status_code == 422
    assert "Cette date est dans le futur" in words(page)
    assert not case.household.facts.filter(name="autonomy_certificate_on").exists()
    assert case.household.rights_checks.count() == 1


def test_a_check_on_another_situation_asks_nothing_and_offers_a_new_one(browser, worker, case, check):
    files.record_situation(actor=worker, case=case, answers={(None, "housing.parking"): 40.0})
    said = words(browser.get(url(case, check)))
    assert "La situation a changé depuis" in said
    assert "Répondre et revérifier" not in said
    browser.post(url(case, check, "answer/"), {"fact": FACT, "answer": "no"})
    assert not case.household.facts.filter(name=FACT, value=False).exists()
    moved = browser.post(f"/cases/{case.reference}/rights/again/")
    assert moved.status_code == 302
    assert case.household.rights_checks.count() == 2


def test_what_is_only_declared_is_named_and_what_is_proved_is_said(browser, worker, case, check):
    said = words(browser.get(url(case, check)))
    assert "Déclaré, à prouver :" in said
    assert ": oui, déclaré" in said.replace("\u00a0", " ")
    people = [member.person for member in case.household.memberships.all()]
    piece = make_document(case, type="identity_card", people=people)
    known = {
        (f.person, f.name): f.value for f in Fact.objects.filter(replaced_at=None) if f.value is not None
    }
    record_facts(
        actor=worker, household=case.household, answers=known, case_reference=case.reference,
        source=Source.DOCUMENT, document=piece,
    )  # fmt: skip
    said = words(browser.get(url(case, check)))
    assert "Tout est prouvé" in said
    assert "Déclaré, à prouver" not in said


def test_what_no_piece_can_prove_is_not_asked_to_be_proved():
    assert all(map(provable, ("persons[0].incomes[1].monthly_net", "housing.rent", "persons[1].birth_date")))
    assert provable("persons[0].months_in_paris_last_5_years")
    assert not any(
        map(provable, ("persons[2].in_care", "persons[0].legal_benefits_claimed", "housing.decent"))
    )


def test_each_article_leads_to_its_text(browser, case, check):
    page = browser.get(url(case, check)).content.decode()
    links = set(re.findall(r'href="(/law/[^"#]+)#([^"]+)"', page))
    assert ("/law/2019-09-01/IV-2.2/", "b-1") in links
    for path, anchor in links:
        assert f'id="{anchor}"' in browser.get(path).content.decode()


def test_sums_of_different_periods_are_never_added(browser, case, check):
    bundle = check.result["bundle"]
    said = words(browser.get(url(case, check))).replace("\u00a0", " ").replace("\u202f", " ")
    assert "150,00 € par mois" in said
    assert "peut-être 138,00 € de plus par an" in said
    total = f"{bundle['monthly'] + check.result['possible']['yearly']:.2f}".replace(".", ",")
    assert total not in said


def test_a_check_of_former_days_is_still_read(browser, worker, case):
    right = {
        "code": "paris_logement", "by_law": "II-2.1", "status": "undetermined", "amount": None,
        "every": "month", "duration_months": 12, "missing": ["housing.rent"], "proofs": [],
        "conditions": [{"name": "resources", "article": "II-2.1 b/2", "holds": None}], "discretionary": False,
    }  # fmt: skip
    old = make_rights_check(
        case,
        result={"rights": [right], "bundle": {"rights": [], "monthly": 0, "yearly": 0}},
        inputs={"persons": [], "a key of former days": 1},
        versions={"reglement": "2019-09-01", "ceilings": "2024-01-01", "openfisca_france": "170.0.0"},
    )
    said = words(browser.get(url(case, old)))
    assert "Ce qui manque pour décider" in said
    assert "Loyer par mois" in said


def test_a_right_that_could_not_be_computed_says_its_reference(browser, case):
    right = {
        "code": "paris_logement", "by_law": "II-2.1", "status": "undetermined", "amount": None,
        "every": "month", "duration_months": 12, "missing": [], "proofs": [], "conditions": [],
        "discretionary": False, "error": "could not be computed (R-7F3A2C)",
    }  # fmt: skip
    failed = make_rights_check(
        case,
        result={"rights": [right], "bundle": {"rights": [], "monthly": 0, "yearly": 0}},
        inputs={"persons": []},
        versions={"reglement": "2019-09-01", "ceilings": "2024-01-01", "openfisca_france": None},
    )
    assert "R-7F3A2C" in words(browser.get(url(case, failed)))


def test_a_piece_that_would_answer_is_named(browser, worker, case):
    files.record_situation(actor=worker, case=case, answers={(None, "housing.arrears"): None})
    check = files.check_rights(actor=worker, case=case, on=timezone.localdate(), national=False)
    said = words(browser.get(url(case, check))).replace("\u00a0", " ")
    assert "Ou une pièce le dira : Quittance de loyer ou avis d’échéance." in said


def test_the_national_calculation_has_its_own_page(browser, case, check):
    """Without a result of its own: a household that lacks an answer has no step."""
    assert browser.get(url(case, check, "trace/nonsense/")).status_code == 404
    page = browser.get(url(case, check, "trace/bourse_college/"))
    assert page.status_code == 200
    assert "Revenir aux droits" in words(page)
