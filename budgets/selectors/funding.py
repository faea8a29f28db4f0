"""Whose money budgets are: the splits that count, those that funders have yet to agree, and the funders themselves."""

from collections.abc import Callable, Collection, Iterable
from decimal import Decimal

from django.db.models import QuerySet

from budgets.enums import FunderKind, SplitState
from budgets.models import Budget, BudgetLine, Funder, FundingSplit
from budgets.rules.funding import DatedShare, DatedSplit
from budgets.rules.streams import kind_by_name
from budgets.selectors.budgets import PART
from phb.core.actors import Actor
from phb.core.errors import NotVisible
from phb.core.policies import policy
from phb.core.selectors import people

LEAD = "lead"


def funders(actor: Actor) -> QuerySet[Funder]:
    """The bodies whose money is in this organisation's budgets."""
    return Funder.objects.filter(organisation_id=actor.organisation_id)


def funder_for(actor: Actor, funder_id: int) -> Funder:
    """One funder. Raises NotVisible."""
    found = funders(actor).filter(pk=funder_id).first()
    if found is None:
        raise NotVisible
    return found


def kinds_of(organisation_id: int) -> Callable[[str], FunderKind]:
    """The kind of a funder by its name: as the list says, else as its name sounds. One query."""
    known = dict(Funder.objects.filter(organisation_id=organisation_id).values_list("name", "kind"))
    return lambda name: FunderKind(known[name]) if name in known else kind_by_name(name)


def splits(actor: Actor) -> QuerySet[FundingSplit]:
    """The splits of people whose money the actor may see."""
    rows = FundingSplit.objects.filter(organisation_id=actor.organisation_id, person__in=people(actor, part=PART))
    return rows.select_related("budget", "person", "proposed_by").prefetch_related("shares")


def split_for(actor: Actor, split_id: int) -> FundingSplit:
    """One split with its shares. Raises NotVisible."""
    found = splits(actor).filter(pk=split_id).first()
    if found is None:
        raise NotVisible
    return found


def splits_of(budget_ids: Collection[int]) -> dict[int, tuple[DatedSplit, ...]]:
    """For each budget the splits that its payments go by, in order of date; a budget without one has none: then the
    plan's own funders count. Agreed splits count; of a disputed one, only where the setting says so, the lead funder for
    all of it. A constant number of queries for any number of budgets."""
    rows = FundingSplit.objects.filter(
        budget_id__in=budget_ids, state__in=[SplitState.AGREED, SplitState.DISPUTED]
    ).select_related("budget")
    found: dict[int, tuple[DatedSplit, ...]] = dict.fromkeys(budget_ids, ())
    for split in _that_count(rows.prefetch_related("shares").order_by("starts", "id")):
        found[split.budget_id] += (as_dated(split),)
    return found


def as_dated(split: FundingSplit) -> DatedSplit:
    """A split as the rules see it. While it is disputed, the lead funder has all of it."""
    shares = tuple(DatedShare(each.funder, each.percent, each.fixed_weekly) for each in split.shares.all())
    if split.state == SplitState.DISPUTED:
        shares = (DatedShare(shares[0].funder, percent=Decimal(100)),)
    return DatedSplit(split.starts, shares, split.line, split.reason)


def _that_count(rows: Iterable[FundingSplit]) -> list[FundingSplit]:
    kept, ways = [], {}
    for split in rows:
        if split.state == SplitState.DISPUTED:
            key = (split.organisation_id, split.budget.stream, split.disputed_on)
            if key not in ways:
                ways[key] = dispute_pays(split)
            if ways[key] != LEAD:
                continue
        kept.append(split)
    return kept


def dispute_pays(split: FundingSplit) -> str:
    """Who pays while this split is disputed: "split_before" or "lead", as set on the day it was disputed."""
    return policy(
        "dispute_pays",
        on=split.disputed_on or split.starts,
        organisation_id=split.organisation_id,
        stream=split.budget.stream,
    )


def names_of(budget: Budget) -> list[str]:
    """The funders that a split of this budget can name: those on the list that have not ended, and those that the lines of
    its versions name in words."""
    listed = list(Funder.objects.filter(organisation_id=budget.organisation_id).values_list("name", "ended_on"))
    known = {name for name, _ in listed}
    found = dict.fromkeys(name for name, ended in listed if ended is None)
    for shares in BudgetLine.objects.filter(version__budget=budget).values_list("funders", flat=True):
        found |= dict.fromkeys(share["funder"] for share in shares if share["funder"] not in known)
    return list(found)


def line_names(budget: Budget) -> dict[int, str]:
    """The lines of a budget by their number, in the words of its newest version."""
    rows = BudgetLine.objects.filter(version__budget=budget, service__isnull=False).select_related("service")
    ordered = rows.order_by("version__number", "position")
    return {row.service.line: row.description for row in ordered if row.service}
