"""A budget beside the care that it replaced, always with what came of it; and a line's price beside other prices."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from django.db.models import Count, F, OuterRef, Q, QuerySet, Subquery, Sum, Value
from django.db.models.functions import Coalesce

from budgets.enums import BudgetState, VersionState
from budgets.models import Budget, BudgetLine, BudgetVersion
from budgets.rules import market as market_rules
from budgets.rules import value as rules
from budgets.selectors.budgets import NOTHING, budgets
from careplans.enums import PriceUnit, ServiceKind
from careplans.selectors import library
from careplans.selectors import value as careplans
from phb.core.actors import Actor
from phb.core.fields import MoneyField
from phb.core.money import ZERO

FEES = (ServiceKind.PAYROLL, ServiceKind.MANAGED_ACCOUNT_FEE)
RUNNING = (BudgetState.ACTIVE, BudgetState.PAUSED)


@dataclass(frozen=True, slots=True)
class Compared:
    """A budget beside what it replaced: `value` None where no figure is on record, `basis` then says why."""

    value: rules.Value | None
    before_weekly: Decimal | None
    weekly: Decimal
    basis: str
    dated: date | None
    outcomes: rules.Outcomes
    scored: tuple[careplans.Scored, ...] = ()


@dataclass(frozen=True, slots=True)
class Portfolio:
    """All running budgets: those with a figure together beside it, how many have none, and the outcomes of those with one."""

    compared: int
    without: int
    value: rules.Value | None
    before_weekly: Decimal
    weekly: Decimal
    outcomes: rules.Outcomes


@dataclass(frozen=True, slots=True)
class PriceBeside:
    """A line of a budget or service of a plan, with its price an hour beside the library's and other budgets', in words."""

    line: Any
    rate: Decimal
    market: str
    peers: market_rules.Peers | None
    peers_words: str
    standing: str


def outcomes_from(found: careplans.CameOf | None) -> rules.Outcomes:
    """What came of one plan, as the rules read it."""
    if found is None:
        return rules.Outcomes()
    return rules.outcomes_of(
        [(each.attained, each.rating, each.first_rating) for each in found.outcomes], found.reviewed_on
    )


def compared(actor: Actor, budget: Budget, version: BudgetVersion) -> Compared:
    """One budget's version beside what its plan replaced."""
    package = careplans.packages_of(actor, [budget.plan_id]).get(budget.plan_id)
    came = careplans.came_of(actor, [budget.plan_id]).get(budget.plan_id)
    lines = version.lines.all()
    fees = sum((line.weekly or ZERO for line in lines if line.kind in FEES), ZERO)
    before = package.weekly if package else None
    found = rules.value_of(before, version.weekly, version.one_offs, fees) if before else None
    basis = (
        package.basis if package else "Nobody has recorded what the care cost before, or why there is no such figure."
    )
    return Compared(
        found, before, version.weekly, basis, package.dated if package else None, outcomes_from(came),
        came.outcomes if came else (),
    )  # fmt: skip


def listed(actor: Actor) -> QuerySet[Budget]:
    """Running budgets, each with its agreed amount, what it replaced and the difference a week, a year and in percent."""
    agreed = BudgetVersion.objects.filter(budget_id=OuterRef("pk"), state=VersionState.AGREED)
    rows = budgets(actor).filter(state__in=RUNNING).select_related("person")
    rows = rows.annotate(
        weekly=Coalesce(Subquery(agreed.values("weekly")[:1]), NOTHING),
        start_up=Coalesce(Subquery(agreed.values("one_offs")[:1]), NOTHING),
        before=careplans.newest_package("plan_id", "weekly"),
        basis=careplans.newest_package("plan_id", "basis"),
        dated=careplans.newest_package("plan_id", "dated"),
    )
    known = Q(before__gt=0)
    return rows.annotate(known=known, less=F("before") - F("weekly"))


def came_of_all(actor: Actor, plan_ids: Collection[int] | None = None) -> dict[int, rules.Outcomes]:
    """What came of plans, by their numbers."""
    return {plan_id: outcomes_from(found) for plan_id, found in careplans.came_of(actor, plan_ids).items()}


def portfolio(actor: Actor) -> Portfolio:
    """All running budgets together: a fixed number of queries."""
    rows = listed(actor).order_by()
    sums = rows.aggregate(
        compared=Count("pk", filter=Q(known=True)),
        everybody=Count("pk"),
        before_sum=Coalesce(Sum("before", filter=Q(known=True)), Value(ZERO), output_field=MoneyField()),
        weekly_sum=Coalesce(Sum("weekly", filter=Q(known=True)), Value(ZERO), output_field=MoneyField()),
        once_sum=Coalesce(Sum("start_up", filter=Q(known=True)), Value(ZERO), output_field=MoneyField()),
    )
    plans = set(rows.filter(known=True).values_list("plan_id", flat=True))
    came = [found for plan_id, found in came_of_all(actor).items() if plan_id in plans]
    before, weekly = sums["before_sum"], sums["weekly_sum"]
    found = rules.value_of(before, weekly, sums["once_sum"]) if before else None
    without = sums["everybody"] - sums["compared"]
    return Portfolio(sums["compared"], without, found, before, weekly, rules.together(came))


# --- a price among prices


def prices_beside(actor: Actor, version: BudgetVersion | None, on: date) -> list[PriceBeside]:
    """The lines of a budget's version that have a price an hour, each beside the library and other budgets."""
    if version is None:
        return []
    place_id = version.budget.person.place_id
    return prices_of_lines(actor, list(version.lines.all()), place_id=place_id, but=version.budget_id, on=on)


def prices_of_plan(actor: Actor, plan_version: Any, on: date) -> list[PriceBeside]:
    """The same for the services of a plan before a budget is proposed; `plan_version` with its person and plan."""
    own = Budget.objects.filter(plan_id=plan_version.plan_id).values_list("pk", flat=True).first()
    lines = list(plan_version.services.order_by("position", "id"))
    return prices_of_lines(actor, lines, place_id=plan_version.person.place_id, but=own or 0, on=on)


def prices_of_lines(
    actor: Actor, lines: Sequence[Any], *, place_id: int | None, but: int, on: date
) -> list[PriceBeside]:
    """Two queries for any number of lines (of a budget, or services of a plan). Other budgets are those that run now, all
    but the budget `but`, one price each for each kind."""
    priced = [line for line in lines if line.rate and (line.hours_per_week or 0) > 0]
    if not priced:
        return []
    kinds = {line.kind for line in priced}
    peers = {kind: market_rules.peers_of(prices) for kind, prices in _peer_prices(actor, kinds, but).items()}
    offered = _offered(actor, kinds, place_id, on)
    return [_beside(line, peers.get(line.kind), offered.get(line.kind, [])) for line in priced]


def _beside(line: Any, peers: market_rules.Peers | None, offered: list[tuple[str, Decimal]]) -> PriceBeside:
    rate = line.rate or ZERO
    amounts = [amount for _, amount in offered]
    span = market_rules.Market(len(amounts), min(amounts), max(amounts)) if amounts else None
    own = next((amount for provider, amount in offered if line.provider and provider == line.provider), None)
    few = f"Under {market_rules.FEWEST} other budgets buy this, so nothing is shown of them."
    return PriceBeside(
        line, rate, market_rules.market_words(rate, span, own), peers, peers.words if peers else few,
        market_rules.standing(rate, peers) if peers else "",
    )  # fmt: skip


def _peer_prices(actor: Actor, kinds: Iterable[str], but: int) -> dict[str, dict[Decimal, int]]:
    """Prices an hour by kind, each with how many other running budgets pay it. Nobody is named: records that are closed
    to the actor count too."""
    rows = BudgetLine.objects.filter(
        organisation_id=actor.organisation_id, kind__in=list(kinds), rate__gt=0, weekly__isnull=False,
        version__state=VersionState.AGREED, version__budget__state__in=RUNNING,
    ).exclude(version__budget_id=but)  # fmt: skip
    found: dict[str, dict[Decimal, int]] = defaultdict(dict)
    counted = rows.order_by().values_list("kind", "rate").annotate(n=Count("version__budget_id", distinct=True))
    for kind, rate, n in counted:
        found[kind][rate] = n
    return found


def _offered(
    actor: Actor, kinds: Iterable[str], place_id: int | None, on: date
) -> dict[str, list[tuple[str, Decimal]]]:
    """The library's prices an hour that hold on a day at the person's place: (provider, pounds), by kind."""
    rows = library.offered(actor, on).filter(item__service_kind__in=list(kinds), unit=PriceUnit.HOUR)
    rows = rows.filter(Q(place_id=place_id) | Q(place__isnull=True)) if place_id else rows.filter(place__isnull=True)
    found: dict[str, list[tuple[str, Decimal]]] = defaultdict(list)
    # The place's own price stands before that for everywhere.
    for row in rows.order_by(F("place_id").asc(nulls_last=True), "amount", "id"):
        found[row.item.service_kind].append((row.provider, row.amount))
    return found
