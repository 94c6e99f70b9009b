"""A store that is no longer active has its last day: the one on which it was last set so, by the audit trail."""

from django.db import migrations, models

from anxin.platform.database.rls import change_rows


class Migration(migrations.Migration):
    dependencies = [("org", "0003_express_body_bay"), ("platform", "0002_row_security")]

    operations = [
        migrations.AddField("store", "closed_on", models.DateField(null=True)),
        # Whoever is not in the trail was made so: by then nothing had been in that store.
        change_rows("""
UPDATE org_store s SET closed_on = (coalesce(
    (SELECT max(a.at) FROM platform_auditentry a WHERE a.subject_kind = 'org.store' AND a.subject_id = s.id
        AND a.detail -> 'is_active' = '[true, false]'::jsonb),
    (SELECT max(a.at) FROM platform_auditentry a WHERE a.subject_kind = 'org.store' AND a.subject_id = s.id),
    now()) AT TIME ZONE s.time_zone - s.day_starts_at)::date
WHERE NOT s.is_active
"""),
    ]
