"""What attacks on the database need: one committed world, the application's own connection, the owner's.

Attacks are refused or rolled back, so one world serves them all.
"""

from collections.abc import Callable, Iterator
from types import SimpleNamespace

import psycopg
import pytest
from django.db import connection, connections, transaction

from budgets import services
from phb.core import audit
from phb.core.actors import Actor
from phb.core.models import Organisation
from phb.core.policies import set_policy
from phb.core.tenancy import acting_as
from tests.conftest import HERE, empty_the_database, owner_connection
from tests.factories import budgets as made
from tests.factories.budgets import LONG_AGO, TODAY

TELL = "SELECT set_config('phb.organisation_id', %s, true), set_config('phb.user_id', %s, true), set_config('phb.role', 'FIN', true)"
CLOSED_TO = "2026-03-31"


@pytest.fixture(scope="module")
def world(django_db_setup, django_db_blocker) -> Iterator[SimpleNamespace]:
    """Committed: a paid payment in the ledger, a run that waits for release, details and a budget to be checked."""
    with django_db_blocker.unblock():
        audit.begin()
        try:
            with transaction.atomic():
                made_world = _make()
            yield made_world
        finally:
            connections.close_all()
            empty_the_database()


def _make() -> SimpleNamespace:
    staff = made.make_staff(Organisation.objects.get(ods_code=HERE))
    budget = made.make_active(staff)
    made.make_confirmed(staff)
    other = made.make_active(staff)
    run = made.make_run(staff)
    account = services.enter_account(
        budget_id=other.pk,
        name_on_account="New",
        sort_code="089999",
        account_number="12345678",
        on=TODAY,
        by=staff.finance,
    )
    # Its own guards must not stand in the way of the one that is tested.
    services.cancel_payment(
        payment_id=budget.payments.filter(state="scheduled").order_by("period_start").last().pk,
        reason="Room.",
        by=staff.finance,
    )
    set_policy(key="ledger_closed_to", value=CLOSED_TO, starts=LONG_AGO, by=staff.finance)
    proposed = made.make_proposed(staff).versions.get()
    entry = budget.entries.get()
    legs = list(entry.legs.order_by("id"))
    payment = budget.payments.filter(state="scheduled").order_by("period_start").first()
    return SimpleNamespace(
        staff=staff,
        by=staff.finance,
        organisation=staff.finance.organisation_id,
        maker=staff.finance.user_id,
        checker=staff.other_finance.user_id,
        budget=budget.pk,
        person=budget.person_id,
        entry=entry.pk,
        leg=legs[0].pk,
        account=legs[0].account_id,
        other_account=legs[1].account_id,
        on=TODAY,
        run=run.pk,
        entered=account.pk,
        version=proposed.pk,
        payment=payment.pk,
    )


@pytest.fixture
def application(world) -> Iterator[psycopg.Connection]:
    """The application's own role, in a session of its own, as psql would have it."""
    found = connection.settings_dict
    with psycopg.connect(
        host=found["HOST"], port=found["PORT"], user=found["USER"], password=found["PASSWORD"], dbname=found["NAME"]
    ) as conn:
        yield conn
        conn.rollback()


@pytest.fixture
def owner(world) -> Iterator[psycopg.Connection]:
    """The owner of the tables, to take a guard away inside a transaction that is rolled back."""
    with owner_connection(connection.settings_dict["NAME"]) as conn:
        conn.autocommit = False
        yield conn
        conn.rollback()


def attack(conn: psycopg.Connection, by: Actor, *statements: str) -> None:
    """Send statements and commit. Raises what the database says."""
    try:
        conn.execute(TELL, [str(by.organisation_id), str(by.user_id)])
        for statement in statements:
            conn.execute(statement)
        conn.commit()
    finally:
        conn.rollback()


def attack_without(guard: str, owner: psycopg.Connection, by: Actor, *statements: str) -> Callable[[str], list]:
    """The same statements once a guard is gone, checks of the commit included. Returns a way to look; nothing stays."""
    owner.execute(guard)
    owner.execute(TELL, [str(by.organisation_id), str(by.user_id)])
    for statement in statements:
        owner.execute(statement)
    owner.execute("SET CONSTRAINTS ALL IMMEDIATE")
    return lambda question: owner.execute(question).fetchall()


@pytest.fixture
def ledger_as_it_is(world) -> Callable[[], str]:
    """A fingerprint of every row of the ledger."""

    def read() -> str:
        with acting_as(world.by), connection.cursor() as cursor:
            parts = []
            for table in ("entry", "leg", "ledgeraccount", "balance"):
                cursor.execute(
                    f"SELECT md5(COALESCE(string_agg(t::text, '|' ORDER BY t::text), '')) FROM budgets_{table} t"
                )
                parts.append(cursor.fetchone()[0])
        return " ".join(parts)

    return read
