import datetime

from django.db import migrations, models

import phb.core.fields


class Migration(migrations.Migration):
    dependencies = [("budgets", "0005_hg")]

    operations = [
        migrations.AlterModelOptions(name="budgetfileitem", options={"ordering": ["line", "id"]}),
        migrations.AddField(
            "budgetfileitem", "reference", models.CharField(default="", max_length=40), preserve_default=False
        ),
        migrations.AddField(
            "budgetfileitem", "began_on", models.DateField(default=datetime.date(2026, 1, 1)), preserve_default=False
        ),
        migrations.AddField("budgetfileitem", "paid_to", models.DateField(blank=True, null=True)),
        migrations.AddField("budgetfileitem", "balance", phb.core.fields.MoneyField(blank=True, null=True)),
        migrations.AddField("budgetfileitem", "balance_on", models.DateField(blank=True, null=True)),
        migrations.AddField("budgetfileitem", "taken_back_on", models.DateField(blank=True, null=True)),
        migrations.AddConstraint(
            "budgetfileitem", models.UniqueConstraint(fields=["file", "reference"], name="budget_once_in_a_file")
        ),
    ]
