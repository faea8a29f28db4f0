"""Every figure of a budget opens, and its parts come to it."""

from decimal import Decimal as D

import pytest

from budgets.models import Budget
from budgets.selectors.opened import codes, open_figure
from phb.core.errors import NotVisible
from phb.core.tenancy import act_as
from tests.factories import budgets as made
from tests.factories.budgets import JOINT, NHS

SERVICES = [
    {"weekly_amount": D("443.27"), "hours_per_week": D("32"), "rate": D("13.85"), "funders": JOINT},
    {"description": "Agency nights", "kind": "agency_care", "weekly_amount": D("300.11"), "funders": NHS},
    {"description": "Nurse", "kind": "nursing", "weekly_amount": D("90.00"), "funders": NHS, "holding": "notional"},
    {"description": "Tablet", "kind": "equipment", "one_off_amount": D("350.00"), "funders": NHS, "frequency": "one_off"},
]  # fmt: skip


@pytest.fixture
def staff(here):
    return made.make_staff(here)


@pytest.fixture
def running(staff) -> Budget:
    budget = made.make_active(staff, services_=SERVICES)
    made.make_confirmed(staff)
    act_as(staff.finance)
    return Budget.objects.get(pk=budget.pk)


def test_each_figure_of_a_running_budget_is_the_sum_of_its_parts(staff, running):
    version = running.versions.get()
    for code in ("weekly", "direct-payment", "one-offs", "authorised", "paid", "promised", "committed", "left",
                 "payments-due", "year-2026"):  # fmt: skip
        shown = open_figure(staff.finance, running, code)
        assert shown.adrift == 0, code
        assert shown.parts, code
        assert shown.words, code
    assert open_figure(staff.finance, running, "weekly").amount == D("833.38")
    assert open_figure(staff.finance, running, "direct-payment").amount == D("743.38")
    left = open_figure(staff.finance, running, "left")
    assert left.amount == running.authorised - sum(p.amount for p in running.payments.all())
    for line in version.lines.all():
        assert open_figure(staff.finance, running, f"line-{line.pk}").adrift == 0
    for payment in running.payments.all():
        assert open_figure(staff.finance, running, f"payment-{payment.pk}").adrift == 0


def test_what_was_authorised_is_its_real_parts(staff, running):
    labels = {row.label: row.amount for row in open_figure(staff.finance, running, "authorised").rows}
    due = open_figure(staff.finance, running, "payments-due")
    assert labels == {"Payments of the year": due.amount, "One-off payments": D("350.00")}


def test_the_value_of_a_year_counts_its_days(staff, running):
    shown = open_figure(staff.finance, running, "year-2026")
    days = 8 + 31 + 31 + 28 + 31  # 23 November to 31 March
    assert shown.amount == round(D("833.38") * days / 7, 2)


def test_parts_follow_further_to_what_opens(staff, running):
    seen, waits = set(), ["left", "weekly", "direct-payment", "one-offs"]
    while waits:
        code = waits.pop()
        seen.add(code)
        waits += [
            row.opens for row in open_figure(staff.finance, running, code).rows if row.opens and row.opens not in seen
        ]
    assert len([code for code in seen if code.startswith("line-")]) == 4
    assert any(code.startswith("payment-") for code in seen)


def test_what_is_not_there_does_not_open(staff, running):
    wrong = [
        "nothing",
        "line-0",
        "line-",
        "payment-999999",
        "year-1999",
        "year",
        "line-9" * 12,
        "weekly-1",
        "indicative",
    ]
    for code in wrong:
        with pytest.raises(NotVisible):
            open_figure(staff.finance, running, code)


def test_a_line_or_payment_of_another_budget_does_not_open(staff, running):
    other = made.make_active(staff)
    line, payment = other.versions.get().lines.get(), other.payments.first()
    for code in (f"line-{line.pk}", f"payment-{payment.pk}"):
        with pytest.raises(NotVisible):
            open_figure(staff.finance, running, code)


def test_a_budget_that_is_only_proposed_has_no_authorised_figure(staff):
    budget = made.make_proposed(staff)
    assert open_figure(staff.finance, budget, "weekly").words[0].startswith("Proposed")
    with pytest.raises(NotVisible):
        open_figure(staff.finance, budget, "authorised")


def test_every_code_is_listed():
    assert {"weekly", "line", "payment", "authorised", "left", "indicative", "year"} <= set(codes())
