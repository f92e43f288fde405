"""The one door by which a list leaves its page as a table: asked in its address, identity proved, journaled.

The page chooses the rows, so that nobody takes away more than they read. Filters are told without names.
"""

from datetime import date
from typing import Any

from django.db import transaction
from django.forms import BaseForm, ChoiceField
from django.http import HttpRequest, HttpResponse
from django.utils import timezone

from nps.accounts.models import Agent
from nps.accounts.proof import recent_proof_required
from nps.journal.services import record
from nps.ui import tables
from nps.ui.components import Table

ASKED = "take"  # « files.xlsx »: the list and the kind of file, as in ui/components/take_away.html


def taken(request: HttpRequest, listed: str) -> bool:
    """Whether this address asks for the whole list `listed` as a file, not for its page."""
    name, _dot, ending = request.GET.get(ASKED, "").partition(".")
    return request.method == "GET" and name == listed and ending in tables.MEDIA


@recent_proof_required
def hand_over(
    request: HttpRequest,
    table: Table,
    *,
    form: BaseForm | None = None,
    case_reference: str = "",
    more: dict[str, Any] | None = None,
) -> HttpResponse:
    """`table`, whole (tables.whole), as `form` filters it on its page; `more` is for the journal too."""
    listed, _dot, ending = request.GET[ASKED].partition(".")
    made = take_table(
        actor=request.user,
        listed=listed,
        ending=ending,
        table=table,
        filters=filters_of(form) if form else {},
        case_reference=case_reference,
        more=more or {},
    )
    return as_file(made)


@transaction.atomic
def take_table(
    *,
    actor: Agent,
    listed: str,
    ending: str,
    table: Table,
    filters: dict[str, Any],
    case_reference: str = "",
    more: dict[str, Any],
) -> tables.Made:
    """The table as a file, "xlsx" or "csv", and who took it, filtered how, with how many rows.

    A table whose taking cannot be written down is not handed over.
    """
    made = tables.make(ending, table, on=timezone.localdate())
    told = {"list": listed, "format": ending, "filters": filters, "rows": made.rows[0], "cut": made.cut}
    record(act="table.taken", actor=actor, case_reference=case_reference, data=told | more)
    return made


def as_file(made: tables.Made) -> HttpResponse:
    """The answer that hands a table over."""
    response = HttpResponse(made.data, content_type=tables.MEDIA[made.name.rpartition(".")[2]])
    response["Content-Disposition"] = f'attachment; filename="{made.name}"'
    return response


def filters_of(form: BaseForm) -> dict[str, Any]:
    """The filters in use as the journal keeps them: choices, days; of words typed, that there were some."""
    chosen = form.cleaned_data if form.is_bound and form.is_valid() else {}
    return {name: _told(form, name, value) for name, value in chosen.items() if value not in ("", None, [])}


def _told(form: BaseForm, name: str, value: Any) -> Any:
    if isinstance(value, date):
        return value.isoformat()
    return str(value) if isinstance(form.fields[name], ChoiceField) else True
