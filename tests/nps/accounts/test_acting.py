"""Who acts is told to PostgreSQL for one transaction, and only for that one."""

import pytest
from django.db import ProgrammingError, connection, transaction

from nps.accounts.acting import acting

pytestmark = pytest.mark.django_db


def role() -> tuple[str, str]:
    with connection.cursor() as cursor:
        cursor.execute("select current_setting('role'), coalesce(current_setting('nps.key', true), '')")
        return cursor.fetchone()


def broken() -> None:
    with connection.cursor() as cursor:
        cursor.execute("select * from no_such_table")


def test_the_former_actor_comes_back_inside_an_outer_transaction():
    with acting("staff"):
        with acting("partner", "7"):
            assert role() == ("nps_partner", "7")
        assert role() == ("nps_staff", "")


def test_a_refused_statement_is_told_as_it_is_and_leaves_no_actor_behind():
    with acting("system"):
        with pytest.raises(ProgrammingError, match="no_such_table"), acting("partner", "7"):
            broken()
        assert role() == ("nps_system", "")
    with pytest.raises(ProgrammingError, match="no_such_table"), acting("partner", "7"):
        broken()
    assert role() == ("none", "")


def test_a_transaction_marked_for_rollback_leaves_no_actor_behind():
    with acting("staff"):
        with acting("partner", "7"):
            transaction.set_rollback(True)
        assert role() == ("nps_staff", "")


@pytest.mark.django_db(transaction=True)
def test_the_end_of_the_transaction_is_the_end_of_the_actor():
    with acting("partner", "7"):
        assert role() == ("nps_partner", "7")
    assert role() == ("none", "")
    with pytest.raises(ProgrammingError, match="no_such_table"), acting("partner", "7"):
        broken()
    assert role() == ("none", "")


def test_an_unknown_kind_is_refused():
    with pytest.raises(ValueError, match="unknown kind"), acting("somebody"):
        pass
