"""Finance says when the care costs of an outcome were made good."""

from datetime import date

from django.db import transaction

from eligibility.models import Challenge
from eligibility.selectors.challenges import locked_challenge
from phb.core.actors import Actor
from phb.core.errors import RuleBroken
from phb.core.periods import say_date


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
