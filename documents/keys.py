"""Which key wraps and which unwraps, and their rotation. The only room that knows there may be several keys.

While keys rotate there are two: documents are wrapped by the next one, and opened by whichever wrapped them.
A retired key stays beside the others for backups, under its short name. Bytes of documents never enter.
"""

from collections.abc import Callable
from dataclasses import dataclass

from django.conf import settings
from django.core.exceptions import ImproperlyConfigured
from django.db import transaction

from documents import sealing
from documents.models import Content, Upload
from nps.accounts.acting import acting
from nps.journal.services import record

KEY, NEXT = "documents.kek", "documents.kek.next"
BATCH = 200  # contents wrapped again in one transaction


@dataclass(frozen=True, slots=True)
class Rotated:
    """`wrapped`: keys wrapped again; `damaged`: contents whose key could not be, by reference."""

    old: str
    new: str
    wrapped: int
    damaged: tuple[str, ...]


def wrap(key: bytes, context: bytes) -> bytes:
    """`key` wrapped by the key of the day: the next one while keys rotate. Raises sealing.KeyMissing."""
    current = secret(KEY)
    return sealing.wrap(key, settings.SECRETS.beside(KEY).get(NEXT, current), context)


def unwrap(wrapped: bytes, context: bytes) -> bytes:
    """The key in `wrapped`, by whichever key at hand wrapped it. Raises like sealing.unwrap."""
    current = secret(KEY)
    if wrapped and sealing.wrapped_by(wrapped) != sealing.key_id(current):
        others = settings.SECRETS.beside(KEY).values()
        current = next((k for k in others if sealing.key_id(k) == sealing.wrapped_by(wrapped)), current)
    return sealing.unwrap(wrapped, current, context)


def rotate(*, progress: Callable[[int], None] = lambda done: None) -> Rotated:
    """Wrap every document's key by a new one; interrupted, the next call goes on where this one stopped.

    Documents stay readable throughout. Raises sealing.KeyMissing; a damaged content stops nothing.
    """
    old = secret(KEY)
    new = settings.SECRETS.add(NEXT, like=KEY)
    wrapped, damaged = 0, []
    for kept in (Content, Upload):
        last = 0
        while batch := _still_open(kept, after=last):
            with acting("system"):
                for row in kept.objects.filter(pk__in=batch).select_for_update().order_by("pk"):
                    try:
                        wrapped += _wrap_again(row, new)
                    except (sealing.Damaged, sealing.KeyWrong):
                        damaged.append(str(row.reference))
            last = batch[-1]
            progress(wrapped)
    with acting("system"), transaction.atomic():
        told = {"old": sealing.key_id(old), "new": sealing.key_id(new), "wrapped": wrapped}
        record(act="keys_rotated", actor=None, subject=None, data={**told, "damaged": len(damaged)})
    settings.SECRETS.promote(NEXT, over=KEY, retired=f"{KEY}.{sealing.key_id(old)}")
    return Rotated(**told, damaged=tuple(damaged))


def _still_open(kept: type[Content | Upload], after: int) -> list[int]:
    with acting("system"):
        found = kept.objects.exclude(wrapped_key=b"").filter(pk__gt=after).order_by("pk")
        return [*found.values_list("pk", flat=True)[:BATCH]]


def _wrap_again(row: Content | Upload, new: bytes) -> bool:
    """False when its key is wrapped by the new one already, or was destroyed meanwhile."""
    if not row.wrapped_key or sealing.wrapped_by(bytes(row.wrapped_key)) == sealing.key_id(new):
        return False
    key = unwrap(bytes(row.wrapped_key), row.context)
    row.wrapped_key = sealing.wrap(key, new, row.context)
    row.save(update_fields=["wrapped_key"])
    return True


def secret(name: str) -> bytes:
    """The 32 bytes of a secret of the vault. Raises sealing.KeyMissing."""
    try:
        return settings.SECRETS[name]
    except (ImproperlyConfigured, KeyError) as fault:
        raise sealing.KeyMissing(str(fault)) from fault
