"""The harness: harsher than production.

The test database is made and migrated by its owner; the tests themselves connect as the
application's role, which row-level security binds. Two organisations always exist.
"""

import os
from collections.abc import Iterator
from datetime import date
from types import SimpleNamespace

import psycopg
import pytest
from allauth.account.internal.flows.login import record_authentication
from django.conf import settings
from django.core.cache import cache
from django.core.management import call_command
from django.db import connection, connections
from django.test import TransactionTestCase
from hypothesis import HealthCheck
from hypothesis import settings as hypothesis_settings
from psycopg import sql

from phb.core import audit
from phb.core.actors import Actor, the_service
from phb.core.models import Organisation, User
from phb.core.tenancy import act_as
from tests.factories.core import make_actor

# Tests that start servers and workers of their own, or race many threads: after all others, which share the
# machine's cores, and in two rows: what a browser does, and what stops and starts machines.
ALONE = (
    "tests/jobs/",
    "tests/journeys/",
    "tests/scripts/",
    "test_together",
    "test_look",
    "test_conversation",
    "test_degraded",
)
BROWSER = ("tests/journeys/", "test_look", "test_conversation")
# Few tests that each take minutes: begun first, so that no core waits for them at the end.
LONGEST = ("tests/security/test_walk", "tests/security/test_hidden", "tests/security/test_filled", "tests/security/")

# How long an example takes says how busy the machine is, not whether the property holds.
hypothesis_settings.register_profile("shared", deadline=None, suppress_health_check=[HealthCheck.too_slow])
hypothesis_settings.load_profile("shared")


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    items.sort(key=lambda item: next((i for i, part in enumerate(LONGEST) if part in item.nodeid), len(LONGEST)))
    for item in items:
        if any(part in item.nodeid for part in ALONE):
            item.add_marker(pytest.mark.alone)
            browser = any(part in item.nodeid for part in BROWSER)
            item.add_marker(pytest.mark.xdist_group("browser" if browser else "machine"))


def _own_redis() -> None:
    """Each worker of the suite empties its own cache, not its neighbour's."""
    worker = os.environ.get("PYTEST_XDIST_WORKER", "gw0").removeprefix("gw")
    base, _, number = settings.REDIS_URL.rpartition("/")
    if worker != "0" and number.isdigit():
        settings.REDIS_URL = settings.CACHES["default"]["LOCATION"] = f"{base}/{int(number) + int(worker)}"


_own_redis()
HERE, THERE = "QXN", "QXS"
STANDING = (HERE, "NHS Northmoor"), (THERE, "NHS Southvale")


def owner_connection(database: str) -> psycopg.Connection:
    owner = settings.DATABASES["owner"]
    return psycopg.connect(
        host=owner["HOST"],
        port=owner["PORT"] or 5432,
        user=owner["USER"],
        password=owner["PASSWORD"],
        dbname=database,
        autocommit=True,
    )


def _name_of_test_database() -> str:
    suffix = os.environ.get("PHB_TEST_NAME", "main") + os.environ.get("PYTEST_XDIST_WORKER", "")
    return f"test_phb_{suffix}"


@pytest.fixture(scope="session")
def django_db_setup(django_test_environment, django_db_blocker) -> Iterator[None]:
    name = _name_of_test_database()
    home = settings.DATABASES["owner"]["NAME"]
    with owner_connection(home) as owner:
        owner.execute(sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(sql.Identifier(name)))
        owner.execute(sql.SQL("CREATE DATABASE {}").format(sql.Identifier(name)))
    for alias in connections:
        connections[alias].close()
        connections[alias].settings_dict["NAME"] = name
        settings.DATABASES[alias]["NAME"] = name
    with django_db_blocker.unblock():
        call_command("migrate", verbosity=0, interactive=False)
        connections["owner"].close()
        make_standing_rows()
    yield
    with django_db_blocker.unblock():
        connections.close_all()
    if not os.environ.get("PHB_TEST_KEEP"):
        with owner_connection(home) as owner:
            owner.execute(sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(sql.Identifier(name)))


def make_standing_rows() -> None:
    with owner_connection(connection.settings_dict["NAME"]) as owner:
        for code, name in STANDING:
            owner.execute(
                "INSERT INTO core_organisation (ods_code, name, starts, phone, email, address) "
                "VALUES (%s, %s, %s, '01632 960100', %s, '1 Moor Road') ON CONFLICT DO NOTHING",
                [code, f"{name} Integrated Care Board", date(2022, 7, 1), f"phb@{code.lower()}.example.nhs.uk"],
            )


STAY = ("django_migrations", "phb_transition", "phb_guard", "django_content_type", "auth_permission")


def empty_the_database() -> None:
    """After a test that committed: the rows go, table by table that has any, and the counters begin again.

    Append-only tables refuse it and row-level security hides the rows, so the owner lifts both for this one
    transaction; the application's role may not. (TRUNCATE makes a new file for each of a hundred tables: seconds.)
    """
    with owner_connection(connection.settings_dict["NAME"]) as owner, owner.transaction():
        owner.execute("SET LOCAL session_replication_role = replica")
        tables = owner.execute(
            "SELECT relname, relforcerowsecurity FROM pg_class WHERE relkind = 'r' "
            "AND relnamespace = 'public'::regnamespace AND NOT relname = ANY(%s)",
            [list(STAY)],
        ).fetchall()
        guarded = [name for name, forced in tables if forced]
        owner.execute("; ".join(f'ALTER TABLE "{name}" NO FORCE ROW LEVEL SECURITY' for name in guarded))
        with_rows = " UNION ALL ".join(f"(SELECT '{name}' FROM \"{name}\" LIMIT 1)" for name, _ in tables)
        for (name,) in owner.execute(with_rows).fetchall():
            owner.execute(f'DELETE FROM "{name}"')
        owner.execute("; ".join(f'ALTER TABLE "{name}" FORCE ROW LEVEL SECURITY' for name in guarded))
        owner.execute(
            "SELECT setval(format('%I', sequencename)::regclass, 1, false) FROM pg_sequences "
            "WHERE schemaname = 'public' AND last_value IS NOT NULL"
        )
    make_standing_rows()


@pytest.fixture(autouse=True, scope="session")
def _flush_as_owner() -> Iterator[None]:
    original = TransactionTestCase._fixture_teardown

    def teardown(self: TransactionTestCase) -> None:
        if type(self)._fixture_teardown is not TransactionTestCase._fixture_teardown:
            return original(self)
        connections.close_all()
        return empty_the_database()

    TransactionTestCase._fixture_teardown = teardown
    yield
    TransactionTestCase._fixture_teardown = original


@pytest.fixture(autouse=True)
def _fresh_notes() -> None:
    audit.begin()


@pytest.fixture(autouse=True)
def _empty_cache() -> None:
    cache.clear()


@pytest.fixture
def owner(db) -> Iterator[psycopg.Connection]:
    """The owner of the tables. It sees only what is committed: not what the test's transaction wrote."""
    with owner_connection(connection.settings_dict["NAME"]) as conn:
        yield conn


@pytest.fixture
def here(db) -> Organisation:
    return Organisation.objects.get(ods_code=HERE)


@pytest.fixture
def there(db) -> Organisation:
    return Organisation.objects.get(ods_code=THERE)


@pytest.fixture
def actor_of(here):
    """`actor_of("CC")`: a new member of staff of the first organisation, for whom the database now works."""

    def make(role: str, organisation: Organisation | None = None, **fields: object) -> Actor:
        organisation = organisation or here
        act_as(the_service(organisation.pk))
        made = make_actor(role, organisation, **fields)
        act_as(made)
        return made

    return make


@pytest.fixture
def sign_in(client):
    """`sign_in(actor)`: the test client as that user, in that seat, past the second factor.

    `minutes_ago` says when the password was given: five or more, and the gravest pages ask again.
    """

    def enter(actor: Actor, browser=None, minutes_ago: int = 0):

        browser = browser or client
        user = User.objects.get(pk=actor.user_id)
        browser.force_login(user)
        session = browser.session
        seat = f"staff:{actor.membership_id}" if actor.membership_id else f"own:{actor.organisation_id}:{actor.role}"
        session["seat"] = seat
        record_authentication(SimpleNamespace(session=session), user, method="password")
        for record in session["account_authentication_methods"]:
            record["at"] -= minutes_ago * 60
        session.save()
        return browser

    return enter


def settle() -> None:
    """Fire what waits for the commit: the trail, the ledger's checks. Raises as the commit would."""
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        cursor.execute("SET CONSTRAINTS ALL DEFERRED")


@pytest.fixture(name="settle")
def settle_fixture():
    return settle
