"""Money set aside beside the weekly amount for when something goes wrong (section 4.5, rules C12 and C20)."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from fractions import Fraction

from budgets.enums import ContingencyPaid, ContingencyState
from budgets.rules.words import pounds
from phb.core.errors import RuleBroken
from phb.core.money import ZERO, round_penny
from phb.core.periods import add_days, add_months

TAKES_UP = frozenset({ContingencyState.ASKED, ContingencyState.APPROVED})


@dataclass(frozen=True, slots=True)
class Contingency:
    """The contingency of a budget: pounds, whether it stands inside the budget, when it is paid, whether to ask first."""

    amount: Decimal
    inside: bool = False
    paid: ContingencyPaid = ContingencyPaid.ON_REQUEST
    ask_first: bool = True

    @property
    def is_authorised_at_once(self) -> bool:
        """Whether it may be paid without a decision on each use: it stands inside, or goes out with the first payment."""
        return self.inside or self.paid == ContingencyPaid.UP_FRONT


@dataclass(frozen=True, slots=True)
class Use:
    """One use in pounds and where it stands."""

    amount: Decimal
    state: str


def contingency_of(weeks: Decimal | int, weekly: Decimal) -> Decimal:
    """Weeks × the weekly amount, in pounds, apart from the weekly amount itself (C12). RuleBroken for weeks below 0.

    `weekly` is what is paid to the holder (C20): contingency of what others hold stays with them.
    """
    if weeks < 0:
        raise RuleBroken("Weeks of contingency must not be less than 0.")
    return round_penny(Fraction(weekly) * Fraction(weeks))


def used(uses: Sequence[Use]) -> Decimal:
    """Pounds asked for or approved; what was refused, withdrawn or returned does not count."""
    return sum((use.amount for use in uses if use.state in TAKES_UP), ZERO)


def left(terms: Contingency, uses: Sequence[Use]) -> Decimal:
    """Pounds of contingency that can still be asked for, never below £0.00."""
    return max(terms.amount - used(uses), ZERO)


def check_ask(terms: Contingency, uses: Sequence[Use], amount: Decimal) -> None:
    """Refuse (RuleBroken) to ask for nothing, or for more than is left."""
    if not terms.amount:
        raise RuleBroken("This budget has no contingency. Ask for a change of the plan instead.", "amount")
    if amount <= 0:
        raise RuleBroken("Enter an amount of more than £0.00.", "amount")
    rest = left(terms, uses)
    if amount > rest:
        more = f"Ask for {pounds(rest)} or less." if rest else "Ask for a change of the plan instead."
        raise RuleBroken(f"{pounds(rest)} of the contingency of {pounds(terms.amount)} is left. {more}", "amount")


def authorised_extra(terms: Contingency, uses: Sequence[Use]) -> Decimal:
    """Pounds that contingency adds to what may be paid: all of it when it stands inside the budget or is paid at the
    start, else the uses that were approved."""
    if terms.is_authorised_at_once:
        return terms.amount
    return sum((use.amount for use in uses if use.state == ContingencyState.APPROVED), ZERO)


def rules_in_words(terms: Contingency) -> tuple[str, ...]:
    """What holds for this contingency, for the holder."""
    if not terms.amount:
        return ()
    where = "It is part of the budget." if terms.inside else "It stands beside the budget, not inside it."
    when = (
        "It is paid with the first payment. What is not used is returned."
        if terms.paid == ContingencyPaid.UP_FRONT
        else "It is paid when it is needed."
    )
    ask = (
        "Ask before you use it, and tell the team when you have used it."
        if terms.ask_first
        else "You need not ask first, but the team must be told when it is used."
    )
    return (where, when, ask)


def wheelchair_last_day(starts: date, years: int) -> date:
    """The last day of a personal wheelchair budget of so many years. RuleBroken outside three to five years."""
    if not 3 <= years <= 5:
        raise RuleBroken("A wheelchair budget is for three to five years. Change the setting.")
    return add_days(add_months(starts, 12 * years), -1)
