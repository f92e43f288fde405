"""Two pieces verified with the keyboard alone; a page enlarged, turned; a part hidden from a partner."""

import pypdfium2
import pytest
from django.urls import reverse

from cases.demonstration import scans
from nps.accounts.acting import acting
from tests.support.cases import make_case_file, make_content, make_document, make_share

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def pieces(office):
    """Two receipts that wait in one file."""
    with acting("system"):
        case = make_case_file(office.worker)
        return [
            make_document(
                case,
                "to_check",
                period=f"2024-0{n}",
                content=make_content(scans.draw("Quittance de loyer", "Ada SPECIMEN", f"2024-0{n}")),
            )
            for n in (1, 2)
        ]


def tab_to(page, name: str) -> None:
    """Tab until the control of this name has the focus, as somebody without a mouse does."""
    for _ in range(120):
        page.keyboard.press("Tab")
        held = page.evaluate(
            """() => { const held = document.activeElement, group = held.closest('fieldset');
                return [held.textContent, group ? group.querySelector('legend').textContent : ''] }"""
        )
        if name in [" ".join(text.split()) for text in held]:
            return
    raise AssertionError(f"« {name} » is out of reach of the keyboard")


def check_with_keys(page) -> None:
    """Three « Oui » and « Accepter la pièce », from wherever the focus is."""
    for question in ("Est-elle lisible ?", "Est-ce le bon nom ?", "Est-ce le bon type de pièce ?"):
        tab_to(page, question)
        page.keyboard.press("Space")
    tab_to(page, "Accepter la pièce")
    page.keyboard.press("Enter")
    page.wait_for_load_state()


def test_two_pieces_are_verified_with_the_keyboard_alone(desk, office, meet, pieces):
    worker = desk(office.worker).sign_in()
    page = worker.go("/documents/to-check/")
    meet(page)
    page.get_by_role("main").get_by_role("link", name="janvier 2024").focus()
    page.keyboard.press("Enter")
    worker.reads("Suivante")
    meet(page)
    check_with_keys(page)
    worker.reads("C’est noté.")
    assert page.evaluate("document.activeElement.id") == "piece"
    assert "février 2024" in page.locator("h1").inner_text()
    check_with_keys(page)
    worker.reads("Aucune pièce à vérifier.")
    with acting("system"):
        for piece in pieces:
            piece.refresh_from_db()
    assert [piece.state for piece in pieces] == ["accepted", "accepted"]


@pytest.mark.parametrize("scripts", [True, False], ids=["scripts", "no scripts"])
def test_a_page_is_enlarged_and_turned_without_losing_what_was_answered(scripts, desk, office, pieces):
    worker = desk(office.worker, java_script_enabled=scripts).sign_in()
    page = worker.go(reverse("cases:check_document", args=[pieces[0].reference]))
    image = page.locator("#preview img")
    small = image.get_attribute("src")
    if scripts:
        page.get_by_label("Mot pour l’usager").fill("SPÉCIMEN")
    worker.follow("Agrandir")
    page.locator("#preview img[src*='zoom=1']").wait_for()
    worker.press("Tourner à droite")
    page.locator("#preview img[src*='turn=1']").wait_for()
    assert image.get_attribute("src") != small
    if scripts:
        assert page.get_by_label("Mot pour l’usager").input_value() == "SPÉCIMEN"
        assert image.evaluate("async e => { await e.decode(); return e.naturalWidth > e.naturalHeight }")


def test_a_part_hidden_with_the_mouse_is_black_for_the_partner(desk, office, meet, pieces):
    worker = desk(office.worker).sign_in()
    page = worker.go(reverse("cases:redact_document", args=[pieces[0].reference]))
    image = page.locator("#preview img")
    image.evaluate("e => e.decode()")
    image.scroll_into_view_if_needed()
    frame = image.bounding_box()
    page.mouse.move(frame["x"] + frame["width"] * 0.05, frame["y"] + frame["height"] * 0.05)
    page.mouse.down()
    page.mouse.move(frame["x"] + frame["width"] * 0.9, frame["y"] + frame["height"] * 0.3, steps=4)
    page.mouse.up()
    assert page.get_by_label("Début, depuis le bord gauche (%)").input_value() == "5"
    worker.write("Pourquoi cacher cette partie ?", "SPÉCIMEN")
    worker.press("Masquer")
    worker.reads("Cette partie est masquée dans toutes les copies.")
    meet(page)
    with acting("system"):
        case = pieces[0].household.case_file
        type(pieces[0]).objects.filter(pk=pieces[0].pk).update(
            state="accepted", checked_by=office.worker, checked_at=pieces[0].stored_at
        )
        pieces[0].refresh_from_db()
        share = make_share(case, office.partner.agency, documents=[pieces[0]])
    partner = desk(office.partner).sign_in()
    partner.go(reverse("cases:partner_case", args=[share.public_id]))
    with partner.page.expect_download() as given:
        partner.page.get_by_role("main").get_by_role("link", name="Télécharger").click()
    (drawn,) = pypdfium2.PdfDocument(given.value.path())
    assert drawn.get_textpage().get_text_range() == ""
    seen = drawn.render(scale=1).to_pil().convert("L")
    hidden = seen.crop(
        (seen.width * 8 // 100, seen.height * 8 // 100, seen.width * 85 // 100, seen.height * 27 // 100)
    )
    assert hidden.getextrema()[1] < 60
