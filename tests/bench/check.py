"""The full check (by-law and national) against OpenFisca's Web API on the same variables, both warm."""

import resource
import statistics
import time
from collections.abc import Sequence
from datetime import date
from typing import Any

from openfisca_web_api.app import create_app

from eligibility import engine, national, simulation
from eligibility.feeding import CLAIMANTS
from eligibility.national import RIGHTS
from eligibility.situation import Situation
from tests.eligibility.households import household
from tests.support.many_households import many
from tests.support.openfisca_json import PLURALS, entities

ROUNDS = 1  # a calculation takes seconds and no luck: processor time
HOUSEHOLDS = ("retired_tenant", "lone_parent", "couple_three_children")
CASELOAD = 2000
ON = date(2024, 3, 15)


def run(rounds: int = ROUNDS, caseload: int = CASELOAD) -> list[dict[str, Any]]:
    """Median processor seconds a household over several, measured in turn; then many at once."""
    api = create_app(simulation.system()).test_client()
    plain = [Situation.from_json(household(name)) for name in HOUSEHOLDS]
    disabled = [Situation.from_json(_receiving_aah(name)) for name in HOUSEHOLDS[1:]]
    without = _compared("full check, nobody with a disability title", api, plain, rounds)
    with_title = _compared("full check, a disability title, the AAH received", api, disabled, rounds)
    return [without, with_title, _together(caseload, without["baseline"])]


def _receiving_aah(name: str) -> dict[str, Any]:
    home = household(name)
    adult = home["persons"][0]
    adult["disability"] = {"title": "aah", "rate": 80}
    adult["incomes"] = [*adult["incomes"], {"kind": "aah", "monthly_net": 700}]
    return home


def _compared(name: str, api: Any, situations: Sequence[Situation], rounds: int) -> dict[str, Any]:
    times: dict[str, list[float]] = {"ours": [], "api": []}
    for number in range(rounds + 1):
        for situation in situations:
            body = _asked(situation)
            api_seconds = _timed(_calculate, api, body)
            ours_seconds = _timed(lambda situation=situation: engine.check(situation, on=ON))
            if number:  # the first round warms both
                times["api"].append(api_seconds)
                times["ours"].append(ours_seconds)
    each = [ours / api for ours, api in zip(times["ours"], times["api"], strict=True)]
    median = {name: statistics.median(values) for name, values in times.items()}
    return {
        "name": name,
        "ours": round(median["ours"], 4),
        "baseline": round(median["api"], 4),
        "ratio": round(median["ours"] / median["api"], 3),
        "unit": "s",
        "n": len(times["ours"]),
        "note": "baseline: OpenFisca Web API /calculate with the same variables, in this process, "
        f"no network; household by household {min(each):.2f} to {max(each):.2f}",
    }


def _together(number: int, api_seconds: float) -> dict[str, Any]:
    """Different households, checked together; the Web API's seconds are those of one at a time."""
    households = many(number, ON)
    engine.check_many(households[:50], on=ON)
    seconds = _timed(lambda: engine.check_many(households, on=ON)) / number
    apart = _timed(lambda: national.rights_of_many(households, ON)) / number
    by_law = _timed(lambda: engine.check_many(households, on=ON, national=False)) / number
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    return {
        "name": "full check of the whole caseload, per household",
        "ours": round(seconds, 6),
        "baseline": api_seconds,
        "ratio": round(seconds / api_seconds, 5),
        "unit": "s",
        "n": number,
        "note": f"by-law alone {by_law:.6f}, national rights alone {apart:.6f}; "
        f"peak memory of the process {peak:.0f} MB",
    }


def api_seconds(situations: Sequence[Situation]) -> float:
    """Median processor seconds the Web API takes for one of these households, warm."""
    api = create_app(simulation.system()).test_client()
    bodies = [_asked(situation) for situation in situations]
    _calculate(api, bodies[0])
    return statistics.median(_timed(_calculate, api, body) for body in bodies)


def _asked(situation: Situation) -> dict[str, Any]:
    """The household as the national part feeds it, with what is to be calculated left empty."""
    body = entities([situation], ON)
    claimants = [n for n, person in enumerate(situation.persons or ()) if person.role in CLAIMANTS]
    for right in RIGHTS:
        entity = simulation.system().variables[right.variable].entity
        period = ON.isoformat()[:4] if right.variable == "cheque_energie" else ON.isoformat()[:7]
        if entity.is_person:
            targets = [body["individus"][f"p{n}"] for n in claimants]
        else:
            targets = [body[PLURALS[entity.key]][f"{entity.key}0"]]
        for target in targets:
            target.setdefault(right.variable, {}).setdefault(period, None)
    return body


def _calculate(api: Any, body: dict[str, Any]) -> None:
    answer = api.post("/calculate", json=body)
    if answer.status_code != 200:
        raise RuntimeError(
            f"the Web API answered {answer.status_code}: {answer.get_data(as_text=True)[:300]}"
        )


def _timed(work: Any, *args: Any) -> float:
    start = time.process_time()
    work(*args)
    return time.process_time() - start
