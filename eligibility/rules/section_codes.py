"""Sections of the Mental Health Act 1983 by code: which bring aftercare, which do not (reference 4.1)."""

import re
from collections.abc import Mapping
from typing import Any

from eligibility.rules import answers as read

QUALIFYING = {
    "S3": "Section 3 (treatment)",
    "S37": "Section 37 hospital order",
    "S37_41": "Section 37 hospital order with section 41 restrictions",
    "S45A": "Section 45A hospital direction",
    "S47": "Section 47 transfer of a sentenced prisoner",
    "S47_49": "Section 47 transfer with section 49 restrictions",
    "S48": "Section 48 transfer of another prisoner",
    "S48_49": "Section 48 transfer with section 49 restrictions",
}
NOT_QUALIFYING = {
    "S2": "Section 2 (assessment)",
    "S4": "Section 4 (emergency)",
    "S5_2": "Section 5(2) (doctor’s holding power)",
    "S5_4": "Section 5(4) (nurse’s holding power)",
    "S7": "Section 7 guardianship",
    "S35": "Section 35 (remand for report)",
    "S36": "Section 36 (remand for treatment)",
    "S37_GUARDIANSHIP": "Guardianship order under section 37",
    "S38": "Section 38 (interim hospital order)",
    "S135": "Section 135 (warrant)",
    "S136": "Section 136 (place of safety)",
    "INFORMAL": "Informal admission",
    "DOLS": "Deprivation of liberty under the Mental Capacity Act",
    "OTHER": "Another section",
}
_ALSO = {
    "GUARDIANSHIP": "S7",
    "INFORMAL_ADMISSION": "INFORMAL",
    "VOLUNTARY": "INFORMAL",
    "S37_GUARDIANSHIP_ORDER": "S37_GUARDIANSHIP",
}
# Orders of a criminal court and transfers from prison: Part 3 of the Act. Section 3 is in Part 2.
PART_3 = frozenset(QUALIFYING) - {"S3"}


def section_code(answers: Mapping[str, Any]) -> str:
    """The code of `section`, also from “3”, “section 37/41” or “5(2)”; "" if it is not given. Raises RuleBroken for others."""
    value = answers.get("section")
    if isinstance(value, int) and not isinstance(value, bool):
        value = str(value)
    given = read.text({"section": value}, "section")
    plain = re.sub(r"[^A-Z0-9]+", "_", re.sub(r"^(SECTION|SEC|S)\.?\s*(?=\d)", "S", given.upper())).strip("_")
    for code in (plain, f"S{plain}", _ALSO.get(plain, "")):
        if code in QUALIFYING or code in NOT_QUALIFYING:
            return code
    return read.one_of({"section": given}, "section", [*QUALIFYING, *NOT_QUALIFYING])
