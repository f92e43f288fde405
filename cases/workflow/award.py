"""A granted benefit with its period: its states and moves. No other rule enters."""

from django.db import models
from django.utils.translation import gettext_lazy as _
from django_fsm import FSMField

from cases.permissions import can_supervise
from cases.workflow.state import ProtectedState, move


class AwardState(models.TextChoices):
    ACTIVE = "active", _("En cours")
    ENDED = "ended", _("Terminé")


S = AwardState
OPEN = (S.ACTIVE,)


class AwardMachine(ProtectedState):
    """en cours → terminé."""

    state = FSMField(default=S.ACTIVE, choices=S, protected=True)

    class Meta:
        abstract = True

    @move(state, source=S.ACTIVE, target=S.ENDED, verb=_("Terminer"), who=can_supervise, article="I-B 7",
          reason_required=True)  # fmt: skip
    def end(self, *, on):
        self.ended_on = on
