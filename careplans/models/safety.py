"""What keeps a person safe: risks, what to do when something goes wrong, health tasks done by assistants, who is paid."""

from django.db import models
from django.db.models import Q

from careplans.enums import ContingencyKind, Employment, Relationship, RiskAgreement, RiskKind
from careplans.models.content import Part, Service


class Risk(Part):
    """A risk, how likely and how bad it is (1 to 5 each), what is done, and what each side thinks of it.

    `residual_likelihood` and `residual_impact`: what remains after the steps. `advised_on`: when the person was told of it,
    where that differs from the day for the whole plan.
    """

    kind = models.CharField(max_length=16, choices=RiskKind.choices(), default=RiskKind.OTHER)
    description = models.TextField()
    what_matters = models.TextField(blank=True)
    who_harmed = models.CharField(max_length=200, blank=True)
    likelihood = models.PositiveSmallIntegerField(default=1)
    impact = models.PositiveSmallIntegerField(default=1)
    steps = models.TextField(blank=True)
    procedure = models.TextField(blank=True)
    agreed_with = models.CharField(max_length=200, blank=True)
    agreed_on = models.DateField(null=True, blank=True)
    residual_likelihood = models.PositiveSmallIntegerField(null=True, blank=True)
    residual_impact = models.PositiveSmallIntegerField(null=True, blank=True)
    persons_view = models.TextField(blank=True)
    professionals_view = models.TextField(blank=True)
    agreement = models.CharField(max_length=24, choices=RiskAgreement.choices(), default=RiskAgreement.AGREED)
    review_on = models.DateField(null=True, blank=True)

    class Meta(Part.Meta):
        constraints = [
            models.CheckConstraint(
                condition=Q(likelihood__gte=1, likelihood__lte=5, impact__gte=1, impact__lte=5),
                name="risk_scores_one_to_five",
            ),
            models.CheckConstraint(
                condition=Q(residual_likelihood__isnull=True, residual_impact__isnull=True)
                | Q(
                    residual_likelihood__gte=1,
                    residual_likelihood__lte=5,
                    residual_impact__gte=1,
                    residual_impact__lte=5,
                ),
                name="risk_residual_scores_one_to_five",
            ),
        ]

    @property
    def score(self) -> int:
        """Likelihood times impact, of 25, before the steps."""
        return self.likelihood * self.impact

    @property
    def residual_score(self) -> int | None:
        """What remains after the steps, of 25; None while nobody has said."""
        if self.residual_likelihood is None or self.residual_impact is None:
            return None
        return self.residual_likelihood * self.residual_impact


class Contingency(Part):
    """If this happens, then do that, and call them. `coping` and `warning_signs` by the PRSB contingency plan."""

    kind = models.CharField(max_length=16, choices=ContingencyKind.choices(), default=ContingencyKind.OTHER)
    trigger = models.TextField()
    warning_signs = models.TextField(blank=True)
    coping = models.TextField(blank=True)
    action = models.TextField()
    contact = models.CharField(max_length=200, blank=True)
    medicines_equipment = models.TextField(blank=True)
    review_on = models.DateField(null=True, blank=True)

    class Meta(Part.Meta):
        pass


class HealthTask(Part):
    """A health task that a practitioner delegates to assistants. Who is competent in it stands apart (`Competence`),
    because training goes on while the plan is in force."""

    service = models.ForeignKey(Service, on_delete=models.PROTECT, null=True, blank=True, related_name="health_tasks")
    words = models.TextField()
    instructions = models.TextField(blank=True)
    delegated_by = models.CharField(max_length=200, blank=True)
    registration = models.CharField(max_length=60, blank=True)
    practitioner_employer = models.CharField(max_length=200, blank=True)
    risk_assessed_on = models.DateField(null=True, blank=True)
    person_content_on = models.DateField(null=True, blank=True)
    if_withdrawn = models.TextField(blank=True)

    class Meta(Part.Meta):
        pass


class PaidPerson(Part):
    """Somebody who is paid from the budget: how they are employed, and what they are to the person.

    Family or a friend in the same household is paid only as an approved exception (regulation 8(5A) and (5B)): the reason
    stands here, the decision in `FamilyException`. `second_checker`: who checks the timesheets of a paid nominee or
    representative.
    """

    service = models.ForeignKey(Service, on_delete=models.PROTECT, null=True, blank=True, related_name="paid_people")
    name = models.CharField(max_length=200)
    employment = models.CharField(max_length=16, choices=Employment.choices(), default=Employment.EMPLOYED)
    relationship = models.CharField(max_length=16, choices=Relationship.choices(), default=Relationship.NONE)
    same_household = models.BooleanField(default=False)
    exception_reason = models.TextField(blank=True)
    acts_for_person = models.BooleanField(default=False)
    second_checker = models.CharField(max_length=200, blank=True)
    registration_words = models.TextField(blank=True)

    class Meta(Part.Meta):
        pass

    @property
    def needs_exception(self) -> bool:
        """Whether paying them is an exception: family of the list or a friend, living in the same household."""
        return self.same_household and self.relationship in {Relationship.FAMILY, Relationship.FRIEND}
