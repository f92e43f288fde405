"""« Et si… »: what an agent sees before and after an event, that nothing is kept, and why not."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from eligibility.models import Fact, RightsCheck
from nps.accounts.acting import acting
from nps.journal.models import Entry
from nps.people.models import MemberRole
from nps.ui import formats
from tests.support import standing
from tests.support.cases import make_member
from tests.support.pages import read

place, world, sessions, browser = standing.place, standing.world, standing.sessions, standing.browser
_own_folders, _nothing_stays = standing.own_folders, standing.nothing_stays

RENT_AIDS = "Paris Logement Familles Monoparentales, Paris Logement Familles"
EVENTS = {
    "birth": {"children": "1"},
    "income": {"person": "0", "kind": "wage", "low": "0", "high": "2000", "step": "500"},
    "move": {"in_paris": "yes", "tenure": "tenant", "rent": "700", "lease_in_name": "yes"},
    "job_loss": {"person": "0", "benefit": "900"},
    "retirement": {"person": "0", "pension": ""},
    "birthday": {"person": "1", "age": "12"},
}


@pytest.fixture
def asked(world, browser):
    """`asked(event, data)`: the page after « Comparer »; without data, before it."""

    def ask(event: str, data: dict | None = None, *, language: str = "fr", case=world.case):
        url = reverse("cases:what_if", args=[case.reference])
        agent, address = browser("worker", language=language), f"{url}?event={event}"
        return agent.get(address) if data is None else agent.post(address, data)

    return ask


def kept() -> tuple[int, ...]:
    with acting("system"):
        return tuple(model.objects.count() for model in (Fact, RightsCheck, Entry))


@pytest.mark.parametrize("event", EVENTS)
def test_every_event_is_compared_and_nothing_is_kept(event, asked):
    before = kept()
    told = asked(event, EVENTS[event])
    assert told.status_code == 200, told.context["form"].errors
    assert "Rien n’est enregistré." in told.content.decode()
    assert read(told.content.decode()).all("table")
    assert kept() == before


def test_a_birth_opens_what_is_for_large_families(asked):
    told = asked("birth", EVENTS["birth"])
    changes = {row[0]: row for row in told.context["changes"].rows}
    assert "Paris Forfait Familles" in changes
    assert "A droit" in str(changes["Paris Forfait Familles"][2])


def test_along_an_income_each_picture_has_its_sums_in_the_table(asked):
    told = asked("income", EVENTS["income"])
    page = read(told.content.decode())
    pictures, table = told.context["pictures"], told.context["table"]
    assert sum(e.attrs.get("role") == "img" for e in page.all("svg")) == len(pictures)
    assert [name for name, _ in pictures] == [str(column.label) for column in table.columns[1:]]
    assert len(table.rows) == 5
    assert all(len(drawn.dots) <= len(table.rows) for _, drawn in pictures)
    assert told.context["here"] == 1300
    assert told.context["rivals"] == [RENT_AIDS]


def test_too_many_points_are_refused_with_a_remedy_and_what_was_typed_stays(asked):
    told = asked("income", {**EVENTS["income"], "step": "50", "high": "3000"})
    assert told.status_code == 422
    assert "61 calculs" in str(told.context["form"].errors["step"])
    assert 'value="3000"' in told.content.decode()


def test_without_a_partner_there_is_no_separation_and_the_page_says_so(asked):
    told = asked("separation")
    assert "pas de conjoint" in told.content.decode()
    assert "Comparer" not in [e.text for e in read(told.content.decode()).all("button")]
    assert asked("separation", {}).status_code == 200


@pytest.mark.parametrize(
    ("age", "why"), [("3", "déjà atteint"), ("60", "dans les dix ans"), ("x", "Écrivez un âge")]
)
def test_an_age_past_or_too_far_is_refused(age, why, asked):
    told = asked("birthday", {"person": "1", "age": age})
    assert why in str(told.context["form"].errors["age"])


def test_a_pension_nobody_knows_leaves_questions_not_sums(asked):
    told = asked("retirement", EVENTS["retirement"])
    assert told.context["asked"]
    assert any("on ne peut pas encore dire" in sentence for sentence in told.context["sums"])


def test_another_household_s_person_is_not_accepted(asked):
    assert asked("job_loss", {"person": "1"}).status_code == 422  # a child
    assert asked("job_loss", {"person": "99"}).status_code == 422


def test_an_event_that_does_not_exist_is_the_first_one(asked):
    assert asked("nothing").context["label"] == asked("birth").context["label"]


def test_what_is_typed_never_stands_in_the_address(asked):
    page = read(asked("income", EVENTS["income"]).content.decode())
    forms = [form for form in page.all("form") if form.inside("main")]
    assert [form.attrs.get("method") for form in forms] == ["post"]
    assert not any("2000" in link.attrs.get("href", "") for link in page.all("a"))


def test_the_next_date_is_told_before_any_event(asked, world):
    last = timezone.localdate() + timedelta(days=10)
    with acting("system"):
        facts = Fact.objects.filter(household=world.case.household, name="energy.contract")
        assert facts.update(valid_until=last) == 1
    day, changes = asked("birth").context["next"]
    assert day == formats.date_long(last + timedelta(days=1))
    assert changes == ["Paris Énergie Familles\u00a0: on ne pourra plus dire"]


@pytest.mark.parametrize("event", EVENTS)
def test_it_is_said_in_english_too(event, asked):
    page = asked(event, EVENTS[event], language="en").content.decode()
    assert "Nothing is saved." in page
    assert "Aujourd" not in read(page).all("main")[0].text


@pytest.mark.parametrize("event", sorted(EVENTS.keys() - {"birthday"}))
def test_of_a_household_nobody_described_nothing_is_made_up(event, asked, world):
    told = asked(event, EVENTS[event], case=world.intake)
    assert told.status_code == 200
    tables = [told.context[name] for name in ("changes", "same") if name in told.context]
    assert all("A droit" not in str(row[2]) for table in tables for row in table.rows)
    assert all(not drawn.dots for _, drawn in told.context.get("pictures", [])[1:])


def test_a_couple_that_separates_says_where_each_child_would_live(asked, world):
    with acting("system"):
        make_member(world.intake, MemberRole.PARTNER)
        make_member(world.intake, MemberRole.CHILD)
    form = asked("separation", case=world.intake).context["form"]
    [child] = form.children
    told = asked("separation", {f"child{child}": "shared", "maintenance": "0"}, case=world.intake)
    assert told.status_code == 200
    assert told.context["compared"]
    assert asked("separation", {f"child{child}": "nowhere"}, case=world.intake).status_code == 422
