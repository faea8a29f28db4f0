"""Whether a change fits a running budget and what is on record for it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from budgets.enums import ChangeKind
from budgets.rules.words import day
from phb.core.errors import RuleBroken

MOST_YEARS = 10
_ONE_AT_A_TIME = {
    ChangeKind.HOSPITAL: "A stay",
    ChangeKind.SUSPENSION: "A pause",
}


@dataclass(frozen=True, slots=True)
class Span:
    """Days from the first to the last, both included; open while `ends` is None."""

    starts: date
    ends: date | None = None

    def meets(self, other: "Span") -> bool:
        """Whether the two have a day in common."""
        return (self.ends is None or other.starts <= self.ends) and (other.ends is None or self.starts <= other.ends)

    @property
    def words(self) -> str:
        """The days for reading."""
        return f"from {day(self.starts)}" + (f" to {day(self.ends)}" if self.ends else ", not over yet")


def check_year(day_given: date | None, on: date, field: str) -> None:
    """Refuse (RuleBroken) a day so far ahead that its year must be a slip of the pen."""
    if day_given is not None and day_given.year > on.year + MOST_YEARS:
        raise RuleBroken(f"{day(day_given)} is more than {MOST_YEARS} years ahead. Check the year.", field)


def check_change(kind: ChangeKind, span: Span, budget_starts: date, others: Sequence[Span]) -> None:
    """Refuse (RuleBroken, with the field) days that do not fit: before the budget began, the wrong way round, or the days
    of another change of the same kind. `others` are those of this kind on record."""
    if span.starts < budget_starts:
        raise RuleBroken(f"The budget began on {day(budget_starts)}. Choose that day or a later one.", "starts")
    if span.ends is not None and span.ends < span.starts:
        raise RuleBroken(f"The last day is {day(span.starts)} or later.", "ends")
    if kind == ChangeKind.END and others:
        raise RuleBroken(
            f"An end is on record: the last paid day is {day(others[0].starts)}. Withdraw it before you record another.",
            "starts",
        )
    if kind == ChangeKind.FREQUENCY and any(other.starts == span.starts for other in others):
        raise RuleBroken("Other payment days from that day are on record. Withdraw them first.", "starts")
    if kind in _ONE_AT_A_TIME and (met := next((other for other in others if other.meets(span)), None)):
        raise RuleBroken(
            f"{_ONE_AT_A_TIME[kind]} {met.words} is on record. Give its last day or withdraw it first.", "starts"
        )
