"""Entries of the journal as the acts would have left them, on the day they are told of. No act enters."""

import json
import random
from datetime import UTC, date, datetime, time

from cases.synthetic.register import uid
from nps.accounts.models import Agent
from nps.journal.merkle import leaf_hash
from nps.journal.models import Entry
from nps.journal.services import canonical_of


def entry(
    draw: random.Random, act, actor: Agent | None, subject, case_reference, data, on: date, reason
) -> Entry:
    made = Entry(
        id=uid(draw), at=at(on), act=act, actor=actor, actor_role=actor.role if actor else "system",
        case_reference=case_reference,
        subject_kind=subject._meta.label_lower, subject_key=str(subject.pk),
        data=json.loads(json.dumps(data)), reason=reason,
    )  # fmt: skip
    made.leaf = leaf_hash(canonical_of(made))
    return made


def at(on: date) -> datetime:
    return datetime.combine(on, time(10), tzinfo=UTC)
