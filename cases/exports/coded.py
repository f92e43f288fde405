"""A code of the program beside the word people read. No database, no wording may enter."""

from dataclasses import dataclass


@dataclass(frozen=True, kw_only=True)
class Coded:
    """`granted`, « Accordée »."""

    code: str
    label: str
