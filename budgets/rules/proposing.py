"""A plan's lines as a budget: sums, funders' parts, what does not add up, and what may be paid in a year.

Regulation 13(1) of the National Health Service (Direct Payments) Regulations 2013: the amount must be
sufficient for the full cost of each service, so each line is looked at, not the total alone.
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from fractions import Fraction

from budgets.enums import DIRECT_PAYMENT_METHODS, HoldingMethod
from budgets.rules.funding import FundedLine, Part, split_line
from budgets.rules.schedule import DuePeriod, PaymentTerms, due_periods
from budgets.rules.split import Funder
from budgets.rules.words import count, pounds
from eligibility.enums import Route
from phb.core.errors import RuleBroken
from phb.core.money import ZERO, round_penny
from phb.core.periods import add_days, add_months


@dataclass(frozen=True, slots=True)
class PlanLine:
    """One service of the plan with its money: pounds a week or once. `outcomes`: how many it serves; `number`: of the
    line, the same in all versions of the plan; `kind`: of service; `library`: (what the line says, what the library's
    price comes to, of what) where it was taken from there."""

    words: str
    holding: HoldingMethod
    funders: tuple[Funder, ...]
    weekly: Decimal | None = None
    one_off: Decimal | None = None
    hours_per_week: Decimal | None = None
    rate: Decimal | None = None
    outcomes: int = 0
    number: int | None = None
    kind: str = ""
    library: tuple[Decimal, Decimal, str] | None = None

    @property
    def amount(self) -> Decimal:
        """Pounds a week, or once."""
        return self.weekly if self.weekly is not None else (self.one_off or ZERO)

    @property
    def is_direct_payment(self) -> bool:
        """Whether it is paid to a holder."""
        return self.holding in DIRECT_PAYMENT_METHODS

    @property
    def funded(self) -> FundedLine:
        """The line as its funders see it."""
        return FundedLine(self.words, self.amount, self.funders, self.number)


@dataclass(frozen=True, slots=True)
class Totals:
    """A plan's money in pounds: `weekly` of all lines, `direct_weekly` of those paid to a holder, one-offs likewise.

    `funders`: what each pays a week, the sum of its parts of the lines.
    """

    weekly: Decimal
    direct_weekly: Decimal
    one_offs: Decimal
    direct_one_offs: Decimal
    funders: tuple[Part, ...]


def totals(lines: Sequence[PlanLine]) -> Totals:
    """Add the lines up. The funders' parts always equal the weekly total, because each line is split to the penny."""
    weekly = [line for line in lines if line.weekly is not None]
    once = [line for line in lines if line.weekly is None]
    parts: dict[str, Decimal] = {}
    for line in weekly:
        for part in split_line(line.funded) if line.amount else ():
            parts[part.name] = parts.get(part.name, ZERO) + part.amount
    return Totals(
        _sum(weekly),
        _sum([line for line in weekly if line.is_direct_payment]),
        _sum(once),
        _sum([line for line in once if line.is_direct_payment]),
        tuple(Part(name, amount) for name, amount in parts.items()),
    )


def faults(lines: Sequence[PlanLine]) -> tuple[str, ...]:
    """What keeps a plan's money from being right, each as a sentence that says how to mend it."""
    if not lines:
        return ("The plan has no services, so there is nothing to pay for. Give it back.",)
    found = []
    for line in lines:
        if line.weekly is None and line.one_off is None:
            found.append(f"“{line.words}” has no amount.")
        elif line.amount < 0:
            found.append(f"“{line.words}” costs {pounds(line.amount)}. An amount is not less than £0.00.")
        if not line.outcomes:
            found.append(f"“{line.words}” serves no outcome.")
        if (short := short_words(line)) is not None:
            found.append(short)
    return tuple(found)


def check_stream(stream: str, sums: Totals) -> None:
    """Refuse (RuleBroken) what a stream never pays: a wheelchair budget is paid once, never every week."""
    if stream == Route.WHEELCHAIR and sums.weekly:
        raise RuleBroken(
            f"A personal wheelchair budget is paid once, not every week: {pounds(sums.weekly)} a week is in the plan. "
            "Give the plan back to make it a one-off."
        )


def working(line: PlanLine) -> str:
    """The arithmetic of a line in words."""
    if line.one_off is not None:
        return f"{pounds(line.one_off)}, paid once."
    if line.hours_per_week and line.rate:
        cost = round_penny(Fraction(line.hours_per_week) * Fraction(line.rate))
        said = f"{count(line.hours_per_week, 'hour')} a week × {pounds(line.rate)} = {pounds(cost)}"
        more = line.amount - cost
        return f"{said}." if not more else f"{said}; with the costs of employing, {pounds(line.amount)} a week."
    return f"{pounds(line.amount)} a week."


def difference_words(weekly: Decimal, indicative: Decimal) -> str:
    """How the plan's weekly amount stands against the indicative one."""
    if weekly == indicative:
        return f"The plan costs {pounds(weekly)} a week, the same as the indicative amount."
    side = "more" if weekly > indicative else "less"
    return (
        f"The plan costs {pounds(weekly)} a week, {pounds(abs(weekly - indicative))} {side} than the indicative "
        f"amount of {pounds(indicative)}."
    )


def last_day_of_year(starts: date, ends: date | None = None) -> date:
    """The last day that an authorisation covers: a year from the start, or the plan's own end if that is sooner."""
    year = add_days(add_months(starts, 12), -1)
    return min(year, ends) if ends else year


@dataclass(frozen=True, slots=True)
class Authorised:
    """The most that may be paid and committed until a day, in pounds, with the sentences that say how it came about."""

    amount: Decimal
    to: date
    due: tuple[DuePeriod, ...]
    words: tuple[str, ...]


def authorised(
    terms: PaymentTerms | None, one_offs: Decimal, contingency: Decimal, to: date, holidays: Collection[date]
) -> Authorised:
    """Every payment due until the day, and the one-offs, and contingency if it stands inside the budget (C5, C21)."""
    due = due_periods(terms, to, holidays) if terms else ()
    paid = sum((period.amount for period in due), ZERO)
    words = [f"{count(len(due), 'payment')} until {to.day} {to:%B %Y} come to {pounds(paid)}."]
    if one_offs:
        words.append(f"One-off payments come to {pounds(one_offs)}.")
    if contingency:
        words.append(f"Contingency inside the budget is {pounds(contingency)}.")
    return Authorised(paid + one_offs + contingency, to, due, tuple(words))


def hours_cost(line: PlanLine) -> Decimal | None:
    """Pounds a week of hours × price; None where the line is one sum."""
    if line.weekly is None or not line.hours_per_week or not line.rate:
        return None
    return round_penny(Fraction(line.hours_per_week) * Fraction(line.rate))


def short_words(line: PlanLine) -> str | None:
    """Why a line is certainly too little: under hours × price. None when it is not."""
    cost = hours_cost(line)
    if cost is None or line.weekly is None or line.weekly >= cost:
        return None
    assert line.hours_per_week and line.rate
    return (
        f"“{line.words}” has {pounds(line.weekly)} a week, but {count(line.hours_per_week, 'hour')} × {pounds(line.rate)} "
        f"cost {pounds(cost)}. The amount must cover the full cost."
    )


def lines_behind(lines: Sequence[PlanLine]) -> list[FundedLine]:
    """The lines that stand behind money paid to the holder for none of them in particular: those paid every week, or where
    there is none, those paid once."""
    direct = [line for line in lines if line.is_direct_payment]
    return [line.funded for line in direct if line.weekly] or [line.funded for line in direct]


def _sum(lines: Sequence[PlanLine]) -> Decimal:
    return sum((line.amount for line in lines), ZERO)
