"""An NHS number as people type it, and what to say when it is wrong."""

from __future__ import annotations

import re

from stdnum.gb import nhs

SEPARATORS = re.compile(r"[\s\-\N{NO-BREAK SPACE}\N{EN DASH}\N{NON-BREAKING HYPHEN}]+")
NATIONAL_INSURANCE = re.compile(r"^[A-Z]{2}\d{6}[A-D]$")


class NHSNumberError(ValueError):
    """Typed text that is no NHS number; the message says how to mend it."""


def parse_nhs_number(text: str) -> str:
    """Return the ten digits of a typed NHS number.

    Spaces and dashes are left out. Raises ``NHSNumberError`` for letters, a
    wrong length, a failed check digit (modulus 11, NHS Data Dictionary) and
    ten equal digits, which pass the check but are never issued.
    """
    plain = SEPARATORS.sub("", text)
    if NATIONAL_INSURANCE.match(plain.upper()):
        raise NHSNumberError(
            "This looks like a National Insurance number. Enter the NHS number, which has 10 digits, like 999 123 4567"
        )
    if not re.fullmatch(r"[0-9]*", plain):
        raise NHSNumberError("NHS number must only include the digits 0 to 9, spaces and dashes")
    if len(plain) != 10:
        raise NHSNumberError(f"NHS number must have 10 digits. You entered {len(plain)}")
    if len(set(plain)) == 1 or not nhs.is_valid(plain):
        raise NHSNumberError("This is not a real NHS number. Check each digit against a letter from the NHS")
    return plain
