"""A year of twelve households: every state, every clock, no notice missing, told again by the journal."""

import datetime as dt

import pytest
from django.utils import timezone, translation

from cases import clocks, replaying
from cases.demonstration import office, stories
from cases.demonstration.year import Year, play_year
from cases.models import CaseFile, Letter
from cases.services.moves import MACHINES
from nps.journal import sealing
from nps.journal.models import Entry

# Told by an administration, which the year has none of: tests/cases/services/test_administrations.py.
ELSEWHERE = {"cases.documentrequest": {"obtained"}}


@pytest.fixture
def played(system) -> Year:
    """Played once, by the one test of this module: several workers would play it again each."""
    agents = office.open_office()
    with translation.override("fr"):
        return play_year(agents, timezone.localdate())


@pytest.mark.django_db
def test_the_year_goes_through_everything_and_the_journal_tells_it_again(played: Year):
    assert len(played.files) == len(stories.TOLD) == 12
    every_state_of_every_machine(played)
    every_clock_warns_then_does_what_it_says(played)
    no_notice_is_missing_and_each_one_left(played)
    assert played.faults == []
    a_state_written_without_a_word_is_found(played)
    an_entry_that_does_not_follow_is_found(played)
    nothing_of_the_erased_household_is_left(played)
    the_year_ended_today(played)
    sealing.seal()
    assert not sealing.verify().fault


def every_state_of_every_machine(played: Year):
    for model in MACHINES:
        every = {str(value) for value, _label in model._meta.get_field("state").choices}
        kind = model._meta.label_lower
        assert every - played.states[kind] == ELSEWHERE.get(kind, set()), kind


def every_clock_warns_then_does_what_it_says(played: Year):
    for effect, days in clocks.WARNINGS.items():
        assert played.counts[f"{effect}.passed done"], effect
        if effect != clocks.Effect.RETENTION:
            assert all(played.counts[f"{effect}.warn_{number} done"] for number in days), effect
    assert not {act: n for act, n in played.counts.items() if act.endswith("failed")}


def no_notice_is_missing_and_each_one_left(played: Year):
    assert played.owed == []
    letters = Letter.objects.filter(case__reference__in=played.files.values())
    assert letters.count() > 40
    assert not letters.filter(sent_at=None, cancelled_at=None).exists()


def a_state_written_without_a_word_is_found(played: Year):
    case = CaseFile.objects.get(reference=played.files["renewed"])
    CaseFile.objects.filter(pk=case.pk).update(state="processing")
    cases = CaseFile.objects.filter(pk=case.pk)
    entries = Entry.objects.filter(case_reference=case.reference).order_by("at", "id")
    faults = replaying.told_otherwise(entries, cases)
    CaseFile.objects.filter(pk=case.pk).update(state=case.state)
    assert [fault.told for fault in faults] == ["is processing, told follow_up"]


def an_entry_that_does_not_follow_is_found(played: Year):
    reference = played.files["refused"]
    entries = list(Entry.objects.filter(case_reference=reference).order_by("at", "id"))
    moved = next(e for e in entries if e.act == "application.start_review")
    faults = replaying.states_of([e for e in entries if e is not moved])[1]
    assert any("from under_review, stood in complete" in fault.told for fault in faults)


def nothing_of_the_erased_household_is_left(played: Year):
    case = CaseFile.objects.get(reference=played.files["erased"])
    assert case.state == "erased"
    assert not case.household.memberships.exists()


def the_year_ended_today(played: Year):
    last = Entry.objects.filter(case_reference__in=played.files.values()).order_by("-at").first()
    assert timezone.localdate(last.at) <= timezone.localdate()
    assert timezone.localdate(last.at) > timezone.localdate() - dt.timedelta(days=60)
