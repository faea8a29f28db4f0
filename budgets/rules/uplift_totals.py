"""What an uplift of many budgets comes to: before and after, and what it adds month by month for each funder (C9, C10)."""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from fractions import Fraction
from typing import Any

from budgets.rules.uplifting import in_pounds
from phb.core.money import ZERO, round_penny, split_by_shares
from phb.core.periods import Period, add_days, add_months

# A funder's name and its percent as text, in the order of the split rule.
Shares = tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class RaisedBudget:
    """One budget that is raised, in pence a week; `more` is what each of its raised lines adds, by who pays that line.
    `arrears` in pounds for periods that are paid already; `ends` its last day, if it has one."""

    old: int
    new: int
    old_direct: int
    new_direct: int
    arrears: Decimal
    more: tuple[tuple[Shares, str, int], ...]
    ends: date | None = None


@dataclass(frozen=True, slots=True)
class Month:
    """What the uplift adds in a calendar month, in pounds: the whole and each funder's part; parts equal the whole."""

    first: date
    whole: Decimal
    parts: tuple[tuple[str, Decimal], ...]


def months_from(starts: date, today: date) -> tuple[Period, ...]:
    """The calendar months from an uplift's first day to the end of the NHS year of that day, or of today if later. The
    first begins with the uplift's own day."""
    latest = max(starts, today)
    last = date(latest.year + (latest >= date(latest.year, 4, 1)), 3, 31)
    found, first = [], starts
    while first <= last:
        following = add_months(first.replace(day=1), 1)
        found.append(Period(first, add_days(following, -1)))
        first = following
    return tuple(found)


class Totals:
    """Adds budgets up one by one; what they come to is asked for at the end."""

    def __init__(self) -> None:
        self.count = self.old = self.new = self.old_direct = self.new_direct = 0
        self.arrears = ZERO
        self.by_kind: Counter[str] = Counter()
        self._more: Counter[tuple[date | None, Shares]] = Counter()

    def add(self, budget: RaisedBudget) -> None:
        """Count one budget."""
        self.count += 1
        self.old += budget.old
        self.new += budget.new
        self.old_direct += budget.old_direct
        self.new_direct += budget.new_direct
        self.arrears += budget.arrears
        for shares, kind, more in budget.more:
            self._more[budget.ends, shares] += more
            self.by_kind[kind] += more

    def months(self, periods: Iterable[Period]) -> tuple[Month, ...]:
        """What is added in each month, by calendar days: rounded once for the month, then shared to the penny (C10)."""
        return tuple(self._month(period) for period in periods)

    def funders(self) -> tuple[tuple[str, Decimal], ...]:
        """What each funder pays more a week, in pounds; the parts equal the whole rise."""
        return _shared(in_pounds(self.new - self.old), self._weights(None))

    def _month(self, period: Period) -> Month:
        weights = self._weights(period)
        whole = round_penny(sum(weights.values(), Fraction(0)) / 100)
        return Month(period.start, whole, _shared(whole, weights))

    def _weights(self, period: Period | None) -> dict[str, Fraction]:
        """Pence by funder: for a week, or for the days of a period on which the budgets run."""
        found: dict[str, Fraction] = {}
        for (ends, shares), more in self._more.items():
            weeks = Fraction(1)
            if period is not None:
                last = min(period.end, ends) if ends and period.end else period.end
                assert last is not None
                weeks = Fraction(max(0, (last - period.start).days + 1), 7)
            for funder, percent in shares:
                found[funder] = found.get(funder, Fraction(0)) + more * weeks * Fraction(percent) / 100
        return found


def _shared(whole: Decimal, weights: dict[str, Fraction]) -> tuple[tuple[str, Decimal], ...]:
    if not sum(weights.values()):
        return tuple((name, ZERO) for name in weights)
    return tuple(zip(weights, split_by_shares(whole, list(weights.values())), strict=True))


def totals_as_text(totals: Totals, months: Sequence[Period], blocked: dict[str, int], untouched: int) -> dict[str, Any]:
    """What an uplift comes to, as it is kept: amounts as text. `untouched`: running budgets with no line that it raises."""
    return {
        "budgets": totals.count,
        "old": str(in_pounds(totals.old)),
        "new": str(in_pounds(totals.new)),
        "old_direct": str(in_pounds(totals.old_direct)),
        "new_direct": str(in_pounds(totals.new_direct)),
        "arrears": str(totals.arrears),
        "kinds": {kind: str(in_pounds(more)) for kind, more in sorted(totals.by_kind.items())},
        "funders": [[name, str(part)] for name, part in totals.funders()],
        "months": [
            {
                "first": month.first.isoformat(),
                "whole": str(month.whole),
                "parts": {name: str(part) for name, part in month.parts},
            }
            for month in totals.months(months)
        ],
        "blocked": blocked,
        "untouched": untouched,
    }
