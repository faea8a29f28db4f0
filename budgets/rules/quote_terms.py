"""Whose money a plan is, its changes by date, its year: read, checked and given their defaults."""

import re
from collections.abc import Iterator, Sequence
from datetime import date
from decimal import Decimal
from fractions import Fraction

from budgets.enums import FunderKind, Per
from budgets.rules.declared import Fault, Read
from budgets.rules.quote_plan import PlanFunder, PlanItem, Step
from budgets.rules.schedule import financial_year
from budgets.rules.words import number
from phb.core.money import ZERO
from phb.core.periods import Period

_YEAR = re.compile(r"([0-9]{4})(?:[-/](?:20)?([0-9]{2}))?")


class Terms:
    """Turns what was read into values, and gathers what is wrong."""

    def __init__(self) -> None:
        self.faults: list[Fault] = []
        self.items: dict[str, PlanItem] = {}

    def fault(self, path: str, words: str) -> None:
        """Add what is wrong, where, and how to mend it."""
        self.faults.append(Fault(path, words))

    def funders(self, rows: Sequence[Read] | None, path: str, single_line: bool = False) -> tuple[PlanFunder, ...]:
        found: list[PlanFunder] = []
        for row in rows or ():
            given = [name for name in ("percent", "share", "fixed") if row[name] is not None]
            if len(given) != 1 and not any(f.path.startswith(row.path) for f in self.faults):
                self.fault(row.path, "Give one of percent, share and fixed.")
            if row["fixed"] is not None and single_line:
                self.fault(f"{row.path}.fixed", "A fixed sum is for the whole plan. Give a percent or a share here.")
            if row["fixed_per"] not in (None, Per.WEEK):
                self.fault(f"{row.path}.fixed_per", "A fixed sum is for each payment, or with “week” for each week.")
            share = None if row["percent"] is None else Fraction(row["percent"])
            if row["share"] is not None:
                share = Fraction(*row["share"])
            name = row["name"] or ""
            if name in {funder.name for funder in found}:
                self.fault(f"{row.path}.name", f"“{name}” stands twice. Give each funder once.")
            council = row["kind"] == FunderKind.COUNCIL
            found.append(PlanFunder(name, share, row["fixed"], row["fixed_per"] == Per.WEEK, council))
        self.check_shares(rows or (), found, path)
        return tuple(found)

    def check_shares(self, rows: Sequence[Read], found: Sequence[PlanFunder], path: str) -> None:
        percents = [row["percent"] for row in rows if row["percent"] is not None]
        shares = [row["share"] for row in rows if row["share"] is not None]
        if any(fault.path.startswith(path) for fault in self.faults):
            return
        if percents and shares:
            self.fault(path, "Give percents or shares, not both.")
        elif percents and sum(percents) != 100:
            self.fault(path, f"The percents add up to {number(sum(percents, Decimal(0)))}. They must add up to 100.")
        elif shares and not sum(funder.share or 0 for funder in found):
            self.fault(path, "At least one share must be more than 0.")
        elif found and not percents and not shares:
            self.fault(path, "Fixed sums alone leave the rest with nobody. Give one funder a percent or a share.")

    def contribution(self, row: Read | None, funders: Sequence[PlanFunder]) -> tuple[Decimal, str]:
        if row is None or row["weekly"] is None:
            return ZERO, ""
        known = {f.name: f for f in funders} | {f.name: f for item in self.items.values() for f in item.funders}
        if row["funder"] is not None:
            if row["funder"] not in known:
                self.fault(f"{row.path}.funder", "This is not one of the funders.")
            return row["weekly"], row["funder"]
        councils = [name for name, funder in known.items() if funder.council]
        if not councils:
            councils = [name for name in known if "council" in name.lower()]
        if len(councils) != 1:
            self.fault(f"{row.path}.funder", "Say which funder is the council. The NHS part is free.")
            return row["weekly"], ""
        return row["weekly"], councils[0]

    # --- time

    def year(self, text: str | None, start: date) -> Period:
        first = start.year if start >= date(start.year, 4, 1) else start.year - 1
        if text is not None:
            found = _YEAR.fullmatch(text.strip())
            if found is None or (found[2] and int(found[2]) != (int(found[1]) + 1) % 100):
                self.fault("year", "Give the NHS year like 2026-27.")
            elif not 1948 <= int(found[1]) <= 2198:
                self.fault("year", "Give a year from 1948 to 2198.")
            else:
                first = int(found[1])
        return financial_year(first)

    def steps(self, raw: Read) -> Iterator[Step]:
        for row in raw["uplifts"] or ():
            by_line = {each["line"]: each["percent"] for each in row["lines"] or () if each["line"]}
            frozen = frozenset(row["frozen"] or ())
            for key in (*by_line, *frozen):
                if key not in self.items:
                    self.fault(row.path, f"No line has the key “{key}”. Keys: {', '.join(self.items)}.")
            if row["percent"] is None and not by_line:
                self.fault(row.path, "Give a percent, or the percents of single lines.")
            if row["from"] is not None:
                yield Step(row["from"], row.path, row["percent"], by_line, frozen)
        for row in raw["changes"] or ():
            key = row["line"] or (next(iter(self.items)) if len(self.items) == 1 else "")
            if key not in self.items:
                self.fault(f"{row.path}.line", f"Name the line by its key. Keys: {', '.join(self.items)}.")
            if (row["notice_given"] is None) != (row["notice_days"] is None):
                self.fault(f"{row.path}.notice_days", "Give notice_given and notice_days together.")
            anew = row["rate"] is not None or row["hours_per_week"] is not None
            if anew == (row["weekly"] is not None) and not any(f.path.startswith(row.path) for f in self.faults):
                self.fault(row.path, "Give either weekly, or a new rate or hours_per_week.")
            if row["from"] is not None and key:
                yield Step(
                    row["from"],
                    row.path,
                    line=key,
                    weekly=row["weekly"],
                    rate=row["rate"],
                    hours_per_week=row["hours_per_week"],
                    notice_given=row["notice_given"],
                    notice_days=row["notice_days"],
                )

    def paid(self, rows: Sequence[Read]) -> Iterator[tuple[Period, Decimal]]:
        last: date | None = None
        for row in sorted(rows, key=lambda each: each["from"] or date.min):
            if row["from"] is None or row["to"] is None or row["amount"] is None:
                continue
            if row["to"] < row["from"]:
                self.fault(f"{row.path}.to", "The last day must not be before the first.")
                continue
            if last is not None and row["from"] <= last:
                self.fault(f"{row.path}.from", "This payment covers days of another. Give each day once.")
            last = row["to"]
            yield Period(row["from"], row["to"]), row["amount"]

    def package(self, row: Read | None) -> tuple[Decimal, str, date | None] | None:
        if row is None or row["weekly"] is None:
            return None
        if not row["weekly"]:
            self.fault(f"{row.path}.weekly", "The price of the package must be more than £0.00.")
        return row["weekly"], row["basis"] or "", row["priced_on"]
