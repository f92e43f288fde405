"""« Référentiels », as administrators meet it: prepare, submit, read again, decide."""

import re
from datetime import date, timedelta

import pytest
from django.utils import timezone

from cases.services import files
from eligibility import caseload, stewardship
from eligibility.change_sets import Act, ChangeSet
from eligibility.models import CaseloadRun, RightsCheck, RunKind
from eligibility.parameters import published
from nps.accounts.acting import acting, actor_of
from nps.accounts.models import Role
from tests.cases.services.test_caseload import office_file, worked
from tests.support.accounts import make_agent, sign_in
from tests.support.client import Browser
from tests.support.pages import faults_of, read

pytestmark = pytest.mark.usefixtures("one_factor")
NEW = "/manage/reference/new/?group=paris_logement"
TEXT = "SPÉCIMEN : délibération 2027 DASES 1, annexe II 2.1 b/2"


@pytest.fixture
def author(db):
    return make_agent(Role.ADMINISTRATOR)


@pytest.fixture
def other(db):
    return make_agent(Role.ADMINISTRATOR)


def at(agent) -> Browser:
    return sign_in(Browser(), agent)


def tomorrow() -> date:
    return timezone.localdate() + timedelta(days=1)


def field_of(html: str, label: str) -> str:
    """The name of the field under this label."""
    page = read(html)
    (found,) = [e.attrs["for"] for e in page.all("label") if e.text.strip().startswith(label)]
    return next(e.attrs["name"] for e in page.all("input") if e.attrs.get("id") == found)


def prepare(browser: Browser, value: str = "1 450,00", day: date | None = None, url: str = NEW):
    field = field_of(browser.get(url).content.decode(), "Plafond, sans enfant")
    typed = {"in_force_on": f"{day or tomorrow():%d/%m/%Y}", "reference": TEXT, field: value}
    return browser.post(url, typed)


def only_set(agent) -> ChangeSet:
    with acting(*actor_of(agent)):
        return ChangeSet.objects.get()


def test_nothing_to_come_is_said(author):
    html = at(author).get("/manage/reference/").content.decode()
    assert "Aucune règle à venir." in html
    assert "Ajouter une règle datée" in html


def test_a_value_goes_from_the_form_to_the_law(author, other):
    assert prepare(at(author)).status_code == 302
    found = only_set(author)
    assert (found.figures, found.in_force_on) == ({"paris_logement.ceiling.without_child": 1450}, tomorrow())
    page = f"/manage/reference/{found.public_id}/"
    html = at(author).get(page).content.decode()
    assert faults_of(html) == []
    assert "1\u202f400,00\u00a0€" in html
    assert "+3,6\u202f%" in html
    at(author).post(f"{page}submit/")
    assert at(other).post(f"{page}review/", {"verdict": "approve"})["Location"] == page
    html = at(other).get("/manage/reference/").content.decode()
    assert "Aucune règle à venir." not in html
    with acting(*actor_of(other)):
        assert (
            stewardship.figures_in_force().value("paris_logement.ceiling.without_child", tomorrow()) == 1450
        )


@pytest.mark.parametrize(
    ("typed", "told"),
    [
        ({"value": "abc"}, "Écrivez un nombre, par exemple 900 ou 900,50."),
        ({"value": "1.300"}, "peut se lire de deux façons"),
        ({"value": ""}, "Écrivez au moins une nouvelle valeur."),
        ({"value": "1400"}, "Écrivez au moins une nouvelle valeur."),
        ({"day": date(2020, 1, 1)}, "Cette date est passée. Écrivez une date à venir."),
    ],
)
def test_a_fault_is_told_and_nothing_typed_is_lost(author, typed, told):
    response = prepare(at(author), **typed)
    html = response.content.decode()
    assert response.status_code == 422
    assert told in html
    assert TEXT in html
    assert "<title>Erreur" in html
    with acting(*actor_of(author)):
        assert not ChangeSet.objects.exists()


def test_a_day_before_the_last_value_is_told_beside_its_field(author, other):
    day = tomorrow() + timedelta(days=20)
    prepare(at(author), day=day)
    page = f"/manage/reference/{only_set(author).public_id}/"
    at(author).post(f"{page}submit/")
    at(other).post(f"{page}review/", {"verdict": "approve"})
    response = prepare(at(author), "1500", day)
    assert response.status_code == 422
    assert f"a déjà une valeur à partir du {day:%d/%m/%Y}" in response.content.decode()


def test_a_draft_is_corrected(author):
    prepare(at(author))
    first = only_set(author)
    url = f"/manage/reference/new/?instead={first.public_id}"
    html = at(author).get(url).content.decode()
    assert re.search(r'value="1450"', html)
    assert prepare(at(author), "1460", url=url).status_code == 302
    with acting(*actor_of(author)):
        states = {one.figures["paris_logement.ceiling.without_child"]: stewardship.state_of(one)
                  for one in ChangeSet.objects.all()}  # fmt: skip
    assert states == {1450: Act.WITHDRAWN, 1460: stewardship.DRAFT}


def test_the_author_reads_why_they_cannot_decide(author, other):
    prepare(at(author))
    page = f"/manage/reference/{only_set(author).public_id}/"
    assert at(other).post(f"{page}submit/", follow=True).status_code == 200
    at(author).post(f"{page}submit/")
    assert "Une autre personne doit la relire." in at(author).get(page).content.decode()
    assert at(author).get(f"{page}review/").status_code == 403
    assert at(author).post(f"{page}review/", {"verdict": "approve"}).status_code == 403
    with acting(*actor_of(author)):
        assert stewardship.state_of(ChangeSet.objects.get()) == Act.SUBMITTED


def test_a_rejection_asks_why(author, other):
    prepare(at(author))
    page = f"/manage/reference/{only_set(author).public_id}/"
    at(author).post(f"{page}submit/")
    response = at(other).post(f"{page}review/", {"verdict": "reject"})
    assert response.status_code == 422
    assert "Écrivez pourquoi cette règle est rejetée." in response.content.decode()
    at(other).post(f"{page}review/", {"verdict": "reject", "reason": "SPÉCIMEN : mauvaise annexe"})
    html = at(author).get(page).content.decode()
    assert "SPÉCIMEN : mauvaise annexe" in html
    assert at(other).post(f"{page}review/", {"verdict": "approve"})["Location"] == page
    with acting(*actor_of(author)):
        assert stewardship.state_of(ChangeSet.objects.get()) == Act.REJECTED


def test_an_impossible_value_says_why_it_is_not_submitted(author):
    prepare(at(author), "9000")
    page = f"/manage/reference/{only_set(author).public_id}/"
    html = at(author).get(page).content.decode()
    assert "dépasse Paris Logement" in html
    assert "Plus de 20\u202f% d’écart" in html
    assert "Soumettre à la relecture" not in html
    assert "épreuve a échoué" in at(author).post(f"{page}submit/", follow=True).content.decode()


def test_a_form_sent_twice_makes_one_draft(author):
    browser = at(author)
    html = browser.get(NEW).content.decode()
    key = re.search(r'name="once_key" value="([^"]+)"', html)[1]
    field = field_of(html, "Plafond, sans enfant")
    typed = {"in_force_on": f"{tomorrow():%d/%m/%Y}", "reference": TEXT, field: "1450", "once_key": key}
    assert browser.post(NEW, typed)["Location"] == browser.post(NEW, typed)["Location"]
    only_set(author)


def test_the_effect_on_the_files_is_shown_once_computed(author, other):
    with acting("system"):
        office_file(make_agent(), "retired_tenant")
    prepare(at(author), day=tomorrow())
    found = only_set(author)
    page = f"/manage/reference/{found.public_id}/"
    assert "L’effet n’a pas encore été calculé." in at(author).get(page).content.decode()
    response = at(author).post(f"{page}effect/")
    with acting("system"):
        run = CaseloadRun.objects.get(kind=RunKind.EFFECT)
        assert response["Location"] == f"/caseload/{run.public_id}/"
        worked(run)
        run.refresh_from_db()
        assert run.ended_at
        assert caseload.latest_effect(run.figures)
    html = at(author).get(page).content.decode()
    assert "Calculé le" in html
    assert "Foyers sans changement" in html


def test_a_check_applies_the_approved_figures_of_its_day(author, other):
    prepare(at(author))
    page = f"/manage/reference/{only_set(author).public_id}/"
    at(author).post(f"{page}submit/")
    at(other).post(f"{page}review/", {"verdict": "approve"})
    with acting("system"):
        worker = make_agent()
        case = office_file(worker, "retired_tenant")
        for day in (timezone.localdate(), tomorrow()):
            files.check_rights(actor=worker, case=case, on=day, national=False)
        before, after = RightsCheck.objects.order_by("pk")[:2]
    assert (ceiling_of(before), ceiling_of(after)) == (1400, 1450)
    assert before.versions["figures"] == after.versions["figures"] != published().digest[:12]


def ceiling_of(check: RightsCheck) -> float:
    """The ceiling of resources the check held Paris Logement against."""
    right = next(right for right in check.result["rights"] if right["code"] == "paris_logement")
    return next(c["threshold"] for c in right["conditions"] if c["name"] == "resources")
