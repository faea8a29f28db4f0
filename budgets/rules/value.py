"""What a budget frees and what it is worth beside the care that it replaced (sections 14 and 15, rule C31).

A budget is not new money: the sum is freed from what the commissioner pays already. A saving is never shown alone: it
stands beside what the person got from it.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from fractions import Fraction

from budgets.enums import ContractKind, ReleaseBasis
from budgets.rules.changing import compare_with_package
from budgets.rules.words import count, day, number, pounds
from phb.core.errors import RuleBroken
from phb.core.money import ZERO, round_penny
from phb.core.periods import Period, add_days

BLOCK_WARNING = (
    "One person leaving does not lower what a block contract costs. Money is freed only if the provider has agreed to it: "
    "write what was agreed."
)
# What is told of each basis where it is chosen and shown.
BASIS_WORDS = {
    ReleaseBasis.SPOT_PRICE: "What was paid for this person alone is paid no longer.",
    ReleaseBasis.UNIT_PRICE: "An agreed price for each unit is taken out of the block's value.",
    ReleaseBasis.ANNUAL_RELEASE: "The contract goes down by a fixed sum a year, settled at the end by what happened.",
    ReleaseBasis.INSIDE_BLOCK: "The provider gives the budget's care inside the block. Nothing is freed.",
    ReleaseBasis.TOP_SLICE: "A share of the contract is set aside for small budgets.",
}


@dataclass(frozen=True, slots=True)
class Release:
    """Pounds a week that a budget frees from a contract, from a day to a day; until `double_to` both are paid."""

    weekly: Decimal
    starts: date
    ends: date | None = None
    double_to: date | None = None

    @property
    def freed_from(self) -> date:
        """The first day on which the contract's money is free: after double running."""
        return self.starts if self.double_to is None else max(self.starts, add_days(self.double_to, 1))


@dataclass(frozen=True, slots=True)
class Released:
    """What a release comes to in a period: days and pounds freed, and days and pounds paid twice, with the sentence."""

    freed_days: int
    freed: Decimal
    double_days: int
    double: Decimal
    words: str


def released_in(release: Release, period: Period) -> Released:
    """Freed = weekly × days ÷ 7 after double running; paid twice = weekly × days ÷ 7 during it; each rounded once."""
    double = None
    if release.double_to is not None and release.double_to >= release.starts:
        last = release.double_to if release.ends is None else min(release.double_to, release.ends)
        double = period.clip(release.starts, last)
    free = None
    if release.ends is None or release.freed_from <= release.ends:
        free = period.clip(release.freed_from, release.ends)
    freed_days, double_days = (each.days if each else 0 for each in (free, double))
    freed, twice = (round_penny(Fraction(release.weekly) * days / 7) for days in (freed_days, double_days))
    words = f"{pounds(release.weekly)} a week × {count(freed_days, 'day')} ÷ 7 = {pounds(freed)} freed."
    if double_days:
        words += f" {count(double_days, 'day')} paid twice come to {pounds(twice)}."
    return Released(freed_days, freed, double_days, twice, words)


@dataclass(frozen=True, slots=True)
class NetEffect:
    """A budget's cost in a period less what it freed, in pounds: positive is new cost. Paid twice is part of the cost."""

    cost: Decimal
    freed: Decimal
    double: Decimal
    double_days: int
    net: Decimal
    words: str


def net_effect(cost: Decimal, released: Sequence[Released]) -> NetEffect:
    """Cost − released = net new cost (section 14). What is paid twice stands apart and is not added again: the budget's
    own cost of those days is in `cost`, and the contract's money of those days is not in `freed`."""
    freed = sum((each.freed for each in released), ZERO)
    double = sum((each.double for each in released), ZERO)
    net = cost - freed
    side = "new cost" if net > 0 else "less than before" if net < 0 else "no new cost"
    words = f"{pounds(cost)} − {pounds(freed)} freed = {pounds(abs(net))} {side}."
    return NetEffect(cost, freed, double, sum(each.double_days for each in released), net, words)


def weekly_of(units: Decimal, price: Decimal) -> Decimal:
    """Pounds a week: units a week × the agreed price of one, rounded once."""
    return round_penny(Fraction(units) * Fraction(price))


def check_release(
    *,
    contract: ContractKind,
    basis: ReleaseBasis,
    words: str,
    weekly: Decimal,
    starts: date,
    ends: date | None,
    double_to: date | None,
    contract_starts: date,
    contract_ends: date | None,
) -> None:
    """Refuse (RuleBroken) a release that does not fit its contract, its basis or its days."""
    if contract == ContractKind.BLOCK and basis == ReleaseBasis.SPOT_PRICE:
        raise RuleBroken("A block contract has no price for one person. Choose another basis.", "basis")
    if contract == ContractKind.SPOT and basis != ReleaseBasis.SPOT_PRICE:
        raise RuleBroken("What was bought for one person is released at the price that was paid for it.", "basis")
    if contract == ContractKind.BLOCK and not words.strip():
        raise RuleBroken(BLOCK_WARNING, "basis_words")
    if basis == ReleaseBasis.INSIDE_BLOCK and weekly:
        raise RuleBroken("A notional budget inside the block frees nothing. Enter 0.", "weekly")
    if basis != ReleaseBasis.INSIDE_BLOCK and weekly <= 0:
        raise RuleBroken("Enter what is freed a week, more than £0.00.", "weekly")
    if starts < contract_starts or (contract_ends is not None and starts > contract_ends):
        raise RuleBroken(
            f"The contract runs from {day(contract_starts)}{f' to {day(contract_ends)}' if contract_ends else ''}. "
            "Choose a day within.",
            "released_from",
        )
    if ends is not None and ends < starts:
        raise RuleBroken("The last day must not be before the first.", "released_to")
    if double_to is not None and double_to < starts:
        raise RuleBroken(
            "Double running ends on or after the first day. Leave it empty if there is none.", "double_running_to"
        )


@dataclass(frozen=True, slots=True)
class Value:
    """A budget beside the care it replaced, in pounds: a week, a year of 52 weeks, percent to 1 place; positive is less
    than before. `first_year` = annual − start-up: one-off costs count in the first year."""

    weekly: Decimal
    annual: Decimal
    percent: Decimal
    start_up: Decimal
    fees_weekly: Decimal
    first_year: Decimal
    words: str


def value_of(
    before_weekly: Decimal, budget_weekly: Decimal, start_up: Decimal = ZERO, fees_weekly: Decimal = ZERO
) -> Value:
    """Weekly difference = before − budget; × 52; percent of before (C31). Start-up comes off the first year.

    `fees_weekly`: of the budget's weekly amount, what pays for support and management (payroll, managed account): it is
    in the comparison already and is told. Raises RuleBroken without a price before.
    """
    found = compare_with_package(before_weekly, budget_weekly)
    first_year = found.annual - start_up
    words = found.words
    if start_up:
        side = "less" if first_year > 0 else "more"
        words += f" With {pounds(start_up)} for starting up, the first year costs {pounds(abs(first_year))} {side}."
    if fees_weekly:
        words += f" {pounds(fees_weekly)} a week of it pays for support and management."
    return Value(found.weekly, found.annual, found.percent, start_up, fees_weekly, first_year, words)


@dataclass(frozen=True, slots=True)
class Outcomes:
    """What the person got: outcomes on record, of them scored since the start, of these reached as hoped or better; the
    person's own rating (mean, 0 to 10) since, and beside it `from_` and `to` of those rated at the start as well; how
    many people rated; the day of the last review."""

    outcomes: int = 0
    scored: int = 0
    reached: int = 0
    people: int = 0
    rating: Decimal | None = None
    from_: Decimal | None = None
    to: Decimal | None = None
    reviewed_on: date | None = None

    @property
    def words(self) -> str:
        """In a sentence, also when nothing is known."""
        if not self.scored and self.rating is None:
            return "Outcomes have not been scored since the start, so nothing can be said of value."
        said = []
        if self.scored:
            said.append(f"{self.reached} of {count(self.scored, 'outcome')} reached as hoped or better")
        if self.from_ is not None and self.to is not None:
            said.append(f"own rating from {number(self.from_)} to {number(self.to)} of 10")
        elif self.rating is not None:
            said.append(f"own rating {number(self.rating)} of 10, none at the start")
        return "; ".join(said) + "."


def outcomes_of(
    scores: Sequence[tuple[int | None, int | None, int | None]], reviewed_on: date | None = None
) -> Outcomes:
    """One person's outcomes, each (how far reached −2 to 2, own rating since, own rating at the start), None where not known."""
    attained = [each for each, _, _ in scores if each is not None]
    rated = [Decimal(rating) for _, rating, _ in scores if rating is not None]
    both = [
        (Decimal(first), Decimal(rating)) for _, rating, first in scores if rating is not None and first is not None
    ]
    return Outcomes(
        len(scores),
        len(attained),
        sum(1 for each in attained if each >= 0),
        1 if rated else 0,
        mean(rated),
        mean([first for first, _ in both]),
        mean([rating for _, rating in both]),
        reviewed_on,
    )


def together(found: Sequence[Outcomes]) -> Outcomes:
    """The outcomes of several people: counts added up, ratings as the mean over the people who rated."""
    both = [(each.from_, each.to) for each in found if each.from_ is not None and each.to is not None]
    return Outcomes(
        sum(each.outcomes for each in found),
        sum(each.scored for each in found),
        sum(each.reached for each in found),
        sum(each.people for each in found),
        mean([each.rating for each in found if each.rating is not None]),
        mean([first for first, _ in both]),
        mean([rating for _, rating in both]),
        max((each.reviewed_on for each in found if each.reviewed_on), default=None),
    )


def mean(values: Sequence[Decimal]) -> Decimal | None:
    """The mean to one place, half away from zero; None of nothing."""
    if not values:
        return None
    exact = sum((Fraction(value) for value in values), Fraction(0)) / len(values)
    tenths = (2 * exact.numerator * 10 + exact.denominator) // (2 * exact.denominator)
    return Decimal(tenths) / 10
