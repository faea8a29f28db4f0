"""Whose money a week is, what the person pays of it, and what is left of the contingency: each from its parts."""

from decimal import Decimal

from budgets.models import Budget
from budgets.rules.contributions import DatedContribution, charged, say_contribution
from budgets.rules.funding import split_on, split_words
from budgets.rules.proposing import PlanLine
from budgets.rules.whose_money import share_week
from budgets.rules.words import number, pounds
from budgets.selectors.contingency import terms_that_count
from budgets.selectors.contributions import contributions_of
from budgets.selectors.funding import splits_of
from budgets.selectors.opened.registry import Opened, Row, figure
from budgets.selectors.whose_money import lines_held, weekly_by_funder
from phb.core.actors import Actor
from phb.core.clock import london_today
from phb.core.money import ZERO
from phb.core.periods import Period, say_date


@figure("shares")
def shares(actor: Actor, budget: Budget, key: str) -> Opened | None:
    """What each funder pays of a week today."""
    parts = weekly_by_funder(budget, london_today())
    if not parts:
        return None
    rows = tuple(Row(part.funder, part.amount, opens=f"funder-{n}") for n, part in enumerate(parts, start=1))
    words = (f"A week as it is shared on {say_date(london_today())}.",)
    return Opened("Who pays a week", sum((part.amount for part in parts), ZERO), words, rows, ("C10",))


@figure("funder", keyed=True)
def funder(actor: Actor, budget: Budget, key: str) -> Opened | None:
    """One funder's part of a week: the shares of each line today."""
    parts = weekly_by_funder(budget, london_today())
    if not 1 <= int(key) <= len(parts):
        return None
    part = parts[int(key) - 1]
    words = (f"{part.funder} pays this of a week, by the shares of each line. Fixed sums are met first.",)
    return Opened(
        f"{part.funder} pays a week", part.amount, words, tuple(_groups(budget, part.funder, part.amount)), ("C10",)
    )


@figure("charge")
def charge(actor: Actor, budget: Budget, key: str) -> Opened | None:
    """What the person pays of this week."""
    rows = contributions_of([budget.pk])[budget.pk]
    week = Period.of_days(london_today(), 7)
    if not rows:
        return None
    return Opened(
        "The person pays", charged(week, rows), ("Off the council’s part only: health care is free.",),
        tuple(_charge(row, week) for row in rows), ("C25",),
    )  # fmt: skip


@figure("contingency-left")
def contingency_left(actor: Actor, budget: Budget, key: str) -> Opened | None:
    """What was set aside, less each use."""
    terms = terms_that_count(budget)
    if not terms.amount:
        return None
    taken = [use for use in budget.contingency_uses.order_by("pk") if use.state in {"asked", "approved"}]
    rows = [Row("Set aside", terms.amount, opens="contingency")]
    rows += [
        Row(use.what_happened, -use.amount, f"{use.get_state_display()}, {say_date(use.asked_on)}.") for use in taken
    ]
    rest = sum((row.amount for row in rows if row.amount is not None), ZERO)
    return Opened(
        "Contingency left", rest, ("What was refused, taken back or returned does not count.",), tuple(rows), ("C12",)
    )


def _charge(row: DatedContribution, week: Period) -> Row:
    return Row(row.words, charged(week, [row]), f"{say_contribution(row)}.")


def _groups(budget: Budget, funder: str, amount: Decimal) -> list[Row]:
    """The lines that are shared alike, each group with this funder's part of it; pennies that rounding leaves stand apart."""
    on = london_today()
    splits = splits_of([budget.pk])[budget.pk]
    groups: dict[tuple[str, str], list[PlanLine]] = {}
    for line in lines_held(budget, on):
        if line.weekly:
            split = split_on(line.number, on, splits)
            groups.setdefault((split_words(split) if split else _plan(line), split.words if split else ""), []).append(
                line
            )
    rows = []
    for (said, why), lines in groups.items():
        parts = {part.funder: part.amount for part in share_week(lines, on, splits)}
        words = " + ".join(pounds(line.amount) for line in lines)
        if parts.get(funder):
            rows.append(Row(", ".join(line.words for line in lines), parts[funder], f"Of {words} a week. {said}", why))
    if rest := amount - sum((row.amount or ZERO for row in rows), ZERO):
        rows.append(Row("Rounding between them", rest, "The whole is shared to the penny once."))
    return rows


def _plan(line: PlanLine) -> str:
    return f"As the plan says: {', '.join(f'{each.name} {number(each.percent or ZERO)}%' for each in line.funders)}."
