"""The days of care costs that are made good after a decision was changed."""

from dataclasses import dataclass
from datetime import date

from eligibility.rules.refund import twenty_eight_days
from phb.core.periods import Period, add_days


@dataclass(frozen=True, slots=True)
class Days:
    """A period of care costs that are made good: both days included, and why."""

    rule: str
    words: str
    first: date
    last: date

    @property
    def days(self) -> int:
        """Number of days, both ends included."""
        return Period(self.first, self.last).days

    def as_dict(self) -> dict[str, object]:
        """For keeping with the challenge."""
        return {
            "rule": self.rule,
            "words": self.words,
            "from": self.first.isoformat(),
            "to": self.last.isoformat(),
            "days": self.days,
        }


def days_of_reversal(
    original: date, revised: date, *, received: date | None = None, delay_unjustified: bool = False
) -> tuple[Days, ...]:
    """The days refunded when a decision of `original` is reversed on `revised`, both included (reference 1.10).

    `received`: when the board had the positive Checklist. If the original decision came after day 28 and the delay was
    not justified, the days from day 29 to the day before it come first, so that no day is counted twice.
    Raises ValueError when the revised decision is earlier.
    """
    if revised < original:
        raise ValueError("The revised decision cannot be earlier than the one it reverses.")
    found = []
    since = late_from(received, original) if received and delay_unjustified else None
    if since is not None and since < original:
        words = "The decision came after day 28 and the delay was not justified."
        found.append(Days("K1-REFUND", words, since, add_days(original, -1)))
    words = "The decision was reversed: from the original decision to the revised one."
    found.append(Days("K1-REVERSAL", words, original, revised))
    return tuple(found)


def late_from(received: date, decided: date) -> date | None:
    """Day 29 when a decision came after day 28, else None."""
    since: date | None = twenty_eight_days(received, decided, eligible=True, delay_unjustified=True)["refund_from"]
    return since


def total_days(lines: tuple[Days, ...]) -> int:
    """Days in all; the lines never overlap."""
    return sum(line.days for line in lines)
