"""The results of a caseload check as a workbook: counts by right and, for the site, files."""

from collections.abc import Sequence
from decimal import Decimal
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from cases import radar, words
from cases.models import CaseFile
from eligibility.models import CaseloadResult, CaseloadRun, RunKind
from nps.accounts.models import SITE_ROLES, Agent, Role
from nps.journal.services import record
from nps.ui import tables
from nps.ui.components import Column, Table
from nps.ui.status import status_of


@transaction.atomic
def workbook_of(*, actor: Agent, run: CaseloadRun, total: dict[str, Any]) -> tables.Made:
    """Counts by right and, for staff who may read them, a table of files. Journaled."""
    sheets = [_benefits(run, total)]
    if actor.role == Role.SUPERVISOR or actor.role in SITE_ROLES and run.kind == RunKind.RADAR:
        sheets.append(_files(actor, run))
    made = tables.make("xlsx", *sheets, on=run.on)
    told = {"kind": run.kind, "rows": sum(made.rows[1:])}
    record(act="caseload.export", actor=actor, subject=run, data=told)
    return made


def _benefits(run: CaseloadRun, total: dict[str, Any]) -> Table:
    """A count that is hidden is written in words, its sums are left out."""
    counts = {
        RunKind.RADAR: {"entitled": _("Y ont droit"), "undetermined": _("Une réponse manque")},
        RunKind.EFFECT: {"gained": _("Nouveaux"), "lost": _("Perdus"), "higher": _("Augmentés"),
                         "lower": _("Diminués"), "unsure": _("On ne peut pas dire")},
    }[RunKind(run.kind)]  # fmt: skip
    sums = {"month": _("Euros par mois"), "year": _("Euros par an"), "once": _("Euros, une fois")}
    rows = []
    for code, line in sorted(total.get("benefits", {}).items()):
        told = [line.get(name, 0) for name in counts]
        rows.append(
            (
                words.benefit_name(code),
                *(_("moins de 5") if value is None else value for value in told),
                *(_euros(line.get(every)) for every in sums),
            )
        )
    labels = (_("Droit"), *counts.values(), *sums.values())
    return Table(_("Par droit"), tuple(map(Column, labels)), rows)


def _files(actor: Agent, run: CaseloadRun) -> Table:
    """What was found of each file of the site, newest file first."""
    files, found_of = (
        (radar.files_with_unclaimed_rights(actor), radar.unclaimed_of)
        if run.kind == RunKind.RADAR
        else (radar.changed_files(actor, run), lambda some: radar.changes_of(some, run))
    )
    labels = (_("Dossier"), _("Foyer"), _("Suivi par"), _("Droit"), _("Réponse"), _("Euros"), _("Période"),
              _("Avant"), _("Euros avant"))  # fmt: skip

    def build(some: Sequence[CaseFile]) -> Table:
        found = found_of(some)
        rows = [
            (case.reference, words.household_name(case.household), case.referent.full_name, *_right(one))
            for case in some
            for one in found[case.household_id]
        ]
        return Table(_("Par dossier"), tuple(map(Column, labels)), rows)

    return tables.whole(build, files)


def _right(one: CaseloadResult) -> tuple[object, ...]:
    every = {"month": _("par mois"), "year": _("par an"), "once": _("une fois"), "in_kind": _("en nature")}
    return (
        words.benefit_name(one.code),
        status_of("rights", one.status).word,
        one.amount,
        every.get(one.every, one.every),
        status_of("rights", one.former_status).word if one.former_status else None,
        one.former_amount,
    )


def _euros(value: float | None) -> Decimal | None:
    return None if value is None else Decimal(str(value))
