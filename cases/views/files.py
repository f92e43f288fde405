"""From the counter to a file; a file's summary and its moves."""

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from cases import selectors, words
from cases.forms.acts import CloseForm, InformationForm, ReasonForm
from cases.permissions import can_supervise
from cases.reuniting.reading import goes_on_in
from cases.services import closing
from cases.services import files as acts
from cases.services.moves import move, possible_moves, transitions_of
from cases.views.acting import form_page, try_act
from cases.views.frame import case_page, file_to_read
from cases.views.opening import belonging_rows, open_page
from cases.workflow.case_file import OPEN
from nps.journal.selectors import entries_of_case
from nps.journal.services import record
from nps.people import selectors as people
from nps.people.faults import PeopleFault
from nps.people.forms import AddMemberForm
from nps.people.models import Person
from nps.people.services import households
from nps.ui import formats
from nps.ui.components import Act, Link, Row
from nps.ui.once import once

EVENTS = 5


@once
def for_person(request: HttpRequest, person) -> HttpResponse:
    """From the counter: the person's file, its opening, or (`?household=`) a member for a household."""
    agent = request.user
    try:
        found = people.person_for(agent, person)
    except Person.DoesNotExist as missing:
        raise Http404 from missing
    summary = selectors.summaries_for_people(agent, [found]).get(found.pk)
    if summary and not summary.own_site:
        return render(request, "cases/other_site.html", {"summary": summary}, status=403)
    if wanted := request.GET.get("household"):
        return _join(request, found, wanted)
    if summary:
        return redirect(summary.url)
    return open_page(request, found)


def _join(request: HttpRequest, person: Person, household: str) -> HttpResponse:
    """Add the person found to the household the search was made for."""
    files = selectors.case_files_for(request.user)
    try:
        case = files.filter(household__public_id=household).first()
    except ValidationError as unreadable:
        raise Http404 from unreadable
    if case is None:
        raise Http404
    form = AddMemberForm(request.POST if request.method == "POST" else None)
    back = reverse("cases:household", args=[case.reference])
    if request.method == "POST" and form.is_valid():
        try:
            households.add_member(
                actor=request.user,
                household=case.household,
                person=person,
                case_reference=case.reference,
                **form.cleaned_data,
            )
            return redirect(back)
        except PeopleFault as fault:
            form.add_error(None, fault.message)
    title = _("Ajouter %(name)s au foyer") % {"name": words.full_name(person)}
    context = {"case_page": case_page(case), "form": form, "title": title, "back": back}
    return render(request, "cases/form.html", context, status=422 if form.errors else 200)


def _act_of(case, possible) -> Act:
    described = possible.move
    if not possible.allowed:
        return Act(described.verb, who=described.by)
    if possible.blocked_by:
        guard = possible.blocked_by[0]
        link = None
        if guard.section and guard.section != "summary":
            link = Link(_("Voir"), reverse(f"cases:{guard.section}", args=[case.reference]))
        elif guard.section == "summary":
            link = Link(_("Voir"), reverse("cases:information", args=[case.reference]))
        return Act(described.verb, reason=guard.told, link=link)
    if described.name == "close":
        return Act(described.verb, url=reverse("cases:close", args=[case.reference]), quiet=True)
    url = reverse("cases:move_case", args=[case.reference, described.name])
    return Act(described.verb, url=url, post=not described.reason_required, quiet=described.reason_required)


def _next_acts(case, agent) -> list[Act]:
    """The next thing to do comes first; leaving the path (closing, going back) comes last."""
    acts_now = [_act_of(case, possible) for possible in possible_moves(case, agent)]
    steps = []
    if case.information_given_on is None:
        url = reverse("cases:information", args=[case.reference])
        steps.append(Act(_("Remettre l’information sur les données"), url=url))
    elif case.state in ("assessment",) and not case.applications.exists():
        steps.append(Act(_("Remplir la situation"), url=reverse("cases:situation", args=[case.reference])))
    elif case.state in ("assessment", "processing") and case.applications.filter(
        state__in=("received", "incomplete")
    ):
        steps.append(Act(_("Demander les pièces"), url=reverse("cases:documents", args=[case.reference])))
    return steps + sorted([*acts_now, *_steering(case, agent)], key=lambda act: (not act.url, act.quiet))


def _steering(case, agent) -> list[Act]:
    """Who follows the file, and where: acts of the supervisor, never the next step."""
    if case.state not in OPEN:
        return []
    given = ((_("Attribuer"), "cases:assign_one"), (_("Transférer"), "cases:transfer"))
    if not can_supervise(case, agent):
        return [Act(label, who=can_supervise.by) for label, _name in given]
    return [Act(label, url=reverse(name, args=[case.reference]), quiet=True) for label, name in given]


def _known(case, agent) -> list[Row]:
    present = case.household.memberships.filter(until=None).select_related("person").order_by("since", "pk")
    members = list(present)
    url = reverse("cases:household", args=[case.reference])
    names = ", ".join(words.full_name(m.person) for m in members)
    rows = [Row(_("Foyer"), names, change_url=url, change_label=_("Voir le foyer"))]
    rows += belonging_rows(case, agent, [m.person for m in members])
    rows.append(
        Row(
            _("Information sur les données"),
            formats.date_long(case.information_given_on)
            if case.information_given_on
            else _("pas encore remise"),
        )
    )
    check = case.household.rights_checks.order_by("-made_at", "-pk").first()
    rows.append(
        Row(
            _("Dernière vérification des droits"),
            formats.date_long(check.on) if check else _("aucune"),
            change_url=reverse("cases:rights", args=[case.reference]),
            change_label=_("Voir les droits"),
        )
    )
    return rows


def case(request: HttpRequest, reference: str) -> HttpResponse:
    """State, next step, what is known, latest events. Reading is journaled."""
    found = file_to_read(request, reference)
    if going_on := goes_on_in(request.user, found):
        messages.info(request, _("%(reference)s est réuni avec ce dossier.") % {"reference": reference})
        return redirect("cases:case", going_on.reference)
    record(act="casefile.read", actor=request.user, subject=found, case_reference=found.reference)
    latest = entries_of_case(found.reference).exclude(act="casefile.read")[:EVENTS]
    return render(
        request,
        "cases/case.html",
        {
            "case_page": case_page(found),
            "case": found,
            "acts": _next_acts(found, request.user),
            "known": _known(found, request.user),
            "events": words.events(latest),
        },
    )


@once
def information(request: HttpRequest, reference: str) -> HttpResponse:
    """Note that the household received the notice on its data."""
    found = selectors.case_file_for(request.user, reference)
    return form_page(
        request,
        form_class=InformationForm,
        act=lambda data: acts.give_information(actor=request.user, case=found, on=data["given_on"]),
        done=_("C’est noté : l’information a été remise."),
        back=reverse("cases:case", args=[reference]),
        template="cases/information.html",
        context={"case_page": case_page(found)},
    )


@once
def move_case(request: HttpRequest, reference: str, name: str) -> HttpResponse:
    """A move of the file without other values than a reason."""
    found = selectors.case_file_for(request.user, reference)
    described = next((p.move for p in possible_moves(found, request.user) if p.move.name == name), None)
    back = reverse("cases:case", args=[reference])
    if name == "close" or (described is None and request.method != "POST"):
        raise Http404
    values = {"on": timezone.localdate()} if name == "archive" else {}
    if described and described.reason_required:
        return form_page(
            request,
            form_class=ReasonForm,
            act=lambda data: move(found, name, actor=request.user, reason=data["reason"], **values),
            done=_("C’est fait."),
            back=back,
            template="cases/reason.html",
            context={"case_page": case_page(found), "verb": described.verb},
        )
    if request.method == "POST":
        if name not in {m.name for _transition, m in transitions_of(type(found))}:
            raise Http404
        try_act(request, lambda: move(found, name, actor=request.user, **values), _("C’est fait."))
    return redirect(back)


@once
def close(request: HttpRequest, reference: str) -> HttpResponse:
    """Close the file, with a reason of the by-law's practice."""
    found = selectors.case_file_for(request.user, reference)
    return form_page(
        request,
        form_class=CloseForm,
        act=lambda data: closing.close_case_file(
            actor=request.user, case=found, on=timezone.localdate(), **data
        ),
        done=_("Le dossier est clos."),
        back=reverse("cases:case", args=[reference]),
        template="cases/reason.html",
        context={"case_page": case_page(found), "verb": _("Clore le dossier")},
    )
