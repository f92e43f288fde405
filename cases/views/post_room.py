"""Letters of the site that wait to leave: print them in one act, then note that they were posted."""

from django.contrib import messages
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from cases import words
from cases.models import Letter
from cases.notices import post
from cases.notices.owed import notices_owed_in
from cases.permissions import can_see_address
from cases.printing.binding import bind
from cases.printing.printer import PrintFailed
from cases.selectors import case_files_for
from cases.services import letters as acts
from cases.services.moves import MoveRefused
from documents.sealing import Damaged, KeyMissing, KeyWrong
from nps.accounts.models import SITE_ROLES
from nps.ui.components import Column, Link, Table, Tag
from nps.ui.once import once

UNREADABLE = (Damaged, KeyMissing, KeyWrong, OSError, PrintFailed)


@once
def to_send(request: HttpRequest) -> HttpResponse:
    """The oldest letters of the site that wait: printed together, then noted as posted together."""
    if request.user.role not in SITE_ROLES:
        raise Http404
    waiting, more = post.waiting_for(request.user)
    if request.method == "POST":
        wanted = set(request.POST.getlist("letter"))
        chosen = [letter for letter in waiting if letter.reference in wanted]
        if request.POST.get("act") == "print" and chosen:
            return _print(request, chosen)
        if request.POST.get("act") == "post" and chosen:
            _note_posted(request, chosen)
        return redirect("cases:letters_to_send")
    printed = [letter for letter in waiting if letter.printed_at]
    new = [letter for letter in waiting if not letter.printed_at]
    mine = case_files_for(request.user).filter(referent=request.user)
    context = {
        "owed": [(one, one.about.reference) for one in notices_owed_in(mine)],
        "new": new, "new_table": _table(new, _("À imprimer")), "more": more,
        "printed": printed, "printed_table": _table(printed, _("Imprimés, à poster ou à remettre")),
    }  # fmt: skip
    return render(request, "cases/letters_to_send.html", context)


def _table(found: list[Letter], caption: str) -> Table:
    rows = [
        (
            Link(letter.reference, reverse("cases:letter", args=[letter.reference])),
            letter.get_kind_display(),
            Link(letter.case.reference, reverse("cases:case", args=[letter.case.reference])),
            words.household_name(letter.case.household),
            Tag("warn", _("À remettre")) if post.by_hand(letter) else _("Par la poste"),
            letter.prepared_at,
        )
        for letter in found
    ]
    columns = (
        Column(_("Courrier")),
        Column(_("Objet")),
        Column(_("Dossier")),
        Column(_("Foyer")),
        Column(_("Comment")),
        Column(_("Préparé le"), "date"),
    )
    return Table(caption, columns, rows, caption_hidden=True)


def _print(request: HttpRequest, chosen: list[Letter]) -> HttpResponse:
    """The file to print; all of them or none. « Contact prudent » with an address is the referent's alone."""
    try:
        pdfs = [acts.pdf_of(letter) for letter in chosen if _may_print(request, letter)]
        with transaction.atomic():
            for letter in chosen:
                acts.note_read(actor=request.user, letter=letter)
            acts.note_printed(actor=request.user, letters=chosen)
    except MoveRefused as refused:
        messages.error(request, str(refused))
        return redirect("cases:letters_to_send")
    except UNREADABLE:
        messages.error(request, _("Un courrier ne peut pas être imprimé maintenant. Rien n’a été noté."))
        return redirect("cases:letters_to_send")
    response = HttpResponse(bind(pdfs), content_type="application/pdf")
    response["Content-Disposition"] = 'attachment; filename="courriers.pdf"'
    return response


def _may_print(request: HttpRequest, letter: Letter) -> bool:
    people = [
        member.person
        for member in letter.case.household.memberships.filter(until=None).select_related("person")
    ]
    if acts.said(letter).address and not can_see_address(letter.case, request.user, people):
        raise MoveRefused(
            _("%(letter)s : contact prudent, ce courrier porte une adresse. Annulez-le.")
            % {"letter": letter.reference}
        )
    return True


def _note_posted(request: HttpRequest, chosen: list[Letter]) -> None:
    """Each on its own: one that may not leave does not hold the others."""
    done = 0
    for letter in chosen:
        try:
            acts.send_letter(actor=request.user, letter=letter, channel="post")
        except MoveRefused as refused:
            messages.error(request, f"{letter.reference}\u00a0: {refused}")
        except UNREADABLE:
            messages.error(request, _("%(letter)s ne peut pas être imprimé.") % {"letter": letter.reference})
        else:
            done += 1
    if done:
        said = ngettext("%(n)s courrier noté parti.", "%(n)s courriers notés partis.", done)
        messages.success(request, said % {"n": done})
