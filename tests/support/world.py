"""One world with something behind every address: a file in every state, two sites, two agencies, every role.

Names are canaries: any of them in a title, an address, a header or a log line is a leak.
"""

from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any
from uuid import UUID, uuid4

from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal.auth import TOTP, generate_totp_secret
from cryptography.hazmat.primitives.asymmetric import ec
from django.utils import timezone
from fido2.cose import ES256
from fido2.utils import websafe_encode
from fido2.webauthn import Aaguid, AttestationObject, AttestedCredentialData, AuthenticatorData

from cases.demonstration import office
from cases.demonstration.play import answers, register
from cases.models import Application, Award, CaseFile, DocumentRequest, PieceRemark, RemarkKind, Share
from cases.models.share import Section
from cases.services import deposits, files, remarks
from documents import catalogue
from documents.models import SupportingDocument, TypeVersion, Upload, UploadState
from documents.types import published, row_of
from eligibility import stewardship
from eligibility.change_sets import ChangeSet
from eligibility.models import CaseloadRun, RightsCheck, RunKind
from nps.accounts.acting import acting, actor_of
from nps.accounts.models import Agent, Role
from nps.people.models import Person
from tests.documents.specimens import pdf
from tests.support.accounts import make_agency, make_agent, make_site
from tests.support.cases import make_application, make_case_file, make_document, make_share

CANARY = "Zzcanari"
GIVEN = "Qwertine"
ACTORS = ("worker", "supervisor", "elsewhere", "partner", "other_partner", "auditor", "administrator")


@dataclass
class World:
    """What addresses are made from; `agents` by actor."""

    agents: dict[str, Agent]
    case: CaseFile
    intake: CaseFile
    closed: CaseFile
    check: RightsCheck
    applications: dict[str, Application]
    award: Award
    request: DocumentRequest
    pieces: dict[str, SupportingDocument]
    share: Share
    person: Person
    run: CaseloadRun
    figures: ChangeSet
    type_version: TypeVersion
    upload: Upload
    batch: UUID
    remark: PieceRemark
    passkeys: dict[str, int] = field(default_factory=dict)

    @property
    def names(self) -> tuple[str, ...]:
        """What may stand nowhere but in the body of a page."""
        return (CANARY, GIVEN)


def make_agents() -> dict[str, Agent]:
    site = make_site()
    roles: dict[str, tuple[Role, dict[str, Any]]] = {
        "worker": (Role.SOCIAL_WORKER, {"site": site}),
        "supervisor": (Role.SUPERVISOR, {"site": site}),
        "elsewhere": (Role.SUPERVISOR, {"site": make_site()}),
        "partner": (Role.PARTNER, {"agency": make_agency()}),
        "other_partner": (Role.PARTNER, {"agency": make_agency()}),
        "auditor": (Role.AUDITOR, {}),
        "administrator": (Role.ADMINISTRATOR, {}),
    }
    return {actor: make_agent(role, **fields) for actor, (role, fields) in roles.items()}


def canary_household() -> dict[str, Any]:
    """The demonstration's lone parent under names that stand nowhere else."""
    household = office.read("lone_parent")
    for member in household["members"]:
        member["birth_name"] = CANARY
        member["given_names"] = f"{GIVEN} {member['given_names'].split()[0]}"
    household["search"] = {"name": CANARY, "given": GIVEN}
    return household


def make_world() -> World:
    """Act as the system before calling it."""
    today = timezone.localdate()
    agents = make_agents()
    worker, supervisor = agents["worker"], agents["supervisor"]
    household = canary_household()
    case, met = register(worker, household, today - timedelta(days=10))
    files.record_situation(actor=worker, case=case, answers=answers(household, met))
    check = files.check_rights(actor=worker, case=case, on=today, national=False)
    applications = make_applications(case, check, supervisor)
    granted = applications["granted"]
    award = Award.objects.create(
        reference="P-24-0001",
        case=case,
        application=granted,
        benefit=granted.benefit,
        amount=granted.amount,
        every=granted.every,
        starts_on=granted.starts_on,
        ends_on=granted.ends_on,
    )
    pieces = {
        "to_check": make_document(case, "to_check", period="2024-03", filename=f"{CANARY}.pdf"),
        "accepted": make_document(case, period="2024-02", filename=f"{CANARY}.pdf"),
        "unshared": make_document(case, type="tax_notice", period="2023", filename=f"{CANARY}.pdf"),
    }
    request = case.requests.create(
        reference="R-24-0001",
        type_code="bank_details",
        benefits=["paris_logement"],
        articles=["II-2.3"],
        due_on=today + timedelta(days=30),
        sent_at=timezone.now(),
        asked_by=worker,
        state="sent",
    )
    share = make_share(
        case,
        agents["partner"].agency,
        sections=[Section.IDENTITY, Section.APPLICATIONS, Section.DOCUMENTS],
        documents=[pieces["accepted"]],
    )
    return World(
        agents=agents,
        case=case,
        intake=make_case_file(worker, state="intake", information_given_on=None),
        closed=make_case_file(worker, state="closed", closed_on=today, closing_reason="at_request"),
        check=check,
        applications=applications,
        award=award,
        request=request,
        pieces=pieces,
        share=share,
        person=met[0],
        run=make_search(supervisor, case),
        figures=make_figures(make_agent(Role.ADMINISTRATOR)),
        type_version=make_type_version(make_agent(Role.ADMINISTRATOR)),
        upload=make_upload(worker, case),
        batch=make_batch(worker, pieces["unshared"]),
        remark=make_remark(worker),
        passkeys={actor: make_factors(agent) for actor, agent in agents.items()},
    )


def make_remark(worker: Agent) -> PieceRemark:
    """What an agent says of a type of piece, without answer."""
    with acting(*actor_of(worker)):
        return remarks.remark(
            actor=worker,
            type_code="tax_notice",
            benefit="paris_logement",
            kind=RemarkKind.OTHER,
            comment="SPÉCIMEN",
        )


def make_upload(worker: Agent, case: CaseFile) -> Upload:
    """A scan of two pages that waits to be sorted."""
    scan = {"filename": f"{CANARY}.pdf", "data": pdf(2)}
    with acting(*actor_of(worker)):
        return deposits.take_file(actor=worker, case=case, **scan)


def make_batch(worker: Agent, document: SupportingDocument) -> UUID:
    """What was sorted together: one file that became this piece."""
    sorted_file = Upload.objects.create(
        household=document.household, agent=worker, filename=f"{CANARY}.pdf", size=9, received=9, pages=1,
        media_type="application/pdf", state=UploadState.SORTED, batch=uuid4(), wrapped_key=b"",
    )  # fmt: skip
    sorted_file.pieces.create(document=document, pages=[0])
    return sorted_file.batch


def make_figures(author: Agent) -> ChangeSet:
    """Figures of tomorrow, waiting for a second administrator."""
    with acting(*actor_of(author)):
        made = stewardship.prepare_figures(
            actor=author,
            figures={"paris_logement.ceiling.without_child": 1450},
            in_force_on=timezone.localdate() + timedelta(days=1),
            reference="SPÉCIMEN : délibération, annexe II 2.1 b/2",
        )
        stewardship.submit_figures(actor=author, change_set=made)
    return made


def make_type_version(author: Agent) -> TypeVersion:
    """A lease that proves for a year from tomorrow, waiting for a second administrator."""
    with acting(*actor_of(author)):
        return catalogue.prepare_type(
            actor=author,
            row={**row_of(published()["lease"]), "validity": "months:12"},
            in_force_on=timezone.localdate() + timedelta(days=1),
            why="SPÉCIMEN : constat du service",
        )


def make_search(supervisor: Agent, case: CaseFile) -> CaseloadRun:
    """An ended search for rights not claimed, that found one of this file's household."""
    now = timezone.now()
    made = CaseloadRun.objects.create(
        kind=RunKind.RADAR, on=timezone.localdate(), national=False, site=supervisor.site, figures="0" * 64,
        started_by=supervisor, planned_at=now, ended_at=now,
    )  # fmt: skip
    made.results.create(household=case.household, code="css", status="entitled", every="in_kind")
    return made


def make_applications(case: CaseFile, check: RightsCheck, decider: Agent) -> dict[str, Application]:
    """One in each state the pages act on, each for another municipal benefit of the check."""
    rights = iter([right for right in check.result["rights"] if right["by_law"]])
    states = ("draft", "received", "incomplete", "complete", "under_review", "proposed", "granted")
    made = {}
    for state, right in zip(states, rights, strict=False):
        decided = {"decided_by": decider, "decided_at": timezone.now()} if state == "granted" else {}
        made[state] = make_application(
            case, state, benefit=right["code"], by_law=right["by_law"], rights_check=check, **decided
        )
    return made


def make_factors(agent: Agent) -> int:
    """Codes, recovery codes and a passkey that no device holds; the passkey's key."""
    TOTP.activate(agent, generate_totp_secret())
    RecoveryCodes.activate(agent)
    public = ES256.from_cryptography_key(ec.generate_private_key(ec.SECP256R1()).public_key())
    made = AttestedCredentialData.create(Aaguid.NONE, bytes(16), public)
    flags = AuthenticatorData.FLAG.AT | AuthenticatorData.FLAG.UP | AuthenticatorData.FLAG.UV
    seen = AuthenticatorData.create(bytes(32), flags, 0, credential_data=made)
    credential = {
        "id": websafe_encode(bytes(16)),
        "rawId": websafe_encode(bytes(16)),
        "type": "public-key",
        "response": {
            "clientDataJSON": websafe_encode(b'{"type":"webauthn.create","challenge":"","origin":"x"}'),
            "attestationObject": websafe_encode(AttestationObject.create("none", seen, {})),
        },
        "clientExtensionResults": {},
    }
    data = {"name": "SPÉCIMEN", "credential": credential}
    return Authenticator.objects.create(user=agent, type=Authenticator.Type.WEBAUTHN, data=data).pk
