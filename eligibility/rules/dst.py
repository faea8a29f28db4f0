"""The Decision Support Tool: is it complete and possible, and what does national guidance say of its pattern?"""

from collections.abc import Mapping
from datetime import date
from functools import cache
from typing import Any

from eligibility.enums import DstOutcome as Outcome
from eligibility.enums import Level, Recommendation
from eligibility.rules import answers as read
from eligibility.rules.domains import adult_domains, check_levels
from eligibility.rules.loading import because, table
from eligibility.rules.mdt import check_mdt
from eligibility.rules.results import Problem, Result
from phb.core.results import Reason

CHARACTERISTICS = {
    "nature": "What kind of needs these are, their effect on the person, and the type of help required",
    "intensity": "How much help, how severe, how sustained and how continuous",
    "complexity": "How needs arise and interact, and the skill required to monitor and manage them",
    "unpredictability": "How far needs change in ways that are hard to foresee, and the risk if help is late",
}

_RECOMMENDATIONS = [code.value for code in Recommendation]
_CODES = tuple(level.value for level in Level)


@cache
def _figures(rule_set: str) -> tuple[int, int]:
    row = table("chc_tools")[rule_set]["dst"]
    return row["priority"], row["severe"]


def indicated_pattern(levels: Mapping[str, str], rule_set: str) -> tuple[Outcome, tuple[str, ...]]:
    """What national guidance says of 12 valid levels, with the ids of the rules (DST-1 to DST-7).

    No points, and no number for "a number of": JUDGEMENT_REQUIRED is left to the team.
    """
    priority_alone, severe_alone = _figures(rule_set)
    given = list(levels.values())
    priority, severe, none = given.count("PRIORITY"), given.count("SEVERE"), given.count("NONE")
    if priority >= priority_alone or severe >= severe_alone:
        met = [
            rule for rule, holds in (("DST-1", priority >= priority_alone), ("DST-2", severe >= severe_alone)) if holds
        ]
        return Outcome.EXPECTED_ELIGIBLE, tuple(met)
    if none == len(given):
        return Outcome.INDICATES_INELIGIBLE, ("DST-6",)
    if none + given.count("LOW") == len(given):
        return Outcome.UNLIKELY, ("DST-5",)
    high_or_moderate = given.count("HIGH") + given.count("MODERATE")
    return Outcome.JUDGEMENT_REQUIRED, (_nearest_pattern(severe, high_or_moderate, len(given) - none),)


def _nearest_pattern(severe: int, high_or_moderate: int, with_needs: int) -> str:
    # All three lead to the same value; this only names the pattern that guidance describes. "A number" is read as more than one.
    if severe:
        return "DST-3" if with_needs - severe > 1 else "DST-7"
    return "DST-4" if high_or_moderate > 1 else "DST-7"


def dst(answers: Mapping[str, Any], on: date, rule_set: str) -> Result:
    """The indicated pattern of a Decision Support Tool, and what is still missing before it can be completed.

    Answers: `level` by domain; `members` of the team; `nature`, `intensity`, `complexity`, `unpredictability`,
    `recommendation`, `rationale`; `disagreement` by domain. The pattern shows as soon as all levels are given;
    `problems` lists what completing the tool still needs, and facts["complete"] says whether nothing is.
    INVALID when a level is impossible or the team that is given is not lawful.
    """
    domains, levels = adult_domains(), _canonical(read.mapping(answers, "level"))
    missing, wrong = check_levels(levels, domains, "level")
    if missing:
        return Result("dst", Outcome.INCOMPLETE, (because("DST-INCOMPLETE"),), rule_set, problems=missing + wrong)
    if wrong:
        return Result("dst", Outcome.INVALID, (because("DST-INVALID"),), rule_set, problems=wrong)
    outcome, rules = indicated_pattern(levels, rule_set)
    reasons = [because(rule) for rule in rules]
    problems = _still_missing(answers)
    warnings: list[Reason] = []
    if any(str(note).strip() for note in read.mapping(answers, "disagreement").values()):
        warnings.append(because("DST-HIGHER"))
    departs = departs_from_pattern(outcome, read.text(answers, "recommendation"))
    if departs:
        warnings.append(because("DST-DEPARTS"))
    if answers.get("members") is None:
        problems.append(Problem("members", "Add the members of the multidisciplinary team."))
    else:
        team = check_mdt(read.rows(answers, "members"))
        problems += team.problems
        warnings += team.warnings
        if not team.valid:
            problems.insert(0, Problem("members", team.reason.words))
            return Result(
                "dst",
                Outcome.INVALID,
                (team.reason,),
                rule_set,
                tuple(problems),
                tuple(warnings),
                _facts(levels, departs, problems),
            )
        reasons.append(team.reason)
    return Result(
        "dst", outcome, tuple(reasons), rule_set, tuple(problems), tuple(warnings), _facts(levels, departs, problems)
    )


def departs_from_pattern(outcome: str, recommendation: str) -> bool:
    """Whether a recommendation goes against the one that the pattern names."""
    return (outcome, recommendation) in {
        (Outcome.EXPECTED_ELIGIBLE, Recommendation.RECOMMEND_NOT_ELIGIBLE),
        (Outcome.INDICATES_INELIGIBLE, Recommendation.RECOMMEND_ELIGIBLE),
    }


def _canonical(levels: Mapping[str, Any]) -> Mapping[str, Any]:
    aliases = table("chc_domains")["aliases"]
    if levels.keys() & aliases.keys():
        return {aliases.get(key, key): value for key, value in levels.items()}
    return levels


@cache
def _asks() -> tuple[Problem, ...]:
    reasoning = [
        Problem(name, f"Write the team’s reasoning on {name}: {asks[0].lower()}{asks[1:]}.")
        for name, asks in CHARACTERISTICS.items()
    ]
    recommendation = Problem("recommendation", "Choose the team’s recommendation.")
    return (*reasoning, recommendation, Problem("rationale", "Write why the team recommends this."))


def _still_missing(answers: Mapping[str, Any]) -> list[Problem]:
    read.one_of(answers, "recommendation", _RECOMMENDATIONS)
    return [problem for problem in _asks() if not read.text(answers, problem.field)]


def _facts(levels: Mapping[str, str], departs: bool, problems: list[Problem]) -> dict[str, Any]:
    given = list(levels.values())
    return {
        "counts": {code: given.count(code) for code in _CODES},
        "departs": departs,
        "complete": not problems,
    }
