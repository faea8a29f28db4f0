"""Money that is left over, and whether any of it goes back (rules C13, C29).

2013 Regulations, regulations 13(4) and 15: money may be asked back where a
substantial part is unused and it is reasonable. A surplus can mean that a need
is not met, so why it arose is asked before anything is reclaimed.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from fractions import Fraction

from budgets.rules.schedule import amount_for_days
from budgets.rules.words import count, pounds
from phb.core.errors import RuleBroken
from phb.core.money import ZERO, round_penny


@dataclass(frozen=True, slots=True)
class SurplusPolicy:
    """The commissioner's settings: over `trigger_weeks` of funding something may be reclaimed; `retain_weeks` always stay."""

    trigger_weeks: Decimal
    retain_weeks: Decimal

    def __post_init__(self) -> None:
        if not 0 <= self.retain_weeks <= self.trigger_weeks:
            raise RuleBroken("The weeks that stay must be between 0 and the weeks of the limit.")


@dataclass(frozen=True, slots=True)
class Surplus:
    """The result in pounds. `available` is free to use; `below_limit` is negative above the limit; `reclaim` is what may be asked back."""

    unexpired: Decimal
    unpaid: Decimal
    ring_fenced: Decimal
    available: Decimal
    limit: Decimal
    below_limit: Decimal
    reclaim: Decimal
    shortfall: Decimal
    words: str


def work_out_surplus(
    *,
    closing: Decimal,
    weekly: Decimal,
    unexpired_days: int,
    unpaid: Decimal,
    ring_fenced: Decimal,
    policy: SurplusPolicy,
) -> Surplus:
    """The surplus of a direct payment account on a day (C13).

    `closing`, `unpaid` (bills still to pay) and `ring_fenced` (holiday pay, agreed savings, contingency) in
    pounds; `weekly` the direct payment part a week; `unexpired_days` the days after that day already paid
    for. Disallowed spend is a separate debt and is not added back.
    """
    if unexpired_days < 0 or unpaid < 0 or ring_fenced < 0 or weekly < 0:
        raise RuleBroken("Days, bills, money set aside and the weekly amount must not be less than 0.")
    unexpired = amount_for_days(weekly, unexpired_days)
    available = closing - unexpired - unpaid - ring_fenced
    limit = round_penny(Fraction(policy.trigger_weeks) * Fraction(weekly))
    retained = round_penny(Fraction(policy.retain_weeks) * Fraction(weekly))
    # Strictly greater than: exactly at the limit nothing goes back.
    reclaim = max(available - retained, ZERO) if available > limit else ZERO
    shortfall = max(-available, ZERO)
    words = _words(available, limit, reclaim, shortfall, policy)
    return Surplus(unexpired, unpaid, ring_fenced, available, limit, limit - available, reclaim, shortfall, words)


def _words(available: Decimal, limit: Decimal, reclaim: Decimal, shortfall: Decimal, policy: SurplusPolicy) -> str:
    limit_words = f"Your limit is {count(policy.trigger_weeks, 'week')}: {pounds(limit)}."
    if shortfall:
        return f"{limit_words} After bills and money set aside you are {pounds(shortfall)} short. Tell your named contact, so that your care can go on."
    if reclaim:
        return (
            f"{limit_words} You are {pounds(available - limit)} above it. We will ask you why before anything is decided. "
            f"Up to {pounds(reclaim)} could be asked back. You can challenge that."
        )
    if available > limit:
        return f"{limit_words} You are {pounds(available - limit)} above it. Nothing to pay back."
    if available == limit:
        return f"{limit_words} You are exactly at it. Nothing to pay back."
    return f"{limit_words} You are {pounds(limit - available)} below it. Nothing to pay back."


AGE_BANDS = ((30, "0 to 30 days"), (90, "31 to 90 days"), (180, "91 to 180 days"))
OLDEST_BAND = "Over 180 days"


def age_surplus(arisen: Sequence[tuple[date, Decimal]], used: Decimal, on: date) -> dict[str, Decimal]:
    """Pounds of surplus by age on a day, first in first out (C29).

    `arisen`: each day a surplus arose and its pounds; `used`: pounds spent or given back since, taken from
    the oldest first. Age in days = `on` less the day it arose. Raises RuleBroken when more was used than arose.
    """
    bands = {label: ZERO for _, label in AGE_BANDS} | {OLDEST_BAND: ZERO}
    left = used
    for start, amount in sorted(arisen):
        taken = min(left, amount)
        left -= taken
        age = (on - start).days
        if age < 0:
            raise RuleBroken("A surplus cannot arise after the day of the report.")
        label = next((label for most, label in AGE_BANDS if age <= most), OLDEST_BAND)
        bands[label] += amount - taken
    if left:
        raise RuleBroken(f"{pounds(left)} more was used than ever arose. Check the amounts.")
    return bands
