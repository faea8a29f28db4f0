"""Rule sets are dated; a past decision is worked out again under its own."""

from datetime import date

import pytest

from eligibility.rules import evaluate
from eligibility.rules.registry import rule_set_for
from eligibility.rules.rule_sets import rule_set
from phb.core.errors import RuleBroken


@pytest.mark.parametrize(
    ("tool", "day", "id"),
    [
        ("checklist", "2018-10-01", "chc-tools-2018-10"),
        ("checklist", "2022-06-30", "chc-tools-2018-10"),
        ("dst", "2022-07-01", "chc-tools-2022-07"),
        ("right_to_have", "2014-10-01", "phb-right-2014-10"),
        ("right_to_have", "2019-12-02", "phb-right-2019-12"),
        ("direct_payment", "2017-03-31", "dp-2013-10"),
        ("direct_payment", "2017-04-01", "dp-2017-04"),
        ("section_117", "2026-11-22", "s117-2022-07"),
    ],
)
def test_the_set_in_force_on_a_day(tool, day, id):
    assert rule_set_for(tool, date.fromisoformat(day)).id == id


@pytest.mark.parametrize(
    ("tool", "day"), [("checklist", "2018-09-30"), ("wheelchair", "2013-03-31"), ("children", "2015-12-31")]
)
def test_a_day_without_a_set_is_refused(tool, day):
    with pytest.raises(RuleBroken, match="No rules are held for") as refused:
        evaluate(tool, {}, date.fromisoformat(day))
    assert refused.value.field == "assessment_date"


def test_a_set_of_another_tool_is_refused():
    with pytest.raises(RuleBroken, match="does not belong"):
        evaluate("checklist", {}, date(2026, 11, 1), "dp-2017-04")


def test_an_unknown_set_and_an_unknown_tool_are_refused():
    with pytest.raises(RuleBroken, match="no rule set"):
        rule_set("chc-tools-1999")
    with pytest.raises(RuleBroken, match="no tool “horoscope”"):
        evaluate("horoscope", {}, date(2026, 11, 1))


@pytest.mark.parametrize("answers", [None, [], "A", 1])
def test_answers_have_names(answers):
    with pytest.raises(RuleBroken, match="by name"):
        evaluate("checklist", answers, date(2026, 11, 1))


@pytest.mark.parametrize(
    ("tool", "answers", "field"),
    [
        ("checklist", {"domain": ["A"]}, "domain"),
        ("dst", {"level": "HIGH"}, "level"),
        ("decision", {"decision": "MAYBE"}, "decision"),
        ("decision", {"decision": "ELIGIBLE", "decision_date": "1/10/2026"}, "decision_date"),
        ("fast_track", {"rapidly_deteriorating": "yes"}, "rapidly_deteriorating"),
        ("fast_track", {"received_at": "24 October 2026 at noon"}, "received_at"),
        ("fnc", {"chc_considered": "PERHAPS"}, "chc_considered"),
        ("section_117", {"section": "S99"}, "section"),
        ("direct_payment", {"schedule_orders": 7}, "schedule_orders"),
        ("wheelchair", {"criteria_met": "all"}, "criteria_met"),
    ],
)
def test_an_answer_of_the_wrong_shape_is_refused_at_its_field(tool, answers, field):
    with pytest.raises(RuleBroken) as refused:
        evaluate(tool, answers, date(2026, 11, 1))
    assert refused.value.field == field
