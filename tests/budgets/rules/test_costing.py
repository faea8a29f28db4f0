from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from budgets.enums import HolidayMethod, PensionChoice, Per
from budgets.rules.costing import AgencyCare, CostingSettings, OtherLine, indicative_amount
from budgets.rules.employing import (
    BankHolidays,
    PersonalAssistant,
    SleepIns,
    WeekendHours,
    check_wage,
    cost_of_assistant,
)
from phb.core.errors import RuleBroken
from tests.case_tables import cases

APRIL = date(2026, 4, 6)
PA1 = PersonalAssistant("pa1", "Personal assistant 1", Decimal(32), Decimal("13.85"))
PA2 = PersonalAssistant("pa2", "Personal assistant 2", Decimal(10), Decimal("13.85"))
OTHERS = (
    OtherLine("insurance", "Insurance", Decimal(75), Per.YEAR),
    OtherLine("payroll", "Payroll", Decimal("6.25"), Per.WEEK),
    OtherLine("training", "Training", Decimal(180), Per.YEAR),
)


def assistant(raw: dict) -> PersonalAssistant:
    pa = PersonalAssistant("pa", "Assistant", Decimal(raw["hours"]), Decimal(raw["rate"]), raw.get("age"))
    pa = replace(pa, apprentice=raw.get("apprentice", False), pension=PensionChoice(raw.get("pension", "automatic")))
    pa = replace(pa, state_pension_age_reached=raw.get("state_pension_age_reached", False))
    if extra := raw.get("weekend"):
        pa = replace(pa, weekend=WeekendHours(Decimal(extra["hours"]), Decimal(extra["percent"])))
    if extra := raw.get("bank"):
        pa = replace(pa, bank_holidays=BankHolidays(*(Decimal(extra[k]) for k in ("days", "hours", "percent"))))
    if extra := raw.get("nights"):
        pa = replace(pa, sleep_ins=SleepIns(Decimal(extra["number"]), Decimal(extra["rate"])))
    return pa


@pytest.mark.parametrize("case", cases(__file__, "costing:assistant"))
def test_cost_of_an_assistant(case):
    cost = cost_of_assistant(assistant(case["assistant"]), case["day"], HolidayMethod(case.get("holiday", "percent")))
    parts = {part.key.removeprefix("pa."): part.amount for part in cost.line.parts}
    assert {key: parts[key] for key in case["parts"]} == {key: Decimal(v) for key, v in case["parts"].items()}
    assert sum(parts.values()) == cost.line.amount
    if "total" in case:
        assert cost.line.amount == Decimal(case["total"])


@pytest.mark.parametrize("case", cases(__file__, "costing:wage"))
def test_a_wage_under_the_legal_minimum_is_refused(case):
    pa = PersonalAssistant("pa", "Sam", Decimal(10), Decimal(case["rate"]), case["age"], case.get("apprentice", False))
    if case["allowed"]:
        check_wage(pa, case["day"])
    else:
        with pytest.raises(RuleBroken, match="Sam: "):
            check_wage(pa, case["day"])


def test_the_refusal_says_how_to_mend_it():
    with pytest.raises(RuleBroken) as refused:
        check_wage(replace(PA1, rate=Decimal("12.00"), age=30), APRIL)
    assert refused.value.message == (
        "Personal assistant 1: £12.00 an hour is less than the law allows. From 1 April 2026 a person aged 21 or over "
        "must be paid at least £12.71 an hour. Raise the rate to £12.71 or more."
    )
    assert refused.value.field == "rate"


def test_e1_indicative_budget():
    amount = indicative_amount(APRIL, [PA1, PA2], others=OTHERS, settings=CostingSettings(contingency_weeks=Decimal(4)))
    assert [line.amount for line in amount.lines] == [
        Decimal(x) for x in ("29539.96", "8531.97", "75.00", "325.00", "180.00")
    ]
    assert amount.recurring_annual == Decimal("38651.93")
    assert amount.weekly == Decimal("743.31")
    assert amount.four_weekly == Decimal("2973.24")
    assert amount.contingency == Decimal("2973.24")
    assert amount.start_up == Decimal("0.00")


def test_each_line_tells_its_arithmetic_to_a_family():
    line = indicative_amount(APRIL, [PA1]).lines[0]
    words = {part.key: part.words for part in line.parts}
    assert words["pa1.pay"] == "32 hours a week × £13.85 × 52 weeks = £23,046.40."
    assert words["pa1.holiday"].startswith("12.07% of £23,046.40 = £2,781.70.")
    assert "£25,828.10 − £5,000.00 = £20,828.10; 15% of that = £3,124.22." in words["pa1.ni"]
    assert "£25,828.10 − £6,240.00 = £19,588.10; 3% of that = £587.64." in words["pa1.pension"]
    assert line.parts[0].source == (
        "The wage entered. By law at least £12.71 an hour from 1 April 2026: https://www.gov.uk/national-minimum-wage-rates"
    )
    for part in line.parts[1:]:
        assert part.source.startswith("https://")


def test_the_employment_allowance_is_taken_once_for_the_employer():
    on = CostingSettings(employment_allowance=True)
    amount = indicative_amount(APRIL, [PA1, PA2], settings=on)
    assert amount.lines[2].amount == Decimal("-3584.91")
    assert amount.recurring_annual == Decimal("38071.93") - Decimal("3584.91")


def test_the_employment_allowance_has_a_limit():
    many = [replace(PA1, key=f"pa{i}") for i in range(4)]
    amount = indicative_amount(APRIL, many, settings=CostingSettings(employment_allowance=True))
    assert amount.lines[4].amount == Decimal("-10500.00")


def test_one_off_costs_and_contingency_stay_out_of_the_weekly_amount():
    start = OtherLine("advert", "Advert", Decimal("350.00"), Per.ONCE)
    plain = indicative_amount(APRIL, [PA1])
    more = indicative_amount(APRIL, [PA1], others=[start], settings=CostingSettings(contingency_weeks=Decimal(2)))
    assert (more.weekly, more.start_up) == (plain.weekly, Decimal("350.00"))
    assert more.contingency == 2 * plain.weekly


def test_agency_care_and_monthly_lines():
    agency = AgencyCare("agency", "Night care", Decimal("10.5"), Decimal("24.69"))
    month = OtherLine("card", "Card fee", Decimal("3.99"), Per.MONTH)
    amount = indicative_amount(APRIL, agency=[agency], others=[month])
    assert [line.amount for line in amount.lines] == [Decimal("13480.74"), Decimal("47.88")]
    assert amount.lines[0].words == "10.5 hours a week × £24.69 × 52 weeks = £13,480.74."


@pytest.mark.parametrize(
    ("lines", "words"),
    [
        ({}, "Add at least one line"),
        ({"assistants": [PA1, PA1]}, "Two lines have the reference pa1"),
        ({"others": [OtherLine("x", "Minus", Decimal(-1), Per.YEAR)]}, "must not be less than 0"),
        ({"agency": [AgencyCare("x", "Minus", Decimal(-1), Decimal(1))]}, "must not be less than 0"),
        ({"assistants": [replace(PA1, hours_per_week=Decimal(169))]}, "no more than 168"),
        ({"assistants": [replace(PA1, weekend=WeekendHours(Decimal(33), Decimal(10)))]}, "more than all the hours"),
        ({"assistants": [replace(PA1, weekend=WeekendHours(Decimal(3), Decimal(-1)))]}, "must not be less than 0"),
        ({"assistants": [replace(PA1, sleep_ins=SleepIns(Decimal(8), Decimal(65)))]}, "a week has 7 nights"),
        ({"settings": CostingSettings(contingency_weeks=Decimal(-1)), "assistants": [PA1]}, "weeks of contingency"),
    ],
)
def test_what_cannot_be_costed_is_refused(lines, words):
    with pytest.raises(RuleBroken, match=words):
        indicative_amount(APRIL, **lines)


def test_a_date_without_national_figures_refuses():
    with pytest.raises(RuleBroken, match="There is no figure"):
        indicative_amount(date(2027, 4, 6), [PA1])


HOURS = st.decimals("0.25", "120", places=2)
RATES = st.decimals("12.71", "40", places=2)


@given(st.lists(st.tuples(HOURS, RATES), min_size=1, max_size=4), st.booleans())
def test_lines_add_up_and_are_whole_pennies(people, allowance):
    pas = [PersonalAssistant(f"pa{i}", "PA", h, r) for i, (h, r) in enumerate(people)]
    amount = indicative_amount(APRIL, pas, settings=CostingSettings(employment_allowance=allowance))
    assert amount.recurring_annual == sum(line.amount for line in amount.lines)
    assert amount.four_weekly == 4 * amount.weekly
    assert abs(amount.weekly * 52 - amount.recurring_annual) <= Decimal("0.26")
    for line in amount.lines:
        assert line.amount.as_tuple().exponent == -2
        if line.parts:
            assert sum(part.amount for part in line.parts) == line.amount
