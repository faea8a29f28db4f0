"""The worker's part of files of live budgets: taken in, or taken back, piece by piece, told as it goes."""

from typing import Any

from budgets.enums import BudgetFileState
from budgets.models import BudgetFile
from budgets.services import bringing_in, taking_back, taking_in
from phb.core import jobs
from phb.core.actors import Actor
from phb.core.clock import london_today
from phb.core.errors import RuleBroken
from phb.core.faults import fault
from phb.core.jobs import job
from phb.core.models import Job
from phb.core.tenancy import acting_as

FAILED = (
    "The file could not be taken in for a reason of the system itself; the service team sees it. Check the file again."
)


@job(bringing_in.TAKE, in_pieces=True)
def take_file(row: Job, by: Actor) -> None:
    """Take a file in. What cannot be taken after all is refused: what was made ready is withdrawn, and the file says why."""
    file_id = row.payload["file"]
    try:
        _take(row, file_id, by)
    except RuleBroken as error:
        _withdraw(row, file_id, error.message, by)
    except Exception:
        if row.attempts >= jobs.TRIES:  # nobody tries again by itself, so nothing is left in between
            _withdraw(row, file_id, FAILED, by)
        raise


def _withdraw(row: Job, file_id: int, why: str, by: Actor) -> None:
    on = london_today()
    _pieces(row, by, lambda: taking_back.take_piece_back(file_id=file_id, on=on, reason=why, by=by))
    with acting_as(by):
        taking_back.stop_taking(file_id=file_id, why=why, by=by)


def _take(row: Job, file_id: int, by: Actor) -> None:
    on = london_today()
    with acting_as(by):
        if BudgetFile.objects.get(pk=file_id).state != BudgetFileState.TAKING:
            return
    _pieces(row, by, lambda: taking_in.make_piece(file_id=file_id, on=on, by=by))
    with acting_as(by):
        taking_in.put_in_force(file_id=file_id, on=on, by=by)
    fault("mid_batch")
    last = -1
    while last:
        with acting_as(by):
            last = taking_in.plan_payments(file_id=file_id, after=max(last, 0), on=on, by=by)
    with acting_as(by):
        taking_in.finish(file_id=file_id, by=by)


@job(bringing_in.TAKE_BACK, in_pieces=True)
def take_file_back(row: Job, by: Actor) -> None:
    """Take back what a file brought, for the reason that was written."""
    file_id, on = row.payload["file"], london_today()
    _pieces(row, by, lambda: taking_back.take_piece_back(file_id=file_id, on=on, reason="", by=by))
    with acting_as(by):
        taking_back.finish_undo(file_id=file_id, by=by)


def _pieces(row: Job, by: Actor, step: Any) -> None:
    """One piece after the other, each in a transaction of its own, until all are done."""
    done, of = 0, 1
    while done < of:
        with acting_as(by):
            done, of = step()
            jobs.tell_progress(row, done, of, by=by)
        fault("mid_batch")
