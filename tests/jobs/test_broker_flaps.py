"""The broker goes away and comes back: pages go on, workers come back by themselves (I26)."""

import time

from phb.core import jobs
from tests.jobs.ground import wait_until


def test_asking_goes_on_without_a_broker(broker, ask_many, states):
    broker.kill()
    began = time.monotonic()
    ask_many(1)
    assert states() == {"waiting": 1}
    assert time.monotonic() - began < 3, "the page waits for a broker that is away"


def test_workers_come_back_by_themselves(broker, crew, ask_many, states, effects):
    worker = crew.worker()
    ask_many(2)
    wait_until(lambda: states()["done"] == 2, seconds=30, what="the worker works before the broker goes")
    for flap in range(1, 4):
        broker.kill()
        time.sleep(flap)
        lost = ask_many(1)
        broker.start()
        found = ask_many(1)
        took = wait_until(
            lambda: effects()[found[0]] == 1, seconds=60, what=f"work is taken after flap {flap}"
        )
        print(f"flap {flap}: {took:.1f} s")
        jobs.wake(1, lost[0]) if False else None
        assert worker.poll() is None, "the worker was not started again: it came back itself"
