"""Reviews of a plan: why and when, what was looked at, how far each outcome was reached, and scored measures."""

from django.db import models
from django.db.models import F, Q

from careplans.enums import MeasureState, ReviewKind, ReviewState, Sufficiency
from careplans.models.plans import Plan, PlanVersion
from careplans.rules.lifecycle import MEASURE, REVIEW
from phb.core.models import TenantModel


class Review(TenantModel):
    """One review of a plan, from the day it is opened to its written result. `edits` counts saves.

    `looked_at`: what section 14.3 of the guidance asks about, by code: {"needs": {"answer": "yes", "words": "…"}, …}.
    `results`: codes of ReviewResult. The person's own view comes first and stands in their words.
    """

    life_cycle = REVIEW

    person = models.ForeignKey("core.Person", on_delete=models.PROTECT, related_name="+")
    plan = models.ForeignKey(Plan, on_delete=models.PROTECT, related_name="reviews")
    version = models.ForeignKey(PlanVersion, on_delete=models.PROTECT, related_name="reviews")
    state = models.CharField(max_length=12, choices=ReviewState.choices(), default=ReviewState.ASKED)
    kind = models.CharField(max_length=16, choices=ReviewKind.choices())
    why = models.TextField(blank=True)
    due_on = models.DateField(null=True, blank=True)
    asked_by = models.CharField(max_length=200, blank=True)
    planned_on = models.DateField(null=True, blank=True)
    held_on = models.DateField(null=True, blank=True)
    how = models.CharField(max_length=40, blank=True)
    took_part = models.TextField(blank=True)
    persons_view = models.TextField(blank=True)
    persons_view_how = models.CharField(max_length=40, blank=True)
    looked_at = models.JSONField(default=dict)
    sufficient = models.CharField(max_length=12, choices=Sufficiency.choices(), blank=True)
    sufficient_words = models.TextField(blank=True)
    results = models.JSONField(default=list)
    reasons = models.TextField(blank=True)
    next_due_on = models.DateField(null=True, blank=True)
    completed_on = models.DateField(null=True, blank=True)
    completed_by = models.ForeignKey("core.User", on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    opened_by = models.ForeignKey("core.User", on_delete=models.PROTECT, related_name="+")
    edits = models.PositiveIntegerField(default=0)
    saved_at = models.DateTimeField(auto_now=True)
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["plan"],
                condition=Q(state="open"),
                name="one_open_review_per_plan",
                violation_error_message="A review of this plan is open. Go on with that one.",
            ),
            models.UniqueConstraint(
                fields=["plan"],
                condition=Q(state="asked"),
                name="one_review_asked_for_per_plan",
                violation_error_message="A review has been asked for already. Answer that one.",
            ),
            models.CheckConstraint(
                condition=~Q(state="completed")
                | Q(completed_on__isnull=False, completed_by__isnull=False) & ~Q(sufficient="") & ~Q(reasons=""),
                name="review_completed_says_enough",
            ),
        ]


class ChangeWithoutReview(TenantModel):
    """A significant change of health for which no review was held: why not, and that the amount is still enough
    (2013 Regulations, regulation 13(2))."""

    append_only = True

    person = models.ForeignKey("core.Person", on_delete=models.PROTECT, related_name="+")
    plan = models.ForeignKey(Plan, on_delete=models.PROTECT, related_name="changes_without_review")
    changed_on = models.DateField()
    what = models.TextField()
    why_no_review = models.TextField()
    sufficient_words = models.TextField()
    decided_on = models.DateField()
    decided_by = models.ForeignKey("core.User", on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField(auto_now_add=True)


class OutcomeScore(TenantModel):
    """How far one outcome was reached, at the start or at a review. `line`: the outcome's number in every version.

    `attained` −2 to +2 against the levels agreed in advance (goal attainment scaling); `own_rating` 0 to 10 by the person.
    """

    person = models.ForeignKey("core.Person", on_delete=models.PROTECT, related_name="+")
    plan = models.ForeignKey(Plan, on_delete=models.PROTECT, related_name="outcome_scores")
    review = models.ForeignKey(Review, on_delete=models.PROTECT, null=True, blank=True, related_name="outcome_scores")
    line = models.BigIntegerField()
    words = models.TextField()
    weight = models.PositiveSmallIntegerField(default=1)
    attained = models.SmallIntegerField(null=True, blank=True)
    own_rating = models.PositiveSmallIntegerField(null=True, blank=True)
    own_words = models.TextField(blank=True)
    comment = models.TextField(blank=True)
    scored_on = models.DateField()
    by = models.ForeignKey("core.User", on_delete=models.PROTECT, related_name="+")

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["review", "line"], name="outcome_scored_once_a_review", nulls_distinct=True
            ),
            models.UniqueConstraint(
                fields=["plan", "line"], condition=Q(review__isnull=True), name="outcome_scored_once_at_start"
            ),
            models.CheckConstraint(
                condition=Q(attained__isnull=True) | Q(attained__gte=-2, attained__lte=2),
                name="attained_minus_two_to_two",
            ),
            models.CheckConstraint(
                condition=Q(own_rating__isnull=True) | Q(own_rating__lte=10), name="own_rating_to_ten"
            ),
        ]


class Measure(TenantModel):
    """A scored measure that this commissioner uses: its name, version, questions and range. Of no person.

    `questions`: [{"key": "…", "words": "…", "least": 0, "most": 4}, …]. For a licensed instrument the words are left out:
    the score is recorded, the questions are asked from the licence holder's own form (`licence` says so).
    """

    life_cycle = MEASURE

    state = models.CharField(max_length=12, choices=MeasureState.choices(), default=MeasureState.DRAFT)
    name = models.CharField(max_length=200)
    version = models.CharField(max_length=60, blank=True)
    about = models.TextField(blank=True)
    licence = models.TextField(blank=True)
    least = models.DecimalField(max_digits=8, decimal_places=3)
    most = models.DecimalField(max_digits=8, decimal_places=3)
    higher_is_better = models.BooleanField(default=True)
    working = models.CharField(max_length=12, default="sum")
    questions = models.JSONField(default=list, blank=True)
    made_by = models.ForeignKey("core.User", on_delete=models.PROTECT, related_name="+")
    edits = models.PositiveIntegerField(default=0)
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["organisation", "name", "version"],
                name="measure_once",
                violation_error_message="There is a measure of this name and version already.",
            ),
            models.CheckConstraint(condition=Q(most__gt=F("least")), name="measure_has_a_range"),
        ]


class MeasureScore(TenantModel):
    """A measure filled in on a day: by whom, the answers where the questions are ours to show, and the score."""

    append_only = True

    person = models.ForeignKey("core.Person", on_delete=models.PROTECT, related_name="+")
    plan = models.ForeignKey(Plan, on_delete=models.PROTECT, related_name="measure_scores")
    review = models.ForeignKey(Review, on_delete=models.PROTECT, null=True, blank=True, related_name="measure_scores")
    measure = models.ForeignKey(Measure, on_delete=models.PROTECT, related_name="scores")
    answers = models.JSONField(default=dict)
    score = models.DecimalField(max_digits=8, decimal_places=3)
    scored_on = models.DateField()
    completed_by = models.CharField(max_length=200)
    how = models.CharField(max_length=40, blank=True)
    words = models.TextField(blank=True)
    by = models.ForeignKey("core.User", on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField(auto_now_add=True)
