"""From the rows of a file to past cases: every reason why a row cannot be taken, by row, before anything is taken."""

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field
from datetime import date
from typing import Any

from django.core.exceptions import ValidationError

from eligibility.enums import CaseState, Recommendation, Route, Setting, Tool
from eligibility.past.columns import NAMES, NEEDED, STATES
from eligibility.rules import evaluate
from eligibility.rules.registry import rule_set_of_route
from phb.core.csv_files import ImportRejected, column_names, day_of, decode, rows_of
from phb.core.errors import RuleBroken
from phb.core.forms.nhs_number import parse_nhs_number
from phb.core.periods import age_on, say_date
from phb.core.words import capital

MOST_ROWS = 5_000
DECIDED = (CaseState.ELIGIBLE, CaseState.NOT_ELIGIBLE)
# The days of a case in the order in which they come.
ORDER = (
    "date_of_birth",
    "received_on",
    "checklist_on",
    "checklist_received_on",
    "assessed_on",
    "decided_on",
    "ended_on",
)
DAYS = (*ORDER, "review_due_on")
SAID = {name: name.replace("_", " ").removesuffix(" on") for name in DAYS}


@dataclass(frozen=True, slots=True)
class Refusal:
    """Why one row is not taken: the line of the file, the column, and a sentence that says how to mend it."""

    line: int
    column: str
    words: str


@dataclass(slots=True)
class PastCase:
    """One row that can be taken. Days are dates; `forms` holds the answers of each tool by its code."""

    line: int
    text: dict[str, str]
    days: dict[str, date | None]
    forms: dict[str, dict[str, Any]] = field(default_factory=dict)
    rule_set: str = ""

    def as_json(self) -> dict[str, Any]:
        """The row as it is kept between the check and the taking."""
        days = {name: day.isoformat() if day else None for name, day in self.days.items()}
        return {**asdict(self), "days": days}

    @classmethod
    def from_json(cls, kept: Mapping[str, Any]) -> "PastCase":
        """The row as it was checked."""
        days = {name: date.fromisoformat(day) if day else None for name, day in kept["days"].items()}
        return cls(kept["line"], dict(kept["text"]), days, dict(kept["forms"]), kept["rule_set"])


def read(content: bytes, today: date) -> tuple[list[PastCase], list[Refusal]]:
    """The cases of a file and the refusals of its rows.

    Raises ImportRejected for a file that cannot be read at all: its letters, its columns, no rows or too many.
    """
    rows = rows_of(decode(content, ("utf-8", "cp1252")))
    if not rows:
        raise ImportRejected(None, "The file has no rows. Fill in the template and save it as CSV.")
    header, *body = rows
    names = _header(header[1])
    if not body:
        raise ImportRejected(None, "The file has columns but no rows.")
    if len(body) > MOST_ROWS:
        raise ImportRejected(None, f"The file has {len(body):,} rows. Bring in {MOST_ROWS:,} at a time.")
    cases: list[PastCase] = []
    refusals: list[Refusal] = []
    for line, cells in body:
        refused = [Refusal(line, "", f"The row has {len(cells)} cells; the header has {len(names)}.")]
        if len(cells) <= len(names):
            case, refused = _row(line, dict(zip(names, (cell.strip() for cell in cells), strict=False)), today)
            if case is not None and not refused:
                cases.append(case)
        refusals += refused
    return cases, refusals + _twice(cases)


def _header(cells: Sequence[str]) -> list[str]:
    names = column_names(cells, NEEDED)
    if unknown := [name for name in names if name not in NAMES]:
        raise ImportRejected(
            1, f"These columns are not known: {', '.join(unknown[:10])}. Take them out, or use the template's names."
        )
    return names


def _row(line: int, cells: dict[str, str], today: date) -> tuple[PastCase | None, list[Refusal]]:
    refused: list[Refusal] = []

    def no(column: str, words: str) -> None:
        refused.append(Refusal(line, column, words))

    for name in NEEDED:
        if not cells.get(name):
            no(name, f"Fill in {name.replace('_', ' ')}.")
    text = {name: value for name, value in cells.items() if name in NAMES and name not in DAYS and "." not in name}
    if text.get("nhs_number"):
        try:
            text["nhs_number"] = parse_nhs_number(text["nhs_number"])
        except (ValueError, ValidationError) as error:
            no("nhs_number", f"{_sentence(error)} Check the ten digits.")
    for name, codes in (("route", list(Route)), ("state", list(STATES)), ("setting", list(Setting)),
                        ("recommendation", list(Recommendation))):  # fmt: skip
        if text.get(name):
            text[name] = text[name].upper().replace(" ", "_")
            if text[name] not in codes:
                no(name, f"“{cells[name]}” is not one of: {', '.join(codes)}.")
    if text.get("fast_track", "").lower() not in ("", "yes", "no", "y", "n", "true", "false"):
        no("fast_track", "Write yes or no.")
    days = {name: _day(cells.get(name, ""), name, no) for name in DAYS}
    if refused:
        return None, refused
    case = PastCase(line, text, days)
    _check_days(days, today, no)
    _check_state(case, no)
    if not refused:
        _check_route(case, no)
    if not refused:
        _take_forms(case, cells, no)
    return case, refused


def _day(cell: str, name: str, no: Any) -> date | None:
    if not cell:
        return None
    try:
        return day_of(cell)
    except ValueError:
        no(name, f"“{cell}” is not a day. Write it like 2025-02-03 or 03/02/2025.")
        return None


def _check_days(days: Mapping[str, date | None], today: date, no: Any) -> None:
    last_name, last = "", None
    for name in ORDER:
        day = days[name]
        if day is None:
            continue
        if day > today:
            no(name, f"{capital(SAID[name])} is in the future ({say_date(day)}).")
        if last is not None and day < last:
            no(name, f"{capital(SAID[name])} ({say_date(day)}) is before {SAID[last_name]} ({say_date(last)}).")
        last_name, last = name, day


def _check_state(case: PastCase, no: Any) -> None:
    state, text, days = case.text["state"], case.text, case.days
    if state in DECIDED:
        for name, given in (("decided_on", days["decided_on"]), ("decided_by", text.get("decided_by")),
                            ("reasons", text.get("reasons"))):  # fmt: skip
            if not given:
                no(name, f"A decided case needs {name.replace('_', ' ')}.")
    elif state != CaseState.CLOSED and days["decided_on"]:
        no("decided_on", "A case that has not been decided has no day of decision.")
    if state == CaseState.CLOSED and not days["ended_on"]:
        no("ended_on", "A closed case needs the day on which it ended.")
    if state == CaseState.CLOSED and not text.get("end_reason"):
        no("end_reason", "A closed case needs the reason why it ended.")
    if state == CaseState.SCREENED_OUT and not days["checklist_on"]:
        no("checklist_on", "A case that was screened out needs the day of its Checklist.")


def _check_route(case: PastCase, no: Any) -> None:
    route, text, days = case.text["route"], case.text, case.days
    born, received = days["date_of_birth"], days["received_on"]
    assert born is not None and received is not None
    fast = text.get("fast_track", "").lower() in ("yes", "y", "true")
    text["fast_track"] = "yes" if fast else ""
    screened = bool(days["checklist_on"]) or text["state"] == CaseState.SCREENED_OUT
    if (fast and route != Route.CHC) or (screened and route not in (Route.CHC, Route.CYPCC)):
        no("route", "A Checklist and the Fast Track belong to continuing healthcare.")
    decided = days["decided_on"]
    if route == Route.CHC and text["state"] == CaseState.ELIGIBLE and decided and age_on(born, decided) < 17:
        no("decided_on", "Adult continuing healthcare is decided from the 17th birthday at the earliest.")
    if route == Route.CYPCC and age_on(born, received) >= 18:
        no("route", "The person was 18 or over when referred: use CHC.")


def _take_forms(case: PastCase, cells: Mapping[str, str], no: Any) -> None:
    """The answers of the tools, each under the rules of its day. A case from before any rules held keeps none."""
    route, days = case.text["route"], case.days
    columns = {n.partition(".")[2]: v.upper() for n, v in cells.items() if n.startswith("checklist.") and v}
    levels = {n.partition(".")[2]: v.upper() for n, v in cells.items() if n.startswith("level.") and v}
    case.rule_set = _rules(route, days["received_on"]) or ""
    if columns:
        if days["checklist_on"] is None:
            no("checklist_on", "Columns of the Checklist are given: give its day too.")
        elif route != Route.CHC:
            no("route", "The Checklist is for adult continuing healthcare (CHC).")
        else:
            _form(case, Tool.CHECKLIST, {"domain": columns}, days["checklist_on"], no)
    if levels:
        tool = {Route.CHC: Tool.DST, Route.CYPCC: Tool.CHILDREN}.get(Route(route))
        if tool is None:
            no("route", "Levels belong to continuing healthcare (CHC) and children’s continuing care (CYPCC).")
        elif days["assessed_on"] is None:
            no("assessed_on", "Levels are given: give the day of the assessment too.")
        else:
            given = {"level": levels, "recommendation": case.text.get("recommendation", "")}
            _form(case, tool, given, days["assessed_on"], no)


def _form(case: PastCase, tool: Tool, answers: dict[str, Any], on: date, no: Any) -> None:
    what = "checklist" if tool is Tool.CHECKLIST else "level"
    try:
        result = evaluate(tool, answers, on)
    except RuleBroken as error:
        no(what, f"{error.message} Leave these columns empty to bring in the case without its form.")
        return
    wrong = [problem for problem in result.problems if problem.field.partition(".")[0] in ("domain", "level")]
    for problem in wrong:
        no(f"{what}.{problem.field.partition('.')[2]}", problem.words)
    if wrong:
        return
    screened_in = str(result.outcome).startswith("POSITIVE")
    if tool is Tool.CHECKLIST and screened_in and case.text["state"] == CaseState.SCREENED_OUT:
        no("state", "The Checklist's answers are positive, so the case was not screened out. Check both.")
    case.forms[str(tool)] = {"answers": answers, "rule_set": result.rule_set, "result": result.as_dict()}


def _rules(route: str, on: date | None) -> str | None:
    try:
        return rule_set_of_route(route, on or date.min).id
    except RuleBroken:
        return None


def _twice(cases: Sequence[PastCase]) -> list[Refusal]:
    seen: dict[tuple[str, ...], int] = {}
    undecided: dict[tuple[str, ...], int] = {}
    who: dict[str, tuple[tuple[str, ...], int]] = {}
    refused = []
    for case in cases:
        text, number = case.text, case.text["nhs_number"]
        same = (number, text["route"], str(case.days["received_on"]))
        if same in seen:
            refused.append(Refusal(case.line, "nhs_number", f"This is the same case as in line {seen[same]}."))
        seen.setdefault(same, case.line)
        if text["state"] in (CaseState.AWAITING_ASSESSMENT, CaseState.SCREENED_OUT):
            if same[:2] in undecided:
                refused.append(
                    Refusal(case.line, "state", f"Line {undecided[same[:2]]} has another undecided case by this route.")
                )
            undecided.setdefault(same[:2], case.line)
        name = (text["given_name"].casefold(), text["family_name"].casefold(), str(case.days["date_of_birth"]))
        if number in who and who[number][0] != name:
            refused.append(
                Refusal(
                    case.line, "nhs_number", f"Line {who[number][1]} has another name or birth date for this number."
                )
            )
        who.setdefault(number, (name, case.line))
    return refused


def _sentence(error: Exception) -> str:
    words = error.messages[0] if isinstance(error, ValidationError) else str(error)
    return words if words.endswith((".", "?")) else f"{words}."
