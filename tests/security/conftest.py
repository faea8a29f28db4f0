"""One world per module, built once and put back after every test; the clock stands on a Monday morning.

The tests here do not ask for pytest-django's `db`: it closes the connection after each test and
would take the world with it. `stage` opens a transaction for the module, each test works in a
savepoint of it.
"""

from collections.abc import Iterator
from types import SimpleNamespace

import pytest
import time_machine
from django.core.cache import cache
from django.db import connection, transaction

from phb.core import audit
from phb.core.models import Organisation
from tests.conftest import HERE, THERE
from tests.factories.budgets import NOW
from tests.factories.world import make_world
from tests.security.walking import TakenBack, taken_back


@pytest.fixture(scope="module")
def stage(django_db_setup, django_db_blocker) -> Iterator[SimpleNamespace]:
    """`here` and `there`: the same world in two organisations."""
    cache.clear()
    with time_machine.travel(NOW, tick=True), django_db_blocker.unblock():
        try:
            with transaction.atomic():
                audit.begin()
                here, there = (make_world(Organisation.objects.get(ods_code=code)) for code in (HERE, THERE))
                with connection.cursor() as cursor:
                    cursor.execute("SET CONSTRAINTS ALL IMMEDIATE; SET CONSTRAINTS ALL DEFERRED")
                yield SimpleNamespace(here=here, there=there)
                raise TakenBack
        except TakenBack:
            pass
        finally:
            connection.close()


@pytest.fixture
def put_back(stage) -> Iterator[None]:
    """Whatever the test does to the world is taken back."""
    with taken_back():
        yield
