"""The value of a financial year by its calendar days, each version for its own days."""

from datetime import date, timedelta
from decimal import Decimal
from fractions import Fraction

from budgets.models import Budget
from budgets.rules.schedule import amount_for_days, financial_year
from budgets.rules.words import count
from budgets.selectors.opened.registry import Opened, Row, figure
from budgets.selectors.timeline import VersionInForce, timeline_of
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


def _row(version: VersionInForce, days: Period, amount: Decimal) -> Row:
    words = f"{format_pounds(version.weekly)} a week × {count(days.days, 'day')} ÷ 7 = {format_pounds(amount)}."
    return Row(
        f"{say_date(days.start)} to {say_date(days.end or days.start)}", amount, f"Version {version.number}. {words}"
    )


def _parts(budget: Budget, span: Period) -> list[tuple[VersionInForce, Period]]:
    """The versions that were in force in the year, each with its days there."""
    line = timeline_of(budget)
    last = min(filter(None, (line.last, span.end)), default=None)
    found = []
    for n, version in enumerate(line.versions):
        ends = line.versions[n + 1].starts - timedelta(days=1) if n + 1 < len(line.versions) else last
        ends = min(filter(None, (ends, last)), default=None)
        days = span.clip(version.starts, ends) if ends is None or ends >= version.starts else None
        if days is not None:
            found.append((version, days))
    return found


@figure("reckoning", keyed=True)
def reckoning(actor: Actor, budget: Budget, key: str) -> Opened | None:
    """What was due, what was paid and the difference, of one time that payments were worked out again."""
    found = budget.reckonings.filter(pk=key).first()
    if found is None:
        return None
    rows = tuple(
        Row(
            f"{_day(each['start'])} to {_day(each['end'])}",
            Decimal(each["difference"]),
            f"Due {format_pounds(Decimal(each['due']))}, paid {format_pounds(Decimal(each['paid']))}. {each.get('words', '')}",
        )
        for each in found.lines
        if each["kind"] == "sent"
    )
    owed = "Owed to the holder" if found.difference >= 0 else "Credit, used before anything else is paid"
    words = (f"{owed}. Nothing that was paid is altered.",)
    return Opened(
        f"{found.why}: the difference", found.difference, words, rows, ("C4", "C16", "C17", "C27"), summed=False
    )


def _day(written: str) -> str:
    return say_date(date.fromisoformat(written))
