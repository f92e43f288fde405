"""The radar's second page: what will expire, the rights it endangers, one click to ask with a letter."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from cases import selectors, words
from cases.expiring import WINDOWS, Row, every_expiring, page_of_expiring
from cases.forms.letters import ExpiryForm
from cases.models import CaseFile, Letter
from cases.services.moves import MoveRefused, NotYours
from cases.services.renewing import ask_before_expiry
from documents.types import HOUSEHOLD, read_key
from eligibility.situation import SituationFaults
from nps.accounts.models import SITE_ROLES
from nps.people.models import Person
from nps.ui import formats, tables
from nps.ui.components import Column, Link, Table
from nps.ui.once import once
from nps.ui.taking import hand_over, taken

MOST = 25  # rows asked for at once


@dataclass(frozen=True)
class Tick:
    """The name of a piece, with the box that chooses it."""

    value: str
    label: str
    number: int

    @property
    def plain(self) -> str:
        return self.label

    def __str__(self) -> SafeString:
        return format_html(
            '<span class="form-check"><input class="form-check-input" type="checkbox" name="row" value="{0}" '
            'id="row-{1}"> <label class="form-check-label" for="row-{1}">{2}</label></span>',
            self.value,
            self.number,
            self.label,
        )

    __html__ = __str__


@dataclass(frozen=True)
class AskNow:
    """The button that asks for one row only; `about` is heard, not seen."""

    value: str
    about: str
    plain = ""  # a button stays on its page

    def __str__(self) -> SafeString:
        return format_html(
            '<button class="btn btn-secondary" type="submit" name="one" value="{}">{}'
            '<span class="visually-hidden"> {}</span></button>',
            self.value,
            _("Demander"),
            self.about,
        )

    __html__ = __str__


@once
def will_expire(request: HttpRequest) -> HttpResponse:
    """Pieces that will expire and endanger a right; a post asks for those that are ticked."""
    if request.user.role not in SITE_ROLES:
        raise Http404
    if request.method == "POST":
        return _ask(request)
    form = ExpiryForm(request.GET)
    chosen = form.cleaned_data if form.is_valid() else {}
    within = chosen.get("within") or max(WINDOWS)
    asked = {"within": within, "mine": chosen.get("referent") == "me"}
    if taken(request, "expiry"):
        found = every_expiring(request.user, timezone.localdate(), **asked)
        return hand_over(request, tables.whole(_table, found), form=form)
    page = page_of_expiring(request.user, timezone.localdate(), **asked, after=request.GET.get("after", ""))
    context = {
        "filters": form,
        "within": within,
        "table": _table(page.rows),
        "askable": any(_askable(row) for row in page.rows),
        "unreadable": page.unreadable,
        "following": page.following,
        "started": "after" in request.GET,
        "most": MOST,
    }
    return render(request, "cases/expiry.html", context)


def _askable(row: Row) -> bool:
    return not (row.asked or row.arrived)


def _table(found: Sequence[Row]) -> Table:
    people = _people(found)
    rows = []
    for number, row in enumerate(found):
        code, _period, subject = read_key(row.piece)
        name, value = words.piece_name(code), f"{row.case.reference}|{row.piece}"
        whose = _("le foyer") if subject == HOUSEHOLD else words.full_name(people[subject])
        household = words.household_name(row.case.household)
        link = Link(row.case.reference, reverse("cases:documents", args=[row.case.reference]), household)
        rows.append(
            (
                Tick(value, name, number) if _askable(row) else name,
                row.until,
                whose,
                link,
                household,
                ", ".join(dict.fromkeys(words.benefit_name(claim.benefit) for claim in row.claims)),
                _state(row, value, f"{name}, {household}"),
            )
        )
    columns = (
        Column(_("Pièce")),
        Column(_("Valable jusqu’au"), "date"),
        Column(_("Qui")),
        Column(_("Dossier")),
        Column(_("Foyer")),
        Column(_("Droits menacés")),
        Column(_("Demande")),
    )
    return Table(_("Pièces qui vont expirer"), columns, rows, caption_hidden=True)


def _people(rows: Iterable[Row]) -> dict[str, Person]:
    subjects = {read_key(row.piece)[2] for row in rows} - {HOUSEHOLD}
    return {str(person.public_id): person for person in Person.objects.filter(public_id__in=subjects)}


def _state(row: Row, value: str, about: str) -> object:
    if row.arrived:
        return _("arrivée, à vérifier")
    if row.asked:
        when = row.asked.sent_at
        return _("déjà demandée le %(day)s") % {"day": formats.date_short(timezone.localdate(when))}
    return AskNow(value, about)


def _ask(request: HttpRequest) -> HttpResponse:
    """Each file by itself: what is refused in one changes nothing in the others, and is told."""
    one = request.POST.get("one")
    values = [one] if one else request.POST.getlist("row")
    back = request.get_full_path()
    if not values:
        messages.error(request, _("Cochez au moins une pièce."))
        return redirect(back)
    if len(values) > MOST:
        messages.error(request, _("Cochez %(most)s pièces au plus.") % {"most": MOST})
        return redirect(back)
    letters, pieces, refused = [], 0, []
    for case, wanted in _by_file(request, values):
        letter, why = _asked(request, case, wanted)
        if letter:
            letters.append(letter)
            pieces += len(wanted)
        else:
            refused.append(f"{case.reference}\u00a0: {why}")
    for line in refused:
        messages.error(request, line)
    if letters:
        messages.success(request, _told(pieces, len(letters)))
    return redirect("cases:letter", letters[0].reference) if one and letters else redirect(back)


def _by_file(request: HttpRequest, values: list[str]) -> list[tuple[CaseFile, list[str]]]:
    """The pieces wanted of each file; files in one order, so that two agents never wait for each other."""
    wanted = defaultdict(list)
    for value in values:
        reference, _bar, piece = value.partition("|")
        if not (reference.isascii() and reference.isprintable()):
            raise Http404
        wanted[reference].append(piece)
    files = [selectors.case_file_for(request.user, reference) for reference in wanted]
    return [(case, wanted[case.reference]) for case in sorted(files, key=lambda case: case.pk)]


def _asked(request: HttpRequest, case: CaseFile, pieces: list[str]) -> tuple[Letter | None, str]:
    try:
        with transaction.atomic():
            made = ask_before_expiry(actor=request.user, case=case, pieces=pieces, on=timezone.localdate())
    except NotYours as refused:
        raise PermissionDenied(str(refused)) from refused
    except MoveRefused as refused:
        return None, str(refused)
    except SituationFaults:
        return None, _("La situation de ce dossier se contredit : corrigez-la d’abord.")
    return made, ""


def _told(pieces: int, letters: int) -> str:
    asked = ngettext("%(n)s pièce demandée", "%(n)s pièces demandées", pieces) % {"n": pieces}
    ready = ngettext("%(n)s courrier prêt à envoyer", "%(n)s courriers prêts à envoyer", letters)
    return f"{asked}, {ready % {'n': letters}}."
