"""Contingency: asked for when something goes wrong, decided by another, paid once, given back when it was not needed."""

from datetime import date
from decimal import Decimal

from django.db import transaction

from budgets.enums import ContingencyPaid, ContingencyState
from budgets.models import Budget, BudgetVersion, ContingencyUse, Payment
from budgets.permissions import check_may
from budgets.rules.contingency import Contingency, check_ask
from budgets.rules.lifecycle import BUDGET, PAYMENT
from budgets.selectors.contingency import terms_of_version, uses_of, version_that_counts
from budgets.selectors.plan_lines import lines_of_version
from budgets.services._common import lock_budget, note_created
from budgets.services.contingency_terms import contingency_payment
from budgets.services.scheduling import check_room
from phb.core.actors import OUTSIDE, Actor
from phb.core.errors import NotVisible, RuleBroken
from phb.core.money import check_pounds
from phb.core.moving import locked, move, note
from phb.core.periods import say_date
from phb.core.selectors import people

LEAST_WORDS = 3


@transaction.atomic
def ask(*, budget_id: int, amount: Decimal, what_happened: str, needed_on: date, on: date, by: Actor) -> ContingencyUse:
    """Ask to use pounds of the contingency, or tell that it was used where it was paid at the start.

    Raises RuleBroken for more than is left, or a budget that is not running; NotVisible without the right to act.
    """
    check_may(by, "contingency", "WP")
    budget = _budget_to_act_on(by, budget_id)
    if not BUDGET.is_in(budget.state, "pays"):
        raise RuleBroken(f"The budget is “{budget.get_state_display().lower()}”, so contingency cannot be used.")
    amount = check_pounds(amount)
    check_ask(terms_of_version(version_that_counts(budget)), uses_of(budget), amount)
    if len(what_happened.strip()) < LEAST_WORDS:
        raise RuleBroken("Write what happened.", "what_happened")
    use = ContingencyUse.objects.create(
        organisation_id=by.organisation_id,
        person_id=budget.person_id,
        budget=budget,
        amount=amount,
        what_happened=what_happened.strip(),
        needed_on=needed_on,
        asked_by_id=by.user_id,
        asked_on=on,
    )
    note(use, "created", by=by, before="", after=use.state, reason=use.what_happened)
    return use


@transaction.atomic
def approve(*, use_id: int, reason: str, on: date, by: Actor) -> ContingencyUse:
    """Approve a use; another than who asked. It is paid once, on the day it is needed, unless it was paid at the start.

    Outside the budget, what is authorised grows by the use. Approved before: nothing more is paid.
    """
    check_may(by, "contingency", "A")
    use, budget = _locked_use(by, use_id)
    if use.state == ContingencyState.APPROVED:
        return use
    _check_decides(use, reason, by)
    if not BUDGET.is_in(budget.state, "pays"):
        raise RuleBroken(f"The budget is “{budget.get_state_display().lower()}”, so nothing more is paid from it.")
    version = version_that_counts(budget)
    terms = terms_of_version(version)
    payment = None
    if terms.paid == ContingencyPaid.ON_REQUEST:
        payment = _pay(use, budget, version, terms, on, by)
    move(
        use, "approve", by=by, reason=reason.strip(), decided_by_id=by.user_id, decided_on=on,
        decision_reason=reason.strip(), payment=payment,
    )  # fmt: skip
    return use


@transaction.atomic
def refuse(*, use_id: int, reason: str, on: date, by: Actor) -> ContingencyUse:
    """Refuse a use, with the reason that the person reads."""
    check_may(by, "contingency", "A")
    use, _ = _locked_use(by, use_id)
    if use.state == ContingencyState.REFUSED:
        return use
    _check_decides(use, reason, by)
    move(
        use, "refuse", by=by, reason=reason.strip(), decided_by_id=by.user_id, decided_on=on,
        decision_reason=reason.strip(),
    )  # fmt: skip
    return use


@transaction.atomic
def withdraw(*, use_id: int, by: Actor) -> ContingencyUse:
    """Take back what was asked for and is not decided yet: whoever asked, or the staff."""
    check_may(by, "contingency", "WP")
    use, _ = _locked_use(by, use_id)
    if use.state == ContingencyState.WITHDRAWN:
        return use
    if by.role in OUTSIDE and use.asked_by_id != by.user_id:
        raise RuleBroken("Only whoever asked takes it back.")
    move(use, "withdraw", by=by, reason="Not needed any more.")
    return use


@transaction.atomic
def give_back(*, use_id: int, reason: str, on: date, by: Actor) -> ContingencyUse:
    """Record that approved contingency was not needed: it can be asked for again.

    A payment that was not sent is cancelled. One that was sent stays, and the money comes back as a repayment.
    """
    check_may(by, "contingency", "A")
    use, budget = _locked_use(by, use_id)
    if use.state == ContingencyState.RETURNED:
        return use
    if len(reason.strip()) < LEAST_WORDS:
        raise RuleBroken("Write what was not needed.", "reason")
    payment = Payment.objects.select_for_update().filter(pk=use.payment_id).first()
    terms = terms_of_version(version_that_counts(budget))
    if payment is not None and PAYMENT.is_in(payment.state, "in_a_run"):
        raise RuleBroken("The payment is in a payment run. Take it out of the run, or wait until the bank has paid it.")
    if payment is not None and PAYMENT.is_in(payment.state, "waiting"):
        move(payment, "cancel", by=by, reason="The contingency was not needed.")
        if not terms.is_authorised_at_once:
            budget.authorised -= use.amount
            budget.save(update_fields=["authorised"])
    move(use, "give_back", by=by, reason=reason.strip())
    return use


def _budget_to_act_on(by: Actor, budget_id: int) -> Budget:
    """The locked budget. Whoever acts for the person needs a grant to act on money."""
    budget = lock_budget(by, budget_id)
    if by.role in OUTSIDE and not people(by, part="act_on_money").filter(pk=budget.person_id).exists():
        raise NotVisible
    return budget


def _locked_use(by: Actor, use_id: int) -> tuple[ContingencyUse, Budget]:
    rows = ContingencyUse.objects.filter(organisation_id=by.organisation_id)
    known = rows.filter(pk=use_id).values_list("budget_id", flat=True).first()
    if known is None:
        raise NotVisible
    budget = _budget_to_act_on(by, known)
    return locked(rows, pk=use_id), budget


def _check_decides(use: ContingencyUse, reason: str, by: Actor) -> None:
    if use.asked_by_id == by.user_id:
        raise RuleBroken("You asked for it, so a colleague decides.")
    if len(reason.strip()) < LEAST_WORDS:
        raise RuleBroken("Write the reason. The person can read it.", "reason")


def _pay(
    use: ContingencyUse, budget: Budget, version: BudgetVersion, terms: Contingency, on: date, by: Actor
) -> Payment:
    if budget.person.date_of_death is not None:
        raise RuleBroken("The person has died, so nothing more is paid from the budget.")
    day = max(use.needed_on, on)
    if budget.ends is not None and day > budget.ends:
        raise RuleBroken(f"The last paid day of the budget is {say_date(budget.ends)}, so nothing is paid after it.")
    if not terms.is_authorised_at_once:
        budget.authorised += use.amount
        budget.save(update_fields=["authorised"])
    words = f"Contingency: {use.what_happened}"
    payment = contingency_payment(budget, lines_of_version(version), use.amount, day, words)
    payment.asked_by_id = by.user_id
    check_room(budget, [payment])
    payment.save()
    note_created([payment], by)
    return payment
