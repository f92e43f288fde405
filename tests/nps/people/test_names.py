"""Names and birth dates resemble each other whatever the script, the spelling, the little errors."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from nps.people.names import Birth, compare_births, hood, normalise, sound, within_one, words
from nps.ui.dates import read_date


@pytest.mark.parametrize(
    ("written", "key"),
    [
        ("Zoé", "zoe"),
        ("d’Œuvré-Lac", "doeuvre lac"),
        ("N'Diaye", "ndiaye"),
        ("STRASSE", "strasse"),
        ("Straße", "strasse"),
        ("Łukasz Ørsted", "lukasz orsted"),
        ("O", "o"),
        ("  de   la  Tour ", "de la tour"),
        ("محمّد أحمد", "محمد احمد"),
        ("王小明", "王 小 明"),
        ("김민수", "김 민 수"),
        ("Ива́нов", "иванов"),
        ("A\u200bda\u202e", "ada"),
        ("x\ud800y", "xy"),
        ("-- ?", ""),
    ],
)
def test_key_forgets_case_accents_and_signs_in_any_script(written, key):
    assert normalise(written) == key


def test_words_come_once_each_from_all_names():
    assert words("Da Silva", "Silva-Roy", "Ana") == ("da", "silva", "roy", "ana")


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("dupont", "dupond"),
        ("renault", "reynaud"),
        ("philippe", "filip"),
        ("lefebvre", "lefevre"),
        ("gauthier", "gautier"),
        ("ouattara", "wattara"),
        ("hamidou", "amidou"),
        ("quentin", "kentin"),
        ("leroy", "leroi"),
        ("christophe", "kristof"),
        ("mohamed", "mohammed"),
        ("henri", "henry"),
    ],
)
def test_french_spelling_variants_sound_alike(one, other):
    assert sound(one) == sound(other)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("martin", "martine"),
        ("louis", "louise"),
        ("ada", "adaeze"),
        ("martin", "bernard"),
        ("petit", "robert"),
        ("sow", "ba"),
    ],
)
def test_other_names_do_not_sound_alike(one, other):
    assert sound(one) != sound(other)


def test_another_script_is_its_own_sound():
    assert sound("محمد") == "محمد"


@pytest.mark.parametrize(
    ("one", "other", "close"),
    [
        ("okafor", "okafr", True),
        ("okafor", "okaffor", True),
        ("okafor", "okafur", True),
        ("okafor", "okfaor", True),
        ("okafor", "okafor", True),
        ("okafor", "kofaor", False),
        ("okafor", "okfr", False),
        ("ab", "ba", True),
        ("", "a", True),
    ],
)
def test_one_typing_error_is_close(one, other, close):
    assert within_one(one, other) is within_one(other, one) is close


@given(st.text("abcdé", min_size=4, max_size=12), st.data())
def test_words_at_one_error_share_a_neighbour(word, data):
    at = data.draw(st.integers(0, len(word) - 1))
    letter = data.draw(st.sampled_from("abcdé"))
    for wrong in (
        word[:at] + word[at + 1 :],
        word[:at] + letter + word[at:],
        word[:at] + letter + word[at + 1 :],
    ):
        assert within_one(word, wrong)
        assert len(wrong) < 4 or {*hood(word)} & {*hood(wrong)}


@given(st.text(max_size=40))
def test_any_text_has_a_stable_key(text):
    key = normalise(text)
    assert normalise(key) == key
    key.encode()
    assert all(sound(word) for word in words(text))


def test_short_words_have_no_neighbours():
    assert hood("ng") == ["ng"]


@pytest.mark.parametrize(
    ("one", "other", "alike"),
    [
        ("04/05/1987", "04/05/1987", Birth.SAME),
        ("04/05/1987", "05/04/1987", Birth.SWAPPED),
        ("04/05/1987", "04/06/1987", Birth.CLOSE),
        ("04/05/1987", "04/05/1978", Birth.CLOSE),
        ("04/05/1987", "19/11/1987", Birth.SAME_YEAR),
        ("04/05/1987", "1987", Birth.SAME_YEAR),
        ("05/1987", "1987", Birth.SAME_YEAR),
        ("1987", "1988", Birth.CLOSE_YEAR),
        ("04/05/1987", "1988", Birth.CLOSE_YEAR),
        ("04/05/1987", "1950", Birth.DIFFERENT),
        ("04/05/1987", "19/11/1950", Birth.DIFFERENT),
        ("", "1987", Birth.UNKNOWN),
    ],
)
def test_birth_dates_are_compared_as_far_as_they_are_known(one, other, alike):
    first, second = (read_date(text) if text else None for text in (one, other))
    assert compare_births(first, second) is compare_births(second, first) is alike
