"""The review of continuing healthcare: is the care plan still right? It never ends eligibility (reference 1.11)."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from eligibility.rules import answers as read
from eligibility.rules.clocks import target_date
from eligibility.rules.results import Problem, Result
from eligibility.rules.telling import incomplete, tell, tool

TYPES = {
    "THREE_MONTH": "First review, within three months of the decision",
    "ANNUAL": "Yearly review",
    "UNSCHEDULED": "Unscheduled review",
}


@tool(
    "review",
    "chc_tools",
    "type care_plan_still_right needs_changed_enough_to_reassess reason decision_date last_review_date reviewed_on end_chc",
    aliases="chc_review",
    same={"reasons": "reason", "review_type": "type", "review_date": "reviewed_on", "ends_chc": "end_chc"},
)
def review(answers: Mapping[str, Any], on: date, rule_set: str) -> Result:
    """CARE_PLAN_STANDS, CHANGE_CARE_PLAN, REASSESS (a new team, tool and decision), INVALID or INCOMPLETE.

    Answers: `type` (a code of TYPES), `care_plan_still_right`, `needs_changed_enough_to_reassess` with `reason`,
    `decision_date` (eligibility), `last_review_date`, `reviewed_on`, and `end_chc` (true is refused: a review cannot end
    continuing healthcare). facts: `due`, `late`, `next_review_by`; care goes on meanwhile, facts["continues"].
    """
    kind = read.one_of(answers, "type", TYPES)
    reviewed = read.day(answers, "reviewed_on") or on
    facts = _dates(answers, kind, reviewed)
    if read.yes_no(answers, "end_chc"):
        problem = Problem("end_chc", "Arrange a new team, Decision Support Tool and decision: a review cannot end it.")
        return tell("review", rule_set, "INVALID", "REV-3", problems=(problem,), **facts)
    right = read.yes_no(answers, "care_plan_still_right")
    changed = read.yes_no(answers, "needs_changed_enough_to_reassess")
    missing = []
    if not kind:
        missing.append(Problem("type", "Choose the type of review."))
    if right is None:
        missing.append(Problem("care_plan_still_right", "Say whether the care plan is still right."))
    if changed is None:
        missing.append(
            Problem("needs_changed_enough_to_reassess", "Say whether needs have changed enough to look at eligibility.")
        )
    if changed and not read.text(answers, "reason"):
        missing.append(Problem("reason", "Write what has changed since the last Decision Support Tool."))
    if missing:
        return incomplete("review", rule_set, "REV-INCOMPLETE", *missing, **facts)
    if changed:
        return tell("review", rule_set, "REASSESS", "REV-2", "REV-3", **facts)
    if not right:
        return tell("review", rule_set, "CHANGE_CARE_PLAN", "REV-1", **facts)
    return tell("review", rule_set, "CARE_PLAN_STANDS", "REV-1", **facts)


def _dates(answers: Mapping[str, Any], kind: str, reviewed: date) -> dict[str, Any]:
    decided, last = read.day(answers, "decision_date"), read.day(answers, "last_review_date")
    due = None
    if kind != "UNSCHEDULED":
        if last is not None and kind != "THREE_MONTH":
            due = target_date("K4", last)
        elif decided is not None and kind != "ANNUAL":
            due = target_date("K3", decided)
    late = due is not None and reviewed > due
    return {"due": due, "late": late, "next_review_by": target_date("K4", reviewed), "continues": True}
