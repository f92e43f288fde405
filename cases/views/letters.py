"""Letters of a file: the register, preparing one, reading it, noting that it left."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST, require_safe

from cases import selectors
from cases.forms.documents import request_words
from cases.forms.letters import LetterForm
from cases.models import Letter
from cases.models.letter import Channel
from cases.notices import rendering
from cases.notices.context import PiecesLetter
from cases.permissions import can_see_address
from cases.printing.printer import PrintFailed
from cases.services import letters as acts
from cases.views.acting import try_act
from cases.views.frame import case_page, file_to_read
from cases.views.taking import hand_over_of
from documents.sealing import Damaged, KeyMissing, KeyWrong
from eligibility.situation import SituationFaults
from nps.people.selectors import members_on
from nps.ui import formats, tables
from nps.ui.components import Column, Link, Table, Tag
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
    )
    return Table(_("Courriers du dossier"), columns, rows, caption_hidden=True)


def _left(letter: Letter) -> str:
    if not letter.sent_at:
        return _("Pas encore") if letter.state == "to_send" else _("Non")
    told = {"day": formats.date_short(letter.sent_at), "how": letter.get_channel_display()}
    return _("%(day)s, %(how)s") % told


@once
def new(request: HttpRequest, reference: str) -> HttpResponse:
    """Prepare one letter for the pieces still waited for."""
    case = selectors.case_file_for(request.user, reference)
    asked = list(
        case.requests.filter(state__in=acts.WAITING).select_related("person").order_by("due_on", "pk")
    )
    choices = [(one.reference, request_words(one)) for one in asked]
    form = LetterForm(request.POST or None, pieces=choices)
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
    context = {"case_page": case_page(found.case), "case": found.case, "letter": found}
    try:
        told = acts.said(found)
        context |= {"text": rendering.text(told), "by_hand": acts.must_be_handed(found, told)}
    except UNREADABLE:
        context["unreadable"] = True
    return render(request, "cases/letter.html", context)


DONE = {
    Channel.POST: gettext_lazy("L’envoi est noté."),
    Channel.HAND: gettext_lazy("La remise en main propre est notée."),
}


@require_POST
@once
def act(request: HttpRequest, reference: str, name: str) -> HttpResponse:
    """Note that the letter left by post or by hand, or give it up."""
    found = selectors.letter_for(request.user, reference)
    if name == "cancel":
        done = _("Le courrier est annulé.")
    elif name in Channel.values:
        done = DONE[Channel(name)]
    else:
        raise Http404

    def move():
        if name == "cancel":
            acts.cancel_letter(actor=request.user, letter=found)
        else:
            acts.send_letter(actor=request.user, letter=found, channel=name)

    try:
        try_act(request, move, done)
    except (PrintFailed, *UNREADABLE):
        messages.error(request, _("Le courrier ne peut pas être imprimé maintenant. Rien n’a été noté."))
    return redirect("cases:letter", found.reference)


def _require_address(request: HttpRequest, found: Letter, told: PiecesLetter) -> None:
    """A letter written before « contact prudent » carries an address that only the referent still reads."""
    residents = [member.person for member in members_on(found.case.household, timezone.localdate())]
    if told.address and not can_see_address(found.case, request.user, residents):
        raise PermissionDenied(_("Contact prudent\u00a0: l’adresse n’est montrée qu’au référent du dossier."))


@require_safe
def pdf(request: HttpRequest, reference: str) -> HttpResponse:
    """The letter to print: the exact bytes that left once it left."""
    found = selectors.letter_for(request.user, reference)
    try:
        _require_address(request, found, acts.said(found))
        data = acts.pdf_of(found)
    except (PrintFailed, *UNREADABLE):
        messages.error(request, _("Le courrier ne peut pas être imprimé maintenant. Réessayez plus tard."))
        return redirect("cases:letter", found.reference)
    response = HttpResponse(data, content_type="application/pdf")
    response["Content-Disposition"] = f'attachment; filename="{found.reference}.pdf"'
    return response
