"""What a review must say: each thing taken away in turn is missed, in the part where it is written."""

from dataclasses import replace
from datetime import date, timedelta

import pytest

from careplans.enums import ReviewResult
from careplans.rules.reviewing import LOOKED_AT, Reviewed, Scored, check_done, check_results, lacking
from phb.core.errors import RuleBroken

DAY = date(2026, 11, 20)
WHOLE = Reviewed(
    persons_view="I sleep better.", held_on=DAY, how="visit", took_part="Ada and Joy",
    looked_at={item.code: {"answer": "good", "words": ""} for item in LOOKED_AT},
    outcomes=(Scored("I breathe safely", True, 1, ""),), sufficient="enough", sufficient_words="", results=("no_change",),
    reasons="The plan does what it should.", next_due_on=date(2027, 11, 20),
)  # fmt: skip


def looked(code, **answer):
    return {**WHOLE.looked_at, code: answer}


def test_a_whole_review_is_done():
    assert lacking(WHOLE) == ()
    check_done(WHOLE, completed_on=DAY)


TAKEN_AWAY = [
    ("view", {"persons_view": " "}),
    ("meeting", {"held_on": None}),
    ("meeting", {"how": ""}),
    ("meeting", {"took_part": " "}),
    ("outcomes", {"outcomes": (Scored("x", False, 1, ""),)}),
    ("outcomes", {"outcomes": (Scored("x", True, None, ""),)}),
    *[("looked", {"looked_at": looked(item.code)}) for item in LOOKED_AT],
    ("looked", {"looked_at": looked("risks", answer="change", words=" ")}),
    ("looked", {"looked_at": looked("risks", answer="unheard of")}),
    ("result", {"sufficient": ""}),
    ("result", {"sufficient": "not_enough"}),
    ("result", {"sufficient": "too_much"}),
    ("result", {"results": ()}),
    ("result", {"reasons": " "}),
    ("result", {"next_due_on": None}),
]


@pytest.mark.parametrize(("part", "without"), TAKEN_AWAY)
def test_each_thing_is_missed_where_it_is_written(part, without):
    review = replace(WHOLE, **without)
    assert [each.part for each in lacking(review)] == [part]
    with pytest.raises(RuleBroken, match="This review is not finished"):
        check_done(review, completed_on=DAY)


@pytest.mark.parametrize(
    "enough",
    [
        {"outcomes": ()},
        {"outcomes": (Scored("x", False, None, "She could not say, and nothing was measured."),)},
        {"looked_at": looked("carers", answer="none")},
        {"looked_at": looked("risks", answer="change", words="A second machine")},
        {"sufficient": "not_enough", "sufficient_words": "The agency costs more."},
    ],
)
def test_what_is_enough(enough):
    assert lacking(replace(WHOLE, **enough)) == ()


@pytest.mark.parametrize(
    ("held", "completed", "allowed"),
    [(DAY, DAY, True), (DAY, DAY + timedelta(days=1), True), (DAY + timedelta(days=1), DAY, False)],
)
def test_a_review_is_completed_once_it_was_held(held, completed, allowed):
    review = replace(WHOLE, held_on=held)
    if allowed:
        check_done(review, completed_on=completed)
    else:
        with pytest.raises(RuleBroken) as refused:
            check_done(review, completed_on=completed)
        assert refused.value.field == "held_on"


@pytest.mark.parametrize(
    ("results", "sufficient", "allowed"),
    [
        (["no_change"], "enough", True),
        (["no_change", "amended"], "enough", False),
        (["more", "less"], "enough", False),
        (["amended", "more", "monitoring"], "enough", True),
        (["no_change"], "not_enough", False),
        (["monitoring"], "not_enough", False),
        (["more"], "not_enough", True),
        (["amended"], "not_enough", True),
        (["stop"], "not_enough", True),
        (["unheard_of"], "enough", False),
        ([], "", True),
    ],
)
def test_results_that_go_together(results, sufficient, allowed):
    if allowed:
        check_results(tuple(results), sufficient)
    else:
        with pytest.raises(RuleBroken) as refused:
            check_results(tuple(results), sufficient)
        assert refused.value.field == "results"


def test_every_result_may_stand_alone():
    for result in ReviewResult:
        check_results((result.value,), "enough")
