from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("careplans", "0002_reviews")]

    operations = [
        migrations.AddField(
            model_name="consent", name="document_expires_on", field=models.DateField(blank=True, null=True)
        ),
        migrations.AddField(model_name="service", name="life_supporting", field=models.BooleanField(default=False)),
    ]
