"""What is still to be paid once a budget has changed: what each period is worth, less what went out for it.

Nothing that went out is edited. What is owed comes as arrears; what was paid too much is used first in the payments to
come (rules C15 to C17 and C26). The result depends on the facts and on what went out, never on the order of entering.
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from budgets.rules.entitlement import Due, Slot
from budgets.rules.words import day, pounds
from phb.core.money import ZERO
from phb.core.periods import Period, add_days


@dataclass(frozen=True, slots=True)
class Sent:
    """A payment that went out or is on its way: its days, and pounds. `credit_used` is told, not counted."""

    key: int
    period: Period
    amount: Decimal
    credit_used: Decimal = ZERO


@dataclass(frozen=True, slots=True)
class Compared:
    """For one payment that went out: what its days are worth now, what was paid, and the difference (positive is owed)."""

    key: int
    period: Period
    due: Decimal
    paid: Decimal
    difference: Decimal
    words: str


@dataclass(frozen=True, slots=True)
class ToPay:
    """A payment to come: what its days are worth, the credit that is used first, and what is left to pay."""

    period: Period
    due: Due
    worth: Decimal
    credit_used: Decimal
    amount: Decimal


@dataclass(frozen=True, slots=True)
class Outcome:
    """The payments to come, and the balance of those that went out: positive is paid as arrears, negative is credit.

    `credit_left` is what no payment to come can use up.
    """

    compared: tuple[Compared, ...]
    to_pay: tuple[ToPay, ...]
    balance: Decimal
    credit_left: Decimal

    @property
    def arrears(self) -> Decimal:
        """Pounds owed to the holder for days whose payment went out."""
        return max(self.balance, ZERO)


def reckon(
    slots: Sequence[Slot], due: Callable[[Period], Due], sent: Sequence[Sent], arrears_sent: Iterable[Sent] = ()
) -> Outcome:
    """Compare what went out with what its days are worth, and say what the other days get.

    Each period of the calendar is worth what it is worth, to the penny, however many payments it took: days whose
    payment went out count with their own worth, and the rest of the period has what is left of it.
    """
    worth: dict[int, list[tuple[Decimal, str]]] = {each.key: [] for each in sent}
    free: list[tuple[Period, Due, Decimal]] = []
    ordered = sorted(sent, key=lambda each: each.period.start)
    for slot in slots:
        _share_slot(slot.period, due, ordered, worth, free)
    compared = [_compare(each, worth[each.key]) for each in ordered]
    compared += [_arrears_before(each) for each in arrears_sent]
    # A penny that rounding leaves below nothing on days that are worth nothing is settled with the rest.
    balance = sum((each.difference for each in compared), ZERO) + sum((left for _, _, left in free if left < 0), ZERO)
    to_pay, credit_left = _use_credit([each for each in free if each[2] > 0], max(-balance, ZERO))
    return Outcome(tuple(each for each in compared if each.difference), tuple(to_pay), balance, credit_left)


def _share_slot(
    slot: Period,
    due: Callable[[Period], Due],
    sent: Sequence[Sent],
    worth: dict[int, list[tuple[Decimal, str]]],
    free: list[tuple[Period, Due, Decimal]],
) -> None:
    assert slot.end is not None
    inside = [(each, days) for each in sent if (days := slot.overlap(each.period)) is not None]
    if not inside:
        whole = due(slot)
        free.append((slot, whole, whole.amount))
        return
    pieces: list[tuple[Sent | None, Period]] = []
    at = slot.start
    for each, days in inside:
        assert days.end is not None
        if at < days.start:
            pieces.append((None, Period(at, add_days(days.start, -1))))
        pieces.append((each, days))
        at = add_days(days.end, 1)
    if at <= slot.end:
        pieces.append((None, Period(at, slot.end)))
    left = due(slot).amount
    # Payments that went out first; whoever comes last has what is left, so that the pieces equal the period.
    pieces.sort(key=lambda piece: piece[0] is None)
    for i, (paid, days) in enumerate(pieces):
        said = due(days)
        amount = left if i == len(pieces) - 1 else said.amount
        left -= amount
        if paid is None:
            free.append((days, said, amount))
        else:
            worth[paid.key].append((amount, said.words))


def _use_credit(free: Sequence[tuple[Period, Due, Decimal]], credit: Decimal) -> tuple[list[ToPay], Decimal]:
    """Credit is used in the earliest payments first (C16)."""
    found = []
    for period, said, amount in sorted(free, key=lambda each: each[0].start):
        used = min(amount, credit)
        credit -= used
        found.append(ToPay(period, said, amount, used, amount - used))
    return found, credit


def _compare(sent: Sent, worth: Sequence[tuple[Decimal, str]]) -> Compared:
    due = sum((amount for amount, _ in worth), ZERO)
    difference = due - sent.amount
    used = f" after {pounds(sent.credit_used)} of credit" if sent.credit_used else ""
    said = " ".join(words for _, words in worth) or f"{span_words(sent.period)}: nothing is due."
    words = f"{said} Due {pounds(due)}, paid {pounds(sent.amount)}{used}: {difference_words(difference)}."
    return Compared(sent.key, sent.period, due, sent.amount, difference, words)


def _arrears_before(sent: Sent) -> Compared:
    words = f"Arrears for {span_words(sent.period)}: {pounds(sent.amount)} paid already."
    return Compared(sent.key, sent.period, ZERO, sent.amount, -sent.amount, words)


def difference_words(difference: Decimal) -> str:
    """ "still owed £17.73", "£5.00 too much", "nothing to settle"."""
    if difference > 0:
        return f"still owed {pounds(difference)}"
    return f"{pounds(-difference)} too much" if difference else "nothing to settle"


def span_words(period: Period) -> str:
    """The days of a period for reading."""
    end: date = period.end or period.start
    return day(period.start) if period.start == end else f"{day(period.start)} to {day(end)}"
