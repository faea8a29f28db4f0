"""The most that may be paid and committed from a budget: what its agreed versions are worth, before anything changed them."""

from collections.abc import Collection
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal

from budgets.enums import DIRECT_PAYMENT_METHODS, VersionKind
from budgets.models import Budget, BudgetLine
from budgets.rules import entitlement
from budgets.rules.entitlement import Due, Facts
from budgets.selectors.contingency import authorised_contingency
from budgets.selectors.timeline import Timeline
from phb.core.money import ZERO


@dataclass(frozen=True, slots=True)
class AuthorisedParts:
    """What is authorised until a day, in pounds: each period in full, each one-off once, and contingency."""

    to: date
    periods: tuple[Due, ...]
    one_offs: tuple[BudgetLine, ...]
    contingency: Decimal

    @property
    def amount(self) -> Decimal:
        """The sum of its parts."""
        return sum((due.amount for due in self.periods), ZERO) + self.once + self.contingency

    @property
    def once(self) -> Decimal:
        """Pounds of the lines that are paid once."""
        return sum((line.one_off or ZERO for line in self.one_offs), ZERO)


def authorised_parts(budgets: Collection[Budget], timelines: dict[int, Timeline]) -> dict[int, AuthorisedParts]:
    """The parts of what is authorised, by budget: a stay in hospital, a pause or an end takes nothing from them. Two
    queries for any number. A budget without an authorised day is left out."""
    extra = authorised_contingency([budget.pk for budget in budgets])
    found = {}
    for budget in budgets:
        if budget.authorised_to is not None:
            timeline = timelines[budget.pk]
            periods = _periods(timeline, budget.authorised_to)
            found[budget.pk] = AuthorisedParts(
                budget.authorised_to, periods, one_offs(timeline), extra.get(budget.pk, ZERO)
            )
    return found


def one_offs(timeline: Timeline) -> tuple[BudgetLine, ...]:
    """The lines that are paid to the holder once; a line that goes on into later versions is one line, as the last says."""
    found: dict[object, BudgetLine] = {}
    for version in sorted(timeline.versions, key=lambda version: version.number):
        for line in version.lines:
            if line.one_off is not None and line.holding in DIRECT_PAYMENT_METHODS:
                found[line.service.line if line.service else line.description] = line
    return tuple(found.values())


def _periods(timeline: Timeline, to: date) -> tuple[Due, ...]:
    if timeline.facts is None:
        return ()
    facts = _undisturbed(timeline, timeline.facts)
    if facts == timeline.facts:
        return tuple(timeline.due(slot.period) for slot in timeline.slots(to))
    return tuple(entitlement.due(facts, slot.period) for slot in entitlement.slots(facts, to))


def _undisturbed(timeline: Timeline, facts: Facts) -> Facts:
    """The facts without what stopped or lessened payments. A budget that began later than it was authorised from keeps the
    sum that was authorised; one brought in from elsewhere counts from its first payment here."""
    first, begun = facts.first, timeline.versions[0]
    if begun.kind != VersionKind.IMPORT:
        first = min(first, begun.starts)
    calendars = (replace(facts.calendars[0], asked_from=first), *facts.calendars[1:])
    return replace(facts, first=first, calendars=calendars, last=None, pauses=(), stays=())
