"""Whatever the plan, its parts are the whole; whatever stands in it, it is quoted or refused in words."""

from datetime import date
from fractions import Fraction

from hypothesis import given
from hypothesis import strategies as st

from budgets.enums import Frequency
from budgets.rules.quote_example import EXAMPLE
from budgets.rules.quote_plan import PlanFaulty
from budgets.rules.quote_telling import as_json
from budgets.rules.quoting import quote
from tests.budgets.rules.test_properties import DAYS, WEEKLY, pence, pounds, rounded, shared

HOLDINGS = st.sampled_from(["direct_payment", "managed_account", "third_party", "notional"])
LINES = st.lists(st.tuples(WEEKLY, HOLDINGS), min_size=1, max_size=6)


@given(
    LINES,
    st.integers(1, 9999),
    DAYS.filter(lambda day: day < date(2049, 1, 1)),
    st.sampled_from([f for f in Frequency if f != "one_off"]),
)
def test_whatever_the_plan_its_parts_are_the_whole(lines, part, start, frequency):
    plan = {
        "rates_on": "2026-04-06",
        "start": start.isoformat(),
        "settings": {"frequency": frequency.value},
        "lines": [{"label": "Line", "amount": str(pounds(amount)), "per": "year", "holding": held} for amount, held in lines],
        "funders": [{"name": "A", "percent": str(pounds(part))}, {"name": "B", "percent": str(pounds(10_000 - part))}],
    }  # fmt: skip
    found = quote(plan)
    annual = sum(amount for amount, _ in lines)
    assert pence(found.amount.recurring_annual) == annual
    assert pence(found.amount.weekly) == rounded(Fraction(annual, 52))
    assert sum(line.weekly for line in found.lines) == found.amount.weekly
    assert sum(held.weekly for held in found.holdings) == found.amount.weekly
    assert sum(held.year_value for held in found.holdings) == found.year_value
    for payment in found.payments:
        assert [pence(each.amount) for each in payment.split] == shared(
            pence(payment.due.amount), [part, 10_000 - part]
        )


ODD = st.one_of(
    st.none(), st.booleans(), st.integers(), st.floats(), st.decimals(allow_nan=True), st.text(max_size=12),
    st.lists(st.integers(), max_size=2), st.dictionaries(st.text(max_size=4), st.integers(), max_size=2),
)  # fmt: skip


def places_in(value, path=()):
    yield path
    inside = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    for key, each in inside:
        yield from places_in(each, (*path, key))


def changed(value, path, new):
    if not path:
        return new
    copy = dict(value) if isinstance(value, dict) else list(value)
    copy[path[0]] = changed(value[path[0]], path[1:], new)
    return copy


@given(st.sampled_from(list(places_in(EXAMPLE))), ODD)
def test_a_plan_with_anything_anywhere_is_quoted_or_refused_in_words(path, odd):
    said = answered(changed(EXAMPLE, path, odd))
    assert all(words.endswith((".", "?")) for words in said)


def answered(plan) -> list[str]:
    """What is wrong with a plan, or nothing when it was quoted; any other error is a fault of the product."""
    try:
        as_json(quote(plan))
    except PlanFaulty as refused:
        return [fault.words for fault in refused.faults]
    return []
