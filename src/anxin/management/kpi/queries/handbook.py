"""The handbook of definitions: open to everybody on the staff."""

from django.utils.translation import get_language

from anxin.management.kpi.catalogue import catalogue
from anxin.management.kpi.rules.definitions import Definition, Words
from anxin.platform.actor import Actor
from anxin.platform.errors import NotFound
from anxin.platform.queries import query


@query(None)
def search_definitions(actor: Actor, text: str = "") -> list[Definition]:
    """Definitions whose name, code or source row has the text, in both languages; all without one."""
    found = [one for one in catalogue().definitions.values() if one.is_called(text)]
    return sorted(found, key=lambda one: one.code)


@query(None)
def get_definition(actor: Actor, code: str) -> Definition:
    """One definition.

    :raises NotFound: an unknown code
    """
    if code not in catalogue().definitions:
        raise NotFound
    return catalogue().definitions[code]


def needs_of(definition: Definition) -> tuple[str, ...]:
    """The facts that nobody publishes yet, without which it is not computed."""
    return catalogue().needs(definition)


def say(words: Words) -> str:
    """The words in the language of the screen."""
    return words.en if (get_language() or "").startswith("en") else words.zh
