"""API Particulier, version 3: addresses, parameters, statuses. What an answer says is in `readings`."""

import hmac
import json
import logging
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from documents.administrations import readings
from documents.administrations.connector import Answer, Information, Outcome, Part, Reading, Unreadable
from documents.administrations.line import Line, NoAnswer, Reply, seconds_told

logger = logging.getLogger(__name__)

# How each part of an identity is called in a question.
PARAMETERS: Mapping[Part, str] = {
    Part.BIRTH_NAME: "nomNaissance",
    Part.GIVEN_NAMES: "prenoms[]",
    Part.BIRTH_YEAR: "anneeDateNaissance",
    Part.BIRTH_MONTH: "moisDateNaissance",
    Part.BIRTH_DAY: "jourDateNaissance",
    Part.SEX: "sexeEtatCivil",
    Part.BIRTH_COUNTRY: "codeCogInseePaysNaissance",
    Part.BIRTH_COMMUNE: "codeCogInseeCommuneNaissance",
    Part.BIRTH_TOWN: "nomCommuneNaissance",
    Part.BIRTH_DEPARTMENT: "codeCogInseeDepartementNaissance",
    Part.FRANCE_TRAVAIL_ID: "identifiant",
    Part.TAX_NUMBER: "numeroFiscal",
    Part.TAX_NOTICE: "referenceAvis",
    Part.SCHOOL: "codeEtablissement",
    Part.SCHOOL_YEAR: "anneeScolaire",
}
_BORN = (Part.BIRTH_NAME, Part.GIVEN_NAMES, Part.BIRTH_YEAR, Part.BIRTH_MONTH, Part.BIRTH_DAY)
_PLACE = (Part.BIRTH_COMMUNE, Part.BIRTH_TOWN, Part.BIRTH_DEPARTMENT)
_CIVIL = (*_BORN, Part.SEX, Part.BIRTH_COUNTRY, *_PLACE)
_UNSURE_BIRTH = (Part.BIRTH_YEAR, Part.BIRTH_MONTH, Part.BIRTH_DAY)
SECRET = "api_particulier.token"  # noqa: S105 - the name of the secret's file
V2_TAX = "/api/v2/avis-imposition"  # no answer of the tax administration in version 3

INFORMATIONS: tuple[Information, ...] = (
    Information(
        "family_quotient", "cnaf", "/v3/dss/quotient_familial/identite",
        _CIVIL, readings.family_quotient, optional=(*_PLACE, *_UNSURE_BIRTH),
    ),
    Information(
        "solidarity_cover", "cnam", "/v3/dss/complementaire_sante_solidaire/identite",
        _CIVIL, readings.solidarity_cover, "health_cover_certificate", (*_PLACE, *_UNSURE_BIRTH),
    ),
    Information(
        "jobseeker_status", "france_travail", "/v3/france_travail/statut/identifiant",
        (Part.FRANCE_TRAVAIL_ID,), readings.jobseeker_status, lasts_as="unemployment_statement",
    ),
    Information(
        "unemployment_payments", "france_travail", "/v3/france_travail/indemnites/identifiant",
        (Part.FRANCE_TRAVAIL_ID,), readings.unemployment_payments, "unemployment_statement",
    ),
    Information(
        "student_grant", "education_nationale", "/v3/cnous/etudiant_boursier/identite",
        (*_BORN, Part.SEX, *_PLACE), readings.student_grant, "school_certificate", (Part.SEX, *_PLACE),
    ),
    Information(
        "schooling", "education_nationale", "/v3/men/scolarites/identite",
        (*_BORN, Part.SEX, Part.SCHOOL, Part.SCHOOL_YEAR), readings.schooling, "school_certificate",
    ),
    Information(
        "tax_notice", "dgfip", V2_TAX, (Part.TAX_NUMBER, Part.TAX_NOTICE), readings.tax_notice, "tax_notice",
    ),
)  # fmt: skip
CODES = tuple(information.code for information in INFORMATIONS)
USUAL = tuple(information.code for information in INFORMATIONS if information.path != V2_TAX)

# What a status means; every other one is « unavailable » from 500 on and « refused » below.
OUTCOMES: Mapping[int, Outcome] = {
    400: Outcome.IDENTITY,
    404: Outcome.NOT_FOUND,
    409: Outcome.UNAVAILABLE,
    422: Outcome.IDENTITY,
    429: Outcome.UNAVAILABLE,
}


@dataclass(frozen=True)
class ApiParticulier:
    """The service at `url` for the body with this SIRET. `token`: read at each call, None when missing."""

    url: str
    siret: str
    token: Callable[[], str | None] = field(repr=False)
    key: Callable[[], bytes] = field(repr=False)  # of the digests
    asks: tuple[str, ...] = USUAL
    line: Callable[..., Line] = Line
    name: str = "API Particulier"

    def informations(self) -> tuple[Information, ...]:
        """What the habilitation covers; nothing until address, SIRET and token are all there."""
        if not (self.url and self.siret and self.token()):
            return ()
        return tuple(information for information in INFORMATIONS if information.code in self.asks)

    def ask(self, information: Information, identity: Mapping[Part, str], on: date) -> Answer:
        token = self.token() or ""
        bearer = {"X-Api-Key": token} if information.path == V2_TAX else {"Authorization": f"Bearer {token}"}
        headers = {**bearer, "Accept": "application/json", "Accept-Encoding": "identity"}
        try:
            reply = self.line(self.url, headers).get(
                information.path, query_of(information, identity, self.siret)
            )
        except NoAnswer as fault:
            logger.warning("%s: no answer (%s)", information.path, fault.why)
            return Answer(Outcome.UNAVAILABLE, faults=(fault.why,))
        answer = understood(information, reply, on, self.key())
        if answer.outcome in (Outcome.REFUSED, Outcome.UNAVAILABLE):
            logger.warning("%s: status %s", information.path, answer.status)
        return answer


def query_of(information: Information, identity: Mapping[Part, str], siret: str) -> list[tuple[str, str]]:
    """The question's parameters, blanks left out; given names one by one."""
    asked = [("recipient", siret)]
    for part in information.needs:
        told = identity.get(part, "").strip()
        # A comma or a space parts given names; a hyphen is within one.
        values = told.replace(",", " ").split() if part == Part.GIVEN_NAMES else [told]
        asked += [(PARAMETERS[part], value) for value in values if value]
    return asked


def understood(information: Information, reply: Reply, on: date, key: bytes) -> Answer:
    """What a reply means. Never raises."""
    proof = {
        "status": reply.status,
        "request_id": _short(reply.headers.get("x-request-id", "")),
        "digest": digest_of(reply.body, key),
    }
    if reply.status != 200:
        outcome = OUTCOMES.get(
            reply.status, Outcome.REFUSED if 400 <= reply.status < 500 else Outcome.UNAVAILABLE
        )
        faults = _faulty_parts(reply.body) if outcome == Outcome.IDENTITY else ()
        return Answer(outcome, faults=faults, wait=seconds_told(reply), **proof)
    try:
        data = _parsed(reply.body)
        if information.path != V2_TAX:
            data = data.get("data")
        if not isinstance(data, Mapping):
            raise Unreadable("data")
        reading: Reading = information.read(data, on)
    except Unreadable:
        return Answer(Outcome.UNAVAILABLE, faults=("unreadable",), **proof)
    return Answer(reading.outcome, reading=reading, **proof)


def digest_of(body: bytes, key: bytes) -> str:
    """Keyed, so that a short answer cannot be guessed from it."""
    return hmac.new(key, b"answer of an administration\0" + body, "sha256").hexdigest()


def _parsed(body: bytes) -> Mapping[str, Any]:
    try:
        told = json.loads(body)
    except (ValueError, RecursionError):
        raise Unreadable("json") from None
    if not isinstance(told, Mapping):
        raise Unreadable("json")
    return told


def _faulty_parts(body: bytes) -> tuple[str, ...]:
    """The parts of the identity that the errors name; their words are not kept, they quote what was sent."""
    names = {parameter.removesuffix("[]"): part for part, parameter in PARAMETERS.items()}
    try:
        errors = _parsed(body).get("errors")
    except Unreadable:
        return ()
    found = []
    for error in errors if isinstance(errors, list) else ():
        source = error.get("source") if isinstance(error, Mapping) else None
        parameter = source.get("parameter") if isinstance(source, Mapping) else None
        part = names.get(parameter.removesuffix("[]")) if isinstance(parameter, str) else None
        if part and part not in found:
            found.append(part)
    return tuple(found)


def _short(told: str) -> str:
    """An id as the service gave it, if it looks like one."""
    return told if len(told) <= 64 and told.replace("-", "").isalnum() and told.isascii() else ""
