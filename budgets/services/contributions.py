"""What the person pays themselves: recorded with its decision, ended and never changed."""

from datetime import date
from decimal import Decimal

from django.db import transaction

from budgets.enums import ContributionKind, FunderKind
from budgets.models import Budget, Contribution
from budgets.permissions import check_may
from budgets.rules import contributions as rules
from budgets.selectors.funding import kinds_of
from budgets.selectors.whose_money import weekly_by_funder
from budgets.services._common import lock_budget
from phb.core.actors import Actor
from phb.core.errors import NotVisible, RuleBroken
from phb.core.money import ZERO, check_pounds
from phb.core.moving import locked
from phb.core.periods import say_date

COUNCILS = (FunderKind.COUNCIL, FunderKind.POOL)


@transaction.atomic
def record_contribution(
    *,
    budget_id: int,
    kind: str,
    words: str,
    starts: date,
    decided_on: date,
    source: str,
    on: date,
    by: Actor,
    weekly: Decimal | None = None,
    once: Decimal | None = None,
    ends: date | None = None,
) -> Contribution:
    """Record what the person pays, in pounds a week or once, from the decision that says so.

    A council charge belongs to the council's part of a joint package and is at most that part; an extra belongs to a
    wheelchair budget. Raises RuleBroken for anything else, with the reason, and for a charge while another runs.
    """
    check_may(by, "funding", "W")
    budget = lock_budget(by, budget_id)
    rules.check_kind(kind, budget.stream)
    _check_shape(words, source, weekly, once, starts, ends)
    if decided_on > on:
        raise RuleBroken("The day of the decision cannot be in the future.", "decided_on")
    funder = ""
    if kind == ContributionKind.COUNCIL_CHARGE:
        funder, part = council_part(budget, max(starts, budget.starts))
        if weekly is not None:
            rules.check_size(weekly, part)
        elif part <= 0:
            rules.check_size(once or ZERO, part)
        _check_alone(budget, starts, ends)
    return Contribution.objects.create(
        organisation_id=by.organisation_id,
        person_id=budget.person_id,
        budget=budget,
        kind=kind,
        funder=funder,
        words=words.strip(),
        weekly=weekly,
        once=once,
        starts=starts,
        ends=ends,
        decided_on=decided_on,
        source=source.strip(),
        recorded_by_id=by.user_id,
    )


@transaction.atomic
def end_contribution(*, contribution_id: int, last_day: date, by: Actor) -> Contribution:
    """End what the person pays after a last day. Ended on the same day again, nothing changes."""
    check_may(by, "funding", "W")
    rows = Contribution.objects.filter(organisation_id=by.organisation_id)
    known = rows.filter(pk=contribution_id).values_list("budget_id", flat=True).first()
    if known is None:
        raise NotVisible
    lock_budget(by, known)
    found = locked(rows, pk=contribution_id)
    if found.ends == last_day:
        return found
    if found.ends is not None and found.ends < last_day:
        raise RuleBroken(f"It ended on {say_date(found.ends)} already. Record a new one instead.", "last_day")
    if last_day < found.starts:
        raise RuleBroken(f"It began on {say_date(found.starts)}. Choose that day or a later one.", "last_day")
    found.ends = last_day
    found.save(update_fields=["ends"])
    return found


def council_part(budget: Budget, on: date) -> tuple[str, Decimal]:
    """The council that pays and its pounds a week on a day; nothing where no council pays."""
    kinds = kinds_of(budget.organisation_id)
    parts = weekly_by_funder(budget, on)
    mine = [part for part in parts if kinds(part.funder) in COUNCILS]
    return (mine[0].funder if mine else ""), sum((part.amount for part in mine), ZERO)


def _check_shape(
    words: str, source: str, weekly: Decimal | None, once: Decimal | None, starts: date, ends: date | None
) -> None:
    if (weekly is None) == (once is None):
        raise RuleBroken("Give either an amount a week or an amount once.", "weekly")
    amount = check_pounds(weekly if weekly is not None else once or ZERO)
    if amount <= 0:
        raise RuleBroken("Enter an amount of more than £0.00.", "weekly" if weekly is not None else "once")
    if not words.strip():
        raise RuleBroken("Say what the person pays for.", "words")
    if not source.strip():
        raise RuleBroken("Say which decision this rests on, such as the council’s letter.", "source")
    if ends is not None and ends < starts:
        raise RuleBroken("The last day is before the first. Check the dates.", "ends")


def _check_alone(budget: Budget, starts: date, ends: date | None) -> None:
    rows = budget.contributions.filter(kind=ContributionKind.COUNCIL_CHARGE, weekly__isnull=False)
    for row in rows:
        if (row.ends is None or row.ends >= starts) and (ends is None or row.starts <= ends):
            raise RuleBroken(
                f"Another charge runs from {say_date(row.starts)}. End it on the day before this one begins.", "starts"
            )
