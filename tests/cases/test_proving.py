"""What the law spares, need by need: values only."""

from cases import proving
from documents.planning import Requirement


def need(name, *alternatives):
    return Requirement(name, alternatives)


def test_a_declaration_stands_for_pay_slips():
    slips = need("income:pay_slip:ana", ("pay_slip.2024-01:ana", "pay_slip.2024-02:ana"))
    assert proving.declared([slips, need("family", ("family_record_book:household",))]) == {
        "pay_slip.2024-01:ana",
        "pay_slip.2024-02:ana",
    }
    assert proving.met(slips, proving.declared([slips]))


def test_a_tax_notice_dispenses_from_a_proof_of_domicile_never_from_a_contract():
    held = {"tax_notice:ana"}
    assert proving.met(need("home_in_paris", ("utility_bill:household",)), held)
    assert not proving.met(need("energy_contract", ("utility_bill:household",)), held)


def test_one_identity_paper_is_as_good_as_another():
    assert proving.met(need("identity:ana", ("identity_card:ana",)), {"passport:ana"})
    assert not proving.met(need("identity:ana", ("identity_card:ana",)), {"passport:ben"})


def test_a_type_no_longer_asked_for_takes_with_it_what_it_alone_proved():
    needs = [
        need("identity:ana", ("identity_card:ana",), ("passport:ana",)),
        need("residence:ana", ("rent_receipt.2023:household", "utility_bill.2023:household")),
    ]
    left = proving.without(needs, "utility_bill")
    assert [r.any_of for r in left] == [needs[0].any_of, (("rent_receipt.2023:household",),)]
    assert proving.without(needs[:1], "passport") == ()
