"""Two sources that disagree stand side by side; what expired is asked again; who does not know is kept."""

import datetime as dt

import pytest
from django.utils import timezone

from eligibility.facts import (
    current_facts,
    doubts_of,
    history_of,
    prove_facts,
    record_facts,
    settle_fact,
    situation_of,
)
from eligibility.models import Fact, Source
from nps.journal.models import Entry
from tests.support.accounts import make_agent
from tests.support.cases import applicant_of, make_case_file, make_document

RENT = (None, "housing.rent")


@pytest.fixture
def case(system):
    return make_case_file(make_agent())


@pytest.fixture
def say(case):
    """Record answers, declared unless another source is named."""

    def record(answers, **source):
        return record_facts(
            actor=case.referent,
            household=case.household,
            answers=answers,
            case_reference=case.reference,
            **source,
        )

    return record


@pytest.fixture
def receipt(case):
    return make_document(case, period=f"{timezone.localdate():%Y-%m}")


def prove(case, document):
    given = {"actor": case.referent, "household": case.household, "case_reference": case.reference}
    return prove_facts(**given, document=document, on=timezone.localdate())


def settle(case, fact):
    return settle_fact(
        actor=case.referent, household=case.household, fact=fact.pk, case_reference=case.reference
    )


def rent(case):
    return current_facts(case.household).get(name="housing.rent")


def test_what_is_declared_after_a_proof_stands_beside_it(case, say, receipt):
    say({RENT: 900})
    assert prove(case, receipt) == 1
    say({RENT: 950})
    (doubt,) = doubts_of(case.household)
    assert (rent(case).value, rent(case).source, doubt.value, doubt.source) == (
        900,
        "document",
        950,
        "declared",
    )
    assert situation_of(case.household, timezone.localdate()).housing.rent == 900


def test_saying_the_same_again_changes_nothing_and_another_value_replaces_the_doubt(case, say, receipt):
    say({RENT: 900})
    prove(case, receipt)
    say({RENT: 950})
    assert say({RENT: 950}) == []
    assert say({RENT: 900}) == []
    say({RENT: 960})
    assert [doubt.value for doubt in doubts_of(case.household)] == [960]


def test_a_proof_that_denies_what_was_declared_stands_and_the_declaration_stays_in_sight(case, say):
    say({RENT: 900})
    say({RENT: 910}, source=Source.ADMINISTRATION, administration="CAF de Paris (SPÉCIMEN)")
    assert rent(case).value == 910
    assert [(doubt.value, doubt.source) for doubt in doubts_of(case.household)] == [(900, "declared")]


@pytest.mark.parametrize("kept", [900, 950])
def test_the_agent_chooses_and_both_stay_in_the_history(case, say, receipt, kept):
    say({RENT: 900})
    prove(case, receipt)
    say({RENT: 950})
    chosen = Fact.objects.get(household=case.household, name="housing.rent", value=kept, replaced_at=None)
    settle(case, chosen)
    assert rent(case).value == kept
    assert not doubts_of(case.household).exists()
    assert {fact.value for fact in history_of(chosen)} == {900, 950}
    assert Entry.objects.filter(act="fact_settled", case_reference=case.reference).count() == 1


def test_choosing_twice_changes_nothing_more(case, say, receipt):
    say({RENT: 900})
    prove(case, receipt)
    say({RENT: 950})
    chosen = settle(case, doubts_of(case.household).get())
    settle(case, chosen)
    assert Entry.objects.filter(act="fact_settled").count() == 1


def test_a_value_of_the_past_is_no_choice(case, say):
    (former,) = say({RENT: 900})
    say({RENT: 950})
    with pytest.raises(Fact.DoesNotExist):
        settle(case, former)


def test_an_expired_proof_gives_way_to_what_is_declared(case, say):
    old = make_document(case, period="2020-01", valid_until=dt.date(2020, 4, 30))
    say({RENT: 900}, source=Source.DOCUMENT, document=old)
    assert situation_of(case.household, timezone.localdate()).housing.rent is None
    say({RENT: 950})
    assert (rent(case).value, doubts_of(case.household).count()) == (950, 0)


def test_not_knowing_is_kept_with_who_said_so(case, say):
    (fact,) = say({RENT: None})
    assert (fact.value, fact.recorded_by) == (None, case.referent)
    assert say({RENT: None}) == []


def test_a_pay_slip_proves_every_wage(case, say):
    ada = applicant_of(case)
    say({(ada, "incomes.wage"): {"monthly_net": 900}, (ada, "incomes.wage.2"): {"monthly_net": 200}})
    slip = make_document(case, type="pay_slip", period=f"{timezone.localdate():%Y-%m}")
    slip.people.set([ada])
    assert prove(case, slip) == 2
    incomes = situation_of(case.household, timezone.localdate()).persons[0].incomes
    assert [income.monthly_net for income in incomes] == [900, 200]


@pytest.fixture
def worn_out(case, say, receipt):
    """A rent that was proved, and whose proof is over."""
    say({RENT: 900})
    prove(case, receipt)
    yesterday = timezone.localdate() - dt.timedelta(days=1)
    Fact.objects.filter(household=case.household, name="housing.rent").update(valid_until=yesterday)
    assert situation_of(case.household, timezone.localdate()).housing.rent is None


def test_what_was_proved_and_is_over_can_be_said_again_word_for_word(case, say, worn_out):
    (said,) = say({RENT: 900})
    assert said.source == Source.DECLARED
    assert situation_of(case.household, timezone.localdate()).housing.rent == 900
    assert say({RENT: 900}) == []


def test_a_later_piece_proves_again_what_an_earlier_one_no_longer_does(case, worn_out):
    later = make_document(case, period=f"{timezone.localdate():%Y-%m}")
    assert prove(case, later) == 1
    assert rent(case).document == later
    assert situation_of(case.household, timezone.localdate()).housing.rent == 900


def test_an_earlier_piece_takes_nothing_from_one_that_proves_for_longer(case, say, receipt):
    say({RENT: 900})
    prove(case, receipt)
    shorter = make_document(case, period=f"{timezone.localdate():%Y-%m}")
    type(shorter).objects.filter(pk=shorter.pk).update(valid_until=timezone.localdate())
    shorter.refresh_from_db()
    prove(case, shorter)
    kept = rent(case)
    assert kept.document == receipt or kept.valid_until >= receipt.valid_until
