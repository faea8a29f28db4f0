"""Life cycles: one table, checked when made."""

import pytest

from phb.core.errors import RuleBroken
from phb.core.lifecycle import LifeCycle

LAMP = LifeCycle(
    "lamp",
    "OFF",
    {"OFF": {"switch_on": "ON", "break": "BROKEN"}, "ON": {"switch_off": "OFF"}, "BROKEN": {}},
    groups={"whole": frozenset({"OFF", "ON"})},
)


def test_a_verb_leads_to_the_next_state():
    assert LAMP.check("OFF", "switch_on") == "ON"
    assert LAMP.may("OFF", "switch_on")
    assert not LAMP.may("ON", "switch_on")
    assert LAMP.verbs("OFF") == ("switch_on", "break")


def test_a_verb_that_is_not_allowed_is_refused_with_what_is():
    with pytest.raises(
        RuleBroken, match=r"This lamp is at “on”, so “switch on” is not possible. Possible now: switch off."
    ):
        LAMP.check("ON", "switch_on")
    with pytest.raises(RuleBroken, match=r"Possible now: nothing, as it is finished."):
        LAMP.check("BROKEN", "switch_on")


def test_an_unknown_state_is_a_mistake_of_ours():
    with pytest.raises(ValueError, match="'HOT' is not a state of lamp"):
        LAMP.may("HOT", "switch_on")


def test_pairs_groups_and_ends():
    assert LAMP.pairs() == {("OFF", "ON"), ("OFF", "BROKEN"), ("ON", "OFF")}
    assert LAMP.final == {"BROKEN"}
    assert LAMP.is_in("ON", "whole")
    assert not LAMP.is_in("BROKEN", "whole")


def test_the_diagram_shows_every_move():
    assert LAMP.mermaid() == (
        "stateDiagram-v2\n    [*] --> OFF\n    OFF --> ON: switch on\n    OFF --> BROKEN: break\n    ON --> OFF: switch off\n    BROKEN --> [*]\n"
    )


@pytest.mark.parametrize(
    ("initial", "moves", "groups"),
    [
        ("A", {"A": {"go": "B"}}, {}),
        ("X", {"A": {}}, {}),
        ("A", {"A": {}, "B": {}}, {}),
        ("A", {"A": {}}, {"g": frozenset({"B"})}),
    ],
)
def test_a_table_with_a_hole_is_refused(initial, moves, groups):
    with pytest.raises(ValueError, match="thing: n"):
        LifeCycle("thing", initial, moves, groups)
