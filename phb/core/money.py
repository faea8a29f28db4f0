"""Exact pounds and pence: reading, rounding, splitting and writing. No other module rounds or splits.

Money is a Decimal of pounds with two places. Everything here works in whole pence, so that neither
binary fractions nor the decimal module's precision can change a result.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from typing import TypeAlias

from phb.core.errors import MoneyError

Pounds: TypeAlias = Decimal
Exact: TypeAlias = Decimal | Fraction | int

MAX_POUNDS: Pounds = Decimal("9999999999.99")
_MAX_PENCE = 999_999_999_999
ZERO: Pounds = Decimal("0.00")

# [0-9], not \d: \d also matches digits of other scripts. fullmatch, not $: $ allows a final line break.
_TYPED = re.compile(
    r"(?P<before>-?)£?(?P<after>-?)(?P<whole>[0-9]+|[0-9]{1,3}(?:,[0-9]{3})+)(?:\.(?P<pence>[0-9]{1,2}))?"
)
_LONGEST = 40


def parse_pounds(text: str, *, negative: bool = False) -> Pounds:
    """Read pounds as a person types them: "1,234.56", "£12", "0.5".

    Accepts ASCII digits, commas in correct groups of three, a point with one or two digits after it,
    a leading £, outer spaces, and a minus sign when `negative` is true. "-0" is 0.00.
    Raises MoneyError, with words for the user, for anything else, and beyond ±9,999,999,999.99.
    """
    if not isinstance(text, str):
        raise MoneyError("Give the amount as text, like 1234.56.")
    typed = text.strip(" ")
    if not typed:
        raise MoneyError("Enter an amount in pounds, like 1,234.56.")
    match = _TYPED.fullmatch(typed) if len(typed) <= _LONGEST else None
    if match is None or (match["before"] and match["after"]):
        raise MoneyError(_why_refused(typed))
    pence = int(match["whole"].replace(",", "")) * 100 + int((match["pence"] or "").ljust(2, "0"))
    if pence > _MAX_PENCE:
        raise MoneyError("The amount must be no more than £9,999,999,999.99.")
    if pence and (match["before"] or match["after"]):
        if not negative:
            raise MoneyError("The amount must not be less than £0. Enter it without the minus sign.")
        pence = -pence
    return _pounds(pence)


def _why_refused(typed: str) -> str:
    """The most helpful sentence for a text that is not an amount."""
    if len(typed) > _LONGEST:
        return "The amount is too long. Enter pounds and pence, like 1,234.56."
    if any(not character.isprintable() for character in typed):
        return "The amount has a hidden character in it. Clear the box and type the amount."
    if not typed.isascii() and any(c.isnumeric() and not c.isascii() for c in typed):
        return "Use the digits 0 to 9, like 1,234.56."
    if re.fullmatch(r"-?£?-?[0-9,]*\.[0-9]{3,}", typed):
        return "The amount must have no more than 2 digits after the point. Parts of a penny cannot be paid."
    if re.fullmatch(r"-?£?-?[0-9,.]+", typed) and "," in typed:
        return "Put commas only between thousands, and a point before the pence, like 1,234.56."
    return "Enter an amount in pounds, using only digits, like 1,234.56."


def check_pounds(value: Decimal | int) -> Pounds:
    """The same value as pounds with exactly two places. For amounts that come as numbers, not as text.

    Raises MoneyError for parts of a penny, for a value that is not a number, and beyond ±9,999,999,999.99;
    TypeError for a float or bool.
    """
    return _pounds(_in_range(_whole_pence(value)))


def round_penny(exact: Exact) -> Pounds:
    """Round an exact value in pounds to the penny, half away from zero (rule C1: once per line).

    Raises TypeError for a float or bool, MoneyError for a value that is not a number or is out of range.
    """
    if isinstance(exact, Decimal) and exact.is_finite() and exact and exact.adjusted() < -3:
        return ZERO  # far below half a penny; a fraction of it could fill the memory
    pence = _fraction(exact) * 100
    size = abs(pence)
    rounded = (2 * size.numerator + size.denominator) // (2 * size.denominator)
    return _pounds(_in_range(rounded if pence >= 0 else -rounded))


def split_by_shares(amount: Pounds, shares: Sequence[Exact]) -> list[Pounds]:
    """Split pounds by shares so that the parts equal the whole (rule C10).

    Shares are proportions of their own total (0.6 and 0.4, or 60 and 40). Each part is floored to the
    penny; spare pennies go to the largest remainders, ties to the earlier listed. A negative amount is
    split by its size and the sign restored.
    Raises MoneyError when there are no shares, a share is below 0, or all are 0.
    """
    pence = _whole_pence(amount)
    weights = [_fraction(share) for share in shares]
    if any(weight < 0 for weight in weights):
        raise MoneyError("A share must not be less than 0.")
    total = sum(weights, Fraction(0))
    if total == 0:
        raise MoneyError("At least one share must be more than 0.")
    exact = [abs(pence) * weight / total for weight in weights]
    parts = [int(part) for part in exact]
    spare = abs(pence) - sum(parts)
    by_remainder = sorted(range(len(parts)), key=lambda i: (parts[i] - exact[i], i))
    for i in by_remainder[:spare]:
        parts[i] += 1
    return _signed(parts, pence)


@dataclass(frozen=True, slots=True)
class FixedSum:
    """A funder that pays a fixed sum of pounds from each payment, before shares are taken."""

    pounds: Pounds


@dataclass(frozen=True, slots=True)
class Share:
    """A funder that pays a share of what the fixed sums leave."""

    of: Exact


def split_between_funders(amount: Pounds, funders: Sequence[FixedSum | Share]) -> list[Pounds]:
    """Split one payment between funders, in the order listed, the lead commissioner first (rule C10).

    Fixed sums are met first, each up to what is left; the rest is split by shares. The parts always
    equal the whole. A negative amount is split by its size and the sign restored.
    Raises MoneyError when a fixed sum is below 0, or something is left and no funder has a share.
    """
    pence = _whole_pence(amount)
    left = abs(pence)
    parts: list[int] = [0] * len(funders)
    for i, funder in enumerate(funders):
        if isinstance(funder, FixedSum):
            fixed = _whole_pence(funder.pounds)
            if fixed < 0:
                raise MoneyError("A fixed sum must not be less than £0.")
            parts[i] = min(fixed, left)
            left -= parts[i]
    sharing = [(i, funder.of) for i, funder in enumerate(funders) if isinstance(funder, Share)]
    if sharing:
        shared = split_by_shares(_pounds(left), [of for _, of in sharing])
        for (i, _), part in zip(sharing, shared, strict=True):
            parts[i] = _whole_pence(part)
    elif left:
        raise MoneyError(
            f"{format_pounds(_pounds(left))} is left with no funder. Add a funder with a share, or raise a fixed sum."
        )
    return _signed(parts, pence)


def instalments(total: Pounds, n: int) -> list[Pounds]:
    """n instalments of pounds: all but the last are the floor of total ÷ n in pence, the last is the rest (rule C24).

    A negative total is split by its size and the sign restored. Raises MoneyError when n is below 1.
    """
    if isinstance(n, bool) or not isinstance(n, int) or n < 1:
        raise MoneyError("The number of instalments must be 1 or more.")
    pence = _whole_pence(total)
    each = abs(pence) // n
    return _signed([each] * (n - 1) + [abs(pence) - each * (n - 1)], pence)


def twelfths(annual: Pounds) -> tuple[Pounds, Pounds]:
    """A year's pounds in twelve months: what each of eleven is, rounded to the penny, and the last, which takes the rest (rule C7)."""
    month = round_penny(Fraction(annual) / 12)
    return month, _pounds(_whole_pence(annual) - 11 * _whole_pence(month))


def format_pounds(amount: Decimal | int) -> str:
    """Pounds for people to read: "£1,234.56", with a true minus sign before the £ when negative: "−£5.00"."""
    pence = _whole_pence(amount)
    whole, rest = divmod(abs(pence), 100)
    return f"{'−' if pence < 0 else ''}£{whole:,}.{rest:02d}"


def _fraction(value: Exact) -> Fraction:
    if isinstance(value, bool) or not isinstance(value, Decimal | Fraction | int):
        raise TypeError(f"Money is never a {type(value).__name__}: use Decimal, Fraction or int.")
    if isinstance(value, Decimal):
        if not value.is_finite():
            raise MoneyError("The amount is not a number.")
        if not value:
            return Fraction(0)  # "0e-999999999" would otherwise fill the memory
        if abs(value.adjusted()) > 30:
            raise MoneyError("The amount is too large or too small.")
    return Fraction(value)


def _whole_pence(value: Exact) -> int:
    pence = _fraction(value) * 100
    if pence.denominator != 1:
        raise MoneyError("The amount must be in whole pence.")
    return pence.numerator


def _in_range(pence: int) -> int:
    if abs(pence) > _MAX_PENCE:
        raise MoneyError("The amount must be between −£9,999,999,999.99 and £9,999,999,999.99.")
    return pence


def _signed(parts: list[int], whole: int) -> list[Pounds]:
    return [_pounds(-part if whole < 0 else part) for part in parts]


def _pounds(pence: int) -> Pounds:
    # Built from digits: arithmetic would round at the decimal context's precision.
    return Decimal((int(pence < 0), tuple(int(digit) for digit in str(abs(pence))), -2))
