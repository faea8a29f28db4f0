"""How a rule gives its answer, and how a tool says which answers it reads."""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from eligibility.rules.loading import because
from eligibility.rules.results import Problem, Result
from phb.core.results import Certainty, Reason

Answers = Mapping[str, Any]
Rule = Callable[[Answers, date, str], Result]
Shape = Callable[[dict[str, Any]], dict[str, Any]]

# What every form carries (reference A.1). Known to each tool, read only by those that need it.
COMMON = frozenset(
    [
        "person_id",
        "date_of_birth",
        "assessment_date",
        "rule_set_id",
        "icb_code",
        "la_code",
        "assessor_id",
        "assessor_role",
        "participated",
        "capacity",
        "needs_interpreter",
        "evidence",
        "setting",
        "title",
        "note",
    ]
)


@dataclass(frozen=True, slots=True)
class Tool:
    """One tool: its name, the family of its rule sets, the rule, the answers it reads and its other names."""

    name: str
    family: str
    rule: Rule
    keys: frozenset[str]
    aliases: tuple[str, ...] = ()
    same: Mapping[str, str] = field(default_factory=dict)
    shape: Shape | None = None
    known: frozenset[str] = frozenset()

    @property
    def words(self) -> str:
        """What the tool says and which answers it reads, in words."""
        return (self.rule.__doc__ or "").strip()


TOOLS: dict[str, Tool] = {}


def tool(
    name: str,
    family: str,
    keys: str,
    *,
    aliases: str = "",
    same: Mapping[str, str] | None = None,
    shape: Shape | None = None,
) -> Callable[[Rule], Rule]:
    """Register a rule as a tool. `keys` and `aliases` are names set apart by spaces.

    `same` maps other spellings of an answer to its key; `shape` mends a case that is laid out in another way.
    """

    def register(rule: Rule) -> Rule:
        own = frozenset(keys.split())
        TOOLS[name] = Tool(name, family, rule, own, tuple(aliases.split()), same or {}, shape, own | COMMON)
        return rule

    return register


def plain_name(text: str) -> str:
    """A name in small letters with low lines, without a count in brackets: “Level[12]” is “level”."""
    return re.sub(r"[^a-z0-9]+", "_", re.sub(r"\[.*\]$", "", text.strip()).lower()).strip("_")


def tell(
    name: str,
    rule_set: str,
    outcome: str,
    *rules: str,
    problems: tuple[Problem, ...] | list[Problem] = (),
    warnings: tuple[str, ...] | list[str] = (),
    **facts: Any,
) -> Result:
    """A result by the ids of its rules and warnings."""
    reasons = tuple(because(rule) for rule in rules)
    advice = tuple(because(rule) for rule in warnings)
    return Result(name, outcome, reasons, rule_set, problems=tuple(problems), warnings=advice, facts=facts)


def incomplete(name: str, rule_set: str, rule: str, *problems: Problem, **facts: Any) -> Result:
    """The answer that more must be entered first."""
    return tell(name, rule_set, "INCOMPLETE", rule, problems=problems, **facts)


def under_our_names(found: Tool, answers: Answers) -> tuple[dict[str, Any], tuple[Reason, ...]]:
    """Answers under the keys that the tool reads, and a warning for each that it does not know."""
    given = {str(key): value for key, value in answers.items()}
    if found.shape is not None:
        given = found.shape(given)
    named = {key: value for key, value in given.items() if key in found.known}
    unknown = []
    for key, value in given.items():
        if key in found.known:
            continue
        plain = plain_name(key)
        ours = found.same.get(key) or found.same.get(plain) or (plain if plain in found.known else None)
        if ours is None or ours in named:
            unknown.append(_unread(key, found))
        else:
            named[ours] = value
    return named, tuple(unknown)


def _unread(key: str, found: Tool) -> Reason:
    words = (
        f"“{key[:80]}” is not an answer of “{found.name}” and was not read. It reads: {', '.join(sorted(found.keys))}."
    )
    return Reason("ANSWER-UNKNOWN", words, "Convention of this product", Certainty.CONVENTION)
