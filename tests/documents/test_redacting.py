"""What is hidden of a page: who, why, where; a box turns with its page."""

import pytest
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction
from hypothesis import given
from hypothesis import strategies as st

from documents import redacting
from nps.accounts.models import Role
from nps.journal.models import Entry
from tests.support.accounts import make_agent

sides = st.floats(0, 1).map(lambda side: round(side, 4))


@given(sides, sides, sides, sides, st.integers(0, 7))
def test_a_box_turned_and_turned_back_is_the_same(left, top, right, bottom, turn):
    there = redacting.turned((left, top, right, bottom), turn)
    assert redacting.unturned(there, turn) == pytest.approx((left, top, right, bottom))


def test_a_box_at_the_top_left_is_at_the_top_right_after_one_turn():
    assert redacting.turned((0, 0, 0.2, 0.1), 1) == (0.9, 0, 1, 0.2)


def test_hiding_and_showing_again_are_journaled_without_the_reason(keep, agent):
    document = keep()
    made = redacting.hide(actor=agent, document=document, page=0, box=(0, 0, 0.5, 0.5), why="SPÉCIMEN santé")
    assert redacting.boxes_by_page(redacting.redactions_of(document)) == {0: [(0, 0, 0.5, 0.5)]}
    redacting.show_again(actor=agent, redaction=made)
    assert redacting.redactions_of(document) == []
    told = Entry.objects.filter(act__in=("redact_document", "unredact_document")).order_by("at")
    assert [entry.data for entry in told] == [{"redaction": made.pk, "page": 1}] * 2


@pytest.mark.parametrize("box", [(0.5, 0, 0.5, 1), (0, 0.6, 1, 0.5), (-0.1, 0, 1, 1), (0, 0, 1, 1.1)])
def test_the_database_refuses_a_box_that_is_not_on_the_page(box, keep, agent):
    document = keep()
    with pytest.raises(IntegrityError, match="redaction_within_the_page"), transaction.atomic():
        redacting.hide(actor=agent, document=document, page=0, box=box, why="SPÉCIMEN")


def test_a_partner_hides_nothing(keep, system):
    with pytest.raises(PermissionDenied):
        redacting.hide(
            actor=make_agent(Role.PARTNER), document=keep(), page=0, box=(0, 0, 1, 1), why="SPÉCIMEN"
        )
