"""The lines of a reckoning: what went out and its days' worth, and the payments to come that changed."""

from collections.abc import Sequence
from decimal import Decimal

from budgets.models import Payment
from budgets.rules.reckoning import Outcome, span_words
from budgets.rules.words import pounds
from phb.core.money import ZERO
from phb.core.periods import Period


def lines_of(
    outcome: Outcome, keep: Sequence[Payment], cancel: Sequence[Payment], make: Sequence[Payment]
) -> list[dict[str, str]]:
    """For the history: what went out and its days' worth ("sent"), and the payments to come that changed ("to_come")."""
    lines = [
        _line("sent", each.period, due=each.due, paid=each.paid, difference=each.difference, words=each.words)
        for each in outcome.compared
    ]
    before = {(row.kind, row.period_start): row for row in cancel}
    for row in sorted(make, key=lambda row: (row.kind, row.period_start)):
        old = before.pop((row.kind, row.period_start), None)
        was = old.amount if old else ZERO
        lines.append(_to_come(row, was, row.amount, row.words))
    for row in sorted(before.values(), key=lambda row: row.period_start):
        lines.append(_to_come(row, row.amount, ZERO, f"{span_words(_days(row))}: cancelled."))
    for each in outcome.to_pay:
        if each.credit_used and not each.amount:
            words = f"{span_words(each.period)}: due {pounds(each.worth)}, all of it met by credit."
            lines.append(_line("met", each.period, due=each.worth, paid=ZERO, difference=ZERO, words=words))
    return lines


def _to_come(row: Payment, was: Decimal, now: Decimal, words: str) -> dict[str, str]:
    kind = "arrears" if row.kind == Payment.Kind.ARREARS else "to_come"
    return _line(kind, _days(row), due=now, paid=was, difference=now - was, words=words)


def _line(kind: str, period: Period, *, words: str, **amounts: Decimal) -> dict[str, str]:
    end = period.end or period.start
    said = {name: str(amount) for name, amount in amounts.items()}
    return {"kind": kind, "start": period.start.isoformat(), "end": end.isoformat(), **said, "words": words}


def _days(row: Payment) -> Period:
    return Period(row.period_start, row.period_end)
