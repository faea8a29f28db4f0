"""Working copies of the tools' forms: blank ones to write on by hand in a visit, filled ones to read on paper.

In our own layout, beside the official form and never instead of it.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from eligibility.enums import Tool
from eligibility.sheets import Field, Kind, Part, When
from eligibility.sheets.reading import applies, as_date, at, blank
from phb.core.display import day
from phb.core.pdf import Format, Organisation, Person, Printed, Stamp, print_document

OFFICIAL: dict[Tool, str] = {
    Tool.CHECKLIST: "NHS continuing healthcare checklist, Department of Health and Social Care",
    Tool.DST: "NHS continuing healthcare decision support tool, Department of Health and Social Care",
    Tool.FAST_TRACK: "NHS continuing healthcare fast-track pathway tool, Department of Health and Social Care",
    Tool.CHILDREN_CHECKLIST: "Pre-assessment checklist of the National Framework for Children and Young People’s "
    "Continuing Care 2016, Department of Health",
    Tool.CHILDREN: "Decision support tool of the National Framework for Children and Young People’s Continuing Care "
    "2016, Department of Health",
    Tool.WHEELCHAIR: "No national form: the commissioner’s own criteria; SI 2012/2996 regulation 32A",
    Tool.SECTION_117: "No national form: Mental Health Act 1983 section 117; SI 2022/635",
    Tool.FNC: "No national form for this step: SI 2012/2996 regulation 28",
    Tool.JOINT_PACKAGE: "No national form: SI 2012/2996 regulation 22(2)",
    Tool.LOCAL_OFFER: "No national form: the commissioner’s published offer",
    Tool.REVIEW: "No national form for this step: National Framework 2022",
    Tool.PHB_REQUEST: "No national form: SI 2012/2996 regulation 32B",
    Tool.DIRECT_PAYMENT: "No national form: SI 2013/1617",
}
NATIONAL_FORMS = frozenset({Tool.CHECKLIST, Tool.DST, Tool.FAST_TRACK, Tool.CHILDREN_CHECKLIST, Tool.CHILDREN})
# A choice of more than this is written in by hand on a blank form.
MOST_CHOICES = 10
BLANK_ROWS = 6


class Ask(StrEnum):
    """How a question is laid out on paper."""

    WRITE = "write"
    DAY = "day"
    POUNDS = "pounds"
    CHOOSE = "choose"
    ROWS = "rows"


@dataclass(frozen=True)
class Choice:
    """One choice with its tick box."""

    label: str
    help: str = ""
    chosen: bool = False


@dataclass(frozen=True)
class Answer:
    """One question with its answer, or with room for it.

    ``lines`` is how much room there is to write by hand. ``given`` holds what was answered, a paragraph each. ``several``
    choices may be ticked. ``head`` and ``rows`` make a table; ``beside`` are the texts that belong to a care domain.
    """

    ask: Ask
    label: str
    hint: str = ""
    only: str = ""
    lines: int = 1
    choices: tuple[Choice, ...] = ()
    several: bool = False
    given: tuple[str, ...] = ()
    head: tuple[str, ...] = ()
    rows: tuple[tuple[str, ...], ...] = ()
    beside: tuple["Answer", ...] = ()
    heads: bool = False


@dataclass(frozen=True)
class Section:
    """A headed part of the form. ``only`` says when it applies."""

    title: str
    intro: str
    only: str
    answers: tuple[Answer, ...]


@dataclass(frozen=True)
class WorkingCopy:
    """A form on paper. ``person`` is None on a blank one. ``reasons`` are pairs of words and source."""

    organisation: Organisation
    stamp: Stamp
    title: str
    official: str
    national_form: bool
    rules: str
    help_note: str
    sections: tuple[Section, ...]
    person: Person | None = None
    state: str = ""
    outcome: str = ""
    reasons: tuple[tuple[str, str], ...] = ()
    problems: tuple[str, ...] = ()

    @property
    def filled(self) -> bool:
        """Whether it shows somebody's answers."""
        return self.person is not None


def sections_of(
    parts: Iterable[Part], answers: Mapping[str, Any] | None, own_help: Mapping[str, str], tool: str
) -> tuple[Section, ...]:
    """The parts of a form as they are printed: blank where `answers` is None. `own_help` has the organisation's help texts.

    On a filled copy, what does not apply and was not answered is left out.
    """
    found = []
    for part in parts:
        if answers is not None and not applies(part.when, answers) and not _any(part.fields, answers):
            continue
        shown = tuple(
            _answer(each, answers, own_help, tool)
            for each in part.fields
            if answers is None or applies(each.when, answers) or _any((each,), answers)
        )
        found.append(Section(part.title, part.intro, _only(part.when), shown))
    return tuple(found)


def _only(when: When | None) -> str:
    return when.words if when is not None else ""


def _any(fields: Iterable[Field], answers: Mapping[str, Any]) -> bool:
    return any(not blank(at(answers, each.key)) for each in fields)


def _answer(each: Field, answers: Mapping[str, Any] | None, own_help: Mapping[str, str], tool: str) -> Answer:
    value = None if answers is None else at(answers, each.key)
    common: dict[str, Any] = {
        "label": f"{each.label}{' *' if each.starred else ''}",
        "hint": each.hint,
        "only": _only(each.when),
    }
    match each.kind:
        case Kind.CHOICE | Kind.SELECT | Kind.DOMAIN | Kind.TICKS | Kind.YES_NO | Kind.TICK:
            return _choosing(each, value, answers, own_help, tool, common)
        case Kind.ROWS:
            return _rows(each, value, answers is None, common)
        case Kind.DATE:
            ask = Ask.DAY
        case Kind.MONEY:
            ask = Ask.POUNDS
        case _:
            ask = Ask.WRITE
    room = min(max(each.lines, 2), 6) if each.kind is Kind.LONG else 1
    return Answer(ask, lines=room, given=_said(each, value), **common)


def _choosing(
    each: Field,
    value: Any,
    answers: Mapping[str, Any] | None,
    own_help: Mapping[str, str],
    tool: str,
    common: dict[str, Any],
) -> Answer:
    choices: tuple[Choice, ...]
    if each.kind is Kind.YES_NO:
        choices = (Choice("Yes", "", value is True), Choice("No", "", value is False and value is not None))
    elif each.kind is Kind.TICK:
        choices = (Choice("Yes", "", value is True),)
    else:
        ticked = value if isinstance(value, Mapping) else {}
        place = f"help.{tool}.{each.key.partition('.')[2]}"
        choices = tuple(
            Choice(
                option.label,
                own_help.get(f"{place}.{option.value}", option.help),
                bool(ticked.get(option.value)) if each.kind is Kind.TICKS else str(value) == option.value,
            )
            for option in each.choices
        )
    beside = tuple(_answer(column, answers, own_help, tool) for column in each.columns)
    domain = each.kind is Kind.DOMAIN
    if len(choices) > MOST_CHOICES and answers is not None:
        choices = tuple(choice for choice in choices if choice.chosen)
    return Answer(Ask.CHOOSE, choices=choices, several=each.kind is Kind.TICKS, beside=beside, heads=domain, **common)


def _rows(each: Field, value: Any, empty: bool, common: dict[str, Any]) -> Answer:
    head = tuple(column.label for column in each.columns)
    given = [row for row in value if isinstance(row, Mapping)] if isinstance(value, list) else []
    rows = tuple(
        tuple(" ".join(_said(column, row.get(column.key))) for column in each.columns)
        for row in given
        if any(not blank(text) and text is not False for text in row.values())
    )
    if empty:
        rows = tuple(tuple("" for _ in head) for _ in range(max(each.fewest, min(BLANK_ROWS, each.most))))
    return Answer(Ask.ROWS, head=head, rows=rows, **common)


def _said(each: Field, value: Any) -> tuple[str, ...]:
    """An answer in words, a paragraph each."""
    if blank(value):
        return ()
    if value is True or value is False:
        return ("Yes" if value else "No",)
    if each.choices:
        return (each.label_of(value),)
    if each.kind is Kind.DATE and (read := as_date(value)) is not None:
        return (day(read),)
    return tuple(line.strip() for line in str(value).splitlines() if line.strip())


def print_working_copy(copy: WorkingCopy) -> Printed:
    """The form as tagged PDF. Raises DocumentRefused or DocumentTimedOut."""
    return print_document("documents/working_copy.html", copy, title=copy.title, format=Format.STANDARD)
