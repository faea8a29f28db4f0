"""Payments worked out again from the facts: nothing changes without cause, and what went out is settled to the penny."""

from datetime import timedelta
from decimal import Decimal as D

import pytest

from budgets.enums import ChangeKind
from budgets.models import Reckoning
from budgets.selectors.authorised import authorised_parts
from budgets.selectors.timeline import timelines_of
from budgets.services.changes import look_ahead, prepare, record_change
from budgets.services.replanning import replan
from phb.core.tenancy import act_as
from tests.factories.budgets import JOINT, TODAY, make_active, make_confirmed, make_raised, make_staff

pytestmark = pytest.mark.django_db


@pytest.fixture
def running(here):
    staff = make_staff(here)
    return staff, make_active(staff)


def test_nothing_changes_without_cause(running):
    staff, budget = running
    before = list(budget.payments.order_by("pk").values())
    authorised = budget.authorised
    assert replan([budget], on=TODAY, why="Looked at again.", by=staff.finance) == {budget.pk: None}
    budget.refresh_from_db()
    assert list(budget.payments.order_by("pk").values()) == before
    assert budget.authorised == authorised


def test_a_look_ahead_writes_nothing_and_says_what_will_be(running):
    staff, budget = running
    make_confirmed(staff)
    act_as(staff.finance)
    asked = {"kind": ChangeKind.HOSPITAL, "starts": TODAY + timedelta(days=2), "ends": TODAY + timedelta(days=70),
             "reason": "A fall.", "told_on": TODAY, "on": TODAY, "by": staff.finance}  # fmt: skip
    before = set(budget.payments.values_list("pk", "state", "amount"))
    ahead = look_ahead(prepare(budget=budget, **asked), on=TODAY)
    assert set(budget.payments.values_list("pk", "state", "amount")) == before
    assert not Reckoning.objects.exists()
    record_change(budget_id=budget.pk, **asked)
    told = budget.reckonings.get()
    assert (told.lines, told.difference) == (ahead.lines, ahead.balance)
    budget.refresh_from_db()
    assert budget.authorised == ahead.planned.authorised


def test_arrears_are_shared_by_the_funders_of_their_days_and_replaced_while_not_sent(here):
    staff = make_staff(here)
    budget = make_active(staff, services_=[{"weekly_amount": D("700.00"), "funders": JOINT}])
    make_confirmed(staff)
    act_as(staff.finance)
    paid = budget.payments.get(state="paid")
    days = (paid.period_end - paid.period_start).days + 1
    for number, weekly in ((2, "770.00"), (3, "800.00")):
        make_raised(budget, weekly, TODAY, number)
        replan([budget], on=TODAY, why=f"Version {number}.", by=staff.finance)
    owed = (D(100) * days / 7).quantize(D("0.01"))
    arrears = budget.payments.get(kind="ARREARS", state="scheduled")
    assert arrears.amount == owed
    assert {part["funder"] for part in arrears.split} == {"NHS", "Northmoor Council"}
    assert sum(D(part["amount"]) for part in arrears.split) == owed
    assert budget.payments.filter(kind="ARREARS", state="cancelled").count() == 1
    found = authorised_parts([budget], timelines_of([budget]))[budget.pk]
    budget.refresh_from_db()
    assert budget.authorised == found.amount == sum(p.amount for p in budget.payments.exclude(state="cancelled"))
