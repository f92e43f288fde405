"""The law's limits on asking, piece by piece, with their article."""

import pytest

from documents.guard import Ruling, Verdict, may_ask


@pytest.mark.parametrize(
    ("piece", "held", "obtainable", "verdict", "article", "instead"),
    [
        ("bank_details:ana", (), (), Verdict.ALLOWED, "L114-5", ""),
        ("bank_details:ana", ["bank_details:ana"], (), Verdict.REFUSED, "L113-12", "bank_details:ana"),
        ("bank_details:ana", ["bank_details:ben"], (), Verdict.ALLOWED, "L114-5", ""),
        ("utility_bill:household", ["tax_notice:ana"], (), Verdict.REFUSED, "R113-8", "tax_notice:ana"),
        ("utility_bill.2023:household", ["tax_notice.2022:ana"], (), Verdict.FLAGGED, "R113-8", ""),
        (
            "utility_bill.2023:household",
            ["tax_notice.2023:ana"],
            (),
            Verdict.REFUSED,
            "R113-8",
            "tax_notice.2023:ana",
        ),
        ("identity_card:ana", ["passport:ana"], (), Verdict.REFUSED, "R113-5", "passport:ana"),
        ("identity_card:ana", ["passport:ben"], (), Verdict.ALLOWED, "R113-5", ""),
        (
            "housing_benefit_statement:household",
            ["benefit_statement:household"],
            (),
            Verdict.REFUSED,
            "L113-12",
            "benefit_statement:household",
        ),
        ("tax_notice:ana", (), (), Verdict.FLAGGED, "L114-8", "dgfip"),
        ("tax_notice:ana", (), ["dgfip"], Verdict.REFUSED, "L114-8", "dgfip"),
        ("pay_slip.2024-02:ana", (), (), Verdict.REFUSED, "D113-14", "declaration"),
        ("family_record_book:household", (), (), Verdict.ALLOWED, "R113-5", ""),
    ],
)
def test_what_may_be_asked(piece, held, obtainable, verdict, article, instead):
    ruling = may_ask(piece, held, obtainable=obtainable)
    assert (ruling.verdict, ruling.article, ruling.instead) == (verdict, article, instead)


def test_a_bill_asked_as_a_contract_is_no_proof_of_domicile():
    told = may_ask("utility_bill:household", ["tax_notice:ana"], domicile=False)
    assert (told.verdict, told.article) == (Verdict.ALLOWED, "L114-5")


def test_what_no_text_asks_for_is_refused_unless_something_stronger_says_why():
    assert may_ask("bank_details:ana", (), required=False) == Ruling(
        "bank_details:ana", Verdict.REFUSED, "L114-5"
    )
    assert may_ask("tax_notice:ana", (), required=False).article == "L114-5"
    assert may_ask("bank_details:ana", ["bank_details:ana"], required=False).article == "L113-12"


def test_a_type_outside_the_catalogue_is_a_fault():
    with pytest.raises(KeyError):
        may_ask("horoscope:ana", ())
