"""What an administration can be asked, and how any of them answers. No protocol, no database may enter."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from typing import Any, Protocol


class Part(StrEnum):
    """One part of what identifies a person to an administration; a form asks for those that are needed."""

    BIRTH_NAME = "birth_name"
    GIVEN_NAMES = "given_names"
    BIRTH_YEAR = "birth_year"
    BIRTH_MONTH = "birth_month"
    BIRTH_DAY = "birth_day"
    SEX = "sex"
    BIRTH_COUNTRY = "birth_country"
    BIRTH_COMMUNE = "birth_commune"
    BIRTH_TOWN = "birth_town"
    BIRTH_DEPARTMENT = "birth_department"
    FRANCE_TRAVAIL_ID = "france_travail_id"
    TAX_NUMBER = "tax_number"
    TAX_NOTICE = "tax_notice"
    SCHOOL = "school"
    SCHOOL_YEAR = "school_year"


FROM_RECORD = (Part.BIRTH_NAME, Part.GIVEN_NAMES, Part.BIRTH_YEAR, Part.BIRTH_MONTH, Part.BIRTH_DAY)


class Outcome(StrEnum):
    """How a call ended. Only ANSWERED proves something; no other outcome says « zero » or « no »."""

    ASKING = "asking"
    ANSWERED = "answered"
    UNKNOWN = "unknown"
    NOT_FOUND = "not_found"
    IDENTITY = "identity"
    REFUSED = "refused"
    UNAVAILABLE = "unavailable"
    LOST = "lost"
    OBJECTED = "objected"


class Unreadable(ValueError):
    """An answer whose shape is not the published one."""


@dataclass(frozen=True, slots=True)
class Reading:
    """What an answer says. `values`: the few shown and kept; `facts`: of the person, by fact name;
    `household_facts`: of the home, worth recording when the person is its only adult.

    `proves`: whether it stands for the paper of its information, for `period`, until that type's own end, or
    `until` when that comes first.
    """

    values: Mapping[str, Any] = field(default_factory=dict)
    facts: Mapping[str, Any] = field(default_factory=dict)
    household_facts: Mapping[str, Any] = field(default_factory=dict)
    proves: bool = False
    period: str = ""
    until: date | None = None

    @property
    def outcome(self) -> Outcome:
        """An answer that tells nothing sure is not an answer."""
        return Outcome.ANSWERED if self.proves or self.facts or self.values.get("sure") else Outcome.UNKNOWN


@dataclass(frozen=True, slots=True)
class Information:
    """One thing an administration answers.

    `administration`: as `held_by` in the catalogue of pieces. `piece`: the type of paper the answer stands
    for, "" for none; `lasts_as`: the type whose validity its facts have. `needs`: parts of identity, each
    required unless in `optional`. `read`: the JSON `data` and the day → a Reading; raises Unreadable.
    """

    code: str
    administration: str
    path: str
    needs: tuple[Part, ...]
    read: Callable[[Mapping[str, Any], date], Reading]
    piece: str = ""
    optional: tuple[Part, ...] = ()
    lasts_as: str = ""

    @property
    def typed(self) -> tuple[Part, ...]:
        """Parts the person's record does not hold."""
        return tuple(part for part in self.needs if part not in FROM_RECORD)

    @property
    def required(self) -> tuple[Part, ...]:
        return tuple(part for part in self.needs if part not in self.optional)


@dataclass(frozen=True, slots=True)
class Answer:
    """How a call ended. `digest`: keyed, of the raw answer, which is not kept.

    `faults`: parts of the identity to check, or one word on what went wrong. `wait`: seconds asked for.
    """

    outcome: Outcome
    status: int | None = None
    reading: Reading = Reading()
    request_id: str = ""
    digest: str = ""
    faults: tuple[str, ...] = ()
    wait: int | None = None


class Connector(Protocol):
    """A way to several administrations. Never raises for what the other side does: that is an Answer."""

    name: str

    def informations(self) -> tuple[Information, ...]:
        """What may be asked today; nothing while it is not connected."""

    def ask(self, information: Information, identity: Mapping[Part, str], on: date) -> Answer:
        """One question about one person, outside any transaction: it may take ten seconds."""
