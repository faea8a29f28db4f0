"""Measures that are often used beside a plan, as suggestions: names and ranges, never a licensed question.

Each needs a look at its owner's terms and manual before it is used; the ranges marked so have not been verified here.
"""

from dataclasses import dataclass
from decimal import Decimal

CHECK = "Check the range against the owner’s manual."
LICENSED = "Licence needed: record the score, do not copy the questions."


@dataclass(frozen=True, slots=True)
class Suggested:
    """A measure by name, with its range and which end is the better one."""

    name: str
    version: str
    least: Decimal
    most: Decimal
    higher_is_better: bool
    about: str
    licence: str = LICENSED


SUGGESTED = (
    Suggested("ASCOT SCRQoL", "", Decimal("-0.171"), Decimal("1"), True, f"Social-care quality of life over eight domains. {CHECK}"),
    Suggested("EQ-5D, health today", "", Decimal(0), Decimal(100), True, "The person’s own mark of their health, from 0 to 100."),
    Suggested("EQ-5D-5L, index value", "", Decimal("-0.594"), Decimal("1"), True, f"Health status by five dimensions; the least depends on the value set. {CHECK}"),
    Suggested("POET", "", Decimal(1), Decimal(5), True, f"A survey of holders and carers; record the mean of the outcome questions. {CHECK}"),
    Suggested("WATCh", "", Decimal(1), Decimal(5), True, f"Outcomes that a child chose for a wheelchair; record the mean. {CHECK}"),
    Suggested("Patient Activation Measure", "", Decimal(0), Decimal(100), True, f"Knowledge, skill and confidence in looking after one’s own health. {CHECK}"),
    Suggested("WEMWBS", "14 items", Decimal(14), Decimal(70), True, "Mental wellbeing over the last two weeks."),
    Suggested("Short WEMWBS", "7 items", Decimal(7), Decimal(35), True, "Mental wellbeing over the last two weeks, the short form."),
)  # fmt: skip


def suggested(name: str) -> Suggested | None:
    """One of them by name."""
    return next((each for each in SUGGESTED if each.name == name), None)
