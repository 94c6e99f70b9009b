"""What is said of a figure whose months people stated: which, what is odd or missing, since when records are kept."""

from collections.abc import Sequence
from datetime import date

from django.utils.translation import gettext as _

from anxin.management.kpi.queries.course import is_by_quarter
from anxin.management.kpi.queries.sheet import Reading
from anxin.management.kpi.queries.wording import months_words
from anxin.management.kpi.rules.lacks import DAY
from anxin.management.kpi.rules.periods import months_later
from anxin.parties.org.queries import all_stores
from anxin.platform.ui.formats import format_day

MOST_STORES = 8
"""How many stores a sentence names."""
LONGEST_MONTH = 31


def mark_sentences(reading: Reading) -> list[tuple[str, str]]:
    """Level and sentence of each note."""
    marks, said = reading.marks, []
    if marks.is_cut and reading.span.days <= LONGEST_MONTH and is_by_quarter(reading.definition):
        said.append(("risk", _("每季度一个数：请在上面选“季”。")))
    elif marks.is_cut:
        said.append(("risk", _("这里用到按月填报的数据，只有整月才算：请用“上一期”选到月末。")))
    elif marks.owed:
        said.append(
            (
                "risk",
                _("%(months)s 没有填报，合计算不出：请在“月度数据”里补上，或等数据齐。") % months_said(sorted(marks.owed)),
            )
        )
    if marks.absent and not marks.is_cut:
        said.append(("risk", _("%(months)s 填的是“缺”，没有数，合计算不出；有了数再补。") % months_said(marks.absent)))
    if marks.outliers:
        said.append(("risk", _outlier_words(reading) % months_said(marks.outliers)))
    elif reading.compared.outliers:
        said.append(("risk", _("环比、同比用到的 %(months)s 的数异常，请先核对。") % months_said(reading.compared.outliers)))
    if marks.stated:
        said.append(("", _("%(months)s 取自月度数据（填报或导入），不是到店记录。") % months_said(marks.stated)))
    if marks.lacking:
        said.append(("risk", _("这段时间的数据不齐的门店：%(stores)s。") % {"stores": _stores(marks.lacking)}))
    if marks.whole_from and (reading.value is None or reading.definition.looks_back):
        said.append(("risk", _looking_back(reading, marks.whole_from)))
    elif marks.is_partial and marks.began:
        day = {"day": f"{marks.began:%Y-%m-%d}"}
        said.append(("risk", _("到店记录从 %(day)s 开始，这段时间只有一部分：不算环比、同比，累计的数不判达标。") % day))
    elif marks.began and not reading.definition.looks_back:
        said.append(("", _("记录从 %(day)s 开始，这之前的没有算。") % {"day": f"{marks.began:%Y-%m-%d}"}))
    if reading.compared.stated and not marks.stated:
        said.append(("", _("环比、同比用到了月度数据：%(months)s。") % months_said(reading.compared.stated)))
    if words := running_words(reading):
        said.append(("", words))
    return said


def running_words(reading: Reading) -> str:
    """What the day that still runs means for a figure; empty where none does."""
    if not reading.runs or reading.needs:
        return ""
    is_of_days = reading.definition.is_of_days_over
    if reading.even_span is None:
        return _("期间的第一天还没过完，过完了才有数。") if is_of_days else ""
    day = {"day": format_day(reading.even_span.last)}
    if is_of_days:
        return _("今天没过完，不算在内：算到 %(day)s。") % day
    return _("今天没过完：环比、同比只比过完的天，到 %(day)s。") % day if reading.base is not None else ""


def _looking_back(reading: Reading, whole_from: date) -> str:
    """That records do not reach back far enough: of what is not known why, of what is known how much of it."""
    asked = {"why": back_words(reading), "day": f"{whole_from:%Y-%m-%d}"}
    if reading.value is None:
        return _("还算不出：%(why)s，%(day)s 起才有。") % asked
    known = {"known": known_months(reading)}
    return _("只有 %(known)s 个月的记录，%(why)s，%(day)s 起才齐：这之前不判达标，不算环比、同比。") % (asked | known)


def back_words(reading: Reading) -> str:
    """How far records have to reach back for a figure."""
    definition, shifts = reading.definition, {term.shift for term in reading.definition.formula.terms}
    if definition.looks_back and "last_period" in shifts:
        return _("要有 %(months)s 个月再加一期的记录") % {"months": definition.looks_back}
    if definition.looks_back:
        return _("要有 %(months)s 个月的记录") % {"months": definition.looks_back + (12 if "last_year" in shifts else 0)}
    return _("要有去年同期的记录") if "last_year" in shifts else _("要有上期的记录")


def known_months(reading: Reading) -> int:
    """How many of the months to which a figure looks back are recorded."""
    if reading.marks.whole_from is None:
        return reading.definition.looks_back
    begun, end = months_later(reading.marks.whole_from, -reading.definition.looks_back), reading.span.last + DAY
    months = (end.year - begun.year) * 12 + end.month - begun.month - (end.day < begun.day)
    return max(0, months)


def _stores(store_ids: Sequence[int]) -> str:
    names = [all_stores()[store].name for store in store_ids[:MOST_STORES]]
    return _("、").join(names) + (" …" if len(store_ids) > MOST_STORES else "")


def _outlier_words(reading: Reading) -> str:
    """Of a mean, into which an odd month goes as one of few, more than of a sum."""
    if reading.definition.formula.divides and len(reading.marks.stated) > 1:
        return _("%(months)s 的数异常，仍然算进平均和比例，先核对再看是否达标。")
    return _("%(months)s 的数异常，仍然计入，请核对。")


def months_said(months: Sequence[date]) -> dict[str, str]:
    """The months in stretches, as ``months`` of a sentence."""
    return {"months": months_words(months)}
