"""What really happens at a counter: a nervous finger, the back button, a session that ends while typing."""

import pytest
from django.contrib.sessions.models import Session

from cases.models import CaseFile
from nps.accounts.acting import acting
from nps.journal.models import Entry
from nps.people.models import Household
from tests.support.cases import make_case_file
from tests.support.people import make_person

pytestmark = pytest.mark.django_db(transaction=True)


def acts(case: CaseFile, act: str) -> int:
    with acting("system"):
        return Entry.objects.filter(case_reference=case.reference, act=act).count()


@pytest.fixture
def case(office):
    with acting("system"):
        return make_case_file(office.worker, state="intake", information_given_on=None)


def test_two_quick_clicks_open_one_file(desk, office):
    with acting("system"):
        person = make_person(office.worker)
    worker = desk(office.worker).sign_in()
    worker.go(f"/cases/for-person/{person.public_id}/")
    worker.page.get_by_role("button", name="Ouvrir le dossier").dblclick()
    worker.page.wait_for_url("**/cases/D-*/")
    worker.reads("Et maintenant ?")
    with acting("system"):
        assert (CaseFile.objects.count(), Household.objects.count()) == (1, 1)


def test_two_quick_clicks_and_the_way_back_note_the_information_once(desk, office, case):
    worker = desk(office.worker).sign_in()
    worker.go(f"/cases/{case.reference}/information/")
    worker.page.get_by_role("button", name="L’information est remise").dblclick()
    worker.page.wait_for_url(f"**/cases/{case.reference}/")
    worker.reads("Commencer l’évaluation")
    worker.page.go_back()
    worker.press("L’information est remise")
    worker.page.wait_for_url(f"**/cases/{case.reference}/")
    worker.reads("Commencer l’évaluation")
    assert acts(case, "information_given") == 1


def test_going_back_after_a_move_and_doing_it_again_changes_nothing_more(desk, office, case):
    worker = desk(office.worker).sign_in()
    worker.go(f"/cases/{case.reference}/information/")
    worker.press("L’information est remise")
    worker.press("Commencer l’évaluation")
    worker.reads("C’est fait.")
    worker.page.go_back()
    worker.page.wait_for_load_state()
    assert not worker.page.get_by_role("button", name="Commencer l’évaluation").count()
    assert acts(case, "casefile.start_assessment") == 1


def test_what_was_typed_survives_the_end_of_the_session(desk, office, meet):
    with acting("system"):
        case = make_case_file(office.worker)
    worker = desk(office.worker).sign_in()
    worker.go(f"/cases/{case.reference}/household/move/")
    worker.page.get_by_label("Adresse", exact=True).fill("4 rue du SPÉCIMEN")
    worker.write("Code postal", "75018")
    worker.write("Ville", "Paris")
    worker.write("Depuis le", "01/06/2024")
    Session.objects.all().delete()
    worker.press("Enregistrer")
    worker.page.wait_for_url("**/sign-in/**")
    worker.sign_in_here()
    worker.reads("Votre saisie est gardée")
    meet(worker.page)
    worker.press("Reprendre l’envoi")
    worker.reads("4 rue du SPÉCIMEN")
    assert worker.page.url.endswith(f"/cases/{case.reference}/household/")


def test_a_button_pressed_after_the_session_s_end_leads_back_to_a_page(desk, office, case):
    """An address that only takes posts is never where the agent lands."""
    worker = desk(office.worker).sign_in()
    worker.go(f"/cases/{case.reference}/information/")
    worker.press("L’information est remise")
    worker.page.get_by_role("button", name="Commencer l’évaluation").wait_for()
    Session.objects.all().delete()
    worker.press("Commencer l’évaluation")
    worker.page.wait_for_url("**/sign-in/**")
    worker.sign_in_here()
    worker.reads("Votre saisie est gardée")
    worker.follow("Revenir à la page sans l’envoyer")
    worker.reads("Et maintenant ?")
    assert acts(case, "casefile.start_assessment") == 0
