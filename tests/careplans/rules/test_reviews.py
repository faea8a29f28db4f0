from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from careplans.rules.reviews import check_review_dates, due_state, next_review
from phb.core.errors import RuleBroken
from phb.core.periods import add_months
from tests.case_tables import cases


@pytest.mark.parametrize("case", cases(__file__, "reviews:next"))
def test_when_the_next_review_is_due(case):
    found = next_review(case.get("first"), case.get("completed"), case.get("earlier"), case.get("council"))
    assert (found.due if found else None) == case["due"]
    if found:
        assert found.kind == case["kind"]
        assert found.source


@pytest.mark.parametrize("case", cases(__file__, "reviews:states"))
def test_how_near_a_review_is(case):
    assert due_state(date(2026, 7, 14), case["today"]) == case["state"]


def test_a_first_review_is_planned_within_three_months_of_the_first_payment():
    check_review_dates(date(2027, 2, 28), date(2026, 11, 30))
    check_review_dates(date(2026, 11, 30), date(2026, 11, 30))
    with pytest.raises(RuleBroken, match="no later than 28 February 2027"):
        check_review_dates(date(2027, 3, 1), date(2026, 11, 30))
    with pytest.raises(RuleBroken, match="cannot be before"):
        check_review_dates(date(2026, 11, 29), date(2026, 11, 30))


DAYS = st.dates(date(2020, 1, 1), date(2040, 12, 31))


@given(DAYS, DAYS, DAYS)
def test_no_gap_is_ever_longer_than_the_law_allows(first, completed, earlier):
    assert next_review(first, None, earlier).due <= add_months(first, 3)
    assert next_review(first, completed, earlier).due <= add_months(completed, 12)
