"""The lines of a budget's plan over all its versions, as the rules of matching and statements want them.

A service that goes on from one version of the plan to the next is one line: its key is the number of
that line, so an answer given once holds for later versions too.
"""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from budgets.enums import DIRECT_PAYMENT_METHODS, VersionState
from budgets.models import Budget, BudgetLine, BudgetVersion
from phb.core.periods import add_days


@dataclass(frozen=True, slots=True)
class LineInForce:
    """A line that is paid from the holder's account, for the days of one version. `weekly` and `one_off` in pounds."""

    key: str
    service_id: int
    number: int
    label: str
    outcome: str
    kind: str
    provider: str
    weekly: Decimal | None
    one_off: Decimal | None
    one_off_on: date | None
    start: date | None
    end: date | None

    def active_on(self, day: date) -> bool:
        """Whether the version with this line holds on a day."""
        return (self.start is None or self.start <= day) and (self.end is None or day <= self.end)


@dataclass(frozen=True, slots=True)
class PlanInForce:
    """All lines of all versions that were ever agreed, oldest first, and the direct payment in pounds a week by date."""

    lines: tuple[LineInForce, ...]
    weekly: tuple[tuple[date, Decimal], ...]

    def service_on(self, key: str, day: date) -> int | None:
        """The service that a line was on a day."""
        return next((line.service_id for line in self.lines if line.key == key and line.active_on(day)), None)

    def key_of(self, service_id: int | None) -> str | None:
        """The line that a service belongs to."""
        return next((line.key for line in self.lines if line.service_id == service_id), None)

    def active_on(self, day: date) -> list[LineInForce]:
        """The lines on a day, in the order of the plan."""
        return [line for line in self.lines if line.active_on(day)]

    def weekly_on(self, day: date) -> Decimal:
        """The direct payment on a day in pounds a week; 0 before the first version."""
        found = [weekly for start, weekly in self.weekly if start <= day]
        return found[-1] if found else Decimal("0.00")


def plan_of(budget: Budget) -> PlanInForce:
    """Two queries, whatever the number of versions and lines."""
    versions = list(
        BudgetVersion.objects.filter(
            budget=budget, state__in=[VersionState.AGREED, VersionState.SUPERSEDED], agreed_on__isnull=False
        ).order_by("number")
    )
    if not versions:
        return PlanInForce((), ())  # proposed, not agreed yet
    starts = [version.effective_from or budget.starts for version in versions]
    # The first version also holds for payments made a few days before it, such as for starting up.
    firsts: list[date | None] = [None, *starts[1:]]
    lasts: list[date | None] = [*(add_days(day, -1) for day in starts[1:]), None]
    rows = list(
        BudgetLine.objects.filter(version__in=versions, holding__in=DIRECT_PAYMENT_METHODS)
        .select_related("service")
        .order_by("version_id", "position", "id")
    )
    lines = []
    for version, first, last in zip(versions, firsts, lasts, strict=True):
        mine = [row for row in rows if row.version_id == version.pk]
        lines += [_line(row, first, last) for row in mine]
    weekly = tuple((start, version.direct_payment_weekly) for start, version in zip(starts, versions, strict=True))
    return PlanInForce(tuple(lines), weekly)


def _line(row: BudgetLine, first: date | None, last: date | None) -> LineInForce:
    assert row.service is not None and row.service_id is not None  # an agreed line keeps its service
    return LineInForce(
        key=str(row.service.line),
        service_id=row.service_id,
        number=row.position + 1,
        label=row.description,
        outcome="; ".join(row.outcome_words.splitlines()),
        kind=row.kind,
        provider=row.provider,
        weekly=row.weekly,
        one_off=row.one_off,
        one_off_on=row.one_off_on,
        start=first,
        end=last,
    )
