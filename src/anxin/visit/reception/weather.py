"""The port through which words about the weather reach the farewell (R-DL09); without a source there are none."""

from datetime import date
from typing import Protocol


class WeatherSource(Protocol):
    """Says in a sentence what the weather of a day is like at a store; empty when it does not know."""

    def words(self, store_id: int, on: date) -> str:
        """One sentence for a customer, or nothing."""
        ...


_source: list[WeatherSource] = []


def use_weather(source: WeatherSource | None) -> None:
    """Serve the port with this source from now on; None: with none."""
    _source[:] = [] if source is None else [source]


def weather_words(store_id: int, on: date) -> str:
    """What the source says, if one is configured."""
    return _source[0].words(store_id, on) if _source else ""
