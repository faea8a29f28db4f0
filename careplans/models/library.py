"""The commissioner's library of services, equipment and suggested outcomes, with dated prices (C32E8 and C32E9)."""

from django.db import models
from django.db.models import F, Q

from careplans.enums import LibraryKind, LibraryState, PriceState, PriceUnit
from careplans.rules.lifecycle import LIBRARY_ITEM, LIBRARY_PRICE
from phb.core.fields import MoneyField
from phb.core.models import TenantModel


class LibraryItem(TenantModel):
    """A service, a piece of equipment, a treatment or an outcome that the commissioner suggests. Of no person.

    `service_kind`: the kind of plan line it becomes; `topic`: the word by which it is grouped and searched.
    """

    life_cycle = LIBRARY_ITEM

    kind = models.CharField(max_length=12, choices=LibraryKind.choices())
    state = models.CharField(max_length=12, choices=LibraryState.choices(), default=LibraryState.PROPOSED)
    name = models.CharField(max_length=300)
    description = models.TextField(blank=True)
    topic = models.CharField(max_length=120, blank=True)
    service_kind = models.CharField(max_length=24, blank=True)
    measure = models.TextField(blank=True)
    evidence = models.TextField(blank=True)
    proposed_by = models.ForeignKey("core.User", on_delete=models.PROTECT, related_name="+")
    approved_by = models.ForeignKey("core.User", on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    edits = models.PositiveIntegerField(default=0)
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["organisation", "kind", "name"],
                name="library_name_once",
                violation_error_message="The library already has an entry of this name.",
            ),
            models.CheckConstraint(
                condition=Q(approved_by__isnull=True) | ~Q(approved_by=F("proposed_by")),
                name="library_item_by_two_people",
                violation_error_message="You proposed this entry, so a colleague approves it.",
            ),
        ]
        indexes = [models.Index(fields=["organisation", "state", "kind", "name", "id"], name="library_by_name")]


class LibraryPrice(TenantModel):
    """What an entry costs from a day to a day (inclusive): pounds a unit, of a provider, in a place or everywhere.

    Rate cards are these rows: nothing is changed once approved, a new price is a new row.
    """

    life_cycle = LIBRARY_PRICE

    item = models.ForeignKey(LibraryItem, on_delete=models.PROTECT, related_name="prices")
    state = models.CharField(max_length=12, choices=PriceState.choices(), default=PriceState.PROPOSED)
    provider = models.CharField(max_length=200, blank=True)
    place = models.ForeignKey("core.Place", on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    unit = models.CharField(max_length=12, choices=PriceUnit.choices())
    amount = MoneyField()
    starts = models.DateField()
    ends = models.DateField(null=True, blank=True)
    source = models.CharField(max_length=300)
    proposed_by = models.ForeignKey("core.User", on_delete=models.PROTECT, related_name="+")
    approved_by = models.ForeignKey("core.User", on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["item_id", "provider", "-starts", "id"]
        constraints = [
            models.CheckConstraint(condition=Q(amount__gte=0), name="library_price_not_negative"),
            models.CheckConstraint(
                condition=Q(ends__isnull=True) | Q(ends__gte=F("starts")), name="library_price_ends_after_start"
            ),
            models.CheckConstraint(
                condition=Q(approved_by__isnull=True) | ~Q(approved_by=F("proposed_by")),
                name="library_price_by_two_people",
                violation_error_message="You proposed this price, so a colleague approves it.",
            ),
        ]
        indexes = [models.Index(fields=["item", "state", "starts"], name="library_price_by_item")]
