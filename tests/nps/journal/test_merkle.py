"""Many proofs at once are the proofs taken one by one."""

import pytest

from nps.journal.merkle import inclusion_proof, inclusion_proofs, leaf_hash, root_from_proof, root_of

LEAVES = [leaf_hash(b"%d" % number) for number in range(70)]


@pytest.mark.parametrize("size", range(1, 70))
def test_proofs_taken_together_are_those_taken_one_by_one(size):
    leaves = LEAVES[:size]
    together = inclusion_proofs(iter(leaves), range(size))
    assert together == {index: inclusion_proof(leaves, index) for index in range(size)}
    root = root_of(leaves)
    assert all(root_from_proof(leaves[at], at, size, path) == root for at, path in together.items())


def test_only_the_asked_leaves_are_proved():
    assert set(inclusion_proofs(LEAVES, [3, 41, 3])) == {3, 41}


@pytest.mark.parametrize("index", [-1, 70])
def test_a_leaf_outside_the_tree_has_no_proof(index):
    with pytest.raises(IndexError):
        inclusion_proofs(LEAVES, [0, index])
