"""Scans in: files arrive by parts or with a form and wait to be sorted; or one becomes a piece at once."""

from uuid import UUID

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from cases import selectors
from cases.forms.deposit import ACCEPTED, UploadForm
from cases.models import CaseFile
from cases.services import deposits
from cases.services import pieces as acts
from cases.services.moves import MoveRefused, NotYours
from cases.views.frame import case_page, closed_words
from cases.views.previews import ONE_LOOK, closed
from documents import inspection, intake, sealing, uploads, vault
from documents.models import Upload, UploadState
from nps.journal.models import Entry
from nps.journal.services import record
from nps.people.selectors import members_on
from nps.ui.components import Tag
from nps.ui.forms import Fault
from nps.ui.once import once

SHOWN = (UploadState.RECEIVING, UploadState.WAITING, UploadState.REFUSED)
TAGS = {UploadState.RECEIVING: "wait", UploadState.WAITING: "ok", UploadState.REFUSED: "bad"}
THUMBNAIL, READABLE = 240, 1100  # pixels wide
IN_ONE_FORM = 30  # files


def upload_of(request: HttpRequest, case: CaseFile, reference: UUID) -> Upload:
    """One upload of this file, or Http404."""
    found = selectors.uploads_for(request.user, case).filter(reference=reference).first()
    if found is None:
        raise Http404
    return found


def words_of(upload: Upload) -> str:
    """Where a file stands, in words; a refusal says rule and remedy."""
    if upload.state == UploadState.REFUSED:
        return str(intake.Refusal(upload.refusal, upload.filename))
    if upload.state == UploadState.WAITING:
        return _("Arrivé, prêt à ranger")
    part = 100 * upload.received // upload.size
    return _("Arrivé à %(part)d %%. Choisissez le même fichier pour continuer.") % {"part": part}


def _row(case: CaseFile, upload: Upload) -> dict:
    tag = Tag(TAGS[upload.state], upload.get_state_display())
    return {"upload": upload, "tag": tag, "words": words_of(upload)}


@once
def add(request: HttpRequest, reference: str) -> HttpResponse:
    """Files arrive: chosen, dropped or pasted one by one, or together with one form."""
    case = selectors.case_file_for(request.user, reference)
    status, faults = 200, []
    if request.method == "POST":
        faults = _taken(request, case)
        if not faults:
            return redirect("cases:sort_documents", reference)
        status = 422
    found = selectors.uploads_for(request.user, case).filter(state__in=SHOWN).order_by("pk")
    context = {
        "case_page": case_page(case),
        "case": case,
        "closed": closed_words(case),
        "rows": [_row(case, upload) for upload in found],
        "waiting": any(upload.state == UploadState.WAITING for upload in found),
        "blank": Upload(size=1, state=""),  # the row of a file the browser has just been given
        "accepted": ACCEPTED,
        "part": uploads.PART,
        "page_errors": [Fault(message, "") for message in faults],
    }
    return render(request, "cases/deposit.html", context, status=status)


def _taken(request: HttpRequest, case: CaseFile) -> list[str]:
    """The files of a form, each for itself; why some did not enter."""
    files = request.FILES.getlist("files")
    if not files:
        return [_("Choisissez au moins un fichier.")]
    if len(files) > IN_ONE_FORM:
        return [_("Pas plus de %(count)d fichiers à la fois. Rien n’est entré.") % {"count": IN_ONE_FORM}]
    faults = []
    for file in files:
        try:
            if file.size > intake.MAX_BYTES:
                raise intake.Refused("too_large", intake.clean_name(file.name))
            told = {"filename": file.name, "data": file.read()}
            upload = deposits.take_file(actor=request.user, case=case, **told)
        except REFUSALS as refused:
            faults.append(told_of(refused))
        else:
            if upload.state == UploadState.REFUSED:
                faults.append(words_of(upload))
    return faults


REFUSALS = (intake.Refused, uploads.TooMany, uploads.Gone, MoveRefused)


def told_of(refused: Exception) -> str:
    """A refusal in words. NotYours is a 403."""
    if isinstance(refused, NotYours):
        raise PermissionDenied(str(refused))
    if isinstance(refused, intake.Refused):
        return str(refused.refusal)
    if isinstance(refused, uploads.TooMany):
        return _("%(count)d fichiers de ce dossier attendent déjà. Rangez-les d’abord.") % {
            "count": uploads.AT_ONCE
        }
    if isinstance(refused, uploads.Gone):
        return _("Ce fichier n’attend plus : il a été rangé ou retiré.")
    return str(refused)


def _told(case: CaseFile, upload: Upload, status: int = 200) -> JsonResponse:
    return JsonResponse(
        {
            "received": upload.received,
            "size": upload.size,
            "state": upload.state,
            "words": words_of(upload) if upload.state in SHOWN else "",
            "url": reverse("cases:upload", args=[case.reference, upload.reference]),
            "remove": reverse("cases:remove_upload", args=[case.reference, upload.reference]),
        },
        status=status,
    )


@require_POST
def begin(request: HttpRequest, reference: str) -> HttpResponse:
    """The browser announces a file: where its parts go, and what was received of it."""
    case = selectors.case_file_for(request.user, reference)
    try:
        told = {"size": int(request.POST.get("size", "")), "filename": request.POST.get("name", "")}
        key = UUID(request.POST["key"]) if "key" in request.POST else None
    except ValueError:
        return JsonResponse({"words": _("Ce fichier n’est pas annoncé comme il faut.")}, status=422)
    try:
        upload = deposits.begin_upload(actor=request.user, case=case, reference=key, **told)
    except REFUSALS as refused:
        return JsonResponse({"words": told_of(refused)}, status=422)
    return _told(case, upload)


def upload(request: HttpRequest, reference: str, upload: UUID) -> HttpResponse:
    """What was received of a file; or, posted, its next part: the body as it is, from byte `?offset=`.

    409 with what is expected when the part does not follow. Only the agent who began it goes on with it.
    """
    case = selectors.case_file_for(request.user, reference)
    found = upload_of(request, case, upload)
    if request.method != "POST":
        return _told(case, found)
    if found.agent_id != request.user.pk:
        raise Http404
    try:
        offset = int(request.GET.get("offset", ""))
        told = {"upload": found, "offset": offset, "data": request.body}
        return _told(case, deposits.receive_part(actor=request.user, case=case, **told))
    except (uploads.WrongOffset, ValueError):
        found.refresh_from_db()
        return _told(case, found, status=409)
    except REFUSALS as refused:
        return JsonResponse({"words": told_of(refused)}, status=422)


@require_POST
@once
def remove(request: HttpRequest, reference: str, upload: UUID) -> HttpResponse:
    """Take a file back before it is sorted: its bytes are forgotten."""
    case = selectors.case_file_for(request.user, reference)
    found = upload_of(request, case, upload)
    try:
        uploads.remove(actor=request.user, upload=found, case_reference=case.reference)
    except uploads.Gone as gone:
        messages.info(request, told_of(gone))
    sorting = request.POST.get("to") == "sort"
    return redirect("cases:sort_documents" if sorting else "cases:add_document", reference)


def page(request: HttpRequest, reference: str, upload: UUID, number: int) -> HttpResponse:
    """One page of a waiting file, drawn again small, or large enough to read with `?large=1`."""
    case = selectors.case_file_for(request.user, reference)
    found = upload_of(request, case, upload)
    if found.state != UploadState.WAITING or not 1 <= number <= found.pages:
        raise Http404
    try:
        image = uploads.page_image(found, number - 1, READABLE if "large" in request.GET else THUMBNAIL)
    except (inspection.Refused, inspection.Died, sealing.Damaged, sealing.KeyMissing, sealing.KeyWrong):
        raise Http404 from None
    _note_look(request, case)
    return closed(HttpResponse(image, content_type="image/jpeg"))


def _note_look(request: HttpRequest, case: CaseFile) -> None:
    """One reading in the journal for the pages looked through in a row."""
    seen = Entry.objects.filter(
        subject_kind=case._meta.label_lower,
        subject_key=str(case.pk),
        act="upload.read",
        actor=request.user,
        at__gt=timezone.now() - ONE_LOOK,
    )
    if not seen.exists():
        told = {"case_reference": case.reference, "data": {"files": 1}}
        record(act="upload.read", actor=request.user, subject=case, **told)


@once
def add_one(request: HttpRequest, reference: str) -> HttpResponse:
    """Put one scan in the vault, already named."""
    case = selectors.case_file_for(request.user, reference)
    members = [m.person for m in members_on(case.household, timezone.localdate())]
    data = (request.POST, request.FILES) if request.method == "POST" else (None, None)
    form = UploadForm(*data, members=members, initial={"people": [str(p.pk) for p in members[:1]]})
    back = reverse("cases:documents", args=[reference])
    if request.method == "POST" and form.is_valid():
        upload = form.cleaned_data["file"]
        details = {k: form.cleaned_data[k] for k in ("type_code", "period", "issued_on", "stated_until")}
        try:
            document = acts.file_document(
                actor=request.user,
                case=case,
                people=form.chosen(),
                upload=upload,
                filename=upload.name,
                **details,
            )
        except intake.Refused as refused:
            form.add_error("file", str(refused.refusal))
        except MoveRefused as refused:  # a closed file
            form.add_error(None, told_of(refused))
        except vault.BadDescription as fault:
            form.add_error(fault.field if fault.field in form.fields else None, _("Vérifiez cette réponse."))
        else:
            if document.state == "quarantined":
                messages.warning(request, _("La pièce est gardée, mais bloquée par l’antivirus."))
            else:
                messages.success(
                    request, _("La pièce est déposée. Regardez-la, puis acceptez-la ou refusez-la.")
                )
            return redirect("cases:check_document", document.reference)
    context = {"case_page": case_page(case), "form": form, "back": back}
    return render(request, "cases/upload.html", context, status=422 if form.errors else 200)
