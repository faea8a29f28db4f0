"""A costed plan as a budget: every line explained, who holds it, who pays, and each payment of a year to the penny.

The same rules as the pages; nothing is stored and nobody is looked up.
"""

from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from budgets.enums import DIRECT_PAYMENT_METHODS, Frequency, HoldingMethod
from budgets.rules.changing import PackageComparison, compare_with_package
from budgets.rules.costing import CostingSettings, IndicativeAmount, indicative_amount
from budgets.rules.declared import Fault
from budgets.rules.quote_amounts import Amounts, QuoteLine, Stage, line_amounts
from budgets.rules.quote_money import Paying, contribution_of, shares_of
from budgets.rules.quote_plan import CostedPlan, PlanFaulty
from budgets.rules.quote_reading import read_plan
from budgets.rules.quote_stages import stages
from budgets.rules.schedule import DuePeriod, PaymentTerms, WeeklyRate, due_periods, earned
from budgets.rules.split import FunderPart
from budgets.rules.ways import Way, compare_ways
from budgets.rules.words import day, pounds
from budgets.rules.year_end import YearCharge, charge_to_year
from phb.core.errors import RuleBroken
from phb.core.money import ZERO
from phb.core.periods import Period

Holidays = Callable[[int, int], Collection[date]]

#: The order in which parts of a whole are rounded: the last one present takes what rounding left (C20).
HOLDINGS = (
    HoldingMethod.DIRECT_PAYMENT,
    HoldingMethod.MANAGED_ACCOUNT,
    HoldingMethod.THIRD_PARTY,
    HoldingMethod.NOTIONAL,
)


@dataclass(frozen=True, slots=True)
class QuotePayment:
    """One payment of the year. `split`: what each funder pays; `contribution`: what the person pays of it, in pounds."""

    due: DuePeriod
    split: tuple[FunderPart, ...]
    contribution: Decimal
    charge: YearCharge


@dataclass(frozen=True, slots=True)
class Held:
    """What is held in one way: pounds a year and a week, what is paid once, and the value of the year asked for (C20)."""

    holding: HoldingMethod
    annual: Decimal
    weekly: Decimal
    one_offs: Decimal
    year_value: Decimal


@dataclass(frozen=True, slots=True)
class Arrears:
    """One payment already made: what was due for its days, what was paid, and the difference (positive: still owed).

    `split`: whose money the difference is, as it was funded (C25).
    """

    period: Period
    due: Decimal
    paid: Decimal
    difference: Decimal
    words: str
    split: tuple[FunderPart, ...]


@dataclass(frozen=True, slots=True)
class Quote:
    """A budget from a costed plan, in pounds. `stages`: its weekly lines from each day on which they change.

    `year_value`: by the active days of the year (C9); `payments`: those whose period begins in the year (C30).
    """

    plan: CostedPlan
    amount: IndicativeAmount
    lines: tuple[QuoteLine, ...]
    stages: tuple[Stage, ...]
    holdings: tuple[Held, ...]
    funders: tuple[FunderPart, ...]
    one_off_split: tuple[FunderPart, ...]
    contribution: Decimal
    direct_weekly: Decimal
    year_value: Decimal
    year_one_offs: Decimal
    active_days: int
    payments: tuple[QuotePayment, ...]
    arrears: tuple[Arrears, ...]
    comparison: PackageComparison | None
    ways: tuple[Way, ...]
    warnings: tuple[str, ...]


def no_holidays(first_year: int, last_year: int) -> Collection[date]:
    """No bank holidays: pay dates then only leave weekends."""
    return ()


def quote(plan: Any, holidays: Holidays = no_holidays) -> Quote:
    """The budget behind a costed plan as JSON. Raises PlanFaulty with every fault and its path.

    `holidays` gives the bank holidays in England from a first to a last year, for the pay dates (C6).
    """
    return quote_of(read_plan(plan), holidays)


def quote_of(plan: CostedPlan, holidays: Holidays = no_holidays) -> Quote:
    """The budget behind a plan that was read. Raises PlanFaulty for what only shows when it is worked out."""
    try:
        return _Quoting(plan, holidays).quote()
    except RuleBroken as error:
        raise PlanFaulty([Fault(error.field or "", error.message)]) from error


class _Quoting:
    def __init__(self, plan: CostedPlan, holidays: Holidays) -> None:
        self.plan, self.holidays = plan, holidays
        self.warnings: list[str] = []

    def quote(self) -> Quote:
        plan = self.plan
        settings = CostingSettings(plan.holiday, plan.employment_allowance, plan.contingency_weeks)
        amount = indicative_amount(plan.rates_on, plan.assistants, plan.care, plan.others, settings)
        self.warnings += amount.warnings
        lines = line_amounts(plan, amount, HOLDINGS)
        steps = stages(plan, lines, self.warnings)
        amounts = Amounts(plan, lines, steps)
        direct = amounts.rates(DIRECT_PAYMENT_METHODS)
        payments = tuple(self.payments(amounts, direct))
        active = plan.year.clip(plan.start, plan.end)
        value = earned(amounts.rates(None), active) if active else ZERO
        once = [line for line in lines if line.once]
        in_year = [line for line in once if plan.year.contains(line.item.on or plan.start)]
        return Quote(
            plan,
            amount,
            lines,
            steps,
            tuple(self.holdings(amounts, value, active)),
            self.weekly_split(amounts),
            shares_of(_sum(once), [(line.item, line.annual) for line in once], plan, once=True) if once else (),
            plan.contribution,
            steps[0].weekly(DIRECT_PAYMENT_METHODS),
            value,
            _sum(in_year),
            active.days if active else 0,
            payments,
            tuple(self.arrears(amounts, direct)),
            self.comparison(amount),
            self.ways(),
            tuple(self.warnings),
        )

    def weekly_split(self, amounts: Amounts) -> tuple[FunderPart, ...]:
        plan, stage = self.plan, amounts.stages[0]
        weights = [(line.item, stage.by_key[line.cost.key]) for line in amounts.recurring]
        parts = shares_of(stage.weekly(None), weights, plan, days=7)
        return contribution_of(parts, plan, plan.contribution)

    def payments(self, amounts: Amounts, direct: tuple[WeeklyRate, ...]) -> list[QuotePayment]:
        plan = self.plan
        if not any(rate.weekly for rate in direct):
            if plan.contribution:
                self.warnings.append(
                    "The contribution is not taken off a payment, because nothing is paid to a holder."
                )
            return []
        terms = self.terms(direct)
        last = plan.year.end
        assert last is not None
        holidays = self.holidays(plan.start.year - 1, last.year + 1)
        due = [each for each in due_periods(terms, last, holidays) if plan.year.contains(each.period.start)]
        own = self.contributions(due)
        paying = Paying(amounts, DIRECT_PAYMENT_METHODS)
        return [
            QuotePayment(
                each,
                contribution_of(paying.split(each.amount, each.period), plan, mine),
                mine,
                charge_to_year(each.amount, each.period, last),
            )
            for each, mine in zip(due, own, strict=True)
        ]

    def terms(self, rates: tuple[WeeklyRate, ...]) -> PaymentTerms:
        plan = self.plan
        if plan.frequency == Frequency.ONE_OFF:
            raise RuleBroken("A budget paid once has no weekly lines. Choose another frequency.", "settings.frequency")
        return PaymentTerms(plan.frequency, plan.anchor, plan.start, rates, plan.end, plan.annual_weeks)

    def contributions(self, due: Sequence[DuePeriod]) -> list[Decimal]:
        """The person's part of each payment, by the same calendar as the payment itself."""
        plan = self.plan
        if not plan.contribution or not due:
            return [ZERO] * len(due)
        rates = (WeeklyRate(plan.start, plan.contribution),)
        own = {each.period: each.amount for each in due_periods(self.terms(rates), due[-1].period.start, ())}
        return [own[each.period] for each in due]

    def holdings(self, amounts: Amounts, value: Decimal, active: Period | None) -> list[Held]:
        """By holding: each part rounded by itself, the last takes the difference to the whole (C20)."""
        lines, stage = amounts.lines, amounts.stages[0]
        present = [h for h in HOLDINGS if any(line.item.holding == h for line in lines)]
        regular = [h for h in present if any(line.item.holding == h and not line.once for line in lines)]
        found, left = [], value
        for holding in present:
            mine = [line for line in lines if line.item.holding == holding]
            if holding not in regular:
                worth = ZERO
            elif holding == regular[-1]:
                worth = left
            else:
                worth = earned(amounts.rates({holding}), active) if active else ZERO
            left -= worth
            annual = sum((line.annual for line in mine if not line.once), ZERO)
            found.append(
                Held(holding, annual, stage.weekly({holding}), _sum([line for line in mine if line.once]), worth)
            )
        return found

    def arrears(self, amounts: Amounts, direct: tuple[WeeklyRate, ...]) -> list[Arrears]:
        """Each payment already made, worked out again from scratch at the rates now known (C17)."""
        plan, found = self.plan, []
        paying = Paying(amounts, DIRECT_PAYMENT_METHODS)
        for period, paid in plan.paid:
            part = period.clip(plan.start, plan.end)
            due = ZERO
            if part is not None and any(rate.weekly for rate in direct):
                assert part.end is not None
                terms = self.terms(direct)
                cut = PaymentTerms(
                    terms.frequency, terms.anchor, part.start, _from(direct, part.start), part.end, terms.annual_weeks
                )
                if plan.frequency == Frequency.MONTHLY_TWELFTHS:
                    due = sum((each.amount for each in due_periods(cut, part.end, ())), ZERO)
                else:
                    due = earned(direct, part)
            words = (
                f"{day(period.start)} to {day(period.end or period.start)}: due {pounds(due)}, paid {pounds(paid)}, "
            )
            owed = due - paid
            words += f"still owed {pounds(owed)}." if owed >= 0 else f"paid {pounds(-owed)} too much."
            found.append(Arrears(period, due, paid, owed, words, paying.split(owed, period)))
        return found

    def comparison(self, amount: IndicativeAmount) -> PackageComparison | None:
        return compare_with_package(self.plan.package[0], amount.weekly) if self.plan.package else None

    def ways(self) -> tuple[Way, ...]:
        """The assistants' hours bought in other ways. Insurance and payroll are lines of their own and not among them."""
        plan = self.plan
        if plan.ways is None or not plan.assistants:
            return ()
        return compare_ways(
            plan.rates_on,
            plan.assistants,
            self_employed_rate=plan.ways.self_employed,
            agency_rate=plan.ways.agency,
            holiday=plan.holiday,
            employment_allowance=plan.employment_allowance,
        )


def _from(rates: tuple[WeeklyRate, ...], first: date) -> tuple[WeeklyRate, ...]:
    """The rates as they stand from a day on."""
    later = tuple(rate for rate in rates if rate.start > first)
    now = [rate for rate in rates if rate.start <= first][-1]
    return (WeeklyRate(first, now.weekly), *later)


def _sum(lines: Sequence[QuoteLine]) -> Decimal:
    return sum((line.annual for line in lines), ZERO)


__all__ = ["PlanFaulty", "Quote", "quote", "quote_of"]
