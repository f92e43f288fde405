"""What becomes of every column that points to a person, a household or a file when two become one: tables.

A column added tomorrow and not written here fails a test, and refuses to merge rather than lose its rows.
"""

from collections.abc import Callable, Mapping

from django.db import connection, models

from cases.models import CaseFile
from cases.reuniting.facts import facts_follow
from eligibility.models import RadarObjection
from nps.accounts.acting import acting
from nps.people.ledger import Ledger
from nps.people.models import Household, Person
from nps.people.pointing import Column, pointing_to

Follow = Callable[[Ledger, Column, int, int], None]  # the ledger, the column, the former key, the new one


def moves(written: Ledger, column: Column, former: int, new: int) -> None:
    """Every row follows. Two that cannot stand together are refused by the database, by name."""
    written.point(column.model, column.field.attname, former, new)


def moves_by_the_system(written: Ledger, column: Column, former: int, new: int) -> None:
    """The same, for rows that agents read and only jobs write."""
    with acting("system"):
        moves(written, column, former, new)


def links(written: Ledger, column: Column, former: int, new: int) -> None:
    """A table of links: one to both sides becomes one; the ledger keeps the other whole."""
    model, attname = column.model, column.field.attname
    other = next(
        field.attname
        for field in model._meta.concrete_fields
        if field.is_relation and field.attname != attname
    )
    both = model._base_manager.filter(**{attname: new}).values(other)
    for row in model._base_manager.filter(**{attname: former, f"{other}__in": both}).order_by("pk"):
        written.remove(row)
    moves(written, column, former, new)


def notes_follow(written: Ledger, column: Column, former: int, new: int) -> None:
    """Professional notes are shown to their author alone: the database moves them, nobody reads them."""
    with connection.cursor() as cursor:
        cursor.execute("select cases_notes_follow(%s, %s)", [former, new])
        written.said["notes"] = [str(key) for key in cursor.fetchone()[0]]


def one_only(written: Ledger, column: Column, former: int, new: int) -> None:
    """One row at most on each side: that of the side that goes on stands, else the other's follows."""
    if not column.model._base_manager.filter(**{column.field.attname: new}).exists():
        moves(written, column, former, new)


def objections_follow(written: Ledger, column: Column, former: int, new: int) -> None:
    """A family that refused to be looked for stays refused (RGPD, article 21): one refusal is enough."""
    refused = RadarObjection.objects.filter(household=new, withdrawn_at=None).exists()
    for one in RadarObjection.objects.filter(household=former).order_by("pk"):
        if one.withdrawn_at or not refused:
            written.change(one, household_id=new)


def stays(written: Ledger, column: Column, former: int, new: int) -> None:
    """What happened to the former one is its own history: read beside that of the one that goes on."""


def elsewhere(written: Ledger, column: Column, former: int, new: int) -> None:
    """Done with choices of its own: memberships and addresses by the register, shares by their door."""


PERSON: Mapping[str, Follow] = {
    "people.Person.merged_into": stays,  # a chain of merges is followed link by link
    "people.Membership.person": elsewhere,
    "people.Mandate.person": moves,
    "people.Resemblance.first": stays,
    "people.Resemblance.second": stays,
    "people.Rewrite.person": stays,
    "people.Rewrite.absorbed_person": stays,
    "documents.SupportingDocument_people.person": links,
    "documents.AdministrationCall.person": moves,
    "eligibility.Fact.person": facts_follow,
    "cases.Application.applicant": moves,
    "cases.DocumentRequest.person": moves,
    "cases.Share.consented_by": moves,
    "cases.Contact_people.person": links,
    "cases.ActionPlan_people.person": links,
    "cases.Appointment_people.person": links,
}
HOUSEHOLD: Mapping[str, Follow] = {
    "people.Household.merged_into": stays,
    "people.Membership.household": elsewhere,
    "people.Address.household": elsewhere,
    "people.Rewrite.household": stays,
    "people.Rewrite.absorbed_household": stays,
    "documents.SupportingDocument.household": moves,
    "documents.Upload.household": moves,
    "documents.AdministrationCall.household": moves,
    "eligibility.Fact.household": facts_follow,
    "eligibility.RightsCheck.household": stays,  # a check is never changed, and shows what it was made on
    "eligibility.CaseloadResult.household": stays,  # of a search that is over; the next one finds the family
    "eligibility.RadarObjection.household": objections_follow,
    "cases.CaseFile.household": stays,
}
FILE: Mapping[str, Follow] = {
    "cases.CaseFileGroupPermission.content_object": elsewhere,
    "cases.Share.case": elsewhere,
    "cases.Application.case": moves,
    "cases.Award.case": moves,
    "cases.Recovery.case": moves,
    "cases.DocumentRequest.case": moves,
    "cases.Letter.case": moves,
    "cases.Note.case": notes_follow,
    "cases.Contact.case": moves,
    "cases.ActionPlan.case": moves,
    "cases.Appointment.case": moves,
    "cases.Task.case": moves,
    "cases.LifeEvent.case": moves,
    "cases.Correspondence.case": one_only,
    "cases.ClockWarning.case": moves_by_the_system,
    "cases.Assignment.case": stays,  # who followed that file, and who may undo it
    "cases.ExceptionalAccess.case": stays,  # it was given to that file, and never widens
    "cases.MovedFile.case": stays,
}
TABLES: Mapping[type[models.Model], Mapping[str, Follow]] = {
    Person: PERSON,
    Household: HOUSEHOLD,
    CaseFile: FILE,
}


def follow(written: Ledger, target: type[models.Model], former: int, new: int) -> None:
    """Everything that points to `former` follows to `new`, as its table says. KeyError: a column unknown."""
    table = TABLES[target]
    for column in sorted(pointing_to(target), key=lambda column: column.name):
        act = table[column.name]
        if act is not stays:
            written.mark(column.model, column.field.attname, new)
        act(written, column, former, new)
