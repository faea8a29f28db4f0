"""Spreadsheets of live budgets of made-up people."""

import csv
import io
from collections.abc import Mapping
from datetime import date

from budgets.imports.live_columns import COLUMNS

ON = date(2026, 11, 23)
NAMES = [column.name for column in COLUMNS]
EXAMPLE = {column.name: column.example for column in COLUMNS}


def rows_for(many: int, **changes: str) -> list[dict[str, str]]:
    """Budgets of as many people, each with one line like the template's."""
    found, body = [], 999_500_000
    while len(found) < many:
        digits = [int(c) for c in str(body)]
        check = (11 - sum(d * w for d, w in zip(digits, range(10, 1, -1), strict=True)) % 11) % 11
        if check != 10:
            n = len(found)
            found.append(
                EXAMPLE | {
                    "reference": f"B-{n:05d}", "nhs_number": f"{body}{check}", "given_name": "Made", "family_name": f"Up{n:05d}",
                    "agreement_signed_by": f"Made Up{n:05d}", **changes,
                }
            )  # fmt: skip
        body += 1
    return found


def file_of(*rows: Mapping[str, str], names: list[str] | None = None) -> bytes:
    """The rows as CSV."""
    out = io.StringIO()
    chosen = names or NAMES
    writer = csv.writer(out)
    writer.writerow(chosen)
    writer.writerows([[row.get(name, "") for name in chosen] for row in rows])
    return out.getvalue().encode()
