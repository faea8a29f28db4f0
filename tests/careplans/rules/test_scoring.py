from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from careplans.rules.scoring import (
    Goal,
    Question,
    attained_in_words,
    check_score,
    gas_score,
    read_questions,
    score_of,
    span_of,
    way,
)
from phb.core.errors import RuleBroken
from tests.case_tables import cases


@pytest.mark.parametrize("case", cases(__file__, "scoring:gas"))
def test_goal_attainment(case):
    assert gas_score([Goal(*each) for each in case["goals"]]) == Decimal(case["score"])


@pytest.mark.parametrize("case", cases(__file__, "scoring:refused"))
def test_goal_attainment_refuses_what_it_cannot_score(case):
    with pytest.raises(RuleBroken):
        gas_score([Goal(*each) for each in case["goals"]])


@pytest.mark.parametrize("case", cases(__file__, "scoring:measures"))
def test_a_measure_of_ones_own(case):
    questions = [Question(f"q{n}", "?", *span) for n, span in enumerate(case["questions"], start=1)]
    answers = {f"q{n}": answer for n, answer in enumerate(case["answers"], start=1)}
    if "score" in case:
        assert score_of(questions, answers, case["working"]) == Decimal(case["score"])
    else:
        with pytest.raises(RuleBroken) as refused:
            score_of(questions, answers, case["working"])
        assert refused.value.field == case["field"]


@pytest.mark.parametrize("case", cases(__file__, "scoring:ways"))
def test_what_became_of_a_score(case):
    assert way(case["before"], case["after"], higher_is_better=case["higher"]) == case["way"]


@pytest.mark.parametrize("case", cases(__file__, "scoring:ranges"))
def test_the_range_of_a_score(case):
    if case["allowed"]:
        check_score(Decimal(case["score"]), Decimal(14), Decimal(70))
    else:
        with pytest.raises(RuleBroken, match="from 14 to 70"):
            check_score(Decimal(case["score"]), Decimal(14), Decimal(70))


GOALS = st.lists(st.builds(Goal, st.integers(1, 10), st.integers(-2, 2)), min_size=1, max_size=6)


@given(GOALS, st.integers(2, 5))
def test_weights_count_only_beside_each_other(goals, times):
    heavier = [Goal(goal.weight * times, goal.attained) for goal in goals]
    if all(goal.weight <= 10 for goal in heavier):
        assert gas_score(heavier) == gas_score(goals)


@given(GOALS)
def test_the_opposite_lies_as_far_on_the_other_side_of_fifty(goals):
    opposite = [Goal(goal.weight, -goal.attained) for goal in goals]
    assert gas_score(goals) + gas_score(opposite) == 100


def test_questions_are_typed_one_on_a_line():
    found = read_questions("How safe do I feel? | 0 | 4\n\nHow often am I out? | 1 | 5\n")
    assert [each["key"] for each in found] == ["q1", "q2"]
    questions = [Question(**each) for each in found]
    assert span_of(questions, "sum") == (1, 9)
    assert span_of(questions, "mean") == (Decimal("0.5"), Decimal("4.5"))


@pytest.mark.parametrize(
    "line", ["No numbers", "A | b | c", "Too many | 1 | 2 | 3", " | 0 | 4", "Backwards | 4 | 0", "Flat | 4 | 4"]
)
def test_a_line_that_is_no_question_is_named(line):
    with pytest.raises(RuleBroken, match="Line 2") as refused:
        read_questions(f"How safe do I feel? | 0 | 4\n{line}")
    assert refused.value.field == "questions"


def test_a_score_is_read_in_words():
    assert attained_in_words(0) == "As we hoped"
    assert attained_in_words(None) == ""
