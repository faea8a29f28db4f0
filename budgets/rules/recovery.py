"""Pausing, ending and paying back (rules C14, C15, C16, C18, C24, C26).

2013 Regulations, regulations 13(4), 15 and 17. Nothing here decides that money
must come back; it works out how much, and how, once a named person has decided.
"""

from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction

from budgets.rules.schedule import amount_for_days
from phb.core.errors import RuleBroken
from phb.core.money import ZERO, instalments, round_penny

__all__ = [
    "FinalAccount",
    "credit_after_pause",
    "final_account",
    "instalments",
    "next_payment_after_credit",
    "offset",
    "overpayment_at_end",
    "retainer",
]


def offset(left_to_recover: Decimal, payment: Decimal, percent_cap: Decimal = Decimal(100)) -> tuple[Decimal, Decimal]:
    """Pounds taken from this payment, and pounds still to recover (C14).

    Never more than the payment due, nor than the agreed percent of it (regulation 13(4)).
    """
    if not 0 <= percent_cap <= 100 or left_to_recover < 0 or payment < 0:
        raise RuleBroken("The percent must be between 0 and 100, and the amounts must not be less than 0.")
    cap = round_penny(Fraction(payment) * Fraction(percent_cap) / 100)
    taken = min(left_to_recover, cap)
    return taken, left_to_recover - taken


def overpayment_at_end(paid: Decimal, weekly: Decimal, entitled_days: int) -> Decimal:
    """Pounds paid above the days entitled to, when a budget ends early (C26); negative when days are still owed."""
    return paid - amount_for_days(weekly, entitled_days)


def credit_after_pause(paid: Decimal, weekly: Decimal, entitled_days: int) -> Decimal:
    """Pounds the holder still has for unpaid days when payments pause (C15). The day of the pause is the first unpaid day."""
    return overpayment_at_end(paid, weekly, entitled_days)


def next_payment_after_credit(payment: Decimal, credit: Decimal) -> tuple[Decimal, Decimal]:
    """On resuming, credit is used first: pounds to pay now, and credit left for the next payment (C16)."""
    used = min(payment, credit)
    return payment - used, credit - used


def retainer(weekly: Decimal, percent: Decimal, days_away: int, most_days: int) -> Decimal:
    """Pounds paid to keep assistants while the person is away: a percent of the weekly amount for the days up to a maximum (C15)."""
    days = min(days_away, most_days)
    return round_penny(Fraction(weekly) * Fraction(percent) / 100 * days / 7)


@dataclass(frozen=True, slots=True)
class FinalAccount:
    """After a death, in pounds: what goes back, or what the commissioner must decide to make good."""

    repayable: Decimal
    shortfall: Decimal


def final_account(closing: Decimal, allowed_costs: Decimal) -> FinalAccount:
    """Closing balance less allowed final costs, such as wages, notice and tax (C18).

    The day of death is paid and nothing after. The unearned part of the last payment is already in the
    balance and is not added. The money is not part of the estate.
    """
    left = closing - allowed_costs
    return FinalAccount(max(left, ZERO), max(-left, ZERO))
