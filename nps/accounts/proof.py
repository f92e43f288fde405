"""A fresh proof of identity before an act that deserves one: exports, unsealing, keys, rights."""

from collections.abc import Callable
from functools import wraps
from urllib.parse import urlencode

from allauth.account.adapter import get_adapter
from allauth.account.internal.flows import reauthentication
from django.http import HttpRequest, HttpResponse

View = Callable[..., HttpResponse]


def has_recent_proof(request: HttpRequest) -> bool:
    """Whether the agent proved who they are within ACCOUNT_REAUTHENTICATION_TIMEOUT seconds (5 minutes)."""
    return reauthentication.did_recently_reauthenticate(request)


def recent_proof_required(view: View) -> View:
    """Decorate a view: without a recent proof it leads to /confirm-identity/ and comes back.

    A full POST is kept in the session and done after the proof, with what was typed. An htmx request leads
    the whole page there. For a class, decorate `dispatch` with `method_decorator`.
    """

    @wraps(view)
    def proven(request: HttpRequest, *args, **kwargs) -> HttpResponse:
        if has_recent_proof(request):
            return view(request, *args, **kwargs)
        where = get_adapter().get_reauthentication_methods(request.user)[0]["url"]
        if request.headers.get("HX-Request") == "true":
            back = urlencode({"next": request.headers.get("HX-Current-URL", "/")})
            return HttpResponse(status=204, headers={"HX-Redirect": f"{where}?{back}"})
        return reauthentication.suspend_request(request, where)

    return proven
