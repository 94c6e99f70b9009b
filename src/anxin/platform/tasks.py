"""Scheduled work of the platform itself."""

from datetime import timedelta

from anxin.platform import clock
from anxin.platform.idempotency.models import IdempotentAnswer
from anxin.platform.jobs import scheduled

ANSWERS_KEPT_FOR = timedelta(days=3)


@scheduled("17 19 * * *")
def forget_old_answers(timestamp: int) -> None:
    """Delete answers kept under idempotency keys after three days: nobody repeats a request that late."""
    IdempotentAnswer.objects.filter(at__lt=clock.now() - ANSWERS_KEPT_FOR).delete()
