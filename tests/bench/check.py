"""The full check (by-law and national) against OpenFisca's Web API on the same variables, both warm."""

import statistics
import time
from datetime import date
from typing import Any

from openfisca_france import FranceTaxBenefitSystem
from openfisca_web_api.app import create_app

from eligibility import engine
from eligibility.feeding import CLAIMANTS, entities, months_fed
from eligibility.national import RIGHTS
from eligibility.situation import Situation
from tests.eligibility.households import household

ROUNDS = 1  # a calculation takes seconds and no luck: processor time
HOUSEHOLDS = ("retired_tenant", "lone_parent")
ON = date(2024, 3, 15)
GROUPS = {"famille": "familles", "foyer_fiscal": "foyers_fiscaux", "menage": "menages"}


def run(rounds: int = ROUNDS) -> dict[str, Any]:
    """Median processor seconds a household over several, measured in turn."""
    system = FranceTaxBenefitSystem()
    api = create_app(system).test_client()
    situations = [Situation.from_json(household(name)) for name in HOUSEHOLDS]
    bodies = [_asked(system, situation) for situation in situations]
    times: dict[str, list[float]] = {"ours": [], "api": []}
    for number in range(rounds + 1):
        for situation, body in zip(situations, bodies, strict=True):
            api_seconds, ours_seconds = _timed(_calculate, api, body), _timed(_check, situation)
            if number:  # the first round warms both
                times["api"].append(api_seconds)
                times["ours"].append(ours_seconds)
    each = [ours / api for ours, api in zip(times["ours"], times["api"], strict=True)]
    median = {name: statistics.median(values) for name, values in times.items()}
    return {
        "name": "full check, nobody with a disability title",
        "ours": round(median["ours"], 4),
        "baseline": round(median["api"], 4),
        "ratio": round(median["ours"] / median["api"], 3),
        "unit": "s",
        "n": len(times["ours"]),
        "note": "baseline: OpenFisca Web API /calculate with the same variables, in this process, "
        f"no network; household by household {min(each):.2f} to {max(each):.2f}",
    }


def _asked(system: FranceTaxBenefitSystem, situation: Situation) -> dict[str, Any]:
    """The household as the national part feeds it, with what is to be calculated left empty."""
    body = entities(situation, months_fed(ON))
    claimants = {person.id for person in situation.persons if person.role in CLAIMANTS}
    for right in RIGHTS:
        entity = system.variables[right.variable].entity
        period = ON.isoformat()[:4] if right.variable == "cheque_energie" else ON.isoformat()[:7]
        if entity.is_person:
            targets = [body["individus"][name] for name in claimants]
        else:
            targets = [next(iter(body[GROUPS[entity.key]].values()))]
        for target in targets:
            target.setdefault(right.variable, {}).setdefault(period, None)
    return body


def _calculate(api: Any, body: dict[str, Any]) -> None:
    answer = api.post("/calculate", json=body)
    if answer.status_code != 200:
        raise RuntimeError(
            f"the Web API answered {answer.status_code}: {answer.get_data(as_text=True)[:300]}"
        )


def _check(situation: Situation) -> None:
    engine.check(situation, on=ON)


def _timed(work: Any, *args: Any) -> float:
    start = time.process_time()
    work(*args)
    return time.process_time() - start
