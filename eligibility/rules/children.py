"""Children and young people's continuing care: pre-assessment, the pattern of levels, the panel, the way to adult care."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from eligibility.rules import answers as read
from eligibility.rules.clocks import target_date
from eligibility.rules.domains import by_domain, children_sheet
from eligibility.rules.loading import plain_name, table
from eligibility.rules.results import Problem, Result
from eligibility.rules.telling import incomplete, tell, tool
from phb.core.periods import reaches_age_on

EVIDENCE_AREAS = {
    "preferences": "Preferences of the child and family",
    "holistic_assessment": "Holistic assessment of the child and family, carers included",
    "reports": "Reports and risk assessments from the multidisciplinary team",
    "dst_domains": "The domains of the Decision Support Tool",
}
# Other names of the areas, and their numbers in the reference's order.
_AREAS = {key: key for key in EVIDENCE_AREAS} | {
    "1": "preferences",
    "2": "holistic_assessment",
    "3": "reports",
    "4": "dst_domains",
    "child_and_family_preferences": "preferences",
    "family_preferences": "preferences",
    "preferences_of_child_and_family": "preferences",
    "holistic": "holistic_assessment",
    "mdt_reports": "reports",
    "multidisciplinary_reports": "reports",
    "reports_and_risk_assessments": "reports",
    "risk_assessments": "reports",
    "dst": "dst_domains",
    "domains": "dst_domains",
}
PRE_ASSESSMENT = {
    "FULL_ASSESSMENT": "A full assessment is needed",
    "NO_FULL_ASSESSMENT": "No full assessment is needed",
}
PANEL = {"HAS_CC_NEED": "Has a continuing care need", "NO_CC_NEED": "Has no continuing care need"}
CLOCK_STARTS = {
    "REFERRAL_RECEIVED": "The day the referral is received",
    "ASSESSMENT_ACCEPTED": "The day the board accepts that a full assessment is needed",
}
EHC_PLANS = {"NONE": "No EHC plan", "IN_ASSESSMENT": "EHC assessment under way", "IN_PLACE": "EHC plan in place"}
STAGES = {
    "NOT_DUE": "Nothing is due yet",
    "NOTIFIED_14": "Tell the adult team of a young person who is likely to need adult continuing healthcare",
    "REFERRED_16": "Refer formally for adult screening",
    "SCREENED": "Screen with the adult Checklist",
    "DECIDED_IN_PRINCIPLE": "Decide on adult eligibility in principle",
    "MOVED": "Adult continuing healthcare or other arrangements start; children’s continuing care ends",
}
# From which birthday each step is due.
_STEP_AGES = {"NOTIFIED_14": 14, "REFERRED_16": 16, "SCREENED": 16, "DECIDED_IN_PRINCIPLE": 17, "MOVED": 18}


@tool(
    "children_checklist",
    "cypcc",
    "pre_assessment_outcome reason domain level",
    aliases="cypcc_checklist children_pre_assessment pre_assessment childrens_checklist pre_assessment_checklist",
    same={"outcome": "pre_assessment_outcome", "reasons": "reason", "domains": "domain"},
)
def children_checklist(answers: Mapping[str, Any], on: date, rule_set: str) -> Result:
    """FULL_ASSESSMENT or NO_FULL_ASSESSMENT as the reviewer judged it, with reasons; INCOMPLETE or INVALID.

    Answers: `pre_assessment_outcome`, `reason`; notes by domain may be kept in `domain`. There is no national pass mark:
    the outcome is never computed, facts["computed"] is False.
    """
    if _grown_up(answers, on):
        return _too_old("children_checklist", rule_set)
    judged = read.one_of(answers, "pre_assessment_outcome", PRE_ASSESSMENT)
    missing = []
    if not judged:
        missing.append(Problem("pre_assessment_outcome", "Say whether a full assessment is needed."))
    if not read.text(answers, "reason"):
        missing.append(Problem("reason", "Write the reasons for this."))
    if missing:
        return incomplete("children_checklist", rule_set, "CYP-PRE", *missing, computed=False)
    return tell("children_checklist", rule_set, judged, "CYP-PRE", computed=False)


@tool(
    "children",
    "cypcc",
    "level evidence_areas recommendation rationale pre_assessment_outcome reason panel_decision clock_start_event "
    "ehc_plan transition_stage",
    aliases="cypcc children_dst cypcc_dst childrens_continuing_care children_and_young_peoples_continuing_care "
    "children_s_continuing_care childrens_dst",
    same={"levels": "level", "domain": "level", "domains": "level"},
    shape=by_domain("level", "children_domains"),
)
def children(answers: Mapping[str, Any], on: date, rule_set: str) -> Result:
    """LIKELY_CC_NEED or JUDGEMENT_REQUIRED by the levels of ten domains; INCOMPLETE or INVALID.

    Answers: `level` by domain, `evidence_areas` (name: true), `recommendation`, and if known `date_of_birth`.
    One Severe is enough here, where adults need two. JUDGEMENT_REQUIRED is not a refusal. facts: `counts`, `complete`.
    """
    sheet = children_sheet()
    levels = read.by_id(answers, "level", bare=False)
    if not sheet.is_sound(levels) and not sheet.is_sound(levels := sheet.canonical(levels)):
        missing, wrong = sheet.problems(levels, "level")
        if missing:
            return tell("children", rule_set, "INCOMPLETE", "CYP-INCOMPLETE", problems=missing + wrong)
        return tell("children", rule_set, "INVALID", "CYP-INVALID", problems=wrong)
    if _grown_up(answers, on):
        return _too_old("children", rule_set)
    count = list(levels.values()).count
    figures = table("children_tools")[rule_set]
    tests = {
        "CYP-1": count("PRIORITY") >= figures["priority"],
        "CYP-2": count("SEVERE") >= figures["severe"],
        "CYP-3": count("HIGH") >= figures["high"],
    }
    met = [rule for rule, holds in tests.items() if holds]
    problems = [*missing_evidence(answers)]
    if not read.one_of(answers, "recommendation", PANEL):
        problems.append(Problem("recommendation", "Choose the assessor’s recommendation."))
    counts = {code: count(code) for code in ("NONE", "LOW", "MODERATE", "HIGH", "SEVERE", "PRIORITY") if count(code)}
    outcome = "LIKELY_CC_NEED" if met else "JUDGEMENT_REQUIRED"
    return tell(
        "children", rule_set, outcome, *(met or ["CYP-4"]), problems=problems, counts=counts, complete=not problems
    )


def missing_evidence(answers: Mapping[str, Any]) -> list[Problem]:
    """Which of the four areas of evidence are not there yet. A list of four stands for them in order."""
    given = answers.get("evidence_areas")
    if isinstance(given, list | tuple) and all(isinstance(item, str) for item in given):
        given = dict.fromkeys(given, True)
    named = read.by_id({"evidence_areas": given}, "evidence_areas", list(EVIDENCE_AREAS))
    areas = {_AREAS.get(plain_name(str(key)), str(key)): value for key, value in named.items()}
    return [
        Problem(f"evidence_areas.{key}", f"Add the evidence: {words[0].lower()}{words[1:]}.")
        for key, words in EVIDENCE_AREAS.items()
        if not read.yes_no(areas, key)
    ]


@tool(
    "children_decision",
    "cypcc",
    "panel_decision decision_date reasons evidence_areas clock_start_event referral_received_date "
    "assessment_accepted_date ehc_plan package_start weeks",
    aliases="cypcc_decision children_panel panel_decision",
    same={
        "decision": "panel_decision",
        "reason": "reasons",
        "referral_date": "referral_received_date",
        "referral_received": "referral_received_date",
        "assessment_accepted": "assessment_accepted_date",
        "accepted_date": "assessment_accepted_date",
    },
)
def children_decision(answers: Mapping[str, Any], on: date, rule_set: str) -> Result:
    """HAS_CC_NEED or NO_CC_NEED as the panel decided, with the six weeks and what follows; INCOMPLETE or INVALID.

    Answers: `panel_decision`, `decision_date`, `reasons`, `evidence_areas` (all four), `clock_start_event` (the board's
    setting), `referral_received_date`, `assessment_accepted_date`, `weeks` (the board's own, six if not given),
    `ehc_plan`, `package_start`, `date_of_birth`. facts: `clock_start`, `deadline`, `breach`, `ends_on` (the 18th
    birthday, whatever the EHC plan), `first_review_by`.
    """
    if _grown_up(answers, on):
        return _too_old("children_decision", rule_set)
    made, decided = read.one_of(answers, "panel_decision", PANEL), read.day(answers, "decision_date")
    facts = _six_weeks(answers, decided) | _afterwards(answers)
    missing = []
    if not made:
        missing.append(Problem("panel_decision", "Choose the panel’s decision."))
    if decided is None:
        missing.append(Problem("decision_date", "Enter the date of the decision."))
    if not read.text(answers, "reasons"):
        missing.append(Problem("reasons", "Write the reasons for the decision."))
    if answers.get("evidence_areas") is not None:
        missing += missing_evidence(answers)
    if missing:
        return incomplete("children_decision", rule_set, "CYP-DECISION", *missing, **facts)
    rules = ["CYP-DECISION", *(["K9-BREACH"] if facts.get("breach") else [])]
    rules += ["CYP-NO-PANEL"] if made == "NO_CC_NEED" else ["CYP-18"]
    rules += ["CYP-EHC"] if facts["ehc_plan"] in ("IN_ASSESSMENT", "IN_PLACE") else []
    return tell("children_decision", rule_set, made, *rules, **facts)


def _six_weeks(answers: Mapping[str, Any], decided: date | None) -> dict[str, Any]:
    event = read.one_of(answers, "clock_start_event", CLOCK_STARTS) or "ASSESSMENT_ACCEPTED"
    key = "referral_received_date" if event == "REFERRAL_RECEIVED" else "assessment_accepted_date"
    start = read.day(answers, key)
    if start is None:
        return {"clock_start_event": event, "clock_start": None, "deadline": None, "breach": None}
    deadline = target_date("K9", start, length=read.length(answers, "weeks"))
    late = None if decided is None or deadline is None else decided > deadline
    return {"clock_start_event": event, "clock_start": start, "deadline": deadline, "breach": late}


def _afterwards(answers: Mapping[str, Any]) -> dict[str, Any]:
    born, starts = read.day(answers, "date_of_birth"), read.day(answers, "package_start")
    return {
        "ends_on": reaches_age_on(born, 18) if born else None,
        "first_review_by": target_date("K3", starts) if starts else None,
        "ehc_plan": read.one_of(answers, "ehc_plan", EHC_PLANS) or None,
    }


@tool("transition", "cypcc", "transition_stage", aliases="transition_steps k15", same={"stage": "transition_stage"})
def transition(answers: Mapping[str, Any], on: date, rule_set: str) -> Result:
    """The step into adult care that is due by the day: NOT_DUE, NOTIFIED_14, REFERRED_16, SCREENED,
    DECIDED_IN_PRINCIPLE or MOVED; INCOMPLETE without a date of birth.

    Answers: `date_of_birth`, `transition_stage` (the last step done). facts: `steps` (stage, words, due, done, overdue),
    `next`, `behind`. The decision in principle is due as soon as practicable after the 17th birthday: due, never overdue
    before 18. Children's eligibility is not adult eligibility.
    """
    born = read.day(answers, "date_of_birth")
    if born is None or born > on:
        problem = Problem("date_of_birth", "Enter the date of birth.")
        return incomplete("transition", rule_set, "CHC-TRANSITION", problem)
    stages = list(STAGES)
    done = stages.index(read.one_of(answers, "transition_stage", STAGES) or "NOT_DUE")
    steps: list[dict[str, Any]] = []
    for stage, years in _STEP_AGES.items():
        due, number = reaches_age_on(born, years), stages.index(stage)
        # Screening may take until the 17th birthday; a decision in principle until the 18th.
        late_from = reaches_age_on(born, {"SCREENED": 17, "DECIDED_IN_PRINCIPLE": 18}.get(stage, years))
        overdue = number > done and on > late_from
        steps.append({"stage": stage, "words": STAGES[stage], "due": due, "done": number <= done, "overdue": overdue})
    come = [step["stage"] for step in steps if step["due"] <= on]
    # At 16 the referral is what is due first; screening follows once it is made.
    if come and come[-1] == "SCREENED" and done < stages.index("REFERRED_16"):
        come.pop()
    waiting = [step for step in steps if not step["done"]]
    facts: dict[str, Any] = {
        "steps": steps,
        "next": waiting[0]["stage"] if waiting else None,
        "behind": any(step["due"] <= on for step in waiting),
        "eighteen_on": reaches_age_on(born, 18),
    }
    rules = ["CHC-TRANSITION", "CYP-NOT-ADULT", *(["CHC-G1-17"] if len(come) >= 4 else [])]
    return tell("transition", rule_set, come[-1] if come else "NOT_DUE", *rules, **facts)


def _grown_up(answers: Mapping[str, Any], on: date) -> bool:
    age = read.age(answers, on)
    return age is not None and age >= 18


def _too_old(name: str, rule_set: str) -> Result:
    problem = Problem("date_of_birth", "The person is 18 or over: use the adult route.")
    return tell(name, rule_set, "INVALID", "CYP-AGE", problems=(problem,))
