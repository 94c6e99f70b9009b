"""What was reported and not accepted is no result: it stays in the history of a suggestion only."""

from django.db import migrations, models

from anxin.platform.database.rls import change_rows

NO_RESULT = "UPDATE reviews_suggestion SET done = '' WHERE state = 'TO_DO' AND done <> ''"


class Migration(migrations.Migration):
    dependencies = [("reviews", "0005_voice_names_order")]

    operations = [
        change_rows(NO_RESULT),
        migrations.AddConstraint(
            model_name="suggestion",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("done", ""), ("state__in", ["ENTERED", "DECLINED", "TO_DO"])),
                    models.Q(
                        ("state__in", ["REPORTED", "CONFIRMED", "DROPPED"]), models.Q(("done", ""), _negated=True)
                    ),
                    _connector="OR",
                ),
                name="suggestion_done_whole",
            ),
        ),
    ]
