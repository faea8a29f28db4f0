"""Worked cases: cases/*.yaml, one file for each tool, run by the tests and shown on the pages of the rule sets.

A case gives a title, the answers (over a `base` of others, if it names one), the day, and what must come out.
"all" among domains or levels stands for every domain that is not named.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache
from importlib.resources import files
from typing import Any

import yaml

from eligibility.rules.domains import adult_domains, checklist_domains, children_domains

DAY = date(2026, 11, 1)
"""The day of a case that names none."""

DOMAINS = {"checklist": checklist_domains, "dst": adult_domains, "children": children_domains}


@dataclass(frozen=True, slots=True)
class WorkedCase:
    """One worked case: what it shows, the whole answers given, the day, the rule set asked for, and what is expected."""

    tool: str
    title: str
    answers: Mapping[str, Any]
    day: date
    rule_set: str | None
    expected: Mapping[str, Any]


@cache
def worked_cases() -> tuple[WorkedCase, ...]:
    """All worked cases by tool, in the order of their files."""
    folder = files("eligibility.rules").joinpath("cases")
    found = []
    for file in sorted(folder.iterdir(), key=lambda file: file.name):
        if file.name.endswith(".yaml"):
            tool = file.name.removesuffix(".yaml")
            found += [_case(tool, row) for row in yaml.safe_load(file.read_text("utf-8"))]
    return tuple(found)


def _case(tool: str, row: Mapping[str, Any]) -> WorkedCase:
    answers = BASES[row.get("base")] | _expand(tool, row.get("answers", {}))
    return WorkedCase(tool, row["title"], answers, row.get("day", DAY), row.get("rule_set"), row)


def _expand(tool: str, answers: Mapping[str, Any]) -> dict[str, Any]:
    """Fill in "all" with every domain that the case does not name."""
    full = dict(answers)
    for key in ("domain", "level"):
        given = full.get(key)
        if isinstance(given, Mapping) and "all" in given:
            named = dict(given)
            everywhere = named.pop("all")
            full[key] = dict.fromkeys(DOMAINS[tool](), everywhere) | named
    return full


_SUITABLE: dict[str, Any] = {
    "can_manage": "ALONE",
    "appropriate_for_condition": True,
    "value_for_money": True,
    "care_plan_agreed": True,
    "coordinator_id": "made-up",
}
_ADULT = _SUITABLE | {"date_of_birth": date(1980, 5, 1), "capacity": "HAS_CAPACITY", "consent": True}
BASES: dict[str | None, dict[str, Any]] = {
    None: {},
    "adult": _ADULT,
    "child": _SUITABLE
    | {
        "date_of_birth": date(2015, 5, 1),
        "representative_basis": "PARENTAL_RESPONSIBILITY",
        "representative_consents": True,
    },
    "lacks": _SUITABLE
    | {
        "date_of_birth": date(1980, 5, 1),
        "capacity": "LACKS_CAPACITY",
        "representative_basis": "DEPUTY",
        "representative_consents": True,
    },
    "nominee": _ADULT
    | {
        "recipient_type": "NOMINEE",
        "nominee_kind": "INDIVIDUAL",
        "nominee_relationship": "SISTER",
        "nominee_agrees": True,
        "body_agrees_nominee": True,
    },
}
"""Answers that a case may build upon by name, so that it says only what it is about."""
