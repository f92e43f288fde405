"""The law's limits on asking for a piece, read from the catalogue: values in, a verdict out.

Articles are of the code des relations entre le public et l'administration (CRPA).
"""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from enum import StrEnum

from documents.types import HOUSEHOLD, DocumentType, catalogue, read_key

DECLARED = "D113-14"  # the article of the types a declaration stands for
DOMICILE = "R113-8"  # the article of the types that prove where somebody lives
DECLARATION = "declaration"


class Verdict(StrEnum):
    """May it be asked for? Refused: only with a written reason, journaled."""

    ALLOWED = "allowed"
    FLAGGED = "flagged"
    REFUSED = "refused"


@dataclass(frozen=True, slots=True)
class Ruling:
    """The answer for one piece. `instead`: the piece, the administration or "declaration" that makes it
    needless; empty when no text asks for it."""

    piece: str
    verdict: Verdict
    article: str
    instead: str = ""


def may_ask(
    piece: str,
    held: Collection[str],
    *,
    obtainable: Collection[str] = (),
    domicile: bool = True,
    required: bool = True,
    types: Mapping[str, DocumentType] | None = None,
) -> Ruling:
    """Whether the law lets an agent ask for this piece, and the article that says so.

    `held`: piece keys already proved. `obtainable`: administrations that answer us today. `domicile`: asked
    to prove where somebody lives. `required`: a text asks for it, in this file. Refused, in this order: the
    same piece is held (L113-12); a piece that proves as much is held for the same subject or its household
    (the type's own article, R113-5 or R113-8); a declaration stands for it (D113-14); an administration that
    holds it answers us (L114-8); no text asks for it (L114-5). Flagged: an administration holds it but does
    not answer us (L114-8); a proof of domicile, which few procedures may ask for (R113-8). Raises KeyError on
    a type the catalogue lacks.
    """
    code, _period, _subject = read_key(piece)
    asked = (catalogue() if types is None else types)[code]
    if piece in held:
        return Ruling(piece, Verdict.REFUSED, "L113-12", instead=piece)
    proof_of_domicile = asked.article == DOMICILE and domicile
    if (asked.article != DOMICILE or domicile) and (other := _dispenses(piece, asked, held)):
        article = asked.article if asked.article in ("R113-5", DOMICILE) else "L113-12"
        return Ruling(piece, Verdict.REFUSED, article, instead=other)
    if asked.article == DECLARED:
        return Ruling(piece, Verdict.REFUSED, DECLARED, instead=DECLARATION)
    if asked.held_by and asked.held_by in obtainable:
        return Ruling(piece, Verdict.REFUSED, "L114-8", instead=asked.held_by)
    if not required:
        return Ruling(piece, Verdict.REFUSED, "L114-5")
    if asked.held_by:
        return Ruling(piece, Verdict.FLAGGED, "L114-8", instead=asked.held_by)
    if proof_of_domicile:
        return Ruling(piece, Verdict.FLAGGED, DOMICILE)
    return Ruling(piece, Verdict.ALLOWED, "L114-5" if asked.article == DOMICILE else asked.article)


def _dispenses(piece: str, asked: DocumentType, held: Collection[str]) -> str:
    """The first held piece that proves as much, of the same subject or its household, of the same period."""
    if not asked.dispensed_by:
        return ""
    _code, period, subject = read_key(piece)
    for other in sorted(held):
        code, other_period, other_subject = read_key(other)
        speaks_for = subject == other_subject or HOUSEHOLD in (subject, other_subject)
        if code in asked.dispensed_by and speaks_for and other_period == period:
            return other
    return ""
