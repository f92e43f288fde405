"""Every row of the register and of the files, as PostgreSQL holds it: to compare before and after."""

from django.apps import apps
from django.db import connection

# What an act and its undoing write on purpose; grants are compared by what they grant.
APART = {"journal_entry", "journal_leaf", "journal_treehead", "people_rewrite", "ui_once"}
ROOMS = ("people", "documents", "eligibility", "cases")


def dump() -> dict[str, list[str]]:
    """Table → its rows as text."""
    found = {}
    with connection.cursor() as cursor:
        for model in apps.get_models(include_auto_created=True):
            table = model._meta.db_table
            if model._meta.app_label not in ROOMS or table in APART:
                continue
            if table == "cases_casefilegrouppermission":
                cursor.execute("select permission_id, group_id, content_object_id from " + table)
                found[table] = sorted(str(row) for row in cursor.fetchall())
                continue
            cursor.execute(f"select t::text from {table} t")  # noqa: S608 a table's own name
            found[table] = sorted(row for (row,) in cursor.fetchall())
    return found
