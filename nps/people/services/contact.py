"""The acts on what is known of one person: numbers, how to reach them, who acts for them."""

import datetime as dt

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from nps.accounts.models import Agent
from nps.journal.services import record
from nps.people.faults import PeopleFault
from nps.people.models import Mandate, MandateKind, Person
from nps.people.sealed import IBAN, NIR, Number
from nps.people.selectors import require_site_agent


def keep_number(person: Person, number: Number, value: str) -> None:
    """Seal a checked number on a person to be saved; empty removes it. Raises PeopleFault (another’s)."""
    index = number.index(value) if value else None
    if number is NIR and index and Person.objects.filter(nir_index=index).exclude(pk=person.pk).exists():
        raise PeopleFault(_("Ce numéro de sécurité sociale est déjà celui d’une autre fiche."))
    sealed = number.seal(value, str(person.public_id)) if value else None
    setattr(person, f"{number.kind}_sealed", sealed)
    setattr(person, f"{number.kind}_index", index)


def _set_number(actor: Agent, person: Person, number: Number, text: str, case_reference: str) -> None:
    require_site_agent(actor)
    value = number.read(text) if text.strip() else ""
    kept = Person.objects.select_for_update().get(pk=person.pk)
    index = getattr(kept, f"{number.kind}_index")
    if (bytes(index) if index else None) == (number.index(value) if value else None):
        return
    keep_number(kept, number, value)
    kept.save(update_fields=[f"{number.kind}_sealed", f"{number.kind}_index"])
    act = f"people.{number.kind}_{'set' if value else 'removed'}"
    record(act=act, actor=actor, subject=kept, case_reference=case_reference)


@transaction.atomic
def set_nir(*, actor: Agent, person: Person, nir: str, case_reference: str = "") -> None:
    """Keep, change or (empty) remove the NIR. Raises NumberFault, PeopleFault (somebody else’s)."""
    _set_number(actor, person, NIR, nir, case_reference)


@transaction.atomic
def set_iban(*, actor: Agent, person: Person, iban: str, case_reference: str = "") -> None:
    """Keep, change or (empty) remove the IBAN. Raises NumberFault."""
    _set_number(actor, person, IBAN, iban, case_reference)


@transaction.atomic
def read_number(*, actor: Agent, person: Person, number: Number, case_reference: str = "") -> str:
    """The NIR or IBAN in clear, empty when unknown; each reading is journaled. Raises SealBroken."""
    require_site_agent(actor)
    sealed = getattr(person, f"{number.kind}_sealed")
    if sealed is None:
        return ""
    record(act=f"people.{number.kind}_read", actor=actor, subject=person, case_reference=case_reference)
    return number.unseal(sealed, str(person.public_id))


@transaction.atomic
def update_contact(
    *, actor: Agent, person: Person, safe_contact: bool, phone: str, email: str, case_reference: str = ""
) -> Person:
    """Change how to reach somebody. The same answers write nothing. The journal keeps which, not what."""
    require_site_agent(actor)
    kept = Person.objects.select_for_update().get(pk=person.pk)
    wanted = {"safe_contact": safe_contact, "phone": phone.strip(), "email": email.strip()}
    changed = [name for name, value in wanted.items() if getattr(kept, name) != value]
    for name in changed:
        setattr(kept, name, wanted[name])
    if changed:
        kept.save(update_fields=changed)
        data = {"changed": changed}
        act = "people.contact_updated"
        record(act=act, actor=actor, subject=kept, case_reference=case_reference, data=data)
    return kept


@transaction.atomic
def add_mandate(
    *,
    actor: Agent,
    person: Person,
    representative_name: str,
    kind: MandateKind,
    since: dt.date,
    until: dt.date | None = None,
    document_note: str = "",
    case_reference: str = "",
) -> Mandate:
    """Write who acts for a person, since when, shown by which document. Raises PeopleFault on its dates."""
    require_site_agent(actor)
    if until and until < since:
        raise PeopleFault(_("La fin est avant le début. Vérifiez les deux dates."))
    mandate = Mandate.objects.create(
        person=person,
        representative_name=representative_name,
        kind=kind,
        since=since,
        until=until,
        document_note=document_note,
    )
    data = {"mandate": mandate.pk, "kind": str(kind)}
    record(act="people.mandate_added", actor=actor, subject=person, case_reference=case_reference, data=data)
    return mandate
