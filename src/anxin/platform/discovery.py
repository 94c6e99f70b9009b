"""Loads what modules declare (permissions, parameters, handlers, tasks, slots) once all apps are ready."""

from django.utils.module_loading import autodiscover_modules

DECLARATIONS = (
    "permissions",
    "parameters",
    "events",
    "commands",
    "queries",
    "handlers",
    "tasks",
    "imports",
    "web.slots",
    "web.navigation",
)


def load_declarations() -> None:
    """Import the declaring files of every installed app, in the order in which they may depend on each other."""
    for name in DECLARATIONS:
        autodiscover_modules(name)
