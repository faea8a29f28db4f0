"""What somebody entered for an indicative amount, by whichever method, and the amount that comes of it."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Any

from budgets.enums import AmountMethod, HolidayMethod
from budgets.rules import indicating
from budgets.rules.amount_tables import FixedSums, PointsTable, Reckoner, read_table_content
from budgets.rules.costing import AgencyCare, CostingSettings, IndicativeAmount, OtherLine, PersonalAssistant
from budgets.rules.indicating import TableUsed
from budgets.rules.keeping import plain, rebuilt
from phb.core.errors import RuleBroken

#: The methods that read a local table; a fixed sum may also be typed.
WITH_TABLE = frozenset({AmountMethod.RECKONER, AmountMethod.POINTS, AmountMethod.FIXED})


@dataclass(frozen=True, slots=True)
class PackageToday:
    """What the support costs now: pounds a week, what the price is taken from, and its day."""

    weekly: Decimal
    basis: str
    priced_on: date


@dataclass(frozen=True, slots=True)
class SumTyped:
    """A sum paid once that is in no table: what it is for, pounds, who says so."""

    label: str
    amount: Decimal
    source: str


@dataclass(frozen=True, slots=True)
class IndicativeInputs:
    """What was entered: hours a week, pounds, years. `row` names a table's row or sum, `answers` the answer to each question."""

    on: date
    assistants: tuple[PersonalAssistant, ...] = ()
    agency: tuple[AgencyCare, ...] = ()
    others: tuple[OtherLine, ...] = ()
    employment_allowance: bool = False
    contingency_weeks: Decimal = Decimal(0)
    holiday: HolidayMethod = HolidayMethod.PERCENT
    method: AmountMethod = AmountMethod.COST
    row: str = ""
    answers: Mapping[str, str] = field(default_factory=dict)
    package: PackageToday | None = None
    typed_sum: SumTyped | None = None
    note: str = ""

    def as_json(self) -> dict[str, Any]:
        """Everything that was entered, as it is kept beside the amount."""
        kept = plain(self)
        return {"rates_on": kept.pop("on"), **kept}

    @classmethod
    def from_json(cls, kept: Mapping[str, Any]) -> "IndicativeInputs":
        """What was entered, again, from what was kept: to begin the next amount with, or to work this one out again."""
        lines = {name: _with_keys(kept.get(name) or (), name) for name in ("assistants", "agency", "others")}
        found: IndicativeInputs = rebuilt(cls, {**kept, **lines, "on": kept["rates_on"]})
        return found


def _with_keys(rows: Any, name: str) -> list[Any]:
    # Amounts given before lines had keys of their own kept none.
    return [{"key": f"{name}{n}", **row} for n, row in enumerate(rows, start=1)]


def work_out(inputs: IndicativeInputs, content: Any = None, table: TableUsed | None = None) -> IndicativeAmount:
    """The amount with every line explained, in pounds. `content`: the local table as it is stored, where the method reads one.

    Raises RuleBroken for an unlawful wage, a day without a figure, a row that is not there; JudgementRequired above a cap.
    """
    method = inputs.method
    if method == AmountMethod.COST:
        settings = CostingSettings(inputs.holiday, inputs.employment_allowance, inputs.contingency_weeks)
        return indicating.from_costs(inputs.on, inputs.assistants, inputs.agency, inputs.others, settings)
    if method == AmountMethod.PACKAGE:
        if inputs.package is None:
            raise RuleBroken("Enter what the package costs a week now.", "weekly")
        now = inputs.package
        return indicating.from_package(inputs.on, now.weekly, now.basis, now.priced_on, inputs.contingency_weeks)
    if method == AmountMethod.FIXED and inputs.typed_sum is not None:
        typed = inputs.typed_sum
        return indicating.named_sum(inputs.on, typed.label, typed.amount, typed.source, inputs.on, inputs.note)
    if table is None:
        raise RuleBroken("Choose the table to read the amount from.", "table")
    return _from_table(inputs, read_table_content(method, content), table)


def _from_table(
    inputs: IndicativeInputs, content: Reckoner | PointsTable | FixedSums, table: TableUsed
) -> IndicativeAmount:
    if isinstance(content, Reckoner):
        return indicating.from_reckoner(inputs.on, content, inputs.row, table, inputs.contingency_weeks)
    if isinstance(content, PointsTable):
        return indicating.from_points(inputs.on, content, inputs.answers, table, inputs.contingency_weeks)
    return indicating.from_fixed_sum(inputs.on, content, inputs.row, table, inputs.note)


__all__ = ["WITH_TABLE", "IndicativeInputs", "PackageToday", "SumTyped", "work_out"]
