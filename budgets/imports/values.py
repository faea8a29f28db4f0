"""What a bank file becomes, and how it is refused."""

import hashlib
from dataclasses import dataclass
from datetime import date
from decimal import Decimal


@dataclass(frozen=True, slots=True)
class BankLine:
    """One line of a bank account: pounds, money out negative.

    `balance` in pounds after the line, where the bank gives it; `source_id` the bank's own identifier, or "";
    `occurrence` 1 for the first of true twins (same day, amount and words), 2 for the second; `row` its line
    in the file.
    """

    date: date
    amount: Decimal
    description: str
    counterparty: str = ""
    reference: str = ""
    balance: Decimal | None = None
    source_id: str = ""
    occurrence: int = 1
    row: int = 0


@dataclass(frozen=True, slots=True)
class BankFile:
    """A file read whole: lines oldest first, the balances before and after them where the bank gives balances.

    `account` as the file names it, or ""; `sha256` of the file as it came; `notes` for the person who sent it.
    """

    layout: str
    account: str
    lines: tuple[BankLine, ...]
    opening: Decimal | None
    closing: Decimal | None
    sha256: str
    notes: tuple[str, ...] = ()


def normalise(text: str) -> str:
    """Words of a bank line for comparing: one space between words, capitals, nothing else changed."""
    return " ".join(text.split()).upper()


def fingerprint(account: str, line: BankLine) -> str:
    """The key by which a line is taken once into an account, from any overlapping file (64 hexadecimal digits).

    The bank's own identifier where it has one, otherwise account, day, amount, words and occurrence, so
    that two real payments of £40.00 on one day both count and a second import adds nothing.
    """
    if line.source_id:
        parts = ["id", account, line.source_id]
    else:
        parts = [
            "line",
            account,
            line.date.isoformat(),
            f"{line.amount:.2f}",
            normalise(line.description),
            str(line.occurrence),
        ]
    # A unit separator cannot come from a file: control characters are refused on reading.
    return hashlib.sha256("\x1f".join(parts).encode()).hexdigest()
