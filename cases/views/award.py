"""One award: where it stands, what it comes to, what can happen next and why not."""

from collections.abc import Iterable
from datetime import date

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from cases import periods, renewals, selectors, suspending, words
from cases.forms.acts import ReasonForm
from cases.forms.awards import InterruptForm, SuspendForm
from cases.models import Application, Award
from cases.permissions import can_work
from cases.services import awards as acts
from cases.services.moves import possible_moves
from cases.services.renewals import renew_award
from cases.views.acting import form_page, try_act
from cases.views.frame import case_page, closed_words, effect_words, file_to_read
from cases.workflow.award import AwardState
from eligibility import explain, wording
from eligibility.situation import SituationFaults
from nps.accounts.models import SITE_ROLES, Agent
from nps.journal.models import Entry
from nps.people.models import Person
from nps.ui import formats
from nps.ui.components import Act, Clock, Column, Link, Row, Table, Tag
from nps.ui.once import once

PAGES = {
    "suspend": "cases:suspend_award",
    "resume": "cases:resume_award",
    "interrupt": "cases:interrupt_award",
    "end": "cases:end_award",
}
BY_CLOCK = ("expire", "expire_unproved")


def award(request: HttpRequest, reference: str) -> HttpResponse:
    """Where it stands, what is due by period, what is no longer proved, what happened."""
    found, today = _to_read(request, reference), timezone.localdate()
    entries = Entry.objects.filter(subject_kind="cases.award", subject_key=str(found.pk))
    context = {
        "case_page": case_page(found.case),
        "award": found,
        "name": words.benefit_name(found.benefit),
        "rows": _rows(found),
        "clock": Clock(found.next_clock_on, effect_words(found.next_clock, found.benefit))
        if found.next_clock_on
        else None,
        "unproved": _unproved(found, today),
        "acts": [*_acts(found, request.user), *_more(found, request.user)],
        "due": _sums(_("Sommes dues jusqu’à aujourd’hui"), periods.due(found, today), found.every),
        "withheld": _sums(_("Retenu pendant la suspension"), periods.withheld(found, today), found.every),
        "recoveries": recoveries_table(found.recoveries.order_by("-proposed_at", "-pk")),
        "events": words.events(entries.select_related("actor__site", "actor__agency").order_by("-at", "-id")),
    }
    return render(request, "cases/award.html", context)


def _to_read(request: HttpRequest, reference: str) -> Award:
    """The award of a page that only shows, as `file_to_read`."""
    if request.user.role not in SITE_ROLES:
        raise Http404
    found = Award.objects.filter(reference=reference).select_related("case", "application__renews").first()
    if found is None:
        raise Http404
    found.case = file_to_read(request, found.case.reference)
    return found


def _rows(award: Award) -> list[Row]:
    application = award.application
    rows = [
        Row(_("Référence"), award.reference),
        Row(
            _("Demande"),
            Link(application.reference, reverse("cases:application", args=[application.reference])),
        ),
        Row(_("Article"), application.by_law),
        Row(_("Somme"), _amount(award)),
        Row(_("À partir du"), formats.date_long(award.starts_on)),
    ]
    dated = (
        (_("Jusqu’au"), award.ends_on),
        (_("Suspendu à partir du"), award.suspended_on),
        (_("Interrompu à partir du"), award.interrupted_on),
        (_("Terminé le"), award.ended_on),
    )
    rows += [Row(label, formats.date_long(day)) for label, day in dated if day]
    if former := application.renews:
        rows.append(
            Row(_("Renouvelle"), Link(former.reference, reverse("cases:award", args=[former.reference])))
        )
    return rows


def _amount(award: Award) -> str:
    """« 150,00 € par mois », or in kind."""
    every = wording.EVERY[award.every][explain.LANGUAGES.index(get_language() or "fr")]
    return every if award.amount is None else f"{formats.money(award.amount)} {every}"


def _unproved(award: Award, on: date) -> list[str]:
    """What the award rests on and nothing proves any more, in words."""
    if award.state not in (AwardState.ACTIVE, AwardState.SUSPENDED):
        return []
    try:
        lost = suspending.gaps(award, on) if award.suspended_on else suspending.unproved(award, on)
    except SituationFaults:
        return [_("La situation de ce dossier se contredit : corrigez-la d’abord.")]
    return [acts.told(one) for one in lost]


def _acts(award: Award, agent: Agent) -> Iterable[Act]:
    for possible in possible_moves(award, agent):
        name, verb = possible.move.name, possible.move.verb
        if name in BY_CLOCK:
            continue
        if not possible.allowed:
            yield Act(verb, who=possible.move.by)
        elif possible.blocked_by:
            guard = possible.blocked_by[0]
            section = reverse(f"cases:{guard.section}", args=[award.case.reference]) if guard.section else ""
            yield Act(verb, reason=guard.told, link=Link(_("Voir"), section) if section else None)
        else:
            url = reverse(PAGES[name], args=[award.reference])
            yield Act(verb, url=url, quiet=name in ("interrupt", "end"))


def _more(award: Award, agent: Agent) -> Iterable[Act]:
    """What is no move of the award itself: to renew it, to ask a sum back."""
    if not can_work(award, agent):
        return
    why = renewals.why_not(award, timezone.localdate())
    url = reverse("cases:renew_award", args=[award.reference])
    yield Act(_("Renouveler"), reason=why) if why else Act(_("Renouveler"), url=url)
    yield Act(_("Récupérer une somme"), url=reverse("cases:recover", args=[award.reference]), quiet=True)


def _sums(caption: str, found: tuple[periods.Instalment, ...], every: str) -> Table | None:
    """One row a sum, and their total: sums of one award are of one kind."""
    if not found:
        return None
    columns = (Column(_("Du"), "date"), Column(_("Au"), "date"), Column(_("Somme"), "number"))
    once_only = every == "once"
    rows = [
        (
            formats.date_short(one.starts_on),
            "" if once_only else formats.date_short(one.ends_on),
            formats.money(one.amount),
        )
        for one in found
    ]
    rows.append((_("En tout"), "", formats.money(periods.total(found))))
    return Table(caption, columns, rows)


def recoveries_table(found) -> Table | None:
    """Sums asked back, the latest first."""
    rows = [
        (
            Link(one.reference, reverse("cases:recovery", args=[one.reference])),
            str(one.get_kind_display()),
            Tag.of("recovery", one.state),
            formats.money(one.amount),
            formats.money(one.paid),
        )
        for one in found
    ]
    columns = (
        Column(_("Référence")),
        Column(_("Pourquoi")),
        Column(_("État")),
        Column(_("Somme"), "number"),
        Column(_("Déjà réglé"), "number"),
    )
    return Table(_("Sommes à rendre"), columns, rows) if rows else None


def _form_page(
    request: HttpRequest, award: Award, form_class, act, done: str, title: str, **more
) -> HttpResponse:
    context = {
        "case_page": case_page(award.case),
        "title": title,
        "verb": title,
        "name": words.benefit_name(award.benefit),
        "closed": closed_words(award.case),
        **more,
    }
    return form_page(
        request,
        form_class=form_class,
        act=act,
        done=done,
        back=reverse("cases:award", args=[award.reference]),
        template="cases/award_act.html",
        context=context,
    )


@once
def suspend(request: HttpRequest, reference: str) -> HttpResponse:
    """Suspend from the first day a condition is no longer proved (I-B 8); never without an agent."""
    award, on = selectors.award_for(request.user, reference), timezone.localdate()
    return _form_page(
        request,
        award,
        SuspendForm,
        lambda data: acts.suspend_award(actor=request.user, award=award, on=on, reason=data["reason"]),
        _("Le droit est suspendu."),
        _("Suspendre le droit"),
        told=_unproved(award, on),
        nothing=_("Toutes les conditions sont encore prouvées."),
    )


@once
def resume(request: HttpRequest, reference: str) -> HttpResponse:
    """Resume from the day of the suspension, once everything is proved for the whole time (I-B 8)."""
    award, on = selectors.award_for(request.user, reference), timezone.localdate()
    return _form_page(
        request,
        award,
        ReasonForm,
        lambda data: acts.resume_award(actor=request.user, award=award, on=on, reason=data["reason"]),
        _("Le droit reprend du jour où il avait été suspendu."),
        _("Reprendre le droit"),
        told=_unproved(award, on),
        sums=_sums(_("Ce que le foyer reçoit pour ce temps"), periods.withheld(award, on), award.every),
        nothing=_("Tout est prouvé sans interruption depuis la suspension."),
    )


@once
def interrupt(request: HttpRequest, reference: str) -> HttpResponse:
    """Interrupt after a change of situation; the rights open again with a new application (I-B 7)."""
    award = selectors.award_for(request.user, reference)
    link = reverse("cases:life_event", args=[award.case.reference])
    return _form_page(
        request,
        award,
        InterruptForm,
        lambda data: acts.interrupt_award(
            actor=request.user, award=award, on=data["stops_on"], reason=data["reason"]
        ),
        _("Le droit est interrompu."),
        _("Interrompre le droit"),
        elsewhere=link,
    )


@once
def renew(request: HttpRequest, reference: str) -> HttpResponse:
    """What a renewal rests on already and what it would ask for; a post prepares it (I-B 6)."""
    award, on = selectors.award_for(request.user, reference), timezone.localdate()
    made: list[Application] = []
    if request.method == "POST":
        act = lambda: made.append(renew_award(actor=request.user, award=award, on=on))  # noqa: E731
        if try_act(request, act, _("Le renouvellement est préparé : faites-le signer, puis enregistrez-le.")):
            return redirect("cases:application", made[0].reference)
        return redirect("cases:renew_award", reference)
    context = {
        "case_page": case_page(award.case),
        "case": award.case,
        "award": award,
        "closed": closed_words(award.case),
        "name": words.benefit_name(award.benefit),
        "why_not": renewals.why_not(award, on),
        "back": reverse("cases:award", args=[reference]),
    }
    if not context["why_not"]:
        try:
            context |= _foreseen(renewals.foreseen(award, on), award)
        except SituationFaults:
            context["why_not"] = _("La situation de ce dossier se contredit : corrigez-la d’abord.")
    return render(request, "cases/renew.html", context)


def _foreseen(found: renewals.Renewal, award: Award) -> dict:
    people = Person.objects.filter(memberships__household=award.case.household_id).distinct()
    by_id = {str(person.public_id): person for person in people}

    def said(pieces: Iterable[str]) -> list[str]:
        return [", ".join(filter(None, words.piece_of(piece, by_id))) for piece in pieces]

    return {
        "starts_on": found.starts_on,
        "months": found.right.duration_months,
        "status": found.right.status,
        "proved": said(found.proved),
        "asked": said(found.asked),
    }
