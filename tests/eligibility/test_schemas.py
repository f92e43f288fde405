"""The published JSON Schemas say what the code reads and writes."""

import json
from pathlib import Path

from eligibility import engine, situation, vocabulary, wording
from eligibility.situation import Income, Person, Situation
from tests.eligibility.households import household

SCHEMAS = Path("docs/reference/schemas")


def schema(name):
    return json.loads((SCHEMAS / f"{name}.schema.json").read_text(encoding="utf-8"))


def shape(properties):
    return {
        key: shape(part["properties"]) if "properties" in part else None for key, part in properties.items()
    }


def written(value):
    if isinstance(value, dict):
        return {key: written(part) for key, part in value.items()}
    return None


def test_the_household_schema_has_the_keys_that_are_read():
    properties = schema("household")["properties"]
    person = properties["persons"]["items"]["properties"]
    full = Situation().to_json() | {
        "energy": {"contract": None, "other_preventive_aid": None},
    }
    full["housing"]["housing_benefit"] = {"claimed": None, "monthly": None}
    assert shape(properties) == written(full)
    blank = Situation(
        persons=(Person("a", incomes=(Income(),), disability=situation.Disability()),)
    ).to_json()
    assert shape(person) == written(blank["persons"][0])
    assert set(person["incomes"]["items"]["properties"]) == set(blank["persons"][0]["incomes"][0])


def test_the_household_schema_has_the_values_that_are_read():
    properties = schema("household")["properties"]
    person = properties["persons"]["items"]["properties"]
    assert person["role"]["enum"] == list(vocabulary.ROLES)
    assert person["incomes"]["items"]["properties"]["kind"]["enum"] == [*vocabulary.INCOME_KINDS, None]
    assert person["disability"]["properties"]["title"]["enum"] == [*vocabulary.DISABILITY_TITLES, None]
    assert properties["housing"]["properties"]["tenure"]["enum"] == [*vocabulary.TENURES, None]
    assert properties["health_cover"]["enum"] == [*vocabulary.HEALTH_COVERS, None]


def test_the_rights_schema_has_every_basis_and_each_has_its_words():
    right = schema("rights")["properties"]["rights"]["items"]["properties"]
    basis = right["conditions"]["items"]["properties"]["basis"]["enum"]
    assert set(basis) == {"declared", *wording.BASES}  # what is declared is told without further words


def test_the_rights_schema_has_the_keys_that_are_written():
    result = engine.check(Situation.from_json(household("lone_parent")), national=False).to_json()
    properties = schema("rights")["properties"]
    assert set(properties) - {"warnings"} == set(result)  # the command adds what it read of the file
    assert set(properties["law"]["properties"]) == set(result["law"])
    right = properties["rights"]["items"]
    for one in result["rights"]:
        assert set(right["properties"]) == set(one)
        assert set(right["required"]) == set(one)
        for condition in one["conditions"]:
            keys = right["properties"]["conditions"]["items"]
            assert set(keys["required"]) <= set(condition) <= set(keys["properties"])
