"""A local table of amounts as people read it."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from budgets.enums import AmountMethod, SupportTime
from budgets.rules.amount_tables import FixedSums, PointsTable, Reckoner, read_table_content
from budgets.rules.words import count, number, pounds
from eligibility.enums import Level


@dataclass(frozen=True, slots=True)
class Shown:
    """A table as people read it: a sentence or two, then headings and rows of text."""

    words: tuple[str, ...]
    heads: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]


def shown(method: AmountMethod, content: Mapping[str, Any]) -> Shown:
    """A kept table as people read it."""
    table = read_table_content(method, content)
    if isinstance(table, Reckoner):
        return _reckoner_shown(table)
    return _points_shown(table) if isinstance(table, PointsTable) else _sums_shown(table)


def _reckoner_shown(table: Reckoner) -> Shown:
    rates = tuple(
        f"{time.label}: {pounds(rate)} {'a night' if time == SupportTime.SLEEPING_NIGHT else 'an hour'}."
        for time, rate in table.rates.items()
    )
    rows = []
    for row in table.rows:
        if row.weekly is not None:
            amount = f"{pounds(row.weekly)} a week"
        else:
            amount = ", ".join(
                f"{time.label.lower()}: {count(n, 'night' if time == SupportTime.SLEEPING_NIGHT else 'hour')} a week"
                for time, n in (row.hours or {}).items()
            )
        points_to = " and ".join(
            f"{count(n, 'domain')} at {Level(level).label.lower()} or higher" for level, n in (row.when or {}).items()
        )
        rows.append((row.label, row.words, amount, points_to))
    return Shown(
        rates, ("Level of need", "What it means", "Amount or hours", "The assessment points to it with"), tuple(rows)
    )


def _points_shown(table: PointsTable) -> Shown:
    per = "a year" if table.per_year else "a week"
    words = (
        f"One point is worth {pounds(table.pounds_per_point)} {per}.",
        f"Used up to {count(table.cap, 'point')}. Above that, somebody looks at it by hand.",
    )
    rows = tuple(
        (question.label, answer.label, number(answer.points), ", ".join(Level(each).label for each in answer.levels))
        for question in table.questions
        for answer in question.answers
    )
    return Shown(words, ("Question", "Answer", "Points", "Levels of the assessment"), rows)


def _sums_shown(table: FixedSums) -> Shown:
    rows = tuple((each.label, pounds(each.amount), each.words) for each in table.sums)
    return Shown(("Each is paid once.",), ("What it is for", "Amount", "What it means"), rows)
