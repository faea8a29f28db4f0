"""Finance says when the care costs of an outcome were made good."""

from datetime import date
from typing import Any

from django.db import transaction

from eligibility.models import Challenge
from eligibility.selectors.challenges import locked_challenge
from phb.core.actors import Actor
from phb.core.errors import RuleBroken
from phb.core.periods import Period, say_date


@transaction.atomic
def settle_refund(*, challenge_id: int, settled_on: date, words: str, on: date, by: Actor) -> Challenge:
    """Record that the care costs of an outcome were made good on a day, and how: to whom, how much, by which reference.

    Raises RuleBroken when nothing is to be made good, it was done before, or the day is before the outcome or after `on`.
    """
    challenge = locked_challenge(by, challenge_id)
    if not challenge.refund.get("days"):
        raise RuleBroken("This outcome asks for no care costs to be made good.")
    if challenge.refund.get("settled_on"):
        day = say_date(date.fromisoformat(challenge.refund["settled_on"]))
        raise RuleBroken(f"It is recorded already that these costs were made good, on {day}.")
    if not words.strip():
        raise RuleBroken("Write who was paid, how much and by which reference, or why nothing was owed.", "words")
    if settled_on > on:
        raise RuleBroken("The day cannot be in the future.", "settled_on")
    if challenge.outcome_on is not None and settled_on < challenge.outcome_on:
        raise RuleBroken(f"The day cannot be before the outcome, of {say_date(challenge.outcome_on)}.", "settled_on")
    challenge.refund = {
        **challenge.refund,
        "settled_on": settled_on.isoformat(),
        "settled": words.strip(),
        "settled_by": by.name,
    }
    challenge.save(update_fields=["refund"])
    return challenge


def each_day_once(challenge: Challenge, refund: dict[str, Any]) -> dict[str, Any]:
    """The refund with a sentence that names other outcomes for this person which make good some of the same days."""
    if not refund.get("days"):
        return refund
    days = _period(refund)
    others = Challenge.objects.filter(person_id=challenge.person_id, refund__days__gt=0).exclude(pk=challenge.pk)
    same = [other.reference for other in others.order_by("id") if _period(other.refund).overlap(days)]
    if not same:
        return refund
    words = f" Some of these days are made good by {' and '.join(same)} too: pay for each day once."
    return {**refund, "statement": refund["statement"] + words, "same_days": same}


def _period(refund: dict[str, Any]) -> Period:
    return Period(date.fromisoformat(refund["from"]), date.fromisoformat(refund["to"]))
