
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('repair_orders', '0033_quality_of_labour'),
    ]

    operations = [
        migrations.AddField(
            model_name='job',
            name='sent_back_at',
            field=models.DateTimeField(null=True),
        ),
    ]
