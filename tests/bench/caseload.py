"""Many files at once, by SQL as the owner: what lists are measured against. Bare rows, specimens all."""

from dataclasses import dataclass, replace

from django.contrib.auth.models import Permission
from django.contrib.contenttypes.models import ContentType
from django.db import connections, transaction

from cases.models import CaseFile
from nps.accounts.acting import acting
from nps.accounts.models import Agent, Role
from tests.support.accounts import make_agency, make_agent, make_site

SITES = 20
SHARED_EVERY = 10  # one file in ten is shared with the agency
TABLES = (
    "cases_casefilegrouppermission, cases_share, cases_task, cases_application, cases_casefile, "
    "documents_supportingdocument, documents_content, eligibility_rightscheck, people_membership, "
    "people_household, people_person"
)
FILL = """
insert into people_person (id, public_id, birth_name, usage_name, given_names, birth_year, nationality,
    safe_contact, phone, email, tokens, sort_key, created_at)
select n, gen_random_uuid(), 'Spécimen' || n, '', 'Ada', 1960 + n %% 60, 'unknown', false, '', '',
    array['specimen' || n, 'ada'], 'specimen' || n || ' ada', now()
from generate_series(%(first)s, %(last)s) n;
insert into people_household (id, public_id, created_at)
select n, gen_random_uuid(), now() from generate_series(%(first)s, %(last)s) n;
insert into people_membership (household_id, person_id, role, since)
select n, n, 'applicant', '2024-01-15' from generate_series(%(first)s, %(last)s) n;
insert into cases_casefile (id, state, reference, household_id, site_id, referent_id, opened_by_id, opened_on,
    information_given_on, last_contact_on, closing_reason, next_clock_on, next_clock)
select n, 'assessment', 'D-24-' || n, n, (%(sites)s::bigint[])[1 + n %% %(many)s],
    (%(agents)s::bigint[])[1 + n %% %(many)s], (%(agents)s::bigint[])[1 + n %% %(many)s],
    date '2020-01-01' + n %% 1500, '2024-01-15', date '2022-01-01' + n %% 700, '',
    case when n %% 3 > 0 then current_date - 10 + n %% 71 end, case when n %% 3 > 0 then 'lapse' else '' end
from generate_series(%(first)s, %(last)s) n;
insert into cases_share (state, public_id, case_id, agency_id, purpose, legal_basis, sections, starts_on,
    ends_on, consent, consented_on, shared_by_id)
select 'active', gen_random_uuid(), n, %(agency)s, 'SPÉCIMEN', 'SPÉCIMEN', '{identity}', current_date,
    current_date + 90, 'oral', current_date, (%(agents)s::bigint[])[1 + n %% %(many)s]
from generate_series(%(first)s, %(last)s) n where n %% %(every)s = 0;
insert into cases_casefilegrouppermission (permission_id, group_id, content_object_id)
select %(permission)s, %(group)s, n from generate_series(%(first)s, %(last)s) n where n %% %(every)s = 0;
"""


@dataclass(frozen=True)
class Office:
    """Sites of equal size with one worker each, and an agency with which one file in ten is shared."""

    workers: list[Agent]
    partner: Agent


def open_office() -> Office:
    """On empty ground: what another benchmark left is removed."""
    empty()
    with acting("system"):
        workers = [make_agent(site=make_site()) for _ in range(SITES)]
        return Office(workers, make_agent(Role.PARTNER, agency=make_agency()))


HIRE = """
insert into accounts_agent (password, email, full_name, role, site_id, is_active, created_at)
select '!', 'hired' || n || '@specimen.example', 'SPÉCIMEN Agent ' || n, 'social_worker',
    (%(sites)s::bigint[])[1 + n %% %(many)s], true, now() from generate_series(1, %(number)s) n
"""


def hire(office: Office, number: int) -> Office:
    """The same sites with so many more agents, spread over them: those alone, to give files to."""
    values = {"sites": [worker.site_id for worker in office.workers], "many": SITES, "number": number}
    with transaction.atomic("owner"), connections["owner"].cursor() as cursor:
        cursor.execute(HIRE, values)
    with acting("system"):
        hired = Agent.objects.filter(email__startswith="hired").order_by("pk")
        return replace(office, workers=list(hired))


def fill(office: Office, first: int, last: int) -> None:
    """Files number `first` to `last`, spread over the sites, and fresh statistics."""
    permission = Permission.objects.get(
        codename="see_shared_identity", content_type=ContentType.objects.get_for_model(CaseFile)
    )
    values = {
        "first": first,
        "last": last,
        "sites": [worker.site_id for worker in office.workers],
        "agents": [worker.pk for worker in office.workers],
        "many": len(office.workers),
        "agency": office.partner.agency_id,
        "group": office.partner.agency.group_id,
        "permission": permission.pk,
        "every": SHARED_EVERY,
    }
    with transaction.atomic("owner"), connections["owner"].cursor() as cursor:
        for statement in FILL.strip().split(";\n"):
            cursor.execute(statement.rstrip(";"), values)
    with connections["owner"].cursor() as cursor:
        cursor.execute(f"vacuum analyze {TABLES}")


def empty() -> None:
    with connections["owner"].cursor() as cursor:
        cursor.execute(f"truncate {TABLES} cascade")
