"""The ledger: double entry, append-only, balanced by the database (budgets/database/ledger.sql)."""

from django.db import models
from django.db.models import Q

from phb.core.fields import MoneyField
from phb.core.models import TenantModel


class LedgerAccount(TenantModel):
    """Where money is or what it was for.

    FUNDER: what each funder has put in (credit). HOLDER: money in the holder's account (debit).
    SPENT: what the holder spent, by budget line (debit). UNMATCHED: spent, line not yet known (debit).
    OTHER_INCOME: refunds, interest, contributions (credit).
    """

    class Kind(models.TextChoices):
        FUNDER = "FUNDER", "Paid in by a funder"
        HOLDER = "HOLDER", "In the holder's account"
        SPENT = "SPENT", "Spent on a line of the plan"
        UNMATCHED = "UNMATCHED", "Spent, line not yet known"
        OTHER_INCOME = "OTHER_INCOME", "Other money in"

    append_only = True
    audited = False

    person = models.ForeignKey("core.Person", on_delete=models.PROTECT, related_name="+")
    budget = models.ForeignKey("budgets.Budget", on_delete=models.PROTECT, related_name="ledger_accounts")
    kind = models.CharField(max_length=12, choices=Kind.choices)
    funder = models.CharField(max_length=60, blank=True)
    service = models.ForeignKey("careplans.Service", on_delete=models.PROTECT, null=True, blank=True, related_name="+")

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["budget", "kind", "funder", "service"], name="ledger_account_once", nulls_distinct=False
            )
        ]


class Entry(TenantModel):
    """One posting: `effective_on` is the day it belongs to, `posted_at` when it was written."""

    append_only = True
    audited = False

    person = models.ForeignKey("core.Person", on_delete=models.PROTECT, related_name="+")
    budget = models.ForeignKey("budgets.Budget", on_delete=models.PROTECT, related_name="entries")
    kind = models.CharField(max_length=24)
    effective_on = models.DateField()
    posted_at = models.DateTimeField(auto_now_add=True)
    words = models.CharField(max_length=300)
    reverses = models.ForeignKey("self", on_delete=models.PROTECT, null=True, blank=True, related_name="reversed_by")
    key = models.CharField(max_length=120)
    by = models.ForeignKey("core.User", on_delete=models.PROTECT, null=True, related_name="+")
    by_name = models.CharField(max_length=200)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["organisation", "key"], name="entry_once_per_key"),
            models.UniqueConstraint(
                fields=["reverses"], condition=Q(reverses__isnull=False), name="entry_reversed_once"
            ),
        ]
        indexes = [models.Index(fields=["budget", "effective_on", "id"], name="entry_by_day")]


class Leg(TenantModel):
    """One side of an entry. Positive is debit, negative is credit; the legs of an entry sum to zero (I1)."""

    append_only = True
    audited = False

    entry = models.ForeignKey(Entry, on_delete=models.PROTECT, related_name="legs")
    account = models.ForeignKey(LedgerAccount, on_delete=models.PROTECT, related_name="legs", db_index=False)
    effective_on = models.DateField()
    amount = MoneyField()

    class Meta:
        constraints = [models.CheckConstraint(condition=~Q(amount=0), name="leg_not_zero")]
        indexes = [models.Index(fields=["account", "effective_on"], include=["amount"], name="leg_by_day")]


class Balance(TenantModel):
    """The sum of an account's legs, kept by a trigger; `verify_ledger` recomputes it."""

    audited = False
    written_by_database = True

    account = models.OneToOneField(LedgerAccount, on_delete=models.PROTECT, primary_key=True, related_name="balance")
    amount = MoneyField()
    legs = models.BigIntegerField()
