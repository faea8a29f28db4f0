"""Reads a bank file in a process of its own, with 2 seconds of processor time and 256 MiB over what it starts with.

    python -m budgets.imports.limited < statement.csv

The answer is JSON on standard output: the file, or the line and words of the refusal. A file that would
fill the memory or never end takes this process with it and nothing else.
"""

import json
import resource
import subprocess
import sys
import time
from dataclasses import asdict
from datetime import date
from decimal import Decimal
from pathlib import Path

from budgets.imports.reader import read_bank_file
from budgets.imports.values import BankFile, BankLine
from phb.core.csv_files import MOST_BYTES, ImportRejected

CPU_SECONDS = 2
MEMORY_BYTES = 256 * 1024 * 1024
WALL_SECONDS = 20
_TOO_MUCH = "The file could not be read within the limits of time and memory. Download a shorter time from the bank and try again."


def read_limited(data: bytes, *, layout: str | None = None) -> BankFile:
    """As `read_bank_file`, in the limited process. Raises ImportRejected."""
    root = Path(__file__).resolve().parents[2]
    try:
        child = subprocess.run(
            [sys.executable, "-m", "budgets.imports.limited", layout or ""],
            input=data[: MOST_BYTES + 1],
            capture_output=True,
            cwd=root,
            env={"PYTHONPATH": str(root)},
            timeout=WALL_SECONDS,
            check=False,
        )
    except subprocess.TimeoutExpired as error:
        raise ImportRejected(None, _TOO_MUCH) from error
    if child.returncode != 0:
        raise ImportRejected(None, _TOO_MUCH)
    answer = json.loads(child.stdout)
    if "refused" in answer:
        raise ImportRejected(*answer["refused"])
    return _file(answer)


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


def _limit() -> None:
    pages = int(Path("/proc/self/statm").read_text().split()[0]) if Path("/proc/self/statm").exists() else 0
    if pages:
        most = pages * resource.getpagesize() + MEMORY_BYTES
        resource.setrlimit(resource.RLIMIT_AS, (most, most))
    # Starting Python is not the file's doing: the two seconds begin here.
    seconds = int(time.process_time()) + 1 + CPU_SECONDS
    resource.setrlimit(resource.RLIMIT_CPU, (seconds, seconds))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


def main() -> None:
    _limit()
    try:
        found = asdict(read_bank_file(sys.stdin.buffer.read(), layout=sys.argv[1] or None))
    except ImportRejected as error:
        found = {"refused": [error.line, error.words]}
    json.dump(found, sys.stdout, default=str)


if __name__ == "__main__":
    main()
