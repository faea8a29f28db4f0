"""How a budget stands today: what is in the account, what each line and outcome has left. Reads only, for pages."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from budgets.models import BankAccount, BankLine, Budget, LedgerAccount, Payment
from budgets.rules.schedule import amount_for_days
from budgets.rules.statement import LineFigures, figures_to_date
from budgets.selectors.ledger import balance_on
from budgets.selectors.spend import AccountEnds, ends_of, spent_by_service
from budgets.services.plan_facts import plan_of
from budgets.services.statement_figures import plan_lines_of
from phb.core.money import ZERO
from phb.core.periods import Period, add_days


@dataclass(frozen=True, slots=True)
class Spending:
    """Pounds. `ledger`: what the account should hold; `bank`: what the bank said last, None before any statement."""

    ledger: Decimal
    bank: Decimal | None
    covers_to: date | None
    in_advance: Decimal
    unmatched: Decimal
    by_line: tuple[LineFigures, ...]
    by_outcome: tuple[LineFigures, ...]
    accounts: tuple[tuple[BankAccount, AccountEnds | None], ...]
    to_ask: int
    next_payment: Payment | None

    @property
    def difference(self) -> Decimal | None:
        """Bank less ledger; None before any bank statement. Payments on their way make it negative."""
        return None if self.bank is None else self.bank - self.ledger

    @property
    def free(self) -> Decimal:
        """Pounds free to use: what is there, less what was paid for days still to come."""
        return (self.ledger if self.bank is None else self.bank) - self.in_advance


def spending_of(budget: Budget, on: date) -> Spending:
    """Everything about one budget's money up to a day, in a fixed number of queries for any number of lines."""
    plan = plan_of(budget)
    spent: dict[str, Decimal] = {}
    by_service = spent_by_service(budget.pk, to=on)
    for service_id, amount in by_service.items():
        key = plan.key_of(service_id)
        if key is not None:
            spent[key] = spent.get(key, ZERO) + amount
    lines = [line for line in plan_lines_of(budget, plan) if (line.start or on) <= on or line.key in spent]
    period = Period(min(budget.starts, on), on)
    by_line, by_outcome = figures_to_date(lines, period, spent)
    accounts = tuple(
        (account, ends_of(account)) for account in BankAccount.objects.filter(budget=budget).order_by("id")
    )
    known = [ends for _, ends in accounts if ends is not None]
    return Spending(
        ledger=balance_on(budget, LedgerAccount.Kind.HOLDER),
        bank=sum((ends.closing for ends in known), ZERO) if known else None,
        covers_to=min((ends.covers_to for ends in known), default=None),
        in_advance=_in_advance(budget, on, plan.weekly_on(on)),
        unmatched=by_service.get(None, ZERO),
        by_line=by_line,
        by_outcome=by_outcome,
        accounts=accounts,
        to_ask=BankLine.objects.filter(budget=budget, match=BankLine.Match.ASKED).count(),
        next_payment=Payment.objects.filter(budget=budget, state__in=["scheduled", "proposed", "released"])
        .order_by("pay_on", "id")
        .first(),
    )


def _in_advance(budget: Budget, on: date, weekly: Decimal) -> Decimal:
    """Pounds in the account that were paid for days after today."""
    rows = Payment.objects.filter(budget=budget, kind=Payment.Kind.SCHEDULED, state="paid", period_end__gt=on)
    days = sum((row.period_end - max(row.period_start, add_days(on, 1))).days + 1 for row in rows)
    return amount_for_days(weekly, days)
