"""Live budgets brought in: whole or not at all, by two people, paid by nobody twice, and taken back while nothing rests on them."""

from datetime import date
from decimal import Decimal as D

import pytest
import time_machine
from django.db import DatabaseError, connection, transaction
from django.test.utils import CaptureQueriesContext

from budgets.models import Budget, BudgetFileItem, Payment
from budgets.services import accounts, bringing_in
from budgets.services.facts import payees_of
from budgets.services.replanning import replan
from budgets.services.taking_in import finish, make_piece
from budgets.tasks.files import take_file, take_file_back
from careplans.models import PlanVersion
from careplans.selectors import content_hash
from eligibility.models import Case
from phb.core.errors import RuleBroken
from phb.core.models import Job, Move, Person
from phb.core.tenancy import act_as
from tests.factories.budgets import NOW, make_staff
from tests.factories.core import make_actor, make_person
from tests.factories.live_budgets import EXAMPLE, ON, file_of, rows_for


@pytest.fixture(autouse=True)
def today():
    with time_machine.travel(NOW, tick=False):
        yield


@pytest.fixture
def staff(here):
    return make_staff(here)


def named(staff, *rows):
    from phb.core.models import User

    email = User.objects.get(pk=staff.coordinator.user_id).email
    return [{"coordinator": email} | {k: v for k, v in row.items() if v or k != "coordinator"} for row in rows]


def brought(staff, *rows, name="live.csv"):
    act_as(staff.finance)
    return bringing_in.check_file(name=name, content=file_of(*named(staff, *rows)), on=ON, by=staff.finance)


def taken(staff, row, by=None):
    by = by or staff.commissioner
    act_as(by)
    bringing_in.take(file_id=row.pk, by=by)
    job = Job.objects.get(kind=bringing_in.TAKE, payload__file=row.pk)
    take_file(job, by)
    row.refresh_from_db()
    return job


JOINT = EXAMPLE | {
    "reference": "B-2", "nhs_number": "9990000026", "given_name": "Ben", "family_name": "Made", "agreement_signed_by": "", "agreement_signed_on": "",
    "route": "Joint", "funders": "NHS 60; Northmoor Council 40", "contribution": "25.00", "representative": "Carol Made",
}  # fmt: skip
SECOND_LINE = {"reference": "B-2", "need": "To get out", "outcome": "I see friends", "service": "Bed lift", "kind": "Equipment",
               "one_off": "£1,200.00", "one_off_on": "10/12/2026", "holding": "DP", "funders": "NHS 60; Northmoor Council 40"}  # fmt: skip
NOTIONAL = EXAMPLE | {
    "reference": "B-3", "nhs_number": "9990000034", "family_name": "Third", "holding": "notional", "paid_to": "", "agreement_signed_on": "",
    "agreement_signed_by": "", "balance": "", "balance_on": "", "kind": "Agency care", "anchor": "", "contingency_weeks": "",
}  # fmt: skip


def test_a_file_is_checked_by_one_and_taken_by_another(here, staff, settle):
    row = brought(staff, EXAMPLE, JOINT, SECOND_LINE, NOTIONAL)
    assert row.refusals == [] and row.count == 3 and row.weekly == "990.00"
    told = {words: value for _, words, value in row.told}
    assert told["People who are new here"] == "3" and told["Service lines"] == "4"
    assert told["Paid once"] == "£1,200.00" and told["10 December 2026"] == "1 payment, £1,200.00"
    assert told["30 November 2026"] == "2 payments, £2,640.00"
    assert not Person.objects.filter(nhs_number=EXAMPLE["nhs_number"]).exists(), "nothing is taken by a check"
    with pytest.raises(RuleBroken, match="a colleague takes it"):
        bringing_in.take(file_id=row.pk, by=staff.finance)
    taken(staff, row)
    settle()
    assert (row.state, row.rows) == ("taken", [])

    first, joint, notional = Budget.objects.order_by("reference")
    assert (first.state, first.starts, first.authorised_to) == ("active", date(2026, 11, 30), date(2027, 11, 29))
    version = first.versions.get()
    assert (version.state, version.kind, version.weekly, version.contingency) == (
        "agreed",
        "import",
        D("330.00"),
        D("1320.00"),
    )
    assert (version.proposed_by_id, version.agreed_by_id) == (staff.finance.user_id, staff.commissioner.user_id)
    moves = Move.objects.filter(subject="budgets.budgetversion", subject_id=version.pk).order_by("id")
    assert [(m.verb, m.by_role) for m in moves] == [("created", "FIN"), ("propose", "FIN"), ("agree", "COM")]
    plan = version.plan_version
    assert plan.state == "active" and "agreed on 1 April 2025" in plan.brought_in and not plan.sign_offs.exists()
    assert plan.content_hash == content_hash(plan), "the kept name of the plan is the one that it has"
    line = version.lines.get()
    assert (line.weekly, line.hours_per_week, line.rate, line.outcome_words) == (
        D("330.00"),
        D("20.00"),
        D("16.50"),
        EXAMPLE["outcome"],
    )
    case = first.case
    assert (case.state, case.decided_on, case.payments_from) == ("ELIGIBLE", date(2025, 2, 27), date(2025, 4, 7))
    assert [m.verb for m in Move.objects.filter(subject="eligibility.case", subject_id=case.pk).order_by("id")] == [
        "created",
        "go_to_assessment",
        "record_assessment",
        "find_eligible",
    ]
    payments = list(first.payments.order_by("period_start"))
    assert (payments[0].period_start, payments[0].pay_on, payments[0].amount) == (
        date(2026, 11, 30),
        date(2026, 11, 30),
        D("1320.00"),
    )
    assert payments[-1].period_end <= first.authorised_to and first.authorised == sum(p.amount for p in payments)
    assert replan([first], on=ON, why="Again", by=staff.commissioner) == {first.pk: None}, (
        "the payments are what they must be"
    )

    assert {(p.kind, p.amount) for p in joint.payments.filter(kind="ONE_OFF")} == {("ONE_OFF", D("1200.00"))}
    assert joint.payments.filter(kind="SCHEDULED").first().split == [
        {"funder": "NHS", "amount": "792.00"},
        {"funder": "Northmoor Council", "amount": "528.00"},
    ]
    assert joint.contributions.get().funder == "Northmoor Council"
    assert [c.name for c in joint.versions.get().plan_version.plancontacts.all()] == ["Carol Made"]
    assert not notional.payments.exists() and notional.starts == ON, "nothing of a notional budget is paid to a holder"
    item = BudgetFileItem.objects.get(budget=first)
    assert (item.reference, item.balance, item.paid_to) == ("B-1071", D("812.40"), date(2026, 11, 29))
    with pytest.raises(RuleBroken, match="taken before"):
        brought(staff, EXAMPLE, JOINT, SECOND_LINE, NOTIONAL)


def test_nothing_is_paid_before_the_account_is_checked_here(staff):
    row = brought(staff, EXAMPLE, JOINT)
    taken(staff, row)
    first, joint = Budget.objects.order_by("reference")
    due = [first.payments.order_by("pay_on").first(), joint.payments.order_by("pay_on").first()]
    payees = payees_of(due, by=staff.finance, on=ON)
    assert payees.facts[first.pk].agreement_signed and payees.facts[first.pk].consent_stands
    assert not payees.facts[joint.pk].agreement_signed, "no agreement was brought"
    assert "account" in (payees.why_not(due[0], NOW) or "")


def test_a_refused_row_holds_the_whole_file(staff):
    row = brought(staff, EXAMPLE, JOINT | {"rate": "8.00"})
    assert row.refusals and row.count == 1
    act_as(staff.commissioner)
    with pytest.raises(RuleBroken, match="Mend them"):
        bringing_in.take(file_id=row.pk, by=staff.commissioner)


def test_pressing_twice_and_a_job_that_runs_twice_take_once(staff):
    row = brought(staff, EXAMPLE)
    job = taken(staff, row)
    bringing_in.take(file_id=row.pk, by=staff.commissioner)
    take_file(job, staff.commissioner)
    assert Budget.objects.count() == 1 and Job.objects.filter(kind=bringing_in.TAKE).count() == 1


def test_what_came_between_check_and_taking_stops_the_file_and_leaves_nothing_in_force(here, staff):
    rows = rows_for(50)
    row = brought(staff, *rows)
    make_person(here, nhs_number=rows[49]["nhs_number"], family_name="Another")
    taken(staff, row)
    assert row.state == "checked" and "another name" in row.refusals[0][2] and row.rows == []
    assert set(Budget.objects.values_list("state", flat=True)) == {"closed"}, (
        "the first piece was made ready, and is withdrawn"
    )
    assert set(PlanVersion.objects.values_list("state", flat=True)) == {"withdrawn"}
    assert set(Case.objects.values_list("state", flat=True)) == {"CLOSED"}


def test_a_file_is_taken_back_and_the_mended_one_can_come(staff, settle):
    row = brought(staff, EXAMPLE, JOINT, SECOND_LINE)
    taken(staff, row)
    with pytest.raises(RuleBroken, match="Write why"):
        bringing_in.undo(file_id=row.pk, reasons=" ", by=staff.commissioner)
    bringing_in.undo(file_id=row.pk, reasons="The rates were of last year.", by=staff.commissioner)
    job = Job.objects.get(kind=bringing_in.TAKE_BACK)
    take_file_back(job, staff.commissioner)
    settle()
    row.refresh_from_db()
    assert row.state == "undone"
    assert set(Budget.objects.values_list("state", flat=True)) == {"closed"}
    assert set(Payment.objects.values_list("state", flat=True)) == {"cancelled"}
    assert set(PlanVersion.objects.values_list("state", flat=True)) == {"ended"}
    assert set(Case.objects.values_list("state", flat=True)) == {"CLOSED"}
    assert not Budget.objects.filter(agreements__ended_on=None, agreements__isnull=False).exists()
    again = brought(staff, EXAMPLE | {"weekly": "350.00"}, JOINT, SECOND_LINE)
    assert again.refusals == []
    taken(staff, again)
    assert (
        Budget.objects.filter(state="active").count() == 2
        and Person.objects.filter(nhs_number__startswith="99900000").count() == 2
    )


def test_what_rests_on_a_budget_holds_up_taking_the_file_back(staff):
    row = brought(staff, EXAMPLE, JOINT)
    taken(staff, row)
    joint = Budget.objects.get(stream="JOINT_PACKAGE")
    act_as(staff.finance)
    accounts.record_agreement(
        budget_id=joint.pk,
        signed_by_name="Carol Made",
        signed_as="REPRESENTATIVE",
        signed_on=ON,
        on=ON,
        by=staff.finance,
    )
    act_as(staff.commissioner)
    with pytest.raises(RuleBroken, match="1 budget of this file cannot"):
        bringing_in.undo(file_id=row.pk, reasons="Wrong file", by=staff.commissioner)
    row.refresh_from_db()
    assert row.state == "taken" and Budget.objects.filter(state="active").count() == 2


@pytest.mark.parametrize(
    ("change", "column", "words"),
    [
        ({"coordinator": "nobody@example.nhs.uk"}, "coordinator", "not the e-mail address"),
        ({"route": "FNC"}, "route", "carries no right"),
        ({"place": "Nowhere"}, "place", "not one of your places"),
        ({"route": "Wheelchair"}, "weekly", "paid once"),
        ({"funders": "NHS 60; Northmoor Council 40"}, "funders", "paid by the NHS alone"),
    ],
)
def test_rows_that_the_record_refuses(staff, change, column, words):
    row = brought(staff, EXAMPLE | change)
    assert [(each[1], words in each[2]) for each in row.refusals] == [(column, True)], row.refusals


def test_people_and_cases_that_are_known(here, staff):
    row = brought(staff, EXAMPLE)
    taken(staff, row)
    again = brought(staff, EXAMPLE | {"reference": "Other"})
    assert "has a budget of this stream here already" in again.refusals[0][2]
    other = brought(staff, EXAMPLE | {"reference": "Other", "route": "S117"})
    assert other.refusals == [] and {w: v for _, w, v in other.told}["People who are known here"] == "1"
    act_as(staff.finance)
    second = make_actor("CC", here)
    act_as(staff.finance)
    content = file_of(EXAMPLE | {"reference": "Other", "route": "S117"}, NOTIONAL)
    kept = bringing_in.check_file(
        name="c.csv", content=content, on=ON, by=staff.finance, coordinator_id=second.membership_id
    )
    known, new = kept.rows
    assert not known.get("coordinator") and new["coordinator"], "who looks after somebody goes on doing so"
    wrong = brought(staff, EXAMPLE | {"reference": "Other", "route": "S117", "date_of_birth": "1948-03-10"})
    assert "another name or birth date" in wrong.refusals[0][2]


def test_the_database_keeps_a_plan_from_being_brought_in_by_one(here, staff):
    row = brought(staff, EXAMPLE)
    taken(staff, row)
    plan = PlanVersion.objects.get()
    values = {
        f.attname: getattr(plan, f.attname)
        for f in PlanVersion._meta.concrete_fields
        if f.name not in ("id", "plan", "case")
    }
    from careplans.models import Plan

    case = Case.objects.get()
    second = Case.objects.create(
        organisation=here,
        person=case.person,
        route="S117",
        reference="X-1",
        received_on=ON,
        referred_by="x",
        rule_set="",
    )
    other = Plan.objects.create(
        organisation=here,
        person=case.person,
        case=second,
        reference="X-1",
        coordinator_id=staff.coordinator.membership_id,
    )
    draft = PlanVersion.objects.create(
        **{**values, "plan_id": other.pk, "state": "draft", "drafted_by_id": staff.commissioner.user_id}
    )
    act_as(staff.commissioner)
    for change in ({}, {"edits": 1}, {"brought_in": "Now"}, {"number": 2}):
        with pytest.raises(DatabaseError, match="(?i)brought in|brings a plan"), transaction.atomic():
            PlanVersion.objects.filter(pk=draft.pk).update(state="active", **change)
    act_as(staff.finance)
    assert PlanVersion.objects.filter(pk=draft.pk).update(state="active") == 1


def test_a_piece_asks_as_often_for_few_budgets_as_for_many(staff):
    counts = []
    for many in (8, 32):
        row = brought(staff, *rows_for(many, route="CHC" if many == 8 else "S117"), name=f"{many}.csv")
        act_as(staff.commissioner)
        bringing_in.take(file_id=row.pk, by=staff.commissioner)
        with CaptureQueriesContext(connection) as asked:
            assert make_piece(file_id=row.pk, on=ON, by=staff.commissioner) == (many, many)
        counts.append(len(asked))
        finish(file_id=row.pk, by=staff.commissioner)
    assert counts[1] <= counts[0] + 2


def test_one_file_at_a_time_and_a_fault_of_the_system_leaves_nothing_in_between(staff, monkeypatch):
    row, other = brought(staff, EXAMPLE), brought(staff, JOINT, name="other.csv")
    act_as(staff.commissioner)
    bringing_in.take(file_id=row.pk, by=staff.commissioner)
    with pytest.raises(RuleBroken, match="Another file"):
        bringing_in.take(file_id=other.pk, by=staff.commissioner)
    job = Job.objects.get(kind=bringing_in.TAKE)

    def broken(**_: object) -> None:
        raise RuntimeError("a fault")

    monkeypatch.setattr("budgets.services.taking_in.put_in_force", broken)
    with pytest.raises(RuntimeError):
        take_file(job, staff.commissioner)
    row.refresh_from_db()
    assert row.state == "taking" and Budget.objects.get().state == "setting_up", "it is tried again"
    job.attempts = 3
    with pytest.raises(RuntimeError):
        take_file(job, staff.commissioner)
    row.refresh_from_db()
    assert row.state == "checked" and "service team" in row.refusals[0][2] and Budget.objects.get().state == "closed"
    bringing_in.take(file_id=other.pk, by=staff.commissioner)
