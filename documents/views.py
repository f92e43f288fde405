"""« Types de pièces »: administrators prepare dated versions, a second one approves. No household here."""

from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from documents import catalogue, type_words
from documents.forms import ReviewForm, TypeForm
from documents.models import TypeAct, TypeVersion
from documents.types import DocumentType, laid_over, published, read_row
from nps.accounts.permissions import require_administrator
from nps.accounts.proof import recent_proof_required
from nps.ui import formats
from nps.ui.components import Column, Link, Row, Table, Tag
from nps.ui.navigation import address
from nps.ui.once import once
from nps.ui.taking import hand_over, taken

TAGS = {
    "": ("wait", gettext_lazy("À relire")),
    TypeAct.APPROVED: ("ok", gettext_lazy("Approuvée")),
    TypeAct.REJECTED: ("bad", gettext_lazy("Rejetée")),
    TypeAct.WITHDRAWN: ("idle", gettext_lazy("Retirée")),
}
DONE = {
    ReviewForm.APPROVE: gettext_lazy("La version est approuvée. Elle s’appliquera à sa date."),
    ReviewForm.REJECT: gettext_lazy("La version est rejetée."),
}


@require_safe
def types(request: HttpRequest) -> HttpResponse:
    """Every type as it stands today, and the versions that wait or are to come."""
    today = timezone.localdate()
    found = list(catalogue.versions_for(request.user))
    moving = [v for v in found if not catalogue.state_of(v) or _to_come(v)]
    current = laid_over(catalogue.read_approved(), today)
    columns = (
        Column(_("Pièce")),
        Column(_("Elle prouve")),
        Column(_("Combien de temps")),
        Column(_("Article")),
    )
    rows = [
        (
            Link(_label(kind), reverse("types:type", args=[kind.code])),
            _proofs(kind),
            type_words.validity_words(kind.validity),
            kind.article,
        )
        for kind in current.values()
    ]
    table = Table(_("Types de pièces"), columns, rows, caption_hidden=True)
    if taken(request, "types"):
        return hand_over(request, table)
    context = {
        "types": table,
        "moving": _versions_table(moving),
    }
    return render(request, "types/list.html", context)


@require_safe
def one(request: HttpRequest, code: str) -> HttpResponse:
    """One type today, and all its versions, the published one last."""
    require_administrator(request.user)
    found = list(catalogue.versions_for(request.user).filter(code=code))
    kind = laid_over(catalogue.read_approved(), timezone.localdate()).get(code)
    if kind is None and not found:
        raise Http404
    kind = kind or read_row(found[0].row)
    context = {
        "name": _label(kind),
        "code": code,
        "rows": [Row(label, words) for label, words in described(kind)],
        "versions": _versions_table(found),
        "published": code in published(),
    }
    return render(request, "types/type.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@once
def new(request: HttpRequest) -> HttpResponse:
    """A type the catalogue does not have yet."""
    return _prepare(request, None)


@require_http_methods(["GET", "HEAD", "POST"])
@once
def change(request: HttpRequest, code: str) -> HttpResponse:
    """A new dated version of a type: its last row, to be changed."""
    require_administrator(request.user)
    kind = _latest().get(code)
    if kind is None:
        raise Http404
    return _prepare(request, kind)


def _latest() -> dict[str, DocumentType]:
    """Every type with the versions of days to come."""
    known = catalogue.read_approved()
    return {**laid_over(known, max([timezone.localdate(), *(v.since for v in known)]))}


def _prepare(request: HttpRequest, known: DocumentType | None) -> HttpResponse:
    require_administrator(request.user)
    data = request.POST if request.method == "POST" else None
    form = TypeForm(data, types=_latest(), today=timezone.localdate(), known=known)
    if form.is_bound and form.is_valid() and (made := _keep(request, form)):
        messages.success(request, _("La version est prête. Une autre personne doit la relire."))
        return redirect("types:version", made.public_id)
    context = {"form": form, "name": _label(known) if known else "", "code": known.code if known else ""}
    return render(request, "types/change.html", context, status=422 if form.is_bound else 200)


def _keep(request: HttpRequest, form: TypeForm) -> TypeVersion | None:
    day, why = form.cleaned_data["in_force_on"], form.cleaned_data["why"]
    try:
        return catalogue.prepare_type(actor=request.user, row=form.row(), in_force_on=day, why=why)
    except catalogue.Refused as refused:
        form.add_error("in_force_on" if not refused.faults else None, str(refused))
        form.tell(refused.faults)
    return None


@require_safe
def version(request: HttpRequest, version: UUID) -> HttpResponse:
    """What changes, who said what, and the next act."""
    return _page(request, _found(request, version), ReviewForm())


def _page(request: HttpRequest, found: TypeVersion, form: ReviewForm) -> HttpResponse:
    state = catalogue.state_of(found)
    context = {
        "changed": found,
        "name": _label(read_row(found.row)),
        "tag": Tag(*TAGS[state]),
        "open": not state,
        "own": found.author_id == request.user.pk,
        "rows": _story(found),
        "changes": _changes(found),
        "effect_url": address("cases:type_effect", found.public_id) if not state or _to_come(found) else "",
        "form": form,
    }
    return render(request, "types/version.html", context, status=422 if form.is_bound else 200)


@require_POST
@recent_proof_required
@once
def decide(request: HttpRequest, version: UUID) -> HttpResponse:
    """The second administrator's word, after a fresh proof of who they are."""
    found, form = _found(request, version), ReviewForm(request.POST)
    if not form.is_valid():
        return _page(request, found, form)
    verdict = form.cleaned_data["verdict"]
    try:
        if verdict == ReviewForm.APPROVE:
            catalogue.approve_type(actor=request.user, version=found)
        else:
            catalogue.reject_type(actor=request.user, version=found, reason=form.cleaned_data["reason"])
    except catalogue.Refused as refused:
        messages.error(request, str(refused))
    else:
        messages.success(request, DONE[verdict])
    return redirect("types:version", found.public_id)


@require_POST
@once
def withdraw(request: HttpRequest, version: UUID) -> HttpResponse:
    """Given up by its author before it is decided."""
    found = _found(request, version)
    try:
        catalogue.withdraw_type(actor=request.user, version=found)
    except catalogue.Refused as refused:
        messages.error(request, str(refused))
    else:
        messages.success(request, _("La version est retirée."))
    return redirect("types:version", found.public_id)


def _found(request: HttpRequest, version: UUID) -> TypeVersion:
    found = catalogue.versions_for(request.user).filter(public_id=version).first()
    if found is None:
        raise Http404
    return found


def _to_come(version: TypeVersion) -> bool:
    return catalogue.state_of(version) == TypeAct.APPROVED and version.in_force_on > timezone.localdate()


def _label(kind: DocumentType) -> str:
    return kind.label(get_language() or "fr")


def _proofs(kind: DocumentType) -> str:
    return ", ".join(str(type_words.PROOFS[what]) for what in kind.proves)


def described(kind: DocumentType) -> list[tuple[str, str]]:
    """(question, answer) for everything the catalogue says of a type, in the page's language."""
    known, language = _latest(), "en" if (get_language() or "fr").startswith("en") else "fr"
    yes = {True: _("Oui"), False: _("Non")}
    return [
        (_("Nom"), kind.name[language]),
        (_("Ce qu’elle prouve"), _proofs(kind)),
        (_("Pour qui"), str(type_words.WHOM[kind.whom])),
        (_("Combien de temps elle prouve"), type_words.validity_words(kind.validity)),
        (_("Qui la délivre"), kind.issuer[language]),
        (_("Administration qui connaît déjà cette information"),
         str(type_words.ADMINISTRATIONS.get(kind.held_by, _("Aucune")))),
        (_("Article qui permet de la demander"), kind.article),
        (_("Pièces qui la rendent inutile"),
         ", ".join(_label(known[code]) for code in kind.dispensed_by) or _("Aucune")),
        (_("Papiers que personne ne peut plus demander quand elle est là"),
         ", ".join(kind.dispenses_from) or _("Aucun")),
        (_("Conseil à l’usager"), kind.note[language] or _("Aucun")),
        (_("Donnée sensible"), yes[kind.sensitive]),
        (_("Acceptée même périmée"), yes[kind.expired_accepted]),
    ]  # fmt: skip


def _changes(found: TypeVersion) -> Table:
    """Question by question, what the version changes; a new type: everything it says."""
    after = read_row(found.row)
    others = [v for v in catalogue.read_approved() if v.key != str(found.public_id)]
    before = laid_over(tuple(others), found.in_force_on).get(found.code)
    former = dict(described(before)) if before else {}
    rows = [(q, former.get(q, ""), told) for q, told in described(after) if former.get(q) != told]
    columns = (Column(_("Ce qui change")), Column(_("Avant")), Column(_("Après")))
    return Table(_("Ce qui change"), columns, rows, caption_hidden=True)


def _story(found: TypeVersion) -> list[Row]:
    told = [
        Row(_("En vigueur à partir du"), formats.date_long(found.in_force_on)),
        Row(_("Pourquoi"), found.why),
        Row(
            _("Préparée par"),
            found.author.full_name,
            formats.date_long(timezone.localtime(found.prepared_at)),
        ),
    ]
    if catalogue.state_of(found):
        step = found.step
        who = f"{step.actor.full_name}, {step.reason}" if step.reason else step.actor.full_name
        told.append(Row(step.get_act_display(), who, formats.date_long(timezone.localtime(step.at))))
    return told


def _versions_table(found: list[TypeVersion]) -> Table | None:
    rows = [
        (
            Link(formats.date_long(v.in_force_on), reverse("types:version", args=[v.public_id]), v.code),
            _label(read_row(v.row)),
            v.why,
            v.author.full_name,
            Tag(*TAGS[catalogue.state_of(v)]),
        )
        for v in found
    ]
    columns = (
        Column(_("À partir du"), "date"),
        Column(_("Pièce")),
        Column(_("Pourquoi")),
        Column(_("Préparée par")),
        Column(_("État")),
    )
    return Table(_("Versions datées"), columns, rows, caption_hidden=True) if rows else None
