"""What a 2D-Doc says beside what is known and typed: equal, different, or nothing to compare with.

Values only; what a fact is lies in eligibility, what a seal is in documents. No page and no judgement enter.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _

from documents import reading
from documents.models import SupportingDocument
from documents.reading import ReadSeal
from documents.seal_values import is_member, values_of
from eligibility.facts import current_facts
from nps.people.names import normalise
from nps.people.selectors import address_on, members_on


class Against(TextChoices):
    """Where the other value comes from."""

    FILE = "file", _("Au dossier")
    TYPED = "typed", _("Saisi pour cette pièce")
    PRINTED = "printed", _("Imprimé sur la page")


@dataclass(frozen=True, slots=True)
class Comparison:
    """One value of a seal and another of the same thing; `known` is empty when nothing is known.

    Values are written as proposals write them: euros with two decimals, ISO days, codes, names.
    """

    field: str
    sealed: str
    against: Against
    known: str
    equal: bool | None


FACTS = {"income_tax": "tax.income_tax"}  # field of a seal → the fact that holds the same thing
PRINTED = ("type", "reference_income", "income_tax", "net_pay", "period")


def compare(document: SupportingDocument, one: ReadSeal, on: date) -> list[Comparison]:
    """Every value of the seal that something can be held against, in the seal's order."""
    if one.seal is None:
        return []
    values = values_of(one.seal)
    others = [
        *_with_file(document, values, on),
        *_with_typed(document, values),
        *_with_page(document, values),
    ]
    order = {field: number for number, (field, _value) in reversed(list(enumerate(values)))}
    return sorted(others, key=lambda comparison: order[comparison.field])


def _with_file(document: SupportingDocument, values: list[tuple[str, str]], on: date) -> Iterator[Comparison]:
    members = reading.members_of(document)
    address = None if _careful(document, on) else address_on(document.household, on)
    facts = {fact.name: fact.value for fact in current_facts(document.household) if fact.value is not None}
    for field, value in values:
        if field == "name":
            known = next((m for m in members if is_member(m, value)), None)
            name = f"{known.given} {known.family[0]}" if known else ""
            yield Comparison(field, value, Against.FILE, name, known is not None)
        elif field == "address" and address:
            whole = f"{address.line} {address.postcode} {address.city}"
            yield Comparison(field, value, Against.FILE, whole, same_address(value, whole))
        elif FACTS.get(field) in facts:
            known = f"{Decimal(str(facts[FACTS[field]])):.2f}"
            yield Comparison(field, value, Against.FILE, known, Decimal(known) == Decimal(value))


def _careful(document: SupportingDocument, on: date) -> bool:
    """Whether somebody's address is shown to the referent alone: it is not told here."""
    return any(member.person.safe_contact for member in members_on(document.household, on))


def _with_typed(document: SupportingDocument, values: list[tuple[str, str]]) -> Iterator[Comparison]:
    typed = {"type": document.type, "period": document.period}
    typed |= {name: str(getattr(document, name) or "") for name in ("issued_on", "stated_until")}
    for field, value in values:
        if typed.get(field):
            yield Comparison(field, value, Against.TYPED, typed[field], typed[field] == value)


def _with_page(document: SupportingDocument, values: list[tuple[str, str]]) -> Iterator[Comparison]:
    """The values that the page itself shows: a page changed under a good seal differs here."""
    shown = {}
    for proposal in reading.printed(document):
        shown.setdefault(proposal.field, []).append(proposal.value)
    for field, value in values:
        if field in PRINTED and field in shown:
            known = value if value in shown[field] else shown[field][0]
            yield Comparison(field, value, Against.PRINTED, known, known == value)


def same_address(one: str, other: str) -> bool:
    """Whether one address holds every word of the other: floors and buildings are often left out."""
    words, more = ({*normalise(text.replace("/", " ")).split()} for text in (one, other))
    return words <= more or more <= words
