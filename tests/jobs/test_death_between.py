"""J05: the one who asks dies between commit and wake-up, or right after it; the job runs within a minute, once."""

import json
import time

import pytest

from phb.core import jobs
from tests.jobs.ground import wait_until

EACH = 100


def ask_and_die(crew, asker, point: str, count: int = EACH) -> None:
    """`count` processes, each of which asks for one job and dies at the fault point."""
    about = json.dumps({"user": asker.user_id, "organisation": asker.organisation_id})
    process = crew.python("-m", "tests.jobs.asks_and_dies", point, str(count), about, ALLOW_FAULTS="1")
    assert process.wait(timeout=60) == 0, crew.logs()


@pytest.mark.J05
def test_the_job_runs_within_a_minute_and_once(broker, crew, asker, states, effects):
    ask_and_die(crew, asker, "after_commit")
    assert (states(), broker.queued()) == ({"waiting": EACH}, 0), "committed, and no wake-up was sent"
    ask_and_die(crew, asker, "after_publish")
    assert (states(), broker.queued()) == ({"waiting": 2 * EACH}, EACH), "committed, and each wake-up was sent"
    began = time.monotonic()
    crew.scheduler()
    crew.worker()
    wait_until(lambda: states() == {"done": 2 * EACH}, seconds=60, what="every job is done")
    print(f"all done {time.monotonic() - began:.0f} s after the last death, with the real times")
    assert list(effects().values()) == [1] * (2 * EACH)


@pytest.mark.J05
def test_death_before_the_commit_leaves_no_job(broker, crew, asker, states):
    ask_and_die(crew, asker, "before_commit", 5)
    assert (states(), broker.queued()) == ({}, 0)


@pytest.mark.J05
def test_twin_without_the_relay_it_never_runs(broker, crew, asker, ask_many, states, effects):
    ask_and_die(crew, asker, "after_commit", 20)
    crew.worker()
    known = ask_many(1)
    wait_until(lambda: effects() == {known[0]: 1}, seconds=30, what="the worker works")
    time.sleep(5)
    assert states() == {"waiting": 20, "done": 1}


@pytest.mark.J05
def test_twin_a_wake_up_before_the_commit_finds_no_job(broker, crew, asker, states, effects):
    """What would happen if the message were the truth: it is read before the row can be seen."""
    with jobs.acting_as(asker):
        made = jobs.ask("test.good", by=asker, payload={})
        assert broker.queued() == 0, "nothing is told before the commit"
        crew.worker()
        jobs.wake(made.organisation_id, made.pk)
        wait_until(lambda: broker.queued() == 0, seconds=30, what="the worker reads the message")
        time.sleep(1)
    assert effects() == {}
