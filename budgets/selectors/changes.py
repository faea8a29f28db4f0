"""What changed a budget, and how its payments were worked out again each time."""

from datetime import date
from typing import Any

from django.db.models import Q, QuerySet

from budgets.enums import BudgetState
from budgets.models import Budget, BudgetChange, Reckoning
from budgets.selectors.budgets import PART
from phb.core.actors import Actor
from phb.core.errors import NotVisible
from phb.core.selectors import people

RUNS_ON = (BudgetState.ACTIVE, BudgetState.PAUSED, BudgetState.ENDING)


def changes(actor: Actor) -> QuerySet[BudgetChange]:
    """The changes of budgets of people whose money the actor may see."""
    rows = BudgetChange.objects.filter(organisation_id=actor.organisation_id, person__in=people(actor, part=PART))
    return rows.select_related("budget", "person__named_contact__user", "recorded_by", "withdrawn_by")


def change_for(actor: Actor, change_id: int) -> BudgetChange:
    """One change with its budget and person. Raises NotVisible."""
    found = changes(actor).filter(pk=change_id).first()
    if found is None:
        raise NotVisible
    return found


def changes_of(actor: Actor, budget: Budget) -> list[BudgetChange]:
    """The changes of a budget, the latest first day first; withdrawn ones too."""
    return list(changes(actor).filter(budget=budget).order_by("-starts", "-id"))


def reckonings(actor: Actor) -> QuerySet[Reckoning]:
    """How payments were worked out again, of people whose money the actor may see."""
    rows = Reckoning.objects.filter(organisation_id=actor.organisation_id, person__in=people(actor, part=PART))
    return rows.select_related("budget", "person__named_contact__user", "arrears")


def reckonings_of(actor: Actor, budget: Budget) -> QuerySet[Reckoning]:
    """Those of one budget, newest first."""
    return reckonings(actor).filter(budget=budget).order_by("-id")


def reckoning_for(actor: Actor, reckoning_id: int) -> Reckoning:
    """One of them. Raises NotVisible."""
    found = reckonings(actor).filter(pk=reckoning_id).first()
    if found is None:
        raise NotVisible
    return found


def newest_reckoning(budget: Budget) -> Reckoning | None:
    """How the payments of a budget were last worked out again."""
    return Reckoning.objects.filter(budget=budget).order_by("-id").first()


def to_keep_up(organisation_id: int, on: date) -> list[int]:
    """Budgets that the night looks at: something changed them, they end, or the person has died."""
    rows = Budget.objects.filter(organisation_id=organisation_id, state__in=RUNS_ON)
    touched: Any = Q(changes__withdrawn_on=None, changes__isnull=False) | Q(ends__lt=on)
    return list(
        rows.filter(touched | Q(person__date_of_death__isnull=False))
        .order_by("pk")
        .values_list("pk", flat=True)
        .distinct()
    )
