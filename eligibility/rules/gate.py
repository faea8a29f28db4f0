"""May adult continuing healthcare start? Age, and why a Checklist may not be needed."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from eligibility.rules import answers as read
from eligibility.rules.results import Problem, Result
from eligibility.rules.telling import incomplete, tell, tool
from phb.core.periods import age_on, reaches_age_on

# When a Checklist is normally not needed; each needs a recorded reason.
CHECKLIST_NOT_NEEDED = {
    "NO_CHC_LEVEL_NEED": "It is plain that there is no need at the level of continuing healthcare",
    "SHORT_TERM": "The need is short-term and recovery is expected",
    "ASSESSMENT_AGREED": "A full assessment has already been agreed",
    "FAST_TRACK": "The case is Fast Track",
    "S117_MEETS_ALL": "All assessed needs are met under section 117",
    "RECENT_DECISION": "A recent decision stands and needs have not changed",
}


@tool("gate", "chc_tools", "care_start", aliases="chc_gate chc_g1 age_gate")
def chc_gate(answers: Mapping[str, Any], on: date, rule_set: str) -> Result:
    """May adult continuing healthcare start? MAY_START at 18 or over; IN_PRINCIPLE_ONLY at 17; SCREENING_ONLY at 16;
    CHILDREN below; INCOMPLETE.

    Answers: `date_of_birth`, `care_start` (the day of assessment if not given). facts: `age`, `eighteen_on`.
    """
    born = read.day(answers, "date_of_birth")
    starts = read.day(answers, "care_start") or on
    if born is None or born > starts:
        problem = Problem("date_of_birth", "Enter the date of birth, which must be before the day care starts.")
        return incomplete("gate", rule_set, "CHC-G1", problem)
    age = age_on(born, starts)
    facts: dict[str, Any] = {"age": age, "eighteen_on": reaches_age_on(born, 18)}
    if age >= 18:
        return tell("gate", rule_set, "MAY_START", "CHC-G1", "CHC-G4", **facts)
    if age == 17:
        return tell("gate", rule_set, "IN_PRINCIPLE_ONLY", "CHC-G1", "CHC-G1-17", **facts)
    if age == 16:
        return tell("gate", rule_set, "SCREENING_ONLY", "CHC-G1", "CHC-TRANSITION", **facts)
    return tell("gate", rule_set, "CHILDREN", "CHC-G1", "CYP-AGE", **facts)


@tool(
    "checklist_needed",
    "chc_tools",
    "not_needed_reason reason",
    aliases="checklist_not_needed screening_needed",
    same={"code": "not_needed_reason", "reasons": "reason"},
)
def checklist_needed(answers: Mapping[str, Any], on: date, rule_set: str) -> Result:
    """CHECKLIST_NEEDED, or CHECKLIST_NOT_NEEDED for one of the recognised causes with a written reason; INCOMPLETE.

    Answers: `not_needed_reason` (a code of CHECKLIST_NOT_NEEDED; empty if a Checklist is to be done) and `reason`,
    the written reason for this person. The board must still act whenever there may be a need (CHC-G2).
    """
    code = read.one_of(answers, "not_needed_reason", CHECKLIST_NOT_NEEDED)
    if not code:
        return tell("checklist_needed", rule_set, "CHECKLIST_NEEDED", "CHC-G2", "CL-OPTIONAL")
    if not read.text(answers, "reason"):
        problem = Problem("reason", "Write why a Checklist is not needed for this person.")
        return incomplete("checklist_needed", rule_set, "CL-NOT-NEEDED", problem, code=code)
    return tell(
        "checklist_needed",
        rule_set,
        "CHECKLIST_NOT_NEEDED",
        "CL-NOT-NEEDED",
        code=code,
        words=CHECKLIST_NOT_NEEDED[code],
    )
