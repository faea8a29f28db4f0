"""A one-off payment, asked for once, never above what is authorised (I4, I5)."""

from datetime import date
from decimal import Decimal
from typing import Any
from uuid import UUID

from django.db import transaction

from budgets.models import Budget, Payment
from budgets.permissions import check_may
from budgets.rules.funding import split_once
from budgets.rules.lifecycle import BUDGET
from budgets.rules.proposing import lines_behind
from budgets.selectors import committed_of
from budgets.selectors.funding import splits_of
from budgets.services._common import lock_budget, note_created
from budgets.services.plan_lines import lines_of_version
from budgets.services.scheduling import agreed_version, split_json
from phb.core.actors import Actor
from phb.core.calendar import bank_holidays_around
from phb.core.errors import NotVisible, RuleBroken
from phb.core.money import check_pounds, format_pounds
from phb.core.once import once
from phb.core.periods import previous_working_day
from phb.core.selectors import people

OPERATION = "budgets.one_off_payment"


@transaction.atomic
def ask_one_off(
    *, budget_id: int, amount: Decimal, words: str, key: str | UUID, on: date, by: Actor, pay_on: date | None = None
) -> tuple[Payment, bool]:
    """Ask for one payment of pounds outside the schedule. Returns it, and whether this was sent before.

    The same key with the same request gives the first payment again; with another request it raises
    SameKeyOtherRequest. Raises RuleBroken when paid and committed money would pass what is authorised.
    """
    check_may(by, "payment schedule", "W")
    amount = check_pounds(amount)
    if amount <= 0:
        raise RuleBroken("Enter an amount of more than £0.00.", "amount")
    if not words.strip():
        raise RuleBroken("Say what the payment is for.", "words")
    check_visible(by, budget_id)
    asked = {
        "budget": budget_id,
        "amount": str(amount),
        "words": words.strip(),
        "pay_on": pay_on.isoformat() if pay_on else "",
    }

    def effect() -> dict[str, Any]:
        return {"payment": _make(budget_id, amount, words.strip(), pay_on or on, on, by).pk}

    answer, repeated = once(OPERATION, str(key), asked, effect, by=by)
    return Payment.objects.get(pk=answer["payment"]), repeated


def check_visible(by: Actor, budget_id: int) -> None:
    """Raise NotVisible before anything is said about the key of a budget that is not theirs."""
    mine = Budget.objects.filter(pk=budget_id, organisation_id=by.organisation_id, person__in=people(by))
    if not mine.exists():
        raise NotVisible


def _make(budget_id: int, amount: Decimal, words: str, day: date, on: date, by: Actor) -> Payment:
    budget = lock_budget(by, budget_id)  # the lock comes before the sum is read
    if not BUDGET.is_in(budget.state, "pays"):
        raise RuleBroken(f"The budget is “{budget.get_state_display().lower()}”, so nothing more is paid from it.")
    if budget.person.date_of_death is not None:
        raise RuleBroken("The person has died, so nothing more is paid from the budget.")
    if day < on:
        raise RuleBroken("The payment cannot be on a day that has passed.", "pay_on")
    last = min(filter(None, (budget.authorised_to, budget.ends)), default=day)
    if day > last:
        raise RuleBroken(f"The budget covers days until {last:%-d %B %Y}. Choose a day within.", "pay_on")
    left = budget.authorised - committed_of(budget)
    if amount > left:
        raise RuleBroken(
            f"{format_pounds(left)} is left to commit of the authorised "
            f"{format_pounds(budget.authorised)}. Ask for {format_pounds(left)} or less, or have more authorised."
            if left > 0
            else f"All of the authorised {format_pounds(budget.authorised)} is paid or committed. Have more authorised first.",
            "amount",
        )
    lines = lines_behind(lines_of_version(agreed_version(budget)))
    payment = Payment.objects.create(
        organisation_id=by.organisation_id,
        person_id=budget.person_id,
        budget=budget,
        kind=Payment.Kind.ONE_OFF,
        period_start=day,
        period_end=day,
        pay_on=previous_working_day(day, bank_holidays_around(day)),
        amount=amount,
        split=split_json(split_once(amount, lines, day, splits_of([budget.pk])[budget.pk])),
        words=words[:300],
        asked_by_id=by.user_id,
    )
    note_created([payment], by)
    return payment
