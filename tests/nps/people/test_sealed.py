"""NIR and IBAN: wrong ones are told what is wrong, right ones are unreadable in the database."""

import pytest
from django.db import connection

from nps.journal.models import Entry
from nps.people.faults import PeopleFault
from nps.people.models import Person
from nps.people.sealed import IBAN, NIR, NumberFault, SealBroken
from nps.people.services import read_number, set_iban, set_nir
from tests.support.people import make_person

GOOD_NIR, CORSICAN_NIR = "295109912611193", "253072B07300470"
GOOD_IBAN = "FR7630006000011234567890189"


@pytest.mark.parametrize(
    ("number", "written", "bare"),
    [
        (NIR, "2 95 10 99 126 111 93", GOOD_NIR),
        (NIR, "2 53 07 2b 073 004 70", CORSICAN_NIR),
        (NIR, "253072A07300443", "253072A07300443"),
        (IBAN, "fr76 3000 6000 0112 3456 7890 189", GOOD_IBAN),
    ],
)
def test_numbers_are_read_as_people_write_them(number, written, bare):
    assert number.read(written) == bare


@pytest.mark.parametrize(
    ("number", "written", "told"),
    [
        (NIR, "295109912611199", "ne correspond pas à sa clé"),
        (NIR, "29510991261119", "15 caractères"),
        (NIR, "bonjour", "ainsi"),
        (NIR, "", "15 caractères|ainsi"),
        (IBAN, "FR7630006000011234567890188", "ne correspond pas à sa clé"),
        (IBAN, "FR76", "caractères|ainsi"),
    ],
)
def test_a_wrong_number_is_told_what_is_wrong(number, written, told):
    with pytest.raises(NumberFault, match=told):
        number.read(written)


def test_a_sealed_number_opens_for_its_owner_and_kind_only():
    sealed = NIR.seal(GOOD_NIR, "owner")
    assert NIR.unseal(sealed, "owner") == GOOD_NIR
    for other, owner in ((NIR, "somebody"), (IBAN, "owner")):
        with pytest.raises(SealBroken):
            other.unseal(sealed, owner)


def test_every_changed_byte_is_noticed():
    sealed = NIR.seal(GOOD_NIR, "owner")
    for at in range(len(sealed)):
        changed = bytes([*sealed[:at], sealed[at] ^ 1, *sealed[at + 1 :]])
        with pytest.raises(SealBroken):
            NIR.unseal(changed, "owner")


def test_sealing_twice_looks_different_and_is_indexed_alike():
    assert NIR.seal(GOOD_NIR, "owner") != NIR.seal(GOOD_NIR, "owner")
    assert NIR.index(GOOD_NIR) == NIR.index(GOOD_NIR)
    assert NIR.index(GOOD_NIR) != IBAN.index(GOOD_NIR)


def test_numbers_are_nowhere_in_the_database_in_clear(agent):
    person = make_person(agent, nir=GOOD_NIR)
    set_iban(actor=agent, person=person, iban=GOOD_IBAN)
    with connection.cursor() as cursor:
        for table in ("people_person", "journal_entry"):
            cursor.execute(f"select t::text from {table} t")  # noqa: S608
            rows = "".join(row[0] for row in cursor.fetchall())
            for value in (GOOD_NIR, GOOD_IBAN):
                assert value not in rows
                assert value.encode().hex() not in rows


def test_reading_a_number_in_clear_is_journaled(agent):
    person = make_person(agent, nir=GOOD_NIR)
    assert read_number(actor=agent, person=person, number=NIR) == GOOD_NIR
    assert Entry.objects.filter(act="people.nir_read", subject_key=str(person.pk)).count() == 1
    assert read_number(actor=agent, person=person, number=IBAN) == ""


def test_a_number_is_changed_removed_and_untouched_writes_nothing(agent):
    person = make_person(agent)
    for number in (GOOD_NIR, "2 95 10 99 126 111 93", CORSICAN_NIR, ""):
        set_nir(actor=agent, person=person, nir=number)
    assert Person.objects.get().nir_sealed is None
    acts = Entry.objects.filter(act__startswith="people.nir").order_by("at").values_list("act", flat=True)
    assert list(acts) == ["people.nir_set", "people.nir_set", "people.nir_removed"]


def test_the_nir_of_somebody_else_is_refused(agent):
    make_person(agent, "Okafor", nir=GOOD_NIR)
    other = make_person(agent, "Martin")
    with pytest.raises(PeopleFault, match="autre fiche"):
        set_nir(actor=agent, person=other, nir=GOOD_NIR)
