"""Jobs: a row in Postgres is the truth, a message to a worker is only a wake-up (I20 to I27).

A job exists if and only if the transaction that asked for it committed. A worker leases it for
a minute and renews the lease while it works; the effect and "done" commit together. A job that
fails or kills its worker three times is set aside for a person, with the reason.
"""

import threading
import uuid
from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

import structlog
from celery import current_app
from django.db import close_old_connections, connection, transaction
from django.db.models import Q
from django.utils.module_loading import autodiscover_modules

from phb.core import audit
from phb.core.actors import Actor, the_service
from phb.core.clock import london_today, now
from phb.core.errors import RuleBroken
from phb.core.faults import fault
from phb.core.models import Document, Job, Membership, Organisation, User
from phb.core.selectors import running
from phb.core.tenancy import acting_as

log = structlog.get_logger("phb.jobs")
TRIES = 3
LEASE = timedelta(seconds=60)
RENEW_SECONDS = 10
# A wake-up that was lost is sent again after this long, and then each time the relay looks.
LOST_WAKE_UP = timedelta(seconds=30)
# So many at a time; while more wait in the queue than that, no worker is short of wake-ups.
ROUND = 500


@dataclass(frozen=True, slots=True)
class Handler:
    """`work(job, by)`; one that works in pieces makes its own transactions, piece by piece."""

    kind: str
    work: Callable[[Job, Actor], None]
    in_pieces: bool


_handlers: dict[str, Handler] = {}


def job(
    kind: str, *, in_pieces: bool = False
) -> Callable[[Callable[[Job, Actor], None]], Callable[[Job, Actor], None]]:
    """Register the function that does jobs of this kind. It belongs into an app's `tasks.py`."""

    def register(work: Callable[[Job, Actor], None]) -> Callable[[Job, Actor], None]:
        if kind in _handlers and _handlers[kind].work is not work:
            raise ValueError(f"Two handlers for {kind}.")
        _handlers[kind] = Handler(kind, work, in_pieces)
        return work

    return register


def handler(kind: str) -> Handler:
    """Raises LookupError at once for a kind that nobody does."""
    if kind not in _handlers:
        autodiscover_modules("tasks")
    if kind not in _handlers:
        raise LookupError(f"No handler for jobs of the kind {kind!r}.")
    return _handlers[kind]


def ask(kind: str, *, by: Actor, payload: dict[str, Any], person_id: int | None = None, key: str | None = None) -> Job:
    """Ask for a job in the caller's transaction. With a `key`, the same work is asked for once only.

    `payload` holds numbers and codes, never names or other personal data.
    """
    handler(kind)
    if not connection.in_atomic_block:
        raise RuntimeError("A job is asked for in the transaction that needs it.")
    values = {"payload": payload, "asked_by_id": by.user_id, "asked_role": by.role, "person_id": person_id}
    if key is None:
        made = Job.objects.create(organisation_id=by.organisation_id, kind=kind, **values)
    else:
        made, _ = Job.objects.get_or_create(organisation_id=by.organisation_id, kind=kind, key=key, defaults=values)
    transaction.on_commit(lambda: wake(made.organisation_id, made.pk), robust=True)
    return made


def wake(organisation_id: int, job_id: int) -> bool:
    """Tell a worker; whether that worked. If the broker is away, the relay tells it later: nothing is lost."""
    fault("after_commit")
    sent = _send(organisation_id, job_id) or _send(organisation_id, job_id, afresh=True)
    fault("after_publish")
    return sent


def _send(organisation_id: int, job_id: int, *, afresh: bool = False) -> bool:
    """One wake-up. A kept connection may be from before the broker went away: the second try makes a new one."""
    message = {"name": "phb.run_job", "args": [organisation_id, job_id], "retry": False}
    try:
        if afresh:
            with current_app.connection_for_write() as broker:
                current_app.send_task(**message, connection=broker)
        else:
            current_app.send_task(**message)
    except Exception as error:  # whatever the broker's client raises, the row stands
        log.warning("wake-up not sent", job=job_id, error=type(error).__name__)
        return False
    return True


def run(organisation_id: int, job_id: int) -> str:
    """Lease and do one job; returns what became of it: done, waiting, set_aside or not_mine."""
    token = uuid.uuid4().hex
    leased = _lease(organisation_id, job_id, token)
    if leased is None:
        return "not_mine"
    if leased.state == "set_aside":
        return "set_aside"
    with _renewing(leased, token):
        try:
            _work(leased, _asker(leased), token)
            return "done"
        except Exception as error:
            log.error("job failed", job=job_id, kind=leased.kind, error=type(error).__name__)
            return _give_back(leased, token, error)


def offer_again(organisation_id: int) -> int:
    """Wake workers for jobs that wait without a live lease; returns how many (I21).

    Those whose worker stopped come first, each time. Those that only wait are told again when the queue
    is short: in a long one their wake-ups would pile up faster than they are read.
    """
    moment = now()
    stopped = Q(state="leased", lease_until__lt=moment)
    waits = Q(state="waiting", asked_at__lte=moment - LOST_WAKE_UP) & (Q(not_before=None) | Q(not_before__lte=moment))
    due = stopped if _queued() >= ROUND else stopped | waits
    with acting_as(the_service(organisation_id)):
        found = Job.objects.filter(due, organisation_id=organisation_id).order_by("state", "id")
        ids = list(found.values_list("id", flat=True)[:ROUND])
    for told, job_id in enumerate(ids):
        if not wake(organisation_id, job_id):
            return told  # the broker is away again: the next look goes on
    return len(ids)


def _queued() -> int:
    """How many wake-ups the broker holds; 0 when it cannot be asked."""
    try:
        with current_app.connection_for_write() as broker:
            return broker.default_channel.queue_declare(current_app.conf.task_default_queue, passive=True).message_count
    except Exception:  # no queue yet, or no broker: then telling once more does no harm
        return 0


def offer_all_again() -> int:
    """Each organisation in turn: the relay, too, sees one organisation at a time."""
    return sum(offer_again(pk) for pk in Organisation.objects.order_by("id").values_list("id", flat=True))


def retry(*, job_id: int, by: Actor) -> Job:
    """Give a job that was set aside another three tries. Raises RuleBroken when it is not set aside."""
    found = Job.objects.select_for_update().filter(pk=job_id, organisation_id=by.organisation_id).first()
    if found is None or found.state != "set_aside":
        raise RuleBroken(
            "Only a job that was set aside can be tried again. Open the list again to see where it stands."
        )
    Job.objects.filter(pk=found.pk).update(state="waiting", attempts=0, problem="", not_before=None, finished_at=None)
    transaction.on_commit(lambda: wake(found.organisation_id, found.pk), robust=True)
    found.refresh_from_db()
    return found


def tell_progress(job_row: Job, done: int, of: int, *, by: Actor) -> None:
    """Write how far a long job is, so that a page can show it."""
    Job.objects.filter(pk=job_row.pk, organisation_id=by.organisation_id).update(done_items=done, all_items=of)


def made(job_row: Job, document: Document, *, by: Actor) -> None:
    """Say which document a job made, so that the page that waits for it can offer it."""
    Job.objects.filter(pk=job_row.pk, organisation_id=by.organisation_id).update(document=document)


def _lease(organisation_id: int, job_id: int, token: str) -> Job | None:
    moment = now()
    free = Q(state="waiting") & (Q(not_before=None) | Q(not_before__lte=moment)) | Q(
        state="leased", lease_until__lt=moment
    )
    with acting_as(the_service(organisation_id)):
        found = Job.objects.select_for_update(skip_locked=True).filter(free, pk=job_id).first()
        if found is None:
            return None
        if found.attempts >= TRIES:
            if found.state == "waiting":
                found.state = "leased"
                found.lease_until = moment
                found.save(update_fields=["state", "lease_until"])
            found.state, found.finished_at = "set_aside", moment
            found.problem = found.problem or "The worker stopped without a word, three times."
            found.save(update_fields=["state", "problem", "finished_at"])
            return found
        found.state, found.attempts = "leased", found.attempts + 1
        found.lease_until, found.lease_token = moment + LEASE, token
        found.save(update_fields=["state", "attempts", "lease_until", "lease_token"])
        return found


def _asker(leased: Job) -> Actor:
    """Who asked, in the role they had. Raises RuleBroken when they have it no more: nothing is made for them then."""
    user = User.objects.filter(pk=leased.asked_by_id).first() if leased.asked_by_id else None
    request_id = f"job-{leased.pk}"
    if user is None:
        return the_service(leased.organisation_id, request_id)
    seat = None
    if leased.asked_role not in {"BH", "REP", "SYSTEM"}:
        with acting_as(the_service(leased.organisation_id)):
            held = Membership.objects.filter(running(london_today()), user=user, role=leased.asked_role, pending=False)
            seat = held.order_by("id").first()
        if seat is None or not user.is_active:
            raise RuleBroken("Whoever asked for this no longer has the role. Somebody who has it can ask again.")
    seat_id = None if seat is None else seat.pk
    return Actor(user.pk, user.name, leased.organisation_id, leased.asked_role, seat_id, request_id=request_id)


def _work(leased: Job, by: Actor, token: str) -> None:
    chosen = handler(leased.kind)
    audit.begin()
    fault("in_task")
    if chosen.in_pieces:
        chosen.work(leased, by)
        with acting_as(by):
            _finish(leased, by, token)
    else:
        with acting_as(by):
            chosen.work(leased, by)
            _finish(leased, by, token)
            fault("before_commit")


def _finish(leased: Job, by: Actor, token: str) -> None:
    mine = Job.objects.filter(pk=leased.pk, state="leased", lease_token=token)
    if not mine.update(state="done", finished_at=now(), problem=""):
        # Another worker holds the lease now: taking our effect back keeps it at one.
        raise RuntimeError("The lease was lost while the work was done.")
    audit.write_reads(by)  # last, as in a request: the head of the trail is locked for a moment only


def _give_back(leased: Job, token: str, error: Exception) -> str:
    words = error.message if isinstance(error, RuleBroken) else f"It failed with {type(error).__name__}."
    last = leased.attempts >= TRIES or isinstance(error, RuleBroken)
    state = "set_aside" if last else "waiting"
    wait = None if last else now() + timedelta(seconds=5 * leased.attempts)
    with acting_as(the_service(leased.organisation_id)):
        mine = Job.objects.filter(pk=leased.pk, state="leased", lease_token=token).update(
            state=state, problem=words[:500], not_before=wait, finished_at=now() if last else None
        )
    return state if mine else "not_mine"


class _renewing:
    """Renews the lease from a thread of its own while the work goes on."""

    def __init__(self, leased: Job, token: str) -> None:
        self.leased, self.token, self.stop = leased, token, threading.Event()
        self.thread = threading.Thread(target=self._beat, daemon=True)

    def __enter__(self) -> None:
        self.thread.start()

    def __exit__(self, *args: object) -> None:
        self.stop.set()
        self.thread.join(timeout=5)

    def _beat(self) -> None:
        try:
            while not self.stop.wait(RENEW_SECONDS):
                self._renew()
        finally:
            connection.close()  # this thread's own

    def _renew(self) -> None:
        try:
            close_old_connections()
            with acting_as(the_service(self.leased.organisation_id)):
                mine = Job.objects.filter(pk=self.leased.pk, state="leased", lease_token=self.token)
                mine.update(lease_until=now() + LEASE)
        except Exception as error:  # tried again at the next beat; without any the job is offered again
            log.warning("lease not renewed", job=self.leased.pk, error=type(error).__name__)
