"""Contracts that money is freed from, what each budget frees, and what that leaves as new cost (section 14)."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal

from django.db.models import QuerySet, Sum

from budgets.models import Budget, BudgetYear, ContractRelease, SourceContract
from budgets.rules.schedule import financial_year
from budgets.rules.value import NetEffect, Release, Released, net_effect, released_in
from budgets.selectors.budgets import PART
from budgets.selectors.years import kept
from phb.core.actors import Actor
from phb.core.errors import NotVisible
from phb.core.money import ZERO
from phb.core.selectors import people


@dataclass(frozen=True, slots=True)
class Freed:
    """One release with what it comes to in a year."""

    release: ContractRelease
    found: Released


@dataclass(frozen=True, slots=True)
class ContractEffect:
    """A contract in a year: the budgets that free money from it, their cost, what they free, and the net effect."""

    contract: SourceContract
    budgets: int
    effect: NetEffect


def contracts(actor: Actor) -> QuerySet[SourceContract]:
    """The contracts of the actor's organisation."""
    return SourceContract.objects.filter(organisation_id=actor.organisation_id)


def contract_for(actor: Actor, contract_id: int) -> SourceContract:
    """One contract. Raises NotVisible."""
    found = contracts(actor).filter(pk=contract_id).first()
    if found is None:
        raise NotVisible
    return found


def releases(actor: Actor) -> QuerySet[ContractRelease]:
    """What budgets free, of people whose money the actor may see."""
    rows = ContractRelease.objects.filter(organisation_id=actor.organisation_id, person__in=people(actor, part=PART))
    return rows.select_related("contract", "budget", "person", "recorded_by")


def release_for(actor: Actor, release_id: int) -> ContractRelease:
    """One release. Raises NotVisible."""
    found = releases(actor).select_related("person__named_contact__user").filter(pk=release_id).first()
    if found is None:
        raise NotVisible
    return found


def release_value(row: ContractRelease) -> Release:
    """A release as the rules read it: it ends with its contract at the latest."""
    ends = [day for day in (row.released_to, row.contract.ends) if day is not None]
    return Release(row.weekly, row.released_from, min(ends, default=None), row.double_running_to)


def freed_in(rows: Iterable[ContractRelease], year: int) -> list[Freed]:
    """What each release comes to in a year."""
    return [Freed(row, released_in(release_value(row), financial_year(year))) for row in rows]


def effect_of_budget(actor: Actor, budget: Budget, year: int) -> tuple[NetEffect, list[Freed]]:
    """What a budget costs in a year (forecast) less what it frees, and its releases."""
    found = freed_in(releases(actor).filter(budget=budget).order_by("released_from", "id"), year)
    cost = kept(actor, year).filter(budget=budget).aggregate(sum=Sum("forecast"))["sum"] or ZERO
    return net_effect(cost, [each.found for each in found]), found


def effects(actor: Actor, year: int) -> tuple[list[ContractEffect], NetEffect, int]:
    """Every contract in a year, all together with budgets that free nothing, and how many those are.

    A budget that frees from several contracts is counted with each, with its cost once in the whole: four queries.
    """
    rows = list(releases(actor).order_by("id"))
    cost = _costs(kept(actor, year))
    by_contract: dict[int, list[Freed]] = defaultdict(list)
    for each in freed_in(rows, year):
        by_contract[each.release.contract_id].append(each)
    found = [_effect(contract, by_contract.get(contract.pk, []), cost) for contract in contracts(actor)]
    with_release = {row.budget_id for row in rows}
    everything = net_effect(sum(cost.values(), ZERO), [each.found for mine in by_contract.values() for each in mine])
    return found, everything, len(set(cost) - with_release)


def effect_of_contract(actor: Actor, contract: SourceContract, year: int) -> tuple[ContractEffect, list[Freed]]:
    """One contract in a year, with its releases."""
    found = freed_in(releases(actor).filter(contract=contract).order_by("person__sort_name", "id"), year)
    rows = kept(actor, year).filter(budget__in={each.release.budget_id for each in found})
    return _effect(contract, found, _costs(rows)), found


def _costs(rows: QuerySet[BudgetYear]) -> dict[int, Decimal]:
    return dict(rows.order_by().values_list("budget_id").annotate(sum=Sum("forecast")))


def _effect(contract: SourceContract, found: list[Freed], cost: dict[int, Decimal]) -> ContractEffect:
    mine = {each.release.budget_id for each in found}
    effect = net_effect(sum((cost.get(pk, ZERO) for pk in mine), ZERO), [each.found for each in found])
    return ContractEffect(contract, len(mine), effect)
