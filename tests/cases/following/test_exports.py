"""What the audit file shows of notes, contacts, plans and appointments; what it never shows."""

import json
from datetime import timedelta

import pypdfium2
import pytest
from django.utils import timezone, translation

from cases.exports.audit_file import make
from cases.exports.context_from_case import gather
from cases.following import contacts, notes
from cases.models import NoteKind
from nps.accounts.acting import acting, actor_of
from nps.accounts.models import Role
from tests.support.accounts import make_agent
from tests.support.cases import applicant_of, make_case_file
from tests.support.following import make_appointment, make_note, make_objective

SEALED = "SPÉCIMEN scellé"
INCLUDED = "SPÉCIMEN inclus"
HOSTILE = '<img src="file:///etc/passwd"><style>@import "http://x"</style>\nligne deux\n\n' + "x" * 2500


@pytest.fixture
def case(db):
    worker = make_agent()
    with acting("system"):
        made = make_case_file(worker)
    make_note(worker, made, SEALED)
    included = make_note(worker, made, INCLUDED)
    make_note(worker, made, HOSTILE, NoteKind.INSTRUCTION)
    make_objective(worker, made, what="SPÉCIMEN objectif")
    make_appointment(worker, made, subject="SPÉCIMEN objet")
    with acting(*actor_of(worker)):
        notes.include_note(actor=worker, note=included, number=1)
        contacts.record_contact(
            actor=worker,
            case=made,
            on=timezone.localdate() - timedelta(days=1),
            direction="in",
            manner="call",
            outcome="",
            people=[applicant_of(made)],
            said="SPÉCIMEN dit",
        )
    return made


def exported(case, *actor):
    with acting(*actor), translation.override("fr"):
        return gather(case, actor=None, at=timezone.now())


@pytest.mark.parametrize("who", ["author", "supervisor", "system"])
def test_whoever_makes_the_export_it_shows_the_same_notes(who, case):
    actors = {
        "author": actor_of(case.referent),
        "supervisor": actor_of(make_agent(Role.SUPERVISOR, site=case.site)),
        "system": ("system", "", ""),
    }
    export, _contents = exported(case, *actors[who])
    assert [note.text for note in export.notes] == [INCLUDED, HOSTILE]
    assert SEALED not in export.to_json().decode()


def test_plans_appointments_and_contacts_are_there(case):
    export, _contents = exported(case, "system", "", "")
    told = json.loads(export.to_json())
    assert told["plans"][0]["objectives"][0]["what"] == "SPÉCIMEN objectif"
    assert told["appointments"][0]["subject"] == "SPÉCIMEN objet"
    assert (told["contacts"][0]["said"], told["contacts"][0]["outcome"]["code"]) == (
        "SPÉCIMEN dit",
        "took_part",
    )


def test_html_in_a_note_stays_text_in_the_pdf_and_nothing_of_it_is_cut(case):
    export, contents = exported(case, "system", "", "")
    pdf = pypdfium2.PdfDocument(make(export, contents))
    text = "".join(page.get_textpage().get_text_range() for page in pdf)
    flat = "".join(text.split())
    assert "file:///etc/passwd" in flat
    assert '@import"http://x"' in flat
    assert "lignedeux" in flat
    assert flat.count("x") >= 2500
    assert SEALED.replace(" ", "") not in flat
    assert INCLUDED.replace(" ", "") in flat
