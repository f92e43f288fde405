"""What holds of every household: filling in what is not known never turns a told answer into another one,
more income never opens a right, a day never fails. Households drawn at random; pure, no database.
"""

import copy
from datetime import date, timedelta

import pytest
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st

from eligibility import engine
from eligibility import vocabulary as words
from eligibility.situation import Situation, SituationFaults
from eligibility.versions import ANNEXES, BY_LAWS
from tests.eligibility.households import NAMES, household

ON = date(2024, 3, 15)
CODES = tuple(benefit.code for benefit in engine.BENEFITS)
drawn = settings(
    deadline=None, derandomize=True, suppress_health_check=[HealthCheck.too_slow, HealthCheck.filter_too_much]
)

# Told only when invoked (Person): silence is a no. And who is there, what is asked for again, when.
NOT_FORGOTTEN = frozenset(
    (
        *("moved_for_work", "returns_home", "amethyste_expired_months", "months_since_leaving_paris"),
        *("recent_change", "months_since_last", "renewals", "renewed_before", "on", "id", "role"),
    )
)
FORGOTTEN = (*(1,) * 12, *(2,) * 4, 4, 8, 30)  # how many facts at once
PARTS = frozenset(("incomes", "disability", "housing_benefit"))

flag = st.booleans()


def one_of(*values):
    return st.sampled_from(values)


def often(value, *others):
    return st.sampled_from((value,) * 2 * len(others) + others)


def days(first, last):
    return st.builds("{}-{}".format, st.integers(first, last), one_of("01-10", "03-15", "03-16", "09-15"))


sums = one_of(0, 200, 450, 800, 1000, 1080, 1400, 1525, 1600, 2500, 5000)
incomes = st.lists(
    st.fixed_dictionaries({"kind": one_of(*words.INCOME_KINDS), "monthly_net": sums}), max_size=2
)
CHILD_YEARS = {"child": (1999, 2023), "other_adult": (1930, 2000)}


@st.composite
def persons(draw, role, place):
    """Somebody of whom everything is known."""
    title = draw(often("none", *words.DISABILITY_TITLES))
    facts = {
        "birth_date": days(*CHILD_YEARS.get(role, (1940, 2004))),
        "nationality": often("french", *words.NATIONALITIES),
        "residence_permit": one_of(*words.PERMITS),
        "months_in_paris_last_5_years": often(60, 0, 1, 6, 20, 36),
        "incomes": incomes,
        "disability": st.just({"title": title, "rate": 0 if title == "none" else draw(one_of(50, 79, 80))}),
        "loss_of_autonomy": one_of(*words.AUTONOMY),
        "autonomy_certificate_on": one_of("2024-03-01", "2023-01-01"),
        "legal_meal_aid": one_of(*words.MEAL_AIDS),
        "amethyste_expired_months": often(None, 3, 6),
        "months_since_leaving_paris": often(None, 20, 36),
        "years_in_paris_before_leaving": one_of(0, 9, 10),
        "sick_leave_months": one_of(0, 5, 6),
        "relation": one_of(*words.RELATIONS),
        "days_home_per_year": one_of(0, 73, 365),
        **dict.fromkeys(("legal_benefits_claimed", "dependent"), often(True, False)),
        **dict.fromkeys(("in_care", "shared_custody", "moved_for_work", "guardianship"), often(False, True)),
        **dict.fromkeys(
            (
                *("veteran_card", "unfit_for_work", "student", "social_grant", "returns_home", "retired"),
                *("one_off_used", "jobseeker", "onac_coupon", "transport_aid_2019", "urgent_need"),
            ),
            flag,
        ),
    }
    person = {"id": f"p{place}", "role": role, **draw(st.fixed_dictionaries(facts))}
    if role == "child" and person["birth_date"] > "2007":  # nobody asks what a child earns
        person |= {"incomes": [], "jobseeker": False}
    return person


homes = st.fixed_dictionaries(
    {
        "tenure": often("tenant", *words.TENURES),
        "rent": one_of(0, 300, 600, 900),
        "service_charges": one_of(0, 50),
        "parking": one_of(0, 60),
        "loan_repayment": one_of(0, 500),
        "coownership_charges": one_of(0, 100),
        "housing_benefit": one_of(
            *({"claimed": True, "monthly": sum_} for sum_ in (0, 100, 250, 700)),
            {"claimed": False, "monthly": 0},
        ),
        "months_occupied": one_of(10, 36),
        "homeless_months": one_of(0, 1, 5),
        **dict.fromkeys(("lease_in_name", "decent"), often(True, False)),
        **dict.fromkeys(("arrears", "flat_share"), often(False, True)),
        **dict.fromkeys(("social_aid", "medical_institution", "casvp_suburb", "hotel_paid_by_care"), flag),
    }
)
rest = st.fixed_dictionaries(
    {
        "housing": homes,
        "tax": st.fixed_dictionaries(
            {
                "income_tax": one_of(0, 380, 381, 992, 993, 2028, 2130, 2430, 2500),
                "declared_monthly_income": one_of(900, 1400, 1600, 2000, 2500, 3000, 4575, 5000, 5001),
                "recent_change": often(False, True),
            }
        ),
        "health_cover": one_of(*words.HEALTH_COVERS),
        "energy": st.fixed_dictionaries({"contract": flag, "other_preventive_aid": flag}),
        "renewals": st.lists(one_of("paris_solidarite", "pass_paris_seniors", "port_repas"), max_size=2),
        "renewed_before": st.lists(one_of("paris_solidarite", "port_repas"), max_size=1),
        "care": st.fixed_dictionaries(
            {
                "patient": one_of(*words.PATIENTS),
                "close_relative": often(True, False),
                "stopped_work": often(True, False),
                "income_lost": one_of(500, 1300),
                "compensation": one_of(0, 400, 900),
                "months_received": one_of(0, 3, 12),
                "months_since_last": one_of(None, 12, 30),
            }
        ),
        "works": st.fixed_dictionaries(
            {
                "part": one_of(*words.PARTS),
                "purpose": one_of(*words.PURPOSES),
                "begun": st.just(True),
                "months_since_last": one_of(3, 24),
                **dict.fromkeys(("finished", "landlord_duty", "aided_before"), often(False, True)),
                **dict.fromkeys(("voted", "stays", "opah"), flag),
            }
        ),
        "hardship": st.fixed_dictionaries(
            {
                "temporary": flag,
                "disaster": flag,
                "homeless_aid": one_of(0, 2830),
                "exceptional_aid": one_of(0, 3000, 3287),
                "disaster_aid": one_of(0, 4574),
            }
        ),
    }
)
ONLY_IN = {
    "institution": ("social_aid", "medical_institution", "casvp_suburb"),
    "hotel": ("hotel_paid_by_care",),
}


@st.composite
def households(draw):
    """A household of which everything is known, and that nothing contradicts."""
    couple = draw(often("none", *words.COUPLES[1:]))
    others = draw(st.lists(one_of("child", "child", "child", "other_adult"), max_size=4))
    roles = ("applicant", *(("partner",) if couple != "none" else ()), *others)
    whole = {"on": ON.isoformat(), "couple": couple, **draw(rest)}
    whole["persons"] = [draw(persons(role, place)) for place, role in enumerate(roles)]
    home = whole["housing"]
    for tenure, names in ONLY_IN.items():
        if home["tenure"] != tenure:
            home |= dict.fromkeys(names, False)
    if home["tenure"] not in ("none", "hotel"):
        home["homeless_months"] = 0
    whole["arrival"] = {"kind": "none"}
    return whole


def facts(node, path=()):
    """The paths of what may be forgotten."""
    if isinstance(node, dict):
        for key, value in node.items():
            if key not in NOT_FORGOTTEN:
                if key in PARTS:
                    yield (*path, key)
                yield from facts(value, (*path, key))
    elif isinstance(node, list):
        for place, value in enumerate(node):
            yield from facts(value, (*path, place))
    elif node is not None:
        yield path


def without(whole, paths):
    """The household with these facts forgotten."""
    part = copy.deepcopy(whole)
    for path in sorted(paths, key=len, reverse=True):
        node = part
        for key in path[:-1]:
            node = node[key]
        node[path[-1]] = None
    return part


def check(facts_, on=ON):
    try:
        return engine.check(Situation.from_json(facts_, on), on=on, national=False)
    except SituationFaults:
        assume(False)


@given(whole=households(), chance=st.randoms(use_true_random=False))
@settings(drawn, max_examples=70)
def test_what_is_told_holds_whatever_is_still_to_be_known(whole, chance):
    told = check(whole)
    every = list(facts(whole))
    for size in FORGOTTEN:
        forgotten = chance.sample(every, size)
        for full, part in zip(told.rights, check(without(whole, forgotten)).rights, strict=True):
            assert part.error is None
            if not part.estimated:  # without the tax notice: an estimate, said to be one
                assert same(part, full), (part.code, forgotten)


def same(part, full):
    """Whether what `part` tells is what `full` tells."""
    if part.status not in ("undetermined", full.status):
        return False
    if not full.entitled or (part.claimant, part.by_law) != (full.claimant, full.by_law):
        return True
    band = part.tariff["band"] if part.tariff and part.entitled else None
    return part.amount in (None, full.amount) and band in (None, full.tariff and full.tariff["band"])


@given(whole=households())
@settings(drawn, max_examples=40)
def test_who_tells_all_is_answered_all(whole):
    for right in check(whole).rights:
        assert right.error is None
        assert right.status != "undetermined" or not right.missing, (right.code, right.missing)


@given(whole=households(), more=one_of(1, 100, 1000, 5000))
@settings(drawn, max_examples=50)
def test_a_higher_income_opens_no_right_and_raises_no_sum(whole, more):
    whole["persons"][0]["incomes"] = [{"kind": "other", "monthly_net": 600}]
    richer = copy.deepcopy(whole)
    richer["persons"][0]["incomes"][0]["monthly_net"] += more
    richer["tax"]["declared_monthly_income"] += more
    richer["tax"]["income_tax"] += more
    for before, after in zip(check(whole).rights, check(richer).rights, strict=True):
        assert before.entitled or not after.entitled, before.code
        if after.entitled and before.discretionary == after.discretionary:
            assert (after.amount or 0) <= (before.amount or 0), before.code


@given(whole=households())
@settings(drawn, max_examples=50)
def test_a_child_in_shared_custody_gives_at_most_the_whole_and_at_least_half(whole):
    sums_ = []
    for shared in (False, True):
        for person in whole["persons"]:
            person["shared_custody"] = shared
        sums_.append({right.code: right for right in check(whole).rights})
    for code in CODES:
        full, halved = sums_[0][code], sums_[1][code]
        assert full.status == halved.status, code
        if full.amount and halved.amount is not None:
            assert full.amount / 2 - 0.01 <= halved.amount <= full.amount, code


BLANKS = {
    "nothing": {},
    "an applicant": {"persons": [{"id": "a", "role": "applicant"}]},
    "an applicant and a child": {"persons": [{"id": "a", "role": "applicant"}, {"id": "b", "role": "child"}]},
    "all nulls": Situation.from_json({}).to_json(),
}


@pytest.mark.parametrize("blank", [pytest.param(one, id=name) for name, one in BLANKS.items()])
@pytest.mark.parametrize("on", BY_LAWS)
def test_of_whom_nothing_is_known_nothing_is_told(blank, on):
    for right in check(blank, on).rights:
        assert (right.status, right.amount, right.error) == ("undetermined", None, None), right.code


def test_every_month_and_every_day_of_change_answers_for_every_household():
    turns = {*BY_LAWS, *ANNEXES}
    months = {date(2016 + n // 12, n % 12 + 1, 1) for n in range(1, 12 * 11)}
    before = {day - timedelta(1) for day in turns if day > min(BY_LAWS)}
    for day in sorted(turns | months | before):
        for name in NAMES[:: len(NAMES) - 1]:
            old = household(name)
            for person in old["persons"]:
                person["birth_date"] = min(person["birth_date"], "2010-05-04")
            result = check(old, day)
            assert [right.code for right in result.rights] == list(CODES)
            assert not [right.code for right in result.rights if right.error], day
