"""A budget's NHS year, 1 April to 31 March, by funder, holding and provider (rules C9, C20 to C23).

Everything is by calendar days. What was agreed for the first day on which the budget runs in the year, held to the end of
the year, is the year's budget; what was agreed for later days, what happened (hospital, pause, end) and what came back
make the variance. Each figure of the whole budget is rounded once from exact values; its parts are rounded one by one
and the last takes the difference (C20), so parts always equal the whole.
"""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from decimal import Decimal
from fractions import Fraction
from typing import Any

from budgets.rules.schedule import financial_year
from budgets.rules.year_end import charge_to_year
from budgets.rules.year_figures import (
    MONTHS,
    Cut,
    OneOff,
    PaidFor,
    Parts,
    Recovery,
    Shares,
    Stretch,
    YearFacts,
    YearFigures,
    added_up,
    figures_from,
    months_of,
    variance_words,
    year_of,
    year_words,
)
from phb.core.money import ZERO, round_penny, split_by_shares
from phb.core.periods import Period, add_days

__all__ = [
    "MONTHS", "Cut", "OneOff", "PaidFor", "Recovery", "Shares", "Stretch", "YearFacts", "YearFigures", "added_up", "apart",
    "figures_of_year", "financial_year", "months_of", "variance_words", "year_of", "year_words",
]  # fmt: skip


def figures_of_year(facts: YearFacts, year: int, as_at: date) -> dict[Cut, YearFigures]:
    """The year's figures by cut, in the order in which the cuts come first; `as_at` is the last day that counts as earned.

    A day before the year earns nothing yet, one after it all; one-offs and payments on days after `as_at` are not paid.
    """
    whole = financial_year(year)
    assert whole.end is not None
    to_date = whole.clip(whole.start, as_at) if as_at >= whole.start else None
    opening, agreed, due = _daily(facts.opening), _daily(facts.agreed), _daily(facts.due)
    planned = [each for each in facts.one_offs if whole.contains(each.day)]
    first = [each for each in planned if each.opening]
    back = [each for each in facts.recoveries if whole.contains(each.day) and each.day <= as_at]
    budget, year_due = _values(opening, whole), _values(due, whole)
    earned = _values(due, to_date)
    found: dict[str, Mapping[Cut, Any]] = {
        "budget_value": _plus(budget, _sums(first)),
        "agreed_value": _plus(budget if agreed == opening else _values(agreed, whole), _sums(planned)),
        "earned": earned,
        "rest": _less(year_due, earned),
        "one_offs": _sums(planned),
        "one_offs_paid": _sums(each for each in planned if each.paid and each.day <= as_at),
        "recoveries": _sums(back),
        **_cash(facts.payments, whole, max(add_days(whole.start, -1), min(as_at, whole.end))),
    }
    events: list[tuple[OneOff | Recovery, int]] = [*((each, 1) for each in planned), *((each, -1) for each in back)]
    by_month = _monthly(opening, budget, year)
    found["budget_profile"] = _with_events(by_month, year, [(each, 1) for each in first])
    by_month = by_month if due == opening else _monthly(due, year_due, year)
    found["forecast_profile"] = _with_events(by_month, year, events)
    rows = {
        cut: figures_from({name: values[cut] for name, values in found.items() if cut in values})
        for cut in _cuts(facts)
    }
    return {cut: row for cut, row in rows.items() if row != YearFigures()}


def apart(exact: Mapping[Cut, Fraction]) -> dict[Cut, Decimal]:
    """Exact parts as pounds: the whole is rounded once, and the last part with money in it takes the difference (C20)."""
    real = [cut for cut, part in exact.items() if part]
    whole = round_penny(sum(exact.values(), Fraction(0)))
    parts = {cut: round_penny(exact[cut]) for cut in real}
    if real:
        parts[real[-1]] += whole - sum(parts.values(), ZERO)
    return parts


def _daily(stretches: Sequence[Stretch]) -> tuple[tuple[Period, Parts], ...]:
    """The stretches with each cut's exact pounds a day."""
    return tuple(
        (each.period, tuple((cut, each.weekly * share / 7) for cut, share in each.shares)) for each in stretches
    )


def _values(daily: Sequence[tuple[Period, Parts]], period: Period | None) -> dict[Cut, Decimal]:
    """What the lines come to over days: weekly × days ÷ 7 (C9), by cut."""
    return apart(_exact(daily, period))


def _exact(daily: Sequence[tuple[Period, Parts]], period: Period | None) -> dict[Cut, Fraction]:
    found: dict[Cut, Fraction] = {}
    for span, parts in daily if period else ():
        assert period is not None
        if days := span.overlap(period):
            for cut, pounds_a_day in parts:
                more = pounds_a_day * days.days
                found[cut] = found[cut] + more if cut in found else more
    return found


def _sums(items: Iterable[OneOff | Recovery]) -> dict[Cut, Decimal]:
    found: dict[Cut, Decimal] = {}
    for item in items:
        for cut, amount in _split(item.amount, item.shares):
            found[cut] = found.get(cut, ZERO) + amount
    return found


def _split(amount: Decimal, shares: Shares) -> list[tuple[Cut, Decimal]]:
    """A sum between its funders to the penny (C10)."""
    parts = split_by_shares(amount, [share for _, share in shares])
    return [(cut, part) for (cut, _), part in zip(shares, parts, strict=True) if part]


def _cash(payments: Sequence[PaidFor], year: Period, until: date) -> dict[str, dict[Cut, Decimal]]:
    """What was paid in the year, what was paid before it for its days, and what is paid for days after `until` (C22)."""
    found: dict[str, dict[Cut, Decimal]] = {"cash_paid": {}, "brought_forward": {}, "prepaid": {}}
    eve = add_days(year.start, -1)
    for payment in payments:
        if payment.paid_on > until:
            continue
        if payment.paid_on >= year.start:
            _put(found["cash_paid"], payment.amount, payment.shares)
        else:
            _put(
                found["brought_forward"], charge_to_year(payment.amount, payment.period, eve).prepayment, payment.shares
            )
        _put(found["prepaid"], charge_to_year(payment.amount, payment.period, until).prepayment, payment.shares)
    return found


def _put(into: dict[Cut, Decimal], amount: Decimal, shares: Shares) -> None:
    for cut, part in _split(amount, shares) if amount else ():
        into[cut] = into.get(cut, ZERO) + part


def _monthly(
    daily: Sequence[tuple[Period, Parts]], totals: Mapping[Cut, Decimal], year: int
) -> dict[Cut, tuple[Decimal, ...]]:
    """Month by month by calendar days; the last month with money in it takes the difference (C20)."""
    exact = [_exact(daily, month) for month in months_of(year)]
    found = {}
    for cut, total in totals.items():
        parts = [round_penny(month[cut]) if cut in month else ZERO for month in exact]
        filled = [number for number, month in enumerate(exact) if month.get(cut)]
        if filled:
            parts[filled[-1]] += total - sum(parts, ZERO)
        found[cut] = tuple(parts)
    return found


def _with_events(
    by_month: Mapping[Cut, tuple[Decimal, ...]], year: int, events: Sequence[tuple[OneOff | Recovery, int]]
) -> dict[Cut, tuple[Decimal, ...]]:
    """With what is paid or comes back once, each in its month."""
    found = dict(by_month)
    for item, sign in events:
        number = next(number for number, month in enumerate(months_of(year)) if month.contains(item.day))
        for cut, amount in _split(item.amount, item.shares):
            months = list(found.get(cut, (ZERO,) * MONTHS))
            months[number] += sign * amount
            found[cut] = tuple(months)
    return found


def _cuts(facts: YearFacts) -> tuple[Cut, ...]:
    """Every cut, once, in the order in which it comes first."""
    everything: tuple[Stretch | OneOff | PaidFor | Recovery, ...] = (
        *facts.opening, *facts.agreed, *facts.due, *facts.one_offs, *facts.payments, *facts.recoveries,
    )  # fmt: skip
    return tuple(dict.fromkeys(cut for each in everything for cut, _ in each.shares))


def _plus(one: Mapping[Cut, Decimal], other: Mapping[Cut, Decimal]) -> dict[Cut, Decimal]:
    return {cut: one.get(cut, ZERO) + other.get(cut, ZERO) for cut in {**one, **other}}


def _less(one: Mapping[Cut, Decimal], other: Mapping[Cut, Decimal]) -> dict[Cut, Decimal]:
    return {cut: one.get(cut, ZERO) - other.get(cut, ZERO) for cut in {**one, **other}}
