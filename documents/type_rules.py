"""What a row of the catalogue of types may say: every fault at once, by field. Values only, no database."""

import re
from collections.abc import Iterator, Mapping
from enum import StrEnum
from typing import Any

from documents.types import DocumentType, Whom, published

CODE = re.compile(r"[a-z][a-z_]{2,39}")
ARTICLE = re.compile(r"[LRD]\d{3}-\d{1,3}(-\d{1,2})?")
RULES = ("none", "until_changed", "stated", "date_on_it", "months", "year", "school_year", "tax_year")
MOST_MONTHS = 120


class Fault(StrEnum):
    """Why a row cannot be."""

    CODE = "code"
    MISSING = "missing"
    NOT_A_PROOF = "not_a_proof"
    VALIDITY = "validity"
    ADMINISTRATION = "administration"
    ARTICLE = "article"
    UNKNOWN_TYPE = "unknown_type"
    ITSELF = "itself"
    NOTHING_IN_COMMON = "nothing_in_common"
    LOOP = "loop"


def proofs() -> tuple[str, ...]:
    """What a document may prove: the closed list the rules read, from the published catalogue."""
    return tuple(dict.fromkeys(what for kind in published().values() for what in kind.proves))


def administrations() -> tuple[str, ...]:
    """The administrations that may hold a fact."""
    return tuple(dict.fromkeys(kind.held_by for kind in published().values() if kind.held_by))


def faults(row: Mapping[str, Any], types: Mapping[str, DocumentType]) -> list[tuple[str, Fault]]:
    """(field, fault) for everything wrong in `row` beside the other `types`; empty: it may stand."""
    return [*_alone(row), *_among(row, types)]


def _alone(row: Mapping[str, Any]) -> Iterator[tuple[str, Fault]]:
    if not CODE.fullmatch(row["code"]):
        yield "code", Fault.CODE
    for field in ("name", "issuer"):
        if not all(row[field].get(language, "").strip() for language in ("fr", "en")):
            yield field, Fault.MISSING
    if bool(row["note"].get("fr")) != bool(row["note"].get("en")):
        yield "note", Fault.MISSING
    if not row["proves"]:
        yield "proves", Fault.MISSING
    if not {*row["proves"]} <= {*proofs()}:
        yield "proves", Fault.NOT_A_PROOF
    if row["whom"] not in list(Whom):
        yield "whom", Fault.MISSING
    if not _validity_reads(row["validity"]):
        yield "validity", Fault.VALIDITY
    if row["held_by"] and row["held_by"] not in administrations():
        yield "held_by", Fault.ADMINISTRATION
    if not ARTICLE.fullmatch(row["article"]):
        yield "article", Fault.ARTICLE


def _validity_reads(validity: str) -> bool:
    rule, given, number = validity.partition(":")
    if rule == "months":
        return bool(re.fullmatch(r"[1-9]\d{0,2}", number)) and int(number) <= MOST_MONTHS
    return rule in RULES and not given


def _among(row: Mapping[str, Any], types: Mapping[str, DocumentType]) -> Iterator[tuple[str, Fault]]:
    """A type dispenses from another when both prove one same thing; those of a loop prove all the same."""
    code, own, direct = row["code"], {*row["proves"]}, row["dispensed_by"]
    if code in direct:
        yield "dispensed_by", Fault.ITSELF
    others = [other for other in direct if other != code]
    if not {*others} <= {*types}:
        yield "dispensed_by", Fault.UNKNOWN_TYPE
        return
    if any(not own & {*types[other].proves} for other in others):
        yield "dispensed_by", Fault.NOTHING_IN_COMMON
    if any({*types[other].proves} != own for other in _loop(code, others, types)):
        yield "dispensed_by", Fault.LOOP


def _loop(code: str, direct: list[str], types: Mapping[str, DocumentType]) -> set[str]:
    """The types on a way of dispensations from `code` back to itself."""
    next_of = {other: kind.dispensed_by for other, kind in types.items()} | {code: tuple(direct)}
    return {other for other in _reached(code, next_of) if code in _reached(other, next_of)} - {code}


def _reached(start: str, next_of: Mapping[str, tuple[str, ...]]) -> set[str]:
    found, waiting = set(), [*next_of.get(start, ())]
    while waiting:
        code = waiting.pop()
        if code not in found:
            found.add(code)
            waiting += next_of.get(code, ())
    return found
