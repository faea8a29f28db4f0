"""What people pay themselves, read by budget and by day."""

from collections.abc import Collection

from django.db.models import QuerySet

from budgets.models import Contribution
from budgets.rules.contributions import DatedContribution
from budgets.selectors.budgets import PART
from phb.core.actors import Actor
from phb.core.errors import NotVisible
from phb.core.selectors import people


def contributions(actor: Actor) -> QuerySet[Contribution]:
    """The contributions of people whose money the actor may see."""
    rows = Contribution.objects.filter(organisation_id=actor.organisation_id, person__in=people(actor, part=PART))
    return rows.select_related("budget", "person__named_contact__user", "recorded_by")


def contribution_for(actor: Actor, contribution_id: int) -> Contribution:
    """One contribution. Raises NotVisible."""
    found = contributions(actor).filter(pk=contribution_id).first()
    if found is None:
        raise NotVisible
    return found


def contributions_of(budget_ids: Collection[int]) -> dict[int, tuple[DatedContribution, ...]]:
    """What the person pays beside each budget, in order of date: one query."""
    found: dict[int, tuple[DatedContribution, ...]] = dict.fromkeys(budget_ids, ())
    for row in Contribution.objects.filter(budget_id__in=budget_ids).order_by("starts", "id"):
        found[row.budget_id] += (as_dated(row),)
    return found


def as_dated(row: Contribution) -> DatedContribution:
    """A contribution as the rules see it."""
    return DatedContribution(row.kind, row.starts, row.ends, row.weekly, row.once, row.words)
