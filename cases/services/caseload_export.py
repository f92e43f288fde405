"""The results of a caseload check as a workbook. Text stays text: nothing is ever taken for a formula."""

from collections.abc import Iterable, Sequence
from io import BytesIO
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _
from xlsxwriter import Workbook

from cases import radar, words
from eligibility.models import CaseloadResult, CaseloadRun, RunKind
from nps.accounts.models import SITE_ROLES, Agent, Role
from nps.journal.services import record
from nps.ui.status import status_of

NAME = "{0.kind}-{0.on:%Y%m%d}.xlsx"
CHUNK = 500
OPTIONS = {
    "in_memory": True,
    "strings_to_formulas": False,
    "strings_to_urls": False,
    "strings_to_numbers": False,
}
Row = Sequence[Any]


@transaction.atomic
def workbook_of(*, actor: Agent, run: CaseloadRun, total: dict[str, Any]) -> bytes:
    """A sheet of counts by right and, for staff who may read them, one of files. Journaled."""
    made, count = BytesIO(), 0
    with Workbook(made, OPTIONS) as book:
        head = book.add_format({"bold": True, "bottom": 1})
        _sheet(book, head, _("Par droit"), _benefit_rows(run, total))
        if actor.role == Role.SUPERVISOR or actor.role in SITE_ROLES and run.kind == RunKind.RADAR:
            count = _sheet(book, head, _("Par dossier"), _file_rows(actor, run))
    record(act="caseload.export", actor=actor, subject=run, data={"kind": run.kind, "rows": count})
    return made.getvalue()


def _sheet(book: Workbook, head: Any, name: str, rows: Iterable[Row]) -> int:
    """Write the rows, the first as headings; how many follow it."""
    sheet = book.add_worksheet(name)
    sheet.freeze_panes(1, 0)
    sheet.set_column(0, 0, 45)
    sheet.set_column(1, 9, 18)
    at = -1
    for at, row in enumerate(rows):
        for column, value in enumerate(row):
            if isinstance(value, int | float):
                sheet.write_number(at, column, value)
            elif value is not None:
                sheet.write_string(at, column, str(value), head if at == 0 else None)
    return max(0, at)


def _benefit_rows(run: CaseloadRun, total: dict[str, Any]) -> Iterable[Row]:
    """A count that is hidden is written in words, its sums are left out."""
    counts = {
        RunKind.RADAR: {"entitled": _("Y ont droit"), "undetermined": _("Une réponse manque")},
        RunKind.EFFECT: {"gained": _("Nouveaux"), "lost": _("Perdus"), "higher": _("Augmentés"),
                         "lower": _("Diminués"), "unsure": _("On ne peut pas dire")},
    }[RunKind(run.kind)]  # fmt: skip
    sums = {"month": _("Euros par mois"), "year": _("Euros par an"), "once": _("Euros, une fois")}
    yield (_("Droit"), *counts.values(), *sums.values())
    for code, line in sorted(total.get("benefits", {}).items()):
        told = [line.get(name, 0) for name in counts]
        yield (
            words.benefit_name(code),
            *(_("moins de 5") if value is None else value for value in told),
            *(line.get(every) for every in sums),
        )


def _file_rows(actor: Agent, run: CaseloadRun) -> Iterable[Row]:
    yield (_("Dossier"), _("Foyer"), _("Suivi par"), _("Droit"), _("Réponse"), _("Euros"), _("Période"),
           _("Avant"), _("Euros avant"))  # fmt: skip
    every = {"month": _("par mois"), "year": _("par an"), "once": _("une fois"), "in_kind": _("en nature")}
    files = (
        radar.files_with_unclaimed_rights(actor)
        if run.kind == RunKind.RADAR
        else radar.changed_files(actor, run)
    )
    after = ""
    while True:
        page = radar.page_of(actor, files, after=after, rows=CHUNK)
        found = (
            radar.unclaimed_of(page.rows) if run.kind == RunKind.RADAR else radar.changes_of(page.rows, run)
        )
        for case in page.rows:
            file = (case.reference, words.household_name(case.household), case.referent.full_name)
            for one in found[case.household_id]:
                yield (*file, *_right(one, every))
        after = page.after
        if not after:
            return


def _right(one: CaseloadResult, every: dict[str, str]) -> Row:
    former = status_of("rights", one.former_status).word if one.former_status else None
    return (
        words.benefit_name(one.code),
        status_of("rights", one.status).word,
        None if one.amount is None else float(one.amount),
        every.get(one.every, one.every),
        former,
        None if one.former_amount is None else float(one.former_amount),
    )
