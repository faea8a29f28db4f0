"""Stages of a budget side by side; a later version that is withdrawn takes its budget with it."""

from decimal import Decimal as D

import pytest

from budgets import services
from budgets.models import Budget
from budgets.selectors.opened import open_figure
from budgets.selectors.stages import between, stages_of
from careplans import selectors as careplans
from careplans import services as plans
from careplans.rules.panels import LineAnswer
from careplans.services import deciding
from phb.core.errors import RuleBroken
from phb.core.tenancy import act_as
from tests.budgets.services.test_taking_over import later
from tests.factories import budgets as made
from tests.factories.budgets import TODAY, make_active, make_authorised, make_plan, make_staff

pytestmark = pytest.mark.django_db


@pytest.fixture
def staff(here):
    return make_staff(here)


def test_no_stage_is_overwritten_and_each_line_says_why_it_differs(staff):
    budget = make_active(staff)
    draft = later(staff, budget, "800.00")
    first, second = stages_of(Budget.objects.get(pk=budget.pk))
    assert [(s.name, s.weekly, s.state) for s in (first, second)] == [
        ("Agreed", D("743.31"), "superseded"),
        ("Revised", D("800.00"), "agreed"),
    ]
    assert first.reason == "No package before."
    assert second.accepted is not None and second.accepted.words == "Yes."
    (line,) = between(first, second)
    assert (line.difference, line.why, line.how) == (D("56.69"), "Another amount.", "£743.31 became £800.00.")
    kept = budget.versions.get(number=2)
    assert list(kept.difference_reasons.values()) == ["Another amount."]

    # The plan's later version is withdrawn before it comes into force: the first budget stands again, with its payments.
    payments = budget.payments.exclude(state="cancelled").count()
    act_as(staff.coordinator)
    plans.withdraw(version_id=draft.pk, reasons="The person changed their mind.", by=staff.coordinator)
    states = dict(budget.versions.values_list("number", "state"))
    assert states == {1: "agreed", 2: "withdrawn"}
    budget.refresh_from_db()
    assert budget.payments.exclude(state="cancelled").count() == payments
    assert stages_of(budget)[1].name == "Withdrawn" and not stages_of(budget)[1].stands
    act_as(staff.finance)
    assert open_figure(staff.finance, budget, "weekly").amount == D("743.31")
    again = later(staff, budget, "790.00")
    assert budget.versions.get(plan_version=again).state == "agreed"


def test_a_first_budget_goes_with_its_plan(staff):
    budget = make_authorised(staff)
    version = budget.versions.get()
    assert budget.authorised > 0
    act_as(staff.coordinator)
    plans.withdraw(version_id=version.plan_version_id, reasons="They moved away.", by=staff.coordinator)
    budget.refresh_from_db()
    version.refresh_from_db()
    assert (version.state, budget.authorised, budget.authorised_to) == ("withdrawn", D(0), None)


def test_finance_says_why_an_amount_that_no_rule_can_call_enough_is_enough(staff):
    version = make_plan(
        staff, services_=[{"weekly_amount": D("443.27"), "hours_per_week": D("32"), "rate": D("13.85")}]
    )
    act_as(staff.finance)
    asked = {
        "plan_version_id": version.pk, "content_hash": version.content_hash, "by": staff.finance, "on": TODAY,
        "difference_reason": "No package before.",
    }  # fmt: skip
    line = str(version.services.get().line)
    with pytest.raises(RuleBroken, match="come to £568.08 with all costs of employing") as caught:
        services.propose(**asked)
    assert caught.value.field == f"enough_line_{line}"
    with pytest.raises(RuleBroken, match="£124.81 more"):
        services.propose(**asked, enough={line: "   "})
    made_ = services.propose(**asked, enough={line: "The payroll line carries the rest.", "999": "Not asked."})
    assert {key: each["words"] for key, each in made_.enough_reasons.items()} == {
        line: "The payroll line carries the rest."
    }


def test_a_line_that_is_certainly_short_is_not_proposed_whatever_is_written(staff):
    version = make_plan(
        staff, services_=[{"weekly_amount": D("443.19"), "hours_per_week": D("32"), "rate": D("13.85")}]
    )
    act_as(staff.finance)
    line = str(version.services.get().line)
    with pytest.raises(RuleBroken, match="32 hours × £13.85 cost £443.20"):
        services.propose(
            plan_version_id=version.pk, content_hash=version.content_hash, by=staff.finance, on=TODAY,
            difference_reason="x", enough={line: "It is."},
        )  # fmt: skip
    assert made.Budget.objects.filter(plan_id=version.plan_id).count() == 0


def test_only_the_lines_that_were_agreed_come_into_the_next_proposal(staff):
    lines = [
        {"description": "Assistant", "kind": "agency", "weekly_amount": D("400.00")},
        {"description": "Boat trips", "kind": "activity", "weekly_amount": D("60.00")},
    ]
    budget = made.make_proposed(staff, services_=lines)
    version = budget.versions.get().plan_version
    act_as(staff.commissioner)
    answers = [
        LineAnswer(
            row.line, row.description != "Boat trips", "" if row.description != "Boat trips" else "Not for health."
        )
        for row in version.services.all()
    ]
    deciding.decide_lines(
        version_id=version.pk, content_hash=version.content_hash, lines=answers, reasons="Most of it.", on=TODAY,
        by=staff.commissioner,
    )  # fmt: skip
    assert version.plan.case.letters.filter(kind="PLAN_IN_PART").count() == 1
    act_as(staff.coordinator)
    assert deciding.take_refused_out(version_id=version.pk, by=staff.coordinator) == 1
    version.refresh_from_db()
    plans.share(version_id=version.pk, edits=version.edits, by=staff.coordinator)
    version.refresh_from_db()
    plans.agree(
        version_id=version.pk,
        content_hash=careplans.content_hash(version),
        by=staff.coordinator,
        on=TODAY,
        words="Yes.",
        how="visit",
    )
    version.refresh_from_db()
    act_as(staff.clinician)
    plans.sign(version_id=version.pk, kind="clinical", content_hash=version.content_hash, by=staff.clinician, on=TODAY)
    act_as(staff.finance)
    again = services.propose(
        plan_version_id=version.pk,
        content_hash=version.content_hash,
        by=staff.finance,
        on=TODAY,
        difference_reason="Less.",
    )
    assert [line.description for line in again.lines.all()] == ["Assistant"] and again.weekly == D("400.00")
    assert dict(budget.versions.values_list("number", "state")) == {1: "withdrawn", 2: "proposed"}
