"""Kinds of job for the tests only, and shorter times, loaded by the tests' workers with `-I tests.jobs.kinds`.

Each writes a row into `test_effect`, which has no unique key: an effect that happens twice is seen twice.
"""

import os
import signal
import time
from datetime import timedelta

import psycopg
from django.db import connection

from phb.core import jobs
from phb.core.actors import Actor
from phb.core.models import Job

if seconds := os.environ.get("TEST_LEASE_SECONDS"):
    jobs.LEASE = timedelta(seconds=float(seconds))
    jobs.RENEW_SECONDS = float(seconds) / 6
if seconds := os.environ.get("TEST_LOST_WAKE_UP_SECONDS"):
    jobs.LOST_WAKE_UP = timedelta(seconds=float(seconds))

EFFECT = "INSERT INTO test_effect (job_id, what) VALUES (%s, %s)"


def effect(row: Job, what: str = "done") -> None:
    with connection.cursor() as cursor:
        cursor.execute(EFFECT, [row.pk, what])


def effect_of_its_own(row: Job, what: str) -> None:
    """Committed at once, whatever becomes of the job."""
    base = connection.settings_dict
    with psycopg.connect(
        host=base["HOST"],
        port=base["PORT"],
        user=base["USER"],
        password=base["PASSWORD"],
        dbname=base["NAME"],
        autocommit=True,
    ) as own:
        own.execute(EFFECT, [row.pk, what])


@jobs.job("test.good")
def good(row: Job, by: Actor) -> None:
    effect(row)
    time.sleep(row.payload.get("seconds", 0))


@jobs.job("test.leaky")
def leaky(row: Job, by: Actor) -> None:
    """The twin of a good one: its effect does not wait for the commit of "done"."""
    effect_of_its_own(row, "done")
    time.sleep(row.payload.get("seconds", 0))


@jobs.job("test.kills_its_worker")
def kills_its_worker(row: Job, by: Actor) -> None:
    effect_of_its_own(row, "started")
    os.kill(os.getpid(), signal.SIGKILL)


@jobs.job("test.raises")
def raises(row: Job, by: Actor) -> None:
    effect(row)
    raise ValueError("Adaeze Okafor, 999 000 0018, is nobody's business")


@jobs.job("test.eats_memory")
def eats_memory(row: Job, by: Actor) -> None:
    effect_of_its_own(row, "started")
    eaten = []
    while len(eaten) < 400:  # 8 GB at the most, should nothing stop it
        eaten.append(bytearray(20_000_000))
    effect(row)


@jobs.job("test.in_pieces", in_pieces=True)
def in_pieces(row: Job, by: Actor) -> None:
    for piece in range(3):
        with jobs.acting_as(by):
            effect(row, f"piece {piece}")
            jobs.tell_progress(row, piece + 1, 3, by=by)


def count_tries_afterwards() -> None:
    """The twin of counting before the work: a try counts only when it comes back by itself."""
    lease = jobs._lease

    def uncounted(organisation_id: int, job_id: int, token: str) -> Job | None:
        found = lease(organisation_id, job_id, token)
        if found is not None and found.state == "leased":
            with jobs.acting_as(jobs.the_service(organisation_id)):
                Job.objects.filter(pk=found.pk).update(attempts=found.attempts - 1)
        return found

    jobs._lease = uncounted


if os.environ.get("TEST_TWIN") == "count tries afterwards":
    count_tries_afterwards()
