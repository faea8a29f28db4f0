"""A running budget goes over to a later version of its plan: on the first day of a period, with what is paid from then on."""

from datetime import date

from django.db import transaction

from budgets.enums import BudgetState, PaymentState
from budgets.models import Budget, BudgetVersion, Payment, Schedule
from budgets.permissions import check_may
from budgets.selectors import committed_of
from budgets.services._common import lock_budget, note_created
from budgets.services.agreeing import authorised_for, terms_of
from budgets.services.scheduling import agreed_version, check_room, gates_of, one_off_payments, schedule_of
from careplans import selectors as careplans
from careplans import services as plans
from phb.core.actors import Actor
from phb.core.errors import RuleBroken
from phb.core.moving import move
from phb.core.periods import add_days, say_date

NOT_SENT = (PaymentState.SCHEDULED, PaymentState.HELD)


def waits_to_take_over(budget: Budget) -> bool:
    """Whether a later version of a running budget is authorised and not in force yet."""
    if budget.state != BudgetState.ACTIVE:
        return False
    return agreed_version(budget).plan_version.state == "authorised"


def first_days(budget: Budget, on: date) -> list[date]:
    """The days on which a later version may take over, the nearest first: first days of periods whose payment has not gone
    into a run; when the amount goes down, none before the notice that the plan in force states has passed (C28)."""
    version = agreed_version(budget)
    schedule = _running(budget)
    if schedule is None:
        return []
    earliest = schedule.starts
    if version.direct_payment_weekly < schedule.weekly:
        notice = schedule.version.plan_version.notice_days or 0
        earliest = max(earliest, add_days(version.agreed_on or on, notice))
    found = schedule.payments.filter(period_start__gt=earliest, pay_on__gte=on).order_by("period_start")
    days: list[date] = []
    for payment in found:
        days = [*days, payment.period_start] if payment.state in NOT_SENT else []
    return days


@transaction.atomic
def take_over(*, budget_id: int, starts: date, on: date, by: Actor) -> Budget:
    """Put the authorised version in force from a day: earlier payments stay as they are, those not sent for later periods
    are cancelled, and those of the new version are scheduled to the end of its authorised year.

    What is authorised then is what was paid or promised before that day and the new version's year. Pressed twice, it is
    done once. Raises RuleBroken while a gate is shut, or for a day that is not the first of such a period.
    """
    check_may(by, "payment schedule", "W")
    budget = lock_budget(by, budget_id)
    version = agreed_version(budget)
    if version.plan_version.state in careplans.IN_FORCE:
        return budget
    if not waits_to_take_over(budget):
        raise RuleBroken("No later version of this budget waits to come into force.")
    if shut := [gate for gate in gates_of(by, budget, on) if gate.is_shut]:
        raise RuleBroken("The later version cannot come into force yet. " + " ".join(gate.why for gate in shut))
    schedule = _running(budget)
    if schedule is not None:
        _check_day(budget, starts, on)
        _end(schedule, starts, version, by)
    version.effective_from = starts
    version.save(update_fields=["effective_from"])
    budget.authorised_to = None  # the new version's year is counted from its own first day
    most = authorised_for(budget, version)
    budget.authorised, budget.authorised_to = committed_of(budget) + most.amount, most.to
    budget.save(update_fields=["authorised", "authorised_to"])
    terms = terms_of(budget, version, starts)
    payments = [] if terms is None else schedule_of(budget, version, terms, by)
    payments += _new_one_offs(budget, version, starts, on)
    check_room(budget, payments)
    note_created(Payment.objects.bulk_create(payments), by)
    plans.activate(version_id=version.plan_version_id, on=starts, by=by)
    return budget


def _running(budget: Budget) -> Schedule | None:
    return budget.schedules.select_related("version__plan_version").order_by("-starts", "-pk").first()


def _check_day(budget: Budget, starts: date, on: date) -> None:
    allowed = first_days(budget, on)
    if starts in allowed:
        return
    if not allowed:
        raise RuleBroken(
            "Every payment of this schedule has gone into a run. Take them out first, or wait for the next year.",
            "starts",
        )
    nearest = ", ".join(say_date(day) for day in allowed[:3])
    raise RuleBroken(
        f"A later version begins with a period whose payment has not gone into a run, after the notice when the amount goes down. The next such days: {nearest}.",
        "starts",
    )


def _end(schedule: Schedule, starts: date, version: BudgetVersion, by: Actor) -> None:
    for payment in schedule.payments.filter(period_start__gte=starts, state__in=NOT_SENT).order_by("pk"):
        move(payment, "cancel", by=by, reason=f"Version {version.number} begins on {say_date(starts)}.")
    schedule.ends = add_days(starts, -1)
    schedule.save(update_fields=["ends"])


def _new_one_offs(budget: Budget, version: BudgetVersion, starts: date, on: date) -> list[Payment]:
    """One-off payments of lines that no earlier version paid or promised."""
    paid = budget.payments.filter(kind=Payment.Kind.ONE_OFF, service__isnull=False).select_related("service")
    known = {
        payment.service.line for payment in paid.exclude(state__in=[PaymentState.CANCELLED, PaymentState.REJECTED])
    }
    lines = {line.service_id: line.service.line for line in version.lines.select_related("service") if line.service}
    return [each for each in one_off_payments(budget, version, starts, on) if lines.get(each.service_id) not in known]
