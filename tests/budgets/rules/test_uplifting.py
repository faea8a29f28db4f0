"""Raising lines (C17), what stands against it, and what it comes to by funder and month: parts equal the whole."""

from datetime import date
from decimal import Decimal as D
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from budgets.rules.uplift_totals import RaisedBudget, Totals, months_from
from budgets.rules.uplifting import (
    Factor,
    PricedLine,
    in_pence,
    in_pounds,
    letter_line,
    line_words,
    raise_lines,
    raised,
    read_terms,
    version_words,
    wage_hindrance,
)
from phb.core.errors import RuleBroken
from phb.core.money import round_penny
from tests.case_tables import cases

APRIL = date(2027, 4, 1)
PERCENTS = st.decimals(0, 100, places=4)


@pytest.mark.parametrize("case", cases(__file__, "uplifting:raises"))
def test_a_line_is_raised(case):
    terms = read_terms(case["percents"], APRIL, case.get("only", ""), case.get("fixed", ()))
    line = PricedLine(
        case["kind"],
        "Care",
        case.get("provider", ""),
        in_pence(D(case["weekly"])),
        True,
        raised_from=case.get("raised_from"),
    )
    (found,) = raise_lines([line], terms)
    assert in_pounds(found.new) == D(case["new"])
    assert (found.percent is None, found.because) == (case.get("stays", False), case.get("because", ""))


@pytest.mark.parametrize("case", cases(__file__, "uplifting:refused"))
def test_a_percent_is_refused(case):
    with pytest.raises(RuleBroken, match=case["words"]):
        read_terms({"agency": case["percent"]}, APRIL)


@pytest.mark.parametrize("case", cases(__file__, "uplifting:wages"))
def test_pay_stays_lawful(case):
    kinds = {} if case["percent"] is None else {"personal_assistant": case["percent"]}
    rate = None if case["rate"] is None else in_pence(D(case["rate"]))
    line = PricedLine(
        "personal_assistant",
        "Ada's assistant",
        "",
        50_000,
        True,
        D(30),
        rate,
        case.get("age"),
        case.get("apprentice", False),
    )
    found = wage_hindrance(raise_lines([line], read_terms(kinds, case["day"])), case["day"])
    assert (found.why if found else None) == case["why"]


def test_unlawful_pay_of_one_assistant_counts_before_what_is_to_be_looked_at():
    known = PricedLine("personal_assistant", "Night", "", 50_000, True, D(30), 1200)
    unknown = PricedLine("personal_assistant", "Day", "", 50_000, True)
    terms = read_terms({"personal_assistant": "1"}, date(2026, 12, 1))
    assert wage_hindrance(raise_lines([unknown, known], terms), terms.starts).why == "wage"


@given(st.integers(0, 10**9), PERCENTS)
def test_a_raise_is_the_exact_product_rounded_once(pence, percent):
    exact = Fraction(pence, 100) * (100 + Fraction(percent)) / 100
    assert in_pounds(Factor.of(percent).raised(pence)) == round_penny(exact) == raised(in_pounds(pence), percent)


SHARES = st.sampled_from(
    [
        (("NHS", "100"),),
        (("NHS", "60"), ("Council", "40")),
        (("NHS", "33.34"), ("Council", "33.33"), ("School", "33.33")),
    ]
)
BUDGETS = st.lists(
    st.tuples(st.integers(0, 10**6), st.integers(0, 10**5), SHARES, st.sampled_from([None, date(2027, 6, 30)])),
    min_size=1,
)


@given(BUDGETS, st.dates(date(2026, 1, 1), date(2028, 3, 31)))
def test_months_and_funders_add_up(rows, starts):
    totals = Totals()
    for old, more, shares, ends in rows:
        totals.add(RaisedBudget(old, old + more, old, old + more, D("0.00"), ((shares, "agency", more),), ends))
    months = totals.months(months_from(starts, date(2026, 11, 23)))
    for month in months:
        assert sum(part for _, part in month.parts) == month.whole
    assert sum(part for _, part in totals.funders()) == in_pounds(sum(more for _, more, _, _ in rows))
    assert sum(totals.by_kind.values()) == sum(more for _, more, _, _ in rows)


def test_months_run_from_the_first_day_to_the_end_of_the_year():
    months = months_from(date(2026, 4, 15), date(2027, 4, 2))
    assert (months[0].start, months[0].days, months[-1].end, len(months)) == (
        date(2026, 4, 15),
        16,
        date(2028, 3, 31),
        24,
    )
    assert [months_from(day, day)[-1].end.year for day in (date(2027, 3, 31), date(2027, 4, 1))] == [2027, 2028]


def test_a_month_counts_the_days_on_which_a_budget_runs():
    totals = Totals()
    more = (((("NHS", "100"),), "agency", 700),)
    totals.add(RaisedBudget(0, 700, 0, 700, D("0.00"), more, date(2027, 4, 10)))
    april, may = totals.months(months_from(APRIL, APRIL))[:2]
    assert (april.whole, may.whole) == (D("10.00"), D("0.00"))  # £7 a week is £1 a day


def test_the_words():
    assert line_words("Agency care", D("3.6"), D("689.37"), D("714.19")) == (
        "Agency care goes up by 3.6%, from £689.37 to £714.19 a week."
    )
    assert line_words("Payroll", None, D("6.25"), D("6.25"), "Its price is fixed.") == (
        "Payroll stays at £6.25 a week. Its price is fixed."
    )
    assert version_words(D("3.6"), APRIL, D("689.37"), D("714.19")) == (
        "Uplift of 3.6% from 1 April 2027: £689.37 × 103.6 ÷ 100 = £714.19 a week."
    )
    assert letter_line("Payroll", D("6.25"), D("6.25")) == "Payroll: £6.25 a week, as before"
