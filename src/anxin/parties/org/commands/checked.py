"""Checks that several commands of the organisation share: clean text, unique values."""

from typing import Any

from django.db import models
from django.utils.translation import gettext_lazy as _

from anxin.platform.errors import Invalid
from anxin.platform.text import clean_text
from anxin.platform.turns import take_turn


def cleaned(text: str, field: str, longest: int, *, required: bool = True) -> str:
    """Text as it is stored.

    :raises Invalid: missing though required, or too long
    """
    kept = clean_text(text).replace("\n", " ")
    if required and not kept:
        raise Invalid(_("请填写这一项。"), field=field)
    if len(kept) > longest:
        raise Invalid(_("最多 %(longest)s 个字。") % {"longest": longest}, field=field)
    return kept


def refuse_duplicate(
    model: type[models.Model], field: str, value: Any, *, besides: int | None = None, **within: Any
) -> None:
    """Of two commands with the same value at once the second waits and then sees the first's row.

    :raises Invalid: another row already has this value
    """
    take_turn(f"{model._meta.db_table}.{field}={value}".casefold())
    others: models.QuerySet[Any] = model._base_manager.filter(**{field: value}, **within)
    if others.exclude(pk=besides).exists():
        raise Invalid(_("“%(value)s”已经有了，请换一个。") % {"value": value}, field=field.partition("__")[0])
