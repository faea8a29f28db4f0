"""Splits, surplus, uplift, recovery and year end: the reference's worked examples and what lies one step past them."""

from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from budgets.rules.changing import (
    PaidPeriod,
    UpliftLine,
    arrears,
    check_reduction,
    compare_with_package,
    reduction_from,
    total,
    uplift_lines,
)
from budgets.rules.recovery import (
    credit_after_pause,
    final_account,
    instalments,
    next_payment_after_credit,
    offset,
    overpayment_at_end,
    retainer,
)
from budgets.rules.schedule import WeeklyRate
from budgets.rules.split import Funder, split_payment, take_client_contribution
from budgets.rules.surplus import SurplusPolicy, age_surplus, work_out_surplus
from budgets.rules.year_end import accrual, charge_to_year, forecast_year
from phb.core.errors import RuleBroken
from phb.core.periods import Period
from tests.case_tables import cases, pounds

WEEKLY = Decimal("689.37")


@pytest.mark.parametrize("case", cases(__file__, "money:split"))
def test_split_between_funders(case):
    fixed = case.get("fixed", [None] * len(case["percents"]))
    funders = [
        Funder(str(i), f"Funder {i}", pounds(percent), pounds(sum_))
        for i, (percent, sum_) in enumerate(zip(case["percents"], fixed, strict=True))
    ]
    if "refused" in case:
        with pytest.raises(RuleBroken, match=case["refused"]):
            split_payment(Decimal(case["amount"]), funders)
        return
    parts = split_payment(Decimal(case["amount"]), funders)
    assert [str(part.amount) for part in parts] == case["expect"]


JOINT = (Funder("icb", "NHS Example", Decimal(57)), Funder("la", "Example Council", Decimal(43)))


@given(st.decimals("-99999", "99999", places=2), st.integers(0, 100))
def test_parts_always_equal_the_whole(amount, percent):
    parts = split_payment(amount, [Funder("a", "A", Decimal(percent)), Funder("b", "B", Decimal(100 - percent))])
    assert sum(part.amount for part in parts) == amount
    assert all(part.amount == 0 or (part.amount > 0) == (amount > 0) for part in parts)


def test_a_contribution_comes_off_the_council_part_only():
    parts = take_client_contribution(split_payment(Decimal("1000.00"), JOINT), "la", Decimal("30.00"))
    assert [part.amount for part in parts] == [Decimal("570.00"), Decimal("400.00")]
    assert parts[1].words == (
        "Example Council pays £430.00 of £1,000.00, a share of 43%, less your contribution of £30.00."
    )


@pytest.mark.parametrize(
    ("key", "contribution", "allowed"),
    [("la", "430.00", True), ("la", "430.01", False), ("la", "-0.01", False), ("x", "1", False)],
)
def test_a_contribution_is_never_more_than_the_council_part(key, contribution, allowed):
    parts = split_payment(Decimal("1000.00"), JOINT)
    if allowed:
        assert take_client_contribution(parts, key, Decimal(contribution))[1].amount == 0
    else:
        with pytest.raises(RuleBroken):
            take_client_contribution(parts, key, Decimal(contribution))


@pytest.mark.parametrize("case", cases(__file__, "money:surplus"))
def test_surplus(case):
    result = work_out_surplus(
        closing=Decimal(case["closing"]),
        weekly=WEEKLY,
        unexpired_days=case["days"],
        unpaid=Decimal(case.get("unpaid", "0.00")),
        ring_fenced=Decimal(case.get("ring_fenced", "0.00")),
        policy=SurplusPolicy(Decimal(8), Decimal(case.get("retain", "8"))),
    )
    assert (result.available, result.reclaim) == (Decimal(case["available"]), Decimal(case["reclaim"]))
    assert result.shortfall == Decimal(case.get("shortfall", "0.00"))
    if "below" in case:
        assert result.below_limit == Decimal(case["below"])


def test_the_surplus_says_what_happens_next():
    result = work_out_surplus(
        closing=Decimal("10215.40"), weekly=WEEKLY, unexpired_days=14, unpaid=Decimal("846.20"),
        ring_fenced=Decimal("1500.00"), policy=SurplusPolicy(Decimal(8), Decimal(8)),
    )  # fmt: skip
    assert result.words == (
        "Your limit is 8 weeks: £5,514.96. You are £975.50 above it. We will ask you why before anything is decided. "
        "Up to £975.50 could be asked back. You can challenge that."
    )


def test_more_weeks_cannot_stay_than_trigger():
    with pytest.raises(RuleBroken):
        SurplusPolicy(Decimal(8), Decimal(9))


def test_aged_surplus_is_used_oldest_first():
    arisen = [(date(2026, 11, 1), Decimal("50.00")), (date(2026, 1, 1), Decimal("100.00"))]
    bands = age_surplus(arisen, Decimal("30.00"), date(2026, 11, 22))
    assert bands == {
        "0 to 30 days": Decimal("50.00"), "31 to 90 days": Decimal("0.00"),
        "91 to 180 days": Decimal("0.00"), "Over 180 days": Decimal("70.00"),
    }  # fmt: skip


@pytest.mark.parametrize(
    ("days", "band"),
    [(0, "0 to 30 days"), (30, "0 to 30 days"), (31, "31 to 90 days"), (90, "31 to 90 days"), (91, "91 to 180 days"),
     (180, "91 to 180 days"), (181, "Over 180 days")],
)  # fmt: skip
def test_the_bands_of_age(days, band):
    on = date(2026, 11, 22)
    arose = date.fromordinal(on.toordinal() - days)
    assert age_surplus([(arose, Decimal("9.99"))], Decimal(0), on)[band] == Decimal("9.99")


@pytest.mark.parametrize(("used", "arose"), [("10.00", date(2026, 1, 1)), ("0.00", date(2026, 11, 23))])
def test_a_surplus_that_cannot_be_is_refused(used, arose):
    with pytest.raises(RuleBroken):
        age_surplus([(arose, Decimal("9.99"))], Decimal(used), date(2026, 11, 22))


@pytest.mark.parametrize("case", cases(__file__, "money:uplift"))
def test_uplift(case):
    line = UpliftLine("care", "Care", Decimal(case["weekly"]), pounds(case["percent"]))
    if "refused" in case:
        with pytest.raises(RuleBroken, match=case["refused"]):
            uplift_lines([line])
    else:
        assert uplift_lines([line])[0].new == Decimal(case["expect"])


def test_the_new_total_is_the_sum_of_rounded_lines():
    lines = [UpliftLine(str(i), "Care", Decimal("1.10"), Decimal("0.5")) for i in range(3)]
    assert total(uplift_lines(lines)) == Decimal("3.33")


RATES = (WeeklyRate(date(2025, 1, 1), WEEKLY), WeeklyRate(date(2026, 4, 1), Decimal("714.19")))


def test_e6_backdated_uplift():
    paid = [
        PaidPeriod(Period(date(2026, 3, 9), date(2026, 4, 5)), Decimal("2757.48")),
        PaidPeriod(Period(date(2026, 4, 6), date(2026, 5, 3)), Decimal("2757.48")),
    ]
    found = arrears(RATES, paid)
    assert [a.due for a in found] == [Decimal("2775.21"), Decimal("2856.76")]
    assert [a.difference for a in found] == [Decimal("17.73"), Decimal("99.28")]
    assert sum(a.difference for a in found) == Decimal("117.01")
    assert found[0].words == "From 9 March 2026 to 5 April 2026: due £2,775.21, paid £2,757.48, still owed £17.73."


def test_a_reduction_is_never_backdated():
    with pytest.raises(RuleBroken, match="never reduced backwards"):
        arrears(RATES, [PaidPeriod(Period(date(2026, 4, 6), date(2026, 5, 3)), Decimal("2856.77"))])


@pytest.mark.parametrize("case", cases(__file__, "money:notice"))
def test_notice_of_a_reduction(case):
    assert reduction_from(case["given"], case["days"]) == case["first"]
    check_reduction(case["given"], case["days"], case["first"])
    with pytest.raises(RuleBroken, match="the earliest day is"):
        check_reduction(case["given"], case["days"], date.fromordinal(case["first"].toordinal() - 1))


@pytest.mark.parametrize("case", cases(__file__, "money:offset"))
def test_offset_against_a_payment(case):
    args = Decimal(case["left"]), Decimal(case["payment"]), Decimal(case["percent"])
    if "refused" in case:
        with pytest.raises(RuleBroken, match=case["refused"]):
            offset(*args)
    else:
        assert offset(*args) == (Decimal(case["taken"]), Decimal(case["rest"]))


@pytest.mark.parametrize("case", cases(__file__, "money:pause"))
def test_credit_when_payments_pause_or_end(case):
    assert credit_after_pause(Decimal(case["paid"]), WEEKLY, case["days"]) == Decimal(case["credit"])
    assert overpayment_at_end(Decimal(case["paid"]), WEEKLY, case["days"]) == Decimal(case["credit"])


def test_credit_is_used_before_money_is_paid():
    assert next_payment_after_credit(Decimal("2757.48"), Decimal("1871.15")) == (Decimal("886.33"), Decimal("0.00"))
    assert next_payment_after_credit(Decimal("100.00"), Decimal("150.00")) == (Decimal("0.00"), Decimal("50.00"))


@pytest.mark.parametrize("case", cases(__file__, "money:retainer"))
def test_retainer(case):
    assert retainer(WEEKLY, Decimal(case["percent"]), case["away"], case["most"]) == Decimal(case["expect"])


@pytest.mark.parametrize("case", cases(__file__, "money:death"))
def test_final_account(case):
    result = final_account(Decimal(case["closing"]), Decimal(case["costs"]))
    assert (result.repayable, result.shortfall) == (Decimal(case["repay"]), Decimal(case["short"]))


@pytest.mark.parametrize("case", cases(__file__, "money:year_end"))
def test_payment_across_the_year_end(case):
    result = charge_to_year(Decimal(case["payment"]), Period(case["start"], case["end"]), date(2027, 3, 31))
    assert (result.prepayment, result.charge) == (Decimal(case["prepayment"]), Decimal(case["charge"]))


def test_care_given_and_not_billed_is_rounded_line_by_line():
    assert accrual([(Decimal("1.5"), Decimal("24.69")), (Decimal("0.25"), Decimal("24.69"))]) == Decimal("43.21")


def test_e10_forecast():
    result = forecast_year(*(Decimal(x) for x in ("35945.72", "12014.73", "24792.60", "350.00", "200.00")))
    assert (result.forecast, result.variance) == (Decimal("36957.33"), Decimal("1011.61"))
    assert result.words == "£1,011.61 overspend."
    assert result.commitment_left == Decimal("23930.99")


@pytest.mark.parametrize("case", cases(__file__, "money:package"))
def test_comparison_with_the_package_it_replaced(case):
    result = compare_with_package(Decimal(case["old"]), Decimal(case["new"]))
    assert (result.weekly, result.annual) == (Decimal(case["weekly"]), Decimal(case["annual"]))
    assert str(result.percent) == case["percent"]


@pytest.mark.parametrize("case", cases(__file__, "money:instalments"))
def test_instalments(case):
    assert [str(part) for part in instalments(Decimal(case["total"]), case["n"])] == case["expect"]
