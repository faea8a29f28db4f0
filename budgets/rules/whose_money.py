"""Health, council and education money of one person side by side, each pound counted once."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from budgets.enums import FunderKind, HoldingMethod
from budgets.rules.contributions import Net, net_of
from budgets.rules.funding import DatedSplit, FundedLine, Part, percents_only, split_once, split_over_days
from budgets.rules.proposing import PlanLine
from budgets.rules.streams import MoneyName, name_by_money
from phb.core.money import ZERO
from phb.core.periods import Period

CHARGES = (FunderKind.COUNCIL, FunderKind.POOL)


@dataclass(frozen=True, slots=True)
class FunderMoney:
    """One funder's money in pounds: a week, what the person pays of it, the rest; a year likewise; and once."""

    funder: str
    kind: FunderKind
    weekly: Decimal = ZERO
    contribution: Decimal = ZERO
    year: Decimal = ZERO
    year_contribution: Decimal = ZERO
    once: Decimal = ZERO

    @property
    def net(self) -> Decimal:
        """Pounds a week that the funder pays itself."""
        return self.weekly - self.contribution

    @property
    def year_net(self) -> Decimal:
        """Pounds a year that the funder pays itself."""
        return self.year - self.year_contribution

    def plus(self, other: "FunderMoney") -> "FunderMoney":
        """Both together."""
        return FunderMoney(
            self.funder,
            self.kind,
            self.weekly + other.weekly,
            self.contribution + other.contribution,
            self.year + other.year,
            self.year_contribution + other.year_contribution,
            self.once + other.once,
        )


def share_week(lines: Sequence[PlanLine], on: date, splits: Sequence[DatedSplit]) -> tuple[Part, ...]:
    """What each funder pays of the weekly lines on a day, in pounds; the parts equal the weekly amount.

    A fixed sum is met from what is paid to the holder, so that it is counted once; where nothing is, from the rest.
    """
    weekly = [line for line in lines if line.weekly]
    begun = tuple(split for split in splits if split.start <= on)
    week = Period.of_days(on, 7)
    direct, others = _by_holding(weekly)
    return share_both(
        (_total(direct), [line.funded for line in direct]),
        (_total(others), [line.funded for line in others]),
        week,
        begun,
    )


def share_both(
    direct: tuple[Decimal, Sequence[FundedLine]],
    others: tuple[Decimal, Sequence[FundedLine]],
    period: Period,
    splits: Sequence[DatedSplit],
) -> tuple[Part, ...]:
    """The parts of what is paid to the holder and of what others hold, together, for a period of days."""
    parts: dict[str, Decimal] = {}
    plain = [percents_only(split) for split in splits]
    for (amount, lines), counting in ((direct, splits), (others, plain if direct[0] else splits)):
        for part in split_over_days(amount, lines, period, counting) if amount else ():
            parts[part.funder] = parts.get(part.funder, ZERO) + part.amount
    return tuple(Part(name, amount) for name, amount in parts.items())


def share_once(lines: Iterable[tuple[PlanLine, date]], splits: Sequence[DatedSplit]) -> tuple[Part, ...]:
    """What each funder pays of the lines that are paid once, each on its day."""
    parts: dict[str, Decimal] = {}
    for line, on in lines:
        for part in split_once(line.amount, [line.funded], on, splits) if line.amount else ():
            parts[part.funder] = parts.get(part.funder, ZERO) + part.amount
    return tuple(Part(name, amount) for name, amount in parts.items())


def by_holding(lines: Sequence[PlanLine]) -> tuple[tuple[HoldingMethod, Decimal], ...]:
    """Pounds a week by who holds them, in the order of the lines."""
    sums: dict[HoldingMethod, Decimal] = {}
    for line in lines:
        if line.weekly:
            sums[line.holding] = sums.get(line.holding, ZERO) + line.weekly
    return tuple(sums.items())


def charge_councils(parts: Sequence[Part], kinds: Callable[[str], FunderKind], charge: Decimal) -> Net:
    """Take what the person is charged off the parts of councils and of pools only."""
    return net_of(parts, {part.funder for part in parts if kinds(part.funder) in CHARGES}, charge)


def side_by_side(
    kinds: Callable[[str], FunderKind], week: Net, gross: Sequence[Part], year: Net, year_gross: Sequence[Part],
    once: Sequence[Part],
) -> tuple[FunderMoney, ...]:  # fmt: skip
    """One budget's money by funder: `gross` and `week` its parts a week before and after the person's contribution."""
    names = dict.fromkeys([*(p.funder for p in gross), *(p.funder for p in year_gross), *(p.funder for p in once)])
    a, b, c, d, e = (_amounts(parts) for parts in (gross, week.parts, year_gross, year.parts, once))
    return tuple(
        FunderMoney(
            name, kinds(name), a.get(name, ZERO), a.get(name, ZERO) - b.get(name, ZERO),
            c.get(name, ZERO), c.get(name, ZERO) - d.get(name, ZERO), e.get(name, ZERO),
        )
        for name in names
    )  # fmt: skip


def add_up(rows: Iterable[FunderMoney]) -> tuple[FunderMoney, ...]:
    """Rows of many budgets as one row for each funder, health first, then council, education and the rest."""
    sums: dict[str, FunderMoney] = {}
    for row in rows:
        sums[row.funder] = sums[row.funder].plus(row) if row.funder in sums else row
    order = list(FunderKind)
    return tuple(sorted(sums.values(), key=lambda row: (order.index(row.kind), row.funder)))


def total_of(rows: Iterable[FunderMoney]) -> FunderMoney:
    """All rows in one."""
    total = FunderMoney("Together", FunderKind.OTHER)
    for row in rows:
        total = total.plus(row)
    return total


def name_of(rows: Iterable[FunderMoney]) -> MoneyName:
    """What the money is called by whose it is."""
    return name_by_money(row.kind for row in rows if row.weekly or row.year or row.once)


def _by_holding(lines: Sequence[PlanLine]) -> tuple[list[PlanLine], list[PlanLine]]:
    return [line for line in lines if line.is_direct_payment], [line for line in lines if not line.is_direct_payment]


def _total(lines: Sequence[PlanLine]) -> Decimal:
    return sum((line.amount for line in lines), ZERO)


def _amounts(parts: Sequence[Part]) -> dict[str, Decimal]:
    return {part.funder: part.amount for part in parts}
