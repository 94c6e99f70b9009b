from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('reception', '0015_sightings_security'),
    ]

    operations = [
        migrations.AddField(
            model_name='reception',
            name='odometer_before_km',
            field=models.PositiveIntegerField(null=True),
        ),
    ]
