"""What an agent may see; every function starts from the agent. Nothing is written here."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.core.exceptions import PermissionDenied, ValidationError
from django.db.models import QuerySet
from django.http import Http404
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from cases.models import Application, Award, CaseFile, DocumentRequest, ExceptionalAccess, Letter, Share
from cases.permissions import (
    applications_to_decide,
    files_to_read,
    files_to_work,
)
from cases.reuniting.reading import households_with
from documents.models import SupportingDocument, Upload
from eligibility.models import RightsCheck
from nps.accounts.models import SITE_ROLES, Agent, Role
from nps.people.models import Person
from nps.people.selectors import with_applicant

READ_ONLY = _("Accès exceptionnel : vous pouvez lire ce dossier, rien y écrire.")


def case_files_for(agent: Agent) -> QuerySet[CaseFile]:
    """Files the agent works: those of the agent's site."""
    files = CaseFile.objects.select_related("household", "referent", "site")
    return files_to_work(files.prefetch_related(with_applicant("household")), agent)


def case_file_for(agent: Agent, reference: str) -> CaseFile:
    """One of the agent's files. Raises Http404 for any other, as for what does not exist, and
    PermissionDenied for one the agent may only read."""
    case = case_files_for(agent).filter(reference=reference).first()
    if case is None:
        if _to_read(agent, reference).exists():
            raise PermissionDenied(READ_ONLY)
        raise Http404
    return case


def case_file_to_read(agent: Agent, reference: str) -> CaseFile:
    """One file to read: the agent's, or one opened by exceptional access. Raises Http404 for any other."""
    case = case_files_for(agent).filter(reference=reference).first() or _to_read(agent, reference).first()
    if case is None:
        raise Http404
    return case


def application_to_read(agent: Agent, reference: str) -> Application:
    """One application to read, as `case_file_to_read`."""
    opened = files_to_read(CaseFile.objects.all(), agent, ExceptionalAccess.objects.all(), timezone.now())
    about = ("case__site", "applicant", "rights_check", "proposed_by", "decided_by")
    found = Application.objects.filter(reference=reference, case__in=opened).select_related(*about).first()
    if found is None:
        raise Http404
    return found


def _to_read(agent: Agent, reference: str) -> QuerySet[CaseFile]:
    """The file when the agent may read it, the hour looked at now."""
    files = CaseFile.objects.filter(reference=reference).select_related("household", "referent", "site")
    opened = files_to_read(files, agent, ExceptionalAccess.objects.all(), timezone.now())
    return opened.prefetch_related(with_applicant("household"))


def applications_for(agent: Agent) -> QuerySet[Application]:
    """Applications of the agent's files."""
    files = case_files_for(agent).select_related(None)
    return (
        Application.objects.filter(case__in=files)
        .select_related(
            "case__household", "case__site", "applicant", "rights_check", "proposed_by", "decided_by"
        )
        .prefetch_related(with_applicant("case__household"))
    )


def application_for(agent: Agent, reference: str) -> Application:
    """One application of the agent's files, or Http404."""
    application = applications_for(agent).filter(reference=reference).first()
    if application is None:
        raise Http404
    return application


def decisions_for(agent: Agent) -> QuerySet[Application]:
    """Proposals that wait for this agent's decision."""
    return applications_to_decide(applications_for(agent).filter(state="proposed"), agent).order_by(
        "proposed_at", "pk"
    )


def award_for(agent: Agent, reference: str) -> Award:
    """One award of the agent's files, or Http404."""
    files = case_files_for(agent).select_related(None)
    award = Award.objects.filter(case__in=files, reference=reference).select_related("case__site").first()
    if award is None:
        raise Http404
    return award


def documents_for(agent: Agent) -> QuerySet[SupportingDocument]:
    """Pieces of the households whose file the agent works."""
    files = case_files_for(agent).select_related(None)
    held = SupportingDocument.objects.filter(household__case_file__in=files).select_related("content")
    return held.prefetch_related(with_applicant("household"))


def document_for(agent: Agent, reference: str) -> SupportingDocument:
    """One such piece, or Http404."""
    document = documents_for(agent).filter(reference=reference).first()
    if document is None:
        raise Http404
    return document


def uploads_for(agent: Agent, case: CaseFile) -> QuerySet[Upload]:
    """Files that came in for one of the agent's files."""
    return case.household.uploads.filter(household__case_file__in=case_files_for(agent).select_related(None))


def identified_in(agent: Agent, case: CaseFile, types: Iterable[str]) -> set[str]:
    """Ids of the people of this file whom an accepted piece of one of these types identifies."""
    pieces = documents_for(agent).filter(household=case.household, state="accepted", type__in=types)
    return {str(person) for person in pieces.values_list("people__public_id", flat=True)}


def requests_for(agent: Agent) -> QuerySet[DocumentRequest]:
    """Requests for pieces of the agent's files."""
    files = case_files_for(agent).select_related(None)
    return DocumentRequest.objects.filter(case__in=files).select_related("case", "person")


def letters_of(case: CaseFile) -> QuerySet[Letter]:
    """The register of what was written to this household, newest first."""
    return case.letters.prefetch_related("requests").order_by("-prepared_at", "-pk")


def letter_for(agent: Agent, reference: str) -> Letter:
    """One letter of the agent's files, or Http404."""
    files = case_files_for(agent).select_related(None)
    found = Letter.objects.filter(case__in=files, reference=reference)
    letter = found.select_related(
        "case__site", "case__household", "said", "pdf", "prepared_by", "sent_by"
    ).first()
    if letter is None:
        raise Http404
    return letter


def rights_check_for(agent: Agent, case: CaseFile, public_id) -> RightsCheck:
    """One check of this file's household, or Http404."""
    try:
        return RightsCheck.objects.get(household__in=households_with(case), public_id=public_id)
    except (RightsCheck.DoesNotExist, ValidationError) as missing:
        raise Http404 from missing


def share_for(agent: Agent, case: CaseFile, public_id) -> Share:
    """One share of this file, or Http404."""
    share = case.shares.filter(public_id=public_id).select_related("agency__group", "case").first()
    if share is None:
        raise Http404
    return share


def _address_of(agent: Agent, reference: str, site_id: int) -> str:
    """The file's page; where a supervisor asks to read one of another site; else nothing."""
    if site_id == agent.site_id:
        return reverse("cases:case", args=[reference])
    return reverse("cases:ask_access", args=[reference]) if agent.role == Role.SUPERVISOR else ""


@dataclass(frozen=True)
class Summary:
    """What the register may show of somebody's file."""

    reference: str
    url: str
    followed_by: str
    own_site: bool


def summaries_for_people(agent: Agent, people: Iterable[Person]) -> dict[int, Summary]:
    """People with a file: its reference and address when the agent works it, else only its site."""
    if agent.role not in SITE_ROLES:
        return {}
    found = (
        CaseFile.objects.filter(
            household__memberships__person__in=list(people), household__memberships__until=None
        )
        .select_related("referent", "site")
        .values_list(
            "household__memberships__person_id", "reference", "referent__full_name", "site_id", "site__name"
        )
        .order_by("pk")
    )
    return {
        person: Summary(
            reference if site_id == agent.site_id else "",
            _address_of(agent, reference, site_id),
            referent if site_id == agent.site_id else site,
            site_id == agent.site_id,
        )
        for person, reference, referent, site_id, site in found
    }
