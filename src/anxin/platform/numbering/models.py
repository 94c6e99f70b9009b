"""Counters."""

from django.db import models


class NumberSeries(models.Model):
    """The last number given out in a store, series and year."""

    store_id = models.IntegerField()
    series = models.CharField(max_length=20)
    year = models.SmallIntegerField()
    last = models.IntegerField()

    class Meta:
        app_label = "platform"
        constraints = [models.UniqueConstraint(fields=["store_id", "series", "year"], name="number_series")]
