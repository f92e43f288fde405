import re
from dataclasses import replace
from io import BytesIO

import page as page_validation
import pypdfium2
import pytest
from pyhanko.pdf_utils.reader import PdfFileReader

from cases.exports.context import Coded, Fact
from cases.exports.rendering import page, render
from cases.printing.printer import ContentDiffers, Printer, PrintFailed
from tests.support.export_specimen import specimen

DECLARED = Coded(code="declared", label="Déclaré")
HOSTILE = [
    '<img src="file:///etc/passwd">',
    '<img src="http://127.0.0.1:9/leak">',
    "<style>@import url(http://127.0.0.1:9/x.css)</style>",
    '<link rel="attachment" href="file:///etc/passwd">',
    '<a rel="attachment" href="file:///etc/passwd">x</a>',
    "<script>alert(1)</script>{{ settings.SECRET_KEY }}",
    '"><svg><image href="file:///etc/hostname"/></svg>',
]
STRANGE = {
    "controls and surrogates": "a\x00b\x01\x1b\x7f\x85 \ud800 \ue000 \ufdd0 \U0010ffff \u202etxet \ufeff",
    "no font has it": "王小明 𘬀 \U0001f469\u200d\U0001f467 😀",
    "right to left": "محمد שלום",
    "zero width": "a\u200bb\u200cc\u200dd\u2060e\u00ad",
    "line breaks": "a\nb\r\nc\td",
    "no space": "x" * 3000,
    "a million characters": "mot " * 250_000,
}


def noting(text: str):
    """A small export with this text as a fact."""
    export, _ = specimen(2, 0, facts=(Fact(label="Note", value=text, source=DECLARED),))
    return export


def text_of(pdf: bytes) -> str:
    return "\n".join(one.get_textpage().get_text_range() for one in pypdfium2.PdfDocument(pdf))


def assert_conforms(pdf: bytes) -> None:
    for profile in ("3a", "ua1"):
        report = page_validation.validate_pdf_bytes(pdf, profile=profile)
        assert report.is_compliant, [(f.rule_id, f.message) for f in report.failures][:5]


def attached_names(pdf: bytes) -> list[str]:
    names = PdfFileReader(BytesIO(pdf)).root["/Names"]["/EmbeddedFiles"]["/Names"]
    return [str(names[at]) for at in range(0, len(names), 2)]


def test_the_file_is_an_archive_and_accessible_before_and_after_signing(printed):
    assert_conforms(printed.pdf)
    assert_conforms(printed.signed)


def test_two_printings_give_the_same_bytes_even_from_another_press(printed):
    again, contents = specimen()
    assert render(again, contents) == printed.pdf
    from_another = Printer()
    try:
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr("cases.exports.rendering.printer", from_another)
            assert render(again, contents) == printed.pdf
    finally:
        from_another.close()


def test_data_and_pieces_are_attached_in_order(printed):
    assert attached_names(printed.pdf) == [
        "case.json",
        "piece-001-rent_receipt.pdf",
        "piece-002-tax_notice.pdf",
        "piece-003-rib.pdf",
    ]


def test_each_page_says_which_file_and_which_page(printed):
    document = pypdfium2.PdfDocument(printed.pdf)
    for number, one in enumerate(document, start=1):
        text = one.get_textpage().get_text_range()
        assert f"Page {number} / {len(document)}" in text
        assert "D-24-19QZ" in text


def test_the_title_holds_no_name_of_a_person(printed):
    info = PdfFileReader(BytesIO(printed.pdf)).trailer["/Info"]
    assert str(info["/Title"]) == "Dossier D-24-19QZ\u00a0: export pour contrôle"


def test_what_an_auditor_looks_for_is_on_the_pages(printed):
    text = re.sub(r"\s+", " ", text_of(printed.pdf))
    for words in (
        "Ada Okafor",
        "Contact prudent",
        "IV-2.2 b/1",
        "On ne sait pas",
        "SPÉCIMEN Claire Haddad",
        "Accordée",
        "CAF de Paris",
        "Règlement municipal du 2019-09-01",
        "piece-001-rent_receipt.pdf",
    ):
        assert words in text


def test_every_table_has_a_caption_and_heads():
    html = page(specimen()[0], "0" * 64)
    tables = re.findall(r"<table.*?</table>", html, re.S)
    assert len(tables) > 10
    assert all("<caption>" in table and 'scope="row"' in table for table in tables)
    assert "UNKNOWN-TEMPLATE-VARIABLE" not in html
    assert "style=" not in html


@pytest.mark.parametrize("markup", HOSTILE)
def test_markup_in_a_note_stays_text(markup):
    html = page(noting(markup), "0" * 64)
    assert markup not in html
    pdf = render(noting(markup), {})
    assert attached_names(pdf) == ["case.json"]
    assert b"root:" not in pdf


@pytest.mark.parametrize("text", STRANGE.values(), ids=STRANGE)
def test_any_text_gives_a_file_that_conforms(text):
    assert_conforms(render(noting(text), {}))


def test_what_cannot_be_drawn_is_named_not_lost():
    assert "[U+18B00]" in text_of(render(noting("\U00018b00"), {}))


def test_a_file_of_five_hundred_entries_conforms():
    export, contents = specimen(500)
    pdf = render(export, contents)
    assert_conforms(pdf)
    assert len(pypdfium2.PdfDocument(pdf)) > 15


def test_an_empty_file_conforms():
    export, _ = specimen(0, 0, journal=None)
    empty = dict.fromkeys(
        ("members", "addresses", "facts", "rights_checks", "applications")
        + ("awards", "requests", "shares", "timeline"),
        (),
    )
    assert_conforms(render(replace(export, **empty), {}))


def test_a_piece_that_is_not_the_one_described_stops_the_export():
    export, contents = specimen(2, 1)
    (name,) = contents
    altered = [b"X" + contents[name][0][1:], contents[name][1]]
    for wrong in (altered, contents[name][:1], [*contents[name], b"more"]):
        with pytest.raises(ContentDiffers, match=name):
            render(export, {name: wrong})
    assert render(export, contents)


@pytest.mark.parametrize("name", ["../x.pdf", "A.pdf", "case.json", "a\nb.pdf", "\u202efdp.exe", "x" * 500])
def test_only_plain_names_are_attached(name):
    export, contents = specimen(2, 1)
    piece = replace(export.pieces[0], file_name=name)
    with pytest.raises(ValueError, match="not a name"):
        render(replace(export, pieces=(piece,)), {name: next(iter(contents.values()))})


def test_a_printing_that_lasts_too_long_is_stopped(monkeypatch):
    slow = Printer(seconds=0.05)
    monkeypatch.setattr("cases.exports.rendering.printer", slow)
    try:
        with pytest.raises(PrintFailed, match="too much memory or time"):
            render(specimen(500)[0], specimen(500)[1])
    finally:
        slow.close()
