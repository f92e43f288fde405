"""The law's limits on asking for a piece, read from the catalogue: values in, a verdict out.

Articles are of the code des relations entre le public et l'administration (CRPA).
"""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from enum import StrEnum

from documents.types import HOUSEHOLD, DocumentType, catalogue, read_key


class Verdict(StrEnum):
    """May it be asked for? Refused: only with a written reason, journaled."""

    ALLOWED = "allowed"
    FLAGGED = "flagged"
    REFUSED = "refused"


@dataclass(frozen=True, slots=True)
class Ruling:
    """The answer for one piece. `instead`: the piece or administration that makes it needless."""

    piece: str
    verdict: Verdict
    article: str
    instead: str = ""


def may_ask(
    piece: str,
    held: Collection[str],
    *,
    obtainable: Collection[str] = (),
    types: Mapping[str, DocumentType] | None = None,
) -> Ruling:
    """Whether the law lets an agent ask for this piece, and the article that says so.

    `held`: piece keys already proved. `obtainable`: administrations that answer us today. In this order:
    the same piece held (L113-12); a piece that proves as much held for the same subject or its household
    (the type's own article, R113-5 or R113-8); an administration that holds it answers us (L114-8); it
    holds it but does not answer us: allowed, flagged. Raises KeyError on a type the catalogue lacks.
    """
    code, period, subject = read_key(piece)
    asked = (catalogue() if types is None else types)[code]
    if piece in held:
        return Ruling(piece, Verdict.REFUSED, "L113-12", instead=piece)
    for other in sorted(held):
        other_code, other_period, other_subject = read_key(other)
        speaks_for = subject == other_subject or HOUSEHOLD in (subject, other_subject)
        if other_code in asked.dispensed_by and speaks_for and other_period == period:
            article = asked.article if asked.article in ("R113-5", "R113-8") else "L113-12"
            return Ruling(piece, Verdict.REFUSED, article, instead=other)
    if asked.held_by and asked.held_by in obtainable:
        return Ruling(piece, Verdict.REFUSED, "L114-8", instead=asked.held_by)
    if asked.held_by:
        return Ruling(piece, Verdict.FLAGGED, "L114-8", instead=asked.held_by)
    return Ruling(piece, Verdict.ALLOWED, asked.article)
