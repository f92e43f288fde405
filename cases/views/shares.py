"""Sharing a file with agencies: who sees what until when, six steps to share, one button to withdraw."""

from datetime import date
from uuid import UUID

from django.db.models import Count, Max, QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from cases import selectors, words
from cases.forms.shares import REVIEW, STEPS, Answers
from cases.models import CaseFile, Share
from cases.models.share import Consent, Section, ShareState
from cases.partners.sections import shown
from cases.services import sharing
from cases.services.moves import possible_moves
from cases.views.acting import try_act
from cases.views.frame import case_page
from cases.views.taking import hand_over_of
from documents.models import State, SupportingDocument
from nps.accounts.models import Agent
from nps.journal.selectors import entries_of_case
from nps.people.models import Person
from nps.people.selectors import people_for
from nps.ui import formats
from nps.ui.components import Column, Row, Table, Tag
from nps.ui.forms import Form
from nps.ui.once import once
from nps.ui.taking import taken

MAJORITY = 18  # years
WHY = 2  # the step that asks it: later ones recall the answer
ACTS = {
    "revoke": (
        sharing.revoke_share,
        gettext_lazy(
            "Le partage est retiré : il ne montre plus rien. Ce qui a été téléchargé reste chez l’organisme."
        ),
    ),
    "suspend": (sharing.suspend_share, gettext_lazy("Le partage est suspendu. Vous pouvez le reprendre.")),
    "resume": (sharing.resume_share, gettext_lazy("Le partage a repris.")),
}
SECTION_WORDS = {
    Section.IDENTITY: gettext_lazy("l’identité"),
    Section.APPLICATIONS: gettext_lazy("les demandes et les décisions"),
}


@require_safe
def of_case(request: HttpRequest, reference: str) -> HttpResponse:
    """Every share of the file, newest first, with what can be done of each."""
    case = selectors.case_file_for(request.user, reference)
    shares = list(
        case.shares.select_related("agency", "shared_by", "consented_by")
        .prefetch_related("documents")
        .order_by("-pk")
    )
    reads = _reads(case)
    today = timezone.localdate()
    if taken(request, "shares"):
        return hand_over_of(request, case, _table(shares, reads, today))
    cards = [_card(share, request.user, today, reads.get(str(share.pk))) for share in shares]
    live = sum(share.state == ShareState.ACTIVE and share.ends_on >= today for share in shares)
    return render(
        request,
        "cases/shares/list.html",
        {"case_page": case_page(case, shares=live), "case": case, "cards": cards},
    )


def _table(shares: list[Share], reads: dict[str, dict], today: date) -> Table:
    """What the cards say, a share a line."""
    columns = (
        Column(_("Organisme")),
        Column(_("État")),
        Column(_("Pourquoi")),
        Column(_("Sur quelle base")),
        Column(_("Quoi")),
        Column(_("Du"), "date"),
        Column(_("Au"), "date"),
        Column(_("Accord")),
        Column(_("Partagé par")),
        Column(_("Lu")),
    )
    rows = [
        (
            share.agency.name,
            Tag.of("share", shown_state(share, today)),
            share.purpose,
            share.legal_basis,
            what_words(share.sections, share.documents.all()),
            share.starts_on,
            share.revoked_at or share.ends_on,
            consent_words(share.consent, share.consented_on, share.consented_by),
            share.shared_by.full_name,
            _read_words(reads.get(str(share.pk))),
        )
        for share in shares
    ]
    return Table(_("Partages"), columns, rows)


def _reads(case: CaseFile) -> dict[str, dict]:
    """Share id → how often its agency read it, and when last."""
    read = entries_of_case(case.reference).filter(
        subject_kind=Share._meta.label_lower, act__in=("partner.read", "partner.download")
    )
    counted = read.order_by().values("subject_key").annotate(times=Count("pk"), last=Max("at"))
    return {line["subject_key"]: line for line in counted}


def shown_state(share: Share, today: date) -> str:
    """The state a reader sees: a share past its end is over, whatever no job has written."""
    return "expired" if share.state != ShareState.REVOKED and share.ends_on < today else share.state


def _card(share: Share, agent: Agent, today: date, read: dict | None) -> dict:
    state = shown_state(share, today)
    moves = [] if state == "expired" else [p.move for p in possible_moves(share, agent) if p.now]
    return {
        "share": share,
        "tag": Tag.of("share", state),
        "over": state in ("expired", ShareState.REVOKED),
        "moves": sorted(moves, key=lambda move: move.name == "revoke"),
        "rows": [
            Row(_("Pourquoi"), share.purpose, share.legal_basis),
            Row(_("Quoi"), what_words(share.sections, share.documents.all())),
            Row(_("Quand"), _when_words(share)),
            Row(_("Accord"), consent_words(share.consent, share.consented_on, share.consented_by)),
            Row(_("Partagé par"), share.shared_by.full_name),
            Row(_("Lu"), _read_words(read)),
        ],
    }


def _when_words(share: Share) -> str:
    """The days it was meant for; a withdrawn share says when it stopped."""
    dates = {"first": formats.date_long(share.starts_on), "last": formats.date_long(share.ends_on)}
    if share.revoked_at:
        dates["stopped"] = formats.date_long(timezone.localtime(share.revoked_at))
        return _("du %(first)s au %(stopped)s, jour du retrait") % dates
    return _("du %(first)s au %(last)s") % dates


def what_words(sections, documents) -> str:
    """« l’identité ; quittance de loyer, février 2024 »."""
    parts = [str(name) for section, name in SECTION_WORDS.items() if section in sections]
    parts += [
        words.piece_name(piece.type, piece.period)
        for piece in sorted(documents, key=lambda d: (d.type, d.period, d.pk))
    ]
    return "\u202f; ".join(parts) or _("aucune pièce")


def consent_words(consent: str, on: date, by) -> str:
    """« oral, le 20 mars 2024, Ada Okafor »."""
    told = f"{Consent(consent).label.lower()}, {_('le %(day)s') % {'day': formats.date_long(on)}}"
    return f"{told}, {words.full_name(by)}" if by else told


def _read_words(read: dict | None) -> str:
    if not read:
        return _("pas encore")
    last = formats.date_long(timezone.localtime(read["last"]))
    times = ngettext("%(times)d fois", "%(times)d fois", read["times"]) % {"times": read["times"]}
    return _("%(times)s, la dernière le %(last)s") % {"times": times, "last": last}


def _answers(request: HttpRequest, case: CaseFile, today: date) -> Answers:
    return Answers(
        request.session,
        case.reference,
        today=today,
        people=_adults(request.user, case, today),
        pieces=_pieces(request.user, case),
    )


def _adults(agent: Agent, case: CaseFile, today: date) -> QuerySet[Person]:
    """Who can agree: those who live there, save children whose birth year says that they are minors."""
    living = people_for(agent).filter(memberships__household_id=case.household_id, memberships__until=None)
    return living.exclude(birth_year__gt=today.year - MAJORITY).order_by("sort_key", "pk")


def _pieces(agent: Agent, case: CaseFile) -> QuerySet[SupportingDocument]:
    """What may be shared: accepted, so that no doubtful or foreign piece leaves."""
    accepted = selectors.documents_for(agent).filter(household_id=case.household_id, state=State.ACCEPTED)
    return accepted.prefetch_related("people").order_by("type", "-period", "pk")


@require_safe
def new(request: HttpRequest, reference: str) -> HttpResponse:
    """A fresh wizard; `?again=<share>` starts from an earlier share, whose consent is asked anew."""
    case = selectors.case_file_for(request.user, reference)
    answers = _answers(request, case, timezone.localdate())
    answers.forget()
    if again := request.GET.get("again"):
        _prefill(answers, request.user, case, again)
    return redirect("cases:share_step", reference, 1)


def _prefill(answers: Answers, agent: Agent, case: CaseFile, again: str) -> None:
    try:
        share = selectors.share_for(agent, case, UUID(again))
    except ValueError as unreadable:
        raise Http404 from unreadable
    still = _pieces(agent, case).filter(pk__in=share.documents.values("pk"))
    sections = [section for section in share.sections if section != Section.DOCUMENTS]
    answers.put(1, {"agency": [share.agency.code]})
    answers.put(2, {"purpose": [share.purpose], "legal_basis": [share.legal_basis]})
    if sections or still:
        answers.put(3, {"sections": sections, "documents": [str(piece.reference) for piece in still]})


@once
@require_http_methods(["GET", "HEAD", "POST"])
def step(request: HttpRequest, reference: str, step: int) -> HttpResponse:
    """One step; the earlier ones must be answered. After a « Modifier » of the last one, back to it."""
    case = selectors.case_file_for(request.user, reference)
    if step not in (*STEPS, REVIEW):
        raise Http404
    answers = _answers(request, case, timezone.localdate())
    if missing := answers.first_open(step):
        return redirect("cases:share_step", reference, missing)
    if step == REVIEW:
        return _review(request, case, answers)
    form = answers.form(step, request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        answers.keep(step, form)
        return redirect("cases:share_step", reference, REVIEW if "review" in request.GET else step + 1)
    context = {
        "form": form,
        "title": _title(step, answers),
        "purpose": answers.values().get("purpose", "") if step > WHY else "",
        "back": _back(reference, step),
    }
    return _page(
        request, case, "cases/shares/step.html", step, context, 422 if request.method == "POST" else 200
    )


def _title(step: int, answers: Answers) -> str:
    agency = answers.values().get("agency")
    return {
        1: _("Avec qui partager ?"),
        2: _("Pourquoi partager ?"),
        3: _("Que partager avec %(agency)s ?") % {"agency": agency},
        4: _("Jusqu’à quand partager ?"),
        5: _("L’accord de la personne"),
        REVIEW: _("Relire avant de partager"),
    }[step]


def _back(reference: str, step: int) -> str:
    return (
        reverse("cases:share_step", args=[reference, step - 1])
        if step > 1
        else reverse("cases:shares", args=[reference])
    )


def _page(request, case, template: str, step: int, context: dict, status: int) -> HttpResponse:
    frame = {"case_page": case_page(case), "case": case, "step": step, "total": REVIEW}
    return render(request, template, {**frame, **context}, status=status)


def _review(request: HttpRequest, case: CaseFile, answers: Answers) -> HttpResponse:
    """Read again, with what the agency will see; sharing is one button."""
    values = answers.values()
    pieces = values.get("documents") or SupportingDocument.objects.none()
    sections = {*values["sections"], *([Section.DOCUMENTS] if pieces else [])}
    form = Form(request.POST if request.method == "POST" else None)
    today = timezone.localdate()
    if request.method == "POST" and try_act(
        request,
        lambda: sharing.share_case_file(
            actor=request.user,
            case=case,
            agency=values["agency"],
            purpose=values["purpose"],
            legal_basis=values["legal_basis"],
            sections=sections,
            documents=pieces,
            starts_on=today,
            ends_on=values["ends_on"],
            consent=values["consent"],
            consented_on=values["consented_on"],
            consented_by=values["consented_by"],
        ),
        _("C’est partagé avec %(agency)s.") % {"agency": values["agency"]},
        form,
    ):
        answers.forget()
        return redirect("cases:shares", case.reference)
    context = {
        "form": form,
        "title": _title(REVIEW, answers),
        "back": _back(case.reference, REVIEW),
        "agency": values["agency"],
        "rows": _rows(case, values, sections, pieces),
        "sections": shown(case, sections, pieces, today),
    }
    return _page(request, case, "cases/shares/review.html", REVIEW, context, 422 if form.is_bound else 200)


def _rows(case: CaseFile, values: dict, sections, pieces) -> list[Row]:
    told = (
        (_("Avec"), values["agency"], ""),
        (_("Pourquoi"), values["purpose"], values["legal_basis"]),
        (_("Quoi"), what_words(sections, pieces), ""),
        (_("Jusqu’au"), formats.date_long(values["ends_on"]), ""),
        (
            _("Accord"),
            consent_words(values["consent"], values["consented_on"], values["consented_by"]),
            "",
        ),
    )
    urls = [f"{reverse('cases:share_step', args=[case.reference, step])}?review=1" for step in STEPS]
    return [Row(*line, change_url=url) for line, url in zip(told, urls, strict=True)]


@once
@require_POST
def move_share(request: HttpRequest, reference: str, share: UUID, move: str) -> HttpResponse:
    """Withdraw at once, suspend, or resume."""
    case = selectors.case_file_for(request.user, reference)
    if move not in ACTS:
        raise Http404
    found = selectors.share_for(request.user, case, share)
    act, done = ACTS[move]
    try_act(request, lambda: act(actor=request.user, share=found), done)
    return redirect("cases:shares", reference)
