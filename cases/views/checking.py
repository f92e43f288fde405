"""Pieces that wait for eyes: the queue, the check beside the page, the type corrected, refusals counted."""

from collections.abc import Iterable
from datetime import timedelta

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_safe

from cases import checking, selectors, words
from cases.fact_words import label
from cases.forms.checking import CheckForm, PeriodForm, QueueForm, RetypeForm
from cases.partners.sections import media_words
from cases.read_on_pieces import read_text, read_values, read_words
from cases.services import pieces as acts
from cases.services.moves import MoveRefused
from cases.views.acting import form_page, try_act
from cases.views.frame import case_page, closed_words
from cases.views.likeness import alike_of
from cases.views.previews import note_look, viewer_of
from documents import vault
from documents.models import WAITING, RejectionReason, SupportingDocument
from documents.types import type_of
from eligibility.facts import proven_by
from eligibility.questions import LABELS
from nps.accounts.models import SITE_ROLES, Agent, Role
from nps.ui import formats, keyset, tables
from nps.ui.components import Column, Link, Row, Table, Tag
from nps.ui.once import once
from nps.ui.taking import hand_over, taken

RECENT = timedelta(days=91)


def _filters(request: HttpRequest) -> dict[str, str]:
    form = QueueForm(request.GET)
    return form.cleaned_data if form.is_valid() else {}


def to_check(request: HttpRequest) -> HttpResponse:
    """Pieces of the agent's files that wait for eyes, oldest first."""
    if request.user.role not in SITE_ROLES:
        raise Http404
    chosen = _filters(request)
    if taken(request, "to_check"):
        table = tables.whole(_queue_table, checking.queue(request.user, **chosen))
        return hand_over(request, table, form=QueueForm(request.GET))
    page = checking.page(request.user, **keyset.marks(request.GET), **chosen)
    kept = urlencode({"queue": 1, **{name: value for name, value in chosen.items() if value}})
    context = {
        "table": _queue_table(page.rows, kept),
        "filters": QueueForm(request.GET or None),
        "filtered": any(chosen.values()),
        "page": page,
        "supervises": request.user.role == Role.SUPERVISOR,
    }
    return render(request, "cases/to_check.html", context)


def _queue_table(found: Iterable[SupportingDocument], kept: str = "") -> Table:
    """`kept`: what the pages of the pieces keep of this one's address."""
    rows = [
        (
            Link(
                words.piece_name(d.type, d.period),
                f"{reverse('cases:check_document', args=[d.reference])}?{kept}",
                about=d.household.case_file.reference,
            ),
            _state_words(d),
            d.household.case_file.reference,
            words.household_name(d.household),
            d.stored_at,
        )
        for d in found
    ]
    columns = (
        Column(_("Pièce")),
        Column(_("État")),
        Column(_("Dossier")),
        Column(_("Foyer")),
        Column(_("Déposée le"), "date"),
    )
    return Table(_("Pièces à vérifier"), columns, rows, caption_hidden=True)


def _state_words(document: SupportingDocument) -> Tag:
    if type_of(document.type).sensitive and document.state == "to_check":
        return Tag("wait", _("À vérifier, par deux personnes"))
    return Tag.of("document", document.state)


def _rows(document: SupportingDocument) -> list[Row]:
    until = document.valid_until
    proves = [label(name) for name in proven_by(document.type) if name in LABELS]
    first = document.first_checked_by
    return [
        Row(_("Concerne"), ", ".join(words.full_name(p) for p in document.people.all()) or _("le foyer")),
        Row(_("Valable jusqu’au"), formats.date_long(until) if until else _("sans date de fin")),
        Row(_("Fichier"), media_words(document)),
        Row(_("Antivirus"), document.get_scan_verdict_display()),
        *([Row(_("Elle prouve aussi"), ", ".join(proves))] if proves else []),
        *([Row(_("Vérifiée une première fois par"), first.full_name)] if first else []),
    ]


def _why_not(agent: Agent, document: SupportingDocument) -> str:
    """Why this agent cannot check this piece now, and who can; empty when the form is there."""
    if document.state not in WAITING:
        return ""
    if closed := closed_words(document.household.case_file):
        return closed
    if document.first_checked_by_id != agent.pk:
        return ""
    others = [other.full_name for other in checking.who_may_confirm(document)]
    if not others:
        return _(
            "Vous avez vérifié cette pièce. Une autre personne doit la confirmer, et personne "
            "d’autre ne travaille à ce site\u00a0: demandez à l’administration du service d’y "
            "rattacher une seconde personne."
        )
    return _("Vous avez vérifié cette pièce. Une autre personne doit la confirmer\u00a0: %(names)s.") % {
        "names": _(" ou ").join(others)
    }


def _next(request: HttpRequest, document: SupportingDocument) -> str:
    """Where to go after this piece; the heading of the next one has the focus."""
    everywhere = bool(request.GET.get("queue"))
    piece = checking.following(request.user, document, everywhere=everywhere, **_filters(request))
    if piece is None:
        case = document.household.case_file
        return reverse("cases:to_check") if everywhere else reverse("cases:documents", args=[case.reference])
    kept = {name: request.GET[name] for name in ("queue", "type_code", "reference") if request.GET.get(name)}
    address = reverse("cases:check_document", args=[piece.reference])
    return f"{address}?{urlencode(kept)}#piece" if kept else f"{address}#piece"


def _checked(agent: Agent, document: SupportingDocument, data: dict) -> SupportingDocument:
    """What the form decided, done."""
    case = document.household.case_file
    try:
        if data["verdict"] == "accept":
            read = {name: data[name] for name in ("period", "issued_on", "stated_until")}
            return acts.accept_document(
                actor=agent, case=case, document=document, on=timezone.localdate(), **read
            )
        reason = RejectionReason(data["reason"])
        return acts.reject_document(
            actor=agent, case=case, document=document, reason=reason, note=data["note"]
        )
    except vault.BadDescription as fault:
        raise MoveRefused(_("Vérifiez les dates de la pièce\u00a0: elles ne vont pas ensemble.")) from fault


@once
def check(request: HttpRequest, reference) -> HttpResponse:
    """Look at a piece; accept it, or refuse it with a reason."""
    document = selectors.document_for(request.user, reference)
    why_not, context = _why_not(request.user, document), _context(request, document)
    if request.method != "POST":
        note_look(request.user, document)
        if why_not or document.state not in WAITING:
            return render(request, "cases/check.html", {**context, "why_not": why_not})
    read = {name: getattr(document, name) for name in ("period", "issued_on", "stated_until")}
    first = {**read, **read_values(document)}  # proposed where nothing was typed; the agent confirms
    form = CheckForm(request.POST if request.method == "POST" else None, initial=first)
    if form.is_valid() and not why_not:
        then = _next(request, document)
        try:
            if try_act(request, lambda: _done(request, document, form.cleaned_data), "", form):
                return redirect(then)
        except vault.NotPossible as late:
            form.add_error(None, _faster(late.document))
    elif why_not:
        form.add_error(None, why_not)
    return render(request, "cases/check.html", {**context, "form": form}, status=422 if form.errors else 200)


def _faster(document: SupportingDocument) -> str:
    """Who looked at it meanwhile; what this agent typed stays on the page."""
    who = document.checked_by or document.first_checked_by
    if who is None:
        return _("Cette pièce a déjà été vérifiée. Rien n’a été modifié de plus.")
    return _("Déjà vérifiée par %(who)s. Rien n’a été modifié de plus.") % {"who": who.full_name}


def _done(request: HttpRequest, document: SupportingDocument, data: dict) -> None:
    checked = _checked(request.user, document, data)
    if checked.state == "to_confirm":
        messages.success(request, _("C’est noté. Une autre personne doit maintenant confirmer cette pièce."))
    else:
        messages.success(request, _("C’est noté."))


def _context(request: HttpRequest, document: SupportingDocument) -> dict:
    case = document.household.case_file
    left = checking.others_of_file(request.user, document).count()
    viewer = viewer_of(request, document)
    more = ngettext(
        "Suivante\u00a0: %(n)s pièce à vérifier dans ce dossier",
        "Suivante\u00a0: %(n)s pièces à vérifier dans ce dossier",
        left,
    )
    return {
        "case_page": case_page(case),
        "document": document,
        "name": words.piece_name(document.type, document.period),
        "state": _state_words(document),
        "sensitive": type_of(document.type).sensitive,
        "rows": _rows(document),
        **alike_of(document),
        "viewer": viewer,
        "text": read_text(document, viewer.number - 1) if viewer else "",
        "read": read_words(document),
        "waiting": document.state in WAITING,
        "left": more % {"n": left} if left else "",
        "skip": _next(request, document),
    }


@once
def retype(request: HttpRequest, reference) -> HttpResponse:
    """The piece is something else than was said: correct its type instead of refusing it."""
    document = selectors.document_for(request.user, reference)
    case = document.household.case_file
    if document.state not in WAITING:
        return redirect("cases:check_document", reference)

    def act(data: dict) -> SupportingDocument:
        try:
            return acts.retype_document(
                actor=request.user, case=case, document=document, type_code=data["type_code"]
            )
        except vault.BadDescription as fault:
            raise MoveRefused(_("Choisissez un autre type que celui de la pièce.")) from fault

    return form_page(
        request,
        form_class=RetypeForm,
        act=act,
        done=_("Le type est corrigé. Vérifiez la pièce."),
        back=reverse("cases:check_document", args=[reference]),
        template="cases/form.html",
        context={
            "case_page": case_page(case),
            "title": _("Corriger le type de la pièce"),
            "name": words.piece_name(document.type, document.period),
        },
        initial={"type_code": document.type},
    )


@require_safe
def refusals(request: HttpRequest) -> HttpResponse:
    """Why pieces of the site are refused, by type and reason."""
    if request.user.role != Role.SUPERVISOR:
        raise Http404
    form = PeriodForm(request.GET or None)
    chosen = form.cleaned_data if form.is_valid() else {}
    until = chosen.get("until") or timezone.localdate()
    since = chosen.get("since") or until - RECENT
    lines = checking.refusals(request.user, since, until)
    columns = [Column(_("Type de pièce")), Column(_("Vérifiées"), "number"), Column(_("Refusées"), "number")]
    columns += [Column(reason.label, "number") for reason in RejectionReason]
    rows = [
        (
            words.piece_name(line.type_code),
            line.checked,
            line.refused,
            *(line.by_reason.get(reason, 0) for reason in RejectionReason),
        )
        for line in lines
    ]
    table = Table(_("Pièces refusées, par type et par motif"), tuple(columns), rows)
    if taken(request, "refusals"):
        return hand_over(request, table, form=form)
    context = {"filters": form, "since": since, "until": until, "table": table}
    return render(request, "cases/refusals.html", context, status=422 if form.errors else 200)
