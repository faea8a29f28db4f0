"""Every life cycle of the product, in full: each move that the table does not list is refused by the database (M09).

Each table's own trigger, read from the database, is tried on a bare copy of its state column: the other rules of a
row (signatures, sums) would hide which one refused. That the trigger also stands on the real table follows from
reading it there; tests/careplans/services/test_held_by_the_database.py attacks a real one.
"""

import psycopg
import pytest
from django.db import connection

from phb.core.database.guard import tenant_models
from tests.conftest import owner_connection

CYCLES = {model._meta.db_table: model for model in tenant_models() if model.life_cycle is not None}
pytestmark = pytest.mark.django_db


def test_there_are_life_cycles_to_check():
    assert {"careplans_planversion", "eligibility_case", "budgets_budget", "budgets_payment", "core_job"} <= set(CYCLES)


@pytest.mark.parametrize("table", sorted(CYCLES))
def test_the_database_knows_exactly_the_moves_of_the_table(table):
    cycle = CYCLES[table].life_cycle
    with connection.cursor() as cursor:
        cursor.execute("SELECT from_state, to_state FROM phb_transition WHERE table_name = %s", [table])
        assert set(cursor.fetchall()) == {("", cycle.initial), *cycle.pairs()}


@pytest.mark.parametrize("table", sorted(CYCLES))
def test_each_pair_that_is_not_listed_is_refused_by_sql(table):
    """Both ways: unlisted pairs fail on the life cycle, listed ones do not fail on it."""
    cycle = CYCLES[table].life_cycle
    listed = cycle.pairs()
    with only_the_life_cycle(table) as owner:
        for before in cycle.states:
            for after in cycle.states:
                if before == after:
                    continue
                row = bare_row(owner, table, before)
                refused = is_refused(owner, table, row, after)
                assert refused == ((before, after) not in listed), f"{table}: {before} → {after}"


@pytest.mark.parametrize("table", sorted(CYCLES))
def test_a_row_begins_at_the_beginning(table):
    cycle = CYCLES[table].life_cycle
    with only_the_life_cycle(table) as owner:
        for state in cycle.states:
            owner.execute("SAVEPOINT row")
            try:
                owner.execute(f"INSERT INTO copy_of_{table} (state) VALUES (%s)", [state])
                began = True
            except psycopg.errors.CheckViolation:
                began = False
            owner.execute("ROLLBACK TO SAVEPOINT row")
            assert began == (state == cycle.initial), f"{table}: begins as {state}"


class only_the_life_cycle:
    """A table with the life cycle's own trigger and none of the other rules, which need whole records around a row.

    The trigger function looks its moves up by the name of the table it fires on, so the copy gets the moves of the
    original in the same transaction; all of it is taken back at the end.
    """

    def __init__(self, table: str) -> None:
        self.table = table

    def __enter__(self) -> psycopg.Connection:
        self.owner = owner_connection(connection.settings_dict["NAME"])
        self.owner.autocommit = False
        copy = f"copy_of_{self.table}"
        self.owner.execute(f"CREATE TABLE {copy} (id serial PRIMARY KEY, state text NOT NULL)")
        self.owner.execute(
            "INSERT INTO phb_transition SELECT %s, from_state, to_state FROM phb_transition WHERE table_name = %s",
            [copy, self.table],
        )
        # The very definition of the original's trigger, read from the database, on the copy.
        (definition,) = self.owner.execute(
            "SELECT pg_get_triggerdef(oid) FROM pg_trigger WHERE tgrelid = %s::regclass AND tgname = 'phb_life_cycle'",
            [self.table],
        ).fetchone()
        self.owner.execute(definition.replace(f"public.{self.table}", copy).replace(f"ON {self.table} ", f"ON {copy} "))
        return self.owner

    def __exit__(self, *problem: object) -> None:
        self.owner.rollback()
        self.owner.close()


def bare_row(owner: psycopg.Connection, table: str, state: str) -> int:
    owner.execute("SET LOCAL session_replication_role = replica")
    (row,) = owner.execute(f"INSERT INTO copy_of_{table} (state) VALUES (%s) RETURNING id", [state]).fetchone()
    owner.execute("SET LOCAL session_replication_role = origin")
    return row


def is_refused(owner: psycopg.Connection, table: str, row: int, after: str) -> bool:
    owner.execute("SAVEPOINT move")
    try:
        owner.execute(f"UPDATE copy_of_{table} SET state = %s WHERE id = %s", [after, row])
    except psycopg.errors.CheckViolation:
        owner.execute("ROLLBACK TO SAVEPOINT move")
        return True
    owner.execute("ROLLBACK TO SAVEPOINT move")
    return False
