"""A decision replayed: its check made again as on its day, and what was frozen beside what the check says.

Nothing is written. Facts changed since change nothing: the check keeps those it was made with.
"""

from dataclasses import dataclass

from cases.models import Application
from cases.services.decisions import proposal_terms, sum_is_decided
from eligibility.models import RightsCheck
from eligibility.parameters import Figures
from eligibility.replay import Difference, Replay, replay

DECIDED = ("granted", "refused", "upheld", "reversed", "appeal_pending")
GRANTED = ("granted", "reversed")
FROZEN = ("amount", "every", "starts_on", "ends_on")


@dataclass(frozen=True)
class DecisionReplay:
    """`check`: the check made again; `frozen`: what was granted, where it is not what the check gives."""

    check: Replay
    frozen: tuple[Difference, ...] = ()

    @property
    def same(self) -> bool:
        """Whether the same decision follows from the same facts, law and day."""
        return self.check.same and not self.frozen


def can_be_replayed(application: Application) -> bool:
    """Somebody decided it, on a check."""
    return (
        application.state in DECIDED and application.decided_at is not None or application.state == "reversed"
    )


def checks_behind(application: Application) -> tuple[RightsCheck, ...]:
    """What was decided on: the check of the contested decision first, where the answer had another."""
    appeal = getattr(application, "appeal", None)
    former = appeal.contested_check if appeal else None
    if former is None or former.pk == application.rights_check_id:
        return (application.rights_check,)
    return (former, application.rights_check)


def replay_decision(application: Application, figures: tuple[Figures, ...] = ()) -> DecisionReplay:
    """The check of the decision in force made again, by the figures of its day, and the sums frozen on it."""
    return DecisionReplay(replay(application.rights_check, figures), frozen_beside_check(application))


def frozen_beside_check(application: Application) -> tuple[Difference, ...]:
    """Where what was granted, and the award made of it, are not what the kept check gives."""
    if application.state not in GRANTED:
        return ()
    found = [r for r in application.rights_check.result["rights"] if r["code"] == application.benefit]
    if not found:
        return (Difference(application.benefit, "status", application.state, None),)
    right, due = found[0], proposal_terms(application)
    if sum_is_decided(right):
        due.pop("amount")
    award = getattr(application, "award", None)
    kept = [application] if award is None else [application, award]
    return tuple(
        Difference(application.benefit, name, getattr(one, name), due[name])
        for one in kept
        for name in FROZEN
        if name in due and getattr(one, name) != due[name]
    )
