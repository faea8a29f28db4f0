"""The gates before each payment: a failed one holds that line with its reason, never the whole run (section 6)."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

from budgets.rules.words import day, pounds


@dataclass(frozen=True, slots=True)
class PayeeFacts:
    """What is known of a budget on the day a payment goes out. Dates are days, `usable_from` an instant."""

    budget_state: str
    paying_states: frozenset[str]
    plan_in_force: bool
    agreement_signed: bool
    account_checked: bool
    usable_from: datetime | None
    consent_stands: bool
    right_stands: bool
    died_on: date | None = None
    ends_on: date | None = None
    payment_refused: bool = False


def why_not(facts: PayeeFacts, *, starts: date, at: datetime) -> str | None:
    """The first reason why a payment for days from `starts` must not go out at an instant, or None.

    A death or an end counts from its day, however late it became known (I11).
    """
    if facts.died_on is not None:
        return f"The person died on {day(facts.died_on)}."
    if facts.ends_on is not None and starts > facts.ends_on:
        return f"The budget ended on {day(facts.ends_on)}."
    if facts.budget_state not in facts.paying_states:
        return "The budget is not active."
    if not facts.plan_in_force:
        return "The plan is not in force."
    if not facts.right_stands:
        return "The right to the budget does not stand today."
    if facts.payment_refused:
        return "A direct payment was refused or stopped on the case."
    if not facts.consent_stands:
        return "Consent to the direct payment is missing or withdrawn."
    if not facts.agreement_signed:
        return "The direct payment agreement is not signed."
    if not facts.account_checked:
        return "No checked account to pay into."
    if facts.usable_from is not None and at < facts.usable_from:
        return "The bank details were changed and still rest."
    return None


@dataclass(frozen=True, slots=True)
class RunLine:
    """One budget's part of a run, in pounds."""

    budget: str
    amount: Decimal


@dataclass(frozen=True, slots=True)
class RunChange:
    """How one budget's payments differ from the last run: "new", "gone" or "changed", with a sentence."""

    kind: str
    budget: str
    before: Decimal | None
    after: Decimal | None
    words: str


def compare_runs(last: Sequence[RunLine], now: Sequence[RunLine]) -> tuple[RunChange, ...]:
    """What is new, gone or changed since the last run, budget by budget, in the order of their references."""
    before, after = _by_budget(last), _by_budget(now)
    found = []
    for budget in sorted({*before, *after}):
        old, new = before.get(budget), after.get(budget)
        if old is None and new is not None:
            found.append(RunChange("new", budget, None, new, f"{pounds(new)}, not in the last run."))
        elif new is None and old is not None:
            found.append(RunChange("gone", budget, old, None, f"{pounds(old)} in the last run, nothing in this one."))
        elif old is not None and new is not None and old != new:
            way = "more" if new > old else "less"
            words = f"{pounds(new)}, {pounds(abs(new - old))} {way} than the {pounds(old)} of the last run."
            found.append(RunChange("changed", budget, old, new, words))
    return tuple(found)


def _by_budget(lines: Sequence[RunLine]) -> dict[str, Decimal]:
    sums: dict[str, Decimal] = {}
    for line in lines:
        sums[line.budget] = sums.get(line.budget, Decimal("0.00")) + line.amount
    return sums
