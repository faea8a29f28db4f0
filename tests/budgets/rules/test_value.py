"""What is freed and paid twice, the care before, outcomes beside it, and a price among prices: cases and what always holds."""

from datetime import date, timedelta
from decimal import Decimal as D

import pytest
from hypothesis import given
from hypothesis import strategies as st

from budgets.enums import ContractKind, ReleaseBasis
from budgets.rules import market, value
from budgets.rules.schedule import financial_year
from budgets.rules.value import Release, Released, released_in
from budgets.rules.words import percent_words
from phb.core.errors import RuleBroken
from phb.core.periods import Period
from tests.case_tables import cases

SAME = {D("60.00"): 10}
TEN = {D(10 * n): 1 for n in range(1, 11)}


def release_of(case) -> Release:
    return Release(D(case["weekly"]), case["from"], case.get("to"), case.get("double_to"))


@pytest.mark.parametrize("case", cases(__file__, "value:released"))
def test_released_in_a_year(case):
    found = released_in(release_of(case), financial_year(case["year"]))
    assert (found.freed, found.freed_days) == (D(case["freed"]), case["freed_days"])
    assert (found.double, found.double_days) == (D(case["double"]), case["double_days"])


@pytest.mark.parametrize("case", cases(__file__, "value:net"))
def test_net_effect(case):
    freed = [Released(1, D(amount), 2, D("5.00"), "") for amount in case["freed"]]
    found = value.net_effect(D(case["cost"]), freed)
    assert found.net == D(case["net"])
    assert found.double == 5 * len(freed)  # told, and not added again


def checked(case):
    value.check_release(
        contract=ContractKind(case["kind"]), basis=ReleaseBasis(case["basis"]), words=case.get("words", ""),
        weekly=D(case["weekly"]), starts=case.get("from", date(2026, 5, 1)), ends=case.get("to"),
        double_to=case.get("double_to"), contract_starts=date(2026, 4, 1), contract_ends=date(2027, 3, 31),
    )  # fmt: skip


@pytest.mark.parametrize("case", cases(__file__, "value:refused"))
def test_a_release_that_does_not_fit_is_refused(case):
    with pytest.raises(RuleBroken, match=case["says"]):
        checked(case)


@pytest.mark.parametrize("case", cases(__file__, "value:allowed"))
def test_a_release_that_fits(case):
    checked(case)


@pytest.mark.parametrize("case", cases(__file__, "value:value"))
def test_beside_the_care_before(case):
    found = value.value_of(D(case["before"]), D(case["budget"]), D(case.get("start_up", "0.00")))
    for name, key in (("weekly", "weekly"), ("annual", "annual"), ("percent", "percent"), ("first_year", "first")):
        assert getattr(found, name) == D(case[key]), name


def test_fees_are_told_and_not_taken_off_again():
    with_fees = value.value_of(D("831.00"), D("689.37"), D("0.00"), D("12.50"))
    assert with_fees.weekly == value.value_of(D("831.00"), D("689.37")).weekly
    assert "£12.50 a week of it pays for support" in with_fees.words


def test_nothing_before_is_no_comparison():
    with pytest.raises(RuleBroken):
        value.value_of(D("0.00"), D("689.37"))


@pytest.mark.parametrize("case", cases(__file__, "value:outcomes"))
def test_what_came_of_it(case):
    found = value.outcomes_of([tuple(row) for row in case["scores"]])
    assert (found.scored, found.reached) == (case["scored"], case["reached"])
    assert case["says"] in found.words


def test_several_people_together_count_people_not_outcomes():
    one = value.outcomes_of([(0, 8, 2), (0, 8, 2)], date(2026, 5, 1))
    other = value.outcomes_of([(-1, 4, 4)], date(2026, 6, 1))
    found = value.together([one, other, value.Outcomes()])
    assert (found.scored, found.reached, found.people) == (3, 2, 2)
    assert (found.from_, found.to) == (D(3), D(6))
    assert found.reviewed_on == date(2026, 6, 1)


@pytest.mark.parametrize("case", cases(__file__, "value:peers"))
def test_distribution(case):
    found = market.peers_of({D(price): n for price, n in case["prices"].items()})
    assert (found is not None) == case["shown"]
    if found is not None:
        assert [found.lowest_quarter, found.median, found.highest_quarter] == [D(amount) for amount in case["quarters"]]


@pytest.mark.parametrize("case", cases(__file__, "value:standing"))
def test_where_a_price_stands(case):
    peers = market.peers_of(TEN if "prices" in case else SAME)
    assert peers is not None
    assert market.standing(D(case["price"]), peers) == case["says"]


@pytest.mark.parametrize(
    ("found", "own", "says"),
    [
        (None, None, "no price of this kind"),
        (market.Market(1, D(20), D(20)), None, "one price of this kind: £20.00"),
        (market.Market(3, D(20), D(30)), None, "3 prices of this kind, from £20.00 to £30.00"),
        (market.Market(3, D(20), D(30)), D(25), "is the same, £25.00"),
        (market.Market(3, D(20), D(30)), D(24), "£24.00: £1.00 above it"),
        (market.Market(3, D(20), D(30)), D(26), "£26.00: £1.00 below it"),
    ],
)
def test_a_price_beside_the_library(found, own, says):
    assert says in market.market_words(D(25), found, own)


@pytest.mark.parametrize(("percent", "says"), [("2.8", "+2.8%"), ("-12.7", "−12.7%"), ("0.0", "0.0%")])
def test_percents_carry_their_sign(percent, says):
    assert percent_words(D(percent)) == says


DAYS = st.dates(date(2025, 1, 1), date(2028, 12, 31))


@given(DAYS, st.none() | st.integers(0, 900), st.none() | st.integers(0, 900), st.decimals("0.01", "2000", places=2))
def test_each_day_of_a_release_is_freed_or_paid_twice_and_never_both(start, length, double, weekly):
    ends = None if length is None else start + timedelta(days=length)
    release = Release(weekly, start, ends, None if double is None else start + timedelta(days=double))
    found = released_in(release, financial_year(2026))
    both = Period(start, ends).overlap(financial_year(2026))
    assert found.freed_days + found.double_days == (both.days if both else 0)
