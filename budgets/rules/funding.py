"""The funders of a whole budget: whose money each payment is, from the lines behind it (rule C10)."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction

from budgets.rules.split import Funder, FunderPart, check_funders, split_payment
from phb.core.errors import MoneyError, RuleBroken
from phb.core.money import parse_pounds, split_by_shares


@dataclass(frozen=True, slots=True)
class FundedLine:
    """A line as its funders see it: pounds a week or once, and their percents, the lead commissioner first."""

    words: str
    amount: Decimal
    funders: tuple[Funder, ...]


@dataclass(frozen=True, slots=True)
class Part:
    """What one funder pays, in pounds."""

    funder: str
    amount: Decimal


def read_funders(rows: Sequence[dict[str, str]]) -> tuple[Funder, ...]:
    """The funders of a plan's line as recorded: [{"funder": "NHS", "share": "60"}]. RuleBroken when they are not sound."""
    try:
        found = tuple(Funder(row["funder"], row["funder"], percent=parse_pounds(str(row["share"]))) for row in rows)
    except (KeyError, MoneyError) as error:
        raise RuleBroken(
            "A funder of the plan has no name or no percent. Give the plan back to be put right."
        ) from error
    check_funders(found)
    return found


def split_line(line: FundedLine) -> tuple[FunderPart, ...]:
    """What each funder pays of one line, to the penny; the parts equal the line."""
    return split_payment(line.amount, line.funders)


def split_over_lines(amount: Decimal, lines: Sequence[FundedLine]) -> tuple[Part, ...]:
    """Split one payment between the funders of all its lines, by what each pays of them, to the penny (C10).

    The order is that of the lines. Raises RuleBroken when no line has money behind it.
    """
    weights: dict[str, Fraction] = {}
    for line in lines:
        for funder in line.funders:
            weight = Fraction(line.amount) * Fraction(funder.percent or 0) / 100
            weights[funder.key] = weights.get(funder.key, Fraction(0)) + weight
    try:
        parts = split_by_shares(amount, list(weights.values()))
    except MoneyError as error:
        raise RuleBroken("Nobody pays for this payment: its lines have no money behind them.") from error
    return tuple(Part(funder, part) for funder, part in zip(weights, parts, strict=True) if part)
