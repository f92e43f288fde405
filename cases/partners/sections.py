"""The shared sections of one file as an agency reads them: on its page, and in the preview before sharing.

A section that is not given leaves no trace: no title, no count, no gap.
"""

from collections.abc import Callable, Collection
from dataclasses import dataclass
from datetime import date

from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from cases import words
from cases.models import Application, CaseFile
from cases.models.application import Every
from cases.models.share import Section
from cases.partners.selectors import applications_of, members_of, readable
from cases.workflow.application import ApplicationState
from documents.models import SupportingDocument
from nps.ui import formats
from nps.ui.components import Column, DocumentCard, Table, Tag

MEDIA = {
    "application/pdf": "PDF",
    "image/jpeg": "JPEG",
    "image/png": "PNG",
    "image/heic": "HEIC",
}
EVERY = {
    Every.MONTH: gettext_lazy("par mois"),
    Every.YEAR: gettext_lazy("par an"),
    Every.ONCE: gettext_lazy("en une fois"),
}
# Only a decision is told: what is proposed is not one yet, and the reasons of a refusal are the household's.
DECISIONS = {
    ApplicationState.GRANTED: gettext_lazy("Accordée le %(day)s"),
    ApplicationState.REFUSED: gettext_lazy("Rejetée le %(day)s"),
}


@dataclass(frozen=True)
class Shown:
    """One section of the page: a table or cards, or the sentence for nothing there."""

    title: str
    table: Table | None = None
    cards: tuple[DocumentCard, ...] = ()
    empty: str = ""


def shown(
    case: CaseFile,
    sections: Collection[str],
    documents: QuerySet[SupportingDocument],
    on: date,
    address: Callable[[SupportingDocument], str] = lambda document: "",
) -> list[Shown]:
    """These sections of the file that day; `address` says where a piece is downloaded, if anywhere."""
    given = {
        Section.IDENTITY: lambda: _identity(case, on),
        Section.APPLICATIONS: lambda: _applications(case),
        Section.DOCUMENTS: lambda: _documents(documents, address),
    }
    return [section() for name, section in given.items() if name in sections]


def _identity(case: CaseFile, on: date) -> Shown:
    rows = [
        (
            words.full_name(member.person),
            member.person.birth_name,
            formats.date_long(member.person.birth),
            member.get_role_display(),
        )
        for member in members_of(case, on)
    ]
    columns = (
        Column(_("Prénoms et nom")),
        Column(_("Nom de naissance")),
        Column(_("Date de naissance")),
        Column(_("Place dans le foyer")),
    )
    return Shown(_("Le foyer"), Table(_("Personnes du foyer"), columns, rows, caption_hidden=True))


def _applications(case: CaseFile) -> Shown:
    rows = [
        (
            words.benefit_name(application.benefit),
            Tag.of("application", application.state),
            formats.date_short(application.received_on) if application.received_on else _("pas encore"),
            decision_words(application),
        )
        for application in applications_of(case)
    ]
    title = _("Les demandes et les décisions")
    columns = (
        Column(_("Demande")),
        Column(_("État")),
        Column(_("Reçue le"), "date"),
        Column(_("Décision")),
    )
    table = Table(title, columns, rows, caption_hidden=True)
    return Shown(title, table if rows else None, empty="" if rows else _("Aucune demande."))


def decision_words(application: Application) -> str:
    """« Accordée le 2 mai 2024 : 150,00 € par mois, du 12 mars 2024 au 11 mars 2025 ».

    Asks for shared columns only.
    """
    if application.state not in DECISIONS:
        return _("Pas encore de décision")
    day = formats.date_long(timezone.localtime(application.decided_at))
    told = DECISIONS[ApplicationState(application.state)] % {"day": day}
    if application.state == ApplicationState.REFUSED:
        return told
    parts = [told]
    if application.every == Every.IN_KIND:
        parts.append(_("en nature"))
    elif application.amount is not None:
        parts.append(f"{formats.money(application.amount)} {EVERY[Every(application.every)]}")
    if application.ends_on:
        parts.append(
            _("du %(first)s au %(last)s")
            % {
                "first": formats.date_long(application.starts_on),
                "last": formats.date_long(application.ends_on),
            }
        )
    return ", ".join(parts)


def _documents(documents: QuerySet[SupportingDocument], address: Callable) -> Shown:
    cards = tuple(
        DocumentCard(
            words.piece_name(piece.type, piece.period),
            "",
            Tag.of("document", piece.state),
            download_url=address(piece),
            media=copy_words(piece),
        )
        for piece in readable(documents)
    )
    return Shown(_("Pièces"), cards=cards, empty="" if cards else _("Aucune pièce à lire."))


def copy_words(piece: SupportingDocument) -> str:
    """« copie PDF, 2 pages »: what leaves is drawn again, whatever was stored."""
    pages = ngettext("copie PDF, %(n)s page", "copie PDF, %(n)s pages", piece.content.pages)
    return pages % {"n": piece.content.pages}


def media_words(piece: SupportingDocument) -> str:
    """« PDF, 210 Ko »."""
    return f"{MEDIA.get(piece.content.media_type, '')}, {formats.file_size(piece.content.size)}"
