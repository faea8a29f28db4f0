"""All clocks in one table: what starts them, how long they run, what stops them, how binding they are."""

from dataclasses import dataclass
from datetime import date, datetime
from functools import cache

from eligibility.rules.loading import table
from phb.core.periods import Clock, HourClock, Unit, add_days, add_months
from phb.core.results import Certainty, Reason


@dataclass(frozen=True, slots=True)
class ClockRule:
    """One row of the table. `length` is in `unit`, None for "as soon as practicable". `limit`: it holds something off."""

    id: str
    name: str
    starts: str
    length: int | None
    unit: Unit
    stops: str
    legal: str
    limit: bool
    reason: Reason


@cache
def clock_rules() -> dict[str, ClockRule]:
    """All clocks K1 to K15 by id."""
    return {id: _rule(id, row) for id, row in table("clocks").items()}


def _rule(id: str, row: dict[str, object]) -> ClockRule:
    length = None if row["length"] is None else int(str(row["length"]))
    words = f"{row['name']}: from “{row['starts']}” to “{row['stops']}”."
    reason = Reason(id, words, str(row["source"]), Certainty(str(row["certainty"])))
    return ClockRule(
        id,
        str(row["name"]),
        str(row["starts"]),
        length,
        Unit(str(row["unit"])),
        str(row["stops"]),
        str(row["legal"]),
        bool(row.get("limit", False)),
        reason,
    )


def target_date(id: str, start: date, *, length: int | None = None) -> date | None:
    """The last day in time of a clock in days, weeks or months; None for one without a limit.

    `length` is the commissioner's own, in the clock's unit. For K14 it is the first day on which the change is allowed.
    Raises ValueError for a clock in hours.
    """
    rule = clock_rules()[id]
    n = rule.length if length is None else length
    if rule.unit is Unit.HOURS:
        raise ValueError(f"{id} runs in hours: use hour_clock.")
    if n is None:
        return None
    if rule.unit is Unit.MONTHS:
        return add_months(start, n)
    return add_days(start, n * (7 if rule.unit is Unit.WEEKS else 1))


def day_clock(id: str, start: date, *, stopped: date | None = None, length: int | None = None) -> Clock:
    """A clock over calendar days from the table, to be read with `.at(day)`."""
    rule = clock_rules()[id]
    return Clock(rule.name, start, target_date(id, start, length=length), stopped, rule.unit)


def hour_clock(id: str, start: datetime, *, stopped: datetime | None = None, length: int | None = None) -> HourClock:
    """A clock over elapsed hours from the table, to be read with `.at(instant)`. Raises ValueError for other clocks."""
    rule = clock_rules()[id]
    hours = rule.length if length is None else length
    if rule.unit is not Unit.HOURS or hours is None:
        raise ValueError(f"{id} runs in days: use day_clock.")
    return HourClock(rule.name, start, hours, stopped)


def may_ask_again_on(last: date) -> date:
    """The first day on which another review may be required, at one in any six months (K12, K13)."""
    return add_months(last, 6)
