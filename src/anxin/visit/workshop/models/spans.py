"""Spans of time in the database."""

import pgtrigger
from django.contrib.postgres.fields import DateTimeRangeField
from django.db import models

from anxin.platform.guards import when_written


class InstantRange(models.Func):
    """``tstzrange(from, to)``: without an end it is still running."""

    function = "TSTZRANGE"
    output_field = DateTimeRangeField()


def apart_from(table: str) -> pgtrigger.Trigger:
    """A trigger that lets no stretch of a technician overlap one in another table.

    An exclusion constraint sees one table only; the lock, which commands call the technician's turn, makes two writers of
    the two tables pass one after the other. A stretch that only becomes shorter cannot overlap anew.
    """
    return pgtrigger.Trigger(
        name="apart_from_other_time",
        when=pgtrigger.Before,
        operation=when_written("technician_id", "started_at", "ended_at"),
        func=f"""
            IF TG_OP = 'UPDATE' AND NEW.technician_id = OLD.technician_id
                AND tstzrange(NEW.started_at, NEW.ended_at) <@ tstzrange(OLD.started_at, OLD.ended_at) THEN
                RETURN NEW;
            END IF;
            PERFORM pg_advisory_xact_lock(hashtextextended('workshop:technician:' || NEW.technician_id, 0));
            IF EXISTS (SELECT FROM {table} AS other WHERE other.technician_id = NEW.technician_id
                AND tstzrange(other.started_at, other.ended_at) && tstzrange(NEW.started_at, NEW.ended_at)) THEN
                RAISE EXCEPTION 'workshop: technician % has other time then', NEW.technician_id
                    USING ERRCODE = 'exclusion_violation', CONSTRAINT = 'technician_time_no_overlap';
            END IF;
            RETURN NEW;
        """,
    )
