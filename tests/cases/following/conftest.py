"""Raw queries, for what the database itself must refuse."""

import pytest
from django.db import connection


@pytest.fixture
def raw():
    def execute(statement: str) -> None:
        with connection.cursor() as cursor:
            cursor.execute(statement)

    return execute
