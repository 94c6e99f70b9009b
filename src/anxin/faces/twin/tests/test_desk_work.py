"""What the demo lays on the desks of its running day."""

from dataclasses import replace
from datetime import UTC, datetime, time, timedelta
from random import Random

import pytest

from anxin.faces.twin import desk_work, organisation, simulation, technical_work
from anxin.faces.twin.chances import ZONE
from anxin.faces.twin.days import play_days
from anxin.faces.twin.organisation import STORES
from anxin.faces.twin.people import draw_fleet
from anxin.faces.twin.simulation import StoreSimulation
from anxin.faces.twin.tests.test_equal_writers import FIRST, MADE, TODAY, small_store
from anxin.holdings.coverage.models import WarrantyTerm
from anxin.holdings.parts.queries import list_short_articles
from anxin.parties.org.queries import system_actor
from anxin.platform.scope import reading
from anxin.visit.appointments.models import Appointment
from anxin.visit.promises.models import Note, Telling
from anxin.visit.reception.models import LockerUse, VisitFlag
from anxin.visit.repair_orders.models import ApprovalLink, PriceLeave
from anxin.visit.technical.models import ExpertLink, LibraryEntry, TechnicalCase

UNTIL = datetime.combine(TODAY, time(14, 30), ZONE).astimezone(UTC)


@pytest.mark.django_db
def test_every_desk_of_the_running_day_has_something_to_show(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(simulation, "NO_SHOW", 0.9)
    floor, days = small_store()
    desk_work.set_terms(organisation.brand_ids(), MADE)
    random = Random("equal")
    fleet = draw_fleet(random, STORES[0].brand, 1, 60, FIRST)
    running = StoreSimulation(random, STORES[0].brand, fleet, FIRST, cars_a_day=8).open_day(TODAY, UNTIL)
    missed = [replace(day, visits=(), shifts=()) for day in days]
    assert sum(len(day.missed) for day in missed) > desk_work.STILL_ASKED
    play_days(floor, [*missed, running])
    desk_work.lay_out(floor, STORES[0].brand, UNTIL)
    technical_work.ask_for_help(floor, UNTIL)
    with reading(system_actor("test")):
        (link,) = ApprovalLink.objects.across_stores(reason="test")
        assert (len(link.lines), link.ended_at) == (len(desk_work.FOUND), None)
        assert Telling.objects.across_stores(reason="test").count() == 1
        assert {note.kind for note in Note.objects.across_stores(reason="test")} == {"note", "ask"}
        assert VisitFlag.objects.across_stores(reason="test").count() == 2
        assert [use.locker for use in LockerUse.objects.across_stores(reason="test")] == ["3"]
        assert PriceLeave.objects.across_stores(reason="test").filter(approval__state="PENDING").count() == 1
        cases = list(TechnicalCase.objects.across_stores(reason="test").order_by("pk"))
        assert [(case.state, case.entries.count()) for case in cases] == [("CLOSED", 1), ("OPEN", 2)]
        assert ExpertLink.objects.across_stores(reason="test").count() == LibraryEntry.objects.count() == 1
        assert WarrantyTerm.objects.count() == 4 * len(organisation.brand_ids())
        unexplained = Appointment.objects.across_stores(reason="test").filter(state="NO_SHOW", no_show_reason="")
        assert unexplained.count() == desk_work.STILL_ASKED
    assert list_short_articles(system_actor("test"), floor.store.id, UNTIL + timedelta(minutes=1))
