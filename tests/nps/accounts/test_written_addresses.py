"""An address means one street and one number, however it is typed."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from nps.accounts import written_addresses
from nps.accounts.written_addresses import Written, read

EXAMPLE = Written("avenue de l exemple", 12)


@pytest.mark.parametrize(
    "line",
    [
        "12 avenue de l’Exemple",
        "12, avenue de l'exemple",
        "12 AVENUE DE L’EXEMPLE",
        "12 bis av. de l’Exemple",
        "12bis, Av de l'Exemple, bât. B, 3e étage",
        "12 ter avenue de l’Exemple escalier 2",
        "12-14 avenue de l’Exemple",
        "12 à 16 avenue de l’Exemple",
        "12 B avenue de l’Exemple appt 4",
        "Chez M. Spécimen, 12 avenue de l’Exemple",
        "Hôtel de la Place, 12 avenue de l’Exemple",
        "12 avenue  de   l’Exemple  ",
        "12 avenue de l’Exemple chez Mme Spécimen",
        "Résidence des Modèles 12 ave de l-exemple 2 étage",
    ],
)
def test_one_address_written_in_many_ways_is_one_street_and_one_number(line):
    assert read(line) == EXAMPLE


@pytest.mark.parametrize(
    ("line", "written"),
    [
        ("5 place du 18 Juin 1940", Written("place du 18 juin 1940", 5)),
        ("3 r. du Fbg St-Denis", Written("rue du faubourg saint denis", 3)),
        ("3 rue du Faubourg Saint-Denis", Written("rue du faubourg saint denis", 3)),
        ("rue de la Cité", Written("rue de la cite", None)),
        ("8 cours d’Œuvre", Written("cours d oeuvre", 8)),
        ("4 avenue de la Porte de Modèle, porte 4", Written("avenue de la porte de modele", 4)),
        ("4 avenue de la Porte de Modèle porte 4", Written("avenue de la porte de modele", 4)),
        ("7 Les Peupliers", Written("les peupliers", 7)),
        ("12", Written("12", None)),
        ("", Written("", None)),
        ("١٢ شارع", Written("شارع", 12)),
    ],
)
def test_unusual_addresses_are_read_as_far_as_they_go(line, written):
    assert read(line) == written


@given(st.text(max_size=80))
def test_any_text_is_read_and_reading_its_street_again_changes_nothing(line):
    street, number = read(line)
    assert number is None or 0 <= number <= 9999
    assert written_addresses.street(street) == written_addresses.street(written_addresses.street(street))
    assert written_addresses.plain(written_addresses.plain(line)) == written_addresses.plain(line)


@given(st.sampled_from(["12 rue du Modèle", "3 bis avenue de l’Étude", "1 quai d’Été, bât. A"]), st.data())
def test_capitals_accents_and_spaces_do_not_change_what_is_read(line, data):
    changed = data.draw(st.sampled_from([line.upper(), line.lower(), line.replace(" ", "  "), f" {line} "]))
    bare = changed.replace("è", "e").replace("É", "E").replace("é", "e").replace("â", "a").replace("È", "E")
    assert read(bare) == read(changed) == read(line)
