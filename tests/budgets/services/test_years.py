"""Kept figures of a year: from a running budget, through what happens to it, in a fixed number of queries."""

from datetime import date
from decimal import Decimal as D

import pytest
from django.db import connection
from django.db.models import Sum
from django.test.utils import CaptureQueriesContext

from budgets import services
from budgets.enums import ChangeKind
from budgets.models import Budget, BudgetChange, BudgetYear, FundingShare, FundingSplit, Payment
from budgets.rules.schedule import amount_for_days
from budgets.selectors import years as selectors
from budgets.selectors.timeline import timeline_of
from budgets.services.years import ask_to_work_out, keep_years
from budgets.tasks.years import work_out_years, years_each_night
from phb.core.actors import the_service
from phb.core.errors import RuleBroken
from phb.core.models import Job
from phb.core.periods import Period
from phb.core.tenancy import act_as
from tests.factories import budgets as made
from tests.factories.budgets import JOINT, TODAY

WEEKLY = D("743.31")
LAST = date(2027, 3, 31)
DAYS = (LAST - TODAY).days + 1


@pytest.fixture
def staff(here):
    return made.make_staff(here)


def figures(budget, year=2026, **cut):
    names = (
        "budget_value",
        "agreed_value",
        "earned",
        "rest",
        "one_offs",
        "one_offs_paid",
        "cash_paid",
        "prepaid",
        "forecast",
        "variance",
    )
    rows = BudgetYear.objects.filter(budget=budget, year=year, **cut)
    return {name: rows.aggregate(sum=Sum(name))["sum"] or D(0) for name in names}


def test_a_year_from_start_to_end(staff, settle):
    """Started with the year's budget; paid; paused; ended: the variance says what happened, the budget stays."""
    lines = [
        {"funders": JOINT},
        {"one_off_amount": D("350.00"), "frequency": "one_off", "description": "Hoist", "kind": "equipment"},
    ]
    budget = made.make_active(staff, services_=lines)
    keep_years([budget.pk], on=TODAY)
    year = amount_for_days(WEEKLY, DAYS)
    found = figures(budget)
    assert found["budget_value"] == found["agreed_value"] == found["forecast"] == year + 350
    assert (found["variance"], found["earned"]) == (0, amount_for_days(WEEKLY, 1))
    assert (found["one_offs"], found["one_offs_paid"], found["cash_paid"]) == (350, 0, 0)
    council = figures(budget, funder="Northmoor Council")
    assert council["budget_value"] == pytest.approx(year * D("0.4"), abs=D("0.01"))
    assert figures(budget, 2027)["budget_value"] == amount_for_days(WEEKLY, 366)

    made.make_confirmed(staff)
    keep_years([budget.pk], on=TODAY)
    found = figures(budget)
    assert found["cash_paid"] == 3 * WEEKLY + 350  # the calendar's period has three weeks left
    assert found["prepaid"] == amount_for_days(WEEKLY, 20)
    assert found["one_offs_paid"] == 350

    rows = {"organisation_id": budget.organisation_id, "person_id": budget.person_id, "budget": budget, "reason": "Away",
            "told_on": TODAY, "recorded_by_id": staff.finance.user_id}  # fmt: skip
    BudgetChange.objects.create(kind=ChangeKind.SUSPENSION, starts=date(2026, 12, 21), ends=date(2027, 1, 3), **rows)
    keep_years([budget.pk], on=TODAY)
    found = figures(budget)
    assert found["budget_value"] == year + 350
    assert found["variance"] == -2 * WEEKLY
    # What the payments go by says the same of the year's days.
    assert found["forecast"] - 350 == timeline_of(budget).worth(Period(date(2026, 4, 1), LAST)).amount
    BudgetChange.objects.create(kind=ChangeKind.END, starts=date(2027, 1, 31), **rows)
    keep_years([budget.pk], on=TODAY)
    assert figures(budget)["forecast"] == amount_for_days(WEEKLY, 70 - 14) + 350
    assert figures(budget, 2027) == figures(budget, 2031)  # nothing is left of a year that does not come
    settle()


def test_a_later_split_and_an_asked_one_off(staff):
    """Shares by date are parts of the same whole; what was asked for later stands in the variance."""
    budget = made.make_active(
        staff, services_=[{"holding": "notional", "provider": "Moorside Care", "weekly_amount": D("700.00")}, {}]
    )
    split = FundingSplit.objects.create(
        organisation_id=budget.organisation_id, person_id=budget.person_id, budget=budget, starts=date(2027, 1, 1), reason="Joint",
        proposed_by_id=staff.finance.user_id,
    )  # fmt: skip
    for position, (funder, more) in enumerate(
        [("Council", {"fixed_weekly": D("843.31")}), ("NHS", {"percent": D(100)})]
    ):
        FundingShare.objects.create(
            organisation_id=budget.organisation_id,
            person_id=budget.person_id,
            split=split,
            position=position,
            funder=funder,
            **more,
        )
    split.state = "agreed"
    split.save(update_fields=["state"])
    keep_years([budget.pk], on=TODAY)
    whole, year = figures(budget), amount_for_days(D("1443.31"), DAYS)
    assert whole["budget_value"] == year
    council = figures(budget, funder="Council")
    # A fixed sum is met from what the holder is paid first: all of the assistant, and £100 of the care bought.
    assert council["budget_value"] == pytest.approx(amount_for_days(D("843.31"), 90), abs=D("0.01"))
    assert figures(budget, funder="Council", holding="notional", provider="Moorside Care")[
        "budget_value"
    ] == amount_for_days(D("100.00"), 90)
    Budget.objects.filter(pk=budget.pk).update(authorised=budget.authorised + 100)
    Payment.objects.create(
        organisation_id=budget.organisation_id, person_id=budget.person_id, budget=budget, kind="ONE_OFF", amount=D("100.00"),
        period_start=date(2026, 12, 1), period_end=date(2026, 12, 1), pay_on=date(2026, 12, 1),
        split=[{"funder": "NHS", "amount": "100.00"}],
    )  # fmt: skip
    keep_years([budget.pk], on=TODAY)
    assert figures(budget)["variance"] == figures(budget, provider="", holding="direct_payment")["variance"] == 100
    assert figures(budget)["budget_value"] == year


def test_what_has_not_started_has_no_figures_and_rows_that_are_empty_go(staff):
    budget = made.make_authorised(staff)
    keep_years([budget.pk], on=TODAY)
    assert not BudgetYear.objects.exists()


def test_queries_do_not_grow_with_budgets_and_pages_ask_few(staff, settle):
    one = made.make_active(staff)
    with CaptureQueriesContext(connection) as few:
        keep_years([one.pk], on=TODAY)
    for _ in range(2):
        made.make_active(staff)
    ids = list(Budget.objects.values_list("pk", flat=True))
    keep_years(ids, on=TODAY)
    with CaptureQueriesContext(connection) as many:
        keep_years(ids, on=TODAY)
    assert len(many) <= len(few)
    settle()
    act_as(staff.commissioner)
    (group,) = selectors.groups(staff.commissioner, 2026, "stream", {})
    assert (group.budgets, group.label) == (3, "NHS Continuing Healthcare")
    assert group.forecast == selectors.whole(staff.commissioner, 2026, {}).forecast == 3 * figures(one)["forecast"]
    for cut in selectors.CUTS:
        found = selectors.groups(staff.commissioner, 2026, cut, {})
        assert sum(row.forecast for row in found) == group.forecast, cut
        for row in found:  # each figure opens to the budgets behind it
            listed = selectors.listed(staff.commissioner, 2026, {cut: row.key})
            assert (len(listed), sum(each.forecast for each in listed)) == (row.budgets, row.forecast), cut
    months = selectors.months(staff.commissioner, 2026, {})
    assert sum(forecast for _, forecast in months) == group.forecast
    assert months[0] == (0, 0)


def test_the_job_works_everything_out_and_is_asked_for_once(staff):
    budget = made.make_active(staff)
    act_as(staff.commissioner)
    first = ask_to_work_out(by=staff.commissioner, on=TODAY)
    assert ask_to_work_out(by=staff.commissioner, on=TODAY) == first
    with pytest.raises(RuleBroken):
        ask_to_work_out(by=staff.coordinator, on=TODAY)
    work_out_years(first, staff.commissioner)
    act_as(staff.finance)
    assert figures(budget)["forecast"] > 0
    assert Job.objects.get(pk=first.pk).done_items == 1


def test_one_off_is_paid_once_however_many_versions_have_it(staff):
    budget = made.make_active(
        staff,
        services_=[
            {"one_off_amount": D("350.00"), "frequency": "one_off", "description": "Hoist", "kind": "equipment"}
        ],
    )
    services.cancel_payment(payment_id=budget.payments.get().pk, reason="Asked for later.", by=staff.finance)
    keep_years([budget.pk], on=TODAY)
    assert figures(budget)["one_offs"] == 350


def test_each_night_asks_for_one_job_an_organisation(here, there):
    years_each_night()
    years_each_night()
    act_as(the_service(here.pk))
    assert Job.objects.filter(kind="budgets.work_out_years").count() == 1
