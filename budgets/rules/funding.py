"""The funders of a whole budget: whose money each payment is, from the lines behind it (rules C10, C25, C27).

Shares may change on a day: each day's money is shared as on that day. Fixed sums are pounds a week and are met first;
percents share what is left.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from fractions import Fraction

from budgets.rules.split import Funder, FunderPart, check_funders, split_payment
from budgets.rules.words import day as say
from budgets.rules.words import number, pounds
from phb.core.errors import MoneyError, RuleBroken
from phb.core.money import ZERO, check_pounds, parse_pounds, round_penny, split_by_shares
from phb.core.periods import Period, add_days


@dataclass(frozen=True, slots=True)
class FundedLine:
    """A line as its funders see it: pounds a week or once, and their percents, the lead commissioner first.

    `line`: its number, the same in all versions of the plan; `when`: the days on which it is in force, all when None.
    """

    words: str
    amount: Decimal
    funders: tuple[Funder, ...]
    line: int | None = None
    when: Period | None = None


@dataclass(frozen=True, slots=True)
class Part:
    """What one funder pays, in pounds."""

    funder: str
    amount: Decimal


def read_funders(rows: Sequence[dict[str, str]]) -> tuple[Funder, ...]:
    """The funders of a plan's line as recorded: [{"funder": "NHS", "share": "60"}]. RuleBroken when they are not sound."""
    try:
        found = tuple(Funder(row["funder"], row["funder"], percent=parse_pounds(str(row["share"]))) for row in rows)
    except (KeyError, MoneyError) as error:
        raise RuleBroken(
            "A funder of the plan has no name or no percent. Give the plan back to be put right."
        ) from error
    check_funders(found)
    return found


def split_line(line: FundedLine) -> tuple[FunderPart, ...]:
    """What each funder pays of one line, to the penny; the parts equal the line."""
    return split_payment(line.amount, line.funders)


def split_over_lines(amount: Decimal, lines: Sequence[FundedLine]) -> tuple[Part, ...]:
    """Split one payment between the funders of all its lines, by what each pays of them, to the penny (C10).

    The order is that of the lines. Raises RuleBroken when no line has money behind it.
    """
    weights: dict[str, Fraction] = {}
    for line in lines:
        for funder in line.funders:
            weight = Fraction(line.amount) * Fraction(funder.percent or 0) / 100
            weights[funder.key] = weights.get(funder.key, Fraction(0)) + weight
    try:
        parts = split_by_shares(amount, list(weights.values()))
    except MoneyError as error:
        raise RuleBroken("Nobody pays for this payment: its lines have no money behind them.") from error
    return tuple(Part(funder, part) for funder, part in zip(weights, parts, strict=True) if part)


@dataclass(frozen=True, slots=True)
class DatedShare:
    """One funder's part: a percent of what fixed sums leave, or a fixed sum in pounds a week."""

    funder: str
    percent: Decimal | None = None
    fixed_weekly: Decimal | None = None


@dataclass(frozen=True, slots=True)
class DatedSplit:
    """How money is shared from a day on, until a later split of the same kind; the lead funder first.

    `line`: the number of the plan's line that it is for; None for all lines without a split of their own. `words` say why
    it counts, for a page.
    """

    start: date
    shares: tuple[DatedShare, ...]
    line: int | None = None
    words: str = ""


def check_shares(shares: Sequence[DatedShare]) -> None:
    """Refuse shares that cannot share money (RuleBroken): none, a funder twice, both kinds in one, percents not 100."""
    check_funders([Funder(each.funder, each.funder, each.percent, each.fixed_weekly) for each in shares])
    names = [each.funder for each in shares]
    if twice := next((name for name in names if names.count(name) > 1), None):
        raise RuleBroken(f"{twice} stands twice. Add its parts together.")
    if not any(each.percent or each.fixed_weekly for each in shares):
        raise RuleBroken("Give at least one funder more than nothing.")


def split_over_days(
    amount: Decimal, lines: Sequence[FundedLine], period: Period, splits: Sequence[DatedSplit]
) -> tuple[Part, ...]:
    """Whose money one payment for a period of days is, in pounds to the penny; the parts equal the whole.

    `lines` are those that are paid to the holder every week, each with the plan's own funders and, where it is not in
    force on all days of the period, its days (`when`). A line's own split counts for it, else the split for all lines,
    else the plan's funders. A fixed sum for n days is fixed × n ÷ 7, rounded once for each funder and never more than
    the money of those days. A negative amount is split by its size and the sign restored. Raises RuleBroken when there
    is no money behind the payment, or fixed sums leave something that nobody has a share in.
    """
    found = [cell for part in _parts(period, lines, splits) for cell in _cells(part, lines, splits)]
    return _share_out(amount, found)


def split_once(
    amount: Decimal, lines: Sequence[FundedLine], on: date, splits: Sequence[DatedSplit]
) -> tuple[Part, ...]:
    """Whose money a payment made once is: by the shares of its day. Fixed sums are a week's, so only percents share it;
    where all sums are fixed, in proportion to them."""
    return _share_out(amount, _cells(Period(on, on), lines, [percents_only(split) for split in splits]))


def percents_only(split: DatedSplit) -> DatedSplit:
    """The split without its fixed sums, for money that they are not met from; where all are fixed, in proportion to them."""
    percents = tuple(each for each in split.shares if each.percent is not None)
    if not percents:
        percents = tuple(DatedShare(each.funder, percent=each.fixed_weekly) for each in split.shares)
    return DatedSplit(split.start, percents, split.line, split.words)


def split_on(line: int | None, on: date, splits: Iterable[DatedSplit]) -> DatedSplit | None:
    """The split that counts for a line on a day: its own newest, else the newest for all lines, else None."""
    begun = [split for split in splits if split.start <= on]
    own = [split for split in begun if split.line is not None and split.line == line]
    return _newest(own) or _newest([split for split in begun if split.line is None])


def share_words(share: DatedShare) -> str:
    """A share for reading: "NHS 60%", "Council £100.00 a week"."""
    if share.fixed_weekly is not None:
        return f"{share.funder} {pounds(share.fixed_weekly)} a week"
    return f"{share.funder} {number(share.percent or ZERO)}%"


def split_words(split: DatedSplit) -> str:
    """A split for reading, the lead funder first."""
    return f"From {say(split.start)}: {', '.join(share_words(share) for share in split.shares)}."


@dataclass(frozen=True, slots=True)
class _Cell:
    """Money that is shared in one way: exact pounds of a number of days."""

    days: int
    money: Fraction
    shares: tuple[DatedShare, ...]


def _newest(splits: Sequence[DatedSplit]) -> DatedSplit | None:
    """The one that starts last; of two that start on one day, the later listed."""
    found = None
    for split in splits:
        if found is None or split.start >= found.start:
            found = split
    return found


def _parts(period: Period, lines: Sequence[FundedLine], splits: Sequence[DatedSplit]) -> list[Period]:
    """The period cut wherever a split begins, or a line begins or ends."""
    if period.end is None:
        raise ValueError("An open period has no payment.")
    cuts = {split.start for split in splits}
    for line in lines:
        if line.when is not None:
            cuts |= {line.when.start} | ({add_days(line.when.end, 1)} if line.when.end else set())
    starts = sorted({period.start} | {cut for cut in cuts if period.start < cut <= period.end})
    ends = [add_days(start, -1) for start in starts[1:]] + [period.end]
    return [Period(start, end) for start, end in zip(starts, ends, strict=True)]


def _cells(part: Period, lines: Sequence[FundedLine], splits: Sequence[DatedSplit]) -> list[_Cell]:
    """The money of days on which nothing changes: lines under one split are shared together, as one sum."""
    together: dict[int, _Cell] = {}
    for index, line in enumerate(lines):
        if line.when is not None and not line.when.contains(part.start):
            continue
        money = Fraction(line.amount) * part.days / 7
        if not money:
            continue
        split = split_on(line.line, part.start, splits)
        key = index if split is None else -1 - _place(split, splits)
        shares = split.shares if split is not None else _plan_shares(line)
        before = together.get(key)
        together[key] = _Cell(part.days, money + (before.money if before else 0), shares)
    return list(together.values())


def _place(split: DatedSplit, splits: Sequence[DatedSplit]) -> int:
    """Where a split stands among the others, itself and not its equal."""
    return next(i for i, each in enumerate(splits) if each is split)


def _plan_shares(line: FundedLine) -> tuple[DatedShare, ...]:
    return tuple(DatedShare(each.key, percent=each.percent) for each in line.funders)


def _share_out(amount: Decimal, cells: Sequence[_Cell]) -> tuple[Part, ...]:
    amount = check_pounds(amount)
    size, whole = abs(amount), sum((cell.money for cell in cells), Fraction(0))
    if not whole:
        raise RuleBroken("Nobody pays for this payment: its lines have no money behind them.")
    if not size:
        return ()
    fixed: dict[str, Fraction] = {}
    shared: dict[str, Fraction] = {}
    for cell in cells:
        for share in cell.shares:
            fixed.setdefault(share.funder, Fraction(0))
            shared.setdefault(share.funder, Fraction(0))
        _share_cell(cell, Fraction(size) * cell.money / whole, fixed, shared)
    return _signed(_to_the_penny(size, fixed, shared), negative=amount < 0)


def _share_cell(cell: _Cell, money: Fraction, fixed: dict[str, Fraction], shared: dict[str, Fraction]) -> None:
    """Add to what each funder pays its part of `money`, the cell's part of the payment."""
    percents = {each.funder: Fraction(each.percent) for each in cell.shares if each.percent}
    if not percents:
        for funder, part in _fixed_only(cell).items():
            shared[funder] += money * part / cell.money
        return
    left = money
    for share in cell.shares:
        if share.fixed_weekly is not None:
            taken = min(Fraction(share.fixed_weekly) * cell.days / 7, left)
            fixed[share.funder] += taken
            left -= taken
    for funder, percent in percents.items():
        shared[funder] += left * percent / sum(percents.values())


def _fixed_only(cell: _Cell) -> dict[str, Fraction]:
    """What fixed sums alone pay of a cell's money, each up to what is left. They must make all of it."""
    parts, left = {}, cell.money
    for share in cell.shares:
        parts[share.funder] = min(Fraction(share.fixed_weekly or 0) * cell.days / 7, left)
        left -= parts[share.funder]
    if left:
        raise RuleBroken(
            f"{pounds(round_penny(left))} is left with no funder. Add a funder with a percent, or raise a fixed sum."
        )
    return parts


def _to_the_penny(size: Decimal, fixed: dict[str, Fraction], shared: dict[str, Fraction]) -> dict[str, Decimal]:
    """Fixed sums first, each rounded once and up to what is left; the rest by the exact shares, spare pennies to the
    largest remainders. Where fixed sums take all of it, they share the rounding."""
    if not any(shared.values()):
        return dict(zip(fixed, split_by_shares(size, list(fixed.values())), strict=True))
    parts: dict[str, Decimal] = {}
    left = size
    for name, exact in fixed.items():
        parts[name] = min(round_penny(exact), left)
        left -= parts[name]
    for name, part in zip(shared, split_by_shares(left, list(shared.values())), strict=True):
        parts[name] += part
    return parts


def _signed(parts: dict[str, Decimal], *, negative: bool) -> tuple[Part, ...]:
    return tuple(Part(name, -part if negative else part) for name, part in parts.items() if part)
