"""What customers said of the service, and which settled orders nobody rated (R-DL07, M09.04)."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal

from anxin.platform import clock
from anxin.platform.actor import Actor
from anxin.platform.money import ZERO, Money
from anxin.platform.parameters import value
from anxin.platform.queries import query
from anxin.visit.appointments.queries import require_span
from anxin.visit.billing.queries import list_cashiers
from anxin.visit.reception import parameters, permissions
from anxin.visit.reception.models import ServiceRating
from anxin.visit.repair_orders import queries as orders

BEST = 5


@dataclass(frozen=True, slots=True)
class RatingView:
    """A rating of an order; a coached one is not scored."""

    level: int
    words: str
    channel: str
    channel_label: str
    rated_at: datetime
    coached_by: str
    coached_label: str
    coached_words: str

    @property
    def is_scored(self) -> bool:
        """Whether nobody steered it."""
        return not self.coached_by


@dataclass(frozen=True, slots=True)
class RatedOrder:
    """A settled order with its rating, None where the customer was not asked or would not say.

    The advisor served him, and the cashier watches that he is asked (R-DL07). It is missed once he can rate no more,
    after ``open_until``; ``penalty`` is what the store says that costs the advisor, nothing before.
    """

    number: str
    plate: str
    customer_name: str
    advisor_id: int
    advisor_name: str
    cashier_name: str
    settled_at: datetime
    is_delivered: bool
    rating: RatingView | None
    open_until: datetime
    is_missed: bool
    penalty: Money
    vin: str = ""


@dataclass(frozen=True, slots=True)
class RatingFigures:
    """Ratings of the settled orders of a span, of an advisor or of all (``advisor_name`` empty, no ``advisor_id``).

    ``missed`` counts those that can be rated no more, ``penalty`` is the sum of what they cost the advisor (R-DL07).
    """

    advisor_id: int | None
    advisor_name: str
    settled: int
    rated: int
    coached: int
    level_sum: int
    very_satisfied: int
    missed: int
    penalty: Money

    @property
    def scored(self) -> int:
        """Ratings that nobody steered."""
        return self.rated - self.coached

    @property
    def missing(self) -> int:
        """Settled orders without a rating."""
        return self.settled - self.rated

    @property
    def average(self) -> Decimal | None:
        """Mean level of the scored ratings, two decimals."""
        return (Decimal(self.level_sum) / self.scored).quantize(Decimal("0.01")) if self.scored else None

    @property
    def very_satisfied_share(self) -> Decimal | None:
        """Best level ÷ scored ratings."""
        return Decimal(self.very_satisfied) / self.scored if self.scored else None


@query(permissions.SEE)
def find_rating(actor: Actor, order_number: str) -> RatingView | None:
    """What the customer said of an order, if he did."""
    return _find(actor, permissions.SEE, order_number)


@query(permissions.RATE)
def find_rating_asked(actor: Actor, order_number: str) -> RatingView | None:
    """The same for those who ask him, the cashiers among them (R-DL07)."""
    return _find(actor, permissions.RATE, order_number)


def _find(actor: Actor, permission: str, order_number: str) -> RatingView | None:
    row = ServiceRating.objects.visible_to(actor, permission).filter(repair_order__number=order_number).first()
    return None if row is None else _view(row)


@query(permissions.RATE)
def is_rated(actor: Actor, order_number: str) -> bool:
    """Whether the customer has said how an order was, for those who ask him (R-DL07)."""
    rows = ServiceRating.objects.visible_to(actor, permissions.RATE)
    return rows.filter(repair_order__number=order_number).exists()


@query(permissions.MONITOR_RATINGS)
def list_ratings(actor: Actor, store_id: int, since: date, until: date) -> list[RatedOrder]:
    """Customers' orders settled on the days of a span, both included, with their ratings, the newest first.

    :raises Invalid: days that are no span, or one of more than a year
    """
    require_span(since, until)
    actor.require(permissions.MONITOR_RATINGS, store_id)
    # Whoever watches the ratings need not be allowed to open orders.
    system = Actor.system("reception", [store_id])
    settled = [one for one in orders.list_settled(system, store_id, since, until) if one.has_customer]
    ids = [one.id for one in settled]
    rows = ServiceRating.objects.visible_to(actor, permissions.MONITOR_RATINGS).filter(repair_order_id__in=ids)
    found = {row.repair_order_id: _view(row) for row in rows}
    cashiers = list_cashiers(system, ids)
    return [_rated(one, cashiers.get(one.id, ""), found.get(one.id), store_id) for one in settled]


def rating_figures(rows: Sequence[RatedOrder]) -> list[RatingFigures]:
    """The figures of each advisor by name, and of all at the end."""
    if not rows:
        return []
    people = sorted({(row.advisor_name, row.advisor_id) for row in rows})
    own = [_figures([row for row in rows if row.advisor_id == person], name, person) for name, person in people]
    return [*own, _figures(rows)]


def _rated(one: orders.SettledRow, cashier_name: str, rating: RatingView | None, store_id: int) -> RatedOrder:
    open_until = one.settled_at + timedelta(days=value(parameters.RATING_DAYS, store_id, one.settled_at))
    is_missed = rating is None and clock.now() > open_until
    penalty: Money = value(parameters.RATING_MISS_PENALTY, store_id, one.settled_at) if is_missed else ZERO
    return RatedOrder(
        one.number,
        one.plate,
        one.customer_name,
        one.advisor_id,
        one.advisor_name,
        cashier_name,
        one.settled_at,
        one.is_delivered,
        rating,
        open_until,
        is_missed,
        penalty,
        vin=one.vin,
    )


def _figures(rows: Sequence[RatedOrder], name: str = "", advisor_id: int | None = None) -> RatingFigures:
    rated = [row.rating for row in rows if row.rating]
    scored = [one for one in rated if one.is_scored]
    return RatingFigures(
        advisor_id,
        name,
        len(rows),
        len(rated),
        len(rated) - len(scored),
        sum(one.level for one in scored),
        sum(one.level == BEST for one in scored),
        sum(row.is_missed for row in rows),
        Money.sum(row.penalty for row in rows),
    )


def _view(row: ServiceRating) -> RatingView:
    return RatingView(
        row.level,
        row.words,
        row.channel,
        row.get_channel_display(),
        row.rated_at,
        row.coached_by,
        row.get_coached_by_display() if row.coached_by else "",
        row.coached_words,
    )
