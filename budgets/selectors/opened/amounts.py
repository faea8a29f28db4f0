"""The amounts of a version: a week, paid to the holder, once, contingency."""

from decimal import Decimal

from budgets.enums import DIRECT_PAYMENT_METHODS
from budgets.models import Budget, BudgetLine, BudgetVersion
from budgets.rules.proposing import working
from budgets.selectors.budgets import version_being_set
from budgets.selectors.opened.registry import Opened, Row, figure
from budgets.selectors.plan_lines import line_value
from phb.core.actors import Actor
from phb.core.money import format_pounds
from phb.core.periods import say_date


@figure("weekly")
def weekly(actor: Actor, budget: Budget, key: str) -> Opened | None:
    """The amount a week: its lines."""
    version = version_being_set(budget)
    if version is None:
        return None
    lines = [line for line in version.lines.all() if line.weekly is not None]
    words = (f"{_state(version)} It is the sum of {_lines(lines)}, each worked out by itself.",)
    return Opened("The amount a week", version.weekly, words, tuple(map(row_of_line, lines)), ("R13", "C1", "C12"))


@figure("direct-payment")
def direct_payment(actor: Actor, budget: Budget, key: str) -> Opened | None:
    """What is paid to the holder a week: the lines held as a direct payment or managed account."""
    version = version_being_set(budget)
    if version is None:
        return None
    lines = [line for line in version.lines.all() if line.weekly is not None]
    direct = [line for line in lines if line.holding in DIRECT_PAYMENT_METHODS]
    others = [line for line in lines if line not in direct]
    left_out = [
        Row(line.description, line.weekly, f"{line.get_holding_display()}: not paid to the holder.", opens=f"line-{line.pk}",
            adds=False)
        for line in others
    ]  # fmt: skip
    words = (f"{_state(version)} These lines are paid to the holder; how each line is held was chosen in the plan.",)
    rows = (*map(row_of_line, direct), *left_out)
    return Opened("Paid to the holder a week", version.direct_payment_weekly, words, rows, ("C20", "C3"))


@figure("one-offs")
def one_offs(actor: Actor, budget: Budget, key: str) -> Opened | None:
    """What is paid once."""
    version = version_being_set(budget)
    if version is None:
        return None
    lines = [line for line in version.lines.all() if line.one_off is not None]
    words = (
        ("Things that are paid for once. They stand beside the amount a week.",)
        if lines
        else ("Nothing is paid once.",)
    )
    return Opened("One-off payments", version.one_offs, words, tuple(map(row_of_line, lines)), ("C21",))


@figure("contingency")
def contingency(actor: Actor, budget: Budget, key: str) -> Opened | None:
    """Money kept for when something goes wrong: how much, and on what terms."""
    version = version_being_set(budget)
    if version is None or not version.contingency:
        return None
    where = "part of what may be paid" if version.contingency_inside else "kept apart from the budget"
    ask = "It is asked for before it is used." if version.contingency_ask_first else "It may be used at once."
    words = (f"Money for when something goes wrong, {where}. {version.get_contingency_paid_display()}. {ask}",)
    rows = [Row("Set aside", version.contingency, _weeks_words(version.contingency, version.direct_payment_weekly))]
    uses = budget.contingency_uses.filter(state__in=["asked", "approved"])
    rows += [
        Row(f"{use.get_state_display()}: {use.what_happened}", -use.amount, f"Asked for on {say_date(use.asked_on)}.", adds=False)
        for use in uses
    ]  # fmt: skip
    return Opened("Contingency", version.contingency, words, tuple(rows), ("C12",))


def row_of_line(line: BudgetLine) -> Row:
    """A line as a part of a sum."""
    said = line.working.get("words") or working(line_value(line))
    return Row(
        line.description, line.weekly if line.weekly is not None else line.one_off, said, opens=f"line-{line.pk}"
    )


def _state(version: BudgetVersion) -> str:
    if version.agreed_on and version.effective_from:
        return f"Agreed on {say_date(version.agreed_on)}, from {say_date(version.effective_from)}."
    return "Proposed, not agreed yet."


def _lines(lines: list[BudgetLine]) -> str:
    return "one line" if len(lines) == 1 else f"{len(lines)} lines"


def _weeks_words(amount: Decimal, weekly: Decimal) -> str:
    if not weekly or amount % weekly:
        return ""
    weeks = amount // weekly
    return f"{weeks} {'week' if weeks == 1 else 'weeks'} × {format_pounds(weekly)} = {format_pounds(amount)}."
