"""A request for one benefit, its clock and its decision."""

from datetime import date

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from cases import proving
from cases.models.case_file import CaseFile
from cases.workflow.application import ApplicationMachine, ApplicationState, Proposal
from documents import holdings
from documents.planning import Requirement
from eligibility import engine
from eligibility.facts import situation_of
from eligibility.models import RightsCheck
from eligibility.situation import Situation
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


class Application(ApplicationMachine):
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
    proposed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.RESTRICT, related_name="+"
    )
    proposed_at = models.DateTimeField(null=True)
    proposal = models.CharField(max_length=10, blank=True, choices=Proposal)
    amount = models.DecimalField(max_digits=9, decimal_places=2, null=True)
    every = models.CharField(max_length=10, blank=True, choices=Every)
    starts_on = models.DateField(null=True)
    ends_on = models.DateField(null=True)
    refusal_reason = models.TextField(blank=True)
    refusal_article = models.CharField(max_length=40, blank=True)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.RESTRICT, related_name="+"
    )
    decided_at = models.DateTimeField(null=True)

    class Meta:
        indexes = [models.Index(fields=["state", "case"], name="application_by_state")]
        constraints = [
            models.CheckConstraint(name="application_state_known", condition=Q(state__in=S.values)),
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
                condition=~Q(state__in=(S.COMPLETE, S.UNDER_REVIEW, S.PROPOSED, S.GRANTED, S.REFUSED))
                | Q(completed_on__isnull=False),
            ),
            models.CheckConstraint(
                name="application_proposal_belongs_to_state",
                condition=Q(state__in=(S.PROPOSED, S.GRANTED, S.REFUSED)) & A_PROPOSAL
                | ~Q(state__in=(S.PROPOSED, S.GRANTED, S.REFUSED)) & NO_PROPOSAL,
            ),
            models.CheckConstraint(
                name="application_decision_belongs_to_state",
                condition=Q(state__in=(S.GRANTED, S.REFUSED)) & A_DECISION
                | ~Q(state__in=(S.GRANTED, S.REFUSED)) & NO_DECISION,
            ),
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
                condition=~Q(state=S.GRANTED) | Q(starts_on__isnull=False) & ~Q(every=""),
            ),
            models.UniqueConstraint(
                name="application_one_pending_per_benefit",
                fields=["case", "benefit"],
                condition=~Q(state__in=(S.GRANTED, S.REFUSED, S.WITHDRAWN)),
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
