"""Raising the lines of many budgets on one day: how much, which lines, and what stands against it (rules C17 and C21).

An uplift is worked out for tens of thousands of budgets at once, so amounts are whole pence here: exact, and quick.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from functools import lru_cache

from budgets.enums import UpliftWhy
from budgets.rules.figures import FigureRow
from budgets.rules.wages import minimum_wage
from budgets.rules.words import day, number, pounds
from phb.core.errors import RuleBroken

ASSISTANT = "personal_assistant"
MOST = Decimal(100)


@dataclass(frozen=True, slots=True)
class Factor:
    """1 + a percent, as an exact quotient of whole numbers."""

    percent: Decimal
    above: int
    below: int

    @classmethod
    def of(cls, percent: Decimal) -> "Factor":
        """Raises RuleBroken (field "percents") for a percent below 0: a reduction needs notice and reasons (C28); and
        above 100, which is a slip of the pen."""
        if not percent.is_finite() or not 0 <= percent <= MOST:
            raise RuleBroken(
                "A percent is from 0 to 100. An amount is never lowered by an uplift: that needs notice and reasons.",
                "percents",
            )
        top, below = percent.as_integer_ratio()
        return cls(percent, 100 * below + top, 100 * below)

    def raised(self, pence: int) -> int:
        """Pence after the uplift, rounded to the penny once, half away from zero (C1, C17)."""
        return (2 * pence * self.above + self.below) // (2 * self.below)


def raised(weekly: Decimal, percent: Decimal) -> Decimal:
    """Pounds a week of one line after an uplift (C17). Raises RuleBroken as `Factor.of`."""
    return in_pounds(Factor.of(percent).raised(in_pence(weekly)))


@dataclass(frozen=True, slots=True)
class Terms:
    """What an uplift raises: lines of these kinds, of this provider ("" for all), from a day on. Lines of
    `fixed_providers`, whose prices are agreed for a time, stay."""

    starts: date
    factors: Mapping[str, Factor]
    provider: str = ""
    fixed_providers: frozenset[str] = frozenset()

    def factor_of(self, kind: str, provider: str) -> Factor | None:
        """By how much a line of this kind and provider is raised; None when it stays as it is."""
        found = self.factors.get(kind)
        if found is None or (self.provider and provider.casefold() != self.provider.casefold()):
            return None
        return None if provider.casefold() in self.fixed_providers else found


def read_terms(
    percents: Mapping[str, str], starts: date, provider: str = "", fixed_providers: Iterable[str] = ()
) -> Terms:
    """The terms of an uplift from its percents as text: {"agency": "3.6"}. Raises RuleBroken (field "percents")."""
    factors = {}
    for kind, text in percents.items():
        try:
            factors[kind] = Factor.of(Decimal(text))
        except ArithmeticError as error:
            raise RuleBroken(f"“{text}” is not a percent. Write it like 3.6.", "percents") from error
    return Terms(starts, factors, provider.strip(), frozenset(name.strip().casefold() for name in fixed_providers))


@dataclass(frozen=True, slots=True)
class PricedLine:
    """A weekly line of a budget in pence. `raised_from`: the first day of an uplift that this very line came from.
    `age`: of the assistant, where it is known."""

    kind: str
    words: str
    provider: str
    weekly: int
    direct: bool
    hours: Decimal | None = None
    rate: int | None = None
    age: int | None = None
    apprentice: bool = False
    raised_from: date | None = None


@dataclass(frozen=True, slots=True)
class RaisedLine:
    """A line after the uplift in pence. `percent` None: it stays as it is; `because` says why, where that is no matter
    of course."""

    line: PricedLine
    percent: Decimal | None
    new: int
    new_rate: int | None
    because: str = ""

    @property
    def more(self) -> int:
        """Pence a week by which it rises."""
        return self.new - self.line.weekly


def raise_lines(lines: Sequence[PricedLine], terms: Terms) -> tuple[RaisedLine, ...]:
    """Each line after the uplift, rounded per line; the total is their sum (C17). One-off lines are not among them (C21).

    A line that an uplift of the same day has raised already stays: no line is raised twice for the same day.
    """
    return tuple(_raise(line, terms) for line in lines)


def _raise(line: PricedLine, terms: Terms) -> RaisedLine:
    found = terms.factor_of(line.kind, line.provider)
    if found is None:
        fixed = line.kind in terms.factors and line.provider.casefold() in terms.fixed_providers
        return RaisedLine(line, None, line.weekly, line.rate, "Its price is fixed." if fixed else "")
    if line.raised_from == terms.starts:
        return RaisedLine(line, None, line.weekly, line.rate, "An uplift from the same day has raised it already.")
    rate = None if line.rate is None else found.raised(line.rate)
    return RaisedLine(line, found.percent, found.raised(line.weekly), rate)


@dataclass(frozen=True, slots=True)
class Hindrance:
    """Why a budget is left out of an uplift, with the sentence that says what to do."""

    why: UpliftWhy
    words: str


# What a person may decide to take in after all, with a reason: the others are facts that must change first.
JUDGEMENT = frozenset({UpliftWhy.RATE_UNKNOWN, UpliftWhy.NO_FIGURE, UpliftWhy.PAUSED, UpliftWhy.LEFT_OUT})


def wage_hindrance(raised: Sequence[RaisedLine], on: date) -> Hindrance | None:
    """What stands against the pay of personal assistants after an uplift: full cost means lawful pay (regulation 13(1)).

    A rate under the legal minimum of the day blocks, also where the line itself is not raised. A line that is raised
    without a known rate, or for a day whose minimum is not known yet, is for a person to look at.
    """
    first = None
    for each in raised:
        if each.line.kind == ASSISTANT and (found := _of_wage(each, on)) is not None:
            if found.why == UpliftWhy.WAGE:
                return found
            first = first or found
    return first


@lru_cache(maxsize=512)
def _least(age: int | None, apprentice: bool, on: date) -> tuple[Decimal, FigureRow]:
    return minimum_wage(age, apprentice, on)


def _of_wage(each: RaisedLine, on: date) -> Hindrance | None:
    line = each.line
    if each.new_rate is None:
        if each.percent is None:
            return None
        return Hindrance(
            UpliftWhy.RATE_UNKNOWN,
            f"“{line.words}” has no hourly pay on record, so nobody can tell whether it stays above the legal minimum. "
            "Look at the plan, then take the budget in or leave it out.",
        )
    try:
        least, row = _least(line.age, line.apprentice, on)
    except RuleBroken:
        return Hindrance(
            UpliftWhy.NO_FIGURE,
            f"The legal minimum wage of {day(on)} is not in the figures yet. Add it with its source and work the uplift out "
            "again, or take the budget in with the reason.",
        )
    if in_pounds(each.new_rate) >= least:
        return None
    age = f"at {line.age}" if line.age is not None else "at 21 or over"
    how = (
        f"after the uplift of {number(each.percent)}%"
        if each.percent is not None
        else "and this uplift does not raise it"
    )
    return Hindrance(
        UpliftWhy.WAGE,
        f"“{line.words}” would pay {pounds(in_pounds(each.new_rate))} an hour {how}. From {day(row.start)} the law asks for at "
        f"least {pounds(least)} {age}. Change the plan’s rate first.",
    )


def line_words(words: str, percent: Decimal | None, old: Decimal, new: Decimal, because: str = "") -> str:
    """How a line came to its amount, in a sentence for a family."""
    if percent is None:
        return f"{words} stays at {pounds(old)} a week.{' ' + because if because else ''}"
    return f"{words} goes up by {number(percent)}%, from {pounds(old)} to {pounds(new)} a week."


def letter_line(words: str, old: Decimal, new: Decimal) -> str:
    """A line of a budget in a letter."""
    if old == new:
        return f"{words}: {pounds(old)} a week, as before"
    return f"{words}: was {pounds(old)} a week, now {pounds(new)} a week"


def version_words(percent: Decimal, starts: date, old: Decimal, new: Decimal) -> str:
    """The arithmetic of a raised line as it stands with the line of the budget."""
    return f"Uplift of {number(percent)}% from {day(starts)}: {pounds(old)} × {number(100 + percent)} ÷ 100 = {pounds(new)} a week."


def scope_words(stream: str, provider: str, place: str, kinds: Mapping[str, str]) -> str:
    """Which budgets and by how much, in a sentence. `kinds`: the words of each kind with its percent as text."""
    which = ", ".join(
        part
        for part in (stream, f"lines of {provider}" if provider else "", f"people in {place}" if place else "")
        if part
    )
    raises = ", ".join(f"{name} by {number(Decimal(text))}%" for name, text in kinds.items())
    return f"{which or 'All running budgets'}: {raises}."


def in_pence(amount: Decimal) -> int:
    """Whole pence of an amount with two places."""
    return int(amount.scaleb(2))


def in_pounds(pence: int) -> Decimal:
    """Pounds with two places."""
    return Decimal(pence).scaleb(-2)
