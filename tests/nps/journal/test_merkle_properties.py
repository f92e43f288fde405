"""The tree is RFC 6962's: against its published vectors, against the definition written out, for any size."""

from hashlib import sha256

import pytest
from hypothesis import given
from hypothesis import strategies as st

from nps.journal.merkle import (
    EMPTY_ROOT,
    extend,
    inclusion_proof,
    leaf_hash,
    root_from_proof,
    root_of,
    root_of_peaks,
)

# The inputs and roots of the certificate-transparency project's own tests, sizes 1 to 8.
INPUTS = [bytes.fromhex(text) for text in (
    "", "00", "10", "2021", "3031", "40414243", "5051525354555657", "606162636465666768696a6b6c6d6e6f",
)]  # fmt: skip
ROOTS = (
    "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
    "fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125",
    "aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77",
    "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
    "4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4",
    "76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef",
    "ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c",
    "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328",
)
entries = st.lists(st.binary(max_size=40), max_size=80)


def by_definition(inputs: list[bytes]) -> bytes:
    """MTH(D[n]) of RFC 6962 §2.1, word for word."""
    if not inputs:
        return sha256(b"").digest()
    if len(inputs) == 1:
        return sha256(b"\x00" + inputs[0]).digest()
    split = 1
    while split * 2 < len(inputs):
        split *= 2
    return sha256(b"\x01" + by_definition(inputs[:split]) + by_definition(inputs[split:])).digest()


@pytest.mark.parametrize("size", range(1, 9))
def test_published_roots(size):
    assert root_of(map(leaf_hash, INPUTS[:size])).hex() == ROOTS[size - 1]


def test_nothing_has_the_hash_of_nothing():
    assert root_of([]) == EMPTY_ROOT == sha256(b"").digest()


@given(entries)
def test_the_root_is_that_of_the_definition(inputs):
    assert root_of(map(leaf_hash, inputs)) == by_definition(inputs)


@given(entries, st.data())
def test_growing_in_any_steps_gives_the_same_tree(inputs, data):
    leaves, peaks, size = [leaf_hash(one) for one in inputs], [], 0
    while size < len(leaves):
        step = data.draw(st.integers(1, len(leaves) - size))
        peaks, size = extend(peaks, size, leaves[size : size + step])
        assert len(peaks) == size.bit_count()
        assert root_of_peaks(peaks) == by_definition(inputs[:size])


@given(entries.filter(bool), st.data())
def test_a_proof_proves_its_leaf_and_place_and_nothing_else(inputs, data):
    leaves = [leaf_hash(one) for one in inputs]
    place = data.draw(st.integers(0, len(leaves) - 1))
    proof, root = inclusion_proof(leaves, place), by_definition(inputs)
    assert root_from_proof(leaves[place], place, len(leaves), proof) == root
    assert root_from_proof(leaf_hash(b"another"), place, len(leaves), proof) != root
    if proof:
        step = data.draw(st.integers(0, len(proof) - 1))
        altered = [*proof[:step], leaf_hash(proof[step]), *proof[step + 1 :]]
        assert root_from_proof(leaves[place], place, len(leaves), altered) != root
        with pytest.raises(ValueError, match="too short"):
            root_from_proof(leaves[place], place, len(leaves), proof[:-1])
    with pytest.raises(ValueError, match="too long"):
        root_from_proof(leaves[place], place, len(leaves), [*proof, root])


def test_an_inner_node_passes_for_no_entry():
    """Leaves and nodes are hashed apart: two hashes side by side are not an entry with that hash."""
    left, right = leaf_hash(b"a"), leaf_hash(b"b")
    assert leaf_hash(left + right) != root_of([left, right])
