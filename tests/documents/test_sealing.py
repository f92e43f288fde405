"""Sealed bytes come back whole or not at all."""

import io

import pytest
from hypothesis import given
from hypothesis import strategies as st

from documents import sealing
from documents.sealing import CHUNK, HEADER, TAG, Damaged, KeyMissing, KeyWrong

CONTEXT = b"document 1"
SIZES = (0, 1, CHUNK - 1, CHUNK, CHUNK + 1, 3 * CHUNK, 3 * CHUNK + 5)


def sealed(plain: bytes, key: bytes, context: bytes = CONTEXT) -> bytes:
    return b"".join(sealing.seal(io.BytesIO(plain).read, key, context))


def opened(data: bytes, key: bytes, context: bytes = CONTEXT) -> bytes:
    return b"".join(sealing.unseal(io.BytesIO(data).read, key, context))


def pieces_of(data: bytes) -> list[bytes]:
    """The header and each chunk."""
    step = CHUNK + TAG
    return [data[:HEADER], *(data[i : i + step] for i in range(HEADER, len(data), step))]


@pytest.mark.parametrize("size", SIZES)
def test_what_is_sealed_opens_again_whatever_the_size(size):
    key, plain = sealing.new_key(), bytes(range(256)) * (size // 256 + 1)
    data = sealed(plain[:size], key)
    assert opened(data, key) == plain[:size]
    assert size < 100 or plain[:100] not in data


def test_a_source_that_gives_little_at_a_time_is_sealed_alike():
    key, plain = sealing.new_key(), b"x" * (CHUNK + 7)
    source = io.BytesIO(plain)
    data = b"".join(sealing.seal(lambda size: source.read(min(size, 65_537)), key, CONTEXT))
    assert opened(data, key) == plain


def test_equal_documents_do_not_look_equal():
    assert sealed(b"same", sealing.new_key()) != sealed(b"same", sealing.new_key())


PLAIN = bytes(range(256)) * (CHUNK // 128) + b"end"  # two whole chunks and a short one
KEY = sealing.new_key()
DATA = sealed(PLAIN, KEY)


@pytest.mark.parametrize("place", [0, 8, HEADER - 1, HEADER, HEADER + CHUNK, HEADER + CHUNK + TAG, -TAG, -1])
def test_a_flipped_byte_of_each_kind_is_noticed(place):
    altered = bytearray(DATA)
    altered[place] ^= 1
    with pytest.raises(Damaged):
        opened(bytes(altered), KEY)


@given(place=st.integers(0, len(DATA) - 1), bit=st.integers(0, 7))
def test_any_flipped_bit_is_noticed(place, bit):
    altered = bytearray(DATA)
    altered[place] ^= 1 << bit
    with pytest.raises(Damaged):
        opened(bytes(altered), KEY)


@pytest.mark.parametrize(
    "rearranged",
    [
        pytest.param(lambda h, a, b, c: (h, b, a, c), id="two chunks swapped"),
        pytest.param(lambda h, a, b, c: (h, a, b), id="last chunk cut"),
        pytest.param(lambda h, a, b, c: (h, b, c), id="first chunk cut"),
        pytest.param(lambda h, a, b, c: (h, a, c), id="middle chunk cut"),
        pytest.param(lambda h, a, b, c: (h, a, b, b, c), id="chunk repeated"),
        pytest.param(lambda h, a, b, c: (h, a, b, c, c), id="last chunk repeated"),
        pytest.param(lambda h, a, b, c: (h, a, b, c, b"\0"), id="byte added"),
        pytest.param(lambda h, a, b, c: (h, a, b, c[:-1]), id="last byte cut"),
        pytest.param(lambda h, a, b, c: (h,), id="only the header"),
        pytest.param(lambda h, a, b, c: (h[:-1],), id="header cut"),
        pytest.param(lambda h, a, b, c: (), id="empty file"),
        pytest.param(lambda h, a, b, c: (a, b, c), id="no header"),
        pytest.param(lambda h, a, b, c: (h[:8] + b"\x02" + h[9:], a, b, c), id="other version"),
    ],
)
def test_chunks_cut_moved_or_added_are_noticed(rearranged):
    with pytest.raises(Damaged):
        opened(b"".join(rearranged(*pieces_of(DATA))), KEY)


def test_a_chunk_from_another_sealing_under_the_same_key_is_noticed():
    other = pieces_of(sealed(PLAIN, KEY))
    mine = pieces_of(DATA)
    with pytest.raises(Damaged):
        opened(b"".join([mine[0], mine[1], other[2], mine[3]]), KEY)


def test_a_whole_document_put_in_the_place_of_another_is_noticed():
    with pytest.raises(Damaged):
        opened(DATA, KEY, b"document 2")
    with pytest.raises(Damaged):
        opened(DATA, sealing.new_key())


def test_a_truncated_document_gives_only_a_true_beginning_before_it_fails():
    received = []
    cut = io.BytesIO(DATA[: HEADER + 2 * (CHUNK + TAG)])
    with pytest.raises(Damaged):
        received.extend(sealing.unseal(cut.read, KEY, CONTEXT))
    assert PLAIN.startswith(b"".join(received))


def test_a_wrapped_key_opens_with_its_own_key_and_for_its_own_document_only():
    kek, key = b"k" * 32, sealing.new_key()
    wrapped = sealing.wrap(key, kek, CONTEXT)
    assert sealing.unwrap(wrapped, kek, CONTEXT) == key
    assert key not in wrapped
    with pytest.raises(KeyWrong, match=sealing.key_id(kek)):
        sealing.unwrap(wrapped, b"o" * 32, CONTEXT)
    with pytest.raises(Damaged):
        sealing.unwrap(wrapped, kek, b"document 2")


def test_a_destroyed_key_is_missing_and_not_damaged():
    with pytest.raises(KeyMissing):
        sealing.unwrap(b"", b"k" * 32, CONTEXT)


def test_an_altered_wrapped_key_never_opens():
    kek = b"k" * 32
    wrapped = sealing.wrap(sealing.new_key(), kek, CONTEXT)
    for place in range(len(wrapped)):
        altered = bytearray(wrapped)
        altered[place] ^= 1
        with pytest.raises((Damaged, KeyWrong)):
            sealing.unwrap(bytes(altered), kek, CONTEXT)
    for cut in range(1, len(wrapped)):
        with pytest.raises(Damaged):
            sealing.unwrap(wrapped[:cut], kek, CONTEXT)
