"""An amount is given by any method, from a table that two people brought into use and the form that was recorded."""

from datetime import date
from decimal import Decimal as D

import pytest

from budgets import services
from budgets.enums import AmountMethod, AmountTableState
from budgets.models import AmountTable
from budgets.rules.employing import PersonalAssistant, SleepIns
from budgets.rules.indicating import JudgementRequired
from budgets.services.indicating import IndicativeInputs, proposed_allowances, work_out
from eligibility.models import Assessment
from phb.core.errors import NotVisible, RuleBroken
from phb.core.tenancy import act_as
from tests.budgets.rules.test_indicating import POINTS, RECKONER
from tests.factories import budgets as made
from tests.factories.budgets import TODAY

RATES = date(2026, 4, 6)


@pytest.fixture
def staff(here):
    return made.make_staff(here)


@pytest.fixture
def case(staff):
    found = made.make_plan(staff).plan.case
    act_as(staff.coordinator)
    return found


def make_table(staff, method="reckoner", content=RECKONER, **fields) -> AmountTable:
    act_as(staff.commissioner)
    table = AmountTable.objects.create(
        organisation_id=staff.commissioner.organisation_id, method=method, name="Local table", content=content,
        source="Finance committee, 3 March 2026", starts=date(2026, 4, 1), proposed_by_id=staff.finance.user_id, **fields,
    )  # fmt: skip
    table.state, table.approved_by_id = AmountTableState.IN_USE, staff.commissioner.user_id
    table.save(update_fields=["state", "approved_by"])
    act_as(staff.coordinator)
    return table


def give(staff, case, inputs, **kwargs):
    return services.give_indicative(case_id=case.pk, inputs=inputs, on=TODAY, by=staff.coordinator, **kwargs)


def test_from_a_table_and_the_form_that_was_recorded(staff, case):
    table = make_table(staff)
    form = Assessment.objects.create(
        organisation_id=case.organisation_id,
        person_id=case.person_id,
        case=case,
        tool="dst",
        started_by_id=staff.coordinator.user_id,
    )
    given = give(
        staff,
        case,
        IndicativeInputs(RATES, method=AmountMethod.RECKONER, row="high"),
        table_id=table.pk,
        assessment_id=form.pk,
    )
    assert (given.method, given.table, given.assessment_id, given.weekly) == ("reckoner", table, form.pk, D("1337.00"))
    assert given.lines["recurring"][0]["source"] == "Local table (Finance committee, 3 March 2026)"
    assert work_out(IndicativeInputs.from_json(given.inputs), given.table).weekly == given.weekly


def test_all_that_was_entered_is_kept(staff, case):
    pat = PersonalAssistant("pa1", "Pat", D(20), D("13.85"), sleep_ins=SleepIns(D(2), D("65.00")))
    entered = IndicativeInputs(RATES, (pat,), contingency_weeks=D(4))
    given = give(staff, case, entered)
    given.refresh_from_db()
    assert IndicativeInputs.from_json(given.inputs) == entered
    assert work_out(entered).recurring_annual == given.recurring_annual


def test_above_the_cap_nothing_is_given(staff, case):
    table = make_table(staff, "points", POINTS)
    answers = {"wash": "most", "walk": "all"}
    with pytest.raises(JudgementRequired, match="by hand"):
        give(staff, case, IndicativeInputs(RATES, method=AmountMethod.POINTS, answers=answers), table_id=table.pk)
    assert not case.indicatives.exists()


@pytest.mark.parametrize(
    ("fields", "on", "words"),
    [
        ({}, date(2026, 3, 31), "not in use on the day"),
        ({"ends": date(2026, 4, 30)}, date(2026, 5, 1), "not in use on the day"),
        ({"stream": "WHEELCHAIR"}, RATES, "for another kind of case"),
    ],
)
def test_a_table_counts_on_its_days_and_for_its_stream(staff, case, fields, on, words):
    table = make_table(staff, **fields)
    with pytest.raises(RuleBroken, match=words):
        give(staff, case, IndicativeInputs(on, method=AmountMethod.RECKONER, row="low"), table_id=table.pk)


def test_a_table_still_proposed_is_not_read(staff, case):
    act_as(staff.commissioner)
    table = AmountTable.objects.create(
        organisation_id=case.organisation_id, method="reckoner", name="New", content=RECKONER, source="x",
        starts=date(2026, 4, 1), proposed_by_id=staff.finance.user_id,
    )  # fmt: skip
    act_as(staff.coordinator)
    with pytest.raises(RuleBroken, match="not in use"):
        give(staff, case, IndicativeInputs(RATES, method=AmountMethod.RECKONER, row="low"), table_id=table.pk)


def test_a_form_of_another_case_and_a_table_that_is_not_there_do_not_exist(staff, case):
    inputs = IndicativeInputs(RATES, method=AmountMethod.RECKONER, row="low")
    with pytest.raises(NotVisible):
        give(staff, case, inputs, table_id=make_table(staff).pk, assessment_id=10**9)
    with pytest.raises(NotVisible):
        give(staff, case, inputs, table_id=10**9)


def test_a_table_of_another_method_is_refused(staff, case):
    inputs = IndicativeInputs(RATES, method=AmountMethod.POINTS, answers={})
    with pytest.raises(RuleBroken, match="another way of working the amount out"):
        give(staff, case, inputs, table_id=make_table(staff).pk)


def test_local_reserves_begin_at_nothing(staff, case):
    found = proposed_allowances(organisation_id=case.organisation_id, on=TODAY)
    assert (found["sickness_weeks"], found["redundancy_percent"], found["holiday"]) == (D(0), D(0), "percent")
