"""What a file of live budgets brought, taken back: closed, ended and withdrawn with the reason, for nothing is deleted.

People stay, and what was recorded of their consent: both are true whichever file they came by.
"""

from collections.abc import Sequence
from datetime import date

from django.db import transaction

from budgets.enums import BudgetFileState, BudgetState, PaymentState, VersionState
from budgets.models import Agreement, Budget, BudgetFile, BudgetFileItem, BudgetVersion, Contribution, Payment
from budgets.rules.words import count as many
from budgets.selectors.files import held_up
from budgets.services._common import lock_budgets, move_payments
from budgets.services.bringing_in import MAY_NOT_TAKE, check_right, locked_file
from budgets.services.years import keep_years
from careplans.services import bringing_in as plans
from eligibility.services import bringing_in as cases
from phb.core import moving
from phb.core.actors import Actor
from phb.core.models import Move

PIECE = 50
BUSY = (BudgetFileState.TAKING, BudgetFileState.UNDOING)
# From each state to closed, by steps that the life cycle knows.
WAYS = {
    BudgetState.SETTING_UP: ("close",),
    BudgetState.ACTIVE: ("end", "close"),
    BudgetState.PAUSED: ("end", "close"),
    BudgetState.ENDING: ("close",),
}


@transaction.atomic
def take_piece_back(*, file_id: int, on: date, reason: str, by: Actor) -> tuple[int, int]:
    """Take back the next budgets that a file brought. Returns how many are done, of all; those on which something rests
    meanwhile are left and count as done no more."""
    check_right(by, "A", MAY_NOT_TAKE)
    file = locked_file(by, file_id)
    if file.state not in BUSY:
        return 0, 0
    items = BudgetFileItem.objects.filter(file=file)
    kept = set(held_up(file))
    left = items.filter(taken_back_on=None).exclude(budget_id__in=kept)
    piece = list(left.select_related("budget").order_by("pk")[:PIECE])
    if piece:
        ids = [item.budget_id for item in piece]
        budgets = lock_budgets(by, ids)
        # Looked at again under the locks: whoever signs or changes something locks the budget first.
        meanwhile = set(held_up(file, ids))
        _take_back(
            [item for item in piece if item.budget_id not in meanwhile], budgets, on, reason or reason_of(file), by
        )
        kept |= meanwhile
    all_of_them = items.count() - len(kept)
    return all_of_them - left.exclude(budget_id__in=kept).count(), all_of_them


def reason_of(file: BudgetFile) -> str:
    """Why the file is taken back, as it was written."""
    asked = Move.objects.filter(subject=file._meta.label_lower, subject_id=file.pk, verb="undo").order_by("-id").first()
    return asked.reason if asked else ""


@transaction.atomic
def finish_undo(*, file_id: int, by: Actor) -> BudgetFile:
    """The file is taken back; or, where something rests on a budget of it meanwhile, it stays taken and says so."""
    file = locked_file(by, file_id)
    if file.state != BudgetFileState.UNDOING:
        return file
    left = BudgetFileItem.objects.filter(file=file, taken_back_on=None).count()
    if left:
        words = f"{many(left, 'budget')} could not be taken back: something rests on them meanwhile. The others were."
        moving.move(file, "stop", by=by, reason=words)
    else:
        moving.move(file, "finish_undo", by=by)
    return file


@transaction.atomic
def stop_taking(*, file_id: int, why: str, by: Actor) -> BudgetFile:
    """A file could not be taken: what was made ready is withdrawn already. It is checked again, with the reason."""
    file = locked_file(by, file_id)
    if file.state == BudgetFileState.TAKING:
        moving.move(file, "stop", by=by, reason=why, refusals=[[1, "", why]], rows=[], told=[])
    return file


def _take_back(piece: Sequence[BudgetFileItem], locked: dict[int, Budget], on: date, reason: str, by: Actor) -> None:
    ids = [item.budget_id for item in piece]
    budgets = [locked[pk] for pk in ids]
    waiting = Payment.objects.select_for_update(of=("self",)).filter(
        budget_id__in=ids, state__in=[PaymentState.SCHEDULED, PaymentState.HELD]
    )
    move_payments(list(waiting.order_by("pk")), "cancel", by=by, reason=reason)
    _withdraw_versions(ids, reason, by)
    _close(budgets, reason, by)
    rows = BudgetVersion.objects.filter(budget_id__in=ids).values_list("plan_version_id", flat=True)
    plans.take_back_plans(version_ids=list(rows), on=on, reason=reason, by=by)
    made = [item.budget.case_id for item in piece if item.made_case]
    cases.close_brought_in(case_ids=made, on=on, reason=reason, by=by)
    _end_beside(piece, on)
    keep_years(ids, on=on)
    BudgetFileItem.objects.filter(pk__in=[item.pk for item in piece]).update(taken_back_on=on)


def _withdraw_versions(budget_ids: Sequence[int], reason: str, by: Actor) -> None:
    rows = list(BudgetVersion.objects.filter(budget_id__in=budget_ids, state=VersionState.AGREED).order_by("pk"))
    after = BudgetVersion.life_cycle.check(VersionState.AGREED, "undo")
    BudgetVersion.objects.filter(pk__in=[row.pk for row in rows]).update(state=after)
    moving.note_all(rows, "undo", by=by, before=VersionState.AGREED, after=after, reason=reason)


def _close(budgets: Sequence[Budget], reason: str, by: Actor) -> None:
    for state, verbs in WAYS.items():
        mine = [budget for budget in budgets if budget.state == state]
        before = str(state)
        for verb in verbs:
            after = str(Budget.life_cycle.check(before, verb))
            Budget.objects.filter(pk__in=[budget.pk for budget in mine]).update(state=after)
            moving.note_all(mine, verb, by=by, before=before, after=after, reason=reason)
            before = after
        for budget in mine:
            budget.state = before


def _end_beside(piece: Sequence[BudgetFileItem], on: date) -> None:
    """Agreements and contributions of the file end with it."""
    Agreement.objects.filter(pk__in=[item.made["agreement"] for item in piece if "agreement" in item.made]).update(
        ended_on=on
    )
    rows = list(Contribution.objects.filter(pk__in=[i.made["contribution"] for i in piece if "contribution" in i.made]))
    for row in rows:
        row.ends = max(row.starts, on)
    Contribution.objects.bulk_update(rows, ["ends"])
