"""Statements for everybody for one period: items with a status each, made in pieces, closed by itself."""

from collections.abc import Callable, Sequence
from datetime import date

from django.db import connection, transaction
from django.db.models import Q

from budgets.enums import DIRECT_PAYMENT_METHODS, BudgetState, StatementState, VersionState
from budgets.models import Budget, BudgetLine, Statement, StatementRun
from budgets.permissions import check_may
from budgets.selectors.spend import statement_run_for
from budgets.services.statements import ask_again, check_period
from phb.core import jobs
from phb.core.actors import Actor
from phb.core.clock import now
from phb.core.errors import RuleBroken
from phb.core.faults import fault
from phb.core.models import Job, Move
from phb.core.moving import locked
from phb.core.tenancy import acting_as

PLAN_JOB, PIECE_JOB = "budgets.plan_statement_run", "budgets.make_statements"
CHUNK, PIECE = 500, 100
WAITING = StatementState.REQUESTED


def holders_in(by: Actor, start: date, end: date):
    """The running budgets, paid to a holder, that a statement for the period belongs to."""
    paid_directly = BudgetLine.objects.filter(holding__in=DIRECT_PAYMENT_METHODS).exclude(
        version__state__in=[VersionState.INDICATIVE, VersionState.PROPOSED, VersionState.WITHDRAWN]
    )
    return (
        Budget.objects.filter(organisation_id=by.organisation_id, starts__lte=end)
        .exclude(state__in=[BudgetState.SETTING_UP, BudgetState.CLOSED])
        .filter(Q(ends=None) | Q(ends__gte=start), pk__in=paid_directly.values("version__budget_id"))
    )


@transaction.atomic
def start_run(*, start: date, end: date, on: date, by: Actor) -> StatementRun:
    """Begin, or begin again, the statements of all holders for a period. What has not changed is not printed again.

    Raises RuleBroken while the run of this period is still under way, or for a period that is not over.
    """
    check_may(by, "statement run", "W")
    check_period(start, end, on)
    # Two who start the same period at once: the second waits here, then finds the first one's run.
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT pg_advisory_xact_lock(hashtextextended(%s, 0))", [f"{by.organisation_id}:statements:{start}:{end}"]
        )
    known = StatementRun.objects.filter(organisation_id=by.organisation_id, period_start=start, period_end=end)
    run = known.select_for_update().order_by("-id").first()
    if run is not None and run.finished_at is None:
        raise RuleBroken("The statements for this period are being made. Open the run to see how far it is.")
    if run is None:
        run = StatementRun.objects.create(
            organisation_id=by.organisation_id, period_start=start, period_end=end, asked_by_id=by.user_id
        )
    return _ask_plan(run, on, by)


@transaction.atomic
def retry_run(*, run_id: int, on: date, by: Actor) -> int:
    """Try the items again that were set aside. Returns how many."""
    check_may(by, "statement run", "W")
    statement_run_for(by, run_id)
    run = locked(StatementRun.objects.filter(organisation_id=by.organisation_id), pk=run_id)
    failed = list(Statement.objects.select_for_update().filter(run=run, state=StatementState.FAILED).order_by("id"))
    for statement in failed:
        ask_again(statement, by=by)
    # Items that still wait although their job was set aside are asked for with the others.
    waiting = list(Statement.objects.filter(run=run, state=WAITING).order_by("id").values_list("id", flat=True))
    if not waiting:
        raise RuleBroken("Nothing was set aside in this run.")
    run.finished_at = None
    run.save(update_fields=["finished_at"])
    _ask_pieces(run, waiting, on, by)
    return len(failed)


def plan_run(job: Job, by: Actor) -> None:
    """Make the items in chunks of 500, each in its own transaction; then ask for the pieces, all at once.

    A worker that dies goes on where it stopped: items that wait for this run already are left as they are.
    """
    run_id, on = job.payload["run"], date.fromisoformat(job.payload["on"])
    with acting_as(by):
        run = StatementRun.objects.get(pk=run_id)
        ids = list(holders_in(by, run.period_start, run.period_end).order_by("id").values_list("id", flat=True))
    for first in range(0, len(ids), CHUNK):
        with acting_as(by):
            _make_items(run, ids[first : first + CHUNK], by)
            jobs.tell_progress(job, min(first + CHUNK, len(ids)), len(ids), by=by)
            fault("mid_batch")
    with acting_as(by):
        waiting = Statement.objects.filter(run=run, state=WAITING).order_by("id").values_list("id", flat=True)
        _ask_pieces(run, list(waiting), on, by)
        close_if_done(run_id=run_id, by=by)


def make_piece(job: Job, by: Actor, make: Callable[[int, date, Actor], None]) -> None:
    """Make the statements of one piece one by one; `make` does one and keeps its failure with it.

    Each finished item is proof of life, so the job's own tries begin anew: many deaths of workers cannot set the
    piece aside, and one item that always fails is set aside alone after its three tries.
    """
    ids, on = job.payload["statements"], date.fromisoformat(job.payload["on"])
    for statement_id in ids:
        for _ in range(3):
            with acting_as(by):
                Job.objects.filter(pk=job.pk).update(attempts=1)
                if not Statement.objects.filter(pk=statement_id, state=WAITING).exists():
                    break
            make(statement_id, on, by)
            fault("mid_batch")
    with acting_as(by):
        close_if_done(run_id=job.payload["run"], by=by)


def close_if_done(*, run_id: int, by: Actor) -> bool:
    """Close the run when no item waits any more, whatever became of each."""
    if Statement.objects.filter(run_id=run_id, state=WAITING).exists():
        return False
    return bool(StatementRun.objects.filter(pk=run_id, finished_at=None).update(finished_at=now()))


def _ask_plan(run: StatementRun, on: date, by: Actor) -> StatementRun:
    run.job = jobs.ask(PLAN_JOB, by=by, payload={"run": run.pk, "on": on.isoformat()})
    run.finished_at = None
    run.save(update_fields=["job", "finished_at"])
    return run


def _ask_pieces(run: StatementRun, ids: Sequence[int], on: date, by: Actor) -> None:
    for first in range(0, len(ids), PIECE):
        payload = {"run": run.pk, "statements": list(ids[first : first + PIECE]), "on": on.isoformat()}
        jobs.ask(PIECE_JOB, by=by, payload=payload)


def _make_items(run: StatementRun, budget_ids: Sequence[int], by: Actor) -> None:
    """The items of some budgets: new ones, and earlier ones of the same period to be worked out again."""
    here = {"period_start": run.period_start, "period_end": run.period_end}
    known: dict[int, Statement] = {}
    for statement in Statement.objects.select_for_update().filter(budget_id__in=budget_ids, **here).order_by("version"):
        known[statement.budget_id] = statement
    moves = [
        _again(statement, run, by)
        for statement in known.values()
        if not (statement.run_id == run.pk and statement.state == WAITING)
    ]
    Statement.objects.bulk_update(list(known.values()), ["state", "run", "attempts", "problem"], batch_size=CHUNK)
    people = dict(Budget.objects.filter(pk__in=budget_ids).values_list("pk", "person_id"))
    made = Statement.objects.bulk_create(
        Statement(
            organisation_id=run.organisation_id,
            person_id=people[pk],
            budget_id=pk,
            run=run,
            asked_by_id=by.user_id,
            **here,
        )
        for pk in budget_ids
        if pk not in known
    )
    Move.objects.bulk_create([*moves, *(_move(statement, "created", "", by) for statement in made)])


def _again(statement: Statement, run: StatementRun, by: Actor) -> Move:
    before = statement.state
    verb = {StatementState.FAILED: "retry", StatementState.MADE: "remake"}.get(StatementState(before), "")
    if verb:
        statement.state = Statement.life_cycle.check(before, verb)
    statement.run, statement.attempts, statement.problem = run, 0, ""
    return _move(statement, verb or "asked again", before, by)


def _move(statement: Statement, verb: str, before: str, by: Actor) -> Move:
    return Move(
        organisation_id=statement.organisation_id,
        person_id=statement.person_id,
        subject=Statement._meta.label_lower,
        subject_id=statement.pk,
        verb=verb,
        from_state=before,
        to_state=statement.state,
        by_id=by.user_id,
        by_name=by.name,
        by_role=by.role,
    )
