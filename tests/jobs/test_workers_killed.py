"""J01: workers are killed with -9, their whole group at once, again and again; nothing is lost or done twice.

At the size of every change: 400 jobs and 10 kills, each as soon as the new worker works; the lease is
eight seconds instead of sixty, the relay's own beat is the real one. Set TEST_JOBS, TEST_KILLS and
TEST_LEASE_SECONDS=60 for the size of a release.
"""

import os
import random
import time

import pytest

from phb.core import jobs
from tests.jobs.ground import wait_until

JOBS, KILLS = int(os.environ.get("TEST_JOBS", 400)), int(os.environ.get("TEST_KILLS", 10))
SHORTER = {"TEST_LEASE_SECONDS": os.environ.get("TEST_LEASE_SECONDS", "8"), "TEST_LOST_WAKE_UP_SECONDS": "8"}


def kill_again_and_again(crew, states, *, kills: int, seed: int) -> None:
    """Each worker is killed 0.3 to 1.5 s after it has begun to work; the last one is left alive."""
    chance = random.Random(seed)
    for _ in range(kills):
        worker = crew.worker(**SHORTER)
        before = states()["done"]
        wait_until(lambda before=before: states()["done"] > before, seconds=45, what="a new worker takes work")
        time.sleep(chance.uniform(0.3, 1.5))
        crew.kill(worker)


@pytest.mark.J01
def test_nothing_is_lost_or_done_twice(crew, ask_many, states, effects):
    asked = ask_many(JOBS, seconds=0.04)
    crew.scheduler(**SHORTER)
    kill_again_and_again(crew, states, kills=KILLS, seed=1)
    left = states()
    assert left["done"] < JOBS, "the killing ended before the work did, so it showed something"
    crew.worker(**SHORTER)
    took = wait_until(lambda: states() == {"done": JOBS}, seconds=120, what=f"all done after the last kill, not {left}")
    print(f"{KILLS} kills, {left} after the last, all done {took:.0f} s later")
    assert effects() == dict.fromkeys(asked, 1)


@pytest.mark.J01
def test_twin_an_effect_outside_the_transaction_happens_twice(crew, ask_many, states, effects, monkeypatch):
    ask_many(60, "test.leaky", seconds=0.2)
    kill_again_and_again(crew, states, kills=3, seed=2)
    shorten(monkeypatch)
    crew.worker(**SHORTER)
    wait_until(lambda: jobs.offer_all_again() == 0 and states() == {"done": 60}, seconds=60, what="all done", step=1)
    assert max(effects().values()) > 1


@pytest.mark.J01
def test_twin_without_the_relay_work_is_lost(crew, ask_many, states):
    ask_many(100, seconds=0.1)
    kill_again_and_again(crew, states, kills=2, seed=3)
    crew.worker(**SHORTER)
    time.sleep(25)  # the lease has run out twice, and the work took ten seconds
    assert states()["leased"] > 0


def shorten(monkeypatch) -> None:
    """The relay of this process looks with the tests' shorter times."""
    monkeypatch.setattr(jobs, "LOST_WAKE_UP", jobs.timedelta(seconds=8))
