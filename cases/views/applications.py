"""Applications: prepare from a check, receive, review, propose, decide. Two different people."""

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from cases import selectors, words
from cases.forms.acts import DecideForm, ProposeForm, ReasonForm, ReceiveForm
from cases.models import Application
from cases.permissions import can_decide
from cases.services import applications as acts
from cases.services import decisions, pieces
from cases.services.moves import move, possible_moves
from cases.views.acting import form_page, try_act
from cases.views.frame import application_to_read, case_page, effect_words, file_to_read
from cases.views.taking import hand_over_of
from cases.workflow.application import Proposal
from eligibility import checks, explain
from nps.accounts.models import Agent, Role
from nps.journal.models import Entry
from nps.ui import formats, tables
from nps.ui.components import Act, Clock, Column, Link, Row, Table, Tag
from nps.ui.once import once
from nps.ui.taking import hand_over, taken


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


def terms_words(application: Application) -> str:
    """« 150,00 € par mois, du 12 mars 2024 au 11 mars 2025 »."""
    right = checks.right_of(decisions.right_of(application))
    if application.amount is not None:  # what was proposed, where the by-law leaves the sum to the decision
        right = right._replace(amount=float(application.amount))
    amount = words.what_is_granted(right)
    start, end = application.starts_on, application.ends_on
    if not start:
        return amount
    if not end:
        return _("%(amount)s, à partir du %(start)s") % {"amount": amount, "start": formats.date_long(start)}
    period = {"amount": amount, "start": formats.date_long(start), "end": formats.date_long(end)}
    return _("%(amount)s, du %(start)s au %(end)s") % period


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
        rows.append(Row(_("Montant et durée"), terms_words(application)))
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


PAGES = {"receive": "cases:receive", "propose": "cases:propose", "withdraw": "cases:withdraw"}
DECISIONS = ("grant", "refuse", "send_back")
LISTED = 100
BUTTONS = ("complete", "start_review")


def _acts(application: Application, agent: Agent) -> list[Act]:
    lines, decided = [], False
    for possible in possible_moves(application, agent):
        name, verb = possible.move.name, possible.move.verb
        if name in DECISIONS:
            if not decided:
                lines.append(_decide_act(application, agent))
            decided = True
        elif name == "ask_for_pieces":
            url = reverse("cases:documents", args=[application.case.reference])
            lines.append(
                Act(
                    verb,
                    url=url if possible.allowed else "",
                    who="" if possible.allowed else possible.move.by,
                )
            )
        elif not possible.allowed:
            lines.append(Act(verb, who=possible.move.by))
        elif possible.blocked_by and name not in ("receive",):
            guard = possible.blocked_by[0]
            section = guard.section or "case"
            link = Link(_("Voir"), reverse(f"cases:{section}", args=[application.case.reference]))
            lines.append(Act(verb, reason=guard.told, link=link))
        elif name in PAGES:
            lines.append(Act(verb, url=reverse(PAGES[name], args=[application.reference])))
        else:
            url = reverse("cases:move_application", args=[application.reference, name])
            lines.append(Act(verb, url=url, post=True))
    return sorted(lines, key=lambda act: str(act.url).endswith("/withdraw/"))


def _decide_act(application: Application, agent: Agent) -> Act:
    label = _("Décider")
    if can_decide(application, agent):
        return Act(label, url=reverse("cases:decide", args=[application.reference]))
    return Act(label, who=can_decide.by)


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
    return form_page(
        request,
        form_class=ProposeForm,
        act=lambda data: decisions.propose_decision(
            actor=request.user,
            application=found,
            proposal=Proposal(data["proposal"]),
            refusal_reason=data["refusal_reason"],
            refusal_article=data["refusal_article"],
            amount=data.get("amount"),
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


def decisions_table(found) -> Table:
    """Proposals waiting, oldest first."""
    return Table(
        _("Propositions"),
        (Column(_("Demande")), Column(_("Foyer")), Column(_("Proposée par")), Column(_("Proposition"))),
        [
            (
                Link(words.benefit_name(a.benefit), reverse("cases:decide", args=[a.reference])),
                f"{a.case.reference}, {words.household_name(a.case.household)}",
                a.proposed_by.full_name,
                a.get_proposal_display(),
            )
            for a in found
        ],
        caption_hidden=True,
    )


def waiting(request: HttpRequest) -> HttpResponse:
    """What waits for this supervisor's decision."""
    if request.user.role not in (Role.SUPERVISOR, Role.SOCIAL_WORKER):
        raise Http404
    if request.user.role != Role.SUPERVISOR:
        raise PermissionDenied(_("Les décisions reviennent aux responsables de site."))
    found = selectors.decisions_for(request.user)
    if taken(request, "decisions"):
        return hand_over(request, tables.whole(decisions_table, found))
    return render(request, "cases/decisions.html", {"table": decisions_table(found[:LISTED])})


@once
def decide(request: HttpRequest, reference: str) -> HttpResponse:
    """The second pair of eyes. The proposer, and whoever may not decide, read only who can."""
    found = selectors.application_for(request.user, reference)
    context = _context(found, _("Décider"))
    if found.state != "proposed" and request.method != "POST":
        return redirect("cases:application", reference)
    if not can_decide(found, request.user):
        own = found.proposed_by_id == request.user.pk
        others = Agent.objects.filter(site_id=found.case.site_id, role=Role.SUPERVISOR, is_active=True)
        names = [a.full_name for a in others.exclude(pk=found.proposed_by_id).order_by("full_name")]
        return render(request, "cases/not_yours.html", {**context, "own": own, "deciders": names}, status=403)
    changed = found.state == "proposed" and decisions.changed_since_proposal(found)
    right = checks.right_of(decisions.right_of(found))
    return form_page(
        request,
        form_class=DecideForm,
        can_grant=found.proposal == Proposal.GRANT and not changed,
        initial={"refusal_reason": found.refusal_reason, "refusal_article": found.refusal_article},
        act=lambda data: _decide(request.user, found, data),
        done=_("La décision est enregistrée."),
        back=reverse("cases:application", args=[reference]),
        template="cases/decide.html",
        context={
            **context,
            "changed": changed,
            "terms": terms_words(found) if found.proposal == Proposal.GRANT else "",
            "conditions": [explain.sentence(c, get_language() or "fr") for c in right.conditions],
            "missing": pieces.missing_for(found),
            "check_url": reverse(
                "cases:rights_check", args=[found.case.reference, found.rights_check.public_id]
            ),
        },
    )


def _decide(agent: Agent, application: Application, data: dict):
    match data["proposal"]:
        case "grant":
            return decisions.grant_application(actor=agent, application=application)
        case "refuse":
            return decisions.refuse_application(
                actor=agent,
                application=application,
                refusal_reason=data["refusal_reason"],
                refusal_article=data["refusal_article"],
            )
        case _:
            return decisions.send_back(actor=agent, application=application, reason=data["reason"])
