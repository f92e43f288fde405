import hashlib
import os
from datetime import UTC, datetime

import pytest

from cases.printing.printer import Content, Order, Printer, PrintFailed

AT = datetime(2024, 3, 21, 11, 2, tzinfo=UTC)
HEAD = '<!doctype html><html lang="fr"><head><title>SPÉCIMEN</title></head><body>'
ASKING = [
    '<img src="file:///etc/passwd">',
    '<img src="http://127.0.0.1:9/leak">',
    '<img src="data:image/png;base64,AAAA">',
    "<style>@import url(http://127.0.0.1:9/x.css);</style>",
    "<style>@font-face { font-family: x; src: url(file:///etc/passwd) } p { font-family: x }</style><p>x",
    '<a rel="attachment" href="file:///etc/passwd">x</a>',
    '<object data="file:///etc/passwd"></object>',
]


@pytest.fixture(scope="module")
def printer():
    own = Printer()
    yield own
    own.close()


def order(body: str = "<p>Bonjour", css: str = "", contents=()) -> Order:
    return Order(html=HEAD + body, css=css, identifier="0" * 32, at=AT, contents=tuple(contents))


def content(data: bytes, **changes) -> Content:
    values = {
        "name": "x.txt",
        "relationship": "Source",
        "description": "",
        "size": len(data),
        "sha256": hashlib.sha256(data).hexdigest(),
        "chunks": [data],
    }
    return Content(**{**values, **changes})


@pytest.mark.parametrize("body", ASKING)
def test_a_page_that_asks_for_an_address_is_not_printed(printer, body):
    with pytest.raises(PrintFailed, match="FatalURLFetchingError"):
        printer.print(order(body))


def test_only_what_was_ordered_is_attached(printer):
    pdf = printer.print(order('<link rel="attachment" href="file:///etc/passwd"><p>x'))
    assert b"/EmbeddedFile" not in pdf


def test_a_style_that_asks_for_an_address_is_not_printed(printer):
    with pytest.raises(PrintFailed, match="FatalURLFetchingError"):
        printer.print(order(css='@import "file:///etc/passwd";'))


def test_the_press_goes_on_after_a_refusal(printer):
    assert printer.print(order()).startswith(b"%PDF-")


def test_the_press_goes_on_after_half_an_order(printer):
    def broken():
        yield b"x"
        raise OSError("the vault is gone")

    with pytest.raises(OSError, match="vault"):
        printer.print(order(contents=[content(b"xyz", chunks=broken())]))
    assert printer.print(order()).startswith(b"%PDF-")


def test_a_press_that_was_killed_is_replaced(printer):
    printer.print(order())
    os.kill(printer._press.pid, 9)
    printer._press.wait()
    assert printer.print(order()).startswith(b"%PDF-")


def test_a_page_too_large_for_its_memory_fails_alone(printer):
    with pytest.raises(PrintFailed, match="MemoryError|too much memory"):
        printer.print(order('<table><tr><td colspan="200000000">x</table>'))
    assert printer.print(order()).startswith(b"%PDF-")


def test_the_press_inherits_no_secret(printer, monkeypatch):
    monkeypatch.setenv("DATABASE_URL", "postgres://secret")
    own = Printer()
    try:
        own.print(order())
        with open(f"/proc/{own._press.pid}/environ", "rb") as seen:
            assert b"secret" not in seen.read()
    finally:
        own.close()


@pytest.mark.parametrize("last", [b"\r", b"\n", b"\r\n", b" "])
def test_any_content_is_attached_unchanged(printer, last):
    data = os.urandom(200_000) + last
    assert printer.print(order(contents=[content(data)])).startswith(b"%PDF-")
