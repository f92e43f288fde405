"""Two real households taken from the counter to the decision, by the services agents use. No shortcut."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, timedelta
from io import BytesIO

from cases import clocks, words
from cases.demonstration import office, scans
from cases.models import CaseFile
from cases.models.share import Consent, Section
from cases.services import applications, decisions, files, pieces, sharing
from cases.services.moves import NotYours, move
from cases.workflow.application import Proposal
from documents.models import State, SupportingDocument
from documents.types import HOUSEHOLD, read_key
from nps.accounts.acting import acting, actor_of
from nps.accounts.models import Agency, Agent
from nps.people import services as people
from nps.people.models import MemberRole, Nationality, Person
from nps.ui.dates import PartialDate


@dataclass
class Played:
    """What happened to one household, for the report."""

    title: str
    reference: str = ""
    rights: list[tuple[str, str, float | None, str]] = field(default_factory=list)
    monthly: float = 0
    yearly: float = 0
    asked: int = 0
    alone: int = 0
    stored: int = 0
    decided: list[tuple[str, str, str]] = field(default_factory=list)
    refused_to_proposer: bool = False
    asked_again: int = 0
    shared_with: str = ""
    partner_sees: int = 0
    outsider_sees: int = 0
    export: str = ""
    verified: bool = False


def _born(text: str) -> PartialDate:
    return PartialDate(*(int(part) for part in text.split("-")))


def register(agent: Agent, household: dict, since: date) -> tuple[CaseFile, list[Person]]:
    """Search first, with the counter's own typing errors; then register, open, tell about the data."""
    met: list[Person] = []
    for row in household["members"]:
        sought = household["search"] if not met else {"name": row["birth_name"], "given": row["given_names"]}
        found = people.search_first(actor=agent, **sought, birth=_born(row["birth"]))
        met.append(
            people.register_person(
                actor=agent,
                token=found.token,
                birth_name=row["birth_name"],
                given_names=row["given_names"],
                birth=_born(row["birth"]),
                nationality=Nationality(row["nationality"]),
                differs_because="autre enfant du même foyer" if found.matches else "",
            )
        )
    home = people.create_household(actor=agent, applicant=met[0], since=since)
    case = files.open_case_file(actor=agent, household=home, on=since)
    for person, row in zip(met[1:], household["members"][1:], strict=True):
        people.add_member(
            actor=agent, household=home, person=person, role=MemberRole(row["role"]), since=since,
            case_reference=case.reference,
        )  # fmt: skip
    address = {**household["address"], "since": date.fromisoformat(household["address"]["since"])}
    people.move_household(actor=agent, household=home, case_reference=case.reference, **address)
    case = files.give_information(actor=agent, case=case, on=since)
    return move(case, "start_assessment", actor=agent), met


def answers(household: dict, met: list[Person]) -> dict:
    """The specimen's facts as the situation page would post them."""
    found = {(None, name): value for name, value in household["facts"].items()}
    for person, row in zip(met, household["members"], strict=True):
        found |= {(person, name): value for name, value in row["facts"].items()}
    return found


def scan(piece: str, by_id: dict[str, Person]) -> tuple[str, str, list[Person], bytes]:
    """Type, period, people and drawn bytes of a piece that was asked for."""
    code, period, subject = read_key(piece)
    concerned = list(by_id.values())[:1] if subject == HOUSEHOLD else [by_id[subject]]
    name, whose = words.piece_of(piece, by_id)
    return code, period, concerned, scans.draw(name, whose, period)


def answer_requests(
    agent: Agent, second: Agent, case: CaseFile, met: list[Person], on: date
) -> Iterator[SupportingDocument]:
    """Each piece asked comes in as a scan, is looked at and accepted, by two people when it is sensitive."""
    by_id = {str(person.public_id): person for person in met}
    for request in list(case.requests.filter(state="sent").select_related("person").order_by("pk")):
        code, period, concerned, pdf = scan(request.piece, by_id)
        period = period or ("" if code in UNDATED else f"{on:%Y-%m}")
        document = pieces.file_document(
            actor=agent, case=case, people=concerned, type_code=code, upload=BytesIO(pdf),
            filename=f"{code}.pdf", period=period, issued_on=None if period else on,
            stated_until=clocks.months_after(on, 60) if code in STATED else None,
        )  # fmt: skip
        document = pieces.accept_document(actor=agent, case=case, document=document, on=on)
        if document.state == State.TO_CONFIRM:
            document = pieces.accept_document(actor=second, case=case, document=document, on=on)
        yield document


UNDATED = frozenset(
    {"identity_card", "passport", "residence_permit", "family_record_book", "bank_details", "lease",
     "disability_notice", "custody_judgment"}
)  # fmt: skip
STATED = frozenset({"identity_card", "passport", "residence_permit", "lease", "disability_notice"})


def decide(worker: Agent, supervisor: Agent, case: CaseFile, played: Played) -> None:
    """Propose by one person, decide by another; the proposer's own attempt is refused."""
    for application in case.applications.filter(state="complete").order_by("pk"):
        with acting(*actor_of(worker)):
            reviewed = move(application, "start_review", actor=worker)
            proposed = decisions.propose_decision(actor=worker, application=reviewed, proposal=Proposal.GRANT)
            try:
                decisions.grant_application(actor=worker, application=proposed)
            except NotYours:
                played.refused_to_proposer = True
        with acting(*actor_of(supervisor)):
            decisions.grant_application(actor=supervisor, application=proposed)
        played.decided.append(
            (words.benefit_name(application.benefit), worker.full_name, supervisor.full_name)
        )


def play(agents: dict[str, Agent], specimen: str, on: date) -> tuple[CaseFile, Played]:
    """One household, from the counter to follow-up."""
    household, worker = office.read(specimen), agents["worker"]
    played = Played(household["title"])
    received, due = on - timedelta(days=3), on + timedelta(days=30)
    with acting(*actor_of(worker)):
        case, met = register(worker, household, received)
        files.record_situation(actor=worker, case=case, answers=answers(household, met))
        check = files.check_rights(actor=worker, case=case, on=on)
        bundle = check.result["bundle"]
        played.reference, played.monthly, played.yearly = case.reference, bundle["monthly"], bundle["yearly"]
        played.rights = [
            (right["by_law"] or "", words.benefit_name(right["code"]), right["amount"], right["every"])
            for right in check.result["rights"]
            if right["status"] == "entitled"
        ]
        drafts = applications.prepare_applications(
            actor=worker, case=case, check=check, benefits=bundle["rights"], on=on
        )
        for draft in drafts:
            applications.receive_application(actor=worker, application=draft, on=received, signed_on=received)
        case = move(case, "start_processing", actor=worker)
        ledger = pieces.ledger(case, on)
        played.alone = ledger.saving.alone
        asked = pieces.ask_for_pieces(actor=worker, case=case, pieces=ledger.plan.requests, on=on, due_on=due)
        played.asked = len(asked)
        played.stored = len(list(answer_requests(worker, agents["supervisor"], case, met, on)))
        played.asked_again = len(pieces.ledger(case, on).plan.requests)
    decide(worker, agents["supervisor"], case, played)
    with acting(*actor_of(worker)):
        case = move(case, "start_follow_up", actor=worker)
        if household["share"]:
            share(worker, agents["partner"].agency, case, on)
            played.shared_with = agents["partner"].agency.name
    return case, played


def share(worker: Agent, agency: Agency, case: CaseFile, on: date) -> None:
    """Share decisions and one rent receipt for three months with the agency that pays the housing benefit."""
    receipt = case.household.documents.filter(type="rent_receipt", state="accepted").order_by("pk").first()
    sharing.share_case_file(
        actor=worker,
        case=case,
        agency=agency,
        purpose="instruire l’aide au logement",
        legal_basis="CASF L115-2-1 ; accord de la personne",
        sections=[Section.IDENTITY, Section.APPLICATIONS, Section.DOCUMENTS],
        documents=[receipt] if receipt else [],
        starts_on=on,
        ends_on=clocks.months_after(on, 3),
        consent=Consent.ORAL,
        consented_on=on,
    )
