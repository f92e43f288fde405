"""What was read on a piece, in words for the page that checks it. Proposals only: nothing is written."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _l

from cases import words
from cases.seal_comparison import Against, Comparison, compare
from documents import reading
from documents.models import Method, SupportingDocument
from documents.proposing import How, Proposal
from documents.reading import ReadSeal
from documents.seal_verdicts import Verdict
from documents.sealing import Damaged, KeyMissing, KeyWrong
from nps.people.models import Person
from nps.ui import formats
from nps.ui.components import Column, Table, Tag

HOW: Mapping[How, str | Promise] = {
    How.SEAL: _l("lu dans le 2D-Doc"),
    How.READ: _l("lu"),
    How.TO_CONFIRM: _l("lu, à confirmer"),
}
FIELDS: Mapping[str, str | Promise] = {
    "type": _l("Type de pièce"),
    "issuer": _l("Émise par"),
    "person": _l("Personne"),
    "name": _l("Nom"),
    "period": _l("Période"),
    "issued_on": _l("Date écrite"),
    "stated_until": _l("Valable jusqu’au"),
    "address": _l("Adresse"),
    "reference_income": _l("Revenu fiscal de référence"),
    "income_tax": _l("Impôt sur le revenu"),
    "tax_parts": _l("Nombre de parts"),
    "rent": _l("Loyer, sans charges"),
    "service_charges": _l("Charges"),
    "net_pay": _l("Net à payer"),
    "family_quotient": _l("Quotient familial"),
    "total": _l("Montant total"),
}
DAYS = ("issued_on", "stated_until")
SUMS = ("reference_income", "income_tax", "rent", "service_charges", "net_pay", "family_quotient", "total")
KINDS: Mapping[Verdict, str] = {
    Verdict.VERIFIED: "ok",
    Verdict.SPECIMEN: "warn",
    Verdict.UNKNOWN_SIGNER: "warn",
    Verdict.OUT_OF_VALIDITY: "warn",
    Verdict.FALSE_SIGNATURE: "bad",
    Verdict.UNREADABLE: "warn",
    Verdict.ABSENT: "idle",
}
CANNOT = (Damaged, KeyMissing, KeyWrong)


@dataclass(frozen=True)
class ReadSealWords:
    """One seal of the piece: its verdict, its page, and its values beside what is known."""

    tag: Tag
    page: int
    table: Table | None


@dataclass(frozen=True)
class ReadWords:
    """Everything the page shows; `method` is empty until the piece is read."""

    method: str
    by_hand: bool
    table: Table | None
    seals: tuple[ReadSealWords, ...]


def read_words(document: SupportingDocument) -> ReadWords:
    """What was read on this piece; nothing more when its reading does not open."""
    method = reading.method_of(document)
    if method is None:
        return ReadWords("", False, None, ())
    try:
        found, seals = reading.proposals(document), reading.seals(document)
        people = {str(p.public_id): p for p in document.household.people.distinct()}
        return ReadWords(
            method=str(method.label),
            by_hand=method in (Method.ABSENT, Method.FAILED),
            table=_table(found, people),
            seals=tuple(_seal_words(document, one) for one in seals) or (_no_seal(),),
        )
    except CANNOT:
        return ReadWords(str(Method.FAILED.label), True, None, ())


def read_values(document: SupportingDocument) -> dict[str, str | date]:
    """The surest period and days read, where nothing was typed: first values for the form."""
    try:
        found = reading.proposals(document)
    except CANNOT:
        return {}
    first: dict[str, str | date] = {}
    for proposal in found:
        if proposal.field in ("period", *DAYS) and not getattr(document, proposal.field):
            value = date.fromisoformat(proposal.value) if proposal.field in DAYS else proposal.value
            first.setdefault(proposal.field, value)
    return first


def read_at(document: SupportingDocument, page: int) -> list[tuple[float, ...]]:
    """Where on a page (from 0) values were read, as boxes from 0 to 1 of it."""
    try:
        return [tuple(one.box) for one in reading.proposals(document) if one.page == page and one.box]
    except CANNOT:
        return []


def read_text(document: SupportingDocument, page: int) -> str | None:
    """The lines read on a page (from 0); empty when there are none, None as long as nobody read it."""
    try:
        return reading.text_of(document, page) if reading.method_of(document) else None
    except CANNOT:
        return ""


def value_words(field: str, value: str, people: Mapping[str, Person]) -> str:
    """A value as people write it."""
    if field == "type":
        return words.piece_name(value)
    if field == "person":
        return words.full_name(people[value]) if value in people else _("On ne sait pas")
    if field in DAYS:
        return formats.date_long(date.fromisoformat(value))
    if field in SUMS:
        return formats.money(Decimal(value))
    return value


def _table(found: list[Proposal], people: Mapping[str, Person]) -> Table | None:
    rows = [
        (
            FIELDS[p.field],
            value_words(p.field, p.value, people),
            HOW[p.how],
            _("page %(number)s\u00a0: «\u00a0%(words)s\u00a0»") % {"number": p.page + 1, "words": p.around}
            if p.around
            else _("page %(number)s") % {"number": p.page + 1},
        )
        for p in found
    ]
    columns = (Column(_("Donnée")), Column(_("Valeur")), Column(_("Lecture")), Column(_("Où")))
    return Table(_("Lu sur la pièce"), columns, rows, caption_hidden=True) if rows else None


def _seal_words(document: SupportingDocument, one: ReadSeal) -> ReadSealWords:
    rows = [_row(comparison) for comparison in compare(document, one, timezone.localdate())]
    columns = (
        Column(_("Donnée")),
        Column(_("Dans le 2D-Doc")),
        Column(_("Comparé à")),
        Column(_("Résultat")),
    )
    caption = _("Le 2D-Doc et ce qui est connu")
    table = Table(caption, columns, rows, caption_hidden=True) if rows else None
    return ReadSealWords(Tag(KINDS[one.verdict], one.verdict.label), one.page + 1, table)


def _row(comparison: Comparison) -> tuple[object, ...]:
    known = value_words(comparison.field, comparison.known, {}) if comparison.known else _("inconnu")
    if comparison.field == "name" and comparison.against == Against.FILE and not comparison.known:
        known = _("personne de ce nom dans le foyer")
    against = _("%(where)s\u00a0: %(value)s") % {"where": comparison.against.label, "value": known}
    told = Tag("ok", _("Identique")) if comparison.equal else Tag("warn", _("Différent"))
    sealed = value_words(comparison.field, comparison.sealed, {})
    return (FIELDS[comparison.field], sealed, against, told)


def _no_seal() -> ReadSealWords:
    return ReadSealWords(Tag(KINDS[Verdict.ABSENT], Verdict.ABSENT.label), 0, None)
