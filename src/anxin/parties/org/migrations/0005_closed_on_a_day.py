from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("org", "0004_closed_on")]

    operations = [
        migrations.AddConstraint(
            model_name="store",
            constraint=models.CheckConstraint(
                condition=models.Q(("closed_on", None), ("is_active", True))
                | models.Q(("closed_on__isnull", False), ("is_active", False)),
                name="store_closed_on_a_day",
            ),
        ),
    ]
