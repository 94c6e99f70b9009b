from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("customers", "0004_day_index")]

    operations = [
        migrations.AddField("customer", "phone_since", models.DateField(null=True)),
        migrations.AddField("customer", "vehicle_since", models.DateField(null=True)),
    ]
