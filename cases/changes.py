"""What each change of situation asks (by-law I-B 7): a table of events and of the questions each one changes.

No query and no rule may enter; the questions are those of the situation page.
"""

from dataclasses import dataclass

from cases.models import EventKind

K = EventKind
NO_QUESTION: frozenset[str] = frozenset()


@dataclass(frozen=True)
class Asked:
    """`home`, `adult`, `child`: names of questions. `incomes`: whether those of adults are read again.

    `afresh`: what is not answered is no longer known (another home, another couple). `adds`: somebody comes
    first, on the page of the household.
    """

    home: frozenset[str] = NO_QUESTION
    adult: frozenset[str] = NO_QUESTION
    child: frozenset[str] = NO_QUESTION
    incomes: bool = False
    afresh: frozenset[str] = NO_QUESTION
    adds: bool = False


RECENT = frozenset({"tax.recent_change"})
WORK = frozenset({"jobseeker", "student", "retired"})
FAMILY = frozenset({"dependent", "shared_custody", "in_care"})
HOUSING = frozenset(
    {
        "housing.tenure",
        "housing.rent",
        "housing.service_charges",
        "housing.lease_in_name",
        "housing.flat_share",
        "housing.loan_repayment",
        "housing.coownership_charges",
        "housing.parking",
        "housing.housing_benefit.claimed",
        "housing.housing_benefit.monthly",
        "housing.arrears",
        "housing.decent",
        "housing.occupied_since",
        "energy.contract",
    }
)
SICK = frozenset({"asked.sick_leave", "sick_leave_since"})
ARRIVAL = frozenset({"asked.arrival", "arrival.kind", "arrival.on", "arrival.children"})

ASKED: dict[str, Asked] = {
    K.JOB_LOSS: Asked(home=RECENT, adult=WORK, incomes=True),
    K.ACTIVITY_END: Asked(home=RECENT, adult=WORK, incomes=True),
    K.ACTIVITY_RESUMED: Asked(home=RECENT, adult=WORK, incomes=True),
    K.MARITAL: Asked(home=RECENT | {"couple"}, incomes=True, adds=True),
    K.BIRTH: Asked(home=ARRIVAL, child=FAMILY, adds=True),
    K.CHILDREN: Asked(child=FAMILY, incomes=True),
    K.MOVE: Asked(home=HOUSING, afresh=HOUSING),
    K.SICK_LEAVE: Asked(home=RECENT, adult=SICK, incomes=True),
    K.NEW_RESOURCES: Asked(home=RECENT, incomes=True),
    K.RESOURCES_END: Asked(home=RECENT, incomes=True),
}
# Answers that the event itself gives, shown already chosen.
GIVEN: dict[str, dict[str, object]] = {
    **dict.fromkeys(
        (K.JOB_LOSS, K.ACTIVITY_END, K.MARITAL, K.SICK_LEAVE, K.RESOURCES_END), {"tax.recent_change": True}
    ),
    K.BIRTH: {},
}
SICK_MONTHS = 6  # an absence through sickness counts from six months on
