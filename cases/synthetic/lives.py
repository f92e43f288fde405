"""What has become of a file and its applications since its opening: drawn, as values. No row enters."""

import random
from dataclasses import dataclass
from datetime import date, timedelta

from cases.workflow.application import ApplicationState as A
from cases.workflow.award import AwardState as W
from cases.workflow.case_file import CaseFileState as F
from cases.workflow.request import RequestState as R

# Days since the opening → weights of what the file has come to.
AGES: dict[int, dict[str, int]] = {
    8: {F.INTAKE: 3, F.ASSESSMENT: 5, F.PROCESSING: 2},
    30: {F.ASSESSMENT: 4, F.PROCESSING: 6},
    60: {F.ASSESSMENT: 2, F.PROCESSING: 6, F.FOLLOW_UP: 2},
    120: {F.ASSESSMENT: 1, F.PROCESSING: 2, F.FOLLOW_UP: 6, F.CLOSED: 1},
    240: {F.PROCESSING: 1, F.FOLLOW_UP: 7, F.CLOSED: 2},
    320: {F.FOLLOW_UP: 7, F.CLOSED: 3},
    500: {F.CLOSED: 1},
    900: {F.CLOSED: 2, F.ARCHIVED: 1},
}
SHARE_OF_AGES = (6, 9, 14, 20, 20, 16, 9, 6)  # parts of a hundred households
# The moves that lead to each state, in order.
FILE_PATHS = {
    F.INTAKE: (),
    F.ASSESSMENT: ("start_assessment",),
    F.PROCESSING: ("start_assessment", "start_processing"),
    F.FOLLOW_UP: ("start_assessment", "start_processing", "start_follow_up"),
    F.CLOSED: ("start_assessment", "close"),
    F.ARCHIVED: ("start_assessment", "close", "archive"),
}
DONE = ("receive", "ask_for_pieces", "complete")
REFUSED = (*DONE, "start_review", "propose", "refuse")
APPLICATION_PATHS = {
    A.RECEIVED: ("receive",),
    A.INCOMPLETE: ("receive", "ask_for_pieces"),
    A.COMPLETE: DONE,
    A.UNDER_REVIEW: (*DONE, "start_review"),
    A.PROPOSED: (*DONE, "start_review", "propose"),
    A.GRANTED: (*DONE, "start_review", "propose", "grant"),
    A.REFUSED: REFUSED,
    A.WITHDRAWN: ("receive", "withdraw"),
    A.OPINION_REQUESTED: (*DONE, "start_review", "ask_opinion"),
    A.LAPSED: ("receive", "ask_for_pieces", "lapse"),
    A.IMPLICITLY_REFUSED: (*DONE, "fall_silent"),
    A.APPEAL_PENDING: (*REFUSED, "lodge_appeal"),
    A.UPHELD: (*REFUSED, "lodge_appeal", "uphold"),
    A.REVERSED: (*REFUSED, "lodge_appeal", "reverse"),
}
AWARD_PATHS = {
    W.ACTIVE: (),
    W.SUSPENDED: ("suspend",),
    W.INTERRUPTED: ("interrupt",),
    W.ENDED: ("end",),
}
BY_CLOCK = frozenset({"lapse", "fall_silent"})
REQUEST_PATHS = {
    R.SENT: ("send",),
    R.ANSWERED: ("send", "answer"),
    R.REJECTED: ("send", "answer", "reject"),
    R.ACCEPTED: ("send", "answer", "accept"),
    R.WAIVED: ("send", "waive"),
}
# Days after the opening on which each move was made.
DAYS = {
    **{"receive": 2, "ask_for_pieces": 2, "complete": 18, "start_review": 20, "propose": 26, "grant": 31},
    **{"refuse": 31, "withdraw": 20, "send": 2, "answer": 14, "reject": 18, "accept": 18, "waive": 16},
    **{"start_assessment": 0, "start_processing": 2, "start_follow_up": 33, "close": 360, "archive": 860},
    **{"ask_opinion": 24, "lapse": 64, "fall_silent": 95, "lodge_appeal": 60, "uphold": 90, "reverse": 90},
    **{"suspend": 100, "interrupt": 100, "end": 360},
}
PROCESSING = (
    (A.RECEIVED, 1), (A.INCOMPLETE, 5), (A.COMPLETE, 2), (A.UNDER_REVIEW, 2), (A.OPINION_REQUESTED, 1),
    (A.PROPOSED, 2),
)  # fmt: skip
# What an application of a followed file came to, and the least age of the file (days) at which it can have.
FOLLOWED = ((A.GRANTED, 72, 0), (A.REFUSED, 12, 0), (A.APPEAL_PENDING, 5, 70), (A.UPHELD, 5, 100),
            (A.REVERSED, 6, 100))  # fmt: skip
CLOSED = ((A.GRANTED, 56), (A.WITHDRAWN, 14), (A.LAPSED, 15), (A.IMPLICITLY_REFUSED, 15))
AWARDS = ((W.ACTIVE, 90), (W.SUSPENDED, 6), (W.INTERRUPTED, 4))
ANSWERS = ((R.SENT, 5), (R.ANSWERED, 3), (R.ACCEPTED, 3), (R.REJECTED, 1))


@dataclass(frozen=True)
class Life:
    """One file: opened `on`, its state, and whether the household's applications still run."""

    opened_on: date
    state: F
    until: date

    def day(self, move: str) -> date:
        """When a move was made; never after the day the caseload is made for."""
        return min(self.opened_on + timedelta(days=DAYS[move]), self.until)


def ages(number: int, on: date) -> list[tuple[date, int]]:
    """Days of opening, oldest last, each with its number of households; they add up to `number`."""
    counts = [number * part // 100 for part in SHARE_OF_AGES]
    counts[3] += number - sum(counts)
    return [(on - timedelta(days=age), count) for age, count in zip(AGES, counts, strict=True)]


def life(draw: random.Random, opened_on: date, on: date) -> Life:
    """What has become of a file opened that day."""
    weights = AGES[(on - opened_on).days]
    return Life(opened_on, draw.choices([*weights], weights=[*weights.values()])[0], on)


def application_state(draw: random.Random, its: Life) -> A:
    """Where an application stands in a file that has lived this life."""
    if its.state == F.PROCESSING:
        return _drawn(draw, PROCESSING)
    if its.state == F.FOLLOW_UP:
        age = (its.until - its.opened_on).days
        return _drawn(draw, [(state, weight) for state, weight, least in FOLLOWED if age >= least])
    return _drawn(draw, CLOSED if (its.until - its.opened_on).days > 100 else CLOSED[:2])


def award_state(draw: random.Random, its: Life) -> W:
    """Where an award stands; only an old one has had time to be suspended or interrupted."""
    if its.state in (F.CLOSED, F.ARCHIVED):
        return W.ENDED
    return _drawn(draw, AWARDS) if (its.until - its.opened_on).days > 100 else W.ACTIVE


def request_state(draw: random.Random, waiting: bool) -> R:
    """Where a request for a piece stands, according to whether an application still waits for it."""
    if waiting:
        return _drawn(draw, ANSWERS)
    return R.ACCEPTED if draw.random() < 0.97 else R.WAIVED


def _drawn(draw: random.Random, weighted):
    states, weights = zip(*weighted, strict=True)
    return draw.choices(states, weights=weights)[0]
