"""The database refuses nonsense about people and households, whoever writes it."""

import datetime as dt

import pytest
from django.db import IntegrityError, ProgrammingError, connection, transaction

from nps.accounts.acting import acting, actor_of
from nps.accounts.models import Role
from nps.people.models import Address, Household, Mandate, MemberRole, Membership, NameToken, Person
from nps.people.vocabulary import fill
from nps.ui.dates import PartialDate
from tests.support.accounts import make_agent
from tests.support.people import make_household

DAY = dt.date(2024, 3, 1)
LATER = dt.date(2024, 6, 1)
pytestmark = pytest.mark.django_db


def refused(constraint, make):
    with pytest.raises(IntegrityError, match=constraint), transaction.atomic():
        make()


def a_person(**fields) -> Person:
    return fill(Person(**{"birth_name": "Spécimen", **fields}))


@pytest.mark.parametrize(
    ("constraint", "fields"),
    [
        ("person_has_a_name", {"birth_name": ""}),
        ("person_has_a_name", {"birth_name": "?"}),
        ("person_birth_known_from_the_year_down", {"birth_month": 5}),
        ("person_birth_known_from_the_year_down", {"birth_year": 1987, "birth_day": 4}),
        ("person_birth_year_believable", {"birth_year": 9999}),
        ("person_birth_year_believable", {"birth_year": 0}),
        ("person_birth_is_a_real_date", {"birth_year": 1987, "birth_month": 13}),
        ("person_birth_is_a_real_date", {"birth_year": 1987, "birth_month": 4, "birth_day": 31}),
        ("person_birth_is_a_real_date", {"birth_year": 1987, "birth_month": 2, "birth_day": 29}),
        ("person_birth_is_a_real_date", {"birth_year": 1900, "birth_month": 2, "birth_day": 29}),
        ("person_birth_is_a_real_date", {"birth_year": 1987, "birth_month": 2, "birth_day": 0}),
        ("person_nationality_known", {"nationality": "martian"}),
        ("person_sealed_with_its_index", {"nir_sealed": b"x"}),
        ("person_iban_sealed_with_its_index", {"iban_index": b"x"}),
    ],
)
def test_a_person_that_cannot_be_is_refused(system, constraint, fields):
    refused(constraint, a_person(**fields).save)


@pytest.mark.parametrize(
    ("year", "month", "day"),
    [(None, None, None), (1987, None, None), (1987, 5, None), (1988, 2, 29), (2000, 2, 29), (1987, 12, 31)],
)
def test_a_birth_date_may_be_unknown_or_partial(system, year, month, day):
    person = a_person(birth_year=year, birth_month=month, birth_day=day)
    person.save()
    assert Person.objects.get(pk=person.pk).birth == (PartialDate(year, month, day) if year else None)


def test_two_people_never_have_one_nir(system):
    a_person(nir_sealed=b"x", nir_index=b"i").save()
    refused("person_nir_once", a_person(nir_sealed=b"y", nir_index=b"i").save)


@pytest.fixture
def household(system):
    return Household.objects.create()


@pytest.fixture
def people(system):
    made = [a_person(given_names=name) for name in ("Ada", "Sam", "Lina")]
    for person in made:
        person.save()
    return made


def lives(household, person, role, since=DAY, until=None):
    return Membership.objects.create(household=household, person=person, role=role, since=since, until=until)


@pytest.mark.parametrize("role", [MemberRole.APPLICANT, MemberRole.PARTNER])
def test_a_household_has_one_applicant_and_one_partner_at_a_time(household, people, role):
    lives(household, people[0], role, until=LATER)
    refused(f"membership_one_{role}_at_a_time", lambda: lives(household, people[1], role))
    lives(household, people[1], role, since=LATER)


def test_a_person_is_in_a_household_once_at_a_time(household, people):
    lives(household, people[0], MemberRole.CHILD, until=LATER)
    refused(
        "membership_once_at_a_time",
        lambda: lives(household, people[0], MemberRole.OTHER_ADULT, since=dt.date(2024, 4, 1)),
    )
    lives(household, people[0], MemberRole.OTHER_ADULT, since=LATER)


def test_a_child_may_live_in_two_households(household, people):
    lives(household, people[2], MemberRole.CHILD)
    lives(Household.objects.create(), people[2], MemberRole.CHILD)


def test_a_membership_has_a_known_role_and_ordered_dates(household, people):
    refused("membership_role_known", lambda: lives(household, people[0], "cousin"))
    refused(
        "membership_dates_in_order",
        lambda: lives(household, people[0], MemberRole.CHILD, since=LATER, until=DAY),
    )


def test_a_household_has_one_address_at_a_time(household):
    def at(since, until=None, **fields):
        told = {"line": "12 rue SPÉCIMEN", "postcode": "75020", "city": "Paris", **fields}
        return Address.objects.create(household=household, since=since, until=until, **told)

    at(DAY, LATER, arrondissement=20)
    refused("address_one_at_a_time", lambda: at(dt.date(2024, 4, 1)))
    refused("address_arrondissement_of_paris", lambda: at(LATER, arrondissement=21))
    refused("address_is_written", lambda: at(LATER, line=""))
    at(LATER)


def test_a_mandate_names_somebody_and_ends_after_it_began(people):
    def held(**fields):
        told = {"representative_name": "SPÉCIMEN", "kind": "parent", "since": DAY, **fields}
        return Mandate.objects.create(person=people[0], **told)

    refused("mandate_names_somebody", lambda: held(representative_name=""))
    refused("mandate_kind_known", lambda: held(kind="friend"))
    refused("mandate_dates_in_order", lambda: held(since=LATER, until=DAY))
    held()


def rows_of(model) -> int:
    """Rows the present actor reaches by their key alone; none when the table itself is closed to it."""
    with connection.cursor() as cursor:
        cursor.execute("select has_any_column_privilege(%s, 'select')", [model._meta.db_table])
        return len(model.objects.values_list("pk")) if cursor.fetchone()[0] else 0


@pytest.mark.parametrize("role", [Role.PARTNER, Role.AUDITOR, Role.ADMINISTRATOR])
def test_other_roles_reach_no_row_of_the_register(system, role):
    make_household(make_agent())
    outsider = make_agent(role)
    for model in (Person, Household, Membership, Address, Mandate, NameToken):
        with acting(*actor_of(outsider)):
            assert rows_of(model) == 0


def test_without_an_actor_there_is_no_row(db):
    with acting("system"):
        make_household(make_agent())
    with pytest.raises(ProgrammingError, match="permission denied"), transaction.atomic():
        Person.objects.count()
