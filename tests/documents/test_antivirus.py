"""What a real clamd answers, and that nothing but its proof is ever taken for "clean"."""

import io

import pytest

from documents.antivirus import EICAR, Verdict, scan
from tests.support.antivirus import NO_SIGNATURE, SIGNATURES, STREAM_LIMIT, needs_clamd, scanner

pytestmark = needs_clamd


@pytest.fixture(scope="module")
def known():
    with scanner() as found:
        found.start(SIGNATURES)
        yield found.address


@pytest.mark.parametrize(
    ("data", "verdict"),
    [
        (b"SPECIMEN", Verdict.CLEAN),
        (b"x" * (STREAM_LIMIT - 1000), Verdict.CLEAN),
        (EICAR, Verdict.INFECTED),
        (b"%PDF-1.7 " + EICAR, Verdict.INFECTED),
        (b"x" * (STREAM_LIMIT + 1), Verdict.OVER_LIMIT),
        (b"x" * (STREAM_LIMIT + 2000), Verdict.OVER_LIMIT),
        (b"x" * 20_000_000, Verdict.OVER_LIMIT),
    ],
    ids=["clean", "just under the limit", "found", "found inside", "over", "a little over", "far over"],
)
def test_the_verdict_is_what_the_scanner_says(known, data, verdict):
    assert scan(known, io.BytesIO(data)) == verdict


def test_what_a_scanner_without_signatures_calls_clean_is_not():
    with scanner() as empty:
        empty.start(NO_SIGNATURE)
        assert scan(empty.address, io.BytesIO(b"SPECIMEN")) == Verdict.NO_SIGNATURES
        assert scan(empty.address, io.BytesIO(EICAR)) == Verdict.NO_SIGNATURES


def test_a_scanner_that_stops_is_down_and_speaks_again_when_it_is_back():
    with scanner() as one:
        one.start(SIGNATURES)
        assert scan(one.address, io.BytesIO(b"SPECIMEN")) == Verdict.CLEAN
        one.stop()
        assert scan(one.address, io.BytesIO(b"SPECIMEN")) == Verdict.SCANNER_DOWN
        one.start(SIGNATURES)
        assert scan(one.address, io.BytesIO(b"SPECIMEN")) == Verdict.CLEAN


def test_a_scanner_that_gives_up_inside_a_file_has_not_looked():
    with scanner() as short:
        short.start(SIGNATURES, ["MaxFileSize 10K", "AlertExceedsMax yes"])
        assert scan(short.address, io.BytesIO(b"x" * 20_000)) == Verdict.OVER_LIMIT


@pytest.mark.parametrize("address", ["/nowhere/clamd.sock", "127.0.0.1:9", "127.0.0.1:none", "somewhere"])
def test_an_address_where_nobody_answers_is_a_scanner_that_is_down(address):
    assert scan(address, io.BytesIO(b"SPECIMEN")) == Verdict.SCANNER_DOWN
