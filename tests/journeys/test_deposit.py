"""Paper comes in by telephone: photographed, sent on a bad line, sorted, and what it answered is told."""

import io
from base64 import b64encode
from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone
from PIL import Image, ImageDraw

from cases.models import CaseFile
from cases.services import deposits
from documents import uploads
from documents.models import SupportingDocument, Upload, UploadState
from nps.accounts.acting import acting
from tests.documents.specimens import pdf_of_size
from tests.journeys.conftest import Desk
from tests.support.cases import make_case_file

pytestmark = pytest.mark.django_db(transaction=True)

PHONE = {"width": 360, "height": 740}
ASKED = ("identity_card", "bank_details", "tax_notice")


def photograph(title: str) -> bytes:
    """A page on a table, as a telephone sees it; it says that it is a specimen."""
    picture = Image.new("RGB", (900, 1200), (92, 84, 76))
    paper = Image.new("RGB", (700, 980), (250, 249, 245))
    draw = ImageDraw.Draw(paper)
    draw.text((60, 80), f"SPECIMEN\n{title}", fill="black", font_size=60)
    for line in range(300, 900, 40):
        draw.line((60, line, 600, line), fill=(90, 90, 90), width=3)
    picture.paste(paper.rotate(2, expand=True, fillcolor=(92, 84, 76)), (90, 90))
    out = io.BytesIO()
    picture.save(out, "JPEG", quality=85)
    return out.getvalue()


def paper(name: str, data: bytes = b"") -> dict:
    kind = "application/pdf" if name.endswith("pdf") else "image/jpeg"
    return {"name": name, "mimeType": kind, "buffer": data or photograph(name)}


@pytest.fixture
def case(office) -> CaseFile:
    """A file of this office, three pieces asked of it."""
    with acting("system"):
        case = make_case_file(office.worker)
        due = timezone.localdate() + timedelta(days=30)
        for number, code in enumerate(ASKED):
            case.requests.create(
                reference=f"R-24-SPEC{number + 2}", type_code=code, benefits=["paris_logement"],
                articles=["II-2.3"], due_on=due, sent_at=timezone.now(), asked_by=office.worker, state="sent",
            )  # fmt: skip
    return case


def arrive(worker: Desk, case: CaseFile) -> None:
    worker.go(reverse("cases:add_document", args=[case.reference]))


def uploaded() -> list[tuple[str, str]]:
    with acting("system"):
        return list(Upload.objects.order_by("pk").values_list("filename", "state"))


def test_three_pages_photographed_tell_what_they_answered(desk, office, case, meet):
    worker = desk(office.worker, viewport=PHONE).sign_in()
    arrive(worker, case)
    meet(worker.page, "nothing yet")
    worker.page.get_by_label("Fichiers").set_input_files([paper(f"photo {n}.jpg") for n in (1, 2, 3)])
    for row in range(3):
        worker.page.get_by_role("main").locator("[data-rows] > li").nth(row).get_by_text(
            "Arrivé, prêt à ranger"
        ).wait_for()
    meet(worker.page, "arrived")
    worker.follow("Ranger ces fichiers")
    worker.reads("3 pièces à nommer.")
    meet(worker.page, "three photographs")
    worker.press("Ranger")
    worker.reads("Il y a 3 erreurs")
    meet(worker.page, "faults", posted=True)
    choose_what_was_asked(worker, case)
    worker.press("Ranger")
    worker.reads("3 pièces sont dans le dossier.")
    assert worker.page.get_by_text("Répond à la demande :").count() == 3
    worker.reads("Plus aucune pièce demandée n’est attendue.")
    meet(worker.page)
    with acting("system"):
        assert set(case.requests.values_list("state", flat=True)) == {"answered"}


def choose_what_was_asked(worker: Desk, case: CaseFile) -> None:
    fields = worker.page.get_by_label("Quelle est cette pièce ?")
    for number in range(fields.count()):
        fields.nth(number).select_option(f"R-24-SPEC{number + 2}")
        for box in (
            worker.page.get_by_role("group", name="Qui est concerné ?")
            .nth(number)
            .get_by_role("checkbox")
            .all()
        ):
            box.check()


def test_without_scripts_one_form_brings_several_files(desk, office, case):
    worker = desk(office.worker, viewport=PHONE, java_script_enabled=False).sign_in()
    arrive(worker, case)
    worker.page.get_by_label("Fichiers").set_input_files([paper("un.jpg"), paper("deux.jpg")])
    worker.press("Déposer")
    worker.reads("2 pièces à nommer.")
    choose_what_was_asked(worker, case)
    worker.press("Ranger")
    worker.reads("2 pièces sont dans le dossier.")
    worker.reads("Encore attendu")


def test_a_line_that_breaks_is_told_and_goes_on_where_it_stopped(desk, office, case):
    worker = desk(office.worker, viewport=PHONE).sign_in()
    arrive(worker, case)
    sent = []

    def cut_the_second_part(route):
        sent.append(route.request.url.rpartition("=")[2])
        return route.abort() if len(sent) == 2 else route.continue_()

    worker.page.route("**/*offset=*", cut_the_second_part)
    scan = pdf_of_size(2_600_000)
    worker.page.get_by_label("Fichiers").set_input_files(paper("bail.pdf", scan))
    worker.reads("Pas de connexion.")
    worker.press("Réessayer")
    worker.reads("Arrivé, prêt à ranger")
    assert sent == ["0", str(uploads.PART), str(uploads.PART), str(2 * uploads.PART)]
    with acting("system"):
        assert uploads.plain(Upload.objects.get()) == scan


def test_a_file_begun_before_is_chosen_again_and_goes_on(desk, office, case):
    scan = pdf_of_size(1_600_000)
    with acting("system"):
        told = {"actor": office.worker, "case": case}
        begun = deposits.begin_upload(**told, filename="bail.pdf", size=len(scan))
        deposits.receive_part(**told, upload=begun, offset=0, data=scan[: uploads.PART])
    worker = desk(office.worker, viewport=PHONE).sign_in()
    arrive(worker, case)
    worker.reads("Choisissez le même fichier pour continuer.")
    worker.page.get_by_label("Fichiers").set_input_files(paper("bail.pdf", scan))
    worker.reads("Arrivé, prêt à ranger")
    assert uploaded() == [("bail.pdf", UploadState.WAITING)]
    worker.press("Retirer bail.pdf")
    worker.reads("Aucun fichier pour l’instant.")


def test_an_image_is_pasted_and_a_disguised_file_is_refused_in_words(desk, office, case):
    worker = desk(office.worker).sign_in()
    arrive(worker, case)
    worker.page.evaluate(
        """data => {
          const bytes = Uint8Array.from(atob(data), c => c.charCodeAt(0));
          const held = new DataTransfer();
          held.items.add(new File([bytes], "image.jpg", {type: "image/jpeg"}));
          document.dispatchEvent(new ClipboardEvent("paste", {clipboardData: held, cancelable: true}));
        }""",
        b64encode(photograph("COLLE")).decode(),
    )
    worker.reads("Arrivé, prêt à ranger")
    worker.page.get_by_label("Fichiers").set_input_files(paper("quittance.pdf", b"MZ" + bytes(400)))
    worker.reads("Le contenu ne correspond pas à l’extension du fichier.")
    assert uploaded() == [("image.jpg", "waiting"), ("quittance.pdf", "refused")]


def test_a_scan_of_many_pages_is_cut_by_hand(desk, office, case, meet):
    pages = [Image.open(io.BytesIO(photograph(f"PAGE {n}"))) for n in (1, 2, 3)]
    out = io.BytesIO()
    pages[0].save(out, "PDF", resolution=100, save_all=True, append_images=pages[1:])
    worker = desk(office.worker, viewport=PHONE).sign_in()
    arrive(worker, case)
    worker.page.get_by_label("Fichiers").set_input_files(paper("liasse.pdf", out.getvalue()))
    worker.reads("Arrivé, prêt à ranger")
    worker.follow("Ranger ces fichiers")
    worker.reads("1 pièce à nommer.")
    worker.page.get_by_label("Page 2").select_option("Une pièce commence ici")
    worker.page.get_by_label("Page 3").select_option("À laisser de côté")
    worker.press("Couper ainsi liasse.pdf")
    worker.reads("2 pièces à nommer.")
    meet(worker.page, "cut", posted=True)
    choose_what_was_asked(worker, case)
    worker.press("Ranger")
    worker.reads("2 pièces sont dans le dossier.")
    with acting("system"):
        made = SupportingDocument.objects.order_by("pk").values_list("content__pages", "cut_from__pages")
        assert list(made) == [(1, [0]), (1, [1])]
        assert uploads.plain(Upload.objects.get()) == out.getvalue()
