"""Reading answers from a form, the API or a file: the same shapes, the same sentences."""

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from phb.core.errors import RuleBroken

Answers = Mapping[str, Any]


def text(answers: Answers, key: str) -> str:
    """The text given, without outer white space; "" if there is none. Raises RuleBroken for another kind of value."""
    value = answers.get(key)
    if value is None:
        return ""
    if not isinstance(value, str):
        raise RuleBroken(f"Give “{key}” as text.", key)
    return value.strip()


def yes_no(answers: Answers, key: str) -> bool | None:
    """True, False, or None if not answered. Raises RuleBroken for another kind of value."""
    value = answers.get(key)
    if value is None or isinstance(value, bool):
        return value
    raise RuleBroken(f"Answer “{key}” with true or false.", key)


def day(answers: Answers, key: str) -> date | None:
    """A date, given as such or as YYYY-MM-DD; None if not answered. Raises RuleBroken for anything else."""
    value = answers.get(key)
    if value is None or value == "":
        return None
    if isinstance(value, date) and not isinstance(value, datetime):
        return value
    if isinstance(value, str) and len(value) == 10:
        try:
            return date.fromisoformat(value)
        except ValueError:
            pass
    raise RuleBroken(f"Give “{key}” as a date, like 2026-11-22.", key)


def instant(answers: Answers, key: str) -> datetime | None:
    """An instant with its zone, given as such or in ISO form; None if not answered. Raises RuleBroken for anything else."""
    value = answers.get(key)
    if value is None or value == "":
        return None
    if isinstance(value, str):
        try:
            value = datetime.fromisoformat(value)
        except ValueError:
            value = None
    if isinstance(value, datetime) and value.tzinfo is not None:
        return value
    raise RuleBroken(f"Give “{key}” as a date and time with its zone, like 2026-11-22T09:30:00+00:00.", key)


def number(answers: Answers, key: str) -> int | None:
    """A whole number, or None if not answered. Raises RuleBroken for anything else."""
    value = answers.get(key)
    if value is None or (isinstance(value, int) and not isinstance(value, bool)):
        return value
    raise RuleBroken(f"Give “{key}” as a whole number.", key)


def one_of(answers: Answers, key: str, allowed: Any) -> str:
    """A code out of those allowed; "" if not answered. Raises RuleBroken for any other."""
    value = text(answers, key)
    if value and value not in allowed:
        raise RuleBroken(f"“{value}” is not a value of “{key}”. Give one of: {', '.join(allowed)}.", key)
    return value


def mapping(answers: Answers, key: str) -> Answers:
    """Answers by domain, {} if none are given. Raises RuleBroken for another kind of value."""
    value = answers.get(key)
    if value is None:
        return {}
    if not isinstance(value, Mapping):
        raise RuleBroken(f"Give “{key}” as answers by name.", key)
    return value


def rows(answers: Answers, key: str) -> list[Answers]:
    """A list of entries, [] if none are given. Raises RuleBroken for another kind of value."""
    value = answers.get(key)
    if value is None:
        return []
    if not isinstance(value, list | tuple) or not all(isinstance(row, Mapping) for row in value):
        raise RuleBroken(f"Give “{key}” as a list of entries.", key)
    return list(value)
