"""What happened, what is to be done, what was made: trail, jobs, documents, keys, moves."""

from django.db import models
from django.db.models import Q

from phb.core.jobs_lifecycle import JOB
from phb.core.models.base import TenantModel
from phb.core.models.organisations import User
from phb.core.models.people import Person


class AuditHead(TenantModel):
    """The number and hash of each organisation's newest event; locked while the next is written."""

    audited = False
    written_by_database = True

    organisation = models.OneToOneField(
        "core.Organisation", on_delete=models.PROTECT, primary_key=True, related_name="+"
    )
    number = models.BigIntegerField()
    hash = models.CharField(max_length=64)


class AuditEvent(TenantModel):
    """One thing done or seen. Text and numbers, not foreign keys: deletion cannot rewrite it."""

    audited = False
    append_only = True
    written_by_database = True

    number = models.BigIntegerField()
    at = models.DateTimeField()
    user_id = models.BigIntegerField(null=True)
    user_name = models.TextField(blank=True)
    role = models.CharField(max_length=8)
    person_id = models.BigIntegerField(null=True)
    what = models.CharField(max_length=80)
    table = models.CharField(max_length=80, blank=True)
    row = models.CharField(max_length=40, blank=True)
    request_id = models.CharField(max_length=64, blank=True)
    reason = models.TextField(blank=True)
    before = models.JSONField(null=True)
    after = models.JSONField(null=True)
    previous_hash = models.CharField(max_length=64)
    hash = models.CharField(max_length=64)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["organisation", "number"], name="audit_event_numbered_once")]
        indexes = [models.Index(fields=["organisation", "person_id", "-number"], name="audit_event_by_person")]


class Move(TenantModel):
    """One step of a life cycle: who moved what, from where to where, when and why."""

    append_only = True
    audited = False

    person = models.ForeignKey(Person, on_delete=models.PROTECT, null=True, related_name="+")
    subject = models.CharField(max_length=40)
    subject_id = models.BigIntegerField()
    verb = models.CharField(max_length=40)
    from_state = models.CharField(max_length=40, blank=True)
    to_state = models.CharField(max_length=40)
    reason = models.TextField(blank=True)
    by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+")
    by_name = models.CharField(max_length=200)
    by_role = models.CharField(max_length=8)
    at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["id"]
        indexes = [models.Index(fields=["organisation", "subject", "subject_id"], name="move_by_subject")]


class Job(TenantModel):
    """Work asked for in the same transaction as its cause. The broker is only the wake-up (I20)."""

    audited = False
    life_cycle = JOB

    kind = models.CharField(max_length=80)
    payload = models.JSONField(default=dict)
    key = models.CharField(max_length=120, null=True, blank=True)
    state = models.CharField(max_length=12, default="waiting")
    attempts = models.PositiveSmallIntegerField(default=0)
    lease_until = models.DateTimeField(null=True, blank=True)
    lease_token = models.CharField(max_length=36, blank=True)
    not_before = models.DateTimeField(null=True, blank=True)
    asked_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+")
    asked_role = models.CharField(max_length=8)
    person = models.ForeignKey(Person, on_delete=models.PROTECT, null=True, related_name="+")
    done_items = models.PositiveIntegerField(default=0)
    all_items = models.PositiveIntegerField(default=0)
    problem = models.CharField(max_length=500, blank=True)
    document = models.ForeignKey("core.Document", on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    asked_at = models.DateTimeField(auto_now_add=True)
    finished_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["organisation", "kind", "key"], condition=Q(key__isnull=False), name="job_once_per_key"
            ),
            models.CheckConstraint(
                condition=(Q(state="leased") & Q(lease_until__isnull=False)) | ~Q(state="leased"),
                name="job_lease_has_an_end",
            ),
        ]
        indexes = [
            models.Index(
                fields=["organisation", "state", "lease_until"],
                condition=Q(state__in=["waiting", "leased"]),
                name="job_not_done",
            )
        ]


class Document(TenantModel):
    """A document as it was made: bytes in storage, named by their hash, never changed."""

    append_only = True

    person = models.ForeignKey(Person, on_delete=models.PROTECT, null=True, related_name="documents")
    area = models.CharField(max_length=40)
    kind = models.CharField(max_length=40)
    title = models.CharField(max_length=300)
    subject_id = models.BigIntegerField()
    version = models.PositiveIntegerField(default=1)
    format = models.CharField(max_length=12, default="STANDARD")
    media_type = models.CharField(max_length=60, default="application/pdf")
    sha256 = models.CharField(max_length=64)
    source_hash = models.CharField(max_length=64)
    size = models.PositiveIntegerField()
    stored_as = models.CharField(max_length=200)
    made_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["organisation", "kind", "subject_id", "format", "version"], name="document_version_once"
            )
        ]
        indexes = [models.Index(fields=["person", "-id"], name="document_by_person")]


class IdempotencyKey(TenantModel):
    """One effect per key (I4): written in the same transaction as the effect."""

    audited = False
    append_only = True

    operation = models.CharField(max_length=80)
    key = models.CharField(max_length=80)
    request_hash = models.CharField(max_length=64)
    answer = models.JSONField()
    user = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+")
    at = models.DateTimeField(auto_now_add=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["organisation", "operation", "key"], name="one_effect_per_key")]
