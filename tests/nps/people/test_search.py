"""Somebody is found however the name is written, and nobody outside a site may look."""

import pytest
from django.core.exceptions import PermissionDenied
from django.db import connection
from django.test.utils import CaptureQueriesContext

from nps.accounts.models import Role
from nps.people.models import NameToken, Person
from nps.people.ranking import Reason
from nps.people.sealed import NumberFault
from nps.people.search import likely_duplicates, search
from nps.people.vocabulary import forget, learn, near
from nps.ui.dates import read_date
from tests.support.accounts import make_agent
from tests.support.people import make_person

NIR = "295109912611193"


@pytest.fixture
def okafor(agent):
    return make_person(agent, "Okafor", "Ada", "04/05/1987")


def names(matches):
    return [str(match.person) for match in matches]


@pytest.mark.parametrize(
    ("registered", "typed"),
    [
        (("Okafor", "Ada"), ("OKAFOR", "ada")),
        (("Lefèvre", "Zoé"), ("lefevre", "zoe")),
        (("Lefebvre", "Éloïse"), ("Lefèvre", "Eloise")),
        (("Okafor", "Ada"), ("Okafr", "Ada")),
        (("Okafor", "Ada"), ("Okfaor", "Aad")),
        (("Okafor", "Ada"), ("Okaforr", "")),
        (("Dupont", "Luc"), ("Dupond", "Luc")),
        (("Philippe", "Anne"), ("Filip", "Ane")),
        (("N’Diaye", "Awa"), ("ndiaye", "")),
        (("N’Diaye", "Awa"), ("N Diaye", "Awa")),
        (("Da Silva-Roy", "Ana"), ("silva", "Ana")),
        (("Garcia", "Ana"), ("Garcia Lopez", "Ana")),
        (("O", "Jin"), ("O", "")),
        (("U", ""), ("u", "")),
        (("王", "小明"), ("王小明", "")),
        (("حسن", "أحمد"), ("حسن", "احمد")),
        (("Иванов", "Пётр"), ("иванов", "Петр")),
        (("Okafor", "Ada"), ("Ada", "Okafor")),
        (("Œuvrard", "Cæsar"), ("Oeuvrard", "Caesar")),
        (("Okafor", "Ada"), ("Okaf", "")),
        (("Le Goff", "Yann"), ("Legoff", "")),
        (("Lemaitre", "Yann"), ("Le Maistre", "Yann")),
        (("Da Silva", "Ana"), ("Dasilva", "Ana")),
    ],
)
def test_a_person_is_found_however_the_name_is_written(agent, registered, typed):
    person = make_person(agent, *registered)
    make_person(agent, "Tout-Autre", "Nom")
    assert str(person) in names(search(actor=agent, name=typed[0], given=typed[1]))


def test_a_person_is_found_by_the_usage_name(agent):
    person = make_person(agent, "Okafor", "Ada", usage_name="Le Goff")
    assert names(search(actor=agent, name="Le Goff")) == [str(person)]


@pytest.mark.parametrize(
    ("birth", "reason"),
    [
        ("04/05/1987", Reason.SAME_BIRTH_DATE),
        ("05/04/1987", Reason.SWAPPED_DAY_MONTH),
        ("04/05/1988", Reason.CLOSE_BIRTH_DATE),
        ("1987", Reason.SAME_YEAR),
    ],
)
def test_birth_dates_help_and_say_how(agent, okafor, birth, reason):
    (match,) = search(actor=agent, name="Okafr", given="Ada", birth=read_date(birth))
    assert match.person == okafor
    assert match.reasons == (Reason.CLOSE_NAME, Reason.SAME_GIVEN_NAME, reason)


def test_a_changed_family_name_is_found_by_given_name_and_birth_date(agent, okafor):
    found = search(actor=agent, name="Le Goff", given="Ada", birth=read_date("05/04/1987"))
    assert [match.person for match in found] == [okafor]


def test_the_likeliest_comes_first(agent):
    make_person(agent, "Okafor", "Luc")
    make_person(agent, "Okafar", "Ada", "1950")
    best = make_person(agent, "Okafor", "Ada", "04/05/1987")
    found = search(actor=agent, name="Okafor", given="Ada", birth=read_date("1987"))
    assert found[0].person == best
    assert len(found) == 3
    assert [m.score for m in found] == sorted((m.score for m in found), reverse=True)


def test_equal_scores_are_in_order_of_name(agent):
    for given in ("Zoé", "Étienne", "Ada"):
        make_person(agent, "Okafor", given)
    assert names(search(actor=agent, name="Okafor")) == ["Ada Okafor", "Étienne Okafor", "Zoé Okafor"]


def test_the_nir_is_found_by_its_exact_value_only(agent):
    person = make_person(agent, "Okafor", "Ada", nir=NIR)
    (match,) = search(actor=agent, name="", nir="2 95 10 99 126 111 93")
    assert (match.person, match.score, match.reasons) == (person, 100, (Reason.SAME_NIR,))
    assert not search(actor=agent, name="", nir="253072B07300470")
    with pytest.raises(NumberFault, match="clé"):
        search(actor=agent, name="", nir="295109912611199")


def test_nothing_typed_finds_nobody(agent, okafor):
    assert search(actor=agent, name="?") == []


def test_duplicates_are_looked_for_under_each_name(agent, okafor):
    found = likely_duplicates(
        actor=agent, birth_name="Okafor", usage_name="Le Goff", given_names="Ada", birth=okafor.birth
    )
    assert found[0].person == okafor
    assert found[0].high
    alone = likely_duplicates(actor=agent, birth_name="Okafor", without=okafor.public_id)
    assert alone == []


@pytest.mark.parametrize("role", [Role.PARTNER, Role.AUDITOR, Role.ADMINISTRATOR])
def test_only_agents_of_a_site_search(agent, role):
    with pytest.raises(PermissionDenied):
        search(actor=make_agent(role), name="Okafor")


def test_the_number_of_queries_does_not_grow_with_people(agent):
    def queries():
        with CaptureQueriesContext(
            connection,
        ) as seen:
            search(actor=agent, name="Okafr", given="Ada", birth=read_date("1987"))
        return len(seen)

    make_person(agent, "Okafor", "Ada")
    one = queries()
    for number in range(5):
        make_person(agent, "Okafor", "Ada", f"198{number}")
    assert queries() <= one


def test_no_query_of_the_search_joins_conditions_with_or(agent, okafor):
    with CaptureQueriesContext(connection) as seen:
        search(actor=agent, name="Okafr", given="Ada", birth=read_date("04/05/1987"))
    assert all(" OR " not in query["sql"] or "birth_month" in query["sql"] for query in seen)


def test_vocabulary_counts_who_bears_each_word(agent):
    learn(["okafor", "ada"])
    learn(["okafor"])
    assert dict(NameToken.objects.values_list("token", "uses")) == {"okafor": 2, "ada": 1}
    forget(["okafor", "ada"])
    assert dict(NameToken.objects.values_list("token", "uses")) == {"okafor": 1}


def test_near_words_come_exact_first(agent):
    learn(["okafor", "okafar", "okaford", "zebre"])
    assert near("okafor")[0] == "okafor"
    assert {*near("okafor")} == {"okafor", "okafar", "okaford"}


def test_registering_teaches_the_vocabulary_in_the_same_transaction(agent):
    make_person(agent, "Okafor", "Ada Ada")
    assert {*NameToken.objects.values_list("token", flat=True)} == {"okafor", "ada"}
    assert Person.objects.get().tokens == ["okafor", "ada"]
