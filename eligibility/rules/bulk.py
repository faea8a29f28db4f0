"""Many cases of one tool at a time, in and out as JSON: each answered for itself, in the order given."""

import json
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from eligibility.rules.registry import evaluate_case, tool_named
from eligibility.rules.results import Result
from phb.core.errors import RuleBroken

MOST_CASES = 10_000


@dataclass(frozen=True, slots=True)
class Refused:
    """A case that could not be read: why, in a sentence, and the answer that it belongs to, if to one."""

    error: str
    field: str | None

    def as_dict(self) -> dict[str, Any]:
        """The refusal as plain values for JSON."""
        return {"error": self.error, "field": self.field}


def cases_in(sent: Any) -> tuple[list[Any], bool]:
    """The cases in what was sent, and whether it was one alone: an object, a list, or an object with `cases`.

    Raises RuleBroken for anything else, and for more than MOST_CASES.
    """
    if isinstance(sent, Mapping) and isinstance(sent.get("cases"), list):
        sent = sent["cases"]
    if isinstance(sent, Mapping):
        return [sent], True
    if not isinstance(sent, list):
        raise RuleBroken("Give the answers of one case as an object, or those of many as a list of objects.")
    if len(sent) > MOST_CASES:
        raise RuleBroken(f"Send at most {MOST_CASES:,} cases at a time.")
    return sent, False


def evaluate_many(
    tool: str, cases: Iterable[Any], *, today: date, on: date | None = None, rule_set: str | None = None
) -> Iterator[Result | Refused]:
    """The result of each case in order; one that cannot be read is Refused and does not stop the others.

    Raises RuleBroken for an unknown tool.
    """
    name = tool_named(tool).name
    for case in cases:
        try:
            yield evaluate_case(name, case, today=today, on=on, rule_set=rule_set)
        except RuleBroken as refusal:
            yield Refused(refusal.message, refusal.field)


def as_json(results: Iterable[Result | Refused]) -> Iterator[str]:
    """Each result as JSON text. Cases that share a result share its text, so that thousands are quick."""
    written: dict[int, tuple[Result | Refused, str]] = {}
    for result in results:
        kept = written.get(id(result))
        if kept is None:
            kept = (result, json.dumps(result.as_dict(), ensure_ascii=False))
            written[id(result)] = kept  # the result is kept too: its id stays its own
        yield kept[1]


def read_json(text: str) -> Any:
    """What a JSON text says; numbers with a point as Decimal. Raises RuleBroken, in words, for one that is not sound."""
    if not text.strip():
        raise RuleBroken("Nothing was sent. Give the answers as JSON.")
    try:
        return json.loads(text, parse_float=Decimal, parse_constant=_no_number, object_pairs_hook=_once_each)
    except RecursionError as error:
        raise RuleBroken("This JSON is nested too deeply.") from error
    except json.JSONDecodeError as error:
        raise RuleBroken(f"This is not JSON: {error}.") from error
    except ValueError as error:  # thousands of digits
        raise RuleBroken("A number in this JSON is too long.") from error


def _no_number(name: str) -> Any:
    raise RuleBroken(f"“{name}” is not a number.")


def _once_each(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) != len(pairs):
        twice = Counter(name for name, _ in pairs).most_common(1)[0][0]
        raise RuleBroken(f"“{twice}” is given twice. Give it once.", twice)
    return found
