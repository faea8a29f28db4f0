"""Contracts and what budgets free from them: recorded once, ended, never changed; net of what is freed."""

from datetime import date
from decimal import Decimal as D

import pytest

from budgets.models import Budget, BudgetVersion, ContractRelease, SourceContract
from budgets.rules.schedule import amount_for_days
from budgets.selectors import contracts as selectors
from budgets.selectors import value as values
from budgets.services import contracts
from budgets.services.years import keep_years
from careplans.models import OutcomeScore, ReplacedPackage
from careplans.services import exceptions
from phb.core.errors import NotVisible, RuleBroken
from phb.core.tenancy import act_as
from tests.factories import budgets as made
from tests.factories.budgets import TODAY
from tests.factories.library import entry, priced

START = date(2026, 4, 1)


@pytest.fixture
def staff(here):
    return made.make_staff(here)


def block(staff, **fields) -> SourceContract:
    values_ = {
        "name": "Community nursing",
        "provider": "Moorside Trust",
        "kind": "block",
        "starts": START,
        "key": "c-1",
        **fields,
    }
    return contracts.add_contract(by=staff.finance, **values_)


def test_what_a_budget_frees_over_a_year(staff, settle):
    budget = made.make_active(staff)
    act_as(staff.finance)
    contract = block(staff)
    assert block(staff) == contract  # the form sent twice
    with pytest.raises(RuleBroken, match="already"):
        block(staff, key="c-2")
    said = {
        "budget_id": budget.pk, "contract_id": contract.pk, "basis": "unit_price", "unit": "visit", "by": staff.finance,
        "units_per_week": D("10"), "unit_price": D("35.00"), "basis_words": "Taken out of the block each quarter.",
        "released_from": TODAY, "double_running_to": date(2026, 12, 20), "key": "r-1",
    }  # fmt: skip
    release = contracts.add_release(**said)
    assert release.weekly == D("350.00")
    assert contracts.add_release(**said) == release
    assert ContractRelease.objects.count() == 1
    keep_years([budget.pk], on=TODAY)
    effect, (freed,) = selectors.effect_of_budget(staff.finance, budget, 2026)
    assert (freed.found.double_days, freed.found.double) == (28, D("1400.00"))
    assert effect.freed == amount_for_days(D("350.00"), 101)  # 21 December to 31 March
    assert effect.net == effect.cost - effect.freed
    (row,), everything, without = selectors.effects(staff.commissioner, 2026)
    assert (row.budgets, row.effect.net, everything.net, without) == (1, effect.net, effect.net, 0)

    contracts.end_contract(contract_id=contract.pk, ends=date(2027, 1, 31), by=staff.finance)
    effect, _ = selectors.effect_of_budget(staff.finance, budget, 2026)
    assert effect.freed == amount_for_days(D("350.00"), 42)  # it ends with its contract
    contracts.end_release(release_id=release.pk, ends=date(2026, 12, 31), by=staff.finance)
    effect, _ = selectors.effect_of_budget(staff.finance, budget, 2026)
    assert effect.freed == amount_for_days(D("350.00"), 11)
    settle()


@pytest.mark.parametrize(
    ("fields", "field"),
    [
        ({"units_per_week": D("10"), "unit_price": None}, "unit_price"),
        ({"units_per_week": None, "unit_price": None}, "units_per_week"),
        ({"weekly": D("350.01")}, "weekly"),
        ({"basis_words": ""}, "basis_words"),
        ({"released_from": date(2026, 3, 31)}, "released_from"),
        ({"basis": "annual_release", "units_per_week": None, "unit_price": None}, "weekly"),
    ],
)
def test_a_release_that_does_not_fit_says_where(staff, fields, field):
    budget = made.make_authorised(staff)
    act_as(staff.finance)
    said = {
        "basis": "unit_price", "units_per_week": D("10"), "unit_price": D("35.00"), "basis_words": "Agreed.", "released_from": TODAY,
        "key": "r-1", **fields,
    }  # fmt: skip
    with pytest.raises(RuleBroken) as refused:
        contracts.add_release(budget_id=budget.pk, contract_id=block(staff).pk, by=staff.finance, **said)
    assert refused.value.field == field
    assert not ContractRelease.objects.exists()


def test_who_may_not(staff):
    budget = made.make_authorised(staff)
    act_as(staff.coordinator)
    with pytest.raises(RuleBroken, match="commissioner or finance"):
        contracts.add_contract(name="A", provider="B", kind="spot", starts=START, key="k", by=staff.coordinator)
    with pytest.raises(NotVisible):
        selectors.release_for(staff.finance, 0)
    assert budget.releases.count() == 0


def test_a_budget_beside_the_care_before_and_what_came_of_it(staff):
    """No figure is told as none, never as nothing; a saving never stands without outcomes."""
    once = {"one_off_amount": D("500.00"), "frequency": "one_off", "description": "Advert", "kind": "start_up"}
    fee = {"weekly_amount": D("6.25"), "kind": "payroll", "description": "Payroll"}
    budget = made.make_active(staff, services_=[{}, fee, once])
    version = budget.versions.get()
    found = values.compared(staff.finance, budget, version)
    assert (found.value, found.basis) == (None, "There was no package before")
    assert values.portfolio(staff.finance).without == 1
    act_as(staff.finance)
    exceptions.record_replaced_package(
        plan_id=budget.plan_id,
        weekly=D("831.00"),
        basis="The agency's invoices of May",
        on=date(2026, 5, 31),
        by=staff.finance,
    )
    plan = {"organisation_id": budget.organisation_id, "person_id": budget.person_id, "plan_id": budget.plan_id,
            "by_id": staff.coordinator.user_id}  # fmt: skip
    line = version.plan_version.outcomes.get().line
    OutcomeScore.objects.create(line=line, words="Sleep", attained=-1, own_rating=3, scored_on=date(2026, 5, 1), **plan)
    found = values.compared(staff.finance, budget, version)
    assert found.value is not None
    assert (found.value.weekly, found.value.fees_weekly) == (D("81.44"), D("6.25"))
    assert found.value.first_year == 52 * D("81.44") - 500
    assert "nothing can be said of value" in found.outcomes.words  # the score of the start is not what came of it
    whole = values.portfolio(staff.finance)
    assert (whole.compared, whole.without) == (1, 0)
    assert whole.value is not None
    assert whole.value.annual == found.value.annual
    assert ReplacedPackage.objects.count() == 2


def test_prices_stand_beside_the_library_and_at_least_five_other_budgets(staff):
    agency = {"kind": "agency", "description": "Agency care", "hours_per_week": D("10"), "provider": "Moorside Care"}
    budgets = [
        made.make_active(staff, services_=[{**agency, "rate": rate, "weekly_amount": 10 * rate}])
        for rate in (D("30.00"), D("20.00"), D("21.00"), D("22.00"), D("23.00"))
    ]
    act_as(staff.finance)
    version = budgets[0].versions.get()
    (few,) = values.prices_beside(staff.finance, version, TODAY)
    assert few.peers is None
    assert few.market == "The library has no price of this kind."
    made.make_active(staff, services_=[{**agency, "rate": D("24.00"), "weekly_amount": D("240.00")}])
    item = entry(staff.coordinator, staff.commissioner, service_kind="agency")
    priced(item, staff.coordinator, staff.commissioner)
    act_as(staff.finance)
    (found,) = values.prices_beside(staff.finance, version, TODAY)
    (planned,) = values.prices_of_plan(staff.finance, version.plan_version, TODAY)
    assert planned.standing == found.standing
    assert found.standing == "dearer than all of them"
    assert "In 5 other budgets half pay between £21.00 and £23.00; the middle one pays £22.00." in found.peers_words
    assert "one price of this kind" in found.market or "for this provider" in found.market
    assert Budget.objects.count() == BudgetVersion.objects.count() == 6
