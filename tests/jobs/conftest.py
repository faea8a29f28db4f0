"""A broker of its own, a table of effects, and jobs to ask for."""

from collections import Counter
from collections.abc import Callable, Iterator

import pytest
from django.conf import settings
from django.db import connection, transaction

from phb.celery import app
from phb.core import jobs
from phb.core.actors import Actor, the_service
from phb.core.models import Job
from phb.core.tenancy import act_as, acting_as
from tests.conftest import owner_connection
from tests.factories.core import make_actor
from tests.jobs import kinds  # noqa: F401 (registers the tests' kinds in this process too)
from tests.jobs.ground import Broker, Crew


def point_at(url: str) -> None:
    """Send this process's wake-ups to another broker."""
    app.pool.force_close_all()
    app.conf.broker_url = url
    app._pool = None
    app.amqp._producer_pool = None


@pytest.fixture
def broker(tmp_path) -> Iterator[Broker]:
    folder = tmp_path / "broker"
    folder.mkdir()
    made = Broker(folder)
    made.start()
    before = app.conf.broker_url
    point_at(made.url)
    yield made
    point_at(before)
    made.kill()


@pytest.fixture
def effects(transactional_db) -> Iterator[Callable[[], Counter]]:
    """`effects()`: how often the effect of each job happened, counted in the database."""
    role = settings.DATABASES["default"]["USER"]
    with owner_connection(connection.settings_dict["NAME"]) as owner:
        owner.execute("CREATE TABLE IF NOT EXISTS test_effect (id bigserial, job_id bigint, what text)")
        owner.execute(
            f'GRANT SELECT, INSERT ON test_effect TO "{role}"; GRANT USAGE ON SEQUENCE test_effect_id_seq TO "{role}"'
        )

    def count(what: str = "done") -> Counter:
        with connection.cursor() as cursor:
            cursor.execute("SELECT job_id, count(*) FROM test_effect WHERE what = %s GROUP BY job_id", [what])
            return Counter(dict(cursor.fetchall()))

    yield count
    with owner_connection(connection.settings_dict["NAME"]) as owner:
        owner.execute("DROP TABLE test_effect")


@pytest.fixture
def crew(broker, effects, tmp_path) -> Iterator[Crew]:
    folder = tmp_path / "crew"
    folder.mkdir()
    made = Crew(broker, folder)
    yield made
    made.kill_all()
    print(made.logs())


@pytest.fixture
def asker(transactional_db, here) -> Actor:
    with transaction.atomic():
        act_as(the_service(here.pk))
        return make_actor("FIN", here)


@pytest.fixture
def ask_many(asker):
    """`ask_many(50, "test.good", seconds=0.1)`: as many jobs, asked for in transactions of fifty."""

    def ask(count: int, kind: str = "test.good", **payload) -> list[int]:
        ids: list[int] = []
        while len(ids) < count:
            with acting_as(asker):
                ids += [jobs.ask(kind, by=asker, payload=payload).pk for _ in range(min(50, count - len(ids)))]
        return ids

    return ask


@pytest.fixture
def states(asker):
    """`states()`: how many jobs stand in each state."""

    def count() -> Counter:
        with acting_as(the_service(asker.organisation_id)):
            return Counter(Job.objects.values_list("state", flat=True))

    return count
