"""What is said about a plan: conversations held, comments and questions on a line, concerns for safety."""

from django.db import models
from django.db.models import Q

from careplans.enums import CommentKind, CommentState, ConcernState, How
from careplans.models.plans import Plan, PlanVersion
from careplans.rules.lifecycle import COMMENT, CONCERN
from phb.core.models import TenantModel


class Conversation(TenantModel):
    """A planning conversation: when, how, with whom, and what the person said, in their words.

    Paper and telephone stand beside the screen: what was said there is written down here by staff, with how and when.
    """

    person = models.ForeignKey("core.Person", on_delete=models.PROTECT, related_name="+")
    plan = models.ForeignKey(Plan, on_delete=models.PROTECT, related_name="conversations")
    version = models.ForeignKey(PlanVersion, on_delete=models.PROTECT, related_name="conversations")
    held_on = models.DateField()
    how = models.CharField(max_length=12, choices=How.choices())
    took_part = models.TextField(blank=True)
    words = models.TextField(blank=True)
    by = models.ForeignKey("core.User", on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["-held_on", "-id"]


class Comment(TenantModel):
    """A comment, question or answer on a line of the plan (`part` and `line`; `line` 0 is the whole part).

    `line` is the line's number in every version, so that talk stays with it. A reply has a `parent`; only first words
    have a state. Said on paper or by telephone, it is written down by staff: `said_by` in the person's name.
    """

    life_cycle = COMMENT

    person = models.ForeignKey("core.Person", on_delete=models.PROTECT, related_name="+")
    plan = models.ForeignKey(Plan, on_delete=models.PROTECT, related_name="comments")
    version = models.ForeignKey(PlanVersion, on_delete=models.PROTECT, related_name="comments")
    parent = models.ForeignKey("self", on_delete=models.PROTECT, null=True, blank=True, related_name="replies")
    state = models.CharField(max_length=12, choices=CommentState.choices(), default=CommentState.OPEN)
    kind = models.CharField(max_length=12, choices=CommentKind.choices(), default=CommentKind.COMMENT)
    part = models.CharField(max_length=20)
    line = models.BigIntegerField(default=0)
    about = models.CharField(max_length=300, blank=True)
    words = models.TextField()
    said_by = models.CharField(max_length=200)
    from_outside = models.BooleanField(default=False)
    how = models.CharField(max_length=12, choices=How.choices(), default=How.ONLINE)
    said_on = models.DateField()
    by = models.ForeignKey("core.User", on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["id"]
        constraints = [models.CheckConstraint(condition=~Q(words=""), name="comment_says_something")]
        indexes = [models.Index(fields=["plan", "part", "line", "id"], name="comment_by_line")]


class Concern(TenantModel):
    """A safeguarding concern: seen only by those whose role needs to know, never by anybody outside the organisation."""

    life_cycle = CONCERN

    person = models.ForeignKey("core.Person", on_delete=models.PROTECT, related_name="+")
    plan = models.ForeignKey(Plan, on_delete=models.PROTECT, related_name="concerns")
    state = models.CharField(max_length=12, choices=ConcernState.choices(), default=ConcernState.OPEN)
    raised_on = models.DateField()
    words = models.TextField()
    about_whom = models.CharField(max_length=300, blank=True)
    persons_wishes = models.TextField(blank=True)
    immediate_steps = models.TextField(blank=True)
    referred_to = models.CharField(max_length=300, blank=True)
    referred_on = models.DateField(null=True, blank=True)
    reference = models.CharField(max_length=60, blank=True)
    not_referred_why = models.TextField(blank=True)
    outcome = models.TextField(blank=True)
    closed_on = models.DateField(null=True, blank=True)
    raised_by = models.ForeignKey("core.User", on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField(auto_now_add=True)
