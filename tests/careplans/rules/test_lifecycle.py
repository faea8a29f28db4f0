import pytest

from careplans.enums import PlanState
from careplans.rules.lifecycle import PLAN
from phb.core.errors import RuleBroken

WAY = ["share", "agree", "approve_clinically", "check_finance", "authorise", "activate"]


def test_every_state_is_in_the_table():
    assert set(PLAN.states) == {state.value for state in PlanState}


def test_the_way_from_draft_to_active():
    state = PLAN.initial
    for verb in WAY:
        state = PLAN.check(state, verb)
    assert state == "active"


@pytest.mark.parametrize("done", range(len(WAY)))
def test_no_step_can_be_skipped(done):
    state = PLAN.initial
    for verb in WAY[:done]:
        state = PLAN.check(state, verb)
    for later in WAY[done + 1 :]:
        with pytest.raises(RuleBroken, match="is not possible"):
            PLAN.check(state, later)


@pytest.mark.parametrize("state", ["shared", "agreed_by_person", "clinically_approved", "finance_checked"])
def test_a_plan_is_returned_to_draft_until_it_is_authorised(state):
    assert PLAN.check(state, "return") == "draft"


@pytest.mark.parametrize("state", ["authorised", "active", "under_review", "superseded", "ended", "withdrawn"])
def test_a_frozen_plan_is_never_a_draft_again(state):
    assert PLAN.is_in(state, "frozen")
    assert not PLAN.may(state, "return")


def test_a_refusal_can_be_looked_at_again():
    assert PLAN.check(PLAN.check("finance_checked", "refuse"), "reconsider") == "finance_checked"


def test_a_review_keeps_replaces_or_ends_the_plan():
    assert {verb: PLAN.check("under_review", verb) for verb in PLAN.verbs("under_review")} == {
        "keep": "active", "supersede": "superseded", "end": "ended",
    }  # fmt: skip


def test_the_diagram_is_drawn_from_the_table():
    assert "draft --> shared: share" in PLAN.mermaid()
