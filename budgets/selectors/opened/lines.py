"""One line of a budget: hours, price with its day and source, what goes into an assistant's cost, and who pays."""

from decimal import Decimal
from fractions import Fraction
from typing import Any

from budgets.models import Budget, BudgetLine
from budgets.rules.proposing import split_line, working
from budgets.selectors.opened.registry import Opened, Row, figure
from budgets.selectors.plan_lines import line_value
from phb.core.actors import Actor
from phb.core.money import format_pounds, round_penny
from phb.core.periods import say_date


@figure("line", keyed=True)
def line(actor: Actor, budget: Budget, key: str) -> Opened | None:
    """A line, from hours and price to who pays what of it."""
    found = _line(budget, key)
    if found is None:
        return None
    amount = found.weekly if found.weekly is not None else found.one_off
    assert amount is not None  # the database keeps one of the two
    each = "a week" if found.weekly is not None else "once"
    words = [found.working.get("words") or working(line_value(found))]
    if found.outcome_words:
        words.append(f"It is for: {'; '.join(found.outcome_words.splitlines())}.")
    words.append(
        f"Held as {found.get_holding_display().lower()}{f', provided by {found.provider}' if found.provider else ''}."
    )
    rows = [*_cost_rows(found), *price_rows(found, staff=True)]
    value = line_value(found)
    if amount and value.funders:
        rows += [
            Row(f"{part.name} pays", part.amount, _share_words(value, part), adds=False)
            for part in split_line(value.funded)
        ]
    return Opened(f"{found.description}: {each}", amount, tuple(words), tuple(rows), ("R13", "C1", "C10"))


def _cost_rows(found: BudgetLine) -> list[Row]:
    """Hours × price, and what stands above it; nothing where the line is one sum."""
    if found.weekly is None or not found.hours_per_week or not found.rate:
        return []
    cost = round_penny(Fraction(found.hours_per_week) * Fraction(found.rate))
    hours = f"{found.hours_per_week.normalize():f}"
    rows = [Row("Hours", cost, f"{hours} hours a week × {format_pounds(found.rate)} = {format_pounds(cost)}.")]
    if (more := found.weekly - cost) != 0:
        rows.append(Row("On top of the pay", more, "Holiday, employer’s National Insurance, pension and the like."))
    return rows


def price_rows(found: BudgetLine, *, staff: bool) -> list[Row]:
    """Where the price comes from: the library's entry, its days and its source."""
    price = found.service.price if found.service is not None else None
    if price is None:
        return []
    until = f" to {say_date(price.ends)}" if price.ends else ""
    who = price.provider or "whoever provides it"
    words = f"{price.get_unit_display()}, {who}, from {say_date(price.starts)}{until}."
    return [Row("Price of the library", price.amount, words, f"Source: {price.source}", adds=False)]


def _share_words(value: Any, part: Any) -> str:
    percents = {funder.name: funder.percent for funder in value.funders}
    percent = percents.get(part.name)
    return "" if percent is None else f"{_percent(percent)}% of {format_pounds(value.amount)}."


def _percent(percent: Decimal) -> str:
    return f"{percent.normalize():f}"


def _line(budget: Budget, key: str) -> BudgetLine | None:
    rows = BudgetLine.objects.filter(version__budget=budget).select_related("service__price", "version")
    return rows.filter(pk=key).first()
