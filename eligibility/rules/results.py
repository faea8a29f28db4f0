"""What every rule of eligibility answers: an outcome with its reasons."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from phb.core.results import Reason


@dataclass(frozen=True, slots=True)
class Problem:
    """Something the user must mend: the field it belongs to, and a sentence that says how."""

    field: str
    words: str


@dataclass(frozen=True, slots=True)
class Result:
    """The answer of one tool under one rule set.

    `outcome` is a code of the domain reference; JUDGEMENT_REQUIRED is an answer of its own and never yes or no.
    `reasons` is the trace; `problems` is what must be mended; `warnings` are advice and change nothing;
    `facts` holds counts, dates and codes behind the outcome, by name.
    """

    tool: str
    outcome: str
    reasons: tuple[Reason, ...]
    rule_set: str
    problems: tuple[Problem, ...] = ()
    warnings: tuple[Reason, ...] = ()
    facts: Mapping[str, Any] = field(default_factory=dict)

    @property
    def rules(self) -> tuple[str, ...]:
        """The ids of the rules in the trace, in order."""
        return tuple(reason.rule for reason in self.reasons)

    def as_dict(self) -> dict[str, Any]:
        """The result as plain values for JSON; dates and amounts as text."""
        return {
            "tool": self.tool,
            "rule_set": self.rule_set,
            "outcome": str(self.outcome),
            "reasons": [_reason(reason) for reason in self.reasons],
            "problems": [{"field": problem.field, "words": problem.words} for problem in self.problems],
            "warnings": [_reason(reason) for reason in self.warnings],
            "facts": {name: _plain(value) for name, value in self.facts.items()},
        }


def _reason(reason: Reason) -> dict[str, str]:
    return {"rule": reason.rule, "words": reason.words, "source": reason.source, "certainty": reason.certainty.value}


def _plain(value: Any) -> Any:
    if value is None or isinstance(value, bool | int):
        return value
    if isinstance(value, datetime):
        return value.isoformat()
    if isinstance(value, Mapping):
        return {str(key): _plain(item) for key, item in value.items()}
    if isinstance(value, list | tuple | frozenset | set):
        return [_plain(item) for item in value]
    return str(value)
