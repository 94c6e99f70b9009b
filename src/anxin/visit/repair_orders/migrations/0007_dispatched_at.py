from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("repair_orders", "0006_agreed_promise")]

    operations = [
        migrations.AddField("repairorder", "dispatched_at", models.DateTimeField(null=True)),
    ]
