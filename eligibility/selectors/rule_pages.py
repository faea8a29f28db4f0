"""Rule sets in words for the pages: their status, reasons and worked cases, each evaluated anew.

All of it comes from the tables that the rules themselves read; nothing here knows a rule.
"""

from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache
from typing import Any

from eligibility.rules import Result, evaluate
from eligibility.rules.loading import because, table
from eligibility.rules.registry import TOOLS
from eligibility.rules.rule_sets import RuleSet, rule_set, rule_sets
from eligibility.rules.worked_cases import WorkedCase, worked_cases
from phb.core.errors import NotVisible, RuleBroken
from phb.core.results import Certainty, Reason

FAMILIES = {
    "chc_tools": "NHS Continuing Healthcare",
    "fnc": "NHS-funded nursing care",
    "cypcc": "Children and young people’s continuing care",
    "wheelchair": "Wheelchair services",
    "section_117": "Section 117 aftercare",
    "maternity": "Maternity",
    "end_of_life": "End of life care",
    "local_offer": "Local offers",
    "phb_right": "Right to a personal health budget",
    "direct_payment": "Direct payments",
    "disputes": "Disagreements and complaints",
    "consent": "Consent and capacity",
    "responsible_body": "Which board is responsible",
    "clocks": "Time limits",
}


def family_name(family: str) -> str:
    """The family of rule sets in words."""
    return FAMILIES.get(family, family.replace("_", " ").capitalize())


def status(found: RuleSet, today: date) -> str:
    """IN_FORCE, PAST, TO_COME (its date is known) or NO_DATE (the law waits for its date)."""
    if found.start is None:
        return "NO_DATE"
    if found.in_force(today):
        return "IN_FORCE"
    return "PAST" if found.start < today else "TO_COME"


def families() -> list[tuple[str, list[RuleSet]]]:
    """All rule sets by family, the newest first; those without a date lead."""
    grouped: dict[str, list[RuleSet]] = defaultdict(list)
    for found in rule_sets():
        grouped[found.family].append(found)
    order = [*FAMILIES, *grouped]
    for sets in grouped.values():
        sets.sort(key=lambda one: one.start or date.max, reverse=True)
    return [(family, grouped[family]) for family in sorted(grouped, key=order.index)]


def rule_set_for_page(id: str) -> RuleSet:
    """The rule set with an id. Raises NotVisible if there is none."""
    try:
        return rule_set(id)
    except RuleBroken as error:
        raise NotVisible from error


@dataclass(frozen=True, slots=True)
class Worked:
    """A worked case and what the rules say of it now; `refused` is the sentence where they refuse to calculate."""

    case: WorkedCase
    result: Result | None
    refused: str = ""

    @property
    def codes(self) -> dict[str, Any]:
        """The result's plain values."""
        return self.result.as_dict() if self.result else {}


def work(case: WorkedCase) -> Worked:
    """A case evaluated."""
    try:
        return Worked(case, evaluate(case.tool, case.answers, case.day, case.rule_set))
    except RuleBroken as error:
        return Worked(case, None, error.message)


@cache
def all_worked() -> tuple[Worked, ...]:
    """Every worked case with its result: the rules do not change while a process runs."""
    return tuple(work(case) for case in worked_cases())


def worked_by_tool(found: RuleSet) -> list[tuple[str, list[Worked]]]:
    """The worked cases that a rule set decides, by tool. One refused for its day is shown with the newest set."""
    newest = next(one for family, sets in families() if family == found.family for one in sets if one.start)
    grouped: dict[str, list[Worked]] = defaultdict(list)
    for one in all_worked():
        tool = TOOLS.get(one.case.tool)
        if tool is None or tool.family != found.family:
            continue
        decided_by = one.result.rule_set if one.result else (one.case.rule_set or newest.id)
        if decided_by == found.id:
            grouped[one.case.tool].append(one)
    return sorted(grouped.items(), key=lambda item: list(TOOLS).index(item[0]))


def reasons_of(family: str) -> list[Reason]:
    """Every rule of a family that may stand in a trace, in the order of the table."""
    return [because(rule) for rule, whose in _families_of_reasons().items() if family in whose]


# Rules that no worked case has met yet stand with the family of their matter.
_NEAR = {
    "CLOCK": "clocks", "REV": "chc_tools", "DIS": "chc_tools", "CON": "chc_tools", "JP": "chc_tools",
    "MAT": "local_offer", "EOL": "local_offer", "K9": "cypcc", "ICB": "responsible_body",
}  # fmt: skip


@cache
def _families_of_reasons() -> Mapping[str, frozenset[str]]:
    """Where each rule belongs: where worked cases meet it, else where its neighbours in name belong most."""
    met: dict[str, Counter[str]] = defaultdict(Counter)
    near: dict[str, Counter[str]] = defaultdict(Counter)
    for one in all_worked():
        for rule in _rules_in(one):
            family = TOOLS[one.case.tool].family
            met[rule][family] += 1
            near[rule.split("-")[0]][family] += 1
    found = {}
    for rule in table("reasons"):
        prefix = rule.split("-")[0]
        near_it = near[prefix].most_common(1) or [(_NEAR.get(prefix, ""), 1)]
        found[rule] = frozenset(met[rule]) or frozenset(family for family, _ in near_it if family)
    return found


def _rules_in(one: Worked) -> Iterator[str]:
    if one.result and one.case.tool in TOOLS:
        yield from one.result.rules
        yield from (warning.rule for warning in one.result.warnings)


def reasons_without_a_page() -> list[str]:
    """Rules that no page would show, which a test keeps at none."""
    return [rule for rule, whose in _families_of_reasons().items() if not whose]


MARKS = tuple((mark.value, mark.label) for mark in Certainty)
