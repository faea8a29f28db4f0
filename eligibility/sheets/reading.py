"""What was typed on a form, as the rules read it; what cannot be read or is still needed, with words that say how to mend it."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal, InvalidOperation
from typing import Any

from eligibility.rules.results import Problem
from eligibility.sheets.fields import Field, Kind, Part, When
from phb.core.errors import MoneyError
from phb.core.money import parse_pounds

YES = ("yes", "true", "on")
NO = ("no", "false")


@dataclass(slots=True)
class Reading:
    """Answers for the rule, and what could not be read: a value that is no date is kept as typed but not read."""

    answers: dict[str, Any] = field(default_factory=dict)
    problems: list[Problem] = field(default_factory=list)


def read_answers(parts: Iterable[Part], answers: Mapping[str, Any]) -> Reading:
    """The answers of a form as the rules read them. Blanks and empty rows are left out; answers of other forms pass."""
    fields = [each for part in parts for each in part.fields]
    covered = {name.split(".")[0] for each in fields for name in (each.key, *(column.key for column in _texts(each)))}
    read = Reading({key: value for key, value in answers.items() if key not in covered and value not in ("", None)})
    for each in fields:
        _read_field(each, answers, read)
    return read


def missing(parts: Iterable[Part], answers: Mapping[str, Any], known_to_rule: Iterable[str]) -> list[Problem]:
    """What the form itself needs and the rule does not ask for: findings, the assessor, the recommendation and why."""
    asked = set(known_to_rule)
    return [
        Problem(each.key, ask(each))
        for part in parts
        for each in part.fields
        if (each.always or (each.required and each.key.split(".")[0] not in asked))
        and applies(part.when, answers)
        and applies(each.when, answers)
        and blank(at(answers, each.key))
    ]


def applies(when: When | None, answers: Mapping[str, Any]) -> bool:
    """Whether a part or field applies to what has been answered so far."""
    if when is None:
        return True
    value = at(answers, when.field)
    return ("yes" if value is True else "no" if value is False else str(value or "")) in when.values


def ask(each: Field) -> str:
    """How to answer a field that is still empty."""
    if each.kind in (Kind.CHOICE, Kind.SELECT, Kind.DOMAIN, Kind.TICKS):
        return f"Choose: {each.label}"
    return f"Answer: {each.label}" if each.label.endswith("?") else f"Enter: {each.label}"


def at(answers: Any, name: str) -> Any:
    """The value at a dotted name, None if there is none."""
    for step in name.split("."):
        if isinstance(answers, list):
            answers = answers[int(step)] if step.isdigit() and int(step) < len(answers) else None
        else:
            answers = answers.get(step) if isinstance(answers, Mapping) else None
    return answers


def blank(value: Any) -> bool:
    """Whether nothing has been answered. False is an answer."""
    return value is None or value == "" or value == {} or value == [] or (isinstance(value, str) and not value.strip())


def as_date(value: Any) -> date | None:
    """A kept day, or None for one that is only typed so far."""
    if isinstance(value, date):
        return value
    try:
        return date.fromisoformat(value) if isinstance(value, str) and len(value) == 10 else None
    except ValueError:
        return None


def _texts(each: Field) -> tuple[Field, ...]:
    return each.columns if each.kind is Kind.DOMAIN else ()


def _read_field(each: Field, answers: Mapping[str, Any], read: Reading) -> None:
    if each.kind is Kind.ROWS:
        if found := _rows(each, at(answers, each.key), read.problems):
            read.answers[each.key] = found
        return
    value = at(answers, each.key)
    if each.kind is Kind.TICKS and isinstance(value, Mapping):
        value = [option.value for option in each.choices if value.get(option.value) is True]
    for single in (each, *_texts(each)):
        held = value if single is each else at(answers, single.key)
        typed, problem = _value(single, held, single.key)
        if problem is not None:
            read.problems.append(problem)
        elif not blank(typed):
            _put(read.answers, single.key, typed)


def _rows(each: Field, given: Any, problems: list[Problem]) -> list[dict[str, Any]]:
    """The rows with something in them, in order."""
    found = []
    for index, row in enumerate(given if isinstance(given, list) else []):
        if not isinstance(row, Mapping) or all(blank(value) or value is False for value in row.values()):
            continue
        typed = dict(row)
        for column in each.columns:
            name = f"{each.key}.{index}.{column.key}"
            value, problem = _value(column, row.get(column.key), name)
            typed.pop(column.key, None)
            if problem is not None:
                problems.append(problem)
            elif not blank(value):
                typed[column.key] = value
        found.append(typed)
    return found


def _value(each: Field, value: Any, name: str) -> tuple[Any, Problem | None]:
    """One value as the rules read it, or what is wrong with it."""
    if blank(value):
        return None, None
    match each.kind:
        case Kind.YES_NO:
            return yes_or_no(value), None
        case Kind.TICK:
            return (True if value is True or value in YES else None), None
        case Kind.DATE if as_date(value) is None:
            return None, Problem(name, f"{each.label}: enter a real date, like 14 5 2026.")
        case Kind.MONEY:
            try:
                parse_pounds(str(value))
            except MoneyError as wrong:
                return None, Problem(name, f"{each.label}: {wrong}")
        case Kind.NUMBER:
            return _number(each, value, name)
    return value, None


def yes_or_no(value: Any) -> bool | None:
    """True, False, or None for anything that is neither."""
    if isinstance(value, bool):
        return value
    return True if value in YES else False if value in NO else None


def _number(each: Field, value: Any, name: str) -> tuple[Any, Problem | None]:
    """A whole number; a criterion of an offer may ask for a decimal one, which is read as text."""
    typed = str(value).strip().replace(",", "")
    if typed.isascii() and typed.isdigit():
        return int(typed), None
    try:
        if name.startswith("criterion_answers.") and Decimal(typed).is_finite():
            return typed, None
    except InvalidOperation:
        pass
    return None, Problem(name, f"{each.label}: enter a number in digits, like 12.")


def _put(answers: dict[str, Any], name: str, value: Any) -> None:
    *path, last = name.split(".")
    for step in path:
        answers = answers.setdefault(step, {})
    answers[last] = value
