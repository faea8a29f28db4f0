import pytest

from careplans.enums import GateResult
from careplans.rules.gates import check_gates, gates
from phb.core.errors import RuleBroken
from tests.careplans.rules.plans import OPEN, WHOLE, changed, known
from tests.case_tables import cases

GATES = (
    "right", "consent", "exclusions", "content", "risks", "clinical", "finance", "family", "tasks", "value", "person", "money",
)  # fmt: skip


def results(plan, facts):
    return {gate.key: gate.result for gate in gates(plan, facts)}


def test_all_twelve_gates_are_open_for_a_whole_plan():
    assert results(WHOLE, OPEN) == dict.fromkeys(GATES, GateResult.PASSED)
    assert [gate.number for gate in gates(WHOLE, OPEN)] == list(range(1, 13))
    check_gates(WHOLE, OPEN)


@pytest.mark.parametrize("case", cases(__file__, *(f"gates:{gate}" for gate in GATES)))
def test_each_gate_is_shut_by_what_it_guards_and_by_nothing_else(case):
    plan, facts = changed(case), known(case)
    shut = [gate for gate in gates(plan, facts) if gate.is_shut]
    assert [gate.key for gate in shut] == case["shut"]
    if not shut:
        check_gates(plan, facts)
        return
    assert case["says"] in shut[0].why and shut[0].why.endswith(".")
    assert all(what and where for what, where in shut[0].reasons)
    with pytest.raises(RuleBroken, match="The budget cannot start yet"):
        check_gates(plan, facts)


def test_each_gate_has_a_case_that_shuts_it():
    shut = {key for case in cases(__file__, *(f"gates:{gate}" for gate in GATES)) for key in case.values[0]["shut"]}
    assert shut == set(GATES)


def test_gates_that_do_not_apply_say_so():
    found = results(changed({"title": "", "without": ["paid_people", "tasks"]}), OPEN)
    assert (found["family"], found["tasks"]) == (GateResult.NOT_NEEDED, GateResult.NOT_NEEDED)
    notional = results(
        changed({"title": "", "all services": {"holding": "notional"}, "plan": {"direct_payment": None}}), OPEN
    )
    assert (notional["exclusions"], notional["money"]) == (GateResult.NOT_NEEDED, GateResult.NOT_NEEDED)
