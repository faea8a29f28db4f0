"""An uplift from preparation to its undoing: what is previewed is applied to the penny, each budget once, and goes back."""

from datetime import timedelta
from decimal import Decimal as D

import pytest

from budgets.enums import UpliftItemState, UpliftState, VersionState
from budgets.models import Payment
from phb.core.tenancy import act_as
from tests.factories import uplifts as make
from tests.factories.budgets import TODAY, make_confirmed, make_staff, set_payer

pytestmark = pytest.mark.django_db


@pytest.fixture
def staff(here):
    return make_staff(here)


def to_come(budget) -> list[tuple]:
    rows = Payment.objects.filter(budget=budget).exclude(state="cancelled").order_by("kind", "period_start", "pk")
    return [(row.kind, row.period_start, row.period_end, row.pay_on, row.amount, row.split, row.state) for row in rows]


def test_a_line_is_raised_as_the_worked_example_says(staff) -> None:
    budget = make.make_running(
        staff,
        {},
        {
            "kind": "activity",
            "description": "Swimming",
            "weekly_amount": D("20.00"),
            "hours_per_week": None,
            "rate": None,
        },
    )
    before = to_come(budget)
    uplift = make.applied(staff)
    item = uplift.items.get()
    assert (item.old_weekly, item.new_weekly, item.arrears) == (D("709.37"), D("734.19"), D("0.00"))  # 689.37 → 714.19
    version = budget.versions.get(state=VersionState.AGREED)
    assert (version.kind, version.effective_from, version.weekly) == ("uplift", make.APRIL, D("734.19"))
    assert [line.weekly for line in version.lines.all()] == [D("714.19"), D("20.00")]
    assert "£689.37 × 103.6 ÷ 100 = £714.19" in version.lines.first().working["words"]
    after = to_come(budget)
    assert [row[:4] for row in after] == [row[:4] for row in before]
    assert all(new[4] >= old[4] for old, new in zip(before, after, strict=True)) and after != before
    undone = make.undone(uplift, staff.finance)
    assert (undone.state, uplift.items.get().state) == (UpliftState.UNDONE, UpliftItemState.UNDONE)
    assert to_come(budget) == before
    assert budget.versions.get(state=VersionState.AGREED).number == 1


def test_a_past_day_brings_arrears_of_what_was_paid(staff) -> None:
    budget = make.make_running(staff)
    set_payer(staff.finance)
    make_confirmed(staff)
    act_as(staff.finance)
    uplift = make.applied(staff, effective_from=TODAY + timedelta(days=7))
    item = uplift.items.get()
    first = Payment.objects.get(budget=budget, state="paid")
    days = (first.period_end - item.uplift.effective_from).days + 1
    assert item.arrears == Payment.objects.get(budget=budget, kind="ARREARS").amount > 0
    assert days > 0
