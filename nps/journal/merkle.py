"""Merkle tree of RFC 6962 over bytes: pure functions, no database, no keys."""

from collections.abc import Iterable, Sequence
from hashlib import sha256


def leaf_hash(entry: bytes) -> bytes:
    """Hash of one entry (RFC 6962 §2.1: a zero byte, then the entry)."""
    return sha256(b"\x00" + entry).digest()


def node_hash(left: bytes, right: bytes) -> bytes:
    """Hash of two subtrees (RFC 6962 §2.1: a one byte, then both)."""
    return sha256(b"\x01" + left + right).digest()


EMPTY_ROOT = sha256(b"").digest()


def extend(peaks: Sequence[bytes], size: int, leaves: Iterable[bytes]) -> tuple[list[bytes], int]:
    """The frontier after appending leaf hashes: one peak per set bit of the size, largest subtree first."""
    frontier = list(peaks)
    for leaf in leaves:
        node, position = leaf, size
        while position & 1:
            node = node_hash(frontier.pop(), node)
            position >>= 1
        frontier.append(node)
        size += 1
    return frontier, size


def root_of_peaks(peaks: Sequence[bytes]) -> bytes:
    """The root of a tree from its frontier."""
    if not peaks:
        return EMPTY_ROOT
    root = peaks[-1]
    for peak in reversed(peaks[:-1]):
        root = node_hash(peak, root)
    return root


def root_of(leaves: Iterable[bytes]) -> bytes:
    """The root over leaf hashes."""
    return root_of_peaks(extend([], 0, leaves)[0])


def _split(size: int) -> int:
    """The largest power of two smaller than `size`."""
    return 1 << (size - 1).bit_length() - 1


def inclusion_proof(leaves: Sequence[bytes], index: int) -> list[bytes]:
    """The audit path of leaf `index` (RFC 6962 §2.1.1), nearest sibling first. Raises IndexError outside."""
    if not 0 <= index < len(leaves):
        raise IndexError(f"no leaf {index} in a tree of {len(leaves)}")
    path: list[bytes] = []
    start, end = 0, len(leaves)
    while end - start > 1:
        middle = start + _split(end - start)
        if index < middle:
            path.append(root_of(leaves[middle:end]))
            end = middle
        else:
            path.append(root_of(leaves[start:middle]))
            start = middle
    return path[::-1]


def inclusion_proofs(leaves: Iterable[bytes], indexes: Iterable[int]) -> dict[int, list[bytes]]:
    """The audit paths of many leaves, each as `inclusion_proof` gives it, hashing the tree once.

    Pairing neighbours and lifting a last one alone builds RFC 6962's tree level by level. Raises IndexError.
    """
    level, depth = list(leaves), 0
    paths: dict[int, list[bytes]] = {index: [] for index in indexes}
    if outside := [index for index in paths if not 0 <= index < len(level)]:
        raise IndexError(f"no leaf {outside[0]} in a tree of {len(level)}")
    while len(level) > 1:
        for index, path in paths.items():
            sibling = (index >> depth) ^ 1
            if sibling < len(level):
                path.append(level[sibling])
        lone = level[-1:] if len(level) % 2 else []
        level = [node_hash(left, right) for left, right in zip(level[::2], level[1::2], strict=False)] + lone
        depth += 1
    return paths


def root_from_proof(leaf: bytes, index: int, size: int, proof: Sequence[bytes]) -> bytes:
    """The root that this audit path leads to. Raises ValueError when the path has the wrong length."""
    if not 0 <= index < size:
        raise ValueError(f"no leaf {index} in a tree of {size}")
    node, last, remaining = leaf, size - 1, list(proof)
    while last:
        if index & 1 or index == last:
            if index & 1:
                if not remaining:
                    raise ValueError("the proof is too short")
                node = node_hash(remaining.pop(0), node)
        else:
            if not remaining:
                raise ValueError("the proof is too short")
            node = node_hash(node, remaining.pop(0))
        index, last = index >> 1, last >> 1
    if remaining:
        raise ValueError("the proof is too long")
    return node
