"""The frame and the pages that are nobody's work: whole and readable, in both languages, crash or not."""

import datetime as dt

import pytest
from django.core.exceptions import RequestDataTooBig
from django.db import OperationalError
from django.template import engines
from django.test import RequestFactory
from django.urls import NoReverseMatch, reverse
from django.utils import timezone, translation

from nps.ui import components, navigation, views
from nps.ui.context import frame
from tests.support.pages import faults_of, read, text_of

PAGES = ["/accessibility/", "/help/", "/legal/", "/privacy/", "/sitemap/"]
NOW = dt.datetime(2024, 3, 21, 10, 12, tzinfo=dt.UTC)
MARK = "UNKNOWN-TEMPLATE-VARIABLE"
COMPONENTS = """{% extends "ui/case_base.html" %}{% load i18n nps %}{% block title %}Essai{% endblock %}
{% block content %}<h1>Essai</h1>{% strip "application" "lapsed" %}{% acts lines %}{% summary rows %}
<h2>Pièces</h2>{% document_card card %}{% table table %}<h2>Journal</h2>{% timeline events %}
{% timeline none %}{% empty "Rien" %}{% progress 1 3 %}{% pagination page %}{% clock clock %}
<form method="post">{% csrf_token %}{% once %}</form>{% status "award" "active" %}{% icon "check" %}
{{ sum|money }} {{ day|date_long }} {{ day|date_short }} {{ now|hour }} {{ day|distance }}
{% endblock %}"""


def component_page(role="social_worker") -> str:
    page = type("Page", (), {"number": 2, "has_previous": True, "has_next": False})
    page.previous_page_number = 1
    page.paginator = None
    due = timezone.localdate() + dt.timedelta(days=2)
    context = {
        **frame("/", role, "Marie Leroy"),
        "csrf_token": "t",
        "case_page": components.CasePage(
            "D-24-7KX3", "foyer Okafor", "processing", clock=components.Clock(due, "Devient caduque.")
        ),
        "lines": [
            components.Act("Proposer", url="/a/", post=True),
            components.Act("Accorder", who="responsable de site"),
            components.Act("Clore", reason="une demande en cours.", link=components.Link("La voir", "/b/")),
            components.Act("Transférer", url="/c/"),
        ],
        "rows": [
            components.Row("Loyer", "900", "déclaré", "/d/"),
            components.Row("Aide", None),
            components.Row("<b>", "<i>x</i>"),
        ],
        "card": components.DocumentCard(
            "Quittance", "Ada", components.Tag.of("document", "to_check"), "loyer", due, "/e/", "PDF, 2 Ko"
        ),
        "table": components.Table(
            "Demandes",
            (components.Column("Foyer"), components.Column("Somme", "number", "ascending", "?sort=1")),
            [(components.Link("Petit", "/f/", "dossier"), "<i>12</i>")],
        ),
        "events": [components.Event(NOW, "Ouvert", "M. Leroy", "Guichet", components.Link("Voir", "/g/"))],
        "none": [],
        "page": page,
        "clock": components.Clock(due, "x", stopped_until=due),
        "sum": 12,
        "day": due,
        "now": NOW,
    }
    return engines["django"].from_string(COMPONENTS).render(context, RequestFactory().get("/"))


@pytest.mark.parametrize("language", ["fr", "en"])
def test_every_component_draws_a_whole_page(language):
    with translation.override(language):
        html = component_page()
    assert MARK not in html
    assert faults_of(html) == []
    assert "<i>" not in html
    assert " style=" not in html


def test_only_the_first_possible_act_is_the_filled_button():
    buttons = [e for e in read(component_page()).elements if "btn" in e.classes]
    assert [("btn-primary" in e.classes, e.text) for e in buttons] == [
        (True, "Proposer"),
        (False, "Transférer"),
    ]


def test_what_cannot_be_done_is_a_sentence_and_never_a_grey_button():
    with translation.override("fr"):
        html = component_page()
    assert "pas encore\u00a0: une demande en cours." in text_of(html).replace(" :", "\u00a0:")
    assert "disabled" not in html


def test_unknown_is_said_in_words():
    with translation.override("fr"):
        assert "Aide On ne sait pas" in text_of(component_page())


@pytest.mark.django_db
@pytest.mark.parametrize("path", PAGES)
@pytest.mark.parametrize("language", ["fr", "en"])
def test_the_pages_of_the_frame_are_open_to_everybody(client, path, language):
    client.cookies["django_language"] = language
    response = client.get(path)
    html = response.content.decode()
    assert response.status_code == 200
    assert faults_of(html) == []
    assert f'<html lang="{language}">' in html


@pytest.mark.django_db
def test_french_comes_first_whatever_the_browser_prefers(client):
    response = client.get("/help/", headers={"accept-language": "en-GB,en"})
    assert '<html lang="fr">' in response.content.decode()
    assert response["Content-Language"] == "fr"


@pytest.mark.django_db
def test_the_language_is_changed_by_a_post_and_kept(client):
    response = client.post("/language/", {"language": "en", "next": "/help/"})
    assert (response.status_code, response["Location"]) == (302, "/help/")
    assert "Help" in text_of(client.get("/help/").content.decode(), "h1")
    assert client.get("/language/").status_code == 405


@pytest.mark.django_db
def test_the_language_form_never_leads_away(client):
    response = client.post("/language/", {"language": "en", "next": "https://elsewhere.example/"})
    assert "elsewhere" not in response["Location"]


def asked(path="/x/"):
    request = RequestFactory().get(path)
    request._messages = []
    return request


@pytest.mark.parametrize("status", views.PROBLEMS)
def test_every_failure_has_a_page_that_says_what_to_do(status):
    with translation.override("fr"):
        response = views.problem(asked(), status)
    html = response.content.decode()
    assert response.status_code == status
    assert faults_of(html) == []
    assert MARK not in html
    assert str(views.PROBLEMS[status].then) in html


def test_a_page_not_found_says_the_same_whether_it_exists_or_not():
    with translation.override("fr"):
        html = views.page_not_found(asked(), None).content.decode()
    assert "Cette page n’existe pas ou ne vous est pas ouverte." in html


def test_what_is_too_big_is_said_to_be_too_big():
    assert views.bad_request(asked(), RequestDataTooBig()).status_code == 413
    assert views.bad_request(asked(), ValueError()).status_code == 400


def test_a_crash_is_told_without_database_or_session():
    response = views.server_error(RequestFactory().get("/x/"))
    assert response.status_code == 500
    assert faults_of(response.content.decode()) == []
    try:
        raise OperationalError
    except OperationalError:
        assert views.server_error(RequestFactory().get("/x/")).status_code == 503


@pytest.mark.parametrize("role", navigation.MENUS)
def test_menus_only_offer_pages_that_exist(role):
    for entry in frame("/", role, "x")["menu"]:
        assert entry.url.startswith("/")
    for label, name in navigation.MENUS[role]:
        try:
            reverse(name)
        except NoReverseMatch:
            assert label not in [entry.label for entry in frame("/", role, "x")["menu"]]


def test_the_current_page_is_marked_in_its_menu(monkeypatch):
    monkeypatch.setattr(navigation, "address", lambda name, *args: {"a": "/", "b": "/cases/"}.get(name, ""))
    shown = navigation.entries([("Jour", "a"), ("Dossiers", "b"), ("Radar", "c")], "/cases/D-24/")
    assert [(entry.label, entry.current) for entry in shown] == [("Jour", ""), ("Dossiers", "true")]


@pytest.mark.parametrize(
    ("days", "stopped", "kind"), [(52, None, "info"), (14, None, "warn"), (-1, None, "bad"), (5, 3, "wait")]
)
def test_a_clock_takes_the_colour_of_its_distance(days, stopped, kind):
    today = dt.date(2024, 3, 21)
    until = stopped and today + dt.timedelta(stopped)
    assert components.Clock(today + dt.timedelta(days), "x", until).kind(today) == kind
