"""The budgets of a checked file made, by a job that may be stopped at any moment.

In pieces, everything is made ready: people, cases, plans as drafts, budgets that are being set up. Then one transaction
puts all of it in force, so that a file is in force whole or not at all. Last, in pieces, the payments to come. Each piece
looks first at what is there already, so going on after a stop makes nothing twice.
"""

from datetime import date

from django.db import IntegrityError, transaction

from budgets.enums import BudgetFileState, BudgetState
from budgets.models import Budget, BudgetFile, BudgetFileItem, BudgetVersion
from budgets.services._common import lock_budgets
from budgets.services.bringing_in import MAY_NOT_TAKE, check_right, locked_file
from budgets.services.file_rows import against_the_record, record_of
from budgets.services.made_ready import make_ready, where_from
from budgets.services.replanning import replan
from budgets.services.years import keep_years
from careplans.services import bringing_in as plans
from phb.core import moving
from phb.core.actors import Actor
from phb.core.errors import RuleBroken

PIECE = 40
PAY_PIECE = 100
MEANWHILE = "Somebody added one of these people or budgets meanwhile. Check the file again."


@transaction.atomic
def make_piece(*, file_id: int, on: date, by: Actor) -> tuple[int, int]:
    """Make the next budgets of a file that is being taken, none of them in force yet. Returns how many are made, of all.

    The record is looked at again: what somebody added since the check refuses the file (RuleBroken).
    """
    check_right(by, "A", MAY_NOT_TAKE)
    file = locked_file(by, file_id)
    if file.state != BudgetFileState.TAKING:
        return file.count, file.count
    there = set(BudgetFileItem.objects.filter(file=file).values_list("reference", flat=True))
    left = [kept for kept in file.rows if kept["reference"] not in there]
    piece = left[:PIECE]
    if piece:
        record = record_of(piece, on=on, by=by)
        if refused := against_the_record(piece, record, on=on, by=by):
            raise RuleBroken(f"Line {refused[0].line}: {refused[0].words} Check the file again.")
        try:
            with transaction.atomic():
                make_ready(file, piece, record, on, by)
        except IntegrityError as error:
            raise RuleBroken(MEANWHILE) from error
    return len(there) + len(piece), file.count


@transaction.atomic
def put_in_force(*, file_id: int, on: date, by: Actor) -> int:
    """Put all that a file made in force, in one transaction. Returns how many budgets; done again it does nothing."""
    check_right(by, "A", MAY_NOT_TAKE)
    file = locked_file(by, file_id)
    if file.state != BudgetFileState.TAKING:
        return 0
    items = BudgetFileItem.objects.filter(file=file, budget__state=BudgetState.SETTING_UP)
    budgets = lock_budgets(by, items.values_list("budget_id", flat=True))
    if not budgets:
        return 0
    rows = BudgetVersion.objects.filter(budget_id__in=budgets, number=1)
    plans.put_in_force(version_ids=list(rows.values_list("plan_version_id", flat=True)), on=on, by=by)
    after = Budget.life_cycle.check(BudgetState.SETTING_UP, "start")
    Budget.objects.filter(pk__in=budgets).update(state=after)
    moving.note_all(list(budgets.values()), "start", by=by, before=BudgetState.SETTING_UP, after=after, reason=where_from(file))  # fmt: skip
    return len(budgets)


@transaction.atomic
def plan_payments(*, file_id: int, after: int, on: date, by: Actor) -> int:
    """Plan the payments of the next budgets of a file, those numbered above `after`. Returns the last one's number, or 0."""
    check_right(by, "A", MAY_NOT_TAKE)
    file = locked_file(by, file_id)
    items = BudgetFileItem.objects.filter(file=file, taken_back_on=None, budget_id__gt=after)
    ids = list(items.order_by("budget_id").values_list("budget_id", flat=True)[:PAY_PIECE])
    if not ids or file.state != BudgetFileState.TAKING:
        return 0
    budgets = lock_budgets(by, ids)
    replan(list(budgets.values()), on=on, why=where_from(file), by=by)
    keep_years(ids, on=on)
    return ids[-1]


@transaction.atomic
def finish(*, file_id: int, by: Actor) -> BudgetFile:
    """The file is taken: its rows, which hold personal data, are removed; what they brought is in the record."""
    file = locked_file(by, file_id)
    if file.state == BudgetFileState.TAKING:
        moving.move(file, "finish", by=by, rows=[])
    return file
