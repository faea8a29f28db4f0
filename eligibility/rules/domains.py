"""The care domains of a tool: which there are, which levels each has, and the help beside them."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any

from eligibility.enums import Level
from eligibility.rules.loading import table
from eligibility.rules.results import Problem


@dataclass(frozen=True, slots=True)
class Domain:
    """One care domain. `help` is our own words by level, shown beside the official tool, pending clinical approval."""

    key: str
    label: str
    levels: tuple[Level, ...]
    help: Mapping[str, str]
    in_checklist: bool = False
    starred: bool = False


@cache
def adult_domains() -> Mapping[str, Domain]:
    """The 12 domains of the adult Decision Support Tool by key, in order."""
    return _domains("chc_domains")


@cache
def checklist_domains() -> Mapping[str, Domain]:
    """The 11 domains of the Checklist by key, in order."""
    return {key: domain for key, domain in adult_domains().items() if domain.in_checklist}


@cache
def children_domains() -> Mapping[str, Domain]:
    """The ten domains of children's continuing care by key, in order."""
    return _domains("children_domains")


def help_status(tool_table: str = "chc_domains") -> str:
    """How far the help texts have been approved, to be shown beside them."""
    return str(table(tool_table)["help_status"])


def _domains(name: str) -> dict[str, Domain]:
    return {
        key: Domain(
            key,
            row["label"],
            tuple(Level(level) for level in row["levels"]),
            row["help"],
            row.get("checklist", False),
            row.get("starred", False),
        )
        for key, row in table(name)["domains"].items()
    }


def check_levels(
    given: Mapping[str, Any], domains: Mapping[str, Domain], field: str
) -> tuple[list[Problem], list[Problem]]:
    """What is missing, and what is not possible, among levels given by domain: (missing, wrong)."""
    missing = [
        Problem(f"{field}.{key}", f"Choose a level for {domain.label}.")
        for key, domain in domains.items()
        if _blank(given.get(key))
    ]
    wrong = []
    for key, value in given.items():
        if key not in domains:
            wrong.append(Problem(f"{field}.{key}", f"“{key}” is not a domain of this tool. Take it out."))
        elif not _blank(value) and (not isinstance(value, str) or value not in domains[key].levels):
            possible = ", ".join(level.label for level in domains[key].levels)
            wrong.append(
                Problem(f"{field}.{key}", f"{domains[key].label} has no such level. Choose one of: {possible}.")
            )
    return missing, wrong


def check_columns(given: Mapping[str, Any], field: str) -> tuple[list[Problem], list[Problem]]:
    """What is missing, and what is not possible, among Checklist answers by domain: (missing, wrong)."""
    domains = checklist_domains()
    missing = [
        Problem(f"{field}.{key}", f"Choose A, B or C for {domain.label}.")
        for key, domain in domains.items()
        if _blank(given.get(key))
    ]
    wrong = []
    for key, value in given.items():
        if key not in domains:
            wrong.append(Problem(f"{field}.{key}", f"“{key}” is not a domain of the Checklist. Take it out."))
        elif not _blank(value) and value not in ("A", "B", "C"):
            wrong.append(Problem(f"{field}.{key}", f"Choose A, B or C for {domains[key].label}."))
    return missing, wrong


def _blank(value: Any) -> bool:
    return value is None or value == ""
