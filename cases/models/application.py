"""A request for one benefit, its clock and its decision."""

from datetime import date

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from cases import proving
from cases.models.case_file import CaseFile
from cases.models.clocked import Clocked, clock_indexes, clock_is_whole
from cases.workflow.application import (
    PENDING,
    TO_DECIDE,
    ApplicationMachine,
    ApplicationState,
    Proposal,
)
from cases.workflow.request import RequestState
from documents import holdings
from documents.models.document import UNCHECKED
from documents.planning import Requirement
from eligibility import engine
from eligibility.facts import situation_of
from eligibility.models import RightsCheck
from eligibility.situation import Situation
from nps.accounts.models import Authority
from nps.people.models import Person

S = ApplicationState
NO_PROPOSAL = Q(proposed_by__isnull=True, proposed_at__isnull=True, proposal="")
A_PROPOSAL = Q(proposed_by__isnull=False, proposed_at__isnull=False) & ~Q(proposal="")
NO_DECISION = Q(decided_by__isnull=True, decided_at__isnull=True)
A_DECISION = Q(decided_by__isnull=False, decided_at__isnull=False)


class Every(models.TextChoices):
    """What an amount is counted by; amounts of different periods are never added."""

    MONTH = "month"
    YEAR = "year"
    ONCE = "once"
    IN_KIND = "in_kind"


APPEALED = (S.APPEAL_PENDING, S.UPHELD, S.REVERSED)
PROPOSED = (S.PROPOSED, S.GRANTED, S.REFUSED)
BEFORE_RECEIPT = (S.DRAFT, S.WITHDRAWN)
RUNNING = (*PENDING, S.DRAFT)


class Application(ApplicationMachine, Clocked):
    """One per benefit asked for; a renewal is a new one."""

    reference = models.CharField(max_length=20, unique=True)
    case = models.ForeignKey(CaseFile, on_delete=models.PROTECT, related_name="applications")
    benefit = models.CharField(max_length=60)
    by_law = models.CharField(max_length=20)
    applicant = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    rights_check = models.ForeignKey(RightsCheck, on_delete=models.PROTECT, related_name="+")
    created_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.RESTRICT, related_name="+")
    created_at = models.DateTimeField(auto_now_add=True)
    needs_cosignature = models.BooleanField(default=False)
    signed_on = models.DateField(null=True, blank=True)
    cosigned_on = models.DateField(null=True, blank=True)
    received_on = models.DateField(null=True, blank=True)
    pieces_asked_on = models.DateField(null=True, blank=True)
    pieces_due_on = models.DateField(null=True, blank=True)
    completed_on = models.DateField(null=True, blank=True)
    stopped_before = models.PositiveSmallIntegerField(default=0)  # days, by askings before the present one
    proposed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.RESTRICT, related_name="+"
    )
    proposed_at = models.DateTimeField(null=True)
    proposal = models.CharField(max_length=10, blank=True, choices=Proposal)
    amount = models.DecimalField(max_digits=9, decimal_places=2, null=True)
    every = models.CharField(max_length=10, blank=True, choices=Every)
    starts_on = models.DateField(null=True)
    ends_on = models.DateField(null=True)
    # Whether silence refuses it (CRPA L231-4 3°), and who decides.
    financial = models.BooleanField(default=True)
    authority = models.CharField(max_length=20, default=Authority.DIRECTOR, choices=Authority)
    renews = models.ForeignKey(
        "cases.Award", null=True, blank=True, on_delete=models.PROTECT, related_name="renewals"
    )
    refusal_reason = models.TextField(blank=True)
    refusal_article = models.CharField(max_length=40, blank=True)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.RESTRICT, related_name="+"
    )
    decided_at = models.DateTimeField(null=True)
    lapse_announced_on = models.DateField(null=True)
    ended_on = models.DateField(null=True)  # by a delay: the last day of it
    notified_on = models.DateField(null=True)  # the day the household had the decision in hands
    appealed_on = models.DateField(null=True)
    appeal_answered_on = models.DateField(null=True)

    class Meta:
        indexes = [
            models.Index(fields=["state", "case"], name="application_by_state"),
            *clock_indexes("application"),
            models.Index(
                fields=["authority", "proposed_at", "id"],
                name="application_to_decide",
                condition=Q(state=S.PROPOSED),
            ),
            models.Index(
                fields=["authority", "appealed_on", "id"],
                name="application_to_answer",
                condition=Q(state=S.APPEAL_PENDING),
            ),
        ]
        constraints = [
            models.CheckConstraint(name="application_state_known", condition=Q(state__in=S.values)),
            models.CheckConstraint(
                name="application_authority_known", condition=Q(authority__in=Authority.values)
            ),
            models.CheckConstraint(
                name="application_received_signed_and_dated",
                condition=Q(state__in=(S.DRAFT, S.WITHDRAWN))
                | Q(received_on__isnull=False, signed_on__isnull=False),
            ),
            models.CheckConstraint(
                name="application_cosigned_when_needed",
                condition=Q(state__in=(S.DRAFT, S.WITHDRAWN))
                | Q(needs_cosignature=False)
                | Q(cosigned_on__isnull=False),
            ),
            models.CheckConstraint(
                name="application_incomplete_has_a_date",
                condition=~Q(state=S.INCOMPLETE) | Q(pieces_due_on__isnull=False),
            ),
            models.CheckConstraint(
                name="application_complete_has_a_date",
                condition=~Q(state__in=(*TO_DECIDE, S.GRANTED, S.REFUSED)) | Q(completed_on__isnull=False),
            ),
            models.CheckConstraint(
                name="application_proposal_belongs_to_state",
                condition=Q(state__in=PROPOSED) & A_PROPOSAL
                | Q(state__in=APPEALED) & (A_PROPOSAL | NO_PROPOSAL)
                | ~Q(state__in=(*PROPOSED, *APPEALED)) & NO_PROPOSAL,
            ),
            models.CheckConstraint(
                name="application_decision_belongs_to_state",
                condition=Q(state__in=(S.GRANTED, S.REFUSED)) & A_DECISION
                | Q(state__in=APPEALED) & (A_DECISION | NO_DECISION)
                | ~Q(state__in=(S.GRANTED, S.REFUSED, *APPEALED)) & NO_DECISION,
            ),
            models.CheckConstraint(
                name="application_ended_by_a_delay_with_its_day",
                condition=Q(state__in=(S.LAPSED, S.IMPLICITLY_REFUSED), ended_on__isnull=False)
                | Q(state__in=APPEALED)
                | ~Q(state__in=(S.LAPSED, S.IMPLICITLY_REFUSED, *APPEALED)) & Q(ended_on__isnull=True),
            ),
            models.CheckConstraint(
                name="application_silence_refuses_only_financial_requests",
                condition=~Q(state=S.IMPLICITLY_REFUSED) | Q(financial=True),
            ),
            models.CheckConstraint(
                name="application_appeal_belongs_to_state",
                condition=Q(state__in=APPEALED, appealed_on__isnull=False)
                | ~Q(state__in=APPEALED) & Q(appealed_on__isnull=True),
            ),
            models.CheckConstraint(
                name="application_appeal_answered_with_its_day",
                condition=Q(state__in=(S.UPHELD, S.REVERSED), appeal_answered_on__isnull=False)
                | ~Q(state__in=(S.UPHELD, S.REVERSED)) & Q(appeal_answered_on__isnull=True),
            ),
            clock_is_whole("application"),
            models.CheckConstraint(
                name="application_decided_by_somebody_else",
                condition=Q(decided_by__isnull=True) | ~Q(decided_by=F("proposed_by")),
            ),
            models.CheckConstraint(
                name="application_refused_with_reason_and_article",
                condition=~Q(state=S.REFUSED) | ~Q(refusal_reason="") & ~Q(refusal_article=""),
            ),
            models.CheckConstraint(
                name="application_granted_with_period",
                condition=~Q(state__in=(S.GRANTED, S.REVERSED)) | Q(starts_on__isnull=False) & ~Q(every=""),
            ),
            models.UniqueConstraint(
                name="application_one_pending_per_benefit",
                fields=["case", "benefit"],
                condition=Q(state__in=RUNNING),
            ),
        ]

    def __str__(self) -> str:
        return self.reference

    def unproved(self, on: date) -> list[str]:
        """Ids of the requirements of this benefit that nothing at hand meets.

        At hand: pieces proved that day or on the day of receipt (I-B 3), those a declaration stands for,
        those given up or had from an administration, those whose absence does not stop the work.
        """
        kept = holdings.kept_by_household([self.case.household_id], on)[self.case.household_id]
        at_hand = {*holdings.proofs(kept, on), *holdings.proofs(kept, self.received_on or on)}
        waited, spared = set(), set()
        for request in self.case.requests.exclude(state__in=("accepted", "cancelled")).select_related(
            "person"
        ):
            over = request.state in ("waived", "obtained") or not request.indispensable
            (spared if over else waited).add(request.piece)
        needed = self.requirements(on)
        at_hand |= (spared | proving.declared(needed)) - waited
        return [r.id for r in needed if not proving.met(r, at_hand)]

    def arrived_pieces(self) -> bool:
        """Whether something the household handed in for this application still waits to be looked at."""
        asked = self.case.requests.filter(state=RequestState.ANSWERED, benefits__contains=[self.benefit])
        return asked.exists() or self.case.household.documents.filter(state__in=UNCHECKED).exists()

    def requirements(self, on: date, situation: Situation | None = None) -> tuple[Requirement, ...]:
        """What must be proved for this benefit, as of its receipt (by-law I-B 3), else of that day.

        `situation`: the household's on that day, when the caller has read it already.
        """
        situation = situation or situation_of(self.case.household, on)
        return engine.requirements(situation, [self.benefit], self.received_on or on)

    @property
    def site_id(self) -> int:
        """The site that follows the file."""
        return self.case.site_id
