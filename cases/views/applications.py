"""Applications: prepare from a check, receive, review, ask for an opinion, propose. Deciding is beside."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from cases import deciding, decision_words, selectors, words
from cases.decision_replay import can_be_replayed
from cases.forms.acts import ReasonForm, ReceiveForm
from cases.forms.deciding import AskOpinionForm, ProposeForm, refusal_of
from cases.models import Appeal, Application
from cases.permissions import can_decide
from cases.services import applications as acts
from cases.services import commission, decisions, pieces
from cases.services.moves import Possible, move, possible_moves
from cases.views.acting import form_page, try_act
from cases.views.frame import application_to_read, case_page, effect_words, file_to_read
from cases.views.taking import hand_over_of
from cases.workflow.application import Proposal
from eligibility import checks, explain
from eligibility.authorities import opinions_on
from nps.accounts.models import Agent
from nps.journal.models import Entry
from nps.ui import formats
from nps.ui.components import Act, Clock, Column, Link, Row, Table, Tag
from nps.ui.once import once
from nps.ui.taking import taken


def _table(found, caption: str) -> Table:
    return Table(
        caption,
        (Column(_("Demande")), Column(_("Référence")), Column(_("État")), Column(_("Reçue le"), "date")),
        [
            (
                Link(words.benefit_name(a.benefit), reverse("cases:application", args=[a.reference])),
                a.reference,
                Tag.of("application", a.state),
                a.received_on,
            )
            for a in found
        ],
        caption_hidden=True,
    )


def of_case(request: HttpRequest, reference: str) -> HttpResponse:
    """The file's applications."""
    case = file_to_read(request, reference)
    found = case.applications.order_by("-created_at", "-pk")
    table = _table(found, _("Demandes"))
    if taken(request, "applications"):
        return hand_over_of(request, case, table)
    context = {"case_page": case_page(case), "case": case, "table": table}
    return render(request, "cases/applications.html", context)


@require_POST
@once
def prepare(request: HttpRequest, reference: str) -> HttpResponse:
    """Turn rights found into drafts."""
    case = selectors.case_file_for(request.user, reference)
    check = selectors.rights_check_for(request.user, case, request.POST.get("check", ""))
    chosen = request.POST.getlist("benefit")
    try_act(
        request,
        lambda: acts.prepare_applications(
            actor=request.user, case=case, check=check, benefits=chosen, on=timezone.localdate()
        ),
        _("Les demandes sont préparées : faites-les signer, puis enregistrez-les."),
    )
    return redirect("cases:applications", reference)


def _rows(application: Application) -> list[Row]:
    rows = [
        Row(_("Prestation"), words.benefit_name(application.benefit)),
        Row(_("Article"), application.by_law),
    ]
    dated = (
        (_("Reçue le"), application.received_on),
        (_("Signée le"), application.signed_on),
        (_("Cosignée le"), application.cosigned_on),
        (_("Pièces attendues jusqu’au"), application.pieces_due_on),
        (_("Complète le"), application.completed_on),
    )
    rows += [Row(label, formats.date_long(day)) for label, day in dated if day]
    if application.proposed_by:
        rows.append(
            Row(
                _("Proposé par"),
                f"{application.proposed_by.full_name} : {application.get_proposal_display()}",
            )
        )
    if application.proposal == Proposal.GRANT:
        rows.append(Row(_("Montant et durée"), decision_words.terms_words(application)))
    if application.refusal_reason:
        rows.append(Row(_("Motif"), f"{application.refusal_reason} ({application.refusal_article})"))
    if application.decided_by:
        rows.append(
            Row(
                _("Décidé par"),
                f"{application.decided_by.full_name}, {formats.date_long(application.decided_at)}",
            )
        )
    return rows


PAGES = {
    "receive": "cases:receive",
    "ask_opinion": "cases:ask_opinion",
    "propose": "cases:propose",
    "withdraw": "cases:withdraw",
    "lodge_appeal": "cases:appeal",
}
# Moves one page offers together, under one word.
TOGETHER = {
    **dict.fromkeys(("grant", "refuse", "send_back"), (gettext_lazy("Décider"), "cases:decide")),
    **dict.fromkeys(("uphold", "reverse"), (gettext_lazy("Répondre au recours"), "cases:answer_appeal")),
}
BUTTONS = ("complete", "start_review")


def _acts(application: Application, agent: Agent) -> list[Act]:
    found = [_act(application, possible, agent) for possible in possible_moves(application, agent)]
    lines = list({(str(act.label), act.url): act for act in found}.values())  # one line for moves together
    return sorted(lines, key=lambda act: str(act.url).endswith("/withdraw/"))


def _act(application: Application, possible: Possible, agent: Agent) -> Act:
    name, verb = possible.move.name, possible.move.verb
    if name in TOGETHER:
        label, page = TOGETHER[name]
        if can_decide(application, agent):
            return Act(label, url=reverse(page, args=[application.reference]))
        return Act(label, who=_deciders(application))
    if not possible.allowed:
        return Act(verb, who=possible.move.by)
    if name == "ask_for_pieces":
        return Act(verb, url=reverse("cases:documents", args=[application.case.reference]))
    if name == "record_opinion":
        return _opinion_act(application, verb)
    if possible.blocked_by and name != "receive":
        guard = possible.blocked_by[0]
        section = guard.section or "case"
        link = Link(_("Voir"), reverse(f"cases:{section}", args=[application.case.reference]))
        return Act(verb, reason=guard.told, link=link)
    if name in PAGES:
        return Act(verb, url=reverse(PAGES[name], args=[application.reference]))
    return Act(verb, url=reverse("cases:move_application", args=[application.reference, name]), post=True)


def _deciders(application: Application) -> str:
    """Who holds the authority, other than who proposed; that nobody does."""
    power = deciding.power_over(application)
    names = ", ".join(agent.full_name for agent in power.others_than(application.proposed_by_id))
    told = {"authority": decision_words.authority_words(power), "names": names}
    if names:
        return _("%(authority)s : %(names)s") % told
    return _("%(authority)s : personne aujourd’hui. L’administration du service doit y pourvoir.") % told


def _opinion_act(application: Application, verb) -> Act:
    """The opinion is written in its session."""
    asked = application.opinions.filter(given_on=None).select_related("session").first()
    session = asked.session if asked else None
    if session is None:
        link = Link(_("Voir"), reverse("cases:commission"), _("la commission"))
        return Act(verb, reason=_("La question n’est à l’ordre du jour d’aucune séance."), link=link)
    return Act(verb, url=reverse("cases:commission_session", args=[session.reference]))


def application(request: HttpRequest, reference: str) -> HttpResponse:
    """One application: where it stands, its clock, what can happen next, what happened."""
    found = application_to_read(request, reference)
    entries = (
        Entry.objects.filter(subject_kind="cases.application", subject_key=str(found.pk))
        .select_related("actor__site", "actor__agency")
        .order_by("-at", "-id")
    )
    right = checks.right_of(decisions.right_of(found))
    context = {
        "case_page": case_page(found.case),
        "application": found,
        "name": words.benefit_name(found.benefit),
        "rows": _rows(found),
        "clock": Clock(found.next_clock_on, effect_words(found.next_clock, found.benefit))
        if found.next_clock_on
        else None,
        "acts": _acts(found, request.user),
        "missing": [words.piece_name(r.type_code, r.period) for r in pieces.missing_for(found)],
        "conditions": [explain.sentence(c, get_language() or "fr") for c in right.conditions],
        "check_url": reverse("cases:rights_check", args=[found.case.reference, found.rights_check.public_id]),
        "events": words.events(entries),
        "opinions": [decision_words.opinion_rows(one) for one in deciding.opinions_of(found)],
        "appeal": Appeal.objects.filter(application=found).exists(),
        "replayable": can_be_replayed(found),
    }
    return render(request, "cases/application.html", context)


def _context(application: Application, title: str) -> dict:
    return {
        "case_page": case_page(application.case),
        "application": application,
        "name": words.benefit_name(application.benefit),
        "title": title,
    }


@once
def receive(request: HttpRequest, reference: str) -> HttpResponse:
    """Register a signed application."""
    found = selectors.application_for(request.user, reference)
    return form_page(
        request,
        form_class=ReceiveForm,
        cosigned=found.needs_cosignature,
        act=lambda data: acts.receive_application(
            actor=request.user,
            application=found,
            on=data["received_on"],
            signed_on=data["signed_on"],
            cosigned_on=data.get("cosigned_on"),
        ),
        done=_("La demande est enregistrée."),
        back=reverse("cases:application", args=[reference]),
        template="cases/form.html",
        context=_context(found, _("Enregistrer la demande")),
    )


@require_POST
@once
def move_on(request: HttpRequest, reference: str, name: str) -> HttpResponse:
    """Declare complete, start the review."""
    found = selectors.application_for(request.user, reference)
    if name not in BUTTONS:
        raise Http404
    who, on = request.user, timezone.localdate()
    acts = {
        "complete": lambda: pieces.complete_application(actor=who, application=found, on=on),
        "start_review": lambda: move(found, name, actor=who),
    }
    try_act(request, acts[name], _("C’est fait."))
    return redirect("cases:application", reference)


@once
def propose(request: HttpRequest, reference: str) -> HttpResponse:
    """Propose to grant or to refuse; somebody else decides."""
    found = selectors.application_for(request.user, reference)
    terms = decisions.proposal_terms(found) if found.received_on else {}
    right = checks.right_of(decisions.right_of(found))
    refusals = decision_words.refusals(right)
    return form_page(
        request,
        form_class=ProposeForm,
        act=lambda data: decisions.propose_decision(
            actor=request.user,
            application=found,
            proposal=Proposal(data["proposal"]),
            amount=data.get("amount"),
            **refusal_of(data, refusals),
        ),
        done=_("La proposition est enregistrée. Une autre personne doit décider."),
        back=reverse("cases:application", args=[reference]),
        template="cases/propose.html",
        context={
            **_context(found, _("Proposer une décision")),
            "terms": terms,
            "amount": explain.amount(right, get_language() or "fr"),
            "status": right.status,
            "conditions": [explain.sentence(c, get_language() or "fr") for c in right.conditions],
        },
        sum_is_decided=decisions.sum_is_decided(decisions.right_of(found)),
        refusals=refusals,
        ceiling="" if right.ceiling is None else explain.money(right.ceiling, get_language() or "fr"),
    )


@once
def withdraw(request: HttpRequest, reference: str) -> HttpResponse:
    """Close an application without a decision, at the household's wish."""
    found = selectors.application_for(request.user, reference)
    return form_page(
        request,
        form_class=ReasonForm,
        act=lambda data: decisions.withdraw_application(
            actor=request.user, application=found, reason=data["reason"]
        ),
        done=_("La demande est classée sans suite."),
        back=reverse("cases:application", args=[reference]),
        template="cases/reason.html",
        context={**_context(found, ""), "verb": _("Classer sans suite")},
    )


@once
def ask_opinion(request: HttpRequest, reference: str) -> HttpResponse:
    """Ask the commission, under an article that lets it be asked."""
    found = selectors.application_for(request.user, reference)
    side = decision_words.side()
    offered = [
        (
            one.article,
            f"{one.article} : {one.body[side]}, {one.about[side]}"
            + (f" ({_('après avis')})" if one.before else ""),
        )
        for one in opinions_on(decisions.right_of(found))
    ]
    return form_page(
        request,
        form_class=AskOpinionForm,
        articles=offered,
        act=lambda data: commission.ask_opinion(
            actor=request.user, application=found, question=data["question"], article=data["article"]
        ),
        done=_("L’avis est demandé. La question attend une séance de la commission."),
        back=reverse("cases:application", args=[reference]),
        template="cases/ask_opinion.html",
        context=_context(found, _("Demander l’avis")),
    )
