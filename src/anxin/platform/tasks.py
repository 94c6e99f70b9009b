"""Scheduled work of the platform itself."""

from datetime import timedelta

from anxin.platform import clock
from anxin.platform.idempotency.models import IdempotentAnswer
from anxin.platform.jobs import scheduled
from anxin.platform.throttling.models import RequestCount

ANSWERS_KEPT_FOR, COUNTS_KEPT_FOR = timedelta(days=3), timedelta(hours=1)


@scheduled("17 19 * * *")
def forget_old_answers(timestamp: int) -> None:
    """Delete answers kept under idempotency keys after three days: nobody repeats a request that late."""
    IdempotentAnswer.objects.filter(at__lt=clock.now() - ANSWERS_KEPT_FOR).delete()


@scheduled("27 19 * * *")
def forget_counted_requests(timestamp: int) -> None:
    """Delete counts of strangers' requests after an hour; at night, since beside the counting two would deadlock."""
    RequestCount.objects.filter(minute__lt=clock.now() - COUNTS_KEPT_FOR).delete()
