from io import BytesIO

import page as page_validation
import pytest
from pyhanko.pdf_utils.reader import PdfFileReader

from cases.exports.identity import read_identity, read_trust
from cases.exports.signature import HttpTimeStamper, PlainOutput, sign
from cases.exports.verification import verify
from tests.support.export_specimen import JOURNAL_KEYS
from tests.support.time_stamping import time_stamper, write_identity

LEVELS = [
    (False, False, "PAdES-B-B"),
    (True, False, "PAdES-B-B"),
    (False, True, "PAdES-B-T"),
    (True, True, "PAdES-B-LT"),
]


@pytest.mark.parametrize(("lists", "stamped", "level"), LEVELS)
def test_each_level_conforms_verifies_and_is_told_truthfully(printed, tmp_path, lists, stamped, level):
    write_identity(tmp_path / "export", lists=lists)
    signed = sign(
        printed.pdf,
        read_identity(tmp_path / "export"),
        timestamper=time_stamper() if stamped else None,
    )
    for profile in ("3a", "ua1"):
        report = page_validation.validate_pdf_bytes(signed, profile=profile)
        assert report.is_compliant, [(f.rule_id, f.message) for f in report.failures][:5]
    found = verify(signed, trust=read_trust(tmp_path / "export", JOURNAL_KEYS))
    assert found["faults"] == []
    assert found["signature_level"] == level
    assert found["revocation_data"] is lists


def test_a_revoked_signer_does_not_hold(printed, tmp_path):
    write_identity(tmp_path / "then", lists=False)
    signed = sign(printed.pdf, read_identity(tmp_path / "then"))
    write_identity(tmp_path / "now", lists=True, revoked=True)
    found = verify(signed, trust=read_trust(tmp_path / "now", JOURNAL_KEYS))
    assert not found["valid"]
    assert any("not trusted, expired, revoked" in fault for fault in found["faults"])


def test_signing_adds_one_revision_and_keeps_every_printed_byte(printed):
    assert printed.signed.startswith(printed.pdf)
    assert PdfFileReader(BytesIO(printed.signed)).xrefs.total_revisions == 2


def test_the_signature_allows_no_later_change(printed):
    (signature,) = PdfFileReader(BytesIO(printed.signed)).embedded_signatures
    assert signature.docmdp_level.name == "NO_CHANGES"


def test_the_signature_has_words_for_a_screen_reader(printed):
    root = PdfFileReader(BytesIO(printed.signed)).root
    assert str(root["/AcroForm"]["/Fields"][0]["/TU"]) == "Signature électronique de l’export"


def test_a_stream_that_ends_with_a_carriage_return_is_closed_without_doubt():
    out = PlainOutput()
    for data in (b"stream\n", b"x\r", b"\nendstream", b"stream\n", b"y", b"\nendstream"):
        out.write(data)
    assert out.getvalue() == b"stream\nx\r\r\nendstreamstream\ny\nendstream"


def test_a_time_stamping_address_is_a_web_address():
    with pytest.raises(ValueError, match="http"):
        HttpTimeStamper("file:///etc/passwd")
