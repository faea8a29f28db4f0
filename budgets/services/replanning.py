"""The payments of running budgets, made what the facts say they must be; what went out is settled by arrears or credit.

One path for everything that changes a budget: a later version, an uplift, a split between funders, a stay in hospital, a
pause, an end, a death. It reads facts only (budgets/selectors/timeline.py), so their order never matters.
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from django.db import transaction

from budgets.enums import BudgetState, PaymentState
from budgets.models import Budget, BudgetChange, BudgetVersion, Payment, Reckoning, Schedule
from budgets.rules.lifecycle import PAYMENT
from budgets.rules.reckoning import Outcome, Sent, ToPay, reckon, span_words
from budgets.rules.words import pounds
from budgets.selectors.authorised import authorised_parts
from budgets.selectors.timeline import Timeline, timelines_of
from budgets.services._common import move_payments, note_created
from budgets.services.reckoning_lines import lines_of
from budgets.services.years import keep_years
from phb.core.actors import Actor
from phb.core.calendar import bank_holidays
from phb.core.money import ZERO
from phb.core.periods import Period, next_working_day, previous_working_day

RUNS_ON = (BudgetState.ACTIVE, BudgetState.PAUSED, BudgetState.ENDING)
STANDS = PAYMENT.groups["in_a_run"] | {PaymentState.PAID}
NOT_GONE = (PaymentState.PROPOSED, PaymentState.RELEASED)
WAITING = PAYMENT.groups["waiting"]
BATCH = 1000


@dataclass(frozen=True)
class Planned:
    """What one budget's payments must become: those to cancel and those to make, what was compared, and the new sum."""

    budget: Budget
    timeline: Timeline
    outcome: Outcome
    keep: tuple[Payment, ...]
    cancel: tuple[Payment, ...]
    make: tuple[Payment, ...]
    authorised: Decimal
    lines: list[dict[str, str]]

    @property
    def arrears(self) -> Payment | None:
        """The payment of what is owed, if there is one, new or as it was."""
        rows = (*self.make, *self.keep)
        return next((row for row in rows if row.kind == Payment.Kind.ARREARS), None)


@dataclass(frozen=True)
class Preview:
    """What a change would do, before anybody says yes. Nothing is written."""

    planned: Planned
    authorised_before: Decimal

    @property
    def lines(self) -> list[dict[str, str]]:
        """Period by period: what went out and what its days are worth, and the payments to come before and after."""
        return self.planned.lines

    @property
    def balance(self) -> Decimal:
        """Pounds: positive comes as arrears, negative is credit."""
        return self.planned.outcome.balance

    @property
    def credit_left(self) -> Decimal:
        """Pounds of credit that no payment to come can use up."""
        return self.planned.outcome.credit_left


@transaction.atomic
def replan(budgets: Collection[Budget], *, on: date, why: str, by: Actor) -> dict[int, Reckoning | None]:
    """Make the payments to come of many budgets what they must be, in the same number of queries for one and for many.

    The caller holds the budgets' locks and has checked the right to do what made it necessary. `on` is the day from which
    arrears can be paid; `why` says what changed, for the history. What is in a run or went out stays as it is. Returns for
    each budget the reckoning, or None where nothing changed. Done again it changes nothing.
    """
    running = [budget for budget in budgets if budget.state in RUNS_ON]
    if not running:
        return {budget.pk: None for budget in budgets}
    planned = plan_again(running, on=on)
    move_payments([payment for each in planned for payment in each.cancel], "cancel", by=by, reason=why)
    held = _make(planned, by)
    move_payments(held, "hold", by=by, also=("hold_reason",))
    _keep_sums(planned)
    found: dict[int, Reckoning | None] = {budget.pk: None for budget in budgets}
    rows = [_reckoning(each, on, why, by) for each in _changed(planned)]
    for row in Reckoning.objects.bulk_create(rows, batch_size=BATCH):
        found[row.budget_id] = row
    keep_years([budget.pk for budget in running], on=on)
    return found


def preview(
    budget: Budget,
    *,
    on: date,
    extra_changes: Sequence[BudgetChange] = (),
    extra_versions: Sequence[BudgetVersion] = (),
    extra_schedules: Sequence[Schedule] = (),
    without: Collection[int] = (),
    leaves_runs_after: date | None = None,
) -> Preview:
    """What `replan` would do if these changes or versions were on record, and those numbered in `without` were not;
    `leaves_runs_after`: payments for days after it, in a run that was not sent, leave it first."""
    (planned,) = plan_again(
        [budget],
        on=on,
        leaves_runs_after=leaves_runs_after,
        extra_changes=extra_changes,
        extra_versions=extra_versions,
        extra_schedules=extra_schedules,
        without=without,
    )
    return Preview(planned, budget.authorised)


def plan_again(
    budgets: Sequence[Budget], *, on: date, leaves_runs_after: date | None = None, **ahead: Any
) -> list[Planned]:
    """For each budget what its payments must become. Reads only."""
    timelines = timelines_of(budgets, **ahead)
    ids = [budget.pk for budget in budgets]
    payments: dict[int, list[Payment]] = {pk: [] for pk in ids}
    for payment in Payment.objects.filter(budget_id__in=ids).exclude(state=PaymentState.CANCELLED).order_by("pk"):
        if leaves_runs_after and payment.state in NOT_GONE and payment.period_start > leaves_runs_after:
            payment.state = PaymentState.SCHEDULED  # as it would be; nothing is saved
        payments[payment.budget_id].append(payment)
    schedules: dict[int, list[Schedule]] = {pk: [] for pk in ids}
    for schedule in Schedule.objects.filter(budget_id__in=ids).order_by("starts", "pk"):
        schedules[schedule.budget_id].append(schedule)
    sums = authorised_parts(budgets, timelines)
    found = []
    for budget in budgets:
        plan = _plan(budget, timelines[budget.pk], payments[budget.pk], schedules[budget.pk], on)
        committed = sum((row.amount for row in _counted(payments[budget.pk], plan)), ZERO)
        worth = sums[budget.pk].amount if budget.pk in sums else budget.authorised
        found.append(Planned(budget, timelines[budget.pk], **plan, authorised=max(worth, committed)))
    return found


def _plan(
    budget: Budget, timeline: Timeline, payments: Sequence[Payment], schedules: Sequence[Schedule], on: date
) -> dict[str, Any]:
    regular = [row for row in payments if row.kind == Payment.Kind.SCHEDULED]
    extra = [row for row in payments if row.kind == Payment.Kind.ARREARS]
    until = budget.authorised_to
    outcome = reckon(
        timeline.slots(until) if until else (),
        timeline.due,
        [_sent(row) for row in regular if row.state in STANDS],
        [_sent(row) for row in extra if row.state in STANDS],
    )
    waiting = [row for row in regular if row.state in WAITING]
    wanted = [_payment(budget, timeline, schedules, each) for each in outcome.to_pay if each.amount]
    owed = _arrears(budget, timeline, outcome, wanted, on)
    keep, make = _matched([*wanted, *owed], [*waiting, *(row for row in extra if row.state in WAITING)])
    kept = {row.pk for row in keep}
    cancel = tuple(row for row in (*waiting, *extra) if row.state in WAITING and row.pk not in kept)
    _carry_over(make, cancel)
    lines = lines_of(outcome, keep, cancel, make)
    return {"outcome": outcome, "keep": keep, "cancel": cancel, "make": make, "lines": lines}


def _sent(row: Payment) -> Sent:
    return Sent(row.pk, Period(row.period_start, row.period_end), row.amount, row.credit_used)


def _payment(budget: Budget, timeline: Timeline, schedules: Sequence[Schedule], each: ToPay) -> Payment:
    start, end = each.period.start, each.period.end
    begun = [schedule for schedule in schedules if schedule.starts <= start]
    used = f" {pounds(each.credit_used)} of credit is used first." if each.credit_used else ""
    return Payment(
        organisation_id=budget.organisation_id,
        person_id=budget.person_id,
        budget=budget,
        schedule=(begun or list(schedules[:1]) or [None])[-1],
        period_start=start,
        period_end=end,
        pay_on=previous_working_day(start, _holidays(start)),
        amount=each.amount,
        credit_used=each.credit_used,
        split=_split(timeline.parts(each.amount, each.period)),
        words=_short(each.due.words, used),
    )


def _arrears(
    budget: Budget, timeline: Timeline, outcome: Outcome, wanted: Sequence[Payment], on: date
) -> list[Payment]:
    """One payment of what is owed, on the next pay date; each funder pays its part of each period's difference."""
    if not outcome.arrears:
        return []
    shares: dict[str, Decimal] = {}
    for each in outcome.compared:
        for part in timeline.parts(each.difference, each.period):
            shares[part.funder] = shares.get(part.funder, ZERO) + part.amount
    if left := outcome.arrears - sum(shares.values(), ZERO):  # a penny that rounding left: the parts equal the whole
        most = max(shares, key=lambda name: abs(shares[name]))
        shares[most] += left
    span = Period(
        min(each.period.start for each in outcome.compared),
        max(each.period.end or each.period.start for each in outcome.compared),
    )
    days = [row.pay_on for row in wanted if row.pay_on >= on]
    return [
        Payment(
            organisation_id=budget.organisation_id,
            person_id=budget.person_id,
            budget=budget,
            kind=Payment.Kind.ARREARS,
            period_start=span.start,
            period_end=span.end,
            pay_on=min(days, default=next_working_day(on, _holidays(on))),
            amount=outcome.arrears,
            split=[{"funder": name, "amount": str(amount)} for name, amount in shares.items() if amount],
            words=_short(f"Arrears for {span_words(span)}: {pounds(outcome.arrears)} still owed.", ""),
        )
    ]


def _matched(wanted: Sequence[Payment], waiting: Sequence[Payment]) -> tuple[tuple[Payment, ...], tuple[Payment, ...]]:
    """The waiting payments that are right already, and those to make. Of arrears the day may differ: it moves on."""
    ready = {_same(row): row for row in waiting}
    keep = tuple(ready[_same(row)] for row in wanted if _same(row) in ready)
    return keep, tuple(row for row in wanted if _same(row) not in ready)


def _same(row: Payment) -> tuple:
    parts = tuple(sorted((part["funder"], Decimal(part["amount"])) for part in row.split))
    return (row.kind, row.period_start, row.period_end, row.amount, row.credit_used, parts)


def _carry_over(make: Sequence[Payment], cancel: Sequence[Payment]) -> None:
    """A hold stays with its days, a later pay date too; what the bank rejected is held until it is put right."""
    for row in make:
        before = [
            old for old in cancel
            if old.kind == row.kind and old.period_start <= row.period_end and row.period_start <= old.period_end
        ]  # fmt: skip
        for old in before:
            if old.state == PaymentState.HELD:
                row.hold_reason = row.hold_reason or old.hold_reason
            elif old.state == PaymentState.REJECTED:
                row.hold_reason = f"The bank rejected the payment before this one: {old.reject_reason}"[:300]
            if old.period_start == row.period_start and row.kind == Payment.Kind.SCHEDULED:
                row.pay_on = max(row.pay_on, old.pay_on)


def _make(planned: Sequence[Planned], by: Actor) -> list[Payment]:
    """Write the new payments, and return those that go on being held."""
    rows = [payment for each in planned for payment in each.make]
    held = {id(row): row.hold_reason for row in rows if row.hold_reason}
    for row in rows:
        row.hold_reason = ""
    note_created(Payment.objects.bulk_create(rows, batch_size=BATCH), by)
    found = [row for row in rows if id(row) in held]
    for row in found:
        row.hold_reason = held[id(row)]
    return found


def _keep_sums(planned: Sequence[Planned]) -> None:
    changed = [each for each in planned if each.budget.authorised != each.authorised]
    for each in changed:
        each.budget.authorised = each.authorised
    Budget.objects.bulk_update([each.budget for each in changed], ["authorised"], batch_size=BATCH)


def _counted(payments: Sequence[Payment], plan: dict[str, Any]) -> list[Payment]:
    """What is paid or promised once it is planned so (I5)."""
    gone = {row.pk for row in plan["cancel"]}
    rest = [row for row in payments if row.pk not in gone and row.state != PaymentState.REJECTED]
    return [*rest, *plan["make"]]


def _changed(planned: Sequence[Planned]) -> list[Planned]:
    """Those whose payments changed, or whose balance is not the one last reckoned."""
    last = dict(
        Reckoning.objects.filter(budget_id__in=[each.budget.pk for each in planned])
        .order_by("budget_id", "-id")
        .distinct("budget_id")
        .values_list("budget_id", "difference")
    )
    return [
        each for each in planned
        if each.cancel or each.make or (each.outcome.balance and each.outcome.balance != last.get(each.budget.pk, ZERO))
    ]  # fmt: skip


def _reckoning(each: Planned, on: date, why: str, by: Actor) -> Reckoning:
    return Reckoning(
        organisation_id=each.budget.organisation_id,
        person_id=each.budget.person_id,
        budget=each.budget,
        why=why[:300],
        on=on,
        lines=each.lines,
        difference=each.outcome.balance,
        arrears=each.arrears,
        by_id=by.user_id,
        by_name=by.name,
    )


def _split(parts) -> list[dict[str, str]]:
    return [{"funder": part.funder, "amount": str(part.amount)} for part in parts]


def _short(words: str, after: str) -> str:
    return words[: 300 - len(after)] + after


def _holidays(day: date) -> frozenset[date]:
    return bank_holidays(day.year - 1, day.year + 2)
