"""Which notice each state wants, and which of them nobody has written yet. Reads only; no wording enters."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.db.models import Case, Exists, F, OuterRef, Q, QuerySet, Value, When

from cases.models import Application, Award, CaseFile, Letter, Recovery
from cases.models.letter import LetterKind
from cases.workflow.application import TO_COMPLETE, ApplicationState
from cases.workflow.award import AwardState
from cases.workflow.recovery import RecoveryState

K, S, A, R = LetterKind, ApplicationState, AwardState, RecoveryState
# The notice of each state an application, an award or a sum may be in; None: nothing is to be said.
OF_APPLICATION: dict[str, LetterKind | None] = {
    S.DRAFT: None,  # nothing was asked for yet
    S.RECEIVED: K.RECEIPT,
    S.INCOMPLETE: K.RECEIPT,
    S.COMPLETE: K.RECEIPT,
    S.UNDER_REVIEW: K.RECEIPT,
    S.OPINION_REQUESTED: K.RECEIPT,
    S.PROPOSED: K.RECEIPT,
    S.GRANTED: K.GRANTED,
    S.REFUSED: K.REFUSED,
    S.LAPSED: K.LAPSED,
    S.IMPLICITLY_REFUSED: K.SILENCE,
    S.WITHDRAWN: None,  # at the household's own wish
    S.APPEAL_PENDING: K.APPEAL_RECEIPT,
    S.UPHELD: K.UPHELD,
    S.REVERSED: K.REVERSED,
}
OF_AWARD: dict[str, LetterKind | None] = {
    A.ACTIVE: K.RESUMED,  # after a suspension that was told
    A.SUSPENDED: K.SUSPENDED,
    A.INTERRUPTED: K.INTERRUPTED,
    A.ENDED: K.ENDED,  # before the day the decision gave
}
OF_RECOVERY: dict[str, LetterKind | None] = {
    R.PROPOSED: K.RECOVERY_PROPOSED,
    R.DUE: K.RECOVERY_DUE,
    R.SETTLED: K.RECOVERY_SETTLED,
    R.WAIVED: K.RECOVERY_WAIVED,
    R.CANCELLED: K.RECOVERY_CANCELLED,
}
ON_REQUEST = (K.SILENCE,)  # what silence means: the receipt said it, the letter is made when somebody asks


OF_REMINDER = {  # a reminder is true in these states only
    K.REMINDER: TO_COMPLETE,
    K.PERIOD_END: (A.ACTIVE, A.INTERRUPTED),
    K.RESUMPTION_END: (A.SUSPENDED,),
}


def still_true(letter: Letter) -> bool:
    """Whether what it says of an award, of a sum or of a date to come still holds; a decision does."""
    if letter.recovery_id:
        return OF_RECOVERY[letter.recovery.state] == letter.kind
    if letter.award_id:
        wanted = OF_REMINDER.get(LetterKind(letter.kind))
        return letter.award.state in wanted if wanted else OF_AWARD[letter.award.state] == letter.kind
    if letter.kind == K.REMINDER:
        return not letter.applications.exclude(state__in=TO_COMPLETE).exists()
    return True


@dataclass(frozen=True)
class Owed:
    """A state reached without its letter: which letter, and about what."""

    kind: LetterKind
    about: Application | Award | Recovery

    @property
    def case(self) -> CaseFile:
        """The file it belongs to."""
        return self.about.case


def notices_owed(case: CaseFile) -> list[Owed]:
    """What this household has not been told yet: a letter given up or come back told nothing."""
    return list(_owed(Q(case=case)))


def notices_owed_in(files: QuerySet[CaseFile], limit: int = 25) -> list[Owed]:
    """The first ones of these files, the oldest first of each kind: for the day of an agent."""
    return list(_owed(Q(case__in=files.order_by().values("pk")), limit))[:limit]


def _owed(of: Q, limit: int | None = None) -> Iterator[Owed]:
    for found, kinds in (
        (_applications(of), OF_APPLICATION),
        (_awards(of), OF_AWARD),
        (_sums(of), OF_RECOVERY),
    ):
        for one in found.select_related("case").order_by("pk")[:limit]:
            kind = kinds[one.state]
            if kind is not None:
                yield Owed(kind, one)


def _told(**about: Any) -> QuerySet[Letter]:
    return Letter.objects.filter(cancelled_at=None, returned_on=None, **about)


def _kind(kinds: dict[str, LetterKind | None]) -> Case:
    return Case(*(When(state=state, then=Value(str(kind))) for state, kind in kinds.items() if kind))


def _applications(of: Q) -> QuerySet[Application]:
    wanted = {state: kind for state, kind in OF_APPLICATION.items() if kind and kind not in ON_REQUEST}
    by_silence = Q(state=S.UPHELD, appeal__answered_by=None)  # its receipt said it
    waiting = Application.objects.filter(of, state__in=wanted).annotate(wanted=_kind(wanted))
    told = _told(applications=OuterRef("pk"), kind=OuterRef("wanted"))
    return waiting.exclude(by_silence).filter(~Exists(told))


def _awards(of: Q) -> QuerySet[Award]:
    awards = Award.objects.filter(of)
    mine = _told(award=OuterRef("pk"))
    stands = Q(state=A.SUSPENDED) & ~Exists(mine.filter(kind=K.SUSPENDED, day=OuterRef("suspended_on")))
    stopped = Q(state=A.INTERRUPTED) & ~Exists(
        mine.filter(kind=K.INTERRUPTED, day=OuterRef("interrupted_on"))
    )
    early = Q(state=A.ENDED) & ~Q(ended_on=F("ends_on"))
    ended = early & ~Exists(mine.filter(kind__in=(K.ENDED, K.INTERRUPTED), day=OuterRef("ended_on")))
    suspended = _told(award=OuterRef("pk"), kind=K.SUSPENDED)
    resumed = _told(award=OuterRef("award"), kind=K.RESUMED, prepared_at__gt=OuterRef("prepared_at"))
    goes_on = Q(state=A.ACTIVE) & Exists(suspended.filter(~Exists(resumed)))
    return awards.filter(stands | stopped | ended | goes_on)


def _sums(of: Q) -> QuerySet[Recovery]:
    wanted = {state: kind for state, kind in OF_RECOVERY.items() if kind}
    found = Recovery.objects.filter(of, state__in=wanted).annotate(wanted=_kind(wanted))
    told = _told(recovery=OuterRef("pk"))
    never = Q(state=R.CANCELLED) & ~Exists(told)  # given up before anybody was told of it
    return found.exclude(never).filter(~Exists(told.filter(kind=OuterRef("wanted"))))
