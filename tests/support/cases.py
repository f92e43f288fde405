"""The smallest valid files, applications, pieces and shares. People and papers are specimens.

States are written directly, with what their constraints ask for: how they are reached is tested elsewhere.
"""

import hashlib
import uuid
from datetime import date, timedelta
from decimal import Decimal
from io import BytesIO

from django.conf import settings
from django.core.files.base import ContentFile
from django.core.files.storage import storages
from django.utils import timezone

from cases import clocks
from cases.models import Application, Award, CaseFile, Share
from cases.models.share import Consent, Section
from cases.references import new_reference
from cases.services.moves import start_clock
from cases.services.sharing import share_case_file
from documents import sealing
from documents.models import Content, RejectionReason, SupportingDocument
from eligibility.models import RightsCheck
from nps.accounts.models import Agency, Agent, Role
from nps.people.models import Household, MemberRole, Person
from tests.documents import specimens
from tests.support.accounts import make_agency, make_agent
from tests.support.people import make_household, make_person

PDF = specimens.pdf()
DECIDED = ("granted", "refused")
COMPLETED = ("complete", "under_review", "opinion_requested", "proposed", *DECIDED)
APPEALED = ("appeal_pending", "upheld", "reversed")
ENDED_BY_DELAY = ("lapsed", "implicitly_refused")


def make_case_file(actor: Agent | None = None, household: Household | None = None, **fields) -> CaseFile:
    """A file of the actor's site, in evaluation."""
    actor = actor or make_agent()
    today = timezone.localdate()
    told = {
        "reference": new_reference("D", today),
        "household": household or make_household(actor),
        "site": actor.site,
        "referent": actor,
        "opened_by": actor,
        "opened_on": today,
        "information_given_on": today,
        "last_contact_on": today,
        "state": "assessment",
    }
    return CaseFile.objects.create(**{**told, **fields})


def make_member(case: CaseFile, role: MemberRole = MemberRole.CHILD, **fields) -> Person:
    """One more person of the file's household, since always."""
    membership = {name: fields.pop(name) for name in ("since", "until") if name in fields}
    person = make_person(case.referent, **fields)
    case.household.memberships.create(person=person, role=role, **{"since": date(2024, 1, 15), **membership})
    return person


def applicant_of(case: CaseFile) -> Person:
    return case.household.memberships.get(role=MemberRole.APPLICANT, until=None).person


def make_rights_check(case: CaseFile, **fields) -> RightsCheck:
    """A check without any right: applications only need that one was made."""
    told = {
        "household": case.household,
        "on": timezone.localdate(),
        "inputs": {},
        "versions": {},
        "result": {"rights": [], "bundle": {"rights": []}},
        "digest": "0" * 64,
        "made_by": case.referent,
    }
    return RightsCheck.objects.create(**{**told, **fields})


def make_application(case: CaseFile, state: str = "received", **fields) -> Application:
    """An application in this state, with the dates and people its constraints ask for."""
    today, now = timezone.localdate(), timezone.now()
    told = {
        "reference": new_reference("A", today),
        "case": case,
        "benefit": "paris_logement",
        "by_law": "II-2.3",
        "applicant": applicant_of(case),
        "created_by": case.referent,
        "state": state,
    }
    if state not in ("draft", "withdrawn"):
        told |= {"received_on": today, "signed_on": today}
    if state == "incomplete":
        told |= {"pieces_asked_on": today, "pieces_due_on": today + timedelta(days=30)}
    if state in COMPLETED:
        told["completed_on"] = today
    if state in ("proposed", *DECIDED):
        told |= {"proposed_by": case.referent, "proposed_at": now}
        told["proposal"] = "refuse" if state == "refused" else "grant"
    if state in ENDED_BY_DELAY:
        told["ended_on"] = today
    if state in APPEALED:
        told |= {"ended_on": today, "appealed_on": today}
    if state in ("upheld", "reversed"):
        told["appeal_answered_on"] = today
    if state in ("proposed", "granted", "reversed"):
        ends_on = clocks.period_ends_on(today, 12)
        told |= {"amount": Decimal("84.00"), "every": "month", "starts_on": today, "ends_on": ends_on}
    if state == "refused":
        told |= {"refusal_reason": "SPÉCIMEN", "refusal_article": "I-A 2"}
    if state in DECIDED and "decided_by" not in fields:
        told |= {"decided_by": make_agent(Role.SUPERVISOR, site=case.site), "decided_at": now}
    if "rights_check" not in fields:
        told["rights_check"] = make_rights_check(case)
    application = Application.objects.create(**{**told, **fields})
    start_clock(application)
    return application


def make_award(application: Application, state: str = "active", **fields) -> Award:
    """The award of a granted application, for its period."""
    today = timezone.localdate()
    told = {name: getattr(application, name) for name in ("amount", "every", "starts_on", "ends_on")}
    if state in ("suspended", "interrupted", "ended"):
        told[f"{state}_on"] = today
    told |= {"reference": new_reference("P", today), "case": application.case, "application": application}
    award = Award.objects.create(**{**told, "benefit": application.benefit, "state": state, **fields})
    start_clock(award)
    return award


def make_content(body: bytes = PDF, media_type: str = "application/pdf") -> Content:
    """Sealed bytes in the test's own vault; they open through `vault.open_document`."""
    reference, key = uuid.uuid4(), sealing.new_key()
    sealed = b"".join(sealing.seal(BytesIO(body).read, key, reference.bytes))
    return Content.objects.create(
        reference=reference,
        name=storages["vault"].save(reference.hex, ContentFile(sealed)),
        wrapped_key=sealing.wrap(key, settings.SECRETS["documents.kek"], reference.bytes),
        fingerprint=hashlib.sha256(reference.bytes).digest(),
        size=len(body),
        media_type=media_type,
        pages=1,
    )


def make_document(case: CaseFile, state: str = "accepted", **fields) -> SupportingDocument:
    """A rent receipt of the file's applicant; `body` gives its bytes, `people` whose it is."""
    people = fields.pop("people", None)
    told = {
        "household": case.household,
        "type": "rent_receipt",
        "filename": "quittance.pdf",
        "content": fields.pop("content", None) or make_content(fields.pop("body", PDF)),
        "state": state,
        "stored_by": case.referent,
    }
    if state not in ("to_check", "to_confirm", "quarantined", "erased"):
        told |= {"checked_by": case.referent, "checked_at": timezone.now()}
    if state == "to_confirm":
        told |= {"first_checked_by": case.referent, "first_checked_at": timezone.now()}
    if state == "rejected":
        told["rejection_reason"] = RejectionReason.UNREADABLE
    if state == "erased":
        told["erased_at"] = timezone.now()
    document = SupportingDocument.objects.create(**{**told, **fields})
    document.people.set([applicant_of(case)] if people is None else people)
    return document


def make_share(case: CaseFile, agency: Agency | None = None, **fields) -> Share:
    """A share of the identity for ninety days, through the real service, so that its grants are there."""
    today = timezone.localdate()
    documents = fields.get("documents", ())
    told = {
        "actor": case.referent,
        "agency": agency or make_agency(),
        "purpose": "instruire l’aide au logement",
        "legal_basis": "CSP, article L1110-4",
        "sections": [Section.DOCUMENTS] if documents else [Section.IDENTITY],
        "starts_on": today,
        "ends_on": today + timedelta(days=90),
        "consent": Consent.ORAL,
        "consented_on": today,
    }
    return share_case_file(case=case, **{**told, **fields})
