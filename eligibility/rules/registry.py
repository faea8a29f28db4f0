"""One way in to every rule: the tool's name, the answers, the day, and the rule set if it is to be an earlier one."""

from collections.abc import Callable, Mapping
from datetime import date
from typing import Any

from eligibility.rules.checklist import checklist
from eligibility.rules.children import children
from eligibility.rules.decision import decision
from eligibility.rules.direct_payment import direct_payment, relative_payment
from eligibility.rules.dst import dst
from eligibility.rules.fast_track import fast_track
from eligibility.rules.fnc import fnc
from eligibility.rules.gate import chc_gate
from eligibility.rules.local_offer import local_offer
from eligibility.rules.results import Result
from eligibility.rules.right_to_have import phb_request, right_to_have
from eligibility.rules.rule_sets import RuleSet, rule_set_on
from eligibility.rules.rule_sets import rule_set as registered
from eligibility.rules.section_117 import section_117
from eligibility.rules.wheelchair import wheelchair
from phb.core.errors import RuleBroken

Tool = Callable[[Mapping[str, Any], date, str], Result]

TOOLS: dict[str, tuple[str, Tool]] = {
    "gate": ("chc_tools", chc_gate),
    "checklist": ("chc_tools", checklist),
    "dst": ("chc_tools", dst),
    "decision": ("chc_tools", decision),
    "fast_track": ("chc_tools", fast_track),
    "fnc": ("fnc", fnc),
    "right_to_have": ("phb_right", right_to_have),
    "phb_request": ("phb_right", phb_request),
    "direct_payment": ("direct_payment", direct_payment),
    "relative_payment": ("direct_payment", relative_payment),
    "children": ("cypcc", children),
    "wheelchair": ("wheelchair", wheelchair),
    "section_117": ("section_117", section_117),
    "local_offer": ("local_offer", local_offer),
}


def rule_set_for(tool: str, on: date) -> RuleSet:
    """The rule set that a tool uses on a day, for a case to keep. Raises RuleBroken for an unknown tool or a day without one."""
    return rule_set_on(_tool(tool)[0], on)


def evaluate(tool: str, answers: Mapping[str, Any], on: date, rule_set: str | None = None) -> Result:
    """The tool's result for the answers as of a day: under the rule set with that id, else under the one in force that day.

    Raises RuleBroken for an unknown tool, a day without rules, a rule set of another tool, or answers of the wrong shape.
    """
    family, rule = _tool(tool)
    if not isinstance(answers, Mapping):
        raise RuleBroken("Give the answers by name.")
    chosen = rule_set_on(family, on) if rule_set is None else registered(rule_set)
    if chosen.family != family:
        raise RuleBroken(f"The rule set “{chosen.id}” does not belong to “{tool}”.", "rule_set_id")
    return rule(answers, on, chosen.id)


def _tool(name: str) -> tuple[str, Tool]:
    if name not in TOOLS:
        raise RuleBroken(f"There is no tool “{name}”. Tools: {', '.join(TOOLS)}.")
    return TOOLS[name]
