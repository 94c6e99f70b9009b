"""Takes the next number; take it late in a command, for the counter's row stays locked until the commit."""

from datetime import date

from django.db import connection

TAKE = """
INSERT INTO platform_numberseries (store_id, series, year, last) VALUES (%s, %s, %s, 1)
ON CONFLICT (store_id, series, year) DO UPDATE SET last = platform_numberseries.last + 1 RETURNING last
"""


def next_number(store_id: int, store_code: str, series: str, on: date) -> str:
    """The next number, e.g. ``LG-W26-000031``: store code, series letter, year, six digits.

    ``series`` is a short upper-case code (W repair order, S settlement, A appointment); ``on`` is the business day.
    """
    with connection.cursor() as cursor:
        cursor.execute(TAKE, [store_id, series, on.year])
        (last,) = cursor.fetchone()
    return f"{store_code}-{series}{on.year % 100:02}-{last:06}"
