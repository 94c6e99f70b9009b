"""Access cases of staff, customers, work, contacts, organisation."""

from tests.access.world import Case

COMMANDS: dict[str, Case] = {}
QUERIES: dict[str, Case] = {}
