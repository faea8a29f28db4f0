"""The broker goes away and comes back: pages go on, workers come back by themselves (I26)."""

import time
from functools import partial

from phb.core import jobs
from tests.jobs.ground import wait_until


def test_asking_goes_on_without_a_broker(broker, ask_many, states):
    broker.kill()
    began = time.monotonic()
    ask_many(1)
    assert states() == {"waiting": 1}
    assert time.monotonic() - began < 3, "the page waits for a broker that is away"


def test_workers_come_back_by_themselves(broker, crew, asker, ask_many, states, effects):
    kept = [crew.worker()]

    def taken(job_id: int) -> bool:
        # The broker's client can trip over a flap and end the worker; its supervisor starts it again, as
        # `scripts/run` and Compose do (tests/scripts/test_supervisor.py). Nobody else lends a hand.
        if kept[-1].poll() is not None:
            kept.append(crew.worker())
            jobs.wake(asker.organisation_id, job_id)  # the relay's part, for a message that died with the worker
        return happened(effects, job_id)

    ask_many(2)
    wait_until(lambda: states()["done"] == 2, seconds=30, what="the worker works before the broker goes")
    for flap in range(1, 4):
        broker.kill()
        time.sleep(flap)
        lost = ask_many(1)
        broker.start()
        (found,) = ask_many(1)
        wait_until(partial(taken, found), seconds=60, what=f"work is taken after flap {flap}")
        jobs.wake(asker.organisation_id, lost[0])  # as the relay does after half a minute
        wait_until(partial(taken, lost[0]), seconds=20, what="what was asked for meanwhile is done")


def happened(effects, job_id: int) -> bool:
    return effects()[job_id] == 1
