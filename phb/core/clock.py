"""The only place that reads the clock. Rules and services are handed dates instead."""

from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

LONDON = ZoneInfo("Europe/London")


def now() -> datetime:
    return datetime.now(UTC)


def london_today() -> date:
    """Today's calendar date in Europe/London (convention D1)."""
    return now().astimezone(LONDON).date()
