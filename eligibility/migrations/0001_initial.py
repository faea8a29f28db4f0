import django.db.models.deletion
import django.db.models.functions.comparison
import eligibility.enums
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("core", "0001_initial"),
    ]

    operations = [
        migrations.CreateModel(
            name="Offer",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "organisation",
                    models.ForeignKey(
                        db_index=False,
                        editable=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="core.organisation",
                    ),
                ),
                ("code", models.CharField(max_length=30)),
                ("version", models.PositiveIntegerField(default=1)),
                (
                    "cohort",
                    models.CharField(
                        choices=[
                            ("WHEELCHAIR", "Wheelchair users"),
                            ("MATERNITY", "Maternity"),
                            ("END_OF_LIFE", "End of life care outside Fast Track"),
                            ("UNPLANNED_CARE", "Frequent unplanned care"),
                            ("BRAIN_INJURY", "Brain injury rehabilitation"),
                            ("CARERS", "Carers"),
                            ("LEARNING_DISABILITY", "People with a learning disability"),
                            ("AUTISM", "Autistic people"),
                            ("LONG_TERM_CONDITION", "Long-term conditions"),
                            ("MENTAL_HEALTH", "Mental health outside section 117"),
                            ("EHC_HEALTH", "Children with EHC plans and health needs below continuing care"),
                            ("HOSPITAL_DISCHARGE", "Leaving hospital"),
                            ("JOINT_FUNDED", "Jointly funded adults"),
                            ("INTEGRATED", "Integrated budgets of health, care or education"),
                        ],
                        max_length=24,
                    ),
                ),
                ("name", models.CharField(max_length=200)),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("DRAFT", "Draft"),
                            ("PROPOSED", "Waits for a second person"),
                            ("IN_FORCE", "In force"),
                            ("REPLACED", "Replaced by a later version"),
                            ("ENDED", "Ended"),
                            ("REFUSED", "Given back"),
                        ],
                        default=eligibility.enums.OfferState["DRAFT"],
                        max_length=12,
                    ),
                ),
                ("enabled_from", models.DateField()),
                ("enabled_to", models.DateField(blank=True, null=True)),
                ("about", models.TextField(blank=True)),
                ("criteria", models.JSONField(default=list)),
                ("find", models.JSONField(blank=True, default=list)),
                ("outside", models.JSONField(blank=True, default=list)),
                ("management_options", models.JSONField(default=list)),
                ("decision_days", models.PositiveSmallIntegerField(default=28)),
                ("cap_amount", models.DecimalField(blank=True, decimal_places=2, max_digits=12, null=True)),
                ("period_years", models.PositiveSmallIntegerField(blank=True, null=True)),
                ("periods", models.JSONField(blank=True, default=list)),
                ("repairs_in_budget", models.BooleanField(blank=True, null=True)),
                ("decider", models.CharField(blank=True, max_length=200)),
                ("review_route", models.TextField(blank=True)),
                ("published_url", models.URLField(blank=True, max_length=500)),
                ("edits", models.PositiveIntegerField(default=0)),
                (
                    "proposed_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
                (
                    "approved_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                ("created_at", models.DateTimeField(auto_now_add=True)),
            ],
            options={
                "indexes": [models.Index(fields=["organisation", "cohort", "enabled_from"], name="offer_by_cohort")],
                "constraints": [
                    models.UniqueConstraint(fields=("organisation", "code", "version"), name="offer_version_once"),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("approved_by__isnull", True),
                            models.Q(("approved_by", models.F("proposed_by")), _negated=True),
                            _connector="OR",
                        ),
                        name="offer_approved_by_another",
                        violation_error_message="Whoever proposed an offer does not approve it. Ask another commissioner.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("enabled_to__isnull", True), ("enabled_to__gte", models.F("enabled_from")), _connector="OR"
                        ),
                        name="offer_ends_after_it_starts",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="CaseImport",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "organisation",
                    models.ForeignKey(
                        db_index=False,
                        editable=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="core.organisation",
                    ),
                ),
                ("file_name", models.CharField(max_length=200)),
                ("sha256", models.CharField(max_length=64)),
                (
                    "state",
                    models.CharField(
                        choices=[("CHECKED", "Checked, nothing taken"), ("TAKEN", "Taken"), ("DISCARDED", "Discarded")],
                        default=eligibility.enums.ImportState["CHECKED"],
                        max_length=10,
                    ),
                ),
                ("rows", models.JSONField(default=list)),
                ("refusals", models.JSONField(default=list)),
                ("taken", models.PositiveIntegerField(default=0)),
                (
                    "by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
                ("at", models.DateTimeField(auto_now_add=True)),
            ],
            options={
                "abstract": False,
            },
        ),
        migrations.CreateModel(
            name="Wording",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "organisation",
                    models.ForeignKey(
                        db_index=False,
                        editable=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="core.organisation",
                    ),
                ),
                (
                    "kind",
                    models.CharField(
                        choices=[("HELP", "Help beside a form"), ("LETTER", "Part of a letter")], max_length=8
                    ),
                ),
                ("key", models.CharField(max_length=100)),
                ("language", models.CharField(default="en", max_length=12)),
                ("words", models.TextField()),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("PROPOSED", "Waits for a second person"),
                            ("IN_FORCE", "In force"),
                            ("REPLACED", "Replaced"),
                            ("REFUSED", "Not approved"),
                            ("WITHDRAWN", "Withdrawn"),
                        ],
                        default=eligibility.enums.WordingState["PROPOSED"],
                        max_length=10,
                    ),
                ),
                ("starts", models.DateField()),
                (
                    "proposed_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
                (
                    "approved_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                ("approved_on", models.DateField(blank=True, null=True)),
                ("approved_as", models.CharField(blank=True, max_length=200)),
                ("reason", models.TextField(blank=True)),
                ("created_at", models.DateTimeField(auto_now_add=True)),
            ],
            options={
                "indexes": [models.Index(fields=["organisation", "kind", "key", "language"], name="wording_by_key")],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            ("approved_by__isnull", True),
                            models.Q(("approved_by", models.F("proposed_by")), _negated=True),
                            _connector="OR",
                        ),
                        name="wording_approved_by_another",
                        violation_error_message="Whoever proposed the words does not approve them. Ask a second person.",
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("state", "PROPOSED")),
                        fields=("organisation", "kind", "key", "language"),
                        name="one_proposed_wording",
                        violation_error_message="Words for this text wait for approval already. Decide on those first.",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Absence",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "organisation",
                    models.ForeignKey(
                        db_index=False,
                        editable=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="core.organisation",
                    ),
                ),
                (
                    "membership",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="absences", to="core.membership"
                    ),
                ),
                (
                    "cover",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="core.membership",
                    ),
                ),
                ("starts", models.DateField()),
                ("ends", models.DateField()),
                (
                    "recorded_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
            ],
            options={
                "indexes": [models.Index(fields=["membership", "starts"], name="absence_by_member")],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("ends__gte", models.F("starts"))), name="absence_ends_after_start"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("cover__isnull", True),
                            models.Q(("cover", models.F("membership")), _negated=True),
                            _connector="OR",
                        ),
                        name="absence_covered_by_another",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Finding",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "organisation",
                    models.ForeignKey(
                        db_index=False,
                        editable=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="core.organisation",
                    ),
                ),
                (
                    "offer",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="findings", to="eligibility.offer"
                    ),
                ),
                (
                    "how",
                    models.CharField(choices=[("SEARCH", "Search of the records"), ("FILE", "File")], max_length=10),
                ),
                (
                    "state",
                    models.CharField(
                        choices=[("CHECKED", "Checked, nothing taken"), ("TAKEN", "Taken"), ("DISCARDED", "Discarded")],
                        default=eligibility.enums.ImportState["CHECKED"],
                        max_length=10,
                    ),
                ),
                ("criteria", models.JSONField(default=list)),
                ("file_name", models.CharField(blank=True, max_length=200)),
                ("sha256", models.CharField(blank=True, max_length=64)),
                ("looked_at", models.PositiveIntegerField(default=0)),
                ("rows", models.JSONField(blank=True, default=list)),
                ("refused", models.JSONField(blank=True, default=list)),
                ("counts", models.JSONField(blank=True, default=dict)),
                (
                    "by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
                ("at", models.DateTimeField(auto_now_add=True)),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(
                            ("state", eligibility.enums.ImportState["TAKEN"]), models.Q(("sha256", ""), _negated=True)
                        ),
                        fields=("offer", "sha256"),
                        name="finding_file_taken_once",
                        violation_error_message="This file was taken for this offer before.",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="Case",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "organisation",
                    models.ForeignKey(
                        db_index=False,
                        editable=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="core.organisation",
                    ),
                ),
                (
                    "person",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="cases", to="core.person"
                    ),
                ),
                (
                    "route",
                    models.CharField(
                        choices=[
                            ("CHC", "NHS Continuing Healthcare"),
                            ("CYPCC", "Children and young people’s continuing care"),
                            ("WHEELCHAIR", "Wheelchair services"),
                            ("S117", "Section 117 aftercare"),
                            ("FNC", "NHS-funded nursing care"),
                            ("JOINT_PACKAGE", "Joint NHS and local authority package"),
                            ("MATERNITY", "Maternity"),
                            ("END_OF_LIFE", "End of life care outside Fast Track"),
                            ("LOCAL_OFFER", "Local offer"),
                        ],
                        default=eligibility.enums.Route["CHC"],
                        max_length=20,
                    ),
                ),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("REFERRAL_RECEIVED", "Referral received"),
                            ("CHECKLIST", "Checklist in progress"),
                            ("SCREENED_OUT", "Screened out"),
                            ("AWAITING_ASSESSMENT", "Awaiting assessment"),
                            ("ASSESSED", "Assessed, awaiting decision"),
                            ("FAST_TRACK_RECEIVED", "Fast Track received"),
                            ("RETURNED_FOR_EVIDENCE", "Returned for evidence"),
                            ("ELIGIBLE", "Eligible"),
                            ("NOT_ELIGIBLE", "Not eligible"),
                            ("CLOSED", "Closed"),
                        ],
                        default=eligibility.enums.CaseState["REFERRAL_RECEIVED"],
                        max_length=24,
                    ),
                ),
                ("reference", models.CharField(max_length=20)),
                ("received_on", models.DateField()),
                ("referred_by", models.CharField(max_length=200)),
                ("referrer_role", models.CharField(blank=True, max_length=120)),
                ("reason", models.TextField(blank=True)),
                (
                    "setting",
                    models.CharField(
                        choices=[
                            ("OWN_HOME", "Own home"),
                            ("SHELTERED_HOUSING", "Sheltered housing"),
                            ("SUPPORTED_LIVING", "Supported living"),
                            ("SHARED_ACCOMMODATION", "Shared accommodation"),
                            ("CARE_HOME", "Care home"),
                            ("NURSING_HOME", "Care home with nursing"),
                            ("COMMUNITY_HOSPITAL", "Community hospital"),
                            ("ACUTE_HOSPITAL", "Acute hospital"),
                            ("OTHER", "Other"),
                        ],
                        default=eligibility.enums.Setting["OWN_HOME"],
                        max_length=24,
                    ),
                ),
                ("rule_set", models.CharField(max_length=60)),
                ("clock_started_on", models.DateField(blank=True, null=True)),
                ("due_on", models.DateField(blank=True, null=True)),
                ("due_clock", models.CharField(blank=True, max_length=40)),
                ("decided_on", models.DateField(blank=True, null=True)),
                ("fast_track", models.BooleanField(default=False)),
                ("care_in_place_at", models.DateTimeField(blank=True, null=True)),
                ("review_due_on", models.DateField(blank=True, null=True)),
                ("review_clock", models.CharField(blank=True, max_length=40)),
                ("payments_from", models.DateField(blank=True, null=True)),
                ("payment_review_due_on", models.DateField(blank=True, null=True)),
                ("payment_review_clock", models.CharField(blank=True, max_length=40)),
                ("request_due_on", models.DateField(blank=True, null=True)),
                ("care_due_at", models.DateTimeField(blank=True, null=True)),
                (
                    "next_due_on",
                    models.GeneratedField(
                        db_persist=True,
                        expression=models.Case(
                            models.When(
                                models.Q(("state", "CLOSED"), _negated=True),
                                then=django.db.models.functions.comparison.Least(
                                    models.Case(
                                        models.When(
                                            models.Q(
                                                (
                                                    "state__in",
                                                    [
                                                        "ASSESSED",
                                                        "AWAITING_ASSESSMENT",
                                                        "CHECKLIST",
                                                        "FAST_TRACK_RECEIVED",
                                                        "REFERRAL_RECEIVED",
                                                        "RETURNED_FOR_EVIDENCE",
                                                    ],
                                                ),
                                                models.Q(
                                                    ("care_in_place_at__isnull", True),
                                                    ("due_clock", "K2"),
                                                    ("state", "ELIGIBLE"),
                                                ),
                                                _connector="OR",
                                            ),
                                            then=models.F("due_on"),
                                        )
                                    ),
                                    models.F("review_due_on"),
                                    models.F("payment_review_due_on"),
                                    models.F("request_due_on"),
                                ),
                            )
                        ),
                        output_field=models.DateField(null=True),
                    ),
                ),
                (
                    "next_clock",
                    models.GeneratedField(
                        db_persist=True,
                        expression=models.Case(
                            models.When(models.Q(("state", "CLOSED")), then=models.Value("")),
                            models.When(
                                models.Q(
                                    models.Q(
                                        (
                                            "state__in",
                                            [
                                                "ASSESSED",
                                                "AWAITING_ASSESSMENT",
                                                "CHECKLIST",
                                                "FAST_TRACK_RECEIVED",
                                                "REFERRAL_RECEIVED",
                                                "RETURNED_FOR_EVIDENCE",
                                            ],
                                        ),
                                        models.Q(
                                            ("care_in_place_at__isnull", True),
                                            ("due_clock", "K2"),
                                            ("state", "ELIGIBLE"),
                                        ),
                                        _connector="OR",
                                    ),
                                    (
                                        "due_on",
                                        django.db.models.functions.comparison.Least(
                                            models.F("due_on"),
                                            models.F("review_due_on"),
                                            models.F("payment_review_due_on"),
                                            models.F("request_due_on"),
                                        ),
                                    ),
                                ),
                                then=models.F("due_clock"),
                            ),
                            models.When(
                                models.Q(
                                    (
                                        "review_due_on",
                                        django.db.models.functions.comparison.Least(
                                            models.F("review_due_on"),
                                            models.F("payment_review_due_on"),
                                            models.F("request_due_on"),
                                        ),
                                    )
                                ),
                                then=models.F("review_clock"),
                            ),
                            models.When(
                                models.Q(
                                    (
                                        "payment_review_due_on",
                                        django.db.models.functions.comparison.Least(
                                            models.F("review_due_on"),
                                            models.F("payment_review_due_on"),
                                            models.F("request_due_on"),
                                        ),
                                    )
                                ),
                                then=models.F("payment_review_clock"),
                            ),
                            models.When(
                                models.Q(
                                    (
                                        "request_due_on",
                                        django.db.models.functions.comparison.Least(
                                            models.F("review_due_on"),
                                            models.F("payment_review_due_on"),
                                            models.F("request_due_on"),
                                        ),
                                    )
                                ),
                                then=models.Value("REQUEST"),
                            ),
                            default=models.Value(""),
                        ),
                        output_field=models.CharField(max_length=40),
                    ),
                ),
                ("ended_on", models.DateField(blank=True, null=True)),
                (
                    "offer",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="cases",
                        to="eligibility.offer",
                    ),
                ),
                (
                    "team",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="core.team",
                    ),
                ),
                (
                    "assessor",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="core.membership",
                    ),
                ),
                (
                    "earlier",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="later",
                        to="eligibility.case",
                    ),
                ),
                (
                    "carried_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="carries",
                        to="eligibility.case",
                    ),
                ),
                (
                    "brought_in_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="cases",
                        to="eligibility.caseimport",
                    ),
                ),
                ("created_at", models.DateTimeField(auto_now_add=True)),
            ],
            options={
                "indexes": [
                    models.Index(fields=["organisation", "state", "due_on", "id"], name="case_by_clock"),
                    models.Index(fields=["organisation", "next_due_on", "id"], name="case_by_next_clock"),
                ],
                "constraints": [
                    models.UniqueConstraint(fields=("organisation", "reference"), name="case_reference_once"),
                    models.UniqueConstraint(
                        condition=models.Q(("state__in", ["ELIGIBLE", "NOT_ELIGIBLE", "CLOSED"]), _negated=True),
                        fields=("person", "route"),
                        name="one_undecided_case_per_route",
                        violation_error_message="This person already has an undecided case by this route. Go on with that one.",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Delay",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "organisation",
                    models.ForeignKey(
                        db_index=False,
                        editable=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="core.organisation",
                    ),
                ),
                (
                    "person",
                    models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="+", to="core.person"),
                ),
                (
                    "case",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="delays", to="eligibility.case"
                    ),
                ),
                ("clock", models.CharField(max_length=40)),
                ("noted_on", models.DateField()),
                ("reason", models.TextField()),
                ("within_control", models.BooleanField()),
                (
                    "by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
                ("at", models.DateTimeField(auto_now_add=True)),
            ],
            options={
                "constraints": [
                    models.CheckConstraint(condition=models.Q(("reason", ""), _negated=True), name="delay_has_reason")
                ],
            },
        ),
        migrations.CreateModel(
            name="Assessment",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "organisation",
                    models.ForeignKey(
                        db_index=False,
                        editable=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="core.organisation",
                    ),
                ),
                (
                    "person",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="assessments", to="core.person"
                    ),
                ),
                (
                    "case",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="assessments", to="eligibility.case"
                    ),
                ),
                ("tool", models.CharField(max_length=24)),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("DRAFT", "Draft"),
                            ("COMPLETED", "Completed"),
                            ("REPLACED", "Replaced by a later one"),
                            ("DISCARDED", "Discarded"),
                        ],
                        default=eligibility.enums.FormState["DRAFT"],
                        max_length=12,
                    ),
                ),
                ("rule_set", models.CharField(max_length=60)),
                ("answers", models.JSONField(default=dict)),
                ("result", models.JSONField(blank=True, default=dict)),
                ("outcome", models.CharField(blank=True, max_length=30)),
                ("edits", models.PositiveIntegerField(default=0)),
                (
                    "started_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
                (
                    "completed_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                ("completed_on", models.DateField(blank=True, null=True)),
                ("received_on", models.DateField(blank=True, null=True)),
                ("created_at", models.DateTimeField(auto_now_add=True)),
                ("saved_at", models.DateTimeField(auto_now=True)),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("state", eligibility.enums.FormState["DRAFT"])),
                        fields=("case", "tool"),
                        name="one_draft_per_case_and_tool",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("completed_by__isnull", True), ("completed_on__isnull", True)),
                            models.Q(("completed_by__isnull", False), ("completed_on__isnull", False)),
                            _connector="OR",
                        ),
                        name="assessment_completed_on_and_by",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Candidate",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "organisation",
                    models.ForeignKey(
                        db_index=False,
                        editable=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="core.organisation",
                    ),
                ),
                (
                    "person",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="core.person",
                    ),
                ),
                (
                    "finding",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="candidates", to="eligibility.finding"
                    ),
                ),
                ("nhs_number", models.CharField(blank=True, max_length=10)),
                ("name", models.CharField(blank=True, max_length=200)),
                ("date_of_birth", models.DateField(blank=True, null=True)),
                ("facts", models.JSONField(default=dict)),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("FOUND", "To be looked at"),
                            ("REFERRED", "Referred"),
                            ("NOT_NOW", "Not now"),
                            ("DISMISSED", "Not suitable"),
                        ],
                        default=eligibility.enums.CandidateState["FOUND"],
                        max_length=12,
                    ),
                ),
                ("reason", models.TextField(blank=True)),
                (
                    "case",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="eligibility.case",
                    ),
                ),
                (
                    "decided_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "indexes": [models.Index(fields=["organisation", "state", "id"], name="candidate_by_state")],
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("nhs_number", ""), _negated=True),
                        fields=("finding", "nhs_number"),
                        name="candidate_once_per_finding",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="AftercareSignOff",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "organisation",
                    models.ForeignKey(
                        db_index=False,
                        editable=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="core.organisation",
                    ),
                ),
                (
                    "person",
                    models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="+", to="core.person"),
                ),
                (
                    "case",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="sign_offs", to="eligibility.case"
                    ),
                ),
                (
                    "body",
                    models.CharField(choices=[("NHS", "The NHS body"), ("LA", "The local authority")], max_length=4),
                ),
                ("satisfied_on", models.DateField()),
                ("signed_by", models.CharField(max_length=200)),
                ("reasons", models.TextField()),
                (
                    "withdraws",
                    models.OneToOneField(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="withdrawn_by",
                        to="eligibility.aftercaresignoff",
                    ),
                ),
                (
                    "recorded_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
                ("at", models.DateTimeField(auto_now_add=True)),
            ],
            options={
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("reasons", ""), _negated=True), name="sign_off_has_reasons"
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="NursingCare",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "organisation",
                    models.ForeignKey(
                        db_index=False,
                        editable=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="core.organisation",
                    ),
                ),
                (
                    "person",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="nursing_care", to="core.person"
                    ),
                ),
                (
                    "case",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="nursing_care", to="eligibility.case"
                    ),
                ),
                ("home", models.CharField(max_length=200)),
                (
                    "band",
                    models.CharField(
                        choices=[("STANDARD", "Standard rate"), ("HIGH_PROTECTED", "High band, protected since 2007")],
                        max_length=16,
                    ),
                ),
                ("starts", models.DateField()),
                ("ends", models.DateField(blank=True, null=True)),
                ("end_reason", models.CharField(blank=True, max_length=300)),
                ("notice_on", models.DateField(blank=True, null=True)),
                (
                    "recorded_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("ends__isnull", True), ("ends__gte", models.F("starts")), _connector="OR"),
                        name="nursing_care_ends_after_start",
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("ends__isnull", True)), fields=("person",), name="one_running_nursing_care"
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="PlaceWish",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "organisation",
                    models.ForeignKey(
                        db_index=False,
                        editable=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="core.organisation",
                    ),
                ),
                (
                    "person",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="place_wishes", to="core.person"
                    ),
                ),
                (
                    "case",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="place_wishes",
                        to="eligibility.case",
                    ),
                ),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("PPC", "Preferred place of care"),
                            ("PPD", "Preferred place of death"),
                            ("APD", "Actual place of death"),
                        ],
                        max_length=4,
                    ),
                ),
                (
                    "place",
                    models.CharField(
                        choices=[
                            ("HOME", "Home"),
                            ("CARE_HOME", "Care home"),
                            ("HOSPICE", "Hospice"),
                            ("HOSPITAL", "Hospital"),
                            ("OTHER", "Another place"),
                            ("NO_PREFERENCE", "No preference"),
                            ("NOT_DECIDED", "Not yet decided"),
                            ("DID_NOT_WISH_TO_SAY", "Did not wish to say"),
                            ("NOT_ASKED", "Not asked"),
                        ],
                        max_length=20,
                    ),
                ),
                ("asked_on", models.DateField()),
                ("asked_of", models.CharField(blank=True, max_length=200)),
                ("words", models.TextField(blank=True)),
                ("reason_not_achieved", models.TextField(blank=True)),
                (
                    "recorded_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
                ("at", models.DateTimeField(auto_now_add=True)),
            ],
            options={
                "indexes": [models.Index(fields=["person", "kind", "-asked_on", "-id"], name="place_wish_newest")],
            },
        ),
        migrations.CreateModel(
            name="TransitionStep",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "organisation",
                    models.ForeignKey(
                        db_index=False,
                        editable=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="core.organisation",
                    ),
                ),
                (
                    "person",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="transition_steps", to="core.person"
                    ),
                ),
                (
                    "case",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="transition_steps",
                        to="eligibility.case",
                    ),
                ),
                (
                    "step",
                    models.CharField(
                        choices=[
                            ("NOTIFIED_14", "At 14: the adult team is told"),
                            ("REFERRED_16", "At 16: referral for adult screening"),
                            ("SCREENED", "At 16 to 17: screened with the adult Checklist"),
                            ("DECIDED_IN_PRINCIPLE", "From 17: adult eligibility decided in principle"),
                            ("MOVED", "At 18: adult arrangements start"),
                        ],
                        max_length=22,
                    ),
                ),
                ("done_on", models.DateField()),
                ("note", models.TextField(blank=True)),
                (
                    "recorded_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
            ],
            options={
                "constraints": [models.UniqueConstraint(fields=("case", "step"), name="transition_step_once")],
            },
        ),
        migrations.CreateModel(
            name="Meeting",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "organisation",
                    models.ForeignKey(
                        db_index=False,
                        editable=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="core.organisation",
                    ),
                ),
                (
                    "person",
                    models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="+", to="core.person"),
                ),
                (
                    "case",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="meetings", to="eligibility.case"
                    ),
                ),
                (
                    "state",
                    models.CharField(
                        choices=[("PLANNED", "Planned"), ("HELD", "Held"), ("CANCELLED", "Cancelled")],
                        default=eligibility.enums.MeetingState["PLANNED"],
                        max_length=12,
                    ),
                ),
                ("starts_at", models.DateTimeField()),
                ("minutes", models.PositiveSmallIntegerField(default=60)),
                ("place", models.CharField(blank=True, max_length=300)),
                ("notes", models.TextField(blank=True)),
                ("edits", models.PositiveIntegerField(default=0)),
                (
                    "planned_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
                ("created_at", models.DateTimeField(auto_now_add=True)),
            ],
            options={
                "abstract": False,
            },
        ),
        migrations.CreateModel(
            name="AuthorityConsulted",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "organisation",
                    models.ForeignKey(
                        db_index=False,
                        editable=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="core.organisation",
                    ),
                ),
                (
                    "person",
                    models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="+", to="core.person"),
                ),
                (
                    "case",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="authority_consulted",
                        to="eligibility.case",
                    ),
                ),
                ("authority", models.CharField(max_length=200)),
                ("consulted_on", models.DateField(blank=True, null=True)),
                ("how", models.CharField(blank=True, max_length=300)),
                ("views", models.TextField(blank=True)),
                ("not_practicable", models.TextField(blank=True)),
                (
                    "recorded_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
                ("at", models.DateTimeField(auto_now_add=True)),
            ],
            options={
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("consulted_on__isnull", False), ("not_practicable", "")),
                            models.Q(("consulted_on__isnull", True), models.Q(("not_practicable", ""), _negated=True)),
                            _connector="OR",
                        ),
                        name="authority_consulted_or_why_not",
                        violation_error_message="Enter the day of the consultation, or why it was not practicable.",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="EvidenceRequest",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "organisation",
                    models.ForeignKey(
                        db_index=False,
                        editable=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="core.organisation",
                    ),
                ),
                (
                    "person",
                    models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="+", to="core.person"),
                ),
                (
                    "case",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="evidence_requests",
                        to="eligibility.case",
                    ),
                ),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("ASKED", "Asked"),
                            ("RECEIVED", "Received"),
                            ("NOT_AVAILABLE", "Not available"),
                            ("CANCELLED", "No longer needed"),
                        ],
                        default=eligibility.enums.EvidenceState["ASKED"],
                        max_length=14,
                    ),
                ),
                ("asked_of", models.CharField(max_length=200)),
                ("what", models.TextField()),
                ("asked_on", models.DateField()),
                ("due_on", models.DateField()),
                ("answered_on", models.DateField(blank=True, null=True)),
                ("answer", models.TextField(blank=True)),
                (
                    "asked_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
            ],
            options={
                "abstract": False,
            },
        ),
        migrations.CreateModel(
            name="CapacityRecord",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "organisation",
                    models.ForeignKey(
                        db_index=False,
                        editable=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="core.organisation",
                    ),
                ),
                (
                    "person",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="capacity_records", to="core.person"
                    ),
                ),
                (
                    "case",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="capacity_records",
                        to="eligibility.case",
                    ),
                ),
                (
                    "about",
                    models.CharField(
                        choices=[
                            ("TAKING_PART", "Taking part in the assessment"),
                            ("EXAMINATION", "A physical examination"),
                            ("SHARING", "Sharing with family, friends or an advocate"),
                            ("RECEIVING_FNC", "Receiving NHS-funded nursing care"),
                            ("OTHER", "Another decision"),
                        ],
                        max_length=16,
                    ),
                ),
                ("decision", models.CharField(blank=True, max_length=300)),
                ("on", models.DateField()),
                (
                    "capacity",
                    models.CharField(
                        choices=[
                            ("HAS_CAPACITY", "Has capacity"),
                            ("LACKS_CAPACITY", "Lacks capacity"),
                            ("FLUCTUATES", "Capacity comes and goes"),
                            ("NOT_ASSESSED", "Not assessed: capacity is presumed"),
                        ],
                        max_length=16,
                    ),
                ),
                ("how_assessed", models.TextField(blank=True)),
                ("consents", models.BooleanField(blank=True, null=True)),
                ("shared_with", models.JSONField(blank=True, default=list)),
                ("best_interests", models.TextField(blank=True)),
                ("consulted", models.TextField(blank=True)),
                (
                    "authority",
                    models.CharField(
                        choices=[
                            ("NONE", "Nobody holds authority"),
                            ("LPA_HW", "Attorney for health and welfare"),
                            ("DEPUTY_HW", "Deputy for health and welfare"),
                            ("PARENTAL_RESPONSIBILITY", "Parental responsibility"),
                        ],
                        default="NONE",
                        max_length=24,
                    ),
                ),
                ("authority_name", models.CharField(blank=True, max_length=200)),
                ("authority_seen_on", models.DateField(blank=True, null=True)),
                ("advocate", models.CharField(blank=True, max_length=300)),
                ("explained", models.TextField(blank=True)),
                (
                    "recorded_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
                ("at", models.DateTimeField(auto_now_add=True)),
            ],
            options={
                "indexes": [models.Index(fields=["person", "about", "-on"], name="capacity_newest")],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("capacity", "LACKS_CAPACITY"), _negated=True),
                            models.Q(("best_interests", ""), _negated=True),
                            models.Q(("authority", "NONE"), _negated=True),
                            _connector="OR",
                        ),
                        name="no_capacity_needs_best_interests",
                        violation_error_message="Without capacity, write how the decision was made in the person’s best interests, or who holds authority.",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="DraftNote",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "organisation",
                    models.ForeignKey(
                        db_index=False,
                        editable=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="core.organisation",
                    ),
                ),
                (
                    "person",
                    models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="+", to="core.person"),
                ),
                (
                    "assessment",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="conflicts",
                        to="eligibility.assessment",
                    ),
                ),
                ("answers", models.JSONField()),
                (
                    "by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
                ("at", models.DateTimeField(auto_now_add=True)),
            ],
            options={
                "abstract": False,
            },
        ),
        migrations.CreateModel(
            name="Challenge",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "organisation",
                    models.ForeignKey(
                        db_index=False,
                        editable=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="core.organisation",
                    ),
                ),
                (
                    "person",
                    models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="+", to="core.person"),
                ),
                (
                    "case",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="challenges", to="eligibility.case"
                    ),
                ),
                ("reference", models.CharField(max_length=24)),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("CHECKLIST", "Negative Checklist: reconsideration"),
                            ("LOCAL_RESOLUTION", "Local resolution"),
                            ("INDEPENDENT_REVIEW", "Independent review"),
                            ("OMBUDSMAN", "Ombudsman"),
                            ("COMPLAINT", "Complaint"),
                            ("PAST_PERIOD", "Past period of care"),
                            ("BODIES", "Disagreement of the NHS and the local authority"),
                            ("PHB_REVIEW", "Review of a personal health budget decision"),
                            ("DIRECT_PAYMENT", "Reconsideration of a direct payment decision"),
                            ("PLAN_SERVICE", "Reconsideration of a service left out of the plan"),
                            ("SEND", "Mediation or tribunal about an EHC plan"),
                        ],
                        max_length=20,
                    ),
                ),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("RECEIVED", "Received"),
                            ("IN_PROGRESS", "Being looked at"),
                            ("NOT_ACCEPTED", "Not accepted"),
                            ("DECIDED", "Decided"),
                            ("WITHDRAWN", "Withdrawn"),
                        ],
                        default=eligibility.enums.ChallengeState["RECEIVED"],
                        max_length=14,
                    ),
                ),
                (
                    "about_form",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="challenges",
                        to="eligibility.assessment",
                    ),
                ),
                (
                    "after",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="next_stages",
                        to="eligibility.challenge",
                    ),
                ),
                ("requested_on", models.DateField()),
                ("requested_by", models.CharField(max_length=200)),
                ("acts_as", models.CharField(blank=True, max_length=200)),
                (
                    "how",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("LETTER", "Letter"),
                            ("EMAIL", "Email"),
                            ("TELEPHONE", "Telephone"),
                            ("IN_PERSON", "In person"),
                            ("ONLINE", "Online"),
                            ("FROM_BODY", "From another body"),
                        ],
                        max_length=12,
                    ),
                ),
                ("words", models.TextField()),
                (
                    "grounds",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("PROCEDURE", "The procedure that was followed"),
                            ("PRIMARY_HEALTH_NEED", "The decision on the primary health need"),
                            ("BOTH", "Both"),
                        ],
                        max_length=20,
                    ),
                ),
                ("period_from", models.DateField(blank=True, null=True)),
                ("period_to", models.DateField(blank=True, null=True)),
                ("notice_on", models.DateField(blank=True, null=True)),
                ("limit_on", models.DateField(blank=True, null=True)),
                ("late_reason", models.TextField(blank=True)),
                ("undue_delay_waiver", models.BooleanField(default=False)),
                ("due_on", models.DateField(blank=True, null=True)),
                ("due_clock", models.CharField(blank=True, max_length=40)),
                ("panel", models.JSONField(blank=True, default=list)),
                (
                    "outcome",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("UPHELD", "Upheld: the decision changes"),
                            ("UPHELD_IN_PART", "Upheld in part"),
                            ("NOT_UPHELD", "Not upheld: the decision stands"),
                            ("NEW_ASSESSMENT", "A new assessment is made"),
                        ],
                        max_length=16,
                    ),
                ),
                ("outcome_on", models.DateField(blank=True, null=True)),
                ("reasons", models.TextField(blank=True)),
                ("refund", models.JSONField(blank=True, default=dict)),
                ("details", models.JSONField(blank=True, default=dict)),
                (
                    "received_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
                (
                    "decided_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                ("created_at", models.DateTimeField(auto_now_add=True)),
            ],
        ),
        migrations.CreateModel(
            name="Attendance",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "organisation",
                    models.ForeignKey(
                        db_index=False,
                        editable=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="core.organisation",
                    ),
                ),
                (
                    "person",
                    models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="+", to="core.person"),
                ),
                (
                    "meeting",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="attendances",
                        to="eligibility.meeting",
                    ),
                ),
                (
                    "membership",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="core.membership",
                    ),
                ),
                ("name", models.CharField(max_length=200)),
                ("profession", models.CharField(max_length=40)),
                ("works_for", models.CharField(blank=True, max_length=200)),
                ("is_care_act_assessor", models.BooleanField(default=False)),
                (
                    "reply",
                    models.CharField(
                        choices=[
                            ("NONE", "No answer yet"),
                            ("ACCEPTED", "Will come"),
                            ("DECLINED", "Cannot come"),
                            ("SENDS_VIEWS", "Sends views in writing"),
                        ],
                        default=eligibility.enums.Reply["NONE"],
                        max_length=12,
                    ),
                ),
                ("attended", models.BooleanField(blank=True, null=True)),
                ("views", models.TextField(blank=True)),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("membership__isnull", False)),
                        fields=("meeting", "membership"),
                        name="invited_once",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="Attachment",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "organisation",
                    models.ForeignKey(
                        db_index=False,
                        editable=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="core.organisation",
                    ),
                ),
                (
                    "person",
                    models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="+", to="core.person"),
                ),
                (
                    "case",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="attachments", to="eligibility.case"
                    ),
                ),
                (
                    "evidence",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="attachments",
                        to="eligibility.evidencerequest",
                    ),
                ),
                (
                    "document",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="core.document"
                    ),
                ),
                ("about", models.CharField(max_length=300)),
                (
                    "by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
                ("at", models.DateTimeField(auto_now_add=True)),
            ],
            options={
                "abstract": False,
            },
        ),
        migrations.CreateModel(
            name="Decision",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "organisation",
                    models.ForeignKey(
                        db_index=False,
                        editable=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="core.organisation",
                    ),
                ),
                (
                    "person",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="decisions", to="core.person"
                    ),
                ),
                (
                    "case",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="decisions", to="eligibility.case"
                    ),
                ),
                (
                    "assessment",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="decisions",
                        to="eligibility.assessment",
                    ),
                ),
                (
                    "matter",
                    models.CharField(
                        choices=[
                            ("ELIGIBILITY", "Eligibility"),
                            ("PHB_REQUEST", "Request for a personal health budget"),
                            ("DIRECT_PAYMENT", "Direct payment"),
                        ],
                        default=eligibility.enums.Matter["ELIGIBILITY"],
                        max_length=16,
                    ),
                ),
                (
                    "decision",
                    models.CharField(
                        choices=[
                            ("ELIGIBLE", "Eligible"),
                            ("NOT_ELIGIBLE", "Not eligible"),
                            ("RETURNED_FOR_EVIDENCE", "Returned for evidence"),
                            ("GRANTED", "Granted"),
                            ("GRANTED_IN_PART", "Granted in part"),
                            ("REFUSED", "Refused"),
                            ("PERMITTED", "Permitted"),
                        ],
                        max_length=24,
                    ),
                ),
                ("decided_on", models.DateField()),
                ("reasons", models.TextField()),
                ("reason_codes", models.JSONField(default=list)),
                ("departs_from_mdt", models.BooleanField(default=False)),
                ("exceptional_reason", models.TextField(blank=True)),
                ("review_rights_given", models.BooleanField(default=False)),
                ("delay_reason", models.TextField(blank=True)),
                ("delay_unjustified", models.BooleanField(default=False)),
                ("right", models.JSONField(default=dict)),
                ("terms", models.JSONField(blank=True, default=dict)),
                ("decider_name", models.CharField(blank=True, max_length=200)),
                (
                    "challenge",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="decisions",
                        to="eligibility.challenge",
                    ),
                ),
                ("rule_set", models.CharField(max_length=60)),
                (
                    "decided_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
                (
                    "recommended_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            ("recommended_by__isnull", True),
                            models.Q(("recommended_by", models.F("decided_by")), _negated=True),
                            _connector="OR",
                        ),
                        name="decider_did_not_recommend",
                        violation_error_message="Whoever recommended does not decide. Ask another commissioner.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("reasons", ""), _negated=True), name="decision_has_reasons"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("decision__in", ["NOT_ELIGIBLE", "REFUSED", "GRANTED_IN_PART"]), _negated=True),
                            ("review_rights_given", True),
                            _connector="OR",
                        ),
                        name="refusal_tells_of_review",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="ChallengeStep",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "organisation",
                    models.ForeignKey(
                        db_index=False,
                        editable=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="core.organisation",
                    ),
                ),
                (
                    "person",
                    models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="+", to="core.person"),
                ),
                (
                    "challenge",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="steps", to="eligibility.challenge"
                    ),
                ),
                ("on", models.DateField()),
                ("words", models.TextField()),
                (
                    "by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
                ("at", models.DateTimeField(auto_now_add=True)),
            ],
            options={
                "indexes": [models.Index(fields=["challenge", "-on", "-id"], name="challenge_step_by_day")],
            },
        ),
        migrations.CreateModel(
            name="Letter",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "organisation",
                    models.ForeignKey(
                        db_index=False,
                        editable=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="core.organisation",
                    ),
                ),
                (
                    "person",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="letters", to="core.person"
                    ),
                ),
                (
                    "case",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="letters", to="eligibility.case"
                    ),
                ),
                (
                    "decision",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="letters",
                        to="eligibility.decision",
                    ),
                ),
                (
                    "challenge",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="letters",
                        to="eligibility.challenge",
                    ),
                ),
                ("kind", models.CharField(max_length=40)),
                ("to", models.CharField(max_length=200)),
                ("language", models.CharField(default="en", max_length=12)),
                ("format", models.CharField(default="STANDARD", max_length=12)),
                (
                    "state",
                    models.CharField(
                        choices=[("WRITTEN", "Written, not sent"), ("SENT", "Sent"), ("CANCELLED", "Not sent")],
                        default=eligibility.enums.LetterState["WRITTEN"],
                        max_length=10,
                    ),
                ),
                ("contents", models.JSONField(default=dict)),
                ("dated", models.DateField()),
                ("sent_on", models.DateField(blank=True, null=True)),
                ("sent_how", models.CharField(blank=True, max_length=200)),
                (
                    "written_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
                ("created_at", models.DateTimeField(auto_now_add=True)),
            ],
            options={
                "indexes": [
                    models.Index(fields=["case", "-id"], name="letter_by_case"),
                    models.Index(fields=["organisation", "state", "dated", "id"], name="letter_by_state"),
                ],
            },
        ),
        migrations.AddField(
            model_name="Challenge",
            name="about",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="challenges",
                to="eligibility.decision",
            ),
        ),
        migrations.AddIndex(
            model_name="Challenge",
            index=models.Index(fields=["organisation", "state", "due_on", "id"], name="challenge_by_clock"),
        ),
        migrations.AddConstraint(
            model_name="Challenge",
            constraint=models.UniqueConstraint(fields=("organisation", "reference"), name="challenge_reference_once"),
        ),
        migrations.AddConstraint(
            model_name="Challenge",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("state", "DECIDED"), _negated=True),
                    models.Q(
                        models.Q(("outcome", ""), _negated=True),
                        models.Q(("reasons", ""), _negated=True),
                        ("outcome_on__isnull", False),
                    ),
                    _connector="OR",
                ),
                name="challenge_decided_with_reasons",
            ),
        ),
    ]
