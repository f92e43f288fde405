"""Numbers committed entries and signs the tree; verifies both. Writes leaves and heads, never entries."""

import base64
import json
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat, load_pem_private_key
from django.conf import settings
from django.db import connection, transaction
from django.utils import timezone

from nps.journal.merkle import extend, leaf_hash, root_of_peaks
from nps.journal.models import Entry, Leaf, TreeHead
from nps.journal.services import canonical_of

# Any constant: one sealer at a time, whatever the number of workers.
SEALER_LOCK = 0x6A6F7572
BATCH = 10_000


def signing_key() -> Ed25519PrivateKey:
    """The journal's key, from its file."""
    key = load_pem_private_key(settings.SECRETS["journal.key"], password=None)
    if not isinstance(key, Ed25519PrivateKey):
        raise TypeError("journal.key is not an Ed25519 private key")
    return key


def public_bytes(key: Ed25519PublicKey) -> bytes:
    """The 32 raw bytes of a public key."""
    return key.public_bytes(Encoding.Raw, PublicFormat.Raw)


def key_id(key: Ed25519PublicKey) -> str:
    """Short name of a public key: the first 16 hexadecimal digits of its leaf hash."""
    return leaf_hash(public_bytes(key)).hex()[:16]


def head_bytes(size: int, root: bytes, at: datetime) -> bytes:
    """The bytes a head's signature covers."""
    moment = at.astimezone(UTC).isoformat(timespec="microseconds")
    return f"nps-journal-1\n{size}\n{root.hex()}\n{moment}".encode()


@transaction.atomic
def seal() -> TreeHead | None:
    """Give their place to entries committed since the last head and sign the new tree; the newest head.

    Entries of a transaction still open are not visible and wait for the next sealing: places follow commits.
    """
    with connection.cursor() as cursor:
        cursor.execute("select pg_advisory_xact_lock(%s)", [SEALER_LOCK])
    last = TreeHead.objects.order_by("-size").first()
    waiting = list(
        Entry.objects.filter(place__isnull=True).order_by("at", "id").values_list("id", "leaf")[:BATCH]
    )
    if not waiting:
        return last
    start = last.size if last else 0
    hashes = [bytes(leaf) for _, leaf in waiting]
    Leaf.objects.bulk_create(
        Leaf(index=start + n, entry_id=entry_id, hash=hashes[n]) for n, (entry_id, _) in enumerate(waiting)
    )
    peaks, size = extend([bytes.fromhex(p) for p in last.peaks] if last else [], start, hashes)
    root, at, key = root_of_peaks(peaks), timezone.now(), signing_key()
    head = TreeHead.objects.create(
        size=size,
        root=root,
        peaks=[p.hex() for p in peaks],
        at=at,
        key_id=key_id(key.public_key()),
        signature=key.sign(head_bytes(size, root, at)),
    )
    transaction.on_commit(lambda: _witness(head))
    return head


def _witness(head: TreeHead) -> None:
    """Keep the head outside the database too: cutting the end of the journal then shows."""
    path = Path(settings.JOURNAL_WITNESS)
    path.parent.mkdir(parents=True, exist_ok=True)
    line = {"size": head.size, "root": bytes(head.root).hex(), "at": head.at.isoformat()}
    line["signature"] = base64.b64encode(bytes(head.signature)).decode()
    with path.open("a") as file:
        file.write(json.dumps(line) + "\n")


@dataclass(frozen=True)
class Verdict:
    """What verification found; `fault` names the first entry or head that does not hold."""

    size: int
    root: str
    fault: str = ""


def _witnessed() -> Iterator[tuple[int, str]]:
    path = Path(settings.JOURNAL_WITNESS)
    if path.exists():
        for line in path.read_text().splitlines():
            seen = json.loads(line)
            yield seen["size"], seen["root"]


def verify() -> Verdict:
    """Recompute every leaf, every place and every head; compare with the heads kept outside the database."""
    public = signing_key().public_key()
    heads = {head.size: head for head in TreeHead.objects.order_by("size")}
    peaks: list[bytes] = []
    size = 0
    roots: dict[int, str] = {}

    def verdict(fault: str) -> Verdict:
        return Verdict(size, root_of_peaks(peaks).hex(), fault)

    for place in Leaf.objects.select_related("entry").order_by("index").iterator(2000):
        if place.index != size:
            return verdict(f"entry {size}: missing")
        expected = leaf_hash(canonical_of(place.entry))
        if expected != bytes(place.entry.leaf) or expected != bytes(place.hash):
            return verdict(f"entry {size} ({place.entry_id}): its content changed after it was written")
        peaks, size = extend(peaks, size, [expected])
        if head := heads.get(size):
            roots[size] = root_of_peaks(peaks).hex()
            if roots[size] != bytes(head.root).hex():
                return verdict(f"head {size}: its root does not match the entries")
            try:
                public.verify(bytes(head.signature), head_bytes(size, bytes(head.root), head.at))
            except InvalidSignature:
                return verdict(f"head {size}: its signature does not hold")
    for head_size in heads:
        if head_size > size:
            return verdict(f"head {head_size}: only {size} entries are left")
    if max(heads, default=0) != size:
        return verdict(f"entry {max(heads, default=0)}: placed without a signed head")
    for seen_size, seen_root in _witnessed():
        if roots.get(seen_size) != seen_root:
            return verdict(f"head {seen_size}: kept outside the database, not found in it")
    return verdict("")
