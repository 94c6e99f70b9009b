"""Who appointed a stand-in."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("people", "0002_row_security")]

    operations = [
        migrations.AddField(
            model_name="substitution",
            name="assigned_by",
            field=models.CharField(blank=True, default="", max_length=80),
        )
    ]
