"""What verification found, said to people: a heading in words, a line for each thing checked."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from cases.exports.rendering import FILE_NAME
from nps.ui import formats
from nps.ui.components import Column, Table, Tag

Report = dict[str, Any]


@dataclass(frozen=True)
class Verdict:
    """`state` is a word of the glossary: intact, altered, not_an_export."""

    state: str
    sentence: str
    advice: str
    case: str = ""  # the reference the file itself tells
    table: Table | None = None
    faults: tuple[str, ...] = ()


def verdict_of(report: Report | None) -> Verdict:
    """The verdict on a file; None when it is no export."""
    if report is None:
        return Verdict(
            "not_an_export",
            _("On ne peut rien vérifier"),
            _("choisissez le fichier PDF reçu, sans l’ouvrir ni l’enregistrer à nouveau."),
        )
    lines = _lines(report)
    columns = (Column(_("Vérification")), Column(_("Réponse")), Column(_("Ce qui a été regardé")))
    table = Table(_("Ce qui a été vérifié"), columns, lines, caption_hidden=True)
    if report["valid"]:
        return Verdict(
            "intact",
            _("Ce fichier est exactement celui qui a été signé"),
            _("vous pouvez vous y fier."),
            str(report["case"]),
            table,
        )
    return Verdict(
        "altered",
        _("Ce fichier n’est plus celui qui a été signé"),
        _("gardez ce fichier et redemandez l’export."),
        str(report["case"]),
        table,
        tuple(str(fault) for fault in report["faults"]),
    )


def _lines(report: Report) -> list[tuple[object, ...]]:
    faults = [str(fault) for fault in report["faults"]]
    signed = not any(fault.startswith(("signature:", "file:")) for fault in faults)
    consistent = report["journal"]["consistent"]
    intact = not any(fault.startswith("attachments") for fault in faults) and bool(report["attachments"])
    return [
        (_("Signature"), _answer(signed), _signature(report, signed)),
        (_("Journal"), _answer(consistent), _journal(report["journal"])),
        (_("Pièces et données jointes"), _answer(intact), _attachments(report["attachments"])),
    ]


def _answer(holds: bool | None) -> Tag:
    if holds is None:
        return Tag("wait", _("On ne sait pas"))
    return Tag("ok", _("Oui")) if holds else Tag("bad", _("Non"))


def _signature(report: Report, holds: bool) -> str:
    try:
        at = timezone.localtime(datetime.fromisoformat(report["signed_at"]))
    except ValueError:
        return _("aucune signature ne peut être lue")
    told = {"who": report["signed_by"], "day": formats.date_long(at), "hour": formats.hour(at)}
    if holds:
        told["level"] = report["signature_level"]
        return _("par %(who)s, le %(day)s à %(hour)s (%(level)s)") % told
    return _("le contenu n’est plus celui que %(who)s a signé le %(day)s à %(hour)s") % told


def _journal(journal: Report) -> str:
    if journal["consistent"] is None:
        return _("aucune preuve du journal ne peut être lue")
    if not journal["consistent"]:
        return _("les lignes du dossier ne sont pas celles qui ont été scellées")
    lines = ngettext("cohérent, %(size)s ligne", "cohérent, %(size)s lignes", journal["size"])
    return lines % {"size": f"{journal['size']:,}".replace(",", formats.THIN)}


def _attachments(attachments: list[Report]) -> str:
    changed = [str(one["name"]) for one in attachments if not one["intact"]]
    if not attachments:
        return _("aucun fichier joint ne peut être lu")
    if not changed:
        count = len(attachments)
        return ngettext("%d fichier intact", "%d fichiers intacts", count) % count
    # A hostile name may deceive the eye: only names of our own shape are shown.
    names = ", ".join(name if FILE_NAME.fullmatch(name) else _("un fichier inconnu") for name in changed)
    return _("%(names)s ne correspond plus (%(changed)s sur %(all)s)") % {
        "names": names,
        "changed": len(changed),
        "all": len(attachments),
    }
