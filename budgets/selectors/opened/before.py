"""The indicative amount as it was given: the year, the lines, and the parts of each line with rate, day and source."""

from datetime import date
from decimal import Decimal
from typing import Any

from django.urls import reverse

from budgets.models import Budget, Indicative
from budgets.selectors.opened.registry import Opened, Row, figure
from phb.core.actors import Actor
from phb.core.money import format_pounds
from phb.core.periods import say_date


@figure("indicative")
def indicative(actor: Actor, budget: Budget, key: str) -> Opened | None:
    """The amount a week that was told before planning."""
    given = budget.indicative
    if given is None:
        return None
    words = (
        f"Told on {say_date(given.given_on)}, before planning. A guide, not an entitlement.",
        *given.lines["words"],
    )
    year = f"{format_pounds(given.recurring_annual)} a year ÷ 52 = {format_pounds(given.weekly)}."
    page = reverse("budgets:indicative_given", args=[given.pk])
    rows = (
        Row("The year’s cost", given.recurring_annual, year, opens="indicative-year"),
        Row("The amount as it was given", given.weekly, href=page),
    )
    return Opened("Indicative amount a week", given.weekly, words, rows, ("C12",), summed=False)


@figure("indicative-year")
def year(actor: Actor, budget: Budget, key: str) -> Opened | None:
    """The year's cost behind the indicative amount, line by line."""
    given = budget.indicative
    if given is None:
        return None
    rows = tuple(
        _row(each, f"indicative-line-{n}" if each["parts"] else "")
        for n, each in enumerate(given.lines["recurring"], 1)
    )
    words = (f"What a year would cost, at the figures of {say_date(date.fromisoformat(given.lines['rates_on']))}.",)
    return Opened("The year’s cost before planning", given.recurring_annual, words, rows, ("C1", "C12"))


@figure("indicative-line", keyed=True)
def line(actor: Actor, budget: Budget, key: str) -> Opened | None:
    """One line of the indicative amount and its parts."""
    found = _line(budget.indicative, int(key))
    if found is None:
        return None
    rows = tuple(_row(part, "") for part in found["parts"])
    return Opened(found["label"], Decimal(found["amount"]), (found["words"],), rows, ("C11", "C1"))


def _row(each: dict[str, Any], opens: str) -> Row:
    source = f"From {say_date(date.fromisoformat(each['rate_date']))}. {each['source']}"
    return Row(each["label"], Decimal(each["amount"]), each["words"], source, opens=opens)


def _line(given: Indicative | None, number: int) -> dict[str, Any] | None:
    lines = given.lines["recurring"] if given is not None else []
    return lines[number - 1] if 1 <= number <= len(lines) else None
