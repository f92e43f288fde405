"""A granted benefit with its period: its states and moves (by-law I-B 6 to I-B 8). No other rule enters."""

from django.db import models
from django.utils.translation import gettext_lazy as _
from django_fsm import FSMField

from cases import clocks
from cases.permissions import by_clock, can_supervise, can_work
from cases.workflow.state import Guard, ProtectedState, move


class AwardState(models.TextChoices):
    ACTIVE = "active", _("En cours")
    SUSPENDED = "suspended", _("Suspendu")
    INTERRUPTED = "interrupted", _("Interrompu")
    ENDED = "ended", _("Terminé")


S = AwardState
OPEN = (S.ACTIVE, S.SUSPENDED, S.INTERRUPTED)
PAID = (S.ACTIVE, S.SUSPENDED)


BEGUN = Guard(
    lambda award, on: award.starts_on <= on,
    _("Le droit n’a pas encore commencé ce jour-là."),
    _("Choisissez un jour de la période."),
    section="awards",
)
WITHIN_PERIOD = Guard(
    lambda award, on: award.ends_on is None or on <= award.ends_on,
    _("La période du droit est passée ce jour-là."),
    _("Choisissez un jour de la période."),
    "I-B 6",
    "awards",
)
RESUMABLE = Guard(
    lambda award, on: (last := clocks.resumes_until(award.ends_on)) is None or on <= last,
    _("Le troisième mois après la période est passé."),
    _("Le foyer dépose une nouvelle demande."),
    "I-B 8",
    "applications",
)
PERIOD_PASSED = Guard(
    lambda award, on: award.ends_on is not None and award.ends_on < on,
    _("La période du droit court encore."),
    _("Elle finit à la date écrite sur la décision."),
    "I-B 6",
)
RESUMPTION_PASSED = Guard(
    lambda award, on: (last := clocks.resumes_until(award.ends_on)) is not None and last < on,
    _("Le foyer peut encore prouver qu’il remplit les conditions."),
    _("Le délai finit avec le troisième mois après la période."),
    "I-B 8",
)


class AwardMachine(ProtectedState):
    """en cours ⇄ suspendu, interrompu → terminé."""

    state = FSMField(default=S.ACTIVE, choices=S, protected=True)

    class Meta:
        abstract = True

    @move(state, source=S.ACTIVE, target=S.SUSPENDED, verb=_("Suspendre"), who=can_work,
          guards=(BEGUN, WITHIN_PERIOD), article="I-B 8", reason_required=True)  # fmt: skip
    def suspend(self, *, on):
        self.suspended_on = on

    @move(state, source=S.SUSPENDED, target=S.ACTIVE, verb=_("Reprendre"), who=can_work,
          guards=(RESUMABLE,), article="I-B 8", reason_required=True)  # fmt: skip
    def resume(self):
        self.suspended_on = None

    @move(state, source=(S.ACTIVE, S.SUSPENDED), target=S.INTERRUPTED, verb=_("Interrompre"), who=can_work,
          guards=(BEGUN, WITHIN_PERIOD), article="I-B 7", reason_required=True)  # fmt: skip
    def interrupt(self, *, on):
        self.interrupted_on = min(on, self.suspended_on or on)
        self.suspended_on = None

    @move(state, source=OPEN, target=S.ENDED, verb=_("Terminer"), who=can_supervise, guards=(BEGUN,),
          article="I-B 7", reason_required=True)  # fmt: skip
    def end(self, *, on):
        self.ended_on = min(on, self.suspended_on or on, self.interrupted_on or on)

    @move(state, source=(S.ACTIVE, S.INTERRUPTED), target=S.ENDED, verb=_("Arriver à son terme"),
          who=by_clock, guards=(PERIOD_PASSED,), article="I-B 6")  # fmt: skip
    def expire(self):
        self.ended_on = self.interrupted_on or self.ends_on

    @move(state, source=S.SUSPENDED, target=S.ENDED, verb=_("Finir sans reprise"), who=by_clock,
          guards=(RESUMPTION_PASSED,), article="I-B 8")  # fmt: skip
    def expire_unproved(self):
        self.ended_on = self.suspended_on
