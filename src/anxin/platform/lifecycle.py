"""State machines as one table, and the database guard generated from that same table."""

from collections.abc import Mapping
from typing import Any

from anxin.platform.errors import IllegalTransition


class Lifecycle:
    """``transitions`` maps (state, verb) to the state after. It raises; it never returns False.

    ``refusals`` are the words by verb, ``late_refusals`` by (state, verb) where somebody was quicker: they go first.
    ``initial`` are the states in which a row may be born; history that is imported may be born in any.
    """

    def __init__(
        self,
        name: str,
        *,
        initial: tuple[str, ...],
        transitions: Mapping[tuple[str, str], str],
        labels: Mapping[str, Any] | None = None,
        refusals: Mapping[str, Any] | None = None,
        late_refusals: Mapping[tuple[str, str], Any] | None = None,
    ) -> None:
        self.name = name
        self.initial = initial
        self.transitions = dict(transitions)
        self.labels = dict(labels or {})
        self.refusals = dict(refusals or {})
        self.late_refusals = dict(late_refusals or {})

    @property
    def states(self) -> list[str]:
        """Every state, first the initial ones."""
        ordered = dict.fromkeys(self.initial)
        for (before, _verb), after in self.transitions.items():
            ordered.setdefault(before)
            ordered.setdefault(after)
        return list(ordered)

    def after(self, verb: str, state: str) -> str:
        """State after the verb.

        :raises IllegalTransition: the verb is not possible from this state
        """
        try:
            return self.transitions[(state, verb)]
        except KeyError:
            words = self.late_refusals.get((state, verb)) or self.refusals.get(verb)
            raise IllegalTransition(words, state=state, verb=verb) from None

    def allows(self, verb: str, state: str) -> bool:
        """Whether a button for the verb may be shown."""
        return (state, verb) in self.transitions

    def verbs(self, state: str) -> list[str]:
        """Verbs possible from a state."""
        return [verb for (before, verb) in self.transitions if before == state]

    def edges(self) -> set[tuple[str, str]]:
        """Pairs (before, after) that the database lets through."""
        return {(before, after) for (before, _verb), after in self.transitions.items() if before != after}
