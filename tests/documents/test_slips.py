"""Slips of letters: ours are read, whoever else's are nothing."""

import pytest
import zxingcpp
from PIL import Image

from documents import slips


def test_what_is_printed_is_read_back():
    code = zxingcpp.create_barcode(slips.slip_text("R-24-7KX3M"), zxingcpp.BarcodeFormat.QRCode)
    page = Image.new("L", (1200, 1700), 255)
    page.paste(Image.fromarray(code.to_image(scale=6)), (700, 1200))
    (found,) = zxingcpp.read_barcodes(page)
    assert slips.read_slip(bytes(found.bytes)) == "R-24-7KX3M"


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"https://example.org/",
        b"NPS1:R-24-7KX3M:00000000",
        b"NPS1:R-24-7KX3M:",
        b"NPS2:R-24-7KX3M:deadbeef",
        b"NPS1:" + b"A" * 5000 + b":deadbeef",
        b"\xff\xfe\x00" * 40,
    ],
)
def test_any_other_code_is_nothing(data):
    assert slips.read_slip(data) is None


def test_the_proof_of_one_reference_serves_no_other():
    proof = slips.slip_text("R-24-7KX3M").rpartition(":")[2]
    assert slips.read_slip(f"NPS1:R-24-7KX3N:{proof}".encode()) is None


def test_the_drawing_stands_in_a_page_and_tells_no_reference():
    drawing = slips.slip_svg("R-24-7KX3M")
    assert drawing.startswith("<svg")
    assert drawing.count("<svg") == 1
    assert "R-24" not in drawing
    assert "style=" not in drawing  # the policy of pages refuses it
