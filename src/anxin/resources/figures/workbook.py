"""The workbook that a store fills in and gets back: months down, kinds across, numbers as numbers."""

from collections.abc import Mapping, Sequence
from datetime import date

from anxin.platform.findings import Translate
from anxin.platform.findings import gettext_noop as _
from anxin.platform.workbook.checking import INSTRUCTIONS_TITLE
from anxin.platform.workbook.writing import Formats, new_workbook, write_text
from anxin.resources.figures.current import FigureCell
from anxin.resources.figures.kinds import FigureKind

UNIT_WORDS = {"yuan": "元", "count": "", "points": "分", "percent": "%"}  # i18n: data
MONTH_HEAD, SHEET_TITLE, GAP = "月份", "月度数据", "缺"  # i18n: data
STEPS = (
    _("一行一个月，一列一个项目；不需要的列可以删掉，空着的格子不会改动系统里的数。"),
    _("没有数据的月份写“缺”，不要写 0。"),
    _("表头括号里的单位可以改成“万元”，读取时会换算。"),
    _("每季度一个值的项目，填在季度的最后一个月，或另做“一季度”这样的列。"),
    _("也可以月份在列、项目在行，或一年一个工作表（工作表名写年份）。"),
    _("先检查，后导入：检查不会写入任何数据。同一个文件可以重复导入，没有变化的不会再写。"),
)


def write_workbook(
    kinds: Sequence[FigureKind],
    months: Sequence[date],
    cells: Mapping[tuple[str, date], FigureCell],
    *,
    translate: Translate,
) -> bytes:
    """An XLSX of these months with what holds; without cells the template. It can be imported again."""
    with new_workbook() as (workbook, buffer):
        formats = Formats(workbook)
        sheet = workbook.add_worksheet(SHEET_TITLE)
        number = workbook.add_format({"num_format": "#,##0.###"})
        odd = workbook.add_format({"num_format": "#,##0.###", "bg_color": "#FCE8E6"})
        sheet.freeze_panes(1, 1)
        sheet.set_column(0, len(kinds), 16)
        write_text(sheet, 0, 0, MONTH_HEAD, formats)
        for index, kind in enumerate(kinds, start=1):
            sheet.write_string(0, index, head_of(kind), formats.head)
        for row, month in enumerate(months, start=1):
            sheet.write_string(row, 0, f"{month:%Y-%m}", formats.text)
            for index, kind in enumerate(kinds, start=1):
                cell = cells.get((kind.code, month))
                if cell is None:
                    continue
                if cell.value is None:
                    write_text(sheet, row, index, GAP if cell.is_gap else "", formats)
                elif kind.unit == "percent":
                    write_text(sheet, row, index, f"{cell.value.normalize():f}%", formats)
                else:
                    shown = float(cell.value / 100 if kind.is_money else cell.value)
                    sheet.write_number(row, index, shown, odd if cell.is_outlier else number)
                if cell.note:
                    sheet.write_comment(row, index, cell.note)
        help_sheet = workbook.add_worksheet(INSTRUCTIONS_TITLE)
        help_sheet.set_column(0, 0, 100, formats.wrapped)
        for row, step in enumerate(STEPS):
            write_text(help_sheet, row, 0, translate(step), formats)
    return buffer.getvalue()


def head_of(kind: FigureKind) -> str:
    """A kind's head with its unit."""
    unit = UNIT_WORDS[kind.unit]
    name = kind.zh.partition("（")[0]  # i18n: data
    return f"{name}({unit})" if unit else name
