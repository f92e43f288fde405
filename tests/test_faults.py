"""Faults every release survives: hostile text in every form, too much of anything, rights gone meanwhile."""

import logging
from collections.abc import Iterator
from urllib.parse import urlencode

import pytest
from django.db import IntegrityError, ProgrammingError, connection, connections, transaction
from django.db.backends.postgresql.base import DatabaseWrapper
from django.urls import reverse
from psycopg import sql

from cases.services.sharing import revoke_share
from nps.accounts.acting import KINDS, acting, actor_of
from nps.checks import personal_tables
from tests.support import standing
from tests.support.client import TOKEN, Browser
from tests.support.pages import read
from tests.support.standing import answered
from tests.support.world import CANARY, GIVEN, World
from tests.test_url_sweep import NAMES, ROUTES, where

place, world, sessions, browser = standing.place, standing.world, standing.sessions, standing.browser
_own_folders, _nothing_stays = standing.own_folders, standing.nothing_stays

ANSWERS = {200, 302, 400, 403, 404, 405, 409, 413, 422}
HOSTILE = {
    "control": "a\x00b\x07\x1b[31m\r\n\x7f",
    "zero width": "\u200b\u200d\u2060\ufeff",
    "right to left": "\u202egnp.exe\u2066",
    "surrogate": "\ud800x\udfff",
    "long": "é" * 500_000,
    "combining": "e" + "\u0301" * 5000,
    "formula": "=cmd|'/C calc'!A0",
    "markup": "<script>alert(1)</script>{{ 7*7 }}{% url %}",
    "path": "../../../etc/passwd",
    "number": "9" * 400,
    "negative": "-1",
    "not a number": "NaN",
    "infinite": "1e999",
    "day that is not": "31/02/2024",
    "year 0": "01/01/0000",
    "year 9999": "31/12/9999",
    "other digits": "١٢/٠٣/٢٠٢٤",
    "key": "00000000-0000-4000-8000-000000000000",
    "not a key": "'; drop table people_person; --",
}


# --- hostile text in every form of every page ---


def forms_of(html: str) -> Iterator[tuple[str, dict[str, str]]]:
    """Each form of the page's main part that posts: its address and its fields with what they hold."""
    page = read(html)
    for form in page.all("form"):
        if (form.attrs.get("method") or "").lower() == "post" and form.inside("main"):
            inside = [e for e in page.all("input", "select", "textarea", "button") if form in e.parents]
            named = {e.attrs["name"]: e.attrs.get("value") or "" for e in inside if e.attrs.get("name")}
            yield form.attrs.get("action") or "", named


def raw(client: Browser, url: str, fields: dict[str, str]):
    """A POST whose text may be no text: browsers never send it, programs do."""
    client.cookies["csrftoken"] = TOKEN
    body = urlencode({**fields, "csrfmiddlewaretoken": TOKEN}, errors="surrogatepass")
    return client.generic("POST", url, body.encode(), content_type="application/x-www-form-urlencoded")


def reader_of(name: str) -> str | None:
    """Somebody who may read this address."""
    statuses = dict(zip(standing.WHO, ROUTES[name].get, strict=True))
    return next((who for who in ("supervisor", "worker", "partner") if statuses[who] == 200), None)


READERS = {name: reader_of(name) for name in NAMES}


@pytest.mark.parametrize("name", [name for name in NAMES if READERS[name]])
def test_no_text_breaks_a_form(name, world, browser):
    """Refused in words (422), or understood: never a failure, nothing half done."""
    url, who, proven = where(name, world), READERS[name], ROUTES[name].proven
    page = answered(browser(who, proven=proven).get, url)
    if not page.get("Content-Type", "").startswith("text/html"):
        return
    for action, fields in forms_of(page.content.decode()):
        for what, text in HOSTILE.items():
            kept = {
                n: v for n, v in fields.items() if n in ("csrfmiddlewaretoken", "once_key", "token", "create")
            }
            sent = {**dict.fromkeys(fields, text), **kept}
            client = browser(who)
            told = answered(lambda url, c=client, s=sent: raw(c, url, s), action or url)
            assert told.status_code in ANSWERS, (name, what, told.status_code)


@pytest.mark.parametrize("what", HOSTILE)
def test_no_text_breaks_a_filter(what, world, browser):
    text = HOSTILE[what][:2000]
    keys = ("state", "referent", "reference", "page", "when", "after", "before", "kind", "who", "again",
            "household", "next", "q", "review")  # fmt: skip
    query = urlencode(dict.fromkeys(keys, text), errors="surrogatepass")
    for name in NAMES:
        if who := READERS[name]:
            assert answered(browser(who).get, f"{where(name, world)}?{query}").status_code in ANSWERS, name


@pytest.mark.parametrize("what", HOSTILE)
def test_no_text_breaks_a_choice_that_pages_make_by_themselves(what, world, browser):
    """Values no person types: what a page puts in hidden fields and buttons."""
    ref = world.case.reference
    posts = {
        reverse("cases:prepare_applications", args=[ref]): ("check", "benefit"),
        reverse("cases:ask", args=[ref]): ("pieces", "due_on"),
        reverse("accounts:sessions"): ("session",),
        reverse("people:new"): ("token", "create"),
    }
    for url, fields in posts.items():
        told = answered(
            lambda url, f=fields: raw(browser("worker"), url, dict.fromkeys(f, HOSTILE[what])), url
        )
        assert told.status_code in ANSWERS, url


# --- too much ---


def test_a_thousand_and_one_fields_are_refused_with_a_page(world, browser):
    url = where("cases:situation", world)
    told = raw(browser("worker"), url, {f"f{n}": "x" for n in range(1001)})
    assert told.status_code in (400, 413)
    assert read(told.content.decode()).all("h1")


def test_ten_megabytes_of_form_are_refused_with_a_page(world, browser):
    url = where("cases:close", world)
    told = raw(browser("worker"), url, {"reason": "x" * (10 * 1024 * 1024 + 1)})
    assert told.status_code in (400, 413)
    assert read(told.content.decode()).all("h1")


@pytest.mark.parametrize("body", [b"[" * 100_000, b'{"a":' * 50_000, b"--x\r\n" * 1000, b"\xff\xfe" * 1000])
@pytest.mark.parametrize("kind", ["application/json", "multipart/form-data; boundary=x", "text/plain"])
def test_a_body_of_another_kind_is_no_form(kind, body, world, browser):
    client = browser("worker")
    client.cookies["csrftoken"] = TOKEN
    headers = {"x-csrftoken": TOKEN}
    url = where("cases:close", world)
    told = client.generic("POST", url, body, content_type=kind, headers=headers)
    assert told.status_code in (400, 413, 422)


def test_fields_nobody_asked_for_change_nothing(world, browser):
    """A form that posts a state, a site or an actor is read as if it did not."""
    extra = {
        "state": "archived",
        "site": world.agents["elsewhere"].site_id,
        "referent": world.agents["elsewhere"].pk,
        "actor": world.agents["supervisor"].pk,
        "reference": "D-00-0000",
        "closed_on": "2024-01-01",
    }
    given = {"given_on": "15/03/2024"}
    url = reverse("cases:information", args=[world.intake.reference])
    assert browser("worker").post(url, {**given, **extra}).status_code == 302
    before = (world.intake.state, world.intake.site_id, world.intake.referent_id, world.intake.reference)
    with acting("system"):
        now = type(world.intake).objects.get(pk=world.intake.pk)
    assert (now.state, now.site_id, now.referent_id, now.reference) == before
    assert now.information_given_on is not None


# --- rights gone meanwhile ---


def test_a_share_withdrawn_while_its_page_is_open_shows_nothing_more(world, browser):
    partner = browser("partner")
    page, piece = where("cases:partner_case", world), where("cases:partner_document", world)
    assert partner.get(page).status_code == 200
    with acting(*actor_of(world.agents["worker"])):
        revoke_share(actor=world.agents["worker"], share=world.share)
    assert [partner.get(url).status_code for url in (page, piece)] == [404, 404]
    assert world.case.reference not in partner.get("/partner/").content.decode()


def test_an_agent_who_changes_site_leaves_the_files_behind(world, browser):
    worker, url = browser("worker"), where("cases:withdraw", world)
    assert worker.get(url).status_code == 200
    type(world.agents["worker"]).objects.filter(pk=world.agents["worker"].pk).update(
        site=world.agents["elsewhere"].site
    )
    assert worker.post(url, {"reason": "SPÉCIMEN"}).status_code == 404
    with acting("system"):
        world.applications["received"].refresh_from_db()
        assert world.applications["received"].state == "received"


def test_an_agent_disabled_meanwhile_is_nobody(world, browser):
    worker, url = browser("worker"), where("cases:withdraw", world)
    assert worker.get(url).status_code == 200
    type(world.agents["worker"]).objects.filter(pk=world.agents["worker"].pk).update(is_active=False)
    told = worker.post(url, {"reason": "SPÉCIMEN"})
    assert told.status_code == 302
    assert told["Location"].startswith("/sign-in/")


# --- the second wall, with every filter of the application off ---


def rows_seen(table: str) -> int | None:
    """How many rows PostgreSQL shows; None when it refuses the table."""
    try:
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(sql.SQL("select count(*) from {}").format(sql.Identifier(table)))
            return cursor.fetchone()[0]
    except ProgrammingError:
        return None


def test_the_world_has_a_row_in_most_personal_tables(world):
    with acting("system"):
        filled = [table for table in personal_tables() if rows_seen(table)]
    assert len(filled) >= 15, filled


@pytest.mark.parametrize("table", personal_tables())
def test_without_an_actor_no_row_is_seen(table, world):
    assert not rows_seen(table)


@pytest.mark.parametrize("kind", sorted(KINDS - {"staff", "system"}))
@pytest.mark.parametrize("table", personal_tables())
def test_kinds_without_a_grant_see_no_row(table, kind, world):
    """An agency nobody shares with, whatever key it claims; auditors and administrators work no file."""
    other = world.agents["other_partner"].agency_id
    for key in ("", "0", str(other)):
        with acting(kind, key if kind == "partner" else "", ""):
            seen = rows_seen(table)
        assert not seen or (kind, table) in OPEN_TO_READ, (key, seen)


# Heads of the journal carry no name: whoever verifies a file compares with them. Administrators keep the
# figures and the types of pieces, read what new figures would cost, as counts, and remarks without a file.
OPEN_TO_READ = {
    *(("auditor", "journal_treehead"), ("admin", "journal_treehead")),
    *(("admin", "eligibility_changeset"), ("admin", "eligibility_changestep")),
    ("admin", "eligibility_caseloadrun"),
    *(("admin", "documents_typeversion"), ("admin", "documents_typestep"), ("admin", "cases_pieceremark")),
}


@pytest.fixture
def pooled():
    """A connection from a pool of one, as production has: closing it gives it back to the next request."""
    told = connections["default"].settings_dict
    pool = {**told["OPTIONS"], "pool": {"min_size": 1, "max_size": 1}}
    made = DatabaseWrapper({**told, "OPTIONS": pool}, alias="pooled")
    yield made
    made.close()
    made.close_pool()


@pytest.mark.parametrize("ending", ["commit", "rollback", "failure"])
def test_the_next_user_of_a_pooled_connection_finds_no_actor(ending, pooled, world):
    read_role = "select pg_backend_pid(), current_setting('role'), current_setting('nps.key', true)"
    pooled.set_autocommit(False)
    with pooled.cursor() as cursor:
        cursor.execute("select set_config('role', 'nps_staff', true), set_config('nps.key', '7', true)")
        cursor.execute(read_role)
        first, role, key = cursor.fetchone()
        assert (role, key) == ("nps_staff", "7")
        if ending == "failure":
            with pytest.raises(Exception, match="division"):
                cursor.execute("select 1 / 0")
    pooled.commit() if ending == "commit" else pooled.rollback()
    pooled.set_autocommit(True)
    pooled.close()
    with pooled.cursor() as cursor:
        cursor.execute(read_role)
        again, role, key = cursor.fetchone()
        assert (again, role, key or "") == (first, "none", "")


# --- what is written in the logs ---


def test_a_whole_visit_leaves_no_name_in_the_logs(world: World, browser, caplog):
    caplog.set_level(logging.DEBUG)
    logging.getLogger("django.db.backends").setLevel(logging.INFO)
    for name in NAMES:
        for who in ("supervisor", "partner", "elsewhere"):
            answered(browser(who).get, where(name, world))
    worker = browser("worker")
    search = {"name": CANARY, "given": GIVEN, "birth": "31/02/1990"}
    for url in ("/people/search/", "/people/new/", "/cases/", f"/people/found/{'x' * 20}/"):
        answered(lambda url: worker.post(url, search), url)
    told = "\n".join(f"{record.name} {record.getMessage()} {record.exc_text}" for record in caplog.records)
    assert len(caplog.records) > 20
    assert [name for name in (CANARY, GIVEN, "1990") if name in told] == []


def test_what_the_database_refuses_does_not_quote_the_row(world):
    """A failing row is told by the constraint's name: its values would end in the log."""
    nonsense = "update people_person set birth_month = 13 where birth_name = %s"
    with pytest.raises(IntegrityError) as refused, acting("system"), connection.cursor() as cursor:
        cursor.execute(nonsense, [CANARY])
    assert "violates check constraint" in str(refused.value)
    assert CANARY not in str(refused.value)
