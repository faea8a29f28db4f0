"""The pages of what changed a budget: looked at first, recorded once, taken back; for those who may."""

from datetime import date
from uuid import uuid4

import pytest
import time_machine
from django.urls import reverse

from budgets.models import BudgetChange
from phb.core.tenancy import act_as
from tests.factories.budgets import NOW, TODAY, make_active, make_confirmed, make_staff

pytestmark = pytest.mark.django_db


def typed(name: str, day: date) -> dict[str, int]:
    return {f"{name}_day": day.day, f"{name}_month": day.month, f"{name}_year": day.year}


@pytest.fixture
def stage(here, sign_in):
    with time_machine.travel(NOW, tick=True):
        staff = make_staff(here)
        budget = make_active(staff)
        make_confirmed(staff)
        yield staff, budget, sign_in(staff.finance)


def test_from_the_empty_list_to_a_change_taken_back(stage):
    _, budget, finance = stage
    pages = {name: reverse(f"budgets:{name}", args=[budget.pk]) for name in ("changes", "budget")}
    assert "Nothing has changed this budget" in finance.get(pages["changes"]).text
    path = reverse("budgets:new_change", args=[budget.pk, "suspension"])
    sent = {
        "key": str(uuid4()),
        **typed("starts", date(2026, 12, 1)),
        **typed("told_on", TODAY),
        "reason": "A stolen card.",
    }
    missing = finance.post(path, sent).text
    assert "Write how the person is cared for meanwhile" in missing and "A stolen card." in missing
    sent |= {"alternative": "Agency care."}
    check = finance.post(path, sent).text
    assert "Nothing is recorded yet" in check and "was paid for days that are not due" in check
    assert "The plan gives 28 days of notice" in check and not BudgetChange.objects.exists()
    assert "A stolen card." in finance.post(path, {**sent, "do": "change"}).text
    for _ in range(2):  # pressed twice
        assert finance.post(path, {**sent, "do": "record"}).status_code == 302
    change = BudgetChange.objects.get()
    listed = finance.get(pages["changes"]).text
    assert "A stolen card." in listed and "Give the last day" in listed
    assert "Payments paused from 1" in finance.get(pages["budget"]).text
    shown = finance.get(reverse("budgets:reckoning", args=[budget.reckonings.get().pk])).text
    assert "payments are paused" in shown and "Together" in shown
    close = reverse("budgets:close_change", args=[change.pk])
    early = finance.post(close, {"key": str(uuid4()), **typed("ends", TODAY), **typed("told_on", TODAY)}).text
    assert "The last day is 1 December 2026 or later" in early
    good = {"key": str(uuid4()), **typed("ends", date(2026, 12, 3)), **typed("told_on", TODAY)}
    assert "Nothing is recorded yet" in finance.post(close, good).text
    assert finance.post(close, {**good, "do": "record"}).status_code == 302
    withdraw = reverse("budgets:withdraw_change", args=[change.pk])
    back = {"key": str(uuid4()), "reason": "The card was found."}
    assert "the payments that went out stay right" in finance.post(withdraw, back).text.lower()
    assert finance.post(withdraw, {**back, "do": "record"}).status_code == 302
    assert "The card was found." in finance.get(pages["changes"]).text
    assert "This was withdrawn already" in finance.get(withdraw).text


def test_other_kinds_and_those_who_may_not(stage, sign_in):
    staff, budget, finance = stage
    for kind in ("hospital", "end", "frequency"):
        assert finance.get(reverse("budgets:new_change", args=[budget.pk, kind])).status_code == 200
    assert finance.get(reverse("budgets:new_change", args=[budget.pk, "holiday"])).status_code == 404
    assert (
        "Paid in full for 28 days, then 50% for up to 28 days"
        in finance.get(reverse("budgets:new_change", args=[budget.pk, "hospital"])).text
    )
    act_as(staff.clinician)
    assert sign_in(staff.clinician).get(reverse("budgets:changes", args=[budget.pk])).status_code == 404
