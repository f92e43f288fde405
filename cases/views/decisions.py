"""The second pair of eyes: what waits, deciding after reading the letter, checking again, replaying."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from cases import deciding, decision_words, words
from cases.deciding import works
from cases.decision_replay import can_be_replayed, checks_behind, replay_decision
from cases.forms.deciding import DecideForm
from cases.models import Application, Letter
from cases.models.letter import LetterKind
from cases.notices import rendering
from cases.permissions import can_decide
from cases.services import decisions, notices
from cases.services.moves import MoveRefused
from cases.views.acting import try_act
from cases.views.frame import application_to_read, case_page
from cases.views.replay import difference_table
from cases.workflow.application import Proposal
from eligibility import checks, explain
from eligibility.situation import SituationFaults
from eligibility.stewardship import known_figures
from nps.accounts.models import Role
from nps.ui import formats, keyset, tables
from nps.ui.components import Column, Link, Row, Table, Tag
from nps.ui.once import once
from nps.ui.taking import hand_over, taken

LETTERS = {"grant": LetterKind.GRANTED, "refuse": LetterKind.REFUSED}
DONE = {
    "grant": gettext_lazy("La demande est accordée."),
    "refuse": gettext_lazy("La demande est rejetée."),
    "send_back": gettext_lazy("La proposition est renvoyée pour complément."),
}


def decisions_table(found) -> Table:
    """Proposals waiting, oldest first."""
    columns = (
        *(Column(_("Demande")), Column(_("Foyer")), Column(_("Site")), Column(_("Proposée par"))),
        *(Column(_("Proposition")), Column(_("Échéance"), "date")),
    )
    rows = [
        (
            Link(words.benefit_name(a.benefit), reverse("cases:decide", args=[a.reference]), a.reference),
            f"{a.case.reference}, {words.household_name(a.case.household)}",
            a.case.site.name,
            a.proposed_by.full_name,
            a.get_proposal_display(),
            a.next_clock_on,
        )
        for a in found
    ]
    return Table(_("Propositions"), columns, rows, caption_hidden=True)


def appeals_table(found) -> Table:
    """Appeals waiting for an answer, oldest first."""
    columns = (
        *(Column(_("Demande")), Column(_("Foyer")), Column(_("Site"))),
        *(Column(_("Reçu le"), "date"), Column(_("Réponse avant le"), "date")),
    )
    rows = [
        (
            Link(
                words.benefit_name(a.benefit), reverse("cases:answer_appeal", args=[a.reference]), a.reference
            ),
            f"{a.case.reference}, {words.household_name(a.case.household)}",
            a.case.site.name,
            a.appealed_on,
            a.next_clock_on,
        )
        for a in found
    ]
    return Table(_("Recours à répondre"), columns, rows)


def waiting(request: HttpRequest) -> HttpResponse:
    """What waits for this supervisor's decision: proposals, then appeals."""
    if request.user.role not in (Role.SUPERVISOR, Role.SOCIAL_WORKER):
        raise Http404
    if request.user.role != Role.SUPERVISOR:
        raise PermissionDenied(_("Les décisions reviennent aux responsables de site."))
    proposals, appeals = deciding.to_decide(request.user), deciding.to_answer(request.user)
    if taken(request, "decisions"):
        return hand_over(request, tables.whole(decisions_table, proposals))
    page = deciding.page_of(proposals, "proposed_at", **keyset.marks(request.GET))
    first = deciding.page_of(appeals, "appealed_on")
    context = {
        "table": decisions_table(page.rows),
        "page": page,
        "appeals": appeals_table(first.rows) if first.rows else None,
        "more": bool(first.after),
    }
    return render(request, "cases/decisions.html", context)


def frame_of(request: HttpRequest, application: Application) -> dict:
    """The frame of a page that decides: the file's own, or a bare one for who decides from elsewhere."""
    own = works(request.user, application)
    if not own:
        decisions.note_read(actor=request.user, application=application)
    return {
        "frame": "ui/case_base.html" if own else "ui/base.html",
        "case_page": case_page(application.case) if own else None,
        "own_site": own,
        "application": application,
        "name": words.benefit_name(application.benefit),
        "household": words.household_name(application.case.household),
        "back": reverse("cases:application", args=[application.reference])
        if own
        else reverse("cases:decisions"),
    }


def not_yours(request: HttpRequest, application: Application, title: str) -> HttpResponse:
    """Who may decide, for who may not: the proposer, or somebody without the authority."""
    power = deciding.power_over(application)
    context = {
        **frame_of(request, application),
        "title": title,
        "proposed": application.proposed_by_id == request.user.pk,
        "deciders": [agent.full_name for agent in power.others_than(application.proposed_by_id)],
        "authority": decision_words.authority_words(power),
    }
    return render(request, "cases/not_yours.html", context, status=403)


@once
def decide(request: HttpRequest, reference: str) -> HttpResponse:
    """W8: everything on one page, then the letter as it will leave, then the act."""
    found = deciding.application_to_decide(request.user, reference)
    if found.state != "proposed" and request.method != "POST":
        if not works(request.user, found):
            raise Http404
        return redirect("cases:application", reference)
    if not can_decide(found, request.user):
        return not_yours(request, found, _("Décider"))
    right = checks.right_of(decisions.right_of(found))
    changed = decisions.changed_since_check(found)
    borne = decisions.borne_by_check(found)
    initial = {"refusal_reason": found.refusal_reason, "refusal_article": found.refusal_article}
    told = {"possible": _possible(found, bool(changed), borne), "refusals": decision_words.refusals(right)}
    context = {
        **_read(request, found, right, changed),
        "borne": borne,
        "stale": _stale(changed),
    }
    if request.method != "POST":
        return _page(request, context, DecideForm(initial=initial, **told))
    if "back" in request.POST:
        return _page(request, context, DecideForm(initial=request.POST.dict(), **told))
    form = DecideForm(request.POST, **told)
    if not form.is_valid():
        return _page(request, context, form, status=422)
    choice = form.cleaned_data["proposal"]
    if choice in LETTERS and "confirmed" not in request.POST:
        return _preview(request, context, form, choice)
    letters: list[Letter | None] = []
    if not try_act(request, lambda: letters.append(_decide(request, found, form)), DONE[choice], form):
        return _page(request, context, form, status=422)
    return _after(request, found, letters[0])


def _possible(application: Application, changed: bool, borne: bool) -> tuple[str, ...]:
    """What may be decided: nothing on a household, or a text, that is no longer the one that was checked."""
    if changed:
        return ("send_back",)
    granting = application.proposal == Proposal.GRANT and borne
    return ("grant", "refuse", "send_back") if granting else ("refuse", "send_back")


def _page(request: HttpRequest, context: dict, form: DecideForm, status: int = 200) -> HttpResponse:
    return render(request, "cases/decide.html", {**context, "form": form}, status=status)


def _stale(changed: decisions.Changed) -> list[str]:
    """What is no longer as when the proposal was made."""
    said = [_("La situation a changé.")] if changed.situation else []
    told = [_("%(what)s : %(then)s, maintenant %(now)s.") % told for told in _texts(changed)]
    return said + told


def _texts(changed: decisions.Changed) -> list[dict[str, object]]:
    table = difference_table("", changed.law)
    return [{"what": what, "then": then, "now": now} for _right, what, then, now in table.rows]


def _read(request: HttpRequest, application: Application, right, changed) -> dict:
    """What is read before deciding."""
    language = get_language() or "fr"
    power = deciding.power_over(application)
    case = application.case
    pieces = case.requests.filter(benefits__contains=[application.benefit]).order_by("pk")
    proposal = application.get_proposal_display()
    if application.proposal == Proposal.GRANT:
        proposal = f"{proposal} : {decision_words.terms_words(application)}"
    elif application.refusal_reason:
        proposal = f"{proposal} : {application.refusal_reason} ({application.refusal_article})"
    proposed = {
        "who": application.proposed_by.full_name if application.proposed_by else "",
        "day": formats.date_long(application.proposed_at) if application.proposed_at else "",
    }
    rows = [
        Row(_("Proposé par"), _("%(who)s, le %(day)s") % proposed),
        Row(_("Autorité"), decision_words.authority_words(power)),
        Row(_("Délai"), decision_words.silence_words(application)),
        Row(_("Proposition"), proposal),
        Row(_("Conditions"), decision_words.counted(right)),
        Row(
            _("Depuis la proposition"),
            _("Rien n’a changé, ni la situation, ni le règlement.")
            if not changed
            else _("Quelque chose a changé : les droits sont à vérifier à nouveau."),
        ),
    ]
    return {
        **frame_of(request, application),
        "title": _("Décider"),
        "rows": rows,
        "changed": bool(changed),
        "conditions": [explain.sentence(c, language) for c in right.conditions],
        "pieces": [
            (words.piece_name(one.type_code, one.period), Tag.of("request", one.state)) for one in pieces
        ],
        "opinions": [decision_words.opinion_rows(one) for one in deciding.opinions_of(application)],
        "check_url": reverse("cases:rights_check", args=[case.reference, application.rights_check.public_id]),
    }


def _preview(request: HttpRequest, context: dict, form: DecideForm, choice: str) -> HttpResponse:
    """The letter as it will leave, with what was typed kept under it."""
    application, told = context["application"], {"signed_by": request.user.full_name}
    if choice == "refuse":
        refusal = form.refusal()
        told |= {"reason": refusal["refusal_reason"], "article": refusal["refusal_article"]}
    letter = notices.draft_decision(actor=request.user, application=application, kind=LETTERS[choice], **told)
    page = {
        **context,
        "letter": letter,
        "text": rendering.text(letter),
        "verdict": dict(DecideForm.DECISIONS)[choice],
        "typed": [(name, value) for name, value in request.POST.items() if name in form.fields],
    }
    return render(request, "cases/decide_letter.html", page)


def _decide(request: HttpRequest, application: Application, form: DecideForm) -> Letter | None:
    """The act; the letter that tells it, when it has one."""
    agent, data = request.user, form.cleaned_data
    match data["proposal"]:
        case "grant":
            decided = decisions.grant_application(actor=agent, application=application).application
        case "refuse":
            decided = decisions.refuse_application(actor=agent, application=application, **form.refusal())
        case _:
            decisions.send_back(actor=agent, application=application, reason=data["reason"])
            return None
    return decisions.write_decision(actor=agent, application=decided)


def _after(request: HttpRequest, application: Application, letter: Letter | None) -> HttpResponse:
    """The letter to send; the list, for who decides from elsewhere."""
    if not works(request.user, application):
        return redirect("cases:decisions")
    if letter:
        return redirect("cases:letter", letter.reference)
    return redirect("cases:application", application.reference)


@require_POST
@once
def check_again(request: HttpRequest, reference: str) -> HttpResponse:
    """« Revérifier les droits », for the day of the former check, before deciding or answering."""
    found = deciding.application_to_decide(request.user, reference)
    page = "cases:answer_appeal" if found.state == "appeal_pending" else "cases:decide"

    found_now: list[tuple] = []

    def act() -> None:
        try:
            found_now.append(decisions.check_again(actor=request.user, application=found))
        except SituationFaults as faults:
            raise MoveRefused(
                _("La situation se contredit. Corrigez-la, puis vérifiez les droits.")
            ) from faults

    if try_act(request, act, None):
        said = (
            _("Droits vérifiés : ce droit n’est plus le même.")
            if found_now[0]
            else _("Droits vérifiés : rien ne change.")
        )
        messages.success(request, said)
    return redirect(page, reference)


@require_safe
def replay(request: HttpRequest, reference: str) -> HttpResponse:
    """« Rejouer la décision »: its check as on its day, and what was frozen on it. Nothing is written."""
    found = application_to_read(request, reference)
    if not can_be_replayed(found):
        raise Http404
    again = replay_decision(found, known_figures())
    context = {
        "case_page": case_page(found.case),
        "application": found,
        "name": words.benefit_name(found.benefit),
        "state": "same" if again.same else "different",
        "checked": again.check,
        "differences": difference_table(_("Ce qui diffère dans la vérification"), again.check.differences),
        "versions": difference_table(_("Textes et outils qui ont changé depuis"), again.check.versions),
        "frozen": difference_table(_("Ce qui a été accordé, à côté de la vérification"), again.frozen),
        "checks": checks_behind(found),
    }
    return render(request, "cases/decision_replay.html", context)
