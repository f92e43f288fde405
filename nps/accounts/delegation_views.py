"""« Autorités »: who decides what, today and to come; what nobody holds. No household's file here."""

from collections.abc import Callable
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from nps.accounts import delegating
from nps.accounts.delegating import Refused
from nps.accounts.delegation_forms import DelegationForm, EndForm
from nps.accounts.holding import covered
from nps.accounts.models import Authority, Delegation
from nps.accounts.permissions import require_administrator
from nps.accounts.proof import recent_proof_required
from nps.ui import formats
from nps.ui.components import Column, Link, Row, Table, Tag
from nps.ui.navigation import address
from nps.ui.once import once
from nps.ui.taking import hand_over, taken


@require_safe
def authorities(request: HttpRequest) -> HttpResponse:
    """Who holds each authority today, and every delegation."""
    today = timezone.localdate()
    found = list(delegating.delegations_for(request.user))
    if taken(request, "delegations"):
        return hand_over(request, _table(found))
    context = {
        "held": _held_table(found),
        "nobody": [Authority(name).label for name in Authority.values if not covered(name, today)],
        "delegations": _table(found),
    }
    return render(request, "delegations/authorities.html", context)


def _held_table(found: list[Delegation]) -> Table:
    today = timezone.localdate()
    rows = []
    for name in Authority.values:
        given = [one for one in found if one.authority == name and one.state_on(today) == "in_force"]
        holders = [f"{_holder(one)} ({_files(one)})" for one in given]
        if name == Authority.DIRECTOR:
            holders.insert(0, _("les responsables de chaque site, pour ses dossiers"))
        rows.append((Authority(name).label, ", ".join(holders) or Tag("bad", _("Personne"))))
    return Table(
        _("Aujourd’hui"), (Column(_("Autorité")), Column(_("Détenue par"))), rows, caption_hidden=True
    )


def _holder(one: Delegation) -> str:
    if one.agent:
        return one.agent.full_name
    return _("responsables de %(site)s") % {"site": one.site.name}


def _files(one: Delegation) -> str:
    return one.files_of.name if one.files_of else _("tous les sites")


def _table(found: list[Delegation]) -> Table:
    today = timezone.localdate()
    rows = [
        (
            Link(one.get_authority_display(), address("accounts:delegation", one.public_id), _holder(one)),
            _holder(one),
            _files(one),
            one.since,
            one.until or _("sans fin"),
            Tag.of("delegation", one.state_on(today)),
        )
        for one in found
    ]
    columns = (
        *(Column(_("Autorité")), Column(_("À qui")), Column(_("Dossiers"))),
        *(Column(_("À partir du"), "date"), Column(_("Dernier jour"), "date"), Column(_("État"))),
    )
    return Table(_("Délégations"), columns, rows, caption_hidden=True)


@require_http_methods(["GET", "HEAD", "POST"])
@once
def new(request: HttpRequest) -> HttpResponse:
    """Propose a delegation; a second administrator approves it."""
    require_administrator(request.user)
    form = DelegationForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        told = {name: data[name] for name in ("authority", "files_of", "since", "until", "reference")}
        made = _try(
            request,
            lambda: delegating.propose_delegation(actor=request.user, **told, **form.given_to()),
            _("La délégation est proposée. Une autre personne doit l’approuver."),
            form,
        )
        if made:
            return redirect("accounts:delegation", made.public_id)
    return render(request, "delegations/new.html", {"form": form}, status=422 if form.errors else 200)


def _try(request: HttpRequest, act: Callable[[], Delegation], done: str, form=None) -> Delegation | None:
    try:
        made = act()
    except Refused as refused:
        if form is None:
            messages.error(request, str(refused))
        else:
            form.add_error(refused.field or None, str(refused))
        return None
    messages.success(request, done)
    return made


def _found(request: HttpRequest, delegation: UUID) -> Delegation:
    found = delegating.delegations_for(request.user).filter(public_id=delegation).first()
    if found is None:
        raise Http404
    return found


@require_safe
def delegation(request: HttpRequest, delegation: UUID) -> HttpResponse:
    """One delegation and what can be done of it."""
    return _page(request, _found(request, delegation), EndForm())


def _page(request: HttpRequest, found: Delegation, form: EndForm) -> HttpResponse:
    proposed = {"who": found.proposed_by.full_name, "day": formats.date_long(found.proposed_at)}
    rows = [
        Row(_("À qui"), _holder(found)),
        Row(_("Pour les dossiers de"), _files(found)),
        Row(_("À partir du"), formats.date_long(found.since)),
        Row(_("Dernier jour"), formats.date_long(found.until) if found.until else _("sans fin")),
        Row(_("Texte qui la donne"), found.reference),
        Row(_("Proposée par"), _("%(who)s, le %(day)s") % proposed),
    ]
    if found.approved_by:
        approved = {"who": found.approved_by.full_name, "day": formats.date_long(found.approved_at)}
        rows.append(Row(_("Approuvée par"), _("%(who)s, le %(day)s") % approved))
    context = {
        "delegation": found,
        "state": found.state_on(timezone.localdate()),
        "rows": rows,
        "own": found.proposed_by_id == request.user.pk,
        "form": form,
    }
    return render(request, "delegations/delegation.html", context, status=422 if form.errors else 200)


@require_POST
@recent_proof_required
@once
def approve(request: HttpRequest, delegation: UUID) -> HttpResponse:
    """The second word."""
    found = _found(request, delegation)
    said = _("La délégation est approuvée.")
    _try(request, lambda: delegating.approve_delegation(actor=request.user, delegation=found), said)
    return redirect("accounts:delegation", delegation)


@require_POST
@once
def drop(request: HttpRequest, delegation: UUID) -> HttpResponse:
    """Withdrawn by who proposed it, or rejected."""
    found = _found(request, delegation)
    said = _("La délégation est retirée.")
    _try(request, lambda: delegating.drop_delegation(actor=request.user, delegation=found), said)
    return redirect("accounts:delegation", delegation)


@require_POST
@once
def end(request: HttpRequest, delegation: UUID) -> HttpResponse:
    """Taken back before its time."""
    found, form = _found(request, delegation), EndForm(request.POST)
    if not form.is_valid():
        return _page(request, found, form)
    on, said = form.cleaned_data["until"], _("La fin de la délégation est enregistrée.")
    if not _try(
        request, lambda: delegating.end_delegation(actor=request.user, delegation=found, on=on), said, form
    ):
        return _page(request, found, form)
    return redirect("accounts:delegation", delegation)
