"""What the money may and may not buy (section 7 of the reference, rule C19).

Regulation 8(5) of the 2013 Regulations lists what a direct payment never buys;
commissioners apply the rest to every budget. The rule orders what is known; a
query is an answer, and a person ends it.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum

from budgets.rules.words import pounds


class Purchase(StrEnum):
    """How a purchase stands."""

    ALLOWED = "allowed"
    OVER_LINE = "over_line"
    QUERY = "query"
    DISALLOWED = "disallowed"


@dataclass(frozen=True, slots=True)
class Excluded:
    """An excluded kind of purchase: its key, its name, and where it is forbidden."""

    key: str
    name: str
    source: str


@dataclass(frozen=True, slots=True)
class Judgement:
    """How a purchase stands, and why."""

    result: Purchase
    words: str
    source: str = ""


def judge_purchase(
    kind: str, amount: Decimal, left_on_line: Decimal | None, national: Sequence[Excluded], local: Sequence[Excluded]
) -> Judgement:
    """Judge one line of a receipt, in the fixed order of C19.

    `kind`: what was bought, as a key of the lists, or ""; `amount` in pounds; `left_on_line`: pounds left on the
    plan line it was matched to, or None when it matches none. Over a line is a warning, not misuse.
    """
    for excluded, whose in ((national, "national"), (local, "local")):
        if found := next((item for item in excluded if kind and item.key == kind), None):
            return Judgement(
                Purchase.DISALLOWED,
                f"{found.name} cannot be bought, by the {whose} rules, even where a plan names it.",
                found.source,
            )
    if left_on_line is None:
        return Judgement(
            Purchase.QUERY,
            "No line of the plan names it. It is neither allowed nor refused until your named contact answers.",
        )
    if amount > left_on_line:
        return Judgement(
            Purchase.OVER_LINE,
            f"It is allowed, and {pounds(amount - left_on_line)} more than is left on this line of the plan.",
        )
    return Judgement(Purchase.ALLOWED, "It is in your plan.")
