"""Numbers without gaps per store, series and year: taken in the command's transaction, given back by its rollback."""

from anxin.platform.numbering.series import next_number

__all__ = ["next_number"]
