"""Disputing a decision: in time, on grounds that count, at the right stage, before a proper panel (reference 1.12)."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from eligibility.rules import answers as read
from eligibility.rules.bodies import national_body
from eligibility.rules.clocks import target_date
from eligibility.rules.results import Problem, Result
from eligibility.rules.telling import incomplete, tell, tool
from phb.core.periods import deadline_in_months

ABOUT = {
    "ELIGIBILITY_DECISION": "The decision on eligibility",
    "CHECKLIST": "The outcome of a Checklist",
    "CHILDREN": "Children’s continuing care",
    "PACKAGE": "What is in the package of care",
    "PROVIDER": "The choice of provider",
    "PHB": "A personal health budget",
    "LA_ICB": "Between the NHS and a local authority",
    "SECTION_117_RESIDENCE": "Ordinary residence for section 117",
}
STAGES = {"LOCAL": "Local resolution", "INDEPENDENT": "Independent review", "OMBUDSMAN": "Ombudsman"}
GROUNDS = {
    "PROCEDURE": "The procedure that was followed",
    "PRIMARY_HEALTH_NEED": "The decision on primary health need",
    "BOTH": "Both",
}
_RULES = {"LOCAL": "DIS-LOCAL", "INDEPENDENT": "DIS-INDEPENDENT", "OMBUDSMAN": "DIS-OMBUDSMAN"}
_OMBUDSMAN_MONTHS = 12
_ALL = frozenset(STAGES)
_OMBUDSMAN_ONLY = frozenset({"OMBUDSMAN"})
# Which stages are open to what, and where to turn for the others: (stages, rule, instead).
_OPEN_TO = {
    "ELIGIBILITY_DECISION": (_ALL, "DIS-GROUNDS", ""),
    "CHECKLIST": (frozenset({"LOCAL", "OMBUDSMAN"}), "DIS-NOT-CHECKLIST", "RECONSIDERATION_THEN_COMPLAINT"),
    "CHILDREN": (_OMBUDSMAN_ONLY, "DIS-NOT-CHILDREN", "COMPLAINT"),
    "PACKAGE": (_OMBUDSMAN_ONLY, "DIS-GROUNDS", "COMPLAINT"),
    "PROVIDER": (_OMBUDSMAN_ONLY, "DIS-GROUNDS", "COMPLAINT"),
    "PHB": (_OMBUDSMAN_ONLY, "PHB-REVIEW", "PHB_REVIEW"),
    "LA_ICB": (frozenset(), "DEC-5", "LOCAL_DISPUTE_PROCEDURE"),
    "SECTION_117_RESIDENCE": (frozenset(), "DIS-RESIDENCE", "SECRETARY_OF_STATE"),
}


@tool(
    "dispute",
    "chc_tools",
    "about stage grounds notice_date requested_date local_resolution_done undue_delay_waiver accept_late late_reason "
    "outcome completed_date",
    aliases="appeal chc_dispute independent_review local_resolution",
    same={"outcome_letter_date": "notice_date", "request_date": "requested_date", "subject": "about"},
)
def dispute(answers: Mapping[str, Any], on: date, rule_set: str) -> Result:
    """Whether a request may go to a stage.

    Outcomes: IN_TIME; JUDGEMENT_REQUIRED (late: taking it is at the body's discretion), then ACCEPTED_LATE or REFUSED_LATE
    once `accept_late` is answered; NOT_AVAILABLE with facts["use_instead"]; BLOCKED (code LOCAL_RESOLUTION_FIRST);
    INCOMPLETE.
    Answers: `about` (a code of ABOUT, the eligibility decision if not given), `stage`, `grounds`, `notice_date` (the date
    on the decision letter, and for a later stage on the outcome letter of the stage before), `requested_date`,
    `local_resolution_done`, `undue_delay_waiver`, `accept_late`, `late_reason`, `outcome`, `completed_date`.
    facts: `last_day`, `days_late`, `body`, `aim_by` (three months from the request).
    """
    about = read.one_of(answers, "about", ABOUT) or "ELIGIBILITY_DECISION"
    stage = read.one_of(answers, "stage", STAGES)
    grounds = read.one_of(answers, "grounds", GROUNDS)
    if not stage:
        return incomplete("dispute", rule_set, "DIS-LOCAL", Problem("stage", "Choose the stage of the dispute."))
    _, rule, instead = _OPEN_TO[about]
    if not is_open(about, stage):
        return tell("dispute", rule_set, "NOT_AVAILABLE", rule, code=about, use_instead=instead)
    if about == "CHECKLIST" and stage == "LOCAL":
        return tell("dispute", rule_set, "IN_TIME", "CL-REQUEST", last_day=None, days_late=0, body="ICB", aim_by=None)
    waived = bool(read.yes_no(answers, "undue_delay_waiver"))
    if stage == "INDEPENDENT":
        if not grounds:
            return incomplete(
                "dispute", rule_set, "DIS-GROUNDS", Problem("grounds", "Say on which of the two grounds, or both.")
            )
        if must_go_local_first(done=read.yes_no(answers, "local_resolution_done"), waived=waived):
            problem = Problem(
                "local_resolution_done", "Use local resolution first, unless that would cause undue delay."
            )
            return tell(
                "dispute", rule_set, "BLOCKED", "DIS-LOCAL-FIRST", problems=(problem,), code="LOCAL_RESOLUTION_FIRST"
            )
    return _in_time(answers, stage, waived, on, rule_set)


def _in_time(answers: Mapping[str, Any], stage: str, waived: bool, on: date, rule_set: str) -> Result:
    notice, asked = read.day(answers, "notice_date"), read.day(answers, "requested_date")
    if notice is None:
        words = "Enter the date on the decision letter, or on the outcome letter of the stage before."
        return incomplete("dispute", rule_set, _RULES[stage], Problem("notice_date", words))
    asked = asked or on
    if asked < notice:
        problem = Problem("requested_date", "The request cannot be before the letter it is about.")
        return incomplete("dispute", rule_set, _RULES[stage], problem)
    last = last_day(stage, notice)
    rules = [_RULES[stage]]
    rules += ["DIS-WAIVER"] if waived and stage == "INDEPENDENT" else []
    facts: dict[str, Any] = {
        "last_day": last,
        "days_late": max(0, (asked - last).days),
        "body": _body(stage, asked),
        "aim_by": None if stage == "OMBUDSMAN" else target_date("K6" if stage == "LOCAL" else "K8", asked),
        **_finished(answers, asked, stage),
    }
    if asked <= last:
        return tell("dispute", rule_set, "IN_TIME", *rules, **facts)
    accepted = read.yes_no(answers, "accept_late")
    rules.append("DIS-LATE")
    if accepted is None:
        problem = Problem("accept_late", "Decide whether to take the late request, with reasons.")
        return tell("dispute", rule_set, "JUDGEMENT_REQUIRED", *rules, problems=(problem,), code="LATE", **facts)
    problems = () if read.text(answers, "late_reason") else (Problem("late_reason", "Write the reasons for this."),)
    outcome = "ACCEPTED_LATE" if accepted else "REFUSED_LATE"
    return tell("dispute", rule_set, outcome, *rules, problems=problems, code="LATE", **facts)


def is_open(about: str, stage: str) -> bool:
    """Whether a stage is open to what is questioned (a code of ABOUT)."""
    return stage in _OPEN_TO[about][0]


def must_go_local_first(*, done: bool | None, waived: bool) -> bool:
    """Whether an independent review waits for local resolution: not done, and the national body does not waive it."""
    return done is False and not waived


def last_day(stage: str, notice: date) -> date:
    """The last day in time to ask: six months from the letter (K5, K7), normally twelve for the Ombudsman."""
    if stage == "OMBUDSMAN":
        return deadline_in_months(notice, _OMBUDSMAN_MONTHS)
    found = target_date("K5" if stage == "LOCAL" else "K7", notice)
    assert found is not None  # both clocks have a length
    return found


def _body(stage: str, day: date) -> str:
    return {"LOCAL": "ICB", "INDEPENDENT": national_body(day), "OMBUDSMAN": "PHSO"}[stage]


def _finished(answers: Mapping[str, Any], asked: date, stage: str) -> dict[str, Any]:
    done = read.day(answers, "completed_date")
    if done is None or stage == "OMBUDSMAN":
        return {}
    aim = target_date("K6" if stage == "LOCAL" else "K8", asked)
    return {"completed_in_aim": aim is not None and done <= aim}


@tool(
    "review_panel",
    "chc_tools",
    "members icb_under_review las_in_its_area",
    aliases="panel independent_review_panel",
    same={"icb": "icb_under_review", "las_in_area": "las_in_its_area", "panel": "members"},
)
def review_panel(answers: Mapping[str, Any], on: date, rule_set: str) -> Result:
    """VALID or INVALID for the panel of an independent review, or INCOMPLETE.

    Answers: `icb_under_review`, `las_in_its_area` (councils in whose areas that board lies), `members`, each with `role`
    (CHAIR, ICB or LA) and `organisation`. One member is from another board and one from another council.
    """
    reviewed, near = read.text(answers, "icb_under_review"), set(read.texts(answers, "las_in_its_area"))
    members = read.rows(answers, "members")
    missing = [] if reviewed else [Problem("icb_under_review", "Enter the board whose decision is reviewed.")]
    missing += [] if members else [Problem("members", "Add the members of the panel.")]
    if missing:
        return incomplete("review_panel", rule_set, "DIS-PANEL", *missing)
    by_role: dict[str, list[str]] = {"CHAIR": [], "ICB": [], "LA": []}
    for member in members:
        role = read.one_of(member, "role", by_role)
        if role:
            by_role[role].append(read.text(member, "organisation"))
    problems = []
    if not by_role["CHAIR"]:
        problems.append(Problem("members", "The panel needs a chair."))
    if not any(name != reviewed for name in by_role["ICB"]) or reviewed in by_role["ICB"]:
        problems.append(Problem("members", "One member must be from a board other than the one under review."))
    if not any(name not in near for name in by_role["LA"]) or near & set(by_role["LA"]):
        problems.append(Problem("members", "One member must be from a council outside the area of that board."))
    return tell("review_panel", rule_set, "INVALID" if problems else "VALID", "DIS-PANEL", problems=problems)
