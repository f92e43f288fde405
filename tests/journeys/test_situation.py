"""The promise: what a family says on one sheet of paper is typed in less than three minutes."""

from dataclasses import dataclass, field

import pytest
from django.utils import timezone

from cases.demonstration import office as specimens
from cases.demonstration.play import register
from eligibility.facts import situation_of
from eligibility.models import Fact
from nps.accounts.acting import acting, actor_of
from nps.people.models import Person
from tests.journeys.conftest import WAIT, Desk

pytestmark = pytest.mark.django_db(transaction=True)

# Keystroke-level model (Card, Moran and Newell, 1983): an average typist, seconds.
KEY, POINT, THINK = 0.28, 1.1, 1.35
MOST_INPUTS, MOST_SECONDS = 40, 180
# The sheet, as the counter hears it: the household, then each person. An income: kind, net, since.
SHEET = {
    "couple": "none",
    "housing.tenure": "tenant",
    "housing.rent": "900",
    "housing.service_charges": "60",
    "housing.lease_in_name": "yes",
    "housing.flat_share": "no",
    "housing.parking": "0",
    "housing.housing_benefit.claimed": "yes",
    "housing.housing_benefit.monthly": "150",
    "housing.arrears": "no",
    "energy.contract": "yes",
    "energy.other_preventive_aid": "no",
    "tax.declared_monthly_income": "1300",
    "tax.income_tax": "0",
    "boxes-event": "none_of_these",
}
ADA = {
    "boxes-adult": "none_of_these",
    "income": ("wage", "1300", "01/2023"),
    "legal_benefits_claimed": "yes",
    "asked.disability": "no",
    "in_paris_since": "06/2015",
}
SAM = {"boxes-child": "none_of_these", "schooling": "college"}
LINA = {"boxes-child": "none_of_these"}


@dataclass
class Hands:
    """What is typed and clicked, and how long hands take for it."""

    desk: Desk
    inputs: int = 0
    seconds: float = 0
    done: set[str] = field(default_factory=set)

    def answer(self, name: str, value: str) -> None:
        """One control, once, when the page asks for it."""
        controls = self.desk.page.locator(f'main [name="{name}"]:visible')
        if name in self.done or not controls.count():
            return
        self.done.add(name)
        self.inputs += 1
        self.seconds += THINK + POINT
        if controls.first.get_attribute("type") in ("radio", "checkbox"):
            self.desk.page.locator(f'main [name="{name}"][value="{value}"]').check()
        elif controls.evaluate("control => control.tagName") == "SELECT":
            controls.select_option(value)
        else:
            controls.fill(value)
            self.seconds += KEY * len(value)

    def sheet(self, key: str, said: dict) -> None:
        for name, value in said.items():
            if name == "income":
                for part, text in zip(("kind", "net", "from"), value, strict=True):
                    self.answer(f"{key}-income0-{part}", text)
            else:
                self.answer(f"{key}-{name}", value)

    def press(self, name: str) -> None:
        self.inputs += 1
        self.seconds += THINK + POINT
        self.desk.press(name)


@pytest.fixture
def case(office):
    with acting(*actor_of(office.worker)):
        return register(office.worker, specimens.read("lone_parent"), timezone.localdate())[0]


def questions(desk: Desk) -> int:
    """The questions in sight, as a person counts them: rows of incomes are one."""
    return desk.page.locator("main .nps-question:visible:not(.nps-question--row)").count()


def test_a_family_is_typed_in_less_than_three_minutes(desk, office, case, meet):
    with acting("system"):
        found = (Person.objects.get(given_names__startswith=name) for name in ("Ada", "Sam", "Lina"))
        ada, sam, lina = (str(person.pk) for person in found)
    worker = desk(office.worker).sign_in()
    hands = Hands(worker)
    worker.go(f"/cases/{case.reference}/situation/")
    assert questions(worker) <= 20
    meet(worker.page, "a family at first sight")
    for _page in range(3):
        for key, said in (("home", SHEET), (ada, ADA), (sam, SAM), (lina, LINA)):
            hands.sheet(key, said)
        hands.press("Enregistrer et revenir plus tard")
        worker.reads("Enregistré.")
        meet(worker.page, f"a family, saved {_page + 1}")
        if "home-housing.housing_benefit.monthly" in hands.done:
            break
    hands.press("Vérifier les droits")
    worker.page.wait_for_url("**/rights/*/", timeout=2 * WAIT)
    assert hands.inputs <= MOST_INPUTS
    assert hands.seconds <= MOST_SECONDS
    with acting("system"):
        known = situation_of(case.household, timezone.localdate())
        assert known.housing.rent == 900
        assert [(income.kind, income.since) for income in known.persons[0].incomes] == [("wage", "2023-01")]
        assert known.persons[1].shared_custody is False
        assert known.works.part == "none"
        assert not Fact.objects.filter(household=case.household, replaced_at__isnull=False).exists()
