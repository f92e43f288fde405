"""The deadlines: every legal date of the files, what it would do, who was told, why one is held back."""

from collections.abc import Iterable
from datetime import timedelta

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_safe

from cases import clocks, deadlines, words
from cases.deadlines import Line, Wanted
from cases.forms.deadlines import DeadlinesForm
from cases.models import Application, ClockRun
from cases.views.frame import effect_words
from nps.accounts.models import SITE_ROLES
from nps.ui import formats, tables
from nps.ui.components import Clock, Column, Link, Table, Tag
from nps.ui.taking import hand_over, taken

USUAL = "30"


@require_safe
def deadlines_page(request: HttpRequest) -> HttpResponse:
    """The dates of the agent's files, nearest first; the list can be filtered, linked to, taken away."""
    if request.user.role not in SITE_ROLES:
        raise Http404
    form = DeadlinesForm(request.GET)
    asked = form.cleaned_data if form.is_valid() else {}
    today, within = timezone.localdate(), asked.get("within") or USUAL
    until = None if within == "all" else today + timedelta(days=int(within) if within != "0" else -1)
    wanted = Wanted(until, asked.get("effect", ""), asked.get("referent") == "me")
    if taken(request, "deadlines"):
        rows = (one for some in deadlines.running(request.user, wanted, today) for one in some)
        return hand_over(request, tables.whole(_table, (Line(one, None) for one in rows)), form=form)
    page = deadlines.page_of_deadlines(request.user, wanted, today, after=request.GET.get("after", ""))
    return render(
        request,
        "cases/deadlines.html",
        {
            "filters": form,
            "table": _table(page.lines),
            "started": page.started,
            "following": page.after,
            "within": within,
            "night": _night(deadlines.last_night()),
        },
    )


def _table(lines: Iterable[Line]) -> Table:
    columns = (
        Column(_("Échéance"), "date"),
        Column(_("Foyer")),
        Column(_("Ce qui arriverait")),
        Column(_("Article")),
        Column(_("Prévenu")),
        Column(_("Suivi par")),
    )
    return Table(_("Échéances"), columns, [_row(line) for line in lines], caption_hidden=True)


def _row(line: Line) -> tuple:
    about, today = line.about, timezone.localdate()
    page = "cases:application" if isinstance(about, Application) else "cases:award"
    kind = Clock(about.next_clock_on, "").kind(today)
    near = f"{formats.distance(about.next_clock_on, today)} : {formats.date_short(about.next_clock_on)}"
    return (
        Tag(kind, near, about.next_clock_on),
        words.household_name(about.case.household),
        Link(_effect(line), reverse(page, args=[about.reference]), about.reference),
        clocks.ARTICLES[about.next_clock],
        _told(line),
        about.case.referent.full_name,
    )


def _effect(line: Line) -> str:
    held = deadlines.held_back_by(line.about, timezone.localdate())
    effect = effect_words(line.about.next_clock, line.about.benefit)
    return f"{effect} ({_('en attente')} : {held[0].says})" if held else effect


def _told(line: Line) -> str:
    if line.told is None:
        return _("pas encore")
    return formats.date_short(line.told.told_on)


def _night(run: ClockRun | None) -> str:
    """What the last night did; that none was played is said too."""
    if run is None:
        return _("L’horloge n’a pas encore tourné.")
    done = sum(n for act, n in run.counts.items() if act.endswith(" done"))
    held = sum(n for act, n in run.counts.items() if act.endswith(" held_back"))
    told = ngettext("%(n)s acte", "%(n)s actes", done) % {"n": done}
    return _("Dernier passage de l’horloge : %(day)s, %(told)s, %(held)s en attente.") % {
        "day": formats.date_long(run.on),
        "told": told,
        "held": held,
    }
