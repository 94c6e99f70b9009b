"""Policies: a sale belongs to the store whose counter sold it; money is never changed."""

from django.db import migrations

from anxin.platform.database.rls import append_only_rights, protect_by_store


class Migration(migrations.Migration):
    dependencies = [("counter_sales", "0001_initial"), ("platform", "0002_row_security"), ("billing", "0005_day_closing_and_late_express")]

    operations = [
        *protect_by_store("counter_sales_sale", "counter_sales_saleline", "counter_sales_salepayment"),
        *append_only_rights("counter_sales_salepayment"),
    ]
