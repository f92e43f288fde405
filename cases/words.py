"""How files, benefits, pieces and acts are named on screen. Words only: no query, no rule."""

from collections.abc import Iterable

from django.utils.formats import date_format
from django.utils.translation import get_language, gettext
from django.utils.translation import gettext_lazy as _

from documents.types import HOUSEHOLD, read_key, span, type_of
from eligibility import explain, wording
from eligibility.rules.verdict import Right
from nps.journal.models import Entry
from nps.people.models import Household, Person
from nps.ui.components import Event


def household_name(household: Household) -> str:
    """« foyer Okafor »: the applicant's name in use. Lists read it beforehand (people's `with_applicant`)."""
    known = getattr(household, "applicants", None)
    if known is None:
        known = household.memberships.filter(until=None, role="applicant").select_related("person")
    applicant = next(iter(known), None)
    return gettext("foyer %(name)s") % {"name": short_name(applicant.person) if applicant else "…"}


def short_name(person: Person) -> str:
    """The family name in use."""
    return person.usage_name or person.birth_name


def full_name(person: Person) -> str:
    """Given names and the family name in use."""
    return f"{person.given_names} {short_name(person)}".strip()


def benefit_name(code: str) -> str:
    """The benefit's name in the reader's language."""
    return explain.name(code, get_language() or "fr")


def what_is_granted(right: Right) -> str:
    """« 150,00 € par mois », « en nature », or that the sum is still to be decided."""
    language = get_language() or "fr"
    if right.every == "in_kind":
        return wording.EVERY["in_kind"][explain.LANGUAGES.index(language)]
    return explain.amount(right, language) or gettext("montant à décider")


def piece_name(code: str, period: str = "") -> str:
    """« Quittance de loyer, février 2024 »."""
    name = type_of(code).label(get_language() or "fr")
    if not period:
        return name
    first, _last = span(period)
    return f"{name}, {date_format(first, 'F Y') if '-' in period else period}"


def piece_of(piece: str, people: dict[str, Person]) -> tuple[str, str]:
    """What and whose, for a planning key."""
    code, period, subject = read_key(piece)
    whose = gettext("le foyer") if subject == HOUSEHOLD else full_name(people[subject])
    return piece_name(code, period), whose


# What a requirement is about, as eligibility names it; said in the reader's language.
NEEDS = {
    "Identité": _("Identité"),
    "Droit au séjour": _("Droit au séjour"),
    "Trois ans de résidence à Paris": _("Trois ans de résidence à Paris"),
    "Composition de la famille": _("Composition de la famille"),
    "Compte à créditer": _("Compte à créditer"),
    "Bail au nom du demandeur": _("Bail au nom du demandeur"),
    "Charges de logement payées": _("Charges de logement payées"),
    "Aide au logement perçue ou non": _("Aide au logement perçue ou non"),
    "Titre de handicap": _("Titre de handicap"),
    "Garde alternée": _("Garde alternée"),
    "Complémentaire santé payante": _("Complémentaire santé payante"),
    "Contrat d’électricité ou de gaz": _("Contrat d’électricité ou de gaz"),
    "Revenus déclarés": _("Revenus déclarés"),
    "Ressources": _("Ressources"),
    "Maladie du parent accompagné": _("Maladie du parent accompagné"),
    "Revenus perdus": _("Revenus perdus"),
    "Ressources du parent âgé": _("Ressources du parent âgé"),
    "Sans domicile fixe à Paris": _("Sans domicile fixe à Paris"),
    "Chômage, invalidité ou arrêt de travail": _("Chômage, invalidité ou arrêt de travail"),
    "Domicile à Paris": _("Domicile à Paris"),
    "Dépenses nécessaires et essentielles": _("Dépenses nécessaires et essentielles"),
    "Impôt sur le revenu": _("Impôt sur le revenu"),
    "Perte d’autonomie": _("Perte d’autonomie"),
    "Retraite ou préretraite": _("Retraite ou préretraite"),
    "Carte du combattant": _("Carte du combattant"),
    "Devis des travaux": _("Devis des travaux"),
}


def need_words(reason: str) -> str:
    """What must be proved; eligibility's own words when none are here."""
    return str(NEEDS.get(reason, reason))


# Past participles for the timeline; an act without its words here fails a test.
ACTS = {
    "casefile.open": _("Dossier ouvert"),
    "information_given": _("Information sur les données remise"),
    "casefile.start_assessment": _("Évaluation commencée"),
    "casefile.start_processing": _("Instruction commencée"),
    "casefile.start_follow_up": _("Dossier passé en suivi"),
    "casefile.resume_assessment": _("Évaluation reprise"),
    "casefile.close": _("Dossier clos"),
    "casefile.reopen": _("Dossier rouvert"),
    "casefile.assign": _("Dossier attribué"),
    "casefile.unassign": _("Attribution annulée"),
    "casefile.transfer": _("Dossier transféré à un autre site"),
    "exceptional_access.open": _("Accès exceptionnel ouvert"),
    "exceptional_access.read": _("Page lue par accès exceptionnel"),
    "exceptional_access.close": _("Accès exceptionnel fermé"),
    "absence.note": _("Absence notée"),
    "absence.end": _("Absence terminée"),
    "task.add": _("Tâche notée"),
    "task.done": _("Tâche faite"),
    "task.undone": _("Tâche reprise"),
    "casefile.archive": _("Dossier archivé"),
    "casefile.erase": _("Dossier effacé"),
    "clock.warn": _("Échéance annoncée"),
    "casefile.read": _("Dossier lu"),
    "facts_recorded": _("Situation mise à jour"),
    "life_event.draft": _("Changement de situation à relire"),
    "life_event.apply": _("Changement de situation appliqué"),
    "life_event.cancel": _("Changement de situation abandonné"),
    "outdate_document": _("Pièce qui ne prouve plus"),
    "fact_settled": _("Valeur choisie entre deux sources"),
    "rights_checked": _("Droits vérifiés"),
    "figures.prepare": _("Règle datée préparée"),
    "figures.submitted": _("Règle datée soumise à la relecture"),
    "figures.approved": _("Règle datée approuvée"),
    "figures.rejected": _("Règle datée rejetée"),
    "figures.withdrawn": _("Règle datée retirée"),
    "type.prepared": _("Version d’un type de pièce préparée"),
    "type.approved": _("Version d’un type de pièce approuvée"),
    "type.rejected": _("Version d’un type de pièce rejetée"),
    "type.withdrawn": _("Version d’un type de pièce retirée"),
    "caseload.ask": _("Vérification des dossiers demandée"),
    "caseload.export": _("Résultats d’une vérification exportés"),
    "radar.object": _("Recherche de droits refusée par le foyer"),
    "radar.withdraw_objection": _("Recherche de droits de nouveau acceptée"),
    "application.prepare": _("Demande préparée"),
    "application.receive": _("Demande enregistrée"),
    "application.ask_for_pieces": _("Demande déclarée incomplète"),
    "application.complete": _("Demande déclarée complète"),
    "application.start_review": _("Instruction de la demande commencée"),
    "application.propose": _("Décision proposée"),
    "application.grant": _("Demande accordée"),
    "application.refuse": _("Demande rejetée"),
    "application.send_back": _("Proposition renvoyée pour complément"),
    "application.withdraw": _("Demande classée sans suite"),
    "application.ask_opinion": _("Avis de la commission demandé"),
    "application.record_opinion": _("Avis de la commission enregistré"),
    "application.lapse": _("Demande devenue caduque"),
    "application.fall_silent": _("Demande rejetée par le silence"),
    "application.lodge_appeal": _("Recours enregistré"),
    "application.uphold": _("Décision maintenue"),
    "application.uphold_by_silence": _("Décision maintenue par le silence"),
    "application.reverse": _("Décision changée"),
    "application.check_again": _("Droits vérifiés à nouveau avant de décider"),
    "application.read_to_decide": _("Demande lue pour la décider, depuis un autre site"),
    "appeal.seize_tribunal": _("Tribunal saisi par le foyer"),
    "appeal.record_judgment": _("Jugement du tribunal noté"),
    "commission.open_session": _("Séance de la commission ouverte"),
    "commission.set_agenda": _("Ordre du jour de la commission établi"),
    "commission.close_session": _("Séance de la commission close"),
    "delegation.propose": _("Délégation d’autorité proposée"),
    "delegation.approve": _("Délégation d’autorité approuvée"),
    "delegation.drop": _("Délégation d’autorité retirée"),
    "delegation.end": _("Délégation d’autorité terminée"),
    "award.suspend": _("Droit suspendu"),
    "award.resume": _("Droit repris"),
    "award.interrupt": _("Droit interrompu"),
    "award.end": _("Droit terminé"),
    "award.expire": _("Droit arrivé à son terme"),
    "award.expire_unproved": _("Droit fini sans reprise"),
    "recovery.propose": _("Récupération proposée"),
    "recovery.decide": _("Récupération décidée"),
    "recovery.pay": _("Versement reçu sur une récupération"),
    "recovery.settle": _("Récupération réglée"),
    "recovery.waive": _("Remise accordée"),
    "recovery.cancel": _("Récupération annulée"),
    "documentrequest.prepare": _("Pièce à demander"),
    "documentrequest.send": _("Pièce demandée"),
    "documentrequest.answer": _("Pièce reçue"),
    "documentrequest.accept": _("Demande de pièce satisfaite"),
    "documentrequest.reject": _("Pièce refusée, à redemander"),
    "documentrequest.send_again": _("Pièce redemandée"),
    "documentrequest.waive": _("Pièce non demandée"),
    "documentrequest.obtain": _("Pièce obtenue de l’administration"),
    "administration.ask": _("Question posée à une administration"),
    "administration.answer": _("Réponse d’une administration"),
    "administration.object": _("Question à une administration refusée par le foyer"),
    "documentrequest.cancel": _("Demande de pièce annulée"),
    "upload.received": _("Fichier arrivé, à ranger"),
    "upload.refused": _("Fichier refusé à l’entrée"),
    "upload.removed": _("Fichier retiré avant rangement"),
    "upload.moved": _("Fichier déplacé vers ce dossier"),
    "upload.sorted": _("Fichier rangé"),
    "upload.read": _("Fichiers à ranger consultés"),
    "piece.remark": _("Remarque sur une pièce demandée"),
    "piece.remark_answered": _("Réponse à une remarque sur une pièce"),
    "piece.study": _("Effet d’une pièce en moins demandé"),
    "store_document": _("Pièce déposée"),
    "accept_document": _("Pièce acceptée"),
    "precheck_document": _("Pièce vérifiée une première fois"),
    "confirm_document": _("Pièce acceptée par une seconde personne"),
    "retype_document": _("Type de la pièce corrigé"),
    "turn_document": _("Page de la pièce tournée"),
    "redact_document": _("Partie de la pièce masquée"),
    "unredact_document": _("Masque retiré de la pièce"),
    "document.preview": _("Pièce regardée"),
    "document.copy": _("Copie de la pièce remise"),
    "table.taken": _("Tableau emporté"),
    "reject_document": _("Pièce refusée"),
    "release_document": _("Pièce débloquée par l’antivirus"),
    "hold_document": _("Pièce gardée bloquée par l’antivirus"),
    "judge_documents": _("Deux pièces comparées"),
    "supersede_document": _("Pièce remplacée"),
    "erase_document": _("Pièce effacée"),
    "trust_signer": _("Certificat de 2D-Doc ajouté"),
    "withdraw_signer": _("Certificat de 2D-Doc retiré"),
    "keys_rotated": _("Clés des pièces changées"),
    "document.read": _("Pièce consultée"),
    "letter.prepare": _("Courrier préparé"),
    "letter.send": _("Courrier parti"),
    "letter.cancel": _("Courrier annulé"),
    "letter.read": _("Courrier lu"),
    "letter.print": _("Courrier imprimé"),
    "letter.received": _("Courrier reçu par le foyer"),
    "letter.return": _("Courrier revenu"),
    "letter.ask_sending": _("Envoi d’un message demandé"),
    "letter.announce": _("Foyer prévenu qu’un courrier attend"),
    "letter.sending_failed": _("Message non parti"),
    "correspondence.note": _("Moyens d’écrire au foyer notés"),
    "share.open": _("Dossier partagé"),
    "share.suspend": _("Partage suspendu"),
    "share.resume": _("Partage repris"),
    "share.revoke": _("Partage retiré"),
    "partner.list": _("Dossier vu dans la liste d’un partenaire"),
    "partner.read": _("Dossier lu par un partenaire"),
    "partner.download": _("Pièce téléchargée par un partenaire"),
    "case_exported": _("Dossier exporté en PDF"),
    "household.created": _("Foyer créé"),
    "household.member_added": _("Personne ajoutée au foyer"),
    "household.member_left": _("Personne partie du foyer"),
    "household.applicant_changed": _("Demandeur principal changé"),
    "household.moved": _("Adresse changée"),
    "household.merged": _("Dossier réuni avec un autre"),
    "household.unmerged": _("Réunion de deux dossiers annulée"),
    "household.parted": _("Des personnes ont quitté le foyer après une séparation"),
    "household.made_by_parting": _("Dossier ouvert après une séparation"),
    "casefile.put_back": _("Dossier remis dans l’état d’avant la réunion"),
    "documentrequest.put_back": _("Demande de pièce remise dans l’état d’avant"),
    "facts_carried": _("Éléments de situation repris de l’autre foyer"),
    "facts_unknown": _("Éléments de situation redevenus inconnus"),
    "keep_document_for": _("Pièce reprise de l’autre foyer"),
    "people.merged": _("Deux fiches réunies"),
    "people.unmerged": _("Réunion de deux fiches annulée"),
    "people.told_apart": _("Deux fiches dites de deux personnes"),
    "people.died": _("Décès noté"),
    "people.death_undone": _("Décès noté par erreur, annulé"),
    "people.searched": _("Personne recherchée"),
    "people.chosen": _("Personne reconnue"),
    "people.registered": _("Fiche créée"),
    "people.contact_updated": _("Moyens de contact mis à jour"),
    "people.mandate_added": _("Représentant légal noté"),
    "people.nir_set": _("Numéro de sécurité sociale enregistré"),
    "people.nir_removed": _("Numéro de sécurité sociale retiré"),
    "people.nir_read": _("Numéro de sécurité sociale lu"),
    "people.iban_set": _("Coordonnées bancaires enregistrées"),
    "people.iban_removed": _("Coordonnées bancaires retirées"),
    "people.iban_read": _("Coordonnées bancaires lues"),
    "note.write": _("Note écrite"),
    "note.rewrite": _("Note modifiée"),
    "note.include": _("Note professionnelle incluse dans l’export"),
    "note.withdraw": _("Note professionnelle retirée de l’export"),
    "contact.record": _("Contact noté"),
    "plan.agree": _("Plan d’action convenu"),
    "plan.add_objective": _("Objectif ajouté au plan"),
    "plan.settle_objective": _("Objectif mis à jour"),
    "plan.review": _("Point fait sur le plan"),
    "plan.end": _("Plan d’action terminé"),
    "appointment.plan": _("Rendez-vous planifié"),
    "appointment.move": _("Rendez-vous déplacé"),
    "appointment.held": _("Rendez-vous tenu"),
    "appointment.missed_by_household": _("Rendez-vous manqué par le foyer"),
    "appointment.missed_by_service": _("Rendez-vous manqué par le service"),
    "appointment.cancelled": _("Rendez-vous annulé"),
    "calendar.open": _("Adresse de calendrier créée"),
    "calendar.close": _("Adresse de calendrier fermée"),
    "casefile.kept_here": _("Dossier ouvert hors du secteur de l’adresse"),
    "reorganisation.prepare": _("Réorganisation des secteurs préparée"),
    "reorganisation.compose": _("Règle d’une réorganisation modifiée"),
    "reorganisation.withdraw": _("Réorganisation retirée"),
    "reorganisation.publish": _("Réorganisation des secteurs publiée"),
    "territory.first_map": _("Première carte des secteurs écrite"),
    "create_site": _("Site créé"),
    "create_agency": _("Organisme créé"),
    "create_agent": _("Compte d’agent créé"),
}


def act_words(act: str) -> str:
    """The act in the past participle; its code when it is none of this house."""
    return str(ACTS.get(act, act))


def events(entries: Iterable[Entry]) -> list[Event]:
    """Journal entries as lines of a timeline."""
    return [
        Event(
            entry.at,
            act_words(entry.act),
            who=f"{entry.actor.full_name}, {entry.actor.workplace}"
            if entry.actor
            else gettext("automatique"),
            reason=entry.reason,
        )
        for entry in entries
    ]
