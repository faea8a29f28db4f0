"""Dates as plain values: conventions D1 to D7, clocks and working days."""

from datetime import UTC, date, datetime, timedelta, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st

from phb.core.periods import (
    LONDON,
    Clock,
    ClockState,
    HourClock,
    Period,
    Unit,
    add_days,
    add_months,
    add_working_days,
    age_on,
    deadline_in_days,
    deadline_in_hours,
    deadline_in_months,
    first_day_after_notice,
    local_date,
    next_working_day,
    previous_working_day,
    reaches_age_on,
    working_days_used,
)

DAYS = st.dates(date(1900, 1, 1), date(2100, 12, 31))
CHRISTMAS = frozenset({date(2026, 12, 25), date(2026, 12, 28)})


@pytest.mark.parametrize(
    ("instant", "day"),
    [
        ("2026-03-28T23:59:00+00:00", "2026-03-28"),
        ("2026-03-29T22:59:59+00:00", "2026-03-29"),  # British Summer Time begins this day
        ("2026-03-29T23:00:00+00:00", "2026-03-30"),
        ("2026-10-24T23:00:00+00:00", "2026-10-25"),  # still summer: midnight in London
        ("2026-10-25T23:30:00+00:00", "2026-10-25"),  # winter again
        ("2026-10-26T00:00:00+00:00", "2026-10-26"),
        ("2026-07-01T00:30:00+01:00", "2026-07-01"),
    ],
)
def test_d1_the_date_is_that_of_london(instant, day):
    assert local_date(datetime.fromisoformat(instant)) == date.fromisoformat(day)


def test_d1_a_time_without_a_zone_is_refused():
    with pytest.raises(ValueError, match="zone"):
        local_date(datetime(2026, 7, 1))


@pytest.mark.parametrize(
    ("start", "days", "last"),
    [
        ("2026-09-01", 28, "2026-09-29"),
        ("2024-02-01", 28, "2024-02-29"),
        ("2023-02-01", 28, "2023-03-01"),
        ("2026-12-24", 7, "2026-12-31"),
        ("2026-03-28", 1, "2026-03-29"),
    ],
)
def test_d2_n_days_end_on_day_n(start, days, last):
    assert deadline_in_days(date.fromisoformat(start), days) == date.fromisoformat(last)


@pytest.mark.parametrize(
    ("start", "months", "last"),
    [
        ("2026-11-30", 3, "2027-02-28"),
        ("2027-11-30", 3, "2028-02-29"),
        ("2026-05-24", 3, "2026-08-24"),
        ("2026-08-31", 6, "2027-02-28"),
        ("2024-02-29", 12, "2025-02-28"),
        ("2023-02-28", 12, "2024-02-28"),
        ("2026-01-31", 1, "2026-02-28"),
        ("2026-03-31", -1, "2026-02-28"),
        ("2026-12-31", 2, "2027-02-28"),
    ],
)
def test_d3_months_end_on_the_same_day_number_or_the_last(start, months, last):
    assert deadline_in_months(date.fromisoformat(start), months) == date.fromisoformat(last)


@given(DAYS, st.integers(-600, 600))
def test_d3_months_move_by_months_and_never_past_the_day_number(day, n):
    later = add_months(day, n)
    assert (later.year * 12 + later.month) - (day.year * 12 + day.month) == n
    assert later.day == day.day or (later.day < day.day and add_days(later, 1).day == 1)


@pytest.mark.parametrize(
    ("start", "end"),
    [
        ("2026-10-24T12:00:00+01:00", "2026-10-26T11:00:00+00:00"),  # the clocks go back: an hour more on the wall
        ("2026-03-28T12:00:00+00:00", "2026-03-30T13:00:00+01:00"),  # the clocks go forward
        ("2026-11-21T18:00:00+00:00", "2026-11-23T18:00:00+00:00"),  # a weekend does not extend it
    ],
)
def test_d5_48_hours_have_elapsed(start, end):
    assert deadline_in_hours(datetime.fromisoformat(start).astimezone(LONDON), 48) == datetime.fromisoformat(end)


@pytest.mark.parametrize(
    ("born", "years", "day"),
    [
        ("2008-02-29", 18, "2026-03-01"),
        ("2008-02-29", 16, "2024-02-29"),
        ("2010-11-22", 16, "2026-11-22"),
        ("2000-01-01", 0, "2000-01-01"),
    ],
)
def test_d6_an_age_is_reached_on_the_birthday(born, years, day):
    born, day = date.fromisoformat(born), date.fromisoformat(day)
    assert reaches_age_on(born, years) == day
    assert age_on(born, day) == years
    if years:
        assert age_on(born, day - timedelta(days=1)) == years - 1


@given(DAYS, st.integers(0, 60_000), st.integers(0, 120))
def test_d6_age_and_birthday_agree(born, lived, years):
    day = born + timedelta(days=lived)
    assert (age_on(born, day) >= years) == (day >= reaches_age_on(born, years))


def test_nobody_has_an_age_before_birth():
    with pytest.raises(ValueError, match="before the date of birth"):
        age_on(date(2026, 1, 2), date(2026, 1, 1))


def test_notice_of_14_days_beginning_with_1_june_allows_15_june():
    assert first_day_after_notice(date(2026, 6, 1), 14) == date(2026, 6, 15)


def test_a_time_is_not_taken_for_a_date():
    with pytest.raises(TypeError):
        add_days(datetime(2026, 1, 1), 1)
    with pytest.raises(TypeError):
        Period(datetime(2026, 1, 1, tzinfo=UTC))


def test_a_period_counts_both_ends():
    week = Period(date(2026, 11, 16), date(2026, 11, 22))
    assert week.days == 7
    assert Period.of_days(date(2026, 11, 16), 7) == week
    assert week.contains(date(2026, 11, 16))
    assert week.contains(date(2026, 11, 22))
    assert not week.contains(date(2026, 11, 15))
    assert not week.contains(date(2026, 11, 23))
    assert Period(date(2026, 1, 1), date(2026, 1, 1)).days == 1


def test_a_period_does_not_end_before_it_starts():
    with pytest.raises(ValueError, match="end before"):
        Period(date(2026, 1, 2), date(2026, 1, 1))


def test_an_open_period():
    since = Period(date(2026, 1, 1))
    assert since.is_open
    assert since.contains(date(2999, 1, 1))
    assert since.overlap(Period(date(2025, 1, 1))) == since
    assert since.clip(date(2025, 12, 1), date(2026, 1, 1)) == Period(date(2026, 1, 1), date(2026, 1, 1))
    assert since.clip(date(2025, 12, 1), date(2025, 12, 31)) is None
    with pytest.raises(ValueError, match="open period"):
        _ = since.days


def test_one_period_follows_another():
    first = Period(date(2024, 2, 1), date(2024, 2, 29))
    assert Period(date(2024, 3, 1)).follows(first)
    assert not Period(date(2024, 3, 2)).follows(first)
    assert not Period(date(2024, 3, 1)).follows(Period(date(2024, 1, 1)))


PERIODS = st.builds(
    lambda start, n: Period(start, None if n is None else start + timedelta(days=n)),
    DAYS,
    st.none() | st.integers(0, 900),
)


@given(PERIODS, PERIODS, DAYS)
def test_an_overlap_is_what_both_contain(one, other, day):
    both = one.overlap(other)
    assert both == other.overlap(one)
    assert (both is not None and both.contains(day)) == (one.contains(day) and other.contains(day))
    assert both is None or (one.covers(both) and other.covers(both))


@pytest.mark.parametrize(
    ("day", "before", "after"),
    [
        ("2026-12-24", "2026-12-24", "2026-12-24"),
        ("2026-12-25", "2026-12-24", "2026-12-29"),
        ("2026-12-26", "2026-12-24", "2026-12-29"),
        ("2026-12-28", "2026-12-24", "2026-12-29"),
        ("2026-11-22", "2026-11-20", "2026-11-23"),
    ],
)
def test_the_working_day_on_or_before_and_on_or_after(day, before, after):
    day = date.fromisoformat(day)
    assert previous_working_day(day, CHRISTMAS) == date.fromisoformat(before)
    assert next_working_day(day, CHRISTMAS) == date.fromisoformat(after)


@pytest.mark.parametrize(
    ("start", "n", "day"),
    [
        ("2026-12-24", 1, "2026-12-29"),
        ("2026-12-24", 0, "2026-12-24"),
        ("2026-12-26", 2, "2026-12-30"),
        ("2026-12-29", -1, "2026-12-24"),
    ],
)
def test_adding_working_days(start, n, day):
    assert add_working_days(date.fromisoformat(start), n, CHRISTMAS) == date.fromisoformat(day)


@given(st.dates(date(2026, 12, 1), date(2027, 1, 31)), st.integers(1, 40))
def test_working_days_added_are_working_days_used(start, n):
    assert working_days_used(start, add_working_days(start, n, CHRISTMAS), CHRISTMAS) == n


SEPTEMBER = Clock("Decision on continuing healthcare", date(2026, 9, 1), date(2026, 9, 29))


@pytest.mark.parametrize(
    ("day", "state", "words"),
    [
        ("2026-08-31", ClockState.NOT_STARTED, "Starts on 1 September 2026"),
        ("2026-09-01", ClockState.RUNNING, "Day 0 of 28"),
        ("2026-09-20", ClockState.RUNNING, "Day 19 of 28"),
        ("2026-09-21", ClockState.RUNNING, "Day 20 of 28"),
        ("2026-09-22", ClockState.DUE_SOON, "Day 21 of 28, 7 days left"),
        ("2026-09-28", ClockState.DUE_SOON, "Day 27 of 28, 1 day left"),
        ("2026-09-29", ClockState.DUE_SOON, "Day 28 of 28, due today"),
        ("2026-09-30", ClockState.OVERDUE, "Day 29 of 28, 1 day overdue"),
        ("2026-10-02", ClockState.OVERDUE, "Day 31 of 28, 3 days overdue"),
    ],
)
def test_a_clock_of_28_days(day, state, words):
    reading = SEPTEMBER.at(date.fromisoformat(day), soon=7)
    assert (reading.state, reading.words) == (state, words)


@pytest.mark.parametrize(
    ("stopped", "late", "words"),
    [
        ("2026-09-29", False, "Day 28 of 28, done"),
        ("2026-09-30", True, "Day 29 of 28, done 1 day late"),
        ("2026-08-30", False, "Day 0 of 28, done"),
    ],
)
def test_a_stopped_clock_says_whether_it_was_in_time(stopped, late, words):
    reading = Clock("Decision", SEPTEMBER.start, SEPTEMBER.target, date.fromisoformat(stopped)).at(date(2026, 11, 1))
    assert (reading.state, reading.late, reading.words) == (ClockState.STOPPED, late, words)


def test_a_clock_read_for_a_past_day_does_not_know_what_came_later():
    stopped = Clock("Decision", SEPTEMBER.start, SEPTEMBER.target, date(2026, 10, 5))
    assert stopped.at(date(2026, 9, 20)).words == "Day 19 of 28"


def test_clocks_in_months_and_without_a_target():
    review = Clock("First review", date(2026, 5, 24), date(2026, 8, 24), unit=Unit.MONTHS)
    assert review.at(date(2026, 6, 1)).words == "Due by 24 August 2026"
    assert review.at(date(2026, 8, 27)).words == "Due by 24 August 2026, 3 days overdue"
    soon = Clock("Adult continuing healthcare in principle", date(2026, 5, 24), None)
    assert soon.at(date(2036, 5, 24)).state is ClockState.RUNNING
    assert soon.at(date(2026, 5, 26)).words == "Day 2, no fixed limit"


@given(DAYS, st.integers(0, 400), st.integers(0, 500), st.integers(0, 30))
def test_a_clock_is_overdue_exactly_after_its_target(start, length, passed, soon):
    reading = Clock("Any", start, start + timedelta(days=length)).at(start + timedelta(days=passed), soon=soon)
    assert (reading.state is ClockState.OVERDUE) == (passed > length) == reading.late
    assert (reading.state is ClockState.DUE_SOON) == (0 <= length - passed <= soon)


FAST_TRACK = HourClock("Fast Track care", datetime(2026, 10, 24, 12, tzinfo=LONDON), 48)


@pytest.mark.parametrize(
    ("now", "state", "words"),
    [
        (datetime(2026, 10, 24, 11, 59, tzinfo=LONDON), ClockState.NOT_STARTED, "Not started"),
        (datetime(2026, 10, 24, 12, 0, tzinfo=LONDON), ClockState.RUNNING, "Hour 0 of 48"),
        (datetime(2026, 10, 24, 12, 1, tzinfo=LONDON), ClockState.RUNNING, "Hour 1 of 48"),
        (datetime(2026, 10, 26, 10, 30, tzinfo=LONDON), ClockState.DUE_SOON, "Hour 48 of 48, due now"),
        (datetime(2026, 10, 26, 11, 0, tzinfo=LONDON), ClockState.DUE_SOON, "Hour 48 of 48, due now"),
        (datetime(2026, 10, 26, 11, 0, 1, tzinfo=LONDON), ClockState.OVERDUE, "Hour 49 of 48, 1 hour overdue"),
        (
            datetime(2026, 10, 26, 16, 30, 1, tzinfo=timezone(timedelta(hours=5, minutes=30))),
            ClockState.OVERDUE,
            "Hour 49 of 48, 1 hour overdue",
        ),
    ],
)
def test_a_clock_of_48_hours_across_the_end_of_summer_time(now, state, words):
    reading = FAST_TRACK.at(now)
    assert (reading.state, reading.words) == (state, words)


def test_a_clock_of_hours_stops():
    done = HourClock("Fast Track care", FAST_TRACK.start, 48, stopped=datetime(2026, 10, 25, 12, tzinfo=LONDON))
    assert done.at(datetime(2026, 11, 1, tzinfo=UTC)).words == "Hour 25 of 48, done"
