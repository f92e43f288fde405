"""Notes in two compartments: who reads what, the second wall, versions, two agents on one text, inclusion."""

import threading
from contextlib import suppress
from uuid import uuid4

import pytest
from django.db import IntegrityError, ProgrammingError, connection, connections, transaction
from django.http import Http404
from django.utils import timezone

from cases.following import notes
from cases.following.notes import WrittenMeanwhile
from cases.models import CaseFile, Note, NoteKind
from cases.services.moves import Blocked, MoveRefused, NotYours
from nps.accounts.acting import acting, actor_of
from nps.accounts.models import Role
from nps.journal.models import Entry
from tests.support.accounts import make_agent
from tests.support.cases import make_case_file

SECRET = "SPÉCIMEN : ce qui ne regarde que son auteur"
SAID = "SPÉCIMEN : loyer payé en retard"


@pytest.fixture
def worker(db):
    return make_agent()


@pytest.fixture
def case(worker):
    with acting("system"):
        return make_case_file(worker)


@pytest.fixture
def others(worker):
    """Everybody who is not the author, on the same site and elsewhere."""
    return {
        "supervisor": make_agent(Role.SUPERVISOR, site=worker.site),
        "colleague": make_agent(site=worker.site),
        "elsewhere": make_agent(Role.SUPERVISOR),
    }


def write(author, case, text=SECRET, kind=NoteKind.PROFESSIONAL) -> Note:
    with acting(*actor_of(author)):
        return notes.write_note(actor=author, case=case, kind=kind, text=text)


def raw_texts() -> list[str]:
    """What PostgreSQL shows to whoever acts, with no filter of the application at all."""
    with connection.cursor() as cursor:
        cursor.execute("select text from cases_note order by id")
        return [text for (text,) in cursor.fetchall()]


def test_a_professional_note_is_shown_to_its_author_alone_with_the_application_filter_off(
    worker, case, others
):
    write(worker, case)
    write(worker, case, SAID, NoteKind.INSTRUCTION)
    with acting(*actor_of(worker)):
        assert raw_texts() == [SECRET, SAID]
    for other in others.values():
        with acting(*actor_of(other)):
            assert raw_texts() == [SAID]
    with acting("system"):
        assert raw_texts() == [SAID]


@pytest.mark.parametrize("kind", ["partner", "auditor", "admin"])
def test_no_other_kind_of_actor_reads_any_note(kind, worker, case):
    write(worker, case)
    with pytest.raises(ProgrammingError, match="permission denied"), acting(kind):
        raw_texts()


def test_without_an_agent_said_to_the_database_no_professional_note_is_shown(worker, case):
    write(worker, case)
    with acting("staff"):
        assert raw_texts() == []


@pytest.mark.parametrize(
    "change",
    [
        "update cases_note set replaced_at = now()",
        "update cases_note set included_at = now()",
        "delete from cases_note",
    ],
)
def test_nobody_else_changes_a_professional_note_even_by_raw_queries(change, worker, case, others):
    write(worker, case)
    for kind, key, agent in (actor_of(others["supervisor"]), ("system", "", "")):
        with suppress(ProgrammingError), acting(kind, key, agent), connection.cursor() as cursor:
            cursor.execute(change)
            assert cursor.rowcount == 0
    with acting(*actor_of(worker)):
        assert Note.objects.get().replaced_at is None
        assert Note.objects.get().included_at is None


def test_a_text_is_never_changed_in_place_not_even_by_its_author(worker, case):
    write(worker, case)
    with pytest.raises(ProgrammingError, match="permission denied"), acting(*actor_of(worker)):
        Note.objects.update(text="autre")


def test_nobody_writes_a_note_under_the_name_of_somebody_else(worker, case, others):
    forged = {"public_id": uuid4(), "number": 1, "case": case, "kind": NoteKind.PROFESSIONAL}
    now = timezone.now()
    with pytest.raises(ProgrammingError, match="row-level security"), acting(*actor_of(others["colleague"])):
        Note.objects.create(
            **forged, author=worker, written_by=worker, text="SPÉCIMEN", created_at=now, written_at=now
        )


def test_another_agent_meets_the_same_404_as_for_what_does_not_exist(worker, case, others):
    note = write(worker, case)
    with acting(*actor_of(others["supervisor"])):
        assert list(notes.notes_for(others["supervisor"], case)) == []
        for public_id in (note.public_id, uuid4()):
            with pytest.raises(Http404):
                notes.note_for(others["supervisor"], case, public_id)
        assert list(notes.versions_of(others["supervisor"], note)) == []


def test_the_journal_says_that_a_note_was_written_and_never_what(worker, case):
    note = write(worker, case)
    with acting(*actor_of(worker)):
        notes.rewrite_note(actor=worker, note=note, text=f"{SECRET} encore", base=1)
    with acting("system"):
        entries = list(Entry.objects.filter(case_reference=case.reference, act__startswith="note."))
    assert [entry.act for entry in sorted(entries, key=lambda e: e.at)] == ["note.write", "note.rewrite"]
    assert not any(SECRET in str(vars(entry)) for entry in entries)


def test_each_save_keeps_the_former_text_and_an_untouched_one_writes_nothing(worker, case):
    note = write(worker, case, SAID, NoteKind.INSTRUCTION)
    with acting(*actor_of(worker)):
        notes.rewrite_note(actor=worker, note=note, text=SAID, base=1)
        notes.rewrite_note(actor=worker, note=note, text="SPÉCIMEN : payé", base=1)
        texts = [version.text for version in notes.versions_of(worker, note)]
    assert texts == ["SPÉCIMEN : payé", SAID]


def test_the_second_of_two_agents_is_told_and_nothing_is_written_over(worker, case, others):
    colleague = others["colleague"]
    note = write(worker, case, SAID, NoteKind.INSTRUCTION)
    with acting(*actor_of(colleague)):
        notes.rewrite_note(actor=colleague, note=note, text="SPÉCIMEN : le texte du collègue", base=1)
    with acting(*actor_of(worker)):
        with pytest.raises(WrittenMeanwhile) as told:
            notes.rewrite_note(actor=worker, note=note, text="SPÉCIMEN : le mien", base=1)
        assert told.value.theirs.text == "SPÉCIMEN : le texte du collègue"
        assert colleague.full_name in str(told.value)
        kept = notes.rewrite_note(actor=worker, note=note, text="SPÉCIMEN : le mien", base=2)
        assert (kept.number, kept.written_by) == (3, worker)
        assert notes.versions_of(worker, note).count() == 3


def test_only_the_included_version_is_shown_and_only_while_its_author_wants_it(worker, case, others):
    note = write(worker, case)
    with acting(*actor_of(worker)):
        notes.include_note(actor=worker, note=note, number=1)
        notes.rewrite_note(actor=worker, note=note, text="SPÉCIMEN : plus secret encore", base=1)
    for actor in (actor_of(others["supervisor"]), ("system", "", "")):
        with acting(*actor):
            assert raw_texts() == [SECRET]
            assert [shown.text for shown in notes.notes_to_export(case)] == [SECRET]
            assert list(notes.notes_for(others["supervisor"], case)) == []
    with acting(*actor_of(worker)):
        notes.withdraw_note(actor=worker, note=note)
    with acting("system"):
        assert raw_texts() == []
        acts = Entry.objects.filter(act__in=("note.include", "note.withdraw")).order_by("at")
        assert [entry.act for entry in acts] == ["note.include", "note.withdraw"]


def test_the_author_alone_includes_and_only_what_was_read(worker, case, others):
    note = write(worker, case)
    supervisor = others["supervisor"]
    with acting(*actor_of(supervisor)), pytest.raises((NotYours, Note.DoesNotExist)):
        notes.include_note(actor=supervisor, note=note, number=1)
    with acting(*actor_of(worker)), pytest.raises(WrittenMeanwhile):
        notes.include_note(actor=worker, note=note, number=7)
    shared = write(worker, case, SAID, NoteKind.INSTRUCTION)
    with acting(*actor_of(worker)), pytest.raises(MoveRefused, match="toujours dans l’export"):
        notes.include_note(actor=worker, note=shared, number=1)


@pytest.mark.parametrize("text", ["", "   \n", "x" * (notes.LONGEST + 1)])
def test_an_empty_or_endless_note_is_refused(text, worker, case):
    with pytest.raises(MoveRefused):
        write(worker, case, text)


def test_nothing_is_written_in_a_closed_file_nor_by_another_site(worker, case, others):
    with pytest.raises(NotYours):
        write(others["elsewhere"], case)
    with acting("system"):
        CaseFile.objects.filter(pk=case.pk).update(
            state="closed", closed_on=timezone.localdate(), closing_reason="at_request"
        )
    with pytest.raises(Blocked):
        write(worker, case)


def follow(former: CaseFile, kept: CaseFile, only: list | None = None) -> list:
    """What merging two files calls: only the file of a note changes, its text is read by nobody."""
    with connection.cursor() as cursor:
        cursor.execute("select cases_notes_follow(%s, %s, %s)", [former.pk, kept.pk, only])
        return cursor.fetchone()[0]


def test_sealed_notes_follow_a_merged_file_unread_and_come_back_by_name(worker, case, others):
    note = write(worker, case)
    with acting("system"):
        kept = make_case_file(worker)
    stays = write(worker, kept, "SPÉCIMEN : une autre")
    supervisor = others["supervisor"]
    with acting(*actor_of(supervisor)):
        moved = follow(case, kept)
        assert moved == [note.public_id]
    with acting(*actor_of(worker)):
        found = {one.public_id for one in notes.notes_for(worker, kept)}
        assert found == {note.public_id, stays.public_id}
    with acting(*actor_of(supervisor)):
        assert follow(kept, case, moved) == moved
    with acting(*actor_of(worker)):
        assert [one.public_id for one in notes.notes_for(worker, case)] == [note.public_id]


def test_an_erased_file_takes_its_sealed_notes_along_though_no_job_may_read_them(worker, case):
    write(worker, case)
    with acting("system"):
        CaseFile.objects.filter(pk=case.pk)._raw_delete("default")
    with acting(*actor_of(worker)):
        assert Note.objects.count() == 0


NONSENSE = {
    "note_kind_known": "update cases_note set kind = 'gossip'",
    "note_says_something": "update cases_note set text = ''",
    "note_included_only_when_professional": "update cases_note set included_at = now()",
}


@pytest.mark.parametrize("constraint", NONSENSE)
@pytest.mark.django_db(databases=["default", "owner"], transaction=True)
def test_the_database_refuses_nonsense(constraint):
    with acting("system"):
        worker = make_agent()
        case = make_case_file(worker)
    write(worker, case, SAID, NoteKind.INSTRUCTION)
    owner = connections["owner"]
    with pytest.raises(IntegrityError, match=constraint), transaction.atomic("owner"):
        owner.cursor().execute(NONSENSE[constraint])


@pytest.mark.django_db(transaction=True)
def test_of_two_saves_at_the_same_moment_one_wins_and_the_other_sees_both():
    with acting("system"):
        worker = make_agent()
        case = make_case_file(worker)
        colleague = make_agent(site=worker.site)
    note = write(worker, case, SAID, NoteKind.INSTRUCTION)
    gate, done, told = threading.Barrier(2), [], []

    def save(agent):
        try:
            gate.wait(10)
            with acting(*actor_of(agent)):
                done.append(notes.rewrite_note(actor=agent, note=note, text=f"de {agent.pk}", base=1).text)
        except WrittenMeanwhile as late:
            told.append(late.theirs.text)
        finally:
            connections.close_all()

    threads = [threading.Thread(target=save, args=[agent]) for agent in (worker, colleague)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(30)
    assert (len(done), told) == (1, done)
