"""From an upload to proposals: text layers, images read by tesseract, seals drawn and found again."""

import ctypes
import io
from decimal import Decimal

import pillow_heif
import pypdfium2
import pytest
from PIL import Image

from documents import inspection, intake, reading, recognition, trust, vault
from documents.models import Method, Reading
from documents.proposing import How
from documents.seal_verdicts import Verdict
from nps.accounts.models import Role
from tests.documents import specimens
from tests.documents.test_seal_reading import published
from tests.support import seals
from tests.support.accounts import make_agent

OCR = pytest.mark.skipif(not recognition.shutil.which("tesseract"), reason="tesseract is not installed")
pillow_heif.register_heif_opener()  # to draw photographs here; the vault opens them in its own process
PHOTOS = pytest.mark.skipif(
    not any("heic" in kind.extensions for kind in intake.KINDS), reason="photographs of phones do not enter"
)
LINES = (
    "Direction générale des finances publiques",
    "Avis d’impôt 2023 sur les revenus 2022",
    "OKAFOR-SPÉCIMEN ADA",
    "Revenu fiscal de référence : 18 540 €",
    "Date de mise en recouvrement : 31/07/2023",
)
OURS = seals.Authority()


@pytest.fixture
def trusted(system):
    trust.trust_signer(
        actor=make_agent(role=Role.ADMINISTRATOR),
        data=OURS.pem(),
        authority=OURS.name,
        certificate=OURS.certificate,
        specimen=False,
    )


@pytest.fixture
def read(keep):
    """Store these bytes and read them at once, as the worker would."""

    def stored(data, filename="SPÉCIMEN.pdf"):
        document = keep(data=data, filename=filename)
        reading.read(document.content_id)
        return document

    return stored


@pytest.fixture
def without_engine(settings):
    settings.TESSERACT = ""
    recognition.engine.cache_clear()
    yield
    recognition.engine.cache_clear()


def text_pdf(*lines: str, turn: int = 0) -> bytes:
    """A PDF with a text layer, drawn by the parser's own fonts."""
    document = pypdfium2.PdfDocument.new()
    page = document.new_page(595, 842)
    for number, line in enumerate(lines):
        item = pypdfium2.raw.FPDFPageObj_NewTextObj(document, b"Helvetica", 12)
        wide = ctypes.c_char_p((line + "\0").encode("utf-16-le"))
        pypdfium2.raw.FPDFText_SetText(item, ctypes.cast(wide, pypdfium2.raw.FPDF_WIDESTRING))
        pypdfium2.raw.FPDFPageObj_Transform(item, 1, 0, 0, 1, 60, 750 - 30 * number)
        pypdfium2.raw.FPDFPage_InsertObject(page, item)
    page.gen_content()
    page.set_rotation(turn)
    out = io.BytesIO()
    document.save(out)
    return out.getvalue()


def values(document) -> dict[str, tuple[str, How]]:
    return {p.field: (p.value, p.how) for p in reversed(reading.proposals(document))}


def test_the_text_of_a_file_is_read_with_its_place(read, ada):
    document = read(text_pdf(*LINES))
    assert reading.method_of(document) == Method.TEXT
    assert values(document) == {
        "type": ("tax_notice", How.READ),
        "issuer": ("Direction générale des finances publiques", How.READ),
        "person": (str(ada.public_id), How.READ),
        "reference_income": ("18540.00", How.READ),
        "period": ("2023", How.READ),
        "issued_on": ("2023-07-31", How.READ),
    }
    place = next(p for p in reading.proposals(document) if p.field == "reference_income").box
    assert 0.18 < place[1] < place[3] < 0.24
    assert place[0] > 0.3


def test_a_page_that_shows_turned_is_read_turned():
    told, _nothing = inspection.ask("texts", [text_pdf(*LINES, turn=90)], parser="PDF", pages=1)
    places = {word["text"]: word["box"] for word in told["pages"][0]}
    left, top, right, bottom = places["finances"]
    assert bottom - top > right - left  # the words run down the page
    assert places["Direction"][1] < top


@OCR
@pytest.mark.parametrize(
    ("format", "name"),
    [("JPEG", "a.jpg"), pytest.param("HEIF", "a.heic", marks=PHOTOS), ("PDF", "a.pdf")],
)
def test_a_photo_is_read_by_the_engine(read, ada, format, name):
    document = read(seals.file(seals.page(LINES).rotate(1, fillcolor="white"), format), name)
    assert reading.method_of(document) == Method.OPTICAL
    found = values(document)
    assert found["type"][0] == "tax_notice"
    assert found["reference_income"][0] == "18540.00"
    assert found["person"][0] == str(ada.public_id)
    assert found["issued_on"][0] == "2023-07-31"
    assert all(0 <= side <= 1 for p in reading.proposals(document) for side in p.box)


def test_without_the_engine_typing_by_hand_stays(read, without_engine):
    document = read(seals.file(seals.page(LINES)), "a.jpg")
    assert reading.method_of(document) == Method.ABSENT
    assert reading.proposals(document) == []


@OCR
def test_an_engine_that_fails_is_told(read, monkeypatch):
    monkeypatch.setattr(recognition, "MEMORY", 1 << 20)
    recognition._limits.cache_clear()
    try:
        assert reading.method_of(read(seals.file(seals.page(LINES)), "a.jpg")) == Method.FAILED
    finally:
        recognition._limits.cache_clear()


def test_what_was_read_is_sealed_and_gone_with_the_document(read, agent):
    document = read(text_pdf(*LINES))
    kept = bytes(Reading.objects.get().sealed)
    assert b"OKAFOR" not in kept
    assert b"18 540" not in kept
    erased = vault.erase(actor=agent, document=document, reason="essai")
    assert reading.proposals(erased) == reading.seals(erased) == []
    row = Reading.objects.filter(content=document.content_id).first()
    assert row is None or bytes(row.sealed) == kept  # no key opens it any more


def test_a_content_is_read_once(read):
    document = read(text_pdf(*LINES))
    before = Reading.objects.get().read_at
    reading.read(document.content_id)
    assert Reading.objects.get().read_at == before


def test_a_document_not_read_yet_proposes_nothing(keep):
    document = keep()
    assert (reading.method_of(document), reading.proposals(document), reading.seals(document)) == (
        None,
        [],
        [],
    )


def shrunk(image: Image.Image) -> Image.Image:
    return image.resize((image.width * 3 // 4, image.height * 3 // 4))


@pytest.mark.parametrize(
    ("change", "format", "name"),
    [
        (lambda image: image, "PDF", "a.pdf"),
        (lambda image: image.rotate(3, expand=True, fillcolor="white"), "JPEG", "a.jpg"),
        (shrunk, "JPEG", "a.jpg"),
        (lambda image: image.rotate(90, expand=True), "PNG", "a.png"),
        pytest.param(lambda image: image.rotate(-3, fillcolor="white"), "HEIF", "a.heic", marks=PHOTOS),
    ],
    ids=["scan", "crooked", "small", "lying", "photo"],
)
def test_a_seal_is_found_on_a_page(read, trusted, without_engine, ada, change, format, name):
    document = read(seals.file(change(seals.page(LINES, [OURS.seal()])), format), name)
    (found,) = reading.seals(document)
    assert found.verdict == Verdict.VERIFIED
    assert Decimal(found.seal.fields["41"]) == 18540
    told = values(document)
    assert told["reference_income"] == ("18540.00", How.SEAL)
    assert told["type"] == ("tax_notice", How.SEAL)
    assert told["period"] == ("2023", How.SEAL)
    assert told["person"] == (str(ada.public_id), How.SEAL)


def test_two_seals_on_a_page_are_judged_apart(read, trusted, without_engine):
    stranger = seals.Authority(name="FR98")
    document = read(seals.file(seals.page(LINES, [OURS.seal(), stranger.seal()])), "a.jpg")
    assert sorted(found.verdict for found in reading.seals(document)) == ["unknown_signer", "verified"]


def test_the_published_specimen_proves_nothing(read, without_engine):
    document = read(seals.file(seals.page(LINES, [published()])), "a.jpg")
    assert [found.verdict for found in reading.seals(document)] == [Verdict.SPECIMEN]
    assert {how for _value, how in values(document).values()} == {How.TO_CONFIRM}


def test_a_false_signature_proposes_nothing(read, trusted, without_engine):
    changed = OURS.seal().replace(b"4118540", b"4108540")
    document = read(seals.file(seals.page(LINES, [changed])), "a.jpg")
    assert [found.verdict for found in reading.seals(document)] == [Verdict.FALSE_SIGNATURE]
    assert reading.proposals(document) == []


def test_a_seal_cut_short_is_illegible_and_another_code_is_no_seal(read, without_engine):
    cut = OURS.seal()[:60]
    document = read(seals.file(seals.page(LINES, [cut, b"SPECIMEN 0001"])), "a.jpg")
    assert [found.verdict for found in reading.seals(document)] == [Verdict.UNREADABLE]


def test_a_page_without_a_seal_has_none(read, without_engine):
    assert reading.seals(read(specimens.pdf())) == []


def test_a_seal_smeared_beyond_repair_is_not_verified(read, trusted, without_engine):
    page = seals.page(LINES, [OURS.seal()])
    page.paste("black", (180, 1300, 330, 1420))
    document = read(seals.file(page), "a.jpg")
    assert Verdict.VERIFIED not in [found.verdict for found in reading.seals(document)]
