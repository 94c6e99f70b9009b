"""What is drawn for a visit from one source of chance, and the hours of the stores' day. Pure; keeps nothing."""

from collections.abc import Sequence
from datetime import UTC, date, datetime, time, timedelta
from random import Random
from zoneinfo import ZoneInfo

from anxin.faces.twin.catalogue import FOUND, DemoBrand, MenuLine, article_number, operation_code
from anxin.faces.twin.plan import PlannedAddition, PlannedCall

ZONE = ZoneInfo("Asia/Shanghai")
QUARTER, MINUTE = timedelta(minutes=15), timedelta(minutes=1)
CALLED = 0.97
BAD_MARKS = 4
REASONS = ("太贵，下次再做", "想先用一段时间", "回去和家人商量", "在别处已经换过")


def local(day: date, hour: int, minute: int) -> datetime:
    """An instant of the stores' day, in UTC."""
    return datetime.combine(day, time(hour, minute), ZONE).astimezone(UTC)


def quarter_before(at: datetime) -> datetime:
    """The quarter of an hour that has begun."""
    return at - (at - datetime(2000, 1, 1, tzinfo=UTC)) % QUARTER


def quarter_after(at: datetime) -> datetime:
    """The next quarter of an hour."""
    return quarter_before(at + QUARTER)


def draw_methods(random: Random) -> tuple[tuple[str, int], ...]:
    """How a bill is paid: methods with their shares in per cent."""
    first = random.choices(("wechat", "alipay", "card", "cash", "transfer"), weights=(45, 25, 18, 7, 5))[0]
    if random.random() < 0.05:
        return ((first, 60), ("cash" if first != "cash" else "wechat", 40))
    return ((first, 100),)


def draw_calls(random: Random, day: date) -> tuple[PlannedCall, ...]:
    """The calls after a visit: who is not reached is called again, who is unhappy a second time."""
    if random.random() >= CALLED:
        return ()
    at = local(day + timedelta(days=random.randint(3, 6)), 9, 30) + random.randint(0, 430) * MINUTE
    mark = random.choices((10, 9, 8, 7, 5), weights=(46, 30, 14, 6, BAD_MARKS))[0]
    repair = "problem" if mark == 5 and random.random() < 0.5 else "none"
    answers = (("satisfaction", str(mark)), ("after_repair", repair), ("explained", "yes" if mark > 5 else "partly"))
    words = "客户满意，没有其他问题" if mark > 6 else "客户反映等待时间长，希望有人解释"
    reached = PlannedCall(at, "reached", answers, words)
    first = (PlannedCall(at - timedelta(days=1), "not_reached"), reached) if random.random() < 0.12 else (reached,)
    if mark > 5:
        return first
    calm = (("satisfaction", "9"), ("after_repair", "none"), ("explained", "yes"))
    return *first, PlannedCall(at + timedelta(days=9), "reached", calm, "问题已处理，客户满意", round=2)


def choose_line(random: Random, menu: Sequence[MenuLine]) -> MenuLine:
    """What a customer comes for, as often as it is asked for."""
    return random.choices(menu, weights=[line.weight for line in menu])[0]


def draw_addition(random: Random, brand: DemoBrand, found_at: datetime) -> PlannedAddition:
    """Something found at work, and what the customer says to it on the phone."""
    words, harm, part = random.choice(FOUND)
    decision = random.choices(("APPROVED", "DECLINED", "DEFERRED"), weights=(55, 35, 10))[0]
    return PlannedAddition(
        found_at=found_at,
        words=words,
        harm=harm,
        parts=(operation_code(brand, 0, part), article_number(brand, part)),
        decided_at=found_at + random.randint(6, 22) * MINUTE,
        decision=decision,
        reason=random.choice(REASONS) if decision == "DECLINED" else "",
    )
