"""All clocks in one table: what starts them, how long they run, what stops them, how binding they are."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, time
from functools import cache
from typing import Any

from eligibility.rules import answers as read
from eligibility.rules.loading import because, table
from eligibility.rules.results import Problem, Result
from eligibility.rules.telling import incomplete, tool
from phb.core.periods import (
    LONDON,
    Clock,
    ClockReading,
    HourClock,
    Unit,
    add_days,
    add_months,
    reaches_age_on,
    say_date,
)
from phb.core.results import Reason


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
    return ClockRule(
        id,
        str(row["name"]),
        str(row["starts"]),
        length,
        Unit(str(row["unit"])),
        str(row["stops"]),
        str(row["legal"]),
        bool(row.get("limit", False)),
        because(id),
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


def may_ask_again_on(last: date, clock: str = "K12") -> date:
    """The first day on which another may be required, at one in any six months: K12 (direct payments) or K13 (budgets)."""
    found = target_date(clock, last)
    assert found is not None  # both have a length
    return found


def ask_again_from(earlier: Iterable[date], asked: date, clock: str = "K12") -> date | None:
    """The first day on which another may be required after those done by the day it is asked for; None if there are none."""
    done = [day for day in earlier if day <= asked]
    return may_ask_again_on(max(done), clock) if done else None


def _clock_name(given: dict[str, Any]) -> dict[str, Any]:
    """The clock by its id in any case, or by its id and words ("K1 CHC decision")."""
    named = given.get("clock", given.get("id", given.get("clock_id")))
    if not isinstance(named, str):
        return given
    rest = {key: value for key, value in given.items() if key not in ("clock", "id", "clock_id")}
    return rest | {"clock": (named.strip().upper().split() or [""])[0]}


@tool(
    "clock",
    "clocks",
    "clock start stopped length at soon",
    aliases="clocks deadline",
    same={
        "start_date": "start",
        "started": "start",
        "start_event_date": "start",
        "received_at": "start",
        "notice_date": "start",
        "received_date": "start",
        "received_by_icb": "start",
        "first_payment_date": "start",
        "last_review_date": "start",
        "stop": "stopped",
        "stop_date": "stopped",
        "stopped_on": "stopped",
        "id": "clock",
        "clock_id": "clock",
    },
    shape=_clock_name,
)
def clock(answers: Mapping[str, Any], on: date, rule_set: str) -> Result:
    """RUNNING, DUE_SOON, OVERDUE, STOPPED or NOT_STARTED for one clock of section 9 on a day; NOT_YET or ALLOWED for the
    limits K12 to K14, which hold something off; INCOMPLETE.

    Answers: `clock` (K1 to K15), `start` (a date; an instant for K2; K15 takes `date_of_birth` instead), `stopped`,
    `length` in the clock's unit (the commissioner's own), `at` (an instant, for K2), `soon` (days or hours before the
    target). facts: `target` (the last day or instant in time), `late`, `words`, `used`, `allowed`, `left`, `legal`,
    `starts`, `stops`; for the limits `allowed_from`, the first day on which the thing may be done.
    """
    id = read.one_of(_clock_name(dict(answers)), "clock", clock_rules())
    if not id:
        return incomplete("clock", rule_set, "CLOCK-INCOMPLETE", Problem("clock", "Choose a clock, K1 to K15."))
    rule = clock_rules()[id]
    if rule.unit is Unit.HOURS:
        return _hours(rule, answers, on, rule_set)
    start = read.day(answers, "start")
    if id == "K15" and start is None and read.day(answers, "date_of_birth"):
        start = reaches_age_on(read.day(answers, "date_of_birth") or on, 17)
    if start is None:
        return incomplete("clock", rule_set, "CLOCK-INCOMPLETE", Problem("start", f"Enter the day: {rule.starts}."))
    found = day_clock(id, start, stopped=read.day(answers, "stopped"), length=read.length(answers, "length"))
    soon = read.number(answers, "soon")
    reading = found.at(on) if soon is None else found.at(on, soon=soon)
    limit = {"allowed_from": found.target} if rule.limit else {}
    return _told(rule, reading, found.target, rule_set, limit)


def _hours(rule: ClockRule, answers: Mapping[str, Any], on: date, rule_set: str) -> Result:
    start = read.instant(answers, "start")
    if start is None:
        problem = Problem("start", f"Enter the date and time: {rule.starts}.")
        return incomplete("clock", rule_set, "CLOCK-INCOMPLETE", problem)
    length, soon = read.length(answers, "length"), read.number(answers, "soon")
    found = hour_clock(rule.id, start, stopped=read.instant(answers, "stopped"), length=length)
    # A day alone is read at its end: what happened on it has happened.
    now = read.instant(answers, "at") or datetime.combine(on, time(23, 59, 59), LONDON)
    return _told(rule, found.at(now) if soon is None else found.at(now, soon=soon), found.target, rule_set, {})


def _told(rule: ClockRule, reading: ClockReading, target: Any, rule_set: str, more: dict[str, Any]) -> Result:
    facts: dict[str, Any] = {
        "target": target,
        "late": reading.late and not rule.limit,
        "words": reading.words,
        "used": reading.used,
        "allowed": reading.allowed,
        "left": reading.left,
        "legal": rule.legal,
        "starts": rule.starts,
        "stops": rule.stops,
        **more,
    }
    state = reading.state.value
    if rule.limit and reading.left is not None:
        state = "NOT_YET" if reading.left > 0 else "ALLOWED"
        facts["words"] = f"Allowed from {say_date(target)}"
    return Result("clock", state, (rule.reason,), rule_set, facts=facts)
