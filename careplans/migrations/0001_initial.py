import careplans.enums
import django.contrib.postgres.search
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
    ]

    operations = [
        migrations.CreateModel(
            name="Plan",
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
                        on_delete=django.db.models.deletion.PROTECT, related_name="plans", to="core.person"
                    ),
                ),
                (
                    "case",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="plans", to="eligibility.case"
                    ),
                ),
                ("reference", models.CharField(max_length=20)),
                (
                    "coordinator",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="core.membership"
                    ),
                ),
                (
                    "offer_status",
                    models.CharField(
                        choices=[
                            ("01", "Offered, not decided yet"),
                            ("02", "Offered and declined"),
                            ("03", "Offered and accepted"),
                            ("04", "Not offered"),
                        ],
                        default=careplans.enums.OfferStatus["ACCEPTED"],
                        max_length=2,
                    ),
                ),
                ("next_review_on", models.DateField(blank=True, null=True)),
                (
                    "next_review_kind",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("first", "First review"),
                            ("yearly", "Yearly review"),
                            ("agreed", "Review on the day the plan names"),
                            ("after_change", "Review after a change of health"),
                            ("insufficient", "Review because the amount is not enough"),
                            ("asked", "Review the person asked for"),
                            ("age", "Review at an age"),
                            ("capacity", "Review after a change of capacity or consent"),
                            ("nominee", "Review after a change of nominee or representative"),
                            ("concern", "Review that staff asked for"),
                        ],
                        max_length=16,
                    ),
                ),
                ("next_review_why", models.CharField(blank=True, max_length=300)),
                ("council_payments_from", models.DateField(blank=True, null=True)),
                ("about_me", models.JSONField(blank=True, default=dict)),
                ("about_me_on", models.DateField(blank=True, null=True)),
                ("about_me_by", models.CharField(blank=True, max_length=200)),
                ("about_me_over", models.JSONField(blank=True, default=dict)),
                ("created_at", models.DateTimeField(auto_now_add=True)),
            ],
            options={
                "indexes": [models.Index(fields=["organisation", "next_review_on", "id"], name="plan_by_next_review")],
                "constraints": [
                    models.UniqueConstraint(fields=("organisation", "reference"), name="plan_reference_once"),
                    models.UniqueConstraint(
                        fields=("case",),
                        name="one_plan_per_case",
                        violation_error_message="This case already has a plan. Open it and go on there.",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Consent",
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
                        on_delete=django.db.models.deletion.PROTECT, related_name="consents", to="core.person"
                    ),
                ),
                (
                    "about",
                    models.CharField(
                        choices=[
                            ("DIRECT_PAYMENT", "Receiving a direct payment"),
                            ("MANAGING_MONEY", "Managing the money"),
                            ("CARE", "The care in the plan"),
                            ("OTHER", "Another decision"),
                        ],
                        max_length=16,
                    ),
                ),
                ("decision", models.CharField(blank=True, max_length=300)),
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
                ("assessed_by", models.CharField(blank=True, max_length=200)),
                ("support_given", models.TextField(blank=True)),
                ("best_interests", models.TextField(blank=True)),
                ("authority_document", models.CharField(blank=True, max_length=300)),
                ("document_seen_on", models.DateField(blank=True, null=True)),
                ("document_expires_on", models.DateField(blank=True, null=True)),
                ("next_check_on", models.DateField(blank=True, null=True)),
                (
                    "recorded_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
                ("assessed_on", models.DateField()),
                ("withdrawn_on", models.DateField(blank=True, null=True)),
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
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("about", "OTHER"), _negated=True),
                            models.Q(("decision", ""), _negated=True),
                            _connector="OR",
                        ),
                        name="consent_names_other_decision",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Panel",
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
                    "state",
                    models.CharField(
                        choices=[("planned", "Planned"), ("held", "Held"), ("cancelled", "Cancelled")],
                        default=careplans.enums.PanelState["PLANNED"],
                        max_length=12,
                    ),
                ),
                ("name", models.CharField(max_length=200)),
                ("held_on", models.DateField()),
                ("place", models.CharField(blank=True, max_length=300)),
                ("members", models.JSONField(default=list)),
                ("minutes", models.TextField(blank=True)),
                ("edits", models.PositiveIntegerField(default=0)),
                (
                    "made_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
                ("created_at", models.DateTimeField(auto_now_add=True)),
            ],
            options={
                "indexes": [models.Index(fields=["organisation", "held_on", "id"], name="panel_by_day")],
            },
        ),
        migrations.CreateModel(
            name="LibraryItem",
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
                        choices=[
                            ("service", "Service"),
                            ("equipment", "Equipment"),
                            ("treatment", "Treatment"),
                            ("outcome", "Outcome"),
                        ],
                        max_length=12,
                    ),
                ),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("proposed", "Waiting for a second person"),
                            ("in_use", "In use"),
                            ("rejected", "Not taken up"),
                            ("retired", "No longer offered"),
                        ],
                        default=careplans.enums.LibraryState["PROPOSED"],
                        max_length=12,
                    ),
                ),
                ("name", models.CharField(max_length=300)),
                ("description", models.TextField(blank=True)),
                ("topic", models.CharField(blank=True, max_length=120)),
                ("service_kind", models.CharField(blank=True, max_length=24)),
                ("measure", models.TextField(blank=True)),
                ("evidence", models.TextField(blank=True)),
                ("providers", models.TextField(blank=True, editable=False)),
                (
                    "look_up",
                    models.GeneratedField(
                        db_persist=True,
                        expression=django.contrib.postgres.search.SearchVector(
                            "name", "topic", "description", "providers", config="english"
                        ),
                        output_field=django.contrib.postgres.search.SearchVectorField(),
                    ),
                ),
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
                ("edits", models.PositiveIntegerField(default=0)),
                ("created_at", models.DateTimeField(auto_now_add=True)),
            ],
            options={
                "indexes": [
                    models.Index(fields=["organisation", "state", "kind", "name", "id"], name="library_by_name")
                ],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("organisation", "kind", "name"),
                        name="library_name_once",
                        violation_error_message="The library already has an entry of this name.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("approved_by__isnull", True),
                            models.Q(("approved_by", models.F("proposed_by")), _negated=True),
                            _connector="OR",
                        ),
                        name="library_item_by_two_people",
                        violation_error_message="You proposed this entry, so a colleague approves it.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("state", careplans.enums.LibraryState["IN_USE"]), _negated=True),
                            ("approved_by__isnull", False),
                            _connector="OR",
                        ),
                        name="library_item_in_use_approved",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="LibraryFile",
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
                    "state",
                    models.CharField(
                        choices=[
                            ("checked", "Checked, nothing taken"),
                            ("proposed", "Waiting for a second person"),
                            ("taken", "Taken"),
                            ("discarded", "Put aside"),
                        ],
                        default=careplans.enums.LibraryFileState["CHECKED"],
                        max_length=12,
                    ),
                ),
                ("file_name", models.CharField(max_length=200)),
                ("sha256", models.CharField(max_length=64)),
                ("rows", models.JSONField(blank=True, default=list)),
                ("refusals", models.JSONField(blank=True, default=list)),
                ("told", models.JSONField(blank=True, default=list)),
                ("entries_made", models.PositiveIntegerField(default=0)),
                ("prices_made", models.PositiveIntegerField(default=0)),
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
                ("at", models.DateTimeField(auto_now_add=True)),
            ],
            options={
                "ordering": ["-id"],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            ("approved_by__isnull", True),
                            models.Q(("approved_by", models.F("proposed_by")), _negated=True),
                            _connector="OR",
                        ),
                        name="library_file_by_two_people",
                        violation_error_message="You brought this file, so a colleague takes it.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("state", careplans.enums.LibraryFileState["TAKEN"]), _negated=True),
                            ("approved_by__isnull", False),
                            _connector="OR",
                        ),
                        name="library_file_taken_by_somebody",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Measure",
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
                    "state",
                    models.CharField(
                        choices=[("draft", "Being written"), ("in_use", "In use"), ("retired", "No longer used")],
                        default=careplans.enums.MeasureState["DRAFT"],
                        max_length=12,
                    ),
                ),
                ("name", models.CharField(max_length=200)),
                ("version", models.CharField(blank=True, max_length=60)),
                ("about", models.TextField(blank=True)),
                ("licence", models.TextField(blank=True)),
                ("least", models.DecimalField(decimal_places=3, max_digits=8)),
                ("most", models.DecimalField(decimal_places=3, max_digits=8)),
                ("higher_is_better", models.BooleanField(default=True)),
                ("working", models.CharField(default="sum", max_length=12)),
                ("questions", models.JSONField(blank=True, default=list)),
                (
                    "made_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
                ("edits", models.PositiveIntegerField(default=0)),
                ("created_at", models.DateTimeField(auto_now_add=True)),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(
                        fields=("organisation", "name", "version"),
                        name="measure_once",
                        violation_error_message="There is a measure of this name and version already.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("most__gt", models.F("least"))), name="measure_has_a_range"
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="PlanVersion",
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
                        on_delete=django.db.models.deletion.PROTECT, related_name="plan_versions", to="core.person"
                    ),
                ),
                (
                    "plan",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="versions", to="careplans.plan"
                    ),
                ),
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
                ("change_reason", models.TextField(blank=True)),
                ("is_minor", models.BooleanField(default=False)),
                (
                    "drafted_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
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
                ("liberty", models.TextField(blank=True)),
                ("liberty_authority", models.CharField(blank=True, max_length=300)),
                ("liberty_until", models.DateField(blank=True, null=True)),
                ("restraint", models.TextField(blank=True)),
                ("formulation", models.TextField(blank=True)),
                ("advance_statement", models.TextField(blank=True)),
                ("advance_statement_kept", models.CharField(blank=True, max_length=300)),
                ("anticipatory", models.TextField(blank=True)),
                ("carers_situation", models.TextField(blank=True)),
                ("how_took_part", models.TextField(blank=True)),
                ("advocacy_offered_on", models.DateField(blank=True, null=True)),
                ("advocacy", models.TextField(blank=True)),
                ("support_offered_on", models.DateField(blank=True, null=True)),
                ("support", models.TextField(blank=True)),
                ("extra_parts", models.JSONField(blank=True, default=list)),
                ("exclusions_checked_on", models.DateField(blank=True, null=True)),
                ("excluded", models.BooleanField(default=False)),
                ("effective_from", models.DateField(blank=True, null=True)),
                ("effective_to", models.DateField(blank=True, null=True)),
                ("returned_reason", models.TextField(blank=True)),
                ("brought_in", models.TextField(blank=True)),
                ("content_hash", models.CharField(blank=True, max_length=64)),
                ("edits", models.PositiveIntegerField(default=0)),
                ("saved_at", models.DateTimeField(auto_now=True)),
                (
                    "state_since",
                    models.DateTimeField(db_default=django.db.models.functions.datetime.Now(), editable=False),
                ),
                ("shared_at", models.DateTimeField(blank=True, null=True)),
            ],
            options={
                "indexes": [
                    models.Index(fields=["organisation", "state", "state_since", "id"], name="plan_version_by_state"),
                    models.Index(
                        condition=models.Q(("state__in", ["active", "under_review"])),
                        fields=["organisation", "review_due_on", "id"],
                        name="plan_review_due",
                    ),
                ],
                "constraints": [
                    models.UniqueConstraint(fields=("plan", "number"), name="plan_version_number_once"),
                    models.UniqueConstraint(
                        condition=models.Q(("state__in", ["active", "under_review"])),
                        fields=("plan",),
                        name="one_active_version_per_plan",
                    ),
                    models.UniqueConstraint(
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
                    models.CheckConstraint(
                        condition=models.Q(
                            ("effective_to__isnull", True),
                            ("effective_to__gte", models.F("effective_from")),
                            _connector="OR",
                        ),
                        name="plan_version_ends_after_start",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="FamilyException",
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
                    "plan",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="family_exceptions",
                        to="careplans.plan",
                    ),
                ),
                ("line", models.BigIntegerField()),
                ("said", models.CharField(max_length=64)),
                ("name", models.CharField(max_length=200)),
                ("agreed", models.BooleanField()),
                ("reasons", models.TextField()),
                ("decided_on", models.DateField()),
                (
                    "decided_by",
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
            name="ReplacedPackage",
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
                    "plan",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="replaced_packages",
                        to="careplans.plan",
                    ),
                ),
                ("weekly", phb.core.fields.MoneyField(blank=True, decimal_places=2, max_digits=12, null=True)),
                ("basis", models.TextField()),
                ("dated", models.DateField()),
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
                    models.CheckConstraint(
                        condition=models.Q(("weekly__isnull", True), ("weekly__gte", 0), _connector="OR"),
                        name="replaced_package_not_negative",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="Competence",
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
                    "plan",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="competences", to="careplans.plan"
                    ),
                ),
                ("line", models.BigIntegerField()),
                ("task", models.CharField(max_length=300)),
                ("assistant", models.CharField(max_length=200)),
                ("employer", models.CharField(blank=True, max_length=200)),
                ("planned_for", models.DateField(blank=True, null=True)),
                ("trained_on", models.DateField(blank=True, null=True)),
                ("trained_by", models.CharField(blank=True, max_length=200)),
                ("assessed_on", models.DateField(blank=True, null=True)),
                ("assessed_by", models.CharField(blank=True, max_length=200)),
                (
                    "result",
                    models.CharField(
                        blank=True,
                        choices=[("competent", "Competent"), ("not_yet", "Not yet competent")],
                        max_length=16,
                    ),
                ),
                ("expires_on", models.DateField(blank=True, null=True)),
                ("practitioner_signed_on", models.DateField(blank=True, null=True)),
                ("employer_signed_on", models.DateField(blank=True, null=True)),
                ("assistant_signed_on", models.DateField(blank=True, null=True)),
                ("withdrawn_on", models.DateField(blank=True, null=True)),
                ("withdrawn_why", models.TextField(blank=True)),
                (
                    "recorded_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
                ("edits", models.PositiveIntegerField(default=0)),
                ("at", models.DateTimeField(auto_now_add=True)),
            ],
            options={
                "indexes": [
                    models.Index(fields=["plan", "line", "assistant"], name="competence_by_task"),
                    models.Index(fields=["organisation", "expires_on", "id"], name="competence_by_expiry"),
                ],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            ("withdrawn_on__isnull", True),
                            models.Q(("withdrawn_why", ""), _negated=True),
                            _connector="OR",
                        ),
                        name="competence_withdrawn_with_reason",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("expires_on__isnull", True), ("assessed_on__isnull", False), _connector="OR"
                        ),
                        name="competence_expires_once_assessed",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="EmploymentCheck",
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
                    "plan",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="employment_checks",
                        to="careplans.plan",
                    ),
                ),
                ("line", models.BigIntegerField()),
                ("name", models.CharField(max_length=200)),
                (
                    "check_kind",
                    models.CharField(
                        choices=[
                            ("right_to_work", "Right to work"),
                            ("contract", "Contract given on or before the first day"),
                            ("insurance", "Employers' liability insurance"),
                            ("paye", "Pay as you earn is set up"),
                            ("pension", "Workplace pension duties"),
                            ("holiday", "5.6 weeks of paid holiday agreed"),
                            ("training", "Training"),
                            ("references", "References"),
                            ("dbs", "Criminal record check (DBS)"),
                            ("backup", "Who comes instead"),
                            ("self_employed", "Self-employment shown by evidence"),
                            ("registration", "Professional or CQC registration"),
                            ("indemnity", "Insurance or indemnity in proportion to the risk"),
                            ("complaints", "A way to complain"),
                        ],
                        max_length=20,
                    ),
                ),
                ("done_on", models.DateField()),
                ("expires_on", models.DateField(blank=True, null=True)),
                ("words", models.CharField(blank=True, max_length=300)),
                (
                    "recorded_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
                ("at", models.DateTimeField(auto_now_add=True)),
            ],
            options={
                "indexes": [models.Index(fields=["plan", "line", "check_kind", "-id"], name="employment_check_newest")],
            },
        ),
        migrations.CreateModel(
            name="ChangeWithoutReview",
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
                    "plan",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="changes_without_review",
                        to="careplans.plan",
                    ),
                ),
                ("changed_on", models.DateField()),
                ("what", models.TextField()),
                ("why_no_review", models.TextField()),
                ("sufficient_words", models.TextField()),
                ("decided_on", models.DateField()),
                (
                    "decided_by",
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
            name="Concern",
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
                    "plan",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="concerns", to="careplans.plan"
                    ),
                ),
                (
                    "state",
                    models.CharField(
                        choices=[("open", "Open"), ("closed", "Closed")],
                        default=careplans.enums.ConcernState["OPEN"],
                        max_length=12,
                    ),
                ),
                ("raised_on", models.DateField()),
                ("words", models.TextField()),
                ("about_whom", models.CharField(blank=True, max_length=300)),
                ("persons_wishes", models.TextField(blank=True)),
                ("immediate_steps", models.TextField(blank=True)),
                ("referred_to", models.CharField(blank=True, max_length=300)),
                ("referred_on", models.DateField(blank=True, null=True)),
                ("reference", models.CharField(blank=True, max_length=60)),
                ("not_referred_why", models.TextField(blank=True)),
                ("outcome", models.TextField(blank=True)),
                ("closed_on", models.DateField(blank=True, null=True)),
                (
                    "raised_by",
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
            name="LibraryChange",
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
                    "item",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="changes", to="careplans.libraryitem"
                    ),
                ),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("proposed", "Waiting for a second person"),
                            ("approved", "Taken up"),
                            ("rejected", "Not taken up"),
                        ],
                        default=careplans.enums.LibraryChangeState["PROPOSED"],
                        max_length=12,
                    ),
                ),
                ("values", models.JSONField()),
                ("before", models.JSONField()),
                ("reason", models.TextField()),
                ("edition", models.PositiveIntegerField(blank=True, null=True)),
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
                ("at", models.DateTimeField(auto_now_add=True)),
                ("decided_on", models.DateField(blank=True, null=True)),
            ],
            options={
                "ordering": ["-id"],
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("state", careplans.enums.LibraryChangeState["PROPOSED"])),
                        fields=("item",),
                        name="one_open_change_of_an_entry",
                        violation_error_message="Another correction of this entry waits for a second person. Let it be decided first.",
                    ),
                    models.UniqueConstraint(fields=("item", "edition"), name="library_edition_once"),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("approved_by__isnull", True),
                            models.Q(("approved_by", models.F("proposed_by")), _negated=True),
                            _connector="OR",
                        ),
                        name="library_change_by_two_people",
                        violation_error_message="You proposed this correction, so a colleague decides on it.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("state", careplans.enums.LibraryChangeState["APPROVED"]), _negated=True),
                            models.Q(("approved_by__isnull", False), ("edition__isnull", False)),
                            _connector="OR",
                        ),
                        name="library_change_taken_up_by_somebody",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="LibraryPrice",
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
                    "item",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="prices", to="careplans.libraryitem"
                    ),
                ),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("proposed", "Waiting for a second person"),
                            ("approved", "Approved"),
                            ("rejected", "Not approved"),
                        ],
                        default=careplans.enums.PriceState["PROPOSED"],
                        max_length=12,
                    ),
                ),
                ("provider", models.CharField(blank=True, max_length=200)),
                (
                    "place",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="core.place",
                    ),
                ),
                (
                    "unit",
                    models.CharField(
                        choices=[
                            ("hour", "an hour"),
                            ("night", "a night"),
                            ("day", "a day"),
                            ("week", "a week"),
                            ("session", "a session"),
                            ("mile", "a mile"),
                            ("item", "each"),
                        ],
                        max_length=12,
                    ),
                ),
                ("amount", phb.core.fields.MoneyField(decimal_places=2, max_digits=12)),
                ("includes", models.TextField(blank=True)),
                ("starts", models.DateField()),
                ("ends", models.DateField(blank=True, null=True)),
                ("source", models.CharField(max_length=300)),
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
                ("at", models.DateTimeField(auto_now_add=True)),
            ],
            options={
                "ordering": ["item_id", "provider", "-starts", "id"],
                "indexes": [
                    models.Index(fields=["item", "state", "starts"], name="library_price_by_item"),
                    models.Index(
                        fields=["organisation", "state", "unit", "amount", "id"], name="library_price_by_amount"
                    ),
                ],
                "constraints": [
                    models.CheckConstraint(condition=models.Q(("amount__gte", 0)), name="library_price_not_negative"),
                    models.CheckConstraint(
                        condition=models.Q(("ends__isnull", True), ("ends__gte", models.F("starts")), _connector="OR"),
                        name="library_price_ends_after_start",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("approved_by__isnull", True),
                            models.Q(("approved_by", models.F("proposed_by")), _negated=True),
                            _connector="OR",
                        ),
                        name="library_price_by_two_people",
                        violation_error_message="You proposed this price, so a colleague approves it.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("state", careplans.enums.PriceState["APPROVED"]), _negated=True),
                            ("approved_by__isnull", False),
                            _connector="OR",
                        ),
                        name="library_price_approved_by_somebody",
                    ),
                ],
            },
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
                    "version",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="drafters", to="careplans.planversion"
                    ),
                ),
                (
                    "user",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
            ],
            options={
                "constraints": [models.UniqueConstraint(fields=("version", "user"), name="drafter_once")],
            },
        ),
        migrations.CreateModel(
            name="SignOff",
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
                    "version",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="sign_offs",
                        to="careplans.planversion",
                    ),
                ),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("person", "Agreed by the person"),
                            ("clinical", "Clinical sign-off"),
                            ("finance", "Finance check"),
                            ("approval", "First approval of two"),
                            ("authorisation", "Authorisation"),
                        ],
                        max_length=16,
                    ),
                ),
                ("content_hash", models.CharField(max_length=64)),
                (
                    "signed_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
                ("signed_role", models.CharField(max_length=8)),
                ("signed_name", models.CharField(max_length=200)),
                ("signed_on", models.DateField()),
                ("on_behalf", models.CharField(blank=True, max_length=120)),
                ("how", models.CharField(default="online", max_length=40)),
                ("words", models.TextField(blank=True)),
                ("at", models.DateTimeField(auto_now_add=True)),
            ],
            options={
                "ordering": ["id"],
                "constraints": [
                    models.UniqueConstraint(fields=("version", "kind", "content_hash"), name="one_sign_off_of_a_kind")
                ],
            },
        ),
        migrations.CreateModel(
            name="Need",
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
                    "version",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="%(class)ss",
                        to="careplans.planversion",
                    ),
                ),
                ("position", models.PositiveIntegerField(default=0)),
                ("first_row", models.BigIntegerField(blank=True, editable=False, null=True)),
                ("from_person", models.BooleanField(default=False, editable=False)),
                ("words", models.TextField()),
                ("domain", models.CharField(blank=True, max_length=40)),
                ("professionals_view", models.TextField(blank=True)),
                ("code", models.CharField(blank=True, max_length=18)),
            ],
            options={
                "ordering": ["position", "id"],
                "abstract": False,
            },
        ),
        migrations.CreateModel(
            name="PlanContact",
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
                    "version",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="%(class)ss",
                        to="careplans.planversion",
                    ),
                ),
                ("position", models.PositiveIntegerField(default=0)),
                ("first_row", models.BigIntegerField(blank=True, editable=False, null=True)),
                ("from_person", models.BooleanField(default=False, editable=False)),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("personal", "Someone in the person's life"),
                            ("professional", "A professional"),
                            ("advocate", "An advocate"),
                            ("representative", "A representative"),
                            ("nominee", "A nominee"),
                            ("provider", "A provider"),
                        ],
                        default=careplans.enums.ContactKind["PERSONAL"],
                        max_length=16,
                    ),
                ),
                ("name", models.CharField(max_length=200)),
                ("role", models.CharField(blank=True, max_length=200)),
                ("phone", models.CharField(blank=True, max_length=40)),
                ("email", models.EmailField(blank=True, max_length=254)),
                ("in_crisis", models.BooleanField(default=False)),
                ("key_worker", models.BooleanField(default=False)),
                ("organisation_name", models.CharField(blank=True, max_length=200)),
                ("team", models.CharField(blank=True, max_length=200)),
                ("speciality", models.CharField(blank=True, max_length=200)),
                ("invited", models.BooleanField(blank=True, null=True)),
                ("took_part", models.BooleanField(default=False)),
                ("instructed_as", models.TextField(blank=True)),
                ("comments", models.TextField(blank=True)),
            ],
            options={
                "ordering": ["position", "id"],
                "abstract": False,
            },
        ),
        migrations.CreateModel(
            name="OtherPlan",
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
                    "version",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="%(class)ss",
                        to="careplans.planversion",
                    ),
                ),
                ("position", models.PositiveIntegerField(default=0)),
                ("first_row", models.BigIntegerField(blank=True, editable=False, null=True)),
                ("from_person", models.BooleanField(default=False, editable=False)),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("ehc", "Education, health and care plan"),
                            ("social_care", "The council's care and support plan"),
                            ("mental_health", "Mental health care plan"),
                            ("crisis", "Crisis or safety plan"),
                            ("treatment", "Treatment plan, such as for wounds or breathing"),
                            ("behaviour", "Positive behaviour support plan"),
                            ("advance", "Advance decision, statement or ReSPECT form"),
                            ("discharge", "Discharge plan"),
                            ("other", "Another plan"),
                        ],
                        max_length=16,
                    ),
                ),
                ("title", models.CharField(max_length=300)),
                ("held_by", models.CharField(blank=True, max_length=300)),
                ("dated", models.DateField(blank=True, null=True)),
                ("review_on", models.DateField(blank=True, null=True)),
                ("words", models.TextField(blank=True)),
            ],
            options={
                "ordering": ["position", "id"],
                "abstract": False,
            },
        ),
        migrations.CreateModel(
            name="SharedDecision",
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
                    "version",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="%(class)ss",
                        to="careplans.planversion",
                    ),
                ),
                ("position", models.PositiveIntegerField(default=0)),
                ("first_row", models.BigIntegerField(blank=True, editable=False, null=True)),
                ("from_person", models.BooleanField(default=False, editable=False)),
                ("question", models.TextField()),
                ("options", models.JSONField(default=list)),
                ("information", models.TextField(blank=True)),
                ("what_matters", models.TextField(blank=True)),
                ("decision", models.TextField(blank=True)),
                ("took_part", models.TextField(blank=True)),
                (
                    "status",
                    models.CharField(
                        choices=[
                            ("in_progress", "Being talked about"),
                            ("valid", "Decided"),
                            ("cancelled", "No longer valid"),
                        ],
                        default=careplans.enums.DecisionStatus["IN_PROGRESS"],
                        max_length=12,
                    ),
                ),
                ("decided_on", models.DateField(blank=True, null=True)),
                ("revisit_on", models.DateField(blank=True, null=True)),
            ],
            options={
                "ordering": ["position", "id"],
                "abstract": False,
            },
        ),
        migrations.CreateModel(
            name="PanelItem",
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
                    "panel",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="items", to="careplans.panel"
                    ),
                ),
                (
                    "version",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="panel_items",
                        to="careplans.planversion",
                    ),
                ),
                ("position", models.PositiveIntegerField(default=0)),
                ("why", models.TextField()),
                ("content_hash", models.CharField(blank=True, max_length=64)),
                (
                    "decision",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("yes", "Yes"),
                            ("part", "Yes in part"),
                            ("no", "No"),
                            ("more", "More information is needed"),
                        ],
                        max_length=12,
                    ),
                ),
                ("reasons", models.TextField(blank=True)),
                ("conditions", models.TextField(blank=True)),
                ("decided_on", models.DateField(blank=True, null=True)),
                (
                    "recorded_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                ("needed", models.JSONField(blank=True, default=list)),
                ("interests", models.JSONField(blank=True, default=list)),
                ("took_part", models.JSONField(blank=True, default=list)),
                (
                    "put_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
                ("put_at", models.DateTimeField(auto_now_add=True)),
            ],
            options={
                "ordering": ["position", "id"],
                "constraints": [
                    models.UniqueConstraint(fields=("panel", "version"), name="plan_on_an_agenda_once"),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("decision", ""),
                            models.Q(
                                models.Q(("reasons", ""), _negated=True),
                                ("decided_on__isnull", False),
                                ("recorded_by__isnull", False),
                            ),
                            _connector="OR",
                        ),
                        name="panel_decides_with_reasons",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Risk",
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
                    "version",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="%(class)ss",
                        to="careplans.planversion",
                    ),
                ),
                ("position", models.PositiveIntegerField(default=0)),
                ("first_row", models.BigIntegerField(blank=True, editable=False, null=True)),
                ("from_person", models.BooleanField(default=False, editable=False)),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("health", "The person's health"),
                            ("treatment", "Medical or surgical risk of the service"),
                            ("employment", "Being an employer"),
                            ("complaints", "A provider without a good way to complain"),
                            ("insurance", "A provider without good insurance"),
                            ("money", "Managing the money"),
                            ("living", "Living as one chooses"),
                            ("other", "Something else"),
                        ],
                        default=careplans.enums.RiskKind["OTHER"],
                        max_length=16,
                    ),
                ),
                ("description", models.TextField()),
                ("what_matters", models.TextField(blank=True)),
                ("who_harmed", models.CharField(blank=True, max_length=200)),
                ("likelihood", models.PositiveSmallIntegerField(default=1)),
                ("impact", models.PositiveSmallIntegerField(default=1)),
                ("steps", models.TextField(blank=True)),
                ("procedure", models.TextField(blank=True)),
                ("agreed_with", models.CharField(blank=True, max_length=200)),
                ("agreed_on", models.DateField(blank=True, null=True)),
                ("residual_likelihood", models.PositiveSmallIntegerField(blank=True, null=True)),
                ("residual_impact", models.PositiveSmallIntegerField(blank=True, null=True)),
                ("persons_view", models.TextField(blank=True)),
                ("professionals_view", models.TextField(blank=True)),
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
                ("review_on", models.DateField(blank=True, null=True)),
            ],
            options={
                "ordering": ["position", "id"],
                "abstract": False,
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            ("impact__gte", 1), ("impact__lte", 5), ("likelihood__gte", 1), ("likelihood__lte", 5)
                        ),
                        name="risk_scores_one_to_five",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("residual_impact__isnull", True), ("residual_likelihood__isnull", True)),
                            models.Q(
                                ("residual_impact__gte", 1),
                                ("residual_impact__lte", 5),
                                ("residual_likelihood__gte", 1),
                                ("residual_likelihood__lte", 5),
                            ),
                            _connector="OR",
                        ),
                        name="risk_residual_scores_one_to_five",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Contingency",
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
                    "version",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="%(class)ss",
                        to="careplans.planversion",
                    ),
                ),
                ("position", models.PositiveIntegerField(default=0)),
                ("first_row", models.BigIntegerField(blank=True, editable=False, null=True)),
                ("from_person", models.BooleanField(default=False, editable=False)),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("assistant", "An assistant cannot come"),
                            ("deterioration", "A sudden change for the worse"),
                            ("equipment", "Equipment or power fails"),
                            ("helper_lost", "The representative or nominee is no longer there"),
                            ("hospital", "A stay in hospital"),
                            ("carer", "The main carer is ill"),
                            ("crisis", "A crisis of mental health"),
                            ("other", "Something else"),
                        ],
                        default=careplans.enums.ContingencyKind["OTHER"],
                        max_length=16,
                    ),
                ),
                ("trigger", models.TextField()),
                ("warning_signs", models.TextField(blank=True)),
                ("coping", models.TextField(blank=True)),
                ("action", models.TextField()),
                ("contact", models.CharField(blank=True, max_length=200)),
                ("medicines_equipment", models.TextField(blank=True)),
                ("review_on", models.DateField(blank=True, null=True)),
            ],
            options={
                "ordering": ["position", "id"],
                "abstract": False,
            },
        ),
        migrations.CreateModel(
            name="Review",
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
                    "plan",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="reviews", to="careplans.plan"
                    ),
                ),
                (
                    "version",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="reviews", to="careplans.planversion"
                    ),
                ),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("asked", "Asked for"),
                            ("open", "Open"),
                            ("completed", "Completed"),
                            ("cancelled", "Cancelled"),
                            ("declined", "Not held"),
                        ],
                        default=careplans.enums.ReviewState["ASKED"],
                        max_length=12,
                    ),
                ),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("first", "First review"),
                            ("yearly", "Yearly review"),
                            ("agreed", "Review on the day the plan names"),
                            ("after_change", "Review after a change of health"),
                            ("insufficient", "Review because the amount is not enough"),
                            ("asked", "Review the person asked for"),
                            ("age", "Review at an age"),
                            ("capacity", "Review after a change of capacity or consent"),
                            ("nominee", "Review after a change of nominee or representative"),
                            ("concern", "Review that staff asked for"),
                        ],
                        max_length=16,
                    ),
                ),
                ("why", models.TextField(blank=True)),
                ("due_on", models.DateField(blank=True, null=True)),
                ("asked_by", models.CharField(blank=True, max_length=200)),
                ("planned_on", models.DateField(blank=True, null=True)),
                ("held_on", models.DateField(blank=True, null=True)),
                ("how", models.CharField(blank=True, max_length=40)),
                ("took_part", models.TextField(blank=True)),
                ("persons_view", models.TextField(blank=True)),
                ("persons_view_how", models.CharField(blank=True, max_length=40)),
                ("looked_at", models.JSONField(default=dict)),
                (
                    "sufficient",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("enough", "Yes, it is enough"),
                            ("not_enough", "No, it is not enough"),
                            ("too_much", "It is more than is needed"),
                        ],
                        max_length=12,
                    ),
                ),
                ("sufficient_words", models.TextField(blank=True)),
                ("results", models.JSONField(default=list)),
                ("reasons", models.TextField(blank=True)),
                ("next_due_on", models.DateField(blank=True, null=True)),
                ("completed_on", models.DateField(blank=True, null=True)),
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
                    "opened_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
                ("edits", models.PositiveIntegerField(default=0)),
                ("saved_at", models.DateTimeField(auto_now=True)),
                ("created_at", models.DateTimeField(auto_now_add=True)),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("state", "open")),
                        fields=("plan",),
                        name="one_open_review_per_plan",
                        violation_error_message="A review of this plan is open. Go on with that one.",
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("state", "asked")),
                        fields=("plan",),
                        name="one_review_asked_for_per_plan",
                        violation_error_message="A review has been asked for already. Answer that one.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("state", "completed"), _negated=True),
                            models.Q(
                                ("completed_by__isnull", False),
                                ("completed_on__isnull", False),
                                models.Q(("sufficient", ""), _negated=True),
                                models.Q(("reasons", ""), _negated=True),
                            ),
                            _connector="OR",
                        ),
                        name="review_completed_says_enough",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Conversation",
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
                    "plan",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="conversations", to="careplans.plan"
                    ),
                ),
                (
                    "version",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="conversations",
                        to="careplans.planversion",
                    ),
                ),
                ("held_on", models.DateField()),
                (
                    "how",
                    models.CharField(
                        choices=[
                            ("visit", "In person, at a visit"),
                            ("telephone", "By telephone"),
                            ("video", "By video"),
                            ("paper", "On paper"),
                            ("online", "Online"),
                        ],
                        max_length=12,
                    ),
                ),
                ("took_part", models.TextField(blank=True)),
                ("words", models.TextField(blank=True)),
                (
                    "by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
                ("at", models.DateTimeField(auto_now_add=True)),
            ],
            options={
                "ordering": ["-held_on", "-id"],
            },
        ),
        migrations.CreateModel(
            name="Comment",
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
                    "plan",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="comments", to="careplans.plan"
                    ),
                ),
                (
                    "version",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="comments", to="careplans.planversion"
                    ),
                ),
                (
                    "parent",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="replies",
                        to="careplans.comment",
                    ),
                ),
                (
                    "state",
                    models.CharField(
                        choices=[("open", "Open"), ("settled", "Settled")],
                        default=careplans.enums.CommentState["OPEN"],
                        max_length=12,
                    ),
                ),
                (
                    "kind",
                    models.CharField(
                        choices=[("comment", "Comment"), ("question", "Question")],
                        default=careplans.enums.CommentKind["COMMENT"],
                        max_length=12,
                    ),
                ),
                ("part", models.CharField(max_length=20)),
                ("line", models.BigIntegerField(default=0)),
                ("about", models.CharField(blank=True, max_length=300)),
                ("words", models.TextField()),
                ("said_by", models.CharField(max_length=200)),
                ("from_outside", models.BooleanField(default=False)),
                (
                    "how",
                    models.CharField(
                        choices=[
                            ("visit", "In person, at a visit"),
                            ("telephone", "By telephone"),
                            ("video", "By video"),
                            ("paper", "On paper"),
                            ("online", "Online"),
                        ],
                        default=careplans.enums.How["ONLINE"],
                        max_length=12,
                    ),
                ),
                ("said_on", models.DateField()),
                (
                    "by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
                ("at", models.DateTimeField(auto_now_add=True)),
            ],
            options={
                "ordering": ["id"],
                "indexes": [models.Index(fields=["plan", "part", "line", "id"], name="comment_by_line")],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("words", ""), _negated=True), name="comment_says_something"
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="Service",
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
                    "version",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="%(class)ss",
                        to="careplans.planversion",
                    ),
                ),
                ("position", models.PositiveIntegerField(default=0)),
                ("first_row", models.BigIntegerField(blank=True, editable=False, null=True)),
                ("from_person", models.BooleanField(default=False, editable=False)),
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
                ("life_supporting", models.BooleanField(default=False)),
                (
                    "price",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="careplans.libraryprice",
                    ),
                ),
            ],
            options={
                "ordering": ["position", "id"],
                "abstract": False,
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("one_off_amount__isnull", True), ("weekly_amount__isnull", False)),
                            models.Q(("one_off_amount__isnull", False), ("weekly_amount__isnull", True)),
                            models.Q(("one_off_amount__isnull", True), ("weekly_amount__isnull", True)),
                            _connector="OR",
                        ),
                        name="service_weekly_or_one_off",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("weekly_amount__isnull", True), ("weekly_amount__gte", 0), _connector="OR"),
                            models.Q(("one_off_amount__isnull", True), ("one_off_amount__gte", 0), _connector="OR"),
                        ),
                        name="service_amount_not_negative",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Outcome",
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
                    "version",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="%(class)ss",
                        to="careplans.planversion",
                    ),
                ),
                ("position", models.PositiveIntegerField(default=0)),
                ("first_row", models.BigIntegerField(blank=True, editable=False, null=True)),
                ("from_person", models.BooleanField(default=False, editable=False)),
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
                ("words", models.TextField()),
                ("measure", models.TextField(blank=True)),
                ("importance", models.PositiveSmallIntegerField(blank=True, null=True)),
                ("confidence", models.PositiveSmallIntegerField(blank=True, null=True)),
                (
                    "status",
                    models.CharField(
                        choices=[
                            ("proposed", "Not begun"),
                            ("in_progress", "On the way"),
                            ("achieved", "Reached"),
                            ("partly", "Partly reached"),
                            ("not_achieved", "Not reached"),
                            ("no_longer", "No longer wanted"),
                        ],
                        default=careplans.enums.GoalStatus["PROPOSED"],
                        max_length=16,
                    ),
                ),
                ("levels", models.JSONField(blank=True, default=dict)),
                ("weight", models.PositiveSmallIntegerField(default=1)),
                ("code", models.CharField(blank=True, max_length=18)),
                ("agreed_with", models.CharField(blank=True, max_length=200)),
                ("agreed_on", models.DateField(blank=True, null=True)),
            ],
            options={
                "ordering": ["position", "id"],
                "abstract": False,
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            ("importance__isnull", True),
                            models.Q(("importance__gte", 1), ("importance__lte", 10)),
                            _connector="OR",
                        ),
                        name="outcome_importance_one_to_ten",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("confidence__isnull", True),
                            models.Q(("confidence__gte", 1), ("confidence__lte", 10)),
                            _connector="OR",
                        ),
                        name="outcome_confidence_one_to_ten",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("weight__isnull", True), models.Q(("weight__gte", 1), ("weight__lte", 10)), _connector="OR"
                        ),
                        name="outcome_weight_one_to_ten",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="LineDecision",
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
                    "version",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="line_decisions",
                        to="careplans.planversion",
                    ),
                ),
                (
                    "item",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="lines",
                        to="careplans.panelitem",
                    ),
                ),
                ("line", models.BigIntegerField()),
                ("words", models.CharField(max_length=300)),
                ("said", models.CharField(max_length=64)),
                ("agreed", models.BooleanField()),
                ("reasons", models.TextField(blank=True)),
                ("decided_on", models.DateField()),
                (
                    "decided_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
                ("at", models.DateTimeField(auto_now_add=True)),
            ],
            options={
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("agreed", True), models.Q(("reasons", ""), _negated=True), _connector="OR"),
                        name="line_refused_with_reasons",
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("item__isnull", False)),
                        fields=("item", "line"),
                        name="line_decided_once_by_a_panel",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="OutcomeScore",
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
                    "plan",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="outcome_scores", to="careplans.plan"
                    ),
                ),
                (
                    "review",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="outcome_scores",
                        to="careplans.review",
                    ),
                ),
                ("line", models.BigIntegerField()),
                ("words", models.TextField()),
                ("weight", models.PositiveSmallIntegerField(default=1)),
                ("attained", models.SmallIntegerField(blank=True, null=True)),
                ("own_rating", models.PositiveSmallIntegerField(blank=True, null=True)),
                ("own_words", models.TextField(blank=True)),
                ("comment", models.TextField(blank=True)),
                ("scored_on", models.DateField()),
                (
                    "by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(
                        fields=("review", "line"), name="outcome_scored_once_a_review", nulls_distinct=True
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("review__isnull", True)),
                        fields=("plan", "line"),
                        name="outcome_scored_once_at_start",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("attained__isnull", True),
                            models.Q(("attained__gte", -2), ("attained__lte", 2)),
                            _connector="OR",
                        ),
                        name="attained_minus_two_to_two",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("own_rating__isnull", True), ("own_rating__lte", 10), _connector="OR"),
                        name="own_rating_to_ten",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="MeasureScore",
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
                    "plan",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="measure_scores", to="careplans.plan"
                    ),
                ),
                (
                    "review",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="measure_scores",
                        to="careplans.review",
                    ),
                ),
                (
                    "measure",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="scores", to="careplans.measure"
                    ),
                ),
                ("answers", models.JSONField(default=dict)),
                ("score", models.DecimalField(decimal_places=3, max_digits=8)),
                ("scored_on", models.DateField()),
                ("completed_by", models.CharField(max_length=200)),
                ("how", models.CharField(blank=True, max_length=40)),
                ("words", models.TextField(blank=True)),
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
            name="HealthTask",
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
                    "version",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="%(class)ss",
                        to="careplans.planversion",
                    ),
                ),
                ("position", models.PositiveIntegerField(default=0)),
                ("first_row", models.BigIntegerField(blank=True, editable=False, null=True)),
                ("from_person", models.BooleanField(default=False, editable=False)),
                (
                    "service",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="health_tasks",
                        to="careplans.service",
                    ),
                ),
                ("words", models.TextField()),
                ("instructions", models.TextField(blank=True)),
                ("delegated_by", models.CharField(blank=True, max_length=200)),
                ("registration", models.CharField(blank=True, max_length=60)),
                ("practitioner_employer", models.CharField(blank=True, max_length=200)),
                ("risk_assessed_on", models.DateField(blank=True, null=True)),
                ("person_content_on", models.DateField(blank=True, null=True)),
                ("if_withdrawn", models.TextField(blank=True)),
            ],
            options={
                "ordering": ["position", "id"],
                "abstract": False,
            },
        ),
        migrations.CreateModel(
            name="PaidPerson",
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
                    "version",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="%(class)ss",
                        to="careplans.planversion",
                    ),
                ),
                ("position", models.PositiveIntegerField(default=0)),
                ("first_row", models.BigIntegerField(blank=True, editable=False, null=True)),
                ("from_person", models.BooleanField(default=False, editable=False)),
                (
                    "service",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="paid_people",
                        to="careplans.service",
                    ),
                ),
                ("name", models.CharField(max_length=200)),
                (
                    "employment",
                    models.CharField(
                        choices=[
                            ("employed", "Employed by the person or who acts for them"),
                            ("self_employed", "Self-employed"),
                            ("agency", "Employed by an agency"),
                        ],
                        default=careplans.enums.Employment["EMPLOYED"],
                        max_length=16,
                    ),
                ),
                (
                    "relationship",
                    models.CharField(
                        choices=[
                            ("none", "Neither family nor a friend"),
                            (
                                "family",
                                "Spouse, partner, parent, child, brother, sister, aunt, uncle, grandparent, or the partner of one",
                            ),
                            ("other_family", "Other family, such as a cousin, nephew, niece or grandchild"),
                            ("friend", "A friend"),
                        ],
                        default=careplans.enums.Relationship["NONE"],
                        max_length=16,
                    ),
                ),
                ("same_household", models.BooleanField(default=False)),
                ("exception_reason", models.TextField(blank=True)),
                ("acts_for_person", models.BooleanField(default=False)),
                ("second_checker", models.CharField(blank=True, max_length=200)),
                ("registration_words", models.TextField(blank=True)),
            ],
            options={
                "ordering": ["position", "id"],
                "abstract": False,
            },
        ),
        migrations.CreateModel(
            name="Action",
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
                    "version",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="%(class)ss",
                        to="careplans.planversion",
                    ),
                ),
                ("position", models.PositiveIntegerField(default=0)),
                ("first_row", models.BigIntegerField(blank=True, editable=False, null=True)),
                ("from_person", models.BooleanField(default=False, editable=False)),
                (
                    "outcome",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="actions",
                        to="careplans.outcome",
                    ),
                ),
                ("words", models.TextField()),
                ("who", models.CharField(blank=True, max_length=200)),
                ("who_role", models.CharField(blank=True, max_length=200)),
                ("when", models.CharField(blank=True, max_length=200)),
                ("strategies", models.TextField(blank=True)),
                (
                    "status",
                    models.CharField(
                        choices=[
                            ("planned", "Planned"),
                            ("in_progress", "Being done"),
                            ("done", "Done"),
                            ("stopped", "Stopped"),
                        ],
                        default=careplans.enums.ActionStatus["PLANNED"],
                        max_length=16,
                    ),
                ),
                ("confidence", models.PositiveSmallIntegerField(blank=True, null=True)),
                ("review_on", models.DateField(blank=True, null=True)),
            ],
            options={
                "ordering": ["position", "id"],
                "abstract": False,
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            ("confidence__isnull", True),
                            models.Q(("confidence__gte", 1), ("confidence__lte", 10)),
                            _connector="OR",
                        ),
                        name="action_confidence_one_to_ten",
                    )
                ],
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
                    "person",
                    models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="+", to="core.person"),
                ),
                (
                    "version",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="links", to="careplans.planversion"
                    ),
                ),
                (
                    "service",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="links", to="careplans.service"
                    ),
                ),
                (
                    "outcome",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="links", to="careplans.outcome"
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(fields=("service", "outcome"), name="service_serves_outcome_once")
                ],
            },
        ),
        migrations.CreateModel(
            name="StageGoal",
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
                    "version",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="%(class)ss",
                        to="careplans.planversion",
                    ),
                ),
                ("position", models.PositiveIntegerField(default=0)),
                ("first_row", models.BigIntegerField(blank=True, editable=False, null=True)),
                ("from_person", models.BooleanField(default=False, editable=False)),
                (
                    "of_action",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="stage_goals",
                        to="careplans.action",
                    ),
                ),
                ("words", models.TextField()),
                ("result", models.TextField(blank=True)),
                (
                    "status",
                    models.CharField(
                        choices=[
                            ("proposed", "Not begun"),
                            ("in_progress", "On the way"),
                            ("achieved", "Reached"),
                            ("partly", "Partly reached"),
                            ("not_achieved", "Not reached"),
                            ("no_longer", "No longer wanted"),
                        ],
                        default=careplans.enums.GoalStatus["PROPOSED"],
                        max_length=16,
                    ),
                ),
            ],
            options={
                "ordering": ["position", "id"],
                "abstract": False,
            },
        ),
    ]
