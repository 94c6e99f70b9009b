"""Takes the next number; take it late in a command, for the counter's row stays locked until the commit."""

from datetime import date

from anxin.platform.database.prepared import run_prepared

TAKE = """
INSERT INTO platform_numberseries (store_id, series, year, last) VALUES (%s, %s, %s, 1)
ON CONFLICT (store_id, series, year) DO UPDATE SET last = platform_numberseries.last + 1 RETURNING last
"""


def next_number(store_id: int, store_code: str, series: str, on: date) -> str:
    """The next number, e.g. ``LG-W26-000031``: store code, series letter, year, six digits.

    ``series`` is a short upper-case code (W repair order, S settlement, A appointment); ``on`` is the business day.
    """
    ((last,),) = run_prepared(TAKE, [store_id, series, on.year])
    return f"{store_code}-{series}{on.year % 100:02}-{last:06}"
