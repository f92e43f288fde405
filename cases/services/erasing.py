"""The end of a file: everything kept of the household goes, its number and its dates stay with the journal.

Which tables, and how their rows are reached, is one table: a personal table that is not in it fails a test.
"""

from datetime import date

from django.apps import apps
from django.db import connection, transaction
from django.db.models import Q

from cases.models import CaseFile
from cases.services.moves import move
from documents import vault
from documents.models import State
from nps.people import vocabulary
from nps.people.models import Membership, Person, Rewrite

REASON = "CNIL 2023-095"
# The tombstone: a number that is never given again, and dates.
KEPT = ("cases.CaseFile", "people.Household")
# Table → where the file, its household or its people stand in it.
OF_CASE = {
    "cases.ActionPlan": "case",
    "cases.ActionPlan_people": "actionplan__case",
    "cases.Appeal": "application__case",
    "cases.Application": "case",
    "cases.Appointment": "case",
    "cases.Appointment_people": "appointment__case",
    "cases.Assignment": "case",
    "cases.Award": "case",
    "cases.CaseFileGroupPermission": "content_object",
    "cases.ClockWarning": "case",
    "cases.Contact": "case",
    "cases.Contact_people": "contact__case",
    "cases.Correspondence": "case",
    "cases.DocumentRequest": "case",
    "cases.ExceptionalAccess": "case",
    "cases.Letter": "case",
    "cases.Letter_applications": "letter__case",
    "cases.Letter_requests": "letter__case",
    "cases.LifeEvent": "case",
    "cases.MovedFile": "case",
    "cases.Objective": "plan__case",
    "cases.Opinion": "application__case",
    "cases.PieceCount": "application__case",
    "cases.PlanReview": "plan__case",
    "cases.Recovery": "case",
    "cases.RecoveryPayment": "recovery__case",
    "cases.Sending": "letter__case",
    "cases.Share": "case",
    "cases.ShareDocument": "share__case",
    "cases.Task": "case",
}
OF_HOUSEHOLD = {
    "documents.AdministrationCall": "household",
    "documents.Redaction": "document__household",
    "documents.Resemblance": "document__household",
    "documents.SupportingDocument": "household",
    "documents.SupportingDocument_people": "supportingdocument__household",
    "documents.Upload": "household",
    "documents.UploadPart": "upload__household",
    "documents.UploadPiece": "upload__household",
    "eligibility.CaseloadResult": "household",
    "eligibility.Fact": "household",
    "eligibility.RadarObjection": "household",
    "eligibility.RightsCheck": "household",
    "people.Address": "household",
    "people.Membership": "household",
}
OF_PEOPLE = {
    "people.Mandate": "person",
    "people.Person": "pk",
    "people.Resemblance": "first",
}
# Gone by another way: notes, which only the database itself may touch; what a merge kept.
OTHERWISE = ("cases.Note", "people.Rewrite")


@transaction.atomic
def erase_case_file(*, case: CaseFile, on: date) -> CaseFile:
    """Erase an archived file for good, as the system. People who live in another household too stay there.

    Raises Blocked (archived for less than a month, something still open) or AlreadyMoved: then nothing went.
    """
    erased = move(case, "erase", actor=None, on=on)
    people = _only_here(erased)
    for document in erased.household.documents.exclude(state=State.ERASED).order_by("pk"):
        vault.erase(actor=None, document=document, reason=REASON, case_reference=erased.reference)
    for letter in erased.letters.select_related("said", "pdf").order_by("pk"):
        for content in filter(None, (letter.said, letter.pdf)):
            content.destroy_key()
    with connection.cursor() as cursor:
        cursor.execute("select cases_notes_erase(%s)", [erased.pk])
        # Rows point at one another: what is left is looked at once, when all are gone.
        cursor.execute("set constraints all deferred")
    reached = [(label, path, erased.pk) for label, path in OF_CASE.items()]
    reached += [(label, path, erased.household_id) for label, path in OF_HOUSEHOLD.items()]
    for label, path, key in sorted(reached, key=lambda one: -one[1].count("__")):
        _remove(label, **{path: key})  # what is reached through a row goes before that row
    _forget_people(people)
    with connection.cursor() as cursor:
        cursor.execute("set constraints all immediate")
        cursor.execute("set constraints all deferred")
    return erased


def _only_here(case: CaseFile) -> list[Person]:
    """People of this household who live, or ever lived, in no other one."""
    others = Membership.objects.exclude(household=case.household_id).values("person")
    members = Person.objects.filter(memberships__household=case.household_id).exclude(pk__in=others)
    found = {*members.values_list("pk", flat=True)}
    while more := {*Person.objects.filter(merged_into__in=found).values_list("pk", flat=True)} - found:
        found |= more
    return list(Person.objects.filter(pk__in=found).order_by("pk"))


def _forget_people(people: list[Person]) -> None:
    keys = [person.pk for person in people]
    rewrites = Rewrite.objects.filter(Q(person__in=keys) | Q(absorbed_person__in=keys))
    rewrites._raw_delete(rewrites.db)
    _remove("people.Resemblance", second__in=keys)
    for label, path in OF_PEOPLE.items():
        _remove(label, **{f"{path}__in": keys})
    for person in people:
        vocabulary.forget(person.tokens)


def _remove(label: str, **where) -> None:
    """Rows gone in one statement, without the collector: the table above says all that goes."""
    rows = apps.get_model(label).objects.filter(**where)
    rows._raw_delete(rows.db)
