"""A costed plan as values for the rules: what was sent, read, checked and given its defaults."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from fractions import Fraction
from typing import Any

from budgets.enums import AnnualWeeks, Frequency, HoldingMethod, HolidayMethod
from budgets.rules.assistants import PersonalAssistant
from budgets.rules.costing import AgencyCare, OtherLine
from budgets.rules.declared import Fault
from phb.core.periods import Period


class PlanFaulty(Exception):
    """A plan that cannot be costed: every fault with its path."""

    def __init__(self, faults: Sequence[Fault]) -> None:
        super().__init__("\n".join(str(fault) for fault in faults))
        self.faults = tuple(faults)


@dataclass(frozen=True, slots=True)
class PlanFunder:
    """A funder: a share of what fixed sums leave (a proportion of all shares), or a fixed sum a payment or a week."""

    name: str
    share: Fraction | None = None
    fixed: Decimal | None = None
    fixed_weekly: bool = False
    council: bool = False


@dataclass(frozen=True, slots=True)
class PlanItem:
    """Where one line of the plan stands, who holds its money, and who pays when not all funders of the plan do."""

    key: str
    path: str
    holding: HoldingMethod
    funders: tuple[PlanFunder, ...] = ()
    on: date | None = None


@dataclass(frozen=True, slots=True)
class Step:
    """New weekly amounts from a day: a percent by line (None: not raised), or one line's new amount, rate or hours."""

    start: date
    path: str
    percent: Decimal | None = None
    by_line: Mapping[str, Decimal] = field(default_factory=dict)
    frozen: frozenset[str] = frozenset()
    line: str = ""
    weekly: Decimal | None = None
    rate: Decimal | None = None
    hours_per_week: Decimal | None = None
    notice_given: date | None = None
    notice_days: int | None = None

    @property
    def is_uplift(self) -> bool:
        """Whether lines go up by percents."""
        return not self.line


@dataclass(frozen=True, slots=True)
class OtherWays:
    """Pounds an hour of a self-employed carer and of an agency, for the same hours side by side."""

    self_employed: Decimal | None
    agency: Decimal | None


@dataclass(frozen=True, slots=True)
class CostedPlan:
    """A plan ready to be costed. `items` has an entry for each line by its key, in order."""

    title: str
    rates_on: date
    start: date
    end: date | None
    year: Period
    holiday: HolidayMethod
    employment_allowance: bool
    contingency_weeks: Decimal
    contingency_inside: bool
    annual_weeks: AnnualWeeks
    frequency: Frequency
    anchor: date
    assistants: tuple[PersonalAssistant, ...]
    care: tuple[AgencyCare, ...]
    others: tuple[OtherLine, ...]
    items: Mapping[str, PlanItem]
    funders: tuple[PlanFunder, ...]
    contribution: Decimal
    council: str
    steps: tuple[Step, ...]
    paid: tuple[tuple[Period, Decimal], ...]
    package: tuple[Decimal, str, date | None] | None
    ways: OtherWays | None = None


def load_json(text: str) -> Any:
    """JSON as exact values: numbers become Decimals, a key given twice or a number that is none is refused (PlanFaulty)."""

    def pairs(found: list[tuple[str, Any]]) -> dict[str, Any]:
        names = [name for name, _ in found]
        if twice := next((name for name in names if names.count(name) > 1), None):
            raise PlanFaulty([Fault(twice[:80], "This key stands twice in one object.")])
        return dict(found)

    def no_number(name: str) -> None:
        raise PlanFaulty([Fault("", f"{name} is not a number.")])

    try:
        return json.loads(text, parse_float=Decimal, parse_constant=no_number, object_pairs_hook=pairs)
    except json.JSONDecodeError as error:
        raise PlanFaulty([Fault("", f"This is not JSON: line {error.lineno}, column {error.colno}.")]) from error
    except (ValueError, ArithmeticError, RecursionError) as error:
        raise PlanFaulty([Fault("", "This JSON has a number that is too long, or is nested too deep.")]) from error
