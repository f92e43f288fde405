"""A sum to be given back (by-law I-D 2, succession, better fortune): its states and moves."""

from django.db import models
from django.utils.translation import gettext_lazy as _
from django_fsm import FSMField

from cases.permissions import can_decide, can_supervise, can_work
from cases.workflow.state import Guard, ProtectedState, move


class RecoveryState(models.TextChoices):
    PROPOSED = "proposed", _("Proposée")
    DUE = "due", _("Due")
    SETTLED = "settled", _("Réglée")
    WAIVED = "waived", _("Remise accordée")
    CANCELLED = "cancelled", _("Annulée")


S = RecoveryState
OPEN = (S.PROPOSED, S.DUE)

ALL_PAID = Guard(
    lambda r, on: r.paid >= r.amount,
    _("La somme n’est pas encore toute réglée."),
    _("Enregistrez les versements reçus."),
    section="awards",
)
NOTHING_PAID = Guard(
    lambda r, on: r.paid == 0,
    _("Un versement a déjà été reçu."),
    _("Accordez une remise de ce qui reste."),
    section="awards",
)


class RecoveryMachine(ProtectedState):
    """proposée → due → réglée, remise ou annulée."""

    state = FSMField(default=S.PROPOSED, choices=S, protected=True)

    class Meta:
        abstract = True

    @move(state, source=S.PROPOSED, target=S.DUE, verb=_("Décider la récupération"), who=can_decide,
          article="I-D 2")  # fmt: skip
    def decide(self, *, by, at, due_on):
        self.decided_by, self.decided_at, self.due_on = by, at, due_on

    @move(state, source=S.DUE, target=S.SETTLED, verb=_("Constater le règlement"), who=can_work,
          guards=(ALL_PAID,))  # fmt: skip
    def settle(self):
        pass

    @move(state, source=S.DUE, target=S.WAIVED, verb=_("Accorder une remise"), who=can_supervise,
          reason_required=True)  # fmt: skip
    def waive(self):
        pass

    @move(state, source=(S.PROPOSED, S.DUE), target=S.CANCELLED, verb=_("Annuler la récupération"),
          who=can_supervise, guards=(NOTHING_PAID,), reason_required=True)  # fmt: skip
    def cancel(self):
        pass
