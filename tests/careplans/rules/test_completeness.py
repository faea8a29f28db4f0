from collections.abc import Callable
from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest

from careplans.enums import HoldingMethod, RiskAgreement
from careplans.rules.completeness import check_complete, direct_payment_total, gaps
from careplans.rules.content import DelegatedTask, Need, Outcome, PaidCarer, PlanContent
from phb.core.errors import RuleBroken
from tests.careplans.rules.plans import ASSISTANTS, FALLS, PAYROLL, PHYSIO, SISTER, SUCTION, WHOLE


def test_a_whole_plan_has_no_gaps():
    assert gaps(WHOLE) == ()
    check_complete(WHOLE)
    assert direct_payment_total(WHOLE) == Decimal("743.31")


def service(**changes) -> Callable[[PlanContent], PlanContent]:
    return lambda plan: replace(plan, services=(replace(ASSISTANTS, **changes), PAYROLL, PHYSIO))


def risk(**changes) -> Callable[[PlanContent], PlanContent]:
    return lambda plan: replace(plan, risks=(replace(FALLS, **changes),))


def task(**changes) -> Callable[[PlanContent], PlanContent]:
    return lambda plan: replace(plan, tasks=(replace(SUCTION, **changes),))


def carer(**changes) -> Callable[[PlanContent], PlanContent]:
    return lambda plan: replace(plan, carers=(replace(SISTER, **changes),))


def plan_(**changes) -> Callable[[PlanContent], PlanContent]:
    return lambda plan: replace(plan, **changes)


GAPS = [
    (plan_(needs=()), "Add at least one need.", "needs"),
    (plan_(outcomes=()), "Add at least one outcome.", "outcomes"),
    (plan_(services=()), "Add at least one service.", "services"),
    (plan_(outcomes=(*WHOLE.outcomes[:1], Outcome("walk", "Walk", ()))), "“Walk” serves no need. Choose the need.", "outcomes"),
    (plan_(outcomes=(*WHOLE.outcomes, Outcome("x", "Lost", ("gone",)))), "“Lost” serves no need. Choose the need.", "outcomes"),
    (plan_(needs=(*WHOLE.needs, Need("pain", "Less pain"))), "Nothing is planned for “Less pain”. Add an outcome for it.", "needs"),
    (plan_(services=WHOLE.services[:2]), "No service works towards “Walk to the shop”. Add one, paid or not.", "outcomes"),
    (service(outcomes=()), "“Personal assistants” meets no outcome. Choose the outcome.", "services"),
    (service(weekly=None), "“Personal assistants” has no cost. Enter it, or £0.00 if it costs nothing.", "services"),
    (service(full_cost=Decimal("737.07")), "“Personal assistants” is £0.01 short of its full cost of £737.07. Raise the amount.", "services"),
    (service(holding=None), "“Personal assistants” has nobody who holds the money. Choose how it is held.", "services"),
    (service(frequency=""), "“Personal assistants” does not say how often it is paid. Choose it.", "services"),
    (service(funders=()), "“Personal assistants” is not fully funded: the funders' percents must add up to 100.", "services"),
    (service(funders=(Decimal("99.99"),)), "“Personal assistants” is not fully funded: the funders' percents must add up to 100.", "services"),
    (service(funders=(Decimal("100.01"),)), "“Personal assistants” is not fully funded: the funders' percents must add up to 100.", "services"),
    (plan_(what_matters="  "), "Say what matters to the person, in their words.", "about_me"),
    (plan_(coordinator=""), "Name the care coordinator.", "people"),
    (plan_(health_monitor=""), "Name who watches over the person's health.", "people"),
    (plan_(first_review_on=None), "Set the date of the first review.", "review"),
    (plan_(review_how=""), "Say how the review will be done.", "review"),
    (plan_(notice_days=None), "Set the notice, in days, if the amount is to be lowered.", "money"),
    (plan_(direct_payment=None), "State the amount of the direct payment.", "money"),
    (plan_(direct_payment=Decimal("743.32")), "The plan states £743.32 a week, but its direct payment lines add up to £743.31. Make them the same.", "money"),
    (risk(advised_on=None), "Say when the person was told about “Falls at night”.", "risks"),
    (risk(procedure=" "), "Write down the agreed way to manage “Falls at night”.", "risks"),
    (risk(agreement=None), "Settle, or take to the panel, “Falls at night”.", "risks"),
    (risk(agreement=RiskAgreement.NOT_AGREED), "Settle, or take to the panel, “Falls at night”.", "risks"),
    (carer(exception_reason=""), "Sam Sample lives in the same household. Record why paying them is necessary, and who approved it.", "people"),
    (carer(exception_approved_on=None), "Sam Sample lives in the same household. Record why paying them is necessary, and who approved it.", "people"),
    (task(delegated_by=""), None, "people"),
    (task(trained_on=None), None, "people"),
    (task(competent_on=None), None, "people"),
]  # fmt: skip


@pytest.mark.parametrize(
    ("mend", "words", "where"), GAPS, ids=[f"{i}-{w or 'task'}"[:60] for i, (_, w, _) in enumerate(GAPS)]
)
def test_each_missing_part_is_a_gap_that_says_where_to_mend_it(mend, words, where):
    found = gaps(mend(WHOLE))
    assert where in {gap.where for gap in found}
    if words:
        assert words in [gap.what for gap in found]
    assert all(gap.why and gap.source for gap in found)
    with pytest.raises(RuleBroken, match="The plan is not complete"):
        check_complete(mend(WHOLE))


NO_GAP = [
    ("a service that costs nothing needs no funder", plan_(services=(*WHOLE.services, replace(PHYSIO, key="walks", words="Walks with a friend", weekly=Decimal("0.00"), holding=None, frequency="", funders=())))),
    ("a risk that is not significant needs no procedure", risk(significant=False, advised_on=None, procedure="", agreement=None)),
    ("a disagreement that is recorded", risk(agreement=RiskAgreement.DISAGREEMENT_RECORDED)),
    ("family living elsewhere", carer(same_household=False, exception_reason="", exception_approved_on=None)),
    ("a lodger who is neither family nor friend", carer(family_or_friend=False, exception_reason="", exception_approved_on=None)),
    ("training that is dated", task(trained_on=None, competent_on=None, planned_for=date(2026, 6, 1))),
    ("more than the full cost", service(full_cost=Decimal("737.05"))),
]  # fmt: skip


@pytest.mark.parametrize("mend", [m for _, m in NO_GAP], ids=[title for title, _ in NO_GAP])
def test_what_is_no_gap(mend):
    assert gaps(mend(WHOLE)) == ()


def test_a_notional_plan_needs_no_notice_and_no_direct_payment():
    notional = tuple(replace(s, holding=HoldingMethod.NOTIONAL) for s in WHOLE.services)
    assert gaps(replace(WHOLE, services=notional, notice_days=None, direct_payment=None)) == ()


def test_an_empty_plan_lists_everything_at_once():
    assert len(gaps(PlanContent())) == 8


def test_a_task_and_a_carer_alone_are_gaps():
    bare = replace(WHOLE, tasks=(DelegatedTask("t", "Insulin"),), carers=(PaidCarer("c", "Jo", True, True),))
    assert [gap.key for gap in gaps(bare)] == ["c", "t"]
