"""Local tables that an amount is read from: what stands in them, what is wrong with one, and what an assessment suggests.

`AmountTable.content` by method. Pounds and points are text; keys are small letters, figures and underscores.

    reckoner: {"rates": {"day": "19.20", "sleeping_night": "95.00"},                 (pounds an hour, a night)
               "rows": [{"key": "high", "label": "High needs", "words": "…", "weekly": "850.00"},
                        {"key": "nights", "label": "Day and night", "hours": {"day": "35", "sleeping_night": "7"},
                         "when": {"SEVERE": 1, "HIGH": 2}}]}     (so many domains at this level or a higher one)
    points:   {"pounds_per_point": "12.50", "per": "week", "cap": "120",
               "questions": [{"key": "mobility", "label": "Moving", "domain": "mobility",
                              "answers": [{"key": "none", "label": "No help", "points": "0", "levels": ["NONE", "LOW"]}]}]}
    fixed:    {"sums": [{"key": "active", "label": "Active user chair", "amount": "1250.00", "words": "…"}]}

A suggestion is never a decision: whoever gives the amount confirms it or chooses another.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from budgets.enums import AmountMethod, SupportTime
from budgets.rules.table_reader import TableReader
from budgets.rules.words import count
from eligibility.enums import Level
from phb.core.errors import RuleBroken
from phb.core.money import ZERO

_LEVELS = [level.value for level in Level]


@dataclass(frozen=True, slots=True)
class ReckonerRow:
    """A level of need: pounds a week, or hours a week by time of day (nights, for nights asleep). `when`: domains by level."""

    key: str
    label: str
    words: str = ""
    weekly: Decimal | None = None
    hours: Mapping[SupportTime, Decimal] | None = None
    when: Mapping[str, int] | None = None


@dataclass(frozen=True, slots=True)
class Reckoner:
    """Rows from the lowest to the highest need, with pounds an hour (a night, asleep) for rows that count hours."""

    rows: tuple[ReckonerRow, ...]
    rates: Mapping[SupportTime, Decimal]

    def row(self, key: str) -> ReckonerRow:
        """The row with that key; RuleBroken when there is none."""
        found: ReckonerRow = _one(self.rows, key, "Choose a row of the table.")
        return found


@dataclass(frozen=True, slots=True)
class PointsAnswer:
    """An answer and its points. `levels`: the levels of the question's domain that it stands for."""

    key: str
    label: str
    points: Decimal
    levels: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class PointsQuestion:
    """A question; `domain` is the domain of the assessment that answers it, if one does."""

    key: str
    label: str
    answers: tuple[PointsAnswer, ...]
    domain: str = ""


@dataclass(frozen=True, slots=True)
class PointsTable:
    """Questions, pounds for a point a week or a year, and the most points for which the table may be used."""

    questions: tuple[PointsQuestion, ...]
    pounds_per_point: Decimal
    per_year: bool
    cap: Decimal


@dataclass(frozen=True, slots=True)
class NamedSum:
    """A sum in pounds, paid once, for a named thing."""

    key: str
    label: str
    amount: Decimal
    words: str = ""


@dataclass(frozen=True, slots=True)
class FixedSums:
    """Named sums, such as what each kind of NHS wheelchair costs."""

    sums: tuple[NamedSum, ...]

    def sum(self, key: str) -> NamedSum:
        """The sum with that key; RuleBroken when there is none."""
        found: NamedSum = _one(self.sums, key, "Choose a sum of the table.")
        return found


Content = Reckoner | PointsTable | FixedSums


def read_table_content(method: AmountMethod | str, content: Any) -> Content:
    """The table behind a method, read and checked. RuleBroken names everything that is wrong, one sentence a line."""
    found, faults = _read(AmountMethod(method), content)
    if faults or found is None:
        raise RuleBroken("\n".join(faults), "content")
    return found


def table_faults(method: AmountMethod | str, content: Any) -> tuple[str, ...]:
    """What is wrong with a table, each as a sentence that names the row; none when it is sound."""
    return tuple(_read(AmountMethod(method), content)[1])


@dataclass(frozen=True, slots=True)
class Suggestion:
    """What an assessment points to: a row, or answers by question. `missing`: questions that it does not answer."""

    row: str = ""
    answers: Mapping[str, str] | None = None
    missing: tuple[str, ...] = ()
    words: str = ""


def suggest_from(levels: Mapping[str, str], table: Content) -> Suggestion:
    """Where to begin, from the levels of need by domain (Decision Support Tool or the children's tool). Never a decision.

    A reckoner suggests the highest row whose `when` holds; points suggest the answer that stands for the level.
    """
    if isinstance(table, Reckoner):
        return _suggest_row(levels, table)
    if isinstance(table, PointsTable):
        return _suggest_answers(levels, table)
    return Suggestion()


def levels_of(answers: Mapping[str, Any]) -> dict[str, str]:
    """The levels by domain of a recorded assessment's answers; none when it has no levels."""
    for name in ("level", "levels", "domain", "domains"):
        given = answers.get(name)
        if isinstance(given, Mapping):
            return {key: value for key, value in given.items() if value in _LEVELS}
    return {}


def _suggest_row(levels: Mapping[str, str], table: Reckoner) -> Suggestion:
    for row in reversed(table.rows):
        if row.when and all(_at_least(levels, level) >= number for level, number in row.when.items()):
            why = " and ".join(
                f"{count(_at_least(levels, level), 'domain')} at {Level(level).label} or higher" for level in row.when
            )
            return Suggestion(row.key, words=f"The assessment has {why}, which points to “{row.label}”.")
    return Suggestion(words="The assessment points to no row of this table. Choose one yourself.")


def _suggest_answers(levels: Mapping[str, str], table: PointsTable) -> Suggestion:
    answers, missing = {}, []
    for question in table.questions:
        level = levels.get(question.domain) if question.domain else None
        answer = next((each for each in question.answers if level in each.levels), None)
        if answer:
            answers[question.key] = answer.key
        else:
            missing.append(question.key)
    words = f"{count(len(answers), 'question')} answered from the assessment, {len(missing)} left to answer."
    return Suggestion(answers=answers, missing=tuple(missing), words=words)


def _at_least(levels: Mapping[str, str], level: str) -> int:
    return sum(1 for each in levels.values() if _LEVELS.index(each) >= _LEVELS.index(level))


def _one(rows: Sequence[Any], key: str, ask: str) -> Any:
    found = next((row for row in rows if row.key == key), None)
    if found is None:
        raise RuleBroken(ask, "row")
    return found


def _read(method: AmountMethod, content: Any) -> tuple[Content | None, list[str]]:
    reader = _Reader()
    if not isinstance(content, Mapping):
        return None, ["The table is empty. Add its rows."]
    readers: dict[AmountMethod, Callable[[Mapping[str, Any]], Content]] = {
        AmountMethod.RECKONER: reader.reckoner,
        AmountMethod.POINTS: reader.points,
        AmountMethod.FIXED: reader.fixed,
    }
    if method not in readers:
        return None, ["This way of working out an amount has no table."]
    found = readers[method](content)
    return found, reader.faults


class _Reader(TableReader):
    """Reads a table of each method."""

    def reckoner(self, content: Mapping[str, Any]) -> Reckoner:
        self.known(content, "The table", "rates", "rows")
        rates = self.times(content.get("rates") or {}, "Rates", pounds=True)
        rows = tuple(self.reckoner_row(where, raw, rates) for where, raw in self.rows(content, "rows"))
        return Reckoner(rows, rates)

    def reckoner_row(self, where: str, raw: Mapping[str, Any], rates: Mapping[SupportTime, Decimal]) -> ReckonerRow:
        self.known(raw, where, "key", "label", "words", "weekly", "hours", "when")
        weekly = self.pounds(raw, "weekly", where) if raw.get("weekly") not in (None, "") else None
        hours = self.times(raw["hours"], where, pounds=False) if raw.get("hours") else None
        if (weekly is None) == (hours is None) and not ("weekly" in raw and weekly is None and raw["weekly"]):
            self.faults.append(f"{where}: give either pounds a week or hours a week, not both.")
        for time in hours or {}:
            if time not in rates:
                self.faults.append(f"{where}: there is no rate for “{time.label}”. Add it to the rates.")
        return ReckonerRow(raw["key"], raw["label"], str(raw.get("words") or ""), weekly, hours, self.when(raw, where))

    def when(self, raw: Mapping[str, Any], where: str) -> dict[str, int] | None:
        given = raw.get("when") or None
        if given is None:
            return None
        if not isinstance(given, Mapping) or any(level not in _LEVELS for level in given):
            self.faults.append(f"{where}: “when” counts domains by level. Levels: {', '.join(_LEVELS)}.")
            return None
        if any(isinstance(n, bool) or not isinstance(n, int) or n < 1 for n in given.values()):
            self.faults.append(f"{where}: “when” needs a whole number of domains, 1 or more, for each level.")
            return None
        return dict(given)

    def points(self, content: Mapping[str, Any]) -> PointsTable:
        self.known(content, "The table", "pounds_per_point", "per", "cap", "questions")
        per = content.get("per", "week")
        if per not in ("week", "year"):
            self.faults.append("The table: pounds for a point are for a “week” or for a “year”.")
        questions = tuple(self.question(where, raw) for where, raw in self.rows(content, "questions"))
        a_point = self.pounds(content, "pounds_per_point", "The table")
        cap = self.number(content, "cap", "The table")
        if a_point is not None and not a_point:
            self.faults.append("The table: pounds for a point must be more than £0.00.")
        return PointsTable(questions, a_point or ZERO, per == "year", cap or Decimal(0))

    def question(self, where: str, raw: Mapping[str, Any]) -> PointsQuestion:
        self.known(raw, where, "key", "label", "domain", "answers")
        answers = tuple(self.answer(at, each) for at, each in self.rows(raw, "answers", f"{where}, answer"))
        taken = [level for answer in answers for level in answer.levels]
        if len(set(taken)) < len(taken):
            self.faults.append(f"{where}: a level stands for two answers. Leave it at one.")
        return PointsQuestion(raw["key"], raw["label"], answers, str(raw.get("domain") or ""))

    def answer(self, where: str, raw: Mapping[str, Any]) -> PointsAnswer:
        self.known(raw, where, "key", "label", "points", "levels")
        levels = raw.get("levels") or []
        if not isinstance(levels, list) or any(level not in _LEVELS for level in levels):
            self.faults.append(f"{where}: levels are {', '.join(_LEVELS)}.")
            levels = []
        return PointsAnswer(raw["key"], raw["label"], self.number(raw, "points", where) or Decimal(0), tuple(levels))

    def fixed(self, content: Mapping[str, Any]) -> FixedSums:
        self.known(content, "The table", "sums")
        sums = []
        for where, raw in self.rows(content, "sums"):
            self.known(raw, where, "key", "label", "amount", "words")
            amount = self.pounds(raw, "amount", where)
            if amount is not None and not amount:
                self.faults.append(f"{where}: the amount must be more than £0.00.")
            sums.append(NamedSum(raw["key"], raw["label"], amount or ZERO, str(raw.get("words") or "")))
        return FixedSums(tuple(sums))
