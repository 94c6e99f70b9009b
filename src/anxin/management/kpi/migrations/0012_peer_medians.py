"""What like stores came to is published once, of months that are over, as the values without names (ADR 0019).

What was published before is given up: it is published anew on the next night. Who is compared with whom stands.
"""

from django.db import migrations, models

from anxin.platform.database.rls import append_only_rights, change_rows

SIZES = """
UPDATE kpi_storepeers AS one SET
    group_stores = CASE one."group" WHEN '' THEN 0 ELSE (
        SELECT count(*) FROM kpi_storepeers AS other WHERE other.month = one.month AND other."group" = one."group") END,
    brand_stores = (
        SELECT count(*) FROM kpi_storepeers AS other WHERE other.month = one.month AND other.brand_id = one.brand_id)
"""
NUMBER = models.DecimalField(max_digits=34, decimal_places=10, null=True)


class Migration(migrations.Migration):
    dependencies = [("kpi", "0011_agreed_targets"), ("platform", "0002_row_security")]

    operations = [
        migrations.RunSQL("DELETE FROM kpi_peerfigure", migrations.RunSQL.noop),
        migrations.RemoveConstraint("peerfigure", "peer_figure_stores"),
        *[
            migrations.RemoveField("peerfigure", name)
            for name in ("last_on", "stores", "mean", "median", "lower", "upper", "weights")
        ],
        migrations.AddField("peerfigure", "values", models.JSONField()),
        migrations.AddField("peerfigure", "published_at", models.DateTimeField()),
        migrations.RemoveField("figuresnapshot", "peer_rank"),
        migrations.AddField("figuresnapshot", "group_value", NUMBER),
        migrations.AddField("figuresnapshot", "brand_value", NUMBER.clone()),
        migrations.RemoveField("storepeers", "cell"),
        migrations.AddField("storepeers", "group_stores", models.PositiveSmallIntegerField(default=0)),
        migrations.AddField("storepeers", "brand_stores", models.PositiveSmallIntegerField(default=0)),
        change_rows(SIZES),
        *append_only_rights("kpi_peerfigure"),
    ]
