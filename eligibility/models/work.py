"""Work around a case: who does it, meetings, evidence, consent and capacity."""

from django.db import models
from django.db.models import Q

from eligibility.enums import Capacity, EvidenceState, MeetingState, Reply
from eligibility.models.cases import Case
from eligibility.rules.lifecycle import EVIDENCE, MEETING
from phb.core.models import TenantModel


class Meeting(TenantModel):
    """A meeting of the multidisciplinary team on a case. `starts_at` is an instant; pages show London time."""

    life_cycle = MEETING

    person = models.ForeignKey("core.Person", on_delete=models.PROTECT, related_name="+")
    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="meetings")
    state = models.CharField(max_length=12, choices=MeetingState.choices(), default=MeetingState.PLANNED)
    starts_at = models.DateTimeField()
    minutes = models.PositiveSmallIntegerField(default=60)
    place = models.CharField(max_length=300, blank=True)
    notes = models.TextField(blank=True)
    edits = models.PositiveIntegerField(default=0)
    planned_by = models.ForeignKey("core.User", on_delete=models.PROTECT, related_name="+")
    created_at = models.DateTimeField(auto_now_add=True)


class Attendance(TenantModel):
    """Somebody invited to a meeting: a colleague by membership, or anybody by name. `attended` is empty until it was held."""

    person = models.ForeignKey("core.Person", on_delete=models.PROTECT, related_name="+")
    meeting = models.ForeignKey(Meeting, on_delete=models.PROTECT, related_name="attendances")
    membership = models.ForeignKey("core.Membership", on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    name = models.CharField(max_length=200)
    profession = models.CharField(max_length=40)
    works_for = models.CharField(max_length=200, blank=True)
    is_care_act_assessor = models.BooleanField(default=False)
    reply = models.CharField(max_length=12, choices=Reply.choices(), default=Reply.NONE)
    attended = models.BooleanField(null=True, blank=True)
    views = models.TextField(blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["meeting", "membership"], condition=Q(membership__isnull=False), name="invited_once"
            )
        ]


class AuthorityConsulted(TenantModel):
    """The local authority consulted on a case before it is decided, as far as that is practicable (SI 2012/2996
    reg 22(1)): when and what it said, or why it could not be done."""

    append_only = True

    person = models.ForeignKey("core.Person", on_delete=models.PROTECT, related_name="+")
    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="authority_consulted")
    authority = models.CharField(max_length=200)
    consulted_on = models.DateField(null=True, blank=True)
    how = models.CharField(max_length=300, blank=True)
    views = models.TextField(blank=True)
    not_practicable = models.TextField(blank=True)
    recorded_by = models.ForeignKey("core.User", on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField(auto_now_add=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(consulted_on__isnull=False, not_practicable="")
                | (Q(consulted_on__isnull=True) & ~Q(not_practicable="")),
                name="authority_consulted_or_why_not",
                violation_error_message="Enter the day of the consultation, or why it was not practicable.",
            )
        ]


class Absence(TenantModel):
    """A colleague away from a day to a day (inclusive), and who covers. Not why: that is nobody's business here."""

    membership = models.ForeignKey("core.Membership", on_delete=models.PROTECT, related_name="absences")
    cover = models.ForeignKey("core.Membership", on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    starts = models.DateField()
    ends = models.DateField()
    recorded_by = models.ForeignKey("core.User", on_delete=models.PROTECT, related_name="+")

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(ends__gte=models.F("starts")), name="absence_ends_after_start"),
            models.CheckConstraint(
                condition=Q(cover__isnull=True) | ~Q(cover=models.F("membership")), name="absence_covered_by_another"
            ),
        ]
        indexes = [models.Index(fields=["membership", "starts"], name="absence_by_member")]


class EvidenceRequest(TenantModel):
    """Evidence asked of somebody for a case, by a day."""

    life_cycle = EVIDENCE

    person = models.ForeignKey("core.Person", on_delete=models.PROTECT, related_name="+")
    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="evidence_requests")
    state = models.CharField(max_length=14, choices=EvidenceState.choices(), default=EvidenceState.ASKED)
    asked_of = models.CharField(max_length=200)
    what = models.TextField()
    asked_on = models.DateField()
    due_on = models.DateField()
    answered_on = models.DateField(null=True, blank=True)
    answer = models.TextField(blank=True)
    asked_by = models.ForeignKey("core.User", on_delete=models.PROTECT, related_name="+")


class Attachment(TenantModel):
    """A file laid to a case: checked, cleaned and kept as a document."""

    append_only = True

    person = models.ForeignKey("core.Person", on_delete=models.PROTECT, related_name="+")
    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="attachments")
    evidence = models.ForeignKey(
        EvidenceRequest, on_delete=models.PROTECT, null=True, blank=True, related_name="attachments"
    )
    document = models.ForeignKey("core.Document", on_delete=models.PROTECT, related_name="+")
    about = models.CharField(max_length=300)
    by = models.ForeignKey("core.User", on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField(auto_now_add=True)


class CapacityRecord(TenantModel):
    """Capacity and consent for one decision on one day. A later record stands beside it; none is changed.

    Capacity is presumed (Mental Capacity Act 2005 s1) and looked at decision by decision, from 16. `shared_with` names
    the third parties to whom sharing was agreed; sharing among the professionals of an assessment needs no consent.
    """

    append_only = True

    class About(models.TextChoices):
        TAKING_PART = "TAKING_PART", "Taking part in the assessment"
        EXAMINATION = "EXAMINATION", "A physical examination"
        SHARING = "SHARING", "Sharing with family, friends or an advocate"
        RECEIVING_FNC = "RECEIVING_FNC", "Receiving NHS-funded nursing care"
        OTHER = "OTHER", "Another decision"

    class Authority(models.TextChoices):
        NONE = "NONE", "Nobody holds authority"
        LPA_HW = "LPA_HW", "Attorney for health and welfare"
        DEPUTY_HW = "DEPUTY_HW", "Deputy for health and welfare"
        PARENTAL_RESPONSIBILITY = "PARENTAL_RESPONSIBILITY", "Parental responsibility"

    person = models.ForeignKey("core.Person", on_delete=models.PROTECT, related_name="capacity_records")
    case = models.ForeignKey(Case, on_delete=models.PROTECT, null=True, blank=True, related_name="capacity_records")
    about = models.CharField(max_length=16, choices=About.choices)
    decision = models.CharField(max_length=300, blank=True)
    on = models.DateField()
    capacity = models.CharField(max_length=16, choices=Capacity.choices())
    how_assessed = models.TextField(blank=True)
    consents = models.BooleanField(null=True, blank=True)
    shared_with = models.JSONField(default=list, blank=True)
    best_interests = models.TextField(blank=True)
    consulted = models.TextField(blank=True)
    authority = models.CharField(max_length=24, choices=Authority.choices, default=Authority.NONE)
    authority_name = models.CharField(max_length=200, blank=True)
    authority_seen_on = models.DateField(null=True, blank=True)
    advocate = models.CharField(max_length=300, blank=True)
    explained = models.TextField(blank=True)
    recorded_by = models.ForeignKey("core.User", on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField(auto_now_add=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=~Q(capacity="LACKS_CAPACITY") | ~Q(best_interests="") | ~Q(authority="NONE"),
                name="no_capacity_needs_best_interests",
                violation_error_message="Without capacity, write how the decision was made in the person’s best interests, or who holds authority.",
            )
        ]
        indexes = [models.Index(fields=["person", "about", "-on"], name="capacity_newest")]
