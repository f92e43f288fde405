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
from documents.models import Content
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
    wrapped, damaged, last = 0, [], 0
    while True:
        with acting("system"):
            batch = list(_still_open().filter(pk__gt=last).select_for_update().order_by("pk")[:BATCH])
            for content in batch:
                last = content.pk
                try:
                    wrapped += _wrap_again(content, new)
                except (sealing.Damaged, sealing.KeyWrong):
                    damaged.append(str(content.reference))
        if not batch:
            break
        progress(wrapped)
    with acting("system"), transaction.atomic():
        told = {"old": sealing.key_id(old), "new": sealing.key_id(new), "wrapped": wrapped}
        record(act="keys_rotated", actor=None, subject=None, data={**told, "damaged": len(damaged)})
    settings.SECRETS.promote(NEXT, over=KEY, retired=f"{KEY}.{sealing.key_id(old)}")
    return Rotated(**told, damaged=tuple(damaged))


def _still_open():
    return Content.objects.filter(erased_at__isnull=True)


def _wrap_again(content: Content, new: bytes) -> bool:
    if sealing.wrapped_by(bytes(content.wrapped_key)) == sealing.key_id(new):
        return False
    key = unwrap(bytes(content.wrapped_key), content.context)
    content.wrapped_key = sealing.wrap(key, new, content.context)
    content.save(update_fields=["wrapped_key"])
    return True


def secret(name: str) -> bytes:
    """The 32 bytes of a secret of the vault. Raises sealing.KeyMissing."""
    try:
        return settings.SECRETS[name]
    except (ImproperlyConfigured, KeyError) as fault:
        raise sealing.KeyMissing(str(fault)) from fault
