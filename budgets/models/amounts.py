"""Local tables that an indicative amount is read from: levels of need, points, fixed sums."""

from django.db import models
from django.db.models import F, Q

from budgets.enums import AmountMethod, AmountTableState
from budgets.rules.lifecycle import AMOUNT_TABLE
from phb.core.models import TenantModel


class AmountTable(TenantModel):
    """The commissioner's own table of a method, from a day to a day (inclusive): brought into use by two people.

    `content` by method (see budgets/rules/indicating.py): levels with pounds a week (reckoner); points of answers,
    pounds a point and the cap above which it is not used (points); named sums (fixed). Never changed once in use.
    """

    life_cycle = AMOUNT_TABLE

    method = models.CharField(max_length=10, choices=AmountMethod.choices())
    stream = models.CharField(max_length=20, blank=True)
    name = models.CharField(max_length=200)
    state = models.CharField(max_length=10, choices=AmountTableState.choices(), default=AmountTableState.PROPOSED)
    content = models.JSONField()
    source = models.CharField(max_length=300)
    starts = models.DateField()
    ends = models.DateField(null=True, blank=True)
    proposed_by = models.ForeignKey("core.User", on_delete=models.PROTECT, related_name="+")
    approved_by = models.ForeignKey("core.User", on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    decision_reason = models.TextField(blank=True)
    at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["method", "stream", "-starts", "-id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(ends__isnull=True) | Q(ends__gte=F("starts")), name="amount_table_ends_after_start"
            ),
            models.CheckConstraint(
                condition=Q(approved_by__isnull=True) | ~Q(approved_by=F("proposed_by")),
                name="amount_table_by_two_people",
                violation_error_message="You proposed this table, so a colleague approves it.",
            ),
            models.CheckConstraint(
                condition=~Q(state__in=[AmountTableState.IN_USE, AmountTableState.ENDED])
                | Q(approved_by__isnull=False),
                name="amount_table_in_use_approved",
            ),
        ]

    def __str__(self) -> str:
        return self.name
