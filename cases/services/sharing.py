"""Sharing parts of one file with one agency: purpose-bound, dated, granted section by section."""

from collections.abc import Iterable
from datetime import date

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from cases import clocks
from cases.models import CaseFile, Share, ShareDocument
from cases.models.share import Consent, Section, ShareState
from cases.permissions import grant_sections
from cases.services.files import require_work
from cases.services.moves import MoveRefused, move
from cases.workflow.case_file import OPEN as OPEN_FILES
from documents.models import State, SupportingDocument
from nps.accounts.models import Agency, Agent
from nps.journal.services import record
from nps.people.models import Person

MAX_MONTHS = 12


def align_grants(case: CaseFile, agency: Agency) -> None:
    """The agency's grants are those of its live shares: two shares may overlap, one may end alone."""
    live = Share.objects.filter(case=case, agency=agency, state=ShareState.ACTIVE).order_by("pk")
    grant_sections(case, agency.group, {section for share in live for section in share.sections})


def _require_sound(
    case: CaseFile,
    sections: set[Section],
    documents: list[SupportingDocument],
    consented_by: Person | None,
    starts_on: date,
    ends_on: date,
) -> None:
    """Raises MoveRefused with the first thing that does not hold together."""
    members = case.household.memberships.filter(person=consented_by, until=None)
    faults = (
        (case.state not in OPEN_FILES, _("Un dossier clos ne se partage pas : rouvrez-le d’abord.")),
        (not sections, _("Choisissez au moins une section à partager.")),
        (
            not starts_on <= ends_on <= clocks.months_after(starts_on, MAX_MONTHS),
            _("Un partage dure au plus 12 mois et finit après son début."),
        ),
        (
            documents and Section.DOCUMENTS not in sections,
            _("Des pièces sont choisies, mais la section des pièces n’est pas partagée."),
        ),
        (
            any(document.household_id != case.household_id for document in documents),
            _("Une pièce choisie n’appartient pas à ce dossier."),
        ),
        (
            any(document.state != State.ACCEPTED for document in documents),
            _("Une pièce choisie n’est pas acceptée."),
        ),
        (
            consented_by and not members.exists(),
            _("La personne qui a donné son accord ne vit pas dans ce foyer."),
        ),
    )
    for wrong, said in faults:
        if wrong:
            raise MoveRefused(said)


def _record_opening(share: Share, documents: list[SupportingDocument]) -> None:
    record(
        act="share.open",
        actor=share.shared_by,
        subject=share,
        case_reference=share.case.reference,
        data={
            "agency": share.agency.code,
            "sections": [str(section) for section in share.sections],
            "documents": [document.pk for document in documents],
            "from": share.starts_on.isoformat(),
            "until": share.ends_on.isoformat(),
        },
    )


@transaction.atomic
def share_case_file(
    *,
    actor: Agent,
    case: CaseFile,
    agency: Agency,
    purpose: str,
    legal_basis: str,
    sections: Iterable[Section],
    documents: Iterable[SupportingDocument] = (),
    starts_on: date,
    ends_on: date,
    consent: Consent,
    consented_on: date,
    consented_by: Person | None = None,
) -> Share:
    """Let the agency see these sections and pieces from one day to another. Raises MoveRefused."""
    require_work(case, actor)
    case = CaseFile.objects.select_for_update().get(pk=case.pk)  # as it is now, not as a page read it
    sections, documents = set(sections), list(documents)
    _require_sound(case, sections, documents, consented_by, starts_on, ends_on)
    if not purpose.strip() or not legal_basis.strip():
        raise MoveRefused(_("Dites pourquoi et sur quelle base partager."))
    share = Share.objects.create(
        case=case,
        agency=agency,
        purpose=purpose.strip(),
        legal_basis=legal_basis.strip(),
        sections=sorted(sections),
        starts_on=starts_on,
        ends_on=ends_on,
        consent=consent,
        consented_on=consented_on,
        consented_by=consented_by,
        shared_by=actor,
    )
    ShareDocument.objects.bulk_create(ShareDocument(share=share, document=d) for d in documents)
    align_grants(case, agency)
    _record_opening(share, documents)
    return share


@transaction.atomic
def _move_share(share: Share, name: str, *, actor: Agent, **values) -> Share:
    moved = move(share, name, actor=actor, **values)
    align_grants(moved.case, moved.agency)
    return moved


def revoke_share(*, actor: Agent, share: Share) -> Share:
    """Withdraw the share at once: the agency's next request finds nothing."""
    return _move_share(share, "revoke", actor=actor, at=timezone.now())


def suspend_share(*, actor: Agent, share: Share) -> Share:
    """Stop the share for a while; the reversible gesture."""
    return _move_share(share, "suspend", actor=actor)


def resume_share(*, actor: Agent, share: Share) -> Share:
    """Let a suspended share run again until its end date."""
    return _move_share(share, "resume", actor=actor)
