"""Who pays how much of each payment (rules C10, C25)."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from budgets.rules.words import number, pounds
from phb.core.errors import MoneyError, RuleBroken
from phb.core.money import ZERO, FixedSum, Share, split_between_funders


@dataclass(frozen=True, slots=True)
class Funder:
    """One funder of a budget: a fixed sum in pounds of each payment, or a percent of what the fixed sums leave."""

    key: str
    name: str
    percent: Decimal | None = None
    fixed: Decimal | None = None


@dataclass(frozen=True, slots=True)
class FunderPart:
    """What one funder pays of one payment, in pounds, with the sentence that says why."""

    key: str
    name: str
    amount: Decimal
    words: str


def check_funders(funders: Sequence[Funder]) -> None:
    """Refuse funders that cannot share a payment (RuleBroken): none, both kinds in one, or percents that are not 100 in all."""
    if not funders:
        raise RuleBroken("Name at least one funder.")
    for funder in funders:
        if (funder.percent is None) == (funder.fixed is None):
            raise RuleBroken(f"{funder.name}: give either a percent or a fixed sum.")
        if (funder.percent or ZERO) < 0 or (funder.fixed or ZERO) < 0:
            raise RuleBroken(f"{funder.name}: a share must not be less than 0.")
    percents = [funder.percent for funder in funders if funder.percent is not None]
    if percents and sum(percents) != 100:
        raise RuleBroken(f"The percents add up to {number(sum(percents, ZERO))}. They must add up to 100.")


def split_payment(amount: Decimal, funders: Sequence[Funder]) -> tuple[FunderPart, ...]:
    """Split one payment or repayment between its funders, to the penny, the lead commissioner first (C10, C25).

    The parts always equal the whole. Raises RuleBroken when the funders are not sound, or fixed sums leave
    something that nobody has a share in.
    """
    check_funders(funders)
    terms = [FixedSum(f.fixed) if f.fixed is not None else Share(f.percent or ZERO) for f in funders]
    try:
        parts = split_between_funders(amount, terms)
    except MoneyError as error:
        raise RuleBroken(error.message) from error
    return tuple(
        FunderPart(f.key, f.name, part, _words(f, part, amount)) for f, part in zip(funders, parts, strict=True)
    )


def take_client_contribution(
    parts: Sequence[FunderPart], council_key: str, contribution: Decimal
) -> tuple[FunderPart, ...]:
    """Take the person's own contribution, in pounds, off the council's part only; health money is never reduced (C25).

    Raises RuleBroken when it is negative or more than the council's part.
    """
    council = next((part for part in parts if part.key == council_key), None)
    if council is None:
        raise RuleBroken("A contribution needs a council among the funders. Health care is free.")
    if not ZERO <= contribution <= council.amount:
        raise RuleBroken(f"The contribution must be between £0.00 and the council's part of {pounds(council.amount)}.")
    words = f"{council.words[:-1]}, less your contribution of {pounds(contribution)}."
    reduced = FunderPart(council.key, council.name, council.amount - contribution, words)
    return tuple(reduced if part.key == council_key else part for part in parts)


def _words(funder: Funder, part: Decimal, amount: Decimal) -> str:
    if funder.fixed is not None:
        return f"{funder.name} pays {pounds(part)} of {pounds(amount)}, a fixed sum."
    return f"{funder.name} pays {pounds(part)} of {pounds(amount)}, a share of {number(funder.percent or ZERO)}%."
