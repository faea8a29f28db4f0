"""Raising many budgets on one day: prepared by one, approved by another, applied as a job, undoable."""

from django.db import models
from django.db.models import F, Q

from budgets.enums import UpliftItemState, UpliftState, UpliftWhy
from budgets.rules.lifecycle import UPLIFT, UPLIFT_ITEM
from phb.core.fields import MoneyField
from phb.core.models import TenantModel


class Uplift(TenantModel):
    """An uplift from a day on: which budgets (stream, provider, place; empty for all) and the percent by kind of line.

    `percents`: {"agency": "3.6", …}; a kind that is not named stays as it is (C17). `edition` counts previews; an
    approval names the one that was seen. `totals`: what the preview came to, as text.
    """

    life_cycle = UPLIFT

    reference = models.CharField(max_length=20)
    name = models.CharField(max_length=200)
    reason = models.TextField()
    state = models.CharField(max_length=10, choices=UpliftState.choices(), default=UpliftState.DRAFT)
    stream = models.CharField(max_length=20, blank=True)
    provider = models.CharField(max_length=200, blank=True)
    place = models.ForeignKey("core.Place", on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    percents = models.JSONField(default=dict)
    # Names of providers whose prices are fixed for a time: their lines stay.
    fixed_providers = models.JSONField(default=list, blank=True)
    effective_from = models.DateField()
    edition = models.PositiveIntegerField(default=0)
    previewed_at = models.DateTimeField(null=True, blank=True)
    totals = models.JSONField(default=dict, blank=True)
    prepared_by = models.ForeignKey("core.User", on_delete=models.PROTECT, related_name="+")
    approved_by = models.ForeignKey("core.User", on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    approved_on = models.DateField(null=True, blank=True)
    approved_edition = models.PositiveIntegerField(null=True, blank=True)
    at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["-id"]
        constraints = [
            models.UniqueConstraint(fields=["organisation", "reference"], name="uplift_reference_once"),
            models.CheckConstraint(
                condition=Q(approved_by__isnull=True) | ~Q(approved_by=F("prepared_by")),
                name="uplift_by_two_people",
                violation_error_message="You prepared this uplift, so a colleague approves it.",
            ),
            models.CheckConstraint(
                condition=~Q(state__in=["approved", "applying", "applied", "undoing", "undone"])
                | Q(approved_by__isnull=False, approved_edition=F("edition")),
                name="uplift_applied_as_approved",
            ),
        ]

    def __str__(self) -> str:
        return self.reference


class UpliftItem(TenantModel):
    """What an uplift does to one budget: pounds a week before and after, arrears; or why it is left out.

    `lines`: for each weekly line its old and new pounds a week, its percent, holding and funders; rules/uplifting.py makes
    the sentences. `told`: what the approver should know and what does not keep it out. `decided`: "out" or "in" where a
    person left it out or took it in, with the reason. `applied_at`: payments made since then rest on the uplift.
    """

    life_cycle = UPLIFT_ITEM
    audited = False

    person = models.ForeignKey("core.Person", on_delete=models.PROTECT, related_name="+")
    uplift = models.ForeignKey(Uplift, on_delete=models.PROTECT, related_name="items")
    budget = models.ForeignKey("budgets.Budget", on_delete=models.PROTECT, related_name="uplift_items")
    base_version = models.ForeignKey("budgets.BudgetVersion", on_delete=models.PROTECT, related_name="+")
    state = models.CharField(max_length=8, choices=UpliftItemState.choices(), default=UpliftItemState.WAITING)
    why_code = models.CharField(max_length=12, choices=UpliftWhy.choices(), blank=True)
    why_not = models.CharField(max_length=400, blank=True)
    told = models.JSONField(default=list, blank=True)
    decided = models.CharField(max_length=3, choices=[("out", "Left out"), ("in", "Taken in")], blank=True)
    decided_reason = models.CharField(max_length=300, blank=True)
    applied_at = models.DateTimeField(null=True, blank=True)
    old_weekly = MoneyField()
    new_weekly = MoneyField()
    old_direct = MoneyField()
    new_direct = MoneyField()
    arrears = MoneyField(default=0)
    lines = models.JSONField(default=list)
    version = models.ForeignKey(
        "budgets.BudgetVersion", on_delete=models.PROTECT, null=True, blank=True, related_name="uplift_item"
    )
    letter = models.ForeignKey("eligibility.Letter", on_delete=models.PROTECT, null=True, blank=True, related_name="+")

    class Meta:
        ordering = ["uplift_id", "id"]
        constraints = [models.UniqueConstraint(fields=["uplift", "budget"], name="budget_once_in_an_uplift")]
        indexes = [models.Index(fields=["uplift", "state", "id"], name="uplift_item_by_state")]
