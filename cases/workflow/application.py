"""A request for one benefit: its states and moves (by-law I-B 3 to I-B 6). No other rule enters."""

from django.db import models
from django.utils.translation import gettext_lazy as _
from django_fsm import FSMField

from cases.permissions import can_decide, can_work
from cases.workflow.state import Guard, ProtectedState, move


class ApplicationState(models.TextChoices):
    DRAFT = "draft", _("Brouillon")
    RECEIVED = "received", _("Reçue")
    INCOMPLETE = "incomplete", _("Incomplète")
    COMPLETE = "complete", _("Complète")
    UNDER_REVIEW = "under_review", _("En instruction")
    PROPOSED = "proposed", _("Proposition")
    GRANTED = "granted", _("Accordée")
    REFUSED = "refused", _("Rejetée")
    WITHDRAWN = "withdrawn", _("Sans suite")


S = ApplicationState
PENDING = (S.RECEIVED, S.INCOMPLETE, S.COMPLETE, S.UNDER_REVIEW, S.PROPOSED)
DECIDED = (S.GRANTED, S.REFUSED, S.WITHDRAWN)


class Proposal(models.TextChoices):
    GRANT = "grant", _("Accorder")
    REFUSE = "refuse", _("Rejeter")


FILE_OPEN = Guard(
    lambda a, on: a.case.closed_on is None,
    _("Le dossier est clos : rouvrez-le d’abord."),
    section="case",
)
SIGNED = Guard(
    lambda a, on: a.signed_on is not None and a.signed_on <= on,
    _("La demande n’est pas signée."),
    "I-B 3",
    "applications",
)
COSIGNED = Guard(
    lambda a, on: not a.needs_cosignature or a.cosigned_on is not None and a.cosigned_on <= on,
    _("Paris Solidarité doit être signée par les deux membres du couple."),
    "I-B 3",
    "applications",
)
NOTHING_MISSING = Guard(
    lambda a, on: not a.case.open_requests_for(a).exists(),
    _("Une pièce demandée manque encore."),
    "I-B 3",
    "documents",
)
ALL_PROVED = Guard(
    lambda a, on: not a.unproved(on),
    _("Tout n’est pas encore prouvé : demandez les pièces, ou dites pourquoi l’une n’est pas demandée."),
    "I-B 3",
    "documents",
)
PROPOSED_GRANT = Guard(
    lambda a, on: a.proposal == Proposal.GRANT,
    _("La proposition est de rejeter : renvoyez-la pour complément si vous n’êtes pas d’accord."),
    "I-B 5",
)
RIGHTS_CHECKED = Guard(
    lambda a, on: a.rights_check_id is not None,
    _("Aucune vérification des droits n’appuie cette demande."),
    "I-B 5",
    "rights",
)


class ApplicationMachine(ProtectedState):
    """reçue → incomplète ⇄ complète → en instruction → proposition → accordée ou rejetée."""

    state = FSMField(default=S.DRAFT, choices=S, protected=True)

    class Meta:
        abstract = True

    @move(state, source=S.DRAFT, target=S.RECEIVED, verb=_("Enregistrer la demande"), who=can_work,
          guards=(FILE_OPEN, SIGNED, COSIGNED), article="I-B 3")  # fmt: skip
    def receive(self, *, on):
        self.received_on = on

    @move(state, source=(S.RECEIVED, S.COMPLETE), target=S.INCOMPLETE, 
          verb=_("Demander les pièces manquantes"), who=can_work, article="CRPA L114-5")  # fmt: skip
    def ask_for_pieces(self, *, on, due_on):
        self.pieces_asked_on, self.pieces_due_on, self.completed_on = on, due_on, None

    @move(state, source=(S.RECEIVED, S.INCOMPLETE), target=S.COMPLETE, verb=_("Déclarer complète"),
          who=can_work, guards=(NOTHING_MISSING, ALL_PROVED), article="I-B 3")  # fmt: skip
    def complete(self, *, on):
        self.completed_on = on

    @move(state, source=S.COMPLETE, target=S.UNDER_REVIEW, verb=_("Commencer l’instruction"), who=can_work,
          article="I-B 4")  # fmt: skip
    def start_review(self):
        pass

    @move(state, source=S.UNDER_REVIEW, target=S.PROPOSED, verb=_("Proposer une décision"), who=can_work,
          guards=(RIGHTS_CHECKED,), article="I-B 5")  # fmt: skip
    def propose(
        self, *, by, at, proposal, amount, every, starts_on, ends_on, refusal_reason, refusal_article
    ):
        self.proposed_by, self.proposed_at, self.proposal = by, at, proposal
        self.amount, self.every, self.starts_on, self.ends_on = amount, every, starts_on, ends_on
        self.refusal_reason, self.refusal_article = refusal_reason, refusal_article

    @move(state, source=S.PROPOSED, target=S.GRANTED, verb=_("Accorder"), who=can_decide,
          guards=(PROPOSED_GRANT,), article="I-B 5")  # fmt: skip
    def grant(self, *, by, at):
        self.decided_by, self.decided_at = by, at

    @move(state, source=S.PROPOSED, target=S.REFUSED, verb=_("Rejeter"), who=can_decide, article="I-B 6")
    def refuse(self, *, by, at, refusal_reason, refusal_article):
        self.decided_by, self.decided_at = by, at
        self.refusal_reason, self.refusal_article = refusal_reason, refusal_article

    @move(state, source=S.PROPOSED, target=S.UNDER_REVIEW, verb=_("Renvoyer pour complément"), who=can_decide,
          article="I-B 4", reason_required=True)  # fmt: skip
    def send_back(self):
        self.proposed_by = self.proposed_at = None
        self.proposal = ""

    @move(state, source=(S.DRAFT, S.RECEIVED, S.INCOMPLETE, S.COMPLETE, S.UNDER_REVIEW), target=S.WITHDRAWN,
          verb=_("Classer sans suite"), who=can_work, reason_required=True)  # fmt: skip
    def withdraw(self):
        pass
