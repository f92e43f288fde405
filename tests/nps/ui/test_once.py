"""A form acts once, however often it is sent; a refused form may be corrected and sent again."""

import threading
import uuid

import pytest
from django.contrib.messages import get_messages
from django.contrib.messages.storage.fallback import FallbackStorage
from django.db import connection, transaction
from django.http import HttpResponse, HttpResponseRedirect
from django.test import RequestFactory
from django.utils import timezone, translation

from nps.ui.models import Once
from nps.ui.once import FIELD, forget, once


def post(key=None, path="/people/new/", **headers):
    request = RequestFactory().post(path, {FIELD: str(key)} if key else {}, headers=headers)
    request.session = {}
    request._messages = FallbackStorage(request)
    return request


def counting(response):
    calls = []

    @once
    def view(request):
        calls.append(1)
        return response() if callable(response) else response

    return view, calls


def done():
    return HttpResponseRedirect("/cases/D-24-7KX3/")


@pytest.mark.django_db
def test_a_second_identical_post_does_nothing_and_goes_where_the_first_went():
    view, calls = counting(done)
    key = uuid.uuid4()
    view(post(key))
    again = post(key)
    with translation.override("fr"):
        response = view(again)
        told = [str(message) for message in get_messages(again)]
    assert (response.status_code, response["Location"]) == (302, "/cases/D-24-7KX3/")
    assert len(calls) == 1
    assert told == ["Déjà enregistré. Rien n’a été fait deux fois."]


@pytest.mark.django_db
def test_a_refused_form_gives_its_key_back():
    answers = iter([HttpResponse(status=422), done()])
    view, calls = counting(lambda: next(answers))
    key = uuid.uuid4()
    assert view(post(key)).status_code == 422
    assert view(post(key)).status_code == 302
    assert len(calls) == 2


@pytest.mark.django_db
def test_an_act_that_fails_gives_its_key_back():
    def broken():
        raise RuntimeError

    view, _ = counting(broken)
    with pytest.raises(RuntimeError), transaction.atomic():
        view(post(uuid.uuid4()))
    assert not Once.objects.exists()


@pytest.mark.django_db
def test_another_form_or_no_key_is_no_replay():
    view, calls = counting(done)
    view(post(uuid.uuid4()))
    view(post(uuid.uuid4()))
    view(post())
    assert len(calls) == 3


@pytest.mark.django_db
def test_a_key_seen_elsewhere_does_not_tell_where_it_led():
    view, calls = counting(done)
    key = uuid.uuid4()
    view(post(key))
    assert view(post(key, path="/elsewhere/"))["Location"] == "/elsewhere/"
    assert len(calls) == 1


@pytest.mark.django_db
def test_htmx_is_told_where_to_go():
    view, _ = counting(done)
    key = uuid.uuid4()
    view(post(key))
    assert view(post(key, **{"HX-Request": "true"}))["HX-Redirect"] == "/cases/D-24-7KX3/"


@pytest.mark.django_db
def test_a_broken_key_is_no_key():
    view, calls = counting(done)
    view(post("not-a-key"))
    assert len(calls) == 1
    assert not Once.objects.exists()


@pytest.mark.django_db
def test_old_keys_are_forgotten():
    view, _ = counting(done)
    view(post(uuid.uuid4()))
    assert forget(before=timezone.now()) == 1


@pytest.mark.django_db(transaction=True)
def test_twenty_equal_posts_at_once_act_once():
    key, effects, answers = uuid.uuid4(), [], []
    ready = threading.Barrier(20)

    @once
    def view(request):
        effects.append(1)
        return done()

    def send():
        ready.wait()
        try:
            answers.append(view(post(key))["Location"])
        finally:
            connection.close()

    threads = [threading.Thread(target=send) for _ in range(20)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert effects == [1]
    assert answers == ["/cases/D-24-7KX3/"] * 20
