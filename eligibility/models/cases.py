"""A case from referral to decision, its assessment forms, and the decision."""

from django.db import models
from django.db.models import Case as Choose
from django.db.models import F, Q, Value, When
from django.db.models.functions import Least

from eligibility.enums import Answer, CaseState, FormState, Matter, Route, Setting
from eligibility.enums import Decision as DecisionCode
from eligibility.rules.lifecycle import CASE, FORM
from eligibility.rules.route_words import state_words
from phb.core.models import TenantModel

# A decision's clock runs until the decision; that of Fast Track until care is in place.
_DECISION_RUNS = Q(state__in=sorted(state.value for state in CASE.groups["undecided"])) | Q(
    state="ELIGIBLE", due_clock="K2", care_in_place_at__isnull=True
)
_DECISION_DUE = Choose(When(_DECISION_RUNS, then=F("due_on")))
_NEXT_DUE = Choose(
    When(
        ~Q(state="CLOSED"),
        then=Least(_DECISION_DUE, F("review_due_on"), F("payment_review_due_on"), F("request_due_on")),
    )
)


def _named(due: str, clock: object) -> When:
    return When(Q(**{due: Least(F("review_due_on"), F("payment_review_due_on"), F("request_due_on"))}), then=clock)


_NEXT_CLOCK = Choose(
    When(Q(state="CLOSED"), then=Value("")),
    When(
        _DECISION_RUNS
        & Q(due_on=Least(F("due_on"), F("review_due_on"), F("payment_review_due_on"), F("request_due_on"))),
        then=F("due_clock"),
    ),
    _named("review_due_on", F("review_clock")),
    _named("payment_review_due_on", F("payment_review_clock")),
    _named("request_due_on", Value("REQUEST")),
    default=Value(""),
)


class Case(TenantModel):
    """One referral of one person by one route. The days that are due and their clocks are kept for lists, the nearest
    of them by the database itself (`next_due_on`, `next_clock`); the rules of `eligibility.rules.clocks` say what they are."""

    life_cycle = CASE

    person = models.ForeignKey("core.Person", on_delete=models.PROTECT, related_name="cases")
    route = models.CharField(max_length=20, choices=Route.choices(), default=Route.CHC)
    state = models.CharField(max_length=24, choices=CaseState.choices(), default=CaseState.REFERRAL_RECEIVED)
    reference = models.CharField(max_length=20)
    received_on = models.DateField()
    referred_by = models.CharField(max_length=200)
    referrer_role = models.CharField(max_length=120, blank=True)
    reason = models.TextField(blank=True)
    setting = models.CharField(max_length=24, choices=Setting.choices(), default=Setting.OWN_HOME)
    rule_set = models.CharField(max_length=60)
    clock_started_on = models.DateField(null=True, blank=True)
    due_on = models.DateField(null=True, blank=True)
    due_clock = models.CharField(max_length=40, blank=True)
    decided_on = models.DateField(null=True, blank=True)
    fast_track = models.BooleanField(default=False)
    # Fast Track: when care was in place, an instant; stops the clock of 48 hours.
    care_in_place_at = models.DateTimeField(null=True, blank=True)
    review_due_on = models.DateField(null=True, blank=True)
    review_clock = models.CharField(max_length=40, blank=True)
    # Direct payments: the day of the first one, and the review that regulations ask for beside the case's own.
    payments_from = models.DateField(null=True, blank=True)
    payment_review_due_on = models.DateField(null=True, blank=True)
    payment_review_clock = models.CharField(max_length=40, blank=True)
    # A request for a budget that waits for its answer.
    request_due_on = models.DateField(null=True, blank=True)
    # Fast Track: the last instant of the 48 hours.
    care_due_at = models.DateTimeField(null=True, blank=True)
    next_due_on = models.GeneratedField(expression=_NEXT_DUE, output_field=models.DateField(null=True), db_persist=True)
    next_clock = models.GeneratedField(
        expression=_NEXT_CLOCK, output_field=models.CharField(max_length=40), db_persist=True
    )
    ended_on = models.DateField(null=True, blank=True)
    offer = models.ForeignKey(
        "eligibility.Offer", on_delete=models.PROTECT, null=True, blank=True, related_name="cases"
    )
    team = models.ForeignKey("core.Team", on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    assessor = models.ForeignKey("core.Membership", on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    # The case that this one looks at anew: its care goes on until this one is decided.
    earlier = models.ForeignKey("self", on_delete=models.PROTECT, null=True, blank=True, related_name="later")
    # A re-assessment that found the person eligible carries this closed case's care on.
    carried_by = models.ForeignKey("self", on_delete=models.PROTECT, null=True, blank=True, related_name="carries")
    brought_in_by = models.ForeignKey(
        "eligibility.CaseImport", on_delete=models.PROTECT, null=True, blank=True, related_name="cases"
    )
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["organisation", "reference"], name="case_reference_once"),
            models.UniqueConstraint(
                fields=["person", "route"],
                condition=~Q(state__in=["ELIGIBLE", "NOT_ELIGIBLE", "CLOSED"]),
                name="one_undecided_case_per_route",
                violation_error_message="This person already has an undecided case by this route. Go on with that one.",
            ),
        ]
        indexes = [
            models.Index(fields=["organisation", "state", "due_on", "id"], name="case_by_clock"),
            models.Index(fields=["organisation", "next_due_on", "id"], name="case_by_next_clock"),
        ]

    def __str__(self) -> str:
        return self.reference

    def get_state_display(self) -> str:  # type: ignore[no-redef]
        """The state in the words of the route: a child has a continuing care need, aftercare is due."""
        return state_words(self.route, self.state)


class Delay(TenantModel):
    """Why a clock of a case runs late, written down while it runs. It explains and never pauses."""

    append_only = True

    person = models.ForeignKey("core.Person", on_delete=models.PROTECT, related_name="+")
    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="delays")
    clock = models.CharField(max_length=40)
    noted_on = models.DateField()
    reason = models.TextField()
    within_control = models.BooleanField()
    by = models.ForeignKey("core.User", on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField(auto_now_add=True)

    class Meta:
        constraints = [models.CheckConstraint(condition=~Q(reason=""), name="delay_has_reason")]


class Assessment(TenantModel):
    """One form: a Checklist, a Decision Support Tool. A draft is saved as typed; a completed one is kept.

    `answers` holds levels, evidence and the rest by the keys of Appendix A of the domain reference;
    `result` the rule's outcome and reasons as they were when it was completed. `edits` counts saves,
    so that two people on one form do not overwrite each other unseen.
    """

    life_cycle = FORM

    person = models.ForeignKey("core.Person", on_delete=models.PROTECT, related_name="assessments")
    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="assessments")
    tool = models.CharField(max_length=24)
    state = models.CharField(max_length=12, choices=FormState.choices(), default=FormState.DRAFT)
    rule_set = models.CharField(max_length=60)
    answers = models.JSONField(default=dict)
    result = models.JSONField(default=dict, blank=True)
    outcome = models.CharField(max_length=30, blank=True)
    edits = models.PositiveIntegerField(default=0)
    started_by = models.ForeignKey("core.User", on_delete=models.PROTECT, related_name="+")
    completed_by = models.ForeignKey("core.User", on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    completed_on = models.DateField(null=True, blank=True)
    received_on = models.DateField(null=True, blank=True)
    created_at = models.DateTimeField(auto_now_add=True)
    saved_at = models.DateTimeField(auto_now=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["case", "tool"], condition=Q(state=FormState.DRAFT), name="one_draft_per_case_and_tool"
            ),
            models.CheckConstraint(
                condition=Q(completed_by__isnull=True, completed_on__isnull=True)
                | Q(completed_by__isnull=False, completed_on__isnull=False),
                name="assessment_completed_on_and_by",
            ),
        ]


class DraftNote(TenantModel):
    """What a second person saved on the same form from an older page: shown side by side, never lost."""

    append_only = True

    person = models.ForeignKey("core.Person", on_delete=models.PROTECT, related_name="+")
    assessment = models.ForeignKey(Assessment, on_delete=models.PROTECT, related_name="conflicts")
    answers = models.JSONField()
    by = models.ForeignKey("core.User", on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField(auto_now_add=True)


class Decision(TenantModel):
    """The commissioner's decision in one matter of a case: never changed; a later one stands beside it."""

    append_only = True

    person = models.ForeignKey("core.Person", on_delete=models.PROTECT, related_name="decisions")
    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="decisions")
    assessment = models.ForeignKey(
        Assessment, on_delete=models.PROTECT, null=True, blank=True, related_name="decisions"
    )
    matter = models.CharField(max_length=16, choices=Matter.choices(), default=Matter.ELIGIBILITY)
    decision = models.CharField(max_length=24, choices=[*DecisionCode.choices(), *Answer.choices()])
    decided_on = models.DateField()
    reasons = models.TextField()
    reason_codes = models.JSONField(default=list)
    departs_from_mdt = models.BooleanField(default=False)
    exceptional_reason = models.TextField(blank=True)
    review_rights_given = models.BooleanField(default=False)
    delay_reason = models.TextField(blank=True)
    delay_unjustified = models.BooleanField(default=False)
    right = models.JSONField(default=dict)
    # What the decision says beside its code: ways of managing, the part granted, the recipient.
    terms = models.JSONField(default=dict, blank=True)
    # Who decided where that was not somebody of this system: a decision brought in from the past.
    decider_name = models.CharField(max_length=200, blank=True)
    challenge = models.ForeignKey(
        "eligibility.Challenge", on_delete=models.PROTECT, null=True, blank=True, related_name="decisions"
    )
    rule_set = models.CharField(max_length=60)
    decided_by = models.ForeignKey("core.User", on_delete=models.PROTECT, related_name="+")
    recommended_by = models.ForeignKey("core.User", on_delete=models.PROTECT, null=True, blank=True, related_name="+")

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(recommended_by__isnull=True) | ~Q(recommended_by=models.F("decided_by")),
                name="decider_did_not_recommend",
                violation_error_message="Whoever recommended does not decide. Ask another commissioner.",
            ),
            models.CheckConstraint(condition=~Q(reasons=""), name="decision_has_reasons"),
            models.CheckConstraint(
                condition=~Q(decision__in=["NOT_ELIGIBLE", "REFUSED", "GRANTED_IN_PART"]) | Q(review_rights_given=True),
                name="refusal_tells_of_review",
            ),
        ]
