"""A row that could not be read, asked for by law or obeyed is refused, with every fault at once."""

from datetime import date

import pytest

from documents.type_rules import RULES, Fault, administrations, faults, proofs
from documents.type_words import ADMINISTRATIONS, FAULTS, PROOFS, VALIDITY, validity_words
from documents.types import laid_over, published, read_row, row_of


@pytest.mark.parametrize("code", published())
def test_every_published_type_stands_and_is_its_own_row(code):
    row = row_of(published()[code])
    assert faults(row, published()) == []
    assert read_row(row) == published()[code]
    assert validity_words(row["validity"])


@pytest.mark.parametrize(
    ("code", "changes", "told"),
    [
        ("lease", {"code": "Bail"}, ("code", Fault.CODE)),
        ("lease", {"name": {"fr": "Bail", "en": " "}}, ("name", Fault.MISSING)),
        ("lease", {"note": {"fr": "Conseil", "en": ""}}, ("note", Fault.MISSING)),
        ("lease", {"proves": []}, ("proves", Fault.MISSING)),
        ("lease", {"proves": ["horoscope"]}, ("proves", Fault.NOT_A_PROOF)),
        ("lease", {"whom": "neighbour"}, ("whom", Fault.MISSING)),
        ("lease", {"validity": "months"}, ("validity", Fault.VALIDITY)),
        ("lease", {"validity": "months:0"}, ("validity", Fault.VALIDITY)),
        ("lease", {"validity": "months:121"}, ("validity", Fault.VALIDITY)),
        ("lease", {"validity": "months:٣"}, ("validity", Fault.VALIDITY)),
        ("lease", {"validity": "year:2"}, ("validity", Fault.VALIDITY)),
        ("lease", {"validity": "for_ever"}, ("validity", Fault.VALIDITY)),
        ("lease", {"held_by": "nasa"}, ("held_by", Fault.ADMINISTRATION)),
        ("lease", {"article": "L.114-8"}, ("article", Fault.ARTICLE)),
        ("lease", {"article": "L114"}, ("article", Fault.ARTICLE)),
        ("lease", {"dispensed_by": ["horoscope"]}, ("dispensed_by", Fault.UNKNOWN_TYPE)),
        ("lease", {"dispensed_by": ["lease"]}, ("dispensed_by", Fault.ITSELF)),
        ("lease", {"dispensed_by": ["passport"]}, ("dispensed_by", Fault.NOTHING_IN_COMMON)),
        ("tax_notice", {"dispensed_by": ["utility_bill"]}, ("dispensed_by", Fault.LOOP)),
    ],
)
def test_a_row_that_cannot_be_says_why(code, changes, told):
    assert told in faults({**row_of(published()[code]), **changes}, published())


def test_a_loop_through_a_third_type_is_found_and_one_of_equals_is_none():
    types = {**published()}
    middle = row_of(types["rent_receipt"])
    types["rent_receipt"] = read_row({**middle, "dispensed_by": ["utility_bill"]})
    row = {**row_of(types["housing_certificate"]), "dispensed_by": ["rent_receipt"]}
    assert faults(row, types) == []
    row = {**row_of(types["utility_bill"]), "dispensed_by": ["rent_receipt"]}
    assert ("dispensed_by", Fault.LOOP) in faults(row, types)
    assert faults(row_of(types["identity_card"]), types) == []  # with the passport: equals


def test_all_faults_come_at_once():
    row = {**row_of(published()["lease"]), "article": "", "validity": "", "proves": []}
    assert {field for field, _ in faults(row, published())} == {"article", "validity", "proves"}


def test_every_code_has_its_words():
    assert {*proofs()} == {*PROOFS}
    assert {*administrations()} == {*ADMINISTRATIONS}
    assert {*RULES} == {*VALIDITY}
    assert {*Fault} == {*FAULTS}


def test_no_version_is_the_published_catalogue_itself():
    assert laid_over((), date(2030, 1, 1)) is published()
