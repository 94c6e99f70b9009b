"""Access cases of catalogue, capacity, parts."""

from tests.access.world import Case

COMMANDS: dict[str, Case] = {}
QUERIES: dict[str, Case] = {}
