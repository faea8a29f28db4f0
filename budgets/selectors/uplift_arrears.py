"""What an uplift from a past day adds to periods that are paid already, or in a run (C17): each worked out from scratch."""

from collections import defaultdict
from collections.abc import Collection, Mapping
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal

from budgets.enums import PaymentState
from budgets.models import Budget, Payment
from budgets.rules import entitlement
from budgets.rules.entitlement import Due
from budgets.rules.schedule import WeeklyRate
from budgets.selectors.timeline import Timeline, timelines_of
from phb.core.money import ZERO
from phb.core.periods import Period

# What replanning leaves as it is: the money may have moved, or is in a run.
GONE_OUT = (PaymentState.PROPOSED, PaymentState.RELEASED, PaymentState.EXPORTED, PaymentState.PAID)


@dataclass(frozen=True, slots=True)
class Arrear:
    """A period that was paid: what it was worth, what it is worth with the uplift, in pounds, and the sentence."""

    before: Due
    after: Due

    @property
    def more(self) -> Decimal:
        """Pounds still owed for it."""
        return self.after.amount - self.before.amount


def periods_gone_out(
    organisation_id: int, since: date, budget_ids: Collection[int] | None = None
) -> dict[int, list[Period]]:
    """The periods with a day on or after `since` whose payment went out or is in a run, by budget."""
    rows = Payment.objects.filter(
        organisation_id=organisation_id, kind=Payment.Kind.SCHEDULED, state__in=GONE_OUT, period_end__gte=since
    )
    if budget_ids is not None:
        rows = rows.filter(budget_id__in=budget_ids)
    found: dict[int, list[Period]] = defaultdict(list)
    for budget_id, start, end in rows.order_by("period_start", "id").values_list(
        "budget_id", "period_start", "period_end"
    ):
        found[budget_id].append(Period(start, end))
    return found


def arrears_of(
    direct: Mapping[int, Decimal], starts: date, periods: Mapping[int, list[Period]]
) -> dict[int, tuple[Arrear, ...]]:
    """For each budget the periods that an uplift changes. `direct`: the new pounds a week to the holder, by budget."""
    rows = Budget.objects.filter(pk__in=[pk for pk in periods if pk in direct])
    timelines = timelines_of(list(rows)) if rows else {}
    return {pk: _arrears(timelines[pk], direct[pk], starts, periods[pk]) for pk in timelines}


def _arrears(timeline: Timeline, weekly: Decimal, starts: date, periods: list[Period]) -> tuple[Arrear, ...]:
    if timeline.facts is None:
        return ()
    before = timeline.facts
    after = replace(before, rates=raised_rates(timeline, weekly, starts))
    found = [Arrear(entitlement.due(before, period), entitlement.due(after, period)) for period in periods]
    return tuple(each for each in found if each.more)


def raised_rates(timeline: Timeline, weekly: Decimal, starts: date) -> tuple[WeeklyRate, ...]:
    """The amounts to the holder by date with one more from the uplift's day; later amounts stay as they were agreed."""
    rates = [WeeklyRate(version.starts, version.direct_weekly) for version in timeline.versions]
    earlier = [rate for rate in rates if rate.start < starts]
    return (*earlier, WeeklyRate(starts, weekly), *(rate for rate in rates if rate.start > starts))


def sum_of(arrears: Collection[Arrear]) -> Decimal:
    """Pounds in all."""
    return sum((each.more for each in arrears), ZERO)
