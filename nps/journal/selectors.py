"""Reading the journal of one case. Who may read it is decided by the floor that owns the case."""

from django.db.models import QuerySet

from nps.journal.models import Entry


def entries_of_case(case_reference: str, *reunited: str) -> QuerySet[Entry]:
    """Entries of one case, newest first; with those of the cases `reunited` into it."""
    whose = {"case_reference__in": [case_reference, *reunited]} if reunited else {}
    entries = Entry.objects.filter(**(whose or {"case_reference": case_reference}))
    return entries.select_related("actor__site", "actor__agency").order_by("-at", "-id")
