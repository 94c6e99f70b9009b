"""A staff list as a spreadsheet: heads as people write them, outcomes row by row."""

from datetime import date

import pytest

from anxin.parties.org.queries import system_actor
from anxin.parties.org.tests.factories import AT, make_store, make_user
from anxin.parties.people.imports import STAFF, write_staff
from anxin.parties.people.queries import list_employees
from anxin.parties.people.tests.factories import make_employee
from anxin.platform.actor import Actor
from anxin.platform.events.models import StoredEvent
from anxin.platform.scope import reading
from anxin.platform.workbook import CheckedRow, RowResult

pytestmark = pytest.mark.django_db


def row(place: int, **values: object) -> CheckedRow:
    blank: dict[str, object] = {column.key: None for column in STAFF.columns}
    return CheckedRow(place, {**blank, "joined_on": date(2022, 5, 1), **values})


def test_a_list_is_written_row_by_row_and_twice_changes_nothing() -> None:
    store, actor = make_store(), system_actor("test")
    rows = [
        row(2, number="1", name="张三", post="technician", deputy_number="2"),
        row(3, number="2", name="李四", post="technical_supervisor"),
        row(4, number="3", name="王五", post="technician", username="nobody"),
    ]
    first = [one.result for one in write_staff(actor, store.pk, rows, AT)]
    again = write_staff(actor, store.pk, rows, AT)
    assert first == [RowResult.CREATED, RowResult.CREATED, RowResult.REFUSED]
    assert [one.result for one in again] == [RowResult.UNCHANGED, RowResult.UNCHANGED, RowResult.REFUSED]
    assert (again[2].column, again[2].finding is not None) == ("username", True)
    changed = write_staff(actor, store.pk, [row(2, number="1", name="张三", post="technician", level="高级")], AT)
    assert [one.result for one in changed] == [RowResult.UPDATED]
    kept = write_staff(actor, store.pk, [row(2, number="1", name="张三", post="technician")], AT)
    assert [one.result for one in kept] == [RowResult.UNCHANGED]
    assert {one.name: one.level for one in list_employees(actor, store.pk)} == {"张三": "高级", "李四": ""}


def test_whoever_is_new_is_announced_as_hired_and_whoever_is_not_as_changed() -> None:
    store, actor = make_store(), system_actor("test")

    def announced() -> list[tuple[str, str]]:
        with reading(actor):
            facts = StoredEvent.objects.filter(store_id=store.pk).order_by("pk")
            return [(one.name, one.payload["post"]) for one in facts]

    write_staff(actor, store.pk, [row(2, number="1", name="张三", post="quality_inspector")], AT)
    assert announced() == [("people.EmployeeHired", "quality_inspector")]
    again = row(2, number="1", name="张三", post="technician")
    for _each in range(2):
        write_staff(actor, store.pk, [again, row(3, number="2", name="李四", post="technician")], AT)
    assert announced()[1:] == [("people.EmployeeChanged", "technician"), ("people.EmployeeHired", "technician")]


def test_a_list_that_gives_a_deputy_another_user_names_him_anew_or_not_at_all() -> None:
    store, actor = make_store(), system_actor("test")
    manager = row(2, number="1", name="张三", post="service_manager", deputy_number="2")
    write_staff(actor, store.pk, [manager, row(3, number="2", name="李四", post="service_advisor")], AT)

    def deputies(username: str, **more: object) -> list[int | None]:
        make_user(store, "service_advisor", username=username)
        files = [
            row(2, number="2", name="李四", post="service_advisor", username=username),
            row(3, number="1", name="张三", post="service_manager", level=username, **more),
        ]
        assert {one.result for one in write_staff(actor, store.pk, files, AT)} == {RowResult.UPDATED}
        return [one.deputy_id for one in list_employees(actor, store.pk) if one.number == "1"]

    assert deputies("first", deputy_number="2") != [None]
    assert deputies("second") == [None]


def test_nobody_gives_himself_a_post_or_a_deputyship_through_an_import() -> None:
    store = make_store()
    user = make_user(store, "hr_manager", username="hr1")
    own = make_employee(store, "hr_manager", user=user, number="9")
    importing = Actor.system("import:1", [store.pk], on_behalf_of=user.pk)
    rows = [
        row(2, number="9", name=own.name, post="general_manager"),
        row(3, number="1", name="张三", post="general_manager", deputy_number="9"),
        row(4, number="2", name="李四", post="service_manager", username="hr1"),
    ]
    written = write_staff(importing, store.pk, rows, AT)
    assert [one.column for one in written] == ["", "deputy_number", ""]
    assert [one.result for one in written] == [RowResult.REFUSED] * 3
    assert {one.number: (one.post, one.deputy_id) for one in list_employees(system_actor("test"), store.pk)} == {
        "9": ("hr_manager", None),
        "1": ("general_manager", None),
    }
