"""The conditions of an application's moves, each with what lifts it. No state and no move enters."""

from django.utils.translation import gettext_lazy as _

from cases import clocks
from cases.workflow.state import Guard

FILE_OPEN = Guard(
    lambda a, on: a.case.closed_on is None,
    _("Le dossier est clos."),
    _("Rouvrez-le d’abord."),
    section="case",
)
SIGNED = Guard(
    lambda a, on: a.signed_on is not None and a.signed_on <= on,
    _("La demande n’est pas signée."),
    _("Faites signer le demandeur ou son représentant, puis écrivez la date."),
    "I-B 3",
    "applications",
)
COSIGNED = Guard(
    lambda a, on: not a.needs_cosignature or a.cosigned_on is not None and a.cosigned_on <= on,
    _("Paris Solidarité doit être signée par les deux membres du couple."),
    _("Faites signer la seconde personne, puis écrivez la date."),
    "I-B 3",
    "applications",
)
NOTHING_MISSING = Guard(
    lambda a, on: not a.case.open_requests_for(a).exists(),
    _("Une pièce demandée manque encore."),
    _("Déposez-la et acceptez-la, ou dites pourquoi elle n’est plus demandée."),
    "I-B 3",
    "documents",
)
ALL_PROVED = Guard(
    lambda a, on: not a.unproved(on),
    _("Tout n’est pas encore prouvé."),
    _("Demandez les pièces, ou dites pourquoi l’une n’est pas demandée."),
    "I-B 3",
    "documents",
)
PROPOSED_GRANT = Guard(
    lambda a, on: a.proposal == "grant",
    _("La proposition est de rejeter."),
    _("Renvoyez-la pour complément si vous n’êtes pas d’accord."),
    "I-B 5",
)
RIGHTS_CHECKED = Guard(
    lambda a, on: a.rights_check_id is not None,
    _("Aucune vérification des droits n’appuie cette demande."),
    _("Vérifiez les droits du foyer."),
    "I-B 5",
    "rights",
)
OPINION_GIVEN = Guard(
    lambda a, on: not a.opinions.filter(given_on=None).exists(),
    _("La commission n’a pas encore rendu son avis."),
    _("Écrivez l’avis rendu en séance."),
    "I-B 5",
    "applications",
)
COMPLETION_PASSED = Guard(
    lambda a, on: clocks.lapses_on(a.received_on) < on,
    _("Le délai de deux mois pour compléter la demande court encore."),
    _("Il finit deux mois après la réception."),
    "I-B 3",
)
LAPSE_ANNOUNCED = Guard(
    lambda a, on: clocks.announced(a.lapse_announced_on, on),
    _("Le foyer n’a pas été prévenu depuis sept jours."),
    _("La relance part avec l’horloge de la nuit ; la demande attend sept jours de plus."),
    "I-B 3",
)
NOTHING_TO_LOOK_AT = Guard(
    lambda a, on: not a.arrived_pieces(),
    _("Une pièce reçue attend d’être vérifiée."),
    _("Vérifiez-la : une pièce arrivée à temps ne rend pas la demande caduque."),
    "I-B 3",
    "documents",
)
SILENCE_PASSED = Guard(
    lambda a, on: (day := clocks.silence_of(a)) is not None and day < on,
    _("Le délai de deux mois pour décider court encore, ou la demande n’est pas financière."),
    _("Il finit deux mois après la réception, sans compter l’attente des pièces."),
    "CRPA L231-4, L114-5",
)
APPEAL_IN_TIME = Guard(
    lambda a, on: (last := clocks.appeal_of(a)) is None or on <= last,
    _("Le délai de recours est passé."),
    _("Une nouvelle demande reste possible."),
    "I-C 4, CJA R421-1",
    "applications",
)
APPEAL_SILENCE_PASSED = Guard(
    lambda a, on: clocks.appeal_silence_on(a.appealed_on) < on,
    _("Le délai de deux mois pour répondre au recours court encore."),
    _("Il finit deux mois après le recours."),
    "CRPA L231-4",
)
