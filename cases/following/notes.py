"""Notes in two compartments: acts and reads. The journal learns that a note was written, never its text."""

from uuid import UUID, uuid4

from django.db import transaction
from django.db.models import Q, QuerySet
from django.http import Http404
from django.utils import timezone
from django.utils.translation import gettext as _

from cases.models import CaseFile, Note, NoteKind
from cases.services.files import require_open_work, require_work
from cases.services.moves import MoveRefused, NotYours
from nps.accounts.models import Agent
from nps.journal.services import record

LONGEST = 4000  # characters


class WrittenMeanwhile(Exception):
    """Somebody saved another version first; `theirs` is that version, nothing was written over it."""

    def __init__(self, theirs: Note):
        self.theirs = theirs
        super().__init__(
            _("%(who)s a enregistré une autre version pendant votre saisie. Comparez, puis choisissez.")
            % {"who": theirs.written_by.full_name}
        )


def notes_for(agent: Agent, case: CaseFile) -> QuerySet[Note]:
    """The last versions this agent reads in one of their files: the file's notes and the agent's own."""
    own = Q(kind=NoteKind.INSTRUCTION) | Q(kind=NoteKind.PROFESSIONAL, author=agent)
    found = case.notes.filter(own, replaced_at=None).select_related("author", "written_by")
    return found.order_by("-created_at", "-id")


def note_for(agent: Agent, case: CaseFile, public_id: UUID) -> Note:
    """The last version of one such note, or Http404."""
    note = notes_for(agent, case).filter(public_id=public_id).first()
    if note is None:
        raise Http404
    return note


def versions_of(agent: Agent, note: Note) -> QuerySet[Note]:
    """Every version of a note the agent reads, newest first."""
    if note.kind == NoteKind.PROFESSIONAL and note.author_id != agent.pk:
        return Note.objects.none()
    return Note.objects.filter(public_id=note.public_id).select_related("written_by").order_by("-number")


def notes_to_export(case: CaseFile) -> QuerySet[Note]:
    """What an audit file shows: the file's notes, and the versions their authors included. No other."""
    shown = Q(kind=NoteKind.INSTRUCTION, replaced_at=None) | Q(included_at__isnull=False)
    return (
        case.notes.filter(shown)
        .select_related("author__site", "author__agency", "written_by__site", "written_by__agency")
        .order_by("created_at", "id")
    )


@transaction.atomic
def write_note(*, actor: Agent, case: CaseFile, kind: NoteKind, text: str) -> Note:
    """A new note. Raises NotYours, Blocked in a closed file, MoveRefused on an empty or too long text."""
    require_open_work(case, actor)
    now = timezone.now()
    note = Note(public_id=uuid4(), case=case, kind=kind, author=actor, created_at=now)
    return _saved(note, actor=actor, number=1, text=text, now=now)


@transaction.atomic
def rewrite_note(*, actor: Agent, note: Note, text: str, base: int) -> Note:
    """A new version over version `base`, the one the actor read; the former ones are kept.

    Raises WrittenMeanwhile when `base` is no longer the last; NotYours, Blocked, MoveRefused as write_note.
    """
    require_open_work(note.case, actor)
    last = _locked(note)
    _require_hand(last, actor)
    if last.number != base:
        raise WrittenMeanwhile(last)
    if text.strip() == last.text:
        return last
    now = timezone.now()
    Note.objects.filter(pk=last.pk).update(replaced_at=now)
    made = Note(
        public_id=last.public_id,
        case_id=last.case_id,
        kind=last.kind,
        author=last.author,
        created_at=last.created_at,
    )
    return _saved(made, actor=actor, number=last.number + 1, text=text, now=now)


@transaction.atomic
def include_note(*, actor: Agent, note: Note, number: int) -> Note:
    """The author lets this version of a professional note be read in the exports of the file; only this one.

    Raises NotYours from anybody else, WrittenMeanwhile when it is not the last version.
    """
    last = _own(note, actor)
    if last.number != number:
        raise WrittenMeanwhile(last)
    if last.included_at is None:
        Note.objects.filter(public_id=last.public_id, included_at__isnull=False).update(included_at=None)
        last.included_at = timezone.now()
        last.save(update_fields=["included_at"])
        _record("note.include", actor, last)
    return last


@transaction.atomic
def withdraw_note(*, actor: Agent, note: Note) -> Note:
    """No version of this professional note is in the exports any more; those already made keep theirs."""
    last = _own(note, actor)
    found = Note.objects.filter(public_id=last.public_id, included_at__isnull=False)
    for included in found:
        _record("note.withdraw", actor, included)
    found.update(included_at=None)
    return last


def included_version(note: Note) -> int | None:
    """The number of the version that exports show."""
    found = Note.objects.filter(public_id=note.public_id, included_at__isnull=False)
    return found.values_list("number", flat=True).first()


def _locked(note: Note) -> Note:
    last = Note.objects.select_for_update(of=("self",)).select_related("author", "written_by")
    return last.get(public_id=note.public_id, replaced_at=None)


def _require_hand(note: Note, actor: Agent) -> None:
    if note.kind == NoteKind.PROFESSIONAL and note.author_id != actor.pk:
        raise NotYours(_("Cette note appartient à la personne qui l’a écrite."))


def _own(note: Note, actor: Agent) -> Note:
    require_work(note.case, actor)
    last = _locked(note)
    _require_hand(last, actor)
    if last.kind != NoteKind.PROFESSIONAL:
        raise MoveRefused(_("Une donnée d’instruction figure toujours dans l’export."))
    return last


def _saved(note: Note, *, actor: Agent, number: int, text: str, now) -> Note:
    text = text.strip()
    if not text:
        raise MoveRefused(_("Écrivez la note : elle est vide."))
    if len(text) > LONGEST:
        raise MoveRefused(_("Cette note est trop longue : %(most)d signes au plus.") % {"most": LONGEST})
    note.number, note.text, note.written_by, note.written_at = number, text, actor, now
    note.save(force_insert=True)
    _record("note.write" if number == 1 else "note.rewrite", actor, note)
    return note


def _record(act: str, actor: Agent, note: Note) -> None:
    data = {"note": str(note.public_id), "kind": str(note.kind), "version": note.number}
    record(act=act, actor=actor, subject=note, case_reference=note.case.reference, data=data)
