"""Splits with each funder's agreement, disputes that hold nothing up, charges, contingency: what payments and records say."""

from datetime import date, timedelta
from decimal import Decimal as D

import pytest

from budgets import services
from budgets.enums import SplitState
from budgets.models import Funder, FundingSplit, Payment
from budgets.rules.funding import DatedSplit
from budgets.selectors.funding import splits_of
from budgets.selectors.periods_net import periods_net
from budgets.selectors.recharges import paid_and_due
from budgets.selectors.whose_money import money_of, weekly_by_funder
from budgets.services import ask_one_off, contributions, funding
from phb.core.errors import NotVisible, RuleBroken
from phb.core.policies import set_policy
from phb.core.tenancy import act_as
from tests.factories import budgets as made
from tests.factories.budgets import JOINT, TODAY
from tests.factories.core import make_actor
from tests.factories.funding import agreed_split, shares

HALF = (("NHS", "50"), ("Northmoor Council", "50"))


@pytest.fixture
def staff(here):
    return made.make_staff(here)


def joint(staff, stream="JOINT_PACKAGE", active=True, **plan):
    """A running budget of another stream than CHC."""
    make = made.make_active if active else made.make_authorised
    budget = make(staff, services_=[{"weekly_amount": D("700.00"), "funders": JOINT}], **plan)
    act_as(staff.finance)
    budget.stream = stream
    budget.save(update_fields=["stream"])
    return budget


def parts(payment: Payment) -> dict[str, D]:
    return {each["funder"]: D(each["amount"]) for each in payment.split}


def coming(budget) -> list[Payment]:
    return list(budget.payments.filter(state="scheduled", kind="SCHEDULED").order_by("period_start"))


def test_a_split_counts_when_the_last_funder_has_agreed(staff, settle):
    budget = joint(staff)
    before = coming(budget)
    assert parts(before[1]) == {"NHS": D("1680.00"), "Northmoor Council": D("1120.00")}
    split = funding.propose_split(
        budget_id=budget.pk,
        starts=before[2].period_start,
        shares=shares(*HALF),
        reason="Half health.",
        by=staff.finance,
    )
    agree = {
        "split_id": split.pk,
        "agreed_on": TODAY,
        "agreed_by_name": "Ms Finch",
        "agreed_how": "Letter",
        "on": TODAY,
    }
    funding.record_agreement(funder="NHS", by=staff.finance, **agree)
    assert FundingSplit.objects.get().state == SplitState.PROPOSED
    assert parts(coming(budget)[2]) == parts(before[2])
    done = funding.record_agreement(funder="Northmoor Council", by=staff.finance, **agree)
    assert (done.state, done.agreed_on) == (SplitState.AGREED, TODAY)
    after = coming(budget)
    assert parts(after[1]) == parts(before[1])
    assert parts(after[2]) == {"NHS": D("1400.00"), "Northmoor Council": D("1400.00")}
    assert [payment.amount for payment in after] == [payment.amount for payment in before]
    again = funding.record_agreement(funder="Northmoor Council", by=staff.finance, **agree)
    assert again.pk == done.pk and [p.pk for p in coming(budget)] == [p.pk for p in after]
    settle()


def test_what_is_paid_once_is_shared_anew_too_while_it_is_not_sent(staff, settle):
    budget = joint(staff)
    act_as(staff.finance)
    asked = {"budget_id": budget.pk, "amount": D("100.00"), "words": "A hoist", "on": TODAY, "by": staff.finance}
    set_to = budget.authorised + D("100.00")
    budget.authorised = set_to
    budget.save(update_fields=["authorised"])
    first, _ = ask_one_off(key="a", **{**asked, "amount": D("60.00")})
    assert parts(first) == {"NHS": D("36.00"), "Northmoor Council": D("24.00")}
    agreed_split(budget, staff.finance, TODAY, *HALF)
    first.refresh_from_db()
    assert parts(first) == {"NHS": D("30.00"), "Northmoor Council": D("30.00")}
    settle()


def test_a_split_in_the_middle_of_a_period_weighs_the_days(staff, settle):
    budget = joint(staff)
    third = coming(budget)[2]
    agreed_split(budget, staff.finance, third.period_start + timedelta(days=14), ("Northmoor Council", "100"))
    found = {p.period_start: parts(p) for p in coming(budget)}
    assert found[third.period_start] == {"NHS": D("840.00"), "Northmoor Council": D("1960.00")}
    settle()


@pytest.mark.parametrize(
    ("stream", "rows", "why"),
    [
        ("CHC", (("NHS", "60"), ("Northmoor Council", "40")), "cannot pay part"),
        ("END_OF_LIFE", (("NHS", "60"), ("Education", "40")), "cannot pay part"),
        ("JOINT_PACKAGE", (("NHS", "60"), ("Northmoor Council", "39.99")), "add up to 99.99"),
        ("JOINT_PACKAGE", (("NHS", "£350"), ("Northmoor Council", "£350")), "Give one funder a percent"),
        ("JOINT_PACKAGE", (), "at least one funder"),
        ("CHC", (("NHS", "100"),), None),
        ("S117", (("NHS", "60"), ("Northmoor Council", "40")), None),
        ("CYPCC", (("NHS", "50"), ("Northmoor Council", "30"), ("Education", "20")), None),
        ("JOINT_PACKAGE", (("Better Care Fund pool", "100"),), None),
        ("JOINT_PACKAGE", (("Northmoor Council", "£100"), ("NHS", "100")), None),
    ],
)
def test_what_may_be_proposed(staff, stream, rows, why):
    budget = joint(staff, stream, active=False)
    given = {
        "budget_id": budget.pk,
        "starts": TODAY,
        "shares": shares(*rows),
        "reason": "As agreed.",
        "by": staff.finance,
    }
    if why is None:
        assert funding.propose_split(**given).state == SplitState.PROPOSED
    else:
        with pytest.raises(RuleBroken, match=why):
            funding.propose_split(**given)


def test_a_proposal_names_a_day_a_reason_and_a_line_of_the_budget(staff, there):
    budget = joint(staff, active=False)
    given = {
        "budget_id": budget.pk,
        "starts": TODAY,
        "shares": shares(*HALF),
        "reason": "As agreed.",
        "by": staff.finance,
    }
    for wrong, why in (
        ({"starts": budget.starts - timedelta(days=1)}, "begins on"),
        ({"reason": "  "}, "Write why"),
        ({"line": 999999}, "not in the budget"),
    ):
        with pytest.raises(RuleBroken, match=why):
            funding.propose_split(**{**given, **wrong})
    funder = funding.add_funder(name="Northmoor Council", full_name="Northmoor", kind="council", by=staff.finance)
    funding.end_funder(funder_id=funder.pk, on=TODAY, by=staff.finance)
    with pytest.raises(RuleBroken, match="no funder any more"):
        funding.propose_split(**given)
    line = budget.versions.get().lines.get().service.line
    own = funding.propose_split(**{**given, "shares": shares(("NHS", "100")), "line": line})
    assert own.line == line
    with pytest.raises(RuleBroken, match="records whose money"):
        funding.propose_split(**{**given, "by": staff.clinician})
    act_as(made.make_staff(there).finance)
    with pytest.raises(NotVisible):
        funding.propose_split(**{**given, "by": make_actor("FIN", there)})


def test_a_dispute_holds_nothing_up_and_leaves_a_difference_when_settled(staff, settle):
    budget = joint(staff)
    first = coming(budget)[0]
    agreed_split(budget, staff.finance, first.period_start, ("NHS", "50"), ("Northmoor Council", "50"))
    made.make_confirmed(staff)  # the first payments go out, half and half
    act_as(staff.finance)
    sent = budget.payments.filter(state="paid").order_by("period_start")
    paid = sum((payment.amount for payment in sent), D(0))
    assert paid and paid_and_due(budget).payments == ()
    split = FundingSplit.objects.get()
    for _ in range(2):
        split = funding.dispute_split(split_id=split.pk, words="The council says a third.", on=TODAY, by=staff.finance)
    assert split.state == SplitState.DISPUTED
    assert splits_of([budget.pk]) == {budget.pk: ()}
    ahead = coming(budget)
    assert ahead and parts(ahead[0]) == {"NHS": D("1680.00"), "Northmoor Council": D("1120.00")}
    settled = funding.settle_split(
        split_id=split.pk, words="The chief officers met.", settled_on=TODAY, on=TODAY, by=staff.finance,
        shares=shares(("NHS", "75"), ("Northmoor Council", "25")),
    )  # fmt: skip
    assert settled.pk != split.pk and settled.starts == first.period_start
    assert FundingSplit.objects.get(pk=split.pk).state == SplitState.WITHDRAWN
    found = paid_and_due(budget)
    owes = {row.funder: row.owes for row in found.funders}
    assert owes == {"NHS": paid / 4, "Northmoor Council": -paid / 4}
    assert sum(owes.values()) == 0
    assert [parts(p) for p in sent.all()] == [parts(p) for p in sent], "what was posted stays"
    assert parts(coming(budget)[0])["NHS"] == D("2100.00")
    settle()


def test_where_the_setting_says_so_the_lead_pays_meanwhile(staff):
    set_policy(key="dispute_pays", value="lead", starts=date(2020, 1, 1), by=staff.finance)
    budget = joint(staff, active=False)
    split = funding.propose_split(
        budget_id=budget.pk, starts=TODAY, shares=shares(*HALF), reason="As agreed.", by=staff.finance
    )
    assert splits_of([budget.pk])[budget.pk] == ()
    funding.dispute_split(split_id=split.pk, words="The council disagrees.", on=TODAY, by=staff.finance)
    (counting,) = splits_of([budget.pk])[budget.pk]
    assert isinstance(counting, DatedSplit) and [(s.funder, s.percent) for s in counting.shares] == [("NHS", D(100))]
    assert weekly_by_funder(budget, TODAY)[0].amount == D("700.00")
    funding.withdraw_split(split_id=split.pk, reason="Taken back.", on=TODAY, by=staff.finance)
    assert splits_of([budget.pk])[budget.pk] == ()
    with pytest.raises(RuleBroken, match="no agreement is recorded"):
        funding.record_agreement(
            split_id=split.pk,
            funder="NHS",
            agreed_on=TODAY,
            agreed_by_name="A",
            agreed_how="B",
            on=TODAY,
            by=staff.finance,
        )


def test_splits_of_many_budgets_are_read_at_once(staff, django_assert_num_queries):
    found = [joint(staff, active=False) for _ in range(2)]
    for budget in found:
        agreed_split(budget, staff.finance, TODAY, *HALF)
    with django_assert_num_queries(2):
        assert all(len(rows) == 1 for rows in splits_of([budget.pk for budget in found]).values())


def test_funders_are_kept(staff):
    pool = funding.add_funder(
        name="Pool", full_name="Better Care Fund", kind="pool", by=staff.finance,
        members=[{"name": "NHS", "percent": "60"}, {"name": "Northmoor Council", "percent": "40"}],
    )  # fmt: skip
    assert Funder.objects.get().members[0] == {"name": "NHS", "percent": "60"}
    for members, why in (
        ([], "Name the bodies"),
        ([{"name": "NHS", "percent": "60"}], "add up to 60"),
    ):
        with pytest.raises(RuleBroken, match=why):
            funding.change_funder(funder_id=pool.pk, full_name="X", members=members, by=staff.finance)
    with pytest.raises(RuleBroken, match="on the list already"):
        funding.add_funder(name=" pool ", full_name="Y", kind="nhs", by=staff.finance)
    with pytest.raises(RuleBroken, match="Only a pooled fund"):
        funding.add_funder(
            name="ICB", full_name="Y", kind="nhs", members=[{"name": "a", "percent": "100"}], by=staff.finance
        )


CHARGE = {
    "kind": "council_charge",
    "words": "A charge",
    "starts": TODAY,
    "decided_on": TODAY,
    "source": "Letter",
    "on": TODAY,
}


@pytest.mark.parametrize(
    ("stream", "weekly", "why"),
    [
        ("JOINT_PACKAGE", "280.00", None),
        ("JOINT_PACKAGE", "280.01", "at most that"),
        ("S117", "10.00", "section 117 is free"),
        ("CHC", "10.00", "Only the council"),
        ("CYPCC", "10.00", "Only the council"),
        ("WHEELCHAIR", "10.00", "Only the council"),
    ],
)
def test_a_charge_is_off_the_councils_part_only(staff, stream, weekly, why):
    budget = joint(staff, stream, active=False)
    given = {**CHARGE, "budget_id": budget.pk, "weekly": D(weekly), "by": staff.finance}
    if why:
        with pytest.raises(RuleBroken, match=why):
            contributions.record_contribution(**given)
        return
    kept = contributions.record_contribution(**given)
    assert kept.funder == "Northmoor Council"
    with pytest.raises(RuleBroken, match="Another charge runs"):
        contributions.record_contribution(**given)
    for _ in range(2):
        ended = contributions.end_contribution(
            contribution_id=kept.pk, last_day=TODAY + timedelta(days=6), by=staff.finance
        )
    assert ended.ends == TODAY + timedelta(days=6)
    with pytest.raises(RuleBroken, match="It ended on"):
        contributions.end_contribution(contribution_id=kept.pk, last_day=TODAY + timedelta(days=7), by=staff.finance)
    contributions.record_contribution(**{**given, "starts": TODAY + timedelta(days=7)})
    with pytest.raises(RuleBroken, match="Money is added only to a wheelchair"):
        contributions.record_contribution(**{**given, "kind": "wheelchair_extra"})


def test_the_money_of_all_budgets_of_a_person(staff, settle):
    first = joint(staff)
    contributions.record_contribution(**CHARGE, budget_id=first.pk, weekly=D("70.00"), by=staff.finance)
    second = made.make_active(
        staff, person=first.person,
        services_=[{"weekly_amount": D("100.00")}, {"weekly_amount": D("50.00"), "holding": "notional"},
                   {"one_off_amount": D("30.00"), "frequency": "one_off", "description": "Kit", "kind": "equipment"}],
    )  # fmt: skip
    made.make_authorised(staff, person=first.person, services_=[{"weekly_amount": D("999.00")}])
    act_as(staff.finance)
    money = money_of(staff.finance, first.person, TODAY)
    rows = {row.funder: row for row in money.funders}
    assert (rows["NHS"].weekly, rows["NHS"].contribution, rows["NHS"].once) == (D("570.00"), D("0.00"), D("30.00"))
    assert (rows["Northmoor Council"].weekly, rows["Northmoor Council"].net) == (D("280.00"), D("210.00"))
    assert (money.total.weekly, money.total.contribution, money.total.net) == (D("850.00"), D("70.00"), D("780.00"))
    days = (date(2027, 3, 31) - TODAY).days + 1
    exact = [D("700.00") * days / 7, D("100.00") * days / 7, D("50.00") * days / 7]
    assert money.total.year == sum((each.quantize(D("0.01")) for each in exact), D(0))
    assert money.name.name == "Integrated personal budget"
    assert [each.name.name for each in money.budgets] == ["Integrated personal budget"] + ["Personal health budget"] * 2
    assert [each.counts for each in money.budgets] == [True, True, False]
    assert [(h.value, a) for h, a in money.budgets[1].holdings] == [
        ("direct_payment", D("100.00")),
        ("notional", D("50.00")),
    ]
    (row, *_) = periods_net(first)
    assert row.net.gross == row.payment.amount and row.net.net == row.net.gross - row.net.contribution
    assert not periods_net(second)


def test_a_wheelchair_budget_is_paid_once_lasts_its_years_and_keeps_what_is_added_apart(staff, settle):
    once = [{"one_off_amount": D("900.00"), "frequency": "one_off", "description": "Chair", "kind": "equipment",
             "holding": "third_party"}]  # fmt: skip
    version = made.make_plan(staff, services_=once)
    case = version.plan.case
    case.route = "WHEELCHAIR"
    case.save(update_fields=["route"])
    act_as(staff.finance)
    budget = services.propose(
        plan_version_id=version.pk, content_hash=version.content_hash, by=staff.finance, on=TODAY, difference_reason="None before."
    ).budget  # fmt: skip
    assert (budget.stream, budget.versions.get().contingency) == ("WHEELCHAIR", D("0.00"))
    contributions.record_contribution(
        budget_id=budget.pk, kind="wheelchair_extra", words="A riser seat", once=D("250.00"), starts=TODAY, decided_on=TODAY,
        source="Signed choice", on=TODAY, by=staff.finance,
    )  # fmt: skip
    (found,) = money_of(staff.finance, budget.person, TODAY).budgets
    assert found.wheelchair.ends == date(2031, 11, 22) and found.wheelchair.added == D("250.00")
    assert "apart from the NHS money" in found.wheelchair.words and found.total.once == D("900.00")
    act_as(staff.commissioner)
    services.authorise(
        plan_version_id=version.pk, content_hash=version.content_hash, words="It meets the need.", on=TODAY, by=staff.commissioner
    )  # fmt: skip
    budget.refresh_from_db()
    assert budget.authorised_to == date(2031, 11, 22)
    settle()
