"""What the person pays themselves: off the council's part only, never off health care (rule C25)."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from budgets.enums import ContributionKind
from budgets.rules.funding import Part
from budgets.rules.schedule import amount_for_days
from budgets.rules.streams import CHARGED
from budgets.rules.words import count, pounds
from budgets.rules.words import day as say
from eligibility.enums import Route
from phb.core.errors import RuleBroken
from phb.core.money import ZERO
from phb.core.periods import Period

FREE = "Health care is free: nothing is ever charged for the NHS part."


@dataclass(frozen=True, slots=True)
class DatedContribution:
    """What the person pays, in pounds a week from a day to a day (both included), or once on the first day."""

    kind: str
    start: date
    end: date | None = None
    weekly: Decimal | None = None
    once: Decimal | None = None
    words: str = ""


@dataclass(frozen=True, slots=True)
class Net:
    """One period's money in pounds: `gross` of all funders, `contribution` of the person, `net` what the funders pay.

    `above`: what was charged beyond the council's part and is therefore not taken.
    """

    gross: Decimal
    contribution: Decimal
    net: Decimal
    parts: tuple[Part, ...]
    above: Decimal
    words: str


def check_kind(kind: str, stream: str) -> None:
    """Refuse (RuleBroken) a charge that the law does not know, with the reason."""
    if kind == ContributionKind.WHEELCHAIR_EXTRA:
        if stream != Route.WHEELCHAIR:
            raise RuleBroken(
                f"Money is added only to a wheelchair budget, for what goes beyond the need. {FREE}", "kind"
            )
        return
    if stream == Route.S117:
        raise RuleBroken(
            "Aftercare under section 117 is free, the council’s part too. No charge can be recorded.", "kind"
        )
    if stream not in CHARGED:
        raise RuleBroken(f"Only the council’s part of a joint package can carry a charge. {FREE}", "kind")


def check_size(weekly: Decimal, council_weekly: Decimal) -> None:
    """Refuse (RuleBroken) a weekly charge of more than the council's part."""
    if council_weekly <= 0:
        raise RuleBroken(f"No council pays part of this budget, so nothing can be charged. {FREE}", "weekly")
    if weekly > council_weekly:
        raise RuleBroken(
            f"The council pays {pounds(council_weekly)} a week of this budget, so the charge is at most that. {FREE}",
            "weekly",
        )


def charged(period: Period, contributions: Sequence[DatedContribution]) -> Decimal:
    """Pounds that the person is charged for a period: each weekly sum × days ÷ 7, rounded once, and sums due once in it."""
    total = ZERO
    for each in contributions:
        if each.weekly is not None:
            days = period.clip(each.start, each.end)
            total += amount_for_days(each.weekly, days.days) if days else ZERO
        elif period.contains(each.start):
            total += each.once or ZERO
    return total


def net_of(parts: Sequence[Part], councils: Collection[str], charge: Decimal) -> Net:
    """Take a charge in pounds off the parts of the councils only; other money is never reduced.

    What goes beyond the councils' parts is not taken. Raises RuleBroken for a charge below nothing.
    """
    if charge < 0:
        raise RuleBroken("A charge is not less than £0.00.")
    left, after = charge, []
    for part in parts:
        taken = min(left, max(part.amount, ZERO)) if part.funder in councils else ZERO
        left -= taken
        after.append(Part(part.funder, part.amount - taken))
    gross = sum((part.amount for part in parts), ZERO)
    taken = charge - left
    words = f"{pounds(gross)} less your contribution of {pounds(taken)} = {pounds(gross - taken)}."
    if left:
        words += f" {pounds(left)} of the charge is above the council’s part and is not taken."
    return Net(gross, taken, gross - taken, tuple(after), left, words)


def say_contribution(each: DatedContribution) -> str:
    """One contribution for reading."""
    if each.once is not None:
        return f"{pounds(each.once)} once, on {say(each.start)}"
    until = f" to {say(each.end)}" if each.end else ""
    return f"{pounds(each.weekly or ZERO)} a week from {say(each.start)}{until}"


def charge_words(period: Period, each: DatedContribution) -> str:
    """The arithmetic of one contribution in one period."""
    if each.weekly is None:
        return f"{pounds(each.once or ZERO)}, paid once."
    days = period.clip(each.start, each.end)
    n = days.days if days else 0
    return f"{pounds(each.weekly)} a week × {count(n, 'day')} ÷ 7 = {pounds(amount_for_days(each.weekly, n))}."
