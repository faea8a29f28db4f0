"""What a job promises, one promise at a time: leases, tries, keys, the relay (I20 to I24)."""

import threading
import time
from datetime import timedelta

import pytest
from django.db import connection, transaction

from phb.core import audit, jobs
from phb.core.actors import the_service
from phb.core.clock import now
from phb.core.errors import RuleBroken
from phb.core.models import AuditEvent, Job
from phb.core.tenancy import acting_as
from tests.jobs import kinds
from tests.jobs.ground import wait_until

WORK: dict[str, object] = {}


@jobs.job("test.scripted")
def scripted(row, by):
    """Does whatever the test has put into WORK."""
    kinds.effect(row)
    WORK["do"](row, by)


@pytest.fixture
def ask(asker):
    def one(kind="test.good", **more):
        with acting_as(asker):
            return jobs.ask(kind, by=asker, payload=more.pop("payload", {}), **more)

    return one


@pytest.fixture
def change(asker):
    """`change(job, attempts=2)`: as if time had passed or a worker had been here."""

    def update(row, **values):
        with acting_as(the_service(asker.organisation_id)):
            Job.objects.filter(pk=row.pk).update(**values)

    return update


@pytest.fixture
def found(asker):
    def read(row):
        with acting_as(the_service(asker.organisation_id)):
            return Job.objects.get(pk=row.pk)

    return read


def test_a_rolled_back_transaction_leaves_no_job_and_no_wake_up(broker, asker, states):
    with pytest.raises(RuleBroken), acting_as(asker):  # noqa: PT012 (both belong to the transaction)
        jobs.ask("test.good", by=asker, payload={})
        raise RuleBroken("No.")
    assert (states(), broker.queued()) == ({}, 0)


def test_the_wake_up_goes_out_after_the_commit(broker, asker):
    with acting_as(asker):
        jobs.ask("test.good", by=asker, payload={})
        assert broker.queued() == 0
    assert broker.queued() == 1


def test_a_thread_of_the_web_server_reaches_the_same_broker(broker, asker):
    def answer():
        with acting_as(asker):
            jobs.ask("test.good", by=asker, payload={})

    elsewhere(answer)
    assert broker.queued() == 1


def test_a_message_carries_numbers_only(broker, ask):
    row = ask(payload={"person": 7})
    (message,) = broker.client().lrange("celery", 0, -1)
    assert f'"argsrepr": "[{row.organisation_id}, {row.pk}]"'.encode() in message
    assert b"person" not in message


def test_outside_a_transaction_it_is_refused(transactional_db, asker):
    with pytest.raises(RuntimeError, match="in the transaction that needs it"):
        jobs.ask("test.good", by=asker, payload={})


def test_an_unknown_kind_fails_at_once(asker, states):
    with pytest.raises(LookupError, match=r"test\.nobody"), acting_as(asker):
        jobs.ask("test.nobody", by=asker, payload={})
    assert states() == {}


def test_two_handlers_for_a_kind_are_refused():
    with pytest.raises(ValueError, match="Two handlers"):
        jobs.job("test.good")(lambda row, by: None)


def test_the_effect_and_done_are_one(broker, ask, found, effects):
    row = ask()
    assert jobs.run(row.organisation_id, row.pk) == "done"
    done = found(row)
    assert (done.state, done.attempts, done.problem, effects()) == ("done", 1, "", {row.pk: 1})
    assert done.finished_at is not None


def test_a_second_wake_up_does_nothing(broker, ask, effects):
    row = ask()
    assert [jobs.run(row.organisation_id, row.pk) for _ in range(3)] == ["done", "not_mine", "not_mine"]
    assert effects() == {row.pk: 1}


def test_two_workers_at_once_do_it_once(broker, ask, effects):
    row, said = ask(payload={"seconds": 0.3}), []

    def work():
        said.append(jobs.run(row.organisation_id, row.pk))
        connection.close()

    workers = [threading.Thread(target=work) for _ in range(8)]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()
    assert sorted(said) == ["done"] + ["not_mine"] * 7
    assert effects() == {row.pk: 1}


def test_the_same_key_is_the_same_job(broker, ask, states):
    assert ask(key="statement-4").pk == ask(key="statement-4").pk != ask(key="statement-5").pk
    assert states() == {"waiting": 2}


def test_a_failure_takes_the_effect_back_and_waits_before_the_next_try(broker, ask, found, effects):
    row = ask("test.raises")
    assert jobs.run(row.organisation_id, row.pk) == "waiting"
    waiting = found(row)
    assert (waiting.problem, effects()) == ("It failed with ValueError.", {})
    assert waiting.not_before > now() + timedelta(seconds=3)
    assert jobs.run(row.organisation_id, row.pk) == "not_mine", "too early"


def test_after_three_failures_it_is_set_aside_and_can_be_tried_again(broker, effects, ask, change, found, asker):
    row = ask("test.raises")
    for state in ("waiting", "waiting", "set_aside"):
        assert jobs.run(row.organisation_id, row.pk) == state
        change(row, not_before=None)
    assert (found(row).attempts, found(row).problem) == (3, "It failed with ValueError.")
    assert jobs.run(row.organisation_id, row.pk) == "not_mine"
    with acting_as(asker):
        again = jobs.retry(job_id=row.pk, by=asker)
    assert (again.state, again.attempts, again.problem, again.finished_at) == ("waiting", 0, "", None)
    with pytest.raises(RuleBroken, match="set aside"), acting_as(asker):
        jobs.retry(job_id=row.pk, by=asker)


def test_another_organisation_cannot_try_it_again(broker, ask, change, there):
    row = ask()
    change(row, state="leased", lease_until=now())
    change(row, state="set_aside")
    with pytest.raises(RuleBroken), acting_as(the_service(there.pk)) as stranger:
        jobs.retry(job_id=row.pk, by=stranger)


def test_a_broken_rule_is_not_tried_again_and_tells_why(broker, effects, ask, found):
    def refuse(row, by):
        raise RuleBroken("The budget was closed on 3 March.")

    WORK["do"] = refuse
    row = ask("test.scripted")
    assert jobs.run(row.organisation_id, row.pk) == "set_aside"
    assert (found(row).attempts, found(row).problem) == (1, "The budget was closed on 3 March.")


def test_a_worker_that_stops_three_times_sets_the_job_aside(broker, ask, change, found, effects):
    row = ask()
    for _ in range(jobs.TRIES):
        assert jobs._lease(row.organisation_id, row.pk, "somebody who dies").state == "leased"
        change(row, lease_until=now() - timedelta(seconds=1))
    assert jobs.run(row.organisation_id, row.pk) == "set_aside"
    assert (found(row).problem, effects()) == ("The worker stopped without a word, three times.", {})


def test_a_live_lease_is_respected_and_one_that_ran_out_is_not(broker, ask, change):
    row = ask()
    assert jobs._lease(row.organisation_id, row.pk, "one") is not None
    assert jobs._lease(row.organisation_id, row.pk, "two") is None
    change(row, lease_until=now() - timedelta(seconds=1))
    assert jobs._lease(row.organisation_id, row.pk, "two").lease_token == "two"


def test_the_lease_is_renewed_while_the_work_goes_on(broker, effects, ask, found, monkeypatch):
    monkeypatch.setattr(jobs, "RENEW_SECONDS", 0.05)
    row, ends = ask("test.scripted"), []

    def work(leased, by):
        ends.append(found_elsewhere(found, leased))
        time.sleep(0.4)
        ends.append(found_elsewhere(found, leased))

    WORK["do"] = work
    assert jobs.run(row.organisation_id, row.pk) == "done"
    assert ends[1] - ends[0] > timedelta(seconds=0.2)


def test_renewal_goes_on_after_a_beat_that_failed(broker, effects, ask, monkeypatch):
    monkeypatch.setattr(jobs, "RENEW_SECONDS", 0.05)
    tried = []

    def away(service):
        tried.append(service)
        raise OSError("the database is away")

    row = ask("test.scripted")
    WORK["do"] = lambda leased, by: (monkeypatch.setattr(jobs, "acting_as", away), time.sleep(0.4), monkeypatch.undo())
    assert jobs.run(row.organisation_id, row.pk) == "done"
    assert len(tried) >= 2


def elsewhere(act):
    """Do it by another connection, as another worker would; returns what it returned."""
    said = []

    def work():
        said.append(act())
        connection.close()

    other = threading.Thread(target=work)
    other.start()
    other.join()
    return said[0]


def found_elsewhere(found, row):
    """The end of the lease as another connection sees it."""
    return elsewhere(lambda: found(row).lease_until)


def test_a_lost_lease_takes_the_effect_back(broker, ask, change, found, effects):
    row = ask("test.scripted")
    WORK["do"] = lambda leased, by: elsewhere(lambda: change(leased, lease_token="another worker"))
    assert jobs.run(row.organisation_id, row.pk) == "not_mine"
    assert (found(row).state, effects()) == ("leased", {}), "the other worker's lease stands, our effect does not"


def test_work_in_pieces_commits_each_and_tells_how_far_it_is(broker, ask, found, effects):
    row = ask("test.in_pieces")
    assert jobs.run(row.organisation_id, row.pk) == "done"
    assert (found(row).done_items, found(row).all_items) == (3, 3)
    assert [effects(f"piece {piece}")[row.pk] for piece in range(3)] == [1, 1, 1]


def test_what_a_job_reads_is_on_the_trail(broker, effects, ask, asker):
    WORK["do"] = lambda leased, by: audit.note_read(12, "made your statement")
    row = ask("test.scripted")
    assert jobs.run(row.organisation_id, row.pk) == "done"
    with acting_as(the_service(asker.organisation_id)):
        event = AuditEvent.objects.get(what="read: made your statement")
    assert (event.person_id, event.user_id, event.request_id) == (12, asker.user_id, f"job-{row.pk}")


def test_the_relay_offers_what_waits_too_long_or_lost_its_worker(broker, ask, change):
    fresh, old, stopped, working, later = (ask() for _ in range(5))
    long_ago = now() - jobs.LOST_WAKE_UP
    for row in (old, later):
        change(row, asked_at=long_ago)
    change(later, not_before=now() + timedelta(minutes=1))
    change(stopped, state="leased", lease_until=now() - timedelta(seconds=1))
    change(working, state="leased", lease_until=now() + timedelta(seconds=60))
    broker.client().flushall()
    assert jobs.offer_all_again() == 2
    sent = b"".join(broker.client().lrange("celery", 0, -1)).decode()
    assert [row.pk for row in (fresh, old, stopped, working, later) if f", {row.pk}]" in sent] == [old.pk, stopped.pk]


def test_a_long_queue_does_not_grow_by_the_relay(broker, ask_many, asker, monkeypatch):
    monkeypatch.setattr(jobs, "ROUND", 20)
    monkeypatch.setattr(jobs, "LOST_WAKE_UP", timedelta(0))
    ids = ask_many(30)
    broker.client().flushall()
    assert [jobs.offer_all_again() for _ in range(5)] == [20, 0, 0, 0, 0]
    with acting_as(the_service(asker.organisation_id)):
        Job.objects.filter(pk=ids[29]).update(state="leased", lease_until=now() - timedelta(seconds=1))
    assert jobs.offer_all_again() == 1, "one whose worker stopped is told however long the queue is"
    assert broker.queued() == 21


def test_the_relay_stops_at_once_when_the_broker_is_away(broker, ask_many, monkeypatch):
    monkeypatch.setattr(jobs, "LOST_WAKE_UP", timedelta(0))
    ask_many(50)
    broker.kill()
    began = time.monotonic()
    assert jobs.offer_all_again() == 0
    assert time.monotonic() - began < 5


def test_each_organisation_is_offered_its_own(broker, ask, there, monkeypatch):
    monkeypatch.setattr(jobs, "LOST_WAKE_UP", timedelta(0))
    ask()
    with acting_as(the_service(there.pk)) as service:
        jobs.ask("test.good", by=service, payload={})
    broker.client().flushall()
    assert jobs.offer_all_again() == 2


def test_two_schedulers_do_no_harm(broker, crew, ask_many, effects, states):
    ids = ask_many(20)
    broker.client().flushall()
    env = {"TEST_LOST_WAKE_UP_SECONDS": "1"}
    crew.worker(**env)
    crew.scheduler(), crew.scheduler()
    wait_until(lambda: states() == {"done": 20}, seconds=45, what="all done by two relays")
    assert effects() == dict.fromkeys(ids, 1)


def test_a_job_cannot_be_made_done_without_a_lease(broker, ask, change):
    row = ask()
    with pytest.raises(Exception, match='cannot go from "waiting" to "done"'), transaction.atomic():
        change(row, state="done")
