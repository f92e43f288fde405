"""Immutable checks: run the engine on what is known, keep inputs, versions and result. No rule here."""

import hashlib
import json
from collections.abc import Collection
from dataclasses import replace
from datetime import date
from typing import Any

from django.db import transaction

from eligibility import engine
from eligibility.facts import situation_of
from eligibility.models import RightsCheck
from eligibility.rules.verdict import Condition, Right
from eligibility.stewardship import figures_in_force
from nps.accounts.models import Agent
from nps.journal.services import record
from nps.people.models import Household

ASKED_AGAIN = ("renewals", "renewed_before")  # of the application, not of the household


def digest_of(*parts: Any) -> str:
    """The fingerprint of inputs and result, as it is kept."""
    return hashlib.sha256(json.dumps(parts, sort_keys=True, separators=(",", ":")).encode()).hexdigest()


@transaction.atomic
def check_household(
    *,
    actor: Agent,
    household: Household,
    on: date,
    case_reference: str,
    national: bool = True,
    renewals: Collection[str] = (),
    renewed_before: Collection[str] = (),
) -> RightsCheck:
    """Check the household's rights on that day and keep the result. Raises SituationFaults.

    `renewals`: benefits asked for again in time; `renewed_before`: those among them already renewed once.
    """
    situation = replace(
        situation_of(household, on),
        renewals=tuple(sorted(renewals)),
        renewed_before=tuple(sorted(renewed_before)),
    )
    inputs = situation.to_json()
    result = engine.check(situation, on=on, national=national, figures=figures_in_force()).to_json()
    check = RightsCheck.objects.create(
        household=household,
        on=on,
        inputs=inputs,
        versions=result["law"],
        result=result,
        digest=digest_of(inputs, result),
        made_by=actor,
    )
    counts = {right["code"]: right["status"] for right in result["rights"]}
    record(
        act="rights_checked",
        actor=actor,
        subject=check,
        case_reference=case_reference,
        data={"on": on.isoformat(), "digest": check.digest, "rights": counts},
    )
    return check


def is_intact(check: RightsCheck) -> bool:
    """Whether inputs and result are still what was kept."""
    return digest_of(check.inputs, check.result) == check.digest


def is_current(check: RightsCheck) -> bool:
    """Whether the check is as it was made and the situation still the one that was checked."""
    asked_again = {name: check.inputs[name] for name in ASKED_AGAIN if name in check.inputs}
    now = {**situation_of(check.household, check.on).to_json(), **asked_again}
    return is_intact(check) and now == check.inputs


def rights_of(check: RightsCheck) -> tuple[Right, ...]:
    """The rights as they were found, readable by `explain`."""
    return tuple(right_of(found) for found in check.result["rights"])


def right_of(found: dict[str, Any]) -> Right:
    """One right of a kept result."""
    conditions = tuple(
        Condition(**{k: v for k, v in c.items() if k in Condition._fields}) for c in found["conditions"]
    )
    kept = {name: found[name] for name in Right._fields if name in found}
    return Right(**{**kept, "conditions": conditions, "missing": tuple(found["missing"])})
