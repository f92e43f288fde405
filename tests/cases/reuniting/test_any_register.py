"""Whatever the register holds, a merge undone is as if it had never been."""

from contextlib import contextmanager, suppress
from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from cases.reuniting import files, people
from cases.services.moves import MoveRefused
from eligibility.models import Fact
from nps.people.models import MemberRole, Person
from nps.people.services.merging import CHOSEN
from tests.support.accounts import make_agent
from tests.support.cases import make_case_file, make_document
from tests.support.people import make_household, make_person
from tests.support.reuniting import dump

pytestmark = pytest.mark.usefixtures("system")

NAMES = st.sampled_from(["Okafor", "Petit", "王", "Le Goff"])
PERSON = st.fixed_dictionaries(
    {
        "birth_name": NAMES,
        "given_names": st.sampled_from(["Ada", "", "Ida Marie"]),
        "birth": st.sampled_from(["", "1987", "05/1987", "04/05/1987"]),
        "phone": st.sampled_from(["", "01 23 45 67 89"]),
        "safe_contact": st.booleans(),
        "nir": st.sampled_from(["", "295109912611193"]),
    }
)
LIVES = st.lists(
    st.tuples(st.booleans(), st.booleans(), st.integers(0, 40), st.one_of(st.none(), st.integers(1, 40))),
    max_size=4,
)
FACTS = st.lists(
    st.tuples(st.booleans(), st.sampled_from(["student", "retired"]), st.booleans(), st.booleans()),
    max_size=6,
)
SLOW = settings(
    max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)  # each example writes a whole register


class Over(Exception):
    """The end of an example: nothing of it stays."""


@contextmanager
def example():
    """One register, thrown away at the end."""
    with suppress(Over), transaction.atomic():
        yield
        raise Over


@SLOW
@given(
    one=PERSON,
    other=PERSON,
    lives=LIVES,
    facts=FACTS,
    choices=st.lists(st.booleans(), min_size=7, max_size=7),
)
def test_two_records_reunited_and_undone_are_as_they_were(one, other, lives, facts, choices):
    with example():
        actor = make_agent("supervisor")
        both = [make_person(actor, **{**told, "nir": told["nir"] if n == 0 or not one["nir"] else ""})
                for n, told in enumerate((one, other))]  # fmt: skip
        home = make_household(actor)
        make_case_file(actor, home)
        _live(home, both, lives)
        _know(actor, home, both, facts)
        before = dump()
        chosen = {name: "kept" if first else "absorbed" for name, first in zip(CHOSEN, choices, strict=True)}
        try:
            rewrite = people.merge_people(actor=actor, kept=both[0], absorbed=both[1], chosen=chosen)
        except MoveRefused:
            assert dump() == before  # refused: nothing has changed
            return
        assert Person.objects.get(pk=both[1].pk).merged_into_id == both[0].pk
        people.undo_people(actor=actor, rewrite=rewrite, reason="SPÉCIMEN")
        assert dump() == before


@SLOW
@given(lives=LIVES, facts=FACTS, address=st.sampled_from(["kept", "absorbed"]))
def test_two_files_reunited_and_undone_are_as_they_were(lives, facts, address):
    with example():
        actor = make_agent("supervisor")
        both = [make_person(actor, "Okafor", name) for name in ("Ada", "Ida")]
        cases = [make_case_file(actor) for _ in range(2)]
        for case in cases:
            _live(case.household, both, lives)
            _know(actor, case.household, both, facts)
            make_document(case, people=both[:1])
        before = dump()
        coming = cases[1].household.memberships.filter(role="applicant")
        try:
            rewrite = files.merge_files(
                actor=actor, kept=cases[0], absorbed=cases[1], followed_as="kept", address=address,
                roles={m.pk: MemberRole.OTHER_ADULT for m in coming},
            )  # fmt: skip
        except MoveRefused:
            assert dump() == before
            return
        files.undo_files(actor=actor, rewrite=rewrite, reason="SPÉCIMEN")
        assert dump() == before


def _live(home, both, lives):
    """Memberships that may stand together; those the database refuses are left out."""
    today = timezone.localdate()
    for first, child, ago, lasted in lives:
        since = today - timedelta(days=ago)
        until = since + timedelta(days=lasted) if lasted else None
        role = MemberRole.CHILD if child else MemberRole.OTHER_ADULT
        person = both[0] if first else both[1]
        with suppress(IntegrityError), transaction.atomic():
            home.memberships.create(person=person, role=role, since=since, until=until)


def _know(actor, home, both, facts):
    for first, name, value, proved in facts:
        person = both[0] if first else both[1]
        source = {"source": "administration", "administration": "cnaf"} if proved else {"source": "declared"}
        if not Fact.objects.filter(household=home, person=person, name=name).exists():
            Fact.objects.create(
                household=home, person=person, name=name, value=value, recorded_by=actor, **source
            )
