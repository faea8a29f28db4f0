"""People over time: competence in health tasks, and checks of those who are paid."""

from django.db import models
from django.db.models import Q

from careplans.enums import CompetenceResult, EmploymentCheckKind
from careplans.models.plans import Plan
from phb.core.models import TenantModel


class Competence(TenantModel):
    """One assistant's competence in one health task for this person; it does not carry over to another of any of these.

    `line`: the number of the task in every version. Three sign: the practitioner, the employer, the assistant. A later
    check is a row of its own; a withdrawal is written on the row.
    """

    person = models.ForeignKey("core.Person", on_delete=models.PROTECT, related_name="+")
    plan = models.ForeignKey(Plan, on_delete=models.PROTECT, related_name="competences")
    line = models.BigIntegerField()
    task = models.CharField(max_length=300)
    assistant = models.CharField(max_length=200)
    employer = models.CharField(max_length=200, blank=True)
    planned_for = models.DateField(null=True, blank=True)
    trained_on = models.DateField(null=True, blank=True)
    trained_by = models.CharField(max_length=200, blank=True)
    assessed_on = models.DateField(null=True, blank=True)
    assessed_by = models.CharField(max_length=200, blank=True)
    result = models.CharField(max_length=16, choices=CompetenceResult.choices(), blank=True)
    expires_on = models.DateField(null=True, blank=True)
    practitioner_signed_on = models.DateField(null=True, blank=True)
    employer_signed_on = models.DateField(null=True, blank=True)
    assistant_signed_on = models.DateField(null=True, blank=True)
    withdrawn_on = models.DateField(null=True, blank=True)
    withdrawn_why = models.TextField(blank=True)
    recorded_by = models.ForeignKey("core.User", on_delete=models.PROTECT, related_name="+")
    edits = models.PositiveIntegerField(default=0)
    at = models.DateTimeField(auto_now_add=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(withdrawn_on__isnull=True) | ~Q(withdrawn_why=""), name="competence_withdrawn_with_reason"
            ),
            models.CheckConstraint(
                condition=Q(expires_on__isnull=True) | Q(assessed_on__isnull=False),
                name="competence_expires_once_assessed",
            ),
        ]
        indexes = [
            models.Index(fields=["plan", "line", "assistant"], name="competence_by_task"),
            models.Index(fields=["organisation", "expires_on", "id"], name="competence_by_expiry"),
        ]


class EmploymentCheck(TenantModel):
    """One check of somebody who is paid (right to work, contract, insurance, criminal record, …). A certificate's number
    is not kept. `line`: the number of the paid person in every version."""

    append_only = True

    person = models.ForeignKey("core.Person", on_delete=models.PROTECT, related_name="+")
    plan = models.ForeignKey(Plan, on_delete=models.PROTECT, related_name="employment_checks")
    line = models.BigIntegerField()
    name = models.CharField(max_length=200)
    check_kind = models.CharField(max_length=20, choices=EmploymentCheckKind.choices())
    done_on = models.DateField()
    expires_on = models.DateField(null=True, blank=True)
    words = models.CharField(max_length=300, blank=True)
    recorded_by = models.ForeignKey("core.User", on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField(auto_now_add=True)

    class Meta:
        indexes = [models.Index(fields=["plan", "line", "check_kind", "-id"], name="employment_check_newest")]
