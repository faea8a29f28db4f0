"""What the holder's bank says, what each line was for, and the statements made of it."""

from django.db import models
from django.db.models import F, Q

from budgets.enums import StatementState
from budgets.rules.lifecycle import STATEMENT
from phb.core.fields import MoneyField
from phb.core.models import TenantModel


class BankAccount(TenantModel):
    """The account that holds a budget, as its statements name it."""

    person = models.ForeignKey("core.Person", on_delete=models.PROTECT, related_name="+")
    budget = models.ForeignKey("budgets.Budget", on_delete=models.PROTECT, related_name="bank_accounts")
    label = models.CharField(max_length=120)
    last_four = models.CharField(max_length=4)
    layout = models.CharField(max_length=30, blank=True)
    opened_on = models.DateField()
    closed_on = models.DateField(null=True, blank=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["budget", "last_four"], name="bank_account_once_per_budget")]


class BankImport(TenantModel):
    """One statement file, taken whole or not at all."""

    append_only = True

    person = models.ForeignKey("core.Person", on_delete=models.PROTECT, related_name="+")
    account = models.ForeignKey(BankAccount, on_delete=models.PROTECT, related_name="imports")
    file_name = models.CharField(max_length=200)
    file_hash = models.CharField(max_length=64)
    layout = models.CharField(max_length=30)
    first_day = models.DateField(null=True)
    last_day = models.DateField(null=True)
    # The statement may run on after its last line: days without payments are covered too.
    covers_to = models.DateField(null=True)
    opening = MoneyField(null=True, blank=True)
    closing = MoneyField(null=True, blank=True)
    lines_read = models.PositiveIntegerField()
    lines_new = models.PositiveIntegerField()
    lines_known = models.PositiveIntegerField()
    by = models.ForeignKey("core.User", on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField(auto_now_add=True)


class BankLine(TenantModel):
    """One line of the bank, taken once (I9). What it was for may be answered later and changed."""

    audited = False

    class Match(models.TextChoices):
        ASKED = "ASKED", "To be asked"
        MATCHED = "MATCHED", "Matched"
        PAYMENT = "PAYMENT", "A payment from the NHS"
        INCOME = "INCOME", "Other money in"
        OUTSIDE = "OUTSIDE", "Not part of the budget"

    person = models.ForeignKey("core.Person", on_delete=models.PROTECT, related_name="+")
    budget = models.ForeignKey("budgets.Budget", on_delete=models.PROTECT, related_name="bank_lines")
    account = models.ForeignKey(BankAccount, on_delete=models.PROTECT, related_name="lines", db_index=False)
    source = models.ForeignKey(BankImport, on_delete=models.PROTECT, related_name="lines")
    fingerprint = models.CharField(max_length=64)
    position = models.PositiveIntegerField()
    date = models.DateField()
    amount = MoneyField()
    description = models.CharField(max_length=300)
    counterparty = models.CharField(max_length=200, blank=True)
    bank_balance = MoneyField(null=True, blank=True)
    match = models.CharField(max_length=8, choices=Match.choices, default=Match.ASKED)
    service = models.ForeignKey("careplans.Service", on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    payment = models.ForeignKey(
        "budgets.Payment", on_delete=models.PROTECT, null=True, blank=True, related_name="bank_lines"
    )
    why = models.CharField(max_length=300, blank=True)
    matched_by = models.ForeignKey("core.User", on_delete=models.PROTECT, null=True, blank=True, related_name="+")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["account", "fingerprint"], name="bank_line_taken_once"),
            models.CheckConstraint(
                condition=(Q(match="MATCHED") & Q(service__isnull=False))
                | (~Q(match="MATCHED") & Q(service__isnull=True)),
                name="bank_line_matched_to_a_service",
            ),
        ]
        indexes = [
            models.Index(fields=["budget", "date", "id"], name="bank_line_by_day"),
            models.Index(fields=["organisation", "id"], condition=Q(match="ASKED"), name="bank_line_to_ask"),
        ]


class StatementRun(TenantModel):
    """Statements for everybody for one period, as a job with a status per item."""

    period_start = models.DateField()
    period_end = models.DateField()
    job = models.ForeignKey("core.Job", on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    asked_by = models.ForeignKey("core.User", on_delete=models.PROTECT, related_name="+")
    asked_at = models.DateTimeField(auto_now_add=True)
    finished_at = models.DateTimeField(null=True, blank=True)


class Statement(TenantModel):
    """The spend statement of one budget for one period, as it was made."""

    life_cycle = STATEMENT

    person = models.ForeignKey("core.Person", on_delete=models.PROTECT, related_name="statements")
    budget = models.ForeignKey("budgets.Budget", on_delete=models.PROTECT, related_name="statements")
    run = models.ForeignKey(StatementRun, on_delete=models.PROTECT, null=True, blank=True, related_name="items")
    period_start = models.DateField()
    period_end = models.DateField()
    version = models.PositiveIntegerField(default=1)
    state = models.CharField(max_length=12, choices=StatementState.choices(), default=StatementState.REQUESTED)
    figures = models.JSONField(default=dict, blank=True)
    source_hash = models.CharField(max_length=64, blank=True)
    document = models.ForeignKey("core.Document", on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    problem = models.CharField(max_length=500, blank=True)
    attempts = models.PositiveSmallIntegerField(default=0)
    job = models.ForeignKey("core.Job", on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    made_on = models.DateField(null=True, blank=True)
    asked_by = models.ForeignKey("core.User", on_delete=models.PROTECT, null=True, related_name="+")
    asked_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["budget", "period_start", "period_end", "version"], name="statement_version_once"
            ),
            models.CheckConstraint(
                condition=Q(period_end__gte=F("period_start")), name="statement_period_ends_after_start"
            ),
        ]
        indexes = [models.Index(fields=["budget", "-period_start", "-version"], name="statement_newest")]
