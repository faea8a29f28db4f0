"""From the plan on finance's desk to money in the holder's account, step by step."""

from decimal import Decimal as D

import pytest

from budgets import services
from budgets.models import BudgetVersion, Entry, Payment
from budgets.selectors import balance_on
from phb.core.errors import RuleBroken
from tests.factories import budgets as made
from tests.factories.budgets import JOINT, NOW, TODAY


@pytest.fixture
def staff(here):
    return made.make_staff(here)


def test_a_plan_becomes_money_in_the_holders_account(staff, settle):
    budget = made.make_active(staff, services_=[{"weekly_amount": D("100.00"), "funders": JOINT}])
    assert budget.state == "active"
    assert budget.versions.get().plan_version.state == "active"
    payments = list(budget.payments.order_by("period_start"))
    assert sum(p.amount for p in payments) == budget.authorised
    assert payments[0].period_start == TODAY
    assert payments[-1].period_end == budget.authorised_to
    run = made.make_confirmed(staff)
    settle()
    first = Payment.objects.get(run=run)
    assert (first.state, first.paid_on) == ("paid", TODAY)
    assert balance_on(budget, "HOLDER") == first.amount
    legs = {leg.account.funder: leg.amount for leg in Entry.objects.get().legs.all()}
    nhs = -sum(D(part["amount"]) for part in first.split if part["funder"] == "NHS")
    assert legs == {"": first.amount, "NHS": nhs, "Northmoor Council": -first.amount - nhs}


def test_the_proposed_budget_is_the_plans_lines(staff):
    budget = made.make_proposed(
        staff,
        services_=[
            {"weekly_amount": D("743.31")},
            {"weekly_amount": D("50.00"), "holding": "notional", "description": "District nurse"},
            {"one_off_amount": D("400.00"), "description": "Hoist", "frequency": "one_off"},
        ],
    )
    version = budget.versions.get()
    assert (version.weekly, version.direct_payment_weekly, version.one_offs) == (D("793.31"), D("743.31"), D("400.00"))
    assert [line.description for line in version.lines.all()] == ["Personal assistant", "District nurse", "Hoist"]
    assert version.plan_version.state == "finance_checked"


def test_a_difference_needs_a_reason(staff):
    version = made.make_plan(staff)
    made.act_as(staff.finance)
    with pytest.raises(RuleBroken) as refused:
        services.propose(plan_version_id=version.pk, content_hash=version.content_hash, by=staff.finance, on=TODAY)
    assert refused.value.field == "difference_reason"


def test_the_same_proposal_twice_is_one(staff):
    budget = made.make_proposed(staff)
    version = budget.versions.get().plan_version
    again = services.propose(
        plan_version_id=version.pk, content_hash=version.content_hash, by=staff.finance, on=TODAY, difference_reason="x"
    )
    assert again == budget.versions.get()


def test_authorised_is_what_falls_due_in_a_year_and_one_offs(staff):
    budget = made.make_authorised(
        staff, services_=[{"weekly_amount": D("70.00")}, {"one_off_amount": D("400.00"), "frequency": "one_off"}]
    )
    assert budget.authorised_to == TODAY.replace(year=2027, day=22)
    assert budget.authorised == D("70.00") / 7 * 365 + 400


def test_a_given_back_plan_withdraws_its_proposal(staff):
    budget = made.make_proposed(staff)
    version = budget.versions.get()
    made.act_as(staff.commissioner)
    services.give_back(plan_version_id=version.plan_version_id, reasons="Show the night care.", by=staff.commissioner)
    version.refresh_from_db()
    assert (version.state, version.plan_version.state) == ("withdrawn", "draft")


def test_above_the_scheme_nobody_authorises_alone(staff):
    made.act_as(staff.finance)
    made.set_policy(
        key="approval_limits",
        value=[{"measure": "weekly", "limit": "700.00", "role": "COM", "second": True}],
        starts=made.LONG_AGO,
        by=staff.finance,
    )
    budget = made.make_proposed(staff)
    version = budget.versions.get().plan_version
    made.act_as(staff.commissioner)
    with pytest.raises(
        RuleBroken, match=r"^Two commissioners must approve this plan, and none has yet\. .*more than £700\.00"
    ):
        services.authorise(
            plan_version_id=version.pk, content_hash=version.content_hash, words="Yes.", on=TODAY, by=staff.commissioner
        )
    assert BudgetVersion.objects.get().state == "proposed"


def test_a_plan_changed_since_is_not_authorised(staff):
    budget = made.make_proposed(staff)
    version = budget.versions.get().plan_version
    made.act_as(staff.commissioner)
    with pytest.raises(RuleBroken, match="changed"):
        services.authorise(
            plan_version_id=version.pk, content_hash="0" * 64, words="Yes.", on=TODAY, by=staff.commissioner
        )


def test_a_budget_with_a_shut_gate_does_not_start(staff):
    budget = made.make_authorised(staff)
    made.act_as(staff.finance)
    with pytest.raises(RuleBroken, match="agreement must be signed"):
        services.start_budget(budget_id=budget.pk, starts=TODAY, on=TODAY, by=staff.finance)


def test_a_rejected_payment_is_put_right_and_paid_in_the_next_run(staff, settle):
    budget = made.make_active(staff)
    run = made.make_exported(staff)
    payment = run.payments.get()
    services.confirm_run(
        run_id=run.pk, paid_on=TODAY, on=TODAY, by=staff.finance, rejects={payment.pk: "Account closed"}
    )
    payment.refresh_from_db()
    assert (payment.state, payment.reject_reason) == ("rejected", "Account closed")
    assert balance_on(budget, "HOLDER") == 0
    services.reissue_payment(payment_id=payment.pk, pay_on=TODAY, on=TODAY, by=staff.finance)
    made.make_confirmed(staff)
    settle()
    payment.refresh_from_db()
    assert payment.state == "paid"
    assert balance_on(budget, "HOLDER") == payment.amount


def test_a_recalled_payment_is_reversed(staff, settle):
    budget = made.make_active(staff)
    run = made.make_confirmed(staff)
    payment = run.payments.get()
    services.recall_payment(payment_id=payment.pk, reason="Account closed", on=TODAY, by=staff.finance)
    settle()
    assert balance_on(budget, "HOLDER") == 0
    assert Entry.objects.filter(reverses__isnull=False).count() == 1


def test_a_death_holds_the_line_and_the_run_goes_on(staff):
    dead, living = made.make_active(staff), made.make_active(staff)
    made.act_as(staff.finance)
    dead.person.date_of_death = TODAY
    dead.person.save()
    run = made.make_run(staff, at=NOW)
    held = dead.payments.get(run=run)
    assert (held.state, held.hold_reason) == ("held", "The person died on 23 November 2026.")
    assert living.payments.get(run=run).state == "proposed"
    assert (run.count, run.total) == (1, living.payments.get(run=run).amount)
