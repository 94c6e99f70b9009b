"""Work by the clock: sign-in records are kept for half a year."""

from anxin.parties.org.sign_in import forget_old_sign_ins
from anxin.platform import clock
from anxin.platform.jobs import scheduled


@scheduled("40 18 * * *")
def delete_old_sign_ins(timestamp: int) -> None:
    """Delete old sign-ins and failures, at 02:40 in Shanghai."""
    forget_old_sign_ins(clock.now())
