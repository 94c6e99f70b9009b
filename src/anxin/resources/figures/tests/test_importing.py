"""A store's workbook on its way in: looked at, taken once, all or nothing; what is wrong is told by its cell."""

from decimal import Decimal

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from anxin.parties.org.models import ApiToken, Store
from anxin.parties.org.queries import system_actor
from anxin.parties.org.sign_in import digest
from anxin.parties.org.tests.factories import AT, make_actor, make_store, make_user
from anxin.platform import clock
from anxin.platform.errors import Denied, IllegalTransition, Invalid, NotFound
from anxin.platform.scope import reading
from anxin.platform.tests.fact_rows import fact_rows, of
from anxin.resources.figures import commands, queries
from anxin.resources.figures.queries import SheetPreview
from anxin.resources.figures.tests.factories import enter
from anxin.resources.figures.tests.test_reading import book

pytestmark = pytest.mark.django_db
PDI = [150, 140, 160, 155, 148, 149, 401, 188, None, 160, 150]
ROWS = [["2010年"], ["月份", "进厂台次", "PDI 台数", "维修总产值（万元）"]]
ROWS += [[f"{n}月", 800 + n, "缺" if value is None else value, "49.7"] for n, value in enumerate(PDI, start=1)]


@pytest.fixture
def store(db: None) -> Store:
    return make_store("LG")


def check(store: Store, content: bytes, name: str = "2010.xlsx") -> commands.CheckedWorkbook:
    actor = system_actor("test")
    return commands.check_monthly_history(actor=actor, store_id=store.pk, file_name=name, content=content, at=AT)


def checked(store: Store, content: bytes) -> int:
    found = check(store, content)
    assert found.sheet_id is not None, found.problems
    return found.sheet_id


def preview(sheet_id: int) -> SheetPreview:
    actor = system_actor("test")
    with reading(actor):
        return queries.get_figure_sheet(actor, sheet_id)


def take(sheet_id: int) -> commands.RecordedFigures:
    return commands.import_monthly_history(actor=system_actor("test"), sheet_id=sheet_id, at=AT)


def test_a_workbook_is_looked_at_before_anything_is_written(store: Store) -> None:
    enter(store, "entries", {"2010-01": 801, "2010-02": 700})
    found = preview(checked(store, book(年报=ROWS)))
    assert found.counts == {"new": 31, "changed": 1, "same": 1, "gaps": 1, "outliers": 1}
    first = found.cells[0]
    assert (first.kind.code, f"{first.month:%Y-%m}", first.value, first.place) == ("pre_delivery", "2010-07", 401, "年报!C9")
    assert len(fact_rows(system_actor("test"), "figures.month")) == 2


def test_what_would_change_stands_in_the_order_of_the_workbook(store: Store) -> None:
    rows = [["2010年", "2月", "1月"], ["维修总产值（元）", 2, 1], ["进厂台次", 4, 3]]
    found = preview(checked(store, book(年报=rows)))
    assert [one.place for one in found.cells] == [f"年报!{cell}" for cell in ("B2", "C2", "B3", "C3")]


def test_a_column_that_nobody_knows_is_named_at_its_head(store: Store) -> None:
    (note,) = check(store, book(年报=[["2010年", "进厂台次", "胡编"], ["1月", 1, 2], ["2月", 3, 4]])).problems
    assert (note.column, note.value, "不认识项目“胡编”" in str(note)) == ("C1", "胡编", True)


def test_it_is_taken_once_and_the_same_file_again_changes_nothing(store: Store) -> None:
    sheet_id = checked(store, book(年报=ROWS))
    assert (take(sheet_id).written, take_again(sheet_id)) == (33, "refused")
    rows = [of(row, "amount", "source", "is_outlier") for row in fact_rows(system_actor("test"), "figures.month")]
    assert rows.count((49_700_000, "imported", False)) == 11
    assert [row for row in rows if row[2]] == [(None, "imported", True)]
    again = checked(store, book(年报=ROWS))
    assert preview(again).counts["same"] == 33
    assert (take(again).written, len(fact_rows(system_actor("test"), "figures.month"))) == (0, 33)


def take_again(sheet_id: int) -> str:
    with pytest.raises(IllegalTransition):
        take(sheet_id)
    return "refused"


def test_what_was_changed_since_the_check_is_not_overwritten(store: Store) -> None:
    sheet_id = checked(store, book(年报=ROWS))
    enter(store, "entries", {"2010-01": 999})
    with pytest.raises(commands.WorkbookMovedOn):
        take(sheet_id)
    assert len(fact_rows(system_actor("test"), "figures.month")) == 1


def test_a_workbook_with_errors_is_not_kept_and_one_that_was_dropped_is_not_taken(store: Store) -> None:
    found = check(store, book(表=[["月份", "进厂台次"], ["2010-01", "四百"], ["2010-02", 410]]))
    assert (found.sheet_id, [one.column for one in found.problems]) == (None, ["B2"])
    for content in (b"", b"%PDF-1.7 not a workbook\x00\x01", b"PK\x03\x04broken"):
        with pytest.raises(Invalid):
            check(store, content)
    sheet_id = checked(store, book(年报=ROWS))
    commands.drop_monthly_history(actor=system_actor("test"), sheet_id=sheet_id, at=AT)
    with pytest.raises(IllegalTransition):
        take(sheet_id)
    assert fact_rows(system_actor("test"), "figures.month") == []


def test_only_who_may_and_only_in_his_store(store: Store) -> None:
    other = make_actor(make_store("NS"), "service_manager")
    sheet_id = checked(store, book(年报=ROWS))
    with pytest.raises(Denied):
        commands.check_monthly_history(actor=other, store_id=store.pk, file_name="x", content=b"x", at=AT)
    with pytest.raises(NotFound):
        commands.import_monthly_history(actor=other, sheet_id=sheet_id, at=AT)
    with pytest.raises(NotFound):
        commands.drop_monthly_history(actor=other, sheet_id=sheet_id, at=AT)
    assert fact_rows(system_actor("test"), "figures.month") == []


def test_the_pages_lead_from_the_template_to_the_grid(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(clock, "now", lambda: AT)
    browser = Client()
    browser.force_login(make_user(store, "service_manager"))
    assert browser.get("/monthly-figures/template/").content[:2] == b"PK"
    bad = SimpleUploadedFile("坏.xlsx", book(表=[["月份", "进厂台次"], ["2010-01", "四百"]]))
    refused = browser.post("/monthly-figures/check/", {"file": bad})
    assert (refused.status_code, "表 B2" in refused.content.decode()) == (422, True)
    sent = browser.post("/monthly-figures/check/", {"file": SimpleUploadedFile("2010.xlsx", book(年报=ROWS))})
    page = browser.get(sent["Location"]).content.decode()
    for words in ("导入 33 个数", "年报!C9", "异常", "497,000"):
        assert words in page
    browser.post(f"{sent['Location']}import/")
    taken = browser.get(sent["Location"]).content.decode()
    assert "33 个数已导入" in taken
    assert "没有变化" not in browser.get(sent["Location"]).content.decode()
    again = browser.post("/monthly-figures/check/", {"file": SimpleUploadedFile("又.xlsx", book(年报=ROWS))})["Location"]
    assert "data-confirm" in browser.get(again).content.decode()
    assert "没有导入，数都没有变" in browser.post(f"{again}drop/", follow=True).content.decode()
    grid = browser.get("/monthly-figures/?year=2010").content.decode()
    assert "401 !<" in grid
    assert ">缺<" in grid
    # What is given back is read again and says the same.
    given = browser.get("/monthly-figures/?year=2010&format=xlsx").content
    assert preview(checked(store, given)).counts == {"new": 0, "changed": 0, "same": 33, "gaps": 1, "outliers": 1}


def test_the_endpoints_do_the_same(store: Store) -> None:
    user = make_user(store, "service_manager")
    ApiToken.objects.create(user=user, name="test", digest=digest("t"), scopes=["*"], created_at=AT)
    client, root = Client(headers={"Authorization": "Bearer t"}), "/api/v1/monthly-figures"
    file = SimpleUploadedFile("2010.xlsx", book(年报=ROWS))
    made = client.post(f"{root}/sheets", {"store_id": store.pk, "file": file}).json()
    assert (made["cells"], made["problems"]) == (33, [])
    sheet = client.get(f"{root}/sheets/{made['sheet_id']}").json()
    assert (sheet["counts"]["new"], Decimal(str(sheet["cells"][0]["value"]))) == (33, 401)
    assert client.post(f"{root}/sheets/{made['sheet_id']}/import").json()["written"] == 33
    assert client.post(f"{root}/sheets/{made['sheet_id']}/drop").status_code == 409
