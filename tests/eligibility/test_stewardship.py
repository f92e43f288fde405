"""Figures prepared by one administrator, approved by another, in force on their day, never changed."""

from datetime import date, timedelta

import pytest
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, ProgrammingError, transaction
from django.utils import timezone

from eligibility import stewardship
from eligibility.change_sets import Act, ChangeSet, ChangeStep
from eligibility.parameters import published
from eligibility.stewardship import DRAFT, Refused, figures_in_force, state_of
from nps.accounts.acting import acting, actor_of
from nps.accounts.models import Role
from nps.journal.models import Entry
from tests.support.accounts import make_agent

CEILING = "paris_logement.ceiling.without_child"
TEXT = "SPÉCIMEN : délibération 2027 DASES 1, annexe II 2.1 b/2"


@pytest.fixture
def admins(system):
    return make_agent(Role.ADMINISTRATOR), make_agent(Role.ADMINISTRATOR)


def tomorrow() -> date:
    return timezone.localdate() + timedelta(days=1)


def acts(agent):
    return acting(*actor_of(agent))


def prepared(author, figures=None, day=None, **more) -> ChangeSet:
    with acts(author):
        return stewardship.prepare_figures(
            actor=author,
            figures=figures or {CEILING: 1450},
            in_force_on=day or tomorrow(),
            reference=TEXT,
            **more,
        )


def approved(admins, *args, **kwargs) -> ChangeSet:
    author, other = admins
    found = prepared(author, *args, **kwargs)
    with acts(author):
        stewardship.submit_figures(actor=author, change_set=found)
    with acts(other):
        stewardship.approve_figures(actor=other, change_set=found)
    return found


def test_without_any_approved_set_the_files_are_the_law(system):
    assert figures_in_force() is published()


def test_a_draft_changes_nothing(admins):
    found = prepared(admins[0])
    with acts(admins[0]):
        assert state_of(found) == DRAFT
        assert figures_in_force() is published()


def test_an_approved_value_begins_on_its_day_for_everybody(admins):
    found = approved(admins)
    for role in (Role.SOCIAL_WORKER, Role.PARTNER, Role.AUDITOR, Role.ADMINISTRATOR):
        with acts(make_agent(role)):
            figures = figures_in_force()
            assert figures.value(CEILING, found.in_force_on) == 1450
            assert figures.value(CEILING, found.in_force_on - timedelta(days=1)) == 1400
            assert figures.history(CEILING)[-1].reference == TEXT
    assert figures.digest != published().digest
    assert figures_in_force() is figures


def test_each_act_is_journaled(admins):
    approved(admins)
    assert list(Entry.objects.order_by("at").values_list("act", flat=True)) == [
        "figures.prepare",
        "figures.submitted",
        "figures.approved",
    ]


def test_nobody_approves_alone(admins):
    author, _other = admins
    found = prepared(author)
    with acts(author):
        stewardship.submit_figures(actor=author, change_set=found)
        with pytest.raises(Refused, match="Une autre personne"):
            stewardship.approve_figures(actor=author, change_set=found)
        with pytest.raises(IntegrityError, match="change_step_reviewed_by_another"), transaction.atomic():
            ChangeStep.objects.create(change_set=found, author=author, actor=author, act=Act.APPROVED)


def test_the_database_refuses_a_lie_about_the_author(admins):
    author, other = admins
    found = prepared(author)
    with acts(author):
        stewardship.submit_figures(actor=author, change_set=found)
        with pytest.raises(IntegrityError, match="change_step_author_is_the_set_s"), transaction.atomic():
            ChangeStep.objects.create(change_set=found, author=other, actor=author, act=Act.APPROVED)


@pytest.mark.parametrize("model", [ChangeSet, ChangeStep])
def test_what_was_written_is_never_changed(admins, model):
    approved(admins)
    for kind in ("admin", "staff", "system"):
        with acting(kind):
            for attempt in (
                lambda: model.objects.update(id=1),
                lambda: model.objects.all()._raw_delete("default"),
            ):
                with pytest.raises(ProgrammingError, match="permission denied"), transaction.atomic():
                    attempt()


def test_an_administrator_writes_in_their_own_name_only(admins):
    author, other = admins
    with acts(other), pytest.raises(ProgrammingError, match="row-level security"), transaction.atomic():
        ChangeSet.objects.create(author=author, figures={CEILING: 1}, in_force_on=tomorrow(), reference=TEXT)


def test_others_see_no_draft(admins):
    prepared(admins[0])
    for role in (Role.SUPERVISOR, Role.PARTNER, Role.AUDITOR):
        agent = make_agent(role)
        with acts(agent):
            assert not ChangeSet.objects.exists()
            with pytest.raises(PermissionDenied):
                stewardship.change_sets_for(agent)
            with pytest.raises(PermissionDenied):
                stewardship.prepare_figures(
                    actor=agent, figures={CEILING: 1450}, in_force_on=tomorrow(), reference=TEXT
                )


def test_the_past_is_never_edited(admins):
    for day in (timezone.localdate(), timezone.localdate() - timedelta(days=1)):
        with pytest.raises(Refused, match="le passé ne se modifie pas"):
            prepared(admins[0], day=day)


def test_a_value_begins_after_the_last_one_of_its_figure(admins):
    day = tomorrow() + timedelta(days=30)
    approved(admins, day=day)
    with pytest.raises(Refused) as told:
        prepared(admins[0], {CEILING: 1500}, day)
    assert told.value.figure == CEILING
    approved(admins, {CEILING: 1500}, day + timedelta(days=1))
    assert figures_in_force().value(CEILING, day) == 1450
    assert figures_in_force().value(CEILING, day + timedelta(days=1)) == 1500


def test_two_drafts_for_one_figure_and_day_cannot_both_pass(admins):
    author, other = admins
    first, second = prepared(author), prepared(author)
    for found in (first, second):
        with acts(author):
            stewardship.submit_figures(actor=author, change_set=found)
    with acts(other):
        stewardship.approve_figures(actor=other, change_set=first)
        with pytest.raises(Refused, match="a déjà une valeur"):
            stewardship.approve_figures(actor=other, change_set=second)


def test_a_day_that_passed_before_the_approval_is_refused(admins, monkeypatch):
    author, other = admins
    found = prepared(author)
    with acts(author):
        stewardship.submit_figures(actor=author, change_set=found)
    monkeypatch.setattr(timezone, "localdate", lambda: found.in_force_on)
    with acts(other), pytest.raises(Refused, match="le passé ne se modifie pas"):
        stewardship.approve_figures(actor=other, change_set=found)


def test_impossible_figures_are_not_submitted(admins):
    found = prepared(admins[0], {"paris_solidarite.elderly.single": 9000})
    with acts(admins[0]), pytest.raises(Refused, match="épreuve"):
        stewardship.submit_figures(actor=admins[0], change_set=found)


def test_a_rejection_says_why_and_closes(admins):
    author, other = admins
    found = prepared(author)
    with acts(author):
        stewardship.submit_figures(actor=author, change_set=found)
    with acts(other):
        with pytest.raises(Refused, match="pourquoi"):
            stewardship.reject_figures(actor=other, change_set=found, reason=" ")
        stewardship.reject_figures(actor=other, change_set=found, reason="SPÉCIMEN : mauvaise annexe")
        with pytest.raises(Refused):
            stewardship.approve_figures(actor=other, change_set=found)
        assert state_of(found) == Act.REJECTED
        assert figures_in_force() is published()


def test_a_draft_is_corrected_by_another_one_and_withdrawn(admins):
    author, other = admins
    first = prepared(author)
    second = prepared(author, {CEILING: 1460}, instead_of=first)
    with acts(author):
        assert (state_of(first), state_of(second)) == (Act.WITHDRAWN, DRAFT)
    with acts(other), pytest.raises(Refused, match="Seule la personne"):
        stewardship.withdraw_figures(actor=other, change_set=second)


def test_what_is_approved_is_not_withdrawn(admins):
    found = approved(admins)
    with acts(admins[0]), pytest.raises(Refused):
        stewardship.withdraw_figures(actor=admins[0], change_set=found)
