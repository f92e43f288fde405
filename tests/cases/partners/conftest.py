"""One rich file, an agency with an agent, another agency, and what must never leave the file."""

from dataclasses import dataclass
from datetime import date

import pytest

from cases.models import CaseFile
from cases.references import new_reference
from nps.accounts.models import Agency, Agent, Role
from nps.people.models import MemberRole, Person
from tests.support.accounts import make_agency, make_agent, sign_in
from tests.support.cases import applicant_of, make_application, make_case_file, make_document, make_member
from tests.support.client import Browser
from tests.support.people import make_household, make_person

# Planted where no agency may look; one of them anywhere in an answer fails its test.
CANARIES = {
    "phone": "0199887766",
    "email": "canari@specimen.example",
    "street": "7 impasse du Canari",
    "file_name": "canari-secret.pdf",
    "shared_file_name": "canari-nom-de-fichier.pdf",
    "note": "CANARI-NOTE",
    "refusal": "CANARI-MOTIF",
    "article": "CANARI-ART",
    "former": "Canariparti",
    "neighbour": "Canarivoisin",
    "reason": "CANARI-DEROGATION",
    "nir": "2990875123456",
}
OLD = date(2024, 1, 15)


@dataclass
class Rich:
    """A file with something in every corner."""

    case: CaseFile
    applicant: Person
    former: Person
    granted: object
    refused: object
    draft: object
    receipt: object
    tax_notice: object
    rejected: object


@pytest.fixture(autouse=True)
def _one_factor_is_enough(settings):
    settings.SECOND_FACTOR_REQUIRED = False


@pytest.fixture
def agency(system) -> Agency:
    return make_agency(name="SPÉCIMEN Caisse")


@pytest.fixture
def partner(agency) -> Agent:
    return make_agent(Role.PARTNER, agency=agency)


@pytest.fixture
def browser(partner) -> Browser:
    """The partner's agent, signed in."""
    return sign_in(Browser(), partner)


@pytest.fixture
def rich(system) -> Rich:
    return make_rich()


def make_rich() -> Rich:
    actor = make_agent()
    person = make_person(actor, "Okafor", "Ada", "04/05/1987")
    case = make_case_file(actor, make_household(actor, (person, MemberRole.APPLICANT)))
    household = case.household
    Person.objects.filter(pk=person.pk).update(phone=CANARIES["phone"], email=CANARIES["email"])
    household.addresses.update(line=CANARIES["street"])
    former = make_member(
        case, MemberRole.PARTNER, birth_name=CANARIES["former"], since=OLD, until=date(2024, 2, 1)
    )
    make_member(case, given_names="Sam", birth_name="Okafor", birth="2016")
    other = make_case_file(
        actor,
        make_household(actor, (make_person(actor, CANARIES["neighbour"]), MemberRole.APPLICANT)),
    )
    make_document(other, filename=CANARIES["file_name"])
    make_application(other, "refused", refusal_reason=CANARIES["refusal"])
    case.requests.create(
        reference=new_reference("R", OLD),
        type_code="pay_slip",
        benefits=["paris_logement"],
        articles=[CANARIES["article"]],
        asked_by=actor,
        override_reason=CANARIES["reason"],
    )
    return Rich(
        case=case,
        applicant=applicant_of(case),
        former=former,
        granted=make_application(case, "granted", benefit="paris_logement"),
        refused=make_application(
            case,
            "refused",
            benefit="paris_forfait_familles",
            refusal_reason=CANARIES["refusal"],
            refusal_article=CANARIES["article"],
        ),
        draft=make_application(case, "draft", benefit="paris_solidarite"),
        receipt=make_document(case, period="2024-02", filename=CANARIES["shared_file_name"]),
        tax_notice=make_document(case, type="tax_notice", period="2023", filename=CANARIES["file_name"]),
        rejected=make_document(
            case, "rejected", type="pay_slip", filename=CANARIES["file_name"], rejection_note=CANARIES["note"]
        ),
    )


def leaks_in(response) -> list[str]:
    """Which canaries stand in a response: body, headers, cookies."""
    body = b"".join(response.streaming_content) if response.streaming else response.content
    told = body.decode(errors="replace") + "".join(f"{k}: {v}\n" for k, v in response.headers.items())
    told += str(response.cookies)
    return [name for name, canary in CANARIES.items() if canary in told]
