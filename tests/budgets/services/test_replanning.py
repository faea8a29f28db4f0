"""Payments worked out again from the facts: nothing changes without cause, and what went out is settled to the penny."""

from datetime import date, timedelta
from decimal import Decimal as D

import pytest

from budgets.enums import ChangeKind
from budgets.models import BudgetChange, BudgetLine, BudgetVersion, Payment
from budgets.services.replanning import preview, replan
from phb.core.tenancy import act_as
from tests.factories.budgets import NOW, TODAY, make_active, make_run, make_staff

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
