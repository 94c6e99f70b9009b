"""All tables of the platform, for Django to find."""

from anxin.platform.audit.models import AuditEntry
from anxin.platform.events.models import EventHandling, StoredEvent
from anxin.platform.idempotency.models import IdempotentAnswer
from anxin.platform.numbering.models import NumberSeries
from anxin.platform.parameters.models import ParameterValue
from anxin.platform.throttling.models import RequestCount

__all__ = [
    "AuditEntry",
    "EventHandling",
    "IdempotentAnswer",
    "NumberSeries",
    "ParameterValue",
    "RequestCount",
    "StoredEvent",
]
