"""The figures that amounts rest on: national tables by date, and what an organisation has set for itself."""

from dataclasses import dataclass
from datetime import date
from typing import Any
from urllib.parse import urlsplit

from budgets.enums import AmountMethod, Frequency
from budgets.models import AmountTable
from budgets.rules.amount_tables_shown import Shown, shown
from budgets.rules.figures import FigureTable, all_tables
from budgets.rules.lifecycle import AMOUNT_TABLE
from budgets.rules.transparency import Owner
from budgets.rules.words import day, number, pounds
from phb.core.models import Organisation, Policy
from phb.core.policies import PROPOSALS, name_of
from phb.core.results import Certainty

# What anybody may know of how an organisation works out amounts; a setting that is not here is its own affair.
PUBLIC_SETTINGS = (
    "indicative_extra_lines",
    "contingency_weeks",
    "contingency_inside",
    "payment_frequency",
    "payment_anchor",
    "reduction_notice_days",
    "surplus_trigger_weeks",
    "surplus_retain_weeks",
)
POUNDS_NAMES = {"threshold", "young_worker_limit", "employment_allowance", "lower", "upper", "trigger"}
PER_POUND_UNITS = ("pounds an hour", "pounds a week", "pounds a mile")
PERCENT = "percent"
# What a figure is called where its own name would say little.
NAMES = {
    "percent": "Rate",
    "threshold": "On pay above, a year",
    "young_worker_limit": "Under 21, or apprentice under 25: nothing up to",
    "lower": "Pay that counts begins at",
    "upper": "and ends at",
    "trigger": "They join by law when paid more than",
    "from_age": "and are at least",
    "first_miles": "A mile at first",
    "miles_limit": "up to so many miles",
    "later_miles": "A mile after that",
    "weekly": "A week",
    "percent_of_pay": "or of usual pay, if less",
}
BY_BIRTH = "by date of birth"  # such a table has a row for each person, not for a day


@dataclass(frozen=True, slots=True)
class ShownFigure:
    """One figure as people read it."""

    name: str
    value: str


@dataclass(frozen=True, slots=True)
class ShownRow:
    """The figures of a table between two days, with their source and how sure we are of it."""

    start: date
    end: date
    figures: tuple[ShownFigure, ...]
    source: str
    host: str
    sure: str
    verified: bool
    now: bool


@dataclass(frozen=True, slots=True)
class ShownTable:
    """A national table as a page shows it, the newest row first."""

    name: str
    title: str
    unit: str
    rows: tuple[ShownRow, ...]
    ended: bool


def national_tables(on: date) -> list[ShownTable]:
    """Every national table with the row of a day marked; `ended`: it has no figure for that day and refuses to calculate."""
    return [
        ShownTable(
            table.name,
            table.title,
            table.unit,
            rows := tuple(
                ShownRow(
                    row.start,
                    row.end,
                    tuple(ShownFigure(_name(name), _value(table, name, value)) for name, value in row.figures.items()),
                    row.source,
                    urlsplit(row.source).netloc or row.source,
                    row.certainty.label,
                    row.certainty in (Certainty.PRIMARY, Certainty.SECONDARY),
                    row.start <= on <= row.end and BY_BIRTH not in table.unit,
                )
                for row in reversed(table.rows)
            ),
            not any(row.now for row in rows) and BY_BIRTH not in table.unit,
        )
        for table in all_tables()
    ]


def local_tables(organisation_id: int) -> list[AmountTable]:
    """The organisation's own tables of amounts that are or were in use, newest first."""
    return list(AmountTable.objects.filter(organisation_id=organisation_id, state__in=AMOUNT_TABLE.groups["usable"]))


def table_shown(table: AmountTable) -> Shown:
    """One of them as people read it."""
    return shown(AmountMethod(table.method), table.content)


def local_settings(organisation_id: int, on: date) -> list[dict[str, Any]]:
    """What the organisation has set about amounts, in words, with where it comes from."""
    rows: dict[str, Policy] = {}
    for row in Policy.objects.filter(
        organisation_id=organisation_id, key__in=PUBLIC_SETTINGS, stream="", starts__lte=on
    ):
        if row.key not in rows or rows[row.key].starts < row.starts:
            rows[row.key] = row
    shown = []
    for key in PUBLIC_SETTINGS:
        own = rows.get(key)
        value = own.value if own else PROPOSALS[key].value
        since = f"Since {day(own.starts)}. {own.source or 'Set by this organisation.'}" if own else ""
        shown.append({"label": name_of(key), "value": in_words(value), "note": since or PROPOSALS[key].source})
    return shown


def owner_of(organisation: Organisation, website: str = "") -> Owner:
    """Whose transparency record it is, with the names of its tables."""
    names = tuple(f"{table.name} ({table.get_method_display().lower()})" for table in local_tables(organisation.pk))
    return Owner(organisation.name, organisation.email, website, names)


def in_words(value: Any) -> str:
    """A setting as people read it: yes or no, a list, a named amount."""
    if isinstance(value, bool):
        return "Yes" if value else "No"
    if isinstance(value, dict):
        return "; ".join(f"{_name(name).lower()} {in_words(part)}" for name, part in value.items())
    if isinstance(value, list):
        return ", ".join(in_words(part) for part in value)
    return Frequency(value).label if value in set(Frequency) else str(value)


def _name(name: str) -> str:
    return NAMES.get(name, name.replace("_", " ").capitalize())


def _value(table: FigureTable, name: str, value: Any) -> str:
    if PERCENT in name:
        return f"{number(value)}%"
    if name in POUNDS_NAMES or (table.unit.startswith(PER_POUND_UNITS) and "limit" not in name):
        return pounds(value)
    return number(value)
