"""Payments worked out again, as pages show them: due, paid, difference by period, and the payments to come."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from budgets.enums import ChangeKind, PaymentState
from budgets.models import Budget, Payment
from budgets.rules.changing import reduction_from
from budgets.rules.reckoning import span_words
from budgets.selectors.timeline import timeline_of
from budgets.services.changing import notice_days
from budgets.services.replanning import Preview
from phb.core.display import day
from phb.core.money import ZERO, format_pounds
from phb.core.periods import Period


@dataclass(frozen=True, slots=True)
class Line:
    """One period: pounds and the sentence. For payments to come `paid` is what was scheduled before, `due` what is now."""

    span: str
    due: Decimal
    paid: Decimal
    difference: Decimal
    words: str


@dataclass(frozen=True, slots=True)
class Reckoned:
    """What pages show: payments that went out, those to come, and the sentences that sum up."""

    sent: list[Line]
    to_come: list[Line]
    said: list[str]
    difference: Decimal

    @property
    def empty(self) -> bool:
        """Whether nothing changes."""
        return not self.sent and not self.to_come


def of_lines(
    lines: list[dict[str, str]], difference: Decimal, arrears: Payment | None, credit_left: Decimal = ZERO
) -> Reckoned:
    """A kept reckoning."""
    return Reckoned(
        [_line(row) for row in lines if row["kind"] == "sent"],
        [_line(row) for row in lines if row["kind"] != "sent"],
        _said(difference, arrears, credit_left),
        difference,
    )


def of_preview(ahead: Preview) -> Reckoned:
    """A look ahead, with the credit that nothing to come can use up."""
    return of_lines(ahead.lines, ahead.balance, ahead.planned.arrears, ahead.credit_left)


def cautions(budget: Budget, kind: ChangeKind, given: dict[str, Any], today: date) -> list[str]:
    """What whoever confirms must know besides the sums."""
    starts, found = given["starts"], []
    going = budget.payments.filter(state__in=[PaymentState.PROPOSED, PaymentState.RELEASED], period_end__gte=starts)
    waiting = [row for row in going.select_related("run") if kind != ChangeKind.END or row.period_start <= starts]
    found += [
        f"{format_pounds(row.amount)} for {day(row.period_start)} to {day(row.period_end)} is in run {row.run.reference} and goes "
        "out with it. Hold it there if it must not."
        for row in waiting
        if row.run
    ]
    if kind == ChangeKind.END:
        once = budget.payments.filter(
            kind=Payment.Kind.ONE_OFF, state__in=[PaymentState.SCHEDULED, PaymentState.HELD], pay_on__gt=starts
        )
        found += [f"{row.words} It is still scheduled: cancel it if it is no longer needed." for row in once]
    if kind in {ChangeKind.END, ChangeKind.SUSPENSION}:
        days = notice_days(budget, timeline_of(budget), today)
        if starts < reduction_from(given["told_on"], days):
            found.append(
                f"The plan gives {days} days of notice, and this is sooner. A payment stops at once only for the holder's own "
                "wish, safety, theft or fraud, or a death: the reason must say so."
            )
    return found


def _line(row: dict[str, str]) -> Line:
    starts, ends = date.fromisoformat(row["start"]), date.fromisoformat(row["end"])
    span = day(starts) if starts == ends else f"{day(starts)} to {day(ends)}"
    due, paid, difference = (Decimal(row[name]) for name in ("due", "paid", "difference"))
    span = f"Arrears for {span}" if row["kind"] == "arrears" else span
    return Line(span, due, paid, difference, row["words"].removeprefix(f"{span_words(Period(starts, ends))}: "))


def _said(difference: Decimal, arrears: Payment | None, credit_left: Decimal) -> list[str]:
    if difference > ZERO:
        when = f" on {day(arrears.pay_on)}" if arrears is not None else ""
        return [f"{format_pounds(difference)} is owed to the holder. It comes as a payment of its own{when}."]
    if difference < ZERO:
        words = [f"{format_pounds(-difference)} was paid for days that are not due."]
        if credit_left < -difference:
            words.append("It is used first in the payments to come.")
        if credit_left:
            words.append(f"{format_pounds(credit_left)} is left after the last payment: the final account settles it.")
        return [" ".join(words)]
    return ["The payments that went out stay right: nothing is owed, and nothing was paid too much."]
