"""One reader for all bank layouts: the whole file, or nothing with the line that is wrong."""

import hashlib
import itertools
import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal

from budgets.imports.layouts import Layout, all_layouts, trimmed
from budgets.imports.values import BankFile, BankLine, normalise
from phb.core.csv_files import ImportRejected, Row, check_size, decode, first_rows, looks_like, rows_of
from phb.core.errors import MoneyError
from phb.core.money import ZERO, format_pounds, parse_pounds

HEADER_WITHIN = 10
_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_DATES = {
    "dmy": re.compile(r"(?P<d>[0-9]{1,2})/(?P<m>[0-9]{1,2})/(?P<y>[0-9]{4})"),
    "dMy": re.compile(r"(?P<d>[0-9]{1,2}) (?P<m>[A-Za-z]{3}) (?P<y>[0-9]{4})"),
    "ymd": re.compile(r"(?P<y>[0-9]{4})-(?P<m>[0-9]{2})-(?P<d>[0-9]{2})"),
}
_HOW = {"dmy": "31/12/2026", "dMy": "31 Dec 2026", "ymd": "2026-12-31"}


def read_bank_file(data: bytes, *, layout: str | None = None, account: str | None = None) -> BankFile:
    """Read a bank's CSV file.

    `layout` is a layout's key, or None to recognise it by its header. `account` is the sort code and account
    number the lines must belong to ("600000 12345678"), checked where the file names it; None takes any one
    account. Raises ImportRejected, with the line, for anything that does not fit: nothing is half taken.
    """
    check_size(data)
    chosen = _choose(data, layout)
    rows = rows_of(decode(data, chosen.encodings))
    preamble, header, body = _cut(rows, chosen)
    lines, accounts, notes = _read_rows(chosen, header, body)
    if not lines:
        raise ImportRejected(
            None, "There are no payments in the file. Choose a time with payments and download it again."
        )
    _check_account(accounts, account)
    lines = _check_balances(_oldest_first(lines, chosen), chosen)
    opening, closing = _ends(lines)
    name = next(iter(accounts), "") or _preamble_account(preamble, chosen)
    return BankFile(
        chosen.key, name, tuple(_number_twins(lines)), opening, closing, hashlib.sha256(data).hexdigest(), tuple(notes)
    )


def recognise(data: bytes) -> tuple[Layout, ...]:
    """The layouts whose header stands in the first rows; more than one when banks write the same header."""
    rows = first_rows(looks_like(data), HEADER_WITHIN)
    return tuple(layout for layout in all_layouts() if any(layout.matches(cells) for cells in rows))


def _choose(data: bytes, key: str | None) -> Layout:
    if key is not None:
        found = next((layout for layout in all_layouts() if layout.key == key), None)
        if found is None:
            raise ImportRejected(None, "That bank is not in the list. Choose another.")
        return found
    found_layouts = recognise(data)
    if not found_layouts:
        names = "; ".join(layout.title for layout in all_layouts())
        raise ImportRejected(None, f"The columns are not those of a bank we know. Download the CSV file for {names}.")
    if len(found_layouts) > 1:
        names = " or ".join(layout.title for layout in found_layouts)
        raise ImportRejected(None, f"The file could come from {names}. Say which bank it is.")
    return found_layouts[0]


def _cut(rows: Sequence[Row], layout: Layout) -> tuple[Sequence[Row], list[str], Sequence[Row]]:
    """The rows before the header, the header's names as the layout writes them, and the rows after."""
    for i, (_, cells) in enumerate(rows[:HEADER_WITHIN]):
        if layout.matches(cells):
            by_name = {name.casefold(): name for name in (*layout.header, *layout.optional)}
            return rows[:i], [by_name[cell] for cell in trimmed(cells)], rows[i + 1 :]
    raise ImportRejected(None, f"The columns are not those of {layout.title}. Check which bank the file comes from.")


def _read_rows(layout: Layout, header: list[str], body: Sequence[Row]) -> tuple[list[BankLine], list[str], list[str]]:
    lines: list[BankLine] = []
    accounts: dict[str, None] = {}
    notes: list[str] = []
    ids: set[str] = set()
    for number, raw in body:
        cells = _Cells(number, _fit(number, raw, header))
        amount = _amount(layout, cells)
        if amount is None:
            if normalise(cells.joined(layout.description)) in layout.skip_without_amount:
                continue
            raise ImportRejected(number, "There is no amount. Download the file from the bank again.")
        if layout.currency and cells[layout.currency].upper() != "GBP":
            raise ImportRejected(
                number, f"The amount is in {cells[layout.currency] or 'no currency'}. Only pounds (GBP) can be taken."
            )
        if named := _account_key(cells.joined(layout.account)):
            accounts[named] = None
        line = _line(layout, cells, amount)
        if line.source_id and line.source_id in ids:
            raise ImportRejected(number, f"The bank's identifier {line.source_id} stands twice in the file.")
        ids.add(line.source_id)
        if amount == 0:
            notes.append(f"Line {number} moves no money and was left out.")
            continue
        lines.append(line)
    return lines, list(accounts), notes


@dataclass(frozen=True, slots=True)
class _Cells:
    """The cells of one row by column name."""

    number: int
    values: dict[str, str]

    def __getitem__(self, name: str) -> str:
        return self.values.get(name, "")

    def joined(self, names: Sequence[str]) -> str:
        """The named cells with one space between words, empty ones left out."""
        return " ".join(" ".join(self[name] for name in names).split())


def _fit(number: int, raw: Sequence[str], header: Sequence[str]) -> dict[str, str]:
    """The row's cells by name. Empty cells after the last column are a habit of some banks; anything else is refused."""
    if len(raw) < len(header) or any(cell.strip() for cell in raw[len(header) :]):
        raise ImportRejected(
            number, f"There are {len(raw)} columns where {len(header)} belong. Download the file from the bank again."
        )
    # A no-break space is white space here; an apostrophe before a sort code keeps spreadsheets from eating its zero.
    return {name: cell.strip().lstrip("'").strip() for name, cell in zip(header, raw, strict=False)}


def _line(layout: Layout, cells: _Cells, amount: Decimal) -> BankLine:
    return BankLine(
        date=_date(layout, cells),
        amount=amount,
        description=cells.joined(layout.description),
        counterparty=cells.joined(layout.counterparty),
        reference=cells.joined(layout.reference),
        balance=_money(cells, layout.balance) if layout.balance else None,
        source_id=cells[layout.source_id] if layout.source_id else "",
        row=cells.number,
    )


def _date(layout: Layout, cells: _Cells) -> date:
    typed = cells[layout.date]
    for form in layout.dates:
        match = _DATES[form].fullmatch(typed)
        if match is None:
            continue
        month = match["m"]
        try:
            number = _MONTHS.index(month.lower()) + 1 if form == "dMy" else int(month)
            return date(int(match["y"]), number, int(match["d"]))
        except ValueError:
            break
    raise ImportRejected(
        cells.number, f"“{typed}” is not a date. {layout.title} writes it like {_HOW[layout.dates[0]]}."
    )


def _amount(layout: Layout, cells: _Cells) -> Decimal | None:
    """Pounds, money out negative; None when the row has no amount."""
    if layout.signed:
        return _money(cells, layout.signed)
    out, came_in = _money(cells, layout.money_out), _money(cells, layout.money_in)
    if out is not None and came_in is not None and out and came_in:
        raise ImportRejected(cells.number, "There is an amount in both columns, money out and money in.")
    if (out is not None and out < 0) or (came_in is not None and came_in < 0):
        raise ImportRejected(cells.number, "An amount has a minus sign where the bank writes only positive amounts.")
    if out:
        return -out
    return came_in if came_in is not None else (ZERO if out is not None else None)


def _money(cells: _Cells, column: str) -> Decimal | None:
    """Strict pounds of a cell; None when it is empty or a dash. Brackets mean a negative amount."""
    typed = cells[column]
    if typed in {"", "-"}:
        return None
    bracketed = re.fullmatch(r"\(([^()-]+)\)", typed)
    try:
        return parse_pounds(f"-{bracketed[1]}" if bracketed else typed, negative=True)
    except MoneyError as error:
        raise ImportRejected(cells.number, f"“{typed}” under “{column}” is not an amount. {error.message}") from error


def _account_key(text: str) -> str:
    """Sort code and account number as 14 digits, or the text itself where a bank writes it otherwise."""
    digits = re.sub(r"[^0-9]", "", text)
    return digits if len(digits) >= 8 else text.strip()


def _check_account(accounts: Sequence[str], expected: str | None) -> None:
    if len(accounts) > 1:
        raise ImportRejected(
            None, "The file has lines of more than one account. Download the file of the budget's account only."
        )
    if expected and accounts and _account_key(expected) != accounts[0]:
        raise ImportRejected(
            None,
            f"The file is of another account, ending {accounts[0][-4:]}. Download the file of the budget's account.",
        )


def _preamble_account(preamble: Sequence[Row], layout: Layout) -> str:
    for _, cells in preamble:
        if layout.preamble_account and cells[0].strip() == layout.preamble_account and len(cells) > 1:
            return cells[1].strip()
    return ""


def _oldest_first(lines: list[BankLine], layout: Layout) -> list[BankLine]:
    """The lines in order of time: as the days say, else as the balances say, else as the bank usually writes."""
    if lines[0].date != lines[-1].date:
        newest_first = lines[0].date > lines[-1].date
    else:
        breaks, turned = len(_breaks(lines)), len(_breaks(lines[::-1]))
        newest_first = layout.newest_first if breaks == turned else turned < breaks
    ordered = lines[::-1] if newest_first else lines
    for earlier, later in itertools.pairwise(ordered):
        if later.date < earlier.date:
            raise ImportRejected(
                later.row, "The lines are not in order of date. Download the file again and do not sort it."
            )
    return ordered


def _breaks(lines: Sequence[BankLine]) -> list[tuple[BankLine, Decimal]]:
    """Lines whose balance is not the one before plus the amounts since, each with the balance it should have."""
    found = []
    expected: Decimal | None = None
    for line in lines:
        if expected is not None:
            expected += line.amount
        if line.balance is not None:
            if expected is not None and expected != line.balance:
                found.append((line, expected))
            expected = line.balance
    return found


def _check_balances(lines: list[BankLine], layout: Layout) -> list[BankLine]:
    if not layout.balance:
        return lines
    if breaks := _breaks(lines):
        line, expected = breaks[0]
        assert line.balance is not None
        raise ImportRejected(
            line.row,
            f"The balance is {format_pounds(line.balance)} but should be {format_pounds(expected)}: a line is missing or was changed. "
            "Download the whole file from the bank again.",
        )
    return lines


def _ends(lines: Sequence[BankLine]) -> tuple[Decimal | None, Decimal | None]:
    """The balance before the first line and after the last, where balances allow it."""
    first = next((i for i, line in enumerate(lines) if line.balance is not None), None)
    if first is None:
        return None, None
    known = lines[first].balance
    assert known is not None
    opening = known - sum((line.amount for line in lines[: first + 1]), ZERO)
    return opening, opening + sum((line.amount for line in lines), ZERO)


def _number_twins(lines: Sequence[BankLine]) -> list[BankLine]:
    seen: Counter[tuple[date, Decimal, str]] = Counter()
    numbered = []
    for line in lines:
        key = (line.date, line.amount, normalise(line.description))
        seen[key] += 1
        numbered.append(replace(line, occurrence=seen[key]))
    return numbered
