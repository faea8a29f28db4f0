"""What the figures of many budgets' years are worked out from, read in the same few queries for one and for a thousand."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from fractions import Fraction

from budgets.enums import DIRECT_PAYMENT_METHODS, ChangeKind, HoldingMethod, PaymentState
from budgets.models import Budget, BudgetLine, LedgerAccount, Leg, Payment
from budgets.rules import entitlement
from budgets.rules.funding import DatedShare, DatedSplit, split_on
from budgets.rules.schedule import financial_year
from budgets.rules.years import Cut, OneOff, PaidFor, Recovery, Shares, Stretch, YearFacts
from budgets.selectors.timeline import Timeline, VersionInForce, timelines_of
from phb.core.periods import Period, add_days

NOT_COUNTED = (PaymentState.CANCELLED, PaymentState.REJECTED)
RECOVERY = "recovery"  # the kind of entry by which money comes back
FULL = Decimal(100)


@dataclass(frozen=True)
class Sources:
    """A budget over time, with what was paid and what came back. `facts(year)` is what the rules ask for."""

    timeline: Timeline
    payments: Sequence[Payment] = ()
    back: Sequence[tuple[date, str, Decimal]] = ()
    _shares: dict[tuple[int, date], list[tuple[BudgetLine, Shares]]] = field(default_factory=dict, repr=False)

    def facts(self, year: int) -> YearFacts:
        """For one NHS year."""
        period = financial_year(year)
        first = max([period.start, self.timeline.starts, *(v.starts for v in self.timeline.versions[:1])])
        gone = self.timeline.last is not None and self.timeline.last < period.start
        running = period.clip(first, self._planned_end(period)) if self.timeline.versions and not gone else None
        opening: tuple[Stretch, ...] = ()
        agreed: tuple[Stretch, ...] = ()
        due: tuple[Stretch, ...] = ()
        if running is not None:
            version = self.timeline.version_on(first)
            opening = tuple(self._stretches([(version, running)])) if version else ()
            spans = list(self._versions_over(running))
            agreed = opening if [v for v, _ in spans] == [version] else tuple(self._stretches(spans))
            due = tuple(self._due(running))
        once = [each for each in self._one_offs(year) if period.contains(each.day)]
        paid = tuple(self._paid(payment) for payment in self.payments if payment.state == PaymentState.PAID)
        return YearFacts(opening, agreed, due, tuple(once), paid, tuple(self._recoveries()))

    # --- lines over days

    def _planned_end(self, period: Period) -> date | None:
        """The end of the budget where it was told before the year began: the year's budget knows of it."""
        told = [c.starts for c in self.timeline.changes if c.kind == ChangeKind.END and c.told_on < period.start]
        return min(told, default=None)

    def _versions_over(self, period: Period) -> Iterable[tuple[VersionInForce, Period]]:
        versions = self.timeline.versions
        for i, version in enumerate(versions):
            ends = add_days(versions[i + 1].starts, -1) if i + 1 < len(versions) else None
            if (days := period.clip(version.starts, ends)) is not None:
                yield version, days

    def _stretches(self, spans: Iterable[tuple[VersionInForce, Period]]) -> Iterable[Stretch]:
        for version, span in spans:
            for days in self._cut_by_splits(span):
                for line, shares in self._shared(version, days.start):
                    yield Stretch(days, Fraction(line.weekly or 0), shares)

    def _due(self, period: Period) -> Iterable[Stretch]:
        """What is due after what happened: the end for every line; pauses and stays for what is paid to a holder."""
        span = period.clip(period.start, self.timeline.last)
        if span is None:
            return
        for version, within in self._versions_over(span):
            for days in self._cut_by_splits(within):
                for line, shares in self._shared(version, days.start):
                    weekly = Fraction(line.weekly or 0)
                    if self.timeline.facts is None or line.holding not in DIRECT_PAYMENT_METHODS:
                        yield Stretch(days, weekly, shares)
                        continue
                    for run in entitlement.runs(self.timeline.facts, days):
                        if run.percent:
                            yield Stretch(run.period, weekly * Fraction(run.percent) / 100, shares)

    def _cut_by_splits(self, span: Period) -> list[Period]:
        assert span.end is not None
        starts = sorted({span.start} | {s.start for s in self.timeline.splits if span.start < s.start <= span.end})
        ends = [add_days(start, -1) for start in starts[1:]] + [span.end]
        return [Period(start, end) for start, end in zip(starts, ends, strict=True)]

    # --- whose money

    def _shared(self, version: VersionInForce, day: date) -> list[tuple[BudgetLine, Shares]]:
        """The weekly lines of a version, each with whose money it is on a day."""
        begun = max((split.start for split in self.timeline.splits if split.start <= day), default=date.min)
        key = (version.id, begun)
        if key not in self._shares:
            self._shares[key] = shares_of([line for line in version.lines if line.weekly], day, self.timeline.splits)
        return self._shares[key]

    def _weights(self, day: date) -> dict[str, list[tuple[Cut, Fraction]]]:
        """What is paid to the holder on a day, by funder: a payment's parts go to the cuts of that funder."""
        version = self.timeline.version_on(day) or next(iter(self.timeline.versions), None)
        found: dict[str, list[tuple[Cut, Fraction]]] = defaultdict(list)
        for line, shares in self._shared(version, day) if version else ():
            if line.holding in DIRECT_PAYMENT_METHODS:
                for cut, share in shares:
                    found[cut.funder].append((cut, Fraction(line.weekly or 0) * share))
        return found

    def _parts_to_cuts(self, parts: Iterable[tuple[str, Decimal]], day: date, line: BudgetLine | None = None) -> Shares:
        weights = {} if line is not None else self._weights(day)
        holding, provider = (line.holding, line.provider) if line is not None else (HoldingMethod.DIRECT_PAYMENT, "")
        found: dict[Cut, Fraction] = {}
        for funder, amount in parts:
            mine = weights.get(funder) or [(Cut(funder, holding, provider), Fraction(1))]
            whole = sum((weight for _, weight in mine), Fraction(0))
            for cut, weight in mine:
                found[cut] = found.get(cut, Fraction(0)) + Fraction(amount) * weight / whole
        return tuple(found.items())

    def _payment_shares(self, payment: Payment, line: BudgetLine | None = None) -> Shares:
        parts = [(part["funder"], Decimal(part["amount"])) for part in payment.split] or [("", payment.amount)]
        if payment.kind == Payment.Kind.ONE_OFF and line is None:  # asked for beside the plan's lines: of no provider
            holding = self._holding_on(payment.period_start)
            return tuple((Cut(funder, holding, ""), Fraction(amount)) for funder, amount in parts)
        return self._parts_to_cuts(parts, payment.period_start, line)

    def _holding_on(self, day: date) -> str:
        """How what is paid to the holder is held."""
        version = self.timeline.version_on(day)
        held = [line.holding for line in version.lines if line.holding in DIRECT_PAYMENT_METHODS] if version else []
        return held[0] if held else HoldingMethod.DIRECT_PAYMENT

    # --- once

    def _lines_once(self) -> dict[int, tuple[BudgetLine, VersionInForce, bool]]:
        """One-off lines by their number in the plan: the newest of each, the version that had it first, and whether it
        stands in the newest version."""
        found: dict[int, tuple[BudgetLine, VersionInForce, bool]] = {}
        for version in self.timeline.versions:
            newest = version is self.timeline.versions[-1]
            for line in version.lines:
                if line.one_off is not None:
                    number = line.service.line if line.service else -line.pk
                    first = found[number][1] if number in found else version
                    found[number] = (line, first, newest)
        return found

    def _one_offs(self, year: int) -> Iterable[OneOff]:
        period = financial_year(year)
        start = max(period.start, self.timeline.starts)
        version = self.timeline.version_on(start)
        paid_lines = {p.service.line: p for p in self.payments if p.kind == Payment.Kind.ONE_OFF and p.service}
        lines = self._lines_once()
        for number, (line, first, stands) in lines.items():
            payment = paid_lines.get(number)
            direct = line.holding in DIRECT_PAYMENT_METHODS
            if not stands and payment is None:
                continue
            opening = version is not None and first.starts <= max(version.starts, start)
            if direct and payment is not None:
                paid = payment.state == PaymentState.PAID
                yield OneOff(payment.period_start, payment.amount, self._payment_shares(payment, line), opening, paid)
            elif line.one_off:
                ((_, shares),) = shares_of([line], line.one_off_on or first.starts, self.timeline.splits)
                # What is not paid to a holder is bought on its day; invoices will say it exactly.
                yield OneOff(line.one_off_on or first.starts, line.one_off, shares, opening, not direct)
        for payment in self.payments:
            if payment.kind == Payment.Kind.ONE_OFF and (payment.service is None or payment.service.line not in lines):
                paid = payment.state == PaymentState.PAID
                yield OneOff(payment.period_start, payment.amount, self._payment_shares(payment), False, paid)

    def _paid(self, payment: Payment) -> PaidFor:
        line = None
        if payment.service is not None:
            line = next(
                (row for row, _, _ in self._lines_once().values() if row.service_id == payment.service_id), None
            )
        days = Period(payment.period_start, payment.period_end)
        return PaidFor(days, payment.amount, payment.paid_on or payment.pay_on, self._payment_shares(payment, line))

    def _recoveries(self) -> Iterable[Recovery]:
        for day, funder, amount in self.back:
            yield Recovery(day, amount, self._parts_to_cuts([(funder, amount)], day))


def shares_of(lines: Sequence[BudgetLine], day: date, splits: Sequence[DatedSplit]) -> list[tuple[BudgetLine, Shares]]:
    """Whose money each line is on a day, as exact parts of 1: by its split, else by the plan's own percents.

    Lines under one split are shared together: fixed sums, in pounds a week, are met first, from what is paid to the
    holder before the rest.
    """
    groups: dict[int, tuple[DatedSplit | None, list[BudgetLine]]] = {}
    for line in lines:
        split = split_on(line.service.line if line.service else None, day, splits)
        groups.setdefault(id(split) if split else -line.pk, (split, []))[1].append(line)
    found: dict[int, Shares] = {}
    for split, group in groups.values():
        if split is None:
            (line,) = group
            percents = [(row["funder"], Fraction(str(row["share"]))) for row in line.funders]
            found[line.pk] = _of_line(line, percents or [("", Fraction(100))])
            continue
        fixed = {share.funder: Fraction(share.fixed_weekly) for share in split.shares if share.fixed_weekly}
        for direct in (True, False):
            mine = [line for line in group if (line.holding in DIRECT_PAYMENT_METHODS) == direct]
            parts = _meet(sum((_money(line) for line in mine), Fraction(0)), split.shares, fixed)
            found |= {line.pk: _of_line(line, parts) for line in mine}
    return [(line, found[line.pk]) for line in lines]


def _money(line: BudgetLine) -> Fraction:
    return Fraction(line.weekly or line.one_off or 0)


def _meet(whole: Fraction, shares: Sequence[DatedShare], fixed: dict[str, Fraction]) -> list[tuple[str, Fraction]]:
    """What each funder gives of a sum; what a fixed sum has given is taken off `fixed`."""
    left, found = whole, []
    for share in shares:
        if share.funder in fixed and share.percent is None:
            given = min(fixed[share.funder], left)
            fixed[share.funder] -= given
            left -= given
            found.append((share.funder, given))
    percents = [(share.funder, Fraction(share.percent)) for share in shares if share.percent]
    if left and not percents:
        percents = [(shares[0].funder, Fraction(100))]
    total = sum((percent for _, percent in percents), Fraction(0))
    found += [(funder, left * percent / total) for funder, percent in percents]
    order = [share.funder for share in shares]
    return sorted(found, key=lambda each: order.index(each[0]))


def _of_line(line: BudgetLine, parts: Sequence[tuple[str, Fraction]]) -> Shares:
    whole = sum((part for _, part in parts), Fraction(0))
    if not whole:
        return ((Cut(parts[0][0], line.holding, line.provider), Fraction(1)),)
    together: dict[Cut, Fraction] = {}
    for funder, part in parts:
        cut = Cut(funder, line.holding, line.provider)
        together[cut] = together.get(cut, Fraction(0)) + part / whole
    return tuple((cut, part) for cut, part in together.items() if part)


def sources_of(budgets: Collection[Budget]) -> dict[int, Sources]:
    """The sources of each budget by its number: a fixed number of queries however many there are."""
    ids = [budget.pk for budget in budgets]
    timelines = timelines_of(budgets)
    payments: dict[int, list[Payment]] = defaultdict(list)
    rows = Payment.objects.filter(budget_id__in=ids).exclude(state__in=NOT_COUNTED)
    rows = rows.filter(state=PaymentState.PAID) | rows.filter(kind=Payment.Kind.ONE_OFF)
    for row in rows.select_related("service").order_by("period_start", "pk"):
        payments[row.budget_id].append(row)
    back = posted_recoveries(ids)
    return {pk: Sources(timelines[pk], tuple(payments[pk]), tuple(back.get(pk, ()))) for pk in ids}


def posted_recoveries(budget_ids: Collection[int]) -> dict[int, list[tuple[date, str, Decimal]]]:
    """What came back to each funder: day and pounds, from the ledger. Nothing posts such entries yet."""
    found: dict[int, list[tuple[date, str, Decimal]]] = defaultdict(list)
    legs = Leg.objects.filter(
        entry__budget_id__in=budget_ids, entry__kind=RECOVERY, account__kind=LedgerAccount.Kind.FUNDER
    )
    for budget_id, day, funder, amount in legs.order_by("id").values_list(
        "entry__budget_id", "effective_on", "account__funder", "amount"
    ):
        found[budget_id].append((day, funder, amount))
    return found
