"""A bill corrected in the month after: its order and its money stay in one month, and the history is told (ADR 0022)."""

from datetime import date, datetime
from pathlib import Path

import pytest

from anxin.management.kpi.catalogue import catalogue
from anxin.management.kpi.engine.export import Exported, export_fact
from anxin.management.kpi.engine.history import ParquetFiles
from anxin.management.kpi.engine.working import Asked, Figure, work_out
from anxin.management.kpi.queries import Level, compute_figures
from anxin.management.kpi.rules.periods import Period, Span, span_of
from anxin.parties.org.queries import system_actor
from anxin.parties.org.tests.factories import AT, make_actor
from anxin.platform import clock
from anxin.platform.facts import registry
from anxin.platform.money import Money
from anxin.platform.scope import reading
from anxin.visit.billing import commands
from anxin.visit.billing.tests.factories import make_cash_desk
from anxin.visit.billing.tests.test_correcting import delivered_order, items_of
from anxin.visit.repair_orders.commands import CorrectedLine
from anxin.visit.repair_orders.tests.factories import FrontDesk

pytestmark = pytest.mark.django_db
DECEMBER = datetime(2026, 12, 3, 4, tzinfo=AT.tzinfo)
MONTHS = (span_of(Period.MONTH, AT.date()), span_of(Period.MONTH, DECEMBER.date()))
DAYS = (Span(AT.date(), AT.date()), Span(DECEMBER.date(), DECEMBER.date()))
CODES = ["average_ticket", "repair_ticket", "customer_repair_output", "total_repair_output"]
FACTS = ("billing.settled_line", "repair_orders.settled")


@pytest.fixture
def desk(monkeypatch: pytest.MonkeyPatch) -> FrontDesk:
    monkeypatch.setattr(clock, "now", lambda: DECEMBER)
    return make_cash_desk()


def correct_part(desk: FrontDesk, number: str) -> Money:
    """Take 300 yuan off the part on 3 December; returns what the order comes to since."""
    labour, part = items_of(desk, number)
    line = CorrectedLine(part.id, amount=part.amount - Money.yuan(300))
    boss = make_actor(desk.store, "general_manager")
    commands.correct_bill(actor=boss, number=number, lines=[line], reason="金额写错", at=DECEMBER)
    return labour.amount + part.amount - Money.yuan(300)


def told(found: list[Figure]) -> dict[tuple[str, date], int | None]:
    return {(one.code, one.cell.span.first): None if one.value is None else int(one.value) for one in found}


@pytest.mark.parametrize(("period", "spans"), [(Period.MONTH, MONTHS), (Period.DAY, DAYS)])
def test_the_order_and_its_money_stand_on_one_day(desk: FrontDesk, period: Period, spans: tuple[Span, Span]) -> None:
    after = correct_part(desk, delivered_order(desk))
    found = told(compute_figures(system_actor("kpi"), CODES, Level.STORE, period, spans))
    then, now = (one.first for one in spans)
    assert {found[code, then] for code in CODES[1:]} == {after.fen}
    assert found["average_ticket", then] is not None
    assert [found[code, now] for code in CODES] == [None, None, 0, 0]


def test_the_closed_month_is_written_anew_and_files_say_the_same(desk: FrontDesk, tmp_path: Path) -> None:
    def written() -> list[Exported]:
        with reading(system_actor("kpi")):
            return [export_fact(registry[name], tmp_path, MONTHS[0].first, MONTHS[1].last) for name in FACTS]

    number = delivered_order(desk)
    written()
    correct_part(desk, number)
    assert written()[0] == Exported(("2026-11",), ("2026-12",))
    known = catalogue()
    asked = Asked([known.definitions[code] for code in CODES], {desk.store.pk: desk.store.pk}, Period.MONTH, MONTHS)
    live = compute_figures(system_actor("kpi"), CODES, Level.STORE, Period.MONTH, MONTHS)
    assert told(work_out(ParquetFiles(tmp_path), known, asked, lambda *_: True)) == told(live)
