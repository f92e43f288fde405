"""The radar: rights found and not asked for, and the household's right not to be looked for."""

from dataclasses import dataclass

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from cases import radar, selectors, words
from cases.fact_words import missing
from cases.forms.radar import RadarForm
from cases.permissions import can_check_caseload
from cases.services import caseload as service
from cases.views.acting import try_act
from cases.views.frame import case_page
from eligibility import explain
from eligibility.models import CaseloadResult
from eligibility.rules.verdict import Right
from nps.accounts.models import SITE_ROLES, Role
from nps.ui import keyset, tables
from nps.ui.components import Column, Link, Table
from nps.ui.once import once
from nps.ui.taking import hand_over, taken


@dataclass(frozen=True)
class Lines:
    """Several lines in one cell of a table."""

    lines: tuple[str, ...]

    @property
    def plain(self) -> str:
        return "\n".join(self.lines)

    def __str__(self) -> SafeString:
        return format_html(
            '<ul class="nps-lines">{}</ul>',
            format_html_join("", "<li>{}</li>", ((line,) for line in self.lines)),
        )

    __html__ = __str__


def told(found: list[CaseloadResult], people: list[str]) -> Lines:
    """« Paris Logement : 84,00 € par mois » for what is due; then each answer with what it would decide."""
    due = [_due(one) for one in found if not one.missing]
    deciding: dict[str, list[str]] = {}
    for one in found:
        if one.missing:
            deciding.setdefault(missing(one.missing[0], people), []).append(words.benefit_name(one.code))
    asked = [
        _("Une réponse manque, %(fact)s\u00a0: elle déciderait de %(benefits)s")
        % {"fact": fact, "benefits": ", ".join(names)}
        for fact, names in deciding.items()
    ]
    return Lines((*due, *asked))


def _due(one: CaseloadResult) -> str:
    amount = None if one.amount is None else float(one.amount)
    right = Right(one.code, None, one.status, one.every, amount)
    said, name = explain.amount(right, get_language() or "fr"), words.benefit_name(one.code)
    return _("%(benefit)s\u00a0: %(amount)s") % {"benefit": name, "amount": said} if said else name


def unclaimed(request: HttpRequest) -> HttpResponse:
    """Files for which a right was found and not asked for."""
    agent = request.user
    if agent.role not in SITE_ROLES:
        raise Http404
    form = RadarForm(request.GET)
    chosen = form.cleaned_data if form.is_valid() else {"status": "entitled"}
    files = radar.files_with_unclaimed_rights(agent, **chosen)
    rights = {name: value for name, value in chosen.items() if name != "referent"}
    if taken(request, "unclaimed"):
        return hand_over(request, tables.whole(lambda some: _table(some, rights), files), form=form)
    page = radar.page_of(agent, files, **keyset.marks(request.GET))
    search = radar.latest_search(agent)
    context = {
        "filters": form,
        "filtered": any(request.GET.get(name) for name in form.fields),
        "count": files.count(),
        "table": _table(page.rows, rights),
        "page": page,
        "search": search,
        "may_start": can_check_caseload(agent, "radar", agent.site),
        "supervisors": [
            one.full_name
            for one in agent.site.agents.filter(role=Role.SUPERVISOR, is_active=True).order_by(
                "full_name", "pk"
            )
        ],
    }
    return render(request, "cases/radar.html", context)


def _table(files, rights: dict[str, str]) -> Table:
    found = radar.unclaimed_of(files, **rights)
    people = radar.people_of(files)
    rows = []
    for case in files:
        names = [words.full_name(person) for person in people[case.household_id]]
        household = words.household_name(case.household)
        refuse = reverse("cases:radar_objection", args=[case.reference])
        rows.append(
            (
                Link(case.reference, reverse("cases:rights", args=[case.reference]), household),
                household,
                told(found[case.household_id], names),
                case.referent.full_name,
                Link(_("Le foyer ne veut pas de cette recherche"), refuse, household),
            )
        )
    columns = (Column(_("Dossier")), Column(_("Foyer")), Column(_("Droits non demandés")),
               Column(_("Suivi par")), Column(_("Refus"), leaves=False))  # fmt: skip
    return Table(_("Dossiers avec des droits non demandés"), columns, rows, caption_hidden=True)


@once
def objection(request: HttpRequest, reference: str) -> HttpResponse:
    """Note that the household does not want this search, or that it wants it again."""
    case = selectors.case_file_for(request.user, reference)
    held = radar.objection_of(case)
    if request.method == "POST":
        if request.POST.get("act") == "withdraw":
            act, done = service.withdraw_radar_objection, _("La recherche reprend pour ce foyer.")
            more = {}
        else:
            act, done = service.object_to_radar, _("Le radar ne cherchera plus les droits de ce foyer.")
            more = {"on": timezone.localdate()}
        try_act(request, lambda: act(actor=request.user, case=case, **more), done)
        return redirect("cases:radar_objection", case.reference)
    context = {"case_page": case_page(case), "case": case, "objection": held}
    return render(request, "cases/radar_objection.html", context)
