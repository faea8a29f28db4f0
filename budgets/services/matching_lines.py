"""What each bank line was for: the sure ones by rule, the rest by one question, each posted to the ledger.

Money moves from the holder's account (HOLDER) to what it was for: a line of the plan (SPENT), other money
in (OTHER_INCOME), or nobody knows yet (UNMATCHED). The NHS's own payments post nothing here: they were
posted when they went out. An answer is a new entry; another answer takes the first one back.
"""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal

from django.db import transaction
from django.db.models import Count

from budgets.models import BankLine, Budget, Entry, LedgerAccount, Payment
from budgets.permissions import check_may
from budgets.rules.lifecycle import PAYMENT
from budgets.rules.matching import (
    BankFacts,
    ExpectedPayment,
    LearnedAnswer,
    PlanLineFacts,
    Suggestion,
    clean_payee,
    payee_key,
    suggest,
)
from budgets.selectors.spend import bank_line_for
from budgets.services._common import lock_budget
from budgets.services.plan_facts import PlanInForce, plan_of
from budgets.services.posting import Posting, Side, post_many, reverse
from phb.core.actors import Actor
from phb.core.errors import RuleBroken
from phb.core.models import Move
from phb.core.money import format_pounds

Match = BankLine.Match
Kind = LedgerAccount.Kind
OUTSIDE = "Not part of the budget"
MOST_LEARNED = 500
SUBJECT = BankLine._meta.label_lower
# Answers that are not a line of the plan are learned in the same way.
OTHER_ANSWERS = {Match.INCOME: "Other money in", Match.OUTSIDE: "Not part of the budget"}


@dataclass
class Matcher:
    """What the rules need for one budget, read once: its plan, the answers given, the payments still to arrive."""

    budget: Budget
    plan: PlanInForce
    facts: tuple[PlanLineFacts, ...]
    learned: tuple[LearnedAnswer, ...]
    payments: list[Payment] = field(default_factory=list)

    def suggest(self, line: BankLine) -> Suggestion:
        """What a line most likely is."""
        return suggest(_facts(line), self.facts, self.learned, self._expected(line))

    def apply(self, line: BankLine) -> bool:
        """Set what is sure on the row, without saving; whether it was sure. A payment is used once only."""
        found = self.suggest(line)
        line.why = found.words[:300]
        if not found.is_sure:
            return False
        if found.is_funding:
            payment = min(self._near(line), key=lambda each: (abs((each.pay_on - line.date).days), each.pk))
            self.payments.remove(payment)
            line.match, line.payment = Match.PAYMENT, payment
        elif found.plan_line in OTHER_ANSWERS:
            line.match = Match(found.plan_line)
        else:
            line.match = Match.MATCHED
            line.service_id = self.plan.service_on(found.plan_line or "", line.date)
        return True

    def _near(self, line: BankLine) -> list[Payment]:
        return [
            each for each in self.payments if each.amount == line.amount and abs((each.pay_on - line.date).days) <= 5
        ]

    def _expected(self, line: BankLine) -> list[ExpectedPayment]:
        return [ExpectedPayment(self.budget.reference, each.amount, each.pay_on) for each in self._near(line)]


def matcher_of(budget: Budget) -> Matcher:
    """Everything that matching needs, in a handful of queries, however many lines there are."""
    plan = plan_of(budget)
    facts = [
        PlanLineFacts(
            key=line.key,
            number=line.number,
            label=line.label,
            payees=(line.provider,) if line.provider.strip() else (),
            usual_amount=line.one_off if line.weekly is None else line.weekly,
            start=line.start,
            end=line.end,
        )
        for line in plan.lines
    ]
    facts += [PlanLineFacts(key=key, number=0, label=label) for key, label in OTHER_ANSWERS.items()]
    used = BankLine.objects.filter(budget=budget, payment__isnull=False).values("payment_id")
    payments = Payment.objects.filter(budget=budget, state__in=PAYMENT.groups["money_may_have_moved"]).exclude(
        pk__in=used
    )
    return Matcher(budget, plan, tuple(facts), _learned(budget, plan), list(payments.order_by("pay_on", "id")))


def match_new(*, budget: Budget, lines: Sequence[BankLine], by: Actor) -> None:
    """Set what is sure on rows that are not saved yet."""
    matcher = matcher_of(budget)
    for line in lines:
        matcher.apply(line)


def post_new(*, budget: Budget, lines: Sequence[BankLine], by: Actor) -> None:
    """Post rows that were just taken: each once, keyed by its number."""
    post_many(budget=budget, postings=[_first_posting(line) for line in lines if line.match != Match.PAYMENT], by=by)


def options_for(*, line: BankLine) -> tuple[Suggestion, list[tuple[str, str]]]:
    """What the rule says of a line, and the answers to offer as (code, words), the likely ones first."""
    matcher = matcher_of(line.budget)
    found = matcher.suggest(line)
    likely = [found.plan_line, *found.others]
    lines = sorted(matcher.plan.active_on(line.date), key=lambda each: (each.key not in likely, each.number))
    refund = "Money back for: " if line.amount > 0 else ""
    offered = [(f"service:{each.service_id}", f"{refund}{each.label}") for each in lines]
    if line.amount > 0:
        offered += [
            (f"payment:{each.pk}", f"The NHS payment of {format_pounds(each.amount)} due on {each.pay_on:%-d %B %Y}")
            for each in matcher.payments
            if each.amount == line.amount
        ]
        offered.append((Match.INCOME, "Other money in, such as interest"))
    offered.append((Match.OUTSIDE, "It has nothing to do with this budget"))
    return found, offered


@transaction.atomic
def answer(*, line_id: int, choice: str, words: str = "", on: date, by: Actor) -> int:
    """Say what a line was for: `choice` as `options_for` offers it, `words` why. Returns how many other lines that settled.

    The same answer again changes nothing; another one takes the entry before back and posts a new one. Lines of
    the same payee that were still to be asked follow the answer, so nobody is asked twice.
    """
    check_may(by, "spend matching", "W")
    line = bank_line_for(by, line_id)
    budget = lock_budget(by, line.budget_id)
    line = bank_line_for(by, line_id)
    match, service_id, payment_id = _chosen(line, choice)
    if (line.match, line.service_id, line.payment_id) == (match, service_id, payment_id):
        return 0
    before = BankLine(pk=line.pk, match=line.match, service_id=line.service_id, amount=line.amount, date=line.date)
    line.match, line.service_id, line.payment_id = match, service_id, payment_id
    line.matched_by_id = by.user_id
    line.why = (f"Because {by.name} said so on {on:%-d %B %Y}" + (f": {words.strip()}" if words.strip() else "."))[:300]
    line.save(update_fields=["match", "service", "payment", "matched_by", "why"])
    _post_change(budget, before, line, by)
    _note([(line, before.match)], "answered", line.why, by)
    return match_rest(budget=budget, payee=payee_key(_facts(line)), by=by)


def match_rest(*, budget: Budget, by: Actor, payee: str | None = None) -> int:
    """Match lines that were to be asked and are sure now; only those of one payee, if given. The budget is locked."""
    waiting = [
        line
        for line in BankLine.objects.filter(budget=budget, match=Match.ASKED).order_by("date", "id")
        if payee is None or payee_key(_facts(line)) == payee
    ]
    if not waiting:
        return 0
    matcher = matcher_of(budget)
    sure = [line for line in waiting if matcher.apply(line)]
    if not sure:
        return 0
    BankLine.objects.bulk_update(sure, ["match", "service", "payment", "why"], batch_size=1000)
    numbers = _moves_so_far(sure)
    post_many(budget=budget, postings=[_answer_posting(line, numbers[line.pk] + 1) for line in sure], by=by)
    _note([(line, Match.ASKED) for line in sure], "matched", "", by)
    return len(sure)


def _chosen(line: BankLine, choice: str) -> tuple[str, int | None, int | None]:
    """The answer as it is kept. Raises RuleBroken for one that does not fit the line."""
    _, offered = options_for(line=line)
    current = (
        f"service:{line.service_id}"
        if line.service_id
        else f"payment:{line.payment_id}"
        if line.payment_id
        else line.match
    )
    if choice != current and choice not in dict(offered):
        raise RuleBroken("Choose one of the answers shown.", "choice")
    kind, _, number = choice.partition(":")
    if kind == "service":
        return Match.MATCHED, int(number), None
    if kind == "payment":
        return Match.PAYMENT, None, int(number)
    return Match(kind), None, None


def _counter(match: str, service_id: int | None, amount: Decimal) -> Side:
    """The other side of a line: where `amount` pounds are taken from (money in) or went to (money out, negative)."""
    if match == Match.MATCHED:
        return Side(Kind.SPENT, amount, service_id=service_id)
    if match == Match.INCOME:
        return Side(Kind.OTHER_INCOME, amount)
    if match == Match.OUTSIDE:
        return Side(Kind.OTHER_INCOME, amount, funder=OUTSIDE)
    if match == Match.PAYMENT:
        return Side(Kind.HOLDER, amount)
    return Side(Kind.UNMATCHED, amount)


def _first_posting(line: BankLine) -> Posting:
    sides = (Side(Kind.HOLDER, line.amount), _counter(line.match, line.service_id, -line.amount))
    return Posting("bank_line", line.date, line.description, sides, f"bank:{line.pk}")


def _answer_posting(line: BankLine, number: int) -> Posting:
    sides = (Side(Kind.UNMATCHED, line.amount), _counter(line.match, line.service_id, -line.amount))
    return Posting("bank_answer", line.date, line.description, sides, f"bank:{line.pk}:{number}")


def _post_change(budget: Budget, before: BankLine, line: BankLine, by: Actor) -> None:
    number = _moves_so_far([line])[line.pk] + 1
    if before.match == Match.ASKED:
        post_many(budget=budget, postings=[_answer_posting(line, number)], by=by)
        return
    keys = [f"bank:{line.pk}", *(f"bank:{line.pk}:{each}" for each in range(1, number))]
    standing = (
        Entry.objects.filter(organisation_id=line.organisation_id, key__in=keys, reversed_by__isnull=True)
        .order_by("-id")
        .first()
    )
    if standing is not None:
        reverse(entry=standing, reason="Answered anew.", on=standing.effective_on, by=by)
    if standing is not None and standing.kind == "bank_answer":
        post_many(budget=budget, postings=[_answer_posting(line, number)], by=by)
    elif line.match != Match.PAYMENT:
        first = _first_posting(line)
        post_many(
            budget=budget,
            postings=[Posting(first.kind, first.effective_on, first.words, first.sides, f"bank:{line.pk}:{number}")],
            by=by,
        )


def _moves_so_far(lines: Sequence[BankLine]) -> Counter[int]:
    rows = Move.objects.filter(
        organisation_id=lines[0].organisation_id, subject=SUBJECT, subject_id__in=[line.pk for line in lines]
    )
    return Counter(dict(rows.values_list("subject_id").annotate(n=Count("id")).order_by()))


def _note(lines: Sequence[tuple[BankLine, str]], verb: str, reason: str, by: Actor) -> None:
    Move.objects.bulk_create(
        [
            Move(
                organisation_id=line.organisation_id,
                person_id=line.person_id,
                subject=SUBJECT,
                subject_id=line.pk,
                verb=verb,
                from_state=before,
                to_state=line.match,
                reason=reason,
                by_id=by.user_id,
                by_name=by.name,
                by_role=by.role,
            )
            for line, before in lines
        ],
        batch_size=2000,
    )


def _learned(budget: Budget, plan: PlanInForce) -> tuple[LearnedAnswer, ...]:
    """What people answered in this budget, the newest for each payee and line, with the day of the answer."""
    moves = (
        Move.objects.filter(
            organisation_id=budget.organisation_id, person_id=budget.person_id, subject=SUBJECT, verb="answered"
        )
        .order_by("-id")
        .values_list("subject_id", "at")[: 4 * MOST_LEARNED]
    )
    days: dict[int, date] = {}
    for line_id, at in moves:
        days.setdefault(line_id, at.date())
    rows = BankLine.objects.filter(pk__in=days, budget=budget).exclude(match__in=[Match.ASKED, Match.PAYMENT])
    found: dict[tuple[str, str, bool], LearnedAnswer] = {}
    for line in sorted(rows, key=lambda each: (days[each.pk], each.pk), reverse=True):
        payee = payee_key(_facts(line))
        key = plan.key_of(line.service_id) if line.match == Match.MATCHED else line.match
        if payee and key and len(found) < MOST_LEARNED:
            found.setdefault((payee, key, line.amount > 0), LearnedAnswer(payee, key, days[line.pk], line.amount > 0))
    return tuple(found.values())


def _facts(line: BankLine) -> BankFacts:
    return BankFacts(line.date, line.amount, line.description, line.counterparty)


__all__ = ["answer", "clean_payee", "match_new", "match_rest", "matcher_of", "options_for", "post_new"]
