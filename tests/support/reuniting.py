"""Every row as PostgreSQL holds it, to compare before and after; people met twice, merged, dead."""

from django.apps import apps
from django.db import connection
from django.utils import timezone

from cases.reuniting import deaths, people
from cases.views.resemblances import MERGE
from nps.accounts.acting import acting
from nps.people.models import Person, Resemblance, Rewrite
from nps.people.tokens import issue
from tests.support.cases import make_member

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
                cursor.execute(f"select permission_id, group_id, content_object_id from {table}")  # noqa: S608
                found[table] = sorted(str(row) for row in cursor.fetchall())
                continue
            cursor.execute(f"select t::text from {table} t")  # noqa: S608 a table's own name
            found[table] = sorted(row for (row,) in cursor.fetchall())
    return found


def two_records(world) -> tuple[Person, Person]:
    """One child of a household without any application, registered twice; the same two again."""
    known = Person.objects.filter(birth_name="Zzcanari-Double").order_by("pk")
    if not known:
        for given in ("Qwertine Ida", "Qwertine Ida"):
            make_member(world.intake, birth_name="Zzcanari-Double", given_names=given, birth="04/05/2016")
    first, second = known.all()
    return first, second


def a_pair(world) -> list:
    """The two of them, proposed."""
    with acting("system"):
        first, second = two_records(world)
        told = {"likelihood": "weak", "points": 80, "alike": ["same_name"], "seen": "0" * 64}
        pair, _made = Resemblance.objects.get_or_create(first=first, second=second, defaults=told)
    return [pair.pk]


def a_token(world) -> list:
    """The link of their comparison, for the supervisor of the world's site."""
    with acting("system"):
        keys = [str(person.public_id) for person in two_records(world)]
    return [issue(MERGE, world.agents["supervisor"].pk, keys)]


def a_merge(world) -> list:
    """The two of them, merged by the supervisor."""
    with acting("system"):
        kept, absorbed = two_records(world)
        found = Rewrite.objects.filter(person=kept).first() or people.merge_people(
            actor=world.agents["supervisor"], kept=kept, absorbed=absorbed, chosen={}
        )
    return [found.public_id]


def a_death(world) -> list:
    """One of them died."""
    with acting("system"):
        person, _other = two_records(world)
        found = Rewrite.objects.filter(person=person, kind="death").first() or deaths.record_death(
            actor=world.agents["worker"], case=world.intake, person=person, on=timezone.localdate()
        )
    return [world.intake.reference, found.public_id]


def parting_of(world) -> dict:
    """The second step of a separation: the child leaves with the applicant's brother."""
    with acting("system"):
        living = list(world.case.household.memberships.filter(until=None).order_by("pk"))
        adult = next((m for m in living if m.role == "other_adult"), None)
        if adult is None:
            brother = make_member(
                world.case, role="other_adult", birth_name="Zzcanari", given_names="Qwertin"
            )
            adult = brother.memberships.get()
            living.append(adult)
    who = {f"who_{m.pk}": "leaves" if m.pk == adult.pk else "stays" for m in living}
    return {**who, "on": f"{timezone.localdate():%d/%m/%Y}", "applicant": str(adult.pk), "part": "1"}
