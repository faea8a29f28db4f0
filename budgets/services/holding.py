"""One payment at a time: held, let go, put right after a reject, taken back after a recall."""

from datetime import date, datetime

from django.db import transaction

from budgets.enums import PaymentState, RunState
from budgets.models import Entry, Payment, PaymentRun
from budgets.permissions import check_may
from budgets.selectors import payment_for
from budgets.services._common import lock_budget
from budgets.services.facts import payees_of
from budgets.services.paying import lock_run, recount
from budgets.services.posting import payment_key, reverse
from phb.core.actors import Actor
from phb.core.errors import RuleBroken
from phb.core.moving import move
from phb.core.periods import local_date


@transaction.atomic
def hold_payment(*, payment_id: int, reason: str, by: Actor) -> Payment:
    """Hold a payment with a reason, also in a run that was released but not sent."""
    check_may(by, "payment hold", "WAP")
    if not reason.strip():
        raise RuleBroken("Write why the payment is held.", "reason")
    payment, run = _locked(by, payment_id)
    move(payment, "hold", by=by, reason=reason.strip(), hold_reason=reason.strip()[:300])
    if run is not None:
        recount(run, by)
    return payment


@transaction.atomic
def lift_hold(*, payment_id: int, at: datetime, by: Actor) -> Payment:
    """Let a held payment go. In a run that waits for release it goes back into it, else into the next run.

    Raises RuleBroken, with the reason, while a gate is shut.
    """
    check_may(by, "payment hold", "WA")
    payment, run = _locked(by, payment_id)
    if payment.state == PaymentState.HELD and (
        why := payees_of([payment], by=by, on=local_date(at)).why_not(payment, at)
    ):
        raise RuleBroken(f"The payment must stay held. {why}")
    back_in = run is not None and run.state in {RunState.DRAFT, RunState.PROPOSED}
    move(payment, "lift_hold", by=by, hold_reason="", run_id=run.pk if run and back_in else None)
    if run is not None and back_in:
        move(payment, "propose", by=by)
        recount(run, by)
    return payment


@transaction.atomic
def cancel_payment(*, payment_id: int, reason: str, by: Actor) -> Payment:
    """Cancel a payment that will not be made. Its money may be committed again; its days stay unpaid (`waived`)."""
    check_may(by, "payment schedule", "W")
    if not reason.strip():
        raise RuleBroken("Write why the payment is cancelled.", "reason")
    payment, _ = _locked(by, payment_id)
    move(payment, "cancel", by=by, reason=reason.strip(), waived=True)
    return payment


@transaction.atomic
def reissue_payment(*, payment_id: int, pay_on: date, on: date, by: Actor) -> Payment:
    """Schedule a rejected payment again; the next run for that day pays it."""
    check_may(by, "payment schedule", "W")
    payment, _ = _locked(by, payment_id)
    if pay_on < on:
        raise RuleBroken("The payment cannot be on a day that has passed.", "pay_on")
    move(
        payment,
        "reissue",
        by=by,
        reason=payment.reject_reason,
        pay_on=pay_on,
        run_id=None,
        payee_account_id=None,
        reject_reason="",
        paid_on=None,
    )
    return payment


@transaction.atomic
def recall_payment(*, payment_id: int, reason: str, on: date, by: Actor) -> Payment:
    """Record that the bank took a paid payment back: its ledger entry is reversed, and it waits to be put right."""
    check_may(by, "payment schedule", "W")
    if not reason.strip():
        raise RuleBroken("Write what the bank said.", "reason")
    payment, _ = _locked(by, payment_id)
    entry = Entry.objects.filter(organisation_id=by.organisation_id, key=payment_key(payment)).first()
    move(payment, "recall", by=by, reason=reason.strip(), reject_reason=reason.strip()[:300])
    if entry is not None:
        reverse(entry=entry, reason=reason.strip(), on=on, by=by)
    return payment


def _locked(by: Actor, payment_id: int) -> tuple[Payment, PaymentRun | None]:
    """The payment with its run, locked in the one order: run, budget, payment."""
    seen = payment_for(by, payment_id)
    run = lock_run(by, seen.run_id) if seen.run_id else None
    lock_budget(by, seen.budget_id)
    payment = Payment.objects.select_for_update(of=("self",)).get(pk=seen.pk)
    if payment.run_id != seen.run_id:
        raise RuleBroken("The payment has just changed. Open it again.")
    return payment, run
