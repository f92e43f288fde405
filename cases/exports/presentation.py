"""What the audit file says, in order: values in, headings, tables, sentences out. No HTML may enter."""

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from cases.exports.avoided import avoided
from cases.exports.blocks import Blocks, Cell, Heading, Section, Table, Terms, Text, table, tag, terms
from cases.exports.changes_blocks import changes
from cases.exports.contesting_blocks import contesting
from cases.exports.context import (
    Application,
    CaseExport,
    Entry,
    JournalProof,
    Member,
    Piece,
    Right,
    RightsCheck,
)
from cases.exports.following_blocks import following, notes
from cases.exports.wording import day, grouped, long_day, moment, money, partial_day, span, weight
from nps.ui.formats import THIN


def name(member: Member) -> str:
    usage = _("%(name)s (nom d’usage : %(usage)s)") if member.usage_name else "%(name)s"
    full = f"{member.given_names} {member.birth_name}".strip()
    return usage % {"name": full, "usage": member.usage_name}


def sections(export: CaseExport, data_sha256: str) -> tuple[Section, ...]:
    """The whole file, in the order it is read. `data_sha256`: hex fingerprint of the attached case.json."""
    return (
        Section(_("Ce fichier"), tuple(_about(export, data_sha256))),
        Section(_("Le foyer"), tuple(_household(export))),
        Section(_("La situation"), tuple(_facts(export))),
        Section(_("Les droits"), tuple(_rights(export))),
        Section(_("Les demandes et les décisions"), tuple(_applications(export))),
        Section(_("Les avis, les recours, les décisions rejouées"), tuple(contesting(export))),
        Section(_("Les droits ouverts"), tuple(_awards(export))),
        Section(_("Les changements et les sommes à rendre"), tuple(changes(export))),
        Section(_("Les pièces justificatives"), tuple(_pieces(export))),
        Section(_("Les partages"), tuple(_shares(export))),
        Section(_("L’accompagnement"), tuple(following(export))),
        Section(_("Les notes"), tuple(notes(export))),
        Section(_("Le journal du dossier"), tuple(_timeline(export))),
        Section(_("La preuve du journal"), tuple(_proof(export))),
    )


def _about(export: CaseExport, data_sha256: str) -> Blocks:
    yield Text(
        _(
            "Ce fichier montre tout ce que le dossier contenait au moment de l’export, et permet de le "
            "vérifier. Il est signé : le moindre changement se voit. Les données complètes et "
            "les pièces y sont jointes."
        )
    )
    yield terms(
        _("Le dossier et l’export"),
        (_("Dossier"), Cell(export.reference, code=True)),
        (_("État du dossier"), tag(export.state)),
        (_("Ouvert le"), day(export.opened_on)),
        (_("Espace parisien des solidarités"), Cell(export.site.name, note=export.site.address)),
        (_("Référent"), export.referent or _("Aucun référent")),
        (_("Export établi le"), moment(export.generated_at)),
        (_("Établi par"), export.generated_by),
        (_("Contenu prévu pour"), export.profile.label),
        (_("Mission"), export.mission),
        (_("Données jointes"), Cell("case.json", note=_("SHA-256 : %s") % grouped(data_sha256), code=True)),
    )
    yield Text(
        _(
            "Pour vérifier ce fichier, ouvrez la page « Vérifier un fichier » de l’application, ou la "
            "commande verify_export. Une copie imprimée ne prouve rien : seul le fichier est signé."
        )
    )


def _household(export: CaseExport) -> Blocks:
    if any(member.safe_contact for member in export.members):
        yield Text(
            _("Contact prudent : pas de courrier, pas de message vocal, pas d’adresse donnée."), strong=True
        )
    if not export.members:
        yield Text(_("Aucune personne."))
        return
    yield table(
        _("Les personnes du foyer"),
        (_("Personne"), _("Place dans le foyer"), _("Naissance"), _("Nationalité"), _("Dans le foyer")),
        (
            (
                Cell(name(m), note=_("Fiche %s") % m.reference),
                m.role.label,
                partial_day(m.birth_date),
                m.nationality,
                span(m.since, m.until),
            )
            for m in export.members
        ),
        "people",
    )
    if export.addresses:
        yield table(
            _("Les adresses"),
            (_("Adresse"), _("Période")),
            ((a.lines, span(a.since, a.until)) for a in export.addresses),
            "two",
        )


def _facts(export: CaseExport) -> Blocks:
    if not export.facts:
        yield Text(_("Aucun élément de situation."))
        return
    yield table(
        _("Les éléments de situation et leur source"),
        (_("Élément"), _("Qui"), _("Valeur"), _("Source"), _("Validité")),
        (
            (
                f.label,
                f.subject or _("Le foyer"),
                f.value,
                Cell(f.source.label, note=f.proof),
                span(f.valid_from, f.valid_until),
            )
            for f in export.facts
        ),
        "facts",
    )


def _rights(export: CaseExport) -> Blocks:
    if not export.rights_checks:
        yield Text(_("Aucune vérification des droits."))
    for check in export.rights_checks:
        yield from _check(check)


def _check(check: RightsCheck) -> Blocks:
    yield Heading(_("Droits du foyer au %s") % long_day(check.on))
    yield Text(
        _("Vérification %(reference)s, faite par %(who)s le %(when)s. Textes appliqués : %(law)s.")
        % {
            "reference": check.reference,
            "who": check.made_by,
            "when": moment(check.made_at),
            "law": ", ".join(f"{v.name} {v.version}" for v in check.law),
        }
    )
    if not check.rights:
        return
    yield table(
        _("Les résultats, droit par droit"),
        (_("Prestation"), _("Résultat"), _("Montant"), _("Durée"), _("Article")),
        (
            (
                right.name,
                tag(right.status),
                Cell(money(right.amount, right.every), number=True),
                ngettext("%d mois", "%d mois", right.duration_months) % right.duration_months
                if right.duration_months
                else "",
                right.by_law,
            )
            for right in check.rights
        ),
        "rights",
    )
    for right in check.rights:
        if right.conditions:
            yield _conditions(right)


def _conditions(right: Right) -> Table:
    answers = {
        True: Cell(_("Oui"), kind="ok"),
        False: Cell(_("Non"), kind="idle"),
        None: Cell(_("On ne sait pas"), kind="wait"),
    }
    caption = _("Pourquoi : %(right)s, %(status)s") % {
        "right": right.name,
        "status": right.status.label.lower(),
    }
    if right.missing:
        caption += " " + _("(il manque : %s)") % ", ".join(right.missing)
    return table(
        caption,
        (_("Condition"), _("Remplie"), _("Ici"), _("Seuil"), _("Article")),
        ((c.sentence, answers[c.holds], c.value, c.threshold, c.article) for c in right.conditions),
        "conditions",
    )


def _applications(export: CaseExport) -> Blocks:
    if not export.applications:
        yield Text(_("Aucune demande."))
    for application in export.applications:
        yield Heading(application.benefit, tag(application.state))
        yield _decision(application)
        if application.clocks:
            yield table(
                _("Les délais de la demande %s") % application.reference,
                (_("Délai"), _("Date"), _("Effet"), _("Article")),
                ((c.label, day(c.on, _("Arrêté")), c.effect, c.article) for c in application.clocks),
                "clocks",
            )
        if application.moves:
            yield table(
                _("Le parcours de la demande %s") % application.reference,
                (_("Date"), _("État"), _("Par"), _("Motif")),
                ((moment(m.at), tag(m.state), m.actor, m.reason) for m in application.moves),
                "moves",
            )


def _decision(application: Application) -> Terms:
    return terms(
        _("La demande %s") % application.reference,
        (_("Demande"), Cell(application.reference, code=True)),
        (_("Reçue le"), day(application.received_on)),
        (_("Complète le"), day(application.complete_on)),
        (_("Proposée par"), Cell(application.proposer, note=moment(application.proposed_at))),
        (_("Décidée par"), Cell(application.decider, note=moment(application.decided_at))),
        (_("Décision"), tag(application.decision)),
        (_("Montant"), money(application.amount, application.every)),
        (_("Motifs"), application.reasons),
        (_("Article"), application.article),
    )


def _awards(export: CaseExport) -> Blocks:
    if not export.awards:
        yield Text(_("Aucun droit ouvert."))
        return
    yield table(
        _("Les prestations accordées"),
        (_("Prestation"), _("État"), _("Montant"), _("Période"), _("Demande")),
        (
            (
                a.benefit,
                tag(a.state),
                Cell(money(a.amount, a.every), number=True),
                span(a.since, a.until),
                Cell(a.application, code=True),
            )
            for a in export.awards
        ),
        "rights",
    )


def _pieces(export: CaseExport) -> Blocks:
    if export.requests:
        yield table(
            _("Les demandes de pièces"),
            (_("Pièce"), _("De qui"), _("État"), _("Demandée le"), _("Avant le"), _("Reçue le")),
            (
                (
                    Cell(
                        r.piece,
                        note=" ".join(filter(None, (r.reason, f"({r.article})" if r.article else ""))),
                    ),
                    r.whose,
                    tag(r.state),
                    day(r.sent_on),
                    day(r.due_on),
                    day(r.answered_on),
                )
                for r in export.requests
            ),
            "requests",
        )
    if export.pieces_counted:
        yield from avoided(export)
    if not export.pieces:
        yield Text(_("Aucune pièce."))
        return
    yield table(
        _("Les pièces conservées et leur empreinte"),
        (_("Pièce"), _("De qui"), _("Période"), _("État"), _("Fichier joint et empreinte SHA-256")),
        (
            (
                Cell(p.type.label, note=" ".join(filter(None, (p.reference, p.scan)))),
                p.whose,
                p.period or span(None, p.valid_until),
                tag(p.state),
                _attached(p),
            )
            for p in export.pieces
        ),
        "pieces",
    )


def _attached(piece: Piece) -> Cell:
    where = (
        f"{piece.file_name} ({weight(piece.size)})"
        if piece.file_name
        else _("Non jointe (%s)") % weight(piece.size)
    )
    return Cell(where, note=grouped(piece.sha256), code=True)


def _shares(export: CaseExport) -> Blocks:
    if not export.shares:
        yield Text(_("Rien n’est partagé."))
        return
    yield table(
        _("Ce qui a été partagé, avec qui et pourquoi"),
        (_("Organisme"), _("État"), _("Ce qui est partagé"), _("Pourquoi"), _("Période")),
        (
            (
                s.agency,
                tag(s.state),
                ", ".join(s.sections),
                Cell(s.purpose, note=" · ".join(filter(None, (s.legal_basis, s.agreement)))),
                span(s.since, s.until),
            )
            for s in export.shares
        ),
        "shares",
    )


def _timeline(export: CaseExport) -> Blocks:
    count = len(export.timeline)
    yield Text(
        ngettext(
            "%d ligne, de la plus ancienne à la plus récente.",
            "%d lignes, de la plus ancienne à la plus récente.",
            count,
        )
        % count
    )
    if export.timeline:
        yield table(
            _("Tout ce qui s’est passé dans ce dossier"),
            (_("Date"), _("Acte"), _("Par"), _("Ligne du journal")),
            (
                (moment(e.at), Cell(e.act, note=e.reason), Cell(e.actor, note=e.role), _line(e))
                for e in export.timeline
            ),
            "timeline",
        )


def _line(entry: Entry) -> Cell:
    """The whole fingerprint and its proof are in case.json; twelve characters are enough to find it there."""
    if entry.index is None:
        return Cell(_("Pas encore scellée"))
    return Cell(_("n° %d") % entry.index, note=entry.leaf_hash[:12], code=True)


def _proof(export: CaseExport) -> Blocks:
    journal = export.journal
    if journal is None:
        yield Text(_("Le journal n’était pas encore scellé au moment de l’export."))
        return
    yield Text(
        _(
            "Le journal de tous les dossiers est scellé dans un arbre d’empreintes (RFC 6962) "
            "dont la tête est signée. Pour chaque ligne de ce dossier, les données jointes donnent le "
            "chemin jusqu’à cette tête : aucune de ces lignes n’a pu être changée depuis."
        )
    )
    yield _head(journal)


def _head(journal: JournalProof) -> Terms:
    return terms(
        _("La tête du journal"),
        (_("Lignes scellées"), f"{journal.size:,}".replace(",", THIN)),
        (_("Racine"), Cell(grouped(journal.root), code=True)),
        (_("Scellée le"), moment(journal.at)),
        (_("Signature Ed25519"), Cell(grouped(journal.signature), code=True)),
        (_("Clé"), Cell(journal.key_id, code=True)),
    )
