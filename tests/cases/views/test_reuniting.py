"""Pages that reunite and part: what is shown to whom, every choice explicit, nothing of another site seen."""

from datetime import timedelta

import pytest
from django.db import ProgrammingError
from django.urls import reverse
from django.utils import timezone

from cases.models import CaseFile
from cases.reuniting import people as reuniting
from nps.accounts.acting import acting
from nps.people.models import MemberRole, Person, Resemblance
from nps.people.services import set_nir
from nps.people.tokens import issue
from tests.support.accounts import make_agent, sign_in
from tests.support.cases import applicant_of, make_application, make_case_file, make_document, make_member
from tests.support.client import Browser
from tests.support.people import make_household, make_person

pytestmark = pytest.mark.usefixtures("system", "one_factor")
SECRETS = ("01 99 00 00 01", "canari@specimen.example", "1987-05-04", "4 mai 1987")


@pytest.fixture
def supervisor():
    return make_agent("supervisor")


@pytest.fixture
def browser(supervisor):
    client = Browser()
    sign_in(client, supervisor)
    return client


@pytest.fixture
def two(supervisor):
    """One person registered twice, the second with a file of the site."""
    first = make_person(supervisor, "Okafor", "Ada", "04/05/1987", phone=SECRETS[0])
    second = make_person(supervisor, "Okafor", "Ada", "1987", email=SECRETS[1])
    case = make_case_file(supervisor, make_household(supervisor, (second, MemberRole.APPLICANT)))
    return first, second, case


def pair(first, second, likelihood="strong"):
    told = {"likelihood": likelihood, "points": 95, "alike": ["same_name", "same_given_name"], "seen": "0"}
    return Resemblance.objects.create(first=first, second=second, unlike=["birth_unknown"], **told)


def link(agent, first, second, purpose="merge"):
    keys = [str(first.public_id), str(second.public_id)]
    return reverse("cases:merge_people", args=[issue(purpose, agent.pk, keys)])


def text(response):
    return response.content.decode()


def test_the_list_says_what_speaks_for_and_against_and_never_that_it_is_certain(browser, two):
    pair(*two[:2])
    page = text(browser.get(reverse("cases:resemblances")))
    assert "même nom, même prénom" in page
    assert "peut-être des homonymes" in page
    assert "Très ressemblantes" in page
    assert two[2].reference in page


def test_a_person_of_another_site_is_a_name_and_a_year_without_a_comparison(browser, two, supervisor):
    other = make_agent("supervisor")
    away = make_person(other, "Okafor", "Ada", "04/05/1987", phone=SECRETS[0])
    case = make_case_file(other, make_household(other, (away, MemberRole.APPLICANT)))
    pair(two[1], away)
    page = text(browser.get(reverse("cases:resemblances")))
    assert case.site.name in page
    for secret in (*SECRETS, case.reference, "Comparer<"):
        assert secret not in page


def test_a_link_made_before_the_file_left_shows_nothing_of_it(browser, two, supervisor):
    address = link(supervisor, *two[:2])
    CaseFile.objects.filter(pk=two[2].pk).update(site=make_agent().site)
    for page in (browser.get(address), browser.post(address, {"goes_on": "first"})):
        assert "transfert" in text(page)
        for secret in (*SECRETS, two[2].reference):
            assert secret not in text(page)
    assert Person.objects.get(pk=two[1].pk).merged_into_id is None


@pytest.mark.parametrize("how", ["altered", "of another agent", "made for something else", "of one person"])
def test_a_forged_link_is_not_found(browser, two, supervisor, how):
    forged = {
        "altered": link(supervisor, *two[:2])[:-3] + "xx/",
        "of another agent": link(make_agent("supervisor"), *two[:2]),
        "made for something else": link(supervisor, *two[:2], purpose="found"),
        "of one person": reverse("cases:merge_people", args=[issue("merge", supervisor.pk, ["x"])]),
    }[how]
    assert browser.get(forged).status_code == 404


def test_an_old_link_leads_back_to_the_list(browser, two, supervisor):
    keys = [str(p.public_id) for p in two[:2]]
    old = issue("merge", supervisor.pk, keys, at=timezone.now() - timedelta(minutes=31))
    response = browser.get(reverse("cases:merge_people", args=[old]))
    assert (response.status_code, response["Location"]) == (302, reverse("cases:resemblances"))


def test_nothing_is_chosen_beforehand_and_each_choice_is_asked(browser, two, supervisor):
    address = link(supervisor, *two[:2])
    assert "checked" not in text(browser.get(address))
    refused = browser.post(address, {"goes_on": "first", "state": "x"})
    assert refused.status_code == 422
    assert {"birth", "phone", "email"} <= set(refused.context["form"].errors)


def test_reunited_and_undone_through_the_pages(browser, two, supervisor):
    first, second, case = two
    address = link(supervisor, first, second)
    state = browser.get(address).context["form"]["state"].value()
    chosen = {"goes_on": "second", "birth": "first", "phone": "first", "email": "second", "state": state}
    done = browser.post(address, chosen, follow=True)
    kept = Person.objects.get(pk=second.pk)
    assert (str(kept.birth), kept.phone, kept.email) == ("1987-05-04", *SECRETS[:2])
    assert "Annulable jusqu’au" in text(done)
    where = done.redirect_chain[-1][0]
    assert browser.post(where, {"reason": ""}).status_code == 422
    assert "Tout est revenu comme avant" in text(browser.post(where, {"reason": "SPÉCIMEN"}, follow=True))
    assert Person.objects.get(pk=second.pk).phone == ""


def test_a_record_changed_while_the_page_was_open_is_read_again(browser, two, supervisor):
    address = link(supervisor, *two[:2])
    state = browser.get(address).context["form"]["state"].value()
    Person.objects.filter(pk=two[0].pk).update(phone="01 99 00 00 02")
    chosen = {"goes_on": "first", "birth": "first", "phone": "first", "email": "second", "state": state}
    refused = browser.post(address, chosen)
    assert refused.status_code == 422
    assert "a changé entre-temps" in text(refused)


def test_two_numbers_are_read_and_the_wrong_one_taken_away_from_the_page(browser, two, supervisor):
    set_nir(actor=supervisor, person=two[0], nir="295109912611193")
    set_nir(actor=supervisor, person=two[1], nir="255081416802538")
    address = link(supervisor, *two[:2])
    assert "295109912611193" not in text(browser.get(address))
    assert "255081416802538" in text(browser.post(address, {"read": "1"}))
    browser.post(address, {"remove": "nir:second"})
    assert Person.objects.get(pk=two[1].pk).nir_index is None
    assert "Réunir</button>" in text(browser.get(address))


def test_an_old_link_to_the_absorbed_record_opens_the_file_of_the_other(browser, two, supervisor):
    first, second, case = two
    reuniting.merge_people(
        actor=supervisor, kept=first, absorbed=second,
        chosen={"birth": "kept", "phone": "kept", "email": "kept"},
    )  # fmt: skip
    response = browser.get(reverse("cases:for-person", args=[second.public_id]))
    assert response["Location"] == reverse("cases:case", args=[case.reference])


def test_two_files_reunited_by_reference_and_the_closed_one_leads_on(browser, two, supervisor):
    case, other = two[2], make_case_file(supervisor)
    found = browser.post(reverse("cases:choose_file", args=[case.reference]), {"reference": other.reference})
    page = browser.get(found["Location"])
    form = page.context["form"]
    told = dict.fromkeys(("followed_as", "address"), "kept")
    told |= {name: "other_adult" for name in form.fields if name.startswith("role_")}
    done = browser.post(found["Location"], told)
    assert done.status_code == 302, done.context["form"].errors
    assert CaseFile.objects.get(pk=other.pk).closing_reason == "merged"
    leads = browser.get(reverse("cases:case", args=[other.reference]))
    assert leads["Location"] == reverse("cases:case", args=[case.reference])
    journal = text(browser.get(reverse("cases:journal", args=[case.reference])))
    assert "Dossier réuni avec un autre" in journal


def test_a_file_of_another_site_is_not_found_by_its_reference(browser, two):
    other = make_case_file(make_agent("supervisor"))
    refused = browser.post(
        reverse("cases:choose_file", args=[two[2].reference]), {"reference": other.reference}
    )
    assert refused.status_code == 422
    direct = reverse("cases:merge_files", args=[two[2].reference, other.reference])
    assert browser.get(direct).status_code == 404
    assert browser.post(direct, {}).status_code == 404


def test_what_must_be_settled_first_is_said_with_its_page(browser, two, supervisor):
    case, other = two[2], make_case_file(supervisor)
    for one in (case, other):
        make_application(one, "received")
    page = text(browser.get(reverse("cases:merge_files", args=[case.reference, other.reference])))
    assert "demandée dans les deux dossiers" in page
    assert reverse("cases:application", args=[other.applications.get().reference]) in page
    assert "Réunir</button>" not in page


def test_a_separation_in_two_steps_ticks_only_what_names_those_who_leave(browser, two, supervisor):
    case = two[2]
    partner = make_member(case, MemberRole.PARTNER, given_names="Bea")
    own = make_document(case, type="identity_card", people=[partner])
    make_document(case, type="tax_notice", period="2023", people=[partner, applicant_of(case)])
    address = reverse("cases:part_household", args=[case.reference])
    living = {m.person: m.pk for m in case.household.memberships.filter(until=None)}
    told = {f"who_{key}": "leaves" if person == partner else "stays" for person, key in living.items()}
    told |= {"on": f"{timezone.localdate():%d/%m/%Y}", "applicant": str(living[partner]), "continue": "1"}
    second = browser.post(address, told)
    assert second.context["pieces"].initial["documents"] == [own.pk]
    assert "nomme aussi Ada Okafor" in text(second)
    assert CaseFile.objects.count() == 1
    done = browser.post(address, {**told, "part": "1", "documents": [own.pk]})
    assert done["Location"] == reverse("cases:review_household", args=[case.reference])
    assert CaseFile.objects.exclude(pk=case.pk).get().household.documents.count() == 1


def test_a_death_leads_to_what_is_to_be_looked_at(browser, two):
    case = two[2]
    address = reverse("cases:death", args=[case.reference, two[1].public_id])
    done = browser.post(address, {"on": f"{timezone.localdate():%d/%m/%Y}"}, follow=True)
    assert "Plus personne ne vit dans ce foyer" in text(done)
    household = text(browser.get(reverse("cases:household", args=[case.reference])))
    assert "Noté par erreur" in household


def test_a_worker_is_not_offered_what_only_a_supervisor_does(two, supervisor):
    worker = Browser()
    sign_in(worker, make_agent(site=supervisor.site))
    page = text(worker.get(reverse("cases:household", args=[two[2].reference])))
    assert reverse("cases:choose_file", args=[two[2].reference]) not in page
    assert reverse("cases:part_household", args=[two[2].reference]) not in page  # nobody else lives there


def test_rows_of_the_register_s_cleaning_are_staff_s_alone(two):
    pair(*two[:2])
    for kind in ("partner", "auditor", "admin"):
        with pytest.raises(ProgrammingError, match="permission denied"), acting(kind):
            Resemblance.objects.count()
