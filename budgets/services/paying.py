"""Payment runs: made by one, released by another, sent once, confirmed line by line."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from decimal import Decimal
from typing import Any
from uuid import UUID

from django.db import transaction

from budgets.enums import PaymentState, RunState
from budgets.models import Budget, Payment, PaymentRun
from budgets.permissions import check_may
from budgets.selectors import due_for_run
from budgets.services._common import lock_budgets, move_payments, next_reference
from budgets.services.exporting import keep_files
from budgets.services.facts import held_and_free, payees_of
from budgets.services.posting import post_payment
from eligibility import services as eligibility
from phb.core.actors import Actor
from phb.core.calendar import bank_holidays_around
from phb.core.errors import NotVisible, RuleBroken
from phb.core.money import ZERO, format_pounds, parse_pounds
from phb.core.moving import move, note
from phb.core.once import once
from phb.core.periods import is_working_day, local_date
from phb.core.policies import policy

GOING = (PaymentState.PROPOSED, PaymentState.RELEASED, PaymentState.EXPORTED, PaymentState.PAID)


@transaction.atomic
def make_run(*, pay_on: date, at: datetime, by: Actor) -> PaymentRun:
    """Gather every payment that falls due by a day into a run that waits for release, missed ones included.

    A payment whose gates are shut is held with its reason and shown with the run; it never stops the run.
    Raises RuleBroken for a day on which banks do not pay, or when nothing is due.
    """
    check_may(by, "payment run", "W")
    on = local_date(at)
    if pay_on < on:
        raise RuleBroken("The run cannot pay on a day that has passed.", "pay_on")
    if not is_working_day(pay_on, bank_holidays_around(pay_on)):
        raise RuleBroken("Money cannot arrive on a weekend or bank holiday. Choose a working day.", "pay_on")
    ids = list(due_for_run(by, pay_on).values_list("budget_id", flat=True))
    lock_budgets(by, ids)
    # Asked again under the lock: another run may have taken some of them meanwhile.
    due = list(due_for_run(by, pay_on).filter(budget_id__in=ids).select_for_update(of=("self",)))
    if not due:
        raise RuleBroken(f"Nothing is due to be paid by {pay_on:%-d %B %Y}.", "pay_on")
    run = PaymentRun.objects.create(
        organisation_id=by.organisation_id,
        reference=next_reference("R", PaymentRun, by, on),
        pay_on=pay_on,
        made_by_id=by.user_id,
    )
    note(run, "created", by=by, before="", after=run.state)
    held, free = held_and_free(due, payees_of(due, by=by, on=on), at)
    _hold(held, run, by)
    move_payments(free, "propose", by=by, run_id=run.pk)
    move(run, "propose", by=by, **_sums(run), edition=1)
    return run


@transaction.atomic
def release_run(*, run_id: int, edition: int, at: datetime, by: Actor) -> PaymentRun:
    """Release a run as it was seen: `edition` is the number on the page. By another than its maker (I7).

    Above the organisation's limit a commissioner releases. Raises RuleBroken when the run has changed.
    """
    check_may(by, "payment run release", "A")
    run = lock_run(by, run_id)
    if run.made_by_id == by.user_id:
        raise RuleBroken("You made this run, so another finance officer or a commissioner must release it.")
    if run.edition != edition:
        raise RuleBroken("The run has changed since you opened it. Look at it again before you release it.")
    limit = release_limit(by, run.pay_on)
    if run.total > limit and by.role != "COM":
        raise RuleBroken(
            f"The run comes to {format_pounds(run.total)}, above {format_pounds(limit)}, so a commissioner must release it."
        )
    if not run.count:
        raise RuleBroken("Every line of this run is held. Lift a hold or withdraw the run.")
    move_payments(_locked_lines(run, by, PaymentState.PROPOSED), "release", by=by)
    move(run, "release", by=by, released_by_id=by.user_id, released_at=at, released_edition=run.edition)
    return run


def release_limit(by: Actor, on: date) -> Decimal:
    """Above these pounds a commissioner releases a run."""
    return parse_pounds(str(policy("run_release_limit", on=on, organisation_id=by.organisation_id)))


@transaction.atomic
def return_run(*, run_id: int, reasons: str, by: Actor) -> PaymentRun:
    """Give a run back to finance with reasons; it can be changed and proposed again."""
    check_may(by, "payment run release", "A")
    if not reasons.strip():
        raise RuleBroken("Write what has to be put right.", "reasons")
    run = lock_run(by, run_id)
    move(run, "return", by=by, reason=reasons.strip())
    return run


@transaction.atomic
def propose_run(*, run_id: int, by: Actor) -> PaymentRun:
    """Propose a run again that was given back."""
    check_may(by, "payment run", "W")
    run = lock_run(by, run_id)
    if run.made_by_id != by.user_id:
        raise RuleBroken("Whoever made the run proposes it again. Make a run of your own instead.")
    move(run, "propose", by=by, **_sums(run), edition=run.edition + 1)
    return run


@transaction.atomic
def withdraw_run(*, run_id: int, reasons: str, by: Actor) -> PaymentRun:
    """Withdraw a run that was not sent. Its payments are due again; held ones stay held."""
    check_may(by, "payment run", "W")
    if not reasons.strip():
        raise RuleBroken("Write why the run is withdrawn.", "reasons")
    run = lock_run(by, run_id)
    if run.state in {RunState.PROPOSED, RunState.RELEASED, RunState.DRAFT}:
        lines = _locked_lines(run, by, PaymentState.PROPOSED, PaymentState.RELEASED)
        move_payments(lines, "take_out", by=by, reason=reasons.strip(), run_id=None)
    move(run, "withdraw", by=by, reason=reasons.strip())
    return run


@transaction.atomic
def export_run(*, run_id: int, key: str | UUID, at: datetime, by: Actor) -> tuple[PaymentRun, bool]:
    """Make the files of a released run, exactly once: a second press gives the same files. Returns whether it was one.

    The gates are looked at again: a line that must not go out any more is held and left out.
    """
    check_may(by, "payment run", "W")
    lock_run(by, run_id)

    def effect() -> dict[str, Any]:
        return {"run": _export(lock_run(by, run_id), at, by).pk}

    answer, repeated = once("budgets.export_run", str(key), {"run": run_id}, effect, by=by)
    return PaymentRun.objects.get(pk=answer["run"]), repeated


def _export(run: PaymentRun, at: datetime, by: Actor) -> PaymentRun:
    PaymentRun.life_cycle.check(run.state, "export")
    lines = _locked_lines(run, by, PaymentState.RELEASED)
    payees = payees_of(lines, by=by, on=local_date(at))
    held, free = held_and_free(lines, payees, at)
    _hold(held, run, by)
    if not free:
        raise RuleBroken("Every line of this run is held, so there is nothing to send. Withdraw the run.")
    for payment in free:
        payment.payee_account = payees.accounts[payment.budget_id]
    file, words = keep_files(run, free, local_date(at), by)
    move_payments(free, "export", by=by, also=("payee_account",))
    # A line left out makes the run smaller than what was released, never larger; its edition stays the one released.
    move(run, "export", by=by, reason=words, file=file, exported_at=at, **_sums(run))
    return run


@transaction.atomic
def confirm_run(
    *, run_id: int, paid_on: date, on: date, by: Actor, rejects: Mapping[int, str] | None = None
) -> PaymentRun:
    """Record what the bank did: all lines paid on a day, save those rejected with a reason. Paid ones are posted.

    Raises RuleBroken for a day to come or before the file was made, or a reject that is not in the run.
    """
    check_may(by, "payment run", "W")
    run = lock_run(by, run_id)
    PaymentRun.life_cycle.check(run.state, "confirm")
    if paid_on > on:
        raise RuleBroken("The day cannot be in the future.", "paid_on")
    if run.exported_at and paid_on < local_date(run.exported_at):
        raise RuleBroken("The day cannot be before the file was made.", "paid_on")
    rejects = dict(rejects or {})
    lines = _locked_lines(run, by, PaymentState.EXPORTED)
    if unknown := set(rejects) - {line.pk for line in lines}:
        raise RuleBroken(f"{len(unknown)} of the rejected payments are not in this run. Open the run again.")
    paid = [line for line in lines if line.pk not in rejects]
    for line in lines:
        if line.pk in rejects:
            line.reject_reason = rejects[line.pk][:300]
    refused = [line for line in lines if line.pk in rejects]
    move_payments(refused, "reject", by=by, also=("reject_reason",))
    move_payments(paid, "confirm", by=by, paid_on=paid_on)
    for line in paid:
        post_payment(payment=line, on=paid_on, by=by)
    cases = Budget.objects.filter(pk__in={line.budget_id for line in paid}).values_list("case_id", flat=True)
    eligibility.direct_payments_made(case_ids=cases, paid_on=paid_on, by=by)
    move(run, "confirm", by=by)
    return run


def lock_run(by: Actor, run_id: int) -> PaymentRun:
    """The run's row, locked until the commit. Raises NotVisible."""
    rows = PaymentRun.objects.filter(organisation_id=by.organisation_id, pk=run_id)
    run = rows.select_for_update(of=("self",)).order_by().first()
    if run is None:
        raise NotVisible
    return run


def recount(run: PaymentRun, by: Actor) -> None:
    """After a line went in or out: new sums, and a new edition, so that an older page cannot release it.

    A released run keeps its edition: a line may only leave it.
    """
    sums = _sums(run)
    for name, value in sums.items():
        setattr(run, name, value)
    if run.state in {RunState.DRAFT, RunState.PROPOSED}:
        run.edition += 1
    run.save(update_fields=["total", "count", "edition"])


def _sums(run: PaymentRun) -> dict[str, Any]:
    amounts = list(run.payments.filter(state__in=GOING).values_list("amount", flat=True))
    return {"total": sum(amounts, ZERO), "count": len(amounts)}


def _locked_lines(run: PaymentRun, by: Actor, *states: str) -> list[Payment]:
    """The run's payments in some states, their budgets locked first."""
    rows = run.payments.filter(state__in=states).order_by("id")
    lock_budgets(by, rows.values_list("budget_id", flat=True))
    return list(rows.select_related("budget").select_for_update(of=("self",)))


def _hold(payments: Sequence[Payment], run: PaymentRun, by: Actor) -> None:
    """Hold lines whose gates are shut; they stay with the run, so that its page shows them with their reasons."""
    move_payments(payments, "hold", by=by, also=("hold_reason",), run_id=run.pk)
