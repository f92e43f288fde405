"""A case's journal, its audit file, and the verification of any file that claims to be one."""

import logging
from collections.abc import Iterable
from itertools import groupby

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from cases import selectors
from cases.exports.identity import IdentityMissing
from cases.exports.timeline import Kind, Subjects, act_of, function_of, is_read, name_of, search, subjects
from cases.exports.verdict import Verdict, verdict_of
from cases.exports.verification import NotAnExport
from cases.forms.exports import JournalForm, VerifyForm
from cases.models import CaseFile
from cases.permissions import can_supervise
from cases.printing.printer import ContentDiffers, PrintFailed
from cases.reuniting.reading import references_with
from cases.services.exports import examine, make_audit_file
from cases.services.moves import MoveRefused
from cases.views.frame import case_page, file_to_read
from cases.views.taking import hand_over_of
from documents.sealing import Damaged, KeyMissing, KeyWrong
from nps.accounts.acting import acting, actor_of
from nps.accounts.models import Role
from nps.accounts.proof import recent_proof_required
from nps.journal.models import Entry
from nps.journal.selectors import entries_of_case
from nps.ui import formats, tables
from nps.ui.components import Column, Event, Link, Table
from nps.ui.taking import taken

ENTRIES = 50
NOT_MADE = (IdentityMissing, ContentDiffers, PrintFailed, Damaged, KeyMissing, KeyWrong, OSError)
logger = logging.getLogger(__name__)


def journal(request: HttpRequest, reference: str) -> HttpResponse:
    """Everything that happened to the file, reads included, filtered and paged."""
    case = file_to_read(request, reference)
    entries = entries_of_case(*references_with(case))
    people = entries.exclude(actor=None).order_by("actor__full_name", "actor_id")
    named = people.values_list("actor_id", "actor__full_name").distinct()
    form = JournalForm(request.GET, people=named)
    chosen = form.cleaned_data if form.is_valid() else {}
    if taken(request, "journal"):
        about = subjects(case)
        table = tables.whole(lambda some: _lines(case, some, about), search(entries, **chosen))
        return hand_over_of(request, case, table, form=form)
    page = Paginator(search(entries, **chosen), ENTRIES).get_page(request.GET.get("page"))
    context = {
        "case_page": case_page(case),
        "case": case,
        "filters": form,
        "page": page,
        "events": _events(case, list(page), subjects(case), together=chosen.get("kind") != Kind.READ),
    }
    return render(request, "cases/journal.html", context)


def _lines(case: CaseFile, entries: Iterable[Entry], about: Subjects) -> Table:
    """The journal as a table, a line for each entry, reads too."""
    columns = (Column(_("Le"), "date"), Column(_("Heure")), Column(_("Acte")), Column(_("Qui")),
               Column(_("Fonction")), Column(_("Motif")))  # fmt: skip
    rows = [
        (
            entry.at,
            formats.hour(timezone.localtime(entry.at)),
            act_of(entry, about),
            name_of(entry.actor),
            function_of(entry, case),
            entry.reason,
        )
        for entry in entries
    ]
    return Table(_("Journal"), columns, rows)


def _events(case: CaseFile, entries: list[Entry], about: Subjects, *, together: bool) -> list[Event]:
    """Lines of the timeline; reads that follow each other on one day are one line."""

    def kind(entry: Entry) -> object:
        return (timezone.localdate(entry.at),) if together and is_read(entry) else entry.pk

    groups = (list(lines) for _kind, lines in groupby(entries, key=kind))
    return [_event(case, lines[0], about) if len(lines) == 1 else _reads(lines) for lines in groups]


def _event(case: CaseFile, entry: Entry, about: Subjects) -> Event:
    who = ", ".join(filter(None, (name_of(entry.actor), function_of(entry, case))))
    return Event(entry.at, act_of(entry, about), who=who, reason=entry.reason)


def _reads(entries: list[Entry]) -> Event:
    act = ngettext("%d lecture", "%d lectures", len(entries)) % len(entries)
    names = dict.fromkeys(name_of(entry.actor) for entry in entries)
    return Event(entries[0].at, act, who=", ".join(names), link=Link(_("Voir les lectures"), "?kind=read"))


def exports(request: HttpRequest, reference: str) -> HttpResponse:
    """What the audit file holds and who can make it; a POST makes it and hands it over, keeping nothing."""
    with acting(*actor_of(request.user)):
        case = selectors.case_file_for(request.user, reference)
        allowed = can_supervise(case, request.user)
        if request.method != "POST":
            supervisors = case.site.agents.filter(role=Role.SUPERVISOR, is_active=True)
            context = {
                "case_page": case_page(case),
                "case": case,
                "allowed": allowed,
                "supervisors": [agent.full_name for agent in supervisors.order_by("full_name", "pk")],
            }
            return render(request, "cases/exports.html", context)
    if not allowed:
        raise PermissionDenied(_("Cet acte revient à : %(who)s.") % {"who": can_supervise.by})
    return _exported(request, case)


# Minutes of printing must not hold the transaction of the request, and each step commits by itself.
exports.acts_itself = True


@recent_proof_required
def _exported(request: HttpRequest, case: CaseFile) -> HttpResponse:
    try:
        file = make_audit_file(actor=request.user, case=case)
    except MoveRefused as refused:
        messages.error(request, str(refused))
        return redirect("cases:exports", case.reference)
    except NOT_MADE as fault:
        logger.error("export of %s not made: %s", case.reference, type(fault).__name__)
        messages.error(request, _("L’export n’a pas pu être fait. Réessayez, ou prévenez l’administrateur."))
        return redirect("cases:exports", case.reference)
    response = HttpResponse(file.data, content_type="application/pdf")
    response["Content-Disposition"] = f'attachment; filename="{file.name}"'
    response["Content-Security-Policy"] = "sandbox; default-src 'none'"
    return response


def verify(request: HttpRequest) -> HttpResponse:
    """Whether a file is an export of this service, exactly as it was signed. It is read, then forgotten."""
    if request.method != "POST":
        return render(request, "cases/verify.html", {"form": VerifyForm()})
    form = VerifyForm(request.POST, request.FILES)
    if not form.is_valid():
        return render(request, "cases/verify.html", {"form": form}, status=422)
    return render(request, "cases/verify.html", {"form": VerifyForm(), "verdict": _verdict(form)})


# A large file takes a while: no transaction is held meanwhile.
verify.acts_itself = True


def _verdict(form: VerifyForm) -> Verdict:
    try:
        return verdict_of(examine(form.cleaned_data["file"]))
    except NotAnExport:
        return verdict_of(None)
