"""Sums to be given back: proposed from an award, decided by somebody else, paid, given up (I-D 2)."""

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from cases import due_back, selectors, words
from cases.forms.acts import ReasonForm
from cases.forms.awards import DecideRecoveryForm, PaymentForm, RecoverForm
from cases.models import Award, Recovery, RecoveryKind
from cases.permissions import can_work
from cases.recovering import Ground, grounds
from cases.services import recoveries as acts
from cases.services.moves import MoveRefused, possible_moves
from cases.views.acting import form_page, try_act
from cases.views.frame import case_page, closed_words
from nps.accounts.models import Agent
from nps.journal.models import Entry
from nps.ui import formats
from nps.ui.components import Act, Column, Row, Table
from nps.ui.once import once

FORMS = {
    "decide": (DecideRecoveryForm, acts.decide_recovery),
    "pay": (PaymentForm, acts.record_payment),
    "waive": (ReasonForm, acts.waive_recovery),
    "cancel": (ReasonForm, acts.cancel_recovery),
}


@once
def recover(request: HttpRequest, reference: str) -> HttpResponse:
    """Propose to ask a sum back, on the grounds the by-law gives for this benefit and no other."""
    award = selectors.award_for(request.user, reference)
    if not can_work(award, request.user):
        raise PermissionDenied(_("Cet acte revient à : %(who)s.") % {"who": can_work.by})
    offered = grounds(award.application.by_law)
    kind = request.GET.get("kind", RecoveryKind.UNDUE)
    if kind not in offered:
        raise Http404
    ground = offered[kind]
    form = RecoverForm(
        request.POST if request.method == "POST" else None,
        kind=kind,
        couple=ground.halved,
        spared=ground.spared_heirs,
    )
    context = _context(award, kind, offered)
    if request.method == "POST" and form.is_valid():
        if "compute" in request.POST:
            context["computed"] = _computed(form, award, kind)
        else:
            made: list[Recovery] = []
            done = _("La récupération est proposée. Une autre personne doit décider.")
            if try_act(request, lambda: made.append(_propose(request.user, form, award, kind)), done, form):
                return redirect("cases:recovery", made[0].reference)
    status = 422 if form.errors else 200
    return render(request, "cases/recover.html", context | {"form": form}, status=status)


def _context(award: Award, kind: str, offered: dict[str, Ground]) -> dict:
    return {
        "case_page": case_page(award.case),
        "closed": closed_words(award.case),
        "name": words.benefit_name(award.benefit),
        "kinds": [(code, RecoveryKind(code).label, code == kind) for code in offered],
        "article": offered[kind].article,
        "back": reverse("cases:award", args=[award.reference]),
    }


def _told(form: RecoverForm) -> dict:
    data = form.cleaned_data
    estate = None
    if "net" in data:
        flags = {name: data.get(name, False) for name in ("couple", "spared")}
        estate = acts.Estate(data["net"], data["threshold"], **flags)
    return {"paid_from": data.get("paid_from"), "paid_until": data.get("paid_until"), "estate": estate}


def _computed(form: RecoverForm, award: Award, kind: str) -> str:
    try:
        found = acts.computed_sum(award, kind, on=timezone.localdate(), **_told(form))
    except MoveRefused as refused:
        form.add_error(None, str(refused))
        return ""
    return _("Le droit n’a pas de somme connue : écrivez-la.") if found is None else formats.money(found)


def _propose(agent: Agent, form: RecoverForm, award: Award, kind: str) -> Recovery:
    data = form.cleaned_data
    return acts.propose_recovery(
        actor=agent,
        award=award,
        kind=kind,
        why=data["why"],
        on=timezone.localdate(),
        amount=data.get("amount"),
        lowered_why=data["lowered_why"],
        **_told(form),
    )


def recovery(request: HttpRequest, reference: str) -> HttpResponse:
    """One sum: why, how much, what came in, what can happen next and why not."""
    found = due_back.recovery_for(request.user, reference)
    entries = Entry.objects.filter(subject_kind="cases.recovery", subject_key=str(found.pk))
    context = {
        "case_page": case_page(found.case),
        "recovery": found,
        "rows": _rows(found),
        "acts": _acts(found, request.user),
        "payments": _payments(found),
        "back": reverse("cases:award", args=[found.award.reference]),
        "name": words.benefit_name(found.award.benefit),
        "events": words.events(entries.select_related("actor__site", "actor__agency").order_by("-at", "-id")),
    }
    return render(request, "cases/recovery.html", context)


def _rows(found: Recovery) -> list[Row]:
    rows = [
        Row(_("Pourquoi"), f"{found.get_kind_display()} ({found.article})"),
        Row(_("Précision"), found.why),
        Row(_("Somme"), formats.money(found.amount)),
    ]
    if found.computed is not None and found.computed != found.amount:
        rows.append(Row(_("Somme calculée"), formats.money(found.computed)))
        rows.append(Row(_("Pourquoi moins"), found.lowered_why))
    if found.paid_from and found.paid_until:
        days = {"since": formats.date_long(found.paid_from), "until": formats.date_long(found.paid_until)}
        rows.append(Row(_("Versée à tort"), _("du %(since)s au %(until)s") % days))
    rows += [
        Row(_("Déjà réglé"), formats.money(found.paid)),
        Row(_("Reste"), formats.money(found.amount - found.paid)),
        Row(_("Proposé par"), found.proposed_by.full_name),
    ]
    if found.decided_by:
        rows.append(Row(_("Décidé par"), found.decided_by.full_name))
        rows.append(Row(_("À régler avant le"), formats.date_long(found.due_on)))
    return rows


def _payments(found: Recovery) -> Table | None:
    rows = [
        (formats.date_short(one.received_on), one.recorded_by.full_name, formats.money(one.amount))
        for one in found.payments.select_related("recorded_by").order_by("received_on", "pk")
    ]
    columns = (Column(_("Reçu le"), "date"), Column(_("Noté par")), Column(_("Somme"), "number"))
    return Table(_("Versements"), columns, rows) if rows else None


def _acts(found: Recovery, agent: Agent) -> list[Act]:
    lines = []
    if found.state == "due":
        url = reverse("cases:recovery_act", args=[found.reference, "pay"])
        who = "" if can_work(found, agent) else can_work.by
        lines.append(Act(_("Enregistrer un versement"), url="" if who else url, who=who))
    for possible in possible_moves(found, agent):
        name, verb = possible.move.name, possible.move.verb
        if name == "settle":  # follows from the last payment
            continue
        if not possible.allowed:
            lines.append(Act(verb, who=possible.move.by))
        elif possible.blocked_by:
            lines.append(Act(verb, reason=possible.blocked_by[0].told))
        else:
            url = reverse("cases:recovery_act", args=[found.reference, name])
            lines.append(Act(verb, url=url, quiet=name != "decide"))
    return lines


@once
def act(request: HttpRequest, reference: str, name: str) -> HttpResponse:
    """Decide, write what came in, waive, cancel."""
    found = due_back.recovery_for(request.user, reference)
    if name not in FORMS:
        raise Http404
    rules = {possible.move.name: possible.move for possible in possible_moves(found, request.user)}
    rule = rules[name].who if name in rules else can_work
    if not rule(found, request.user):  # told before anything is typed
        raise PermissionDenied(_("Cet acte revient à : %(who)s.") % {"who": rule.by})
    form_class, service = FORMS[name]
    titles = {
        "decide": _("Décider la récupération"),
        "pay": _("Enregistrer un versement"),
        "waive": _("Accorder une remise"),
        "cancel": _("Annuler la récupération"),
    }
    left = formats.money(found.amount - found.paid)
    return form_page(
        request,
        form_class=form_class,
        act=lambda data: service(actor=request.user, recovery=found, **data),
        done=_("C’est fait."),
        back=reverse("cases:recovery", args=[reference]),
        template="cases/award_act.html",
        context={
            "case_page": case_page(found.case),
            "title": titles[name],
            "verb": titles[name],
            "name": words.benefit_name(found.award.benefit),
            "told": [_("Reste à régler : %(left)s") % {"left": left}],
            "closed": "",
        },
    )
