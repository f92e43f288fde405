"""The situation page: only what is useful, nothing lost, nothing written twice, sources side by side."""

import re
from html import unescape

import pytest
from django.urls import reverse
from django.utils import timezone

from cases.demonstration import office
from cases.demonstration.play import answers, register
from cases.services import files
from eligibility.facts import current_facts, doubts_of, prove_facts, situation_of
from eligibility.models import Fact
from nps.people.models import Person
from tests.support.accounts import make_agent, sign_in
from tests.support.cases import make_document
from tests.support.pages import faults_of, read, text_of

pytestmark = pytest.mark.usefixtures("one_factor")


@pytest.fixture
def opened(system):
    """The lone parent's file, nothing said yet: the file and its people."""
    return register(make_agent(), office.read("lone_parent"), timezone.localdate())


@pytest.fixture
def case(opened):
    return opened[0]


@pytest.fixture
def said(opened):
    """The same with everything she declares."""
    case, met = opened
    household = office.read("lone_parent")
    files.record_situation(actor=case.referent, case=case, answers=answers(household, met))
    return case


@pytest.fixture
def page(client, case):
    """Ask for the page, or post answers to it as a browser would: every field it shows, changed or not."""
    sign_in(client, case.referent)
    url = reverse("cases:situation", args=[case.reference])

    def ask(posted: dict | None = None, **more):
        if posted is None:
            return client.get(url).content.decode()
        return client.post(url, {**filled(client.get(url).content.decode()), **posted, **more})

    return ask


def filled(html: str) -> dict[str, list[str]]:
    """What a browser would post of the page untouched."""
    found: dict[str, list[str]] = {}
    for element in read(html).all("input", "select"):
        name, attrs = element.attrs.get("name"), element.attrs
        if not name or name == "csrfmiddlewaretoken" or name == "once_key":
            continue
        if element.tag == "select":
            block = html[html.index(f'name="{name}"') :].split("</select>")[0]
            chosen = re.search(r'<option value="([^"]*)" selected', block)
            found[name] = [chosen[1] if chosen else ""]
        elif attrs.get("type") not in ("radio", "checkbox"):
            found[name] = [unescape(attrs.get("value") or "")]
        elif "checked" in attrs:
            found.setdefault(name, []).append(attrs.get("value") or "on")
    return found


def key(given: str, name: str) -> str:
    return f"{Person.objects.get(given_names__startswith=given).pk}-{name}"


def questions(html: str) -> int:
    kinds = [element.classes for element in read(html).elements if "nps-question" in element.classes]
    return sum("nps-question--row" not in classes for classes in kinds)


def test_a_family_has_at_most_twenty_questions_at_first_sight(page):
    html = page()
    assert questions(html) <= 20
    assert faults_of(html) == []
    assert "Loyer" not in text_of(html)


def test_answers_call_for_the_next_questions(page):
    assert page({"home-housing.tenure": "tenant"}).status_code == 302
    assert "Loyer par mois, sans les charges" in text_of(page())


def test_a_page_posted_untouched_writes_nothing(page, said):
    before = Fact.objects.count()
    assert page({}).status_code == 302
    assert Fact.objects.count() == before


def test_blank_says_nothing_and_not_knowing_is_an_answer(page, case):
    page({})
    assert not Fact.objects.exists()
    page({"home-tax.income_tax-unknown": "on", "home-couple": "unknown"})
    assert {(f.name, f.value) for f in current_facts(case.household)} == {
        ("tax.income_tax", None),
        ("couple", None),
    }
    assert "Impôt sur le revenu, par an : On ne sait pas" in text_of(page())


def test_boxes_answer_several_questions_at_once(page, case):
    page({key("Sam", "boxes-child"): ["shared_custody"], key("Lina", "boxes-child"): ["none_of_these"]})
    ada, sam, lina = situation_of(case.household, timezone.localdate()).persons
    assert (sam.shared_custody, sam.in_care, sam.dependent) == (True, False, True)
    assert (lina.shared_custody, lina.dependent, lina.disability.title) == (False, True, "none")
    assert ada.student is None


def test_not_knowing_beside_a_ticked_box_leaves_the_others_unknown(page, case):
    page({key("Sam", "boxes-child"): ["shared_custody", "unknown"]})
    sam = situation_of(case.household, timezone.localdate()).persons[1]
    assert (sam.shared_custody, sam.in_care, sam.dependent) == (True, None, None)


def test_nothing_of_that_with_something_of_that_is_asked_again(page):
    told = page({key("Sam", "boxes-child"): ["shared_custody", "none_of_these"]})
    assert told.status_code == 422
    assert "Rien de tout cela" in text_of(told.content.decode())


def test_a_year_alone_is_not_a_month(page, case):
    page({key("Ada", "in_paris_since"): "2023"})
    assert situation_of(case.household, timezone.localdate()).persons[0].months_in_paris_last_5_years is None
    assert "2023" in text_of(page())


def test_two_wages_are_two_facts(page, case):
    row = key("Ada", "income")
    wages = {f"{row}0-kind": "wage", f"{row}0-net": "900", f"{row}0-from": "01/2023"}
    assert page({**wages, f"{row}1-kind": "wage", f"{row}1-net": "200"}).status_code == 302
    incomes = situation_of(case.household, timezone.localdate()).persons[0].incomes
    assert [(income.kind, income.monthly_net, income.since) for income in incomes] == [
        ("wage", 900, "2023-01"),
        ("wage", 200, None),
    ]


@pytest.mark.parametrize(
    ("row", "told"),
    [
        ({"kind": "wage"}, "Écrivez une somme en euros"),
        ({"net": "900"}, "Choisissez de quelle ressource"),
        ({"kind": "wage", "net": "900", "from": "2023"}, "Il manque le mois"),
        ({"kind": "wage", "net": "-5"}, "sans signe moins"),
        ({"kind": "wage", "net": "900", "from": "02/2024", "until": "01/2024"}, "La fin est avant le début"),
    ],
)
def test_an_income_half_said_is_told_beside_its_field_and_kept_on_the_page(page, row, told):
    typed = {key("Ada", f"income0-{part}"): text for part, text in row.items()}
    answer = page({**typed, "home-couple": "none"})
    html = answer.content.decode()
    assert answer.status_code == 422
    assert told in text_of(html)
    assert not Fact.objects.exists()
    kept = filled(html)
    assert {name: kept[name] for name in typed} == {name: [text] for name, text in typed.items()}
    assert kept["home-couple"] == ["none"]


def test_an_income_is_taken_away(page, said):
    page({key("Ada", "incomes.wage-gone"): "on"})
    assert not current_facts(said.household).filter(name="incomes.wage").exclude(value=None).exists()


def test_what_cannot_be_true_is_told_in_words_and_nothing_is_written(page, said):
    before = Fact.objects.count()
    told = page({"home-housing.housing_benefit.claimed": "no"})
    html = told.content.decode()
    assert told.status_code == 422
    assert "Une aide est reçue sans avoir été demandée" in text_of(html)
    assert 'href="#id_home-housing.housing_benefit.monthly"' in html
    assert Fact.objects.count() == before
    assert faults_of(html) == []


def test_what_is_rare_is_flagged_and_saved(page, said):
    assert page({"home-housing.rent": "25 000"}).status_code == 302
    assert "Cette somme est très grande pour un mois" in text_of(page())


def test_a_proof_and_a_later_word_are_both_shown_until_somebody_chooses(page, said, client):
    receipt = make_document(said, period=f"{timezone.localdate():%Y-%m}")
    given = {"actor": said.referent, "household": said.household, "case_reference": said.reference}
    prove_facts(**given, document=receipt, on=timezone.localdate())
    page({"home-housing.rent": "950"})
    text = text_of(page())
    assert "Loyer par mois, sans les charges : 900,00 €" in text
    assert "950,00 € Déclaré · Choisir entre les deux" in text
    doubt = doubts_of(said.household).get()
    history = reverse("cases:fact", args=[said.reference, doubt.pk])
    html = client.get(history).content.decode()
    assert faults_of(html) == []
    assert "Prouvé par Quittance" in text_of(html)
    assert client.post(reverse("cases:settle_fact", args=[said.reference, doubt.pk])).status_code == 302
    assert "950,00" in text_of(page())
    assert "contredit" not in text_of(client.get(history).content.decode())


def test_what_expired_is_asked_again_with_what_it_was(page, case):
    old = make_document(case, period="2020-01", valid_until=timezone.localdate().replace(year=2020))
    fact = Fact(household=case.household, name="couple", value="none", source="document", document=old)
    fact.valid_until, fact.recorded_by = old.valid_until, case.referent
    fact.save()
    assert re.search(r"Vit en couple \? Non, périmé depuis le \d+(er)? \w+ 2020", text_of(page()))


def test_the_history_of_another_household_does_not_exist(page, said, client):
    other, _met = register(make_agent(), office.read("retired_tenant"), timezone.localdate())
    files.record_situation(actor=other.referent, case=other, answers={(None, "couple"): "none"})
    fact = current_facts(other.household).get()
    assert client.get(reverse("cases:fact", args=[said.reference, fact.pk])).status_code == 404
    assert client.post(reverse("cases:settle_fact", args=[said.reference, fact.pk])).status_code == 404


def test_rows_of_incomes_that_the_page_never_showed_are_not_read(page, case):
    person = case.household.memberships.get(role="applicant").person
    forged = {}
    for row in [*(f"income{n}" for n in range(120)), "incomes.wage", "incomes.wage.2", "income٣"]:
        forged |= {f"{person.pk}-{row}-kind": "wage", f"{person.pk}-{row}-net": "10"}
    assert page(forged).status_code == 302
    assert Fact.objects.filter(person=person, name__startswith="incomes.wage").count() == 10
