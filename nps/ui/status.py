"""The word and the kind of tag of every state on screen: one table. It decides nothing."""

from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

# Kind of tag → icon. Never colour alone: icon and word always go together.
KINDS = {
    "ok": "check",
    "warn": "clock",
    "bad": "cross",
    "info": "arrow",
    "wait": "hourglass",
    "idle": "dash",
}


@dataclass(frozen=True)
class Status:
    word: str | Promise
    kind: str

    @property
    def icon(self) -> str:
        return KINDS[self.kind]


STATUSES: dict[str, dict[str, Status]] = {
    "case_file": {
        "intake": Status(_("Accueil"), "info"),
        "assessment": Status(_("Évaluation"), "info"),
        "processing": Status(_("Instruction"), "info"),
        "follow_up": Status(_("Suivi"), "ok"),
        "closed": Status(_("Clos"), "idle"),
        "archived": Status(_("Archivé"), "idle"),
        "erased": Status(_("Effacé"), "idle"),
    },
    "application": {
        "draft": Status(_("Brouillon"), "idle"),
        "received": Status(_("Reçue"), "info"),
        "incomplete": Status(_("Incomplète"), "warn"),
        "complete": Status(_("Complète"), "info"),
        "under_review": Status(_("En instruction"), "info"),
        "opinion_requested": Status(_("Avis de la commission demandé"), "wait"),
        "proposed": Status(_("Proposition"), "wait"),
        "granted": Status(_("Accordée"), "ok"),
        "refused": Status(_("Rejetée"), "bad"),
        "lapsed": Status(_("Caduque"), "bad"),
        "withdrawn": Status(_("Sans suite"), "idle"),
        "implicitly_refused": Status(_("Rejet implicite"), "bad"),
        "appeal_pending": Status(_("Recours en cours"), "wait"),
        "upheld": Status(_("Décision maintenue"), "idle"),
        "reversed": Status(_("Décision changée"), "ok"),
    },
    "award": {
        "active": Status(_("En cours"), "ok"),
        "suspended": Status(_("Suspendu"), "warn"),
        "interrupted": Status(_("Interrompu"), "warn"),
        "ended": Status(_("Terminé"), "idle"),
    },
    "request": {
        "to_send": Status(_("À envoyer"), "idle"),
        "sent": Status(_("Envoyée"), "wait"),
        "answered": Status(_("Pièce reçue"), "info"),
        "accepted": Status(_("Acceptée"), "ok"),
        "rejected": Status(_("Refusée"), "bad"),
        "waived": Status(_("Non demandée"), "idle"),
        "obtained": Status(_("Obtenue de l’administration"), "ok"),
        "cancelled": Status(_("Annulée"), "idle"),
    },
    "session": {
        "open": Status(_("Ouverte"), "info"),
        "closed": Status(_("Close"), "idle"),
    },
    "delegation": {
        "proposed": Status(_("À relire"), "wait"),
        "to_come": Status(_("À venir"), "info"),
        "in_force": Status(pgettext_lazy("delegation", "En vigueur"), "ok"),
        "ended": Status(_("Terminée"), "idle"),
        "dropped": Status(_("Retirée"), "idle"),
    },
    "recovery": {
        "proposed": Status(_("Proposée"), "wait"),
        "due": Status(_("Due"), "warn"),
        "settled": Status(_("Réglée"), "ok"),
        "waived": Status(_("Remise accordée"), "idle"),
        "cancelled": Status(_("Annulée"), "idle"),
    },
    "letter": {
        "to_send": Status(pgettext_lazy("courrier", "À envoyer"), "idle"),
        "leaving": Status(pgettext_lazy("courrier", "En cours d’envoi"), "wait"),
        "sent": Status(pgettext_lazy("courrier", "Parti"), "ok"),
        "returned": Status(pgettext_lazy("courrier", "Revenu"), "bad"),
        "cancelled": Status(pgettext_lazy("courrier", "Annulé"), "idle"),
    },
    "sending": {
        "waiting": Status(_("En attente"), "wait"),
        "attempted": Status(_("En cours d’envoi"), "wait"),
        "sent": Status(_("Parti"), "ok"),
        "failed": Status(_("Non parti"), "bad"),
    },
    "share": {
        "draft": Status(_("Brouillon"), "idle"),
        "active": Status(_("En cours"), "ok"),
        "suspended": Status(_("Suspendu"), "warn"),
        "revoked": Status(_("Retiré"), "idle"),
        "expired": Status(pgettext_lazy("partage", "Terminé"), "idle"),
    },
    "document": {
        "quarantined": Status(_("Bloquée"), "bad"),
        "to_check": Status(_("À vérifier"), "wait"),
        "to_confirm": Status(_("À confirmer par une autre personne"), "wait"),
        "accepted": Status(_("Acceptée"), "ok"),
        "rejected": Status(_("Refusée"), "bad"),
        "superseded": Status(_("Remplacée"), "idle"),
    },
    "rights": {
        "entitled": Status(_("A droit"), "ok"),
        "not_entitled": Status(_("N’a pas droit"), "idle"),
        "undetermined": Status(_("On ne peut pas encore dire"), "wait"),
        "answer_missing": Status(_("Une réponse manque"), "wait"),
        "document_missing": Status(_("Une pièce manque"), "wait"),
        "discretionary": Status(_("À l’appréciation de l’autorité"), "wait"),
    },
    "fact": {
        "declared": Status(_("Déclaré"), "info"),
        "document": Status(_("Prouvé"), "ok"),
        "administration": Status(_("Donné par l’administration"), "ok"),
        "unknown": Status(_("On ne sait pas"), "wait"),
        "expired": Status(_("Périmé"), "warn"),
    },
    "ledger": {
        "proved": Status(_("Prouvé"), "ok"),
        "to_ask": Status(_("À demander"), "idle"),
        "asked": Status(_("Demandée"), "wait"),
        "to_check": Status(_("À vérifier"), "wait"),
        "not_required": Status(_("Non exigée"), "idle"),
    },
    "scan": {
        "to_check": Status(_("À vérifier"), "wait"),
        "seal_read": Status(_("2D-Doc lu"), "ok"),
        "seal_unreadable": Status(_("2D-Doc illisible"), "warn"),
        "not_scanned": Status(_("Non analysée"), "idle"),
        "blocked": Status(_("Bloquée (virus)"), "bad"),
    },
    "export": {
        "preparing": Status(_("En préparation"), "info"),
        "ready": Status(_("Prêt"), "ok"),
        "intact": Status(_("Intact"), "ok"),
        "altered": Status(_("Altéré"), "bad"),
        "not_an_export": Status(_("Ce n’est pas un export"), "idle"),
        "same": Status(_("Identique"), "ok"),
        "different": Status(_("Différent"), "bad"),
    },
}

# The steps shown in the strip; a side state has its own path, which replaces the end of the main one.
_REVIEW = ("received", "complete", "under_review")
STRIPS: dict[str, tuple[str, ...]] = {
    "case_file": ("intake", "assessment", "processing", "follow_up", "closed"),
    "application": (*_REVIEW, "proposed", "granted"),
    "award": ("active", "ended"),
}
SIDE_STRIPS: dict[tuple[str, str], tuple[str, ...]] = {
    ("case_file", "archived"): ("intake", "assessment", "processing", "follow_up", "closed", "archived"),
    ("case_file", "erased"): ("closed", "archived", "erased"),
    ("application", "draft"): ("draft", *_REVIEW, "proposed", "granted"),
    ("application", "incomplete"): ("received", "incomplete", "under_review", "proposed", "granted"),
    ("application", "opinion_requested"): (*_REVIEW, "opinion_requested", "proposed", "granted"),
    ("application", "refused"): (*_REVIEW, "proposed", "refused"),
    ("application", "lapsed"): ("received", "incomplete", "lapsed"),
    ("application", "withdrawn"): ("received", "withdrawn"),
    ("application", "implicitly_refused"): (*_REVIEW, "implicitly_refused"),
    ("application", "appeal_pending"): (*_REVIEW, "refused", "appeal_pending", "upheld"),
    ("application", "upheld"): (*_REVIEW, "refused", "appeal_pending", "upheld"),
    ("application", "reversed"): (*_REVIEW, "refused", "appeal_pending", "reversed"),
    ("award", "suspended"): ("active", "suspended", "ended"),
    ("award", "interrupted"): ("active", "interrupted", "ended"),
}


def status_of(machine: str, state: str) -> Status:
    """The word and kind of one state; KeyError names a state the table does not know."""
    return STATUSES[machine][str(state)]


def strip_of(machine: str, state: str) -> tuple[str, ...]:
    """The states to show in the strip when the object is in `state`."""
    return SIDE_STRIPS.get((machine, str(state)), STRIPS[machine])
