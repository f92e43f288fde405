"""What a machine is made of: a protected state, moves with a verb and a reader, guards that say why not."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db import models
from django_fsm import transition


class ProtectedState(models.Model):
    """Keeps the state out of reach of assignment and forms, yet lets a row be read again.

    Not django-fsm-2's own mixin: that one lifts the protection on the class while reading, for every thread.
    """

    class Meta:
        abstract = True

    def _guarded(self) -> list[str]:
        return [f.attname for f in self._meta.concrete_fields if getattr(f, "protected", False)]

    def refresh_from_db(self, using=None, fields=None, from_queryset=None):
        names = (n for n in self._guarded() if n in self.__dict__ and (fields is None or n in fields))
        kept = {name: self.__dict__.pop(name) for name in names}
        try:
            super().refresh_from_db(using=using, fields=fields, from_queryset=from_queryset)
        except BaseException:
            self.__dict__.update(kept)
            raise
        for name in kept:
            getattr(self, name)  # read at once: later, nobody may be acting any more

    def clean_fields(self, exclude=None):
        super().clean_fields(exclude={*(exclude or ()), *self._guarded()})


@dataclass(frozen=True)
class Guard:
    """A condition of a move on a day: `says` while it fails, `lift` for what lifts it, in `section`."""

    holds: Callable[[Any, date], bool]
    says: Any
    lift: Any
    article: str = ""
    section: str = ""

    @property
    def told(self) -> str:
        """What fails and what would lift it, as a person reads it."""
        return f"{self.says} {self.lift}"


@dataclass(frozen=True)
class Move:
    """What a reader needs of a transition; the machine's own table carries it."""

    name: str
    verb: Any
    who: Callable[[Any, Any], bool]
    by: Any
    guards: tuple[Guard, ...] = ()
    article: str = ""
    reason_required: bool = False


def move(field, *, source, target, verb, who, guards=(), article="", reason_required=False):
    """A django-fsm transition that carries its verb, its actor, its guards and its article.

    The one door (services.moves) checks actor and guards on the day of the act; django-fsm, the states.
    """

    def decorate(method):
        described = Move(method.__name__, verb, who, who.by, tuple(guards), article, reason_required)
        return transition(
            field=field,
            source=source,
            target=target,
            permission=lambda instance, actor: who(instance, actor),
            custom={"move": described},
        )(method)

    return decorate
