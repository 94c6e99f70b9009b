"""Work by the clock: sign-in records are kept for half a year, handled events as long as a limit says."""

from anxin.parties.org.scopes import system_actor
from anxin.parties.org.sign_in import forget_old_sign_ins
from anxin.platform import clock
from anxin.platform.events.keeping import BATCH, forget_handled_events
from anxin.platform.jobs import scheduled


@scheduled("40 18 * * *")
def delete_old_sign_ins(timestamp: int) -> None:
    """Delete old sign-ins and failures, at 02:40 in Shanghai."""
    forget_old_sign_ins(clock.now())


@scheduled("50 19 * * *")
def delete_old_events(timestamp: int) -> None:
    """Delete handled events that are older than the limit, at 03:50 in Shanghai, batch by batch."""
    while forget_handled_events(system_actor("org"), at=clock.now()) == BATCH:
        pass
