"""Times of meetings as people type them, across both changes of the clocks, and the calendar file that names nobody."""

from datetime import UTC, date, datetime, time

import pytest

from eligibility.rules.meetings import calendar_file, london_instant, read_time
from phb.core.errors import RuleBroken

AUTUMN, SPRING = date(2026, 10, 25), date(2027, 3, 28)


@pytest.mark.parametrize(
    ("typed", "is_"),
    [
        ("2:30pm", time(14, 30)),
        ("14:30", time(14, 30)),
        ("2.30 PM", time(14, 30)),
        ("9am", time(9)),
        ("12am", time(0)),
        ("12:01am", time(0, 1)),
        ("12pm", time(12)),
        ("noon", time(12)),
        ("00:00", time(0)),
        ("23:59", time(23, 59)),
        (" 9:05 a.m. ", time(9, 5)),
    ],
)
def test_a_time_is_read_as_people_type_it(typed, is_):
    assert read_time(typed) == is_


@pytest.mark.parametrize("typed", ["", "9", "25:00", "24:00", "9:60", "13pm", "0am", "half two", "14:30:00", "９:30"])
def test_anything_else_is_refused_with_an_example(typed):
    with pytest.raises(RuleBroken, match="like 2:30pm") as refused:
        read_time(typed)
    assert refused.value.field == "time"


@pytest.mark.parametrize(
    ("day", "at", "instant"),
    [
        (date(2026, 10, 24), time(14), datetime(2026, 10, 24, 13, tzinfo=UTC)),
        (AUTUMN, time(0, 59), datetime(2026, 10, 24, 23, 59, tzinfo=UTC)),
        (AUTUMN, time(2), datetime(2026, 10, 25, 2, tzinfo=UTC)),
        (AUTUMN, time(14), datetime(2026, 10, 25, 14, tzinfo=UTC)),
        (SPRING, time(0, 59), datetime(2027, 3, 28, 0, 59, tzinfo=UTC)),
        (SPRING, time(2), datetime(2027, 3, 28, 1, tzinfo=UTC)),
        (SPRING, time(14), datetime(2027, 3, 28, 13, tzinfo=UTC)),
        (date(2028, 2, 29), time(9), datetime(2028, 2, 29, 9, tzinfo=UTC)),
    ],
)
def test_a_time_in_england_is_one_instant(day, at, instant):
    assert london_instant(day, at) == instant


@pytest.mark.parametrize(
    ("day", "at", "says"),
    [
        (SPRING, time(1), "does not exist"),
        (SPRING, time(1, 59), "does not exist"),
        (AUTUMN, time(1), "comes twice"),
        (AUTUMN, time(1, 59), "comes twice"),
    ],
)
def test_an_hour_that_is_missing_or_double_is_not_guessed(day, at, says):
    with pytest.raises(RuleBroken, match=says):
        london_instant(day, at)


def test_the_calendar_file_holds_the_instant_and_a_link_and_nothing_of_the_record():
    starts = london_instant(date(2026, 7, 1), time(14, 30))
    text = calendar_file(
        uid="meeting-7@example.org", starts=starts, minutes=90, stamp=datetime(2026, 6, 1, 8, tzinfo=UTC),
        href="https://budgets.example.org/meetings/7/", edition=2,
    )  # fmt: skip
    lines = text.split("\r\n")
    assert lines[0] == "BEGIN:VCALENDAR" and lines[-2:] == ["END:VCALENDAR", ""]
    assert "DTSTART:20260701T133000Z" in lines and "DTEND:20260701T150000Z" in lines
    assert "SEQUENCE:2" in lines and "STATUS:CONFIRMED" in lines
    assert not any(line.startswith(("LOCATION", "ATTENDEE", "ORGANIZER")) for line in lines)
    assert all(len(line.encode()) <= 75 for line in lines)
    gone = calendar_file(
        uid="meeting-7@example.org", starts=starts, minutes=90, stamp=starts, href="https://x", cancelled=True
    )
    assert "STATUS:CANCELLED\r\n" in gone and "METHOD:CANCEL\r\n" in gone
