"""Signing in and reaching a file with what people have: a keyboard, no scripts, a passkey, a wrong code."""

import pytest

from nps.accounts.acting import acting
from tests.journeys.conftest import Desk
from tests.support.accounts import PASSWORD, make_agent
from tests.support.cases import make_case_file

pytestmark = pytest.mark.django_db(transaction=True)

# What has the focus: its words, and whether its ring can be seen inside the window.
FOCUSED = """() => {
  const e = document.activeElement, box = e.getBoundingClientRect(), style = getComputedStyle(e);
  return {
    words: (e.labels?.length ? e.labels[0].innerText : e.getAttribute('aria-label') || e.innerText).trim(),
    ring: style.outlineStyle !== 'none' && parseFloat(style.outlineWidth) >= 2,
    inside: box.top >= 0 && box.left >= 0 && box.bottom <= innerHeight && box.right <= innerWidth,
  };
}"""


@pytest.fixture
def case(office):
    with acting("system"):
        return make_case_file(office.worker)


def tab_to(desk: Desk, words: str) -> None:
    """Tab until what bears these words has the focus; every stop on the way is seen."""
    for _ in range(60):
        desk.page.keyboard.press("Tab")
        found = desk.page.evaluate(FOCUSED)
        assert found["ring"], f"no focus ring on {found}"
        assert found["inside"], f"focus out of sight on {found}"
        if found["words"].startswith(words):
            return
    raise AssertionError(f"« {words} » cannot be reached by keyboard")


def type_in(desk: Desk, words: str, text: str) -> None:
    tab_to(desk, words)
    desk.page.keyboard.type(text)


def test_a_file_is_opened_with_the_keyboard_alone(desk, office, case):
    worker = desk(office.worker)
    keys = worker.go("/sign-in/").keyboard
    type_in(worker, "Adresse électronique professionnelle", office.worker.email)
    type_in(worker, "Mot de passe", PASSWORD)
    tab_to(worker, "Se connecter")
    keys.press("Enter")
    worker.page.wait_for_url("**/second-factor/")
    type_in(worker, "Code à 6 chiffres", worker.phone.code())
    keys.press("Enter")
    worker.reads("Ma journée")
    keys.press("Tab")
    assert worker.page.evaluate(FOCUSED)["words"] == "Aller au contenu"
    keys.press("Enter")
    assert worker.page.evaluate("document.activeElement.id") == "main"
    tab_to(worker, "Accueillir une personne")
    keys.press("Enter")
    worker.page.wait_for_url("**/people/search/")
    type_in(worker, "Nom de naissance ou d’usage", "Spessimen")
    tab_to(worker, "Chercher")
    keys.press("Space")
    worker.reads("ressemble à votre recherche")
    tab_to(worker, "C’est cette personne")
    keys.press("Enter")
    worker.page.wait_for_url(f"**/cases/{case.reference}/")
    worker.reads("Et maintenant ?")
    tab_to(worker, case.referent.full_name)  # the account menu opens and closes by keyboard
    keys.press("Space")
    tab_to(worker, "Mon compte")
    keys.press("Escape")
    assert worker.page.evaluate("document.activeElement.tagName") == "SUMMARY"


def test_a_file_is_opened_without_any_script(desk, office, case):
    worker = desk(office.worker, java_script_enabled=False).sign_in()
    worker.reads("Ma journée")
    worker.follow("Accueillir une personne")
    worker.write("Nom de naissance ou d’usage", "Specimen")
    worker.write("Prénoms", "Ada")
    worker.press("Chercher")
    worker.reads("1 personne ressemble à votre recherche")
    worker.follow("C’est cette personne", exact=False)
    worker.reads("Et maintenant ?")
    assert worker.page.url.endswith(f"/cases/{case.reference}/")
    worker.page.locator("summary", has_text=office.worker.full_name).click()
    worker.page.get_by_role("button", name="Se déconnecter").click()
    worker.reads("Votre session est fermée.")


def test_a_file_is_opened_in_english(desk, office, case):
    worker = desk(office.worker)
    page = worker.go("/sign-in/")
    page.get_by_role("button", name="English").click()
    page.get_by_label("Work e-mail address").fill(office.worker.email)
    page.get_by_label("Password", exact=True).fill(PASSWORD)
    worker.press("Sign in")
    page.get_by_label("6-digit code").fill(worker.phone.code())
    worker.press("Verify")
    worker.follow("Welcome a person")
    page.get_by_label("Birth name or name in use").fill("Specimen")
    worker.press("Search")
    worker.follow("This is the person", exact=False)
    worker.reads("What now?")
    assert page.locator("html").get_attribute("lang") == "en"


def test_a_wrong_code_is_told_and_the_right_one_opens(desk, office, meet):
    worker = desk(office.worker)
    worker.go("/sign-in/")
    meet(worker.page)
    worker.password()
    worker.page.wait_for_url("**/second-factor/")
    meet(worker.page)
    worker.code("000000")
    worker.reads("Ce code ne correspond pas. Attendez le code suivant et tapez-le.")
    meet(worker.page, "faults", posted=True)
    worker.code()
    worker.reads("Ma journée")


def test_the_first_sign_in_adds_a_second_factor(desk, office, meet):
    with acting("system"):
        newcomer = make_agent(site=office.worker.site)
    worker = desk(newcomer)
    worker.go("/sign-in/")
    worker.password()
    worker.reads("Ajoutez un second facteur pour ouvrir les dossiers")
    meet(worker.page, "no factor")
    worker.follow("Ajouter une application de codes")
    worker.page.wait_for_url("**/confirm-identity/**")
    meet(worker.page, "password")
    worker.page.get_by_label("Mot de passe", exact=True).fill(PASSWORD)
    worker.press("Vérifier")
    worker.page.wait_for_url("**/account/codes/add/")
    meet(worker.page)
    worker.page.reload()  # each look prepares another secret
    worker.phone.secret = worker.page.locator("#authenticator_secret").input_value()
    worker.write("Code à 6 chiffres", worker.phone.code())
    worker.press("Ajouter l’application")
    worker.reads("L’application de codes est ajoutée.")
    meet(worker.page, "just added")
    meet(worker.go("/account/recovery-codes/"))
    worker.go("/")
    worker.reads("Ma journée")


def test_a_passkey_is_added_then_opens_without_password(desk, office, meet):
    worker = desk(office.worker).sign_in()
    _with_a_fingerprint_reader(worker)
    for path in ("/account/", "/account/sessions/", "/account/password/", "/account/passkeys/"):
        meet(worker.go(path))
    worker.follow("Ajouter une clé d’accès")
    worker.page.wait_for_url("**/confirm-identity/**")
    worker.code()
    worker.page.wait_for_url("**/account/passkeys/add/")
    meet(worker.page)
    worker.page.reload()  # each look prepares another challenge
    worker.write("Nom de la clé", "Poste du guichet")
    worker.tick("Se connecter avec cette clé, sans mot de passe")
    worker.press("Ajouter la clé d’accès")
    worker.reads("La clé d’accès est ajoutée.")
    worker.page.context.clear_cookies()
    worker.go("/sign-in/")
    worker.press("Utiliser une clé d’accès")
    worker.reads("Ma journée")
    meet(worker.go("/account/passkeys/"), "one key")


def _with_a_fingerprint_reader(desk: Desk) -> None:
    machine = desk.page.context.new_cdp_session(desk.page)
    machine.send("WebAuthn.enable")
    able = ("hasResidentKey", "hasUserVerification", "isUserVerified", "automaticPresenceSimulation")
    options = {"protocol": "ctap2", "transport": "internal", **dict.fromkeys(able, True)}
    machine.send("WebAuthn.addVirtualAuthenticator", {"options": options})
