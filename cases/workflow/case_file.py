"""The household's single file: its states and moves (by-law, title I). No other rule enters."""

from django.db import models
from django.utils.translation import gettext_lazy as _
from django_fsm import FSMField

from cases import clocks
from cases.permissions import by_clock, can_supervise_or_clock, can_work
from cases.workflow.application import DECIDED, PENDING
from cases.workflow.award import OPEN as OPEN_AWARDS
from cases.workflow.recovery import OPEN as OPEN_RECOVERIES
from cases.workflow.state import Guard, ProtectedState, move


class CaseFileState(models.TextChoices):
    INTAKE = "intake", _("Accueil")
    ASSESSMENT = "assessment", _("Évaluation")
    PROCESSING = "processing", _("Instruction")
    FOLLOW_UP = "follow_up", _("Suivi")
    CLOSED = "closed", _("Clos")
    ARCHIVED = "archived", _("Archivé")
    ERASED = "erased", _("Effacé")


S = CaseFileState
OPEN = (S.INTAKE, S.ASSESSMENT, S.PROCESSING, S.FOLLOW_UP)


class ClosingReason(models.TextChoices):
    RIGHTS_ENDED = "rights_ended", _("Droits terminés")
    MOVED_AWAY = "moved_away", _("Départ de Paris")
    AT_REQUEST = "at_request", _("À la demande de l’usager")
    DECEASED = "deceased", _("Décès")
    NO_CONTACT = "no_contact", _("Sans nouvelles")
    MERGED = "merged", _("Réuni avec un autre dossier")


IDENTIFIED = Guard(
    lambda f, on: f.household.memberships.filter(until=None, role="applicant").exists(),
    _("Le foyer n’a pas encore de demandeur."),
    _("Ajoutez-le sur la page du foyer."),
    section="household",
)
INFORMED = Guard(
    lambda f, on: f.information_given_on is not None,
    _("L’information sur les données n’a pas encore été remise."),
    _("Remettez-la, puis notez-le."),
    "RGPD, article 13",
    "summary",
)
SUBMITTED = Guard(
    lambda f, on: f.applications.exclude(state__in=("draft", "withdrawn")).exists(),
    _("Aucune demande n’est encore reçue."),
    _("Enregistrez une demande signée."),
    "I-B 3",
    "applications",
)
ALL_DECIDED = Guard(
    lambda f, on: not f.applications.exclude(state__in=DECIDED).exists(),
    _("Une demande n’est pas encore décidée."),
    _("Menez-la à sa décision, ou classez-la sans suite."),
    "I-B 5",
    "applications",
)
AWARD_ACTIVE = Guard(
    lambda f, on: f.awards.filter(state__in=OPEN_AWARDS).exists(),
    _("Aucun droit n’est en cours."),
    _("Un dossier sans droit ouvert se clôt."),
    section="awards",
)
NOTHING_PENDING = Guard(
    lambda f, on: not f.applications.filter(state__in=PENDING).exists(),
    _("Une demande est en cours."),
    _("Menez-la à sa décision, ou classez-la sans suite."),
    "I-B 3",
    "applications",
)
NO_APPEAL_OPEN = Guard(
    lambda f, on: not f.applications.filter(state="appeal_pending").exists(),
    _("Un recours est en cours."),
    _("Répondez au recours."),
    "I-C 3",
    "applications",
)
NO_AWARD_ACTIVE = Guard(
    lambda f, on: not f.awards.filter(state__in=OPEN_AWARDS).exists(),
    _("Un droit est en cours."),
    _("Terminez-le, ou attendez sa fin."),
    section="awards",
)
NO_RECOVERY_DUE = Guard(
    lambda f, on: not f.recoveries.filter(state__in=OPEN_RECOVERIES).exists(),
    _("Une récupération est en cours."),
    _("Réglez-la, accordez une remise ou annulez-la."),
    "I-D 2",
    "awards",
)
RETENTION_PASSED = Guard(
    lambda f, on: f.retention_ends_on is not None and f.retention_ends_on <= on,
    _("Le délai de conservation n’est pas passé."),
    _("Il finit deux ans après le dernier contact."),
    "CNIL 2023-095",
    "summary",
)
ARCHIVED_LONG_ENOUGH = Guard(
    lambda f, on: f.archived_on is not None and clocks.erased_on(f.archived_on) <= on,
    _("Le dossier est archivé depuis moins d’un mois."),
    _("Pendant ce mois, il peut encore être rouvert."),
    "CNIL 2023-095",
    "summary",
)
NOT_MERGED = Guard(
    lambda f, on: f.household.merged_into_id is None,
    _("Ce dossier est réuni avec un autre."),
    _("Annulez la réunion, dans les 30 jours, ou continuez dans l’autre dossier."),
    section="household",
)
NOTHING_OPEN = (NOTHING_PENDING, NO_APPEAL_OPEN, NO_AWARD_ACTIVE, NO_RECOVERY_DUE)


class CaseFileMachine(ProtectedState):
    """accueil → évaluation → instruction → suivi → clos → archivé → effacé, and the ways back."""

    state = FSMField(default=S.INTAKE, choices=S, protected=True)

    class Meta:
        abstract = True

    @move(state, source=S.INTAKE, target=S.ASSESSMENT, verb=_("Commencer l’évaluation"), who=can_work,
          guards=(IDENTIFIED, INFORMED))  # fmt: skip
    def start_assessment(self):
        pass

    @move(state, source=S.ASSESSMENT, target=S.PROCESSING, verb=_("Commencer l’instruction"), who=can_work,
          guards=(SUBMITTED,), article="I-B 3")  # fmt: skip
    def start_processing(self):
        pass

    @move(state, source=S.PROCESSING, target=S.FOLLOW_UP, verb=_("Passer en suivi"), who=can_work,
          guards=(ALL_DECIDED, AWARD_ACTIVE), article="I-B 5")  # fmt: skip
    def start_follow_up(self):
        pass

    @move(state, source=(S.PROCESSING, S.FOLLOW_UP), target=S.ASSESSMENT, verb=_("Reprendre l’évaluation"),
          who=can_work, article="I-B 7", reason_required=True)  # fmt: skip
    def resume_assessment(self):
        pass

    @move(state, source=OPEN, target=S.CLOSED, verb=_("Clore le dossier"), who=can_work,
          guards=NOTHING_OPEN)  # fmt: skip
    def close(self, *, closing_reason, on):
        self.closing_reason, self.closed_on = closing_reason, on

    @move(state, source=(S.CLOSED, S.ARCHIVED), target=S.ASSESSMENT, verb=_("Rouvrir"), who=can_work,
          guards=(INFORMED, NOT_MERGED), reason_required=True)  # fmt: skip
    def reopen(self):
        self.closing_reason, self.closed_on, self.archived_on = "", None, None

    @move(state, source=S.CLOSED, target=S.ARCHIVED, verb=_("Archiver"), who=can_supervise_or_clock,
          guards=(RETENTION_PASSED, *NOTHING_OPEN), article="CNIL 2023-095")  # fmt: skip
    def archive(self, *, on):
        self.archived_on = on

    @move(state, source=S.ARCHIVED, target=S.ERASED, verb=_("Effacer"), who=by_clock,
          guards=(ARCHIVED_LONG_ENOUGH, *NOTHING_OPEN), article="CNIL 2023-095")  # fmt: skip
    def erase(self, *, on):
        self.erased_on = on
