"""The value of a financial year by its calendar days, each version for its own days."""

from datetime import date, timedelta
from decimal import Decimal
from fractions import Fraction

from budgets.enums import VersionState
from budgets.models import Budget, BudgetVersion
from budgets.rules.schedule import amount_for_days, financial_year
from budgets.rules.words import count
from budgets.selectors.opened.registry import Opened, Row, figure
from phb.core.actors import Actor
from phb.core.money import ZERO, format_pounds, round_penny
from phb.core.periods import Period, say_date

YEARS = range(2000, 2100)


@figure("year", keyed=True)
def year(actor: Actor, budget: Budget, key: str) -> Opened | None:
    """What the agreed lines are worth in a financial year (key: the year it begins in), version by version."""
    if int(key) not in YEARS:
        return None
    span = financial_year(int(key))
    parts = _parts(budget, span)
    if not parts:
        return None
    exact = sum((Fraction(version.weekly) * days.days / 7 for version, days in parts), Fraction(0))
    total, rows, so_far = round_penny(exact), [], ZERO
    for n, (version, days) in enumerate(parts):
        amount = total - so_far if n == len(parts) - 1 else amount_for_days(version.weekly, days.days)
        so_far += amount
        rows.append(_row(version, days, amount))
    words = (
        f"The agreed amount a week by the days of the year from {say_date(span.start)} to {say_date(span.end or span.start)}. "
        "One-off payments stand beside it.",
    )
    return Opened(f"Value of the year {key} to {int(key) + 1}", total, words, tuple(rows), ("C9", "C27", "C21"))


def _row(version: BudgetVersion, days: Period, amount: Decimal) -> Row:
    words = f"{format_pounds(version.weekly)} a week × {count(days.days, 'day')} ÷ 7 = {format_pounds(amount)}."
    return Row(
        f"{say_date(days.start)} to {say_date(days.end or days.start)}", amount, f"Version {version.number}. {words}"
    )


def _parts(budget: Budget, span: Period) -> list[tuple[BudgetVersion, Period]]:
    """The versions that were in force in the year, each with its days there."""
    versions = budget.versions.filter(
        state__in=[VersionState.AGREED, VersionState.SUPERSEDED], agreed_on__isnull=False
    ).order_by("effective_from", "number")
    by_day: dict[date, BudgetVersion] = {max(v.effective_from or budget.starts, budget.starts): v for v in versions}
    starts = sorted(by_day)
    found = []
    for n, start in enumerate(starts):
        last = starts[n + 1] - timedelta(days=1) if n + 1 < len(starts) else budget.ends
        days = span.clip(start, last)
        if days is not None:
            found.append((by_day[start], days))
    return found
