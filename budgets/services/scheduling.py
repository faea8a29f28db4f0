"""Starting a budget: the gates, the schedule, and every payment that falls due in the authorised year."""

from datetime import date

from django.db import transaction

from budgets.enums import DIRECT_PAYMENT_METHODS, VersionState
from budgets.models import Budget, BudgetVersion, Payment, Schedule
from budgets.permissions import check_may
from budgets.rules.funding import split_once, split_over_days
from budgets.rules.schedule import DuePeriod, PaymentTerms, due_periods
from budgets.selectors import committed_of
from budgets.selectors.for_plans import plan_facts
from budgets.selectors.funding import splits_of
from budgets.services._common import lock_budget, note_created
from budgets.services.agreeing import terms_of
from budgets.services.contingency_terms import up_front_payments
from budgets.services.plan_lines import line_value, lines_of_version
from budgets.services.years import keep_years
from careplans import selectors as careplans
from careplans import services as plans
from phb.core.actors import Actor
from phb.core.calendar import bank_holidays
from phb.core.errors import RuleBroken
from phb.core.money import format_pounds
from phb.core.moving import move
from phb.core.periods import previous_working_day


def gates_of(by: Actor, budget: Budget, on: date, starts: date | None = None):
    """The gates before a direct payment may start, each open or shut with its reason (section 15.1).

    `starts`: the day of the first payment, where it is known: the plan that a budget starts with, whatever its number, is
    reviewed within 3 months of it.
    """
    version = agreed_version(budget).plan_version
    facts = {name: value for name, value in plan_facts(version, on).items() if name != "indicative_told_on"}
    return careplans.gates_of(version, on=on, first_payment_on=starts, **facts)


def agreed_version(budget: Budget) -> BudgetVersion:
    """The version that drives payments. Raises RuleBroken while nothing is agreed."""
    found = budget.versions.filter(state=VersionState.AGREED).select_related("plan_version__plan").first()
    if found is None:
        raise RuleBroken("The budget is not authorised yet.")
    return found


@transaction.atomic
def start_budget(*, budget_id: int, starts: date, on: date, by: Actor) -> Budget:
    """Start the budget on a day: its payments are scheduled to the end of the authorised year, the plan becomes active.

    Raises RuleBroken while a gate is shut, or for a day outside the authorised year.
    """
    check_may(by, "payment schedule", "W")
    budget = lock_budget(by, budget_id)
    version = agreed_version(budget)
    if shut := [gate for gate in gates_of(by, budget, on, starts) if gate.is_shut]:
        raise RuleBroken("The budget cannot start yet. " + " ".join(gate.why for gate in shut))
    earliest = version.effective_from or budget.starts
    if budget.authorised_to is None or not earliest <= starts <= budget.authorised_to:
        last = f"{budget.authorised_to:%-d %B %Y}" if budget.authorised_to else "the end of the authorised year"
        raise RuleBroken(
            f"The budget was authorised from {earliest:%-d %B %Y} to {last}. Choose a day within.", "starts"
        )
    terms = terms_of(budget, version, starts)
    move(budget, "start", by=by, starts=starts)
    payments = [*one_off_payments(budget, version, starts, on), *up_front_payments(budget, version, starts, on)]
    if terms is not None:
        payments = [*schedule_of(budget, version, terms, by), *payments]
    check_room(budget, payments)
    note_created(Payment.objects.bulk_create(payments), by)
    plans.activate(version_id=version.plan_version_id, on=starts, by=by)
    keep_years([budget.pk], on=on)
    return budget


def schedule_of(budget: Budget, version: BudgetVersion, terms: PaymentTerms, by: Actor) -> list[Payment]:
    """Keep how a version is paid from the first day of its terms, and give its payments, not saved yet."""
    schedule = Schedule.objects.create(
        organisation_id=by.organisation_id,
        person_id=budget.person_id,
        budget=budget,
        version=version,
        frequency=terms.frequency,
        anchor=terms.anchor,
        weekly=version.direct_payment_weekly,
        starts=terms.start,
        ends=terms.end,
        made_by_id=by.user_id,
    )
    return scheduled_payments(schedule, version, terms)


def scheduled_payments(schedule: Schedule, version: BudgetVersion, terms: PaymentTerms) -> list[Payment]:
    """A payment for each period that falls due until the schedule ends, split between the funders to the penny."""
    lines = [line.funded for line in lines_of_version(version) if line.is_direct_payment and line.weekly]
    splits = splits_of([schedule.budget_id])[schedule.budget_id]
    holidays = bank_holidays(schedule.starts.year - 1, schedule.ends.year + 1)
    return [
        _scheduled(schedule, due, split_over_days(due.amount, lines, due.period, splits))
        for due in due_periods(terms, schedule.ends, holidays)
    ]


def one_off_payments(budget: Budget, version: BudgetVersion, starts: date, on: date) -> list[Payment]:
    """A payment for each one-off line that is paid to the holder, on its own day, or at the start when it has none."""
    found, splits = [], splits_of([budget.pk])[budget.pk]
    for line in version.lines.filter(one_off__isnull=False, holding__in=DIRECT_PAYMENT_METHODS):
        day = max(line.one_off_on or starts, on)
        parts = split_once(line.one_off, [line_value(line).funded], day, splits)
        found.append(
            Payment(
                organisation_id=budget.organisation_id,
                person_id=budget.person_id,
                budget=budget,
                service_id=line.service_id,
                kind=Payment.Kind.ONE_OFF,
                period_start=day,
                period_end=day,
                pay_on=previous_working_day(day, bank_holidays(day.year - 1, day.year + 1)),
                amount=line.one_off,
                split=split_json(parts),
                words=f"{line.description}: {format_pounds(line.one_off)}, paid once."[:300],
            )
        )
    return found


def check_room(budget: Budget, payments: list[Payment]) -> None:
    """Refuse (RuleBroken) payments that together would be above what is authorised, before the database does."""
    total = sum((payment.amount for payment in payments), committed_of(budget))
    if total > budget.authorised:
        raise RuleBroken(
            f"The payments would come to {format_pounds(total)}, above the authorised {format_pounds(budget.authorised)}."
        )


def split_json(parts) -> list[dict[str, str]]:
    """The funders' parts as they are kept with a payment."""
    return [{"funder": part.funder, "amount": str(part.amount)} for part in parts]


def _scheduled(schedule: Schedule, due: DuePeriod, parts) -> Payment:
    return Payment(
        organisation_id=schedule.organisation_id,
        person_id=schedule.person_id,
        budget_id=schedule.budget_id,
        schedule=schedule,
        period_start=due.period.start,
        period_end=due.period.end,
        pay_on=due.pay_date,
        amount=due.amount,
        split=split_json(parts),
        words=due.words[:300],
    )
