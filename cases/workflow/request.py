"""Asking a household for one proof: its states and moves. No other rule enters."""

from django.db import models
from django.utils.translation import gettext_lazy as _
from django_fsm import FSMField

from cases.permissions import can_work, can_work_or_clock
from cases.workflow.state import Guard, ProtectedState, move


class RequestState(models.TextChoices):
    TO_SEND = "to_send", _("À envoyer")
    SENT = "sent", _("Envoyée")
    ANSWERED = "answered", _("Pièce reçue")
    ACCEPTED = "accepted", _("Acceptée")
    REJECTED = "rejected", _("Refusée")
    WAIVED = "waived", _("Non demandée")
    OBTAINED = "obtained", _("Obtenue de l’administration")
    CANCELLED = "cancelled", _("Annulée")


S = RequestState
OPEN = (S.TO_SEND, S.SENT, S.ANSWERED, S.REJECTED)

DATED = Guard(
    lambda r, on: r.due_on is not None,
    _("La date de réponse manque."),
    _("Écrivez-la sur la demande de pièces."),
    "CRPA L114-5",
    "documents",
)


class RequestMachine(ProtectedState):
    """à envoyer → envoyée → pièce reçue → acceptée ou refusée (puis redemandée) ; ou obtenue."""

    state = FSMField(default=S.TO_SEND, choices=S, protected=True)

    class Meta:
        abstract = True

    @move(state, source=S.TO_SEND, target=S.SENT, verb=_("Envoyer"), who=can_work, guards=(DATED,),
          article="CRPA L114-5")  # fmt: skip
    def send(self, *, at):
        self.sent_at = at

    @move(state, source=(S.TO_SEND, S.SENT), target=S.ANSWERED, verb=_("Déposer"), who=can_work)
    def answer(self, *, document):
        self.answer_document = document

    @move(state, source=S.ANSWERED, target=S.ACCEPTED, verb=_("Accepter la pièce"), who=can_work)
    def accept(self):
        pass

    @move(state, source=S.ANSWERED, target=S.REJECTED, verb=_("Refuser la pièce"), who=can_work,
          reason_required=True)  # fmt: skip
    def reject(self):
        self.answer_document = None

    @move(state, source=S.REJECTED, target=S.SENT, verb=_("Redemander"), who=can_work, guards=(DATED,),
          article="CRPA L114-5")  # fmt: skip
    def send_again(self, *, at, due_on):
        self.sent_at, self.due_on = at, due_on

    @move(state, source=(S.TO_SEND, S.SENT, S.REJECTED), target=S.WAIVED, verb=_("Ne pas demander"),
          who=can_work, article="CRPA L114-8", reason_required=True)  # fmt: skip
    def waive(self):
        pass

    @move(state, source=(S.TO_SEND, S.SENT, S.REJECTED), target=S.OBTAINED,
          verb=_("Obtenir de l’administration"), who=can_work, article="CRPA L114-8")  # fmt: skip
    def obtain(self, *, call):
        self.obtained_from = call

    @move(state, source=(S.TO_SEND, S.SENT, S.REJECTED), target=S.CANCELLED, verb=_("Annuler"),
          who=can_work_or_clock,
          reason_required=True)  # fmt: skip
    def cancel(self):
        pass
