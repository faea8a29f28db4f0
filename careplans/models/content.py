"""The chain of a plan: needs, outcomes with what is done for them, and services with their money."""

from django.db import models
from django.db.models import Q

from careplans.enums import ActionStatus, GoalStatus, HoldingMethod
from careplans.models.plans import PlanVersion
from phb.core.fields import MoneyField
from phb.core.models import TenantModel


class Part(TenantModel):
    """A row of a version. The database refuses changes once the version is frozen."""

    person = models.ForeignKey("core.Person", on_delete=models.PROTECT, related_name="+")
    version = models.ForeignKey(PlanVersion, on_delete=models.PROTECT, related_name="%(class)ss")
    position = models.PositiveIntegerField(default=0)
    # The first row that this one goes back to by copying; nothing in the version where it first stood.
    first_row = models.BigIntegerField(null=True, blank=True, editable=False)
    # Added by the person or who acts for them, who may then also take it out again.
    from_person = models.BooleanField(default=False, editable=False)

    class Meta:
        abstract = True
        ordering = ["position", "id"]

    @property
    def line(self) -> int:
        """The number of this line of the plan: the same in every version, so that versions can be laid side by side."""
        return self.first_row or self.pk


def _one_to_ten(field: str, name: str) -> models.CheckConstraint:
    return models.CheckConstraint(
        condition=Q(**{f"{field}__isnull": True}) | Q(**{f"{field}__gte": 1, f"{field}__lte": 10}), name=name
    )


class Need(Part):
    """A need, concern or problem. `code`: a SNOMED CT code beside the words where somebody knows it; never required."""

    words = models.TextField()
    domain = models.CharField(max_length=40, blank=True)
    professionals_view = models.TextField(blank=True)
    code = models.CharField(max_length=18, blank=True)

    class Meta(Part.Meta):
        pass


class Outcome(Part):
    """What the person wants to reach, in their words; it serves a need. PRSB calls it a goal or hope.

    `levels`: what each score of goal attainment scaling would look like, agreed in advance: {"-2": "…", …, "2": "…"};
    `weight`: how much it counts among the goals (1 to 10); `importance` and `confidence` 1 to 10, the person's own.
    """

    need = models.ForeignKey(Need, on_delete=models.PROTECT, null=True, blank=True, related_name="outcomes")
    words = models.TextField()
    measure = models.TextField(blank=True)
    importance = models.PositiveSmallIntegerField(null=True, blank=True)
    confidence = models.PositiveSmallIntegerField(null=True, blank=True)
    status = models.CharField(max_length=16, choices=GoalStatus.choices(), default=GoalStatus.PROPOSED)
    levels = models.JSONField(default=dict, blank=True)
    weight = models.PositiveSmallIntegerField(default=1)
    code = models.CharField(max_length=18, blank=True)
    agreed_with = models.CharField(max_length=200, blank=True)
    agreed_on = models.DateField(null=True, blank=True)

    class Meta(Part.Meta):
        constraints = [
            _one_to_ten("importance", "outcome_importance_one_to_ten"),
            _one_to_ten("confidence", "outcome_confidence_one_to_ten"),
            _one_to_ten("weight", "outcome_weight_one_to_ten"),
        ]


class Action(Part):
    """What is done for an outcome, by whom and when; it costs nothing by itself (what is bought is a service)."""

    outcome = models.ForeignKey(Outcome, on_delete=models.PROTECT, null=True, blank=True, related_name="actions")
    words = models.TextField()
    who = models.CharField(max_length=200, blank=True)
    who_role = models.CharField(max_length=200, blank=True)
    when = models.CharField(max_length=200, blank=True)
    strategies = models.TextField(blank=True)
    status = models.CharField(max_length=16, choices=ActionStatus.choices(), default=ActionStatus.PLANNED)
    confidence = models.PositiveSmallIntegerField(null=True, blank=True)
    review_on = models.DateField(null=True, blank=True)

    class Meta(Part.Meta):
        constraints = [_one_to_ten("confidence", "action_confidence_one_to_ten")]


class StageGoal(Part):
    """A step on the way of an action: what is reached first, what came of it."""

    of_action = models.ForeignKey(Action, on_delete=models.PROTECT, null=True, blank=True, related_name="stage_goals")
    words = models.TextField()
    result = models.TextField(blank=True)
    status = models.CharField(max_length=16, choices=GoalStatus.choices(), default=GoalStatus.PROPOSED)

    class Meta(Part.Meta):
        pass


class Service(Part):
    """A service with its cost line: what, from whom, how much, held how, paid by whom."""

    description = models.CharField(max_length=300)
    kind = models.CharField(max_length=24)
    provider = models.CharField(max_length=200, blank=True)
    hours_per_week = models.DecimalField(max_digits=6, decimal_places=2, null=True, blank=True)
    rate = MoneyField(null=True, blank=True)
    weekly_amount = MoneyField(null=True, blank=True)
    one_off_amount = MoneyField(null=True, blank=True)
    one_off_on = models.DateField(null=True, blank=True)
    holding = models.CharField(max_length=16, choices=HoldingMethod.choices(), default=HoldingMethod.DIRECT_PAYMENT)
    frequency = models.CharField(max_length=20, blank=True)
    # [{"funder": "NHS", "share": "100"}]: percentages as text, in the order of the split rule C10.
    funders = models.JSONField(default=list)
    working = models.JSONField(default=dict, blank=True)
    # A life depends on it, so the plan says what happens when it or the power fails.
    life_supporting = models.BooleanField(default=False)
    # The price of the library that the line was taken from, if it was.
    price = models.ForeignKey("LibraryPrice", on_delete=models.PROTECT, null=True, blank=True, related_name="+")

    class Meta(Part.Meta):
        constraints = [
            models.CheckConstraint(
                condition=Q(weekly_amount__isnull=False, one_off_amount__isnull=True)
                | Q(weekly_amount__isnull=True, one_off_amount__isnull=False)
                | Q(weekly_amount__isnull=True, one_off_amount__isnull=True),
                name="service_weekly_or_one_off",
            ),
            models.CheckConstraint(
                condition=(Q(weekly_amount__isnull=True) | Q(weekly_amount__gte=0))
                & (Q(one_off_amount__isnull=True) | Q(one_off_amount__gte=0)),
                name="service_amount_not_negative",
            ),
        ]


class ServiceOutcome(TenantModel):
    """This service serves this outcome: the link by which every pound is followed."""

    person = models.ForeignKey("core.Person", on_delete=models.PROTECT, related_name="+")
    version = models.ForeignKey(PlanVersion, on_delete=models.PROTECT, related_name="links")
    service = models.ForeignKey(Service, on_delete=models.CASCADE, related_name="links")
    outcome = models.ForeignKey(Outcome, on_delete=models.CASCADE, related_name="links")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["service", "outcome"], name="service_serves_outcome_once")]
