"""A price among other prices: what it costs elsewhere and in how many budgets it is lower. A fact, never a verdict.

A person may need what is dear; the figures say what to ask about, not what to refuse.
"""

from bisect import bisect_left
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction

from budgets.rules.words import number, pounds
from phb.core.money import round_penny

FEWEST = 5  # under this many budgets a distribution would tell of single people
TENTHS = 10


@dataclass(frozen=True, slots=True)
class Peers:
    """Prices of one kind in other budgets: how many, and the quartiles in pounds."""

    count: int
    lowest_quarter: Decimal
    median: Decimal
    highest_quarter: Decimal
    prices: tuple[tuple[Decimal, int], ...]

    @property
    def words(self) -> str:
        """ "In 42 budgets: half pay between £18.20 and £22.40, the middle one £20.00."""
        return (
            f"In {self.count:,} other budgets half pay between {pounds(self.lowest_quarter)} and "
            f"{pounds(self.highest_quarter)}; the middle one pays {pounds(self.median)}."
        )


def peers_of(prices: Mapping[Decimal, int]) -> Peers | None:
    """The distribution of prices (price → how many budgets pay it); None under five budgets.

    Quartiles by linear interpolation between ranks, rounded to the penny.
    """
    ordered = tuple(sorted((price, n) for price, n in prices.items() if n > 0))
    total = sum(n for _, n in ordered)
    if total < FEWEST:
        return None
    low, middle, high = (_quantile(ordered, total, Fraction(n, 4)) for n in (1, 2, 3))
    return Peers(total, low, middle, high, ordered)


def _quantile(ordered: tuple[tuple[Decimal, int], ...], total: int, part: Fraction) -> Decimal:
    place = part * (total - 1)
    below = int(place)
    low, high = _at(ordered, below), _at(ordered, min(below + 1, total - 1))
    return round_penny(Fraction(low) + (Fraction(high) - Fraction(low)) * (place - below))


def _at(ordered: tuple[tuple[Decimal, int], ...], rank: int) -> Decimal:
    for price, n in ordered:
        if rank < n:
            return price
        rank -= n
    return ordered[-1][0]


def standing(price: Decimal, peers: Peers) -> str:
    """Where a price stands, in words: "dearer than 9 in 10", "cheaper than 3 in 4", "in the middle".

    Counts those that pay less, and those that pay more; ties count for neither.
    """
    at = bisect_left([each for each, _ in peers.prices], price)
    less = sum(n for _, n in peers.prices[:at])
    more = sum(n for each, n in peers.prices[at:] if each > price)
    for word, n in (("dearer", less), ("cheaper", more)):
        tenths = n * TENTHS // peers.count
        if tenths == TENTHS:
            return f"{word} than all of them"
        if tenths > TENTHS // 2:
            return f"{word} than {tenths} in {TENTHS}"
    return "among the middle prices"


@dataclass(frozen=True, slots=True)
class Market:
    """Prices of the library that hold on a day, in pounds a unit: the lowest, the highest, and how many."""

    count: int
    lowest: Decimal
    highest: Decimal


def market_words(price: Decimal, market: Market | None, own: Decimal | None = None) -> str:
    """A price beside the library's: the provider's own price there where it has one, else the span of all."""
    if own is not None:
        if price == own:
            return f"The library's price for this provider and place is the same, {pounds(own)}."
        side = "above" if price > own else "below"
        return (
            f"The library's price for this provider and place is {pounds(own)}: {pounds(abs(price - own))} {side} it."
        )
    if market is None:
        return "The library has no price of this kind."
    if market.count == 1:
        return f"The library has one price of this kind: {pounds(market.lowest)}."
    return f"The library has {number(Decimal(market.count))} prices of this kind, from {pounds(market.lowest)} to {pounds(market.highest)}."
