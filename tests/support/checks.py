"""A rights check that is intact and current: what was kept is what the household says now."""

from typing import Any

from django.utils import timezone

from cases.models import CaseFile
from eligibility.checks import digest_of
from eligibility.facts import situation_of
from eligibility.models import RightsCheck
from tests.support.cases import make_rights_check


def a_right(benefit: str = "paris_logement", status: str = "entitled", **fields: Any) -> dict[str, Any]:
    """One right as a kept result has it."""
    told = {
        "code": benefit,
        "by_law": "II-2.1",
        "name": {},
        "status": status,
        "discretionary": False,
        "amount": 84.0 if status == "entitled" else 0.0,
        "every": "month",
        "duration_months": 12,
        "conditions": [],
        "missing": [],
        "proofs": [],
        "estimated": False,
        "claimant": None,
        "error": None,
        "authority": "director",
        "ceiling": None,
        "tariff": None,
    }
    return told | fields


def a_check(
    case: CaseFile, benefit: str = "paris_logement", *, intact: bool = True, **right: Any
) -> RightsCheck:
    """The only right of the check is this one; not `intact`: its digest is of something else."""
    inputs = situation_of(case.household, timezone.localdate()).to_json()
    result = {
        "rights": [a_right(benefit, **right)],
        "bundle": {"rights": [], "monthly": 0, "yearly": 0},
    }
    digest = digest_of(inputs, result) if intact else "0" * 64
    return make_rights_check(case, inputs=inputs, result=result, digest=digest)
