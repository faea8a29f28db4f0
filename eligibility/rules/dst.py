"""The Decision Support Tool: is it complete and possible, and what does national guidance say of its pattern?"""

from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from functools import cache
from types import MappingProxyType
from typing import Any

from eligibility.enums import DstOutcome as Outcome
from eligibility.enums import Level, Recommendation
from eligibility.rules import answers as read
from eligibility.rules.domains import adult_domains, by_domain, dst_sheet
from eligibility.rules.loading import because, table
from eligibility.rules.mdt import check_mdt
from eligibility.rules.results import Problem, Result
from eligibility.rules.telling import tool

CHARACTERISTICS = {
    "nature": "What kind of needs these are, their effect on the person, and the type of help required",
    "intensity": "How much help, how severe, how sustained and how continuous",
    "complexity": "How needs arise and interact, and the skill required to monitor and manage them",
    "unpredictability": "How far needs change in ways that are hard to foresee, and the risk if help is late",
}

_RECOMMENDATIONS = [code.value for code in Recommendation]


@cache
def _figures(rule_set: str) -> tuple[int, int]:
    row = table("chc_tools")[rule_set]["dst"]
    return row["priority"], row["severe"]


def indicated_pattern(counts: Mapping[str, int], rule_set: str) -> tuple[Outcome, tuple[str, ...]]:
    """What national guidance says of 12 valid levels by their counts, with the ids of the rules (DST-1 to DST-7).

    No points, and no number for "a number of": JUDGEMENT_REQUIRED is left to the team.
    """
    priority_alone, severe_alone = _figures(rule_set)
    severe, domains = counts["SEVERE"], sum(counts.values())
    expected = {"DST-1": counts["PRIORITY"] >= priority_alone, "DST-2": severe >= severe_alone}
    if any(expected.values()):
        return Outcome.EXPECTED_ELIGIBLE, tuple(rule for rule, holds in expected.items() if holds)
    if counts["NONE"] == domains:
        return Outcome.INDICATES_INELIGIBLE, ("DST-6",)
    if counts["NONE"] + counts["LOW"] == domains:
        return Outcome.UNLIKELY, ("DST-5",)
    nearest = _nearest_pattern(severe, counts["HIGH"] + counts["MODERATE"], domains - counts["NONE"])
    return Outcome.JUDGEMENT_REQUIRED, (nearest,)


def _nearest_pattern(severe: int, high_or_moderate: int, with_needs: int) -> str:
    # All three lead to the same value; this only names the pattern that guidance describes. "A number" is read as more than one.
    if severe:
        return "DST-3" if with_needs - severe > 1 else "DST-7"
    return "DST-4" if high_or_moderate > 1 else "DST-7"


@cache
def _indicated(none: int, low: int, moderate: int, high: int, severe: int, rule_set: str) -> Result:
    """The result of valid levels by their counts alone, with all that completing still needs. One object for all such tools."""
    given = [none, low, moderate, high, severe]
    codes = [level.value for level in Level]
    counts = dict(zip(codes, [*given, len(adult_domains()) - sum(given)], strict=True))
    outcome, rules = indicated_pattern(counts, rule_set)
    facts = MappingProxyType({"counts": MappingProxyType(counts), "departs": False, "complete": False})
    return Result("dst", outcome, tuple(because(rule) for rule in rules), rule_set, problems=_asks(), facts=facts)


@tool(
    "dst",
    "chc_tools",
    "level disagreement nature intensity complexity unpredictability members recommendation rationale completed_on "
    "views_of_person views_of_representative person_views representative_views",
    aliases="decision_support_tool chc_dst adult_dst",
    same={"levels": "level", "domain": "level", "domains": "level", "mdt": "members", "disagreements": "disagreement"},
    shape=by_domain("level", "chc_domains"),
)
def dst(answers: Mapping[str, Any], on: date, rule_set: str) -> Result:
    """EXPECTED_ELIGIBLE, JUDGEMENT_REQUIRED, UNLIKELY, INDICATES_INELIGIBLE, INCOMPLETE (a domain is missing) or INVALID.

    Answers: `level` by domain; `members` of the team; `nature`, `intensity`, `complexity`, `unpredictability`,
    `recommendation`, `rationale`; `disagreement` by domain. The pattern shows as soon as all levels are given;
    `problems` lists what completing the tool still needs, and facts["complete"] says whether nothing is.
    INVALID when a level is impossible or the team that is given is not lawful.
    facts: `counts` of levels, `departs` (the recommendation goes against the pattern), `complete`.
    """
    sheet = dst_sheet()
    levels = read.by_id(answers, "level", bare=False)
    if not sheet.is_sound(levels) and not sheet.is_sound(levels := sheet.canonical(levels)):
        missing, wrong = sheet.problems(levels, "level")
        outcome, rule = (Outcome.INCOMPLETE, "DST-INCOMPLETE") if missing else (Outcome.INVALID, "DST-INVALID")
        return Result("dst", outcome, (because(rule),), rule_set, problems=missing + wrong)
    count = list(levels.values()).count
    result = _indicated(count("NONE"), count("LOW"), count("MODERATE"), count("HIGH"), count("SEVERE"), rule_set)
    return result if len(answers) == 1 else _with_the_rest(result, answers)


def _with_the_rest(result: Result, answers: Mapping[str, Any]) -> Result:
    """The same result with the team, the reasoning and the recommendation, and what of them is still missing."""
    problems = _still_missing(answers)
    warnings = []
    if any(str(note or "").strip() for note in read.mapping(answers, "disagreement").values()):
        warnings.append(because("DST-HIGHER"))
    departs = departs_from_pattern(result.outcome, read.text(answers, "recommendation"))
    if departs:
        warnings.append(because("DST-DEPARTS"))
    outcome, reasons = result.outcome, result.reasons
    if answers.get("members") is None:
        problems.append(_MEMBERS)
    else:
        team = check_mdt(read.named_rows(answers, "members", "profession"))
        problems += team.problems
        warnings += team.warnings
        reasons = (*reasons, team.reason)
        if not team.valid:
            problems.insert(0, Problem("members", team.reason.words))
            outcome, reasons = str(Outcome.INVALID), (team.reason,)
    facts = {**result.facts, "departs": departs, "complete": not problems}
    return replace(
        result, outcome=outcome, reasons=reasons, problems=tuple(problems), warnings=tuple(warnings), facts=facts
    )


def departs_from_pattern(outcome: str, recommendation: str) -> bool:
    """Whether a recommendation goes against the one that the pattern names."""
    return (outcome, recommendation) in {
        (Outcome.EXPECTED_ELIGIBLE, Recommendation.RECOMMEND_NOT_ELIGIBLE),
        (Outcome.INDICATES_INELIGIBLE, Recommendation.RECOMMEND_ELIGIBLE),
    }


_MEMBERS = Problem("members", "Add the members of the multidisciplinary team.")


@cache
def _asks() -> tuple[Problem, ...]:
    reasoning = [
        Problem(name, f"Write the team’s reasoning on {name}: {asks[0].lower()}{asks[1:]}.")
        for name, asks in CHARACTERISTICS.items()
    ]
    recommendation = Problem("recommendation", "Choose the team’s recommendation.")
    return (*reasoning, recommendation, Problem("rationale", "Write why the team recommends this."), _MEMBERS)


def _still_missing(answers: Mapping[str, Any]) -> list[Problem]:
    read.one_of(answers, "recommendation", _RECOMMENDATIONS)
    return [problem for problem in _asks() if problem is not _MEMBERS and not read.text(answers, problem.field)]
