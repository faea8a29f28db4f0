"""One table per life cycle: which verb leads from which state to which."""

from collections.abc import Mapping
from types import MappingProxyType

from phb.core.errors import RuleBroken

Moves = Mapping[str, Mapping[str, str]]


class LifeCycle:
    """The states of one kind of thing and the verbs that move it. The table is checked when it is made.

    Raises ValueError for a state that is named but not in the table, or that cannot be reached.
    """

    def __init__(
        self, name: str, initial: str, moves: Moves, groups: Mapping[str, frozenset[str]] | None = None
    ) -> None:
        self.name = name
        self.initial = initial
        self.moves: Moves = MappingProxyType({state: MappingProxyType(dict(verbs)) for state, verbs in moves.items()})
        self.groups: Mapping[str, frozenset[str]] = MappingProxyType(dict(groups or {}))
        self._verify()

    @property
    def states(self) -> tuple[str, ...]:
        """All states, in the order of the table."""
        return tuple(self.moves)

    @property
    def final(self) -> frozenset[str]:
        """States that nothing leads out of."""
        return frozenset(state for state, verbs in self.moves.items() if not verbs)

    def verbs(self, state: str) -> tuple[str, ...]:
        """What may be done in a state."""
        return tuple(self.moves[self._known(state)])

    def may(self, state: str, verb: str) -> bool:
        """Whether the verb is allowed in the state."""
        return verb in self.moves[self._known(state)]

    def check(self, state: str, verb: str) -> str:
        """The next state. Raises RuleBroken, with a sentence for the user, if the verb is not allowed now."""
        verbs = self.moves[self._known(state)]
        if verb in verbs:
            return verbs[verb]
        possible = ", ".join(_words(v) for v in verbs) or "nothing, as it is finished"
        raise RuleBroken(
            f"This {self.name} is at “{_words(state)}”, so “{_words(verb)}” is not possible. Possible now: {possible}."
        )

    def is_in(self, state: str, group: str) -> bool:
        """Whether the state belongs to a named group of states."""
        return self._known(state) in self.groups[group]

    def pairs(self) -> frozenset[tuple[str, str]]:
        """Every (state, next state) that may happen: the rows of the database's table of transitions."""
        return frozenset((state, after) for state, verbs in self.moves.items() for after in verbs.values())

    def mermaid(self) -> str:
        """The diagram for the docs, as Mermaid text."""
        lines = ["stateDiagram-v2", f"    [*] --> {self.initial}"]
        lines += [
            f"    {state} --> {after}: {_words(verb)}"
            for state, verbs in self.moves.items()
            for verb, after in verbs.items()
        ]
        lines += [f"    {state} --> [*]" for state in self.states if state in self.final]
        return "\n".join(lines) + "\n"

    def _known(self, state: str) -> str:
        if state not in self.moves:
            raise ValueError(f"{state!r} is not a state of {self.name}.")
        return state

    def _verify(self) -> None:
        named = {
            self.initial,
            *(after for verbs in self.moves.values() for after in verbs.values()),
            *(s for g in self.groups.values() for s in g),
        }
        if unknown := named - set(self.moves):
            raise ValueError(f"{self.name}: not in the table: {', '.join(sorted(unknown))}.")
        reached, frontier = {self.initial}, [self.initial]
        while frontier:
            new = set(self.moves[frontier.pop()].values()) - reached
            reached |= new
            frontier += new
        if lost := set(self.moves) - reached:
            raise ValueError(f"{self.name}: never reached: {', '.join(sorted(lost))}.")


def _words(code: str) -> str:
    return str(code).replace("_", " ").lower()
