"""Reads a bank file in a process of its own, with 2 seconds of processor time and 256 MiB over what it starts with.

    python -m budgets.imports.limited < statement.csv

The answer is JSON on standard output: the file, or the line and words of the refusal. A file that would
fill the memory or never end takes this process with it and nothing else.
"""

import sys
from dataclasses import asdict
from datetime import date
from decimal import Decimal

from budgets.imports import apart
from budgets.imports.reader import read_bank_file
from budgets.imports.values import BankFile, BankLine
from phb.core.csv_files import MOST_BYTES

CPU_SECONDS = 2
MEMORY_BYTES = 256 * 1024 * 1024
WALL_SECONDS = 20
_TOO_MUCH = "The file could not be read within the limits of time and memory. Download a shorter time from the bank and try again."


def read_limited(data: bytes, *, layout: str | None = None) -> BankFile:
    """As `read_bank_file`, in the limited process. Raises ImportRejected."""
    found = apart.ask(
        "budgets.imports.limited",
        layout or "",
        content=data[: MOST_BYTES + 1],
        wall_seconds=WALL_SECONDS,
        too_much=_TOO_MUCH,
    )
    return _file(found)


def _file(answer: dict) -> BankFile:
    lines = tuple(
        BankLine(
            **{
                **line,
                "date": date.fromisoformat(line["date"]),
                "amount": Decimal(line["amount"]),
                "balance": _pounds(line["balance"]),
            }
        )
        for line in answer["lines"]
    )
    return BankFile(
        **{
            **answer,
            "lines": lines,
            "opening": _pounds(answer["opening"]),
            "closing": _pounds(answer["closing"]),
            "notes": tuple(answer["notes"]),
        }
    )


def _pounds(text: str | None) -> Decimal | None:
    return None if text is None else Decimal(text)


def main() -> None:
    layout = sys.argv[1] or None
    apart.answer(
        lambda data: asdict(read_bank_file(data, layout=layout)), cpu_seconds=CPU_SECONDS, memory_bytes=MEMORY_BYTES
    )


if __name__ == "__main__":
    main()
