"""Appeals: recorded by the site, answered by the authority after reading the letter; the tribunal beside."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from cases import clocks, deciding, decision_words, selectors, words
from cases.deciding import works
from cases.forms.appeals import AnswerForm, AppealForm, JudgmentForm, TribunalForm
from cases.models import Appeal, Application, Letter
from cases.models.letter import LetterKind
from cases.notices import rendering
from cases.permissions import can_decide, can_work
from cases.services import appeals, decisions, notices
from cases.services.appeals import TO_TRIBUNAL
from cases.views.acting import form_page, try_act
from cases.views.decisions import frame_of, not_yours
from cases.views.frame import application_to_read, case_page
from cases.workflow.application import CONTESTABLE
from eligibility import checks, explain
from nps.ui import formats
from nps.ui.components import Row
from nps.ui.once import once

LETTERS = {AnswerForm.UPHOLD: LetterKind.UPHELD, AnswerForm.REVERSE: LetterKind.REVERSED}


def _context(application: Application, title: str) -> dict:
    return {
        "case_page": case_page(application.case),
        "application": application,
        "name": words.benefit_name(application.benefit),
        "title": title,
    }


def _appeal_of(application: Application) -> Appeal | None:
    about = ("recorded_by", "answered_by", "contested_check")
    return Appeal.objects.filter(application=application).select_related(*about).first()


@once
def appeal(request: HttpRequest, reference: str) -> HttpResponse:
    """Record an appeal; once there is one, where it stands and what the tribunal said."""
    found = application_to_read(request, reference)
    if found.state not in TO_TRIBUNAL:
        raise Http404
    if found.state not in CONTESTABLE or not can_work(found, request.user):
        return _record(request, found)
    back = reverse("cases:application", args=[reference])

    def act(data: dict) -> None:
        moved = appeals.lodge_appeal(
            actor=request.user, application=found, on=data["lodged_on"], grounds=data["grounds"]
        )
        decisions.write_decision(actor=request.user, application=moved)  # its receipt, ready to leave

    return form_page(
        request,
        form_class=AppealForm,
        act=act,
        done=_("Le recours est enregistré. Son accusé de réception est prêt dans les courriers."),
        back=back,
        template="cases/appeal.html",
        context={
            **_context(found, _("Enregistrer un recours")),
            "delay": _delay(found),
            "last": clocks.appeal_of(found),
            "kept": _kept(found),
        },
    )


def _delay(application: Application) -> str:
    """Until when it may come, or that nothing runs yet (CJA R421-5)."""
    last = clocks.appeal_of(application)
    if last is None:
        return _("Le délai ne court pas : aucune notification n’a encore dit au foyer comment contester.")
    told = {"told": formats.date_long(application.notified_on), "last": formats.date_long(last)}
    if last < timezone.localdate():
        return (
            _("Notifiée le %(told)s. Le délai est passé depuis le %(last)s. Une autre demande est possible.")
            % told
        )
    return _("Notifiée le %(told)s. Le recours peut arriver jusqu’au %(last)s.") % told


def _kept(application: Application) -> list[Row]:
    """What is known already of an appeal or a seizure, if anything."""
    known = _appeal_of(application)
    return decision_words.appeal_rows(known, application) if known else []


def _record(request: HttpRequest, application: Application) -> HttpResponse:
    """Where the appeal stands."""
    known = _appeal_of(application)
    context = {
        **_context(application, _("Le recours")),
        "rows": _kept(application),
        "may_note": can_work(application, request.user),
        "seized": bool(known and known.tribunal_seized_on),
        "judged": bool(known and known.tribunal_decided_on),
        "check": known.contested_check if known else None,
    }
    return render(request, "cases/appeal_record.html", context)


@once
def answer(request: HttpRequest, reference: str) -> HttpResponse:
    """The authority's answer: everything on one page, then the letter as it will leave, then the act."""
    found = deciding.application_to_decide(request.user, reference)
    if found.state != "appeal_pending" and request.method != "POST":
        if not works(request.user, found):
            raise Http404
        return redirect("cases:application", reference)
    if not can_decide(found, request.user):
        return not_yours(request, found, _("Répondre au recours"))
    raw = decisions.right_of(found)
    changed = bool(decisions.changed_since_check(found))
    can_reverse = not changed and raw["status"] == "entitled"
    told = {"can_reverse": can_reverse, "sum_is_decided": decisions.sum_is_decided(raw)}
    context = {**_read(request, found, raw), "changed": changed, "can_reverse": can_reverse}
    if request.method != "POST":
        return _page(request, context, AnswerForm(**told))
    if "back" in request.POST:
        return _page(request, context, AnswerForm(initial=request.POST.dict(), **told))
    form = AnswerForm(request.POST, **told)
    if not form.is_valid():
        return _page(request, context, form, 422)
    if "confirmed" not in request.POST:
        return _preview(request, context, form)
    letters: list[Letter | None] = []
    done = _("La réponse est enregistrée. Le courrier est préparé.")
    if not try_act(request, lambda: letters.append(_answer(request, found, form)), done, form):
        return _page(request, context, form, 422)
    if not works(request.user, found):
        return redirect("cases:decisions")
    if letters[0]:
        return redirect("cases:letter", letters[0].reference)
    return redirect("cases:application", reference)


def _page(request: HttpRequest, context: dict, form: AnswerForm, status: int = 200) -> HttpResponse:
    return render(request, "cases/answer_appeal.html", {**context, "form": form}, status=status)


def _read(request: HttpRequest, application: Application, raw: dict) -> dict:
    language = get_language() or "fr"
    right = checks.right_of(raw)
    power = deciding.power_over(application)
    last = clocks.appeal_silence_on(application.appealed_on) if application.appealed_on else None
    rows = [
        *_kept(application),
        Row(_("Autorité"), decision_words.authority_words(power)),
        Row(_("Réponse avant le"), formats.date_long(last) if last else ""),
        Row(_("Conditions"), decision_words.counted(right)),
    ]
    if application.refusal_reason:
        said = f"{application.refusal_reason} ({application.refusal_article})"
        rows.insert(1, Row(_("Motif du rejet"), said))
    if right.status == "entitled":
        rows.append(Row(_("Ce que donne la vérification"), _terms(application)))
    return {
        **frame_of(request, application),
        "title": _("Répondre au recours"),
        "rows": rows,
        "conditions": [explain.sentence(c, language) for c in right.conditions],
        "opinions": [decision_words.opinion_rows(one) for one in deciding.opinions_of(application)],
        "check_url": reverse(
            "cases:rights_check", args=[application.case.reference, application.rights_check.public_id]
        ),
    }


def _terms(application: Application) -> str:
    """What a reversal would give, back-dated, as its check finds it."""
    for name, value in decisions.proposal_terms(application).items():
        setattr(application, name, value)  # for the words only: never saved
    return decision_words.terms_words(application)


def _preview(request: HttpRequest, context: dict, form: AnswerForm) -> HttpResponse:
    application, data = context["application"], form.cleaned_data
    kind = LETTERS[data["answer"]]
    if kind == LetterKind.REVERSED:
        for name, value in decisions.proposal_terms(application).items():
            setattr(application, name, value)
        if data.get("amount"):
            application.amount = data["amount"]
    letter = notices.draft_decision(
        actor=request.user,
        application=application,
        kind=kind,
        reason=data["reason"],
        article=data["article"],
        on=timezone.localdate(),
        signed_by=request.user.full_name,
    )
    page = {
        **context,
        "letter": letter,
        "text": rendering.text(letter),
        "verdict": dict(AnswerForm.ANSWERS)[data["answer"]],
        "typed": [(name, value) for name, value in request.POST.items() if name in form.fields],
    }
    return render(request, "cases/decide_letter.html", page)


def _answer(request: HttpRequest, application: Application, form: AnswerForm) -> Letter | None:
    agent, data = request.user, form.cleaned_data
    told = {"answer": data["reason"], "article": data["article"]}
    if data["answer"] == AnswerForm.UPHOLD:
        moved = appeals.uphold_appeal(actor=agent, application=application, **told)
    else:
        award = appeals.reverse_appeal(
            actor=agent, application=application, amount=data.get("amount"), **told
        )
        moved = award.application
    return decisions.write_decision(actor=agent, application=moved)


@once
def tribunal(request: HttpRequest, reference: str) -> HttpResponse:
    """The household went to the tribunal."""
    found = _to_note(request, reference)
    return form_page(
        request,
        form_class=TribunalForm,
        act=lambda data: appeals.seize_tribunal(
            actor=request.user, application=found, on=data["seized_on"], reference=data["reference"]
        ),
        done=_("La saisine du tribunal est notée."),
        back=reverse("cases:application", args=[reference]),
        template="cases/form.html",
        context=_context(found, _("Noter la saisine du tribunal")),
    )


@once
def judgment(request: HttpRequest, reference: str) -> HttpResponse:
    """What the tribunal decided."""
    found = _to_note(request, reference)
    return form_page(
        request,
        form_class=JudgmentForm,
        act=lambda data: appeals.record_judgment(
            actor=request.user, application=found, on=data["decided_on"], outcome=data["outcome"]
        ),
        done=_("Le jugement est noté."),
        back=reverse("cases:application", args=[reference]),
        template="cases/form.html",
        context=_context(found, _("Noter le jugement")),
    )


def _to_note(request: HttpRequest, reference: str) -> Application:
    found = selectors.application_for(request.user, reference)
    if found.state not in TO_TRIBUNAL:
        raise Http404
    return found
