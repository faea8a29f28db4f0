"""What changes a running budget from a day on: a stay in hospital, a pause, an end, other payment days; and a death.

Each is recorded as it happened, on any date and in any order; the payments follow (budgets/services/replanning.py).
"""

from collections.abc import Iterable
from datetime import date
from decimal import Decimal

from django.db import transaction

from budgets.enums import BudgetState, ChangeKind, Frequency, PaymentState
from budgets.models import Budget, BudgetChange, Payment
from budgets.permissions import check_may
from budgets.rules.changes import Span, check_change, check_year
from budgets.rules.lifecycle import BUDGET, PAYMENT
from budgets.selectors.changes import change_for
from budgets.selectors.timeline import timeline_of
from budgets.services._common import lock_budget, lock_budgets
from budgets.services.changing import first_days
from budgets.services.paying import lock_run, recount
from budgets.services.replanning import RUNS_ON, Preview, preview, replan
from phb.core import people
from phb.core.actors import Actor
from phb.core.errors import RuleBroken
from phb.core.models import Person
from phb.core.moving import move
from phb.core.periods import say_date
from phb.core.policies import policy

STOPS = (ChangeKind.END, ChangeKind.SUSPENSION)


def prepare(
    *,
    budget: Budget,
    kind: ChangeKind,
    starts: date,
    reason: str,
    told_on: date,
    on: date,
    by: Actor,
    ends: date | None = None,
    frequency: str = "",
    alternative: str = "",
) -> BudgetChange:
    """A change that was looked at and may be recorded, not saved: for a preview. Raises RuleBroken with the field."""
    check_may(by, "budget change", "W")
    if budget.state not in RUNS_ON:
        raise RuleBroken("This budget does not run, so nothing of it can change. Start it first.")
    if not reason.strip():
        raise RuleBroken("Write what happened and why.", "reason")
    if told_on > on:
        raise RuleBroken("The day on which this became known cannot be in the future.", "told_on")
    for field, given in (("starts", starts), ("ends", ends)):
        check_year(given, on, field)
    if kind in STOPS and not alternative.strip():
        raise RuleBroken(
            "Write how the person is cared for meanwhile. The NHS's duty goes on when a direct payment stops.",
            "alternative",
        )
    others = list(budget.changes.filter(kind=kind, withdrawn_on=None).order_by("starts", "id"))
    check_change(kind, Span(starts, ends), budget.starts, [Span(row.starts, row.ends) for row in others])
    if kind == ChangeKind.FREQUENCY:
        _check_frequency(budget, starts, frequency, on)
    return BudgetChange(
        organisation_id=budget.organisation_id,
        person_id=budget.person_id,
        budget=budget,
        kind=kind,
        starts=starts,
        ends=ends if kind in {ChangeKind.HOSPITAL, ChangeKind.SUSPENSION} else None,
        frequency=frequency if kind == ChangeKind.FREQUENCY else "",
        reason=reason.strip(),
        alternative=alternative.strip() if kind in STOPS else "",
        told_on=told_on,
        recorded_by_id=by.user_id,
        **(away_terms(budget, starts) if kind == ChangeKind.HOSPITAL else {}),
    )


def away_terms(budget: Budget, on: date) -> dict[str, int | Decimal]:
    """What is paid during a stay away, by the local settings of its first day; kept with the stay."""

    def said(key: str) -> str:
        return str(policy(key, on=on, organisation_id=budget.organisation_id, stream=budget.stream))

    return {
        "grace_days": int(said("hospital_grace_days")),
        "retainer_percent": Decimal(said("hospital_retainer_percent")),
        "retainer_days": int(said("hospital_retainer_days")),
    }


def look_ahead(change: BudgetChange, *, on: date) -> Preview:
    """What a prepared change would do to the payments. Nothing is written."""
    last = change.starts if change.kind == ChangeKind.END else None
    return preview(change.budget, on=on, extra_changes=[change], leaves_runs_after=last)


@transaction.atomic
def record_change(
    *,
    budget_id: int,
    kind: ChangeKind,
    starts: date,
    reason: str,
    told_on: date,
    on: date,
    by: Actor,
    ends: date | None = None,
    frequency: str = "",
    alternative: str = "",
) -> BudgetChange:
    """Record a change; the payments to come follow, and what went out is settled by credit or arrears.

    `starts` and `ends` are both included; of an end `starts` is the last paid day. Sent twice it is recorded once. Raises
    RuleBroken when it does not fit the budget or what is on record.
    """
    check_may(by, "budget change", "W")
    _take_out_later(budget_id, starts if kind == ChangeKind.END else None, by)
    budget = lock_budget(by, budget_id)
    same = budget.changes.filter(kind=kind, starts=starts, ends=ends, frequency=frequency, withdrawn_on=None).first()
    if same is not None:
        return same
    change = prepare(
        budget=budget, kind=kind, starts=starts, ends=ends, frequency=frequency, reason=reason, alternative=alternative,
        told_on=told_on, on=on, by=by,
    )  # fmt: skip
    change.save()
    if kind == ChangeKind.END:
        _keep_end(budget)
    _follow(budget, _said(change), on, by)
    return change


@transaction.atomic
def close_change(*, change_id: int, ends: date, told_on: date, on: date, by: Actor) -> BudgetChange:
    """Give the last day of a stay or a pause that was open. Raises RuleBroken for one that has an end already."""
    check_may(by, "budget change", "W")
    seen = change_for(by, change_id)
    budget = lock_budget(by, seen.budget_id)
    change = BudgetChange.objects.select_for_update().get(pk=seen.pk)
    if change.ends == ends and change.withdrawn_on is None:
        return change
    check_closing(change, ends, told_on, on)
    change.ends = ends
    change.save(update_fields=["ends"])
    _follow(budget, f"{change.get_kind_display()} from {say_date(change.starts)} ended on {say_date(ends)}.", on, by)
    return change


def check_closing(change: BudgetChange, ends: date, told_on: date, on: date) -> None:
    """Refuse (RuleBroken) a last day that does not fit an open stay or pause."""
    if change.withdrawn_on is not None:
        raise RuleBroken("This was withdrawn, so it has no last day. Record it anew.")
    if change.kind not in {ChangeKind.HOSPITAL, ChangeKind.SUSPENSION}:
        raise RuleBroken("Only a stay or a pause has a last day. Withdraw this and record it anew.")
    if change.ends is not None:
        raise RuleBroken(f"It ended on {say_date(change.ends)}. If that is wrong, withdraw it and record it anew.")
    if ends < change.starts:
        raise RuleBroken(f"The last day is {say_date(change.starts)} or later.", "ends")
    check_year(ends, on, "ends")
    if told_on > on:
        raise RuleBroken("The day on which this became known cannot be in the future.", "told_on")


@transaction.atomic
def withdraw_change(*, change_id: int, reason: str, on: date, by: Actor) -> BudgetChange:
    """Withdraw a change that was wrong, with the reason: the payments become what they would have been without it."""
    check_may(by, "budget change", "W")
    if not reason.strip():
        raise RuleBroken("Write why it is withdrawn.", "reason")
    seen = change_for(by, change_id)
    budget = lock_budget(by, seen.budget_id)
    change = BudgetChange.objects.select_for_update().get(pk=seen.pk)
    if change.withdrawn_on is not None:
        return change
    if budget.state == BudgetState.CLOSED:
        raise RuleBroken("The budget is closed. Its final account stands.")
    change.withdrawn_on, change.withdrawn_by_id, change.withdrawn_reason = on, by.user_id, reason.strip()
    change.save(update_fields=["withdrawn_on", "withdrawn_by", "withdrawn_reason"])
    if change.kind == ChangeKind.END:
        _keep_end(budget)
    _follow(budget, f"Withdrawn: {_said(change)}", on, by)
    return change


@transaction.atomic
def record_death(*, person_id: int, died_on: date, on: date, by: Actor) -> Person:
    """Record the day a person died: that day is paid and nothing after it (C18). What went out for later days is shown as
    credit, and the final account settles it. A death that came to the record another way is followed each night.

    The budgets are locked before the person: whatever pays locks them in this order.
    """
    ids = Budget.objects.filter(organisation_id=by.organisation_id, person_id=person_id, state__in=RUNS_ON)
    budgets = list(lock_budgets(by, ids.values_list("pk", flat=True)).values())
    person = people.record_death(person_id=person_id, died_on=died_on, on=on, by=by)
    replan(budgets, on=on, why=f"The person died on {say_date(died_on)}.", by=by)
    return person


@transaction.atomic
def keep_up(*, budget_ids: Iterable[int], on: date, by: Actor) -> int:
    """The nightly look at some budgets: payments that are no longer what they must be are put right, and the budget is
    paused, resumed or ended on its day. Returns how many changed."""
    budgets = [row for row in lock_budgets(by, budget_ids).values() if row.state in RUNS_ON]
    changed = replan(budgets, on=on, why="Looked at again overnight.", by=by)
    moved = sum(_keep_state(budget, on, by) for budget in budgets)
    return moved + sum(row is not None for row in changed.values())


def _keep_end(budget: Budget) -> None:
    """The last paid day, which the gates before each payment read."""
    found = budget.changes.filter(kind=ChangeKind.END, withdrawn_on=None).order_by("starts").first()
    budget.ends = found.starts if found else None
    budget.save(update_fields=["ends"])


def _follow(budget: Budget, why: str, on: date, by: Actor) -> None:
    """After a change was recorded, closed or withdrawn: the payments, and the state of the budget."""
    replan([budget], on=on, why=why, by=by)
    _keep_state(budget, on, by)


def _keep_state(budget: Budget, on: date, by: Actor) -> bool:
    """Paused while an open pause runs, active again after it, ending from the day after the last paid one once
    nothing waits to be paid."""
    timeline = timeline_of(budget)
    pause = next(
        (c for c in timeline.changes if c.kind == ChangeKind.SUSPENSION and c.ends is None and c.starts <= on), None
    )
    over = budget.ends is not None and budget.ends < on and not _still_to_pay(budget)
    if over:
        verb, reason = "end", f"The last paid day was {say_date(budget.ends)}."
    elif budget.state == BudgetState.ENDING:
        verb, reason = "reopen", "The end was withdrawn."
    elif pause is not None:
        verb, reason = "pause", pause.reason
    else:
        verb, reason = "resume", "The pause is over."
    if not BUDGET.may(budget.state, verb):
        return False
    move(budget, verb, by=by, reason=reason, pause_reason=pause.reason if verb == "pause" and pause else "")
    return True


def _still_to_pay(budget: Budget) -> bool:
    """Whether a payment for days until the end, or of arrears, waits: the final account begins after it."""
    rows = budget.payments.filter(state__in=PAYMENT.groups["waiting"]).exclude(kind=Payment.Kind.ONE_OFF)
    return rows.exists()


def _check_frequency(budget: Budget, starts: date, frequency: str, on: date) -> None:
    if frequency not in set(Frequency) - {Frequency.ONE_OFF}:
        raise RuleBroken("Choose how often the budget is paid.", "frequency")
    timeline = timeline_of(budget)
    if timeline.facts is None:
        raise RuleBroken("Nothing is paid to a holder every week, so there are no payment days to change.")
    begins = first_unsent_periods(budget, on)
    if starts not in begins:
        nearest = ", ".join(say_date(day) for day in begins[:3])
        raise RuleBroken(
            "Other payment days begin with the first day of a period whose payment has not gone into a run. "
            + (f"The next such days: {nearest}." if nearest else "There is none before the authorised money ends."),
            "starts",
        )


def first_unsent_periods(budget: Budget, on: date) -> list[date]:
    """First days of the periods that were not sent, from which other payment days can begin."""
    return first_days(budget, on)


def _take_out_later(budget_id: int, last: date | None, by: Actor) -> None:
    """Before a budget ends: payments for later days that wait in a run leave it. Runs are locked before budgets."""
    if last is None:
        return
    rows = Payment.objects.filter(
        organisation_id=by.organisation_id, budget_id=budget_id, kind=Payment.Kind.SCHEDULED, period_start__gt=last,
        state__in=[PaymentState.PROPOSED, PaymentState.RELEASED],
    )  # fmt: skip
    for run_id in sorted(rows.values_list("run_id", flat=True).distinct()):
        run = lock_run(by, run_id)
        lock_budget(by, budget_id)
        for payment in rows.filter(run_id=run_id).select_for_update(of=("self",)).order_by("pk"):
            move(payment, "take_out", by=by, reason=f"The budget ends on {say_date(last)}.", run_id=None)
        recount(run, by)


def _said(change: BudgetChange) -> str:
    """A change in a sentence, for the history of the payments."""
    name, begins = change.get_kind_display(), say_date(change.starts)
    if change.kind == ChangeKind.END:
        return f"The budget ends: the last paid day is {begins}."
    if change.kind == ChangeKind.FREQUENCY:
        return f"{name} from {begins}: {Frequency(change.frequency).label.lower()}."
    return f"{name} from {begins}{f' to {say_date(change.ends)}' if change.ends else ''}."
