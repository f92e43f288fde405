"""The second wall. Staff work files; a partner reaches only rows of a live share of its agency, granted by section.

Each condition reads the share's state, its dates and the grant at the moment of the query: a forgotten filter
shows nothing, and neither does a share whose end no job has noticed.
"""

from django.db import migrations

from nps.row_security import ALL, EDIT, OpenRows, RowSecurity, Sees

LIVE = """
    from cases_share s
    join accounts_agency a on a.id = s.agency_id
    join cases_casefilegrouppermission g on g.content_object_id = s.case_id and g.group_id = a.group_id
    {join}
    where s.agency_id = nullif(current_setting('nps.key', true), '')::bigint
      and s.state = 'active'
      and {today} between s.starts_on and s.ends_on
      and {condition}
"""
OF_SECTION = "'{0}' = any(s.sections) and p.codename = 'see_shared_{0}'"
TODAY = "(now() at time zone 'Europe/Paris')::date"
PIECE = """
    join cases_casefile f on f.id = s.case_id
    join cases_sharedocument d on d.share_id = s.id
    join documents_supportingdocument o on o.id = d.document_id
        and o.household_id = f.household_id and o.state = 'accepted'
"""
MEMBER = f"""
    join cases_casefile f on f.id = s.case_id
    join people_membership m on m.household_id = f.household_id
        and m.since <= {TODAY} and (m.until is null or m.until > {TODAY})
"""


def live(condition: str, join: str = "", section: str = "") -> str:
    if section:
        join = f"join auth_permission p on p.id = g.permission_id {join}"
        condition = f"{condition} and {OF_SECTION.format(section)}"
    return f"exists (select 1 {LIVE.format(today=TODAY, join=join, condition=condition)})"


class Migration(migrations.Migration):
    dependencies = [
        ("cases", "0001_initial"),
        ("documents", "0002_row_security"),
        ("people", "0002_row_security"),
        ("accounts", "0003_base_grants"),
    ]
    operations = [
        Sees("cases_partner_sees", live("s.case_id = $1")),
        Sees("cases_partner_sees_share", live("s.id = $1")),
        Sees("cases_partner_sees_applications", live("s.case_id = $1", section="applications")),
        Sees("cases_partner_sees_document", live("d.document_id = $1", PIECE, "documents")),
        Sees(
            "cases_partner_sees_content",
            live("o.content_id = $1", PIECE, "documents"),
        ),
        Sees("cases_partner_sees_household", live("f.household_id = $1", MEMBER, "identity")),
        Sees("cases_partner_sees_person", live("m.person_id = $1", MEMBER, "identity")),
        Sees("cases_partner_sees_membership", live("m.id = $1", MEMBER, "identity")),
        RowSecurity(
            "cases_casefile",
            staff=EDIT,
            system=ALL,
            partner="cases_partner_sees(id)",
            columns={"partner": ("id", "reference", "household_id")},
        ),
        RowSecurity(
            "cases_casefilegrouppermission",
            staff=ALL,
            system=ALL,
            partner="group_id = (select group_id from accounts_agency "
            "where id = nullif(current_setting('nps.key', true), '')::bigint)",
        ),
        RowSecurity(
            "cases_share",
            staff=EDIT,
            system=ALL,
            partner="cases_partner_sees_share(id)",
            columns={
                "partner": (
                    "id", "public_id", "case_id", "agency_id", "purpose", "legal_basis", "sections", "state",
                    "starts_on", "ends_on",
                )
            },
        ),  # fmt: skip
        RowSecurity("cases_sharedocument", staff=EDIT, system=ALL, partner="cases_partner_sees_share(share_id)"),
        RowSecurity(
            "cases_application",
            staff=EDIT,
            system=ALL,
            partner="state <> 'draft' and cases_partner_sees_applications(case_id)",
            columns={
                "partner": (
                    "id", "reference", "case_id", "benefit", "by_law", "state", "received_on", "decided_at",
                    "amount", "every", "starts_on", "ends_on",
                )
            },
        ),  # fmt: skip
        RowSecurity("cases_award", staff=EDIT, system=ALL),
        RowSecurity("cases_documentrequest", staff=EDIT, system=ALL),
        OpenRows(
            "people_person",
            partner="cases_partner_sees_person(id)",
            columns={
                "partner": (
                    "id", "birth_name", "usage_name", "given_names", "birth_year", "birth_month", "birth_day",
                )
            },
        ),  # fmt: skip
        OpenRows("people_household", partner="cases_partner_sees_household(id)", columns={"partner": ("id",)}),
        OpenRows(
            "people_membership",
            partner="cases_partner_sees_membership(id)",
            columns={"partner": ("id", "household_id", "person_id", "role", "since", "until")},
        ),
        OpenRows(
            "documents_supportingdocument",
            partner="cases_partner_sees_document(id)",
            columns={
                "partner": (
                    "id", "reference", "type", "period", "issued_on", "valid_until", "state", "content_id",
                )
            },
        ),  # fmt: skip
        OpenRows(
            "documents_content",
            partner="cases_partner_sees_content(id)",
            columns={"partner": ("id", "reference", "name", "size", "media_type", "pages", "wrapped_key")},
        ),
    ]
