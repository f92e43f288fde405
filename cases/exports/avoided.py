"""Requests for pieces avoided, as the audit file says them beside their definition. No HTML may enter."""

from django.utils.translation import gettext as _

from cases.exports.blocks import Blocks, Cell, Text, table
from cases.exports.context import CaseExport
from cases.exports.wording import day


def avoided(export: CaseExport) -> Blocks:
    """Requests avoided, with their definition beside the figures (docs/explanation/requests-avoided.md)."""
    counted = export.pieces_counted
    alone, asked = sum(c.alone for c in counted), sum(c.asked for c in counted)
    told = {"avoided": alone - asked, "alone": alone, "asked": asked}
    yield Text(
        _(
            "Demandes de pièces évitées : %(avoided)d. Une à une, sans rien savoir du foyer, ces aides "
            "auraient voulu %(alone)d pièces ; %(asked)d ont été demandées. Une aide compte le jour "
            "où elle devient complète ; chaque pièce demandée compte pour une seule, la première complète."
        )
        % told
    )
    yield table(
        _("Les demandes de pièces évitées"),
        (_("Demande"), _("Complète le"), _("Pièces, une à une"), _("Pièces demandées"), _("Évitées")),
        (
            (
                Cell(c.benefit, note=c.application),
                day(c.settled_on),
                Cell(str(c.alone), number=True),
                Cell(str(c.asked), number=True),
                Cell(str(c.alone - c.asked), number=True),
            )
            for c in counted
        ),
        "rights",
    )
