"""The journal of one case, worded for people, with the proof that no line was changed. Reads only."""

from collections.abc import Iterable

from django.db import models
from django.db.models import QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from cases import words
from cases.exports import context
from cases.models import CaseFile
from nps.accounts.models import Agent, Role
from nps.journal.merkle import inclusion_proofs
from nps.journal.models import Entry, Leaf, TreeHead
from nps.journal.sealing import head_bytes
from nps.journal.selectors import entries_of_case
from nps.journal.services import canonical_of

Subjects = dict[tuple[str, str], str]


class Kind(models.TextChoices):
    """What the entries of a case are about, for a reader who looks for something."""

    READ = "read", gettext_lazy("Lectures")
    CASE = "case", gettext_lazy("Dossier")
    SITUATION = "situation", gettext_lazy("Foyer et situation")
    APPLICATION = "application", gettext_lazy("Demandes et droits ouverts")
    DOCUMENT = "document", gettext_lazy("Pièces")
    SHARE = "share", gettext_lazy("Partages")
    FOLLOWING = "following", gettext_lazy("Accompagnement et notes")


READS = (
    *("casefile.read", "document.read", "partner.read", "partner.download"),
    *("people.nir_read", "people.iban_read"),
)
SUBJECTS_OF = {
    Kind.CASE: ("cases.casefile",),
    Kind.SITUATION: (*("people.household", "people.person", "eligibility.rightscheck", "cases.lifeevent"),),
    Kind.APPLICATION: ("cases.application", "cases.award", "cases.recovery"),
    Kind.DOCUMENT: ("documents.supportingdocument", "cases.documentrequest"),
    Kind.SHARE: ("cases.share",),
    Kind.FOLLOWING: ("cases.actionplan", "cases.appointment", "cases.contact", "cases.note"),
}


def is_read(entry: Entry) -> bool:
    """Whether somebody only looked."""
    return entry.act in READS


def search(entries: QuerySet[Entry], *, kind: str = "", person: str = "") -> QuerySet[Entry]:
    """Entries of one kind, or of one agent (its key)."""
    if kind == Kind.READ:
        entries = entries.filter(act__in=READS)
    elif kind:
        entries = entries.filter(subject_kind__in=SUBJECTS_OF[Kind(kind)]).exclude(act__in=READS)
    return entries.filter(actor=person) if person else entries


def who(agent: Agent) -> str:
    """« Paul Renaud, Paris 18e »."""
    return f"{agent.full_name}, {agent.workplace}"


def name_of(agent: Agent | None) -> str:
    """« Paul Renaud »; the house itself when nobody did it."""
    return agent.full_name if agent else _("Automatique")


def subjects(case: CaseFile) -> Subjects:
    """What the entries of this case are about, in words, by kind and key."""
    found: dict[str, Iterable[tuple[int, str]]] = {
        "cases.application": (
            (a.pk, words.benefit_name(a.benefit)) for a in case.applications.order_by("pk")
        ),
        "cases.award": ((a.pk, words.benefit_name(a.benefit)) for a in case.awards.order_by("pk")),
        "cases.recovery": (
            (r.pk, words.benefit_name(r.award.benefit))
            for r in case.recoveries.select_related("award").order_by("pk")
        ),
        "cases.lifeevent": ((e.pk, str(e.get_kind_display())) for e in case.life_events.order_by("pk")),
        "cases.documentrequest": (
            (r.pk, words.piece_name(r.type_code, r.period)) for r in case.requests.order_by("pk")
        ),
        "cases.share": ((s.pk, s.agency.name) for s in case.shares.select_related("agency").order_by("pk")),
        "documents.supportingdocument": (
            (d.pk, words.piece_name(d.type, d.period)) for d in case.household.documents.order_by("pk")
        ),
    }
    return {(kind, str(key)): said for kind, lines in found.items() for key, said in lines}


def act_of(entry: Entry, about: Subjects) -> str:
    """« Demande accordée : Paris Logement »."""
    act = words.act_words(entry.act)
    subject = about.get((entry.subject_kind, entry.subject_key))
    return _("%(act)s : %(subject)s") % {"act": act, "subject": subject} if subject else act


def timeline_of(case: CaseFile) -> tuple[tuple[context.Entry, ...], context.JournalProof | None]:
    """Every entry of the case, oldest first, each proved against the newest head; the head.

    An entry written after that head has no index. None: the journal was never sealed.
    """
    head = TreeHead.objects.order_by("-size").first()
    entries = list(
        entries_of_case(case.reference)
        .select_related("actor__site", "actor__agency", "place")
        .order_by("at", "id")
    )
    paths = _paths(entries, head.size) if head else {}
    about = subjects(case)
    return tuple(_entry(case, entry, about, paths) for entry in entries), _proof(head) if head else None


def _place(entry: Entry) -> int | None:
    place = getattr(entry, "place", None)
    return place.index if place else None


def _paths(entries: Iterable[Entry], size: int) -> dict[int, list[bytes]]:
    sealed = [place for entry in entries if (place := _place(entry)) is not None and place < size]
    leaves = Leaf.objects.filter(index__lt=size).order_by("index").values_list("hash", flat=True)
    return inclusion_proofs(map(bytes, leaves.iterator(10_000)), sealed) if sealed else {}


def function_of(entry: Entry, case: CaseFile) -> str:
    """« Travailleur social », with the place when it is not the site that follows the case."""
    if entry.actor is None:
        return ""
    function = str(Role(entry.actor_role).label)
    elsewhere = entry.actor.agency or entry.actor.site
    return f"{function}, {elsewhere}" if elsewhere and elsewhere != case.site else function


def _entry(case: CaseFile, entry: Entry, about: Subjects, paths: dict[int, list[bytes]]) -> context.Entry:
    place = _place(entry)
    sealed = place in paths
    return context.Entry(
        number=str(entry.pk),
        at=entry.at,
        act=act_of(entry, about),
        actor=name_of(entry.actor),
        role=function_of(entry, case),
        reason=entry.reason,
        leaf=canonical_of(entry).decode(),
        leaf_hash=bytes(entry.leaf).hex(),
        index=place if sealed else None,
        proof=tuple(step.hex() for step in paths[place]) if sealed else (),
    )


def _proof(head: TreeHead) -> context.JournalProof:
    root = bytes(head.root)
    return context.JournalProof(
        size=head.size,
        root=root.hex(),
        at=head.at,
        head=head_bytes(head.size, root, head.at).decode(),
        signature=bytes(head.signature).hex(),
        key_id=head.key_id,
    )
