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
    codes: frozenset[str] = frozenset()


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
    return {key: _domain(key, row) for key, row in table(name)["domains"].items()}


def _domain(key: str, row: Mapping[str, Any]) -> Domain:
    levels = tuple(Level(level) for level in row["levels"])
    codes = frozenset(level.value for level in levels)
    return Domain(key, row["label"], levels, row["help"], row.get("checklist", False), row.get("starred", False), codes)


Problems = tuple[tuple[Problem, ...], tuple[Problem, ...]]
_FINE: Problems = ((), ())


def check_levels(given: Mapping[str, Any], domains: Mapping[str, Domain], field: str) -> Problems:
    """What is missing, and what is not possible, among levels given by domain: (missing, wrong)."""
    # A million sound forms are checked at a time: the words below are only made for those that are not.
    if given.keys() == domains.keys() and all(type(v) is str and v in domains[key].codes for key, v in given.items()):
        return _FINE
    asks = {key: f"Choose a level for {domain.label}." for key, domain in domains.items()}
    possible = {key: ", ".join(level.label for level in domain.levels) for key, domain in domains.items()}
    mends = {key: f"{domains[key].label} has no such level. Choose one of: {words}." for key, words in possible.items()}
    return _check(given, {key: domain.codes for key, domain in domains.items()}, field, asks, mends)


_COLUMNS = frozenset("ABC")


def check_columns(given: Mapping[str, Any], field: str) -> Problems:
    """What is missing, and what is not possible, among Checklist answers by domain: (missing, wrong)."""
    domains = checklist_domains()
    if given.keys() == domains.keys() and all(type(v) is str and v in _COLUMNS for v in given.values()):
        return _FINE
    asks = {key: f"Choose A, B or C for {domain.label}." for key, domain in domains.items()}
    return _check(given, dict.fromkeys(domains, _COLUMNS), field, asks, asks)


def _check(
    given: Mapping[str, Any],
    codes: Mapping[str, frozenset[str]],
    field: str,
    asks: Mapping[str, str],
    mends: Mapping[str, str],
) -> Problems:
    missing = tuple(Problem(f"{field}.{key}", ask) for key, ask in asks.items() if _blank(given.get(key)))
    wrong = []
    for key, value in given.items():
        if key not in codes:
            wrong.append(Problem(f"{field}.{key}", f"“{key}” is not a domain of this tool. Take it out."))
        elif not _blank(value) and (not isinstance(value, str) or value not in codes[key]):
            wrong.append(Problem(f"{field}.{key}", mends[key]))
    return missing, tuple(wrong)


def _blank(value: Any) -> bool:
    return value is None or value == ""
