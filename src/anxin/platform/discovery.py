"""Loads what modules declare (permissions, parameters, handlers, tasks, slots) once all apps are ready; whose it is."""

from django.utils.module_loading import autodiscover_modules

DECLARATIONS = (
    "permissions",
    "parameters",
    "events",
    "commands",
    "queries",
    "facts",
    "handlers",
    "tasks",
    "imports",
    "web.slots",
    "web.navigation",
)


def owner_of(module: str) -> str:
    """The name under which what a Python module declares is known: ``anxin.visit.billing.commands`` is ``billing``'s."""
    parts = module.removeprefix("anxin.").split(".")
    return parts[1] if len(parts) > 1 else parts[0]


def load_declarations() -> None:
    """Import the declaring files of every installed app, in the order in which they may depend on each other."""
    for name in DECLARATIONS:
        autodiscover_modules(name)
