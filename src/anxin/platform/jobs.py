"""Work outside requests, on PostgreSQL through procrastinate: the only file that imports it.

``@job`` declares, ``defer`` enqueues inside the running transaction, ``@scheduled`` runs by the clock.
"""

import logging
from collections.abc import Callable, Iterator, Sequence
from contextlib import AbstractContextManager, contextmanager
from datetime import timedelta
from typing import Any

from django.db import transaction
from procrastinate import JobContext, RetryStrategy
from procrastinate.contrib.django import app
from procrastinate.exceptions import AlreadyEnqueued

from anxin.platform.scope import set_request_id

log = logging.getLogger(__name__)

RETRY = RetryStrategy(max_attempts=8, exponential_wait=3)


def job(*, queue: str = "default", retry: int = 5, given_up: Callable[..., None] | None = None) -> Callable[..., Any]:
    """Declare a job; its arguments are plain values. Enqueue it with :func:`defer`.

    ``given_up`` takes the same arguments when the last try has failed too: it ends what people are waiting for.
    """

    def wrap(function: Callable[..., None]) -> Any:
        name = f"{function.__module__.removeprefix('anxin.')}.{function.__name__}"
        strategy = RetryStrategy(max_attempts=retry, exponential_wait=3)
        run = _named(name, function)
        if given_up is None:
            return app.task(name=name, queue=queue, retry=strategy)(run)
        return app.task(name=name, queue=queue, retry=strategy, pass_context=True)(_ending(run, given_up, retry))

    return wrap


def scheduled(cron: str, *, queue: str = "default") -> Callable[[Callable[[int], None]], Any]:
    """Declare a job that runs by the clock (UTC, five fields); one at a time."""

    def wrap(function: Callable[[int], None]) -> Any:
        name = f"{function.__module__.removeprefix('anxin.')}.{function.__name__}"
        task = app.task(name=name, queue=queue, queueing_lock=name, lock=name)(_named(name, function))
        return app.periodic(cron=cron)(task)

    return wrap


@contextmanager
def store_by_store() -> Iterator[Callable[[int], AbstractContextManager[None]]]:
    """For work in every store: gives ``one(store_id)``, in which a failure is logged and the next store goes on.

    :raises ExceptionGroup: at the end, when stores failed: the job counts as failed, and says which
    """
    failures: list[Exception] = []

    @contextmanager
    def one(store_id: int) -> Iterator[None]:
        try:
            yield
        except Exception as failure:
            log.exception("a store failed", extra={"store_id": store_id})
            failure.add_note(f"store {store_id}")
            failures.append(failure)

    yield one
    if failures:
        raise ExceptionGroup(f"{len(failures)} stores failed", failures)


def defer(
    task: Any, *, once: str | None = None, lock: str | None = None, after: timedelta | None = None, **arguments: Any
) -> None:
    """Enqueue a job in the running transaction; with ``once``, only if none with that key is waiting.

    With ``after`` it does not run before that time has passed.

    Commands name the job (``parties.contacts.tasks.deliver_message``), since tasks stand above them.
    """
    if isinstance(task, str):
        task = app.tasks[task]
    options: dict[str, Any] = {}
    if once:
        options["queueing_lock"] = once
    if lock:
        options["lock"] = lock
    if after is not None:
        options["schedule_in"] = {"seconds": int(after.total_seconds())}
    try:
        # A duplicate key aborts the statement's transaction, so it gets a savepoint of its own.
        with transaction.atomic():
            task.configure(**options).defer(**arguments)
    except AlreadyEnqueued:
        pass


def _named(name: str, function: Callable[..., None]) -> Callable[..., None]:
    def run(*args: Any, **kwargs: Any) -> None:
        set_request_id(f"job:{name}")
        function(*args, **kwargs)

    run.__name__ = function.__name__
    run.__module__ = function.__module__
    run.__doc__ = function.__doc__
    return run


def _ending(run: Callable[..., None], given_up: Callable[..., None], retry: int) -> Callable[..., None]:
    # Only the worker gives a context; a direct call has none and is no try that counts.
    def run_or_end(*context: JobContext, **arguments: Any) -> None:
        try:
            run(**arguments)
        except Exception:
            if context and context[0].job.attempts >= retry:
                given_up(**arguments)
            raise

    return run_or_end


@app.task(name="platform.handle_event", queue="events", retry=RETRY)
def handle_event(event_id: int, store_id: int | None) -> None:
    """Run the handlers of one stored event."""
    from anxin.platform.events.handling import handle

    set_request_id(f"event:{event_id}")
    handle(event_id, store_id)


def defer_event_handling(events: Sequence[tuple[int, int | None]]) -> None:
    """Enqueue one job for each (event id, store id)."""
    if not events:
        return
    deferrer = handle_event.configure()
    if len(events) == 1:
        deferrer.defer(event_id=events[0][0], store_id=events[0][1])
    else:
        arguments: list[dict[str, Any]] = [{"event_id": event_id, "store_id": store_id} for event_id, store_id in events]
        deferrer.batch_defer(*arguments)


@app.periodic(cron="*/10 * * * *")
@app.task(name="platform.rescue_stalled_jobs", queueing_lock="platform.rescue_stalled_jobs")
async def rescue_stalled_jobs(timestamp: int) -> None:
    """Put jobs of killed workers back in the queue and delete finished ones after three days."""
    for stalled in await app.job_manager.get_stalled_jobs(seconds_since_heartbeat=120):
        await app.job_manager.retry_job(stalled)
    await app.job_manager.delete_old_jobs(nb_hours=72)
