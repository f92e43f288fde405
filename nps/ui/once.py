"""A form acts once: its key is written in the act's own transaction, a replay is sent to the first answer."""

import datetime as dt
import uuid
from collections.abc import Callable
from functools import wraps

from django.contrib import messages
from django.db import connection, transaction
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.utils import timezone
from django.utils.translation import gettext as _

from nps.ui.models import Once

FIELD = "once_key"
View = Callable[..., HttpResponse]

# PostgreSQL makes a second INSERT of the same key wait for the first transaction, then do nothing if it
# committed and go on if it did not: that is the whole mechanism.
CLAIM = """
    insert into ui_once (key, agent_id, path, made_at, location) values (%s, %s, %s, %s, '')
    on conflict (key) do nothing
"""


def once(view: View) -> View:
    """Decorate a view whose form holds `{% once %}`; for a class, decorate `dispatch`.

    A POST that ends in a redirect (or an htmx redirect) consumes its key. Any other answer, such as a form
    shown again with its faults (422), gives the key back. A POST without a key passes through.
    """

    @wraps(view)
    def guarded(request: HttpRequest, *args, **kwargs) -> HttpResponse:
        key = _key(request) if request.method == "POST" else None
        if key is None:
            return view(request, *args, **kwargs)
        with transaction.atomic():
            if not _claim(key, request):
                return _replayed(key, request)
            response = view(request, *args, **kwargs)
            if location := _location(response):
                Once.objects.filter(key=key).update(location=location[:500])
            else:
                Once.objects.filter(key=key).delete()
            return response

    return guarded


def forget(*, before: dt.datetime) -> int:
    """Remove keys older than any form still open in a browser; how many went."""
    return Once.objects.filter(made_at__lt=before).delete()[0]


def _key(request: HttpRequest) -> uuid.UUID | None:
    try:
        return uuid.UUID(request.POST.get(FIELD, ""))
    except ValueError:
        return None


def _agent_id(request: HttpRequest) -> int | None:
    return getattr(getattr(request, "user", None), "pk", None)


def _claim(key: uuid.UUID, request: HttpRequest) -> bool:
    with connection.cursor() as cursor:
        cursor.execute(CLAIM, [key, _agent_id(request), request.path[:500], timezone.now()])
        return cursor.rowcount == 1


def _location(response: HttpResponse) -> str:
    if 300 <= response.status_code < 400:
        return response.headers.get("Location", "")
    return response.headers.get("HX-Redirect", "")


def _replayed(key: uuid.UUID, request: HttpRequest) -> HttpResponse:
    first = Once.objects.filter(key=key, agent_id=_agent_id(request), path=request.path[:500]).first()
    location = first.location if first else request.path
    messages.info(request, _("Déjà enregistré. Rien n’a été fait deux fois."))
    if request.headers.get("HX-Request"):
        return HttpResponse(headers={"HX-Redirect": location})
    return HttpResponseRedirect(location)
