"""The pages of asking an administration: off and says so, asked with a right, told what is not known."""

from uuid import uuid4

import pytest
from django.urls import reverse

from documents.models import AdministrationCall
from tests.cases.services.test_pieces import met, worker  # noqa: F401
from tests.support import api_particulier as spoken
from tests.support.accounts import sign_in
from tests.support.client import Browser
from tests.support.pages import faults_of, read


@pytest.fixture
def server(settings):
    with spoken.served() as server, spoken.connected(settings, server.url):
        yield server


@pytest.fixture
def client(worker, settings):  # noqa: F811
    settings.SECOND_FACTOR_REQUIRED = False
    return sign_in(Browser(), worker)


def page_of(case) -> str:
    return reverse("cases:administrations", args=[case.reference])


def form_of(case, person, code="solidarity_cover") -> str:
    return reverse("cases:ask_administration", args=[case.reference, code, person.public_id])


def filled(case, **changed) -> dict:
    told = {"benefits": [case.applications.first().benefit], "basis": "told", "told_to": "Jeanne SPÉCIMEN"}
    told |= {"manner": "oral", "told_on": "15/03/2024", "sex": "F", "birth_country": "99100"}
    return told | {"birth_commune": "75118", "once_key": str(uuid4())} | changed


def text_of(response) -> str:
    assert faults_of(response.content.decode()) == []
    return read(response.content.decode()).all("main")[0].text


def test_while_nothing_is_connected_the_page_says_so(met, client):  # noqa: F811
    shown = text_of(client.get(page_of(met[0])))
    assert "Aucune administration n’est reliée\u00a0: la pièce se demande sur papier." in shown


def test_whom_and_what_lead_to_the_form_then_to_the_answer(met, client, server):  # noqa: F811
    case, people = met
    chosen = {"person": str(people[0].public_id), "information": "solidarity_cover"}
    assert client.post(page_of(case), chosen)["Location"] == form_of(case, people[0])
    assert "Assurance maladie" in text_of(client.get(form_of(case, people[0])))
    answer = client.post(form_of(case, people[0]), filled(case), follow=True)
    shown = text_of(answer)
    assert "Réponse reçue" in shown
    assert "Cette réponse vaut la pièce" in shown
    assert server.asked[0][1]["codeCogInseeCommuneNaissance"] == ["75118"]


def test_a_double_click_makes_one_call(met, client, server):  # noqa: F811
    case, people = met
    typed = filled(case)
    first, again = (client.post(form_of(case, people[0]), typed) for _ in range(2))
    assert first["Location"] == again["Location"]
    assert len(server.asked) == AdministrationCall.objects.count() == 1


@pytest.mark.parametrize(
    ("said", "told"),
    [
        (404, "n’a trouvé personne"),
        (422, "À vérifier\u00a0: Nom de naissance"),
        (403, "refuse nos questions"),
        (503, "ne répond pas\u202f; le papier reste possible"),
        ("page", "ne répond pas\u202f; le papier reste possible"),
    ],
)
def test_what_did_not_work_is_told_with_what_to_do(said, told, met, client, server):  # noqa: F811
    case, people = met
    server.says = [said] * 3
    shown = text_of(client.post(form_of(case, people[0]), filled(case), follow=True))
    assert told in shown
    assert "La pièce sur papier reste possible" in shown


def test_a_refusal_of_the_person_is_kept_and_sends_nothing(met, client, server):  # noqa: F811
    case, people = met
    typed = filled(case, basis="objects", sex="", birth_commune="")
    shown = text_of(client.post(form_of(case, people[0]), typed, follow=True))
    assert "Rien n’a été envoyé" in shown
    assert server.asked == []


@pytest.mark.parametrize(
    "changed",
    [{"birth_commune": ""}, {"birth_commune": "75018x"}, {"sex": ""}, {"benefits": []}, {"told_on": ""},
     {"basis": ""}, {"manner": ""}, {"birth_country": "France"}, {"told_on": "15/03/2190"}],
)  # fmt: skip
def test_what_is_missing_is_asked_again_and_nothing_is_sent(changed, met, client, server):  # noqa: F811
    case, people = met
    response = client.post(form_of(case, people[0]), filled(case, **changed))
    assert response.status_code == 422
    text_of(response)
    assert server.asked == []


def test_the_commune_by_its_name_will_do_and_abroad_none_is_needed(met, client, server):  # noqa: F811
    case, people = met
    by_name = filled(case, birth_commune="", birth_town="Paris", birth_department="75")
    abroad = filled(case, birth_commune="", birth_country="99351")
    for typed in (by_name, abroad):
        assert client.post(form_of(case, people[0]), typed).status_code == 302
    assert server.asked[0][1]["nomCommuneNaissance"] == ["PARIS"]
    assert "codeCogInseeCommuneNaissance" not in server.asked[1][1]


def test_no_transaction_is_held_while_the_service_is_asked(met, client, server):  # noqa: F811
    """What was written before the call is there, whatever becomes of it."""
    case, people = met
    server.says = ["cut"]
    client.post(form_of(case, people[0]), filled(case))
    assert AdministrationCall.objects.get().outcome == "unavailable"
