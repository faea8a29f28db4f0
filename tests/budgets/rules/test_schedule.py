import itertools
from datetime import date, timedelta
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from budgets.enums import AnnualWeeks, Frequency
from budgets.rules.schedule import (
    PaymentTerms,
    WeeklyRate,
    amount_for_days,
    due_periods,
    earned,
    financial_year,
    monthly_twelfth,
    next_payment,
    payment_starts,
    unpaid,
    year_value,
)
from phb.core.calendar import bank_holidays
from phb.core.errors import RuleBroken
from phb.core.periods import Period
from tests.case_tables import cases

HOLIDAYS = bank_holidays(2019, 2035)


def terms(raw: dict) -> PaymentTerms:
    rates = (WeeklyRate(raw["start"], Decimal(raw["weekly"])),)
    rates += tuple(WeeklyRate(start, Decimal(weekly)) for start, weekly in raw.get("rates", ()))
    weeks = AnnualWeeks(raw.get("annual_weeks", "52"))
    return PaymentTerms(Frequency(raw["frequency"]), raw["anchor"], raw["start"], rates, raw.get("end"), weeks)


@pytest.mark.parametrize("case", cases(__file__, "schedule:due"))
def test_what_falls_due(case):
    due = due_periods(terms(case["terms"]), case["until"], HOLIDAYS)
    found = [[d.period.start, d.period.end, d.pay_date, str(d.amount)] for d in due]
    assert found == case["expect"]


@pytest.mark.parametrize("case", cases(__file__, "schedule:days"))
def test_amount_for_days(case):
    assert amount_for_days(Decimal(case["weekly"]), case["days"]) == Decimal(case["expect"])


@pytest.mark.parametrize("case", cases(__file__, "schedule:years"))
def test_value_of_a_financial_year(case):
    rate = (WeeklyRate(case["start"], Decimal(case["weekly"])),)
    paid = PaymentTerms(Frequency.FOUR_WEEKLY, date(2026, 4, 6), case["start"], rate, case.get("end"))
    assert year_value(paid, financial_year(case["year"])) == Decimal(case["expect"])


@pytest.mark.parametrize("case", cases(__file__, "schedule:starts"))
def test_pay_dates_in_a_year(case):
    assert len(payment_starts(Frequency.FOUR_WEEKLY, case["anchor"], financial_year(case["year"]))) == case["expect"]


E2 = PaymentTerms(
    Frequency.FOUR_WEEKLY, date(2026, 4, 6), date(2026, 5, 14), (WeeklyRate(date(2026, 5, 14), Decimal("689.37")),)
)


def test_e2_a_first_run_pays_every_unpaid_period():
    due = due_periods(E2, date(2026, 6, 29), HOLIDAYS)
    assert sum(d.amount for d in unpaid(due, ())) == Decimal("7287.63")
    assert [d.is_part for d in due] == [True, False, False]


def test_what_is_paid_is_not_paid_again_and_a_missed_one_is_caught_up():
    due = due_periods(E2, date(2026, 6, 29), HOLIDAYS)
    left = unpaid(due, {date(2026, 5, 14), date(2026, 6, 29)})
    assert [d.period.start for d in left] == [date(2026, 6, 1)]


def test_a_payment_says_how_it_came_about():
    first = due_periods(E2, date(2026, 5, 14), HOLIDAYS)[0]
    assert first.words == "14 May 2026 to 31 May 2026: £689.37 a week × 18 days ÷ 7 = £1,772.67."


def test_e5_twelve_months_add_up_to_the_year():
    start = date(2026, 4, 1)
    monthly = PaymentTerms(Frequency.MONTHLY_TWELFTHS, start, start, (WeeklyRate(start, Decimal("689.45")),))
    due = due_periods(monthly, date(2027, 3, 1), HOLIDAYS)
    assert [d.amount for d in due] == [Decimal("2987.62")] * 11 + [Decimal("2987.58")]
    assert sum(d.amount for d in due) == Decimal("35851.40")
    assert monthly_twelfth(monthly, Decimal("689.45"), date(2027, 3, 1)) == Decimal("2987.58")


def test_the_next_payment_after_a_day():
    assert next_payment(E2, date(2026, 5, 13), HOLIDAYS).pay_date == date(2026, 5, 14)
    assert next_payment(E2, date(2026, 6, 1), HOLIDAYS).pay_date == date(2026, 6, 29)


def test_there_is_no_next_payment_after_the_end():
    ended = PaymentTerms(E2.frequency, E2.anchor, E2.start, E2.rates, date(2026, 6, 10))
    assert next_payment(ended, date(2026, 5, 20), HOLIDAYS).pay_date == date(2026, 6, 1)
    assert next_payment(ended, date(2026, 6, 1), HOLIDAYS) is None


@pytest.mark.parametrize(
    ("rates", "end", "words"),
    [
        ((), None, "no weekly amount"),
        ((WeeklyRate(date(2026, 5, 15), Decimal(1)),), None, "no weekly amount"),
        ((WeeklyRate(date(2026, 5, 1), Decimal(1)), WeeklyRate(date(2026, 5, 1), Decimal(2))), None, "order of date"),
        (E2.rates, date(2026, 5, 13), "must not be before the first"),
    ],
)
def test_terms_that_cannot_be_paid_are_refused(rates, end, words):
    with pytest.raises(RuleBroken, match=words):
        PaymentTerms(E2.frequency, E2.anchor, E2.start, rates, end)


DAYS = st.dates(date(2024, 1, 1), date(2030, 12, 31))
WEEKLY = st.decimals("0.01", "5000", places=2)


@given(st.sampled_from([f for f in Frequency if f != Frequency.ONE_OFF]), DAYS, DAYS, WEEKLY, st.integers(0, 500))
def test_each_day_belongs_to_exactly_one_period(frequency, anchor, start, weekly, length):
    end = start + timedelta(days=length)
    paid = PaymentTerms(frequency, anchor, start, (WeeklyRate(start, weekly),), end)
    due = due_periods(paid, end, HOLIDAYS)
    assert due[0].period.start == start
    assert due[-1].period.end == end
    for earlier, later in itertools.pairwise(due):
        assert later.period.follows(earlier.period)
    assert all(d.pay_date <= d.period.start for d in due)


@given(DAYS, WEEKLY)
def test_each_day_of_a_year_belongs_to_one_pay_period_of_the_calendar(anchor, weekly):
    year = financial_year(2027)
    paid = PaymentTerms(Frequency.FOUR_WEEKLY, anchor, year.start, (WeeklyRate(year.start, weekly),), year.end)
    due = due_periods(paid, year.end, HOLIDAYS)
    assert sum(d.period.days for d in due) == 366
    # Payments round once each, the year once: they may differ by half a penny a payment.
    assert abs(sum(d.amount for d in due) - year_value(paid, year)) <= Decimal("0.005") * (len(due) + 1)


@given(DAYS, WEEKLY, WEEKLY, st.integers(1, 27))
def test_a_change_of_rate_inside_a_period_lies_between_both_rates(start, old, new, after):
    period = Period.of_days(start, 28)
    both = earned((WeeklyRate(start, old), WeeklyRate(start + timedelta(days=after), new)), period)
    assert min(old, new) * 4 <= both <= max(old, new) * 4
