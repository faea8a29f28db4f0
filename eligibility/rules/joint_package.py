"""After "not eligible": a joint package, nursing care or the local authority alone? (reference 1.2 and 1.9)"""

from collections.abc import Mapping
from datetime import date
from typing import Any

from eligibility.rules import answers as read
from eligibility.rules.results import Problem, Result
from eligibility.rules.telling import incomplete, tell, tool


@tool(
    "joint_package",
    "chc_tools",
    "chc_decision chc_eligible health_needs_beyond_la nursing_home nhs_part_agreed la_part_agreed dispute_procedure",
    aliases="joint jointly_funded joint_funding if_not_eligible",
    same={"decision": "chc_decision", "health_needs_beyond_local_authority": "health_needs_beyond_la"},
)
def joint_package(answers: Mapping[str, Any], on: date, rule_set: str) -> Result:
    """JOINT_PACKAGE, LA_ONLY, CHC (eligible: no joint package) or INCOMPLETE.

    Answers: `chc_decision` (ELIGIBLE, NOT_ELIGIBLE) or `chc_eligible`, `health_needs_beyond_la` (needs beyond what a local
    authority may lawfully meet), `nursing_home`, `nhs_part_agreed`, `la_part_agreed`, `dispute_procedure`.
    There is no national score or split: facts["split"] is None and the two bodies agree it.
    """
    made = read.one_of(answers, "chc_decision", ["ELIGIBLE", "NOT_ELIGIBLE", "ELIGIBLE_FAST_TRACK"])
    eligible = made != "NOT_ELIGIBLE" if made else read.yes_no(answers, "chc_eligible")
    beyond = read.yes_no(answers, "health_needs_beyond_la")
    if eligible is None:
        return _ask(rule_set, "chc_decision", "Decide on continuing healthcare first.")
    if eligible:
        return tell("joint_package", rule_set, "CHC", "JP-CHC", consider_fnc=False, split=None)
    facts: dict[str, Any] = {"consider_fnc": bool(read.yes_no(answers, "nursing_home")), "split": None}
    if beyond is None:
        return _ask(rule_set, "health_needs_beyond_la", "Say whether health needs go beyond what the council may meet.")
    if not beyond:
        return tell("joint_package", rule_set, "LA_ONLY", "JP-LA", **facts)
    parts = {
        "nhs_part_agreed": "Agree the NHS’s part with the local authority.",
        "la_part_agreed": "Agree the local authority’s part with the NHS.",
    }
    problems = [Problem(key, words) for key, words in parts.items() if not read.yes_no(answers, key)]
    disagree = any(read.yes_no(answers, key) is False for key in parts)
    rules = ["JP-1", "JP-NO-SPLIT", *(["DEC-5"] if disagree else []), "RTH-JOINT"]
    return tell("joint_package", rule_set, "JOINT_PACKAGE", *rules, problems=problems, **facts)


def _ask(rule_set: str, field: str, words: str) -> Result:
    return incomplete("joint_package", rule_set, "JP-INCOMPLETE", Problem(field, words))
