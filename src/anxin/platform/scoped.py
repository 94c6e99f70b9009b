"""Models whose rows belong to a store: the manager that fails closed, and row versions."""

from collections.abc import Iterator
from typing import Any, ClassVar, Self, TypeVar

from django.db import models

from anxin.platform.actor import Actor
from anxin.platform.errors import NotFound, VersionConflict

M = TypeVar("M", bound=models.Model)


class UnscopedAccess(RuntimeError):
    """A queryset of store rows was evaluated without saying on whose behalf."""


class ScopedQuerySet(models.QuerySet[M]):
    """Raises when evaluated before ``visible_to`` or ``across_stores`` was called."""

    _scoped = False

    def visible_to(self, actor: Actor, permission: str) -> Self:
        """Rows in the stores where the actor holds the permission."""
        scoped = self.filter(**{f"{self._store_column()}__in": actor.stores_for(permission)})
        scoped._scoped = True
        return scoped

    def across_stores(self, *, reason: str) -> Self:
        """The named exit: every row that row-level security lets through. Counted by a test."""
        chained = self.all()
        chained._scoped = True
        return chained

    def one(self, **lookup: Any) -> M:
        """The one row.

        :raises NotFound: none visible
        """
        row = self.filter(**lookup).first()
        if row is None:
            raise NotFound
        return row

    def locked(self) -> Self:
        """Lock the rows of this table (not the joined ones) until the transaction ends."""
        return self.select_for_update(of=("self",))

    def _store_column(self) -> str:
        return getattr(self.model, "store_column", "store_id")

    def _require_scope(self) -> None:
        if not self._scoped:
            raise UnscopedAccess(f"{self.model.__name__}: call visible_to(actor, permission) first")

    def _clone(self) -> Self:
        clone = super()._clone()  # type: ignore[misc]
        clone._scoped = self._scoped
        return clone  # type: ignore[no-any-return]

    def _fetch_all(self) -> None:
        self._require_scope()
        super()._fetch_all()

    def iterator(self, chunk_size: int | None = None) -> Iterator[M]:
        self._require_scope()
        return super().iterator(chunk_size=chunk_size or 2000)

    def count(self) -> int:
        self._require_scope()
        return super().count()

    def exists(self) -> bool:
        self._require_scope()
        return super().exists()

    def aggregate(self, *args: Any, **kwargs: Any) -> dict[str, Any]:
        self._require_scope()
        return super().aggregate(*args, **kwargs)

    def update(self, **kwargs: Any) -> int:
        self._require_scope()
        return super().update(**kwargs)

    def bulk_update(self, objs: Any, fields: Any, batch_size: int | None = None) -> int:
        # The rows were fetched in scope; row-level security holds for the update itself.
        chained = self.all()
        chained._scoped = True
        return super(ScopedQuerySet, chained).bulk_update(objs, fields, batch_size)

    def delete(self) -> tuple[int, dict[str, int]]:
        self._require_scope()
        return super().delete()

    def resolve_expression(self, *args: Any, **kwargs: Any) -> Any:
        self._require_scope()
        return super().resolve_expression(*args, **kwargs)


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
