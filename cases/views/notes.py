"""Notes of a file: the file's and the agent's own, each with its versions; two agents on one text."""

from uuid import UUID

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from cases import selectors
from cases.following import notes
from cases.following.notes import WrittenMeanwhile
from cases.forms.notes import NewNoteForm, NoteForm, VersionForm
from cases.models import CaseFile, Note, NoteKind
from cases.views.acting import form_page, try_act
from cases.views.frame import case_page, closed_words
from nps.ui.once import once

ROWS = 25


@require_safe
def of_case(request: HttpRequest, reference: str) -> HttpResponse:
    """Both compartments, or one of them whole."""
    case = selectors.case_file_for(request.user, reference)
    found = notes.notes_for(request.user, case)
    pages = {
        kind: Paginator(found.filter(kind=kind), ROWS).get_page(request.GET.get(str(kind)))
        for kind in NoteKind
    }
    context = {
        "case_page": case_page(case),
        "case": case,
        "closed": closed_words(case),
        "instruction": pages[NoteKind.INSTRUCTION],
        "professional": pages[NoteKind.PROFESSIONAL],
    }
    return render(request, "cases/following/notes.html", context)


@once
def new(request: HttpRequest, reference: str) -> HttpResponse:
    """A new note, its compartment chosen."""
    case = selectors.case_file_for(request.user, reference)
    return form_page(
        request,
        form_class=NewNoteForm,
        act=lambda data: notes.write_note(actor=request.user, case=case, **data),
        done=_("La note est enregistrée."),
        back=reverse("cases:notes", args=[case.reference]),
        template="cases/form.html",
        context={"case_page": case_page(case), "title": _("Ajouter une note")},
    )


def _found(request: HttpRequest, reference: str, note: UUID) -> tuple[CaseFile, Note]:
    case = selectors.case_file_for(request.user, reference)
    return case, notes.note_for(request.user, case, note)


def _url(name: str, note: Note) -> str:
    return reverse(f"cases:{name}", args=[note.case.reference, note.public_id])


@require_safe
def note(request: HttpRequest, reference: str, note: UUID) -> HttpResponse:
    """One note, its former versions, and whether exports show it."""
    case, found = _found(request, reference, note)
    versions = list(notes.versions_of(request.user, found))
    context = {
        "case_page": case_page(case),
        "case": case,
        "note": found,
        "closed": closed_words(case),
        "former": versions[1:],
        "included": notes.included_version(found),
    }
    return render(request, "cases/following/note.html", context)


@once
def write(request: HttpRequest, reference: str, note: UUID) -> HttpResponse:
    """Another version; over one that somebody saved meanwhile, both texts are shown and the agent chooses."""
    case, found = _found(request, reference, note)
    context = {"case_page": case_page(case), "case": case, "note": found, "back": _url("note", found)}
    if request.method != "POST":
        form = NoteForm(kind=found.kind, initial={"text": found.text, "base": found.number})
        return render(request, "cases/following/note_write.html", {**context, "form": form})
    form = NoteForm(request.POST, kind=found.kind)
    if not form.is_valid():
        return render(request, "cases/following/note_write.html", {**context, "form": form}, status=422)
    typed = form.cleaned_data
    try:
        done = try_act(
            request,
            lambda: notes.rewrite_note(actor=request.user, note=found, **typed),
            _("La note est enregistrée."),
            form,
        )
    except WrittenMeanwhile as other:
        mine = NoteForm(kind=found.kind, initial={"text": typed["text"], "base": other.theirs.number})
        context |= {"theirs": other.theirs, "told": str(other), "form": mine}
        return render(request, "cases/following/note_both.html", context, status=409)
    if done:
        return redirect(context["back"])
    return render(request, "cases/following/note_write.html", {**context, "form": form}, status=422)


@once
def include(request: HttpRequest, reference: str, note: UUID) -> HttpResponse:
    """The author reads again what exports will show, then confirms."""
    case, found = _found(request, reference, note)
    if found.kind != NoteKind.PROFESSIONAL:
        raise Http404
    back = _url("note", found)
    try:
        return form_page(
            request,
            form_class=VersionForm,
            act=lambda data: notes.include_note(actor=request.user, note=found, **data),
            done=_("Cette version figure maintenant dans les exports du dossier."),
            back=back,
            template="cases/following/note_include.html",
            context={"case_page": case_page(case), "note": found},
            initial={"number": found.number},
        )
    except WrittenMeanwhile as other:
        messages.error(request, str(other))
        return redirect(back)


@require_POST
@once
def withdraw(request: HttpRequest, reference: str, note: UUID) -> HttpResponse:
    """No longer in the exports."""
    _case, found = _found(request, reference, note)
    told = _("La note n’est plus dans les exports. Ceux déjà faits la gardent.")
    try_act(request, lambda: notes.withdraw_note(actor=request.user, note=found), told)
    return redirect(_url("note", found))
