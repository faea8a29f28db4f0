"""The ledger of a budget: entries with their legs, and balances as of any day."""

from datetime import date
from decimal import Decimal

from django.db.models import QuerySet, Sum

from budgets.models import Budget, Entry, LedgerAccount, Leg
from phb.core.money import ZERO


def entries(budget: Budget) -> QuerySet[Entry]:
    """The entries of a budget with their legs, newest day first."""
    return (
        Entry.objects.filter(budget=budget)
        .prefetch_related("legs__account__service")
        .select_related("reverses")
        .order_by("-effective_on", "-id")
    )


def balances(budget: Budget) -> list[LedgerAccount]:
    """The accounts of a budget with the balances that the database keeps."""
    return list(
        LedgerAccount.objects.filter(budget=budget)
        .select_related("balance", "service")
        .order_by("kind", "funder", "id")
    )


def balance_on(budget: Budget, kind: str, on: date | None = None) -> Decimal:
    """Pounds on the accounts of one kind as of a day, that day included (debit positive); today's by default."""
    legs = Leg.objects.filter(account__budget=budget, account__kind=kind)
    if on is not None:
        legs = legs.filter(effective_on__lte=on)
    return legs.aggregate(sum=Sum("amount"))["sum"] or ZERO
