"""What single routes keep beside their case: aftercare sign-offs, nursing care in payment, places, steps to adulthood."""

from django.db import models
from django.db.models import Q

from eligibility.enums import Body, ImportState, NursingBand, PlaceKind, PlaceValue, Transition
from eligibility.models.cases import Case
from eligibility.rules.lifecycle import CASE_IMPORT
from phb.core.models import TenantModel


class AftercareSignOff(TenantModel):
    """One body's statement that aftercare is needed no longer. The duty ends when both bodies have signed off."""

    append_only = True

    person = models.ForeignKey("core.Person", on_delete=models.PROTECT, related_name="+")
    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="sign_offs")
    body = models.CharField(max_length=4, choices=Body.choices())
    satisfied_on = models.DateField()
    signed_by = models.CharField(max_length=200)
    reasons = models.TextField()
    withdraws = models.OneToOneField(
        "self", on_delete=models.PROTECT, null=True, blank=True, related_name="withdrawn_by"
    )
    recorded_by = models.ForeignKey("core.User", on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField(auto_now_add=True)

    class Meta:
        constraints = [models.CheckConstraint(condition=~Q(reasons=""), name="sign_off_has_reasons")]


class NursingCare(TenantModel):
    """NHS-funded nursing care in payment to a care home: a band from a day to a day (inclusive), never overlapping.

    Its weekly rate stands in the dated table of the rules, not here.
    """

    person = models.ForeignKey("core.Person", on_delete=models.PROTECT, related_name="nursing_care")
    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="nursing_care")
    home = models.CharField(max_length=200)
    band = models.CharField(max_length=16, choices=NursingBand.choices())
    starts = models.DateField()
    ends = models.DateField(null=True, blank=True)
    end_reason = models.CharField(max_length=300, blank=True)
    notice_on = models.DateField(null=True, blank=True)
    recorded_by = models.ForeignKey("core.User", on_delete=models.PROTECT, related_name="+")

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(ends__isnull=True) | Q(ends__gte=models.F("starts")), name="nursing_care_ends_after_start"
            ),
            models.UniqueConstraint(fields=["person"], condition=Q(ends__isnull=True), name="one_running_nursing_care"),
        ]


class PlaceWish(TenantModel):
    """Where somebody wishes to be cared for or to die, or where they died: asked on a day, of whom, in their words.

    The newest one of a kind counts; "not asked", "did not wish to say", "no preference" and "not decided" stay apart.
    """

    append_only = True

    person = models.ForeignKey("core.Person", on_delete=models.PROTECT, related_name="place_wishes")
    case = models.ForeignKey(Case, on_delete=models.PROTECT, null=True, blank=True, related_name="place_wishes")
    kind = models.CharField(max_length=4, choices=PlaceKind.choices())
    place = models.CharField(max_length=20, choices=PlaceValue.choices())
    asked_on = models.DateField()
    asked_of = models.CharField(max_length=200, blank=True)
    words = models.TextField(blank=True)
    reason_not_achieved = models.TextField(blank=True)
    recorded_by = models.ForeignKey("core.User", on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField(auto_now_add=True)

    class Meta:
        indexes = [models.Index(fields=["person", "kind", "-asked_on", "-id"], name="place_wish_newest")]


class TransitionStep(TenantModel):
    """A step towards adult care that was taken, on a day."""

    append_only = True

    person = models.ForeignKey("core.Person", on_delete=models.PROTECT, related_name="transition_steps")
    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="transition_steps")
    step = models.CharField(max_length=22, choices=Transition.choices())
    done_on = models.DateField()
    note = models.TextField(blank=True)
    recorded_by = models.ForeignKey("core.User", on_delete=models.PROTECT, related_name="+")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["case", "step"], name="transition_step_once")]


class CaseImport(TenantModel):
    """A file of past cases: what each row would become and why a row is refused; taken whole or not at all."""

    life_cycle = CASE_IMPORT

    file_name = models.CharField(max_length=200)
    sha256 = models.CharField(max_length=64)
    state = models.CharField(max_length=10, choices=ImportState.choices(), default=ImportState.CHECKED)
    rows = models.JSONField(default=list)
    refusals = models.JSONField(default=list)
    taken = models.PositiveIntegerField(default=0)
    by = models.ForeignKey("core.User", on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField(auto_now_add=True)
