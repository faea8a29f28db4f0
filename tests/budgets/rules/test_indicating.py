"""The indicative amount by each method, its tables, and what an assessment suggests."""

import json
from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest

from budgets.enums import AmountMethod, Frequency, Per, SickCover, SupportTime
from budgets.rules.amount_tables import levels_of, read_table_content, suggest_from, table_faults
from budgets.rules.costing import AgencyCare, OtherLine, indicative_amount
from budgets.rules.employing import (
    PayCalendar,
    PersonalAssistant,
    RedundancyReserve,
    Sickness,
    SleepIns,
    TimedHours,
    cost_of_assistant,
)
from budgets.rules.indicating import (
    JudgementRequired,
    TableUsed,
    from_fixed_sum,
    from_package,
    from_points,
    from_reckoner,
)
from budgets.rules.indicative_inputs import IndicativeInputs, PackageToday, SumTyped, work_out
from budgets.rules.ways import compare_ways, difference_words
from phb.core.errors import RuleBroken
from tests.case_tables import cases, pounds

D = Decimal
APRIL = date(2026, 4, 6)
USED = TableUsed("Local table 2026-27", date(2026, 4, 1), "Northmoor ICB")
RECKONER = {
    "rates": {"day": "19.20", "evening": "19.21", "sleeping_night": "95.00"},
    "rows": [
        {"key": "low", "label": "Low", "weekly": "200.00", "when": {"MODERATE": 1}},
        {"key": "odd", "label": "Odd", "hours": {"evening": "10.25"}},
        {
            "key": "high",
            "label": "High",
            "hours": {"day": "35", "sleeping_night": "7"},
            "when": {"SEVERE": 1, "HIGH": 2},
        },
    ],
}
ANSWERS = [
    {"key": "none", "label": "No help", "points": "0", "levels": ["NONE", "LOW"]},
    {"key": "some", "label": "Some", "points": "2.5", "levels": ["MODERATE"]},
    {"key": "all", "label": "All", "points": "10", "levels": ["HIGH", "SEVERE"]},
    {"key": "most", "label": "Two people", "points": "10.5", "levels": ["PRIORITY"]},
]
WALKING = [
    {"key": "none", "label": "Alone", "points": "0"},
    {"key": "some", "label": "With help", "points": "4"},
    {"key": "all", "label": "Not at all", "points": "20"},
]
POINTS = {
    "pounds_per_point": "12.50",
    "cap": "30",
    "questions": [
        {"key": "wash", "label": "Washing", "domain": "skin", "answers": ANSWERS},
        {"key": "walk", "label": "Walking", "answers": WALKING},
    ],
}
FIXED = {
    "sums": [{"key": "active", "label": "Active user chair", "amount": "1250.00", "words": "What the NHS chair costs."}]
}


def outcome(case, make):
    """What the method answers, or that it refuses as the case says."""
    if words := case.get("judgement"):
        with pytest.raises(JudgementRequired, match=words):
            make()
    elif words := case.get("refused"):
        with pytest.raises(RuleBroken, match=words) as refused:
            make()
        assert not isinstance(refused.value, JudgementRequired)
    else:
        amount = make()
        assert (amount.weekly, amount.recurring_annual) == (pounds(case["weekly"]), pounds(case["annual"]))
        assert amount.four_weekly == 4 * amount.weekly
        assert amount.contingency == pounds(case.get("contingency", "0.00"))
        assert sum(line.amount for line in amount.lines) == amount.recurring_annual


@pytest.mark.parametrize("case", cases(__file__, "methods:reckoner"))
def test_ready_reckoner(case):
    table = read_table_content("reckoner", RECKONER)
    outcome(case, lambda: from_reckoner(APRIL, table, case["row"], USED, D(case.get("weeks", "0"))))


@pytest.mark.parametrize("case", cases(__file__, "methods:points"))
def test_points(case):
    outcome(case, lambda: from_points(APRIL, read_table_content("points", POINTS), case["answers"], USED))


def test_points_by_the_year_are_divided_by_52():
    table = read_table_content("points", {**POINTS, "per": "year", "pounds_per_point": "1000.00"})
    amount = from_points(APRIL, table, {"wash": "all", "walk": "none"}, USED)
    assert (amount.recurring_annual, amount.weekly) == (D("10000.00"), D("192.31"))


@pytest.mark.parametrize("case", cases(__file__, "methods:package"))
def test_package_of_today(case):
    priced_on = case.get("priced_on", date(2026, 4, 1))
    outcome(case, lambda: from_package(APRIL, pounds(case["price"]), case.get("basis", "Contract"), priced_on))


@pytest.mark.parametrize("case", cases(__file__, "methods:fixed"))
def test_fixed_sum(case):
    table = read_table_content("fixed", FIXED)
    if words := case.get("refused"):
        with pytest.raises(RuleBroken, match=words):
            from_fixed_sum(APRIL, table, case["row"], USED)
        return
    amount = from_fixed_sum(APRIL, table, case["row"], USED, "You may add to it for extras.")
    assert (amount.weekly, amount.start_up) == (D("0.00"), pounds(case["once"]))
    assert amount.start_up_lines[0].words == (
        "£1,250.00 for Active user chair, paid once. What the NHS chair costs. You may add to it for extras."
    )


@pytest.mark.parametrize("case", cases(__file__, "methods:suggestion"))
def test_an_assessment_suggests_a_row(case):
    assert suggest_from(case["levels"], read_table_content("reckoner", RECKONER)).row == case["row"]


def test_an_assessment_answers_what_it_can_and_leaves_the_rest():
    found = suggest_from({"skin": "SEVERE"}, read_table_content("points", POINTS))
    assert (dict(found.answers), found.missing) == ({"wash": "all"}, ("walk",))
    assert found.words == "1 question answered from the assessment, 1 left to answer."
    assert suggest_from({"skin": "SEVERE"}, read_table_content("fixed", FIXED)).row == ""


def test_levels_are_read_from_a_recorded_assessment():
    assert levels_of({"level": {"skin": "HIGH", "mobility": "?"}, "members": []}) == {"skin": "HIGH"}
    assert levels_of({"criteria": {"a": True}}) == {}


@pytest.mark.parametrize(
    ("method", "content", "words"),
    [
        ("reckoner", {}, "at least one entry in “rows”"),
        ("reckoner", [], "The table is empty"),
        ("cost", {}, "has no table"),
        ("reckoner", {**RECKONER, "x": 1}, "“x” is not known here"),
        ("reckoner", {"rows": [{"key": "a", "label": "A"}]}, "Row 1: give either pounds a week or hours"),
        ("reckoner", {"rows": [{"key": "a", "label": "A", "weekly": "1.005"}]}, "Row 1, weekly: The amount must have no more"),
        ("reckoner", {"rows": [{"key": "a", "label": "A", "hours": {"day": "5"}}]}, "Row 1: there is no rate for “Day”"),
        ("reckoner", {"rows": [{"key": "a", "label": "A", "weekly": "5", "when": {"HUGE": 1}}]}, "counts domains by level"),
        ("reckoner", {"rows": [{"key": "a", "label": "A", "weekly": "5", "when": {"HIGH": 0}}]}, "1 or more"),
        ("reckoner", {"rows": [{"key": "a", "label": "A", "weekly": "5"}] * 2}, "Row 2: the key “a” stands twice"),
        ("reckoner", {"rows": [{"key": "A!", "label": "A", "weekly": "5"}]}, "needs a key of small letters"),
        ("reckoner", {"rows": [{"key": "a", "weekly": "5"}]}, "needs a name"),
        ("reckoner", {"rows": [5]}, "Row 1 is not a row"),
        ("points", {**POINTS, "cap": "-1"}, "The table, cap"),
        ("points", {**POINTS, "pounds_per_point": "0"}, "more than £0.00"),
        ("points", {**POINTS, "per": "day"}, "for a “week” or for a “year”"),
        ("points", {**POINTS, "questions": [{"key": "q", "label": "Q", "answers": []}]}, "Row 1, answer"),
        ("points", {**POINTS, "questions": [{"key": "q", "label": "Q", "answers": [ANSWERS[0], {**ANSWERS[0], "key": "b"}]}]}, "stands for two answers"),
        ("fixed", {"sums": [{"key": "a", "label": "A", "amount": "0"}]}, "Row 1: the amount must be more"),
    ],
)  # fmt: skip
def test_a_table_says_what_is_wrong_with_it(method, content, words):
    assert any(words in fault for fault in table_faults(method, content)), table_faults(method, content)
    with pytest.raises(RuleBroken):
        read_table_content(method, content)


PAT = PersonalAssistant("pat", "Pat", D(20), D("13.85"))


def part_of(assistant, name):
    line = cost_of_assistant(assistant, APRIL).line
    return next(part for part in line.parts if part.key == f"{assistant.key}.{name}")


@pytest.mark.parametrize(
    ("changes", "part", "amount"),
    [
        # 20 × 13.85 × 52 = 14,404.00; a week 277.00; 80% is above £123.25.
        ({"sickness": Sickness(D(2))}, "sickness", "246.50"),
        ({"sickness": Sickness(D(2), SickCover.REPLACEMENT)}, "sickness", "554.00"),
        # 5 hours: a week £69.25, of which 80% is £55.40.
        ({"hours_per_week": D(5), "sickness": Sickness(D(2))}, "sickness", "110.80"),
        ({"redundancy": RedundancyReserve(percent=D("1.5"))}, "redundancy", "216.06"),
        ({"redundancy": RedundancyReserve(weeks_per_year=D(1))}, "redundancy", "277.00"),
        ({"training_per_year": D("180.00")}, "training", "180.00"),
    ],
)
def test_reserves_of_an_assistant(changes, part, amount):
    pa = replace(PAT, **changes)
    assert part_of(pa, part).amount == D(amount)
    bare = replace(pa, sickness=None, redundancy=None, training_per_year=D(0))
    assert cost_of_assistant(pa, APRIL).line.amount - cost_of_assistant(bare, APRIL).line.amount == D(amount)


def test_what_is_paid_once_for_an_assistant_stands_apart():
    pa = PersonalAssistant("pat", "Pat", D(20), D("13.85"), recruitment=D("120.00"), background_check=D("49.50"))
    amount = indicative_amount(APRIL, [pa])
    assert amount.start_up == D("169.50")
    assert amount.weekly == indicative_amount(APRIL, [PAT]).weekly


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"sickness": Sickness(D(53))}, "weeks of sickness must be between 0 and 52"),
        ({"redundancy": RedundancyReserve()}, "either in percent or in weeks"),
        ({"redundancy": RedundancyReserve(percent=D(-1))}, "must not be less than 0"),
        ({"training_per_year": D(-1)}, "must not be less than £0.00"),
        ({"times": (TimedHours(SupportTime.SLEEPING_NIGHT, D(5)),)}, "counted by the night"),
        ({"times": (TimedHours(SupportTime.EVENING, D(5), D(15), D(10)),)}, "not both"),
    ],
)
def test_reserves_that_cannot_be_are_refused(changes, words):
    with pytest.raises(RuleBroken, match=words):
        cost_of_assistant(PersonalAssistant("pat", "Pat", D(20), D("13.85"), **changes), APRIL)


def test_a_minimum_wage_that_passes_the_rate_within_the_year_warns_with_the_day():
    old = date(2025, 10, 1)
    pat = PersonalAssistant(
        "pat", "Pat", D(20), D("12.50"), pay_calendar=PayCalendar(Frequency.FOUR_WEEKLY, date(2026, 3, 9))
    )
    (said,) = cost_of_assistant(pat, old).warnings
    assert said == (
        "Pat: from 6 April 2026 an hour must be paid at least £12.71. £12.50 will be less than the law allows, "
        "so raise it before then."
    )
    assert cost_of_assistant(PersonalAssistant("pat", "Pat", D(20), D("12.71")), old).warnings == ()


def test_a_birthday_that_brings_another_minimum_warns_too():
    young = PersonalAssistant("pat", "Pat", D(20), D("11.00"), born=date(2005, 6, 1))
    (said,) = cost_of_assistant(young, APRIL).warnings
    assert said.startswith("Pat: from 1 June 2026 an hour must be paid at least £12.71 as they turn 21.")
    assert said.endswith("The employer's National Insurance begins as well.")
    paid_well = PersonalAssistant("pat", "Pat", D(20), D("13.85"), born=date(2005, 6, 1))
    assert cost_of_assistant(paid_well, APRIL).warnings == (
        "Pat: on 1 June 2026 they turn 21. The employer's National Insurance begins as well.",
    )


def test_an_apprentice_who_turns_19_after_the_first_year_gets_the_rate_of_the_age():
    young = PersonalAssistant(
        "pat", "Pat", D(20), D("8.00"), born=date(2007, 9, 3), apprentice=True, apprentice_after_first_year=True
    )
    (said,) = cost_of_assistant(young, APRIL).warnings
    assert said.startswith("Pat: from 3 September 2026 an hour must be paid at least £10.85 as they turn 19.")
    calendar = PayCalendar(Frequency.MONTHLY_DAYS, date(2026, 1, 16))
    (said,) = cost_of_assistant(replace(young, pay_calendar=calendar), APRIL).warnings
    assert said.startswith("Pat: from 16 September 2026 an hour")


def test_three_ways_side_by_side():
    ways = compare_ways(
        APRIL, [PAT], self_employed_rate=D("16.00"), agency_rate=D("24.69"),
        employer_costs=[OtherLine("insurance", "Insurance", D(75), Per.YEAR)],
    )  # fmt: skip
    assert [way.key for way in ways] == ["employed", "self_employed", "agency"]
    # 14,404.00 + 1,738.56 holiday = 16,142.56; NI 1,671.38; pension 297.08; insurance 75.00.
    assert [way.amount.recurring_annual for way in ways] == [D("18186.02"), D("16640.00"), D("25677.60")]
    assert [way.an_hour for way in ways] == [D("17.49"), D("16.00"), D("24.69")]
    assert difference_words(ways).startswith(
        "Self-employed costs least: £320.00 a week. Through an agency costs £173.80 a week more."
    )
    assert difference_words(ways[:1]) == ""


def test_what_was_entered_is_kept_whole_and_gives_the_same_amount_again():
    pat = PersonalAssistant(
        "pat", "Pat", D(20), D("13.85"), born=date(1990, 1, 1), sleep_ins=SleepIns(D(2), D("60.00")),
        times=(TimedHours(SupportTime.EVENING, D(5), D("15.00")),), sickness=Sickness(D(1)),
        pay_calendar=PayCalendar(Frequency.WEEKLY, APRIL),
    )  # fmt: skip
    entered = IndicativeInputs(
        APRIL, (pat,), (AgencyCare("a", "Nights", D(7), D("24.69"), rate_date=APRIL),),
        (OtherLine("o", "Miles", D("0.45"), Per.WEEK, quantity=D(20), unit="mile"),), contingency_weeks=D(4),
    )  # fmt: skip
    again = IndicativeInputs.from_json(json.loads(json.dumps(entered.as_json())))
    assert again == entered
    assert work_out(again) == work_out(entered)


def test_inputs_kept_before_lines_had_keys_are_still_read():
    kept = {
        "rates_on": "2026-04-06",
        "assistants": [{"label": "Pat", "hours_per_week": "20", "rate": "13.85", "age": None}],
    }
    assert work_out(IndicativeInputs.from_json(kept)).weekly == indicative_amount(APRIL, [PAT]).weekly


@pytest.mark.parametrize(
    ("inputs", "content", "weekly", "once"),
    [
        (IndicativeInputs(APRIL, method=AmountMethod.RECKONER, row="low"), RECKONER, "200.00", "0.00"),
        (IndicativeInputs(APRIL, method=AmountMethod.POINTS, answers={"wash": "all", "walk": "some"}), POINTS, "175.00", "0.00"),
        (IndicativeInputs(APRIL, method=AmountMethod.PACKAGE, package=PackageToday(D("812.40"), "Contract", APRIL)), None, "812.40", "0.00"),
        (IndicativeInputs(APRIL, method=AmountMethod.FIXED, row="active"), FIXED, "0.00", "1250.00"),
        (IndicativeInputs(APRIL, method=AmountMethod.FIXED, typed_sum=SumTyped("Chair", D(900), "Service")), None, "0.00", "900.00"),
    ],
)  # fmt: skip
def test_every_method_gives_the_same_kind_of_answer(inputs, content, weekly, once):
    amount = work_out(inputs, content, USED if content else None)
    assert (amount.method, amount.weekly, amount.start_up) == (inputs.method, D(weekly), D(once))
    for line in (*amount.lines, *amount.start_up_lines):
        assert line.words.endswith(".") and line.source and line.rate_date <= APRIL


def test_a_method_with_a_table_asks_for_it():
    with pytest.raises(RuleBroken, match="Choose the table"):
        work_out(IndicativeInputs(APRIL, method=AmountMethod.RECKONER, row="low"))
