"""A change of situation on its pages: one form, one batch, applied once, found again, told when stale."""

import re
from html import unescape

import pytest
from django.urls import reverse

from cases import batches
from cases.models import Award, EventKind, LifeEvent, Recovery
from cases.services.files import record_situation
from nps.accounts.models import Role
from nps.ui.formats import date_short
from tests.cases.views.test_situation import filled
from tests.support.accounts import make_agent, sign_in
from tests.support.cases import make_application
from tests.support.changes import CHANGED, LONE, TODAY, applicant, event_of, lone_parent
from tests.support.pages import faults_of, read, text_of

pytestmark = pytest.mark.usefixtures("one_factor")


@pytest.fixture
def case(system, client):
    case = lone_parent(make_agent())
    sign_in(client, case.referent)
    return case


@pytest.fixture(autouse=True)
def _by_law_alone(monkeypatch):
    """The national part has its own tests: these pages are asked for with the by-law's."""
    real = batches.engine.check_many
    monkeypatch.setattr(
        batches.engine, "check_many", lambda *args, **more: real(*args, **{**more, "national": False})
    )


def address(case, kind=""):
    url = reverse("cases:life_event", args=[case.reference])
    return f"{url}?event={kind}" if kind else url


def richer(client, case):
    """Told on the form: 9 000 € a month, and that incomes changed. The page of its batch."""
    url, key = address(case, "new_resources"), applicant(case).pk
    posted = filled(client.get(url).content.decode()) | {
        "happened_on": date_short(CHANGED),
        "told_on": date_short(TODAY),
        f"{key}-incomes.wage-net": "9000",
        f"{key}-incomes.wage-gross": "",
        "home-tax.recent_change": "yes",
    }
    answer = client.post(url, posted)
    assert answer.status_code == 302, text_of(answer.content.decode())
    return answer.url


def posted_of(html: str) -> dict:
    found = filled(html)
    inputs = read(html).all("input")
    found["seen"] = [unescape(e.attrs["value"]) for e in inputs if e.attrs.get("name") == "seen"]
    return found


def test_every_kind_has_a_form_without_fault(client, case):
    for kind in EventKind.values:
        html = client.get(address(case, kind)).content.decode()
        assert not faults_of(html), kind
        assert "happened_on" in html


def test_only_what_the_event_changes_is_asked(client, case):
    html = client.get(address(case, "job_loss")).content.decode()
    assert "incomes.wage" in html
    assert "housing.tenure" not in html
    html = client.get(address(case, "move")).content.decode()
    assert "housing.tenure" in html
    assert "incomes.wage" not in html
    assert 'value="900' not in html  # the rent of the former home is not the new one's


def test_what_is_told_leads_to_one_batch_that_is_applied(client, case):
    url = richer(client, case)
    html = client.get(url).content.decode()
    assert not faults_of(html)
    said = text_of(html)
    assert "interrompre à partir du" in said
    assert "600,00" in said
    assert Award.objects.get(benefit=LONE).state == "active"
    answer = client.post(url, posted_of(html) | {"apply": "1"})
    assert answer.url == reverse("cases:case", args=[case.reference])
    assert Award.objects.get(benefit=LONE).state == "interrupted"
    assert "Appliqué par" in text_of(client.get(url).content.decode())


def test_the_same_form_posted_twice_applies_once(client, case):
    url = richer(client, case)
    posted = posted_of(client.get(url).content.decode()) | {"apply": "1"}
    client.post(url, posted)
    client.post(url, posted)
    assert Recovery.objects.count() == 1


def test_a_line_left_out_needs_its_reason_and_the_draft_keeps_it(client, case):
    url = richer(client, case)
    html = client.get(url).content.decode()
    posted = posted_of(html)
    line = next(key for key in posted["line"] if key.startswith("overpaid:"))
    posted["line"] = [key for key in posted["line"] if key != line]
    refused = client.post(url, posted | {"apply": "1"})
    assert refused.status_code == 422
    assert "pourquoi" in text_of(refused.content.decode())
    client.post(url, posted | {f"why-{line}": "SPÉCIMEN, erreur du service"})
    found = client.get(url).content.decode()
    assert "SPÉCIMEN, erreur du service" in found
    answer = client.post(url, posted_of(found) | {"apply": "1"})
    assert answer.status_code == 302
    assert not Recovery.objects.exists()


def test_a_batch_read_before_the_file_changed_is_shown_again_with_what_changed(client, case):
    url = richer(client, case)
    posted = posted_of(client.get(url).content.decode()) | {"apply": "1"}
    make_application(case, "received", benefit="aspeh")
    again = client.post(url, posted)
    assert again.status_code == 422
    said = text_of(again.content.decode())
    assert "relisez" in said
    assert "a changé" in said
    assert Award.objects.get(benefit=LONE).state == "active"
    client.post(url, posted_of(again.content.decode()) | {"apply": "1"})
    assert Award.objects.get(benefit=LONE).state == "interrupted"


def test_facts_told_meanwhile_by_somebody_else_are_seen_before(client, case):
    url = richer(client, case)
    posted = posted_of(client.get(url).content.decode()) | {"apply": "1"}
    person = applicant(case)
    record_situation(
        actor=case.referent, case=case, answers={(person, "incomes.wage"): {"monthly_net": 9000.0}}
    )
    again = client.post(url, posted)
    assert again.status_code == 422
    assert "n’est plus dans ce changement" in text_of(again.content.decode())


def test_a_draft_is_found_again_by_the_site_and_given_up(client, case):
    url = richer(client, case)
    colleague = make_agent(site=case.site)
    sign_in(client, colleague)
    home = client.get(address(case)).content.decode()
    assert case.referent.full_name in home
    assert url in home
    client.post(url, {"cancel": "1"})
    assert LifeEvent.objects.get().state == "cancelled"
    assert client.post(url, {"apply": "1"}).status_code == 200


def test_a_change_to_come_or_told_before_it_happened_is_a_fault_of_the_form(client, case):
    url = address(case, "new_resources")
    posted = filled(client.get(url).content.decode())
    for happened, told in (("01/01/2099", date_short(TODAY)), (date_short(TODAY), date_short(CHANGED))):
        answer = client.post(url, posted | {"happened_on": happened, "told_on": told})
        assert answer.status_code == 422
    assert (
        client.post(url, posted | {"happened_on": date_short(CHANGED)}).status_code == 422
    )  # nothing changes
    assert not LifeEvent.objects.exists()


def test_a_sick_leave_counts_from_six_months(client, case):
    url = address(case, "sick_leave")
    posted = filled(client.get(url).content.decode()) | {"happened_on": date_short(CHANGED)}
    assert "six mois" in text_of(client.post(url, posted).content.decode())


def test_another_site_sees_nothing(client, case):
    event = event_of(case, "new_resources", [(applicant(case), "incomes.wage", {"monthly_net": 9000.0})])
    sign_in(client, make_agent(Role.SUPERVISOR))
    url = reverse("cases:review_life_event", args=[case.reference, event.public_id])
    assert client.get(url).status_code == client.get(address(case)).status_code == 404
    other = lone_parent(make_agent())
    sign_in(client, other.referent)
    url = reverse("cases:review_life_event", args=[other.reference, event.public_id])
    assert client.get(url).status_code == 404


def test_nothing_of_the_batch_is_written_by_reading_it(client, case):
    url = richer(client, case)
    before = LifeEvent.objects.values().get()
    for _twice in range(2):
        client.get(url)
    assert LifeEvent.objects.values().get() == before
    assert re.search(r'name="seen"', client.get(url).content.decode())
