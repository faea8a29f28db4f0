"""Every pound to an outcome and back: both ways add up, whatever is joined to what."""

from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from careplans.rules.tracing import Line, trace

NEEDS = [("n1", "Breathing"), ("n2", "Moving")]
OUTCOMES = [("o1", "I breathe", "n1"), ("o2", "I sing", "n1"), ("o3", "I go out", "n2"), ("o4", "Loose", "")]


def line(key, weekly="0", once="0", *outcomes):
    return Line(key, key, Decimal(weekly), Decimal(once), outcomes)


def test_a_line_for_several_outcomes_is_counted_under_the_first_in_the_order_of_the_needs_and_named_under_the_others():
    found = trace(NEEDS, OUTCOMES, [line("a", "700.00", "0", "o3", "o1"), line("b", "20.00", "0", "o3")])
    breathing, moving = found.needs[0], found.needs[1]
    assert [each.key for each in breathing.outcomes[0].counted] == ["a"]
    assert [each.key for each in moving.outcomes[0].counted] == ["b"]
    assert [each.key for each in moving.outcomes[0].named] == ["a"]
    assert (breathing.weekly, moving.weekly, found.weekly) == (Decimal("700.00"), Decimal("20.00"), Decimal("720.00"))


@pytest.mark.parametrize(
    ("title", "lines", "unlinked", "weekly", "once"),
    [
        ("no line at all", [], 0, "0", "0"),
        ("a line for no outcome still counts, and is shown", [line("a", "5.00")], 1, "5.00", "0"),
        ("a line for an outcome that is gone", [line("a", "5.00", "0", "gone")], 1, "5.00", "0"),
        ("a line for an outcome without a need", [line("a", "0", "640.00", "o4")], 0, "0", "640.00"),
        ("weekly and once beside each other", [line("a", "5.01", "0", "o1"), line("b", "0", "0.99", "o1")], 0, "5.01", "0.99"),
    ],
)  # fmt: skip
def test_totals(title, lines, unlinked, weekly, once):
    found = trace(NEEDS, OUTCOMES, lines)
    assert len(found.unlinked) == unlinked
    assert (found.weekly, found.once) == (Decimal(weekly), Decimal(once))
    assert found.adds_up


def test_an_outcome_whose_need_is_gone_stands_apart_and_needs_without_outcomes_are_shown():
    found = trace([("n1", "Breathing")], [("o9", "Lost", "n9")], [line("a", "1.00", "0", "o9")])
    assert [(need.key, len(need.outcomes)) for need in found.needs] == [("n1", 0), ("", 1)]
    assert found.needs[1].weekly == Decimal("1.00")


POUNDS = st.integers(0, 10_000_000).map(lambda pence: Decimal(pence) / 100)


@given(st.lists(st.tuples(POUNDS, POUNDS, st.lists(st.sampled_from(["o1", "o2", "o3", "o4", "gone"]), max_size=4))))
@settings(max_examples=60, deadline=None)
def test_both_ways_always_add_up_and_each_line_stands_once(rows):
    lines = [Line(str(n), "x", weekly, once, tuple(to)) for n, (weekly, once, to) in enumerate(rows)]
    found = trace(NEEDS, OUTCOMES, lines)
    stands = [each.key for need in found.needs for outcome in need.outcomes for each in outcome.counted]
    assert sorted([*stands, *(each.key for each in found.unlinked)]) == sorted(each.key for each in lines)
    assert found.adds_up
