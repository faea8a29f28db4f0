"""Which plan line a bank line belongs to: only what is sure is matched, the rest is asked.

A suggestion always says why. Sure is: an answer somebody gave for the same
payee, the expected payment from the commissioner, or a payee named in exactly
one plan line. An amount alone is never sure; it only orders what is offered.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from budgets.enums import Sureness
from budgets.rules.words import day, pounds

# Not payees: cash has no receipt in its name, so what it paid for is always asked.
_CASH = re.compile(r"\b(CASH|ATM|CASHPOINT|LNK|WITHDRAWAL)\b")
# What banks add to a payee's name: kinds of payment, dates and long numbers.
_NOISE = re.compile(
    r"\b(CARD PAYMENT TO|DIRECT DEBIT|STANDING ORDER|FASTER PAYMENTS?|BILL PAYMENT|BANK CREDIT|D/D|DD|S/O|SO|BAC|BACS|BGC|BP|FPO|FPI|POS|VIS|DEB|CR|LTD|LIMITED|PLC|ON [0-9]{1,2} [A-Z]{3})\b|[0-9]{4,}|[^A-Z0-9& ]"
)


@dataclass(frozen=True, slots=True)
class BankFacts:
    """A bank line for matching: pounds, money out negative."""

    day: date
    amount: Decimal
    description: str
    counterparty: str = ""
    reference: str = ""


@dataclass(frozen=True, slots=True)
class PlanLineFacts:
    """A plan line for matching: its number on the plan, the payees and references named in it, an amount usual for it in pounds."""

    key: str
    number: int
    label: str
    payees: tuple[str, ...] = ()
    references: tuple[str, ...] = ()
    usual_amount: Decimal | None = None
    start: date | None = None
    end: date | None = None

    def active_on(self, on: date) -> bool:
        """Whether the plan line covers the day."""
        return (self.start is None or self.start <= on) and (self.end is None or on <= self.end)


@dataclass(frozen=True, slots=True)
class ExpectedPayment:
    """A payment on its way to the holder: pounds, the reference it carries, and the day it arrives."""

    reference: str
    amount: Decimal
    pay_date: date


@dataclass(frozen=True, slots=True)
class LearnedAnswer:
    """Somebody's earlier answer: lines of this payee belong to this plan line. `money_in`: it was a refund."""

    payee: str
    plan_line: str
    answered_on: date
    money_in: bool = False


@dataclass(frozen=True, slots=True)
class Suggestion:
    """A plan line, or the commissioner's own payment, or nothing; sure or to be asked; why; what else it may be (keys)."""

    plan_line: str | None
    sureness: Sureness
    words: str
    is_funding: bool = False
    others: tuple[str, ...] = ()

    @property
    def is_sure(self) -> bool:
        """Whether it is matched without a question."""
        return self.sureness == Sureness.SURE


FUNDING_DAYS = 5


def suggest(
    line: BankFacts,
    plan: Sequence[PlanLineFacts],
    learned: Sequence[LearnedAnswer] = (),
    expected: Sequence[ExpectedPayment] = (),
) -> Suggestion:
    """What a bank line most likely is (C19 step 3 leaves the rest as a query)."""
    active = [item for item in plan if item.active_on(line.day)]
    if line.amount > 0 and (funding := _funding(line, expected)):
        return funding
    if _CASH.search(_upper(line)):
        return _ask("Cash was taken out, and the bank does not say what for.", active, line)
    return (
        _from_answers(line, active, learned)
        or _from_plan(line, active)
        or _ask("No line of the plan names this payee.", active, line)
    )


def payee_key(line: BankFacts) -> str:
    """The payee as it is learned: capitals, without kinds of payment, dates and long numbers."""
    return clean_payee(line.counterparty or line.description)


def clean_payee(text: str) -> str:
    """A payee's name for comparing."""
    return " ".join(_NOISE.sub(" ", " ".join(text.upper().split())).split())


def _upper(line: BankFacts) -> str:
    return " ".join(f"{line.counterparty} {line.description} {line.reference}".upper().split())


def _funding(line: BankFacts, expected: Sequence[ExpectedPayment]) -> Suggestion | None:
    """The commissioner's payment: the amount and the reference agree, on or a few days about its day."""
    text = _squeezed(_upper(line))
    for payment in expected:
        near = abs((line.day - payment.pay_date).days) <= FUNDING_DAYS
        if near and line.amount == payment.amount and payment.reference and _squeezed(payment.reference) in text:
            words = f"Because the amount and reference are those of your payment of {pounds(payment.amount)} due on {day(payment.pay_date)}."
            return Suggestion(None, Sureness.SURE, words, is_funding=True)
    return None


def _squeezed(text: str) -> str:
    return re.sub(r"[^A-Z0-9]", "", text.upper())


def _from_answers(
    line: BankFacts, plan: Sequence[PlanLineFacts], learned: Sequence[LearnedAnswer]
) -> Suggestion | None:
    payee = payee_key(line)
    answers = [a for a in learned if payee and clean_payee(a.payee) == payee and a.money_in == (line.amount > 0)]
    if not answers:
        return None
    keys = {item.key: item for item in plan}
    chosen = {answer.plan_line for answer in answers}
    latest = max(answers, key=lambda answer: answer.answered_on)
    if len(chosen) == 1 and latest.plan_line in keys:
        return Suggestion(
            latest.plan_line,
            Sureness.SURE,
            f"Because you said so on {day(latest.answered_on)} for the same payee, {payee.title()}.",
        )
    others = tuple(sorted(key for key in chosen if key in keys))
    if not others:
        return _ask("The line you chose for this payee before is no longer in the plan.", plan, line)
    return Suggestion(
        others[0] if len(others) == 1 else None,
        Sureness.ASK,
        "You have given different answers for this payee.",
        others=others,
    )


def _from_plan(line: BankFacts, plan: Sequence[PlanLineFacts]) -> Suggestion | None:
    payee = payee_key(line)
    found = [item for item in plan if any(_same_payee(payee, name) for name in item.payees)]
    why = "the payee is named in"
    if not found:
        text = _upper(line)
        found = [item for item in plan if any(_has_words(text, reference) for reference in item.references)]
        why = "the reference is named in"
    if not found:
        return None
    if len(found) == 1 and line.amount < 0:
        only = found[0]
        return Suggestion(only.key, Sureness.SURE, f"Because {why} line {only.number} of your plan, {only.label}.")
    if line.amount > 0:
        numbers = ", ".join(str(item.number) for item in found)
        return Suggestion(
            found[0].key if len(found) == 1 else None,
            Sureness.ASK,
            f"It may be a refund: {why} line {numbers} of your plan.",
            others=tuple(i.key for i in found),
        )
    exact = [item for item in found if item.usual_amount == -line.amount]
    if len(exact) == 1:
        only = exact[0]
        return Suggestion(
            only.key,
            Sureness.SURE,
            f"Because {why} line {only.number} of your plan, {only.label}, and {pounds(-line.amount)} is its usual amount.",
        )
    numbers = " and ".join(str(item.number) for item in found)
    return Suggestion(
        None,
        Sureness.ASK,
        f"The payee is named in lines {numbers} of your plan.",
        others=tuple(item.key for item in found),
    )


def _same_payee(payee: str, named: str) -> bool:
    """Whether the bank's payee is the plan's: the plan's name as whole words at the start, as banks cut and append."""
    name = clean_payee(named)
    if len(name) < 3 or not payee:
        return False
    # A short name is too common to be the start of another.
    begins = len(name) >= 5 and payee.startswith(f"{name} ")
    return payee == name or begins or (len(payee) >= 12 and name.startswith(payee))


def _has_words(text: str, wanted: str) -> bool:
    wanted = " ".join(wanted.upper().split())
    return len(wanted) >= 3 and re.search(rf"(?<![A-Z0-9]){re.escape(wanted)}(?![A-Z0-9])", text) is not None


def _ask(words: str, plan: Sequence[PlanLineFacts], line: BankFacts) -> Suggestion:
    """A question, with lines of the same usual amount offered first but never taken."""
    size = abs(line.amount)
    others = tuple(item.key for item in plan if item.usual_amount == size)
    return Suggestion(None, Sureness.ASK, words, others=others)
