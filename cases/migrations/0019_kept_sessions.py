"""What the commission said is kept: a closed session and a given opinion are no longer written."""

from django.db import migrations

KEPT = """
create function commission_kept() returns trigger language plpgsql as $keep$
begin
    raise exception '%: what the commission said is kept as it was', tg_name
        using errcode = 'restrict_violation';
end $keep$;
create trigger commission_session_kept before update on cases_commissionsession
    for each row when (old.closed_at is not null) execute function commission_kept();
create trigger opinion_kept before update on cases_opinion
    for each row when (old.given_on is not null) execute function commission_kept();
create function opinion_in_open_session() returns trigger language plpgsql as $keep$
begin
    if exists (select 1 from cases_commissionsession s where s.id = new.session_id and s.closed_at is not null) then
        raise exception 'opinion_in_open_session: this session is closed' using errcode = 'restrict_violation';
    end if;
    return new;
end $keep$;
create trigger opinion_in_open_session before insert or update of session_id on cases_opinion
    for each row when (new.session_id is not null) execute function opinion_in_open_session();
"""


class Migration(migrations.Migration):
    dependencies = [("cases", "0018_deciding")]
    operations = [
        migrations.RunSQL(
            KEPT, "drop function commission_kept cascade; drop function opinion_in_open_session cascade"
        )
    ]
