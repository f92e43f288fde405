"""2D-Doc as bytes: headers, data of fixed and variable length, cuts, rubbish."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from documents.seal_reading import GS, RS, US, Unreadable, is_seal, read_day, read_seal
from tests.support.seals import TAX, Authority

AUTHORITY = Authority()
SIGNED = AUTHORITY.seal()
# The example that the specification prints for a tax notice (type 28), SPECIMEN written in its address.
PUBLISHED = (
    "DC04FR000001FFFF25472801FR432,75<GS>44227801234567845202146RETI PATRICK<GS>4A310720224Y145 RUE JULLIARD/"
    "ZASPECIMEN/78320/LEVIS STNOM<GS>4163198<GS>47300112345678948RETISOPHIE<GS>4907019877654324V3542<GS>"
    "4X3724<GS>4Z182<GS><US>MA2KMBNBSV5WZB6RC5TEP7OCQ2GW7JV2AIYGRCWCOZHM4DMTKPV3SWB2OL25JEW4QUYKTW3HIRALV3XSG"
    "WKRVGW7DYQUTW5THUCW4PQ"
)


def published() -> bytes:
    return PUBLISHED.replace("<GS>", GS).replace("<US>", US).encode()


def test_the_published_example_is_read_as_published():
    seal = read_seal(published())
    assert (seal.version, seal.authority, seal.certificate, seal.kind) == (4, "FR00", "0001", "28")
    assert (seal.perimeter, seal.country, seal.issued_on) == ("01", "FR", None)
    assert seal.signed_on == date(2026, 2, 16)
    told = {name: seal.fields[name] for name in ("43", "44", "45", "46", "4A", "41", "48", "4V")}
    assert told == {
        "43": "2,75",
        "44": "2278012345678",
        "45": "2021",
        "46": "RETI PATRICK",
        "4A": "31072022",
        "41": "63198",
        "48": "RETISOPHIE",
        "4V": "3542",
    }
    assert len(seal.signature) == 64


@pytest.mark.parametrize("version", [1, 2, 3, 4])
def test_every_version_of_the_header(version):
    seal = read_seal(AUTHORITY.seal(version=version))
    assert (seal.version, seal.kind, seal.fields["45"]) == (version, "28", "2022")
    assert (seal.perimeter, seal.country) == (("01" if version > 2 else ""), ("FR" if version > 3 else ""))


def test_what_is_signed_ends_before_the_signature():
    seal = read_seal(SIGNED)
    assert SIGNED.startswith(seal.message + US.encode())


def test_an_annex_behind_the_signature_is_not_read():
    assert read_seal(SIGNED + GS.encode() + b"4199999").fields["41"] == "18540"


def test_a_value_that_was_cut_is_told():
    seal = read_seal(AUTHORITY.seal({**TAX, "46": "OKAFOR-SPECIM" + RS}))
    assert seal.cut == {"46"}
    assert seal.fields["46"] == "OKAFOR-SPECIM"


def test_a_value_as_long_as_may_be_needs_no_separator():
    assert read_seal(AUTHORITY.seal({"46": "A" * 38, "45": "2022"})).fields == {"46": "A" * 38, "45": "2022"}


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"DC",
        b"NPS1:R-24-0000:00000000",
        SIGNED[:20],
        SIGNED[: SIGNED.index(US.encode())],
        SIGNED.replace(b"DC04", b"DC05", 1),
        SIGNED.replace(b"DC04", b"XX04", 1),
        AUTHORITY.seal({"45": "20"}),
        AUTHORITY.seal({"45": "2022", "46": "A" + GS + "45" + "2023"}),
        AUTHORITY.seal({"4": "5"}),
        SIGNED.replace(b"OKAFOR", "ÖKAFOR".encode(), 1),
        SIGNED[:-1] + b"1",
        SIGNED * 40,
    ],
    ids=lambda data: f"{len(data)} bytes",
)
def test_what_is_no_whole_seal_is_unreadable(data):
    with pytest.raises(Unreadable):
        read_seal(data)


def test_a_day_is_counted_in_hexadecimal_from_2000():
    assert (read_day("0000"), read_day("123F"), read_day("FFFF")) == (
        date(2000, 1, 1),
        date(2012, 10, 15),
        None,
    )


@given(st.binary(max_size=300))
def test_rubbish_never_raises_anything_else(data):
    try:
        read_seal(data)
    except Unreadable:
        pass


@given(st.text(st.sampled_from("0146ACGZ " + GS + RS + US), max_size=80), st.booleans())
def test_rubbish_behind_a_good_header_never_raises_anything_else(body, signed):
    data = AUTHORITY.header("28", 4, date(2023, 8, 1)) + body + (US + "AAAAAAAA" if signed else "")
    assert is_seal(data.encode())
    try:
        read_seal(data.encode())
    except Unreadable:
        pass


@given(st.integers(0, len(SIGNED) - 1), st.integers(0, 255))
def test_a_changed_byte_never_raises_anything_else(at, byte):
    try:
        read_seal(SIGNED[:at] + bytes([byte]) + SIGNED[at + 1 :])
    except Unreadable:
        pass
