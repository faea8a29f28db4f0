"""An agreed budget in words that a family can read aloud: what it is for, how each sum came about, who holds it, who pays.

Short words and short sentences are the point: the reading age of everything said here is measured by a test.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from budgets.enums import ContingencyPaid
from budgets.rules.contingency import Contingency
from budgets.rules.words import count, day, pounds
from careplans.enums import HoldingMethod
from phb.core.money import ZERO

HOLDS: dict[HoldingMethod, tuple[str, str]] = {
    HoldingMethod.DIRECT_PAYMENT: ("Paid to you", "We pay this money into your account. You pay for the help."),
    HoldingMethod.MANAGED_ACCOUNT: ("Paid to your account manager", "Someone you chose looks after this money. You say what it is used for."),
    HoldingMethod.THIRD_PARTY: ("Held by another group", "A group that we pay holds this money. It sets up the help that you choose."),
    HoldingMethod.NOTIONAL: ("Held by the NHS", "We hold this money and pay for the help. You choose it with us."),
}  # fmt: skip
GUIDE = "Your plan says what you need. We worked out what each part of it costs and added it up."
# Regulation 13(1), National Health Service (Direct Payments) Regulations 2013: said only where there is a direct payment.
ENOUGH = "By law the money must be enough to pay in full for each part of your plan."
NO_CHARGE = "Money from the NHS is free to you. You pay nothing towards it."
MAY_CHANGE = (
    "If your needs change, tell us. We look at the plan and the money again.",
    "Before we ever pay you less, we write to you and say why. You can ask us to look again.",
)
NOT_HAPPY = "If you think a sum is wrong, tell us. You can also complain: ask us how."


@dataclass(frozen=True, slots=True)
class LineFacts:
    """One line of an agreed budget. Pounds a week, or once on a day; `employs`: the person is the employer;
    `raised`: the sentence of an uplift that raised it."""

    name: str
    weekly: Decimal | None
    once: Decimal | None
    holding: HoldingMethod
    once_on: date | None = None
    hours: Decimal | None = None
    rate: Decimal | None = None
    outcomes: tuple[str, ...] = ()
    employs: bool = False
    raised: str = ""


@dataclass(frozen=True, slots=True)
class SaidLine:
    """A line as it is read out: its name, its amount with “a week” or “once”, and sentences."""

    name: str
    amount: Decimal
    per: str
    words: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class SaidSum:
    """A sum with its name and, where needed, a sentence."""

    name: str
    amount: Decimal
    words: str = ""


@dataclass(frozen=True, slots=True)
class Explanation:
    """The whole explanation. `weekly` in pounds; `lines` add up to it; `once` are paid once; `holds` and `payers` each add up to it."""

    weekly: Decimal
    first: tuple[str, ...]
    lines: tuple[SaidLine, ...]
    once: tuple[SaidLine, ...]
    holds: tuple[SaidSum, ...]
    payers: tuple[SaidSum, ...]
    paying: tuple[str, ...]
    aside: tuple[str, ...]
    before: tuple[str, ...]
    last: tuple[str, ...]

    @property
    def text(self) -> str:
        """Everything that is said, as running text: what the reading age is measured on."""
        sums = [f"{each.name}: {pounds(each.amount)}. {each.words}" for each in (*self.holds, *self.payers)]
        lines = [f"{each.name}: {pounds(each.amount)} {each.per}. {' '.join(each.words)}" for each in (*self.lines, *self.once)]  # fmt: skip
        return "\n".join([*self.first, *lines, *sums, *self.paying, *self.aside, *self.before, *self.last])


def explain(
    *,
    weekly: Decimal,
    starts: date | None,
    lines: Sequence[LineFacts],
    payers: Sequence[tuple[str, Decimal]],
    contingency: Contingency,
    indicative: tuple[Decimal, date] | None = None,
    difference_reason: str = "",
    paid_every: str = "",
    charge: Decimal = ZERO,
) -> Explanation:
    """A budget in plain words. `payers`: (name, pounds a week), the lead first; `indicative`: (pounds a week, given on);
    `paid_every`: how often, in words; `charge`: pounds a week that the person pays to the council."""
    since = f" It counts from {day(starts)}." if starts else ""
    once = sum((line.once or ZERO for line in lines if line.weekly is None), ZERO)
    much = f"{pounds(weekly)} a week" if weekly or not once else f"{pounds(once)} in all. It is paid one time only"
    direct = any(line.holding in _DIRECT for line in lines)
    first = (f"Your budget is {much}.{since}", GUIDE, *((ENOUGH,) if direct else ()))
    return Explanation(
        weekly,
        first,
        tuple(_line(line) for line in lines if line.weekly is not None),
        tuple(_line(line) for line in lines if line.weekly is None),
        _holds(lines, paid_every),
        tuple(SaidSum(name, amount) for name, amount in payers if amount),
        _paying(payers, charge),
        _aside(contingency),
        _before(weekly, indicative, difference_reason),
        (*MAY_CHANGE, NOT_HAPPY),
    )


def _line(line: LineFacts) -> SaidLine:
    words = [_how(line), line.raised]
    if line.outcomes:
        words.append(f"It helps with: {'; '.join(line.outcomes)}.")
    if line.weekly is None:
        when = f" We plan to pay it on {day(line.once_on)}." if line.once_on else ""
        words.append(f"This is paid one time only.{when}")
    amount = line.weekly if line.weekly is not None else (line.once or ZERO)
    return SaidLine(line.name, amount, "a week" if line.weekly is not None else "once", tuple(w for w in words if w))


def _how(line: LineFacts) -> str:
    if line.weekly is None:
        return ""
    if not line.hours or not line.rate:
        pays = " It is for pay, time off, tax and the like." if line.employs else ""
        return f"The cost is {pounds(line.weekly)} a week.{pays}"
    pay = line.hours * line.rate
    if pay == line.weekly:
        return f"{count(line.hours, 'hour')} a week at {pounds(line.rate)} an hour."
    more = line.weekly - pay
    if more > 0:
        return (
            f"{count(line.hours, 'hour')} a week at {pounds(line.rate)} an hour is {pounds(pay)}. "
            f"{pounds(more)} more pays for time off, tax and the like."
        )
    return f"{count(line.hours, 'hour')} a week. The cost is {pounds(line.weekly)} a week."


def _holds(lines: Sequence[LineFacts], paid_every: str) -> tuple[SaidSum, ...]:
    sums: dict[HoldingMethod, Decimal] = {}
    for line in lines:
        if line.weekly is not None:
            sums[line.holding] = sums.get(line.holding, ZERO) + line.weekly
    found = []
    for holding, amount in sums.items():
        name, words = HOLDS[holding]
        often = f" It is paid {paid_every}, before it is used." if paid_every and holding in _DIRECT else ""
        found.append(SaidSum(name, amount, f"{words}{often}"))
    return tuple(found)


_DIRECT = (HoldingMethod.DIRECT_PAYMENT, HoldingMethod.MANAGED_ACCOUNT)


def _paying(payers: Sequence[tuple[str, Decimal]], charge: Decimal) -> tuple[str, ...]:
    if not payers:
        return ()
    if charge:
        return (f"You pay {pounds(charge)} a week to the council. That is only for the council’s part.", NO_CHARGE)
    return (NO_CHARGE,)


def _aside(terms: Contingency) -> tuple[str, ...]:
    if not terms.amount:
        return ("No money is kept aside for when things go wrong. If they do, call us.",)
    up_front = terms.paid == ContingencyPaid.UP_FRONT
    return (
        f"{pounds(terms.amount)} is kept for when things go wrong. For example, a helper is ill and you need someone else at once.",
        "It is part of your budget." if terms.inside else "It is not part of the money for each week.",
        "We pay it at the start. Keep it for this." if up_front else "We keep it until you need it.",
        "Ask us before you use it." if terms.ask_first else "You can use it when you need it. Tell us after.",
    )


def _before(weekly: Decimal, indicative: tuple[Decimal, date] | None, reason: str) -> tuple[str, ...]:
    if indicative is None:
        return ()
    was, on = indicative
    if not was or not weekly:
        return ()
    told = f"On {day(on)} we told you a first amount, to plan with. It was {pounds(was)} a week."
    if was == weekly:
        return (told, "Your budget is the same.")
    more = weekly - was
    words = f"Your budget is {pounds(abs(more))} {'more' if more > 0 else 'less'} a week."
    return (told, words, f"The reason: {reason}") if reason else (told, words)


def often(text: str) -> str:
    """How often, inside a sentence: “Every four weeks” → “every four weeks”."""
    return f"{text[:1].lower()}{text[1:]}"


__all__ = ["Explanation", "LineFacts", "SaidLine", "SaidSum", "explain", "often"]
