"""What a command or query may refuse with, and the HTTP status that each refusal carries.

A refusal states the fact and what to do; its ``message`` is shown to the person as it stands. ``rule`` is the requirement
row that refuses: the raise names it, else its class, else the command that is refused.
"""

from collections.abc import Mapping
from typing import Any, ClassVar

from django.utils.translation import gettext_lazy as _


class Refusal(Exception):
    """A request that cannot be carried out, for a reason that the person can understand."""

    status: ClassVar[int] = 422
    code: ClassVar[str] = "refused"
    default_message: ClassVar[Any] = _("这一步现在不能做。")
    default_rule: ClassVar[str] = ""

    def __init__(self, message: Any = None, *, field: str | None = None, rule: str = "", **details: Any) -> None:
        self.message = message if message is not None else self.default_message
        self.field = field
        self.rule = rule or self.default_rule
        self.details: Mapping[str, Any] = details
        super().__init__(str(self.message))

    @property
    def shown(self) -> str:
        """The message as pages show it: with the rule where that is a row of the trade, which a person can look up."""
        return f"{self.message} · {self.rule}" if self.rule.startswith("R-") else str(self.message)


class NotFound(Refusal):
    """Unknown, or not visible to this actor: the two are never told apart."""

    status = 404
    code = "not_found"
    default_message = _("没有找到，或不在您的门店范围内。")


class Denied(Refusal):
    """The actor lacks the permission everywhere."""

    status = 403
    code = "denied"
    default_message = _("您没有这项权限，请联系门店管理员。")


class Invalid(Refusal):
    """A value can be mended in the form: names the field."""

    status = 422
    code = "invalid"
    default_message = _("填写的内容有误。")


class InvalidFields(Invalid):
    """Several fields can be mended at once; ``errors`` maps each field to its message."""

    def __init__(self, errors: Mapping[str, Any], *, rule: str = "") -> None:
        self.errors = dict(errors)
        first = next(iter(self.errors))
        super().__init__(self.errors[first], field=first, rule=rule)


class Conflict(Refusal):
    """The state has moved on."""

    status = 409
    code = "conflict"
    default_message = _("状态已经变了，请刷新后再试。")


class IllegalTransition(Conflict):
    """The step is not possible from the present state."""

    code = "illegal_transition"


class TooSlow(Refusal):
    """A page or an endpoint asked for more than the database answers in the time that people wait."""

    status = 503
    code = "too_slow"
    default_message = _(
        "这一步算得太久，已经停下，什么都没有保存。请选短一些的期间或一家店再试；还是这样，请把时间和页面告诉管理员。"
    )


class VersionConflict(Conflict):
    """Somebody else changed the row since it was read; ``differences`` maps field to (now, yours)."""

    code = "version_conflict"
    default_message = _("别人先改了，您的修改还没有保存。")

    def __init__(self, differences: Mapping[str, tuple[Any, Any]] | None = None, *, now: int | None = None) -> None:
        self.differences = dict(differences or {})
        super().__init__(None, now=now)


class IdempotencyKeyReused(Invalid):
    """The same key came with another request."""

    code = "idempotency_key_reused"
    default_message = _("同一个幂等键用在了不同的请求上，请换一个键。")
