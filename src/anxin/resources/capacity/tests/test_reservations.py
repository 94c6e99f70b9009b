"""Reserving, moving and releasing bays: done, refused, denied, and against a model."""

from datetime import datetime, timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from anxin.parties.org.models import Bay, Store
from anxin.parties.org.queries import system_actor
from anxin.parties.org.tests.factories import AT, make_actor, make_bay, make_store
from anxin.parties.people.tests.factories import make_employee
from anxin.platform.actor import Actor
from anxin.platform.audit.models import AuditEntry
from anxin.platform.errors import Denied, Invalid, NotFound
from anxin.platform.references import DocumentRef
from anxin.platform.scope import reading, unit_of_work
from anxin.resources.capacity import commands, queries
from anxin.resources.capacity.rules import Span

pytestmark = pytest.mark.django_db
ORDER, OTHER = DocumentRef("repair_orders.repairorder", 31), DocumentRef("appointments.appointment", 7)


def hour(number: float) -> datetime:
    return AT + timedelta(hours=number)


def take(actor: Actor, store: Store, bay: Bay, start: float, end: float, document: DocumentRef = ORDER) -> commands.Reserved:
    return commands.reserve(
        actor=actor,
        store_id=store.pk,
        resource_kind="bay",
        resource_id=bay.pk,
        starts_at=hour(start),
        ends_at=hour(end),
        document=document,
        at=AT,
    )


@pytest.fixture
def store() -> Store:
    return make_store()


@pytest.fixture
def advisor(store: Store) -> Actor:
    return make_actor(store, "service_advisor")


def test_a_taken_bay_is_listed_and_no_longer_free(store: Store, advisor: Actor) -> None:
    bay, free = make_bay(store, "1"), make_bay(store, "2")
    made = take(advisor, store, bay, 1, 2)
    (row,) = queries.list_reservations(advisor, store.pk, AT.date())
    assert (row.id, row.resource_name, row.document, row.starts_at) == (made.id, "1", ORDER, hour(1))
    assert [each.id for each in queries.free_bays(advisor, store.pk, hour(1.5), hour(3))] == [free.pk]
    assert [each.id for each in queries.free_bays(advisor, store.pk, hour(2), hour(3))] == [bay.pk, free.pk]
    assert queries.list_taken_time(advisor, store.pk, AT.date())[0].minutes == 60
    with reading(advisor):
        assert AuditEntry.objects.filter(command="capacity.reserve", subject_id=31).count() == 1


def test_a_taken_bay_is_refused_and_the_refusal_says_from_when_it_is_free(store: Store, advisor: Actor) -> None:
    bay = make_bay(store)
    take(advisor, store, bay, 1, 2)
    take(advisor, store, bay, 2.5, 3)
    with pytest.raises(commands.ResourceTaken) as refusal:
        take(advisor, store, bay, 1.5, 2.5, OTHER)
    assert refusal.value.details["free_from"] == hour(3)
    take(advisor, store, bay, 2, 2.5, OTHER)


def test_the_same_hours_of_a_technician_and_of_a_bay_with_the_same_id_do_not_collide(store: Store, advisor: Actor) -> None:
    wang = make_employee(store, "technician", name="王强")
    with unit_of_work(system_actor("test"), "test", writable=True):
        bay: Bay = Bay.plain.create(pk=wang.pk, store=store, code="X")
    take(advisor, store, bay, 1, 2)
    arguments = {"starts_at": hour(1), "ends_at": hour(2), "document": ORDER, "at": AT}
    commands.reserve(actor=advisor, store_id=store.pk, resource_kind="technician", resource_id=wang.pk, **arguments)
    assert {row.resource_name for row in queries.list_reservations_of(advisor, store.pk, ORDER)} == {"X", "王强"}


def test_a_moved_reservation_frees_its_old_time_and_may_overlap_itself(store: Store, advisor: Actor) -> None:
    first, second = make_bay(store, "1"), make_bay(store, "2")
    made = take(advisor, store, first, 1, 2)
    moved = {"actor": advisor, "reservation_id": made.id, "at": AT}
    commands.move_reservation(starts_at=hour(1.5), ends_at=hour(2.5), **moved)
    take(advisor, store, first, 1, 1.5, OTHER)
    commands.move_reservation(starts_at=hour(1), ends_at=hour(2), resource_id=second.pk, **moved)
    with pytest.raises(commands.ResourceTaken):
        commands.move_reservation(starts_at=hour(1), ends_at=hour(2), resource_id=first.pk, **moved)
    assert {row.resource_id for row in queries.list_reservations_of(advisor, store.pk, ORDER)} == {second.pk}


def test_releasing_frees_the_bay_keeps_the_technician_when_asked_and_may_be_repeated(store: Store, advisor: Actor) -> None:
    bay = make_bay(store)
    take(advisor, store, bay, 1, 2)
    said = {"actor": advisor, "store_id": store.pk, "document": ORDER, "at": AT}
    wang = make_employee(store, "technician")
    commands.reserve(resource_kind="technician", resource_id=wang.pk, starts_at=hour(1), ends_at=hour(2), **said)
    assert commands.release(resource_kind="bay", **said).count == 1
    take(advisor, store, bay, 1, 2, OTHER)
    assert commands.release(**said).count == 1
    assert commands.release(**said).count == 0


def test_a_bay_of_another_store_one_out_of_use_and_a_senseless_span_are_refused(store: Store, advisor: Actor) -> None:
    elsewhere = make_bay(make_store("NS"))
    with pytest.raises(commands.ResourceUnknown):
        take(advisor, store, elsewhere, 1, 2)
    stranger = make_employee(make_store("NS"), "technician")
    with pytest.raises(commands.ResourceUnknown):
        commands.reserve(
            actor=advisor,
            store_id=store.pk,
            resource_kind="technician",
            resource_id=stranger.pk,
            starts_at=hour(1),
            ends_at=hour(2),
            document=ORDER,
            at=AT,
        )
    with pytest.raises(Invalid) as refusal:
        take(advisor, store, make_bay(store), 2, 1)
    assert refusal.value.field == "ends_at"


def test_nobody_reserves_moves_or_releases_in_another_store(store: Store, advisor: Actor) -> None:
    other = make_store("NS")
    bay, stranger = make_bay(store), make_actor(other, "service_advisor")
    made = take(advisor, store, bay, 1, 2)
    with pytest.raises(Denied):
        take(stranger, store, bay, 3, 4)
    with pytest.raises(NotFound):
        commands.move_reservation(actor=stranger, reservation_id=made.id, starts_at=hour(3), ends_at=hour(4), at=AT)
    with pytest.raises(Denied):
        commands.release(actor=stranger, store_id=store.pk, document=ORDER, at=AT)
    assert queries.list_reservations(stranger, store.pk, AT.date()) == []
    assert len(queries.list_reservations(advisor, store.pk, AT.date())) == 1


verbs = st.sampled_from(["take", "free"])
steps = st.lists(st.tuples(verbs, st.integers(0, 1), st.integers(0, 20), st.integers(1, 6), st.integers(1, 3)), max_size=25)


@settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(steps)
def test_any_sequence_leaves_the_same_as_a_model_in_memory(
    store: Store, advisor: Actor, sequence: list[tuple[str, int, int, int, int]]
) -> None:
    bays = [make_bay(store), make_bay(store)]
    held: list[tuple[int, Span, int]] = []
    for verb, which, start, length, owner in sequence:
        bay, document = bays[which], DocumentRef("test.document", owner)
        span = Span(hour(start), hour(start + length))
        if verb == "free":
            commands.release(actor=advisor, store_id=store.pk, document=document, at=AT)
            held = [each for each in held if each[2] != owner]
        elif any(each[0] == bay.pk and each[1].overlaps(span) for each in held):
            with pytest.raises(commands.ResourceTaken):
                take(advisor, store, bay, start, start + length, document)
        else:
            take(advisor, store, bay, start, start + length, document)
            held.append((bay.pk, span, owner))
    rows = [
        row
        for owner in (1, 2, 3)
        for row in queries.list_reservations_of(advisor, store.pk, DocumentRef("test.document", owner))
    ]
    mine = [row for row in rows if row.resource_id in {bay.pk for bay in bays}]
    found = sorted((row.resource_id, row.starts_at, row.ends_at, row.document.id) for row in mine)
    assert found == sorted((bay, span.starts_at, span.ends_at, owner) for bay, span, owner in held)
    for owner in (1, 2, 3):
        commands.release(actor=advisor, store_id=store.pk, document=DocumentRef("test.document", owner), at=AT)
