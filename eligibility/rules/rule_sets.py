"""Which rules are in force when: a dated register. A case keeps the id of the set it was decided under."""

from dataclasses import dataclass
from datetime import date
from functools import cache, lru_cache

from eligibility.rules.loading import table
from phb.core.errors import RuleBroken
from phb.core.periods import say_date


@dataclass(frozen=True, slots=True)
class RuleSet:
    """One set of rules and the days it is in force, both ends included. `start` None: its date is still to be set."""

    id: str
    family: str
    name: str
    start: date | None
    end: date | None
    source: str
    certainty: str
    aliases: tuple[str, ...] = ()

    def in_force(self, day: date) -> bool:
        """Whether the set is in force on a day."""
        return self.start is not None and self.start <= day and (self.end is None or day <= self.end)


@cache
def rule_sets() -> tuple[RuleSet, ...]:
    """All rule sets, as registered."""
    rows = table("rule_sets")
    return tuple(
        RuleSet(
            r["id"],
            r["family"],
            r["name"],
            r["from"],
            r["to"],
            r["source"],
            r["certainty"],
            tuple(r.get("aliases", ())),
        )
        for r in rows
    )


def rule_set_named(name: str, family: str) -> RuleSet:
    """The set of a family by its id, name or other name, whatever the case and punctuation.

    Raises RuleBroken for a name that no set has, and for the id of another family's set.
    """
    wanted = _letters(name)
    for found in rule_sets():
        if found.family == family and wanted in map(_letters, (found.id, found.name, *found.aliases)):
            return found
    other = rule_set(name)
    raise RuleBroken(f"The rule set “{other.id}” does not belong to this tool.", "rule_set_id")


def _letters(text: str) -> str:
    return "".join(c for c in text.lower() if c.isalnum())


def rule_set(id: str) -> RuleSet:
    """The set with an id. Raises RuleBroken if there is none."""
    for found in rule_sets():
        if found.id == id:
            return found
    raise RuleBroken(f"There is no rule set “{id}”.", "rule_set_id")


@lru_cache(maxsize=4096)
def rule_set_on(family: str, day: date) -> RuleSet:
    """The set of a family in force on a day. Raises RuleBroken for a day without one."""
    for found in rule_sets():
        if found.family == family and found.in_force(day):
            return found
    raise RuleBroken(f"No rules are held for {say_date(day)}. Check the date.", "assessment_date")
