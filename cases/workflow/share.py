"""What an agency may see of a file: its states and moves. The end date is enforced when reading, not here."""

from django.db import models
from django.utils.translation import gettext_lazy as _
from django_fsm import FSMField

from cases.permissions import can_work
from cases.workflow.state import ProtectedState, move


class ShareState(models.TextChoices):
    ACTIVE = "active", _("En cours")
    SUSPENDED = "suspended", _("Suspendu")
    REVOKED = "revoked", _("Retiré")


S = ShareState


class ShareMachine(ProtectedState):
    """en cours ⇄ suspendu → retiré."""

    state = FSMField(default=S.ACTIVE, choices=S, protected=True)

    class Meta:
        abstract = True

    @move(state, source=S.ACTIVE, target=S.SUSPENDED, verb=_("Suspendre le partage"), who=can_work)
    def suspend(self):
        pass

    @move(state, source=S.SUSPENDED, target=S.ACTIVE, verb=_("Reprendre"), who=can_work)
    def resume(self):
        pass

    @move(state, source=(S.ACTIVE, S.SUSPENDED), target=S.REVOKED, verb=_("Retirer le partage"), who=can_work)
    def revoke(self, *, at):
        self.revoked_at = at
