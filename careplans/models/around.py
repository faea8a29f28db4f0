"""What stands around the chain: people in the plan, other plans, decisions made together."""

from django.db import models

from careplans.enums import ContactKind, DecisionStatus, OtherPlanKind
from careplans.models.content import Part


class PlanContact(Part):
    """Someone in the plan and how to reach them; some are called in a crisis, in this order.

    By the PRSB contacts: `organisation_name`, `team`, `speciality` and `key_worker` for professionals, `relationship` for
    people in the person's life. `invited` tells whether the person asked them to take part in planning.
    """

    kind = models.CharField(max_length=16, choices=ContactKind.choices(), default=ContactKind.PERSONAL)
    name = models.CharField(max_length=200)
    role = models.CharField(max_length=200, blank=True)
    phone = models.CharField(max_length=40, blank=True)
    email = models.EmailField(blank=True)
    in_crisis = models.BooleanField(default=False)
    key_worker = models.BooleanField(default=False)
    organisation_name = models.CharField(max_length=200, blank=True)
    team = models.CharField(max_length=200, blank=True)
    speciality = models.CharField(max_length=200, blank=True)
    invited = models.BooleanField(null=True, blank=True)
    took_part = models.BooleanField(default=False)
    instructed_as = models.TextField(blank=True)
    comments = models.TextField(blank=True)

    class Meta(Part.Meta):
        pass


class OtherPlan(Part):
    """Another plan that this one goes with: an education, health and care plan, the council's, a crisis or wound plan."""

    kind = models.CharField(max_length=16, choices=OtherPlanKind.choices())
    title = models.CharField(max_length=300)
    held_by = models.CharField(max_length=300, blank=True)
    dated = models.DateField(null=True, blank=True)
    review_on = models.DateField(null=True, blank=True)
    words = models.TextField(blank=True)

    class Meta(Part.Meta):
        pass


class SharedDecision(Part):
    """A choice made together: the options with doing nothing among them, what speaks for and against, what was decided.

    `options`: [{"words": "…", "benefits": "…", "risks": "…"}, …] in the order they were talked about.
    """

    question = models.TextField()
    options = models.JSONField(default=list)
    information = models.TextField(blank=True)
    what_matters = models.TextField(blank=True)
    decision = models.TextField(blank=True)
    took_part = models.TextField(blank=True)
    status = models.CharField(max_length=12, choices=DecisionStatus.choices(), default=DecisionStatus.IN_PROGRESS)
    decided_on = models.DateField(null=True, blank=True)
    revisit_on = models.DateField(null=True, blank=True)

    class Meta(Part.Meta):
        pass
