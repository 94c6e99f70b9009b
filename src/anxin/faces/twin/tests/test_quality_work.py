"""What quality makes of the demo's past."""

from datetime import UTC, datetime, time

import pytest

from anxin.faces.twin import quality_work
from anxin.faces.twin.chances import ZONE
from anxin.faces.twin.history import write_days
from anxin.faces.twin.tests.test_equal_writers import LONG_AFTER, TODAY, small_store
from anxin.parties.org.queries import system_actor
from anxin.visit.quality.queries import ReworkFilter, find_body_paint_head, list_rework

UNTIL = datetime.combine(TODAY, time(14, 30), ZONE).astimezone(UTC)


@pytest.mark.django_db
def test_the_demo_has_rework_in_every_state_and_somebody_who_heads_body_and_paint() -> None:
    floor, days = small_store()
    write_days(floor, days, LONG_AFTER)
    quality_work.look_back(floor, UNTIL)
    cases = list_rework(system_actor("test"), floor.store.id, ReworkFilter())
    assert {case.state for case in cases} >= {"REPORTED"}
    assert {case.state for case in cases} <= {"REPORTED", "REPAIRED", "CLOSED"}
    assert find_body_paint_head(system_actor("test"), floor.store.id) is not None
