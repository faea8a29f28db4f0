import pytest

from budgets.enums import (
    AmountTableState,
    BudgetFileState,
    BudgetState,
    ContingencyState,
    PaymentState,
    RunState,
    SplitState,
    StatementState,
    UpliftItemState,
    UpliftState,
    VersionState,
)
from budgets.rules.lifecycle import ALL, BUDGET_VERSION, PAYMENT, PAYMENT_RUN
from phb.core.errors import RuleBroken

ENUMS = (
    BudgetState,
    VersionState,
    PaymentState,
    RunState,
    StatementState,
    AmountTableState,
    SplitState,
    ContingencyState,
    UpliftState,
    UpliftItemState,
    BudgetFileState,
)


@pytest.mark.parametrize(("cycle", "states"), list(zip(ALL, ENUMS, strict=True)), ids=lambda x: getattr(x, "name", ""))
def test_every_state_is_in_its_table(cycle, states):
    assert set(cycle.states) == {state.value for state in states}


@pytest.mark.parametrize("cycle", ALL, ids=lambda cycle: cycle.name)
def test_each_table_draws_itself(cycle):
    assert cycle.mermaid().startswith("stateDiagram-v2\n    [*] --> ")


def walk(cycle, verbs):
    state = cycle.initial
    for verb in verbs:
        state = cycle.check(state, verb)
    return state


@pytest.mark.parametrize(
    ("cycle", "verbs", "end"),
    [
        (PAYMENT, ["propose", "release", "export", "confirm"], "paid"),
        (
            PAYMENT,
            ["hold", "lift_hold", "propose", "take_out", "propose", "release", "export", "reject", "reissue"],
            "scheduled",
        ),
        (PAYMENT_RUN, ["propose", "return", "propose", "release", "export", "confirm"], "confirmed"),
        (PAYMENT_RUN, ["propose", "withdraw"], "withdrawn"),
        (BUDGET_VERSION, ["propose", "return", "propose", "agree", "supersede"], "superseded"),
    ],
)
def test_ways_through(cycle, verbs, end):
    assert walk(cycle, verbs) == end


@pytest.mark.parametrize(
    ("cycle", "state", "verb"),
    [
        (PAYMENT, "scheduled", "release"),
        (PAYMENT, "scheduled", "export"),
        (PAYMENT, "held", "propose"),
        (PAYMENT, "exported", "export"),
        (PAYMENT, "paid", "export"),
        (PAYMENT_RUN, "draft", "release"),
        (PAYMENT_RUN, "proposed", "export"),
        (PAYMENT_RUN, "exported", "withdraw"),
        (PAYMENT_RUN, "exported", "export"),
        (BUDGET_VERSION, "indicative", "agree"),
        (BUDGET_VERSION, "agreed", "withdraw"),
    ],
)
def test_no_step_can_be_skipped_or_taken_twice(cycle, state, verb):
    with pytest.raises(RuleBroken, match="is not possible"):
        cycle.check(state, verb)
