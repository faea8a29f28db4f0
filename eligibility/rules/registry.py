"""One way in to every rule: the tool's name, the answers, the day, and the rule set if it is to be an earlier one."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from typing import Any

from eligibility.enums import Route
from eligibility.rules import answers as read
from eligibility.rules import (  # noqa: F401 - each registers its tools
    capacity_change,
    checklist,
    children,
    clocks,
    consent,
    decision,
    direct_payment,
    direct_payment_changes,
    direct_payment_limits,
    dispute,
    dst,
    end_of_life,
    fast_track,
    fnc,
    gate,
    joint_package,
    local_offer,
    mdt,
    recipients,
    refund,
    responsible_icb,
    review,
    right_to_have,
    section_117,
    section_117_responsible,
    wheelchair,
)
from eligibility.rules.loading import plain_name
from eligibility.rules.results import Result
from eligibility.rules.rule_sets import RuleSet, rule_set_named, rule_set_on
from eligibility.rules.rule_sets import rule_set as registered
from eligibility.rules.telling import TOOLS, Tool, under_our_names
from phb.core.errors import RuleBroken
from phb.core.results import Certainty, Reason

__all__ = ["TOOLS", "Tool", "evaluate", "evaluate_case", "rule_set_for", "tool_named"]

_BY_NAME = {plain_name(name): found for found in TOOLS.values() for name in (found.name, *found.aliases)}


def tool_named(name: str) -> Tool:
    """The tool of a name or one of its other names, in any case, with hyphens or spaces. Raises RuleBroken if none."""
    found = TOOLS.get(name) or (_BY_NAME.get(plain_name(name)) if isinstance(name, str) else None)
    if found is None:
        raise RuleBroken(f"There is no tool “{str(name)[:80]}”. Tools: {', '.join(sorted(TOOLS))}.")
    return found


# The tool whose dated rules a route stands under; local offers' for all others.
RULES_OF = {
    Route.CHC: "checklist",
    Route.CYPCC: "children",
    Route.WHEELCHAIR: "wheelchair",
    Route.S117: "section_117",
    Route.FNC: "fnc",
}


def rule_set_of_route(route: str, on: date) -> RuleSet:
    """The rule set that a case of a route is opened under on a day. Raises RuleBroken for a day without one."""
    return rule_set_for(RULES_OF.get(Route(route), "local_offer"), on)


def rule_set_for(tool: str, on: date) -> RuleSet:
    """The rule set that a tool uses on a day, for a case to keep. Raises RuleBroken for an unknown tool or a day without one."""
    return rule_set_on(tool_named(tool).family, on)


def evaluate(tool: str, answers: Mapping[str, Any], on: date, rule_set: str | None = None) -> Result:
    """The tool's result for the answers as of a day: under the rule set with that id, else under the one in force that day.

    Raises RuleBroken for an unknown tool, a day without rules, a rule set of another tool, or answers of the wrong shape.
    An answer that the tool does not know is not read, and a warning says so.
    """
    found = TOOLS.get(tool) or tool_named(tool)
    if type(answers) is not dict and not isinstance(answers, Mapping):
        raise RuleBroken("Give the answers by name.")
    if rule_set is None:
        chosen = rule_set_on(found.family, on)
    else:
        chosen = registered(rule_set)
        if chosen.family != found.family:
            raise RuleBroken(f"The rule set “{chosen.id}” does not belong to “{tool}”.", "rule_set_id")
    if answers.keys() <= found.known:
        return found.rule(answers, on, chosen.id)
    named, unknown = under_our_names(found, answers)
    result = found.rule(named, on, chosen.id)
    return replace(result, warnings=result.warnings + unknown) if unknown else result


def evaluate_case(
    tool: str, case: Mapping[str, Any], *, today: date, on: date | None = None, rule_set: str | None = None
) -> Result:
    """One case as sent from outside: its own `assessment_date` and `rule_set_id` count unless `on` or `rule_set` is given.

    Without any of them the day is `today`. Raises RuleBroken as `evaluate` does.
    """
    found = tool_named(tool)
    if not isinstance(case, Mapping):
        raise RuleBroken("Give the answers by name: one object for each case.")
    day = on or read.day(case, "assessment_date") or today
    read.in_our_times(day, "on")
    asked = rule_set or read.text(case, "rule_set_id") or None
    result = evaluate(found.name, case, day, None if asked is None else rule_set_named(asked, found.family).id)
    return result if on is not None or day <= today else replace(result, warnings=(*result.warnings, _AHEAD))


_AHEAD = Reason(
    "ANSWER-AHEAD",
    "The day of assessment is still to come: the answer is by the rules as they are known today.",
    "Convention of this product",
    Certainty.CONVENTION,
)
