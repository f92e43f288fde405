"""« Signatures 2D-Doc »: the certificates an administrator trusts, one added, one withdrawn. No household."""

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _l
from django.views.decorators.http import require_http_methods, require_safe

from documents import trust
from documents.models import TrustedSigner
from documents.seal_verdicts import NotACertificate
from nps.accounts.permissions import require_administrator
from nps.accounts.proof import recent_proof_required
from nps.ui.components import Column, Link, Row, Table, Tag
from nps.ui.forms import Form, TextField
from nps.ui.once import once
from nps.ui.taking import hand_over, taken

NAME = r"^[A-Z0-9]{4}$"
FAULTS = {
    "unreadable": _l("Ce fichier n’est pas un certificat. Donnez un fichier PEM ou DER."),
    "other_key": _l("La clé de ce certificat ne signe pas de 2D-Doc. Il faut une clé P-256, P-384 ou P-521."),
}


class SignerForm(Form):
    """A certificate, and the two names that seals give it."""

    authority = forms.RegexField(
        NAME,
        label=_l("Autorité"),
        help_text=_l("Quatre signes, par exemple FR05. FR00 est celle des spécimens."),
        error_messages={"invalid": _l("Écrivez quatre majuscules ou chiffres, par exemple FR05.")},
    )
    certificate = forms.RegexField(
        NAME,
        label=_l("Certificat"),
        help_text=_l("Quatre signes, tels qu’ils suivent l’autorité dans le 2D-Doc."),
        error_messages={"invalid": _l("Écrivez quatre majuscules ou chiffres, tels que 0A1B.")},
    )
    file = forms.FileField(label=_l("Fichier du certificat, PEM ou DER"), max_length=200)
    specimen = forms.BooleanField(
        label=_l("Certificat d’essai\u00a0: ses signatures ne prouvent rien"), required=False
    )


class WithdrawForm(Form):
    """Asked once more before seals lose their signer."""

    why = TextField(label=_l("Pourquoi le retirer\u202f?"), max_length=300)


@require_safe
def signers(request: HttpRequest) -> HttpResponse:
    """Every certificate, trusted or withdrawn."""
    columns = (
        Column(_("Autorité et certificat")),
        Column(_("Titulaire")),
        Column(_("Valable du"), "date"),
        Column(_("au"), "date"),
        Column(_("État")),
    )
    rows = [
        (
            str(s) if s.withdrawn_at else Link(str(s), reverse("seals:withdraw", args=[s.pk])),
            s.holder,
            s.valid_from,
            s.valid_until,
            _state(s),
        )
        for s in trust.trusted_signers(request.user)
    ]
    table = Table(_("Certificats"), columns, rows, caption_hidden=True)
    if taken(request, "certificates"):
        return hand_over(request, table)
    return render(request, "trust/signers.html", {"table": table})


@require_http_methods(["GET", "HEAD", "POST"])
@recent_proof_required
@once
def add(request: HttpRequest) -> HttpResponse:
    """Trust one more certificate."""
    require_administrator(request.user)
    form = SignerForm(request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid() and _trusted(request, form):
        messages.success(request, _("Le certificat est ajouté. Les 2D-Doc qu’il a signés sont vérifiés."))
        return redirect("seals:list")
    status = 422 if request.method == "POST" else 200
    return render(request, "trust/add.html", {"form": form}, status=status)


def _trusted(request: HttpRequest, form: SignerForm) -> bool:
    said = form.cleaned_data
    try:
        trust.trust_signer(
            actor=request.user,
            data=said["file"].read(trust.LARGEST + 1),
            authority=said["authority"],
            certificate=said["certificate"],
            specimen=said["specimen"],
        )
    except NotACertificate as refused:
        form.add_error("file", FAULTS[refused.code])
    except trust.AlreadyTrusted:
        form.add_error("certificate", _("Un certificat de ce nom est déjà là. Retirez-le d’abord."))
    return form.is_valid()


@require_http_methods(["GET", "HEAD", "POST"])
@recent_proof_required
@once
def withdraw(request: HttpRequest, signer: int) -> HttpResponse:
    """Trust a certificate no more, with a reason."""
    found = get_object_or_404(trust.trusted_signers(request.user), pk=signer)
    form = WithdrawForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        trust.withdraw_signer(actor=request.user, signer=found, reason=form.cleaned_data["why"])
        messages.success(request, _("Le certificat est retiré. Ses 2D-Doc sont d’un signataire inconnu."))
        return redirect("seals:list")
    rows = [
        Row(_("Titulaire"), found.holder),
        Row(_("Ajouté par"), found.trusted_by.full_name),
        Row(_("État"), _state(found)),
    ]
    context = {"form": form, "signer": found, "rows": rows}
    return render(request, "trust/withdraw.html", context, status=422 if form.errors else 200)


def _state(signer: TrustedSigner) -> Tag:
    if signer.withdrawn_at:
        return Tag("idle", _("Retiré"))
    return Tag("warn", _("Spécimen")) if signer.specimen else Tag("ok", _("De confiance"))
