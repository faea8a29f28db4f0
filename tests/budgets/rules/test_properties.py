"""What holds of every amount: against a model written here in exact fractions, which shares nothing with the product.

More examples than in a quick run: `PHB_EXAMPLES=100000 pytest -m M12`, `PHB_EXAMPLES=20000 pytest -m D01`.
"""

import calendar
import os
from datetime import date, timedelta
from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from budgets.enums import AnnualWeeks, Frequency
from budgets.rules.quote_plan import PlanFaulty
from budgets.rules.quote_telling import as_json
from budgets.rules.quoting import quote
from budgets.rules.schedule import (
    PaymentTerms,
    WeeklyRate,
    due_periods,
    earned,
    financial_year,
    payment_starts,
    year_value,
)
from phb.core.calendar import bank_holidays
from phb.core.errors import MoneyError
from phb.core.money import check_pounds, format_pounds, instalments, round_penny, split_by_shares, twelfths
from phb.core.periods import Period

many = settings(max_examples=int(os.environ.get("PHB_EXAMPLES", "100")), deadline=None)
FIRST, LAST = date(2020, 1, 1), date(2050, 12, 31)
HOLIDAYS = bank_holidays(2019, 2052)
PENCE = st.integers(1, 100_000_000)  # 1p to £1,000,000
DAYS = st.dates(FIRST, LAST)
WEEKLY = st.integers(1, 500_000)
STEPS = {Frequency.WEEKLY: 7, Frequency.FORTNIGHTLY: 14, Frequency.FOUR_WEEKLY: 28}


def pounds(pence: int) -> Decimal:
    return Decimal(pence).scaleb(-2)


def pence(amount: Decimal) -> int:
    whole = amount * 100
    assert whole == int(whole)
    return int(whole)


# --- the model: whole pence and fractions


def rounded(exact: Fraction) -> int:
    """Half away from zero."""
    size = abs(exact)
    whole, rest = divmod(size.numerator, size.denominator)
    whole += 2 * rest >= size.denominator
    return whole if exact >= 0 else -whole


def shared(total: int, weights: list[int]) -> list[int]:
    """Largest remainders: the parts one penny at a time, to whoever is furthest below what is due."""
    size, whole = abs(total), sum(weights)
    parts = [size * weight // whole for weight in weights]
    while sum(parts) < size:
        behind = [Fraction(size * weight, whole) - part for weight, part in zip(weights, parts, strict=True)]
        parts[behind.index(max(behind))] += 1
    return [-part for part in parts] if total < 0 else parts


def months_of(year: int) -> list[tuple[date, date]]:
    firsts = [date(year + (month > 12), (month - 1) % 12 + 1, 1) for month in range(4, 16)]
    return [(first, first.replace(day=calendar.monthrange(first.year, first.month)[1])) for first in firsts]


# --- M12


@pytest.mark.M12
@many
@given(PENCE, st.lists(st.integers(0, 10_000), min_size=1, max_size=5).filter(any), st.booleans())
def test_funders_parts_are_those_of_the_model(total, weights, back):
    total = -total if back else total
    parts = [pence(part) for part in split_by_shares(pounds(total), weights)]
    assert parts == shared(total, weights)
    assert sum(parts) == total
    assert all(part * total >= 0 for part in parts)


@pytest.mark.M12
@many
@given(PENCE, st.integers(1, 60))
def test_instalments_and_twelfths_add_up(total, n):
    parts = [pence(part) for part in instalments(pounds(total), n)]
    assert parts[:-1] == [total // n] * (n - 1) and sum(parts) == total
    month, last = (pence(part) for part in twelfths(pounds(total)))
    assert month == rounded(Fraction(total, 12)) and 11 * month + last == total


@pytest.mark.M12
@many
@given(WEEKLY, DAYS, st.integers(1, 800), st.lists(st.tuples(st.integers(0, 800), WEEKLY), max_size=4))
def test_days_are_worth_what_the_model_counts_day_by_day(weekly, start, length, later):
    changes = {0: weekly} | dict(sorted(later))
    rates = tuple(
        WeeklyRate(start + timedelta(days=after), pounds(amount)) for after, amount in sorted(changes.items())
    )
    exact, now = Fraction(0), 0
    for day in range(length):
        now = changes.get(day, now)
        exact += Fraction(now, 7)
    assert pence(earned(rates, Period.of_days(start, length))) == rounded(exact)


@pytest.mark.M12
@many
@given(st.permutations([(0, 68937), (23, 71419), (40, 70000), (90, 80001)]))
def test_the_order_in_which_rates_are_entered_never_matters(entered):
    start = date(2026, 3, 9)
    rates = sorted(
        (WeeklyRate(start + timedelta(days=after), pounds(amount)) for after, amount in entered), key=lambda r: r.start
    )
    assert earned(rates, Period.of_days(start, 28)) == Decimal("2775.21")


# --- D01 and D04


def terms(frequency, anchor, start, weekly, end=None, weeks=AnnualWeeks.FIFTY_TWO):
    return PaymentTerms(frequency, anchor, start, (WeeklyRate(start, pounds(weekly)),), end, weeks)


@pytest.mark.D01
@pytest.mark.parametrize("frequency", [each for each in Frequency if each != Frequency.ONE_OFF])
def test_each_day_of_2020_to_2050_belongs_to_one_period_and_each_is_paid_exactly(frequency):
    anchor, weekly, first = date(2026, 4, 6), 68937, date(2020, 4, 1)
    due = due_periods(terms(frequency, anchor, first, weekly, LAST), LAST, HOLIDAYS)
    day = first
    for each in due:
        assert each.period.start == day
        day = each.period.end + timedelta(days=1)
        assert each.pay_date <= each.period.start and each.pay_date.weekday() < 5 and each.pay_date not in HOLIDAYS
        between = (each.period.start - each.pay_date).days
        assert all(
            passed.weekday() > 4 or passed in HOLIDAYS
            for passed in (each.pay_date + timedelta(days=n) for n in range(1, between + 1))
        )
        if frequency != Frequency.MONTHLY_TWELFTHS:
            assert pence(each.amount) == rounded(Fraction(weekly * each.period.days, 7))
    assert day == LAST + timedelta(days=1)


def period_end(frequency, anchor: date, day: date) -> date:
    """The last day of the period that holds a day, found by counting on."""
    if frequency in (Frequency.MONTHLY_DAYS, Frequency.MONTHLY_TWELFTHS):
        return day.replace(day=calendar.monthrange(day.year, day.month)[1])
    while ((day - anchor).days + 1) % STEPS[frequency]:
        day += timedelta(days=1)
    return day


@pytest.mark.D01
@many
@given(st.sampled_from([*STEPS, Frequency.MONTHLY_DAYS]), DAYS, DAYS, WEEKLY, st.integers(0, 500))
def test_part_periods_and_pay_dates_are_those_of_the_model(frequency, anchor, start, weekly, length):
    end, day = start + timedelta(days=length), start
    for each in due_periods(terms(frequency, anchor, start, weekly, end), end, HOLIDAYS):
        last = min(period_end(frequency, anchor, day), end)
        assert (each.period.start, each.period.end) == (day, last)
        assert pence(each.amount) == rounded(Fraction(weekly * ((last - day).days + 1), 7))
        pay = day
        while pay.weekday() > 4 or pay in HOLIDAYS:
            pay -= timedelta(days=1)
        assert each.pay_date == pay
        day = last + timedelta(days=1)
    assert day == end + timedelta(days=1)


@pytest.mark.D01
@many
@given(st.sampled_from(list(STEPS)), DAYS, st.integers(2020, 2049))
def test_the_number_of_pay_dates_of_a_year_is_counted_by_the_model(frequency, anchor, year):
    first, step = date(year, 4, 1), STEPS[frequency]
    counted = sum(
        (first + timedelta(days=n) - anchor).days % step == 0 for n in range((date(year + 1, 4, 1) - first).days)
    )
    starts = payment_starts(frequency, anchor, financial_year(year))
    assert len(starts) == counted
    assert (
        counted
        in {Frequency.WEEKLY: (52, 53), Frequency.FORTNIGHTLY: (26, 27), Frequency.FOUR_WEEKLY: (13, 14)}[frequency]
    )


@pytest.mark.D01
@many
@given(st.integers(2020, 2049), WEEKLY, st.booleans())
def test_twelve_equal_months_are_the_year_of_the_model(year, weekly, full):
    start = date(year, 4, 1)
    weeks = AnnualWeeks.CALENDAR if full else AnnualWeeks.FIFTY_TWO
    due = due_periods(
        terms(Frequency.MONTHLY_TWELFTHS, start, start, weekly, date(year + 1, 3, 31), weeks), LAST, HOLIDAYS
    )
    annual = rounded(Fraction(weekly * 365, 7)) if full else weekly * 52
    month = rounded(Fraction(annual, 12))
    assert [pence(each.amount) for each in due] == [month] * 11 + [annual - 11 * month]
    assert [(each.period.start, each.period.end) for each in due] == months_of(year)


@pytest.mark.D04
@pytest.mark.parametrize("year", range(2020, 2050))
def test_a_year_is_worth_its_days_with_or_without_29_february(year):
    start = date(year, 4, 1)
    days = (date(year + 1, 4, 1) - start).days
    assert days == (366 if calendar.isleap(year + 1) else 365)
    for weekly in (1, 68937, 74331):
        value = year_value(terms(Frequency.FOUR_WEEKLY, start, start, weekly), financial_year(year))
        assert pence(value) == rounded(Fraction(weekly * days, 7))


@pytest.mark.D04
@many
@given(WEEKLY, st.dates(date(2028, 1, 1), date(2028, 3, 31)), st.dates(date(2028, 1, 1), date(2028, 3, 31)))
def test_pro_rata_over_29_february_2028(weekly, one, other):
    start, end = min(one, other), max(one, other)
    due = due_periods(terms(Frequency.MONTHLY_DAYS, start, start, weekly, end), end, HOLIDAYS)
    assert sum(each.period.days for each in due) == (end - start).days + 1
    for each in due:
        assert pence(each.amount) == rounded(Fraction(weekly * each.period.days, 7))


# --- M14

EDGES = [2**63 - 1, -(2**63 - 1), 2**63 - 2, -(2**63), 2**63, 10**12, 10**30]


@pytest.mark.M14
@pytest.mark.parametrize("edge", EDGES)
def test_amounts_at_the_edge_of_a_database_number_are_refused_in_words(edge):
    for of in (round_penny, check_pounds):
        with pytest.raises(MoneyError, match="must be between"):
            of(edge)
    with pytest.raises(PlanFaulty) as refused:
        quote({"start": "2026-04-06", "lines": [{"label": "x", "amount": edge, "per": "year"}]})
    assert refused.value.faults[0].path == "lines[0].amount"
    with pytest.raises(PlanFaulty):
        quote({"start": "2026-04-06", "lines": [{"label": "x", "amount": str(edge), "per": "year"}]})


@pytest.mark.M14
def test_sums_beyond_the_limit_are_refused_and_nothing_stays_nothing():
    lines = [{"label": "x", "amount": "9999999999.99", "per": "year"}] * 2
    with pytest.raises(PlanFaulty):
        quote({"start": "2026-04-06", "lines": [*lines, {"label": "y", "amount": "9999999999.99", "per": "week"}]})
    found = as_json(
        quote({"start": "2026-04-06", "lines": [{"label": "x", "amount": 0, "per": "week", "quantity": 500}]})
    )
    assert found["totals"]["weekly"] == "0.00"
    assert [format_pounds(part) for part in split_by_shares(Decimal("0.00"), [1] * 500)] == ["£0.00"] * 500
