"""A later version of a running budget: authorised, then in force from the first day of a period, with its own payments."""

from datetime import date, timedelta
from decimal import Decimal as D
from itertools import pairwise

import pytest
import time_machine

from budgets import services
from careplans import selectors as careplans
from careplans import services as plans
from careplans.models import PlanVersion
from phb.core.errors import RuleBroken
from phb.core.tenancy import act_as
from tests.factories.budgets import NOW, TODAY, make_active, make_confirmed, make_run, make_staff

pytestmark = pytest.mark.django_db


@pytest.fixture
def running(here):
    staff = make_staff(here)
    return staff, make_active(staff)


def later(staff, budget, weekly: str) -> PlanVersion:
    """A second version with another weekly amount, taken as far as the authorisation by those whose turn it is."""
    plan = budget.versions.get(state="agreed").plan_version.plan
    act_as(staff.coordinator)
    draft = plans.new_version(plan_id=plan.pk, reason="More help at night", by=staff.coordinator)
    row = draft.services.get()
    plans.save_row(
        version_id=draft.pk, part="services", row_id=row.pk, values={"weekly_amount": D(weekly)}, by=staff.coordinator
    )
    draft.refresh_from_db()
    plans.share(version_id=draft.pk, edits=draft.edits, by=staff.coordinator)
    plans.agree(
        version_id=draft.pk, content_hash=careplans.content_hash(draft), by=staff.coordinator, on=TODAY, words="Yes.", how="visit"
    )  # fmt: skip
    signed = PlanVersion.objects.get(pk=draft.pk).content_hash
    act_as(staff.clinician)
    plans.sign(version_id=draft.pk, kind="clinical", content_hash=signed, by=staff.clinician, on=TODAY)
    act_as(staff.finance)
    services.propose(
        plan_version_id=draft.pk, content_hash=signed, by=staff.finance, on=TODAY, difference_reason="Another amount."
    )
    act_as(staff.commissioner)
    services.authorise(
        plan_version_id=draft.pk, content_hash=signed, words="The needs have changed.", on=TODAY, by=staff.commissioner
    )
    act_as(staff.finance)
    budget.refresh_from_db()
    return PlanVersion.objects.get(pk=draft.pk)


def sums(budget) -> dict[str, D]:
    found: dict[str, D] = {}
    for payment in budget.payments.exclude(state="cancelled"):
        key = "first" if payment.schedule.weekly == D("743.31") else "later"
        found[key] = found.get(key, D(0)) + payment.amount
    return found


@pytest.mark.parametrize("weekly", ["800.00", "743.31"])
def test_more_begins_with_the_next_period_that_was_not_sent(running, weekly):
    staff, budget = running
    before = budget.authorised
    version = later(staff, budget, weekly)
    assert budget.authorised == before  # nothing changes until it is in force
    first, second = services.first_days(budget, TODAY)[:2]
    assert first == TODAY  # its payment has not gone into a run
    budget = services.take_over(budget_id=budget.pk, starts=second, on=TODAY, by=staff.finance)
    old, new = budget.schedules.order_by("starts")
    assert (old.ends.toordinal() + 1, new.starts, new.weekly) == (second.toordinal(), second, D(weekly))
    kept = budget.payments.exclude(state="cancelled").order_by("period_start")
    assert [p.amount for p in kept.filter(period_start__gte=second)][0] == D(weekly) * 4
    days = [(p.period_start, p.period_end) for p in kept]
    assert all(after[0].toordinal() == end.toordinal() + 1 for (_, end), after in pairwise(days))
    assert budget.authorised == sum(p.amount for p in kept)
    version.refresh_from_db()
    earlier = PlanVersion.objects.get(plan=version.plan, number=1)
    assert (version.state, version.effective_from) == ("active", second)
    assert (earlier.state, earlier.effective_to.toordinal() + 1) == ("superseded", second.toordinal())
    again = services.take_over(budget_id=budget.pk, starts=second, on=TODAY, by=staff.finance)  # pressed twice
    assert again.schedules.count() == 2


def test_less_waits_for_the_notice(running):
    staff, budget = running
    later(staff, budget, "700.00")
    earliest = services.earliest_day(budget, TODAY)
    assert earliest == date(2026, 12, 22)  # told on 23 November: 28 days run to 21 December
    with pytest.raises(RuleBroken, match="The earliest day is 22 December 2026"):
        services.take_over(budget_id=budget.pk, starts=date(2026, 12, 21), on=TODAY, by=staff.finance)
    services.take_over(budget_id=budget.pk, starts=earliest, on=TODAY, by=staff.finance)
    part = budget.payments.get(period_start__lte=earliest, period_end__gte=earliest, state="scheduled")
    old, new = (earliest - part.period_start).days, (part.period_end - earliest).days + 1
    assert part.amount == ((D("743.31") * old + D("700.00") * new) / 7).quantize(D("0.01"))  # 27: rounded once


def test_the_notice_counts_from_the_day_the_holder_was_told(running):
    staff, budget = running
    later(staff, budget, "700.00")
    told = date(2026, 11, 30)
    day = TODAY + timedelta(days=10)
    assert services.earliest_day(budget, day, told) == date(2026, 12, 29)
    with pytest.raises(RuleBroken, match="28 days of notice given on 30 November 2026"):
        services.take_over(budget_id=budget.pk, starts=date(2026, 12, 28), on=day, told_on=told, by=staff.finance)
    with pytest.raises(RuleBroken, match="on a day to come"):
        services.take_over(budget_id=budget.pk, starts=date(2027, 1, 28), on=TODAY, told_on=told, by=staff.finance)
    services.take_over(budget_id=budget.pk, starts=date(2026, 12, 29), on=day, told_on=told, by=staff.finance)
    assert budget.versions.get(state="agreed").notice_given_on == told


@pytest.mark.parametrize("starts", [date(2026, 11, 22), date(2027, 11, 24), date(2030, 1, 7)])
def test_days_before_the_budget_or_after_a_gap_are_refused(running, starts):
    staff, budget = running
    later(staff, budget, "800.00")
    with pytest.raises(RuleBroken, match="It cannot begin on|it begins on"):
        services.take_over(budget_id=budget.pk, starts=starts, on=TODAY, by=staff.finance)


@pytest.mark.parametrize("starts", [TODAY, date(2026, 12, 1), date(2027, 11, 23)])
def test_any_day_in_the_authorised_year_and_the_one_after_it_will_do(running, starts):
    staff, budget = running
    later(staff, budget, "800.00")
    budget = services.take_over(budget_id=budget.pk, starts=starts, on=TODAY, by=staff.finance)
    kept = list(budget.payments.exclude(state="cancelled").order_by("period_start"))
    assert (kept[0].period_start, kept[-1].period_end) == (TODAY, budget.authorised_to)
    assert budget.authorised == sum(p.amount for p in kept)


def test_more_for_days_that_were_paid_comes_as_arrears(running):
    staff, budget = running
    run = make_confirmed(staff)
    paid = budget.payments.get(run=run)
    later(staff, budget, "800.00")
    budget = services.take_over(budget_id=budget.pk, starts=TODAY, on=TODAY, by=staff.finance)
    paid.refresh_from_db()
    assert paid.state == "paid"  # nothing that was posted is edited
    days = (paid.period_end - paid.period_start).days + 1
    owed = (D("800.00") * days / 7).quantize(D("0.01")) - paid.amount
    arrears = budget.payments.get(kind="ARREARS")
    assert (arrears.amount, arrears.split) == (owed, [{"funder": "NHS", "amount": str(owed)}])
    assert arrears.pay_on == budget.payments.filter(kind="SCHEDULED", state="scheduled").earliest("pay_on").pay_on
    told = budget.reckonings.get()
    assert (told.difference, told.arrears) == (owed, arrears)
    assert told.lines[0]["words"].endswith(f"paid £{paid.amount:,}: still owed £{owed:,}.")


def test_what_is_in_a_run_stays(running):
    staff, budget = running
    make_run(staff)
    later(staff, budget, "800.00")
    sent = budget.payments.get(run__isnull=False)
    day = services.first_days(budget, TODAY)[0]
    assert day > sent.period_end  # the plainest day; any other would bring arrears
    services.take_over(budget_id=budget.pk, starts=day, on=TODAY, by=staff.finance)
    sent.refresh_from_db()
    assert sent.state != "cancelled"
    assert set(sums(budget)) == {"first", "later"}


def test_nothing_waits_while_one_version_runs(running):
    staff, budget = running
    assert not services.waits_to_take_over(budget)
    act_as(staff.commissioner)
    with pytest.raises(RuleBroken):
        services.take_over(budget_id=budget.pk, starts=TODAY, on=TODAY, by=staff.commissioner)


def test_the_page_brings_it_into_force(running, sign_in):
    staff, budget = running
    version = later(staff, budget, "800.00")
    day = services.first_days(budget, TODAY)[0]
    path = f"/budgets/{budget.pk}/start/"
    with time_machine.travel(NOW, tick=True):
        client = sign_in(staff.finance)
        assert "Bring the later version into force" in client.get(f"/budgets/{budget.pk}/").text
        page = client.get(path)
        assert "£800.00 a week to the holder" in page.text and "See what it does" in page.text
        sent = {"key": page.text.split('name="key" value="')[1].split('"')[0], "starts_day": "1", "starts_month": "1"}
        refused = client.post(path, {**sent, "starts_year": "2031"})
        assert "it begins on 23 November 2027 or sooner" in refused.text
        good = {**sent, "starts_day": day.day, "starts_month": day.month, "starts_year": day.year}
        check = client.post(path, good)
        assert "Nothing is recorded yet" in check.text and "£800.00 a week × 28 days" in check.text
        version.refresh_from_db()
        assert version.state == "authorised"
        assert f'value="{day.year}"' in client.post(path, {**good, "do": "change"}).text
        assert client.post(path, {**good, "do": "record"}).status_code == 302
    version.refresh_from_db()
    assert version.state == "active"
