"""A message keeps its secret only until it is sent; those that people handed over kept it before."""

from django.db import migrations, models

FORGET = "UPDATE contacts_message SET secret = '' WHERE secret <> '' AND state NOT IN ('WAITING', 'SENDING')"


class Migration(migrations.Migration):
    dependencies = [("contacts", "0003_secret")]

    operations = [
        migrations.RunSQL(FORGET, migrations.RunSQL.noop),
        migrations.AddConstraint(
            model_name="message",
            constraint=models.CheckConstraint(
                condition=models.Q(("secret", ""), ("state__in", ("WAITING", "SENDING")), _connector="OR"),
                name="message_secret_until_sent",
            ),
        ),
    ]
