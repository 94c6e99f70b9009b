"""Models whose rows belong to a store: the manager that fails closed, and row versions."""

import re
from collections.abc import Callable, Collection, Iterator
from functools import cache
from typing import Any, ClassVar, Self, TypeVar

from django.db import models

from anxin.platform.actor import Actor
from anxin.platform.database.prepared import PreparedSelect
from anxin.platform.errors import NotFound, VersionConflict

M = TypeVar("M", bound=models.Model)
# PostgreSQL refuses these in a text, so no row can have them.
_NO_TEXT = re.compile("[\x00\ud800-\udfff]")


class UnscopedAccess(RuntimeError):
    """A queryset of store rows was evaluated without saying on whose behalf."""


class ScopedQuerySet(models.QuerySet[M]):
    """Raises when evaluated before ``visible_to`` or ``across_stores`` was called."""

    _scoped = False
    # What was said since ``visible_to``, as long as ``one`` can say it again to a prepared select.
    _stores: frozenset[int] | None = None
    _locks = False
    _joins: tuple[str, ...] = ()

    def visible_to(self, actor: Actor, permission: str) -> Self:
        """Rows in the stores where the actor holds the permission."""
        stores = actor.stores_for(permission)
        scoped = self.in_stores(sorted(stores))
        if _is_pristine(self.query):
            scoped._stores = stores
        return scoped

    def in_stores(self, store_ids: Collection[int]) -> Self:
        """Rows of these stores, a list that comes from ``actor.stores_for``: for prepared selects."""
        scoped = self._of_stores(store_ids)
        scoped._scoped = True
        return scoped

    def _of_stores(self, store_ids: Collection[int]) -> Self:
        return self.filter(**{f"{getattr(self.model, 'store_column', 'store_id')}__any": store_ids})

    def across_stores(self, *, reason: str) -> Self:
        """The named exit: every row that row-level security lets through. Counted by a test."""
        chained = self.all()
        chained._scoped = True
        return chained

    def one(self, **lookup: Any) -> M:
        """The one row.

        :raises NotFound: none visible
        """
        if any(isinstance(value, str) and _NO_TEXT.search(value) for value in lookup.values()):
            raise NotFound
        row = self._prepared_one(lookup) if self._stores is not None else self.filter(**lookup).first()
        if row is None:
            raise NotFound
        return row

    def _prepared_one(self, lookup: dict[str, Any]) -> M | None:
        if not all(_is_plain(self.model, name, value) for name, value in lookup.items()):
            return self.filter(**lookup).first()
        select = _select_one(self.model, self._locks, self._joins, tuple(lookup))
        found: list[M] = select(sorted(self._stores or ()), *lookup.values())
        return found[0] if found else None

    def locked(self) -> Self:
        """Lock the rows of this table (not the joined ones) until the transaction ends."""
        # Rows of other transactions that refer to this one do not wait for it, nor it for them: none changes a key.
        chained = self.select_for_update(of=("self",), no_key=True)
        chained._stores, chained._locks, chained._joins = self._stores, True, self._joins
        return chained

    def select_related(self, *fields: Any) -> Self:
        chained = super().select_related(*fields)
        if fields and None not in fields:
            chained._stores, chained._locks, chained._joins = self._stores, self._locks, (*self._joins, *fields)
        return chained

    def require_scope(self) -> None:
        if not self._scoped:
            raise UnscopedAccess(f"{self.model.__name__}: call visible_to(actor, permission) first")

    def _clone(self) -> Self:
        clone = super()._clone()  # type: ignore[misc]
        clone._scoped = self._scoped
        return clone  # type: ignore[no-any-return]

    def _fetch_all(self) -> None:
        self.require_scope()
        super()._fetch_all()

    def iterator(self, chunk_size: int | None = None) -> Iterator[M]:
        self.require_scope()
        return super().iterator(chunk_size=chunk_size or 2000)

    def count(self) -> int:
        self.require_scope()
        return super().count()

    def exists(self) -> bool:
        self.require_scope()
        return super().exists()

    def aggregate(self, *args: Any, **kwargs: Any) -> dict[str, Any]:
        self.require_scope()
        return super().aggregate(*args, **kwargs)

    def update(self, **kwargs: Any) -> int:
        self.require_scope()
        return super().update(**kwargs)

    def bulk_update(self, objs: Any, fields: Any, batch_size: int | None = None) -> int:
        # The rows were fetched in scope; row-level security holds for the update itself.
        chained = self.all()
        chained._scoped = True
        return super(ScopedQuerySet, chained).bulk_update(objs, fields, batch_size)

    def delete(self) -> tuple[int, dict[str, int]]:
        self.require_scope()
        return super().delete()

    def resolve_expression(self, *args: Any, **kwargs: Any) -> Any:
        self.require_scope()
        return super().resolve_expression(*args, **kwargs)


def _is_pristine(query: Any) -> bool:
    """Whether nothing was asked of the rows yet that a prepared select would have to know."""
    asked = (query.where, query.select_related, query.select_for_update, query.order_by, query.annotations, query.distinct)
    return not any(asked) and not query.is_sliced and not query.deferred_loading[0]


def _is_plain(model: type[models.Model], name: str, value: Any) -> bool:
    """Whether PostgreSQL takes the value as it is for the field of this name."""
    if "__" in name:
        return False
    field = model._meta.pk if name == "pk" else model._meta.get_field(name)
    if isinstance(field, models.CharField):
        return type(value) is str
    return type(value) is int and isinstance(field, (models.IntegerField, models.ForeignKey))


@cache
def _select_one(model: Any, locks: bool, joins: tuple[str, ...], names: tuple[str, ...]) -> Callable[..., list[Any]]:
    def build(stores: Any, *values: Any) -> models.QuerySet[Any]:
        rows = model.objects.in_stores(stores).filter(**dict(zip(names, values, strict=True)))
        rows = rows.select_related(*joins) if joins else rows
        return (rows.locked() if locks else rows)[:1]  # type: ignore[no-any-return]

    return PreparedSelect(build, len(names) + 1).fetch


class StoreRow(models.Model):
    """Abstract: a row of one store. ``objects`` is the door; ``plain`` is for Django's own machinery only."""

    plain: ClassVar[models.Manager[Any]] = models.Manager()
    objects: ClassVar[Any] = models.Manager.from_queryset(ScopedQuerySet)()

    class Meta:
        abstract = True
        default_manager_name = "plain"


class VersionedRow(models.Model):
    """Abstract: a row that people edit; forms and PATCH carry its version."""

    version = models.PositiveIntegerField(default=1)

    class Meta:
        abstract = True


def check_version(row: VersionedRow, expected: int | None, differences: dict[str, tuple[Any, Any]] | None = None) -> None:
    """Raise when somebody else changed the row since it was read.

    :raises VersionConflict: the versions differ
    """
    if expected is not None and row.version != expected:
        raise VersionConflict(differences, now=row.version)


def require_version(row: VersionedRow, expected: int | None, differences: dict[str, tuple[Any, Any]] | None = None) -> None:
    """:func:`check_version`, then count the row's version up (save it).

    :raises VersionConflict: the versions differ
    """
    check_version(row, expected, differences)
    row.version += 1
