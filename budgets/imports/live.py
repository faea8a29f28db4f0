"""From the rows of a spreadsheet to live budgets: every reason why a row cannot be taken, before anything is taken.

What is kept of a budget is plain text by the names of the columns, days as 2026-11-30, with its service lines in "lines".
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from budgets.imports.live_cells import READERS
from budgets.imports.live_checks import check_budget, check_line
from budgets.imports.live_columns import BY_NAME, COLUMNS, OF_BUDGET, OF_LINE, names_of
from budgets.imports.live_sheet import rows_of_file

Kept = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Refusal:
    """Why one row is not taken: the line of the file, the column, and a sentence that says how to mend it."""

    line: int
    column: str
    words: str


def read(content: bytes, today: date, *, made_up: bool = False) -> tuple[list[Kept], list[Refusal]]:
    """The budgets of a file and the refusals of its rows. With `made_up`, only NHS numbers of the test range are taken.

    Raises ImportRejected for a file that cannot be read at all.
    """
    header, *body = rows_of_file(content)
    names = names_of(header[1])
    refused: list[Refusal] = []
    rows = []
    for line, cells in body:
        if len([cell for cell in cells[len(names) :] if cell.strip()]):
            refused.append(Refusal(line, "", f"The row has more cells than the {len(names)} columns that are named."))
            continue
        rows.append(_row(line, dict(zip(names, (cell.strip() for cell in cells), strict=False)), refused))
    if made_up:
        refused += [
            Refusal(row["line"], "nhs_number", "This is a demonstration: only made-up NHS numbers, which begin with 999, are taken.")
            for row in rows
            if row.get("nhs_number") and not row["nhs_number"].startswith("999")
        ]  # fmt: skip
    budgets = _together(rows, refused)
    unread = {(each.line, BY_NAME[each.column].of_line) for each in refused if each.column}
    for budget in budgets:
        _check(budget, today, refused, unread)
    _beside_each_other(budgets, refused)
    return budgets, sorted(refused, key=lambda each: (each.line, _place(each.column)))


def _place(column: str) -> int:
    return next((place for place, each in enumerate(COLUMNS) if each.name == column), -1)


def _row(line: int, cells: Mapping[str, str], refused: list[Refusal]) -> Kept:
    """The cells of one row as they are meant; a cell that means nothing is left out and its reason noted."""
    row: Kept = {"line": line}
    for name, reader in READERS.items():
        cell = cells.get(name, "")
        if not cell:
            continue
        try:
            row[name] = reader(cell)
        except ValueError as error:
            refused.append(Refusal(line, name, str(error)))
            row[name] = None
    for name in OF_LINE:
        if BY_NAME[name].needed and name not in row:
            refused.append(Refusal(line, name, f"Fill in {said(name)}."))
    if "reference" not in row:
        refused.append(Refusal(line, "reference", f"Fill in {said('reference')}."))
    return row


def said(name: str) -> str:
    """A column in a sentence: "date of birth"."""
    words = {"nhs_number": "the NHS number", "reference": "the reference of the budget", "service": "what is bought"}
    return words.get(name, name.replace("_", " "))


def _together(rows: Sequence[Kept], refused: list[Refusal]) -> list[Kept]:
    """The rows of each budget as one: what is said of it once, and its lines. What is said twice must be said alike."""
    found: dict[str, Kept] = {}
    first_said: dict[tuple[str, str], int] = {}
    for row in rows:
        reference = row.get("reference")
        if not reference:
            continue
        budget = found.setdefault(reference.casefold(), {"line": row["line"], "lines": []})
        for name in OF_BUDGET:
            if name not in row:
                continue
            if budget.get(name) is None:
                budget[name] = row[name]
                first_said[(reference.casefold(), name)] = row["line"]
            elif row[name] is not None and _plain(row[name]) != _plain(budget[name]):
                words = f"Line {first_said[(reference.casefold(), name)]} says something else of the same budget. Leave the cell empty, or say the same."
                refused.append(Refusal(row["line"], name, words))
        budget["lines"].append({"line": row["line"], **{name: row[name] for name in OF_LINE if name in row}})
    for budget in found.values():
        for name in OF_BUDGET:
            if BY_NAME[name].needed and name not in budget:
                refused.append(Refusal(budget["line"], name, f"Fill in {said(name)}."))
    return list(found.values())


def _plain(value: Any) -> str:
    return str(value).casefold()


def _check(budget: Kept, today: date, refused: list[Refusal], unread: set[tuple[int, bool]]) -> None:
    """The checks that need several cells, where each of them could be read. `unread`: lines with a cell that could not
    be, of the budget or of the line."""

    def no(line: int, column: str, words: str) -> None:
        refused.append(Refusal(line, column, words))

    if not any((line["line"], False) in unread for line in budget["lines"]):
        check_budget(budget, today, no)
    seen: dict[str, int] = {}
    for line in budget["lines"]:
        if (line["line"], True) not in unread:
            check_line(line, budget, today, no)
        said_before = seen.setdefault(str(sorted((k, str(v)) for k, v in line.items() if k != "line")), line["line"])
        if said_before != line["line"]:
            no(line["line"], "service", f"Line {said_before} says the very same. Leave one out, or say what differs.")


def _beside_each_other(budgets: Sequence[Kept], refused: list[Refusal]) -> None:
    """One person is one person in the whole file, and has one budget of a stream."""
    who: dict[str, tuple[tuple[str, ...], int]] = {}
    streams: dict[tuple[str, str], int] = {}
    for budget in budgets:
        number = budget.get("nhs_number")
        if not number:
            continue
        name = tuple(_plain(budget.get(part)) for part in ("given_name", "family_name", "date_of_birth"))
        if number in who and who[number][0] != name:
            refused.append(Refusal(budget["line"], "nhs_number", f"Line {who[number][1]} has another name or birth date for this number."))  # fmt: skip
        who.setdefault(number, (name, budget["line"]))
        stream = (number, str(budget.get("route")))
        if stream in streams:
            refused.append(Refusal(budget["line"], "route", f"Line {streams[stream]} has another budget of this person in the same stream. Give both the same reference, or leave one out."))  # fmt: skip
        streams.setdefault(stream, budget["line"])
