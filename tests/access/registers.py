"""The product's own commands and queries: another test of the same process may have registered probes."""

from anxin.platform import commands, queries
from anxin.platform.commands import RegisteredCommand
from anxin.platform.queries import RegisteredQuery


def product_commands() -> dict[str, RegisteredCommand]:
    """Every command of a module, by its name."""
    return {name: one for name, one in commands.registry.items() if ".tests." not in one.function.__module__}


def product_queries() -> dict[str, RegisteredQuery]:
    """Every query of a module, by its name."""
    return {name: one for name, one in queries.registry.items() if ".tests." not in one.function.__module__}
