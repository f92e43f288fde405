"""« Commission »: sessions of the site, their agenda on paper, the opinions given, the closing."""

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from cases import commission_agenda, deciding, decision_words, words
from cases.forms.deciding import CloseSessionForm, OpinionForm, SessionForm
from cases.models import CommissionSession, Opinion
from cases.services import commission as acts
from cases.views.acting import form_page, try_act
from nps.accounts.models import SITE_ROLES
from nps.ui import keyset, tables
from nps.ui.components import Column, Link, Table, Tag
from nps.ui.once import once
from nps.ui.taking import hand_over, taken

OPEN, CLOSED = "open", "closed"


@once
def sessions(request: HttpRequest) -> HttpResponse:
    """The site's sessions and the questions that wait; opening one more."""
    if request.user.role not in SITE_ROLES:
        raise Http404
    found, asked = deciding.sessions_for(request.user), deciding.questions_for(request.user)
    if taken(request, "questions"):
        return hand_over(request, tables.whole(_questions_table, asked.filter(session=None)))
    if taken(request, "sessions"):
        return hand_over(request, tables.whole(_sessions_table, found.order_by("-held_on", "-pk")))
    page = keyset.page(
        found,
        order=("-held_on", "-pk"),
        mark="reference",
        **keyset.marks(request.GET),
    )
    waiting = asked.filter(session=None)[:100]
    return form_page(
        request,
        form_class=SessionForm,
        act=lambda data: acts.open_session(actor=request.user, held_on=data["held_on"]),
        done=_("La séance est ouverte. Mettez-y les questions qui attendent."),
        back=reverse("cases:commission"),
        template="cases/commission.html",
        context={"table": _sessions_table(page.rows), "page": page, "waiting": _questions_table(waiting)},
    )


def _sessions_table(found: list[CommissionSession]) -> Table:
    columns = (Column(_("Séance")), Column(_("Jour"), "date"), Column(_("État")))
    rows = [
        (
            Link(one.reference, reverse("cases:commission_session", args=[one.reference])),
            one.held_on,
            Tag.of("session", CLOSED if one.closed_at else OPEN),
        )
        for one in found
    ]
    return Table(_("Séances"), columns, rows, caption_hidden=True)


def _application_link(opinion: Opinion) -> Link:
    application = opinion.application
    url = reverse("cases:application", args=[application.reference])
    return Link(words.benefit_name(application.benefit), url, application.reference)


def _household(opinion: Opinion) -> str:
    case = opinion.application.case
    return f"{case.reference}, {words.household_name(case.household)}"


def _questions_table(found) -> Table:
    columns = (
        *(Column(_("Demande")), Column(_("Foyer")), Column(_("Question")), Column(_("Article"))),
        Column(_("Posée le"), "date"),
    )
    rows = [
        (_application_link(one), _household(one), one.question, one.article, one.asked_at) for one in found
    ]
    return Table(_("Questions qui attendent une séance"), columns, rows, caption_hidden=True)


@require_safe
def session(request: HttpRequest, reference: str) -> HttpResponse:
    """One session: its agenda, what was answered, what is left to do."""
    found = deciding.session_for(request.user, reference)
    context = _read(request, found)
    return render(request, "cases/commission_session.html", context)


def _read(request: HttpRequest, found: CommissionSession) -> dict:
    agenda = list(deciding.agenda_of(found))
    held = found.held_on <= timezone.localdate()
    waiting = [] if found.closed_at else list(deciding.questions_for(request.user).filter(session=None)[:100])
    return {
        "session": found,
        "state": CLOSED if found.closed_at else OPEN,
        "held": held,
        "agenda": [
            (
                one,
                _application_link(one),
                _household(one),
                decision_words.opinion_rows(one),
                one.given_on is None and held and not found.closed_at,
            )
            for one in agenda
        ],
        "choices": [
            (one.pk, _household(one), words.benefit_name(one.application.benefit), one.session_id == found.pk)
            for one in (*(one for one in agenda if one.given_on is None), *waiting)
        ],
        "left": sum(one.given_on is None and one.application.state == "opinion_requested" for one in agenda),
    }


@require_safe
def agenda_pdf(request: HttpRequest, reference: str) -> HttpResponse:
    """The agenda on paper."""
    found = deciding.session_for(request.user, reference)
    data = commission_agenda.agenda_pdf(found, deciding.agenda_of(found), timezone.now())
    answer = HttpResponse(data, content_type="application/pdf")
    answer["Content-Disposition"] = f'inline; filename="{found.reference}.pdf"'
    return answer


@require_POST
@once
def agenda(request: HttpRequest, reference: str) -> HttpResponse:
    """Which questions this session answers."""
    found = deciding.session_for(request.user, reference)
    chosen = [one for one in request.POST.getlist("opinion") if one.isdigit()]
    questions = deciding.questions_for(request.user).filter(pk__in=chosen)
    try_act(
        request,
        lambda: acts.set_agenda(actor=request.user, session=found, opinions=questions),
        _("L’ordre du jour est enregistré."),
    )
    return redirect("cases:commission_session", reference)


@once
def opinion(request: HttpRequest, reference: str, number: int) -> HttpResponse:
    """Write what the commission answered to one question."""
    found = deciding.session_for(request.user, reference)
    asked = deciding.agenda_of(found).filter(pk=number).first()
    back = reverse("cases:commission_session", args=[reference])
    if asked is None or asked.given_on or found.closed_at:
        messages.info(
            request, _("Cet avis n’est plus à écrire : il est déjà rendu, ou la question est ailleurs.")
        )
        return redirect(back)
    return form_page(
        request,
        form_class=OpinionForm,
        act=lambda data: acts.record_opinion(
            actor=request.user, opinion=asked, advice=data["advice"], reasons=data["reasons"]
        ),
        done=_("L’avis est enregistré. L’instruction de la demande reprend."),
        back=back,
        template="cases/opinion.html",
        context={
            "session": found,
            "rows": decision_words.opinion_rows(asked),
            "household": _household(asked),
            "name": words.benefit_name(asked.application.benefit),
        },
    )


@once
def close(request: HttpRequest, reference: str) -> HttpResponse:
    """Who was present; nothing changes afterwards."""
    found = deciding.session_for(request.user, reference)
    return form_page(
        request,
        form_class=CloseSessionForm,
        act=lambda data: acts.close_session(
            actor=request.user, session=found, members=data["members"].splitlines()
        ),
        done=_("La séance est close."),
        back=reverse("cases:commission_session", args=[reference]),
        template="ui/confirm.html",
        context={
            "title": _("Clore la séance"),
            "warning": _("Après la clôture, ni les membres présents ni les avis ne changent."),
            "button": _("Clore la séance"),
            "back_url": reverse("cases:commission_session", args=[reference]),
        },
    )
