"""A form for any tool of the rules, made from its worked cases: what they answer, and how, is what can be answered here."""

from collections import Counter
from collections.abc import Iterator, Mapping
from datetime import date, datetime
from functools import cache
from typing import Any

from django import forms

from eligibility.enums import ChecklistAnswer, Level
from eligibility.rules.answers import day
from eligibility.rules.registry import TOOLS
from eligibility.rules.rule_sets import rule_sets
from eligibility.rules.worked_cases import DOMAINS, WorkedCase, worked_cases
from eligibility.selectors.rule_words import code_words, key_words, label_of_domain
from phb.core import forms as nhs
from phb.core.errors import RuleBroken

MOST_ROWS = 3
_CODES = {"domain": list(ChecklistAnswer), "level": list(Level)}
Samples = list[Any]


@cache
def cases_of(tool: str) -> tuple[WorkedCase, ...]:
    """The worked cases of a tool."""
    return tuple(case for case in worked_cases() if case.tool == tool)


def start_of(tool: str, number: str) -> WorkedCase | None:
    """The worked case to begin from: by its number among those of the tool, else the first; None if there is none."""
    cases = cases_of(tool)
    chosen = int(number) if number.isascii() and number.isdigit() and len(number) < 6 else 0
    return cases[chosen] if chosen < len(cases) else next(iter(cases), None)


class TryForm(nhs.NHSForm):
    """Answers of a tool; `answers` are as the rules read them, with nothing for what was left empty."""

    hide_optional = True

    def __init__(self, tool: str, data: Any, *, today: date, start: WorkedCase | None) -> None:
        super().__init__(data)
        self.tool, self.starts = tool, [(i, case.title) for i, case in enumerate(cases_of(tool))]
        known = TOOLS[tool].known
        self.fields["day"] = nhs.DateField(
            label="Day on which the rules are applied", initial=start.day if start else today
        )
        held = [(one.id, one.name) for one in rule_sets() if one.family == TOOLS[tool].family]
        self.fields["rule_set"] = nhs.SelectField(
            label="Rule set", choices=[("", "The one in force that day"), *held], required=False,
            initial=start.rule_set if start else None,
        )  # fmt: skip
        given = [case.answers for case in cases_of(tool) if isinstance(case.answers, Mapping)]
        keys = dict.fromkeys(key for answers in given for key in answers if key in known)
        begun = start.answers if start else {}
        for key in keys:
            samples = [answers[key] for answers in given if key in answers]
            for name, field in _fields(key, (key,), samples):
                if key in _CODES and tool in DOMAINS and name.partition(".")[2] not in DOMAINS[tool]():
                    continue  # a case showed what becomes of a domain that is not in the tool
                field.initial = _initial(field, _at(begun, name))
                self.fields[name] = field

    @property
    def answers(self) -> dict[str, Any]:
        """What was answered, under the keys of the rules."""
        given = {
            name: value
            for name, value in self.cleaned_data.items()
            if name not in ("day", "rule_set") and value not in (None, "", [])
        }
        tree: dict[str, Any] = {}
        for name, value in given.items():
            *path, last = name.split(".")
            place = tree
            for part in path:
                place = place.setdefault(part, {})
            place[last] = _plain(value)
        return {key: _rows(value) for key, value in tree.items()}


def _rows(value: Any) -> Any:
    """Parts that are numbered become rows, at any depth."""
    if not isinstance(value, dict):
        return value
    inner = {key: _rows(item) for key, item in value.items()}
    return list(inner.values()) if all(key.isdigit() for key in inner) else inner


def _plain(value: Any) -> Any:
    """A number as the rules take it: whole numbers without decimals."""
    return int(value) if type(value).__name__ == "Decimal" and value == int(value) else value


def _at(answers: Any, name: str) -> Any:
    """The value at a dotted name; None where there is none."""
    for part in name.split("."):
        if isinstance(answers, Mapping):
            answers = answers.get(part)
        elif isinstance(answers, list | tuple) and part.isdigit():
            answers = answers[int(part)] if int(part) < len(answers) else None
        else:
            return None
    if isinstance(answers, datetime):
        return answers.isoformat()
    return None if isinstance(answers, Mapping) else answers


def _initial(field: forms.Field, value: Any) -> Any:
    """What a worked case answers as the field shows it: of an instant, the date in England; nothing if it cannot."""
    if isinstance(field, nhs.DateField):
        try:
            return day({"day": value}, "day")
        except RuleBroken:
            return None
    return None if isinstance(value, list) and not isinstance(field, nhs.CheckboxesField) else value


def _fields(name: str, path: tuple[str, ...], samples: Samples) -> Iterator[tuple[str, forms.Field]]:
    """The fields for one answer: one for a plain value, one for each part of a group or row."""
    some = [sample for sample in samples if sample is not None]
    groups = [sample for sample in some if isinstance(sample, Mapping)]
    lists = [sample for sample in some if isinstance(sample, list | tuple)]
    if groups and len(groups) * 2 >= len(some):
        for key in dict.fromkeys(str(key) for group in groups for key in group):
            yield from _fields(f"{name}.{key}", (*path, key), [group[key] for group in groups if key in group])
    elif lists and len(lists) * 2 >= len(some):
        yield from _list_fields(name, path, [item for sample in lists for item in sample])
    elif some:
        yield name, _leaf(path, [sample for sample in some if not isinstance(sample, Mapping | list | tuple)])


def _list_fields(name: str, path: tuple[str, ...], items: Samples) -> Iterator[tuple[str, forms.Field]]:
    if any(isinstance(item, Mapping) for item in items):
        for row in range(MOST_ROWS):
            yield from _fields(
                f"{name}.{row}", (*path, str(row + 1)), [item for item in items if isinstance(item, Mapping)]
            )
        return
    if any(isinstance(item, bool) for item in items):
        for row in range(MOST_ROWS):
            yield f"{name}.{row}", _leaf((*path, str(row + 1)), [True])
        return
    codes = sorted({item for item in items if isinstance(item, str)})
    if codes:
        yield (
            name,
            nhs.CheckboxesField(
                label=_label(path), choices=[(code, code_words(code)) for code in codes], required=False, small=True
            ),
        )


def _leaf(path: tuple[str, ...], samples: Samples) -> forms.Field:
    label = _label(path)
    kind: Any = Counter(type(sample) for sample in samples).most_common(1)[0][0] if samples else str
    if kind is bool:
        return nhs.YesNoField(label=label, required=False, small=True)
    if kind is date:
        return nhs.DateField(label=label, required=False)
    if kind is int:
        return nhs.NumberField(label=label, required=False)
    texts = [sample for sample in samples if isinstance(sample, str) and sample]
    codes = list(dict.fromkeys([*_CODES.get(path[0], []), *sorted({text for text in texts if _is_code(text)})]))
    if path[0] in _CODES or len(codes) * 2 > len(set(texts)):
        choices = [("", "Not answered"), *((code, code_words(code)) for code in codes)]
        return nhs.SelectField(label=label, choices=choices, required=False)
    return nhs.TextField(label=label, required=False, max_length=1000)


def _is_code(text: str) -> bool:
    return text.isupper() and " " not in text and not text[0].isdigit()


def _label(path: tuple[str, ...]) -> str:
    if path[0] in ("domain", "level") and len(path) == 2:
        return label_of_domain(path[1])
    return ": ".join(part if part.isdigit() else key_words(part) for part in path)
