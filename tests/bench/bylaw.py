"""The by-law check of one household, all benefits, on one core: goal 1 ms, and linear in households."""

import time

from eligibility import engine
from eligibility.situation import Situation
from tests.eligibility.households import NAMES, household

ROUNDS = 100
GOAL = 0.001  # seconds a household (QUALITY)


def run() -> dict[str, object]:
    """Mean seconds a household over many different ones, against the goal; the note says how linear it is."""
    households = [Situation.from_json(household(name)) for name in NAMES] * ROUNDS
    _seconds(households[: len(NAMES)])  # loads the parameters
    few = min(_seconds(households[: len(households) // 10]) for _ in range(3))
    many = min(_seconds(households) for _ in range(3))
    return {
        "name": "by-law check of one household, all benefits",
        "ours": round(many, 6),
        "baseline": GOAL,
        "ratio": round(many / GOAL, 3),
        "unit": "s",
        "n": len(households),
        "note": f"baseline is the goal; {many / few:.2f} times the cost a household of a tenth of them",
    }


def _seconds(households: list[Situation]) -> float:
    start = time.process_time()
    for situation in households:
        engine.check(situation, national=False)
    return (time.process_time() - start) / len(households)


if __name__ == "__main__":
    print(run())
