"""Every pound of a plan followed to an outcome and a need, and back: each line is counted once, so both ways add up.

A line that works towards several outcomes is counted under the first of them, in the order of the needs, and named under
the others: its pounds would otherwise stand in the plan twice.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal

from phb.core.money import ZERO


@dataclass(frozen=True, slots=True)
class Line:
    """A service as the tracing needs it: `weekly` pounds a week, `once` pounds, and the keys of its outcomes."""

    key: str
    words: str
    weekly: Decimal = ZERO
    once: Decimal = ZERO
    outcomes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class OutcomeTrace:
    """An outcome with the lines counted under it, and those that work towards it too but are counted elsewhere."""

    key: str
    words: str
    counted: tuple[Line, ...] = ()
    named: tuple[Line, ...] = ()

    @property
    def weekly(self) -> Decimal:
        """Pounds a week of the lines counted here."""
        return weekly(self.counted)

    @property
    def once(self) -> Decimal:
        """Pounds, once, of the lines counted here."""
        return once(self.counted)


@dataclass(frozen=True, slots=True)
class NeedTrace:
    """A need and the outcomes that serve it. `key` is "" for outcomes that serve no need yet."""

    key: str
    words: str
    outcomes: tuple[OutcomeTrace, ...] = ()

    @property
    def weekly(self) -> Decimal:
        """Pounds a week for this need."""
        return sum((each.weekly for each in self.outcomes), ZERO)

    @property
    def once(self) -> Decimal:
        """Pounds, once, for this need."""
        return sum((each.once for each in self.outcomes), ZERO)


@dataclass(frozen=True, slots=True)
class Trace:
    """The whole plan: its needs with what stands under them, and the lines that work towards no outcome."""

    needs: tuple[NeedTrace, ...]
    unlinked: tuple[Line, ...]
    lines: tuple[Line, ...]

    @property
    def weekly(self) -> Decimal:
        """Pounds a week, added up by need; the lines without an outcome among them."""
        return sum((each.weekly for each in self.needs), ZERO) + weekly(self.unlinked)

    @property
    def once(self) -> Decimal:
        """Pounds, once, added up by need."""
        return sum((each.once for each in self.needs), ZERO) + once(self.unlinked)

    @property
    def adds_up(self) -> bool:
        """Whether both ways come to the same: by need and outcome, and line by line."""
        return (self.weekly, self.once) == (weekly(self.lines), once(self.lines))


def weekly(lines: Iterable[Line]) -> Decimal:
    """Pounds a week of these lines together."""
    return sum((line.weekly for line in lines), ZERO)


def once(lines: Iterable[Line]) -> Decimal:
    """Pounds, once, of these lines together."""
    return sum((line.once for line in lines), ZERO)


def trace(needs: Sequence[tuple[str, str]], outcomes: Sequence[tuple[str, str, str]], lines: Sequence[Line]) -> Trace:
    """Follow the money. `needs`: (key, words); `outcomes`: (key, words, key of the need or ""); all in the plan's order."""
    known = {key for key, _ in needs}
    by_need: dict[str, list[tuple[str, str]]] = {key: [] for key in (*(key for key, _ in needs), "")}
    for key, words, need in outcomes:
        by_need[need if need in known else ""].append((key, words))
    order = [key for need in by_need.values() for key, _ in need]
    stands = {line.key: _first(line, order) for line in lines}
    titles = {**dict(needs), "": ""}
    traced = (
        NeedTrace(key, titles[key], tuple(_outcome(each, words, lines, stands) for each, words in under))
        for key, under in by_need.items()
        if key or under
    )
    return Trace(tuple(traced), tuple(line for line in lines if stands[line.key] is None), tuple(lines))


def _first(line: Line, order: Sequence[str]) -> str | None:
    """The outcome under which a line is counted, or None."""
    return next((key for key in order if key in line.outcomes), None)


def _outcome(key: str, words: str, lines: Sequence[Line], stands: dict[str, str | None]) -> OutcomeTrace:
    counted = tuple(line for line in lines if stands[line.key] == key)
    named = tuple(line for line in lines if key in line.outcomes and stands[line.key] != key)
    return OutcomeTrace(key, words, counted, named)
