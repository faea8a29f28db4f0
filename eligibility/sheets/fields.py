"""What a form is made of: parts, fields and their choices, as plain values."""

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum
from typing import Any, Protocol

EVIDENCE_LINES = 4


class Kind(StrEnum):
    """How a field is asked, kept and drawn."""

    TEXT = "text"  # one line
    LONG = "long"  # several lines
    DATE = "date"  # kept as YYYY-MM-DD, or as typed while it is no date
    YES_NO = "yes_no"  # kept as true or false
    TICK = "tick"  # kept as true, or nothing
    CHOICE = "choice"  # one of a few: radio buttons
    SELECT = "select"  # one of many
    TICKS = "ticks"  # several of a few: kept as {code: true}
    NUMBER = "number"  # kept as typed
    MONEY = "money"  # pounds and pence, kept as typed
    DOMAIN = "domain"  # a level or column of one care domain, with the texts beside it in `columns`
    ROWS = "rows"  # the same few fields again and again, kept as a list


@dataclass(frozen=True, slots=True)
class Option:
    """One choice of a field, with help in our own words, or in an organisation's: then `note` says who approved them."""

    value: str
    label: str
    help: str = ""
    note: str = ""


@dataclass(frozen=True, slots=True)
class When:
    """A field or part applies only while another field holds one of these values; until then it stays folded."""

    field: str
    values: tuple[str, ...]
    words: str


@dataclass(frozen=True, slots=True)
class Field:
    """One question. `key` is its place in the answers, with dots ("level.breathing").

    `columns`: of ROWS the fields of one row, with names of their own ("profession" stands in "members.0.profession");
    of DOMAIN the texts beside the level, with whole names. `fewest` and `most` count rows. `lines` is the height of a text.
    `required`: the form needs it, unless the rule asks for it itself; `always`: needed even where the rule does without.
    """

    key: str
    kind: Kind
    label: str
    hint: str = ""
    choices: tuple[Option, ...] = ()
    required: bool = False
    always: bool = False
    columns: tuple["Field", ...] = ()
    fewest: int = 1
    most: int = 10
    lines: int = 3
    starred: bool = False
    when: When | None = None

    def names(self) -> tuple[str, ...]:
        """Every place in the answers that this field keeps something in."""
        if self.kind is Kind.ROWS:
            return tuple(f"{self.key}.{row}.{column.key}" for row in range(self.most) for column in self.columns)
        if self.kind is Kind.TICKS:
            return tuple(f"{self.key}.{option.value}" for option in self.choices)
        return (self.key, *(column.key for column in self.columns))

    @property
    def domain(self) -> str:
        """The care domain that this field is about ("breathing" of "level.breathing"), or ""."""
        head, _, key = self.key.partition(".")
        return key if head in ("level", "domain", "changes") else ""

    @property
    def pairs(self) -> list[tuple[str, str]]:
        """(code, label) of each choice."""
        return [(option.value, option.label) for option in self.choices]

    @property
    def short(self) -> bool:
        """Whether the choices fit on one line."""
        return len(self.choices) <= 4 and sum(len(option.label) for option in self.choices) <= 36

    def label_of(self, code: Any) -> str:
        """A code in the words of its choice; the code itself when it is none of them."""
        return next((option.label for option in self.choices if option.value == code), str(code))


@dataclass(frozen=True, slots=True)
class Part:
    """A headed part of a form."""

    key: str
    title: str
    intro: str
    fields: tuple[Field, ...]
    when: When | None = None


class Terms(Protocol):
    """What a form takes from a commissioner's own offer (`eligibility.models.Offer`)."""

    cohort: Any
    criteria: Any
    outside: Any
    management_options: Any


def options(pairs: Iterable[tuple[str, str]]) -> tuple[Option, ...]:
    """Choices from pairs of code and label."""
    return tuple(Option(str(code), label) for code, label in pairs)


def text(key: str, label: str, hint: str = "", **more: Any) -> Field:
    """A line of text."""
    return Field(key, Kind.TEXT, label, hint, **more)


def long(key: str, label: str, hint: str = "", **more: Any) -> Field:
    """A text of several lines."""
    return Field(key, Kind.LONG, label, hint, **more)


def day(key: str, label: str, hint: str = "", **more: Any) -> Field:
    """A date."""
    return Field(key, Kind.DATE, label, hint, **more)


def yes_no(key: str, label: str, hint: str = "", **more: Any) -> Field:
    """A question answered yes, no, or not yet."""
    return Field(key, Kind.YES_NO, label, hint, **more)


def tick(key: str, label: str, hint: str = "", **more: Any) -> Field:
    """A statement that is ticked or not."""
    return Field(key, Kind.TICK, label, hint, **more)


def money(key: str, label: str, hint: str = "In pounds, for example 1250.00", **more: Any) -> Field:
    """An amount in pounds and pence, typed."""
    return Field(key, Kind.MONEY, label, hint, **more)


def number(key: str, label: str, hint: str = "", **more: Any) -> Field:
    """A number, typed."""
    return Field(key, Kind.NUMBER, label, hint, **more)


def choice(key: str, label: str, pairs: Iterable[tuple[str, str]], hint: str = "", **more: Any) -> Field:
    """One of a few choices, all in sight."""
    return Field(key, Kind.CHOICE, label, hint, options(pairs), **more)


def select(key: str, label: str, pairs: Iterable[tuple[str, str]], hint: str = "", **more: Any) -> Field:
    """One of many choices, in a list."""
    return Field(key, Kind.SELECT, label, hint, options(pairs), **more)


def ticks(key: str, label: str, pairs: Iterable[tuple[str, str]], hint: str = "", **more: Any) -> Field:
    """As many of some choices as apply."""
    return Field(key, Kind.TICKS, label, hint, options(pairs), **more)


def rows(key: str, label: str, columns: tuple[Field, ...], hint: str = "", **more: Any) -> Field:
    """A table that the person fills row by row; `fewest` and `most` count its rows."""
    return Field(key, Kind.ROWS, label, hint, columns=columns, **more)
