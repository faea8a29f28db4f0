import careplans.enums
import django.db.models.deletion
import django.db.models.functions.datetime
import phb.core.fields
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("core", "0001_initial"),
        ("eligibility", "0001_initial"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="Need",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("position", models.PositiveIntegerField(default=0)),
                ("copied_from", models.BigIntegerField(blank=True, editable=False, null=True)),
                ("words", models.TextField()),
                ("domain", models.CharField(blank=True, max_length=40)),
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
                "ordering": ["position", "id"],
                "abstract": False,
            },
        ),
        migrations.CreateModel(
            name="Plan",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("reference", models.CharField(max_length=20)),
                ("health_monitor", models.CharField(blank=True, max_length=200)),
                ("created_at", models.DateTimeField(auto_now_add=True)),
                (
                    "case",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="plans", to="eligibility.case"
                    ),
                ),
                (
                    "coordinator",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="core.membership"
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
                        on_delete=django.db.models.deletion.PROTECT, related_name="plans", to="core.person"
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="PlanVersion",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("number", models.PositiveIntegerField()),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("draft", "Draft"),
                            ("shared", "Shared with the person"),
                            ("agreed_by_person", "Agreed by the person"),
                            ("clinically_approved", "Clinically approved"),
                            ("finance_checked", "Checked by finance"),
                            ("authorised", "Authorised"),
                            ("active", "Active"),
                            ("under_review", "Under review"),
                            ("superseded", "Replaced by a later version"),
                            ("ended", "Ended"),
                            ("refused", "Refused"),
                            ("withdrawn", "Withdrawn"),
                        ],
                        default=careplans.enums.PlanState["DRAFT"],
                        max_length=24,
                    ),
                ),
                ("change_reason", models.TextField(blank=True)),
                ("who_i_am", models.TextField(blank=True)),
                ("must_know", models.TextField(blank=True)),
                ("what_matters", models.TextField(blank=True)),
                ("important_people", models.TextField(blank=True)),
                ("not_to_contact", models.TextField(blank=True)),
                ("how_i_communicate", models.TextField(blank=True)),
                ("my_wellness", models.TextField(blank=True)),
                ("please_do", models.TextField(blank=True)),
                ("please_do_not", models.TextField(blank=True)),
                ("how_to_support_me", models.TextField(blank=True)),
                ("also_worth_knowing", models.TextField(blank=True)),
                ("strengths", models.TextField(blank=True)),
                ("written_with", models.CharField(blank=True, max_length=200)),
                ("health_monitor", models.CharField(blank=True, max_length=200)),
                ("payment_frequency", models.CharField(blank=True, max_length=20)),
                ("notice_days", models.PositiveIntegerField(blank=True, null=True)),
                ("review_due_on", models.DateField(blank=True, null=True)),
                ("review_how", models.TextField(blank=True)),
                ("risks_advised_on", models.DateField(blank=True, null=True)),
                ("risks_advised_by", models.CharField(blank=True, max_length=200)),
                ("safeguarding", models.TextField(blank=True)),
                ("exclusions_checked_on", models.DateField(blank=True, null=True)),
                ("excluded", models.BooleanField(default=False)),
                ("effective_from", models.DateField(blank=True, null=True)),
                ("effective_to", models.DateField(blank=True, null=True)),
                ("returned_reason", models.TextField(blank=True)),
                ("content_hash", models.CharField(blank=True, max_length=64)),
                ("edits", models.PositiveIntegerField(default=0)),
                ("saved_at", models.DateTimeField(auto_now=True)),
                (
                    "state_since",
                    models.DateTimeField(db_default=django.db.models.functions.datetime.Now(), editable=False),
                ),
                ("shared_at", models.DateTimeField(blank=True, null=True)),
                (
                    "based_on",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="careplans.planversion",
                    ),
                ),
                (
                    "drafted_by",
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
                        on_delete=django.db.models.deletion.PROTECT, related_name="plan_versions", to="core.person"
                    ),
                ),
                (
                    "plan",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="versions", to="careplans.plan"
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="PlanContact",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("position", models.PositiveIntegerField(default=0)),
                ("copied_from", models.BigIntegerField(blank=True, editable=False, null=True)),
                ("name", models.CharField(max_length=200)),
                ("role", models.CharField(blank=True, max_length=200)),
                ("phone", models.CharField(blank=True, max_length=40)),
                ("email", models.EmailField(blank=True, max_length=254)),
                ("in_crisis", models.BooleanField(default=False)),
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
                    "version",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="%(class)ss",
                        to="careplans.planversion",
                    ),
                ),
            ],
            options={
                "ordering": ["position", "id"],
                "abstract": False,
            },
        ),
        migrations.CreateModel(
            name="Outcome",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("position", models.PositiveIntegerField(default=0)),
                ("copied_from", models.BigIntegerField(blank=True, editable=False, null=True)),
                ("words", models.TextField()),
                ("measure", models.TextField(blank=True)),
                ("importance", models.PositiveSmallIntegerField(blank=True, null=True)),
                ("agreed_with", models.CharField(blank=True, max_length=200)),
                ("agreed_on", models.DateField(blank=True, null=True)),
                (
                    "need",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="outcomes",
                        to="careplans.need",
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
                (
                    "version",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="%(class)ss",
                        to="careplans.planversion",
                    ),
                ),
            ],
            options={
                "ordering": ["position", "id"],
                "abstract": False,
            },
        ),
        migrations.AddField(
            model_name="need",
            name="version",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="%(class)ss", to="careplans.planversion"
            ),
        ),
        migrations.CreateModel(
            name="Drafter",
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
                    "user",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
                (
                    "version",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="drafters", to="careplans.planversion"
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="Contingency",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("position", models.PositiveIntegerField(default=0)),
                ("copied_from", models.BigIntegerField(blank=True, editable=False, null=True)),
                ("trigger", models.TextField()),
                ("action", models.TextField()),
                ("contact", models.CharField(blank=True, max_length=200)),
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
                    "version",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="%(class)ss",
                        to="careplans.planversion",
                    ),
                ),
            ],
            options={
                "ordering": ["position", "id"],
                "abstract": False,
            },
        ),
        migrations.CreateModel(
            name="Risk",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("position", models.PositiveIntegerField(default=0)),
                ("copied_from", models.BigIntegerField(blank=True, editable=False, null=True)),
                ("description", models.TextField()),
                ("what_matters", models.TextField(blank=True)),
                ("likelihood", models.PositiveSmallIntegerField(default=1)),
                ("impact", models.PositiveSmallIntegerField(default=1)),
                ("steps", models.TextField(blank=True)),
                ("procedure", models.TextField(blank=True)),
                ("persons_view", models.TextField(blank=True)),
                (
                    "agreement",
                    models.CharField(
                        choices=[
                            ("agreed", "Agreed"),
                            ("disagreement_recorded", "Agreed, with a disagreement recorded"),
                            ("not_agreed", "Not agreed"),
                        ],
                        default=careplans.enums.RiskAgreement["AGREED"],
                        max_length=24,
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
                (
                    "version",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="%(class)ss",
                        to="careplans.planversion",
                    ),
                ),
            ],
            options={
                "ordering": ["position", "id"],
                "abstract": False,
            },
        ),
        migrations.CreateModel(
            name="Service",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("position", models.PositiveIntegerField(default=0)),
                ("copied_from", models.BigIntegerField(blank=True, editable=False, null=True)),
                ("description", models.CharField(max_length=300)),
                ("kind", models.CharField(max_length=24)),
                ("provider", models.CharField(blank=True, max_length=200)),
                ("hours_per_week", models.DecimalField(blank=True, decimal_places=2, max_digits=6, null=True)),
                ("rate", phb.core.fields.MoneyField(blank=True, decimal_places=2, max_digits=12, null=True)),
                ("weekly_amount", phb.core.fields.MoneyField(blank=True, decimal_places=2, max_digits=12, null=True)),
                ("one_off_amount", phb.core.fields.MoneyField(blank=True, decimal_places=2, max_digits=12, null=True)),
                ("one_off_on", models.DateField(blank=True, null=True)),
                (
                    "holding",
                    models.CharField(
                        choices=[
                            ("notional", "Notional budget"),
                            ("third_party", "Third-party budget"),
                            ("direct_payment", "Direct payment"),
                            ("managed_account", "Direct payment in a managed account"),
                        ],
                        default=careplans.enums.HoldingMethod["DIRECT_PAYMENT"],
                        max_length=16,
                    ),
                ),
                ("frequency", models.CharField(blank=True, max_length=20)),
                ("funders", models.JSONField(default=list)),
                ("working", models.JSONField(blank=True, default=dict)),
                ("paid_relative", models.BooleanField(default=False)),
                ("same_household", models.BooleanField(default=False)),
                ("exception_reason", models.TextField(blank=True)),
                ("exception_approved_by", models.CharField(blank=True, max_length=200)),
                ("exception_approved_on", models.DateField(blank=True, null=True)),
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
                    "version",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="%(class)ss",
                        to="careplans.planversion",
                    ),
                ),
            ],
            options={
                "ordering": ["position", "id"],
                "abstract": False,
            },
        ),
        migrations.CreateModel(
            name="ServiceOutcome",
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
                    "outcome",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="links", to="careplans.outcome"
                    ),
                ),
                (
                    "person",
                    models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="+", to="core.person"),
                ),
                (
                    "service",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="links", to="careplans.service"
                    ),
                ),
                (
                    "version",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="links", to="careplans.planversion"
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="SignOff",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("person", "Agreed by the person"),
                            ("clinical", "Clinical sign-off"),
                            ("finance", "Finance check"),
                            ("authorisation", "Authorisation"),
                        ],
                        max_length=16,
                    ),
                ),
                ("content_hash", models.CharField(max_length=64)),
                ("signed_role", models.CharField(max_length=8)),
                ("signed_name", models.CharField(max_length=200)),
                ("signed_on", models.DateField()),
                ("on_behalf", models.CharField(blank=True, max_length=120)),
                ("how", models.CharField(default="online", max_length=40)),
                ("words", models.TextField(blank=True)),
                ("at", models.DateTimeField(auto_now_add=True)),
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
                    "signed_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
                (
                    "version",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="sign_offs",
                        to="careplans.planversion",
                    ),
                ),
            ],
            options={
                "ordering": ["id"],
            },
        ),
        migrations.CreateModel(
            name="Consent",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "about",
                    models.CharField(
                        choices=[
                            ("DIRECT_PAYMENT", "Receiving a direct payment"),
                            ("MANAGING_MONEY", "Managing the money"),
                            ("CARE", "The care in the plan"),
                        ],
                        max_length=16,
                    ),
                ),
                (
                    "capacity",
                    models.CharField(
                        choices=[
                            ("HAS_CAPACITY", "Can make this decision"),
                            ("LACKS_CAPACITY", "Cannot make this decision at present"),
                            ("UNDER_16", "Is under 16"),
                        ],
                        default=careplans.enums.Capacity["HAS"],
                        max_length=16,
                    ),
                ),
                ("consents", models.BooleanField()),
                ("given_by", models.CharField(max_length=200)),
                ("basis", models.CharField(default="SELF", max_length=24)),
                ("evidence", models.TextField(blank=True)),
                ("assessed_on", models.DateField()),
                ("withdrawn_on", models.DateField(blank=True, null=True)),
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
                        on_delete=django.db.models.deletion.PROTECT, related_name="consents", to="core.person"
                    ),
                ),
                (
                    "recorded_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
            ],
            options={
                "indexes": [models.Index(fields=["person", "about", "-assessed_on"], name="consent_newest")],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("basis", "SELF"), _negated=True), ("capacity", "HAS_CAPACITY"), _connector="OR"
                        ),
                        name="consent_of_ones_own_needs_capacity",
                        violation_error_message="Someone without capacity for a decision cannot consent to it. Record who consents for them.",
                    )
                ],
            },
        ),
        migrations.AddConstraint(
            model_name="plan",
            constraint=models.UniqueConstraint(fields=("organisation", "reference"), name="plan_reference_once"),
        ),
        migrations.AddConstraint(
            model_name="plan",
            constraint=models.UniqueConstraint(
                fields=("case",),
                name="one_plan_per_case",
                violation_error_message="This case already has a plan. Open it and go on there.",
            ),
        ),
        migrations.AddIndex(
            model_name="planversion",
            index=models.Index(fields=["organisation", "state", "state_since", "id"], name="plan_version_by_state"),
        ),
        migrations.AddIndex(
            model_name="planversion",
            index=models.Index(
                condition=models.Q(("state__in", ["active", "under_review"])),
                fields=["organisation", "review_due_on", "id"],
                name="plan_review_due",
            ),
        ),
        migrations.AddConstraint(
            model_name="planversion",
            constraint=models.UniqueConstraint(fields=("plan", "number"), name="plan_version_number_once"),
        ),
        migrations.AddConstraint(
            model_name="planversion",
            constraint=models.UniqueConstraint(
                condition=models.Q(("state__in", ["active", "under_review"])),
                fields=("plan",),
                name="one_active_version_per_plan",
            ),
        ),
        migrations.AddConstraint(
            model_name="planversion",
            constraint=models.UniqueConstraint(
                condition=models.Q(
                    (
                        "state__in",
                        [
                            "draft",
                            "shared",
                            "agreed_by_person",
                            "clinically_approved",
                            "finance_checked",
                            "authorised",
                            "refused",
                        ],
                    )
                ),
                fields=("plan",),
                name="one_open_version_per_plan",
                violation_error_message="This plan already has a version that is being worked on. Go on with that one.",
            ),
        ),
        migrations.AddConstraint(
            model_name="planversion",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("effective_to__isnull", True), ("effective_to__gte", models.F("effective_from")), _connector="OR"
                ),
                name="plan_version_ends_after_start",
            ),
        ),
        migrations.AddConstraint(
            model_name="outcome",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("importance__isnull", True),
                    models.Q(("importance__gte", 1), ("importance__lte", 10)),
                    _connector="OR",
                ),
                name="outcome_importance_one_to_ten",
            ),
        ),
        migrations.AddConstraint(
            model_name="drafter",
            constraint=models.UniqueConstraint(fields=("version", "user"), name="drafter_once"),
        ),
        migrations.AddConstraint(
            model_name="risk",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("impact__gte", 1), ("impact__lte", 5), ("likelihood__gte", 1), ("likelihood__lte", 5)
                ),
                name="risk_scores_one_to_five",
            ),
        ),
        migrations.AddConstraint(
            model_name="service",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("one_off_amount__isnull", True), ("weekly_amount__isnull", False)),
                    models.Q(("one_off_amount__isnull", False), ("weekly_amount__isnull", True)),
                    models.Q(("one_off_amount__isnull", True), ("weekly_amount__isnull", True)),
                    _connector="OR",
                ),
                name="service_weekly_or_one_off",
            ),
        ),
        migrations.AddConstraint(
            model_name="service",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("weekly_amount__isnull", True), ("weekly_amount__gte", 0), _connector="OR"),
                    models.Q(("one_off_amount__isnull", True), ("one_off_amount__gte", 0), _connector="OR"),
                ),
                name="service_amount_not_negative",
            ),
        ),
        migrations.AddConstraint(
            model_name="serviceoutcome",
            constraint=models.UniqueConstraint(fields=("service", "outcome"), name="service_serves_outcome_once"),
        ),
        migrations.AddConstraint(
            model_name="signoff",
            constraint=models.UniqueConstraint(
                fields=("version", "kind", "content_hash"), name="one_sign_off_of_a_kind"
            ),
        ),
    ]
