"""The effect of a new version of a type on open requests: asked from « Types de pièces »."""

from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from cases.type_effect import effect_by_site
from documents import catalogue
from documents.types import laid_over, read_row
from nps.ui.components import Column, Table

FEW = 5  # what administrators read is rounded, so that no household is told apart


@require_safe
def effect(request: HttpRequest, version: UUID) -> HttpResponse:
    """Open requests of this type, site by site, and those that would become useless."""
    found = catalogue.versions_for(request.user).filter(public_id=version).first()
    if found is None:
        raise Http404
    after, key = read_row(found.row), str(found.public_id)
    others = tuple(v for v in catalogue.read_approved() if v.key != key)
    before = laid_over(others, found.in_force_on).get(found.code)
    told = effect_by_site(request.user, before, after, found.in_force_on)
    rows = [(site, rounded(open_), rounded(needless)) for site, open_, needless in told]
    columns = (
        Column(_("Site")),
        Column(_("Demandes en cours"), "number"),
        Column(_("Deviendraient inutiles"), "number"),
    )
    context = {
        "changed": found,
        "name": after.label(get_language() or "fr"),
        "effects": Table(_("Demandes en cours, par site"), columns, rows, caption_hidden=True)
        if rows
        else None,
        "cited": before is not None and (before.article, before.held_by) != (after.article, after.held_by),
    }
    return render(request, "cases/type_effect.html", context)


def rounded(count: int) -> str:
    """0, « moins de 5 », or to the nearest 5."""
    if not count:
        return "0"
    return _("moins de 5") if count < FEW else str(FEW * ((count + FEW // 2) // FEW))
