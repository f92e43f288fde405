"""Letters of a file: the register, preparing one, reading it, noting that it left."""

from datetime import date

from django.conf import settings
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST, require_safe

from cases import connectors, selectors
from cases.forms.documents import request_words
from cases.forms.letters import CorrespondenceForm, LetterForm, ReceivedForm, ReturnedForm
from cases.models import Letter, Sending
from cases.models.sending import By
from cases.notices import rendering
from cases.notices.context import Notice, PiecesLetter
from cases.notices.head import careful, language_of, preference
from cases.notices.owed import notices_owed
from cases.permissions import can_see_address
from cases.printing.printer import PrintFailed
from cases.services import letters as acts
from cases.services import mailing, notices
from cases.services.correspondence import note_correspondence
from cases.views.acting import form_page, try_act
from cases.views.frame import case_page, file_to_read
from cases.views.taking import hand_over_of
from documents.sealing import Damaged, KeyMissing, KeyWrong
from eligibility.situation import SituationFaults
from nps.accounts.models import Agent
from nps.people.selectors import applicant_on, members_on
from nps.ui import formats, tables
from nps.ui.components import Column, Link, Table, Tag
from nps.ui.forms import Form
from nps.ui.once import once
from nps.ui.taking import taken

ROWS = 25
UNREADABLE = (Damaged, KeyMissing, KeyWrong, OSError)


@require_safe
def of_case(request: HttpRequest, reference: str) -> HttpResponse:
    """What was written to the household, and when it left."""
    case = file_to_read(request, reference)
    if taken(request, "letters"):
        return hand_over_of(request, case, tables.whole(_register, selectors.letters_of(case)))
    page = Paginator(selectors.letters_of(case), ROWS).get_page(request.GET.get("page"))
    context = {
        "case_page": case_page(case),
        "case": case,
        "page": page,
        "table": _register(list(page)),
        "owed": [] if case.read_only else [(one, one.about.reference) for one in notices_owed(case)],
        "waiting": case.requests.filter(state__in=acts.WAITING).exists(),
    }
    return render(request, "cases/letters.html", context)


def _register(found: list[Letter]) -> Table:
    rows = [
        (
            Link(letter.reference, reverse("cases:letter", args=[letter.reference])),
            letter.get_kind_display(),
            len(letter.requests.all()),
            Tag.of("letter", letter.state),
            letter.prepared_at,
            _left(letter),
            _in_hands(letter),
        )
        for letter in found
    ]
    columns = (
        Column(_("Courrier")),
        Column(_("Objet")),
        Column(_("Pièces"), "number"),
        Column(_("État")),
        Column(_("Préparé le"), "date"),
        Column(_("Parti")),
        Column(_("Reçu le"), "date"),
    )
    return Table(_("Courriers du dossier"), columns, rows, caption_hidden=True)


def _left(letter: Letter) -> str:
    if not letter.sent_at:
        return _("Non") if letter.state == "cancelled" else _("Pas encore")
    told = {"day": formats.date_short(letter.sent_at), "how": letter.get_channel_display()}
    return _("%(day)s, %(how)s") % told


def _in_hands(letter: Letter) -> date | str:
    """The day the household had it, said only when it is proved."""
    if letter.returned_on:
        return _("Revenu le %(day)s") % {"day": formats.date_short(letter.returned_on)}
    return letter.handed_on or ("" if not letter.sent_at else _("On ne sait pas"))


@require_POST
@once
def owed(request: HttpRequest, reference: str) -> HttpResponse:
    """Prepare the letter a state waits for."""
    case = selectors.case_file_for(request.user, reference)
    chosen = (request.POST.get("kind"), request.POST.get("about"))
    found = next((one for one in notices_owed(case) if (one.kind, one.about.reference) == chosen), None)
    made = []
    if found is None:
        messages.info(request, _("Ce courrier est déjà préparé, ou il n’est plus à faire."))
        return redirect("cases:letters", case.reference)

    def act():
        made.append(notices.prepare_owed(actor=request.user, owed=found))

    try:
        if try_act(request, act, _("Le courrier est prêt. Lisez-le, puis envoyez-le.")):
            return redirect("cases:letter", made[0].reference)
    except SituationFaults:
        messages.error(request, _("La situation de ce dossier se contredit : corrigez-la d’abord."))
    return redirect("cases:letters", case.reference)


@once
def correspondence(request: HttpRequest, reference: str) -> HttpResponse:
    """How the household wants to be written to, and what it agreed to."""
    case = selectors.case_file_for(request.user, reference)
    known, applicant = preference(case), applicant_on(case.household, timezone.localdate())
    initial = {"language": language_of(case), "agreed_on": timezone.localdate()}
    if known:
        initial |= {
            "large_print": known.large_print,
            "email": bool(known.email),
            "attach": known.attach,
            "phone": bool(known.phone),
            "agreed_on": known.email_agreed_on or known.phone_agreed_on or timezone.localdate(),
        }
    context = {"case_page": case_page(case), "case": case, "applicant": applicant}
    context |= {"off": [off for by in By.values if (off := connectors.why_not(by))], "careful": careful(case)}
    return form_page(
        request,
        form_class=CorrespondenceForm,
        act=lambda data: note_correspondence(actor=request.user, case=case, **data),
        done=_("C’est noté."),
        back=reverse("cases:letters", args=[case.reference]),
        template="cases/correspondence.html",
        context=context,
        initial=initial,
    )


@once
def new(request: HttpRequest, reference: str) -> HttpResponse:
    """Prepare one letter for the pieces still waited for."""
    case = selectors.case_file_for(request.user, reference)
    asked = list(
        case.requests.filter(state__in=acts.WAITING).select_related("person").order_by("due_on", "pk")
    )
    choices = [(one.reference, request_words(one)) for one in asked]
    form = LetterForm(request.POST or None, pieces=choices, spoken=language_of(case))
    made = []
    if request.method == "POST" and form.is_valid():
        chosen = [one for one in asked if one.reference in form.cleaned_data["pieces"]]

        def act():
            language = form.cleaned_data["language"]
            made.append(
                acts.prepare_letter(actor=request.user, case=case, requests=chosen, language=language)
            )

        try:
            done = try_act(request, act, _("Le courrier est prêt. Lisez-le, puis envoyez-le."), form)
        except SituationFaults:
            form.add_error(None, _("La situation de ce dossier se contredit : corrigez-la d’abord."))
            done = False
        if done:
            return redirect("cases:letter", made[0].reference)
    context = {"case_page": case_page(case), "case": case, "form": form, "asked": asked}
    return render(request, "cases/letter_new.html", context, status=422 if form.errors else 200)


@require_safe
def letter(request: HttpRequest, reference: str) -> HttpResponse:
    """What the letter says, and what can be done with it."""
    found = selectors.letter_for(request.user, reference)
    acts.note_read(actor=request.user, letter=found)
    return _letter_page(request, found)


def _letter_page(request: HttpRequest, found: Letter, form: Form | None = None) -> HttpResponse:
    context = {"case_page": case_page(found.case), "case": found.case, "letter": found}
    context["sendings"] = [(one, mailing.in_doubt(one)) for one in found.sendings.order_by("-pk")]
    context |= {"ways": _ways(found), "console": "console" in settings.EMAIL_BACKEND}
    context["known"] = preference(found.case)
    context["received"] = form if isinstance(form, ReceivedForm) else ReceivedForm()
    context["returned"] = form if isinstance(form, ReturnedForm) else ReturnedForm()
    try:
        told = acts.said(found)
        context |= {"text": rendering.text(told), "by_hand": acts.must_be_handed(found, told)}
    except UNREADABLE:
        context["unreadable"] = True
    return render(request, "cases/letter.html", context, status=422 if form else 200)


def _ways(found: Letter) -> list[tuple[str, str, str]]:
    """Each connector: its name, the words of its button, why it cannot carry this letter."""
    if found.state != "to_send":
        return []
    return [(by, str(WAYS[by]), mailing.why_not(found, by)) for by in By.values]


WAYS = {
    By.EMAIL: gettext_lazy("Envoyer par courriel"),
    By.SMS: gettext_lazy("Prévenir par SMS"),
    By.POST: gettext_lazy("Confier au service postal"),
}
# What a button does, in the words of its result.
DONE = {
    "post": gettext_lazy("L’envoi est noté."),
    "hand": gettext_lazy("La remise en main propre est notée."),
    "cancel": gettext_lazy("Le courrier est annulé."),
    "by-email": gettext_lazy("Le courriel part. Cette page dira ce qu’il est devenu."),
    "by-sms": gettext_lazy("Le SMS part. Cette page dira ce qu’il est devenu."),
    "by-post": gettext_lazy("Le courrier est confié au service postal."),
    "received": gettext_lazy("La date de réception est notée."),
    "returned": gettext_lazy("Le retour est noté. Ce courrier est de nouveau à faire."),
    "again": gettext_lazy("Un nouveau courrier est prêt. Lisez-le, puis envoyez-le."),
    "left": gettext_lazy("Noté : le message est parti."),
    "not-left": gettext_lazy("Noté : rien n’est parti. Vous pouvez recommencer."),
}


@require_POST
@once
def act(request: HttpRequest, reference: str, name: str) -> HttpResponse:
    """One act on a letter, by the name of its button."""
    found = selectors.letter_for(request.user, reference)
    if name not in DONE:
        raise Http404
    form = FORMS[name](request.POST) if name in FORMS else None
    if form is not None and not form.is_valid():
        return _letter_page(request, found, form)
    made = []

    def move():
        made.append(_move(request.user, found, name, form.cleaned_data if form else {}))

    try:
        if not try_act(request, move, DONE[name], form) and form is not None:
            return _letter_page(request, found, form)
    except (PrintFailed, *UNREADABLE):
        messages.error(request, _("Le courrier ne peut pas être imprimé maintenant. Rien n’a été noté."))
    except SituationFaults:
        messages.error(request, _("La situation de ce dossier se contredit : corrigez-la d’abord."))
    to = made[0].reference if name == "again" and made else found.reference
    return redirect("cases:letter", to)


FORMS = {"received": ReceivedForm, "returned": ReturnedForm}


def _move(actor: Agent, found: Letter, name: str, data: dict) -> object:
    if name == "cancel":
        return acts.cancel_letter(actor=actor, letter=found)
    if name == "again":
        return notices.prepare_again(actor=actor, letter=found)
    if name == "received":
        return acts.note_received(actor=actor, letter=found, on=data["received_on"], how=data["how"])
    if name == "returned":
        return acts.note_returned(actor=actor, letter=found, on=data["returned_on"])
    if name in ("left", "not-left"):
        doubt = get_object_or_404(Sending, letter=found, sent_at=None, failed_at=None)
        return mailing.settle_doubt(actor=actor, sending=doubt, left=name == "left")
    if name.startswith("by-"):
        return mailing.ask_sending(actor=actor, letter=found, by=name.removeprefix("by-"))
    return acts.send_letter(actor=actor, letter=found, channel=name)


def _require_address(request: HttpRequest, found: Letter, told: PiecesLetter | Notice) -> None:
    """A letter written before « contact prudent » carries an address that only the referent still reads."""
    residents = [member.person for member in members_on(found.case.household, timezone.localdate())]
    if told.address and not can_see_address(found.case, request.user, residents):
        raise PermissionDenied(_("Contact prudent\u00a0: l’adresse n’est montrée qu’au référent du dossier."))


@require_safe
def pdf(request: HttpRequest, reference: str) -> HttpResponse:
    """The letter to print: the exact bytes that left once it left."""
    found = selectors.letter_for(request.user, reference)
    acts.note_read(actor=request.user, letter=found)
    try:
        _require_address(request, found, acts.said(found))
        data = acts.pdf_of(found)
    except (PrintFailed, *UNREADABLE):
        messages.error(request, _("Le courrier ne peut pas être imprimé maintenant. Réessayez plus tard."))
        return redirect("cases:letter", found.reference)
    response = HttpResponse(data, content_type="application/pdf")
    response["Content-Disposition"] = f'attachment; filename="{found.reference}.pdf"'
    return response
