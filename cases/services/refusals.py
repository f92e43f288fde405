"""Why pieces are refused, as a table that leaves the page. Counts only: no file, no person."""

import csv
from collections.abc import Iterable
from datetime import date
from io import StringIO

from django.db import transaction
from django.utils.translation import gettext as _

from cases import words
from cases.checking import Refused
from documents.models import RejectionReason
from nps.accounts.models import Agent
from nps.journal.services import record


@transaction.atomic
def table_of_refusals(*, actor: Agent, lines: Iterable[Refused], since: date, until: date) -> bytes:
    """CSV with a mark that tells spreadsheets it is UTF-8. Journaled with its period."""
    made = StringIO()
    table = csv.writer(made, delimiter=";")
    table.writerow([_("Type de pièce"), _("Vérifiées"), _("Refusées"), *(r.label for r in RejectionReason)])
    lines = list(lines)
    for line in lines:
        reasons = (line.by_reason.get(reason, 0) for reason in RejectionReason)
        table.writerow([_text(words.piece_name(line.type_code)), line.checked, line.refused, *reasons])
    told = {"since": since.isoformat(), "until": until.isoformat(), "rows": len(lines)}
    record(act="documents.refusals", actor=actor, data=told)
    return made.getvalue().encode("utf-8-sig")


def _text(told: str) -> str:
    """Names of types are written by administrators: none becomes a formula of a spreadsheet."""
    return f"'{told}" if told.startswith(("=", "+", "-", "@", "\t", "\r")) else told
