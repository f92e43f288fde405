"""What a requirement still needs once the law has spoken: values in, values out. No query, no word."""

from collections.abc import Collection, Iterable

from documents import guard
from documents.planning import Requirement
from documents.types import read_key, type_of

DOMICILE = frozenset({"residence", "home_in_paris"})  # ids of what asks where somebody lives


def about_domicile(requirement: Requirement) -> bool:
    """Whether it asks where somebody lives."""
    return requirement.id.partition(":")[0] in DOMICILE


def declared(requirements: Iterable[Requirement]) -> set[str]:
    """Pieces a signed declaration stands for (D113-14): the application is one."""
    named = {piece for r in requirements for pieces in r.any_of for piece in pieces}
    return {piece for piece in named if type_of(read_key(piece)[0]).article == guard.DECLARED}


def lightened(requirement: Requirement, held: Collection[str]) -> Requirement:
    """The same need without the pieces that a piece held dispenses from (R113-5, R113-8)."""
    asked = {piece for pieces in requirement.any_of for piece in pieces} - set(held)
    spared = {p for p in asked if type_of(read_key(p)[0]).dispensed_by and _dispensed(p, requirement, held)}
    if not spared:
        return requirement
    return requirement._replace(
        any_of=tuple(tuple(p for p in pieces if p not in spared) for pieces in requirement.any_of)
    )


def _dispensed(piece: str, requirement: Requirement, held: Collection[str]) -> bool:
    told = guard.may_ask(piece, held, domicile=about_domicile(requirement))
    return told.verdict == guard.Verdict.REFUSED and told.instead in held


def met(requirement: Requirement, at_hand: Collection[str]) -> bool:
    """Whether what is at hand proves it, or dispenses from proving it."""
    at_hand = set(at_hand)
    return any(at_hand.issuperset(pieces) for pieces in lightened(requirement, at_hand).any_of)


def without(requirements: Iterable[Requirement], type_code: str) -> tuple[Requirement, ...]:
    """What is left to prove when this type is no longer asked for: what it alone proved goes."""
    slim = (
        r._replace(any_of=tuple(tuple(p for p in a if read_key(p)[0] != type_code) for a in r.any_of))
        for r in requirements
    )
    return tuple(r for r in slim if all(r.any_of))


def ruling(
    piece: str, requirements: Iterable[Requirement], held: Collection[str], obtainable: Collection[str]
) -> guard.Ruling:
    """What the law says of asking for this piece for these requirements."""
    naming = [r for r in requirements if any(piece in pieces for pieces in r.any_of)]
    return guard.may_ask(
        piece,
        held,
        obtainable=obtainable,
        domicile=all(about_domicile(r) for r in naming),
        required=bool(naming),
    )
