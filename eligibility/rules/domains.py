"""The care domains of a tool: which there are, which levels each has, and the help beside them."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any

from eligibility.enums import Level
from eligibility.rules.loading import plain_name, table
from eligibility.rules.results import Problem


@dataclass(frozen=True, slots=True)
class Domain:
    """One care domain. `help` is our own words by level, shown beside the official tool, pending clinical approval."""

    key: str
    label: str
    levels: tuple[Level, ...]
    help: Mapping[str, str]
    in_checklist: bool = False
    starred: bool = False
    codes: frozenset[str] = frozenset()


@cache
def adult_domains() -> Mapping[str, Domain]:
    """The 12 domains of the adult Decision Support Tool by key, in order."""
    return _domains("chc_domains")


@cache
def checklist_domains() -> Mapping[str, Domain]:
    """The 11 domains of the Checklist by key, in order."""
    return {key: domain for key, domain in adult_domains().items() if domain.in_checklist}


@cache
def children_domains() -> Mapping[str, Domain]:
    """The ten domains of children's continuing care by key, in order."""
    return _domains("children_domains")


def help_status(tool_table: str = "chc_domains") -> str:
    """How far the help texts have been approved, to be shown beside them."""
    return str(table(tool_table)["help_status"])


def _domains(name: str) -> dict[str, Domain]:
    return {key: _domain(key, row) for key, row in table(name)["domains"].items()}


def _domain(key: str, row: Mapping[str, Any]) -> Domain:
    levels = tuple(Level(level) for level in row["levels"])
    codes = frozenset(level.value for level in levels)
    return Domain(key, row["label"], levels, row["help"], row.get("checklist", False), row.get("starred", False), codes)


Problems = tuple[tuple[Problem, ...], tuple[Problem, ...]]


class Sheet:
    """The answers that a tool takes for its domains: which are sound, and what to mend in those that are not."""

    def __init__(
        self,
        domains: Mapping[str, Domain],
        codes: Mapping[str, frozenset[str]],
        asks: Mapping[str, str],
        mends: Mapping[str, str],
        aliases: Mapping[str, str],
        words: Mapping[str, str] | None = None,
    ) -> None:
        """A sheet over domains: the codes allowed for each, and the sentences for a missing and a wrong answer.

        `words` has other spellings of the codes: headings as they stand, or plain names.
        """
        self._words = words or {}
        self._codes, self._asks, self._mends, self._aliases = codes, asks, mends, aliases
        self._allowed = frozenset((key, code) for key, allowed in codes.items() for code in allowed)
        self._starred = tuple(key for key, domain in domains.items() if domain.starred)
        self._size = len(codes)

    def canonical(self, given: Mapping[str, Any]) -> Mapping[str, Any]:
        """The answers under our names of the domains and levels. A domain given under two names keeps both, and so is not sound."""
        if self._words:
            given = {key: self._code(value) for key, value in given.items()}
        if given.keys() <= self._codes.keys():
            return given
        named = {}
        for key, value in given.items():
            ours = key if key in self._codes else self._aliases.get(plain_name(str(key)), key)
            named[key if (ours in given and ours != key) or ours in named else ours] = value
        return named

    def _code(self, value: Any) -> Any:
        if not isinstance(value, str):
            return value
        return self._words.get(value) or self._words.get(plain_name(value), value)

    def is_sound(self, given: Mapping[str, Any]) -> bool:
        """Whether each domain has an answer that it may have, and nothing else is there."""
        # A million forms are checked at a time: one pass over all pairs, and words only for those that are not sound.
        try:
            return len(given) == self._size and self._allowed.issuperset(given.items())
        except TypeError:  # a list or an object in the place of a code
            return False

    def starred_at(self, given: Mapping[str, Any], code: str) -> tuple[str, ...]:
        """The asterisked domains that have this code."""
        return tuple([key for key in self._starred if given[key] == code])

    def problems(self, given: Mapping[str, Any], field: str) -> Problems:
        """What is missing, and what is not possible, among answers by domain: (missing, wrong)."""
        missing = tuple(Problem(f"{field}.{key}", ask) for key, ask in self._asks.items() if _blank(given.get(key)))
        strange = [key for key in given if key not in self._codes]
        wrong = [
            Problem(f"{field}.{str(key)[:80]}", f"“{str(key)[:80]}” is not a domain of this tool. Take it out.")
            for key in strange[:_MOST_NAMED]
        ]
        if len(strange) > _MOST_NAMED:
            more = f"And {len(strange) - _MOST_NAMED:,} more are not domains of this tool. Take them out."
            wrong.append(Problem(field, more))
        for key, value in given.items():
            if key not in self._codes:
                continue
            if not _blank(value) and (not isinstance(value, str) or value not in self._codes[key]):
                wrong.append(Problem(f"{field}.{key}", self._mends[key]))
        return missing, tuple(wrong)


@cache
def checklist_sheet() -> Sheet:
    """The sheet of the Checklist: A, B or C for each of 11 domains."""
    domains = checklist_domains()
    asks = {key: f"Choose A, B or C for {domain.label}." for key, domain in domains.items()}
    return Sheet(domains, dict.fromkeys(domains, _COLUMNS), asks, asks, table("chc_domains")["aliases"])


@cache
def dst_sheet() -> Sheet:
    """The sheet of the Decision Support Tool: a level for each of 12 domains, by its allow-list."""
    return _of_levels(adult_domains(), table("chc_domains")["aliases"])


@cache
def children_sheet() -> Sheet:
    """The sheet of the children's tool: a level for each of ten domains, by its allow-list."""
    return _of_levels(children_domains(), table("children_domains")["aliases"], "no_additional", "no_additional_needs")


def _of_levels(domains: Mapping[str, Domain], aliases: Mapping[str, str], *no_needs: str) -> Sheet:
    words = {level.label: level.value for level in Level} | dict.fromkeys(("no_needs", *no_needs), Level.NONE.value)
    possible = {key: ", ".join(level.label for level in domain.levels) for key, domain in domains.items()}
    mends = {key: f"{domains[key].label} has no such level. Choose one of: {words}." for key, words in possible.items()}
    asks = {key: f"Choose a level for {domain.label}." for key, domain in domains.items()}
    return Sheet(domains, {key: domain.codes for key, domain in domains.items()}, asks, mends, aliases, words)


def by_domain(field: str, name: str) -> Callable[[dict[str, Any]], dict[str, Any]]:
    """A shape for tools whose answers by domain may also be laid out flat, each domain at the top of the case."""

    def gather(given: dict[str, Any]) -> dict[str, Any]:
        domains = table(name)["domains"]
        flat = {
            key: value for key, value in given.items() if key in domains or plain_name(key) in table(name)["aliases"]
        }
        if not flat or any(key in given for key in (field, f"{field}s")):
            return given
        return {key: value for key, value in given.items() if key not in flat} | {field: flat}

    return gather


_MOST_NAMED = 20
_COLUMNS = frozenset("ABC")


def _blank(value: Any) -> bool:
    return value is None or value == ""
