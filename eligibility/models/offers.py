"""What a commissioner offers of its own accord, and the people who may be asked whether they want it."""

from django.db import models
from django.db.models import Q

from eligibility.enums import CandidateState, Cohort, ImportState, OfferState
from eligibility.rules.lifecycle import CANDIDATE, FINDING, OFFER
from phb.core.models import TenantModel


class Offer(TenantModel):
    """One version of a local offer, or of the local criteria for wheelchairs: dated, proposed by one, approved by another.

    `criteria` is a list of {id, text, type: boolean | number | document, at_least, at_most, required}; `find` the
    conditions of case finding: {fact, at_least, at_most}; `management_options` codes of the rules' table of options.
    Amounts in pounds and pence; `decision_days` in calendar days. `periods` says how long a wheelchair budget runs by
    age: {under, years}, youngest first, `under` empty for everybody else; `repairs_in_budget` whether it holds a sum
    for repairs when the person owns the chair. An approved version is in force from `enabled_from` to `enabled_to`,
    whatever its state says since: the days decide.
    """

    life_cycle = OFFER

    code = models.CharField(max_length=30)
    version = models.PositiveIntegerField(default=1)
    cohort = models.CharField(max_length=24, choices=Cohort.choices())
    name = models.CharField(max_length=200)
    state = models.CharField(max_length=12, choices=OfferState.choices(), default=OfferState.DRAFT)
    enabled_from = models.DateField()
    enabled_to = models.DateField(null=True, blank=True)
    about = models.TextField(blank=True)
    criteria = models.JSONField(default=list)
    find = models.JSONField(default=list, blank=True)
    outside = models.JSONField(default=list, blank=True)
    management_options = models.JSONField(default=list)
    decision_days = models.PositiveSmallIntegerField(default=28)
    cap_amount = models.DecimalField(max_digits=12, decimal_places=2, null=True, blank=True)
    period_years = models.PositiveSmallIntegerField(null=True, blank=True)
    periods = models.JSONField(default=list, blank=True)
    repairs_in_budget = models.BooleanField(null=True, blank=True)
    decider = models.CharField(max_length=200, blank=True)
    review_route = models.TextField(blank=True)
    published_url = models.URLField(max_length=500, blank=True)
    edits = models.PositiveIntegerField(default=0)
    proposed_by = models.ForeignKey("core.User", on_delete=models.PROTECT, related_name="+")
    approved_by = models.ForeignKey("core.User", on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["organisation", "code", "version"], name="offer_version_once"),
            models.CheckConstraint(
                condition=Q(approved_by__isnull=True) | ~Q(approved_by=models.F("proposed_by")),
                name="offer_approved_by_another",
                violation_error_message="Whoever proposed an offer does not approve it. Ask another commissioner.",
            ),
            models.CheckConstraint(
                condition=Q(enabled_to__isnull=True) | Q(enabled_to__gte=models.F("enabled_from")),
                name="offer_ends_after_it_starts",
            ),
        ]
        indexes = [models.Index(fields=["organisation", "cohort", "enabled_from"], name="offer_by_cohort")]

    def __str__(self) -> str:
        return f"{self.name} (version {self.version})"


class Finding(TenantModel):
    """One search for people who might gain from an offer: by entered criteria, or from a file.

    A file is read and shown first (`rows`, kept out of the trail); its people become candidates when it is taken, and
    `rows` is emptied then, or when it is discarded. `refused` holds {row, reason} without names. `counts` holds what
    the search saw, by age band and by need of an interpreter, looked at beside found.
    """

    life_cycle = FINDING
    hidden_in_trail = ("rows",)

    offer = models.ForeignKey(Offer, on_delete=models.PROTECT, related_name="findings")
    how = models.CharField(max_length=10, choices=[("SEARCH", "Search of the records"), ("FILE", "File")])
    state = models.CharField(max_length=10, choices=ImportState.choices(), default=ImportState.CHECKED)
    criteria = models.JSONField(default=list)
    file_name = models.CharField(max_length=200, blank=True)
    sha256 = models.CharField(max_length=64, blank=True)
    looked_at = models.PositiveIntegerField(default=0)
    rows = models.JSONField(default=list, blank=True)
    refused = models.JSONField(default=list, blank=True)
    counts = models.JSONField(default=dict, blank=True)
    by = models.ForeignKey("core.User", on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField(auto_now_add=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["offer", "sha256"],
                condition=Q(state=ImportState.TAKEN) & ~Q(sha256=""),
                name="finding_file_taken_once",
                violation_error_message="This file was taken for this offer before.",
            )
        ]


class Candidate(TenantModel):
    """Somebody whom a search pointed out, with the facts it saw. A person decides what follows; nothing happens alone.

    `facts` holds {seen: {fact: value}, why: [sentence]}. `person` is empty while a file's row names somebody who has
    no record here.
    """

    life_cycle = CANDIDATE

    person = models.ForeignKey("core.Person", on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    finding = models.ForeignKey(Finding, on_delete=models.PROTECT, related_name="candidates")
    nhs_number = models.CharField(max_length=10, blank=True)
    name = models.CharField(max_length=200, blank=True)
    date_of_birth = models.DateField(null=True, blank=True)
    facts = models.JSONField(default=dict)
    state = models.CharField(max_length=12, choices=CandidateState.choices(), default=CandidateState.FOUND)
    reason = models.TextField(blank=True)
    case = models.ForeignKey("eligibility.Case", on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    decided_by = models.ForeignKey("core.User", on_delete=models.PROTECT, null=True, blank=True, related_name="+")

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["finding", "nhs_number"], condition=~Q(nhs_number=""), name="candidate_once_per_finding"
            )
        ]
        indexes = [models.Index(fields=["organisation", "state", "id"], name="candidate_by_state")]
