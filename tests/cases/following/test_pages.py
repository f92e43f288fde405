"""The pages of notes, contacts, plan and appointments, as agents meet them and as somebody hostile does."""

from datetime import timedelta
from uuid import uuid4

import pytest
from django.utils import timezone

from cases.following import notes
from cases.models import ActionPlan, Appointment, Contact, Note, NoteKind
from nps.accounts.acting import acting, actor_of
from nps.accounts.models import Role
from nps.people.models import Person
from nps.ui import formats
from tests.support.accounts import make_agent, sign_in
from tests.support.cases import applicant_of, make_case_file
from tests.support.client import Browser
from tests.support.following import make_appointment, make_note, make_plan
from tests.support.people import make_person

SEALED = "SPÉCIMEN scellé"


@pytest.fixture(autouse=True)
def _one_factor(settings):
    settings.SECOND_FACTOR_REQUIRED = False


@pytest.fixture
def worker(db):
    return make_agent()


@pytest.fixture
def case(worker):
    with acting("system"):
        return make_case_file(worker)


@pytest.fixture
def person(case) -> str:
    with acting("system"):
        return str(applicant_of(case).public_id)


@pytest.fixture
def mine(worker):
    return sign_in(Browser(), worker)


@pytest.fixture
def theirs(worker):
    """The supervisor of the same site."""
    return sign_in(Browser(), make_agent(Role.SUPERVISOR, site=worker.site))


def notes_url(case, *more) -> str:
    return f"/cases/{case.reference}/notes/" + "".join(f"{part}/" for part in more)


def following_url(case, *more) -> str:
    return f"/cases/{case.reference}/following/" + "".join(f"{part}/" for part in more)


def text(response, status: int = 200) -> str:
    assert response.status_code == status, (response.status_code, response.get("Location"))
    return response.content.decode()


def test_a_note_from_writing_it_to_reading_it(mine, theirs, case):
    assert "Aucune note. Elles restent hors recherche, partages et exports." in text(
        mine.get(notes_url(case))
    )
    written = mine.post(notes_url(case, "new"), {"kind": "professional", "text": SEALED})
    assert written.status_code == 302
    assert SEALED in text(mine.get(notes_url(case)))
    assert SEALED not in text(theirs.get(notes_url(case)))


def test_the_compartment_is_never_guessed(mine, case):
    answer = mine.post(notes_url(case, "new"), {"text": SEALED})
    assert SEALED in text(answer, 422)
    with acting("system"):
        assert Note.objects.count() == 0


@pytest.mark.parametrize("page", ["", "write", "include", "withdraw"])
def test_no_route_leads_another_agent_to_a_sealed_note(page, worker, mine, theirs, case):
    note = make_note(worker, case, SEALED)
    url = notes_url(case, note.public_id, *filter(None, [page]))
    other = make_case_file_of(worker)
    for ask in (theirs.get, lambda at: theirs.post(at, {"text": "x", "base": "1", "number": "1"})):
        assert ask(url).status_code in (404, 405)
    elsewhere = notes_url(other, note.public_id, *filter(None, [page]))
    assert mine.get(elsewhere).status_code in (404, 405)
    with acting(*actor_of(worker)):
        assert Note.objects.get().text == SEALED


def make_case_file_of(worker):
    with acting("system"):
        return make_case_file(worker)


@pytest.mark.parametrize("where", ["journal/", "exports/", "notes/", "", "following/", "shares/"])
def test_no_page_of_the_file_shows_a_sealed_text_to_others(where, worker, theirs, case):
    make_note(worker, case, SEALED)
    assert SEALED not in text(theirs.get(f"/cases/{case.reference}/{where}"))


def test_two_agents_on_one_text_the_second_sees_both_and_chooses(worker, mine, case):
    note = make_note(worker, case, "SPÉCIMEN : au départ", NoteKind.INSTRUCTION)
    colleague = make_agent(site=worker.site)
    with acting(*actor_of(colleague)):
        notes.rewrite_note(actor=colleague, note=note, text="SPÉCIMEN : du collègue", base=1)
    url = notes_url(case, note.public_id, "write")
    page = text(mine.post(url, {"text": "SPÉCIMEN : le mien", "base": "1"}), 409)
    assert "SPÉCIMEN : du collègue" in page
    assert "SPÉCIMEN : le mien" in page
    assert colleague.full_name in page
    assert 'name="base" value="2"' in page
    assert mine.post(url, {"text": "SPÉCIMEN : le mien", "base": "2"}).status_code == 302
    with acting("system"):
        assert [n.text for n in Note.objects.order_by("number")][1:] == [
            "SPÉCIMEN : du collègue",
            "SPÉCIMEN : le mien",
        ]


def test_html_in_a_note_stays_text(worker, mine, case):
    make_note(worker, case, "<script>alert(1)</script>")
    page = text(mine.get(notes_url(case)))
    assert "&lt;script&gt;alert(1)" in page


@pytest.mark.parametrize("base", ["", "x", "-1", "99999999999999999999", "1e9"])
def test_a_base_that_was_tampered_with_saves_nothing(base, worker, mine, case):
    note = make_note(worker, case, SEALED)
    answer = mine.post(notes_url(case, note.public_id, "write"), {"text": "autre", "base": base})
    assert answer.status_code in (409, 422)
    assert "autre" in answer.content.decode()


def test_a_text_of_a_megabyte_is_refused_and_kept_and_odd_signs_are_dropped(worker, mine, case):
    answer = mine.post(notes_url(case, "new"), {"kind": "instruction", "text": "x" * 1_000_000})
    assert "x" * 10_000 in text(answer, 422)
    odd = "SPÉ\u200bCI\x07MEN\u202e fin"
    assert mine.post(notes_url(case, "new"), {"kind": "instruction", "text": odd}).status_code == 302
    with acting("system"):
        assert Note.objects.get().text == "SPÉCIMEN fin"


def test_extra_fields_change_neither_author_nor_kind_nor_inclusion(worker, mine, case):
    note = make_note(worker, case, SEALED)
    forged = {"kind": "instruction", "author": "1", "included_at": "2024-01-01", "replaced_at": "2024-01-01"}
    url = notes_url(case, note.public_id, "write")
    assert mine.post(url, {"text": "SPÉCIMEN autre", "base": "1", **forged}).status_code == 302
    with acting(*actor_of(worker)):
        last = Note.objects.get(replaced_at=None)
        assert (last.kind, last.author, last.included_at) == ("professional", worker, None)


def test_a_note_is_included_and_withdrawn(worker, mine, theirs, case):
    note = make_note(worker, case, SEALED)
    assert SEALED in text(mine.get(notes_url(case, note.public_id, "include")))
    assert mine.post(notes_url(case, note.public_id, "include"), {"number": "1"}).status_code == 302
    assert "La version 1 figure dans les exports" in text(mine.get(notes_url(case, note.public_id)))
    assert SEALED not in text(theirs.get(notes_url(case)))
    assert mine.post(notes_url(case, note.public_id, "withdraw")).status_code == 302
    assert "Aucun export ne la montre" in text(mine.get(notes_url(case, note.public_id)))


def contact(person: str, **fields) -> dict:
    told = {"direction": "in", "manner": "call", "on": formats.date_short(timezone.localdate())}
    return {**told, "people": [person], "said": "SPÉCIMEN", **fields}


def test_a_contact_is_logged_and_the_page_says_the_last_one(mine, case, person):
    assert mine.post(following_url(case, "contacts", "new"), contact(person)).status_code == 302
    page = text(mine.get(following_url(case, "contacts")))
    assert "SPÉCIMEN" in page
    assert f"Dernier contact avec le foyer\u00a0: {formats.date_long(timezone.localdate())}" in page


def test_a_future_day_and_a_person_of_another_household_are_refused_in_words(worker, mine, case, person):
    with acting("system"):
        stranger = make_person(worker, "Spécimen", "Autre")
    url = following_url(case, "contacts", "new")
    tomorrow = formats.date_short(timezone.localdate() + timedelta(days=1))
    assert "dans le futur" in text(mine.post(url, contact(person, on=tomorrow)), 422)
    for someone in (str(stranger.public_id), "x", "\x00"):
        assert "pas de ce foyer" in text(mine.post(url, contact(someone)), 422)
    with acting("system"):
        assert Contact.objects.count() == 0


def test_a_careful_household_is_warned_about_on_the_page(mine, case, person):
    with acting("system"):
        Person.objects.filter(public_id=person).update(safe_contact=True)
    url = following_url(case, "contacts", "new")
    assert "ni courrier par la poste, ni message vocal" in text(mine.get(url))
    sent = contact(person, direction="out", manner="letter")
    assert "Contact prudent" in text(mine.post(url, sent), 422)


def test_a_plan_from_agreeing_to_its_end(mine, case, person):
    today = timezone.localdate()
    later = formats.date_short(today + timedelta(days=20))
    agreed = {"aim": "SPÉCIMEN but", "agreed_on": formats.date_short(today), "people": [person]}
    told = mine.post(following_url(case, "agree"), {**agreed, "next_review_on": later})
    assert told.status_code == 302
    objective = {"doer": "partner", "who": "SPÉCIMEN asso", "what": "SPÉCIMEN quoi", "due_on": later}
    assert mine.post(following_url(case, "objectives", "new"), objective).status_code == 302
    page = text(mine.get(following_url(case)))
    assert "SPÉCIMEN but" in page
    assert "Un partenaire (SPÉCIMEN asso)" in page
    with acting("system"):
        found = ActionPlan.objects.get().objectives.get()
    settle = following_url(case, "objectives", found.public_id, "reached")
    assert mine.post(settle).status_code == 302
    assert mine.post(following_url(case, "objectives", found.public_id, "won")).status_code == 404
    assert "Atteint" in text(mine.get(following_url(case)))
    review = {"on": formats.date_short(today), "reached": "SPÉCIMEN bilan", "next_on": later}
    assert mine.post(following_url(case, "review"), review).status_code == 302
    paper = text(mine.get(following_url(case, "paper")))
    assert "SPÉCIMEN quoi" in paper
    assert mine.post(following_url(case, "end"), {"reason": "SPÉCIMEN"}).status_code == 302
    assert mine.get(following_url(case, "paper")).status_code == 404
    assert "SPÉCIMEN bilan" in text(mine.get(following_url(case)))


def planned(worker, person: str, **fields) -> dict:
    day = formats.date_short(timezone.localdate() + timedelta(days=9))
    told = {"host": str(worker.pk), "day": day, "start": "10 h", "end": "10 h 30", "people": [person]}
    return {**told, **fields}


def test_an_appointment_from_planning_it_to_the_agenda(worker, mine, theirs, case, person):
    url = following_url(case, "appointments", "new", "desk")
    assert mine.post(url, planned(worker, person)).status_code == 302
    again = planned(worker, person, start="10 h 15", end="11 h")
    assert "a déjà un rendez-vous" in text(mine.post(url, again), 422)
    with acting("system"):
        made = Appointment.objects.get()
    assert timezone.localtime(made.starts_at).hour == 10
    day = formats.date_short(made.starts_at)
    for browser, whose in ((mine, "me"), (theirs, ""), (theirs, str(worker.pk))):
        assert case.reference in text(browser.get("/appointments/", {"day": day, "host": whose}))
    assert case.reference not in text(theirs.get("/appointments/", {"day": day, "host": "me"}))
    assert case.reference not in text(mine.get("/appointments/"))


def test_a_home_visit_says_why(worker, mine, case, person):
    url = following_url(case, "appointments", "new", "visit")
    assert "Pourquoi au domicile" in text(mine.post(url, planned(worker, person)), 422)
    empty = planned(worker, person, ground="cannot_move")
    assert "I-B 1" in text(mine.post(url, empty), 422)
    assert mine.post(url, {**empty, "ground_words": "SPÉCIMEN alité"}).status_code == 302
    assert mine.get(following_url(case, "appointments", "new", "party")).status_code == 404


@pytest.mark.parametrize(
    ("fields", "says"),
    [
        ({"day": "29/03/2099", "start": "2 h 30", "end": "4 h"}, "n’existe pas ce jour-là"),
        ({"start": "midi"}, "Écrivez l’heure ainsi"),
        ({"end": "9 h"}, "La fin vient après le début"),
        ({"day": "01/01/2020"}, "Cette date est passée"),
        ({"host": "999999"}, "Sélectionnez un choix valide"),
    ],
)
def test_hours_that_cannot_be_are_told_beside_their_field(fields, says, worker, mine, case, person):
    url = following_url(case, "appointments", "new", "desk")
    page = text(mine.post(url, planned(worker, person, **fields)), 422)
    assert says in page.replace("&#x27;", "'")


def test_an_appointment_is_moved_then_cancelled(worker, mine, case, person):
    made = make_appointment(worker, case)
    url = f"/appointments/{made.public_id}/"
    data = {k: v for k, v in planned(worker, person, start="15 h", end="16 h").items() if k != "people"}
    assert mine.post(f"{url}move/", {**data, "sequence": "0"}).status_code == 302
    assert "a changé pendant" in text(mine.post(f"{url}move/", {**data, "sequence": "0"}), 422)
    assert mine.post(f"{url}outcome/", {"outcome": "cancelled"}).status_code == 302
    assert "Annulé" in text(mine.get(url))
    told = text(mine.post(f"{url}outcome/", {"outcome": "cancelled"}), 422)
    assert f"Déjà noté par {worker.full_name}" in told


@pytest.mark.parametrize(
    "query", ["day=x", "day=31/12/9999", "day=01/01/1850", "span=year", "host=0", "host=x"]
)
def test_an_agenda_of_odd_dates_still_shows_a_page(query, mine):
    text(mine.get(f"/appointments/?{query}"))


def test_another_site_meets_404_everywhere(worker, case):
    stranger = sign_in(Browser(), make_agent(Role.SUPERVISOR))
    made = make_appointment(worker, case)
    make_plan(worker, case)
    for url in (
        notes_url(case),
        following_url(case),
        following_url(case, "contacts"),
        following_url(case, "appointments"),
        f"/appointments/{made.public_id}/",
        f"/appointments/{made.public_id}/outcome/",
    ):
        assert stranger.get(url).status_code == 404


def test_the_same_form_posted_twice_acts_once(worker, mine, case, person):
    today = formats.date_short(timezone.localdate())
    later = formats.date_short(timezone.localdate() + timedelta(days=20))
    plan = {"aim": "SPÉCIMEN", "agreed_on": today, "people": [person], "next_review_on": later}
    objective = {"doer": "agent", "what": "SPÉCIMEN", "due_on": later}
    forms = {
        notes_url(case, "new"): {"kind": "professional", "text": SEALED},
        following_url(case, "contacts", "new"): contact(person),
        following_url(case, "appointments", "new", "desk"): planned(worker, person),
        following_url(case, "agree"): plan,
        following_url(case, "objectives", "new"): objective,
        following_url(case, "review"): {"on": today, "reached": "SPÉCIMEN", "next_on": later},
    }
    for url, data in forms.items():
        key = {"once_key": str(uuid4())}
        answers = [mine.post(url, {**data, **key}) for _ in range(2)]
        assert [answer.status_code for answer in answers] == [302, 302], url
        assert answers[0]["Location"] == answers[1]["Location"]
    with acting(*actor_of(worker)):
        plan = ActionPlan.objects.get()
        assert (plan.objectives.count(), plan.reviews.count()) == (1, 1)
        assert (Note.objects.count(), Contact.objects.count(), Appointment.objects.count()) == (1, 1, 1)
