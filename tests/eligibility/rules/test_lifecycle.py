"""The life cycles of a case and of a form."""

import pytest

from eligibility.enums import CaseState, FormState
from eligibility.rules.lifecycle import CASE, FORM
from phb.core.errors import RuleBroken


def walk(cycle, *verbs):
    state = cycle.initial
    for verb in verbs:
        state = cycle.check(state, verb)
    return state


@pytest.mark.parametrize(
    ("verbs", "state"),
    [
        (["start_checklist", "screen_in", "record_assessment", "find_eligible"], "ELIGIBLE"),
        (["start_checklist", "screen_out"], "SCREENED_OUT"),
        (["start_checklist", "screen_out", "repeat_checklist", "screen_in"], "AWAITING_ASSESSMENT"),
        (
            ["go_to_assessment", "record_assessment", "return_for_evidence", "record_assessment", "find_not_eligible"],
            "NOT_ELIGIBLE",
        ),
        (["go_to_assessment", "record_assessment", "find_not_eligible", "overturn"], "ELIGIBLE"),
        (["receive_fast_track", "find_eligible"], "ELIGIBLE"),
        (["receive_fast_track", "treat_as_alert", "start_checklist"], "CHECKLIST"),
        (["start_checklist", "screen_in", "receive_fast_track", "find_eligible", "close"], "CLOSED"),
    ],
)
def test_ways_through_a_case(verbs, state):
    assert walk(CASE, *verbs) == state


@pytest.mark.parametrize(
    ("state", "verb"),
    [
        ("REFERRAL_RECEIVED", "find_eligible"),
        ("CHECKLIST", "find_eligible"),
        ("AWAITING_ASSESSMENT", "find_eligible"),  # not without an assessment
        ("FAST_TRACK_RECEIVED", "find_not_eligible"),  # a properly completed tool binds the board
        ("ELIGIBLE", "find_not_eligible"),  # a review cannot end eligibility
        ("CLOSED", "find_eligible"),
    ],
)
def test_ways_that_do_not_exist(state, verb):
    with pytest.raises(RuleBroken):
        CASE.check(state, verb)


def test_every_state_has_its_place():
    assert set(CASE.states) == set(CaseState)
    assert set(FORM.states) == set(FormState)
    assert set(CASE.moves["CLOSED"]) == {"overturn", "reassess"}  # by what comes of a challenge, and by nothing else
    assert all(CASE.may(state, "close") for state in CASE.groups["open"])
    assert CASE.groups["undecided"] | CASE.groups["decided"] | {"SCREENED_OUT"} == CASE.groups["open"]


def test_the_diagram_names_every_state():
    drawn = CASE.mermaid()
    assert all(state.value in drawn for state in CaseState)


def test_a_completed_form_is_only_ever_replaced():
    assert walk(FORM, "complete", "replace") == "REPLACED"
    with pytest.raises(RuleBroken):
        FORM.check("COMPLETED", "discard")
