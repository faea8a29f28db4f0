"""The worker's part of uplifts: worked out, put in force or taken back in pieces, each piece in its own transaction."""

from collections.abc import Callable
from datetime import date

import structlog
from django.db import DataError, IntegrityError, InternalError

from budgets.enums import UpliftItemState as S
from budgets.models import UpliftItem
from budgets.services import uplift_applying as applying
from budgets.services import uplift_letters, uplifting
from phb.core import jobs
from phb.core.actors import Actor
from phb.core.errors import NotVisible, RuleBroken
from phb.core.faults import fault
from phb.core.jobs import job
from phb.core.models import Job
from phb.core.tenancy import acting_as

log = structlog.get_logger("phb.uplifts")
TELL = 50
Piece = Callable[..., list[int]]
# What one budget's own facts can bring about; a database that is away is none of it, and the job is tried again.
OF_ONE_BUDGET = (RuleBroken, IntegrityError, DataError, InternalError)


@job(uplifting.PREVIEW_JOB)
def preview_uplift(row: Job, by: Actor) -> None:
    """Work an uplift out, all at once, so that its figures are of one moment."""
    uplifting.preview(uplift_id=row.payload["uplift"], on=date.fromisoformat(row.payload["on"]), by=by)


@job(uplifting.APPLY_JOB, in_pieces=True)
def apply_uplift(row: Job, by: Actor) -> None:
    """Put an uplift in force until no budget waits, or until somebody undoes it."""
    _in_pieces(row, by, applying.apply_some, S.WAITING, [S.APPLIED, S.BLOCKED])


@job(uplifting.UNDO_JOB, in_pieces=True)
def undo_uplift(row: Job, by: Actor) -> None:
    """Take an uplift back until no budget is left that it raised and that may be taken back."""
    _in_pieces(row, by, applying.undo_some, S.APPLIED, [S.UNDONE, S.KEPT, S.BLOCKED])


@job(uplift_letters.JOB, in_pieces=True)
def write_letters(row: Job, by: Actor) -> None:
    """Write the letters of an uplift one by one. One that cannot be written, or belongs to a record that whoever asked may
    not open, is passed over: its budget's page offers it."""
    uplift_id, on = row.payload["uplift"], date.fromisoformat(row.payload["on"])
    with acting_as(by):
        ids = uplift_letters.without_letter(uplift_id)
    for done, item_id in enumerate(ids, 1):
        try:
            with acting_as(by):
                uplift_letters.write_for(item_id=item_id, on=on, by=by)
        except (RuleBroken, NotVisible) as error:
            log.info("letter passed over", item=item_id, error=type(error).__name__)
        if done % TELL == 0:
            with acting_as(by):
                Job.objects.filter(pk=row.pk).update(attempts=1)
                jobs.tell_progress(row, done, len(ids), by=by)
            fault("mid_batch")


def _in_pieces(row: Job, by: Actor, piece: Piece, waits: str, finished: list[str]) -> None:
    uplift_id, on = row.payload["uplift"], date.fromisoformat(row.payload["on"])
    while _one_piece(uplift_id, on, by, piece, waits):
        with acting_as(by):
            # A piece that is done is proof of life: many deaths of workers do not set the job aside.
            Job.objects.filter(pk=row.pk).update(attempts=1)
            done, of = applying.count_done(uplift_id, finished)
            jobs.tell_progress(row, done, of, by=by)
        fault("mid_batch")


def _one_piece(uplift_id: int, on: date, by: Actor, piece: Piece, waits: str) -> bool:
    """The next few hundred budgets; where one of them cannot be done, each by itself. Whether there may be more."""
    try:
        with acting_as(by):
            return bool(piece(uplift_id=uplift_id, on=on, by=by))
    except OF_ONE_BUDGET:
        with acting_as(by):
            rows = UpliftItem.objects.filter(uplift_id=uplift_id, state=waits).order_by("budget_id")
            ids = list(rows.values_list("pk", flat=True)[: applying.BATCH])
        if not ids:
            raise
    for item_id in ids:
        _alone(uplift_id, item_id, on, by, piece)
    return True


def _alone(uplift_id: int, item_id: int, on: date, by: Actor, piece: Piece) -> None:
    try:
        with acting_as(by):
            piece(uplift_id=uplift_id, on=on, by=by, only=[item_id])
    except OF_ONE_BUDGET as error:
        words = (
            error.message
            if isinstance(error, RuleBroken)
            else "The database refused it. The service team can tell why."
        )
        with acting_as(by):
            applying.set_aside(item_id=item_id, words=words, by=by)
