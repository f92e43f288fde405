"""How a page does an act: the act or its refusal becomes a message or a form error, nothing typed is lost."""

from collections.abc import Callable

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from cases.services.moves import MoveRefused, NotYours


def try_act(request: HttpRequest, act: Callable[[], object], done, form=None) -> bool:
    """Do the act; say that it is done, or put the refusal on the form (or in a message). True when done.

    NotYours is a 403: the page did not offer this act.
    """
    try:
        act()
    except NotYours as refused:
        raise PermissionDenied(str(refused)) from refused
    except MoveRefused as refused:
        if form is None:
            messages.error(request, str(refused))
        else:
            form.add_error(None, str(refused))
        return False
    if done:
        messages.success(request, str(done))
    return True


def form_page(
    request: HttpRequest,
    *,
    form_class,
    act: Callable[[dict], object],
    done,
    back: str,
    template: str,
    context: dict,
    initial: dict | None = None,
    **form_options,
) -> HttpResponse:
    """One form, one act, then back; a fault shows the form again with status 422."""
    if request.method != "POST":
        form = form_class(initial=initial, **form_options)
        return render(request, template, {**context, "form": form, "back": back})
    form = form_class(request.POST, request.FILES, initial=initial, **form_options)
    if form.is_valid() and try_act(request, lambda: act(form.cleaned_data), done, form):
        return redirect(back)
    return render(request, template, {**context, "form": form, "back": back}, status=422)
