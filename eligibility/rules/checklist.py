"""The Checklist of adult continuing healthcare: does the person need a full assessment?"""

from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from functools import cache
from types import MappingProxyType
from typing import Any

from eligibility.enums import ChecklistOutcome as Outcome
from eligibility.enums import Setting
from eligibility.rules import answers as read
from eligibility.rules.clocks import target_date
from eligibility.rules.domains import by_domain, checklist_domains, checklist_sheet
from eligibility.rules.loading import because, table
from eligibility.rules.results import Result
from eligibility.rules.telling import tool
from phb.core.results import Reason

_SETTINGS = [code.value for code in Setting]


@cache
def _figures(rule_set: str) -> tuple[int, int, int]:
    row = table("chc_tools")[rule_set]["checklist"]
    return row["a_alone"], row["b_alone"], row["b_with_one_a"]


def thresholds_met(a: int, b: int, starred_a: int, rule_set: str) -> tuple[str, ...]:
    """The ids of the thresholds CL-1 to CL-4 that counts of valid answers meet (Checklist guidance 2022 para 19)."""
    a_alone, b_alone, b_with_one_a = _figures(rule_set)
    met = {
        "CL-1": a >= a_alone,
        "CL-2": b >= b_alone,
        "CL-3": a == 1 and b >= b_with_one_a,
        "CL-4": starred_a >= 1,
    }
    return tuple(rule for rule, holds in met.items() if holds)


@cache
def _indicated(a: int, b: int, starred_a: tuple[str, ...], rule_set: str) -> Result:
    """The result of valid answers by their counts alone. One object for all Checklists that share them."""
    met = thresholds_met(a, b, len(starred_a), rule_set)
    rules = met or ("CL-NONE", "CL-REQUEST")
    outcome = Outcome.POSITIVE if met else Outcome.NEGATIVE
    facts = MappingProxyType({"a": a, "b": b, "c": len(checklist_domains()) - a - b, "starred_a": starred_a})
    return Result("checklist", outcome, tuple(because(rule) for rule in rules), rule_set, facts=facts)


@tool(
    "checklist",
    "chc_tools",
    "domain judgement_reason received_by_icb rationale practitioner_name practitioner_role practitioner_organisation "
    "people_involved completed_on",
    aliases="chc_checklist nhs_chc_checklist nhs_continuing_healthcare_checklist screening",
    same={
        "domains": "domain",
        "columns": "domain",
        "received_date": "received_by_icb",
        "reasoned_need": "judgement_reason",
        "judgement": "judgement_reason",
        "date": "completed_on",
    },
    shape=by_domain("domain", "chc_domains"),
)
def checklist(answers: Mapping[str, Any], on: date, rule_set: str) -> Result:
    """POSITIVE, POSITIVE_BY_JUDGEMENT, NEGATIVE, INCOMPLETE (a domain is missing) or INVALID (a value or domain is wrong).

    Answers: `domain` (A, B or C by domain key), `judgement_reason` text, and if known `setting`, `date_of_birth`,
    `received_by_icb` (then a positive outcome has facts["deadline"], day 28). facts: `a`, `b`, `c`, `starred_a`.
    A positive outcome is not eligibility: it asks for a full assessment.
    """
    sheet = checklist_sheet()
    columns = read.by_id(answers, "domain", bare=False)
    if not sheet.is_sound(columns) and not sheet.is_sound(columns := sheet.canonical(columns)):
        missing, wrong = sheet.problems(columns, "domain")
        outcome, rule = (Outcome.INCOMPLETE, "CL-INCOMPLETE") if missing else (Outcome.INVALID, "CL-INVALID")
        return Result("checklist", outcome, (because(rule),), rule_set, problems=missing + wrong)
    count = list(columns.values()).count
    a = count("A")
    result = _indicated(a, count("B"), sheet.starred_at(columns, "A") if a else (), rule_set)
    return result if len(answers) == 1 else _with_the_rest(result, answers, on)


def _with_the_rest(result: Result, answers: Mapping[str, Any], on: date) -> Result:
    """The same result with judgement, advice and the clock, which only some Checklists have."""
    if result.outcome is Outcome.NEGATIVE and read.text(answers, "judgement_reason"):
        result = replace(result, outcome=Outcome.POSITIVE_BY_JUDGEMENT, reasons=(because("CL-JUDGEMENT"),))
    advice = _advice(answers, on)
    received = read.day(answers, "received_by_icb")
    if received is not None and result.outcome is not Outcome.NEGATIVE:
        deadline = target_date("K1", received)
        result = replace(result, facts={**result.facts, "received_by_icb": received, "deadline": deadline})
    return replace(result, warnings=advice) if advice else result


def _advice(answers: Mapping[str, Any], on: date) -> tuple[Reason, ...]:
    advice = []
    age = read.age(answers, on)
    if age is not None and age < 18:
        advice.append(because("CHC-TRANSITION" if age >= 16 else "CHC-G1"))
    if read.one_of(answers, "setting", _SETTINGS) == Setting.ACUTE_HOSPITAL:
        advice.append(because("CHC-G5"))
    return tuple(advice)
