"""J06: jobs that kill their worker, fail or eat memory are set aside after three tries; the others are done."""

from io import StringIO

import pytest
from django.core.management import call_command

from phb.core import jobs
from phb.core.actors import the_service
from phb.core.models import Job
from phb.core.tenancy import acting_as
from tests.jobs.ground import wait_until

GOOD = 1000
SHORTER = {"TEST_LEASE_SECONDS": "6", "TEST_LOST_WAKE_UP_SECONDS": "6", "WORKER_MEMORY_MB": "700"}
POISON = ("test.kills_its_worker", "test.raises", "test.eats_memory")


def found(job_id: int, asker) -> Job:
    with acting_as(the_service(asker.organisation_id)):
        return Job.objects.get(pk=job_id)


@pytest.mark.J06
def test_poison_is_set_aside_and_the_others_are_done(crew, ask_many, asker, states, effects, monkeypatch):
    monkeypatch.setattr(jobs, "LOST_WAKE_UP", jobs.timedelta(seconds=6))
    first = ask_many(GOOD // 2)
    poison = {kind: ask_many(1, kind)[0] for kind in POISON}
    good = first + ask_many(GOOD - len(first))
    crew.worker(**SHORTER)
    wait_until(
        lambda: jobs.offer_all_again() >= 0 and states() == {"done": GOOD, "set_aside": len(POISON)},
        seconds=120, what="poison set aside, the others done", step=5,
    )  # fmt: skip
    assert effects() == dict.fromkeys(good, 1)
    for kind, job_id in poison.items():
        assert found(job_id, asker).attempts == jobs.TRIES, kind
    assert effects("started")[poison["test.kills_its_worker"]] == jobs.TRIES
    assert found(poison["test.eats_memory"], asker).problem == "It failed with MemoryError."

    said = StringIO()
    call_command("jobs", stdout=said)
    for kind, job_id in poison.items():
        assert f"{job_id} {kind}: " in said.getvalue()
    assert "Adaeze" not in said.getvalue(), "the words of a failure may hold a name: its kind only is kept"
    assert "Adaeze" not in crew.logs()


@pytest.mark.J06
def test_twin_tries_counted_afterwards_never_end(crew, ask_many, asker, states, effects, monkeypatch):
    monkeypatch.setattr(jobs, "LOST_WAKE_UP", jobs.timedelta(seconds=1))
    (killer,) = ask_many(1, "test.kills_its_worker")
    crew.worker(**{**SHORTER, "TEST_LEASE_SECONDS": "1"}, TEST_TWIN="count tries afterwards")
    wait_until(
        lambda: jobs.offer_all_again() >= 0 and effects("started")[killer] > jobs.TRIES,
        seconds=60, what="a fourth try", step=0.5,
    )  # fmt: skip
    assert found(killer, asker).state != "set_aside"
