"""More laws that hold for all answers: the tools of every route, rule sets, names, and days."""

from dataclasses import replace
from datetime import date, timedelta
from types import MappingProxyType

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from eligibility.rules import checklist as checklist_rule
from eligibility.rules import evaluate, loading, rule_sets
from eligibility.rules.bodies import national_body
from eligibility.rules.bulk import evaluate_many
from eligibility.rules.clocks import clock_rules, target_date
from eligibility.rules.domains import adult_domains, checklist_domains, children_domains
from eligibility.rules.open_points import open_points
from eligibility.rules.refund import twenty_eight_days
from eligibility.rules.registry import TOOLS
from eligibility.rules.worked_cases import worked_cases
from phb.core.errors import RuleBroken
from phb.core.periods import age_on

TODAY = date(2026, 11, 22)
DAYS = st.dates(date(2018, 10, 1), date(2040, 12, 31))
JSON = st.recursive(
    st.none() | st.booleans() | st.integers(-(10**6), 10**6) | st.text(max_size=8) | st.dates().map(str),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8), inner, max_size=3),
    max_leaves=6,
)
CHILDREN = st.fixed_dictionaries(
    {key: st.sampled_from([level.value for level in d.levels]) for key, d in children_domains().items()}
)


@pytest.mark.parametrize("name", sorted(TOOLS))
@settings(max_examples=25, suppress_health_check=[HealthCheck.too_slow])
@given(data=st.data())
def test_whatever_a_tool_is_sent_it_answers_or_refuses_in_words(name, data):
    keys = sorted(TOOLS[name].known)
    answers = data.draw(st.dictionaries(st.sampled_from(keys) | st.text(max_size=6), JSON, max_size=6))
    (answer,) = evaluate_many(name, [answers], today=TODAY)
    told = answer.as_dict()
    if "error" in told:
        assert told["error"].endswith(".")
        return
    assert told["outcome"]
    assert told["reasons"]
    assert all(reason["words"] and reason["source"] and reason["certainty"] in "PSKC" for reason in told["reasons"])


@given(CHILDREN, st.randoms())
def test_the_order_of_domains_never_matters_for_children(levels, random):
    keys = list(levels)
    random.shuffle(keys)
    shuffled = {key: levels[key] for key in keys}
    assert evaluate("children", {"level": shuffled}, TODAY) == evaluate("children", {"level": levels}, TODAY)


@given(CHILDREN)
def test_children_need_one_severe_or_priority_or_three_high(levels):
    given_levels = list(levels.values())
    expected = "PRIORITY" in given_levels or "SEVERE" in given_levels or given_levels.count("HIGH") >= 3
    assert (evaluate("children", {"level": levels}, TODAY).outcome == "LIKELY_CC_NEED") == expected


@given(DAYS, st.integers(0, 400))
def test_a_refund_begins_the_day_after_the_deadline_and_never_before_a_breach(received, days):
    decided = received + timedelta(days=days)
    found = twenty_eight_days(received, decided, eligible=True, delay_unjustified=True)
    assert found["breach"] == (days > 28)
    assert (found["refund_from"] is None) == (days <= 28)
    if found["refund_from"]:
        assert found["refund_from"] == found["deadline"] + timedelta(days=1) <= found["refund_to"]


@given(st.sampled_from([id for id, rule in clock_rules().items() if rule.unit.value != "HOURS" and rule.length]), DAYS)
def test_a_later_start_never_makes_an_earlier_target(id, start):
    assert target_date(id, start) <= target_date(id, start + timedelta(days=1))


@given(st.dates(date(1930, 1, 1), date(2026, 11, 21)))
def test_an_age_is_reached_once_and_at_the_gate(born):
    outcome = evaluate("gate", {"date_of_birth": born}, TODAY).outcome
    assert (outcome == "MAY_START") == (age_on(born, TODAY) >= 18)


@given(DAYS, DAYS, DAYS)
def test_one_body_alone_never_ends_section_117(ceased, left, satisfied):
    base = {"section": "S3", "ceased_detention": ceased, "left_hospital": left}
    both = base | {"nhs_satisfied_date": satisfied, "la_satisfied_date": satisfied}
    for one in ("nhs_satisfied_date", "la_satisfied_date"):
        alone = {key: value for key, value in both.items() if key != one}
        assert "S117-ENDED" not in evaluate("section_117", alone, TODAY).rules
    assert "S117-ENDED" not in evaluate("section_117", both | {"on_cto": True}, TODAY).rules


@given(
    st.fixed_dictionaries(
        {},
        optional={
            "consent": st.booleans(),
            "capacity": st.sampled_from(["HAS_CAPACITY", "LACKS_CAPACITY", "FLUCTUATES", "NOT_ASSESSED"]),
            "can_manage": st.sampled_from(["ALONE", "WITH_HELP", "NO"]),
            "value_for_money": st.booleans(),
            "appropriate_for_condition": st.booleans(),
            "care_plan_agreed": st.booleans(),
            "recipient_type": st.sampled_from(["PERSON", "REPRESENTATIVE", "NOMINEE"]),
            "nominee_kind": st.sampled_from(["INDIVIDUAL", "ORGANISATION"]),
            "representative_basis": st.sampled_from(["DEPUTY", "LPA", "PARENTAL_RESPONSIBILITY", "BODY_APPOINTED"]),
        },
    ),
    st.sampled_from([f"EX-{letter}" for letter in "ABCDEFGHIJ"]),
)
def test_nothing_cures_an_exclusion_and_prison_is_always_for_judgement(answers, code):
    answers = answers | {"date_of_birth": date(1980, 5, 1)}
    excluded = answers | {"schedule_orders": [{"code": code, "start": "2026-01-01"}]}
    assert evaluate("direct_payment", excluded, TODAY).outcome == "NOT_PERMITTED"
    assert evaluate("direct_payment", excluded | {"in_prison": True}, TODAY).outcome == "JUDGEMENT_REQUIRED"


def test_shared_results_cannot_be_altered():
    answers = {"domain": dict.fromkeys(checklist_domains(), "C")}
    first = evaluate("checklist", answers, TODAY)
    assert evaluate("checklist", dict(answers), TODAY) is first
    with pytest.raises(TypeError):
        first.facts["a"] = 11
    levels = {"level": dict.fromkeys(adult_domains(), "NONE")}
    with pytest.raises(TypeError):
        evaluate("dst", levels, TODAY).facts["counts"]["NONE"] = 0


def test_a_new_rule_set_is_added_without_touching_the_old(monkeypatch):
    one_a = {"domain": dict.fromkeys(checklist_domains(), "C") | {"skin": "A"}}
    before = evaluate("checklist", one_a, TODAY)
    figures = loading.table("chc_tools") | {
        "chc-tools-made-up": {
            "checklist": {"a_alone": 1, "b_alone": 5, "b_with_one_a": 4},
            "dst": {"priority": 1, "severe": 2},
        }
    }
    old = rule_sets.rule_set("chc-tools-2022-07")
    new = replace(old, id="chc-tools-made-up", name="Made up", start=date(2027, 1, 1), end=None)
    closed = replace(old, end=date(2026, 12, 31))
    register = tuple(closed if chosen == old else chosen for chosen in rule_sets.rule_sets()) + (new,)
    monkeypatch.setattr(rule_sets, "rule_sets", lambda: register)
    monkeypatch.setattr(
        checklist_rule, "table", lambda name: MappingProxyType(figures) if name == "chc_tools" else loading.table(name)
    )
    rule_sets.rule_set_on.cache_clear()
    try:
        assert evaluate("checklist", one_a, date(2026, 12, 31)) == before
        assert evaluate("checklist", one_a, date(2027, 1, 1)).outcome == "POSITIVE"
        assert evaluate("checklist", one_a, date(2027, 1, 1)).rule_set == "chc-tools-made-up"
        assert evaluate("checklist", one_a, date(2027, 1, 1), "chc-tools-2022-07") == before
    finally:
        rule_sets.rule_set_on.cache_clear()


def test_the_national_body_has_a_name_for_its_days():
    assert national_body(TODAY) == "NHS England"
    with pytest.raises(RuleBroken, match="No national body is held for 31 March 2013"):
        national_body(date(2013, 3, 31))


def test_all_twelve_open_points_are_notes_of_tools():
    assert [point.number for point in open_points(TODAY)] == list(range(1, 13))
    assert open_points(date(2026, 10, 31)) == []
    assert {name for point in open_points(TODAY) for name in point.touches} <= set(TOOLS)
    assert [point.number for point in open_points(TODAY, "dst")] == [3, 7]


@pytest.mark.parametrize("name", ["other", "other_needs", "other_significant_care_needs"])
def test_the_twelfth_domain_goes_by_its_names(name):
    levels = dict.fromkeys(adult_domains(), "LOW")
    levels[name] = levels.pop("other")
    assert evaluate("dst", {"level": levels}, TODAY).outcome == "UNLIKELY"


def test_a_domain_under_two_names_is_not_taken():
    levels = dict.fromkeys(adult_domains(), "LOW") | {"other_needs": "SEVERE"}
    assert evaluate("dst", {"level": levels}, TODAY).outcome == "INVALID"


def test_domains_may_be_laid_out_flat():
    flat = dict.fromkeys(checklist_domains(), "B")
    assert evaluate("checklist", flat, TODAY) == evaluate("checklist", {"domain": flat}, TODAY)
    assert evaluate("dst", dict.fromkeys(adult_domains(), "NONE"), TODAY).outcome == "INDICATES_INELIGIBLE"
    assert evaluate("children", dict.fromkeys(children_domains(), "HIGH"), TODAY).outcome == "LIKELY_CC_NEED"


@pytest.mark.parametrize(
    ("tool", "one", "other"),
    [
        ("fnc", {"in_or_entering_nursing_home": False}, {"nursing_home": False}),
        ("fnc", {"chc_considered_first": False}, {"chc_considered": "NO"}),
        ("fnc", {"chc_considered_first": True, "chc_eligible": True}, {"chc_considered": "YES_ELIGIBLE"}),
        ("section_117", {"qualifying_section": 37}, {"section": "S37"}),
        ("section_117", {"section": "37/41"}, {"section": "S37_41"}),
        ("section_117", {"section": "section 5(2)"}, {"section": "S5_2"}),
        ("dst", {"Level[12]": {}}, {"level": {}}),
        ("refund", {"received_date": "2026-09-01"}, {"received_by_icb": "2026-09-01"}),
        ("direct_payment", {"orders": ["EX-A"]}, {"schedule_orders": [{"code": "EX-A"}]}),
    ],
)
def test_answers_go_by_the_spellings_of_the_reference(tool, one, other):
    assert evaluate(tool, one, TODAY) == evaluate(tool, other, TODAY)


def test_a_nominee_may_be_described_together_and_is_never_passed_over():
    able = {
        "date_of_birth": date(1980, 5, 1),
        "capacity": "HAS_CAPACITY",
        "consent": True,
        "can_manage": "ALONE",
        "appropriate_for_condition": True,
        "value_for_money": True,
        "care_plan_agreed": True,
        "coordinator_id": "made-up",
    }
    stranger = {"individual": True, "agrees": True, "listed_family": False}
    found = evaluate("direct_payment", able | {"nominee": stranger, "body": {"agrees": True}}, TODAY)
    assert (found.outcome, found.facts["code"]) == ("BLOCKED", "DBS_REQUIRED")
    firm = {"organisation": True, "agrees": True, "responsible_individual": {"dbs_applied_for": True}}
    found = evaluate("direct_payment", able | {"nominee": firm, "body": {"agrees": True}}, TODAY)
    assert (found.outcome, found.facts["recipient"]) == ("PERMITTED", "NOMINEE")
    assert evaluate("direct_payment", able | {"nominee_kind": "ORGANISATION"}, TODAY).outcome == "BLOCKED"


def test_every_rule_has_a_worked_case_that_shows_it():
    shown = set()
    for case in worked_cases():
        if "refused" not in case.expected:
            result = evaluate(case.tool, case.answers, case.day, case.rule_set)
            shown |= set(result.rules) | {warning.rule for warning in result.warnings}
    assert set(loading.table("reasons")) - shown == set()
    assert {case.tool for case in worked_cases()} == set(TOOLS)
