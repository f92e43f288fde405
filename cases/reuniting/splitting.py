"""A household parts: who leaves with whom, to a file of their own; what each side must look at again."""

import datetime as dt
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field

from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from cases.models import Application, Award, CaseFile, Share
from cases.services.files import open_case_file, require_open_work
from cases.services.moves import MoveRefused
from cases.workflow.application import DECIDED
from cases.workflow.award import OPEN as OPEN_AWARDS
from documents import copying
from documents.models import State, SupportingDocument
from eligibility.carrying import carry_facts, no_longer_known
from eligibility.facts import record_facts
from nps.accounts.models import Agent
from nps.journal.services import record
from nps.people import services as register
from nps.people.faults import PeopleFault
from nps.people.models import Household, MemberRole, Membership, Person


@dataclass(frozen=True)
class Address:
    """Where those who leave live now, when it is known."""

    line: str
    postcode: str
    city: str


@dataclass(frozen=True)
class Parting:
    """Who leaves, from which day. Keys are those of memberships of the household that parts.

    `leaving`: membership → place in the new household, one of them its applicant. `shared`: children who
    leave and stay, in shared custody. `stays_applicant`: who becomes the applicant of those who stay, when
    theirs leaves. `careful`: nobody on the former side may learn where they are.
    """

    leaving: Mapping[int, MemberRole]
    on: dt.date
    shared: Collection[int] = ()
    stays_applicant: int | None = None
    address: Address | None = None
    careful: bool = False
    documents: Collection[int] = field(default=())


def documents_to_choose(case: CaseFile, people: Collection[Person]) -> list[tuple[SupportingDocument, bool]]:
    """Accepted documents the new file may hold too, each with whether it names only those who leave."""
    leaving = {person.pk for person in people}
    found = case.household.documents.filter(state=State.ACCEPTED).prefetch_related("people")
    named = [(document, {p.pk for p in document.people.all()}) for document in found.order_by("type", "pk")]
    return [(document, bool(of) and of <= leaving) for document, of in named if not of or of & leaving]


@transaction.atomic
def part_household(*, actor: Agent, case: CaseFile, parting: Parting) -> CaseFile:
    """The new file, of the same site and referent. What stays keeps its journal, documents and decisions.

    Raises NotYours, Blocked (closed file), MoveRefused (what does not hold together).
    """
    require_open_work(case, actor)
    members = {m.pk: m for m in _living(case).select_for_update(of=("self",))}
    _require_sound(members, parting)
    try:
        new = _open(actor, case, members, parting)
    except PeopleFault as fault:
        raise MoveRefused(str(fault.message)) from fault
    people = [members[key].person for key in parting.leaving]
    proofs = _keep_documents(actor, case, new, people, parting)
    carry_facts(
        actor=actor,
        former=case.household,
        new=new.household,
        people=people,
        proofs=proofs,
        case_reference=new.reference,
    )
    for file in (case, new):
        _share_custody(actor, file, [members[key].person for key in parting.shared])
    no_longer_known(actor=actor, household=case.household, case_reference=case.reference)
    # The former file is never told which file opened, nor where: somebody may have had to leave.
    record(
        act="household.parted",
        actor=actor,
        subject=case.household,
        case_reference=case.reference,
        data={"left": sorted(p.pk for p in people), "on": parting.on.isoformat()},
    )
    record(
        act="household.made_by_parting",
        actor=actor,
        subject=new.household,
        case_reference=new.reference,
        data={"from": case.reference, "documents": len(proofs), "on": parting.on.isoformat()},
    )
    return new


def _living(case: CaseFile) -> QuerySet[Membership]:
    return case.household.memberships.filter(until=None).select_related("person").order_by("pk")


def _require_sound(members: Mapping[int, Membership], parting: Parting) -> None:
    """Raises MoveRefused with the first thing that does not hold together."""
    leaving, shared = set(parting.leaving), set(parting.shared)
    stay = members.keys() - (leaving - shared)
    roles = list(parting.leaving.values())
    applicant_leaves = any(members[key].role == MemberRole.APPLICANT for key in leaving & members.keys())
    faults = (
        (not leaving <= members.keys(), _("Une des personnes ne vit plus dans ce foyer. Relisez la page.")),
        (not leaving, _("Choisissez au moins une personne qui part.")),
        (
            roles.count(MemberRole.APPLICANT) != 1,
            _("Le nouveau foyer a un seul demandeur principal. Choisissez-le."),
        ),
        (roles.count(MemberRole.PARTNER) > 1, _("Le nouveau foyer a au plus un conjoint.")),
        (
            not shared <= leaving
            or any(members[key].role != MemberRole.CHILD for key in shared & {*members}),
            _("La garde alternée concerne un enfant qui part avec l’un et reste aussi chez l’autre."),
        ),
        (not stay - shared, _("Tout le monde part : écrivez plutôt la nouvelle adresse du foyer.")),
        (
            applicant_leaves and parting.stays_applicant not in stay - shared,
            _("Le demandeur principal part : choisissez qui le devient parmi ceux qui restent."),
        ),
        (
            any(parting.on < members[key].since for key in leaving & members.keys()),
            _("Cette date est avant l’arrivée d’une des personnes. Vérifiez-la."),
        ),
    )
    for wrong, said in faults:
        if wrong:
            raise MoveRefused(said)


def _open(actor: Agent, case: CaseFile, members: Mapping[int, Membership], parting: Parting) -> CaseFile:
    """Memberships end on one side and begin on the other the same day; the file opens."""
    on, former = parting.on, case.reference
    if parting.stays_applicant and any(members[k].role == MemberRole.APPLICANT for k in parting.leaving):
        chosen = members[parting.stays_applicant]
        register.change_applicant(actor=actor, membership=chosen, on=on, stays_as=None, case_reference=former)
    for key in parting.leaving.keys() - {*parting.shared}:
        member = Membership.objects.get(pk=key)
        if member.until is None:
            register.end_membership(actor=actor, membership=member, until=on, case_reference=former)
    first = next(key for key, role in parting.leaving.items() if role == MemberRole.APPLICANT)
    home = register.create_household(actor=actor, applicant=members[first].person, since=on)
    new = open_case_file(actor=actor, household=home)
    if new.referent_id != case.referent_id:
        new.referent = case.referent
        new.save(update_fields=["referent"])
    for key, role in parting.leaving.items():
        if key != first:
            register.add_member(
                actor=actor, household=home, person=members[key].person, role=role, since=on,
                case_reference=new.reference,
            )  # fmt: skip
    if parting.careful:
        _be_careful(actor, members[first].person, new)
    if parting.address:
        told = vars(parting.address)
        register.move_household(actor=actor, household=home, since=on, case_reference=new.reference, **told)
    return new


def _be_careful(actor: Agent, person: Person, new: CaseFile) -> None:
    """Before any address is written: no post, and the address for the referent alone."""
    register.update_contact(
        actor=actor, person=person, safe_contact=True, phone=person.phone, email=person.email,
        case_reference=new.reference,
    )  # fmt: skip


def _keep_documents(
    actor: Agent, case: CaseFile, new: CaseFile, people: Collection[Person], parting: Parting
) -> dict[int, SupportingDocument]:
    chosen = {*parting.documents}
    possible = {document.pk: document for document, _only in documents_to_choose(case, people)}
    if not chosen <= possible.keys():
        raise MoveRefused(_("Une pièce choisie n’est plus acceptée dans ce dossier. Relisez la liste."))
    return {
        key: copying.keep_for(
            actor=actor, document=possible[key], household=new.household, people=people,
            case_reference=new.reference,
        )
        for key in sorted(chosen)
    }  # fmt: skip


def _share_custody(actor: Agent, case: CaseFile, children: Iterable[Person]) -> None:
    """A child in both homes counts as the by-law counts it: declared on both sides, proved by a judgment."""
    answers = {(child, "shared_custody"): True for child in children}
    if answers:
        record_facts(
            actor=actor, household=Household.objects.get(pk=case.household_id), answers=answers,
            case_reference=case.reference,
        )  # fmt: skip


@dataclass(frozen=True)
class ToReview:
    """What of the former file rests on who lived there (by-law I-B 7): looked at one by one, by people."""

    applications: list[Application]
    awards: list[Award]
    shares: list[Share]


def to_review(case: CaseFile) -> ToReview:
    """Applications and awards under way, and live shares, of a file whose household changed."""
    return ToReview(
        list(case.applications.exclude(state__in=DECIDED).select_related("applicant").order_by("pk")),
        list(case.awards.filter(state__in=OPEN_AWARDS).select_related("application").order_by("pk")),
        list(case.shares.filter(state="active").select_related("agency").order_by("pk")),
    )


def today() -> dt.date:
    """The day proposed for a separation."""
    return timezone.localdate()
