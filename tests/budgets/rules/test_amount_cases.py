"""The rules of the amount by tables that an official can read: rule codes as in docs/rules-budgets.md."""

import re
from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest

from budgets.enums import AnnualWeeks, Frequency, HolidayMethod, PensionChoice, SupportTime
from budgets.rules.changing import UpliftLine, check_reduction, compare_with_package, uplift_lines
from budgets.rules.employing import (
    BankHolidays,
    PayCalendar,
    PersonalAssistant,
    SleepIns,
    TimedHours,
    WeekendHours,
    check_wage,
    cost_of_assistant,
)
from budgets.rules.national_insurance import ni_line
from budgets.rules.pensions import pension_line
from budgets.rules.recovery import overpayment_at_end
from budgets.rules.schedule import (
    PaymentTerms,
    WeeklyRate,
    amount_for_days,
    due_periods,
    earned,
    financial_year,
    monthly_twelfth,
    payment_starts,
    year_value,
)
from budgets.rules.split import Funder, split_payment, take_client_contribution
from budgets.rules.year_end import charge_to_year, forecast_year
from phb.core.calendar import bank_holidays
from phb.core.errors import RuleBroken
from phb.core.periods import Period
from tests.case_tables import cases, pounds

MAY = date(2026, 5, 1)
SAM = PersonalAssistant("pa", "Sam", Decimal(10), Decimal("13.85"))


def assistant(case: dict) -> PersonalAssistant:
    pa = replace(
        SAM,
        age=case.get("age"),
        born=case.get("born"),
        apprentice=case.get("apprentice", False),
        apprentice_after_first_year=case.get("after", False),
        pension=PensionChoice(case.get("pension", "automatic")),
        state_pension_age_reached=case.get("state_pension_age_reached", False),
    )
    if extra := case.get("weekend"):
        pa = replace(pa, weekend=WeekendHours(Decimal(extra["hours"]), Decimal(extra["percent"])))
    if extra := case.get("bank"):
        pa = replace(pa, bank_holidays=BankHolidays(*(Decimal(extra[k]) for k in ("days", "hours", "percent"))))
    if extra := case.get("nights"):
        pa = replace(pa, sleep_ins=SleepIns(Decimal(extra["number"]), Decimal(extra["rate"])))
    return replace(pa, times=tuple(timed(*item) for item in case.get("times", {}).items()))


def timed(time: str, text: str) -> TimedHours:
    """Hours at a rate of their own ("5 at 15.50") or at some percent more ("10 at +20")."""
    hours, more, number = re.fullmatch(r"(\S+) at (\+?)(\S+)", text).groups()
    own = {"extra_percent": Decimal(number)} if more else {"rate": Decimal(number)}
    return TimedHours(SupportTime(time), Decimal(hours), **own)


@pytest.mark.parametrize("case", cases(__file__, "oncosts:ni"))
def test_c11_national_insurance(case):
    line = ni_line(assistant(case), pounds(case["earnings"]), case["day"])
    assert line.amount == pounds(case["expect"])


@pytest.mark.parametrize("case", cases(__file__, "oncosts:pension"))
def test_c11_pension(case):
    line = pension_line(assistant(case), pounds(case["earnings"]), case.get("day", MAY))
    assert line.amount == pounds(case["expect"])


@pytest.mark.parametrize("case", cases(__file__, "oncosts:assistant"))
def test_c11_a_year_of_one_assistant(case):
    pa = replace(assistant(case), hours_per_week=Decimal(case["hours"]), rate=pounds(case["rate"]))
    cost = cost_of_assistant(pa, case["day"], HolidayMethod(case.get("holiday", "percent")))
    parts = {part.key.removeprefix("pa."): part.amount for part in cost.line.parts}
    found = {"holiday_pay": parts["holiday"], "ni": parts["ni"], "pension_pay": parts["pension"]}
    found |= {"earnings": cost.earnings, "total": cost.line.amount, "worked": cost.earnings - parts["holiday"]}
    assert found == {name: pounds(case[name]) for name in found}


@pytest.mark.parametrize("case", cases(__file__, "wages:wage"))
def test_c11_the_least_an_hour_may_be_paid(case):
    pa = replace(assistant(case), rate=pounds(case["rate"]))
    if pay := case.get("pay"):
        pa = replace(pa, pay_calendar=PayCalendar(Frequency(pay[0]), date.fromisoformat(pay[1])))
    if night := case.get("night"):
        pa = replace(pa, sleep_ins=SleepIns(Decimal(1), pounds(night[0]), Decimal(night[1])))
    if evening := case.get("evening"):
        pa = replace(pa, times=(TimedHours(SupportTime.EVENING, Decimal(2), pounds(evening)),))
    if case["allowed"]:
        check_wage(pa, case["day"])
    else:
        with pytest.raises(RuleBroken, match="Sam: "):
            check_wage(pa, case["day"])


@pytest.mark.parametrize("case", cases(__file__, "splits:split"))
def test_c10_split(case):
    fixed = case.get("fixed") or [None] * len(case["percents"])
    funders = [
        Funder(str(i), f"Funder {i}", Decimal(percent) if percent else None, pounds(sum_))
        for i, (percent, sum_) in enumerate(zip(case["percents"], fixed, strict=True))
    ]
    parts = [part.amount for part in split_payment(pounds(case["amount"]), funders)]
    assert parts == [pounds(part) for part in case["expect"]]
    assert sum(parts) == pounds(case["amount"])


@pytest.mark.parametrize("case", cases(__file__, "splits:contribution"))
def test_c25_a_contribution_comes_off_the_council_only(case):
    funders = [Funder("nhs", "NHS", Decimal(57)), Funder("council", "Council", Decimal(43))]
    parts = split_payment(pounds(case["amount"]), funders)
    if "refused" in case:
        with pytest.raises(RuleBroken, match=case["refused"]):
            take_client_contribution(parts, "council", pounds(case["contribution"]))
    else:
        left = take_client_contribution(parts, "council", pounds(case["contribution"]))
        assert [part.amount for part in left] == [pounds(part) for part in case["expect"]]


@pytest.mark.parametrize("case", cases(__file__, "periods:days"))
def test_c4_days(case):
    assert amount_for_days(pounds(case["weekly"]), case["days"]) == pounds(case["expect"])


@pytest.mark.parametrize("case", cases(__file__, "periods:starts"))
def test_c30_periods_that_begin_in_a_year(case):
    starts = payment_starts(Frequency(case["frequency"]), case["anchor"], financial_year(case["year"]))
    assert len(starts) == case["expect"]


@pytest.mark.parametrize("case", cases(__file__, "periods:twelfth"))
def test_c7_equal_twelfths(case):
    start = date(2025, 1, 1)
    rates = (WeeklyRate(start, pounds(case["weekly"])),)
    weeks = AnnualWeeks(case["annual_weeks"])
    terms = PaymentTerms(Frequency.MONTHLY_TWELFTHS, case["anchor"], start, rates, annual_weeks=weeks)
    assert monthly_twelfth(terms, rates[0].weekly, case["month"]) == pounds(case["expect"])


@pytest.mark.parametrize("case", cases(__file__, "periods:pay_date"))
def test_c6_pay_dates(case):
    start = case["start"]
    terms = PaymentTerms(Frequency.FOUR_WEEKLY, start, start, (WeeklyRate(start, Decimal(70)),))
    first = due_periods(terms, start, bank_holidays(2026, 2028))[0]
    assert (first.pay_date, first.period.start, first.amount) == (case["expect"], start, Decimal("280.00"))


def rates_of(case: dict) -> tuple[WeeklyRate, ...]:
    return tuple(WeeklyRate(date.fromisoformat(str(day)), pounds(weekly)) for day, weekly in case["rates"].items())


@pytest.mark.parametrize("case", cases(__file__, "years:value"))
def test_c9_what_a_year_is_worth(case):
    terms = PaymentTerms(Frequency.FOUR_WEEKLY, case["start"], case["start"], rates_of(case), case.get("end"))
    assert year_value(terms, financial_year(case["year"])) == pounds(case["expect"])


@pytest.mark.parametrize("case", cases(__file__, "years:prepayment"))
def test_c22_paid_ahead_for_the_next_year(case):
    found = charge_to_year(pounds(case["payment"]), Period(case["first"], case["last"]), case["year_end"])
    assert (found.prepayment, found.charge) == (pounds(case["prepayment"]), pounds(case["charge"]))


@pytest.mark.parametrize("case", cases(__file__, "years:forecast"))
def test_c23_how_the_year_will_end(case):
    names = ("budget", "earned", "rest", "one_offs", "recoveries")
    found = forecast_year(*(pounds(case[name]) for name in names))
    expect = tuple(pounds(case[name]) for name in ("forecast", "variance", "left"))
    assert (found.forecast, found.variance, found.commitment_left) == expect


@pytest.mark.parametrize("case", cases(__file__, "changes:uplift"))
def test_c17_uplift(case):
    (line,) = uplift_lines([UpliftLine("line", "Line", pounds(case["weekly"]), Decimal(case["percent"]))])
    assert line.new == pounds(case["expect"])


@pytest.mark.parametrize("case", cases(__file__, "changes:period"))
def test_c27_a_period_with_more_than_one_rate(case):
    assert earned(rates_of(case), Period.of_days(case["first"], case["days"])) == pounds(case["expect"])


@pytest.mark.parametrize("case", cases(__file__, "changes:notice"))
def test_c28_a_reduction_waits_for_its_notice(case):
    if case["allowed"]:
        check_reduction(case["given"], case["days"], case["new_from"])
    else:
        with pytest.raises(RuleBroken, match="the earliest day is"):
            check_reduction(case["given"], case["days"], case["new_from"])


@pytest.mark.parametrize("case", cases(__file__, "changes:comparison"))
def test_c31_beside_the_package_it_replaced(case):
    found = compare_with_package(pounds(case["traditional"]), pounds(case["budget"]))
    assert (found.weekly, found.annual) == (pounds(case["weekly"]), pounds(case["annual"]))
    assert found.percent == Decimal(case["percent"])


@pytest.mark.parametrize("case", cases(__file__, "changes:early_end"))
def test_c26_an_early_end(case):
    found = overpayment_at_end(pounds(case["paid"]), pounds(case["weekly"]), case["days"])
    assert found == pounds(case["expect"])
