"""The statement as page and PDF draw it, filled from the frozen facts and from nothing else."""

import csv
import io
from datetime import date
from decimal import Decimal
from typing import Any

from budgets.documents import BankLine, Entry, Limit, OneOff, PlanLine, SpendStatement, ToDo
from phb.core.pdf import Contact, Format, Organisation, Person, Stamp
from phb.core.table_cells import safe_for_spreadsheets
from phb.core.tables import BYTE_ORDER_MARK

# The appendix of a PDF; a longer account is on the person's page and in the CSV file, whole.
MOST_LINES = 2000


def document_of(facts: dict[str, Any], *, version: int, dated: date) -> SpendStatement:
    """The printed statement. Its totals are checked again when it is built (DoesNotAddUp)."""
    sender, person, contact = facts["organisation"], facts["person"], facts["contact"]
    lines = tuple(_line(row) for row in facts["lines"])
    next_day, next_amount = facts["next_payment"] or (None, None)
    return SpendStatement(
        organisation=Organisation(
            sender["name"], tuple(x for x in sender["address"].splitlines() if x), sender["phone"], sender["email"]
        ),
        stamp=Stamp(facts["reference"], version, dated),
        person=Person(person["name"], date.fromisoformat(person["born"]), person["nhs_number"], person["known_as"]),
        contact=Contact(contact["name"], contact["role"], contact["phone"], contact["email"]),
        holder=facts["holder"],
        start=date.fromisoformat(facts["start"]),
        end=date.fromisoformat(facts["end"]),
        account=facts["account"],
        opening=Decimal(facts["opening"]),
        money_in=_entries(facts["money_in"]),
        money_out=_entries(facts["money_out"]),
        closing=Decimal(facts["closing"]),
        bank_closing=Decimal(facts["bank"]),
        set_aside=_entries(facts["set_aside"]),
        free=Decimal(facts["free"]),
        limit=_limit(facts["limit"]),
        plan_lines=tuple(
            PlanLine(row["name"], row["outcome"], Decimal(row["agreed"]), Decimal(row["spent"]), row["words"])
            for row in facts["by_line"]
        ),
        outcomes=tuple(row["name"] for row in facts["by_outcome"] if row["name"]),
        to_do=tuple(ToDo(row["words"], date.fromisoformat(row["by"]) if row["by"] else None) for row in facts["to_do"]),
        one_offs=tuple(
            OneOff(row["words"], date.fromisoformat(row["on"]), Decimal(row["amount"]), row["why"])
            for row in facts.get("one_offs", [])
        ),
        next_payment=Decimal(next_amount) if next_amount else None,
        next_payment_on=date.fromisoformat(next_day) if next_day else None,
        next_payment_words=facts["pace"],
        part_paid=_entries(facts["part_paid"]),
        lines=lines if len(lines) <= MOST_LINES else (),
    )


def format_for(person_format: str) -> Format:
    """Large print for whoever asked for it; standard print for all others."""
    return Format.LARGE_PRINT if person_format == "LARGE_PRINT" else Format.STANDARD


def _entries(rows: list[list[str]]) -> tuple[Entry, ...]:
    return tuple(Entry(words, Decimal(amount)) for words, amount in rows)


def _line(row: dict[str, str]) -> BankLine:
    return BankLine(
        date.fromisoformat(row["on"]), row["words"], row["plan_line"], Decimal(row["amount"]), Decimal(row["balance"])
    )


def _limit(found: dict[str, str]) -> Limit | None:
    amount = Decimal(found["amount"])
    if not amount:
        return None
    weeks = Decimal(found["weeks"])
    return Limit(int(weeks), amount, "", Decimal(found["reclaim"]))


def csv_of(facts: dict[str, Any]) -> str:
    """Every line of a statement as CSV; text that a spreadsheet would run begins with an apostrophe."""
    out = io.StringIO()
    writer = csv.writer(out)
    writer.writerow(["Day", "What", "Line of the plan", "Amount", "Balance"])
    for row in facts.get("lines", []):
        writer.writerow(
            [
                row["on"],
                safe_for_spreadsheets(row["words"]),
                safe_for_spreadsheets(row["plan_line"]),
                row["amount"],
                row["balance"],
            ]
        )
    return BYTE_ORDER_MARK + out.getvalue()
