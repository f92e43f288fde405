"""« Référentiels »: administrators prepare dated figures, a second one reads and approves them."""

from collections.abc import Callable
from datetime import date
from unicodedata import normalize
from uuid import UUID

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from eligibility import stewardship
from eligibility.change_sets import Act, ChangeSet
from eligibility.figure_words import figure_words, group_of, group_words, share_words, value_words
from eligibility.forms import FiguresForm, ReviewForm
from eligibility.parameters import Figures
from eligibility.stewardship import DRAFT, figures_in_force, state_of
from eligibility.views.study import study
from nps.accounts.permissions import require_administrator
from nps.ui import formats
from nps.ui.components import Column, Link, Row, Table, Tag
from nps.ui.once import once

TAGS = {
    DRAFT: ("idle", gettext_lazy("Brouillon")),
    Act.SUBMITTED: ("wait", gettext_lazy("À relire")),
    Act.APPROVED: ("ok", gettext_lazy("Approuvée")),
    Act.REJECTED: ("bad", gettext_lazy("Rejetée")),
    Act.WITHDRAWN: ("idle", gettext_lazy("Retirée")),
}
DONE = {
    ReviewForm.APPROVE: gettext_lazy("La règle est approuvée. Elle s’appliquera à sa date."),
    ReviewForm.REJECT: gettext_lazy("La règle est rejetée."),
}


@require_safe
def changes(request: HttpRequest) -> HttpResponse:
    """What is to come, what is being prepared, what was done."""
    today = timezone.localdate()
    found = list(stewardship.change_sets_for(request.user))
    states = {change_set.pk: state_of(change_set) for change_set in found}
    to_come = [one for one in found if states[one.pk] == Act.APPROVED and one.in_force_on > today]
    open_ = [one for one in found if states[one.pk] in (DRAFT, Act.SUBMITTED)]
    past = [one for one in found if one not in to_come and one not in open_]
    context = {
        "to_come": _table(_("Règles à venir"), to_come),
        "open": _table(_("En préparation"), open_),
        "past": _table(_("Règles passées"), past),
    }
    return render(request, "reference/changes.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@once
def new(request: HttpRequest) -> HttpResponse:
    """« Ajouter une règle datée »: choose a group, then its new values; `?instead=` starts from a draft."""
    require_administrator(request.user)
    figures, today = figures_in_force(), timezone.localdate()
    draft = _draft(request)
    group = group_of(next(iter(draft.figures))) if draft else request.GET.get("group", "")
    names = [name for name in figures.names() if group_of(name) == group]
    if not names:
        if group:
            raise Http404
        return render(request, "reference/groups.html", {"groups": _groups(figures)})
    form = FiguresForm(
        request.POST if request.method == "POST" else None,
        figures=figures,
        names=names,
        today=today,
        initial=_initial(names, draft),
    )
    if request.method == "POST" and form.is_valid():
        made = _prepare(request, form, draft)
        if made:
            messages.success(request, _("Le brouillon est gardé. Relisez-le, puis soumettez-le."))
            return redirect("reference:change", made.public_id)
    context = {"form": form, "group": group_words(group, get_language() or "fr"), "draft": draft}
    return render(request, "reference/new.html", context, status=422 if form.is_bound else 200)


def _draft(request: HttpRequest) -> ChangeSet | None:
    """The actor's own draft that is being corrected. Raises Http404."""
    if not (asked := request.GET.get("instead")):
        return None
    try:
        found = _found(request, UUID(asked))
    except ValueError as unreadable:
        raise Http404 from unreadable
    if found.author_id != request.user.pk or state_of(found) != DRAFT:
        raise Http404
    return found


def _initial(names: list[str], draft: ChangeSet | None) -> dict[str, object]:
    if draft is None:
        return {}
    values = {f"figure{n}": draft.figures[name] for n, name in enumerate(names) if name in draft.figures}
    return {"in_force_on": draft.in_force_on, "reference": draft.reference, **values}


def _prepare(request: HttpRequest, form: FiguresForm, draft: ChangeSet | None) -> ChangeSet | None:
    try:
        return stewardship.prepare_figures(
            actor=request.user,
            figures=form.changed(),
            in_force_on=form.cleaned_data["in_force_on"],
            reference=form.cleaned_data["reference"],
            instead_of=draft,
        )
    except stewardship.Refused as refused:
        form.add_error(form.field_of(refused.figure), str(refused))
    return None


@require_safe
def change(request: HttpRequest, change: UUID) -> HttpResponse:
    """One set: its figures, the tests, the effect, what was done, and the next act."""
    found = _found(request, change)
    return render(request, "reference/change.html", _context(request, found))


@require_http_methods(["GET", "HEAD", "POST"])
@once
def review(request: HttpRequest, change: UUID) -> HttpResponse:
    """Read again by a second administrator; the author only reads."""
    found = _found(request, change)
    if found.author_id == request.user.pk:
        raise PermissionDenied
    if state_of(found) != Act.SUBMITTED:
        return redirect("reference:change", found.public_id)
    context = _context(request, found)
    form = ReviewForm(request.POST if request.method == "POST" else None)
    if form.is_bound and form.is_valid() and _decide(request, found, form):
        return redirect("reference:change", found.public_id)
    context |= {"form": form}
    return render(request, "reference/review.html", context, status=422 if form.is_bound else 200)


def _decide(request: HttpRequest, found: ChangeSet, form: ReviewForm) -> bool:
    verdict = form.cleaned_data["verdict"]
    try:
        if verdict == ReviewForm.APPROVE:
            stewardship.approve_figures(actor=request.user, change_set=found)
        else:
            reason = form.cleaned_data["reason"]
            stewardship.reject_figures(actor=request.user, change_set=found, reason=reason)
    except stewardship.Refused as refused:
        form.add_error(None, str(refused))
        return False
    messages.success(request, DONE[verdict])
    return True


@require_POST
@once
def submit(request: HttpRequest, change: UUID) -> HttpResponse:
    """Ask for a second reading."""
    done = _("La règle est soumise. Une autre personne doit la relire.")
    return _act(request, _found(request, change), stewardship.submit_figures, done)


@require_POST
@once
def withdraw(request: HttpRequest, change: UUID) -> HttpResponse:
    """Give it up before it is decided."""
    return _act(request, _found(request, change), stewardship.withdraw_figures, _("La règle est retirée."))


def _act(request: HttpRequest, found: ChangeSet, act: Callable[..., None], done: str) -> HttpResponse:
    try:
        act(actor=request.user, change_set=found)
    except stewardship.Refused as refused:
        messages.error(request, str(refused))
    else:
        messages.success(request, done)
    return redirect("reference:change", found.public_id)


def _found(request: HttpRequest, change: UUID) -> ChangeSet:
    found = stewardship.change_sets_for(request.user).filter(public_id=change).first()
    if found is None:
        raise Http404
    return found


def _context(request: HttpRequest, found: ChangeSet) -> dict[str, object]:
    state = state_of(found)
    before = figures_in_force()
    if state == Act.APPROVED:
        before = _without(before, found)
    return {
        "change": found,
        "tag": Tag(*TAGS[state]),
        "state": state,
        "own": found.author_id == request.user.pk,
        "rows": _rows(found),
        "figures": _figures_table(before, found),
        **study(before, found, open_=state in (DRAFT, Act.SUBMITTED)),
    }


def _without(figures: Figures, found: ChangeSet) -> Figures:
    """The figures as if this set did not exist: what it is compared with."""
    return Figures(
        {
            name: tuple(v for v in figures.history(name) if not _is_of(v.since, name, found))
            for name in figures.names()
        },
        {name: figures.about(name) for name in figures.names()},
    )


def _is_of(since: date, name: str, found: ChangeSet) -> bool:
    return since == found.in_force_on and name in found.figures


def _rows(found: ChangeSet) -> list[Row]:
    told = [
        Row(_("En vigueur à partir du"), formats.date_long(found.in_force_on)),
        Row(_("Texte de référence"), found.reference),
        Row(
            _("Préparée par"),
            found.author.full_name,
            formats.date_long(timezone.localtime(found.prepared_at)),
        ),
    ]
    for step in found.steps.all():
        who = f"{step.actor.full_name}, {step.reason}" if step.reason else step.actor.full_name
        told.append(Row(step.get_act_display(), who, formats.date_long(timezone.localtime(step.at))))
    return told


def _figures_table(before: Figures, found: ChangeSet) -> Table:
    language = get_language() or "fr"
    former = before.on(found.in_force_on)
    rows = []
    for name, value in sorted(found.figures.items()):
        share = value / former[name] - 1 if former[name] else None
        rows.append(
            (
                figure_words(name, language),
                value_words(before, name, former[name], language),
                value_words(before, name, value, language),
                share_words(share, language) if share is not None else "",
            )
        )
    columns = (
        Column(_("Montant ou seuil")),
        Column(_("Avant"), "number"),
        Column(_("Après"), "number"),
        Column(_("Écart"), "number"),
    )
    return Table(_("Les nouvelles valeurs"), columns, rows, caption_hidden=True)


def _table(caption: str, found: list[ChangeSet]) -> Table | None:
    language = get_language() or "fr"
    rows = []
    for one in found:
        names = sorted({group_words(group_of(name), language) for name in one.figures})
        rows.append(
            (
                Link(formats.date_long(one.in_force_on), reverse("reference:change", args=[one.public_id])),
                ", ".join(names),
                one.reference,
                one.author.full_name,
                Tag(*TAGS[state_of(one)]),
            )
        )
    columns = (
        Column(_("À partir du"), "date"),
        Column(_("Prestation")),
        Column(_("Texte de référence")),
        Column(_("Préparée par")),
        Column(_("État")),
    )
    return Table(caption, columns, rows, caption_hidden=True) if rows else None


def _groups(figures: Figures) -> list[tuple[str, str, int]]:
    """The group, its name, how many figures it holds."""
    language = get_language() or "fr"
    count: dict[str, int] = {}
    for name in figures.names():
        count[group_of(name)] = count.get(group_of(name), 0) + 1
    named = [(group, group_words(group, language), n) for group, n in count.items()]
    return sorted(named, key=lambda row: _sort_key(row[1]))


def _sort_key(name: str) -> str:
    """Accents do not count."""
    return normalize("NFKD", name).encode("ascii", "ignore").decode().casefold()
