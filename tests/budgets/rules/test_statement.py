from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from budgets.enums import Standing
from budgets.rules.schedule import WeeklyRate
from budgets.rules.statement import (
    AccountLine,
    PlanLine,
    SetAside,
    YearSoFar,
    check_ties_to_bank,
    make_statement,
    work_out_pace,
)
from budgets.rules.surplus import SurplusPolicy
from phb.core.errors import RuleBroken
from phb.core.periods import Period

JUNE = Period(date(2026, 6, 1), date(2026, 6, 28))
DAY = date(2026, 6, 10)
SINCE = date(2026, 4, 1)
PLAN = (
    PlanLine("pa", "Personal assistants", "Stay at home", (WeeklyRate(SINCE, Decimal("474.15")),)),
    PlanLine("agency", "Agency care", "Stay at home", (WeeklyRate(SINCE, Decimal("100.00")),)),
    PlanLine("payroll", "Payroll service", "Stay at home", (WeeklyRate(SINCE, Decimal("6.25")),)),
    PlanLine("gym", "Gym", "Keep fit", (WeeklyRate(SINCE, Decimal("8.00")),)),
)


def line(amount: str, label: str, plan: str | None = None, day: date = DAY) -> AccountLine:
    return AccountLine(day, Decimal(amount), label, plan)


LINES = (
    line("2757.48", "NHS direct payment"),
    line("18.00", "Refund from agency", "agency"),
    line("-1000.00", "Personal assistants' pay", "pa"),
    line("-612.40", "Personal assistants' pay", "pa"),
    line("-284.19", "Tax and pension", "pa"),
    line("-395.04", "Agency care", "agency"),
    line("-25.00", "Payroll service", "payroll"),
    line("-34.99", "Gym (goal 2)", "gym"),
)
ASIDE = (
    SetAside("Bills to pay", Decimal("156.20"), is_bill=True),
    SetAside("Holiday pay building up", Decimal("312.00")),
)


def statement(**changes: Any):
    given_ = {
        "period": JUNE, "opening": Decimal("1240.15"), "bank": Decimal("1664.01"), "lines": LINES, "plan_lines": PLAN,
        "set_aside": ASIDE, "weekly": Decimal("689.37"), "unexpired_days": 0,
        "policy": SurplusPolicy(Decimal(8), Decimal(8)), "next_payment": (date(2026, 6, 29), Decimal("2757.48")),
    }  # fmt: skip
    return make_statement(**(given_ | changes))


def test_e13_the_sample_statement():
    figures = statement()
    assert [(row.label, str(row.amount)) for row in figures.money_in] == [
        ("NHS direct payment", "2757.48"), ("Refund from agency", "18.00"),
    ]  # fmt: skip
    assert [(row.label, str(row.amount)) for row in figures.money_out] == [
        ("Personal assistants' pay", "1612.40"), ("Tax and pension", "284.19"), ("Agency care", "395.04"),
        ("Payroll service", "25.00"), ("Gym (goal 2)", "34.99"),
    ]  # fmt: skip
    assert (figures.total_in, figures.total_out) == (Decimal("2775.48"), Decimal("2351.62"))
    assert figures.closing == Decimal("1664.01")
    assert figures.ties_to_bank
    assert figures.total_set_aside == Decimal("468.20")
    assert figures.free_to_use == Decimal("1195.81")
    assert figures.surplus.limit == Decimal("5514.96")
    assert figures.surplus.below_limit == Decimal("4319.15")
    assert figures.surplus.reclaim == Decimal("0.00")
    assert figures.surplus.words == "Your limit is 8 weeks: £5,514.96. You are £4,319.15 below it. Nothing to pay back."
    assert figures.next_payment == (date(2026, 6, 29), Decimal("2757.48"))
    check_ties_to_bank(figures)


def test_spend_stands_beside_what_was_agreed_for_the_days_of_the_period():
    by = {f.key: f for f in statement().by_line}
    assert (by["pa"].agreed, by["pa"].spent, by["pa"].words) == (Decimal("1896.60"), Decimal("1896.59"), "£0.01 left")
    assert (by["payroll"].words, by["payroll"].standing) == ("on track", Standing.ON_TRACK)
    assert (by["gym"].words, by["gym"].standing) == ("£2.99 over", Standing.OVER)


def test_a_refund_lowers_what_its_line_has_spent():
    agency = {f.key: f for f in statement().by_line}["agency"]
    assert (agency.spent, agency.left) == (Decimal("377.04"), Decimal("22.96"))


def test_outcomes_add_up_their_lines():
    home, fit = statement().by_outcome
    assert (home.label, home.agreed, home.spent) == ("Stay at home", Decimal("2321.60"), Decimal("2298.63"))
    assert (fit.spent, fit.standing) == (Decimal("34.99"), Standing.OVER)


def test_a_line_nobody_has_matched_is_counted_and_still_counts_as_spent():
    figures = statement(lines=(*LINES[:-1], line("-34.99", "Not yet known")))
    assert (figures.unmatched_count, figures.unmatched_total) == (1, Decimal("34.99"))
    assert figures.total_out == Decimal("2351.62")


def test_one_off_sums_count_in_the_period_of_their_day():
    bed = PlanLine("bed", "Bed", "Stay at home", one_offs=((date(2026, 6, 28), Decimal("900.00")),))
    late = replace(bed, one_offs=((date(2026, 6, 29), Decimal("900.00")),))
    assert statement(plan_lines=(*PLAN, bed)).by_line[-1].agreed == Decimal("900.00")
    assert statement(plan_lines=(*PLAN, late)).by_line[-1].agreed == Decimal("0.00")


def test_a_line_that_began_inside_the_period_is_agreed_for_its_days_only():
    started = replace(PLAN[3], start=date(2026, 6, 22))
    assert statement(plan_lines=(*PLAN[:3], started)).by_line[-1].agreed == Decimal("8.00")


def test_a_rate_that_rose_inside_the_period():
    rose = replace(PLAN[3], rates=(*PLAN[3].rates, WeeklyRate(date(2026, 6, 15), Decimal("10.00"))))
    assert statement(plan_lines=(*PLAN[:3], rose)).by_line[-1].agreed == Decimal("36.00")


def test_days_already_paid_for_are_set_aside():
    figures = statement(unexpired_days=14)
    assert figures.set_aside[0].amount == Decimal("1378.74")
    assert figures.free_to_use == Decimal("-182.93")
    assert "£182.93 short" in figures.surplus.words


def test_an_overdrawn_account():
    figures = statement(opening=Decimal("-500.00"), bank=Decimal("-76.14"))
    assert figures.closing == Decimal("-76.14")
    assert figures.surplus.shortfall == Decimal("544.34")


def test_an_empty_period():
    figures = statement(lines=(), bank=Decimal("1240.15"))
    assert (figures.money_in, figures.money_out, figures.closing) == ((), (), Decimal("1240.15"))
    assert {f.standing for f in figures.by_line} == {Standing.UNDER}


def test_a_penny_off_the_bank_cannot_be_issued():
    figures = statement(bank=Decimal("1664.02"))
    assert figures.difference == Decimal("-0.01")
    with pytest.raises(RuleBroken, match=r"ends at £1,664.01 and the bank at £1,664.02, a difference of £0.01"):
        check_ties_to_bank(figures)


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"lines": (line("-1.00", "Early", day=date(2026, 5, 31)),)}, "outside the period"),
        ({"lines": (line("-1.00", "Late", day=date(2026, 6, 29)),)}, "outside the period"),
        ({"lines": (line("-1.00", "Lost", "no-such"),)}, "not in this plan"),
        ({"period": Period(date(2026, 6, 1))}, "needs a last day"),
    ],
)
def test_what_cannot_be_stated_is_refused(changes, words):
    with pytest.raises(RuleBroken, match=words):
        statement(**changes)


def test_the_first_and_the_last_day_belong_to_the_period():
    both = (line("-1.00", "First", day=JUNE.start), line("-2.00", "Last", day=JUNE.end))
    assert statement(lines=both, bank=Decimal("1237.15")).ties_to_bank


YEAR = Period(date(2026, 4, 1), date(2027, 3, 31))


def test_pace_sets_money_beside_time():
    pace = statement(year_so_far=YearSoFar(YEAR, Decimal("35945.72"), Decimal("4000.00"))).pace
    # 4,000.00 + 2,351.62 out − 18.00 back = 6,333.62 of 35,945.72; 89 of 365 days.
    assert (pace.spent_percent, pace.time_percent) == (Decimal("17.6"), Decimal("24.4"))
    assert pace.words == "You have used 17.6% of the year's money, and 24.4% of the year has gone."


def test_pace_on_the_last_day_of_the_year():
    last = Period(date(2027, 3, 1), date(2027, 3, 31))
    pace = work_out_pace(YearSoFar(YEAR, Decimal("100.00"), Decimal("90.00")), last, Decimal("10.00"))
    assert (pace.spent_percent, pace.time_percent) == (Decimal("100.0"), Decimal("100.0"))


@given(st.lists(st.decimals("-9999", "9999", places=2), max_size=30), st.decimals("-999", "9999", places=2))
def test_opening_and_lines_always_make_the_closing_balance(amounts, opening):
    lines = tuple(AccountLine(DAY, amount, "Line") for amount in amounts)
    figures = statement(lines=lines, opening=opening, bank=opening + sum(amounts))
    assert figures.ties_to_bank
    assert figures.opening + figures.total_in - figures.total_out == figures.closing
