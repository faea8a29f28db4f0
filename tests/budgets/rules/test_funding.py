"""Whose money a payment is: a table of cases, and what holds for every case."""

from datetime import date, timedelta
from decimal import Decimal as D
from fractions import Fraction
from pathlib import Path

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from budgets.rules.funding import (
    DatedShare,
    DatedSplit,
    FundedLine,
    Part,
    check_shares,
    split_on,
    split_once,
    split_over_days,
    split_words,
)
from budgets.rules.split import Funder
from phb.core.errors import RuleBroken
from phb.core.periods import Period

APRIL = date(2026, 4, 6)
CASES = yaml.safe_load((Path(__file__).parent / "cases" / "funding.yaml").read_text())


def share(name: str, typed: object) -> DatedShare:
    text = str(typed)
    return DatedShare(name, fixed_weekly=D(text[1:])) if text[0] == "£" else DatedShare(name, percent=D(text))


def line_of(row: dict) -> FundedLine:
    when = Period(row.get("from", date(2000, 1, 1)), row.get("to")) if row.keys() & {"from", "to"} else None
    funders = tuple(Funder(name, name, percent=D(percent)) for name, percent in row.get("funders", [["NHS", 100]]))
    return FundedLine("Care", D(row["weekly"]), funders, row.get("line"), when)


def split_of(row: dict) -> DatedSplit:
    shares = tuple(share(name, typed) for name, typed in row["shares"].items())
    return DatedSplit(row.get("start", date(2026, 1, 1)), shares, row.get("line"))


def test_there_are_sixty_cases():
    assert len(CASES) >= 60


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["title"])
def test_case(case):
    lines = [line_of(row) for row in case.get("lines", [{"weekly": "689.37"}])]
    splits = [split_of(row) for row in case.get("splits", [])]
    period = Period.of_days(case.get("from", APRIL), case.get("days", 28))
    amount = D(case["amount"])
    if "refused" in case:
        with pytest.raises(RuleBroken, match=case["refused"]):
            split_over_days(amount, lines, period, splits)
        return
    found = split_over_days(amount, lines, period, splits)
    assert {part.funder: part.amount for part in found} == {name: D(sum_) for name, sum_ in case["parts"].items()}
    assert sum((part.amount for part in found), D(0)) == amount


PERCENTS = st.lists(st.integers(0, 1000), min_size=1, max_size=4).filter(any)
AMOUNTS = st.decimals(D("-99999.99"), D("99999.99"), places=2)


@st.composite
def dated(draw, line=None) -> DatedSplit:
    weights = draw(PERCENTS)
    whole = sum(weights)
    percents = [D(weight * 100) / D(whole) for weight in weights]
    shares = [DatedShare(f"F{i}", percent=percent) for i, percent in enumerate(percents)]
    if draw(st.booleans()):
        shares.insert(0, DatedShare("Fixed", fixed_weekly=draw(st.decimals(0, 900, places=2))))
    return DatedSplit(APRIL + timedelta(draw(st.integers(-10, 40))), tuple(shares), line)


LINES = st.lists(
    st.builds(
        lambda weekly, number, begins: FundedLine(
            "x", weekly, (Funder("NHS", "NHS", percent=D(100)),), number, Period(APRIL + timedelta(begins))
        ),
        st.decimals(D("0.01"), 900, places=2),
        st.integers(1, 3),
        st.integers(-3, 12),
    ),
    min_size=1,
    max_size=3,
).filter(lambda lines: any(line.when.start <= APRIL for line in lines))


@given(AMOUNTS, LINES, st.integers(1, 56), st.lists(st.one_of(dated(), dated(2)), max_size=4))
def test_parts_equal_the_whole_and_keep_its_sign(amount, lines, days, splits):
    found = split_over_days(amount, lines, Period.of_days(APRIL, days), splits)
    assert sum((part.amount for part in found), D(0)) == amount
    assert all((part.amount > 0) == (amount > 0) for part in found)


@given(st.decimals(D("0.01"), 9999, places=2), LINES, st.integers(1, 56), st.lists(dated(), max_size=3))
def test_within_a_penny_of_the_days_counted_one_by_one(amount, lines, days, splits):
    """An independent count: each day's money shared by the shares of that day (percents only)."""
    plain = [
        DatedSplit(each.start, tuple(s for s in each.shares if s.percent is not None), each.line) for each in splits
    ]
    money: dict[str, Fraction] = {}
    for n in range(days):
        day = APRIL + timedelta(n)
        for line in lines:
            if line.when.start > day:
                continue
            at = max((s for s in enumerate(plain) if s[1].start <= day), key=lambda s: (s[1].start, s[0]), default=None)
            shares = at[1].shares if at else (DatedShare("NHS", percent=D(100)),)
            total = sum(Fraction(s.percent) for s in shares)
            for s in shares:
                money[s.funder] = money.get(s.funder, 0) + Fraction(line.amount) * Fraction(s.percent) / total
    whole = sum(money.values())
    found = {p.funder: p.amount for p in split_over_days(amount, lines, Period.of_days(APRIL, days), plain)}
    for name, weight in money.items():
        assert abs(Fraction(found.get(name, D(0))) - Fraction(amount) * weight / whole) < Fraction(1, 100)


@given(st.permutations(range(3)), st.lists(dated(), min_size=3, max_size=3, unique_by=lambda s: s.start))
def test_the_order_of_recording_never_matters(order, splits):
    lines, period = [FundedLine("x", D("689.37"), (Funder("NHS", "NHS", percent=D(100)),))], Period.of_days(APRIL, 28)
    straight = split_over_days(D("2757.48"), lines, period, splits)
    assert set(split_over_days(D("2757.48"), lines, period, [splits[i] for i in order])) == set(straight)


@pytest.mark.parametrize(
    ("shares", "why"),
    [
        ((), "at least one"),
        ((("NHS", "60"), ("Council", "39.99")), "add up to 99.99"),
        ((("NHS", "60"), ("Council", "40.01")), "add up to 100.01"),
        ((("NHS", "60"), ("NHS", "40")), "stands twice"),
        ((("NHS", "£0"),), "more than nothing"),
        ((("NHS", "110"), ("Council", "-10")), "less than 0"),
    ],
)
def test_shares_that_cannot_share(shares, why):
    with pytest.raises(RuleBroken, match=why):
        check_shares([share(name, typed) for name, typed in shares])


def test_shares_that_can():
    check_shares([share("NHS", "60"), share("Council", "40")])
    check_shares([share("Council", "£100"), share("NHS", "100")])
    check_shares([share("Council", "£100")])


def test_a_payment_made_once_has_no_weekly_sum():
    lines = [FundedLine("Hoist", D("1000"), (Funder("NHS", "NHS", percent=D(100)),), 4)]
    mixed = DatedSplit(APRIL, (share("Council", "£100"), share("NHS", "75"), share("School", "25")))
    assert split_once(D("1000.00"), lines, APRIL, [mixed]) == (Part("NHS", D("750.00")), Part("School", D("250.00")))
    fixed = DatedSplit(APRIL, (share("Council", "£100"), share("NHS", "£300")))
    assert split_once(D("1000.00"), lines, APRIL, [fixed]) == (Part("Council", D("250.00")), Part("NHS", D("750.00")))
    before = split_once(D("1000.00"), lines, APRIL - timedelta(1), [mixed])
    assert before == (Part("NHS", D("1000.00")),)


def test_which_split_counts():
    first, second = DatedSplit(APRIL, ()), DatedSplit(APRIL + timedelta(7), ())
    own = DatedSplit(APRIL, (), line=2)
    assert split_on(1, APRIL - timedelta(1), [first, second, own]) is None
    assert split_on(1, APRIL + timedelta(6), [first, second, own]) is first
    assert split_on(1, APRIL + timedelta(7), [second, first, own]) is second
    assert split_on(2, APRIL + timedelta(7), [first, second, own]) is own
    assert split_on(None, APRIL, [own]) is None


def test_a_split_in_words():
    said = split_words(DatedSplit(APRIL, (share("Council", "£100"), share("NHS", "60.0000"))))
    assert said == "From 6 April 2026: Council £100.00 a week, NHS 60%."
