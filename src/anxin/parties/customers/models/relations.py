"""Which store knows which customer and vehicle: the relation through which row-level security lets rows be seen."""

from collections.abc import Collection, Iterable
from typing import Any, ClassVar, Self, TypeVar

from django.db import connection, models
from django.db.models import F
from django.utils.translation import gettext_lazy as _

from anxin.platform.database.prepared import run_prepared
from anxin.platform.scoped import ScopedQuerySet, StoreRow

G = TypeVar("G", bound="GroupRow")

RELATE_CUSTOMERS = """
INSERT INTO customers_customerstore (store_id, since_at, customer_id) SELECT %s::int, %s::timestamptz, unnest(%s::bigint[])
ON CONFLICT (customer_id, store_id) DO NOTHING RETURNING customer_id
"""
RELATE_VEHICLES = """
INSERT INTO customers_vehiclestore (store_id, since_at, reason, visits, vehicle_id)
SELECT %s::int, %s::timestamptz, %s::text, 0, unnest(%s::bigint[])
ON CONFLICT (vehicle_id, store_id) DO NOTHING RETURNING vehicle_id
"""


class CustomerStore(StoreRow):
    """A store knows a customer; ``advisor`` is the store's dedicated one-to-one advisor (R-CF05)."""

    customer = models.ForeignKey("customers.Customer", on_delete=models.PROTECT, related_name="+", db_index=False)
    store = models.ForeignKey("org.Store", on_delete=models.PROTECT, related_name="+", db_index=False)
    since_at = models.DateTimeField()
    advisor = models.ForeignKey("org.User", on_delete=models.PROTECT, related_name="+", null=True)
    last_visit_at = models.DateTimeField(null=True)

    class Meta(StoreRow.Meta):
        constraints = [models.UniqueConstraint(fields=["customer", "store"], name="customer_store_once")]
        indexes = [
            models.Index(fields=["store", "customer"], name="customer_store_store"),
            models.Index(
                F("store"), F("last_visit_at").desc(nulls_last=True), F("customer").desc(), name="customer_store_visit"
            ),
        ]


class VehicleStore(StoreRow):
    """A store knows a vehicle, since when and why; counts its visits there."""

    class Reason(models.TextChoices):
        REGISTERED = "registered", _("登记")
        ATTACHED = "attached", _("接车调入")
        IMPORTED = "imported", _("导入")
        RELATED = "related", _("业务关联")

    vehicle = models.ForeignKey("customers.Vehicle", on_delete=models.PROTECT, related_name="+", db_index=False)
    store = models.ForeignKey("org.Store", on_delete=models.PROTECT, related_name="+", db_index=False)
    since_at = models.DateTimeField()
    reason = models.CharField(max_length=12, choices=Reason.choices)
    last_visit_at = models.DateTimeField(null=True)
    visits = models.PositiveIntegerField(default=0)

    class Meta(StoreRow.Meta):
        constraints = [models.UniqueConstraint(fields=["vehicle", "store"], name="vehicle_store_once")]
        indexes = [
            models.Index(fields=["store", "vehicle"], name="vehicle_store_store"),
            models.Index(
                F("store"), F("last_visit_at").desc(nulls_last=True), F("vehicle").desc(), name="vehicle_store_visit"
            ),
        ]


class RelatedQuerySet(ScopedQuerySet[G]):
    """Rows of the group that a store sees through a relation; ``seen_through`` of the model says which."""

    def _of_stores(self, store_ids: Collection[int]) -> Self:
        return self.filter(**{f"{self.model.seen_through}__meets": store_ids})


class GroupRow(models.Model):
    """Abstract: a row of the group, seen by the stores related to its customer or vehicle.

    ``seen_through`` is the path to the ``store_ids`` of that customer or vehicle: the relations repeated as an array,
    which a policy compares without looking into another table (ADR 0010). ``personal`` names the personal columns.
    """

    seen_through: ClassVar[str] = "store_ids"
    personal: ClassVar[tuple[str, ...]] = ()

    plain: ClassVar[models.Manager[Any]] = models.Manager()
    objects: ClassVar[Any] = models.Manager.from_queryset(RelatedQuerySet)()

    class Meta:
        abstract = True
        default_manager_name = "plain"


def reveal_exact(**known: str) -> None:
    """Let the policies show exactly the vehicle with this ``vin`` or ``plate`` or id ``vehicle``, the customers with
    this ``phone`` or of these ids ``customers``; called without a value it closes what it opened.

    For proofs at reception only: whoever knows the whole VIN, or the whole plate with the phone, may see the vehicle.
    """
    names = ("vin", "plate", "vehicle", "phone", "customers")
    settings = ", ".join(f"set_config('app.known_{name}', %s, true)" for name in names)
    run_prepared(f"SELECT {settings}", [known.get(name, "") for name in names])


def relate_customers(store_id: int, customer_ids: Iterable[int], *, at: Any, is_listed: bool = False) -> None:
    """Write the relations of a store to customers that the command was allowed to reach; those that exist stay.

    ``is_listed``: the rows have just been made with the store in their ``store_ids``.
    """
    ids = _newly_related(RELATE_CUSTOMERS, [store_id, at, sorted(set(customer_ids))])
    if ids and not is_listed:
        reveal_exact(customers="{" + ",".join(map(str, ids)) + "}")
        _add_store("customers_customer", "id", store_id, ids)
        _add_store("customers_nametoken", "customer_id", store_id, ids)
        reveal_exact()


def relate_vehicle(store_id: int, vehicle_id: int, reason: str, *, at: Any, is_listed: bool = False) -> None:
    """Write the relation of a store to a vehicle that the command was allowed to reach; one that exists stays.

    ``is_listed``: the row has just been made with the store in its ``store_ids``.
    """
    if _newly_related(RELATE_VEHICLES, [store_id, at, reason, [vehicle_id]]) and not is_listed:
        reveal_exact(vehicle=str(vehicle_id))
        _add_store("customers_vehicle", "id", store_id, [vehicle_id])
        reveal_exact()


def _newly_related(statement: str, values: list[Any]) -> list[int]:
    # Whoever writes a relation adds the store to the row in the same transaction, so old relations need nothing.
    return [number for (number,) in run_prepared(statement, values)]


def _add_store(table: str, column: str, store_id: int, ids: list[int]) -> None:
    if not ids:
        return
    with connection.cursor() as cursor:
        cursor.execute(
            f"UPDATE {table} SET store_ids = array_append(store_ids, %s::int)"
            f" WHERE {column} = ANY (%s::bigint[]) AND NOT store_ids @> ARRAY[%s::int]",
            [store_id, ids, store_id],
        )
