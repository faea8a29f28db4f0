from dataclasses import replace
from decimal import Decimal

import pytest

from careplans.enums import GateResult, HoldingMethod
from careplans.rules.gates import check_gates, gates
from phb.core.errors import RuleBroken
from tests.careplans.rules.plans import DAY, OPEN, SISTER, SUCTION, WHOLE

NOTIONAL = replace(
    WHOLE, services=tuple(replace(s, holding=HoldingMethod.NOTIONAL) for s in WHOLE.services), direct_payment=None
)
THIRD = replace(
    WHOLE, services=tuple(replace(s, holding=HoldingMethod.THIRD_PARTY) for s in WHOLE.services), direct_payment=None
)


def results(plan, facts):
    return {gate.key: gate.result for gate in gates(plan, facts)}


def test_all_twelve_gates_are_open_for_a_whole_plan():
    assert set(results(WHOLE, OPEN).values()) == {GateResult.PASSED}
    assert [gate.number for gate in gates(WHOLE, OPEN)] == list(range(1, 13))
    check_gates(WHOLE, OPEN)


SHUT = [
    ("right", {"right_confirmed": False}, {}),
    ("consent", {"consent_on": None}, {}),
    ("consent", {"capacity_recorded": False}, {}),
    ("exclusions", {"exclusions_checked_on": None}, {}),
    ("exclusions", {"excluded": True}, {}),
    ("content", {}, {"coordinator": ""}),
    ("content", {}, {"needs": ()}),
    ("risks", {}, {"risks": (replace(WHOLE.risks[0], procedure=""),)}),
    ("clinical", {"clinical_sign_off_on": None}, {}),
    ("finance", {"finance_sign_off_on": None}, {}),
    ("family", {}, {"carers": (replace(SISTER, exception_approved_on=None),)}),
    ("tasks", {}, {"tasks": (replace(SUCTION, competent_on=None),)}),
    ("value", {"value_shown": False}, {}),
    ("value", {"needs_panel": True}, {}),
    ("value", {"authorised_on": None}, {}),
    ("person", {"person_agreed_on": None}, {}),
    ("money", {"agreement_signed_on": None}, {}),
    ("money", {"account_approved_on": None}, {}),
]


@pytest.mark.parametrize(("key", "facts", "plan"), SHUT, ids=[f"{i}-{key}" for i, (key, _, _) in enumerate(SHUT)])
def test_each_gate_is_shut_by_what_it_guards_and_by_nothing_else(key, facts, plan):
    changed, known = replace(WHOLE, **plan), replace(OPEN, **facts)
    shut = [gate for gate in gates(changed, known) if gate.is_shut]
    assert [gate.key for gate in shut] == [key]
    assert shut[0].why.endswith(".")
    with pytest.raises(RuleBroken, match="The budget cannot start yet"):
        check_gates(changed, known)


def test_the_full_cost_of_one_line_shuts_content_and_finance():
    short = (replace(WHOLE.services[0], full_cost=Decimal("800.00")), *WHOLE.services[1:])
    found = results(replace(WHOLE, services=short), OPEN)
    assert [key for key, result in found.items() if result == GateResult.FAILED] == ["content", "finance"]


def test_a_panel_that_approved_opens_the_gate():
    assert results(WHOLE, replace(OPEN, needs_panel=True, panel_approved_on=DAY))["value"] == GateResult.PASSED


def test_a_notional_budget_needs_no_exclusions_and_no_account():
    facts = replace(OPEN, exclusions_checked_on=None, excluded=True, agreement_signed_on=None, account_approved_on=None)
    found = results(NOTIONAL, facts)
    assert (found["exclusions"], found["money"]) == (GateResult.NOT_NEEDED, GateResult.NOT_NEEDED)
    check_gates(NOTIONAL, facts)


def test_a_third_party_budget_needs_its_contract_in_place_of_the_account():
    facts = replace(OPEN, agreement_signed_on=None, account_approved_on=None)
    assert results(THIRD, facts)["money"] == GateResult.FAILED
    assert results(THIRD, replace(facts, third_party_contract_on=DAY))["money"] == GateResult.PASSED


def test_a_managed_account_is_a_direct_payment():
    managed = replace(WHOLE, services=tuple(replace(s, holding=HoldingMethod.MANAGED_ACCOUNT) for s in WHOLE.services))
    managed = replace(managed, direct_payment=Decimal("803.31"))
    assert results(managed, replace(OPEN, agreement_signed_on=None))["money"] == GateResult.FAILED


def test_gates_that_do_not_apply_say_so():
    found = results(replace(WHOLE, carers=(), tasks=()), OPEN)
    assert (found["family"], found["tasks"]) == (GateResult.NOT_NEEDED, GateResult.NOT_NEEDED)
