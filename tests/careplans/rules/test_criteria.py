"""The five criteria and six key features; which optional parts apply."""

from dataclasses import replace

import pytest

from careplans.rules.criteria import CriteriaFacts, counts_as_plan, criteria, key_features
from careplans.rules.parts import BY_HAND, HOLDS, applicable
from tests.careplans.rules.plans import DAY, WHOLE, changed

KNOWN = CriteriaFacts(2, DAY, DAY, DAY, DAY, DAY, DAY, DAY)


def test_a_whole_plan_meets_all_five_and_all_six():
    five, six = criteria(WHOLE, KNOWN), key_features(WHOLE, KNOWN)
    assert [c.number for c in five] == [1, 2, 3, 4, 5] and all(c.met for c in five)
    assert [c.number for c in six] == [1, 2, 3, 4, 5, 6] and all(c.met for c in six)
    assert counts_as_plan(five)


FIVE = [
    ("nobody says how the person took part", {"plan": {"how_took_part": ""}}, {}, 1),
    ("it is not said whether the person invited somebody", {"line": {"contacts pat": {"invited": None}}}, {}, 1),
    ("nobody is in the plan", {"without": ["contacts"]}, {}, 1),
    ("the person has not agreed", {}, {"person_agreed_on": None}, 1),
    ("there was no conversation", {}, {"conversations": 0}, 2),
    ("what matters is not written down", {"plan": {"what_matters": " "}}, {}, 2),
    ("no outcome was agreed with a professional", {"line": {"outcomes walk": {"agreed_with": ""}}}, {}, 3),
    ("an outcome was agreed on no day", {"line": {"outcomes walk": {"agreed_on": None}}}, {}, 3),
    ("the plan was never shared", {}, {"shared_on": None}, 4),
    ("nothing works towards an outcome", {"without": ["services physio", "actions"]}, {}, 4),
    ("the review has no day", {"plan": {"first_review_on": None}}, {}, 5),
]


@pytest.mark.parametrize(("case", "facts", "number"), [row[1:] for row in FIVE], ids=[row[0] for row in FIVE])
def test_each_criterion_fails_by_itself(case, facts, number):
    found = criteria(changed({"title": "", **case}), replace(KNOWN, **facts))
    assert [c.number for c in found if not c.met] == [number]
    assert not counts_as_plan(found)


SIX = [
    ("the indicative amount was never told", {}, {"indicative_told_on": None}, 3),
    ("nobody confirmed that it is enough", {}, {"sufficiency_confirmed_on": None}, 4),
    ("the ways to hold the money were never offered", {}, {"options_told_on": None}, 5),
    ("a line does not say how its money is held", {"line": {"services physio": {"holding": None}}}, {}, 5),
    ("it was not authorised", {}, {"authorised_on": None}, 6),
]


@pytest.mark.parametrize(("case", "facts", "number"), [row[1:] for row in SIX], ids=[row[0] for row in SIX])
def test_each_key_feature_fails_by_itself(case, facts, number):
    found = key_features(changed({"title": "", **case}), replace(KNOWN, **facts))
    assert [c.number for c in found if not c.met] == [number]


NOBODY = {
    "title": "",
    "without": ["paid_people", "tasks", "actions", "stage_goals"],
    "all services": {"kind": "therapy"},
}
PARTS = [
    ("actions and support belong to every plan", {}, {"actions", "support"}),
    ("assistants bring health tasks and who is paid", {"all services": {"kind": "personal_assistant"}}, {"actions", "support", "tasks", "paid_people"}),
    ("an agency brings who is paid alone", {"all services": {"kind": "agency"}}, {"actions", "support", "paid_people"}),
    ("aftercare brings its formulation and other plans", {"around": {"route": "S117"}}, {"actions", "support", "formulation", "other_plans"}),
    ("a mental health plan brings a formulation", {"with": {"other_plans": {"kind": "mental_health"}}}, {"actions", "support", "formulation", "other_plans"}),
    ("the Fast Track brings wishes for the time ahead and the carers", {"around": {"fast_track": True}}, {"actions", "support", "advance", "carers"}),
    ("the end of life brings them too", {"around": {"route": "END_OF_LIFE"}}, {"actions", "support", "advance", "carers"}),
    ("somebody of 17 brings the link to education and safety", {"around": {"age": 17}}, {"actions", "support", "safety", "carers", "other_plans"}),
    ("at 18 they fall away", {"around": {"age": 18}}, {"actions", "support"}),
    ("whoever cannot decide about care brings safety", {"around": {"lacks_capacity": ["CARE"]}}, {"actions", "support", "safety"}),
    ("whoever cannot manage money does not", {"around": {"lacks_capacity": ["MANAGING_MONEY"]}}, {"actions", "support"}),
    ("a joint package brings the council's plan", {"around": {"route": "JOINT_PACKAGE"}}, {"actions", "support", "other_plans"}),
    ("an unpaid carer brings the carers", {"with": {"contingency": {"kind": "carer"}}}, {"actions", "support", "carers"}),
    ("a choice of holding brings the decisions", {"line": {"services pa": {"holding": "notional"}}}, {"actions", "support", "decisions"}),
]  # fmt: skip


@pytest.mark.parametrize(("case", "parts"), [row[1:] for row in PARTS], ids=[row[0] for row in PARTS])
def test_optional_parts_appear_only_where_they_apply(case, parts):
    one_holding = {"holding": "direct_payment"} if "line" not in case else {}
    base = {**NOBODY, "all services": {**NOBODY["all services"], **one_holding, **case.get("all services", {})}}
    plan = changed({**case, **base})
    assert set(applicable(plan)) == parts
    assert all(reason.endswith(".") for reason in applicable(plan).values())


def test_a_part_added_by_hand_and_one_that_holds_something_stay():
    plan = changed({**NOBODY, "plan": {"extra_parts": ["advance"], "formulation": "Since the accident"}})
    found = applicable(plan)
    assert (found["advance"], found["formulation"]) == (BY_HAND, HOLDS)
