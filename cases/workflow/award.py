"""A granted benefit with its period: its states and moves. No other rule enters."""

from django.db import models
from django.utils.translation import gettext_lazy as _
from django_fsm import FSMField

from cases.permissions import can_supervise
from cases.workflow.state import Guard, ProtectedState, move


class AwardState(models.TextChoices):
    ACTIVE = "active", _("En cours")
    ENDED = "ended", _("Terminé")


S = AwardState
OPEN = (S.ACTIVE,)


BEGUN = Guard(
    lambda award, on: award.starts_on <= on,
    _("Le droit n’a pas encore commencé ce jour-là."),
    section="awards",
)


class AwardMachine(ProtectedState):
    """en cours → terminé."""

    state = FSMField(default=S.ACTIVE, choices=S, protected=True)

    class Meta:
        abstract = True

    @move(state, source=S.ACTIVE, target=S.ENDED, verb=_("Terminer"), who=can_supervise, guards=(BEGUN,),
          article="I-B 7", reason_required=True)  # fmt: skip
    def end(self, *, on):
        self.ended_on = on
