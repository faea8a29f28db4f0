"""Figures that open: each code of a budget's figure has a builder that says how the figure came about.

A builder takes (actor, budget, key), `key` being what stands after the code in the address (“line-12”: key “12”), and
returns what its page shows, or None for a figure that is not there. A module brings its figures with `@figure("code")`
and a line in `MODULES`.
"""

from collections.abc import Callable
from dataclasses import dataclass
from decimal import Decimal
from functools import cache
from importlib import import_module

from budgets.models import Budget
from phb.core.actors import OUTSIDE, Actor
from phb.core.errors import NotVisible
from phb.core.money import ZERO

MODULES = (
    "budgets.selectors.opened.amounts",
    "budgets.selectors.opened.lines",
    "budgets.selectors.opened.sums",
    "budgets.selectors.opened.paying",
    "budgets.selectors.opened.before",
    "budgets.selectors.opened.by_year",
    "budgets.selectors.opened.whose",
    "budgets.selectors.opened.outturn",
)


@dataclass(frozen=True, slots=True)
class Row:
    """One part of a figure: pounds (None where a row only explains), the arithmetic in words, where its rate comes from.

    `opens`: the code of another figure of the same budget; `href`: a page of staff. `adds`: whether it is part of the sum.
    """

    label: str
    amount: Decimal | None = None
    words: str = ""
    source: str = ""
    opens: str = ""
    href: str = ""
    adds: bool = True


@dataclass(frozen=True, slots=True)
class Opened:
    """How one figure came about. `amount` in pounds; `rules`: codes of the rules it rests on, said in `budgets.rules.said`.

    `summed`: the rows that add up must come to the amount; `adrift` then says by how much they do not.
    """

    title: str
    amount: Decimal
    words: tuple[str, ...]
    rows: tuple[Row, ...] = ()
    rules: tuple[str, ...] = ()
    total_label: str = "Together"
    summed: bool = True

    @property
    def parts(self) -> tuple[Row, ...]:
        """The rows that add up."""
        return tuple(row for row in self.rows if row.adds and row.amount is not None)

    @property
    def adrift(self) -> Decimal:
        """Pounds by which the parts miss the figure: nothing, unless what is kept was not made by what is shown."""
        if not self.summed or not self.parts:
            return ZERO
        return self.amount - sum((row.amount for row in self.parts if row.amount is not None), ZERO)


Builder = Callable[[Actor, Budget, str], Opened | None]


@dataclass(frozen=True, slots=True)
class _Kept:
    builder: Builder
    keyed: bool
    staff_only: bool


_BUILDERS: dict[str, _Kept] = {}


def figure(code: str, *, keyed: bool = False, staff_only: bool = False) -> Callable[[Builder], Builder]:
    """Register the builder of a figure; `keyed`: a number follows its code; `staff_only`: the person's pages do not have it."""

    def keep(builder: Builder) -> Builder:
        if code in _BUILDERS:
            raise ValueError(f"Two builders bring the figure “{code}”.")
        _BUILDERS[code] = _Kept(builder, keyed, staff_only)
        return builder

    return keep


@cache
def _brought() -> dict[str, _Kept]:
    for module in MODULES:
        import_module(module)
    return _BUILDERS


def codes() -> list[str]:
    """Every code that opens."""
    return sorted(_brought())


def open_figure(actor: Actor, budget: Budget, code: str) -> Opened:
    """How a figure of this budget came about. Raises NotVisible for a code that is not there or not for this actor.

    The budget is one that the actor may see (`selectors.budget_for`).
    """
    name, key = _read(code)
    kept = _brought().get(name)
    if kept is None or kept.keyed != bool(key) or (kept.staff_only and actor.role in OUTSIDE):
        raise NotVisible
    found = kept.builder(actor, budget, key)
    if found is None:
        raise NotVisible
    return found


def _read(code: str) -> tuple[str, str]:
    """“line-12” is line, 12; “direct-payment” is a code of its own."""
    if code in _brought():
        return code, ""
    name, _, key = code.rpartition("-")
    return (name, key) if key.isdecimal() and len(key) <= 18 else ("", "")
