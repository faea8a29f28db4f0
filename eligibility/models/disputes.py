"""Decisions questioned, and letters."""

from django.db import models
from django.db.models import Q

from eligibility.enums import (
    ChallengeKind,
    ChallengeOutcome,
    ChallengeState,
    Grounds,
    LetterState,
    Received,
    WordingState,
)
from eligibility.enums import WordingKind as Kind
from eligibility.models.cases import Assessment, Case, Decision
from eligibility.rules.lifecycle import CHALLENGE, LETTER, WORDING
from phb.core.models import TenantModel


class Challenge(TenantModel):
    """A decision questioned: from the request to the outcome, with its limit in time and its clock.

    `notice_on` is the day of the notice that is questioned; `limit_on` the last day in time; a later request is
    accepted only with `late_reason`. For a past period of care `period_from` and `period_to` are inclusive days.
    `details` keeps what one way alone asks for: each body's position, the payment that is questioned, new evidence.
    """

    life_cycle = CHALLENGE

    person = models.ForeignKey("core.Person", on_delete=models.PROTECT, related_name="+")
    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="challenges")
    reference = models.CharField(max_length=24)
    kind = models.CharField(max_length=20, choices=ChallengeKind.choices())
    state = models.CharField(max_length=14, choices=ChallengeState.choices(), default=ChallengeState.RECEIVED)
    about = models.ForeignKey(Decision, on_delete=models.PROTECT, null=True, blank=True, related_name="challenges")
    about_form = models.ForeignKey(
        Assessment, on_delete=models.PROTECT, null=True, blank=True, related_name="challenges"
    )
    after = models.ForeignKey("self", on_delete=models.PROTECT, null=True, blank=True, related_name="next_stages")
    requested_on = models.DateField()
    requested_by = models.CharField(max_length=200)
    acts_as = models.CharField(max_length=200, blank=True)
    how = models.CharField(max_length=12, choices=Received.choices(), blank=True)
    words = models.TextField()
    grounds = models.CharField(max_length=20, choices=Grounds.choices(), blank=True)
    period_from = models.DateField(null=True, blank=True)
    period_to = models.DateField(null=True, blank=True)
    notice_on = models.DateField(null=True, blank=True)
    limit_on = models.DateField(null=True, blank=True)
    late_reason = models.TextField(blank=True)
    undue_delay_waiver = models.BooleanField(default=False)
    due_on = models.DateField(null=True, blank=True)
    due_clock = models.CharField(max_length=40, blank=True)
    panel = models.JSONField(default=list, blank=True)
    outcome = models.CharField(max_length=16, choices=ChallengeOutcome.choices(), blank=True)
    outcome_on = models.DateField(null=True, blank=True)
    reasons = models.TextField(blank=True)
    refund = models.JSONField(default=dict, blank=True)
    details = models.JSONField(default=dict, blank=True)
    received_by = models.ForeignKey("core.User", on_delete=models.PROTECT, related_name="+")
    decided_by = models.ForeignKey("core.User", on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["organisation", "reference"], name="challenge_reference_once"),
            models.CheckConstraint(
                condition=~Q(state="DECIDED") | (~Q(outcome="") & ~Q(reasons="") & Q(outcome_on__isnull=False)),
                name="challenge_decided_with_reasons",
            ),
        ]
        indexes = [models.Index(fields=["organisation", "state", "due_on", "id"], name="challenge_by_clock")]

    def __str__(self) -> str:
        return self.reference


class ChallengeStep(TenantModel):
    """Something done on a challenge: a meeting, papers sent on, a position taken. Never changed; a later one stands beside it."""

    append_only = True

    person = models.ForeignKey("core.Person", on_delete=models.PROTECT, related_name="+")
    challenge = models.ForeignKey(Challenge, on_delete=models.PROTECT, related_name="steps")
    on = models.DateField()
    words = models.TextField()
    by = models.ForeignKey("core.User", on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField(auto_now_add=True)

    class Meta:
        indexes = [models.Index(fields=["challenge", "-on", "-id"], name="challenge_step_by_day")]


class Wording(TenantModel):
    """An organisation's own words for a text of the product: proposed by one person, approved by another, dated.

    `key` names the text ("help.dst.breathing.LOW", "letter.not_eligible.opening"); the newest one in force on a day counts.
    """

    life_cycle = WORDING

    kind = models.CharField(max_length=8, choices=Kind.choices())
    key = models.CharField(max_length=100)
    language = models.CharField(max_length=12, default="en")
    words = models.TextField()
    state = models.CharField(max_length=10, choices=WordingState.choices(), default=WordingState.PROPOSED)
    starts = models.DateField()
    proposed_by = models.ForeignKey("core.User", on_delete=models.PROTECT, related_name="+")
    approved_by = models.ForeignKey("core.User", on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    approved_on = models.DateField(null=True, blank=True)
    approved_as = models.CharField(max_length=200, blank=True)
    reason = models.TextField(blank=True)
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(approved_by__isnull=True) | ~Q(approved_by=models.F("proposed_by")),
                name="wording_approved_by_another",
                violation_error_message="Whoever proposed the words does not approve them. Ask a second person.",
            ),
            models.UniqueConstraint(
                fields=["organisation", "kind", "key", "language"],
                condition=Q(state="PROPOSED"),
                name="one_proposed_wording",
                violation_error_message="Words for this text wait for approval already. Decide on those first.",
            ),
        ]
        indexes = [models.Index(fields=["organisation", "kind", "key", "language"], name="wording_by_key")]


class Letter(TenantModel):
    """A letter or notice: its contents as they were when it was written, and when and how it was sent.

    `contents` is exactly what is printed; the PDF is a document of kind "letter" with this row as its subject.
    """

    life_cycle = LETTER

    person = models.ForeignKey("core.Person", on_delete=models.PROTECT, related_name="letters")
    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="letters")
    decision = models.ForeignKey(Decision, on_delete=models.PROTECT, null=True, blank=True, related_name="letters")
    challenge = models.ForeignKey(Challenge, on_delete=models.PROTECT, null=True, blank=True, related_name="letters")
    kind = models.CharField(max_length=40)
    to = models.CharField(max_length=200)
    language = models.CharField(max_length=12, default="en")
    format = models.CharField(max_length=12, default="STANDARD")
    state = models.CharField(max_length=10, choices=LetterState.choices(), default=LetterState.WRITTEN)
    contents = models.JSONField(default=dict)
    dated = models.DateField()
    sent_on = models.DateField(null=True, blank=True)
    sent_how = models.CharField(max_length=200, blank=True)
    written_by = models.ForeignKey("core.User", on_delete=models.PROTECT, related_name="+")
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        indexes = [
            models.Index(fields=["case", "-id"], name="letter_by_case"),
            models.Index(fields=["organisation", "state", "dated", "id"], name="letter_by_state"),
        ]
