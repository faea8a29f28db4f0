"""Case finding: who meets conditions that somebody entered, and the words for why. It points people out and decides nothing."""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from phb.core.errors import RuleBroken
from phb.core.periods import age_on

FACT_NAME = re.compile(r"[a-z][a-z0-9_]{1,39}")
MOST_CONDITIONS = 8
AGE_BANDS: tuple[tuple[str, int, int | None], ...] = (
    ("Under 18", 0, 17),
    ("18 to 64", 18, 64),
    ("65 to 79", 65, 79),
    ("80 and over", 80, None),
)
SMALLEST_SHOWN = 5
NOT_SHOWN = "not shown"
_MONTHS = re.compile(r" (\d{1,3})m$")

Fact = Decimal | bool


@dataclass(frozen=True, slots=True)
class Condition:
    """One condition on a fact: a number from `at_least` to `at_most` (both allowed), or, with neither, a plain yes."""

    fact: str
    at_least: Decimal | None = None
    at_most: Decimal | None = None

    def holds(self, value: Fact | None) -> bool:
        """Whether a fact meets it. A fact that is not known meets nothing."""
        if value is None:
            return False
        if self.at_least is None and self.at_most is None:
            return value is True or (not isinstance(value, bool) and value > 0)
        if isinstance(value, bool):
            return False
        return (self.at_least is None or value >= self.at_least) and (self.at_most is None or value <= self.at_most)

    @property
    def words(self) -> str:
        """The condition as a sentence part: "A&E attendances in 12 months: 5 or more"."""
        least, most = plain(self.at_least), plain(self.at_most)
        asked = (
            f"{least} to {most}"
            if least and most
            else f"{least} or more"
            if least
            else f"{most} or fewer"
            if most
            else "yes"
        )
        return f"{spoken(self.fact)}: {asked}"

    def as_dict(self) -> dict[str, str]:
        """As it is kept with a search."""
        return {"fact": self.fact, "at_least": plain(self.at_least), "at_most": plain(self.at_most)}


def conditions_of(rows: Iterable[Mapping[str, Any]]) -> tuple[Condition, ...]:
    """Typed conditions, checked. Raises RuleBroken for a fact without a proper name, twice, or limits the wrong way round."""
    found: list[Condition] = []
    for row in rows:
        fact = str(row.get("fact") or "").strip().lower().replace(" ", "_")
        if not fact:
            continue
        if not FACT_NAME.fullmatch(fact):
            raise RuleBroken(
                f"“{fact[:40]}” is not a name for a fact. Use small letters, digits and underscores, like ae_attendances_12m.",
                "conditions",
            )
        if fact in {condition.fact for condition in found}:
            raise RuleBroken(f"{spoken(fact)} stands there twice. Say everything about it in one line.", "conditions")
        least, most = _limit(row.get("at_least")), _limit(row.get("at_most"))
        if least is not None and most is not None and most < least:
            raise RuleBroken(f"{spoken(fact)}: “at most” is less than “at least”. Change one of them.", "conditions")
        found.append(Condition(fact, least, most))
    if len(found) > MOST_CONDITIONS:
        raise RuleBroken(f"Keep to {MOST_CONDITIONS} conditions at most.", "conditions")
    return tuple(found)


def why(conditions: Sequence[Condition], facts: Mapping[str, Fact]) -> list[str] | None:
    """The conditions with the facts that meet them, in words; None when one is not met."""
    if not all(condition.holds(facts.get(condition.fact)) for condition in conditions):
        return None
    return [f"{condition.words} asked, {_said(facts[condition.fact])} found" for condition in conditions]


def age_band(born: date | None, on: date) -> str:
    """The band of an age on a day, for counts."""
    if born is None:
        return "Not known"
    age = age_on(born, on)
    return next(label for label, low, high in AGE_BANDS if low <= age and (high is None or age <= high))


def small(count: int) -> str:
    """A count for a page or file: 1 to 4 are not shown, so that nobody can be made out."""
    return "fewer than 5" if 0 < count < SMALLEST_SHOWN else f"{count:,}"


def small_part(part: int, whole: int) -> str:
    """A part of a whole that is shown beside it: not shown either when the rest would be 1 to 4."""
    if 0 < part < SMALLEST_SHOWN or whole < SMALLEST_SHOWN:
        return small(part)
    return NOT_SHOWN if 0 < whole - part < SMALLEST_SHOWN else f"{part:,}"


def small_groups(counts: Sequence[int], shown: Sequence[str]) -> list[str]:
    """Groups whose sum stands beside them: where one is not shown, another is not either, or it could be worked out."""
    hidden = [words != f"{count:,}" for count, words in zip(counts, shown, strict=True)]
    if sum(hidden) != 1:
        return list(shown)
    others = [n for n, count in enumerate(counts) if not hidden[n] and count > 0]
    also = min(others, key=lambda n: counts[n]) if others else None
    return [NOT_SHOWN if n == also else words for n, words in enumerate(shown)]


def spoken(fact: str) -> str:
    """A fact's name as words: "ae_attendances_12m" → "A&E attendances in 12 months"."""
    words = _MONTHS.sub(r" in \1 months", fact.replace("_", " "))
    words = re.sub(r"\bae\b", "A&E", words)
    return words[:1].upper() + words[1:]


def plain(value: Decimal | None) -> str:
    """A number without needless noughts; "" for none."""
    return "" if value is None else f"{value.normalize():f}"


def _said(value: Fact) -> str:
    return ("yes" if value else "no") if isinstance(value, bool) else plain(value)


def _limit(value: Any) -> Decimal | None:
    return None if value in (None, "") else Decimal(str(value))
