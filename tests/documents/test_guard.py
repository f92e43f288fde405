"""The law's limits on asking, piece by piece, with their article."""

import pytest

from documents.guard import Verdict, may_ask


@pytest.mark.parametrize(
    ("piece", "held", "obtainable", "verdict", "article", "instead"),
    [
        ("bank_details:ana", (), (), Verdict.ALLOWED, "L114-5", ""),
        ("bank_details:ana", ["bank_details:ana"], (), Verdict.REFUSED, "L113-12", "bank_details:ana"),
        ("bank_details:ana", ["bank_details:ben"], (), Verdict.ALLOWED, "L114-5", ""),
        ("utility_bill:household", ["tax_notice:ana"], (), Verdict.REFUSED, "R113-8", "tax_notice:ana"),
        ("utility_bill.2023:household", ["tax_notice.2022:ana"], (), Verdict.ALLOWED, "R113-8", ""),
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
    ],
)
def test_what_may_be_asked(piece, held, obtainable, verdict, article, instead):
    ruling = may_ask(piece, held, obtainable=obtainable)
    assert (ruling.verdict, ruling.article, ruling.instead) == (verdict, article, instead)


def test_a_type_outside_the_catalogue_is_a_fault():
    with pytest.raises(KeyError):
        may_ask("horoscope:ana", ())
