import json
import random
from dataclasses import replace
from io import BytesIO

import pypdfium2
import pytest
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter

from cases.exports.identity import Trust, ensure_demo_identity, read_identity, read_trust
from cases.exports.rendering import render
from cases.exports.signature import sign
from cases.exports.verification import NotAnExport, verify
from tests.support.export_specimen import JOURNAL_KEYS, specimen


def gap(signed: bytes) -> tuple[int, int]:
    """Where the signature itself stands, which it cannot cover."""
    start = signed.rindex(b"/Contents <") + len(b"/Contents ")
    return start, signed.index(b">", start) + 1


def flipped(data: bytes, at: int) -> bytes:
    return data[:at] + bytes([data[at] ^ 1]) + data[at + 1 :]


def test_an_untouched_export_holds(printed, trust):
    found = verify(printed.signed, trust=trust, journal=lambda size, root: True)
    assert found["faults"] == []
    assert found["valid"] is True
    assert found["case"] == "D-24-19QZ"
    assert found["signed_by"] == "SPÉCIMEN Nouveau Paris Solidaire, exports"
    assert found["signed_at"]
    assert found["journal"] == {"size": 49, "root": printed.export.journal.root, "consistent": True}
    assert [one["name"] for one in found["attachments"]][0] == "case.json"
    assert all(one["intact"] for one in found["attachments"])
    assert len(found["attachments"]) == 4
    json.dumps(found)


def test_one_byte_changed_anywhere_is_seen(printed, trust):
    anywhere = random.Random(20240321).sample(range(len(printed.signed)), 60)
    start, end = gap(printed.signed)
    in_the_gap = [*range(start, start + 100, 3), *range(start + 1200, start + 1260, 5), end - 3, end - 1]
    for at in [0, 5, len(printed.signed) - 1, *anywhere, *in_the_gap]:
        found = verify(flipped(printed.signed, at), trust=trust)
        assert not found["valid"], f"byte {at}"
        assert found["faults"]


def test_the_case_of_a_hexadecimal_digit_counts(printed, trust):
    start, end = gap(printed.signed)
    at = next(at for at in range(start, end) if printed.signed[at] in b"ABCDEF")
    lowered = printed.signed[:at] + printed.signed[at : at + 1].lower() + printed.signed[at + 1 :]
    assert not verify(lowered, trust=trust)["valid"]


@pytest.mark.parametrize("added", [b"\n", b" ", b"%%EOF\n", b"x" * 5000])
def test_anything_added_at_the_end_is_seen(printed, trust, added):
    assert not verify(printed.signed + added, trust=trust)["valid"]


def test_a_revision_added_by_a_program_is_seen(printed, trust):
    writer = IncrementalPdfFileWriter(BytesIO(printed.signed))
    writer.root["/Lang"] = writer.root["/Lang"]
    writer.update_root()
    out = BytesIO()
    writer.write(out)
    found = verify(out.getvalue(), trust=trust)
    assert "file: something was added after signing" in found["faults"]


@pytest.mark.parametrize("share", [0.05, 0.3, 0.6, 0.9, 0.999])
def test_a_cut_file_is_altered_not_foreign(printed, trust, share):
    found = verify(printed.signed[: int(len(printed.signed) * share)], trust=trust)
    assert not found["valid"]
    assert found["faults"]


def test_an_export_that_was_never_signed_does_not_hold(printed, trust):
    found = verify(printed.pdf, trust=trust)
    assert found["faults"] == ["signature: one is expected, 0 found"]


def test_a_signature_of_somebody_else_does_not_hold(printed, trust, tmp_path):
    ensure_demo_identity(tmp_path / "other")
    forged = sign(printed.pdf, read_identity(tmp_path / "other"))
    found = verify(forged, trust=trust)
    assert any("certificate is not trusted" in fault for fault in found["faults"])
    own = read_trust(tmp_path / "other", JOURNAL_KEYS)
    assert verify(forged, trust=own)["valid"]


def test_without_any_anchor_nothing_is_believed(printed):
    assert not verify(printed.signed, trust=Trust())["valid"]


@pytest.mark.parametrize("data", [b"", b"%PDF-1.7", b"hello", b"\x00" * 1000, b"<html>"])
def test_what_is_no_pdf_is_no_export(trust, data):
    with pytest.raises(NotAnExport):
        verify(data, trust=trust)


def test_another_pdf_is_no_export(trust):
    other, out = pypdfium2.PdfDocument.new(), BytesIO()
    other.new_page(100, 100)
    other.save(out)
    with pytest.raises(NotAnExport, match="no export"):
        verify(out.getvalue(), trust=trust)


def journal_of(identity, trust, **changes):
    """The findings for a rightly signed export whose timeline or journal was forged before signing."""
    export, _ = specimen(12, 0)
    forged = {name: change(getattr(export, name)) for name, change in changes.items()}
    return verify(sign(render(replace(export, **forged), {}), identity), trust=trust)


def changed(number: int, **fields):
    def change(entries):
        return tuple(replace(e, **fields) if n == number else e for n, e in enumerate(entries))

    return change


def test_a_journal_line_changed_before_signing_is_seen(identity, trust):
    shown = journal_of(identity, trust, timeline=changed(3, reason="Autre motif"))
    assert shown["faults"] == ["journal.timeline[3]: shown otherwise than it was sealed"]
    assert shown["journal"]["consistent"] is False


@pytest.mark.parametrize(
    "fields", [{"index": 4}, {"proof": ()}, {"leaf_hash": "00" * 32}, {"proof": ("00" * 32,)}]
)
def test_a_journal_proof_that_leads_elsewhere_is_seen(identity, trust, fields):
    found = journal_of(identity, trust, timeline=changed(3, **fields))
    assert found["faults"] == ["journal.timeline[3]: not the line that was sealed"]


def test_a_line_after_the_last_sealing_is_no_fault(identity, trust):
    found = journal_of(identity, trust, timeline=changed(11, index=None, proof=()))
    assert found["valid"]


def test_a_head_signed_with_an_unknown_key_is_seen(printed, trust):
    found = verify(printed.signed, trust=replace(trust, journal_keys={}))
    assert found["faults"] == ["journal: its head is signed with an unknown key"]


def test_a_head_whose_signature_does_not_hold_is_seen(identity, trust):
    found = journal_of(identity, trust, journal=lambda head: replace(head, size=head.size + 1))
    assert "journal: the signature of its head does not hold" in found["faults"]


@pytest.mark.parametrize("fields", [{"root": "zz"}, {"signature": "xyz"}, {"root": "00"}])
def test_a_head_that_is_no_head_is_a_fault_not_a_crash(identity, trust, fields):
    found = journal_of(identity, trust, journal=lambda head: replace(head, **fields))
    assert not found["valid"]
    assert found["journal"]["consistent"] is False


def test_the_living_journal_may_say_no(printed, trust):
    found = verify(printed.signed, trust=trust, journal=lambda size, root: False)
    assert found["faults"] == ["journal: it did not have this root at this size"]


def test_before_the_first_sealing_nothing_is_claimed(identity, trust):
    export, _ = specimen(3, 0, journal=None)
    found = verify(sign(render(export, {}), identity), trust=trust)
    assert found["valid"]
    assert found["journal"]["consistent"] is None
