import budgets.enums
import django.contrib.postgres.fields
import django.db.models.deletion
import phb.core.clock
import phb.core.fields
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("careplans", "0001_initial"),
        ("core", "0001_initial"),
        ("eligibility", "0001_initial"),
    ]

    operations = [
        migrations.CreateModel(
            name="AmountTable",
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
                    "method",
                    models.CharField(
                        choices=[
                            ("cost", "From hours and prices"),
                            ("reckoner", "From a table of levels of need"),
                            ("points", "From points of the assessment"),
                            ("package", "From what the care costs now"),
                            ("fixed", "A fixed sum"),
                        ],
                        max_length=10,
                    ),
                ),
                ("stream", models.CharField(blank=True, max_length=20)),
                ("name", models.CharField(max_length=200)),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("proposed", "Waiting for a second person"),
                            ("in_use", "In use"),
                            ("refused", "Refused"),
                            ("ended", "Ended"),
                        ],
                        default=budgets.enums.AmountTableState["PROPOSED"],
                        max_length=10,
                    ),
                ),
                ("content", models.JSONField()),
                ("source", models.CharField(max_length=300)),
                ("starts", models.DateField()),
                ("ends", models.DateField(blank=True, null=True)),
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
                ("decision_reason", models.TextField(blank=True)),
                ("at", models.DateTimeField(auto_now_add=True)),
            ],
            options={
                "ordering": ["method", "stream", "-starts", "-id"],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("ends__isnull", True), ("ends__gte", models.F("starts")), _connector="OR"),
                        name="amount_table_ends_after_start",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("approved_by__isnull", True),
                            models.Q(("approved_by", models.F("proposed_by")), _negated=True),
                            _connector="OR",
                        ),
                        name="amount_table_by_two_people",
                        violation_error_message="You proposed this table, so a colleague approves it.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(
                                (
                                    "state__in",
                                    [budgets.enums.AmountTableState["IN_USE"], budgets.enums.AmountTableState["ENDED"]],
                                ),
                                _negated=True,
                            ),
                            ("approved_by__isnull", False),
                            _connector="OR",
                        ),
                        name="amount_table_in_use_approved",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Uplift",
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
                ("reference", models.CharField(max_length=20)),
                ("name", models.CharField(max_length=200)),
                ("reason", models.TextField()),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("draft", "Being prepared"),
                            ("proposed", "Waiting for approval"),
                            ("approved", "Approved"),
                            ("applying", "Being applied"),
                            ("applied", "Applied"),
                            ("undoing", "Being undone"),
                            ("undone", "Undone"),
                            ("withdrawn", "Withdrawn"),
                        ],
                        default=budgets.enums.UpliftState["DRAFT"],
                        max_length=10,
                    ),
                ),
                ("stream", models.CharField(blank=True, max_length=20)),
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
                ("percents", models.JSONField(default=dict)),
                ("fixed_providers", models.JSONField(blank=True, default=list)),
                ("effective_from", models.DateField()),
                ("edition", models.PositiveIntegerField(default=0)),
                ("previewed_at", models.DateTimeField(blank=True, null=True)),
                ("totals", models.JSONField(blank=True, default=dict)),
                (
                    "prepared_by",
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
                ("approved_edition", models.PositiveIntegerField(blank=True, null=True)),
                ("at", models.DateTimeField(auto_now_add=True)),
            ],
            options={
                "ordering": ["-id"],
                "constraints": [
                    models.UniqueConstraint(fields=("organisation", "reference"), name="uplift_reference_once"),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("approved_by__isnull", True),
                            models.Q(("approved_by", models.F("prepared_by")), _negated=True),
                            _connector="OR",
                        ),
                        name="uplift_by_two_people",
                        violation_error_message="You prepared this uplift, so a colleague approves it.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(
                                ("state__in", ["approved", "applying", "applied", "undoing", "undone"]), _negated=True
                            ),
                            models.Q(("approved_by__isnull", False), ("approved_edition", models.F("edition"))),
                            _connector="OR",
                        ),
                        name="uplift_applied_as_approved",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="BudgetFile",
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
                            ("checked", "Checked, nothing taken yet"),
                            ("taking", "Being taken"),
                            ("taken", "Taken"),
                            ("undoing", "Being undone"),
                            ("undone", "Undone"),
                            ("refused", "Refused"),
                        ],
                        default=budgets.enums.BudgetFileState["CHECKED"],
                        max_length=10,
                    ),
                ),
                ("file_name", models.CharField(max_length=200)),
                ("sha256", models.CharField(max_length=64)),
                ("rows", models.JSONField(blank=True, default=list)),
                ("refusals", models.JSONField(blank=True, default=list)),
                ("told", models.JSONField(blank=True, default=list)),
                ("count", models.PositiveIntegerField(default=0)),
                ("weekly", models.CharField(blank=True, max_length=20)),
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
                        name="budget_file_by_two_people",
                        violation_error_message="You brought this file, so a colleague takes it.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("state__in", ["taking", "taken", "undoing", "undone"]), _negated=True),
                            ("approved_by__isnull", False),
                            _connector="OR",
                        ),
                        name="budget_file_taken_by_somebody",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Funder",
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
                ("name", models.CharField(max_length=60)),
                ("full_name", models.CharField(max_length=200)),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("nhs", "NHS"),
                            ("council", "Council social care"),
                            ("education", "Education"),
                            ("pool", "Pooled fund (section 75)"),
                            ("other", "Other"),
                        ],
                        max_length=10,
                    ),
                ),
                ("cost_centre", models.CharField(blank=True, max_length=40)),
                ("members", models.JSONField(blank=True, default=list)),
                ("ended_on", models.DateField(blank=True, null=True)),
            ],
            options={
                "ordering": ["name"],
                "constraints": [models.UniqueConstraint(fields=("organisation", "name"), name="funder_name_once")],
            },
        ),
        migrations.CreateModel(
            name="PaymentRun",
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
                ("reference", models.CharField(max_length=20)),
                ("pay_on", models.DateField()),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("draft", "Draft"),
                            ("proposed", "Waiting for release"),
                            ("released", "Released"),
                            ("exported", "Sent to the bank"),
                            ("confirmed", "Confirmed"),
                            ("withdrawn", "Withdrawn"),
                        ],
                        default=budgets.enums.RunState["DRAFT"],
                        max_length=12,
                    ),
                ),
                ("total", phb.core.fields.MoneyField(decimal_places=2, default=0, max_digits=12)),
                ("count", models.PositiveIntegerField(default=0)),
                ("edition", models.PositiveIntegerField(default=0)),
                (
                    "made_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
                ("made_at", models.DateTimeField(auto_now_add=True)),
                (
                    "released_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                ("released_at", models.DateTimeField(blank=True, null=True)),
                ("released_edition", models.PositiveIntegerField(blank=True, null=True)),
                (
                    "file",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="core.document",
                    ),
                ),
                ("exported_at", models.DateTimeField(blank=True, null=True)),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(fields=("organisation", "reference"), name="run_reference_once"),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("released_by__isnull", True),
                            models.Q(("released_by", models.F("made_by")), _negated=True),
                            _connector="OR",
                        ),
                        name="run_released_by_another",
                        violation_error_message="Whoever made the run does not release it. Ask another finance officer.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(
                                ("released_at__isnull", True),
                                ("released_by__isnull", True),
                                ("released_edition__isnull", True),
                            ),
                            models.Q(
                                ("released_at__isnull", False),
                                ("released_by__isnull", False),
                                ("released_edition", models.F("edition")),
                            ),
                            _connector="OR",
                        ),
                        name="run_released_as_it_is",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("state__in", ["released", "exported", "confirmed"]), _negated=True),
                            ("released_by__isnull", False),
                            _connector="OR",
                        ),
                        name="run_goes_out_released_only",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="StatementRun",
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
                ("period_start", models.DateField()),
                ("period_end", models.DateField()),
                (
                    "job",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="core.job",
                    ),
                ),
                (
                    "asked_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
                ("asked_at", models.DateTimeField(auto_now_add=True)),
                ("finished_at", models.DateTimeField(blank=True, null=True)),
            ],
            options={
                "abstract": False,
            },
        ),
        migrations.CreateModel(
            name="SourceContract",
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
                ("name", models.CharField(max_length=200)),
                ("provider", models.CharField(max_length=200)),
                (
                    "kind",
                    models.CharField(
                        choices=[("block", "Block contract"), ("spot", "Bought for one person")], max_length=6
                    ),
                ),
                ("reference", models.CharField(blank=True, max_length=60)),
                ("annual_value", phb.core.fields.MoneyField(blank=True, decimal_places=2, max_digits=12, null=True)),
                ("release_rule", models.TextField(blank=True)),
                ("starts", models.DateField()),
                ("ends", models.DateField(blank=True, null=True)),
                (
                    "recorded_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
                ("at", models.DateTimeField(auto_now_add=True)),
            ],
            options={
                "ordering": ["provider", "name"],
                "constraints": [
                    models.UniqueConstraint(fields=("organisation", "provider", "name"), name="contract_name_once"),
                    models.CheckConstraint(
                        condition=models.Q(("ends__isnull", True), ("ends__gte", models.F("starts")), _connector="OR"),
                        name="contract_ends_after_start",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Indicative",
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
                        on_delete=django.db.models.deletion.PROTECT, related_name="indicatives", to="core.person"
                    ),
                ),
                (
                    "case",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="indicatives", to="eligibility.case"
                    ),
                ),
                (
                    "method",
                    models.CharField(
                        choices=[
                            ("cost", "From hours and prices"),
                            ("reckoner", "From a table of levels of need"),
                            ("points", "From points of the assessment"),
                            ("package", "From what the care costs now"),
                            ("fixed", "A fixed sum"),
                        ],
                        default=budgets.enums.AmountMethod["COST"],
                        max_length=10,
                    ),
                ),
                (
                    "assessment",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="eligibility.assessment",
                    ),
                ),
                (
                    "table",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="budgets.amounttable",
                    ),
                ),
                ("given_on", models.DateField()),
                ("told_how", models.CharField(default="on their page", max_length=40)),
                ("difference_reason", models.TextField(blank=True)),
                ("inputs", models.JSONField()),
                ("lines", models.JSONField()),
                ("recurring_annual", phb.core.fields.MoneyField(decimal_places=2, max_digits=12)),
                ("weekly", phb.core.fields.MoneyField(decimal_places=2, max_digits=12)),
                ("four_weekly", phb.core.fields.MoneyField(decimal_places=2, max_digits=12)),
                ("start_up", phb.core.fields.MoneyField(decimal_places=2, max_digits=12)),
                ("contingency", phb.core.fields.MoneyField(decimal_places=2, max_digits=12)),
                (
                    "made_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
                ("made_at", models.DateTimeField(auto_now_add=True)),
            ],
            options={
                "indexes": [models.Index(fields=["person", "-id"], name="indicative_newest")],
            },
        ),
        migrations.CreateModel(
            name="Budget",
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
                        on_delete=django.db.models.deletion.PROTECT, related_name="budgets", to="core.person"
                    ),
                ),
                (
                    "case",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="budgets", to="eligibility.case"
                    ),
                ),
                (
                    "plan",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT, related_name="budget", to="careplans.plan"
                    ),
                ),
                ("reference", models.CharField(max_length=20)),
                ("stream", models.CharField(max_length=20)),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("setting_up", "Being set up"),
                            ("active", "Active"),
                            ("paused", "Paused"),
                            ("ending", "Ending: final account"),
                            ("closed", "Closed"),
                        ],
                        default=budgets.enums.BudgetState["SETTING_UP"],
                        max_length=12,
                    ),
                ),
                ("starts", models.DateField()),
                ("ends", models.DateField(blank=True, null=True)),
                ("authorised", phb.core.fields.MoneyField(decimal_places=2, default=0, max_digits=12)),
                ("authorised_to", models.DateField(blank=True, null=True)),
                (
                    "indicative",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="budgets",
                        to="budgets.indicative",
                    ),
                ),
                ("pause_reason", models.TextField(blank=True)),
                ("created_at", models.DateTimeField(auto_now_add=True)),
            ],
            options={
                "indexes": [models.Index(fields=["organisation", "state", "id"], name="budget_by_state")],
                "constraints": [
                    models.UniqueConstraint(fields=("organisation", "reference"), name="budget_reference_once"),
                    models.CheckConstraint(
                        condition=models.Q(("authorised__gte", 0)), name="budget_authorised_not_negative"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("ends__isnull", True), ("ends__gte", models.F("starts")), _connector="OR"),
                        name="budget_ends_after_start",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="BudgetVersion",
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
                    "budget",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="versions", to="budgets.budget"
                    ),
                ),
                (
                    "plan_version",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="budget_versions",
                        to="careplans.planversion",
                    ),
                ),
                ("number", models.PositiveIntegerField()),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("plan", "From the plan"),
                            ("uplift", "Uplift"),
                            ("import", "Brought in from elsewhere"),
                        ],
                        default=budgets.enums.VersionKind["PLAN"],
                        max_length=8,
                    ),
                ),
                (
                    "uplift",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="versions",
                        to="budgets.uplift",
                    ),
                ),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("indicative", "Indicative"),
                            ("proposed", "Proposed"),
                            ("agreed", "Agreed"),
                            ("superseded", "Replaced by a later version"),
                            ("withdrawn", "Withdrawn"),
                        ],
                        default=budgets.enums.VersionState["INDICATIVE"],
                        max_length=12,
                    ),
                ),
                ("effective_from", models.DateField(blank=True, null=True)),
                ("weekly", phb.core.fields.MoneyField(decimal_places=2, max_digits=12)),
                ("direct_payment_weekly", phb.core.fields.MoneyField(decimal_places=2, max_digits=12)),
                ("one_offs", phb.core.fields.MoneyField(decimal_places=2, default=0, max_digits=12)),
                ("contingency", phb.core.fields.MoneyField(decimal_places=2, default=0, max_digits=12)),
                ("contingency_inside", models.BooleanField(default=False)),
                (
                    "contingency_paid",
                    models.CharField(
                        choices=[
                            ("on_request", "When it is needed and asked for"),
                            ("up_front", "With the first payment"),
                        ],
                        default=budgets.enums.ContingencyPaid["ON_REQUEST"],
                        max_length=10,
                    ),
                ),
                ("contingency_ask_first", models.BooleanField(default=True)),
                ("difference_reason", models.TextField(blank=True)),
                ("difference_reasons", models.JSONField(blank=True, default=dict)),
                ("enough_reasons", models.JSONField(blank=True, default=dict)),
                ("agreed_on", models.DateField(blank=True, null=True)),
                ("notice_given_on", models.DateField(blank=True, null=True)),
                (
                    "agreed_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "proposed_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(fields=("budget", "number"), name="budget_version_number_once"),
                    models.UniqueConstraint(
                        condition=models.Q(("state", "agreed")), fields=("budget",), name="one_agreed_version"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("agreed_by__isnull", True), ("agreed_on__isnull", True)),
                            models.Q(("agreed_by__isnull", False), ("agreed_on__isnull", False)),
                            _connector="OR",
                        ),
                        name="budget_version_agreed_on_and_by",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("agreed_by__isnull", True),
                            models.Q(("agreed_by", models.F("proposed_by")), _negated=True),
                            _connector="OR",
                        ),
                        name="budget_not_agreed_by_its_proposer",
                        violation_error_message="Whoever proposed the budget does not authorise it.",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Agreement",
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
                    "budget",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="agreements", to="budgets.budget"
                    ),
                ),
                ("signed_by_name", models.CharField(max_length=402)),
                ("signed_as", models.CharField(max_length=40)),
                ("signed_on", models.DateField()),
                ("ended_on", models.DateField(blank=True, null=True)),
                (
                    "recorded_by",
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
            name="PayeeAccount",
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
                    "budget",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="payee_accounts", to="budgets.budget"
                    ),
                ),
                ("name_on_account", models.CharField(max_length=120)),
                ("sort_code", models.CharField(max_length=6)),
                ("account_number", models.CharField(max_length=8)),
                ("kind", models.CharField(default="BANK_ACCOUNT", max_length=20)),
                (
                    "entered_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
                ("entered_at", models.DateTimeField(default=phb.core.clock.now)),
                (
                    "checked_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                ("checked_at", models.DateTimeField(blank=True, null=True)),
                ("old_contact_told_on", models.DateField(blank=True, null=True)),
                ("usable_from", models.DateTimeField(blank=True, null=True)),
                ("ended_on", models.DateField(blank=True, null=True)),
            ],
            options={
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("sort_code__regex", "^[0-9]{6}$")), name="sort_code_is_six_digits"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("account_number__regex", "^[0-9]{8}$")),
                        name="account_number_is_eight_digits",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("checked_by__isnull", True),
                            models.Q(("checked_by", models.F("entered_by")), _negated=True),
                            _connector="OR",
                        ),
                        name="account_checked_by_another",
                        violation_error_message="Bank details are checked by another person than the one who entered them.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(
                                ("checked_at__isnull", True),
                                ("checked_by__isnull", True),
                                ("usable_from__isnull", True),
                            ),
                            models.Q(
                                ("checked_at__isnull", False),
                                ("checked_by__isnull", False),
                                ("usable_from__isnull", False),
                            ),
                            _connector="OR",
                        ),
                        name="account_checked_on_and_by",
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("checked_at__isnull", False), ("ended_on__isnull", True)),
                        fields=("budget",),
                        name="one_usable_account",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="BudgetChange",
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
                    "budget",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="changes", to="budgets.budget"
                    ),
                ),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("hospital", "Stay in hospital or away"),
                            ("suspension", "Payments paused"),
                            ("end", "The budget ends"),
                            ("frequency", "Paid at other times"),
                        ],
                        max_length=12,
                    ),
                ),
                ("starts", models.DateField()),
                ("ends", models.DateField(blank=True, null=True)),
                ("grace_days", models.PositiveIntegerField(default=0)),
                ("retainer_percent", models.DecimalField(decimal_places=2, default=0, max_digits=5)),
                ("retainer_days", models.PositiveIntegerField(default=0)),
                ("frequency", models.CharField(blank=True, max_length=20)),
                ("reason", models.TextField()),
                ("alternative", models.TextField(blank=True)),
                ("told_on", models.DateField()),
                (
                    "recorded_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
                ("at", models.DateTimeField(auto_now_add=True)),
                ("withdrawn_on", models.DateField(blank=True, null=True)),
                (
                    "withdrawn_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                ("withdrawn_reason", models.TextField(blank=True)),
            ],
            options={
                "ordering": ["starts", "id"],
                "indexes": [models.Index(fields=["budget", "starts"], name="budget_change_by_day")],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("ends__isnull", True), ("ends__gte", models.F("starts")), _connector="OR"),
                        name="budget_change_ends_after_start",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("retainer_percent__gte", 0), ("retainer_percent__lte", 100)),
                        name="retainer_is_a_percent",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="BudgetFileItem",
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
                    "file",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="items", to="budgets.budgetfile"
                    ),
                ),
                ("line", models.PositiveIntegerField()),
                ("reference", models.CharField(max_length=40)),
                ("began_on", models.DateField()),
                ("paid_to", models.DateField(blank=True, null=True)),
                ("balance", phb.core.fields.MoneyField(blank=True, decimal_places=2, max_digits=12, null=True)),
                ("balance_on", models.DateField(blank=True, null=True)),
                ("taken_back_on", models.DateField(blank=True, null=True)),
                (
                    "budget",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE, related_name="brought_in_by", to="budgets.budget"
                    ),
                ),
                ("made_person", models.BooleanField(default=False)),
                ("made_case", models.BooleanField(default=False)),
                ("made", models.JSONField(blank=True, default=dict)),
            ],
            options={
                "ordering": ["line", "id"],
                "constraints": [models.UniqueConstraint(fields=("file", "reference"), name="budget_once_in_a_file")],
            },
        ),
        migrations.CreateModel(
            name="FundingSplit",
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
                    "budget",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="splits", to="budgets.budget"
                    ),
                ),
                ("line", models.BigIntegerField(blank=True, null=True)),
                ("starts", models.DateField()),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("proposed", "Waiting for the funders"),
                            ("agreed", "Agreed"),
                            ("disputed", "Disputed: payments go on"),
                            ("withdrawn", "Withdrawn"),
                        ],
                        default=budgets.enums.SplitState["PROPOSED"],
                        max_length=10,
                    ),
                ),
                ("reason", models.TextField()),
                (
                    "proposed_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
                ("agreed_on", models.DateField(blank=True, null=True)),
                ("dispute", models.TextField(blank=True)),
                ("disputed_on", models.DateField(blank=True, null=True)),
                ("at", models.DateTimeField(auto_now_add=True)),
            ],
            options={
                "ordering": ["starts", "id"],
                "indexes": [models.Index(fields=["budget", "starts", "id"], name="split_by_day")],
            },
        ),
        migrations.CreateModel(
            name="Contribution",
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
                    "budget",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="contributions", to="budgets.budget"
                    ),
                ),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("council_charge", "Council charge after a financial assessment"),
                            ("wheelchair_extra", "Extra of a wheelchair"),
                        ],
                        max_length=20,
                    ),
                ),
                ("funder", models.CharField(blank=True, max_length=60)),
                ("words", models.CharField(max_length=300)),
                ("weekly", phb.core.fields.MoneyField(blank=True, decimal_places=2, max_digits=12, null=True)),
                ("once", phb.core.fields.MoneyField(blank=True, decimal_places=2, max_digits=12, null=True)),
                ("starts", models.DateField()),
                ("ends", models.DateField(blank=True, null=True)),
                ("decided_on", models.DateField()),
                ("source", models.CharField(max_length=300)),
                (
                    "recorded_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
                ("at", models.DateTimeField(auto_now_add=True)),
            ],
            options={
                "ordering": ["starts", "id"],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("once__isnull", True), ("weekly__isnull", False)),
                            models.Q(("once__isnull", False), ("weekly__isnull", True)),
                            _connector="OR",
                        ),
                        name="contribution_weekly_or_once",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("ends__isnull", True), ("ends__gte", models.F("starts")), _connector="OR"),
                        name="contribution_ends_after_start",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("weekly__isnull", True), ("weekly__gt", 0), _connector="OR"),
                            models.Q(("once__isnull", True), ("once__gt", 0), _connector="OR"),
                        ),
                        name="contribution_more_than_nothing",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="LedgerAccount",
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
                    "budget",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="ledger_accounts", to="budgets.budget"
                    ),
                ),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("FUNDER", "Paid in by a funder"),
                            ("HOLDER", "In the holder's account"),
                            ("SPENT", "Spent on a line of the plan"),
                            ("UNMATCHED", "Spent, line not yet known"),
                            ("OTHER_INCOME", "Other money in"),
                        ],
                        max_length=12,
                    ),
                ),
                ("funder", models.CharField(blank=True, max_length=60)),
                (
                    "service",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="careplans.service",
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(
                        fields=("budget", "kind", "funder", "service"), name="ledger_account_once", nulls_distinct=False
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="Entry",
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
                    "budget",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="entries", to="budgets.budget"
                    ),
                ),
                ("kind", models.CharField(max_length=24)),
                ("effective_on", models.DateField()),
                ("posted_at", models.DateTimeField(auto_now_add=True)),
                ("words", models.CharField(max_length=300)),
                (
                    "reverses",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="reversed_by",
                        to="budgets.entry",
                    ),
                ),
                ("key", models.CharField(max_length=120)),
                (
                    "by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                ("by_name", models.CharField(max_length=200)),
            ],
            options={
                "indexes": [models.Index(fields=["budget", "effective_on", "id"], name="entry_by_day")],
                "constraints": [
                    models.UniqueConstraint(fields=("organisation", "key"), name="entry_once_per_key"),
                    models.UniqueConstraint(
                        condition=models.Q(("reverses__isnull", False)),
                        fields=("reverses",),
                        name="entry_reversed_once",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="BankAccount",
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
                    "budget",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="bank_accounts", to="budgets.budget"
                    ),
                ),
                ("label", models.CharField(max_length=120)),
                ("last_four", models.CharField(max_length=4)),
                ("layout", models.CharField(blank=True, max_length=30)),
                ("opened_on", models.DateField()),
                ("closed_on", models.DateField(blank=True, null=True)),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(fields=("budget", "last_four"), name="bank_account_once_per_budget")
                ],
            },
        ),
        migrations.CreateModel(
            name="Statement",
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
                        on_delete=django.db.models.deletion.PROTECT, related_name="statements", to="core.person"
                    ),
                ),
                (
                    "budget",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="statements", to="budgets.budget"
                    ),
                ),
                (
                    "run",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="items",
                        to="budgets.statementrun",
                    ),
                ),
                ("period_start", models.DateField()),
                ("period_end", models.DateField()),
                ("version", models.PositiveIntegerField(default=1)),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("requested", "Being made"),
                            ("made", "Made"),
                            ("failed", "Could not be made"),
                            ("issued", "Issued"),
                            ("superseded", "Replaced by a later copy"),
                        ],
                        default=budgets.enums.StatementState["REQUESTED"],
                        max_length=12,
                    ),
                ),
                ("figures", models.JSONField(blank=True, default=dict)),
                ("source_hash", models.CharField(blank=True, max_length=64)),
                (
                    "document",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="core.document",
                    ),
                ),
                ("problem", models.CharField(blank=True, max_length=500)),
                ("attempts", models.PositiveSmallIntegerField(default=0)),
                (
                    "job",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="core.job",
                    ),
                ),
                ("made_on", models.DateField(blank=True, null=True)),
                (
                    "asked_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                ("asked_at", models.DateTimeField(auto_now_add=True)),
            ],
            options={
                "indexes": [models.Index(fields=["budget", "-period_start", "-version"], name="statement_newest")],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("budget", "period_start", "period_end", "version"), name="statement_version_once"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("period_end__gte", models.F("period_start"))),
                        name="statement_period_ends_after_start",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="BudgetYear",
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
                    "budget",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="years", to="budgets.budget"
                    ),
                ),
                ("year", models.PositiveIntegerField()),
                ("funder", models.CharField(max_length=60)),
                ("holding", models.CharField(max_length=16)),
                ("provider", models.CharField(blank=True, max_length=200)),
                ("as_at", models.DateField()),
                ("budget_value", phb.core.fields.MoneyField(decimal_places=2, max_digits=12)),
                ("agreed_value", phb.core.fields.MoneyField(decimal_places=2, default=0, max_digits=12)),
                ("earned", phb.core.fields.MoneyField(decimal_places=2, max_digits=12)),
                ("rest", phb.core.fields.MoneyField(decimal_places=2, max_digits=12)),
                ("one_offs", phb.core.fields.MoneyField(decimal_places=2, max_digits=12)),
                ("one_offs_paid", phb.core.fields.MoneyField(decimal_places=2, max_digits=12)),
                ("recoveries", phb.core.fields.MoneyField(decimal_places=2, default=0, max_digits=12)),
                ("cash_paid", phb.core.fields.MoneyField(decimal_places=2, default=0, max_digits=12)),
                ("brought_forward", phb.core.fields.MoneyField(decimal_places=2, default=0, max_digits=12)),
                ("prepaid", phb.core.fields.MoneyField(decimal_places=2, default=0, max_digits=12)),
                ("forecast", phb.core.fields.MoneyField(decimal_places=2, max_digits=12)),
                ("variance", phb.core.fields.MoneyField(decimal_places=2, max_digits=12)),
                ("commitment", phb.core.fields.MoneyField(decimal_places=2, max_digits=12)),
                (
                    "budget_profile",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=phb.core.fields.MoneyField(decimal_places=2, max_digits=12), default=list, size=12
                    ),
                ),
                (
                    "forecast_profile",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=phb.core.fields.MoneyField(decimal_places=2, max_digits=12), default=list, size=12
                    ),
                ),
            ],
            options={
                "indexes": [models.Index(fields=["organisation", "year", "budget"], name="budget_year_by_year")],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("budget", "year", "funder", "holding", "provider"), name="budget_year_once"
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="ContractRelease",
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
                    "budget",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="releases", to="budgets.budget"
                    ),
                ),
                (
                    "contract",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="releases",
                        to="budgets.sourcecontract",
                    ),
                ),
                (
                    "basis",
                    models.CharField(
                        choices=[
                            ("spot_price", "The price paid for this person"),
                            ("unit_price", "An agreed price a unit is taken out of the block"),
                            ("annual_release", "A fixed release each year, settled afterwards"),
                            ("inside_block", "Notional inside the block: nothing is released"),
                            ("top_slice", "A share set aside for small budgets"),
                        ],
                        max_length=16,
                    ),
                ),
                ("basis_words", models.TextField(blank=True)),
                ("unit", models.CharField(blank=True, max_length=60)),
                ("units_per_week", models.DecimalField(blank=True, decimal_places=2, max_digits=8, null=True)),
                ("unit_price", phb.core.fields.MoneyField(blank=True, decimal_places=2, max_digits=12, null=True)),
                ("weekly", phb.core.fields.MoneyField(decimal_places=2, max_digits=12)),
                ("released_from", models.DateField()),
                ("released_to", models.DateField(blank=True, null=True)),
                ("double_running_to", models.DateField(blank=True, null=True)),
                (
                    "recorded_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
                ("at", models.DateTimeField(auto_now_add=True)),
            ],
            options={
                "ordering": ["released_from", "id"],
                "constraints": [
                    models.CheckConstraint(condition=models.Q(("weekly__gte", 0)), name="release_not_negative"),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("released_to__isnull", True),
                            ("released_to__gte", models.F("released_from")),
                            _connector="OR",
                        ),
                        name="release_ends_after_start",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="BudgetLine",
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
                        on_delete=django.db.models.deletion.PROTECT, related_name="lines", to="budgets.budgetversion"
                    ),
                ),
                (
                    "service",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="budget_lines",
                        to="careplans.service",
                    ),
                ),
                ("position", models.PositiveIntegerField(default=0)),
                ("description", models.CharField(max_length=300)),
                ("outcome_words", models.TextField(blank=True)),
                ("kind", models.CharField(max_length=24)),
                ("provider", models.CharField(blank=True, max_length=200)),
                (
                    "holding",
                    models.CharField(
                        choices=[
                            ("notional", "Notional budget"),
                            ("third_party", "Third-party budget"),
                            ("direct_payment", "Direct payment"),
                            ("managed_account", "Direct payment in a managed account"),
                        ],
                        max_length=16,
                    ),
                ),
                ("hours_per_week", models.DecimalField(blank=True, decimal_places=2, max_digits=6, null=True)),
                ("rate", phb.core.fields.MoneyField(blank=True, decimal_places=2, max_digits=12, null=True)),
                ("weekly", phb.core.fields.MoneyField(blank=True, decimal_places=2, max_digits=12, null=True)),
                ("one_off", phb.core.fields.MoneyField(blank=True, decimal_places=2, max_digits=12, null=True)),
                ("one_off_on", models.DateField(blank=True, null=True)),
                ("funders", models.JSONField(default=list)),
                ("working", models.JSONField(blank=True, default=dict)),
            ],
            options={
                "ordering": ["position", "id"],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("one_off__isnull", True), ("weekly__isnull", False)),
                            models.Q(("one_off__isnull", False), ("weekly__isnull", True)),
                            _connector="OR",
                        ),
                        name="budget_line_weekly_or_one_off",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="Schedule",
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
                    "budget",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="schedules", to="budgets.budget"
                    ),
                ),
                (
                    "version",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="schedules",
                        to="budgets.budgetversion",
                    ),
                ),
                (
                    "frequency",
                    models.CharField(
                        choices=[
                            ("weekly", "Every week"),
                            ("fortnightly", "Every two weeks"),
                            ("four_weekly", "Every four weeks"),
                            ("monthly_twelfths", "Every month, twelve equal parts"),
                            ("monthly_days", "Every month, by the days in it"),
                            ("one_off", "Once"),
                        ],
                        default=budgets.enums.Frequency["FOUR_WEEKLY"],
                        max_length=20,
                    ),
                ),
                ("anchor", models.DateField()),
                ("weekly", phb.core.fields.MoneyField(decimal_places=2, max_digits=12)),
                ("starts", models.DateField()),
                ("ends", models.DateField()),
                (
                    "made_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("ends__gte", models.F("starts"))), name="schedule_ends_after_start"
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="UpliftItem",
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
                    "uplift",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="items", to="budgets.uplift"
                    ),
                ),
                (
                    "budget",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="uplift_items", to="budgets.budget"
                    ),
                ),
                (
                    "base_version",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="budgets.budgetversion"
                    ),
                ),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("waiting", "To be applied"),
                            ("blocked", "Left out"),
                            ("applied", "Applied"),
                            ("undone", "Undone"),
                            ("kept", "Not undone: a payment rests on it"),
                        ],
                        default=budgets.enums.UpliftItemState["WAITING"],
                        max_length=8,
                    ),
                ),
                (
                    "why_code",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("wage", "Pay would be under the legal minimum"),
                            ("rate_unknown", "To be looked at: hourly pay not known"),
                            ("no_figure", "To be looked at: legal minimum not known yet"),
                            ("paused", "Paused"),
                            ("ending", "Ending"),
                            ("proposal", "A new amount is waiting"),
                            ("already", "Raised already from that day"),
                            ("funders", "Its funders pay fixed sums only"),
                            ("left_out", "Left out by decision"),
                            ("changed", "Changed since it was approved"),
                            ("failed", "Could not be applied"),
                        ],
                        max_length=12,
                    ),
                ),
                ("why_not", models.CharField(blank=True, max_length=400)),
                ("told", models.JSONField(blank=True, default=list)),
                (
                    "decided",
                    models.CharField(blank=True, choices=[("out", "Left out"), ("in", "Taken in")], max_length=3),
                ),
                ("decided_reason", models.CharField(blank=True, max_length=300)),
                ("applied_at", models.DateTimeField(blank=True, null=True)),
                ("old_weekly", phb.core.fields.MoneyField(decimal_places=2, max_digits=12)),
                ("new_weekly", phb.core.fields.MoneyField(decimal_places=2, max_digits=12)),
                ("old_direct", phb.core.fields.MoneyField(decimal_places=2, max_digits=12)),
                ("new_direct", phb.core.fields.MoneyField(decimal_places=2, max_digits=12)),
                ("arrears", phb.core.fields.MoneyField(decimal_places=2, default=0, max_digits=12)),
                ("lines", models.JSONField(default=list)),
                (
                    "version",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="uplift_item",
                        to="budgets.budgetversion",
                    ),
                ),
                (
                    "letter",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="eligibility.letter",
                    ),
                ),
            ],
            options={
                "ordering": ["uplift_id", "id"],
                "indexes": [models.Index(fields=["uplift", "state", "id"], name="uplift_item_by_state")],
                "constraints": [models.UniqueConstraint(fields=("uplift", "budget"), name="budget_once_in_an_uplift")],
            },
        ),
        migrations.CreateModel(
            name="FundingShare",
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
                    "split",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="shares", to="budgets.fundingsplit"
                    ),
                ),
                ("position", models.PositiveIntegerField()),
                ("funder", models.CharField(max_length=60)),
                ("percent", models.DecimalField(blank=True, decimal_places=4, max_digits=7, null=True)),
                ("fixed_weekly", phb.core.fields.MoneyField(blank=True, decimal_places=2, max_digits=12, null=True)),
                ("agreed_on", models.DateField(blank=True, null=True)),
                ("agreed_by_name", models.CharField(blank=True, max_length=200)),
                ("agreed_how", models.CharField(blank=True, max_length=200)),
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
            ],
            options={
                "ordering": ["split_id", "position"],
                "constraints": [
                    models.UniqueConstraint(fields=("split", "funder"), name="funder_once_in_a_split"),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("fixed_weekly__isnull", True), ("percent__isnull", False)),
                            models.Q(("fixed_weekly__isnull", False), ("percent__isnull", True)),
                            _connector="OR",
                        ),
                        name="share_percent_or_fixed",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(
                                ("percent__isnull", True),
                                models.Q(("percent__gte", 0), ("percent__lte", 100)),
                                _connector="OR",
                            ),
                            models.Q(("fixed_weekly__isnull", True), ("fixed_weekly__gte", 0), _connector="OR"),
                        ),
                        name="share_not_negative",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Balance",
            fields=[
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
                    "account",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT,
                        primary_key=True,
                        related_name="balance",
                        serialize=False,
                        to="budgets.ledgeraccount",
                    ),
                ),
                ("amount", phb.core.fields.MoneyField(decimal_places=2, max_digits=12)),
                ("legs", models.BigIntegerField()),
            ],
            options={
                "abstract": False,
            },
        ),
        migrations.CreateModel(
            name="Leg",
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
                    "entry",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="legs", to="budgets.entry"
                    ),
                ),
                (
                    "account",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="legs",
                        to="budgets.ledgeraccount",
                    ),
                ),
                ("effective_on", models.DateField()),
                ("amount", phb.core.fields.MoneyField(decimal_places=2, max_digits=12)),
            ],
            options={
                "indexes": [models.Index(fields=["account", "effective_on"], include=("amount",), name="leg_by_day")],
                "constraints": [
                    models.CheckConstraint(condition=models.Q(("amount", 0), _negated=True), name="leg_not_zero")
                ],
            },
        ),
        migrations.CreateModel(
            name="BankImport",
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
                    "account",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="imports", to="budgets.bankaccount"
                    ),
                ),
                ("file_name", models.CharField(max_length=200)),
                ("file_hash", models.CharField(max_length=64)),
                ("layout", models.CharField(max_length=30)),
                ("first_day", models.DateField(null=True)),
                ("last_day", models.DateField(null=True)),
                ("covers_to", models.DateField(null=True)),
                ("opening", phb.core.fields.MoneyField(blank=True, decimal_places=2, max_digits=12, null=True)),
                ("closing", phb.core.fields.MoneyField(blank=True, decimal_places=2, max_digits=12, null=True)),
                ("lines_read", models.PositiveIntegerField()),
                ("lines_new", models.PositiveIntegerField()),
                ("lines_known", models.PositiveIntegerField()),
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
            name="Payment",
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
                    "budget",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="payments", to="budgets.budget"
                    ),
                ),
                (
                    "schedule",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="payments",
                        to="budgets.schedule",
                    ),
                ),
                (
                    "service",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="careplans.service",
                    ),
                ),
                (
                    "kind",
                    models.CharField(
                        choices=[("SCHEDULED", "For a period"), ("ONE_OFF", "One-off"), ("ARREARS", "Arrears")],
                        default="SCHEDULED",
                        max_length=10,
                    ),
                ),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("scheduled", "Scheduled"),
                            ("held", "Held"),
                            ("proposed", "In a run, waiting for release"),
                            ("released", "Released"),
                            ("exported", "Sent to the bank"),
                            ("paid", "Paid"),
                            ("rejected", "Rejected by the bank"),
                            ("cancelled", "Cancelled"),
                        ],
                        default=budgets.enums.PaymentState["SCHEDULED"],
                        max_length=10,
                    ),
                ),
                ("period_start", models.DateField()),
                ("period_end", models.DateField()),
                ("pay_on", models.DateField()),
                ("amount", phb.core.fields.MoneyField(decimal_places=2, max_digits=12)),
                ("credit_used", phb.core.fields.MoneyField(decimal_places=2, default=0, max_digits=12)),
                ("waived", models.BooleanField(default=False)),
                ("split", models.JSONField(default=list)),
                ("words", models.CharField(blank=True, max_length=300)),
                (
                    "run",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="payments",
                        to="budgets.paymentrun",
                    ),
                ),
                (
                    "payee_account",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="budgets.payeeaccount",
                    ),
                ),
                ("hold_reason", models.CharField(blank=True, max_length=300)),
                ("reject_reason", models.CharField(blank=True, max_length=300)),
                (
                    "asked_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                ("paid_on", models.DateField(blank=True, null=True)),
                ("created_at", models.DateTimeField(auto_now_add=True)),
            ],
            options={
                "indexes": [
                    models.Index(fields=["organisation", "state", "pay_on", "id"], name="payment_by_day"),
                    models.Index(fields=["budget", "period_start"], name="payment_by_budget"),
                ],
                "constraints": [
                    models.CheckConstraint(condition=models.Q(("amount__gt", 0)), name="payment_more_than_nothing"),
                    models.CheckConstraint(condition=models.Q(("credit_used__gte", 0)), name="credit_not_negative"),
                    models.CheckConstraint(
                        condition=models.Q(("period_end__gte", models.F("period_start"))),
                        name="payment_period_ends_after_start",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("state__in", ["proposed", "released", "exported", "paid"]), _negated=True),
                            ("run__isnull", False),
                            _connector="OR",
                        ),
                        name="payment_goes_out_in_a_run",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("state__in", ["exported", "paid"]), _negated=True),
                            ("payee_account__isnull", False),
                            _connector="OR",
                        ),
                        name="payment_goes_to_an_account",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Reckoning",
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
                    "budget",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="reckonings", to="budgets.budget"
                    ),
                ),
                ("why", models.CharField(max_length=300)),
                ("on", models.DateField()),
                ("lines", models.JSONField()),
                ("difference", phb.core.fields.MoneyField(decimal_places=2, max_digits=12)),
                (
                    "arrears",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="budgets.payment",
                    ),
                ),
                (
                    "by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                ("by_name", models.CharField(max_length=200)),
                ("at", models.DateTimeField(auto_now_add=True)),
            ],
            options={
                "ordering": ["-id"],
            },
        ),
        migrations.CreateModel(
            name="ContingencyUse",
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
                    "budget",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="contingency_uses",
                        to="budgets.budget",
                    ),
                ),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("asked", "Asked for"),
                            ("approved", "Approved"),
                            ("refused", "Refused"),
                            ("withdrawn", "Withdrawn"),
                            ("returned", "Returned unused"),
                        ],
                        default=budgets.enums.ContingencyState["ASKED"],
                        max_length=10,
                    ),
                ),
                ("amount", phb.core.fields.MoneyField(decimal_places=2, max_digits=12)),
                ("what_happened", models.TextField()),
                ("needed_on", models.DateField()),
                (
                    "asked_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
                ("asked_on", models.DateField()),
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
                ("decided_on", models.DateField(blank=True, null=True)),
                ("decision_reason", models.TextField(blank=True)),
                (
                    "payment",
                    models.OneToOneField(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="contingency_use",
                        to="budgets.payment",
                    ),
                ),
            ],
            options={
                "ordering": ["-id"],
                "constraints": [
                    models.CheckConstraint(condition=models.Q(("amount__gt", 0)), name="contingency_more_than_nothing"),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("decided_by__isnull", True),
                            models.Q(("decided_by", models.F("asked_by")), _negated=True),
                            _connector="OR",
                        ),
                        name="contingency_decided_by_another",
                        violation_error_message="You asked for it, so a colleague decides.",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="BankLine",
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
                    "budget",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="bank_lines", to="budgets.budget"
                    ),
                ),
                (
                    "account",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="lines",
                        to="budgets.bankaccount",
                    ),
                ),
                (
                    "source",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="lines", to="budgets.bankimport"
                    ),
                ),
                ("fingerprint", models.CharField(max_length=64)),
                ("position", models.PositiveIntegerField()),
                ("date", models.DateField()),
                ("amount", phb.core.fields.MoneyField(decimal_places=2, max_digits=12)),
                ("description", models.CharField(max_length=300)),
                ("counterparty", models.CharField(blank=True, max_length=200)),
                ("bank_balance", phb.core.fields.MoneyField(blank=True, decimal_places=2, max_digits=12, null=True)),
                (
                    "match",
                    models.CharField(
                        choices=[
                            ("ASKED", "To be asked"),
                            ("MATCHED", "Matched"),
                            ("PAYMENT", "A payment from the NHS"),
                            ("INCOME", "Other money in"),
                            ("OUTSIDE", "Not part of the budget"),
                        ],
                        default="ASKED",
                        max_length=8,
                    ),
                ),
                (
                    "service",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="careplans.service",
                    ),
                ),
                (
                    "payment",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="bank_lines",
                        to="budgets.payment",
                    ),
                ),
                ("why", models.CharField(blank=True, max_length=300)),
                (
                    "matched_by",
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
                "indexes": [
                    models.Index(fields=["budget", "date", "id"], name="bank_line_by_day"),
                    models.Index(
                        condition=models.Q(("match", "ASKED")), fields=["organisation", "id"], name="bank_line_to_ask"
                    ),
                ],
                "constraints": [
                    models.UniqueConstraint(fields=("account", "fingerprint"), name="bank_line_taken_once"),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("match", "MATCHED"), ("service__isnull", False)),
                            models.Q(models.Q(("match", "MATCHED"), _negated=True), ("service__isnull", True)),
                            _connector="OR",
                        ),
                        name="bank_line_matched_to_a_service",
                    ),
                ],
            },
        ),
    ]
