"""Who recorded an absence."""

from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('people', '0005_deputy_set_by'),
    ]

    operations = [
        migrations.AddField(
            model_name='absence',
            name='recorded_by',
            field=models.CharField(blank=True, default='', max_length=80),
        ),
    ]
