"""The catalogue's spreadsheets, from the file to the rows."""

from collections.abc import Sequence
from functools import partial
from pathlib import Path
from typing import Any

import pytest
import xlsxwriter

from anxin.parties.org.queries import system_actor
from anxin.parties.org.tests.factories import AT, make_actor, make_brand, make_store
from anxin.platform.importing.registry import kind_of
from anxin.platform.money import Money
from anxin.platform.scope import reading
from anxin.platform.workbook import ImportResult, Sheet, open_source, run_import, write_template
from anxin.resources.catalog import imports
from anxin.resources.catalog.models import LabourOperation, Package, PartArticle, Supersession

pytestmark = pytest.mark.django_db


def load(folder: Path, sheet: Sheet, write: Any, rows: Sequence[Sequence[Any]]) -> ImportResult:
    path = folder / f"{sheet.name}.xlsx"
    with xlsxwriter.Workbook(path) as book:
        page = book.add_worksheet()
        for number, row in enumerate(rows):
            page.write_row(number, 0, row)
    act = partial(write, system_actor("test"), 0)
    return run_import(sheet, open_source(path), lambda batch: act(batch, AT), take_good_rows=True)


def test_the_three_sheets_fill_the_catalogue_and_the_same_file_again_changes_nothing(tmp_path: Path) -> None:
    make_store(brand=make_brand("VW", "大众"))
    operations = [["项目编码", "项目名称", "工时", "工时类别", "品牌"], ["L-1", "更换机油", 0.5, "快保", "大众"]]
    articles = [["备件号", "备件名称", "销售价", "单位"], ["F-1", "机油滤清器", "¥68.00", "个"], ["O-1", "机油", 92.5, "升"]]
    packages = [["套餐编码", "套餐名称", "工时", "配件", "套餐价", "品牌"], ["P", "小保养", "l-1", "F-1；O-1*4", 399, "VW"]]
    for again in (False, True):
        done = [
            load(tmp_path, imports.OPERATIONS, imports.write_operations, operations),
            load(tmp_path, imports.ARTICLES, imports.write_articles, articles),
            load(tmp_path, imports.PACKAGES, imports.write_packages, packages),
        ]
        assert [(each.created, each.unchanged, each.refused) for each in done] == (
            [(0, 1, 0), (0, 2, 0), (0, 1, 0)] if again else [(1, 0, 0), (2, 0, 0), (1, 0, 0)]
        )
    with reading(system_actor("test")):
        assert LabourOperation.objects.get().labour_class == "express"
        assert PartArticle.objects.get(number="O-1").price == Money(92_50)
        assert [line.quantity for line in Package.objects.get().lines.order_by("position")] == [1, 1, 4]


def test_a_bad_row_stays_out_with_its_cell_and_cure_and_the_others_go_in(tmp_path: Path) -> None:
    make_store()
    rows = [
        ["套餐编码", "名称", "工时", "配件", "品牌"],
        ["P", "小保养", "X-9", "", ""],
        ["Q", "大保养", "L-1*zwei", "", ""],
        ["R", "检查", "L-1", "", "不存在"],
        ["S", "检查", "L-1", "", ""],
    ]
    load(tmp_path, imports.OPERATIONS, imports.write_operations, [["工时编码", "名称", "标准工时"], ["L-1", "检查", 1]])
    done = load(tmp_path, imports.PACKAGES, imports.write_packages, rows)
    assert (done.created, done.refused) == (1, 3)
    found = {(problem.row, problem.column): problem.finding.message for problem in done.problems}
    assert {row for row, _column in found} == {2, 3, 4}
    assert any("X-9" in message for message in found.values())
    assert all(problem.finding.cure for problem in done.problems)


def test_only_who_keeps_the_groups_catalogue_may_import_it() -> None:
    make_store("NS")
    store = make_store("LG")
    local, central = (make_actor(store, "after_sales_manager", level=level) for level in ("store", "group"))
    kinds = [kind_of(f"catalog_{name}") for name in ("operations", "articles", "packages", "maintenance")]
    assert not any(kind.may_be_run_by(local, store.pk) for kind in kinds)
    assert all(kind.may_be_run_by(central, store.pk) for kind in kinds)


def test_every_sheet_gives_a_template() -> None:
    assert write_template([imports.OPERATIONS, imports.ARTICLES, imports.PACKAGES, imports.MAINTENANCE]).startswith(b"PK")


def test_the_sheet_of_articles_brings_numbers_successors_and_the_purchase_unit(tmp_path: Path) -> None:
    make_store()
    heads = ["配件号", "名称", "售价", "OEM", "条形码", "新件号", "替代日期", "旧件先用完", "采购单位", "采购换算数", "精品"]
    rows = [
        heads,
        ["F-1", "机滤", 68, "OE-1；oe-2", "690", "F-2", "2026-11-01", "否", "箱", 12, "是"],
        ["F-2", "机滤新", 70, "", "", "", "", "", "", "", ""],
        ["F-3", "机滤三", 70, "", "690", "F-9", "2026-11-01", "", "", "", ""],
    ]
    for again in (False, True):
        done = load(tmp_path, imports.ARTICLES, imports.write_articles, rows)
        assert (done.created, done.unchanged, done.refused) == ((0, 2, 1) if again else (2, 0, 1))
    with reading(system_actor("test")):
        row = PartArticle.objects.get(number="F-1")
        assert (row.other_numbers, row.purchase_unit, row.purchase_factor) == (["690", "OE-1", "OE-2"], "箱", 12)
        assert row.is_accessory
        link = Supersession.objects.get()
        assert (link.successor.number, link.use_up_first) == ("F-2", False)
        assert PartArticle.objects.get(number="F-3").other_numbers == []
