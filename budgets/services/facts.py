"""What the gates before a payment need to know, gathered for many payments in a few queries."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime

from django.db.models import Q

from budgets.models import Agreement, Budget, PayeeAccount, Payment
from budgets.rules.lifecycle import BUDGET
from budgets.rules.paying import PayeeFacts, why_not
from careplans import selectors as careplans
from eligibility import selectors as eligibility
from phb.core.actors import Actor


@dataclass(frozen=True)
class Payees:
    """Facts and accounts of the budgets of some payments, by the budget's number."""

    facts: dict[int, PayeeFacts]
    accounts: dict[int, PayeeAccount]

    def why_not(self, payment: Payment, at: datetime) -> str | None:
        """Why this payment must not go out at an instant, or None."""
        return why_not(self.facts[payment.budget_id], starts=payment.period_start, at=at)


def payees_of(payments: Iterable[Payment], *, by: Actor, on: date) -> Payees:
    """Look at every budget behind the payments: the same number of queries for one and for a thousand."""
    ids = {payment.budget_id for payment in payments}
    rows = list(Budget.objects.filter(pk__in=ids).select_related("person", "case__carried_by"))
    accounts = {
        account.budget_id: account
        for account in PayeeAccount.objects.filter(budget_id__in=ids, ended_on=None, checked_at__isnull=False)
    }
    signed = set(
        Agreement.objects.filter(budget_id__in=ids, signed_on__lte=on)
        .filter(Q(ended_on=None) | Q(ended_on__gt=on))
        .values_list("budget_id", flat=True)
    )
    in_force = careplans.plans_in_force([row.plan_id for row in rows])
    without = careplans.without_consent([row.person_id for row in rows])
    refused = eligibility.without_direct_payment({row.case.carried_by_id or row.case_id for row in rows}, on)
    facts = {
        row.pk: replace(
            _facts(row, accounts.get(row.pk), row.pk in signed, in_force, without, on),
            payment_refused=(row.case.carried_by_id or row.case_id) in refused,
        )
        for row in rows
    }
    return Payees(facts, accounts)


def _facts(
    row: Budget, account: PayeeAccount | None, signed: bool, in_force: set[int], without: set[int], on: date
) -> PayeeFacts:
    return PayeeFacts(
        budget_state=row.state,
        paying_states=BUDGET.groups["pays"],
        plan_in_force=row.plan_id in in_force,
        agreement_signed=signed,
        account_checked=account is not None,
        usable_from=account.usable_from if account else None,
        consent_stands=row.person_id not in without,
        right_stands=eligibility.right_stands(row.case, on),
        died_on=row.person.date_of_death,
        ends_on=row.ends,
    )


def held_and_free(payments: Sequence[Payment], payees: Payees, at: datetime) -> tuple[list[Payment], list[Payment]]:
    """The payments whose gates are shut, each with its reason in `hold_reason`, and those that may go out."""
    held, free = [], []
    for payment in payments:
        why = payees.why_not(payment, at)
        if why is None:
            free.append(payment)
        else:
            payment.hold_reason = why[:300]
            held.append(payment)
    return held, free
