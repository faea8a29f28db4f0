"""Assessment forms as pages show and send them: what they hold, what was typed, and the words for it.

A sheet never refuses what is typed: a draft is kept as it stands, and the rule says what is
missing or not possible.
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from eligibility.enums import Tool
from eligibility.forms.typed_dates import DATE_PARTS, joined, parts_of_date
from eligibility.rules.results import Problem
from eligibility.selectors import parts_of
from eligibility.selectors.forms import help_in_force
from eligibility.selectors.wordings import Words
from eligibility.services.merging import digests, flat, nested
from eligibility.sheets import Field, Kind, Option, Part, When, fields_of, sheet_parts
from eligibility.sheets.reading import applies, as_date, at, blank, yes_or_no
from phb.core.display import day


@dataclass(frozen=True, slots=True)
class Row:
    """One care domain on a sheet."""

    key: str
    label: str
    starred: bool
    options: tuple[Option, ...]
    chosen: str
    evidence: str
    disagreement: str


@dataclass(frozen=True, slots=True)
class Step:
    """A place in the list beside the form: where it leads, and how far it is."""

    label: str
    href: str
    done: bool
    note: str


class Sheet:
    """One form's fields and what they hold: stored answers, or what a page has just sent."""

    def __init__(
        self, tool: str, answers: Mapping[str, Any], edits: int, parts: tuple[Part, ...] | None = None
    ) -> None:
        self.tool, self.answers, self.edits = Tool(tool), answers, edits
        self.parts = sheet_parts(tool) if parts is None else parts
        self.values = flat(answers)
        self._columns = {column.key: column for each in self.fields for column in each.columns}
        self._fields = {name: each for each in self.fields for name in (each.key, *each.names())}

    # --- which fields

    @property
    def fields(self) -> tuple[Field, ...]:
        return fields_of(self.parts)

    @property
    def domains(self) -> tuple[Field, ...]:
        """The care domains that a level or column is chosen for."""
        return tuple(each for each in self.fields if each.kind is Kind.DOMAIN)

    def names(self) -> tuple[str, ...]:
        """Every field that the page shows, by its dotted name."""
        return tuple(name for each in self.fields for name in each.names())

    def row_numbers(self, each: Field) -> range:
        """Rows shown of a field that repeats: those filled in and always room for one more."""
        filled = [
            row
            for row in range(each.most)
            if any(self.values.get(f"{each.key}.{row}.{column.key}") for column in each.columns)
        ]
        return range(min(each.most, max(each.fewest, filled[-1] + 2 if filled else 0)))

    @staticmethod
    def groups(part: Part) -> list[tuple[When | None, list[Field]]]:
        """The fields of a part in order, those that apply under the same answer together."""
        found: list[tuple[When | None, list[Field]]] = []
        for each in part.fields:
            if each.when is not None and found and found[-1][0] == each.when:
                found[-1][1].append(each)
            else:
                found.append((each.when, [each]))
        return found

    def applies(self, thing: Part | Field) -> bool:
        """Whether a part or field applies to what has been answered, or holds something already."""
        if applies(thing.when, self.answers):
            return True
        fields = thing.fields if isinstance(thing, Part) else (thing,)
        return any(not blank(self.values.get(name)) for each in fields for name in each.names())

    # --- what a page shows

    def text(self, name: str) -> str:
        """What stands in a field, as text; a yes-or-no answer as "yes" or "no"."""
        value = self.values.get(name)
        if isinstance(value, bool):
            return "yes" if value else "no"
        return "" if value is None else str(value)

    def ticked(self, name: str) -> bool:
        return self.values.get(name) is True

    def typed_date(self, name: str) -> list[tuple[str, str]]:
        """The three boxes of a date: (part, what stands in it)."""
        return list(zip(DATE_PARTS, parts_of_date(self.values.get(name)), strict=True))

    @property
    def rows(self) -> list[Row]:
        """The care domains with what was chosen and written."""
        return [
            Row(
                each.key.partition(".")[2],
                each.label,
                each.starred,
                each.choices,
                self.text(each.key),
                self.text(f"evidence.{each.key.partition('.')[2]}"),
                self.text(f"disagreement.{each.key.partition('.')[2]}"),
            )
            for each in self.domains
        ]

    @property
    def answered(self) -> int:
        """How many domains have a choice."""
        return sum(bool(self.text(each.key)) for each in self.domains)

    def steps(self, problems: tuple[Problem, ...]) -> list[Step]:
        """The list beside the form: each domain, then each other part, with how far it is."""
        wrong = {anchor(problem.field, self.parts) for problem in problems}
        found: list[Step] = []
        for part in self.parts:
            domains = [each for each in part.fields if each.kind is Kind.DOMAIN]
            if domains:
                found += [
                    Step(each.label, f"#{field_id(each.key)}", bool(self.text(each.key)), self._short(each))
                    for each in domains
                ]
            elif part.fields and applies(part.when, self.answers):
                anchors = {field_id(each.key) for each in part.fields} | {f"part-{part.key}"}
                filled = any(not blank(self.values.get(name)) for each in part.fields for name in each.names())
                found.append(Step(part.title, f"#part-{part.key}", filled and not (wrong & anchors), ""))
        return found

    def _short(self, each: Field) -> str:
        chosen = self.text(each.key)
        return chosen if self.tool is Tool.CHECKLIST or not chosen else each.label_of(chosen)

    @property
    def seen(self) -> str:
        """What this page shows, field by field, for the next save."""
        return json.dumps(digests(self.answers, self.names()), separators=(",", ":"))

    def label(self, name: str) -> str:
        """A field in words, for "two people wrote in …"."""
        each = self._fields.get(name)
        if each is None:
            return name.replace("_", " ").capitalize()
        if each.kind is Kind.ROWS:
            row, _, column = name.removeprefix(f"{each.key}.").partition(".")
            return f"{each.label} {int(row) + 1}: {self._columns[column].label.lower()}" if column else each.label
        if each.kind is Kind.DOMAIN:
            beside = {"evidence": "evidence", "disagreement": "disagreement"}
            what = beside.get(name.partition(".")[0], "column" if self.tool is Tool.CHECKLIST else "level")
            return f"{each.label}: {what}"
        if each.kind is Kind.TICKS and name != each.key:
            return f"{each.label}: {each.label_of(name.rpartition('.')[2])}"
        return each.label

    def say(self, name: str, value: Any) -> str:
        """A field's value in words."""
        if blank(value):
            return "Nothing"
        if isinstance(value, bool):
            return "Yes" if value else "No"
        each = self._fields.get(name)
        if each is not None and each.kind is Kind.ROWS:
            each = self._columns.get(name.rpartition(".")[2])
        if each is not None and name != each.key and each.kind is Kind.DOMAIN:
            each = self._columns.get(name)
        if each is None:
            return str(value)
        if each.kind is Kind.DATE and (on := as_date(value)):
            return day(on)
        return each.label_of(value)

    def shown(self, each: Field) -> list[str]:
        """What a kept field holds, in words: one line, or one for each row or tick. Empty when nothing was answered."""
        if each.kind is Kind.TICKS:
            return [option.label for option in each.choices if self.ticked(f"{each.key}.{option.value}")]
        if each.kind is Kind.ROWS:
            return [words for row in range(each.most) if (words := self._row_words(each, row))]
        value = at(self.answers, each.key)
        return [] if blank(value) else [self.say(each.key, value)]

    def _row_words(self, each: Field, row: int) -> str:
        said = []
        for column in each.columns:
            value = self.values.get(f"{each.key}.{row}.{column.key}")
            if value is True:
                said.append(column.label)
            elif not blank(value) and value is not False:
                words = self.say(f"{each.key}.{row}.{column.key}", value)
                said.append(words if column.kind is not Kind.DATE else f"{column.label.lower()} {words}")
        return ", ".join(said)

    # --- what a page sends

    def read(self, data: Mapping[str, Any]) -> "Sheet":
        """The sheet as a page has sent it; only fields of this form are read."""
        sent: dict[str, Any] = {}
        for each in self.fields:
            if each.kind is Kind.ROWS:
                for row in range(each.most):
                    names = [(column, f"{each.key}.{row}.{column.key}") for column in each.columns]
                    if any(_is_sent(column, name, data) for column, name in names if column.kind is not Kind.TICK):
                        sent |= {name: _sent(column, name, data) for column, name in names}
            elif each.kind is Kind.TICKS:
                sent |= {name: True if name in data else "" for name in each.names()}
            else:
                for single in (each, *(each.columns)):
                    if single.kind in _ALWAYS or _is_sent(single, single.key, data):
                        sent[single.key] = _sent(single, single.key, data)
        return Sheet(self.tool, nested(sent), _whole_number(data.get("edits")), self.parts)

    @staticmethod
    def seen_by(data: Mapping[str, Any]) -> dict[str, str]:
        """The digests that the page sends back; nothing for a spoiled value, so that nothing is overwritten."""
        try:
            seen = json.loads(data.get("seen") or "{}")
        except ValueError:
            return {}
        return {str(name): str(value) for name, value in seen.items()} if isinstance(seen, dict) else {}

    def seen_after(self, stored: Mapping[str, Any], before: Mapping[str, str]) -> str:
        """What a page that stays open has seen after its save: fields that it shows as stored, and the others as before."""
        now, mine = digests(stored, self.names()), digests(self.answers, self.names())
        sent = set(flat(self.answers))
        after = {
            name: now[name] if name in sent and now[name] == mine[name] else before.get(name, now[name]) for name in now
        }
        return json.dumps(after, separators=(",", ":"))


# Fields that a browser leaves out when nothing is chosen: an absent one is an empty one.
_ALWAYS = frozenset({Kind.CHOICE, Kind.DOMAIN, Kind.YES_NO, Kind.TICK})


def _is_sent(each: Field, name: str, data: Mapping[str, Any]) -> bool:
    return name in data or (each.kind is Kind.DATE and f"{name}_day" in data)


def _sent(each: Field, name: str, data: Mapping[str, Any]) -> Any:
    if each.kind is Kind.DATE and name not in data:
        return joined(*(str(data.get(f"{name}_{part}", "")) for part in DATE_PARTS))
    if each.kind is Kind.TICK:
        return True if name in data else ""
    value = data.get(name, "")
    if each.kind is Kind.YES_NO:
        typed = yes_or_no(value)
        return "" if typed is None else typed
    return value


def sheet_for(form: Any, on: date | None = None) -> Sheet:
    """The sheet of a stored form; with a day, beside each choice the organisation's own help words in force on it."""
    parts = parts_of(form)
    if on is not None:
        parts = with_help(parts, form.tool, help_in_force(form.organisation_id, form.tool, on))
    return Sheet(form.tool, form.answers, form.edits, parts)


def with_help(parts: tuple[Part, ...], tool: str, words: Mapping[str, Words]) -> tuple[Part, ...]:
    """The parts with an organisation's own help beside its choices ("help.dst.breathing.LOW")."""
    if not words:
        return parts

    def own(each: Field) -> Field:
        if each.kind is not Kind.DOMAIN:
            return each
        key = f"help.{tool}.{each.key.partition('.')[2]}"
        return replace(
            each,
            choices=tuple(_in_own_words(option, words.get(f"{key}.{option.value}")) for option in each.choices),
        )

    return tuple(replace(part, fields=tuple(own(each) for each in part.fields)) for part in parts)


def _in_own_words(option: Option, words: Words | None) -> Option:
    if words is None:
        return option
    who = f"{words.approved_by}, {words.approved_as}" if words.approved_as else words.approved_by
    return replace(
        option, help=words.text, note=f"Your organisation’s words, approved by {who} on {day(words.approved_on)}"
    )


def help_keys(parts: tuple[Part, ...], tool: str) -> set[str]:
    """The keys of the help texts that a form shows."""
    return {
        f"help.{tool}.{each.key.partition('.')[2]}.{option.value}"
        for each in fields_of(parts)
        if each.kind is Kind.DOMAIN
        for option in each.choices
        if option.help
    }


def field_id(name: str) -> str:
    """The id on the page of a field: dots would need escaping in a style sheet."""
    part, _, key = name.partition(".")
    return f"d-{key}" if part in ("domain", "level") and key else f"f-{name.replace('.', '-')}"


def anchor(name: str, parts: tuple[Part, ...]) -> str:
    """The id of the place on the page that a problem is about: a field, one of its rows, or a whole part."""
    for part in parts:
        for each in part.fields:
            if name in (each.key, *each.names()) or (name and each.key.startswith(f"{name}.")):
                return f"part-{part.key}" if each.kind is Kind.ROWS or name not in each.names() else field_id(name)
    return next((f"part-{part.key}" for part in parts if name.split(".")[0] == part.key), "sheet")


def _whole_number(text: Any) -> int:
    return int(text) if isinstance(text, str) and text.isascii() and text.isdigit() and len(text) < 9 else -1
