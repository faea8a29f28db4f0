"""Organisations apart: what the database is told before it shows or takes a row.

Row-level security compares each row with the settings made here. They last as long as the
transaction (`SET LOCAL`), never as long as the connection, so a pooled connection carries
nothing into the next request.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from weakref import WeakKeyDictionary

from django.db import DEFAULT_DB_ALIAS, connection, connections, transaction

from phb.core.actors import Actor

# The transaction in which an organisation was last told, per connection.
_last_told: WeakKeyDictionary = WeakKeyDictionary()
SETTINGS = ("organisation_id", "user_id", "role", "user_name", "request_id", "reason")


def tell_database(**values: object) -> None:
    """Set `phb.<name>` for the rest of this transaction; a missing value is emptied."""
    if not connection.in_atomic_block:
        raise RuntimeError("The organisation is set inside a transaction only (SET LOCAL).")
    pairs = [(f"phb.{name}", "" if values.get(name) is None else str(values[name])) for name in SETTINGS]
    calls = ", ".join(["set_config(%s, %s, true)"] * len(pairs))
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {calls}", [part for pair in pairs for part in pair])
    if values.get("organisation_id") is not None:
        _last_told[_here()] = connection.atomic_blocks[0]


def act_as(actor: Actor) -> None:
    """Bind the running transaction to the actor's organisation."""
    _settle_what_came_before()
    tell_database(
        organisation_id=actor.organisation_id,
        user_id=actor.user_id,
        role=actor.role,
        user_name=actor.name,
        request_id=actor.request_id,
        reason=actor.reason,
    )


def act_as_nobody(user_id: int | None = None, request_id: str = "") -> None:
    """No organisation: no tenant row is seen or taken, save a user's own seats."""
    _settle_what_came_before()
    tell_database(user_id=user_id, request_id=request_id)


@contextmanager
def acting_as(actor: Actor) -> Iterator[Actor]:
    """One transaction of one actor. For jobs, commands and tests; requests use the middleware."""
    with transaction.atomic():
        act_as(actor)
        yield actor


def _settle_what_came_before() -> None:
    """When another actor has worked in this transaction, check and record what they wrote as theirs.

    The trail and the ledger's checks wait for the commit, when only the last actor would be known.
    A request or job has one actor, so this costs them nothing.
    """
    running = connection.atomic_blocks[0] if connection.atomic_blocks else None
    if running is not None and _last_told.get(_here()) is running:
        with connection.cursor() as cursor:
            cursor.execute("SET CONSTRAINTS ALL IMMEDIATE; SET CONSTRAINTS ALL DEFERRED")


def _here():
    """This thread's own connection, behind Django's proxy."""
    return connections[DEFAULT_DB_ALIAS]
