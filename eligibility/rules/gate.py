"""May adult continuing healthcare start? Age, and why a Checklist may not be needed."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from eligibility.rules import answers as read
from eligibility.rules.loading import because
from eligibility.rules.results import Problem, Result
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


def chc_gate(answers: Mapping[str, Any], on: date, rule_set: str) -> Result:
    """Whether adult continuing healthcare may start on `care_start` (or on the day of assessment) for `date_of_birth`.

    Outcomes: MAY_START at 18 or over; IN_PRINCIPLE_ONLY at 17; SCREENING_ONLY at 16; CHILDREN below; INCOMPLETE.
    """
    born = read.day(answers, "date_of_birth")
    starts = read.day(answers, "care_start") or on
    if born is None or born > starts:
        problem = Problem("date_of_birth", "Enter the date of birth, which must be before the day care starts.")
        return Result("gate", "INCOMPLETE", (because("CHC-G1"),), rule_set, problems=(problem,))
    age = age_on(born, starts)
    facts = {"age": age, "eighteen_on": reaches_age_on(born, 18)}
    if age >= 18:
        return Result("gate", "MAY_START", (because("CHC-G1"),), rule_set, facts=facts)
    if age == 17:
        return Result("gate", "IN_PRINCIPLE_ONLY", (because("CHC-G1"), because("CHC-G1-17")), rule_set, facts=facts)
    if age == 16:
        return Result("gate", "SCREENING_ONLY", (because("CHC-G1"), because("CHC-TRANSITION")), rule_set, facts=facts)
    return Result("gate", "CHILDREN", (because("CHC-G1"), because("CYP-AGE")), rule_set, facts=facts)
