"""The commission: asked under an article, answered in a session, closed for good; it decides nothing."""

from datetime import timedelta

import pytest
from django.db import DatabaseError, IntegrityError, connection, transaction
from django.utils import timezone

from cases.models import CommissionSession, Opinion
from cases.services import commission
from cases.services.moves import AlreadyMoved, MoveRefused, NotYours, move
from nps.accounts.models import Role
from tests.support.accounts import make_agent
from tests.support.cases import make_application, make_case_file
from tests.support.checks import a_check

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("system")]
TODAY = timezone.localdate()


@pytest.fixture
def worker():
    return make_agent()


@pytest.fixture
def asked(worker) -> Opinion:
    case = make_case_file(worker)
    application = make_application(case, "under_review", rights_check=a_check(case))
    return commission.ask_opinion(
        actor=worker, application=application, question="SPÉCIMEN ?", article="II-1.1 d/5"
    )


@pytest.fixture
def session(worker) -> CommissionSession:
    return commission.open_session(actor=worker, held_on=TODAY)


def answer(worker, asked, session, **told) -> Opinion:
    commission.set_agenda(actor=worker, session=session, opinions=[asked])
    asked.refresh_from_db()
    told = {"advice": "unfavourable", "reasons": "SPÉCIMEN"} | told
    return commission.record_opinion(actor=worker, opinion=asked, **told)


def test_asking_names_the_article_and_the_application_waits(worker, asked):
    assert (asked.application.state, asked.article) == ("opinion_requested", "II-1.1 d/5")
    with pytest.raises(MoveRefused, match="l’article"):
        commission.ask_opinion(actor=worker, application=asked.application, question="x", article=" ")
    with pytest.raises(AlreadyMoved):
        commission.ask_opinion(actor=worker, application=asked.application, question="x", article="y")
    with pytest.raises(MoveRefused, match="avis"):
        move(asked.application, "record_opinion", actor=worker)


def test_an_opinion_is_given_in_a_session_and_the_review_goes_on(worker, asked, session):
    with pytest.raises(MoveRefused, match="ordre du jour"):
        commission.record_opinion(actor=worker, opinion=asked, advice="favourable", reasons="x")
    given = answer(worker, asked, session)
    assert (given.advice, given.given_on) == ("unfavourable", TODAY)
    asked.application.refresh_from_db()
    assert asked.application.state == "under_review"
    with pytest.raises(AlreadyMoved):
        commission.record_opinion(actor=worker, opinion=given, advice="favourable", reasons="x")


def test_an_opinion_says_why_and_comes_after_its_session(worker, asked):
    later = commission.open_session(actor=worker, held_on=TODAY + timedelta(days=3))
    with pytest.raises(MoveRefused, match="pas encore eu lieu"):
        answer(worker, asked, later)
    today = commission.open_session(actor=worker, held_on=TODAY)
    commission.set_agenda(actor=worker, session=later, opinions=[])
    with pytest.raises(MoveRefused, match="ses raisons"):
        answer(worker, asked, today, reasons=" ")


def test_a_site_has_one_session_a_day_and_its_own_only(worker, asked, session):
    with pytest.raises(MoveRefused, match="déjà une séance"):
        commission.open_session(actor=worker, held_on=TODAY)
    other = make_agent()
    elsewhere = commission.open_session(actor=other, held_on=TODAY)
    commission.set_agenda(actor=other, session=elsewhere, opinions=[asked])
    asked.refresh_from_db()
    assert asked.session is None
    with pytest.raises(NotYours):
        commission.set_agenda(actor=other, session=session, opinions=[])
    with pytest.raises(NotYours):
        commission.open_session(actor=make_agent(Role.ADMINISTRATOR), held_on=TODAY)


def test_closing_names_the_members_leaves_no_question_and_nothing_changes_afterwards(worker, asked, session):
    commission.set_agenda(actor=worker, session=session, opinions=[asked])
    with pytest.raises(MoveRefused, match="présent"):
        commission.close_session(actor=worker, session=session, members=[" "])
    with pytest.raises(MoveRefused, match="attend encore"):
        commission.close_session(actor=worker, session=session, members=["SPÉCIMEN"])
    given = answer(worker, asked, session)
    closed = commission.close_session(actor=worker, session=session, members=["SPÉCIMEN", ""])
    assert closed.members == ["SPÉCIMEN"]
    with pytest.raises(AlreadyMoved, match="close"):
        commission.set_agenda(actor=worker, session=session, opinions=[])
    for table, change, key in (
        ("cases_commissionsession", "members = '{x}'", closed.pk),
        ("cases_commissionsession", "closed_at = null", closed.pk),
        ("cases_opinion", "advice = 'favourable'", given.pk),
        ("cases_opinion", "session_id = null, given_on = null", given.pk),
    ):
        with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(f"update {table} set {change} where id = %s", [key])  # noqa: S608


def test_a_question_of_a_request_that_ended_leaves_the_agenda_when_the_session_closes(worker, asked, session):
    commission.set_agenda(actor=worker, session=session, opinions=[asked])
    move(asked.application, "withdraw", actor=worker, reason="SPÉCIMEN")
    commission.close_session(actor=worker, session=session, members=["SPÉCIMEN"])
    asked.refresh_from_db()
    assert (asked.session, asked.given_on) == (None, None)


@pytest.mark.parametrize(
    ("name", "change"),
    [
        ("opinion_given_whole", "given_on = now()"),
        ("opinion_given_whole", "advice = 'favourable'"),
        ("opinion_asked_once", None),
    ],
)
def test_each_nonsense_is_refused_by_its_own_constraint(worker, asked, name, change):
    kept = "application_id, question, article, asked_by_id, asked_at"
    copy = f"insert into cases_opinion ({kept}, advice, reasons) select {kept}, '', '' from cases_opinion"  # noqa: S608
    with (
        pytest.raises(IntegrityError, match=name),
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        cursor.execute(f"update cases_opinion set {change}" if change else copy)  # noqa: S608
