from dataclasses import replace
from decimal import Decimal

import pytest

from careplans.rules.around import Size
from careplans.rules.completeness import (
    blocking,
    check_can_be_agreed,
    check_complete,
    direct_payment_total,
    gaps,
    size_of,
)
from careplans.rules.content import PlanContent
from phb.core.errors import RuleBroken
from tests.careplans.rules.plans import WHOLE, changed
from tests.case_tables import cases

GROUPS = (
    "chain", "money", "stated", "risks", "contingency", "proportion", "liberty", "around", "people", "tasks",
)  # fmt: skip


def test_a_whole_plan_has_no_gaps():
    assert gaps(WHOLE) == ()
    check_complete(WHOLE)
    assert direct_payment_total(WHOLE) == Decimal("743.31")


@pytest.mark.parametrize("case", cases(__file__, *(f"gaps:{group}" for group in GROUPS)))
def test_what_a_plan_must_hold(case):
    plan = changed(case)
    found = {gap.code: gap for gap in gaps(plan)}
    if case["missing"] == "nothing":
        assert found == {}
        return
    gap = found[case["missing"]]
    assert gap.where == case["mend"]
    assert gap.what.endswith(".") and gap.why.endswith(".") and gap.source
    assert gap.blocks is not case.get("advice", False)
    if gap.blocks:
        with pytest.raises(RuleBroken, match="The plan is not complete"):
            check_complete(plan)
    else:
        check_complete(plan)


def test_each_gap_has_one_code_and_what_may_be_lowered_rests_on_practice_alone():
    empty = gaps(PlanContent())
    assert len({gap.code for gap in empty}) == len(empty)
    asked = replace(PlanContent(), around=WHOLE.around)
    everything = frozenset(gap.code for gap in gaps(asked))
    lowered = blocking(replace(asked, around=replace(WHOLE.around, not_required=everything)))
    assert {gap.code for gap in lowered} == {gap.code for gap in blocking(asked) if not gap.local}
    assert {"contingency_hospital", "contingency_deterioration"} == everything - {
        gap.code for gap in gaps(asked) if not gap.local
    }


def test_an_empty_plan_lists_everything_at_once():
    assert [gap.code for gap in blocking(PlanContent())] == [
        "no_need", "no_outcome", "no_service", "what_matters", "coordinator", "health_monitor", "review_date", "review_how",
    ]  # fmt: skip


def test_what_stands_beside_the_words_does_not_hold_up_the_persons_agreement():
    beside = changed(
        {"title": "", "line": {"paid_people sis": {"exception": ""}, "tasks suction": {"competences": []}}}
    )
    check_can_be_agreed(beside)
    with pytest.raises(RuleBroken, match="A commissioner must decide.*trained and competent"):
        check_complete(beside)
    with pytest.raises(RuleBroken, match="why paying them is necessary"):
        check_can_be_agreed(changed({"title": "", "line": {"paid_people sis": {"exception_reason": ""}}}))


def test_how_much_is_asked_follows_what_the_plan_is_for():
    sizes = [
        size_of(changed({"title": "", "around": around}))
        for around in ({}, {"route": "WHEELCHAIR"}, {"fast_track": True})
    ]
    assert sizes == [Size.FULL, Size.SHORT, Size.URGENT]
    assert size_of(PlanContent()) == Size.FULL
