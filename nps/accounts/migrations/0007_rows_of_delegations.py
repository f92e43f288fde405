"""Who holds an authority is read by staff, written by administrators; days that have passed are kept."""

from django.db import migrations

from nps.row_security import EDIT, READ, RowSecurity, Rule

TODAY = "(now() at time zone 'Europe/Paris')::date"
KEPT = f"""
create function delegation_kept() returns trigger language plpgsql as $keep$
declare today date := {TODAY};
begin
    if tg_op = 'DELETE' then
        raise exception 'delegation_kept: a delegation is never removed, it ends on a day'
            using errcode = 'restrict_violation';
    end if;
    if to_jsonb(new) - '{{until,approved_by_id,approved_at,dropped_at}}'::text[]
        is distinct from to_jsonb(old) - '{{until,approved_by_id,approved_at,dropped_at}}'::text[] then
        raise exception 'delegation_kept: only its approval and its end are ever written'
            using errcode = 'restrict_violation';
    end if;
    if old.approved_at is not null and (
        new.approved_at is distinct from old.approved_at or new.approved_by_id is distinct from old.approved_by_id
    ) or old.dropped_at is not null and new is distinct from old then
        raise exception 'delegation_kept: what was settled stays' using errcode = 'restrict_violation';
    end if;
    if new.until is distinct from old.until and (old.until < today or new.until is null or new.until < today) then
        raise exception 'delegation_kept: a day that has passed keeps its delegations'
            using errcode = 'restrict_violation';
    end if;
    return new;
end $keep$;
create trigger delegation_kept before update or delete on accounts_delegation
    for each row execute function delegation_kept();
"""


class Migration(migrations.Migration):
    dependencies = [("accounts", "0006_delegations")]
    operations = [
        migrations.RunSQL(KEPT, "drop function delegation_kept cascade"),
        RowSecurity(
            "accounts_delegation",
            staff=READ,
            admin=Rule(select="true", insert="approved_at is null and dropped_at is null", update="true"),
            system=EDIT,
        ),
    ]
