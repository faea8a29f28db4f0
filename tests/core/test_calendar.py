"""Bank holidays in England."""

from datetime import date

import pytest

from phb.core.calendar import bank_holidays, bank_holidays_around


@pytest.mark.parametrize(
    ("year", "days"),
    [
        (2022, ["01-03", "04-15", "04-18", "05-02", "06-02", "06-03", "08-29", "09-19", "12-26", "12-27"]),
        (2024, ["01-01", "03-29", "04-01", "05-06", "05-27", "08-26", "12-25", "12-26"]),
        (2026, ["01-01", "04-03", "04-06", "05-04", "05-25", "08-31", "12-25", "12-28"]),
        (2027, ["01-01", "03-26", "03-29", "05-03", "05-31", "08-30", "12-27", "12-28"]),
    ],
)
def test_the_bank_holidays_that_fall_on_weekdays(year, days):
    assert sorted(day for day in bank_holidays(year, year) if day.weekday() < 5) == [
        date.fromisoformat(f"{year}-{day}") for day in days
    ]


def test_scottish_and_irish_holidays_are_not_among_them():
    assert not bank_holidays(2026, 2026) & {date(2026, 1, 2), date(2026, 3, 17), date(2026, 8, 3), date(2026, 11, 30)}


def test_the_years_around_a_day():
    around = bank_holidays_around(date(2026, 1, 1))
    assert {day.year for day in around} == {2025, 2026, 2027, 2028}
