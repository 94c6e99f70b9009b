"""A message keeps its secret only until it is sent; those that people handed over kept it before."""

from django.db import migrations, models

from anxin.platform.database.rls import change_rows

FORGET = "UPDATE contacts_message SET secret = '' WHERE secret <> '' AND state NOT IN ('WAITING', 'SENDING')"


class Migration(migrations.Migration):
    dependencies = [("contacts", "0003_secret")]

    operations = [
        # Without every store in scope the constraint below would find what this had passed over, and refuse the upgrade.
        change_rows(FORGET),
        migrations.AddConstraint(
            model_name="message",
            constraint=models.CheckConstraint(
                condition=models.Q(("secret", ""), ("state__in", ("WAITING", "SENDING")), _connector="OR"),
                name="message_secret_until_sent",
            ),
        ),
    ]
