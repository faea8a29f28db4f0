"""Prices of the library: which one holds on a day, what a new one does to those before, what it comes to a week."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from careplans.enums import LibraryKind, PaidEvery, PriceUnit, ServiceKind
from careplans.rules.pricing import plain
from phb.core.errors import RuleBroken
from phb.core.money import ZERO, Pounds, format_pounds, round_penny
from phb.core.periods import add_days, say_date

# What a price is for → how many of it are had a week, in the words of a question. A price a week needs no count.
COUNTED: dict[PriceUnit, str] = {
    PriceUnit.HOUR: "hours", PriceUnit.NIGHT: "nights", PriceUnit.DAY: "days", PriceUnit.SESSION: "sessions", PriceUnit.MILE: "miles",
}  # fmt: skip
# The kind of plan line that an entry becomes where it does not say one itself.
USUAL_KIND = {LibraryKind.EQUIPMENT: ServiceKind.EQUIPMENT, LibraryKind.TREATMENT: ServiceKind.THERAPY}


@dataclass(frozen=True, slots=True)
class Priced:
    """One approved price: pounds a unit, from a day to a day (both inclusive; `ends` empty: until further notice).

    `provider` "" is the price whoever provides it; `place` None is the price everywhere.
    """

    key: int
    item: int
    provider: str
    place: int | None
    unit: PriceUnit
    amount: Pounds
    starts: date
    ends: date | None = None

    def holds(self, on: date) -> bool:
        """Whether it holds on a day, its first and last days included."""
        return self.starts <= on and (self.ends is None or on <= self.ends)

    def same_line(self, other: "Priced") -> bool:
        """Whether the two are the price of the same thing: entry, provider (capitals aside), place and unit."""
        mine = (self.item, self.provider.casefold(), self.place, self.unit)
        return mine == (other.item, other.provider.casefold(), other.place, other.unit)

    @property
    def words(self) -> str:
        """“£24.50 an hour”."""
        return f"{format_pounds(self.amount)} {self.unit.label}"


def price_on(
    prices: Iterable[Priced], *, on: date, place: int | None = None, provider: str = "", unit: PriceUnit | None = None
) -> Priced | None:
    """The price that holds on a day for somebody who lives in a place and uses a provider; None when there is none.

    The provider's own price comes before the one for whoever provides it, and within each the place's own before the
    one everywhere. Prices of other providers and other places never count. Raises RuleBroken when the entry is priced
    by several units and `unit` does not say which.
    """
    wanted = provider.casefold()
    open_ = [
        each for each in prices
        if each.holds(on) and each.place in (None, place) and each.provider.casefold() in ("", wanted)
        and (unit is None or each.unit == unit)
    ]  # fmt: skip
    if not open_:
        return None
    best = max(_rank(each) for each in open_)
    found = [each for each in open_ if _rank(each) == best]
    if len(found) > 1:
        units = " and ".join(sorted(each.unit.label for each in found))
        raise RuleBroken(f"This is priced {units}. Say which is meant.", "unit")
    return found[0]


def _rank(price: Priced) -> tuple[bool, bool]:
    return bool(price.provider), price.place is not None


@dataclass(frozen=True, slots=True)
class Ending:
    """An approved price that ends on a day (inclusive) because another follows it."""

    price: Priced
    last_day: date

    @property
    def words(self) -> str:
        """What a page says of it before and after."""
        return f"The price of {self.price.words} from {say_date(self.price.starts)} ends on {say_date(self.last_day)}."


def make_room(new: Priced, approved: Iterable[Priced]) -> tuple[Ending, ...]:
    """What approving a price ends: the earlier price of the same thing, the day before the new one begins.

    Raises RuleBroken, saying how to mend it, when the earlier price began on the same day or later, or would have gone
    on after the new one ends.
    """
    endings = []
    for each in approved:
        if each.key == new.key or not each.same_line(new) or not _overlap(each, new):
            continue
        if each.starts >= new.starts:
            raise RuleBroken(
                f"A price of {each.words} is approved from {say_date(each.starts)}. "
                "Let this one end before that day, or begin it later.",
                "ends" if each.starts > new.starts else "starts",
            )
        if new.ends is not None and (each.ends is None or each.ends > new.ends):
            raise RuleBroken(
                f"The price of {each.words} would have gone on after {say_date(new.ends)}, and afterwards there would be none. "
                "Leave the last day empty, and propose the price that follows too.",
                "ends",
            )
        endings.append(Ending(each, add_days(new.starts, -1)))
    return tuple(endings)


def _overlap(one: Priced, other: Priced) -> bool:
    last = date.max
    return one.starts <= (other.ends or last) and other.starts <= (one.ends or last)


@dataclass(frozen=True, slots=True)
class Cost:
    """What so much of it comes to: pounds a week or pounds once (the other is None), with the working in words."""

    weekly: Pounds | None
    once: Pounds | None
    words: str


def cost_of(amount: Pounds, unit: PriceUnit, quantity: Decimal) -> Cost:
    """What `quantity` units a week come to, in pounds a week rounded once (C1); for a price each, `quantity` of them once."""
    worked = round_penny(amount * quantity)
    if unit == PriceUnit.ITEM:
        return Cost(None, worked, f"{plain(quantity)} × {format_pounds(amount)} = {format_pounds(worked)}, once")
    if unit == PriceUnit.WEEK:
        return Cost(worked, None, f"{plain(quantity)} × {format_pounds(amount)} = {format_pounds(worked)} a week")
    counted = COUNTED[unit]
    return Cost(worked, None, f"{plain(quantity)} {counted} × {format_pounds(amount)} = {format_pounds(worked)} a week")


@dataclass(frozen=True, slots=True)
class Proposal:
    """What a line of a plan would say if it were taken from the library. The person confirms or changes every word of it."""

    description: str
    kind: str
    provider: str
    cost: str
    hours_per_week: Decimal | None = None
    rate: Pounds | None = None
    weekly: Pounds | None = None
    one_off_amount: Pounds | None = None
    frequency: str = ""


def proposal(
    name: str, kind: LibraryKind, service_kind: str, price: Priced | None, quantity: Decimal | None
) -> Proposal:
    """A line from an entry and a price. Hours stay hours × rate; other units need `quantity` a week to become an amount."""
    of_kind = service_kind or USUAL_KIND.get(kind, ServiceKind.OTHER).value
    if price is None:
        return Proposal(name, of_kind, "", "")
    if price.unit == PriceUnit.HOUR:
        return Proposal(name, of_kind, price.provider, "hours", hours_per_week=quantity, rate=price.amount)
    cost = cost_of(price.amount, price.unit, quantity if quantity is not None else Decimal(1))
    if cost.once is not None:
        return Proposal(
            name, of_kind, price.provider, "once", one_off_amount=cost.once, frequency=PaidEvery.ONE_OFF.value
        )
    return Proposal(name, of_kind, price.provider, "weekly", weekly=cost.weekly)


def asks_how_many(unit: PriceUnit) -> bool:
    """Whether the amount of a line needs a count first: not for hours (the line asks itself), a week or one piece."""
    return unit in COUNTED and unit != PriceUnit.HOUR


@dataclass(frozen=True, slots=True)
class TakenLine:
    """A line that was taken from the library: what it says now, and the price it was taken at. Pounds and hours a week."""

    key: str
    words: str
    price: Priced
    rate: Pounds | None
    weekly: Pounds | None
    once: Pounds | None
    quantity: Decimal | None


def behind(line: TakenLine, on: date, newer: Priced | None) -> str:
    """Why a line no longer says what the library says on a day; "" while it does. `newer`: the price that holds on that day."""
    if not line.price.holds(on) and (newer is None or newer.key == line.price.key):
        if on < line.price.starts:
            return f"Its price of {line.price.words} begins on {say_date(line.price.starts)}."
        ended = line.price.ends or on
        return f"Its price of {line.price.words} ended on {say_date(ended)}, and the library has no other for it."
    if newer is not None and newer.key != line.price.key:
        change = newer.amount - line.price.amount
        way = "more than" if change > ZERO else "less than"
        how = "the same as" if change == ZERO else f"{format_pounds(abs(change))} {way}"
        return f"A newer price holds since {say_date(newer.starts)}: {newer.words}, {how} the {line.price.words} taken."
    said = against_library(line)
    if said is not None and said[0] != said[1]:
        return f"The line says {format_pounds(said[0])}{said[2]}; by the library it would be {format_pounds(said[1])}{said[2]}."
    return ""


def against_library(line: TakenLine) -> tuple[Pounds, Pounds, str] | None:
    """(what the line says, what the price comes to, of what) where both are known."""
    unit, amount = line.price.unit, line.price.amount
    if unit == PriceUnit.HOUR:
        return None if line.rate is None else (line.rate, amount, " an hour")
    cost = cost_of(amount, unit, line.quantity if line.quantity is not None else Decimal(1))
    if cost.once is not None:
        return None if line.once is None else (line.once, cost.once, "")
    return None if line.weekly is None or cost.weekly is None else (line.weekly, cost.weekly, " a week")
