"""What the data of a 2D-Doc say, as proposals for the form. Pure: a value is worth what its seal is worth."""

from collections.abc import Iterator
from datetime import date
from decimal import Decimal, InvalidOperation

from documents import seal_fields as data
from documents.proposing import How, Member, Proposal
from documents.seal_reading import Seal, Unreadable, read_day
from documents.seal_verdicts import Verdict
from nps.people.names import normalise

LARGEST = Decimal("99999999.99")


def values_of(seal: Seal) -> list[tuple[str, str]]:
    """`(field, value)` of what the seal says, in the fields of proposals; names and addresses as written."""
    return [(field, value) for field, value in _values(seal) if value]


def proposals_of(
    seal: Seal, verdict: Verdict, members: list[Member], page: int, box: tuple[float, ...]
) -> list[Proposal]:
    """The values of a seal for the form. A false signature proposes nothing; only a verified one is sure."""
    if verdict == Verdict.FALSE_SIGNATURE:
        return []
    how = How.SEAL if verdict == Verdict.VERIFIED else How.TO_CONFIRM
    found = []
    for field, value in values_of(seal):
        if field == "name":
            people = [m.id for m in members if is_member(m, value)]
            found += [Proposal("person", person, page, box, how, value) for person in people]
        else:
            found.append(Proposal(field, value, page, box, how))
    return found


def is_member(member: Member, written: str) -> bool:
    """Whether this name holds the member's family name and first given name, accents and order aside."""
    words = {*normalise(written.replace("/", " ")).split()}
    given = {*normalise(member.given).split()[:1]}
    return any({*normalise(family).split()} | given <= words for family in member.family if normalise(family))


def _values(seal: Seal) -> Iterator[tuple[str, str]]:
    fields = {name: value for name, value in seal.fields.items() if name not in seal.cut}
    yield "type", data.TYPES.get(seal.kind, "")
    yield from (("name", fields.get(name, "")) for name in data.NAMES)
    for names in data.PARTS_OF_NAMES:
        if all(name in fields for name in names):
            yield "name", " ".join(fields[name].replace("/", " ") for name in names)
    yield "issued_on", _day(fields.get(data.COLLECTED_ON, "")) or (str(seal.issued_on or ""))
    yield "stated_until", _hexadecimal(fields.get(data.EXPIRES_ON, ""))
    yield "reference_income", _euros(fields.get(data.REFERENCE_INCOME, ""))
    yield "income_tax", _euros(fields.get(data.INCOME_TAX, ""))
    yield "net_pay", _euros(fields.get(data.NET_PAY, ""))
    yield "tax_parts", fields.get(data.TAX_PARTS, "")
    yield "period", _period(fields)
    street = [fields.get(name, "") for name in data.ADDRESS]
    yield "address", " ".join(filter(None, street)) or fields.get(data.WHOLE_ADDRESS, "").replace("/", " ")


def _period(fields: dict[str, str]) -> str:
    """The year of the notice (the one after its incomes), or the month a pay slip begins in."""
    year = fields.get(data.INCOME_YEAR, "")
    if year.isascii() and year.isdigit():
        return str(int(year) + 1)
    return _hexadecimal(fields.get(data.PERIOD_BEGINS, ""))[:7]


def _day(written: str) -> str:
    """DDMMYYYY as an ISO day; "" when it is none."""
    try:
        return date(int(written[4:]), int(written[2:4]), int(written[:2])).isoformat()
    except ValueError:
        return ""


def _hexadecimal(written: str) -> str:
    try:
        return str(read_day(written) or "")
    except Unreadable:
        return ""


def _euros(written: str) -> str:
    try:
        value = Decimal(written.replace(",", "."))
        return f"{value:.2f}" if abs(value) <= LARGEST else ""
    except InvalidOperation:
        return ""
