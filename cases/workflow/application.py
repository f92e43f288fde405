"""A request for one benefit: its states and moves (by-law I-B 3 to I-B 6, I-C 3). No other rule enters."""

from django.db import models
from django.utils.translation import gettext_lazy as _
from django_fsm import FSMField

from cases.clocks import stopped_in_all
from cases.permissions import by_clock, can_decide, can_work
from cases.workflow.application_guards import (
    ALL_PROVED,
    APPEAL_IN_TIME,
    APPEAL_SILENCE_PASSED,
    COMPLETION_PASSED,
    COSIGNED,
    FILE_OPEN,
    LAPSE_ANNOUNCED,
    NOTHING_MISSING,
    NOTHING_TO_LOOK_AT,
    OPINION_GIVEN,
    PROPOSED_GRANT,
    RIGHTS_CHECKED,
    SIGNED,
    SILENCE_PASSED,
)
from cases.workflow.state import ProtectedState, move


class ApplicationState(models.TextChoices):
    DRAFT = "draft", _("Brouillon")
    RECEIVED = "received", _("Reçue")
    INCOMPLETE = "incomplete", _("Incomplète")
    COMPLETE = "complete", _("Complète")
    UNDER_REVIEW = "under_review", _("En instruction")
    OPINION_REQUESTED = "opinion_requested", _("Avis de la commission demandé")
    PROPOSED = "proposed", _("Proposition")
    GRANTED = "granted", _("Accordée")
    REFUSED = "refused", _("Rejetée")
    LAPSED = "lapsed", _("Caduque")
    IMPLICITLY_REFUSED = "implicitly_refused", _("Rejet implicite")
    WITHDRAWN = "withdrawn", _("Sans suite")
    APPEAL_PENDING = "appeal_pending", _("Recours en cours")
    UPHELD = "upheld", _("Décision maintenue")
    REVERSED = "reversed", _("Décision changée")


S = ApplicationState
TO_COMPLETE = (S.RECEIVED, S.INCOMPLETE)
TO_DECIDE = (S.COMPLETE, S.UNDER_REVIEW, S.OPINION_REQUESTED, S.PROPOSED)
PENDING = (*TO_COMPLETE, *TO_DECIDE)
CONTESTABLE = (S.REFUSED, S.LAPSED, S.IMPLICITLY_REFUSED)
DECIDED = (S.GRANTED, *CONTESTABLE, S.WITHDRAWN, S.UPHELD, S.REVERSED)


class Proposal(models.TextChoices):
    GRANT = "grant", _("Accorder")
    REFUSE = "refuse", _("Rejeter")


class ApplicationMachine(ProtectedState):
    """reçue → incomplète ⇄ complète → en instruction → proposition → accordée ou rejetée → recours."""

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
        self.stopped_before = stopped_in_all(self)
        self.pieces_asked_on, self.pieces_due_on, self.completed_on = on, due_on, None

    @move(state, source=TO_COMPLETE, target=S.COMPLETE, verb=_("Déclarer complète"), who=can_work,
          guards=(NOTHING_MISSING, ALL_PROVED), article="I-B 3")  # fmt: skip
    def complete(self, *, on):
        self.completed_on = on

    @move(state, source=S.COMPLETE, target=S.UNDER_REVIEW, verb=_("Commencer l’instruction"), who=can_work,
          article="I-B 4")  # fmt: skip
    def start_review(self):
        pass

    @move(state, source=S.UNDER_REVIEW, target=S.OPINION_REQUESTED, verb=_("Demander l’avis"), who=can_work,
          article="I-B 5", reason_required=True)  # fmt: skip
    def ask_opinion(self):
        pass

    @move(state, source=S.OPINION_REQUESTED, target=S.UNDER_REVIEW, verb=_("Enregistrer l’avis"),
          who=can_work, guards=(OPINION_GIVEN,), article="I-B 5")  # fmt: skip
    def record_opinion(self):
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
        self.proposed_by, self.proposed_at, self.proposal = None, None, ""

    @move(state, source=(S.DRAFT, *PENDING), target=S.WITHDRAWN, verb=_("Classer sans suite"), who=can_work,
          reason_required=True)  # fmt: skip
    def withdraw(self):
        self.proposed_by, self.proposed_at, self.proposal = None, None, ""

    @move(state, source=TO_COMPLETE, target=S.LAPSED, verb=_("Devenir caduque"), who=by_clock,
          guards=(COMPLETION_PASSED, LAPSE_ANNOUNCED, NOTHING_TO_LOOK_AT), article="I-B 3")  # fmt: skip
    def lapse(self, *, ended_on):
        self.ended_on = ended_on

    @move(state, source=TO_DECIDE, target=S.IMPLICITLY_REFUSED, verb=_("Être rejetée par le silence"),
          who=by_clock, guards=(SILENCE_PASSED,), article="CRPA L231-4")  # fmt: skip
    def fall_silent(self, *, ended_on):
        self.proposed_by, self.proposed_at, self.proposal = None, None, ""
        self.ended_on = ended_on

    @move(state, source=CONTESTABLE, target=S.APPEAL_PENDING, verb=_("Enregistrer un recours"), who=can_work,
          guards=(APPEAL_IN_TIME,), article="I-C 3")  # fmt: skip
    def lodge_appeal(self, *, on):
        self.appealed_on = on

    @move(state, source=S.APPEAL_PENDING, target=S.UPHELD, verb=_("Maintenir la décision"), who=can_decide,
          article="I-C 3", reason_required=True)  # fmt: skip
    def uphold(self, *, on):
        self.appeal_answered_on = on

    @move(state, source=S.APPEAL_PENDING, target=S.UPHELD, verb=_("Être maintenue par le silence"),
          who=by_clock, guards=(APPEAL_SILENCE_PASSED,), article="CRPA L231-4")  # fmt: skip
    def uphold_by_silence(self, *, answered_on):
        self.appeal_answered_on = answered_on

    @move(state, source=S.APPEAL_PENDING, target=S.REVERSED, verb=_("Changer la décision"), who=can_decide,
          guards=(RIGHTS_CHECKED,), article="I-C 3", reason_required=True)  # fmt: skip
    def reverse(self, *, on, amount, every, starts_on, ends_on):
        self.appeal_answered_on = on
        self.amount, self.every, self.starts_on, self.ends_on = amount, every, starts_on, ends_on
