"""Who pays how much of each payment of a quote (C10, C25)."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction

from budgets.enums import HoldingMethod
from budgets.rules.quote_amounts import Amounts
from budgets.rules.quote_plan import CostedPlan, PlanFunder, PlanItem
from budgets.rules.split import FunderPart, take_client_contribution
from budgets.rules.words import number, pounds
from phb.core.errors import RuleBroken
from phb.core.money import ZERO, FixedSum, Share, round_penny, split_between_funders
from phb.core.periods import Period, add_days

Weighted = Sequence[tuple[PlanItem, Decimal | Fraction]]


def shares_of(
    amount: Decimal, weights: Weighted, plan: CostedPlan, *, days: int = 0, once: bool = False
) -> tuple[FunderPart, ...]:
    """Split an amount between the funders of the lines behind it, to the penny, the lead commissioner first (C10).

    Where all lines have the funders of the plan, their fixed sums are met first (pounds a week for `days`, or as they
    stand), then shares. Otherwise each funder's share is what it pays of the lines. Fixed sums are not for one-offs.
    """
    own = any(item.funders for item, _ in weights)
    if not own:
        return _split(amount, plan.funders, days, once)
    if any(funder.fixed is not None for funder in plan.funders):
        raise RuleBroken("Fixed sums of the whole plan and funders of single lines do not go together.", "funders")
    parts: dict[str, Fraction] = {}
    for item, weight in weights:
        funders = item.funders or plan.funders
        whole = sum((funder.share or Fraction(0) for funder in funders), Fraction(0))
        for funder in funders:
            share = Fraction(weight) * (funder.share or 0) / whole
            parts[funder.name] = parts.get(funder.name, Fraction(0)) + share
    if any(part < 0 for part in parts.values()):
        raise RuleBroken(
            "The Employment Allowance takes more off than one of the funders pays. Give its assistants the same funders.",
            "funders",
        )
    if not amount:
        return tuple(FunderPart(name, name, ZERO, f"{name} pays {pounds(ZERO)}.") for name in parts)
    money = split_between_funders(amount, [Share(part) for part in parts.values()])
    return tuple(
        FunderPart(name, name, each, f"{name} pays {pounds(each)} of {pounds(amount)}, by its share of each line.")
        for name, each in zip(parts, money, strict=True)
    )


def _split(amount: Decimal, funders: Sequence[PlanFunder], days: int, once: bool) -> tuple[FunderPart, ...]:
    if not funders:
        return ()
    terms: list[FixedSum | Share] = []
    for funder in funders:
        if funder.share is not None:
            terms.append(Share(funder.share))
        elif once:
            terms.append(Share(0))
        else:
            fixed = funder.fixed or ZERO
            terms.append(FixedSum(round_penny(Fraction(fixed) * days / 7) if funder.fixed_weekly else fixed))
    money = split_between_funders(amount, terms)
    whole = sum((funder.share or Fraction(0) for funder in funders), Fraction(0))
    return tuple(
        FunderPart(funder.name, funder.name, each, _words(funder, each, amount, whole, once))
        for funder, each in zip(funders, money, strict=True)
    )


def _words(funder: PlanFunder, part: Decimal, amount: Decimal, whole: Fraction, once: bool) -> str:
    said = f"{funder.name} pays {pounds(part)} of {pounds(amount)}"
    if funder.fixed is not None:
        return f"{said}, {'nothing of what is paid once' if once else 'a fixed sum'}."
    percent = 100 * (funder.share or 0) / whole
    if (100 * percent).denominator == 1:
        return f"{said}, a share of {number(Decimal(percent.numerator) / Decimal(percent.denominator))}%."
    ratio = (funder.share or Fraction(0)) / whole
    return f"{said}, a share of {ratio.numerator} in {ratio.denominator}."


@dataclass(frozen=True, slots=True)
class Paying:
    """Splits payments by the lines that are held in these ways, each day by its own amounts."""

    amounts: Amounts
    holdings: Collection[HoldingMethod]

    def split(self, amount: Decimal, period: Period) -> tuple[FunderPart, ...]:
        """What each funder pays of a payment for these days; the parts equal the whole."""
        weights: list[tuple[PlanItem, Decimal | Fraction]] = []
        stages = self.amounts.stages
        for i, stage in enumerate(stages):
            last = stages[i + 1].start if i + 1 < len(stages) else None
            part = period.clip(stage.start, None if last is None else add_days(last, -1))
            if part is None:
                continue
            for line in self.amounts.recurring:
                if line.item.holding in self.holdings:
                    weights.append((line.item, Fraction(stage.by_key[line.cost.key]) * part.days))
        return shares_of(amount, weights, self.amounts.plan, days=period.days)


def contribution_of(parts: tuple[FunderPart, ...], plan: CostedPlan, contribution: Decimal) -> tuple[FunderPart, ...]:
    """Take the person's part off the council's only (C25). RuleBroken when it is more than the council pays."""
    if not contribution or not parts:
        return parts
    try:
        return take_client_contribution(parts, plan.council, contribution)
    except RuleBroken as error:
        raise RuleBroken(error.message, "contribution") from error
