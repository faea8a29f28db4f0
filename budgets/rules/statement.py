"""The arithmetic of a holder's statement (rules C13, C20; section 17 of the reference).

One set of figures serves the page and the PDF, so the two cannot differ. The
statement is about the direct payment part only, and ties to the bank.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from budgets.enums import Standing
from budgets.rules.schedule import WeeklyRate, earned
from budgets.rules.surplus import Surplus, SurplusPolicy, work_out_surplus
from budgets.rules.words import number, percent_of, pounds
from phb.core.errors import RuleBroken
from phb.core.money import ZERO
from phb.core.periods import Period


@dataclass(frozen=True, slots=True)
class AccountLine:
    """One line of the account in pounds, money out negative.

    `label` is the row it is added to on the statement ("Personal assistants' pay"); `plan_line` the key of the
    plan line it belongs to, or None while nobody has said. A refund carries the plan line it refunds.
    """

    day: date
    amount: Decimal
    label: str
    plan_line: str | None = None


@dataclass(frozen=True, slots=True)
class PlanLine:
    """A line of the plan that money may be spent on: pounds a week by date, one-off sums by date, the outcome it serves."""

    key: str
    label: str
    outcome: str
    rates: tuple[WeeklyRate, ...] = ()
    start: date | None = None
    end: date | None = None
    one_offs: tuple[tuple[date, Decimal], ...] = ()


@dataclass(frozen=True, slots=True)
class SetAside:
    """Pounds that are in the account and spoken for. `is_bill` is something owed now; the rest is put by."""

    label: str
    amount: Decimal
    is_bill: bool = False


@dataclass(frozen=True, slots=True)
class Row:
    """A row of the statement: a label and pounds, always positive."""

    label: str
    amount: Decimal


@dataclass(frozen=True, slots=True)
class LineFigures:
    """A plan line or an outcome in the period, in pounds: agreed to date, spent, what is left (negative = over), and words."""

    key: str
    label: str
    outcome: str
    agreed: Decimal
    spent: Decimal
    left: Decimal
    percent_spent: Decimal
    standing: Standing
    words: str


@dataclass(frozen=True, slots=True)
class Pace:
    """Percent of the year's money spent beside percent of the year gone, each to one place."""

    spent_percent: Decimal
    time_percent: Decimal
    words: str


@dataclass(frozen=True, slots=True)
class YearSoFar:
    """For the pace: the year of the plan, its budget in pounds, and what was spent in it before this period."""

    year: Period
    budget: Decimal
    spent_before: Decimal


@dataclass(frozen=True, slots=True)
class StatementFigures:
    """All figures of one statement, in pounds. `difference` is closing − bank and must be 0.00 before it is issued."""

    period: Period
    opening: Decimal
    money_in: tuple[Row, ...]
    total_in: Decimal
    money_out: tuple[Row, ...]
    total_out: Decimal
    closing: Decimal
    bank: Decimal
    difference: Decimal
    set_aside: tuple[Row, ...]
    total_set_aside: Decimal
    free_to_use: Decimal
    limit_weeks: Decimal
    surplus: Surplus
    by_line: tuple[LineFigures, ...]
    by_outcome: tuple[LineFigures, ...]
    unmatched_count: int
    unmatched_total: Decimal
    pace: Pace | None
    next_payment: tuple[date, Decimal] | None

    @property
    def ties_to_bank(self) -> bool:
        """Whether the account and the bank agree to the penny."""
        return self.difference == 0


def make_statement(
    *,
    period: Period,
    opening: Decimal,
    bank: Decimal,
    lines: Sequence[AccountLine],
    plan_lines: Sequence[PlanLine],
    set_aside: Sequence[SetAside],
    weekly: Decimal,
    unexpired_days: int,
    policy: SurplusPolicy,
    year_so_far: YearSoFar | None = None,
    next_payment: tuple[date, Decimal] | None = None,
) -> StatementFigures:
    """Work out a statement. `opening` and `bank` are the balances before the first and after the last day.

    `weekly` is the direct payment part in pounds a week on the last day; `unexpired_days` the days after it
    already paid for. Raises RuleBroken for a line outside the period, an open period or an unknown plan line.
    """
    _check(period, lines, plan_lines)
    total_in = sum((line.amount for line in lines if line.amount > 0), ZERO)
    total_out = -sum((line.amount for line in lines if line.amount < 0), ZERO)
    closing = opening + total_in - total_out
    bills = sum((item.amount for item in set_aside if item.is_bill), ZERO)
    put_by = sum((item.amount for item in set_aside if not item.is_bill), ZERO)
    surplus = work_out_surplus(
        closing=closing, weekly=weekly, unexpired_days=unexpired_days, unpaid=bills, ring_fenced=put_by, policy=policy
    )
    aside = tuple(Row(item.label, item.amount) for item in set_aside if item.amount)
    if surplus.unexpired:
        aside = (Row("Already paid to you for the days after this statement", surplus.unexpired), *aside)
    by_line = tuple(_line_figures(plan, period, lines) for plan in plan_lines)
    refunds = sum((line.amount for line in lines if line.amount > 0 and line.plan_line), ZERO)
    unmatched = [line for line in lines if line.amount < 0 and line.plan_line is None]
    return StatementFigures(
        period=period,
        opening=opening,
        money_in=_rows(lines, 1),
        total_in=total_in,
        money_out=_rows(lines, -1),
        total_out=total_out,
        closing=closing,
        bank=bank,
        difference=closing - bank,
        set_aside=aside,
        total_set_aside=sum((row.amount for row in aside), ZERO),
        free_to_use=surplus.available,
        limit_weeks=policy.trigger_weeks,
        surplus=surplus,
        by_line=by_line,
        by_outcome=_by_outcome(by_line),
        unmatched_count=len(unmatched),
        unmatched_total=-sum((line.amount for line in unmatched), ZERO),
        pace=work_out_pace(year_so_far, period, total_out - refunds) if year_so_far else None,
        next_payment=next_payment,
    )


def check_ties_to_bank(figures: StatementFigures) -> None:
    """Refuse to issue a statement that differs from the bank (RuleBroken)."""
    if not figures.ties_to_bank:
        raise RuleBroken(
            f"The statement ends at {pounds(figures.closing)} and the bank at {pounds(figures.bank)}, a difference of "
            f"{pounds(abs(figures.difference))}. Look for a missing or doubled bank line in the period, then try again."
        )


def _check(period: Period, lines: Sequence[AccountLine], plan_lines: Sequence[PlanLine]) -> None:
    if period.is_open:
        raise RuleBroken("A statement needs a last day.")
    known = {plan.key for plan in plan_lines}
    for line in lines:
        if not period.contains(line.day):
            raise RuleBroken(f"A line of {line.day} lies outside the period of the statement.")
        if line.plan_line is not None and line.plan_line not in known:
            raise RuleBroken(f"“{line.label}” belongs to a plan line that is not in this plan. Choose another.")


def _rows(lines: Sequence[AccountLine], sign: int) -> tuple[Row, ...]:
    """Lines of one direction added up by label, in the order each label first appears."""
    totals: dict[str, Decimal] = {}
    for line in lines:
        if line.amount * sign > 0:
            totals[line.label] = totals.get(line.label, ZERO) + abs(line.amount)
    return tuple(Row(label, amount) for label, amount in totals.items())


def _line_figures(plan: PlanLine, period: Period, lines: Sequence[AccountLine]) -> LineFigures:
    agreed = agreed_in(plan, period)
    # A refund comes in with the plan line it refunds, so it lowers what that line has spent.
    spent = -sum((line.amount for line in lines if line.plan_line == plan.key), ZERO)
    return _figures(plan.key, plan.label, plan.outcome, agreed, spent)


def figures_to_date(
    plan_lines: Sequence[PlanLine], period: Period, spent: Mapping[str, Decimal]
) -> tuple[tuple[LineFigures, ...], tuple[LineFigures, ...]]:
    """Each plan line, and each outcome, for a closed period: agreed and `spent` (pounds by the line's key), what is left."""
    by_line = tuple(
        _figures(plan.key, plan.label, plan.outcome, agreed_in(plan, period), spent.get(plan.key, ZERO))
        for plan in plan_lines
    )
    return by_line, _by_outcome(by_line)


def agreed_in(plan: PlanLine, period: Period) -> Decimal:
    """Pounds that the plan gives a line in a closed period: its weeks by date, and its one-offs on their days."""
    active = period.clip(plan.start or period.start, plan.end)
    agreed = earned(plan.rates, active) if active and plan.rates else ZERO
    return agreed + sum((amount for when, amount in plan.one_offs if period.contains(when)), ZERO)


def _figures(key: str, label: str, outcome: str, agreed: Decimal, spent: Decimal) -> LineFigures:
    left = agreed - spent
    if left < 0:
        standing, words = Standing.OVER, f"{pounds(-left)} over"
    elif left == 0:
        standing, words = Standing.ON_TRACK, "on track"
    else:
        standing, words = Standing.UNDER, f"{pounds(left)} left"
    return LineFigures(key, label, outcome, agreed, spent, left, percent_of(spent, agreed), standing, words)


def _by_outcome(by_line: Sequence[LineFigures]) -> tuple[LineFigures, ...]:
    outcomes = list(dict.fromkeys(line.outcome for line in by_line))
    return tuple(
        _figures(
            outcome,
            outcome,
            outcome,
            sum((line.agreed for line in by_line if line.outcome == outcome), ZERO),
            sum((line.spent for line in by_line if line.outcome == outcome), ZERO),
        )
        for outcome in outcomes
    )


def work_out_pace(year_so_far: YearSoFar, period: Period, spent_now: Decimal) -> Pace:
    """Share of the year's money spent against share of the year gone, on the last day of the period."""
    gone = year_so_far.year.clip(year_so_far.year.start, period.end)
    if gone is None:
        raise RuleBroken("The period ends before the year of the plan begins.")
    spent = percent_of(year_so_far.spent_before + spent_now, year_so_far.budget)
    time = percent_of(gone.days, year_so_far.year.days)
    words = f"You have used {number(spent)}% of the year's money, and {number(time)}% of the year has gone."
    return Pace(spent, time, words)
