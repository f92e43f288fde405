"""Who leaves a household: a separation, a death; what is then looked at again, one by one."""

from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from cases import selectors, words
from cases.forms.reuniting import BOTH, LEAVES, DeathForm, PartingDocumentsForm, PartingForm, UndoForm
from cases.models import CaseFile
from cases.reuniting import deaths, splitting
from cases.reuniting.splitting import Address, Parting
from cases.views.acting import form_page, try_act
from cases.views.frame import case_page
from documents.models import SupportingDocument
from nps.people import selectors as people
from nps.people.models import Membership, Person, Rewrite, RewriteKind
from nps.ui import formats
from nps.ui.components import Column, Link, Row, Table
from nps.ui.once import once


@once
def part(request: HttpRequest, reference: str) -> HttpResponse:
    """Who leaves, then which documents follow; the second step holds the first in its form."""
    case = selectors.case_file_for(request.user, reference)
    members = people.members_on(case.household, timezone.localdate())
    form = PartingForm(request.POST if request.method == "POST" else None, members=members)
    context = {"case_page": case_page(case), "case": case, "form": form}
    if request.method != "POST":
        return render(request, "cases/reuniting/part.html", context)
    if not form.is_valid():
        return render(request, "cases/reuniting/part.html", context, status=422)
    chosen = form.of(LEAVES, BOTH)
    offered = splitting.documents_to_choose(case, [m.person for m in chosen])
    labels = [(document.pk, _document(document, chosen)) for document, _only in offered]
    if "part" not in request.POST:
        own = [document.pk for document, only in offered if only]
        pieces = PartingDocumentsForm(initial={"documents": own}, documents=labels)
        return _second_step(request, context, pieces, chosen)
    pieces = PartingDocumentsForm(request.POST, documents=labels)
    made: list[CaseFile] = []
    if pieces.is_valid() and try_act(
        request,
        lambda: made.append(
            splitting.part_household(
                actor=request.user, case=case, parting=_parting(form, pieces.cleaned_data["documents"])
            )
        ),
        _("Le foyer est séparé\u00a0: le nouveau dossier est ouvert."),
        form,
    ):
        return redirect("cases:review_household", reference)
    if form.errors:
        return render(request, "cases/reuniting/part.html", context, status=422)
    return _second_step(request, context, pieces, chosen, status=422)


def _second_step(
    request: HttpRequest,
    context: dict,
    pieces: PartingDocumentsForm,
    chosen: list[Membership],
    status: int = 200,
) -> HttpResponse:
    form = context["form"]
    typed = [(name, request.POST.get(name, "")) for name in form.fields if request.POST.get(name)]
    names = ", ".join(words.full_name(m.person) for m in chosen)
    told = {**context, "pieces": pieces, "typed": typed, "names": names}
    return render(request, "cases/reuniting/part_documents.html", told, status=status)


def _document(document: SupportingDocument, chosen: list[Membership]) -> str:
    """The piece, and whom else it names: that is what the choice is about."""
    name = words.piece_name(document.type, document.period)
    leaving = {m.person_id for m in chosen}
    others = [words.full_name(p) for p in document.people.all() if p.pk not in leaving]
    if others:
        return _("%(piece)s (nomme aussi %(names)s)") % {"piece": name, "names": ", ".join(others)}
    if not document.people.all():
        return _("%(piece)s (du foyer)") % {"piece": name}
    return name


def _parting(form: PartingForm, documents: list[int]) -> Parting:
    told = form.cleaned_data
    address = Address(told["line"], told["postcode"], told["city"]) if told["line"] else None
    stays = told["stays_applicant"]
    return Parting(
        leaving=form.leaving(),
        on=told["on"],
        shared={m.pk for m in form.of(BOTH)},
        stays_applicant=int(stays) if stays else None,
        address=address,
        careful=told["careful"],
        documents=documents,
    )


@once
def death(request: HttpRequest, reference: str, person: UUID) -> HttpResponse:
    """The day, and who becomes the applicant; the page says what it does before it is done."""
    case = selectors.case_file_for(request.user, reference)
    member = case.household.memberships.filter(until=None, person__public_id=person).first()
    if member is None:
        raise Http404
    heirs = deaths.survivors(case, member.person) if member.role == "applicant" else []
    return form_page(
        request,
        form_class=DeathForm,
        act=lambda data: deaths.record_death(
            actor=request.user,
            case=case,
            person=member.person,
            on=data["on"],
            applicant=int(data["applicant"]) if data.get("applicant") else None,
        ),
        done=_("Le décès est noté."),
        back=reverse("cases:review_household", args=[reference]),
        template="cases/reuniting/death.html",
        context={"case_page": case_page(case), "case": case, "name": words.full_name(member.person)},
        heirs=heirs,
    )


@once
def undo_death(request: HttpRequest, reference: str, key: UUID) -> HttpResponse:
    """A death written by mistake, with its reason."""
    case = selectors.case_file_for(request.user, reference)
    found = next((one for one in deaths.deaths_in(case) if one.public_id == key), None)
    if found is None and request.method == "POST":
        messages.warning(request, _("L’état a déjà changé. Rien n’a été modifié de plus."))
        return redirect("cases:household", reference)
    if found is None:
        raise Http404
    return form_page(
        request,
        form_class=UndoForm,
        act=lambda data: deaths.undo_death(actor=request.user, case=case, rewrite=found, **data),
        done=_("Le décès est annulé\u00a0: tout continue comme avant."),
        back=reverse("cases:household", args=[reference]),
        template="cases/reuniting/undo_death.html",
        context={"case_page": case_page(case), "case": case, "rows": _death_rows(found)},
    )


def _death_rows(rewrite: Rewrite) -> list[Row]:
    day = rewrite.person.died_on
    written = formats.date_long(timezone.localdate(rewrite.made_at))
    return [
        Row(_("Personne"), words.full_name(rewrite.person)),
        Row(_("Décès"), formats.date_long(day) if day else _("déjà retiré")),
        Row(_("Noté"), _("le %(day)s par %(who)s") % {"day": written, "who": rewrite.made_by.full_name}),
    ]


@require_safe
def review(request: HttpRequest, reference: str) -> HttpResponse:
    """After somebody left or died: what rested on who lived there, with the page where it is settled."""
    case = selectors.case_file_for(request.user, reference)
    found = splitting.to_review(case)
    context = {
        "case_page": case_page(case),
        "case": case,
        "applications": _table(_("Demandes en cours"), found.applications, "cases:application"),
        "awards": _awards(case, found),
        "shares": [share.agency.name for share in found.shares],
        "nobody": deaths.nobody_lives_on(case),
        "empty": not (found.applications or found.awards or found.shares or deaths.awards_to_settle(case)),
    }
    return render(request, "cases/reuniting/review.html", context)


def _table(caption: str, rows: list, url: str) -> Table:
    columns = (Column(_("Aide")), Column(_("Demandeur")), Column(_("État")))
    cells = [
        (
            Link(words.benefit_name(one.benefit), reverse(url, args=[one.reference])),
            words.full_name(one.applicant),
            one.get_state_display(),
        )
        for one in rows
    ]
    return Table(caption, columns, cells, caption_hidden=True)


def _awards(case: CaseFile, found: splitting.ToReview) -> Table:
    """Every award under way, and what the by-law takes back on the succession of who died."""
    settle = {one.award.pk: one for one in deaths.awards_to_settle(case)}
    awards = {award.pk: award for award in (*found.awards, *(one.award for one in settle.values()))}
    columns = (Column(_("Aide")), Column(_("Demandeur")), Column(_("État")), Column(_("À regarder")))
    cells = [
        (
            Link(words.benefit_name(award.benefit), reverse("cases:awards", args=[case.reference])),
            words.full_name(award.application.applicant),
            award.get_state_display(),
            _to_do(award, settle),
        )
        for award in awards.values()
    ]
    return Table(_("Droits"), columns, cells, caption_hidden=True)


def _to_do(award, settle: dict) -> str:
    if award.pk not in settle:
        return _("La situation a changé (I-B 7).")
    died: Person = award.application.applicant
    said = _("À terminer au %(day)s.") % {"day": formats.date_long(died.died_on)}
    if award.ended_on:
        said = ""
    if article := settle[award.pk].succession:
        said = f"{said} " + _("Récupération sur succession à examiner (%(article)s).") % {"article": article}
    return said.strip()


def deaths_told(case: CaseFile) -> list[tuple[str, str]]:
    """Deaths written in this household, each with where a mistake is undone."""
    return [
        (
            _("%(name)s, décès le %(day)s")
            % {"name": words.full_name(one.person), "day": formats.date_long(one.person.died_on)},
            reverse("cases:undo_death", args=[case.reference, one.public_id]),
        )
        for one in deaths.deaths_in(case)
        if one.kind == RewriteKind.DEATH and one.person.died_on
    ]
