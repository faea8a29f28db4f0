"""A budget over time: the versions that were in force, what changed it, and what each of its days is worth.

Read from facts alone, never from what was paid: so it is the same in whatever order the facts were recorded.
"""

from collections import defaultdict
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from decimal import Decimal
from functools import cached_property

from budgets.enums import BudgetState, ChangeKind, Frequency, PaymentState, VersionState
from budgets.models import Budget, BudgetChange, BudgetLine, BudgetVersion, Payment, Schedule
from budgets.rules import entitlement
from budgets.rules.entitlement import Away, CalendarFrom, Due, Facts, NotPaid, Slot
from budgets.rules.funding import DatedSplit, FundedLine, Part, split_over_days
from budgets.rules.proposing import PlanLine
from budgets.rules.schedule import WeeklyRate
from budgets.rules.words import day as say
from budgets.selectors.funding import splits_of
from budgets.selectors.plan_lines import line_value
from phb.core.money import ZERO
from phb.core.periods import Period, add_days

AGREED = (VersionState.AGREED, VersionState.SUPERSEDED)


@dataclass(frozen=True)
class VersionInForce:
    """An agreed version with its first day. `weekly` of all lines and `direct_weekly` in pounds."""

    id: int
    number: int
    starts: date
    weekly: Decimal
    direct_weekly: Decimal
    kind: str
    plan_version_id: int
    lines: tuple[BudgetLine, ...]

    @cached_property
    def direct(self) -> tuple[PlanLine, ...]:
        """The lines that are paid to the holder every week."""
        values = [line_value(line) for line in self.lines]
        return tuple(line for line in values if line.is_direct_payment and line.weekly)


@dataclass(frozen=True)
class Timeline:
    """One budget over time. `facts` is None while nothing is paid to a holder every week."""

    budget_id: int
    starts: date
    versions: tuple[VersionInForce, ...]
    changes: tuple[BudgetChange, ...]
    facts: Facts | None
    last: date | None
    last_why: str
    splits: tuple[DatedSplit, ...] = ()
    _parts: dict = field(default_factory=dict, compare=False, repr=False)
    _due: dict = field(default_factory=dict, compare=False, repr=False)

    def due(self, period: Period) -> Due:
        """What the holder is due for some days, as the budget is paid (twelfths where it is paid so)."""
        if self.facts is None:
            return _nothing(period)
        if period not in self._due:
            self._due[period] = entitlement.due(self.facts, period)
        return self._due[period]

    def worth(self, period: Period) -> Due:
        """What the direct payment of some days is worth by the calendar days alone (C9): for years and months."""
        return entitlement.worth(self.facts, period) if self.facts else _nothing(period)

    def slots(self, until: date) -> tuple[Slot, ...]:
        """The periods of the payment calendar until a day, each day in one of them."""
        return tuple(entitlement.slots(self.facts, until)) if self.facts else ()

    @property
    def direct_rates(self) -> tuple[WeeklyRate, ...]:
        """Pounds a week to the holder by date, before any change."""
        return _rates((version.starts, version.direct_weekly) for version in self.versions)

    @property
    def rates(self) -> tuple[WeeklyRate, ...]:
        """Pounds a week of all lines by date, before any change."""
        return _rates((version.starts, version.weekly) for version in self.versions)

    def version_on(self, day: date) -> VersionInForce | None:
        """The version in force on a day: of those that have begun the one that began last."""
        return next((version for version in reversed(self.versions) if version.starts <= day), None)

    def lines_on(self, day: date) -> tuple[BudgetLine, ...]:
        """The lines in force on a day; none before the budget began and after it ended."""
        version = self.version_on(day)
        gone = day < self.starts or (self.last is not None and day > self.last)
        return () if version is None or gone else version.lines

    def parts(self, amount: Decimal, period: Period) -> tuple[Part, ...]:
        """Whose money an amount for some days is, to the penny (C10): by the lines, shares and percents of each day."""
        lines = self.funded(period)
        cuts = tuple(split.start for split in self.splits if period.start < split.start <= (period.end or split.start))
        begun = sum(split.start <= period.start for split in self.splits)
        versions = {version.id for version, _ in self._versions_over(period)}
        # Payments of one length under one version and one split are shared alike.
        plain = len(versions) == 1 and not cuts and {line.when for line in lines} == {period}
        key = (amount, period.days, min(versions, default=0), begun)
        if plain and key in self._parts:
            return self._parts[key]
        found = split_over_days(amount, lines, period, self.splits)
        if plain:
            self._parts[key] = found
        return found

    def funded(self, period: Period) -> list[FundedLine]:
        """The lines that are paid to the holder on the days of a period that are paid, each with its days."""
        paid = [run for run in entitlement.runs(self.facts, period) if run.percent] if self.facts else []
        found = [
            replace(line.funded, amount=line.amount * run.percent / 100, when=days)
            for run in paid
            for version, days in self._versions_over(run.period)
            for line in version.direct
        ]
        # An overpayment for days that are worth nothing is shared as those days would have been.
        return found or [
            replace(line.funded, when=days) for version, days in self._versions_over(period) for line in version.direct
        ]

    def _versions_over(self, period: Period) -> list[tuple[VersionInForce, Period]]:
        found = []
        for i, version in enumerate(self.versions):
            ends = add_days(self.versions[i + 1].starts, -1) if i + 1 < len(self.versions) else None
            if (days := period.clip(version.starts, ends)) is not None:
                found.append((version, days))
        return found


def timelines_of(
    budgets: Collection[Budget],
    *,
    extra_changes: Sequence[BudgetChange] = (),
    extra_versions: Sequence[BudgetVersion] = (),
    extra_schedules: Sequence[Schedule] = (),
    without: Collection[int] = (),
) -> dict[int, Timeline]:
    """The timeline of each budget by its number, in the same number of queries for one and for a thousand.

    To look ahead: `extra_changes`, `extra_versions` (kept ones with their lines, others with `lines_ahead`) and
    `extra_schedules` count although they are not on record or not in force, and changes numbered in `without` do not.
    """
    ids = [budget.pk for budget in budgets]
    versions, lines = _versions(budgets, extra_versions)
    changes = _by_budget([*BudgetChange.objects.filter(budget_id__in=ids, withdrawn_on=None), *extra_changes])
    schedules = _by_budget([*Schedule.objects.filter(budget_id__in=ids).order_by("starts", "pk"), *extra_schedules])
    died = dict(Budget.objects.filter(pk__in=ids).values_list("pk", "person__date_of_death"))
    splits = splits_of(ids)
    given_up = _by_budget(
        Payment.objects.filter(
            budget_id__in=ids, waived=True, state=PaymentState.CANCELLED, kind=Payment.Kind.SCHEDULED
        )
    )
    found = {}
    for budget in budgets:
        mine = sorted((c for c in changes[budget.pk] if c.pk not in without), key=lambda c: (c.starts, c.pk or 0))
        found[budget.pk] = _timeline(
            budget, _in_force(budget, versions[budget.pk], lines), mine, schedules[budget.pk], died.get(budget.pk),
            splits.get(budget.pk, ()), given_up[budget.pk],
        )  # fmt: skip
    return found


def timeline_of(budget: Budget) -> Timeline:
    """The timeline of one budget."""
    return timelines_of([budget])[budget.pk]


def _versions(budgets: Collection[Budget], extra: Sequence[BudgetVersion]):
    """Versions that count, by budget, and lines by version. A later version counts once its plan came into force."""
    setting_up = {budget.pk for budget in budgets if budget.state == BudgetState.SETTING_UP}
    rows = BudgetVersion.objects.filter(
        budget_id__in=[budget.pk for budget in budgets], state__in=AGREED, agreed_on__isnull=False
    ).select_related("plan_version")
    kept = [row for row in rows if row.plan_version.effective_from or row.budget_id in setting_up]
    known = {row.pk for row in extra}
    kept = [row for row in kept if row.pk not in known] + list(extra)
    lines: dict[int, list[BudgetLine]] = defaultdict(list)
    wanted = [row.pk for row in kept if row.pk]
    for line in BudgetLine.objects.filter(version_id__in=wanted).select_related("service").order_by("position", "id"):
        lines[line.version_id].append(line)
    for row in extra:
        if hasattr(row, "lines_ahead"):
            lines[row.pk or id(row)] = list(row.lines_ahead)
    return _by_budget(kept), lines


def _in_force(budget: Budget, rows: Iterable[BudgetVersion], lines) -> tuple[VersionInForce, ...]:
    """In order of their first days; of two that begin on one day the higher number is in force."""
    found: dict[date, VersionInForce] = {}
    for row in sorted(rows, key=lambda row: (row.effective_from or budget.starts, row.number)):
        starts = row.effective_from or budget.starts
        found[starts] = VersionInForce(
            row.pk or id(row), row.number, starts, row.weekly, row.direct_payment_weekly, row.kind,
            row.plan_version_id, tuple(lines[row.pk or id(row)]),
        )  # fmt: skip
    return tuple(found[starts] for starts in sorted(found))


def _timeline(budget, versions, changes, schedules, died, splits, given_up) -> Timeline:
    last, why = _last(budget, changes, died)
    calendars = _calendars(schedules, changes)
    facts = None
    if calendars and versions:
        facts = Facts(
            first=max(budget.starts, calendars[0].asked_from),
            rates=_rates((version.starts, version.direct_weekly) for version in versions),
            calendars=calendars,
            last=last,
            last_why=why,
            pauses=(*_pauses(changes), *(NotPaid(p.period_start, p.period_end, "the payment was cancelled") for p in given_up)),
            stays=tuple(
                Away(c.starts, c.ends, c.grace_days, c.retainer_percent, c.retainer_days)
                for c in changes
                if c.kind == ChangeKind.HOSPITAL
            ),
        )  # fmt: skip
    return Timeline(budget.pk, budget.starts, versions, tuple(changes), facts, last, why, splits)


def _calendars(schedules: Sequence[Schedule], changes: Sequence[BudgetChange]) -> tuple[CalendarFrom, ...]:
    """How often it is paid, by date. A later version that is paid as the one before it says nothing new, so a change of
    frequency in between stands."""
    found: list[CalendarFrom] = []
    newest: dict[date, Schedule] = {schedule.starts: schedule for schedule in schedules}
    before = None
    for starts in sorted(newest):
        told = (newest[starts].frequency, newest[starts].anchor)
        if told != before:
            found.append(CalendarFrom(starts, Frequency(told[0]), told[1]))
        before = told
    for change in changes:
        if change.kind == ChangeKind.FREQUENCY and found:
            at = [calendar for calendar in found if calendar.asked_from <= change.starts] or found[:1]
            found.append(CalendarFrom(change.starts, Frequency(change.frequency), at[-1].anchor))
            found.sort(key=lambda calendar: calendar.asked_from)
    return tuple(found)


def _last(budget: Budget, changes: Sequence[BudgetChange], died: date | None) -> tuple[date | None, str]:
    """The last paid day and why nothing comes after (C18: the day of death is paid)."""
    days = [
        (change.starts, f"the budget ended on {say(change.starts)}")
        for change in changes
        if change.kind == ChangeKind.END
    ]
    if died is not None:
        days.append((died, f"the person died on {say(died)}"))
    if budget.ends is not None:
        days.append((budget.ends, f"the budget ended on {say(budget.ends)}"))
    return min(days, key=lambda each: each[0], default=(None, ""))


def _pauses(changes: Sequence[BudgetChange]) -> tuple[NotPaid, ...]:
    paused = [change for change in changes if change.kind == ChangeKind.SUSPENSION]
    return tuple(NotPaid(change.starts, change.ends, "payments are paused") for change in paused)


def _rates(pairs: Iterable[tuple[date, Decimal]]) -> tuple[WeeklyRate, ...]:
    """Amounts by date; one that stays as it was says nothing new."""
    found: list[WeeklyRate] = []
    for starts, weekly in pairs:
        if not found or found[-1].weekly != weekly:
            found.append(WeeklyRate(starts, weekly))
    return tuple(found)


def _by_budget(rows: Iterable):
    found = defaultdict(list)
    for row in rows:
        found[row.budget_id].append(row)
    return found


def _nothing(period: Period) -> Due:
    return Due(period, ZERO, (), "Nothing is paid to a holder every week.")
