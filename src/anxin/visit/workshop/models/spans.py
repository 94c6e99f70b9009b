"""Spans of time in the database."""

from django.contrib.postgres.fields import DateTimeRangeField
from django.db import models


class InstantRange(models.Func):
    """``tstzrange(from, to)``: without an end it is still running."""

    function = "TSTZRANGE"
    output_field = DateTimeRangeField()
