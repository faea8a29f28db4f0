"""What must not be paid twice, or lost, when a later version comes into force beside other things."""

from datetime import date, timedelta
from decimal import Decimal as D

import pytest

from budgets import services
from budgets.enums import ChangeKind
from budgets.services import changes, changing
from budgets.services.replanning import replan
from careplans import selectors as careplans
from careplans import services as plans
from careplans.models import PlanVersion
from phb.core.errors import RuleBroken
from phb.core.tenancy import act_as
from tests.factories import uplifts as make
from tests.factories.budgets import TODAY, make_active, make_exported, make_staff

pytestmark = pytest.mark.django_db
BED = {"one_off_amount": D("400.00"), "description": "Bed", "kind": "equipment", "frequency": "one_off"}
PLAIN = {"hours_per_week": None, "rate": None}


@pytest.fixture
def staff(here):
    return make_staff(here)


def later(staff, budget, *, remove: str = "", **edits: dict) -> PlanVersion:
    """A second version, its lines changed by their words, authorised and waiting to come into force."""
    plan = budget.versions.get(state="agreed").plan_version.plan
    act_as(staff.coordinator)
    draft = plans.new_version(plan_id=plan.pk, reason="Other needs", by=staff.coordinator)
    for row in draft.services.all():
        if row.description == remove:
            plans.remove_row(part="services", row_id=row.pk, by=staff.coordinator)
        elif values := edits.get(row.description):
            plans.save_row(version_id=draft.pk, part="services", row_id=row.pk, values=values, by=staff.coordinator)
    draft.refresh_from_db()
    plans.share(version_id=draft.pk, edits=draft.edits, by=staff.coordinator)
    plans.agree(
        version_id=draft.pk, content_hash=careplans.content_hash(draft), by=staff.coordinator, on=TODAY, words="Yes.", how="visit"
    )  # fmt: skip
    signed = PlanVersion.objects.get(pk=draft.pk).content_hash
    act_as(staff.clinician)
    plans.sign(version_id=draft.pk, kind="clinical", content_hash=signed, by=staff.clinician, on=TODAY)
    act_as(staff.finance)
    lines = [str(row.line) for row in PlanVersion.objects.get(pk=draft.pk).services.all()]
    services.propose(
        plan_version_id=draft.pk, content_hash=signed, by=staff.finance, on=TODAY, difference_reason="Other needs.",
        enough=dict.fromkeys(lines, "The price is the price asked for."),
    )  # fmt: skip
    act_as(staff.commissioner)
    services.authorise(
        plan_version_id=draft.pk, content_hash=signed, words="The needs have changed.", on=TODAY, by=staff.commissioner
    )
    act_as(staff.finance)
    budget.refresh_from_db()
    return PlanVersion.objects.get(pk=draft.pk)


def once(budget) -> list[tuple]:
    rows = budget.payments.filter(kind="ONE_OFF").exclude(state="cancelled").order_by("pk")
    return [(row.amount, row.state) for row in rows]


def test_what_the_bank_sent_back_is_not_made_a_second_time(staff) -> None:
    budget = make_active(staff, services_=[{"description": "Assistant"}, BED])
    run = make_exported(staff)
    bed = budget.payments.get(kind="ONE_OFF")
    services.confirm_run(run_id=run.pk, paid_on=TODAY, on=TODAY, by=staff.finance, rejects={bed.pk: "No such account"})
    later(staff, budget, Assistant={"weekly_amount": D("800.00")})
    services.take_over(budget_id=budget.pk, starts=TODAY + timedelta(days=40), on=TODAY, by=staff.finance)
    assert once(budget) == [(D("400.00"), "rejected")]


def test_a_sum_paid_once_follows_the_later_version(staff) -> None:
    budget = make_active(staff, services_=[{"description": "Assistant"}, BED])
    later(staff, budget, Bed={"one_off_amount": D("500.00")})
    services.take_over(budget_id=budget.pk, starts=TODAY, on=TODAY, by=staff.finance)
    assert once(budget) == [(D("500.00"), "scheduled")]


def test_a_sum_paid_once_that_is_no_longer_in_the_plan_is_not_paid(staff) -> None:
    budget = make_active(staff, services_=[{"description": "Assistant"}, BED])
    later(staff, budget, remove="Bed", Assistant={"weekly_amount": D("800.00")})
    services.take_over(budget_id=budget.pk, starts=TODAY, on=TODAY, by=staff.finance)
    assert once(budget) == []


def test_days_that_have_passed_are_not_lowered_by_way_of_an_uplift(staff) -> None:
    budget = make.make_running(staff)
    make.applied(staff, effective_from=TODAY + timedelta(days=28), percents={"agency": "20"})
    later(
        staff,
        budget,
        **{
            row.description: {"weekly_amount": D("700.00"), "kind": "therapy", **PLAIN}
            for row in budget.versions.first().lines.all()
        },
    )
    day, budget_ahead = (
        TODAY + timedelta(days=60),
        {"budget": budget, "starts": TODAY, "on": TODAY + timedelta(days=60)},
    )
    with pytest.raises(RuleBroken, match="Less is paid to the holder from 21 December 2026"):
        services.take_over(budget_id=budget.pk, starts=TODAY, on=day, by=staff.finance)
    with pytest.raises(RuleBroken, match="Less is paid"):
        changing.look_ahead(**budget_ahead)


def test_a_look_ahead_raises_the_version_as_the_uplift_will(staff) -> None:
    budget = make.make_running(staff)
    make.applied(staff, effective_from=TODAY + timedelta(days=28), percents={"agency": "20"})
    later(staff, budget, **{"Agency care": {"weekly_amount": D("700.00"), **PLAIN}})
    seen = changing.look_ahead(budget=budget, starts=TODAY, on=TODAY).planned
    services.take_over(budget_id=budget.pk, starts=TODAY, on=TODAY, by=staff.finance)
    rows = budget.payments.filter(kind="SCHEDULED").exclude(state="cancelled").order_by("period_start")
    assert [row.amount for row in rows][:3] == [D("2100.00"), D("3220.00"), D("3360.00")]
    assert [row.amount for row in (*seen.make, *seen.keep)] == [row.amount for row in rows]
    assert seen.authorised == sum(row.amount for row in rows)


@pytest.mark.parametrize("kind", [ChangeKind.HOSPITAL, ChangeKind.SUSPENSION, ChangeKind.END])
def test_a_slip_of_the_year(staff, kind) -> None:
    budget = make_active(staff)
    with pytest.raises(RuleBroken):
        changes.record_change(
            budget_id=budget.pk, kind=kind, starts=date(9999, 12, 31), ends=None, reason="Away", told_on=TODAY, on=TODAY,
            by=staff.finance, alternative="On the ward.",
        )  # fmt: skip


def test_the_contingency_of_a_version_that_waits_is_not_authorised_yet(staff) -> None:
    budget = make_active(staff)
    later(staff, budget, **{"Personal assistant": {"weekly_amount": D("800.00")}})
    budget.versions.filter(number=2).update(contingency=D("3000.00"), contingency_inside=True)
    before = budget.authorised
    replan([budget], on=TODAY, why="Looked at again", by=staff.finance)
    budget.refresh_from_db()
    assert budget.authorised == before
