"""Live budgets brought in from a spreadsheet: checked first, taken whole or not at all, undoable."""

from django.db import models
from django.db.models import F, Q

from budgets.enums import BudgetFileState
from budgets.rules.lifecycle import BUDGET_FILE
from phb.core.fields import MoneyField
from phb.core.models import TenantModel


class BudgetFile(TenantModel):
    """A spreadsheet of live budgets. `rows`: what each brings, as checked, emptied when it is taken; `refusals`:
    [line, column, why]; `told`: what taking it will do besides."""

    life_cycle = BUDGET_FILE
    hidden_in_trail = ("rows", "refusals")

    state = models.CharField(max_length=10, choices=BudgetFileState.choices(), default=BudgetFileState.CHECKED)
    file_name = models.CharField(max_length=200)
    sha256 = models.CharField(max_length=64)
    rows = models.JSONField(default=list, blank=True)
    refusals = models.JSONField(default=list, blank=True)
    told = models.JSONField(default=list, blank=True)
    count = models.PositiveIntegerField(default=0)
    weekly = models.CharField(max_length=20, blank=True)
    proposed_by = models.ForeignKey("core.User", on_delete=models.PROTECT, related_name="+")
    approved_by = models.ForeignKey("core.User", on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["-id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(approved_by__isnull=True) | ~Q(approved_by=F("proposed_by")),
                name="budget_file_by_two_people",
                violation_error_message="You brought this file, so a colleague takes it.",
            ),
            models.CheckConstraint(
                condition=~Q(state__in=["taking", "taken", "undoing", "undone"]) | Q(approved_by__isnull=False),
                name="budget_file_taken_by_somebody",
            ),
        ]


class BudgetFileItem(TenantModel):
    """A budget that a file brought: for undoing it while nothing rests on it."""

    person = models.ForeignKey("core.Person", on_delete=models.PROTECT, related_name="+")
    file = models.ForeignKey(BudgetFile, on_delete=models.PROTECT, related_name="items")
    line = models.PositiveIntegerField()
    # What the old system called it, when it began there, the last day it paid for, and what the account held on a day.
    reference = models.CharField(max_length=40)
    began_on = models.DateField()
    paid_to = models.DateField(null=True, blank=True)
    balance = MoneyField(null=True, blank=True)
    balance_on = models.DateField(null=True, blank=True)
    taken_back_on = models.DateField(null=True, blank=True)
    budget = models.OneToOneField("budgets.Budget", on_delete=models.CASCADE, related_name="brought_in_by")
    made_person = models.BooleanField(default=False)
    made_case = models.BooleanField(default=False)
    # Numbers of what was recorded beside it: {"agreement": 12, "contribution": 3}.
    made = models.JSONField(default=dict, blank=True)

    class Meta:
        ordering = ["line", "id"]
        constraints = [models.UniqueConstraint(fields=["file", "reference"], name="budget_once_in_a_file")]
