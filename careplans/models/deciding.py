"""Decisions about a version: a panel's, line by line, and exceptions for family who are paid."""

from django.db import models
from django.db.models import Q

from careplans.enums import PanelDecision, PanelState
from careplans.models.plans import PlanVersion
from careplans.rules.lifecycle import PANEL
from phb.core.fields import MoneyField
from phb.core.models import TenantModel


class Panel(TenantModel):
    """A meeting that decides plans above a limit, off the policy, or with a risk that nobody agrees on. Of no person.

    `members`: [{"key": "m12", "user": 12, "name": "…", "role": "…", "came": true}, …]; `user` is empty for somebody from
    outside the organisation.
    """

    life_cycle = PANEL

    state = models.CharField(max_length=12, choices=PanelState.choices(), default=PanelState.PLANNED)
    name = models.CharField(max_length=200)
    held_on = models.DateField()
    place = models.CharField(max_length=300, blank=True)
    members = models.JSONField(default=list)
    minutes = models.TextField(blank=True)
    edits = models.PositiveIntegerField(default=0)
    made_by = models.ForeignKey("core.User", on_delete=models.PROTECT, related_name="+")
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        indexes = [models.Index(fields=["organisation", "held_on", "id"], name="panel_by_day")]


class PanelItem(TenantModel):
    """One plan on the agenda of a panel: why it is there, exactly which version was before the panel, what was decided.

    `decision` stays empty until the panel decides; afterwards the database changes nothing of it.
    """

    person = models.ForeignKey("core.Person", on_delete=models.PROTECT, related_name="+")
    panel = models.ForeignKey(Panel, on_delete=models.PROTECT, related_name="items")
    version = models.ForeignKey(PlanVersion, on_delete=models.PROTECT, related_name="panel_items")
    position = models.PositiveIntegerField(default=0)
    why = models.TextField()
    content_hash = models.CharField(max_length=64, blank=True)
    decision = models.CharField(max_length=12, choices=PanelDecision.choices(), blank=True)
    reasons = models.TextField(blank=True)
    conditions = models.TextField(blank=True)
    decided_on = models.DateField(null=True, blank=True)
    recorded_by = models.ForeignKey("core.User", on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    # What of the commissioner's scheme asked for a panel when it decided: marks, so that a later version can tell what is new.
    needed = models.JSONField(default=list, blank=True)
    # Members who said that they have an interest, and those who took part in the decision: [{"key": "m12", "name": "…", …}, …].
    interests = models.JSONField(default=list, blank=True)
    took_part = models.JSONField(default=list, blank=True)
    put_by = models.ForeignKey("core.User", on_delete=models.PROTECT, related_name="+")
    put_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["position", "id"]
        constraints = [
            models.UniqueConstraint(fields=["panel", "version"], name="plan_on_an_agenda_once"),
            models.CheckConstraint(
                condition=Q(decision="") | ~Q(reasons="") & Q(decided_on__isnull=False, recorded_by__isnull=False),
                name="panel_decides_with_reasons",
            ),
        ]


class LineDecision(TenantModel):
    """Yes or no to one line of a plan, with reasons. `line`: its number in every version; `said`: a mark of what the line
    said, so that a later version can tell whether it is still the line that was decided."""

    append_only = True

    person = models.ForeignKey("core.Person", on_delete=models.PROTECT, related_name="+")
    version = models.ForeignKey(PlanVersion, on_delete=models.PROTECT, related_name="line_decisions")
    item = models.ForeignKey(PanelItem, on_delete=models.PROTECT, null=True, blank=True, related_name="lines")
    line = models.BigIntegerField()
    words = models.CharField(max_length=300)
    said = models.CharField(max_length=64)
    agreed = models.BooleanField()
    reasons = models.TextField(blank=True)
    decided_on = models.DateField()
    decided_by = models.ForeignKey("core.User", on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField(auto_now_add=True)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(agreed=True) | ~Q(reasons=""), name="line_refused_with_reasons"),
            models.UniqueConstraint(
                fields=["item", "line"], condition=Q(item__isnull=False), name="line_decided_once_by_a_panel"
            ),
        ]


class FamilyException(TenantModel):
    """The decision on paying family or a friend who lives in the same household (regulation 8(5A) and (5B)).

    `line`: the number of the paid person in every version; `said`: a mark of the name, relation and reason decided on.
    """

    append_only = True

    person = models.ForeignKey("core.Person", on_delete=models.PROTECT, related_name="+")
    plan = models.ForeignKey("Plan", on_delete=models.PROTECT, related_name="family_exceptions")
    line = models.BigIntegerField()
    said = models.CharField(max_length=64)
    name = models.CharField(max_length=200)
    agreed = models.BooleanField()
    reasons = models.TextField()
    decided_on = models.DateField()
    decided_by = models.ForeignKey("core.User", on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField(auto_now_add=True)


class ReplacedPackage(TenantModel):
    """What the care cost, or would cost, without the budget: pounds a week with its basis, or why there is no such figure.

    The newest holds; gate 10 asks for one.
    """

    append_only = True

    person = models.ForeignKey("core.Person", on_delete=models.PROTECT, related_name="+")
    plan = models.ForeignKey("Plan", on_delete=models.PROTECT, related_name="replaced_packages")
    weekly = MoneyField(null=True, blank=True)
    basis = models.TextField()
    dated = models.DateField()
    by = models.ForeignKey("core.User", on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField(auto_now_add=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(weekly__isnull=True) | Q(weekly__gte=0), name="replaced_package_not_negative"
            )
        ]
