from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from careplans.enums import ReviewKind
from careplans.rules.reviews import CaseClock, Happening, ReviewFacts, check_next_date, due_state, duties, next_review
from eligibility.enums import Route
from eligibility.rules.case_clocks import first_review, later_review, payment_review
from phb.core.errors import RuleBroken
from phb.core.periods import add_months
from tests.case_tables import cases


def clocks(case):
    """The clocks that eligibility keeps on the case for these days: the same functions, so the two cannot disagree."""
    found, completed = [], case.get("completed")
    route = Route(case.get("route", "CHC"))
    if decided := case.get("decided"):
        due = later_review(route, completed) if completed else first_review(route, decided)
        found.append(CaseClock(due.clock, due.on))
    if first := case.get("first"):
        due = payment_review(first, completed)
        found.append(CaseClock(due.clock, due.on))
    if "wheelchair" in case:
        found.append(CaseClock("WCH", case["wheelchair"]))
    return tuple(found)


def facts(case):
    start = case.get("start", date(2020, 1, 1)) if case.get("in_force", True) else None
    happened = ()
    if "happened" in case:
        kind, day = case["happened"]
        happened = (Happening(ReviewKind(kind), day, "Something happened.", "A rule"),)
    opened = case.get("open")
    return ReviewFacts(
        in_force_from=start,
        last_completed=case.get("completed"),
        clocks=clocks(case),
        named=tuple(case.get("named", ())),
        promised=case.get("promised"),
        council_first_payment=case.get("council"),
        born=case.get("born"),
        happened=happened,
        open_until=(ReviewKind(opened[0]), opened[1]) if opened else None,
    )


@pytest.mark.parametrize("case", cases(__file__, "reviews:next"))
def test_when_the_next_review_is_due(case):
    found = next_review(facts(case))
    assert (found.due if found else None) == case["due"]
    if found:
        assert found.kind == case["kind"]
        assert found.words
        assert found.source


@pytest.mark.parametrize("case", cases(__file__, "reviews:states"))
def test_how_near_a_review_is(case):
    assert due_state(date(2026, 7, 14), case["today"], case.get("soon", 28)) == case["state"]


@pytest.mark.parametrize("case", cases(__file__, "reviews:next_dates"))
def test_the_next_day_that_a_review_may_name(case):
    if case["allowed"]:
        check_next_date(case["next"], case["completed"])
    else:
        with pytest.raises(RuleBroken) as refused:
            check_next_date(case["next"], case["completed"])
        assert refused.value.field == "next_due_on"


def test_the_longest_gap_is_named_in_the_refusal():
    with pytest.raises(RuleBroken, match="12 months after this one at most: 28 February 2029"):
        check_next_date(date(2029, 3, 1), date(2028, 2, 29))


DAYS = st.dates(date(2020, 1, 2), date(2040, 12, 31))


@given(DAYS, DAYS, DAYS)
def test_no_gap_is_ever_longer_than_the_law_allows(first, completed, named):
    assert next_review(facts({"first": first, "named": [named]})).due <= add_months(first, 3)
    after = facts({"first": first, "completed": max(first, completed), "named": [named]})
    assert next_review(after).due <= add_months(max(first, completed), 12)


@given(DAYS, st.lists(DAYS, max_size=3), DAYS)
def test_nothing_that_is_added_ever_puts_a_review_off(first, named, council):
    before = next_review(facts({"first": first})).due
    assert next_review(facts({"first": first, "named": named, "council": council})).due <= before


@given(DAYS, DAYS)
def test_the_duties_stand_in_the_order_of_their_days(first, named):
    found = [each.due for each in duties(facts({"first": first, "decided": first, "named": [named]}))]
    assert found == sorted(found)
