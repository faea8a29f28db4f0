"""The figures of one statement, from the database: they tie to the bank and to the ledger, or there are none."""

import hashlib
import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from django.db.models import Q, Sum

from budgets.enums import PaymentState
from budgets.models import BankAccount, BankLine, Budget, LedgerAccount, Leg, Payment
from budgets.rules.schedule import WeeklyRate, earned
from budgets.rules.statement import (
    AccountLine,
    PlanLine,
    StatementFigures,
    YearSoFar,
    check_ties_to_bank,
    make_statement,
)
from budgets.rules.surplus import SurplusPolicy
from budgets.selectors.ledger import balance_on
from budgets.selectors.spend import AccountEnds, ends_of, lines_sum
from budgets.services.plan_facts import LineInForce, PlanInForce, plan_of
from phb.core.errors import RuleBroken
from phb.core.money import ZERO, format_pounds
from phb.core.periods import Period, add_days, add_months
from phb.core.policies import policy

Match = BankLine.Match
# A payment posted so shortly before the end of the period may still be on its way to the bank.
ON_ITS_WAY = timedelta(days=5)
LABELS = {
    Match.PAYMENT: "Payment from the NHS",
    Match.INCOME: "Other money in",
    Match.OUTSIDE: "Not part of your budget",
    Match.ASKED: "We still ask you what this was for",
}

# Beside each line of the account the long words would fill the page.
SHORT = {Match.ASKED: "to be asked", Match.OUTSIDE: "not part of the budget"}


@dataclass(frozen=True, slots=True)
class BankRow:
    """One line of the account as the statement shows it; `balance` in pounds after it."""

    on: date
    words: str
    plan_line: str
    amount: Decimal
    balance: Decimal


@dataclass(frozen=True, slots=True)
class Money:
    """Everything a statement says in numbers: the rule's figures, the lines behind them, who paid which part."""

    figures: StatementFigures
    rows: tuple[BankRow, ...]
    part_paid: tuple[tuple[str, Decimal], ...]
    accounts: str


def statement_figures(budget: Budget, period: Period) -> Money:
    """Work out a statement for a closed period.

    Raises RuleBroken, saying what is missing, when the bank statements do not reach the end of the period, or
    bank and ledger differ by a penny.
    """
    if period.end is None:
        raise RuleBroken("A statement needs a last day.")
    accounts = list(BankAccount.objects.filter(budget=budget).order_by("id"))
    ends = _ends(accounts, period)
    lines = list(
        BankLine.objects.filter(budget=budget, date__gte=period.start, date__lte=period.end)
        .select_related("service", "payment")
        .order_by("date", "id")
    )
    opening = sum((each.opening + lines_sum(account, to=add_days(period.start, -1)) for account, each in ends), ZERO)
    bank = _bank_balance(ends, period.end)
    _check_ledger(budget, period.end, bank)
    plan = plan_of(budget)
    figures = _figures(budget, period, plan, lines, opening, bank)
    check_ties_to_bank(figures)
    words = " and ".join(f"the account ending {account.last_four}" for account in accounts)
    return Money(figures, _rows(lines, opening), _part_paid(lines), words)


def frozen_hash(facts: dict[str, Any]) -> str:
    """The name of what a statement is made from: the same facts, the same 64 digits."""
    return hashlib.sha256(json.dumps(facts, sort_keys=True, ensure_ascii=False).encode()).hexdigest()


def _ends(accounts: Sequence[BankAccount], period: Period) -> list[tuple[BankAccount, AccountEnds]]:
    assert period.end is not None
    found, missing = [], []
    for account in accounts:
        ends = ends_of(account)
        last = min(period.end, account.closed_on) if account.closed_on else period.end
        if ends is None:
            missing.append(f"No bank statement of the account ending {account.last_four} is here yet.")
        elif ends.covers_to < last:
            missing.append(
                f"The bank statement of the account ending {account.last_four} goes to {_day(ends.covers_to)} only."
            )
        else:
            found.append((account, ends))
    if missing:
        raise RuleBroken(f"{' '.join(missing)} Bring in the bank statement to {_day(period.end)}.")
    if not found:
        raise RuleBroken(
            f"No bank account is recorded. Add the account and bring in its statement to {_day(period.end)}."
        )
    return found


def _bank_balance(ends: Sequence[tuple[BankAccount, AccountEnds]], on: date) -> Decimal:
    """What the banks say on a day. The balances in the lines, where there are any, must say the same."""
    total = ZERO
    for account, each in ends:
        worked_out = each.opening + lines_sum(account, to=on)
        last = (
            BankLine.objects.filter(account=account, date__lte=on)
            .order_by("-date")
            .values_list("date", flat=True)
            .first()
        )
        said = (
            set(
                BankLine.objects.filter(account=account, date=last, bank_balance__isnull=False).values_list(
                    "bank_balance", flat=True
                )
            )
            if last
            else set()
        )
        if said and worked_out not in said:
            raise RuleBroken(
                f"The bank's balance of the account ending {account.last_four} on {_day(on)} is not what its lines add up to, "
                f"{format_pounds(worked_out)}. Look for a missing or doubled bank line."
            )
        total += worked_out
    return total


def _check_ledger(budget: Budget, on: date, bank: Decimal) -> None:
    """Ledger less payments on their way, plus those that came early, is the bank. Raises RuleBroken naming what is missing."""
    paid = Payment.objects.filter(budget=budget, state=PaymentState.PAID, paid_on__lte=on)
    away = list(paid.exclude(bank_lines__date__lte=on).prefetch_related("bank_lines"))
    for payment in away:
        if not payment.bank_lines.all() and payment.paid_on + ON_ITS_WAY < on:
            raise RuleBroken(
                f"The payment of {format_pounds(payment.amount)} of {_day(payment.paid_on)} is not on the bank statement. Look for it there; "
                "if it never came, record it as rejected."
            )
    came = BankLine.objects.filter(budget=budget, match=Match.PAYMENT, date__lte=on).select_related("payment")
    early = list(came.exclude(payment__state=PaymentState.PAID, payment__paid_on__lte=on))
    for line in early:
        if line.payment is None or line.payment.state != PaymentState.PAID:
            raise RuleBroken(
                f"The payment of {format_pounds(line.amount)} reached the bank on {_day(line.date)}, but its run is not confirmed. Confirm the run first."
            )
    ledger = balance_on(budget, LedgerAccount.Kind.HOLDER, on)
    expected = ledger - sum((payment.amount for payment in away), ZERO) + sum((line.amount for line in early), ZERO)
    if expected != bank:
        raise RuleBroken(
            f"The ledger has {format_pounds(expected)} on {_day(on)} and the bank {format_pounds(bank)}, a difference of "
            f"{format_pounds(abs(expected - bank))}. Ask finance to look at the ledger of this budget."
        )


def _figures(
    budget: Budget, period: Period, plan: PlanInForce, lines: Sequence[BankLine], opening: Decimal, bank: Decimal
) -> StatementFigures:
    assert period.end is not None
    plan_lines = plan_lines_of(budget, plan)
    used = {plan.key_of(line.service_id) for line in lines}
    shown = [each for each in plan_lines if each.key in used or period.clip(each.start or period.start, each.end)]
    trigger, retain = (_weeks(budget, key, period.end) for key in ("surplus_trigger_weeks", "surplus_retain_weeks"))
    return make_statement(
        period=period,
        opening=opening,
        bank=bank,
        lines=[AccountLine(line.date, line.amount, _label(line), plan.key_of(line.service_id)) for line in lines],
        plan_lines=shown,
        set_aside=(),
        weekly=plan.weekly_on(period.end),
        unexpired_days=_unexpired_days(budget, period.end),
        policy=SurplusPolicy(trigger, retain),
        year_so_far=_year_so_far(budget, plan, plan_lines, period),
        next_payment=_next_payment(budget, period.end),
    )


def _weeks(budget: Budget, key: str, on: date) -> Decimal:
    """A setting of the commissioner in weeks, as of a day."""
    return Decimal(str(policy(key, on=on, organisation_id=budget.organisation_id, stream=budget.stream)))


def _label(line: BankLine) -> str:
    if line.match == Match.MATCHED and line.service is not None:
        return f"Money back: {line.service.description}" if line.amount > 0 else line.service.description
    return LABELS[Match(line.match)]


def plan_lines_of(budget: Budget, plan: PlanInForce) -> list[PlanLine]:
    by_key: dict[str, list[LineInForce]] = {}
    for line in plan.lines:
        by_key.setdefault(line.key, []).append(line)
    return [_plan_line(budget, key, parts) for key, parts in by_key.items()]


def _plan_line(budget: Budget, key: str, parts: Sequence[LineInForce]) -> PlanLine:
    newest = parts[-1]
    rates = tuple(WeeklyRate(part.start or budget.starts, part.weekly) for part in parts if part.weekly is not None)
    # A one-off that stands in several versions is paid once.
    once = ((newest.one_off_on or budget.starts, newest.one_off),) if newest.one_off is not None else ()
    ends = [end for end in (newest.end, budget.ends) if end is not None]
    return PlanLine(
        key,
        newest.label,
        newest.outcome,
        rates,
        start=parts[0].start or budget.starts,
        end=min(ends, default=None),
        one_offs=once,
    )


def _unexpired_days(budget: Budget, end: date) -> int:
    """Days after the end that payments already on the bank have paid for."""
    rows = Payment.objects.filter(
        budget=budget, kind=Payment.Kind.SCHEDULED, period_end__gt=end, bank_lines__date__lte=end
    ).distinct()
    return sum((row.period_end - max(row.period_start, add_days(end, 1))).days + 1 for row in rows)


def _year_so_far(budget: Budget, plan: PlanInForce, plan_lines: Sequence[PlanLine], period: Period) -> YearSoFar | None:
    assert period.end is not None
    years = 0
    while add_months(budget.starts, 12 * (years + 1)) <= period.end:
        years += 1
    start = add_months(budget.starts, 12 * years)
    if start > period.start:
        return None  # the plan's year begins within the period: a share of it would mislead
    year = Period(start, add_days(add_months(budget.starts, 12 * (years + 1)), -1))
    rates = [WeeklyRate(day, weekly) for day, weekly in plan.weekly]
    agreed = earned(rates, year) if rates else ZERO
    agreed += sum((amount for line in plan_lines for day, amount in line.one_offs if year.contains(day)), ZERO)
    if not agreed:
        return None
    spent = Leg.objects.filter(
        account__budget=budget,
        account__kind__in=[LedgerAccount.Kind.SPENT, LedgerAccount.Kind.UNMATCHED],
        effective_on__gte=start,
        effective_on__lt=period.start,
    ).aggregate(sum=Sum("amount"))["sum"]
    return YearSoFar(year, agreed, spent or ZERO)


def _next_payment(budget: Budget, end: date) -> tuple[date, Decimal] | None:
    rows = Payment.objects.filter(budget=budget, pay_on__gt=end).exclude(
        Q(state=PaymentState.CANCELLED) | Q(state=PaymentState.REJECTED) | Q(state=PaymentState.HELD)
    )
    found = rows.order_by("pay_on", "id").first()
    return (found.pay_on, found.amount) if found else None


def _rows(lines: Sequence[BankLine], opening: Decimal) -> tuple[BankRow, ...]:
    rows, balance = [], opening
    for line in lines:
        balance += line.amount
        rows.append(
            BankRow(
                line.date,
                line.counterparty or line.description,
                SHORT.get(Match(line.match), _label(line)),
                line.amount,
                balance,
            )
        )
    return tuple(rows)


def _part_paid(lines: Sequence[BankLine]) -> tuple[tuple[str, Decimal], ...]:
    """Who paid which part of the payments that arrived; empty when one funder paid all."""
    parts: dict[str, Decimal] = {}
    for line in lines:
        for part in line.payment.split if line.payment else []:
            parts[part["funder"]] = parts.get(part["funder"], ZERO) + Decimal(part["amount"])
    return tuple(parts.items()) if len(parts) > 1 else ()


def _day(value: date) -> str:
    return f"{value.day} {value:%B %Y}"


__all__ = ["Money", "frozen_hash", "plan_lines_of", "statement_figures"]
