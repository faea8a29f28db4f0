"""Contingency: asked for, decided by another, paid once, given back; by the settings of where and when it is paid."""

from datetime import date, timedelta
from decimal import Decimal as D

import pytest

from budgets.enums import ContingencyState
from budgets.models import ContingencyUse, Payment
from budgets.services import contingency
from phb.core.errors import NotVisible, RuleBroken
from phb.core.models import User
from phb.core.policies import set_policy
from phb.core.tenancy import act_as
from tests.factories import budgets as made
from tests.factories.budgets import JOINT, TODAY
from tests.factories.core import make_actor, make_grant


@pytest.fixture
def staff(here):
    return made.make_staff(here)


def parts(payment: Payment) -> dict[str, D]:
    return {each["funder"]: D(each["amount"]) for each in payment.split}


def ask(budget, by, amount="100.00", **fields):
    given = {"what_happened": "The assistant is ill.", "needed_on": TODAY + timedelta(days=1), "on": TODAY, **fields}
    return contingency.ask(budget_id=budget.pk, amount=D(amount), by=by, **given)


def test_contingency_outside_the_budget_is_asked_for_decided_and_paid_once(staff, settle):
    budget = made.make_active(staff, services_=[{"weekly_amount": D("700.00"), "funders": JOINT}])
    assert budget.versions.get().contingency == D("2800.00")
    before = budget.authorised
    act_as(staff.coordinator)
    use = ask(budget, staff.coordinator)
    with pytest.raises(RuleBroken, match=r"£2,700\.00 of the contingency"):
        ask(budget, staff.coordinator, "2700.01")
    with pytest.raises(RuleBroken, match="decides about contingency"):
        contingency.approve(use_id=use.pk, reason="Fine with me.", on=TODAY, by=staff.coordinator)
    act_as(staff.finance)
    for _ in range(2):
        contingency.approve(use_id=use.pk, reason="An agency costs this.", on=TODAY, by=staff.finance)
    use.refresh_from_db()
    budget.refresh_from_db()
    assert use.state == ContingencyState.APPROVED and budget.authorised == before + D("100.00")
    (paid,) = budget.payments.filter(kind="ONE_OFF")
    assert (paid.amount, paid.period_start) == (D("100.00"), TODAY + timedelta(days=1))
    assert parts(paid) == {"NHS": D("60.00"), "Northmoor Council": D("40.00")}
    for _ in range(2):
        contingency.give_back(use_id=use.pk, reason="A friend helped.", on=TODAY, by=staff.finance)
    paid.refresh_from_db()
    budget.refresh_from_db()
    assert (paid.state, budget.authorised) == ("cancelled", before)
    act_as(staff.coordinator)
    assert ask(budget, staff.coordinator, "2800.00").amount == D("2800.00")
    settle()


def test_a_refusal_has_its_reason_and_stands(staff):
    budget = made.make_active(staff)
    act_as(staff.coordinator)
    use = ask(budget, staff.coordinator)
    act_as(staff.commissioner)
    with pytest.raises(RuleBroken, match="Write the reason"):
        contingency.refuse(use_id=use.pk, reason=" ", on=TODAY, by=staff.commissioner)
    contingency.refuse(use_id=use.pk, reason="The plan covers it.", on=TODAY, by=staff.commissioner)
    with pytest.raises(RuleBroken):
        contingency.approve(use_id=use.pk, reason="After all.", on=TODAY, by=staff.commissioner)


def test_contingency_inside_is_authorised_already(staff, settle):
    set_policy(key="contingency_inside", value=True, starts=date(2020, 1, 1), by=staff.finance)
    budget = made.make_active(staff, services_=[{"weekly_amount": D("700.00")}])
    before = budget.authorised
    act_as(staff.coordinator)
    use = ask(budget, staff.coordinator, "2800.00")
    act_as(staff.finance)
    contingency.approve(use_id=use.pk, reason="It is what it is for.", on=TODAY, by=staff.finance)
    budget.refresh_from_db()
    assert budget.authorised == before
    settle()


def test_contingency_up_front_goes_out_with_the_first_payment(staff, settle):
    set_policy(key="contingency_paid", value="up_front", starts=date(2020, 1, 1), by=staff.finance)
    budget = made.make_active(staff, services_=[{"weekly_amount": D("700.00")}])
    (paid,) = budget.payments.filter(kind="ONE_OFF")
    assert paid.amount == D("2800.00") and paid.words.startswith("Contingency, kept aside")
    act_as(staff.coordinator)
    use = ask(budget, staff.coordinator)
    act_as(staff.finance)
    contingency.approve(use_id=use.pk, reason="Noted with thanks.", on=TODAY, by=staff.finance)
    assert budget.payments.filter(kind="ONE_OFF").count() == 1
    settle()


def test_the_holder_asks_and_takes_back_only_with_the_right_to_act(staff, here):
    budget = made.make_active(staff)
    act_as(staff.finance)
    holder, reader = make_actor("BH", here), make_actor("REP", here)
    make_grant(budget.person, User.objects.get(pk=holder.user_id), "HOLDER")
    make_grant(budget.person, User.objects.get(pk=reader.user_id), "REPRESENTATIVE", act_on_money=False)
    act_as(holder)
    use = ask(budget, holder)
    act_as(reader)
    with pytest.raises(NotVisible):
        ask(budget, reader)
    act_as(holder)
    contingency.withdraw(use_id=use.pk, by=holder)
    assert ContingencyUse.objects.get(pk=use.pk).state == ContingencyState.WITHDRAWN
