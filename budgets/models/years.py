"""The commissioner's money: figures of each budget's year, and contracts that money is freed from."""

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q

from budgets.enums import ContractKind, ReleaseBasis
from phb.core.fields import MoneyField
from phb.core.models import TenantModel


class BudgetYear(TenantModel):
    """What one budget comes to in an NHS year (1 April to 31 March) for one funder, holding and provider, in pounds, as at
    a day.

    Worked out by budgets/rules/year_end.py and kept so that a list of many thousands is quick; the nightly job and each
    change of the budget write it anew. `budget_value`: what was agreed for its first day in the year, by calendar days
    (C9) with approved one-offs; `agreed_value`: the same with what was agreed for later days; `earned`: days to date;
    `rest`: days to come at known rates; `variance`: forecast − budget, positive is overspend (C23); `commitment`: the
    rest and one-offs not paid; `brought_forward` and `prepaid`: paid before the year for its days, and paid for days
    after `as_at` or the year's end (C22). The two profiles: each month from April, together the year.
    """

    audited = False

    person = models.ForeignKey("core.Person", on_delete=models.PROTECT, related_name="+")
    budget = models.ForeignKey("budgets.Budget", on_delete=models.PROTECT, related_name="years")
    year = models.PositiveIntegerField()
    funder = models.CharField(max_length=60)
    holding = models.CharField(max_length=16)
    provider = models.CharField(max_length=200, blank=True)
    as_at = models.DateField()
    budget_value = MoneyField()
    agreed_value = MoneyField(default=0)
    earned = MoneyField()
    rest = MoneyField()
    one_offs = MoneyField()
    one_offs_paid = MoneyField()
    recoveries = MoneyField(default=0)
    cash_paid = MoneyField(default=0)
    brought_forward = MoneyField(default=0)
    prepaid = MoneyField(default=0)
    forecast = MoneyField()
    variance = MoneyField()
    commitment = MoneyField()
    budget_profile = ArrayField(MoneyField(), size=12, default=list)
    forecast_profile = ArrayField(MoneyField(), size=12, default=list)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["budget", "year", "funder", "holding", "provider"], name="budget_year_once"
            ),
        ]
        indexes = [models.Index(fields=["organisation", "year", "budget"], name="budget_year_by_year")]


class SourceContract(TenantModel):
    """A block or spot contract that money may be freed from (section 14)."""

    name = models.CharField(max_length=200)
    provider = models.CharField(max_length=200)
    kind = models.CharField(max_length=6, choices=ContractKind.choices())
    reference = models.CharField(max_length=60, blank=True)
    annual_value = MoneyField(null=True, blank=True)
    release_rule = models.TextField(blank=True)
    starts = models.DateField()
    ends = models.DateField(null=True, blank=True)
    recorded_by = models.ForeignKey("core.User", on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["provider", "name"]
        constraints = [
            models.UniqueConstraint(fields=["organisation", "provider", "name"], name="contract_name_once"),
            models.CheckConstraint(
                condition=Q(ends__isnull=True) | Q(ends__gte=F("starts")), name="contract_ends_after_start"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.provider}: {self.name}"


class ContractRelease(TenantModel):
    """The money that one budget frees from a contract: pounds a week from a day, with its basis. Ended, not changed.

    Until `double_running_to` (inclusive) the commissioner pays both.
    """

    person = models.ForeignKey("core.Person", on_delete=models.PROTECT, related_name="+")
    budget = models.ForeignKey("budgets.Budget", on_delete=models.PROTECT, related_name="releases")
    contract = models.ForeignKey(SourceContract, on_delete=models.PROTECT, related_name="releases")
    basis = models.CharField(max_length=16, choices=ReleaseBasis.choices())
    basis_words = models.TextField(blank=True)
    unit = models.CharField(max_length=60, blank=True)
    units_per_week = models.DecimalField(max_digits=8, decimal_places=2, null=True, blank=True)
    unit_price = MoneyField(null=True, blank=True)
    weekly = MoneyField()
    released_from = models.DateField()
    released_to = models.DateField(null=True, blank=True)
    double_running_to = models.DateField(null=True, blank=True)
    recorded_by = models.ForeignKey("core.User", on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["released_from", "id"]
        constraints = [
            models.CheckConstraint(condition=Q(weekly__gte=0), name="release_not_negative"),
            models.CheckConstraint(
                condition=Q(released_to__isnull=True) | Q(released_to__gte=F("released_from")),
                name="release_ends_after_start",
            ),
        ]
