"""Children and young people's continuing care: what the pattern of levels suggests. The panel decides."""

from collections import Counter
from collections.abc import Mapping
from datetime import date
from typing import Any

from eligibility.rules import answers as read
from eligibility.rules.domains import check_levels, children_domains
from eligibility.rules.loading import because
from eligibility.rules.results import Problem, Result
from phb.core.periods import age_on, reaches_age_on

EVIDENCE_AREAS = {
    "preferences": "Preferences of the child and family",
    "holistic_assessment": "Holistic assessment of the child and family, carers included",
    "reports": "Reports and risk assessments from the multidisciplinary team",
    "dst_domains": "The domains of the Decision Support Tool",
}


def children(answers: Mapping[str, Any], on: date, rule_set: str) -> Result:
    """LIKELY_CC_NEED or JUDGEMENT_REQUIRED by the levels of ten domains; INCOMPLETE or INVALID.

    Answers: `level` by domain, `evidence_areas` (name: true), `recommendation`, and if known `date_of_birth`.
    One Severe is enough here, where adults need two. JUDGEMENT_REQUIRED is not a refusal.
    """
    levels = read.mapping(answers, "level")
    missing, wrong = check_levels(levels, children_domains(), "level")
    if missing:
        return Result("children", "INCOMPLETE", (because("CYP-INCOMPLETE"),), rule_set, problems=missing + wrong)
    if wrong:
        return Result("children", "INVALID", (because("CYP-INVALID"),), rule_set, problems=wrong)
    born = read.day(answers, "date_of_birth")
    if born is not None and age_on(born, on) >= 18:
        problem = Problem("date_of_birth", "The person is 18 or over: use the adult route.")
        return Result("children", "INVALID", (because("CYP-AGE"),), rule_set, problems=(problem,))
    count = Counter(levels.values())
    met = [
        rule
        for rule, holds in (
            ("CYP-1", count["PRIORITY"] >= 1),
            ("CYP-2", count["SEVERE"] >= 1),
            ("CYP-3", count["HIGH"] >= 3),
        )
        if holds
    ]
    problems = _still_missing(answers)
    facts = {"counts": dict(count), "complete": not problems}
    outcome = "LIKELY_CC_NEED" if met else "JUDGEMENT_REQUIRED"
    return Result(
        "children", outcome, tuple(because(rule) for rule in met or ["CYP-4"]), rule_set, tuple(problems), facts=facts
    )


def _still_missing(answers: Mapping[str, Any]) -> list[Problem]:
    areas = read.mapping(answers, "evidence_areas")
    problems = [
        Problem(f"evidence_areas.{key}", f"Add the evidence: {words[0].lower()}{words[1:]}.")
        for key, words in EVIDENCE_AREAS.items()
        if not read.yes_no(areas, key)
    ]
    if not read.one_of(answers, "recommendation", ["HAS_CC_NEED", "NO_CC_NEED"]):
        problems.append(Problem("recommendation", "Choose the assessor’s recommendation."))
    return problems


def transition_due(born: date, on: date) -> dict[str, date]:
    """The days by which each step into adult care is due, for those that have come by `on`, by stage code."""
    steps = {"NOTIFIED_14": 14, "REFERRED_16": 16, "DECIDED_IN_PRINCIPLE": 17, "MOVED": 18}
    due = {stage: reaches_age_on(born, years) for stage, years in steps.items()}
    return {stage: day for stage, day in due.items() if day <= on}
