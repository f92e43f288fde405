"""Pages of asking an administration: what is connected, one question, its answer."""

from uuid import UUID, uuid4

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from cases import administration_words, selectors, words
from cases.forms.administrations import AskAdministrationForm, WhichForm, missing_in_record
from cases.models import CaseFile
from cases.services import administrations as acts
from cases.services.moves import MoveRefused
from cases.views.frame import case_page, closed_words
from documents.administrations.connector import Information, Outcome
from documents.administrations.obtained import informations
from documents.models import AdministrationCall
from nps.accounts.acting import acting, actor_of
from nps.people.models import Person
from nps.people.selectors import members_on
from nps.ui import formats
from nps.ui.components import Column, Link, Row, Table
from nps.ui.once import FIELD


def _people(case: CaseFile) -> list[Person]:
    return [member.person for member in members_on(case.household, timezone.localdate())]


def _calls_table(case: CaseFile) -> Table:
    made = case.household.administration_calls.select_related("person").order_by("-asked_at", "-pk")[:100]
    rows = [
        (
            Link(
                administration_words.information_name(one.information),
                reverse("cases:administration_call", args=[case.reference, one.reference]),
            ),
            words.full_name(one.person),
            administration_words.TAGS[Outcome(one.outcome)],
            formats.date_short(timezone.localtime(one.asked_at).date()),
        )
        for one in made
    ]
    columns = (Column(_("Information")), Column(_("Qui")), Column(_("Réponse")), Column(_("Le"), "date"))
    return Table(_("Questions déjà posées"), columns, rows, caption_hidden=True)


def questions(request: HttpRequest, reference: str) -> HttpResponse:
    """Whom and what to ask; what was asked before. Says so when no administration is connected."""
    case = selectors.case_file_for(request.user, reference)
    known = [information for _connector, information in informations().values()]
    offered = bool(known) and bool(acts.askable_benefits(case)) and not closed_words(case)
    people = _people(case)
    initial = {"person": str(people[0].public_id)} if people else {}
    data = request.POST if request.method == "POST" and offered else None
    form = WhichForm(data, people=people, informations=known, initial=initial) if offered else None
    if form and form.is_valid():
        asked = form.cleaned_data
        return redirect("cases:ask_administration", reference, asked["information"], asked["person"])
    context = {
        "case_page": case_page(case),
        "case": case,
        "form": form,
        "connected": bool(known),
        "closed": closed_words(case),
        "calls": _calls_table(case),
        "back": reverse("cases:documents", args=[reference]),
    }
    return render(request, "cases/administrations.html", context, status=422 if form and form.errors else 200)


def ask(request: HttpRequest, reference: str, information: str, person: UUID) -> HttpResponse:
    """The right to ask and the identity; then the question, outside any transaction."""
    with acting(*actor_of(request.user)):
        prepared = _prepared(request, reference, information, person)
        if isinstance(prepared, HttpResponse):
            return prepared
        case, form, made, to_send = prepared
    if to_send:
        today = timezone.localdate()
        answer = acts.call(made, form.identity(made.person), today)
        with acting(*actor_of(request.user)):
            acts.conclude(actor=request.user, case=case, made=made, answer=answer, on=today)
    elif made.outcome != Outcome.OBJECTED:
        messages.info(request, _("Déjà enregistré. Rien n’a été fait deux fois."))
    return redirect("cases:administration_call", reference, made.reference)


# Ten seconds of somebody else's service must not hold a transaction, and each step commits by itself.
ask.acts_itself = True


def _prepared(request: HttpRequest, reference: str, code: str, person_id: UUID):
    """The page to show, or the file, the form and the call written before it is made."""
    case = selectors.case_file_for(request.user, reference)
    person = next((one for one in _people(case) if one.public_id == person_id), None)
    if person is None or code not in (known := informations()):
        raise Http404
    information = known[code][1]
    benefits = acts.askable_benefits(case)
    initial = {"told_to": words.full_name(person), "told_on": timezone.localdate()}
    data = request.POST if request.method == "POST" else None
    form = AskAdministrationForm(data, information=information, benefits=benefits, initial=initial)
    missing = missing_in_record(information, person)
    if data is None or missing or not form.is_valid():
        return _form_page(request, case, person, information, form, 200 if data is None else 422)
    try:
        made, to_send = acts.intend(
            actor=request.user,
            case=case,
            person=person,
            information=code,
            benefits=form.cleaned_data["benefits"],
            agreement=form.agreement(),
            key=_key(request),
        )
    except MoveRefused as refused:
        form.add_error(None, str(refused))
        return _form_page(request, case, person, information, form, 422)
    return case, form, made, to_send


def _key(request: HttpRequest) -> UUID:
    """The form's own key: a double click finds the first call."""
    try:
        return UUID(request.POST.get(FIELD, ""))
    except ValueError:
        return uuid4()


def _form_page(
    request: HttpRequest, case: CaseFile, person: Person, information: Information, form, status: int
) -> HttpResponse:
    missing = [administration_words.PARTS[part] for part in missing_in_record(information, person)]
    context = {
        "case_page": case_page(case),
        "title": administration_words.information_name(information.code),
        "whose": words.full_name(person),
        "administration": administration_words.administration_name(information.administration),
        "piece": words.piece_name(information.piece) if information.piece else "",
        "missing": ", ".join(str(label) for label in missing),
        "form": form,
        "back": reverse("cases:administrations", args=[case.reference]),
    }
    return render(request, "cases/ask_administration.html", context, status=status)


def result(request: HttpRequest, reference: str, call: UUID) -> HttpResponse:
    """What was received, what is kept of it and what it answers."""
    case = selectors.case_file_for(request.user, reference)
    made = case.household.administration_calls.filter(reference=call).select_related("person", "asked_by")
    if (found := made.first()) is None:
        raise Http404
    again = found.outcome not in (Outcome.ANSWERED, Outcome.OBJECTED) and found.information in informations()
    context = {
        "case_page": case_page(case),
        "title": administration_words.information_name(found.information),
        "tag": administration_words.TAGS[Outcome(found.outcome)],
        "means": administration_words.what_it_means(found),
        "values": list(administration_words.value_rows(found.values)),
        "proof": _proof_rows(found),
        "answers": _what_it_answers(found),
        "again": again
        and reverse("cases:ask_administration", args=[reference, found.information, found.person.public_id]),
        "back": reverse("cases:documents", args=[reference]),
        "questions": reverse("cases:administrations", args=[reference]),
    }
    return render(request, "cases/administration_call.html", context)


def _proof_rows(made: AdministrationCall) -> list[Row]:
    at = timezone.localtime(made.asked_at)
    asked_at = f"{formats.date_long(at.date())}, {formats.hour(at)}"
    told = f"{made.get_manner_display()}, {formats.date_long(made.told_on)}, {made.told_to}"
    benefits = ", ".join(words.benefit_name(code) for code in made.benefits)
    return [
        Row(_("Pour qui"), words.full_name(made.person)),
        Row(_("Administration"), administration_words.administration_name(made.administration)),
        *([Row(_("Pour quelles demandes"), benefits)] if benefits else []),
        *([Row(_("De quel droit"), made.get_basis_display())] if made.basis else []),
        Row(_("Dit par"), told),
        Row(_("Demandé par"), made.asked_by.full_name, source=asked_at),
        *([Row(_("Réponse du service"), str(made.status))] if made.status else []),
        *([Row(_("Empreinte de la réponse"), made.digest[:16])] if made.digest else []),
    ]


def _what_it_answers(made: AdministrationCall) -> str:
    """What need not be asked any more; that nothing replaces the paper otherwise."""
    if not made.piece:
        return ""
    piece = words.piece_name(made.piece, made.period)
    if made.valid_until is None:
        return _("Cette réponse vaut la pièce « %(piece)s ».") % {"piece": piece}
    until = formats.date_long(made.valid_until)
    return _("Cette réponse vaut la pièce « %(piece)s » jusqu’au %(day)s.") % {"piece": piece, "day": until}
