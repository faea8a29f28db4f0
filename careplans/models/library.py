"""The commissioner's library of services, equipment and suggested outcomes, with dated prices (C32E8 and C32E9)."""

from django.contrib.postgres.search import SearchVector, SearchVectorField
from django.db import models
from django.db.models import F, Q

from careplans.enums import LibraryChangeState, LibraryFileState, LibraryKind, LibraryState, PriceState, PriceUnit
from careplans.rules.lifecycle import LIBRARY_CHANGE, LIBRARY_FILE, LIBRARY_ITEM, LIBRARY_PRICE
from phb.core.fields import MoneyField
from phb.core.models import TenantModel


class LibraryItem(TenantModel):
    """A service, a piece of equipment, a treatment or an outcome that the commissioner suggests. Of no person.

    `service_kind`: the kind of plan line it becomes; `topic`: the word by which it is grouped and searched. What an
    entry in use says changes only by a LibraryChange that a second person took up; `edits` counts those.
    `providers`: the names found in its approved prices, one a line, so that it is found by them; `look_up` is what the
    search box looks through.
    """

    life_cycle = LIBRARY_ITEM
    hidden_in_trail = ("look_up",)

    kind = models.CharField(max_length=12, choices=LibraryKind.choices())
    state = models.CharField(max_length=12, choices=LibraryState.choices(), default=LibraryState.PROPOSED)
    name = models.CharField(max_length=300)
    description = models.TextField(blank=True)
    topic = models.CharField(max_length=120, blank=True)
    service_kind = models.CharField(max_length=24, blank=True)
    measure = models.TextField(blank=True)
    evidence = models.TextField(blank=True)
    providers = models.TextField(blank=True, editable=False)
    look_up = models.GeneratedField(
        expression=SearchVector("name", "topic", "description", "providers", config="english"),
        output_field=SearchVectorField(),
        db_persist=True,
    )
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
            models.CheckConstraint(
                condition=~Q(state=LibraryState.IN_USE) | Q(approved_by__isnull=False),
                name="library_item_in_use_approved",
            ),
        ]
        indexes = [models.Index(fields=["organisation", "state", "kind", "name", "id"], name="library_by_name")]

    def __str__(self) -> str:
        return self.name


class LibraryChange(TenantModel):
    """A correction of an entry in use: what it would say, what it said, why. `values` and `before` by field.

    `edition`: the count of the entry's edits that this one became, once taken up: the entry's history.
    """

    life_cycle = LIBRARY_CHANGE

    item = models.ForeignKey(LibraryItem, on_delete=models.PROTECT, related_name="changes")
    state = models.CharField(max_length=12, choices=LibraryChangeState.choices(), default=LibraryChangeState.PROPOSED)
    values = models.JSONField()
    before = models.JSONField()
    reason = models.TextField()
    edition = models.PositiveIntegerField(null=True, blank=True)
    proposed_by = models.ForeignKey("core.User", on_delete=models.PROTECT, related_name="+")
    approved_by = models.ForeignKey("core.User", on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    at = models.DateTimeField(auto_now_add=True)
    decided_on = models.DateField(null=True, blank=True)

    class Meta:
        ordering = ["-id"]
        constraints = [
            models.UniqueConstraint(
                fields=["item"],
                condition=Q(state=LibraryChangeState.PROPOSED),
                name="one_open_change_of_an_entry",
                violation_error_message="Another correction of this entry waits for a second person. Let it be decided first.",
            ),
            models.UniqueConstraint(fields=["item", "edition"], name="library_edition_once"),
            models.CheckConstraint(
                condition=Q(approved_by__isnull=True) | ~Q(approved_by=F("proposed_by")),
                name="library_change_by_two_people",
                violation_error_message="You proposed this correction, so a colleague decides on it.",
            ),
            models.CheckConstraint(
                condition=~Q(state=LibraryChangeState.APPROVED) | Q(approved_by__isnull=False, edition__isnull=False),
                name="library_change_taken_up_by_somebody",
            ),
        ]


class LibraryPrice(TenantModel):
    """What an entry costs from a day to a day (inclusive): pounds a unit, of a provider, in a place or everywhere.

    Rate cards are these rows: nothing is changed once approved but its last day, a new price is a new row (the database
    refuses the rest, and two approved prices of the same thing on one day: careplans/database/library.sql).
    `provider` empty: whoever provides it. `includes`: what the price covers, in words.
    """

    life_cycle = LIBRARY_PRICE

    item = models.ForeignKey(LibraryItem, on_delete=models.PROTECT, related_name="prices")
    state = models.CharField(max_length=12, choices=PriceState.choices(), default=PriceState.PROPOSED)
    provider = models.CharField(max_length=200, blank=True)
    place = models.ForeignKey("core.Place", on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    unit = models.CharField(max_length=12, choices=PriceUnit.choices())
    amount = MoneyField()
    includes = models.TextField(blank=True)
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
            models.CheckConstraint(
                condition=~Q(state=PriceState.APPROVED) | Q(approved_by__isnull=False),
                name="library_price_approved_by_somebody",
            ),
        ]
        indexes = [
            models.Index(fields=["item", "state", "starts"], name="library_price_by_item"),
            models.Index(fields=["organisation", "state", "unit", "amount", "id"], name="library_price_by_amount"),
        ]


class LibraryFile(TenantModel):
    """A file of entries with prices: read and checked by one person, taken whole by another. `rows` is emptied then.

    `rows`: what each row brings, as checked; `refusals`: [line, column, why]; `told`: what taking it will do besides.
    """

    life_cycle = LIBRARY_FILE
    hidden_in_trail = ("rows",)

    state = models.CharField(max_length=12, choices=LibraryFileState.choices(), default=LibraryFileState.CHECKED)
    file_name = models.CharField(max_length=200)
    sha256 = models.CharField(max_length=64)
    rows = models.JSONField(default=list, blank=True)
    refusals = models.JSONField(default=list, blank=True)
    told = models.JSONField(default=list, blank=True)
    entries_made = models.PositiveIntegerField(default=0)
    prices_made = models.PositiveIntegerField(default=0)
    proposed_by = models.ForeignKey("core.User", on_delete=models.PROTECT, related_name="+")
    approved_by = models.ForeignKey("core.User", on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["-id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(approved_by__isnull=True) | ~Q(approved_by=F("proposed_by")),
                name="library_file_by_two_people",
                violation_error_message="You brought this file, so a colleague takes it.",
            ),
            models.CheckConstraint(
                condition=~Q(state=LibraryFileState.TAKEN) | Q(approved_by__isnull=False),
                name="library_file_taken_by_somebody",
            ),
        ]
