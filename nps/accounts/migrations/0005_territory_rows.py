"""The past keeps its map: what has passed cannot be written, changed or removed, whoever asks.

Administrators write rules of days to come in published reorganisations; the system alone lays the first map.
"""

from django.db import migrations

from nps.row_security import READ, RowSecurity, Rule

TODAY = "(now() at time zone 'Europe/Paris')::date"
KEPT = f"""
create function territory_rule_kept() returns trigger language plpgsql as $keep$
declare today date := {TODAY};
begin
    if tg_op = 'DELETE' then
        raise exception 'territory_rule_kept: a rule is never removed, it ends at a day to come'
            using errcode = 'restrict_violation';
    end if;
    if to_jsonb(new) - 'until' is distinct from to_jsonb(old) - 'until' then
        raise exception 'territory_rule_kept: only the end of a rule is ever written'
            using errcode = 'restrict_violation';
    end if;
    if new.until is distinct from old.until and (old.until <= today or new.until <= today) then
        raise exception 'territory_rule_kept: a day that has passed keeps its rules'
            using errcode = 'restrict_violation';
    end if;
    return new;
end $keep$;
create trigger territory_rule_kept before update or delete on accounts_territoryrule
    for each row execute function territory_rule_kept();
"""
# An arrondissement, and all homeless people, are never left without a rule once they have one.
FOLLOWED = """
create function territory_rule_followed() returns trigger language plpgsql as $follow$
begin
    if exists (
        select 1 from accounts_territoryrule ended
        where ended.kind = new.kind and ended.arrondissement = new.arrondissement and ended.until > ended.since
        and not exists (
            select 1 from accounts_territoryrule next
            where next.kind = ended.kind and next.arrondissement = ended.arrondissement
            and next.since = ended.until and (next.until is null or next.until > next.since)
        )
    ) then
        raise exception 'territory_rule_followed: an arrondissement would be left without a site'
            using errcode = 'restrict_violation';
    end if;
    return null;
end $follow$;
create constraint trigger territory_rule_followed after insert or update on accounts_territoryrule
    deferrable initially deferred for each row
    when (new.kind = 'arrondissement' or new.kind = 'homeless' and new.arrondissement = 0)
    execute function territory_rule_followed();
"""
DRAFT = "published_at is null"


class Migration(migrations.Migration):
    dependencies = [("accounts", "0004_territory")]
    operations = [
        migrations.RunSQL(KEPT, "drop function territory_rule_kept cascade"),
        migrations.RunSQL(FOLLOWED, "drop function territory_rule_followed cascade"),
        RowSecurity(
            "accounts_territoryrule",
            staff=READ,
            admin=Rule(
                select="true", insert=f"since > {TODAY} and reorganisation_id is not null", update="true"
            ),
            system=Rule(select="true", insert="true"),
        ),
        RowSecurity(
            "accounts_reorganisation",
            staff=READ,
            admin=Rule(select="true", insert=DRAFT, delete=DRAFT),
            system=READ,
        ),
        # What is published is no longer written.
        migrations.RunSQL(
            "grant update on accounts_reorganisation to nps_admin;"
            f"create policy admin_update on accounts_reorganisation for update to nps_admin using ({DRAFT})"
            " with check (true)",
            "drop policy admin_update on accounts_reorganisation;"
            "revoke update on accounts_reorganisation from nps_admin",
        ),
    ]
