"""T01 and T02: the catalogue shows no gap, and without an organisation nothing is read or written."""

import json

import psycopg
import pytest
from django.core.management import call_command
from django.db import Error, connection, transaction

from phb.core.database.guard import tenant_models
from phb.core.isolation import gaps
from phb.core.tenancy import act_as_nobody
from tests.factories.core import make_person

pytestmark = pytest.mark.django_db
TABLES = sorted(model._meta.db_table for model in tenant_models())


@pytest.mark.T01
def test_the_catalogue_shows_no_gap(capsys):
    assert list(gaps()) == []
    call_command("verify_isolation", "--json")
    assert json.loads(capsys.readouterr().out) == {"ok": True, "gaps": []}


@pytest.mark.T01
@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize(
    ("harm", "mend", "words"),
    [
        (
            "ALTER TABLE core_person NO FORCE ROW LEVEL SECURITY",
            "ALTER TABLE core_person FORCE ROW LEVEL SECURITY",
            "not enabled and forced",
        ),
        (
            "ALTER TABLE core_person DISABLE ROW LEVEL SECURITY",
            "ALTER TABLE core_person ENABLE ROW LEVEL SECURITY",
            "not enabled and forced",
        ),
        (
            "ALTER POLICY of_organisation ON core_person USING (true)",
            "ALTER POLICY of_organisation ON core_person USING (organisation_id = phb_organisation())",
            "no policy",
        ),
        ("CREATE TABLE left_open (id int)", "DROP TABLE left_open", "belongs to no organisation"),
        ("CREATE VIEW seen_by_all AS SELECT 1 AS one", "DROP VIEW seen_by_all", "reader's rights"),
        (
            "CREATE FUNCTION sly() RETURNS int LANGUAGE sql SECURITY DEFINER AS 'SELECT 1'",
            "DROP FUNCTION sly()",
            "not on the list",
        ),
        (
            "ALTER TABLE core_assignment DROP CONSTRAINT core_assignment_person_id_same_organisation",
            "ALTER TABLE core_assignment ADD CONSTRAINT core_assignment_person_id_same_organisation FOREIGN KEY (organisation_id, person_id) "
            "REFERENCES core_person (organisation_id, id) DEFERRABLE INITIALLY DEFERRED",
            "no key that carries",
        ),
    ],
)
def test_each_guard_that_is_taken_away_is_found(owner: psycopg.Connection, harm, mend, words):
    owner.execute(harm)
    try:
        found = list(gaps())
        assert len(found) == 1
        assert words in found[0]
    finally:
        owner.execute(mend)
    assert list(gaps()) == []


@pytest.mark.T02
@pytest.mark.parametrize("table", TABLES)
def test_without_an_organisation_no_table_shows_or_takes_a_row(table, actor_of, here):
    actor_of("COM")
    make_person(here)
    act_as_nobody()
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT count(*) FROM {table}")
        assert cursor.fetchone() == (0,)
        for statement in (
            f"UPDATE {table} SET organisation_id = organisation_id",
            f"DELETE FROM {table}",
            f"INSERT INTO {table} SELECT * FROM {table}",
        ):
            try:
                with transaction.atomic():
                    cursor.execute(statement)
                    assert cursor.rowcount == 0
            except Error:
                pass  # refused outright is as good as nothing done
        with pytest.raises(Error), transaction.atomic():
            cursor.execute(f"INSERT INTO {table} (organisation_id) VALUES ({here.pk})")


@pytest.mark.T02
@pytest.mark.parametrize("table", TABLES)
def test_copy_out_shows_nothing_without_an_organisation(table, actor_of, here):
    actor_of("COM")
    make_person(here)
    act_as_nobody()
    try:
        with (
            transaction.atomic(),
            connection.cursor() as cursor,
            cursor.cursor.copy(f"COPY (SELECT * FROM {table}) TO STDOUT") as copy,
        ):
            assert list(copy) == []
    except Error:
        pass
