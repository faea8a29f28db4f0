"""When a meeting is: a time of day in England as an instant, and the file that puts it into a calendar."""

import re
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from phb.core.errors import RuleBroken

LONDON = ZoneInfo("Europe/London")
TIME = re.compile(r"([0-9]{1,2})(?:[:.]([0-9]{2}))?\s*(am|pm|a\.m\.|p\.m\.)?")


def read_time(text: str) -> time:
    """A time of day as people type it: "2:30pm", "14:30", "2.30 pm", "9am", "noon". Raises RuleBroken for anything else."""
    words = text.strip().lower()
    if words in ("noon", "midday", "12 noon"):
        return time(12)
    match = TIME.fullmatch(words)
    half = (match[3] or "").replace(".", "") if match else ""
    if match and (match[2] or half):
        hour, minute = int(match[1]), int(match[2] or 0)
        if half and 1 <= hour <= 12 and minute < 60:
            return time(hour % 12 + (12 if half == "pm" else 0), minute)
        if not half and hour < 24 and minute < 60:
            return time(hour, minute)
    raise RuleBroken("Enter a time, like 2:30pm or 14:30.", "time")


def london_instant(day: date, at: time) -> datetime:
    """The instant (in UTC) of a time of day in England on a day.

    Raises RuleBroken for a time that the clocks jump over in March, or that comes twice in October.
    """
    first, second = (datetime.combine(day, at, LONDON).replace(fold=fold) for fold in (0, 1))
    if first.utcoffset() != second.utcoffset():
        skipped = first.astimezone(UTC).astimezone(LONDON).time() != at
        words = (
            "The clocks go forward that night, so this time does not exist."
            if skipped
            else "The clocks go back that night, so this time comes twice."
        )
        raise RuleBroken(f"{words} Choose a time before 1am or from 2am.", "time")
    return first.astimezone(UTC)


def calendar_file(*, uid: str, starts: datetime, minutes: int, stamp: datetime, href: str, edition: int = 0,
                  cancelled: bool = False) -> str:  # fmt: skip
    """A meeting as an iCalendar file (RFC 5545). It names nobody and no place: calendars travel further than records.

    `minutes` is how long it lasts, `href` the address where those who may see it read the rest, after signing in;
    `edition` counts up with each change, so that a calendar takes the newer one. Times are in UTC, which every
    calendar shows right on both sides of a change of the clocks.
    """
    lines = [
        "BEGIN:VCALENDAR",
        "VERSION:2.0",
        "PRODID:-//Personal health budgets//Meetings//EN",
        "METHOD:CANCEL" if cancelled else "METHOD:PUBLISH",
        "BEGIN:VEVENT",
        f"UID:{uid}",
        f"DTSTAMP:{_utc(stamp)}",
        f"SEQUENCE:{edition}",
        f"DTSTART:{_utc(starts)}",
        f"DTEND:{_utc(starts + timedelta(minutes=minutes))}",
        "SUMMARY:Multidisciplinary team meeting",
        f"DESCRIPTION:Sign in for the details and to answer: {href}",
        f"URL:{href}",
        "CLASS:PRIVATE",
        "STATUS:CANCELLED" if cancelled else "STATUS:CONFIRMED",
        "END:VEVENT",
        "END:VCALENDAR",
    ]
    return "".join(f"{folded}\r\n" for line in lines for folded in _folded(line))


def _utc(moment: datetime) -> str:
    return moment.astimezone(UTC).strftime("%Y%m%dT%H%M%SZ")


def _folded(line: str) -> list[str]:
    """No line is longer than 75 bytes; what goes on begins with a space."""
    parts = [line[:75]]
    rest = line[75:]
    while rest:
        parts.append(" " + rest[:74])
        rest = rest[74:]
    return parts
