"""The Checklist of adult continuing healthcare: does the person need a full assessment?"""

from collections.abc import Mapping
from datetime import date
from functools import cache
from typing import Any

from eligibility.enums import ChecklistOutcome as Outcome
from eligibility.enums import Setting
from eligibility.rules import answers as read
from eligibility.rules.domains import check_columns, checklist_domains
from eligibility.rules.loading import because, table
from eligibility.rules.results import Result
from phb.core.periods import age_on
from phb.core.results import Reason

_SETTINGS = [code.value for code in Setting]


@cache
def _figures(rule_set: str) -> tuple[int, int, int]:
    row = table("chc_tools")[rule_set]["checklist"]
    return row["a_alone"], row["b_alone"], row["b_with_one_a"]


@cache
def _keys() -> tuple[tuple[str, ...], tuple[str, ...]]:
    domains = checklist_domains()
    return tuple(domains), tuple(key for key, domain in domains.items() if domain.starred)


def thresholds_met(columns: Mapping[str, str], rule_set: str) -> tuple[str, ...]:
    """The ids of the thresholds CL-1 to CL-4 that valid answers meet (Checklist guidance 2022 para 19)."""
    a_alone, b_alone, b_with_one_a = _figures(rule_set)
    given = list(columns.values())
    a, b = given.count("A"), given.count("B")
    met = []
    if a >= a_alone:
        met.append("CL-1")
    if b >= b_alone:
        met.append("CL-2")
    if a == 1 and b >= b_with_one_a:
        met.append("CL-3")
    if a and any(columns[key] == "A" for key in _keys()[1]):
        met.append("CL-4")
    return tuple(met)


def checklist(answers: Mapping[str, Any], on: date, rule_set: str) -> Result:
    """The outcome of a Checklist.

    Answers: `domain` (A, B or C by domain key), `judgement_reason` text, and if known `setting` and `date_of_birth`.
    A positive outcome is not eligibility: it asks for a full assessment.
    """
    columns = read.mapping(answers, "domain")
    missing, wrong = check_columns(columns, "domain")
    if missing:
        return Result("checklist", Outcome.INCOMPLETE, (because("CL-INCOMPLETE"),), rule_set, problems=missing + wrong)
    if wrong:
        return Result("checklist", Outcome.INVALID, (because("CL-INVALID"),), rule_set, problems=wrong)
    met = thresholds_met(columns, rule_set)
    if met:
        outcome, reasons = Outcome.POSITIVE, tuple(because(rule) for rule in met)
    elif read.text(answers, "judgement_reason"):
        outcome, reasons = Outcome.POSITIVE_BY_JUDGEMENT, (because("CL-JUDGEMENT"),)
    else:
        outcome, reasons = Outcome.NEGATIVE, (because("CL-NONE"), because("CL-REQUEST"))
    return Result("checklist", outcome, reasons, rule_set, warnings=_advice(answers, on), facts=_counts(columns))


def _counts(columns: Mapping[str, str]) -> dict[str, Any]:
    given = list(columns.values())
    return {
        "a": given.count("A"),
        "b": given.count("B"),
        "c": given.count("C"),
        "starred_a": tuple(key for key in _keys()[1] if columns[key] == "A"),
    }


def _advice(answers: Mapping[str, Any], on: date) -> tuple[Reason, ...]:
    advice = []
    born = read.day(answers, "date_of_birth")
    if born is not None and age_on(born, on) < 18:
        advice.append(because("CHC-TRANSITION"))
    if read.one_of(answers, "setting", _SETTINGS) == Setting.ACUTE_HOSPITAL:
        advice.append(because("CHC-G5"))
    return tuple(advice)
