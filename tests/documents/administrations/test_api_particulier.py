"""API Particulier over a real line: what is sent, what each status and each fault becomes, what is logged."""

import logging
from datetime import date
from functools import partial

import pytest

from documents.administrations.api_particulier import INFORMATIONS, USUAL, ApiParticulier
from documents.administrations.connector import Outcome, Part
from documents.administrations.line import LARGEST, Line, usable
from tests.support import api_particulier as spoken

ON = date(2024, 3, 15)
BY_CODE = {information.code: information for information in INFORMATIONS}


def key() -> bytes:
    return b"k" * 32


IDENTITY = {
    Part.BIRTH_NAME: "Okafor-Canari",
    Part.GIVEN_NAMES: "Ada, Marie-Lou",
    Part.BIRTH_YEAR: "1954",
    Part.BIRTH_MONTH: "3",
    Part.BIRTH_DAY: "12",
    Part.SEX: "F",
    Part.BIRTH_COUNTRY: "99100",
    Part.BIRTH_COMMUNE: "75118",
    Part.FRANCE_TRAVAIL_ID: "ada.canari",
    Part.TAX_NUMBER: "1234567890123",
    Part.TAX_NOTICE: "2312345678901",
    Part.SCHOOL: "0750001A",
    Part.SCHOOL_YEAR: "2023",
}


@pytest.fixture
def server():
    with spoken.served() as server:
        yield server


@pytest.fixture
def slept():
    return []


@pytest.fixture
def service(server, slept):
    line = partial(Line, seconds=1.5, sleep=slept.append)
    codes = tuple(BY_CODE)
    return ApiParticulier(server.url, spoken.SIRET, lambda: spoken.TOKEN, key, codes, line)


def ask(service, code="family_quotient"):
    return service.ask(BY_CODE[code], IDENTITY, ON)


@pytest.mark.parametrize("code", BY_CODE)
def test_every_information_is_asked_and_answered_as_published(code, service, server):
    answer = ask(service, code)
    assert (answer.status, answer.outcome) == (200, Outcome.ANSWERED)
    [(path, query, headers)] = server.asked
    assert path == spoken.PATHS[code]
    assert query["recipient"] == [spoken.SIRET]
    sent = headers.get("X-Api-Key") or headers["Authorization"].removeprefix("Bearer ")
    assert sent == spoken.TOKEN


def test_given_names_are_sent_one_by_one_and_blanks_are_not(service, server):
    ask(service)
    query = server.asked[0][1]
    assert query["prenoms[]"] == ["Ada", "Marie-Lou"]
    assert query["nomNaissance"] == ["Okafor-Canari"]
    assert "nomCommuneNaissance" not in query


@pytest.mark.parametrize(
    ("status", "outcome", "times"),
    [
        (400, Outcome.IDENTITY, 1),
        (401, Outcome.REFUSED, 1),
        (403, Outcome.REFUSED, 1),
        (404, Outcome.NOT_FOUND, 1),
        (409, Outcome.UNAVAILABLE, 1),
        (418, Outcome.REFUSED, 1),
        (422, Outcome.IDENTITY, 1),
        (451, Outcome.REFUSED, 1),
        (429, Outcome.UNAVAILABLE, 3),
        (500, Outcome.UNAVAILABLE, 3),
        (502, Outcome.UNAVAILABLE, 3),
        (503, Outcome.UNAVAILABLE, 3),
        (504, Outcome.UNAVAILABLE, 3),
    ],
)
def test_each_status_has_its_outcome_and_only_a_busy_service_is_asked_again(
    status, outcome, times, server, slept
):
    line = partial(Line, seconds=10, sleep=slept.append)
    service = ApiParticulier(server.url, spoken.SIRET, lambda: spoken.TOKEN, key, USUAL, line)
    server.says = [status] * 5
    answer = ask(service)
    assert (answer.outcome, answer.status, len(server.asked)) == (outcome, status, times)
    assert not answer.reading.values
    assert len(answer.digest) == 64


def test_a_422_says_which_part_of_the_identity_to_check(service, server):
    server.says = [422]
    assert ask(service).faults == (Part.BIRTH_NAME,)


def test_a_service_that_comes_back_is_heard(server, slept):
    server.says, server.retry_after = [429, 503], "2"
    line = partial(Line, seconds=30, sleep=slept.append)
    service = ApiParticulier(server.url, spoken.SIRET, lambda: spoken.TOKEN, key, USUAL, line)
    assert ask(service).outcome == Outcome.ANSWERED
    assert slept == [2, 2]


def test_a_wait_longer_than_a_person_waits_is_told_not_slept(server, slept):
    server.says, server.retry_after = [429] * 3, "3600"
    line = partial(Line, seconds=10, sleep=slept.append)
    service = ApiParticulier(server.url, spoken.SIRET, lambda: spoken.TOKEN, key, USUAL, line)
    answer = ask(service)
    assert (answer.outcome, answer.wait, slept, len(server.asked)) == (Outcome.UNAVAILABLE, 3600, [], 1)


@pytest.mark.parametrize(
    ("fault", "why"),
    [
        ("slow", "timeout"),
        ("drip", "timeout"),
        ("cut", "connection"),
        ("huge", "too_large"),
        ("packed", "encoding"),
        ("page", "unreadable"),
        ("bent", "unreadable"),
    ],
)
def test_every_broken_answer_is_no_answer(fault, why, service, server):
    server.says = [fault]
    answer = ask(service)
    assert (answer.outcome, answer.faults) == (Outcome.UNAVAILABLE, (why,))
    assert not answer.reading.values


def test_a_redirect_is_not_followed(service, server):
    server.says = ["redirect"]
    assert ask(service).outcome == Outcome.UNAVAILABLE
    assert len(server.asked) == 1


def test_a_service_that_is_not_there_is_no_answer(slept):
    service = ApiParticulier(
        "http://127.0.0.1:9", spoken.SIRET, lambda: spoken.TOKEN, key, USUAL,
        partial(Line, seconds=1, sleep=slept.append),
    )  # fmt: skip
    assert ask(service).faults == ("connection",)


@pytest.mark.parametrize("said", [404, 422, 401, 500, "cut", "slow", "page", "bent", "redirect"])
def test_neither_a_name_nor_the_token_nor_an_address_reaches_the_logs(said, service, server, caplog):
    caplog.set_level(logging.DEBUG)
    server.says = [said] * 4
    answer = ask(service)
    written = "\n".join(f"{r.getMessage()} {r.exc_text}" for r in caplog.records) + repr((answer, service))
    for canary in (spoken.TOKEN, "Canari", "Ada", "1954", "75118", spoken.SIRET):
        assert canary not in written.replace(repr(spoken.SIRET), "")


def test_nothing_is_offered_until_address_siret_and_token_are_there(server):
    def offered(url=server.url, siret=spoken.SIRET, token=spoken.TOKEN, asks=USUAL):
        return ApiParticulier(url, siret, lambda: token, key, asks).informations()

    assert {found.code for found in offered()} == {*USUAL}
    assert "tax_notice" not in USUAL
    assert [offered(url=""), offered(siret=""), offered(token=None)] == [(), (), ()]
    assert [found.code for found in offered(asks=("tax_notice",))] == ["tax_notice"]


@pytest.mark.parametrize(
    ("url", "fit"),
    [
        ("https://particulier.api.gouv.fr", True),
        ("http://particulier.api.gouv.fr", False),
        ("http://127.0.0.1:8123", True),
        ("http://127.0.0.1.evil.example", False),
        ("https://me:secret@particulier.api.gouv.fr", False),
        ("https://particulier.api.gouv.fr?x=1", False),
        ("ftp://particulier.api.gouv.fr", False),
        ("https://", False),
        ("https://x:notaport", False),
        ("", False),
    ],
)
def test_only_https_or_this_machine_is_called(url, fit):
    assert usable(url) == fit


def test_the_digest_tells_nothing_without_the_key(server):
    services = [
        ApiParticulier(server.url, spoken.SIRET, lambda: spoken.TOKEN, lambda letter=letter: letter * 32)
        for letter in (b"a", b"b")
    ]
    first, second = (ask(service).digest for service in services)
    assert first != second
    assert LARGEST < 1_000_000
