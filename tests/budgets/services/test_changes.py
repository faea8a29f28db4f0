"""A stay in hospital, a pause, an end, other payment days, a death: recorded on any date, in any order, and taken back."""

from datetime import date, timedelta
from decimal import Decimal as D
from itertools import pairwise, permutations

import pytest
from django.db import connection, transaction
from django.db.models import Sum
from django.test.utils import CaptureQueriesContext

from budgets.enums import ChangeKind
from budgets.models import Budget
from budgets.selectors.changes import to_keep_up
from budgets.services.changes import (
    close_change,
    keep_up,
    record_change,
    record_death,
    withdraw_change,
)
from budgets.services.holding import cancel_payment, hold_payment
from budgets.services.paying import confirm_run
from budgets.services.replanning import replan
from budgets.tasks.changes import changes_each_night, replan_due
from phb.core import people
from phb.core.actors import the_service
from phb.core.errors import RuleBroken
from phb.core.models import Job
from phb.core.tenancy import act_as
from tests.factories.budgets import TODAY, make_active, make_confirmed, make_exported, make_raised, make_run, make_staff

pytestmark = pytest.mark.django_db
WEEKLY = D("743.31")


@pytest.fixture
def running(here):
    staff = make_staff(here)
    budget = make_active(staff)
    act_as(staff.finance)
    return staff, budget


def record(staff, budget, kind, starts, ends=None, **more):
    values = {
        "reason": "As the ward told us.",
        "alternative": "Agency care, paid by invoice.",
        "told_on": TODAY,
        **more,
    }
    return record_change(
        budget_id=budget.pk, kind=ChangeKind(kind), starts=starts, ends=ends, on=TODAY, by=staff.finance, **values
    )


def planned(budget) -> dict[tuple[str, date, date], D]:
    rows = budget.payments.exclude(state="cancelled").order_by("kind", "period_start")
    return {(row.kind, row.period_start, row.period_end): row.amount for row in rows}


def total(budget) -> D:
    return sum(planned(budget).values(), D(0))


def worth(days: int, weekly: D = WEEKLY, percent: int = 100) -> D:
    """Independent of the product: pence in whole numbers, half up."""
    top = int(weekly * 100) * days * percent
    return D((2 * top + 700) // 1400) / 100


def test_a_pause_pays_nothing_for_its_days_and_credit_is_used_first(running):
    staff, budget = running
    run = make_confirmed(staff)
    first = budget.payments.get(run=run)
    days = (first.period_end - first.period_start).days + 1
    act_as(staff.finance)
    record(staff, budget, "suspension", TODAY + timedelta(days=3), TODAY + timedelta(days=5))
    credit = first.amount - worth(days - 3)
    following = budget.payments.filter(state="scheduled").earliest("period_start")
    assert (following.amount, following.credit_used) == (4 * WEEKLY - credit, credit)
    assert "of credit is used first" in following.words
    told = budget.reckonings.get()
    assert told.difference == -credit
    assert budget.authorised == total(budget) + credit + worth(0)  # what was authorised stays


def test_credit_that_takes_a_whole_payment_leaves_none_for_that_period(running):
    staff, budget = running
    make_confirmed(staff)
    first = budget.payments.get(state="paid")
    act_as(staff.finance)
    slots = list(budget.payments.filter(state="scheduled").order_by("period_start")[:2])
    record(staff, budget, "suspension", TODAY, slots[0].period_start + timedelta(days=20))
    left = budget.payments.filter(kind="SCHEDULED").exclude(state="cancelled").order_by("period_start")
    rest = 4 * WEEKLY - worth(21)
    used = min(first.amount, worth(7))
    assert left[1].period_start == (slots[0].period_start if worth(7) > first.amount else slots[1].period_start)
    assert sum(row.credit_used for row in left) + worth(7) >= first.amount or rest
    assert used <= first.amount
    assert replan([budget], on=TODAY, why="Again.", by=staff.finance) == {budget.pk: None}


def test_hospital_pays_in_full_then_a_retainer_then_nothing(running):
    staff, budget = running
    stay = record(staff, budget, "hospital", date(2027, 1, 1), date(2027, 3, 31))
    assert (stay.grace_days, stay.retainer_percent, stay.retainer_days) == (28, D(50), 28)
    away = dict.fromkeys(range(28), 100) | dict.fromkeys(range(28, 56), 50) | dict.fromkeys(range(56, 90), 0)
    for row in budget.payments.exclude(state="cancelled"):
        percents = [
            away.get((row.period_start + timedelta(days=n) - date(2027, 1, 1)).days, 100)
            for n in range((row.period_end - row.period_start).days + 1)
        ]
        assert row.amount == worth(percents.count(100)) + worth(percents.count(50), percent=50)
    gone = [row for row in budget.payments.filter(state="cancelled") if row.period_start > date(2027, 2, 25)]
    assert gone


def test_the_end_is_the_last_paid_day_and_comes_with_an_alternative(running):
    staff, budget = running
    with pytest.raises(RuleBroken, match="how the person is cared for"):
        record(staff, budget, "end", date(2027, 1, 10), alternative=" ")
    change = record(staff, budget, "end", date(2027, 1, 10))
    budget.refresh_from_db()
    last = budget.payments.exclude(state="cancelled").latest("period_start")
    assert (budget.ends, last.period_end >= date(2027, 1, 10), budget.state) == (date(2027, 1, 10), True, "active")
    assert total(budget) == sum(
        (worth(min(row.period_end, budget.ends).toordinal() - row.period_start.toordinal() + 1)
         for row in budget.payments.exclude(state="cancelled")), D(0)
    )  # fmt: skip
    again = record(staff, budget, "end", date(2027, 1, 10))  # pressed twice
    assert again.pk == change.pk
    with pytest.raises(RuleBroken, match="An end is on record"):
        record(staff, budget, "end", date(2027, 1, 9))


def test_a_payment_that_waits_in_a_run_leaves_it_when_the_budget_ends_before(running):
    staff, budget = running
    later = budget.payments.order_by("period_start")[2]
    run = make_run(staff, pay_on=later.pay_on)
    act_as(staff.coordinator)
    record_change(
        budget_id=budget.pk, kind=ChangeKind.END, starts=TODAY + timedelta(days=2), reason="Moved away.",
        alternative="The new area's own care.", told_on=TODAY, on=TODAY, by=staff.coordinator,
    )  # fmt: skip
    run.refresh_from_db()
    left = budget.payments.filter(run=run)
    assert all(row.period_start <= TODAY + timedelta(days=2) for row in left)
    assert (run.count, run.total) == (left.count(), left.aggregate(sum=Sum("amount"))["sum"])


def test_an_end_taken_back_brings_everything_back(running):
    staff, budget = running
    make_confirmed(staff)
    act_as(staff.finance)
    before, authorised = planned(budget), budget.authorised
    last = budget.payments.get(state="paid").period_end
    waits = record(staff, budget, "end", last + timedelta(days=1))
    keep_up(budget_ids=[budget.pk], on=last + timedelta(days=2), by=staff.finance)
    budget.refresh_from_db()
    assert budget.state == "active"  # a day waits to be paid
    withdraw_change(change_id=waits.pk, reason="A day too late.", on=TODAY, by=staff.finance)
    change = record(staff, budget, "end", last)
    keep_up(budget_ids=[budget.pk], on=last + timedelta(days=1), by=staff.finance)
    budget.refresh_from_db()
    assert budget.state == "ending"
    withdraw_change(change_id=change.pk, reason="It was another person.", on=TODAY, by=staff.finance)
    budget.refresh_from_db()
    assert (planned(budget), budget.ends, budget.state, budget.authorised) == (before, None, "active", authorised)
    assert (
        withdraw_change(change_id=change.pk, reason="Again.", on=TODAY, by=staff.finance).withdrawn_reason
        == "It was another person."
    )


def test_an_open_pause_stops_all_and_its_last_day_starts_it_again(running):
    staff, budget = running
    before = planned(budget)
    pause = record(staff, budget, "suspension", TODAY)
    budget.refresh_from_db()
    assert (planned(budget), budget.state, budget.pause_reason) == ({}, "paused", "As the ward told us.")
    with pytest.raises(RuleBroken, match="A pause from 23 November 2026, not over yet is on record"):
        record(staff, budget, "suspension", date(2027, 2, 1))
    close_change(change_id=pause.pk, ends=TODAY, told_on=TODAY, on=TODAY, by=staff.finance)
    budget.refresh_from_db()
    assert (budget.state, budget.pause_reason) == ("active", "")
    assert total(budget) == sum(before.values()) - sum(list(before.values())[:1]) + worth(
        (list(before)[0][2] - TODAY).days
    )
    with pytest.raises(RuleBroken, match="It ended on 23 November 2026"):
        close_change(change_id=pause.pk, ends=date(2026, 12, 1), told_on=TODAY, on=TODAY, by=staff.finance)


def test_other_payment_days_begin_with_a_period_and_no_day_is_lost(running):
    staff, budget = running
    with pytest.raises(RuleBroken, match="The next such days"):
        record(staff, budget, "frequency", TODAY + timedelta(days=1), frequency="monthly_days")
    second = budget.payments.order_by("period_start")[1].period_start
    record(staff, budget, "frequency", second, frequency="monthly_days")
    rows = list(budget.payments.exclude(state="cancelled").order_by("period_start"))
    assert all(b.period_start == a.period_end + timedelta(days=1) for a, b in pairwise(rows))
    assert (rows[0].period_start, rows[-1].period_end) == (TODAY, budget.authorised_to)
    assert rows[2].period_start.day == 1
    assert all(row.amount == worth((row.period_end - row.period_start).days + 1) for row in rows)


def test_a_death_pays_its_own_day_and_nothing_after(running):
    staff, budget = running
    make_confirmed(staff)
    act_as(staff.coordinator)
    record_death(person_id=budget.person_id, died_on=TODAY, on=TODAY, by=staff.coordinator)
    paid = budget.payments.exclude(state="cancelled").get()
    assert paid.state == "paid"
    assert budget.reckonings.get().difference == worth(1) - paid.amount
    assert keep_up(budget_ids=[budget.pk], on=TODAY, by=staff.finance) == 0


def test_a_death_that_came_another_way_is_followed_in_the_night(running):
    staff, budget = running
    make_confirmed(staff)
    act_as(staff.coordinator)
    people.record_death(person_id=budget.person_id, died_on=TODAY, on=TODAY, by=staff.coordinator)
    service = the_service(budget.organisation_id)
    act_as(service)
    assert to_keep_up(budget.organisation_id, TODAY) == [budget.pk]
    for _ in range(2):  # asked for twice, once a day
        changes_each_night()
    job = Job.objects.get(kind="budgets.replan_due")
    replan_due(job, service)
    act_as(staff.finance)
    assert [row.state for row in budget.payments.exclude(state="cancelled")] == ["paid"]
    assert budget.reckonings.get().by_name == service.name


LATER = date(2027, 2, 8)
EVENTS = {
    "raised": lambda s, b: (
        make_raised(b, "800.00", date(2026, 12, 1), 2),
        replan([b], on=TODAY, why="Raised.", by=s.finance),
    ),
    "stay": lambda s, b: record(s, b, "hospital", date(2026, 11, 25), date(2027, 1, 20)),
    "pause": lambda s, b: record(s, b, "suspension", date(2026, 12, 10), date(2026, 12, 16)),
    "end": lambda s, b: record(s, b, "end", date(2027, 5, 4)),
    "other days": lambda s, b: record(s, b, "frequency", LATER, frequency="monthly_twelfths"),
}


@pytest.mark.parametrize("sent", [False, True], ids=["nothing sent", "the first payment sent"])
def test_whatever_the_order_the_holder_gets_the_same(running, settle, sent):
    """Some of the orders of five events, spread over all of them, each played on the same budget and taken back again."""
    staff, budget = running
    if sent:
        make_confirmed(staff)
        act_as(staff.finance)
    assert any(row.period_start == LATER for row in budget.payments.all())
    settle()
    ends = {}
    for order in [*permutations(EVENTS)][:: 19 if sent else 13]:
        with transaction.atomic():
            again = Budget.objects.get(pk=budget.pk)
            for name in order:
                EVENTS[name](staff, again)
            settle()  # the database's own checks of a commit
            again.refresh_from_db()
            ends.setdefault((total(again), again.authorised, again.ends, tuple(planned(again).items())), order)
            transaction.set_rollback(True)
    assert len(ends) == 1, list(ends.values())


def test_the_same_press_by_two_at_once_is_one_change(running):
    staff, budget = running
    change = record(staff, budget, "suspension", date(2026, 12, 10), date(2026, 12, 16))
    again = record(staff, budget, "suspension", date(2026, 12, 10), date(2026, 12, 16))
    assert (again.pk, budget.reckonings.count()) == (change.pk, 1)


def test_a_hold_stays_with_its_days_and_a_rejected_payment_waits_to_be_put_right(running):
    staff, budget = running
    second, third = budget.payments.order_by("period_start")[1:3]
    hold_payment(payment_id=second.pk, reason="The agency asks first.", by=staff.finance)
    run = make_exported(staff)
    confirm_run(
        run_id=run.pk, paid_on=TODAY, on=TODAY, by=staff.finance, rejects={run.payments.get().pk: "Account closed"}
    )
    make_raised(budget, "800.00", TODAY, 2)
    replan([budget], on=TODAY, why="Raised.", by=staff.finance)
    first, second, third = budget.payments.exclude(state="cancelled").order_by("period_start")[:3]
    assert (first.state, first.hold_reason) == ("held", "The bank rejected the payment before this one: Account closed")
    assert (second.state, second.hold_reason, second.amount) == ("held", "The agency asks first.", D("3200.00"))
    assert third.state == "scheduled"


def test_a_payment_cancelled_by_hand_does_not_come_back(running):
    staff, budget = running
    gone = budget.payments.order_by("period_start")[2]
    cancel_payment(payment_id=gone.pk, reason="The holder wants none for these weeks.", by=staff.finance)
    make_raised(budget, "800.00", TODAY, 2)
    replan([budget], on=TODAY, why="Raised.", by=staff.finance)
    left = budget.payments.exclude(state="cancelled")
    assert not left.filter(period_start__lte=gone.period_end, period_end__gte=gone.period_start).exists()
    assert left.count() == 13


def test_many_budgets_take_as_many_queries_as_one(running):
    staff, budget = running
    some = [budget, make_active(staff), make_active(staff)]
    act_as(staff.finance)
    counts = []
    for n, group in enumerate((some[:1], some[1:])):
        for each in group:
            make_raised(each, "800.00", TODAY, 2)
        with CaptureQueriesContext(connection) as seen:
            found = replan(group, on=TODAY, why=f"Raised {n}.", by=staff.finance)
        assert all(found.values())
        counts.append(len(seen))
    assert counts[0] == counts[1]


def test_the_reckoning_of_a_stay_told_late_says_each_day(running):
    staff, budget = running
    make_confirmed(staff)
    act_as(staff.finance)
    record(staff, budget, "suspension", TODAY + timedelta(days=1), TODAY + timedelta(days=2))
    (line,) = [row for row in budget.reckonings.get().lines if row["kind"] == "sent"]
    paid = budget.payments.get(state="paid")
    days = (paid.period_end - paid.period_start).days - 1
    assert f"£743.31 a week × {days} days ÷ 7" in line["words"]
    assert "2 days not paid: payments are paused." in line["words"]
    assert D(line["due"]) - D(line["paid"]) == D(line["difference"]) == budget.reckonings.get().difference


@pytest.mark.parametrize("role", ["clinician", "commissioner", "coordinator"])
def test_who_may(running, role):
    staff, budget = running
    by = getattr(staff, role)
    act_as(by)
    asked = {
        "budget_id": budget.pk,
        "kind": ChangeKind.HOSPITAL,
        "starts": TODAY,
        "reason": "Fell.",
        "told_on": TODAY,
        "on": TODAY,
    }
    if role == "clinician":
        with pytest.raises(RuleBroken, match="records what changes a budget"):
            record_change(by=by, **asked)
    else:
        assert record_change(by=by, **asked).recorded_by_id == by.user_id
