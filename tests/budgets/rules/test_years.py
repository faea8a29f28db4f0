"""A budget's year: worked examples E8 to E10 and cases beside them, and what holds for any facts (C9, C20 to C23)."""

from datetime import date, timedelta
from decimal import Decimal as D
from fractions import Fraction
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from budgets.rules import years
from budgets.rules.years import (
    Cut,
    OneOff,
    PaidFor,
    Recovery,
    Stretch,
    YearFacts,
    YearFigures,
    added_up,
    figures_of_year,
)
from phb.core.money import round_penny
from phb.core.periods import Period
from tests.case_tables import cases

GROUPS = ("year_value", "parts", "outturn", "cash", "months")
LATE = date(2027, 3, 31)


def shares_of(funders: dict[str, int] | None):
    parts = funders or {"NHS": 100}
    total = sum(parts.values())
    return tuple((Cut(name, "direct_payment"), Fraction(part, total)) for name, part in parts.items())


def stretch(start, end, weekly, funders=None) -> Stretch:
    return Stretch(Period(start, end), Fraction(D(weekly)), shares_of(funders))


def facts_of(case) -> YearFacts:
    opening = tuple(stretch(*row) for row in case.get("opening", ()))
    agreed = tuple(stretch(*row) for row in case["agreed"]) if "agreed" in case else opening
    return YearFacts(
        opening,
        agreed,
        tuple(stretch(*row) for row in case["due"]) if "due" in case else agreed,
        tuple(
            OneOff(row["day"], D(row["amount"]), shares_of(None), row.get("opening", True), row.get("paid", False))
            for row in case.get("one_offs", ())
        ),
        tuple(
            PaidFor(Period(row["from"], row["to"]), D(row["amount"]), row["paid_on"], shares_of(row.get("funders")))
            for row in case.get("payments", ())
        ),
        tuple(Recovery(row["day"], D(row["amount"]), shares_of(None)) for row in case.get("recoveries", ())),
    )


@pytest.mark.parametrize("case", cases(__file__, *(f"budget_years:{name}" for name in GROUPS)))
def test_year(case):
    found = figures_of_year(facts_of(case), case["year"], case.get("as_at", LATE))
    whole = added_up(found.values())
    for name, amount in case.get("expect", {}).items():
        if name in {"NHS", "Council", "Education"}:
            assert found[Cut(name, "direct_payment")].budget_value == D(amount), name
        else:
            assert getattr(whole, name) == D(amount), name
    if "NHS" in case.get("expect", {}):
        assert {cut.funder for cut in found} == set(case["expect"])
    for name in ("budget", "forecast"):
        if name in case:
            assert list(getattr(whole, f"{name}_profile")) == [D(amount) for amount in case[name]]


@pytest.mark.parametrize(
    ("day", "year"),
    [(date(2026, 3, 31), 2025), (date(2026, 4, 1), 2026), (date(2026, 12, 31), 2026), (date(2027, 1, 1), 2026), (date(2028, 2, 29), 2027)],
)  # fmt: skip
def test_a_day_belongs_to_one_year(day, year):
    assert years.year_of(day) == year
    assert years.financial_year(year).contains(day)


def test_a_year_is_named_by_both_its_years():
    assert years.year_words(2026) == "2026-27"
    assert years.year_words(2099) == "2099-00"


@pytest.mark.parametrize("year", [2026, 2027])
def test_months_are_the_days_of_the_year_once_each(year):
    months = years.months_of(year)
    assert sum(month.days for month in months) == years.financial_year(year).days
    assert all(after.follows(month) for month, after in pairwise(months))


@pytest.mark.parametrize(
    ("variance", "words"),
    [("1011.61", "+£1,011.61, overspend"), ("-0.01", "−£0.01, underspend"), ("0.00", "£0.00, on budget")],
)
def test_a_variance_says_which_way(variance, words):
    assert years.variance_words(D(variance)) == words


DAYS = st.dates(date(2025, 1, 1), date(2028, 12, 31))
AMOUNTS = st.decimals("0.00", "3000.00", places=2)
PARTS = st.dictionaries(st.sampled_from(["NHS", "Council", "Education"]), st.integers(1, 100), min_size=1)


@st.composite
def stretches(draw):
    start = draw(DAYS)
    end = draw(st.none() | st.integers(0, 800).map(lambda n: start + timedelta(days=n)))
    return stretch(start, end, draw(AMOUNTS), draw(PARTS))


@st.composite
def any_facts(draw):
    lines = st.lists(stretches(), max_size=3).map(tuple)
    once = st.builds(OneOff, DAYS, AMOUNTS, PARTS.map(shares_of), st.booleans(), st.booleans())
    paid = st.builds(
        lambda start, n, amount, late, parts: PaidFor(
            Period.of_days(start, n), amount, start + timedelta(days=late), shares_of(parts)
        ),
        DAYS, st.integers(1, 40), AMOUNTS, st.integers(-3, 20), PARTS,
    )  # fmt: skip
    return YearFacts(
        draw(lines), draw(lines), draw(lines),
        tuple(draw(st.lists(once, max_size=3))), tuple(draw(st.lists(paid, max_size=3))),
    )  # fmt: skip


def exactly(lines, period: Period) -> Fraction:
    """Day by day, as slowly as it can be done."""
    days = (period.start + timedelta(days=n) for n in range(period.days))
    return sum((line.weekly / 7 for day in days for line in lines if line.period.contains(day)), Fraction(0))


@given(any_facts(), st.sampled_from([2025, 2026, 2027]), DAYS)
@settings(max_examples=60)
def test_parts_equal_the_whole_and_days_are_counted_once(facts, year, as_at):
    whole = added_up(figures_of_year(facts, year, as_at).values())
    period = years.financial_year(year)
    planned = [each for each in facts.one_offs if period.contains(each.day)]
    opening = sum((each.amount for each in planned if each.opening), D(0))
    assert whole.budget_value == round_penny(exactly(facts.opening, period)) + opening
    assert whole.earned + whole.rest == round_penny(exactly(facts.due, period))
    assert whole.one_offs == sum((each.amount for each in planned), D(0))
    assert whole.variance == whole.agreed_later + whole.happened - whole.recoveries
    assert sum(whole.budget_profile) == whole.budget_value
    assert sum(whole.forecast_profile) == whole.forecast
    to_date = [p for p in facts.payments if p.paid_on <= min(as_at, period.end)]
    assert whole.cash_paid == sum((p.amount for p in to_date if p.paid_on >= period.start), D(0))


@given(any_facts())
@settings(max_examples=40)
def test_what_is_prepaid_at_the_end_of_a_year_is_brought_forward_into_the_next(facts):
    end = date(2027, 3, 31)
    one = added_up(figures_of_year(facts, 2026, end).values())
    other = added_up(figures_of_year(facts, 2027, date(2029, 1, 1)).values())
    assert one.prepaid == other.brought_forward


def test_nothing_known_is_nothing():
    assert figures_of_year(YearFacts(), 2026, LATE) == {}
    assert added_up([]) == YearFigures()
