"""What the audit file says of the following of a household: values in, tables and sentences out. No HTML."""

from textwrap import wrap

from django.utils.timezone import localtime
from django.utils.translation import gettext as _

from cases.exports.blocks import Blocks, Cell, Heading, Text, table, terms
from cases.exports.context import CaseExport
from cases.exports.following import Appointment, Objective, Plan
from cases.exports.wording import MOST, day, moment
from nps.ui import formats


def following(export: CaseExport) -> Blocks:
    """Plans, appointments, contacts."""
    if not (export.plans or export.appointments or export.contacts):
        yield Text(_("Aucun plan, aucun rendez-vous, aucun contact noté."))
    for plan in export.plans:
        yield from _plan(plan)
    if export.appointments:
        yield table(
            _("Les rendez-vous"),
            (_("Quand"), _("Où et pourquoi"), _("Qui reçoit"), _("Avec"), _("État")),
            (
                (
                    _when(each),
                    Cell(each.kind.label, note=" ".join(filter(None, (_ground(each), each.subject)))),
                    each.host,
                    ", ".join(each.people),
                    each.outcome.label if each.outcome else _("Prévu"),
                )
                for each in export.appointments
            ),
            "people",
        )
    if export.contacts:
        yield table(
            _("Les contacts"),
            (_("Contact"), _("Jour"), _("Résultat"), _("Avec"), _("Noté par")),
            (
                (
                    Cell(f"{each.manner.label} · {each.direction.label}", note=each.said),
                    day(each.on),
                    each.outcome.label,
                    ", ".join(each.people),
                    each.recorded_by,
                )
                for each in export.contacts
            ),
            "people",
        )


def _ground(appointment: Appointment) -> str:
    said = appointment.ground.label if appointment.ground else ""
    return ". ".join(filter(None, (said, appointment.ground_words)))


def _when(appointment: Appointment) -> str:
    return _("%(start)s, jusqu’à %(end)s") % {
        "start": moment(appointment.starts_at),
        "end": formats.hour(localtime(appointment.ends_at)),
    }


def _plan(plan: Plan) -> Blocks:
    yield terms(
        _("Plan d’action convenu le %s") % day(plan.agreed_on),
        (_("But"), plan.aim),
        (_("Convenu avec"), ", ".join(plan.people)),
        (_("Prochain point"), day(plan.next_review_on)),
        (_("Terminé le"), Cell(day(plan.ended_on), note=plan.end_reason)),
    )
    if plan.objectives:
        yield table(
            _("Les objectifs du plan convenu le %s") % day(plan.agreed_on),
            (_("Quoi"), _("Qui"), _("Avant le"), _("État")),
            ((each.what, _doer(each), day(each.due_on), _state(each)) for each in plan.objectives),
            "people",
        )
    if plan.reviews:
        yield table(
            _("Les points faits sur le plan convenu le %s") % day(plan.agreed_on),
            (_("Ce qui a avancé, ce qui bloque"), _("Jour"), _("Prochain point"), _("Par")),
            ((each.reached, day(each.on), day(each.next_on), each.made_by) for each in plan.reviews),
            "two",
        )


def _doer(objective: Objective) -> str:
    return f"{objective.doer.label} ({objective.who})" if objective.who else objective.doer.label


def _state(objective: Objective) -> Cell:
    if objective.outcome is None:
        return Cell(_("En cours"))
    return Cell(objective.outcome.label, note=day(objective.settled_on))


def notes(export: CaseExport) -> Blocks:
    """Each note whole: its lines as they were typed."""
    yield Text(
        _(
            "Les notes professionnelles relèvent du secret (code pénal 226-13)\u00a0: seules figurent ici "
            "celles que leur auteur a incluses. Cette page ne dit rien des autres."
        )
    )
    if not export.notes:
        yield Text(_("Aucune note."))
    for note in export.notes:
        told = {"kind": note.kind.label, "who": note.written_by, "when": moment(note.written_at)}
        yield Heading(_("%(kind)s, %(who)s, le %(when)s") % told)
        for line in note.text.split("\n"):
            for part in wrap(line, MOST):  # what no line can break is laid out in the square of its length
                yield Text(part)
