"""What may enter the vault, and every hostile upload we know refused with words, never with a crash."""

import io
import subprocess
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress

import pytest
from django.utils import translation
from PIL import Image

from documents import inspection, intake
from documents.intake import MAX_BYTES, Refused, clean_name, examine
from documents.models import ScanVerdict
from tests.documents import specimens as make


def admitted(data: bytes, name: str):
    return examine(io.BytesIO(data), name)


def refusal(data: bytes, name: str):
    with pytest.raises(Refused) as caught:
        examine(io.BytesIO(data), name)
    return caught.value.refusal


@pytest.mark.parametrize(
    ("data", "name", "media_type", "pages"),
    [
        (make.pdf(), "avis.pdf", "application/pdf", 1),
        (make.pdf(50), "dossier.PDF", "application/pdf", 50),
        (make.image("JPEG"), "photo.jpg", "image/jpeg", 1),
        (make.image("JPEG"), "photo.JPEG", "image/jpeg", 1),
        (make.image("PNG"), "scan.png", "image/png", 1),
        (make.image("HEIF"), "IMG_0001.HEIC", "image/heic", 1),
        (make.image("HEIF"), "photo.heif", "image/heic", 1),
    ],
    ids=["PDF", "50 pages", "jpg", "JPEG", "PNG", "HEIC", "heif"],
)
def test_the_four_formats_enter_and_their_pages_are_counted(data, name, media_type, pages):
    result = admitted(data, name)
    assert (result.media_type, result.pages, result.size) == (media_type, pages, len(data))
    assert result.scan == intake.Scan(ScanVerdict.NOT_SCANNED)


def test_an_upload_is_rewound_after_the_examination():
    upload = io.BytesIO(make.pdf())
    examine(upload, "a.pdf")
    assert upload.tell() == 0


HOSTILE = {
    "empty": (b"", "a.pdf", "empty"),
    "a text": (b"bonjour", "a.txt", "wrong_type"),
    "no extension": (make.pdf(), "avis", "wrong_type"),
    "a program": (b"MZ" + b"\0" * 100, "avis.pdf.exe", "wrong_type"),
    "hidden extension": (make.pdf(), "avis\u202efdp.exe", "wrong_type"),
    "an archive": (make.archive(), "a.zip", "wrong_type"),
    "a PDF named as an image": (make.pdf(), "photo.jpg", "disguised"),
    "an image named as a PDF": (make.image(), "avis.pdf", "disguised"),
    "a HEIC named as a JPEG": (make.image("HEIF"), "photo.jpg", "disguised"),
    "a film named as a HEIC": (
        make.image("HEIF").replace(b"ftypheic", b"ftypmp42", 1),
        "a.heic",
        "disguised",
    ),
    "a HEIC cut in the middle": (make.image("HEIF", (640, 480))[:500], "photo.heic", "unreadable"),
    "a PDF inside a HEIC": (make.image("HEIF") + make.pdf(), "photo.heic", "disguised"),
    "an archive behind the HEIC": (make.image("HEIF") + make.archive(), "photo.heic", "disguised"),
    "a HEIC of several pictures": (make.pictures("HEIF"), "photo.heic", "several_pictures"),
    "a PNG that moves": (make.pictures("PNG"), "scan.png", "several_pictures"),
    "a PNG named as a JPEG": (make.image("PNG"), "photo.jpg", "disguised"),
    "a web page named as a PDF": (b"<html><script>1</script>", "avis.pdf", "disguised"),
    "something in front of the PDF": (b"GIF89a" + make.pdf(), "avis.pdf", "disguised"),
    "an archive behind the PDF": (make.pdf() + make.archive(), "avis.pdf", "disguised"),
    "an archive behind the image": (make.image() + make.archive(), "photo.jpg", "disguised"),
    "something behind the PNG": (make.image("PNG") + b"<script>", "scan.png", "disguised"),
    "a PDF inside a JPEG": (make.image() + make.pdf(), "photo.jpg", "disguised"),
    "only the signature": (b"%PDF-1.7\n%%EOF", "avis.pdf", "unreadable"),
    "a PDF cut in the middle": (make.pdf_of_size(9000)[:4000], "avis.pdf", "disguised"),
    "a JPEG cut in the middle": (make.image(size=(800, 600))[:2000], "photo.jpg", "unreadable"),
    "a PNG with a broken middle": (
        make.image("PNG")[:50] + b"?????" + make.image("PNG")[55:],
        "scan.png",
        "unreadable",
    ),
    "EICAR plain": (make.EICAR, "avis.pdf", "disguised"),
    "EICAR zipped": (make.archive("e.com", make.EICAR), "avis.pdf", "disguised"),
    "EICAR inside a PDF": (make.pdf_with_attachment("e.com", make.EICAR), "avis.pdf", "active_content"),
    "51 pages": (make.pdf(51), "avis.pdf", "too_many_pages"),
    "41 million pixels": (make.png_claiming(8000, 5125), "scan.png", "too_many_pixels"),
    "a pixel bomb": (make.png_claiming(60_000, 60_000), "scan.png", "too_many_pixels"),
    "JavaScript when opened": (
        make.pdf_with_object(b"<< /S /JavaScript /JS (app.alert\\(1\\)) >>"),
        "avis.pdf",
        "active_content",
    ),
    "JavaScript spelled otherwise": (
        make.pdf_with_object(b"<< /S /J#61vaScript /JS (app.alert\\(1\\)) >>"),
        "avis.pdf",
        "active_content",
    ),
    "JavaScript in compressed objects": (
        make.compressed_objects(b"<< /S /JavaScript /JS (app.alert\\(1\\)) >>"),
        "avis.pdf",
        "active_content",
    ),
    "a program to launch": (
        make.pdf_with_object(b"<< /S /Launch /F (cmd.exe) >>"),
        "avis.pdf",
        "active_content",
    ),
}


@pytest.mark.parametrize(("data", "name", "code"), HOSTILE.values(), ids=HOSTILE.keys())
def test_a_hostile_upload_is_refused(data, name, code):
    assert refusal(data, name).code == code


def test_the_harmless_twin_of_the_compressed_objects_enters():
    assert admitted(make.compressed_objects(b"[3 0 R /Fit]"), "avis.pdf").pages == 1


def test_a_file_just_over_the_limit_is_refused_and_one_just_under_enters():
    fits = make.pdf_of_size(MAX_BYTES - 2000)
    assert admitted(fits, "avis.pdf").size <= MAX_BYTES
    assert refusal(fits + b"\n" * (MAX_BYTES + 1 - len(fits)), "avis.pdf").code == "too_large"


def test_a_page_that_unpacks_to_a_gigabyte_is_stopped_by_the_limits():
    started = time.monotonic()
    assert refusal(make.pdf_bomb(), "avis.pdf").code in ("too_heavy", "unreadable")
    assert time.monotonic() - started < inspection.PATIENCE + 10


def test_huge_boxes_and_loops_do_no_harm():
    loop = make.pdf(extra={"Pages": "1 0 R"})
    for data in (make.pdf(box=(0, 0, 10**9, 10**9)), make.pdf(box=(5, 5, 5, 5)), loop):
        with suppress(Refused):
            admitted(data, "avis.pdf")


def test_a_pdf_that_wants_a_password_is_refused():
    assert refusal(make.encrypted(make.pdf(), b"secret"), "avis.pdf").code == "encrypted"


def test_a_pdf_that_a_password_only_keeps_from_being_changed_enters():
    assert admitted(make.encrypted(make.pdf(3), b""), "avis.pdf").pages == 3


@pytest.mark.parametrize(
    "action",
    [
        b"<< /S /JavaScript /JS (app.alert\\(1\\)) >>",
        b"<< /S /Launch /F (cmd.exe) >>",
        b"<< /S /J#61vaScript /JS (app.alert\\(1\\)) >>",
    ],
    ids=["script", "program", "spelled otherwise"],
)
def test_nothing_hides_behind_a_password_that_opens_by_itself(action):
    hidden = make.encrypted(make.pdf_with_object(action), b"")
    assert refusal(hidden, "avis.pdf").code == "active_content"


def test_scripts_in_compressed_and_encrypted_objects_are_found():
    hidden = make.compressed_objects(b"<< /S /JavaScript /JS (app.alert\\(1\\)) >>", locked=True)
    assert b"JavaScript" not in hidden
    assert refusal(hidden, "avis.pdf").code == "active_content"
    assert admitted(make.compressed_objects(b"[3 0 R /Fit]", locked=True), "avis.pdf").pages == 1


@pytest.mark.parametrize("kind", ["HEIF", "JPEG"])
def test_a_photo_of_a_phone_is_drawn_upright_and_its_place_is_left_behind(kind):
    told, drawn = inspection.ask("render", [make.phone_photo(kind)], parser=kind, page=0, width=600)
    assert (told["width"], told["height"]) == (60, 80)
    with Image.open(io.BytesIO(drawn)) as seen:
        assert not seen.getexif()
        assert seen.getpixel((50, 10))[0] > 200
        assert seen.getpixel((5, 70))[0] < 50


def test_the_largest_photo_is_decoded_within_the_limits():
    assert admitted(make.image("HEIF", (7300, 5470)), "photo.heic").pages == 1
    assert refusal(make.image("HEIF", (8000, 5008)), "photo.heic").code == "too_many_pixels"


def test_the_parser_runs_without_a_way_out():
    """No descriptor to be had: neither a file nor a socket can be opened once the limits have fallen."""
    probe = (
        f"import runpy, socket; i = runpy.run_path({str(inspection.LIMITED)!r}); i['limit']()\n"
        "for act in (lambda: open('/etc/hostname'), socket.socket):\n"
        "    try: act(); print('open')\n"
        "    except OSError: print('refused')\n"
    )
    done = subprocess.run([sys.executable, "-I", "-c", probe], capture_output=True, text=True, check=True)
    assert done.stdout.split() == ["refused", "refused"]


def test_a_parser_that_was_killed_is_started_again():
    admitted(make.pdf(), "avis.pdf")
    inspection._waiting._process.kill()
    assert admitted(make.pdf(), "avis.pdf").pages == 1


def test_several_uploads_are_read_at_once():
    with ThreadPoolExecutor(4) as pool:
        found = list(pool.map(lambda n: admitted(make.pdf(), f"avis-{n}.pdf").pages, range(12)))
    assert found == [1] * 12


def test_a_refusal_names_the_file_the_rule_and_the_remedy():
    with translation.override("fr"):
        words = str(refusal(b"", "../avis d’impôt.pdf"))
    assert words.startswith("«\u00a0avis d’impôt.pdf\u00a0»")
    assert "vide" in words
    assert "Scannez" in words


@pytest.mark.parametrize("code", intake.RULES)
def test_every_rule_has_a_remedy(code):
    sentences = [part for part in intake.RULES[code].split(". ") if part]
    assert len(sentences) >= 2


@pytest.mark.parametrize(
    ("raw", "kept"),
    [
        ("../../etc/passwd.pdf", "passwd.pdf"),
        ("C:\\scans\\avis.pdf", "avis.pdf"),
        ("avis\0.pdf", "avis.pdf"),
        ("avis\r\nSet-Cookie: a.pdf", "avis Set-Cookie a.pdf"),
        ("avis\u202efdp.exe", "avisfdp.exe"),
        ("a\u200bvis\ud800.pdf", "avis.pdf"),
        ("  avis  d'impo\u0302t .pdf", "avis d'impôt.pdf"),
        ("...", "document"),
        ("", "document"),
        (".pdf", "document.pdf"),
        ("Ωμέγα 證明.png", "Ωμέγα 證明.png"),
    ],
)
def test_names_are_cleaned(raw, kept):
    assert clean_name(raw) == kept


def test_a_name_of_500_characters_keeps_its_extension():
    kept = clean_name("é" * 500 + ".pdf")
    assert len(kept) == intake.MAX_NAME
    assert kept.endswith("é.pdf")
