"""The list of files: filters kept or not, orders, pages, and finding one while typing."""

from collections.abc import Iterable
from dataclasses import asdict, replace

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST

from cases import board, words, worklist
from cases.forms.worklist import FindForm, SaveFilterForm, WorklistForm
from cases.models import CaseFile, SavedFilter
from cases.services import saved_filters
from nps.accounts.models import SITE_ROLES, Agent
from nps.ui import formats, keyset, tables
from nps.ui.components import Clock, Column, Link, Table, Tag
from nps.ui.once import once
from nps.ui.taking import hand_over, taken


def _require_site(agent: Agent) -> None:
    if agent.role not in SITE_ROLES:
        raise Http404


def _wanted(form: WorklistForm, sort: str) -> worklist.Wanted:
    """What the address asks for; a part that cannot be read is as if it were not there."""
    form.is_valid()
    read = {name: value for name, value in form.cleaned_data.items() if value}
    return worklist.Wanted(**read, sort=sort if sort in worklist.ORDERS else worklist.USUAL)


def _query(wanted: worklist.Wanted, **changed) -> dict[str, str]:
    """The address's query of a way of looking: what is usual is left out."""
    told = asdict(replace(wanted, **changed))
    told["sort"] = "" if told["sort"] == worklist.USUAL else told["sort"]
    told["arrived"] = "on" if told["arrived"] else ""
    told["contact_before"] = formats.date_short(told["contact_before"]) if told["contact_before"] else ""
    return {name: value for name, value in told.items() if value}


def _url(query: dict[str, str]) -> str:
    """`all` keeps the default filter away where nothing else is asked."""
    return f"{reverse('cases:list')}?{urlencode(query or {'all': '1'})}"


def _column(wanted: worklist.Wanted, name: str, label, kind: str = "text") -> Column:
    """A heading that sorts by a link: once one way, once more the other way."""
    here = {name: "ascending", f"-{name}": "descending"}.get(wanted.sort, "")
    other = f"-{name}" if here == "ascending" else name
    return Column(label, kind, here, _url(_query(wanted, sort=other)))


def clock_tag(case: CaseFile) -> Tag | str:
    """The nearest legal date of a file, with its distance."""
    if case.next_clock_on is None:
        return _("aucune")
    today = timezone.localdate()
    kind = Clock(case.next_clock_on, "").kind(today)
    near = formats.distance(case.next_clock_on, today)
    return Tag(kind, f"{near}\u00a0: {formats.date_short(case.next_clock_on)}", case.next_clock_on)


def _table(found: Iterable[CaseFile], wanted: worklist.Wanted) -> Table:
    columns = (
        _column(wanted, "reference", _("Dossier")),
        Column(_("Foyer")),
        Column(_("État")),
        _column(wanted, "due", _("Échéance légale")),
        Column(_("Suivi par")),
        _column(wanted, "contact", _("Dernier contact"), "date"),
        _column(wanted, "opened", _("Ouvert le"), "date"),
    )
    return Table(_("Dossiers"), columns, [_row(case) for case in found], caption_hidden=True)


def _row(case: CaseFile) -> tuple:
    return (
        Link(case.reference, reverse("cases:case", args=[case.reference])),
        words.household_name(case.household),
        Tag.of("case_file", case.state),
        clock_tag(case),
        case.referent.full_name,
        case.last_contact_on,
        case.opened_on,
    )


def _active(form: WorklistForm, wanted: worklist.Wanted) -> list[Link]:
    """Filters in force, each as a link that takes it away."""
    usual = worklist.Wanted()
    shown = []
    for name, field in form.fields.items():
        value = getattr(wanted, name)
        if value:
            said = dict(getattr(field, "choices", ())).get(value, value)
            if name == "contact_before":
                said = formats.date_short(value)
            text = field.label if value is True else f"{field.label}\u00a0: {said}"
            left = _query(wanted, **{name: getattr(usual, name)})
            shown.append(Link(text, _url(left), _("retirer ce filtre")))
    return shown


def _count_words(number: int) -> str:
    if number > worklist.COUNTED:
        return _("Plus de 1\u202f000 dossiers")
    return ngettext("%(n)s dossier", "%(n)s dossiers", number) % {"n": number}


def case_list(request: HttpRequest) -> HttpResponse:
    """Files of the agent's site. Without any word in the address, the agent's default filter opens."""
    agent = request.user
    _require_site(agent)
    kept = list(saved_filters.filters_of(agent))
    if not request.GET and (default := next((one for one in kept if one.is_default), None)):
        return redirect(_url(default.query))
    return _page(request, kept, SaveFilterForm())


def _page(
    request: HttpRequest, kept: list[SavedFilter], save: SaveFilterForm, status: int = 200
) -> HttpResponse:
    agent, on = request.user, timezone.localdate()
    form = WorklistForm(request.GET, agents=board.agents_of(agent))
    wanted = _wanted(form, request.GET.get("sort", ""))
    if taken(request, "files"):
        found = worklist.files(agent, wanted, on).order_by(*worklist.ORDERS[wanted.sort])
        return hand_over(request, tables.whole(lambda some: _table(some, wanted), found), form=form)
    page = worklist.page(agent, wanted, on, **keyset.marks(request.GET))
    context = {
        "filters": form,
        "form": save if save.is_bound else None,
        "save": save,
        "find": FindForm(),
        "page": page,
        "table": _table(page.rows, wanted),
        "count": _count_words(worklist.counted(agent, wanted, on)),
        "active": _active(form, wanted),
        "by_due": wanted.sort.endswith("due"),
        "sort": request.GET.get("sort", ""),
        "save_url": f"{reverse('cases:save_filter')}?{urlencode(_query(wanted))}",
        "saved": [(one, _url(one.query)) for one in kept],
    }
    return render(request, "cases/list.html", context, status=status)


@require_http_methods(["GET", "POST"])
def find(request: HttpRequest) -> HttpResponse:
    """Files by reference or name, as one types: posted, so that no name is in an address."""
    _require_site(request.user)
    form = FindForm(request.POST if request.method == "POST" else None)
    asked = form.is_valid() and form.cleaned_data["q"]
    found = worklist.find(request.user, asked) if asked else []
    table = Table(
        _("Dossiers trouvés"),
        (Column(_("Dossier")), Column(_("Foyer")), Column(_("État")), Column(_("Suivi par"))),
        [
            (
                Link(case.reference, reverse("cases:case", args=[case.reference])),
                words.household_name(case.household),
                Tag.of("case_file", case.state),
                case.referent.full_name,
            )
            for case in found
        ],
        caption_hidden=True,
    )
    said = ngettext("%(n)s dossier trouvé", "%(n)s dossiers trouvés", len(found)) % {"n": len(found)}
    context = {"find": form, "asked": bool(asked), "found": table, "said": said}
    background = request.headers.get("HX-Request")
    return render(request, "cases/found.html" if background else "cases/find.html", context)


@require_POST
@once
def save(request: HttpRequest) -> HttpResponse:
    """Keep the way of looking the address describes, under a name of the agent's own."""
    _require_site(request.user)
    form = SaveFilterForm(request.POST)
    if not form.is_valid():
        return _page(request, list(saved_filters.filters_of(request.user)), form, status=422)
    read = WorklistForm(request.GET, agents=board.agents_of(request.user))
    query = _query(_wanted(read, request.GET.get("sort", "")))
    saved_filters.save_filter(actor=request.user, query=query, **form.cleaned_data)
    return redirect(_url(query))


@require_POST
@once
def delete(request: HttpRequest, key: int) -> HttpResponse:
    """Forget a kept filter; one of somebody else's is as none."""
    _require_site(request.user)
    try:
        saved_filters.delete_filter(actor=request.user, key=key)
    except SavedFilter.DoesNotExist as missing:
        raise Http404 from missing
    return redirect(_url({}))
