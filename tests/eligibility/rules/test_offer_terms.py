"""What an offer must say before it is proposed, what is pointed out beside it, and conditions of case finding."""

from datetime import date
from decimal import Decimal

import pytest

from eligibility.enums import Cohort, Route
from eligibility.rules.case_finding import Condition, age_band, conditions_of, spoken, why
from eligibility.rules.offer_terms import (
    cautions,
    cohorts_of,
    criteria_problems,
    deciding_criteria,
    first_day_problem,
    lacking,
    options_for,
    position_of,
    years_for,
)
from phb.core.errors import RuleBroken

YES = {"id": "c1", "text": "Is the person a carer?", "type": "boolean", "required": True}
WHOLE = {
    "cohort": "CARERS",
    "name": "Carer’s break",
    "about": "Time for oneself.",
    "criteria": [YES],
    "management_options": ["NOTIONAL"],
    "decision_days": 20,
    "cap_amount": None,
    "decider": "Panel",
    "review_route": "Write to us.",
    "periods": [],
    "repairs_in_budget": None,
}
CHAIR = {**WHOLE, "cohort": "WHEELCHAIR", "periods": [{"under": 18, "years": 3}, {"under": None, "years": 5}]}


def test_a_whole_offer_lacks_nothing():
    assert lacking(WHOLE) == []
    assert lacking(CHAIR) == []


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"name": " "}, "name"),
        ({"about": ""}, "about"),
        ({"decider": ""}, "decider"),
        ({"review_route": ""}, "review_route"),
        ({"decision_days": None}, "decision_days"),
        ({"decision_days": 0}, "decision_days"),
        ({"decision_days": 366}, "decision_days"),
        ({"criteria": []}, "criteria"),
        ({"management_options": []}, "management_options"),
        ({"management_options": ["NOTIONAL_WITH_CONTRIBUTION"]}, "management_options"),
        ({"cap_amount": Decimal("0.00")}, "cap_amount"),
        ({"cohort": "MATERNITY", "management_options": ["NOTIONAL", "DIRECT_PAYMENT"]}, "management_options"),
        ({"cohort": "MATERNITY", "management_options": ["THIRD_PARTY"]}, "management_options"),
        ({"cohort": "WHEELCHAIR"}, "periods"),
    ],
)
def test_one_thing_that_is_missing_is_named(changes, field):
    assert [name for name, _ in lacking({**WHOLE, **changes})] == [field]


@pytest.mark.parametrize("changes", [{"decision_days": 1}, {"decision_days": 365}, {"cap_amount": Decimal("0.01")}])
def test_bounds_are_allowed(changes):
    assert lacking({**WHOLE, **changes}) == []


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"management_options": ["THIRD_PARTY"], "repairs_in_budget": True}, "management_options"),
        ({"management_options": ["NOTIONAL", "THIRD_PARTY"]}, "repairs_in_budget"),
        ({"periods": [{"under": 18, "years": 3}]}, "periods"),
    ],
)
def test_a_wheelchair_offer_keeps_the_chair_without_paying_and_says_how_long(changes, field):
    assert [name for name, _ in lacking({**CHAIR, **changes})] == [field]


@pytest.mark.parametrize(
    ("row", "words"),
    [
        ({**YES, "text": " "}, "as a question"),
        ({**YES, "type": "number"}, "at least, or at most"),
        ({**YES, "type": "number", "at_least": "5", "at_most": "4"}, "less than"),
        ({**YES, "required": False}, "must count"),
    ],
)
def test_a_criterion_that_cannot_be_answered_is_named(row, words):
    assert any(words in sentence for _, sentence in criteria_problems([row]))


def test_a_number_may_be_exact():
    assert criteria_problems([{**YES, "type": "number", "at_least": "5", "at_most": "5"}]) == []


def test_what_is_only_recorded_does_not_decide():
    rows = deciding_criteria([YES, {**YES, "id": "c2", "required": False}, {**YES, "id": "c3", "at_most": ""}])
    assert rows == [
        {"id": "c1", "text": YES["text"], "type": "boolean"},
        {"id": "c3", "text": YES["text"], "type": "boolean"},
    ]


def test_every_group_has_a_position_and_a_route():
    for cohort in Cohort:
        position = position_of(cohort)
        assert position.bound.endswith(".") and position.test.endswith(".") and position.source
    assert {cohort for route in Route for cohort in cohorts_of(route)} == set(Cohort)
    assert cohorts_of(Route.CHC) == () and cohorts_of(Route.MATERNITY) == (Cohort.MATERNITY,)


def test_maternity_is_notional_only_and_a_contribution_is_for_wheelchairs():
    assert options_for("MATERNITY") == ("NOTIONAL",)
    assert "NOTIONAL_WITH_CONTRIBUTION" in options_for("WHEELCHAIR")
    assert "NOTIONAL_WITH_CONTRIBUTION" not in options_for("CARERS")


@pytest.mark.parametrize(
    ("text", "cautioned"),
    [
        ("We never fund holidays.", True),
        ("No exceptions are made.", True),
        ("We will not consider anybody under 18.", True),
        ("Is the person under 18?", False),
        ("Nevertheless we look at each.", False),
    ],
)
def test_words_of_a_ban_are_pointed_out(text, cautioned):
    found = cautions({**WHOLE, "about": text, "published_url": "https://x.example"}, [YES])
    assert bool(found) is cautioned


@pytest.mark.parametrize(("age", "years"), [(0, 3), (17, 3), (18, 5), (90, 5)])
def test_how_long_a_budget_runs_by_age(age, years):
    assert years_for(CHAIR["periods"], age) == years
    assert years_for([], age) is None


@pytest.mark.parametrize(
    ("starts", "approved", "replaces", "refused"),
    [
        (date(2026, 1, 1), date(2026, 6, 1), None, False),
        (date(2026, 6, 1), date(2026, 6, 1), date(2026, 1, 1), False),
        (date(2026, 5, 31), date(2026, 6, 1), date(2026, 1, 1), True),
        (date(2026, 6, 1), date(2026, 6, 1), date(2026, 6, 1), True),
    ],
)
def test_a_first_day_never_reaches_back_over_another_version(starts, approved, replaces, refused):
    assert bool(first_day_problem(starts, approved_on=approved, replaces_from=replaces)) is refused


# --- conditions


@pytest.mark.parametrize(
    ("least", "most", "value", "holds"),
    [
        ("5", None, Decimal(4), False),
        ("5", None, Decimal(5), True),
        (None, "5", Decimal(5), True),
        (None, "5", Decimal(6), False),
        ("5", "5", Decimal("5.0"), True),
        ("5", None, True, False),
        ("5", None, None, False),
        (None, None, True, True),
        (None, None, False, False),
        (None, None, Decimal(0), False),
        (None, None, Decimal(1), True),
        (None, None, None, False),
    ],
)
def test_a_condition_holds_from_bound_to_bound(least, most, value, holds):
    condition = Condition("fact", Decimal(least) if least else None, Decimal(most) if most else None)
    assert condition.holds(value) is holds


@pytest.mark.parametrize(
    "rows",
    [
        [{"fact": "=cmd"}],
        [{"fact": "1st"}],
        [{"fact": "a1"}, {"fact": "a1"}],
        [{"fact": "a1", "at_least": "5", "at_most": "4"}],
        [{"fact": f"a{n}"} for n in range(1, 10)],
    ],
)
def test_conditions_that_cannot_be_are_refused(rows):
    with pytest.raises(RuleBroken) as caught:
        conditions_of(rows)
    assert caught.value.field == "conditions"


def test_why_names_every_condition_or_nothing():
    asked = conditions_of([{"fact": "ae attendances 12m", "at_least": "5"}, {"fact": "frail"}])
    assert why(asked, {"ae_attendances_12m": Decimal(7), "frail": True}) == [
        "A&E attendances in 12 months: 5 or more asked, 7 found",
        "Frail: yes asked, yes found",
    ]
    assert why(asked, {"ae_attendances_12m": Decimal(7)}) is None
    assert why((), {}) == []


@pytest.mark.parametrize(("fact", "words"), [("admissions_12m", "Admissions in 12 months"), ("frail", "Frail")])
def test_facts_in_words(fact, words):
    assert spoken(fact) == words


@pytest.mark.parametrize(
    ("born", "band"),
    [
        (date(2008, 11, 24), "Under 18"),
        (date(2008, 11, 23), "18 to 64"),
        (date(1961, 11, 23), "65 to 79"),
        (date(1946, 11, 23), "80 and over"),
        (None, "Not known"),
    ],
)
def test_age_bands(born, band):
    assert age_band(born, date(2026, 11, 23)) == band
