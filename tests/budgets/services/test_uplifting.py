"""An uplift from preparation to its undoing: two people, what was seen, each budget once, and back again."""

from datetime import timedelta
from decimal import Decimal as D

import pytest

from budgets import services
from budgets.enums import UpliftItemState, UpliftState, UpliftWhy, VersionState
from budgets.models import Payment
from budgets.selectors import uplifts as selectors
from budgets.services import uplift_applying, uplift_letters, uplift_preview, uplifting
from phb.core.errors import RuleBroken
from phb.core.models import Job
from phb.core.tenancy import act_as
from tests.budgets.services.test_taking_over import later
from tests.factories import uplifts as make
from tests.factories.budgets import JOINT, NOW, TODAY, make_confirmed, make_staff, set_payer

pytestmark = pytest.mark.django_db
PLAIN = {"hours_per_week": None, "rate": None}


@pytest.fixture
def staff(here):
    return make_staff(here)


def planned(budget) -> list[tuple]:
    rows = Payment.objects.filter(budget=budget).exclude(state="cancelled").order_by("kind", "period_start", "pk")
    return [(row.kind, row.period_start, row.period_end, row.pay_on, row.amount, row.split, row.state) for row in rows]


def test_lines_are_raised_by_their_own_percent_and_everything_goes_back(staff) -> None:
    budget = make.make_running(
        staff,
        {"funders": JOINT},
        {"kind": "activity", "description": "Swimming", "weekly_amount": D("20.00"), **PLAIN},
        {"one_off_amount": D("400.00"), "description": "Bed", "kind": "equipment"},
    )
    before, authorised = planned(budget), budget.authorised
    uplift = make.approved(staff)
    assert uplift.totals["months"][0] == {
        "first": "2027-04-01",
        "whole": "106.37",
        "parts": {"NHS": "63.82", "Northmoor Council": "42.55"},
    }
    assert len(uplift.totals["months"]) == 12
    act_as(staff.finance)
    uplifting.start_apply(uplift_id=uplift.pk, on=TODAY, by=staff.finance)
    make.worked(uplift, "apply", staff.finance)
    item = uplift.items.get()
    assert (item.old_weekly, item.new_weekly, item.arrears) == (D("709.37"), D("734.19"), D("0.00"))  # 689.37 → 714.19
    version = budget.versions.get(state=VersionState.AGREED)
    assert (version.kind, version.effective_from, version.weekly) == ("uplift", make.APRIL, D("734.19"))
    assert [(line.weekly, line.one_off) for line in version.lines.all()] == [
        (D("714.19"), None),
        (D("20.00"), None),
        (None, D("400.00")),
    ]
    assert "£689.37 × 103.6 ÷ 100 = £714.19" in version.lines.first().working["words"]
    assert version.lines.first().rate == D("26.45")  # 25.53 × 1.036 = 26.449…
    after = planned(budget)
    assert [row[:4] for row in after] == [row[:4] for row in before] and sum(r[4] for r in after) > sum(
        r[4] for r in before
    )
    assert make.undone(uplift, staff.finance).state == UpliftState.UNDONE
    budget.refresh_from_db()
    assert (planned(budget), budget.authorised) == (before, authorised)
    assert budget.versions.get(state=VersionState.AGREED).number == 1


def test_a_past_day_brings_arrears_and_what_was_paid_is_not_taken_back(staff) -> None:
    budget, other = make.make_running(staff), make.make_running(staff, {"kind": "therapy", **PLAIN})
    set_payer(staff.finance)
    make_confirmed(staff)
    day = TODAY + timedelta(days=7)
    uplift = make.applied(staff, effective_from=day)
    first = Payment.objects.get(budget=budget, state="paid")
    item = uplift.items.get()
    owed = Payment.objects.get(budget=budget, kind="ARREARS")
    days = (first.period_end - day).days + 1
    # E6: each day of the paid period from the first day on is 24.82 a week more.
    assert owed.amount == item.arrears == round((D("714.19") * days + D("689.37") * (28 - days)) / 7, 2) - D("2757.48")
    assert not uplift.items.filter(budget=other).exists() and uplift.totals["untouched"] == 1
    letter = uplift_letters.write_for(item_id=item.pk, on=TODAY, by=staff.finance).letter
    said = str(letter.contents)
    assert "£689.37" in said and "£714.19" in said and f"We owe £{owed.amount}" in said
    assert uplift_letters.write_for(item_id=item.pk, on=TODAY, by=staff.finance).letter == letter
    make_confirmed(staff, pay_on=owed.pay_on)
    make.undone(uplift, staff.finance)
    item.refresh_from_db()
    assert item.state == UpliftItemState.KEPT and "rests on it" in item.why_not
    assert budget.versions.get(state=VersionState.AGREED).kind == "uplift"


def test_two_people_and_what_was_seen(staff) -> None:
    make.make_running(staff)
    uplift = make.worked_out(staff.finance)
    with pytest.raises(RuleBroken, match="worked out again"):
        uplifting.propose(uplift_id=uplift.pk, edition=uplift.edition + 1, by=staff.finance)
    uplifting.propose(uplift_id=uplift.pk, edition=1, by=staff.finance)
    uplifting.propose(uplift_id=uplift.pk, edition=1, by=staff.finance)  # pressed twice
    with pytest.raises(RuleBroken, match="only while it is being prepared"):
        uplift_preview.preview(uplift_id=uplift.pk, on=TODAY, by=staff.finance)
    with pytest.raises(RuleBroken, match="a colleague approves"):
        uplifting.approve(uplift_id=uplift.pk, edition=1, on=TODAY, by=staff.finance)
    act_as(staff.coordinator)
    with pytest.raises(RuleBroken, match="second commissioner or finance officer"):
        uplifting.approve(uplift_id=uplift.pk, edition=1, on=TODAY, by=staff.coordinator)
    act_as(staff.commissioner)
    with pytest.raises(RuleBroken, match="worked out again"):
        uplifting.approve(uplift_id=uplift.pk, edition=2, on=TODAY, by=staff.commissioner)
    uplifting.approve(uplift_id=uplift.pk, edition=1, on=TODAY, by=staff.commissioner)
    uplifting.approve(uplift_id=uplift.pk, edition=1, on=TODAY, by=staff.commissioner)  # pressed twice
    uplift.refresh_from_db()
    assert (uplift.state, uplift.approved_by_id) == (UpliftState.APPROVED, staff.commissioner.user_id)


def test_whoever_left_a_budget_out_does_not_approve(staff) -> None:
    make.make_running(staff)
    left = make.make_running(staff)
    uplift = make.worked_out(staff.finance)
    item = uplift.items.get(budget=left)
    with pytest.raises(RuleBroken, match="Write the reason"):
        uplifting.leave_out(item_id=item.pk, reason=" ", on=TODAY, by=staff.finance)
    act_as(staff.other_finance)
    uplifting.leave_out(
        item_id=item.pk, reason="Prices were settled for three years.", on=TODAY, by=staff.other_finance
    )
    uplift.refresh_from_db()
    assert (uplift.edition, uplift.totals["budgets"], uplift.totals["blocked"]) == (2, 1, {"left_out": 1})
    # Worked out again it is still left out, until somebody takes it in.
    uplift = uplift_preview.preview(uplift_id=uplift.pk, on=TODAY, by=staff.other_finance)
    assert uplift.items.get(budget=left).why_code == UpliftWhy.LEFT_OUT
    act_as(staff.finance)
    uplifting.propose(uplift_id=uplift.pk, edition=3, by=staff.finance)
    for hand in (staff.finance, staff.other_finance):
        act_as(hand)
        with pytest.raises(RuleBroken, match="had|prepared"):
            uplifting.approve(uplift_id=uplift.pk, edition=3, on=TODAY, by=hand)
    uplifting.take_back(uplift_id=uplift.pk, reason="Take it in.", by=staff.other_finance)
    uplifting.take_in(item_id=item.pk, reason="The contract has ended.", on=TODAY, by=staff.other_finance)
    uplift.refresh_from_db()
    assert (uplift.edition, uplift.totals["budgets"]) == (4, 2)


def test_two_uplifts_of_one_day_raise_no_line_twice(staff) -> None:
    budget = make.make_running(
        staff, {}, {"kind": "activity", "description": "Swimming", "weekly_amount": D("20.00"), **PLAIN}
    )
    once, again = make.approved(staff), make.approved(staff)
    act_as(staff.finance)
    other = make.proposed(staff.finance, percents={"activity": "10"})
    act_as(staff.commissioner)
    uplifting.approve(uplift_id=other.pk, edition=other.edition, on=TODAY, by=staff.commissioner)
    act_as(staff.finance)
    for uplift in (once, again, other):
        uplifting.start_apply(uplift_id=uplift.pk, on=TODAY, by=staff.finance)
        uplifting.start_apply(uplift_id=uplift.pk, on=TODAY, by=staff.finance)  # pressed twice
        make.worked(uplift, "apply", staff.finance)
        make.worked(uplift, "apply", staff.finance)  # the job once more
    assert [u.items.get().state for u in (once, again, other)] == ["applied", "blocked", "applied"]
    assert again.items.get().why_code == UpliftWhy.ALREADY
    version = budget.versions.get(state=VersionState.AGREED)
    assert ([line.weekly for line in version.lines.all()], version.number) == ([D("714.19"), D("22.00")], 3)
    make.undone(once, staff.finance)
    kept = once.items.get()
    assert kept.state == UpliftItemState.KEPT and f"{other.reference} was worked out from" in kept.why_not


def test_undoing_stops_an_uplift_that_is_being_applied(staff, monkeypatch) -> None:
    monkeypatch.setattr(uplift_applying, "BATCH", 1)
    budgets = [make.make_running(staff) for _ in range(2)]
    before = [planned(budget) for budget in budgets]
    uplift = make.approved(staff)
    act_as(staff.finance)
    uplifting.start_apply(uplift_id=uplift.pk, on=TODAY, by=staff.finance)
    assert len(uplift_applying.apply_some(uplift_id=uplift.pk, on=TODAY, by=staff.finance)) == 1
    make.undone(uplift, staff.finance)
    assert uplift_applying.apply_some(uplift_id=uplift.pk, on=TODAY, by=staff.finance) == []
    assert sorted(uplift.items.values_list("state", flat=True)) == ["blocked", "undone"]
    assert [planned(budget) for budget in budgets] == before


def test_an_amount_that_changed_since_the_approval_is_left_out(staff) -> None:
    budget = make.make_running(staff)
    waits = make.make_running(staff)
    uplift = make.approved(staff)
    act_as(staff.finance)
    taken = later(staff, budget, "700.00")
    services.take_over(budget_id=budget.pk, starts=services.first_days(budget, TODAY)[1], on=TODAY, by=staff.finance)
    later(staff, waits, "700.00")
    uplifting.start_apply(uplift_id=uplift.pk, on=TODAY, by=staff.finance)
    make.worked(uplift, "apply", staff.finance)
    found = {item.budget_id: item.why_code for item in uplift.items.all()}
    assert found == {budget.pk: UpliftWhy.CHANGED, waits.pk: UpliftWhy.PROPOSAL} and taken


@pytest.mark.parametrize("first", ["uplift", "plan"])
def test_the_order_in_which_an_earlier_amount_and_an_uplift_are_recorded_makes_no_difference(staff, first) -> None:
    budget = make.make_running(staff)
    day = TODAY + timedelta(days=70)

    def take() -> None:
        later(staff, budget, "700.00")
        starts = services.first_days(budget, TODAY)[1]
        assert starts < day
        services.take_over(budget_id=budget.pk, starts=starts, on=TODAY, by=staff.finance)

    if first == "plan":
        take()
    uplift = make.applied(staff, effective_from=day)
    if first == "uplift":
        take()
    version = budget.versions.get(state=VersionState.AGREED)
    assert (version.kind, version.weekly, version.effective_from) == ("uplift", D("725.20"), day)
    assert uplift.items.get().version == version
    amounts = [
        row.amount for row in Payment.objects.filter(budget=budget).exclude(state="cancelled").order_by("period_start")
    ]
    assert amounts[0] == D("2068.11") and amounts[1] == D("2800.00") and amounts[-2] == D("2900.80")
    make.undone(uplift, staff.finance)
    assert budget.versions.get(state=VersionState.AGREED).weekly == D("700.00")


def test_work_that_was_set_aside_goes_on(staff) -> None:
    make.make_running(staff)
    uplift = make.approved(staff)
    act_as(staff.finance)
    with pytest.raises(RuleBroken, match="nothing to go on with"):
        uplifting.resume(uplift_id=uplift.pk, on=TODAY, by=staff.finance)
    uplifting.start_apply(uplift_id=uplift.pk, on=TODAY, by=staff.finance)
    jobs = Job.objects.filter(kind=uplifting.APPLY_JOB)
    uplifting.resume(uplift_id=uplift.pk, on=TODAY, by=staff.finance)
    assert jobs.count() == 1  # the work still waits: nothing more is asked for
    for state in ("leased", "set_aside"):
        jobs.update(state=state, lease_until=NOW, finished_at=NOW)
    for _ in range(2):
        uplifting.resume(uplift_id=uplift.pk, on=TODAY, by=staff.finance)
    assert jobs.count() == 2 and selectors.job_of(uplift) == jobs.order_by("id").last()
    make.worked(uplift, "apply", staff.finance)
    assert uplift.state == UpliftState.APPLIED
