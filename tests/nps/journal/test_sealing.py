"""Whatever is done to the journal shows; sealing is done once, in the order of commits."""

import json
import re
import threading
from collections.abc import Callable
from pathlib import Path

import pytest
from django.conf import settings
from django.core.management import call_command
from django.db import connections, transaction

from nps.accounts.acting import acting
from nps.journal import sealing
from nps.journal.models import Entry, Leaf, TreeHead
from nps.journal.services import record
from tests.support.accounts import make_agent

pytestmark = pytest.mark.django_db(transaction=True)


def write(count: int, act: str = "casefile.read") -> list[Entry]:
    with acting("system"):
        agent = make_agent()
        return [record(act=act, actor=agent, case_reference=f"D-24-{n}", data={"n": n}) for n in range(count)]


def sealed(*counts: int) -> None:
    """That many entries at each sealing."""
    for count in counts:
        write(count)
        with acting("system"):
            sealing.seal()


def verdict() -> sealing.Verdict:
    with acting("system"):
        return sealing.verify()


def as_owner(*statements: str) -> None:
    """SQL with the owner's rights; `@1` is the key of the entry at place 1."""
    with connections["owner"].cursor() as cursor:
        for statement in statements:
            cursor.execute(
                re.sub(r"@(\d)", r"(select entry_id from journal_leaf where index = \1)", statement)
            )


# What somebody with the owner's rights does → how the fault found begins. Six entries, heads at 3 and 6.
TAMPERED = {
    "an act rewritten": ("update journal_entry set act = 'casefile.close' where id = @1", "entry 1 "),
    "another actor": ("update journal_entry set actor_id = null, actor_role = 'system' where id = @2",
                      "entry 2 "),
    "a date moved": ("update journal_entry set at = at - interval '1 microsecond' where id = @0",
                     "entry 0 "),
    "a reason added": ("update journal_entry set reason = 'x' where id = @5", "entry 5 "),
    "data rewritten": ('update journal_entry set data = \'{"n": 7}\' where id = @4', "entry 4 "),
    "its hash replaced too": (
        "update journal_entry set reason = 'x', leaf = sha256('x') where id = @3", "entry 3 "),
    "a place's hash replaced": ("update journal_leaf set hash = sha256('x') where index = 3", "entry 3 "),
    "an entry deleted": (
        "with gone as (delete from journal_leaf where index = 1 returning entry_id) select 1 from gone",
        "entry 1: missing"),
    "the last one cut": ("delete from journal_leaf where index = 5", "head 6: only 5 entries"),
    "everything since a head cut": (
        "delete from journal_leaf where index > 2; delete from journal_treehead where size = 6",
        "head 6: kept"),
    "two places swapped": (
        "update journal_leaf set index = -1 where index = 1;"
        "update journal_leaf set index = 1 where index = 2;"
        "update journal_leaf set index = 2 where index = -1", "head 3: its root"),
    "a head rewritten": ("update journal_treehead set root = sha256('x') where size = 3", "head 3: its root"),
    "a head's date moved": ("update journal_treehead set at = at - interval '1 day' where size = 6",
                            "head 6: its signature"),
    "a signature replaced": (
        "update journal_treehead set signature = (select signature from journal_treehead where size = 3) "
        "where size = 6", "head 6: its signature"),
    "a head removed": ("delete from journal_treehead where size = 3", "head 3: kept outside"),
    "the last head removed": ("delete from journal_treehead where size = 6", "entry 3: placed without"),
    "every head removed": ("delete from journal_treehead", "entry 0: placed without"),
    "the whole emptied": ("truncate journal_leaf, journal_treehead, journal_entry", "head 3: kept outside"),
}  # fmt: skip


def test_whatever_the_owner_tampers_with_is_found():
    """One journal, tampered with in each way in turn and put back from a copy."""
    sealed(3, 3)
    assert (verdict().size, verdict().fault) == (6, "")
    tables = ("journal_entry", "journal_leaf", "journal_treehead")
    as_owner(*(f"create table kept_{table} as table {table}" for table in tables))
    try:
        for how, (statement, fault) in TAMPERED.items():
            as_owner(statement)
            assert verdict().fault.startswith(fault), (how, verdict())
            as_owner(f"truncate {', '.join(tables)}", *(f"insert into {t} table kept_{t}" for t in tables))
            assert verdict().fault == "", how
    finally:
        as_owner(*(f"drop table kept_{table}" for table in tables))


def test_every_head_removed_with_the_witness_too_is_found():
    sealed(3, 3)
    as_owner("delete from journal_treehead")
    Path(settings.JOURNAL_WITNESS).unlink()
    assert verdict().fault == "entry 0: placed without a signed head"


def test_the_end_cut_everywhere_is_found_by_what_was_witnessed():
    sealed(3, 3)
    as_owner(
        "delete from journal_leaf where index > 2",
        "delete from journal_treehead where size = 6",
        "delete from journal_entry where id not in (select entry_id from journal_leaf)",
    )
    assert verdict().fault == "head 6: kept outside the database, not found in it"


def test_the_command_names_the_fault_and_fails(capsys):
    sealed(2)
    as_owner("update journal_entry set reason = 'x' where id = @1")
    with pytest.raises(SystemExit) as left:
        call_command("verify_journal")
    assert left.value.code == 1
    assert "entry 1" in capsys.readouterr().err


def test_a_sound_journal_passes_with_its_size_and_root(capsys):
    sealed(2)
    call_command("verify_journal")
    with acting("system"):
        root = bytes(TreeHead.objects.get(size=2).root).hex()
    assert capsys.readouterr().out == f"size 2\nroot {root}\n"


def test_sealing_again_without_new_entries_changes_nothing():
    sealed(3)
    with acting("system"):
        first = sealing.seal()
        again = sealing.seal()
    assert (first.size, again.size) == (3, 3)
    assert len(Path(settings.JOURNAL_WITNESS).read_text().splitlines()) == 1


def together(*works: Callable[[], object]) -> list[object]:
    """Each in a thread and a connection of its own, started at once; what each gave or raised."""
    found: list[object] = [None] * len(works)
    gate = threading.Barrier(len(works))

    def run(place: int, work: Callable[[], object]) -> None:
        try:
            gate.wait(10)
            found[place] = work()
        except Exception as fault:
            found[place] = fault
        finally:
            connections.close_all()

    threads = [threading.Thread(target=run, args=pair) for pair in enumerate(works)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    return found


def seal_now() -> int:
    with acting("system"):
        return sealing.seal().size


def test_several_sealers_at_once_place_each_entry_once():
    write(200)
    assert together(*[seal_now] * 4) == [200] * 4
    with acting("system"):
        assert sorted(Leaf.objects.values_list("index", flat=True)) == list(range(200))
    assert verdict().fault == ""


def test_an_entry_committed_late_gets_a_later_place():
    """Written first, committed last: the order is that of commits, nothing already placed moves."""
    written, finish = threading.Event(), threading.Event()
    late: list[Entry] = []

    def slow() -> None:
        with acting("system"):
            late.append(record(act="casefile.open", actor=None))
            written.set()
            finish.wait(30)

    def quick() -> None:
        written.wait(30)
        sealed(3)
        finish.set()

    assert together(slow, quick) == [None, None]
    assert seal_now() == 4
    with acting("system"):
        assert Leaf.objects.get(entry=late[0]).index == 3
        assert late[0].at < Entry.objects.get(place__index=0).at
    assert verdict().fault == ""


def test_entries_undone_with_their_act_are_never_placed():
    with acting("system"):
        record(act="casefile.open", actor=None)
        transaction.set_rollback(True)
    sealed(2)
    assert verdict().size == 2


def test_the_witness_holds_what_a_stranger_needs_to_check_a_head():
    sealed(2)
    (line,) = map(json.loads, Path(settings.JOURNAL_WITNESS).read_text().splitlines())
    assert set(line) == {"size", "root", "at", "signature"}
