"""From one case in the database to the values of its following. Reads only; sealed notes never come here."""

from django.db.models import Model

from cases import words
from cases.exports import following
from cases.exports.coded import Coded
from cases.exports.timeline import name_of, who
from cases.following.contacts import contacts_of
from cases.following.notes import notes_to_export
from cases.following.plans import plans_of
from cases.models import ActionPlan, CaseFile


def notes(case: CaseFile) -> tuple[following.Note, ...]:
    """The file's notes and the professional ones their authors included, oldest first."""
    return tuple(
        following.Note(
            reference=str(note.public_id),
            kind=_coded(note, "kind"),
            author=who(note.author),
            created_at=note.created_at,
            written_by=who(note.written_by),
            written_at=note.written_at,
            version=note.number,
            text=note.text,
        )
        for note in notes_to_export(case)
    )


def contacts(case: CaseFile) -> tuple[following.Contact, ...]:
    """Every contact and attempt, oldest first."""
    return tuple(
        following.Contact(
            on=line.on,
            direction=_coded(line, "direction"),
            manner=_coded(line, "manner"),
            outcome=_coded(line, "outcome"),
            people=_names(line),
            said=line.said,
            recorded_by=name_of(line.recorded_by),
        )
        for line in contacts_of(case).order_by("on", "pk")
    )


def plans(case: CaseFile) -> tuple[following.Plan, ...]:
    """Every action plan, oldest first."""
    return tuple(_plan(plan) for plan in plans_of(case).order_by("agreed_on", "pk"))


def _plan(plan: ActionPlan) -> following.Plan:
    return following.Plan(
        reference=str(plan.public_id),
        aim=plan.aim,
        agreed_on=plan.agreed_on,
        people=_names(plan),
        next_review_on=plan.next_review_on,
        ended_on=plan.ended_on,
        end_reason=plan.end_reason,
        objectives=tuple(
            following.Objective(
                what=each.what,
                doer=_coded(each, "doer"),
                who=each.who,
                due_on=each.due_on,
                outcome=_coded(each, "outcome") if each.outcome else None,
                settled_on=each.settled_on,
            )
            for each in sorted(plan.objectives.all(), key=lambda one: (one.due_on, one.pk))
        ),
        reviews=tuple(
            following.PlanReview(
                on=each.on, reached=each.reached, next_on=each.next_on, made_by=name_of(each.made_by)
            )
            for each in sorted(plan.reviews.all(), key=lambda one: (one.on, one.pk))
        ),
    )


def appointments(case: CaseFile) -> tuple[following.Appointment, ...]:
    """Every appointment, oldest first, without the address of the home."""
    found = case.appointments.select_related("host").prefetch_related("people")
    return tuple(
        following.Appointment(
            reference=str(each.public_id),
            kind=_coded(each, "kind"),
            starts_at=each.starts_at,
            ends_at=each.ends_at,
            host=name_of(each.host),
            people=_names(each),
            subject=each.subject,
            ground=_coded(each, "ground") if each.ground else None,
            ground_words=each.ground_words,
            outcome=_coded(each, "outcome") if each.outcome else None,
        )
        for each in found.order_by("starts_at", "pk")
    )


def _names(row: Model) -> tuple[str, ...]:
    return tuple(sorted(words.full_name(person) for person in row.people.all()))


def _coded(row: Model, field: str) -> Coded:
    label = getattr(row, f"get_{field}_display")()
    return Coded(code=str(getattr(row, field)), label=str(label))
