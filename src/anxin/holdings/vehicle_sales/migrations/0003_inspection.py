"""A new car is inspected before its hand-over, or somebody let it go; those handed over before say so."""

from django.db import migrations, models

from anxin.platform.database.rls import change_rows

HANDED_OVER_BEFORE = """
UPDATE vehicle_sales_soldcar SET waived_at = handed_over_at, waive_reason = '启用售前检查以前已交付'
WHERE handed_over_at IS NOT NULL
"""


class Migration(migrations.Migration):
    dependencies = [("vehicle_sales", "0002_row_security")]

    operations = [
        migrations.AddField("soldcar", "has_passed_inspection", models.BooleanField(default=False)),
        migrations.AddField("soldcar", "inspection_number", models.CharField(blank=True, default="", max_length=40)),
        migrations.AddField("soldcar", "waive_reason", models.CharField(blank=True, default="", max_length=200)),
        migrations.AddField("soldcar", "waived_at", models.DateTimeField(null=True)),
        migrations.AddField("soldcar", "waived_by", models.CharField(blank=True, default="", max_length=80)),
        change_rows(HANDED_OVER_BEFORE),
        migrations.AddConstraint(
            "soldcar",
            models.CheckConstraint(
                condition=models.Q(
                    ("handed_over_at", None),
                    ("has_passed_inspection", True),
                    ("waived_at__isnull", False),
                    _connector="OR",
                ),
                name="sold_car_inspected_first",
            ),
        ),
        migrations.AddConstraint(
            "soldcar",
            models.CheckConstraint(
                condition=models.Q(
                    models.Q(("waive_reason", ""), ("waived_at", None)),
                    models.Q(("waived_at__isnull", False), models.Q(("waive_reason", ""), _negated=True)),
                    _connector="OR",
                ),
                name="sold_car_waived_why",
            ),
        ),
    ]
