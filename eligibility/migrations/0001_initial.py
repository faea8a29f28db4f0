import django.db.models.deletion
import eligibility.enums
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("core", "0001_initial"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="Case",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
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
                ("created_at", models.DateTimeField(auto_now_add=True)),
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
            ],
        ),
        migrations.CreateModel(
            name="Assessment",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
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
                ("completed_on", models.DateField(blank=True, null=True)),
                ("received_on", models.DateField(blank=True, null=True)),
                ("created_at", models.DateTimeField(auto_now_add=True)),
                ("saved_at", models.DateTimeField(auto_now=True)),
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
                    "started_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
                (
                    "case",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="assessments", to="eligibility.case"
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="Decision",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "decision",
                    models.CharField(
                        choices=[
                            ("ELIGIBLE", "Eligible"),
                            ("NOT_ELIGIBLE", "Not eligible"),
                            ("RETURNED_FOR_EVIDENCE", "Returned for evidence"),
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
                ("rule_set", models.CharField(max_length=60)),
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
                    "case",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="decisions", to="eligibility.case"
                    ),
                ),
                (
                    "decided_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
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
        ),
        migrations.CreateModel(
            name="DraftNote",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("answers", models.JSONField()),
                ("at", models.DateTimeField(auto_now_add=True)),
                (
                    "assessment",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="conflicts",
                        to="eligibility.assessment",
                    ),
                ),
                (
                    "by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
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
            ],
            options={
                "abstract": False,
            },
        ),
        migrations.AddIndex(
            model_name="case",
            index=models.Index(fields=["organisation", "state", "due_on", "id"], name="case_by_clock"),
        ),
        migrations.AddConstraint(
            model_name="case",
            constraint=models.UniqueConstraint(fields=("organisation", "reference"), name="case_reference_once"),
        ),
        migrations.AddConstraint(
            model_name="case",
            constraint=models.UniqueConstraint(
                condition=models.Q(("state__in", ["ELIGIBLE", "NOT_ELIGIBLE", "CLOSED"]), _negated=True),
                fields=("person", "route"),
                name="one_undecided_case_per_route",
                violation_error_message="This person already has an undecided case by this route. Go on with that one.",
            ),
        ),
        migrations.AddConstraint(
            model_name="assessment",
            constraint=models.UniqueConstraint(
                condition=models.Q(("state", eligibility.enums.FormState["DRAFT"])),
                fields=("case", "tool"),
                name="one_draft_per_case_and_tool",
            ),
        ),
        migrations.AddConstraint(
            model_name="assessment",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("completed_by__isnull", True), ("completed_on__isnull", True)),
                    models.Q(("completed_by__isnull", False), ("completed_on__isnull", False)),
                    _connector="OR",
                ),
                name="assessment_completed_on_and_by",
            ),
        ),
        migrations.AddConstraint(
            model_name="decision",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("recommended_by__isnull", True),
                    models.Q(("recommended_by", models.F("decided_by")), _negated=True),
                    _connector="OR",
                ),
                name="decider_did_not_recommend",
                violation_error_message="Whoever recommended does not decide. Ask another commissioner.",
            ),
        ),
        migrations.AddConstraint(
            model_name="decision",
            constraint=models.CheckConstraint(
                condition=models.Q(("reasons", ""), _negated=True), name="decision_has_reasons"
            ),
        ),
        migrations.AddConstraint(
            model_name="decision",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("decision", "NOT_ELIGIBLE"), _negated=True),
                    ("review_rights_given", True),
                    _connector="OR",
                ),
                name="refusal_tells_of_review",
            ),
        ),
    ]
