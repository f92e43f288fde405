"""The smallest list of pieces for 40 aids asked for by a household of 8, as Paris aids ask."""

import random
import statistics
import time
from typing import Any

from documents.planning import Requirement, plan

AIDS, PEOPLE, ROUNDS, GOAL = 40, 8, 7, 0.050
YEARS = (2021, 2022, 2023)
HOME = (
    ("lease:household",),
    ("rent_receipt:household",),
    ("housing_certificate:household", "utility_bill:household"),
)
HOME_YEARS = tuple(f"{kind}.{year}:household" for kind in ("rent_receipt", "utility_bill") for year in YEARS)
INCOME = ("pay_slip.2024-02", "unemployment_statement", "pension_statement")


def household_of_needs(seed: int) -> list[Requirement]:
    """AIDS × PEOPLE requirements and more: each aid draws what it asks of each person from the same wants."""
    draw = random.Random(seed)
    needs = []
    for aid in range(AIDS):
        for number in range(PEOPLE):
            who = f"p{number}"
            wants = [
                ((f"identity_card:{who}",), (f"passport:{who}",), (f"residence_permit:{who}",)),
                ((f"tax_notice.2023:{who}",), (f"pay_slip.2024-02:{who}", f"benefit_statement:{who}")),
                (
                    tuple(f"tax_notice.{year}:{who}" for year in YEARS),
                    HOME_YEARS,
                ),
                tuple((f"{kind}:{who}",) for kind in INCOME),
                ((f"school_certificate:{who}",), (f"disability_notice:{who}", f"medical_certificate:{who}")),
                HOME,
            ]
            chosen = draw.sample(wants, draw.randint(1, len(wants)))
            needs += [
                Requirement(f"{aid}.{number}.{n}", tuple(draw.sample(want, draw.randint(1, len(want)))))
                for n, want in enumerate(chosen)
            ]
    return needs


def run() -> dict[str, Any]:
    """Median seconds over households drawn differently; the baseline is the goal of 50 ms."""
    times, sizes, proven = [], [], True
    for seed in range(ROUNDS):
        needs = household_of_needs(seed)
        start = time.perf_counter()
        found = plan(needs, ())
        times.append(time.perf_counter() - start)
        sizes.append(len(needs))
        proven &= found.proven_minimal
    median = statistics.median(times)
    return {
        "name": "smallest list of pieces, 40 aids × 8 people",
        "ours": round(median, 4),
        "baseline": GOAL,
        "ratio": round(median / GOAL, 3),
        "unit": "s",
        "n": ROUNDS,
        "note": f"baseline: the goal; about {round(statistics.mean(sizes))} requirements each; "
        f"slowest {max(times):.4f} s; {'all proved minimal' if proven else 'NOT ALL PROVED MINIMAL'}",
    }
