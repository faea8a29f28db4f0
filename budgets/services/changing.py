"""A running budget goes over to a later version of its plan, from any day that the rules allow."""

from copy import copy
from datetime import date
from decimal import Decimal

from django.db import transaction

from budgets.enums import BudgetState, PaymentState, VersionKind
from budgets.models import Budget, BudgetVersion, Payment, Schedule
from budgets.permissions import check_may
from budgets.rules.changing import check_beginning, reduction_from
from budgets.rules.lifecycle import PAYMENT
from budgets.selectors.terms import term_end, terms_of
from budgets.selectors.timeline import Timeline, timeline_of
from budgets.services._common import lock_budget
from budgets.services.paid_once import follow_version
from budgets.services.replanning import Preview, preview, replan
from budgets.services.scheduling import agreed_version, gates_of
from budgets.services.uplift_reapplying import raised_after, reapply
from careplans import selectors as careplans
from careplans import services as plans
from phb.core.actors import Actor
from phb.core.errors import RuleBroken
from phb.core.money import ZERO
from phb.core.periods import add_days, say_date
from phb.core.policies import policy


def waits_to_take_over(budget: Budget) -> bool:
    """Whether a later version of a running budget is authorised and not in force yet."""
    if budget.state not in {BudgetState.ACTIVE, BudgetState.PAUSED}:
        return False
    return agreed_version(budget).plan_version.state == "authorised"


def goes_down(budget: Budget, on: date) -> bool:
    """Whether the version that waits pays the holder less than what is in force on a day: then notice comes first. What
    counts is the payment, also where the whole budget goes up and only the part that is paid to the holder goes down."""
    return agreed_version(budget).direct_payment_weekly < direct_on(timeline_of(budget), on)


def earliest_day(budget: Budget, on: date, told_on: date | None = None) -> date:
    """The first day from which the version that waits may count: when less is paid, after the notice (C28), counted from
    the day on which the holder was told in writing; else back to the beginning, or the day after a closed period."""
    version, timeline = agreed_version(budget), timeline_of(budget)
    if version.direct_payment_weekly < direct_on(timeline, on):
        told = told_on or version.notice_given_on or version.agreed_on or on
        return max(on, reduction_from(told, notice_days(budget, timeline, on)))
    return first_open_day(budget, on)


def first_days(budget: Budget, on: date) -> list[date]:
    """The first days of the periods whose payment has not gone into a run, as far as the version that waits may begin on
    them, the nearest first: the plainest days for a change."""
    timeline = timeline_of(budget)
    if budget.authorised_to is None:
        return []
    earliest, sent = max(earliest_day(budget, on), on), _last_sent(budget)
    starts = (slot.period.start for slot in timeline.slots(budget.authorised_to))
    return [day for day in starts if day >= earliest and (sent is None or day > sent)]


def look_ahead(*, budget: Budget, starts: date, on: date, told_on: date | None = None) -> Preview:
    """What the version that waits would do to the payments from a day. Nothing is written. Raises RuleBroken as
    `take_over` for a day that is not allowed."""
    version = agreed_version(budget)
    if not waits_to_take_over(budget):
        raise RuleBroken("No later version of this budget waits to come into force.")
    _check_day(budget, version, timeline_of(budget), starts, on, told_on)
    ahead = copy(budget)
    last = term_end(budget, starts, version.plan_version.effective_to)
    ahead.authorised_to = max(budget.authorised_to or last, last)
    version.effective_from = starts
    schedule = _schedule(ahead, version, starts)
    return preview(
        ahead,
        on=on,
        extra_versions=[version, *raised_after(budget, version, starts)],
        extra_schedules=[schedule] if schedule else [],
    )


@transaction.atomic
def take_over(*, budget_id: int, starts: date, on: date, by: Actor, told_on: date | None = None) -> Budget:
    """Put the authorised version in force from a day, also one that has passed: what went out stays as it is, what is
    owed comes as arrears, and the payments to come are made anew.

    Less is paid only from the day after the notice, never for days before it; `told_on` is the day on which the holder
    was told in writing with reasons, the day of the decision when not given (regulation 13(5)). Pressed twice, it is done
    once. Raises RuleBroken while a gate is shut, or for a day that is not allowed.
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
    timeline = timeline_of(budget)
    _check_day(budget, version, timeline, starts, on, told_on)
    version.effective_from, version.notice_given_on = starts, told_on or version.notice_given_on
    version.save(update_fields=["effective_from", "notice_given_on"])
    last = term_end(budget, starts, version.plan_version.effective_to)
    budget.authorised_to = max(budget.authorised_to or last, last)
    budget.save(update_fields=["authorised_to"])
    _keep_schedules(budget, version, starts, by)
    follow_version(budget, version, starts, on, by)
    plans.activate(version_id=version.plan_version_id, on=_plan_begins(version, starts), by=by)
    reapply(budget, by=by, on=on)
    replan([budget], on=on, why=f"Version {version.number} counts from {say_date(starts)}.", by=by)
    return budget


def direct_on(timeline: Timeline, day: date) -> Decimal:
    """Pounds a week to the holder on a day, before any stay, pause or end."""
    version = timeline.version_on(day)
    return version.direct_weekly if version else ZERO


def notice_days(budget: Budget, timeline: Timeline, on: date) -> int:
    """Days of notice before less is paid: what the plan in force says, else the local setting."""
    version = timeline.version_on(on)
    said = budget.versions.get(pk=version.id).plan_version.notice_days if version else None
    return said or int(
        policy("reduction_notice_days", on=on, organisation_id=budget.organisation_id, stream=budget.stream)
    )


def first_open_day(budget: Budget, on: date) -> date:
    """How far back a change may reach: to the budget's first day, or the day after the last closed period."""
    closed = policy("ledger_closed_to", on=on, organisation_id=budget.organisation_id)
    return max(budget.starts, add_days(date.fromisoformat(closed), 1)) if closed else budget.starts


def _check_day(
    budget: Budget, version: BudgetVersion, timeline: Timeline, starts: date, on: date, told_on: date | None
) -> None:
    if told_on is not None and told_on > on:
        raise RuleBroken("The holder cannot have been told on a day to come.", "told_on")
    check_beginning(starts, first=first_open_day(budget, on), last=budget.authorised_to)
    later = [each for each in timeline.versions if each.starts > starts and each.kind != VersionKind.UPLIFT]
    if later:
        # It would count for the days before only, although the plan says another amount from then on.
        raise RuleBroken(
            f"Version {later[-1].number} counts from {say_date(later[-1].starts)}, so a version after it begins on that day "
            "or later.",
            "starts",
        )
    before = direct_on(timeline, starts)
    if version.direct_payment_weekly < before:
        _check_notice(budget, version, timeline, starts, on, told_on or version.notice_given_on)
    for later_on in raised_after(budget, version, starts):
        # Raised by the uplifts after it as if it had always been there, it may still pay less than was told then.
        day = later_on.effective_from or starts
        if later_on.direct_payment_weekly < direct_on(timeline, day):
            _check_notice(budget, version, timeline, day, on, told_on or version.notice_given_on)
    if _paid_otherwise(budget, version, starts) and starts not in first_days(budget, min(on, starts)):
        raise RuleBroken(
            "The plan is paid at other times than now. That begins with the first day of a period whose payment has not "
            "gone into a run.",
            "starts",
        )


def _check_notice(
    budget: Budget, version: BudgetVersion, timeline: Timeline, starts: date, on: date, told_on: date | None
) -> None:
    days, told = notice_days(budget, timeline, starts), told_on or version.agreed_on or on
    earliest = max(on, reduction_from(told, days))
    if starts < earliest:
        raise RuleBroken(
            f"Less is paid to the holder from {say_date(starts)} than now, so notice comes first. {days} days of notice given on {say_date(told)} "
            f"run to {say_date(add_days(told, days))}, and nothing is reduced for days that have passed. The earliest "
            f"day is {say_date(earliest)}.",
            "starts",
        )


def _paid_otherwise(budget: Budget, version: BudgetVersion, starts: date) -> bool:
    ahead = copy(budget)
    ahead.authorised_to = None  # the year that begins with the version, not the one that runs
    now, terms = _schedule_on(budget, starts), terms_of(ahead, version, starts)
    return now is not None and terms is not None and (now.frequency, now.anchor) != (terms.frequency, terms.anchor)


def _schedule_on(budget: Budget, day: date) -> Schedule | None:
    return budget.schedules.filter(starts__lte=day).order_by("-starts", "-pk").first()


def _last_sent(budget: Budget) -> date | None:
    """The last day of the payments that are in a run or went out."""
    stands = PAYMENT.groups["in_a_run"] | {PaymentState.PAID}
    rows = budget.payments.filter(kind=Payment.Kind.SCHEDULED, state__in=stands)
    return rows.order_by("-period_end").values_list("period_end", flat=True).first()


def _keep_schedules(budget: Budget, version: BudgetVersion, starts: date, by: Actor) -> None:
    """Keep how the version is paid; each schedule ends the day before the next begins."""
    schedule = _schedule(budget, version, starts)
    if schedule is not None:
        schedule.made_by_id = by.user_id
        schedule.save()
    rows = list(budget.schedules.order_by("starts", "pk"))
    following = [row.starts for row in rows[1:]] + [None]
    for row, later in zip(rows, following, strict=True):
        ends = add_days(later, -1) if later else budget.authorised_to
        if schedule is None and later is None:
            ends = add_days(starts, -1)  # nothing more is paid to a holder
        if ends is not None and row.ends != max(ends, row.starts):
            row.ends = max(ends, row.starts)
            row.save(update_fields=["ends"])


def _schedule(budget: Budget, version: BudgetVersion, starts: date) -> Schedule | None:
    """How a version would be paid from a day, not saved; None when nothing is paid to a holder every week."""
    terms = terms_of(budget, version, starts)
    if terms is None:
        return None
    return Schedule(
        organisation_id=budget.organisation_id,
        person_id=budget.person_id,
        budget=budget,
        version=version,
        frequency=terms.frequency,
        anchor=terms.anchor,
        weekly=version.direct_payment_weekly,
        starts=starts,
        ends=budget.authorised_to or terms.end,
    )


def _plan_begins(version: BudgetVersion, starts: date) -> date:
    """The plan itself is in force after the one before it, also where its money reaches further back."""
    rows = version.plan_version.plan.versions.filter(state__in=careplans.IN_FORCE)
    begun = rows.values_list("effective_from", flat=True).first()
    return max(starts, add_days(begun, 1)) if begun else starts
