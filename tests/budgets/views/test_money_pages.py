"""The commissioner's money by pages: figures, what they open to, files, contracts, value; and who does not see them."""

import csv
import io
from datetime import date
from decimal import Decimal as D
from uuid import uuid4

import pytest
import time_machine
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from budgets.models import BudgetYear, ContractRelease, Funder, SourceContract
from budgets.services.years import keep_years
from phb.core.models import Job, Person, Place
from phb.core.tenancy import act_as
from tests.factories import budgets as made
from tests.factories.budgets import JOINT, NOW, TODAY


@pytest.fixture(autouse=True)
def _the_day():
    with time_machine.travel(NOW, tick=False):
        yield


@pytest.fixture
def staff(here):
    return made.make_staff(here)


def get(browser, name, *args, status=200, **query):
    response = browser.get(reverse(f"budgets:{name}", args=args), query)
    assert response.status_code == status, response.content[:2000]
    return response.content.decode().replace("\N{NO-BREAK SPACE}", " ")


def file_of(browser, name, **query):
    text = get(browser, name, format="csv", **query).lstrip("\N{ZERO WIDTH NO-BREAK SPACE}")
    return list(csv.DictReader(io.StringIO(text)))


def date_parts(name, day):
    return {f"{name}_day": day.day, f"{name}_month": day.month, f"{name}_year": day.year}


def test_figures_of_the_year_open_to_budgets_and_budgets_to_their_own(staff, sign_in, here):
    browser = sign_in(staff.commissioner)
    assert "No figures of this year fit" in get(browser, "money")
    assert "No contract is recorded" in get(browser, "contracts")
    assert "No budget runs yet" in get(browser, "money_value")
    get(browser, "money_months")
    get(browser, "money_budgets")

    joint = made.make_active(staff, services_=[{"funders": JOINT, "provider": "=Moorside Care"}])
    bought = made.make_active(staff, services_=[{"holding": "notional", "weekly_amount": D("500.00")}])
    act_as(staff.finance)
    place = Place.objects.create(organisation=here, name="Moorside", starts=date(2022, 7, 1))
    Person.objects.filter(pk=joint.person_id).update(place=place)
    Funder.objects.create(organisation=here, name="NHS", full_name="NHS Northmoor", kind="nhs", cost_centre="CC-100")
    keep_years([joint.pk, bought.pk], on=TODAY)
    total = sum(BudgetYear.objects.filter(year=2026).values_list("forecast", flat=True))

    browser = sign_in(staff.commissioner)
    page = get(browser, "money", by="funder")
    assert f"£{total:,}" in page
    assert "positive is overspend" in page
    assert "As at 23 November 2026" in page.replace("as at", "As at")
    rows = file_of(browser, "money", by="funder")
    assert [row["Funder"] for row in rows] == ["NHS", "Northmoor Council", "All"]
    assert D(rows[0]["Forecast"]) + D(rows[1]["Forecast"]) == D(rows[2]["Forecast"]) == total
    assert [row["Cost centre"] for row in file_of(browser, "money", by="cost_centre")] == [
        "CC-100",
        "No cost centre",
        "All",
    ]
    assert [row["Place"] for row in file_of(browser, "money", by="place")] == ["Moorside", "No place", "All"]
    assert [row["Provider"] for row in file_of(browser, "money", by="provider")] == [
        "'=Moorside Care",
        "Nobody named",
        "All",
    ]

    listed = file_of(browser, "money_budgets", year=2026, cost_centre="CC-100")
    assert {row["Person"] for row in listed} == {joint.person.full_name, bought.person.full_name}
    (one,) = file_of(browser, "money_budgets", year=2026, funder="Northmoor Council")
    assert D(one["Forecast"]) == D(rows[1]["Forecast"])
    (held,) = file_of(browser, "money_budgets", year=2026, holding="notional")
    assert held["Person"] == bought.person.full_name
    assert reverse("budgets:budget_year", args=[joint.pk]) in get(browser, "money_budgets", year=2026, place=place.pk)
    months = file_of(browser, "money_months", year=2026)
    assert sum(D(row["Forecast"]) for row in months) == total
    page = get(browser, "budget_year", joint.pk, year=2026)
    assert "Northmoor Council" in page
    assert "Nothing is recorded that this budget frees" in page
    assert "This year" in get(browser, "budget", joint.pk)
    for wrong in ({"year": "1999"}, {"by": "wrong"}, {"sort": "wrong"}, {"funder": "Nobody"}, {"unknown": "1"}):
        get(browser, "money", status=400, **wrong)
    get(browser, "budget_year", joint.pk, status=400, year="1999")


def test_pages_ask_the_same_for_one_budget_and_for_three(staff, sign_in, settle):
    names = ("money", "money_months", "money_budgets", "money_value", "contracts")
    asked = []
    for _ in range(2):
        for _ in range(1 + len(asked)):
            budget = made.make_active(staff)
        keep_years([budget.pk], on=TODAY)
        browser = sign_in(staff.commissioner)
        get(browser, "money")
        counts = []
        for name in names:
            with CaptureQueriesContext(connection) as queries:
                get(browser, name)
            counts.append(len(queries))
        asked.append(counts)
    assert asked[1] == asked[0]


def test_a_contract_a_release_and_their_ends_by_forms(staff, sign_in):
    budget = made.make_active(staff)
    browser = sign_in(staff.finance)
    assert "No contract is recorded yet" in get(browser, "new_release", budget.pk)
    sent = {
        "key": str(uuid4()),
        "provider": "Moorside Trust",
        "name": "Nursing",
        "kind": "block",
        **date_parts("starts", date(2026, 4, 1)),
    }
    for _ in range(2):
        answer = browser.post(reverse("budgets:new_contract"), sent)
        assert answer.status_code == 302, answer.content.decode()[:2000]
    act_as(staff.finance)
    contract = SourceContract.objects.get()
    form = {
        "key": str(uuid4()), "contract": contract.pk, "basis": "annual_release", "weekly": "300.00", "basis_words": "",
        **date_parts("released_from", TODAY), **date_parts("double_running_to", date(2026, 12, 20)),
    }  # fmt: skip
    browser = sign_in(staff.finance)
    page = browser.post(reverse("budgets:new_release", args=[budget.pk]), form).content.decode()
    assert "One person leaving does not lower what a block contract costs" in page
    assert "300.00" in page  # what was typed stays
    answer = browser.post(
        reverse("budgets:new_release", args=[budget.pk]), {**form, "basis_words": "From the tenth leaver."}
    )
    assert answer.status_code == 302, answer.content.decode()[:2000]
    act_as(staff.finance)
    release = ContractRelease.objects.get()
    keep_years([budget.pk], on=TODAY)
    browser = sign_in(staff.commissioner)
    assert "28 days are paid twice" in get(browser, "budget_year", budget.pk)
    assert budget.person.full_name in get(browser, "contract", contract.pk)
    (row,) = file_of(browser, "contracts")
    assert (row["Days paid twice"], row["Paid twice"]) == ("28", "1200.00")
    assert "What it frees" in get(browser, "budget", budget.pk)
    for name, pk in (("end_release", release.pk), ("end_contract", contract.pk)):
        get(browser, name, pk)
        answer = browser.post(reverse(f"budgets:{name}", args=[pk]), date_parts("ends", date(2026, 12, 31)))
        assert answer.status_code == 302, answer.content.decode()[:2000]
    act_as(staff.finance)
    release.refresh_from_db()
    assert release.released_to == date(2026, 12, 31)


def test_working_out_is_asked_for_and_who_may_not_see_it_does_not(staff, sign_in):
    browser = sign_in(staff.commissioner)
    for _ in range(2):
        assert browser.post(reverse("budgets:money_work_out")).status_code == 302
    act_as(staff.commissioner)
    assert Job.objects.filter(kind="budgets.work_out_years").count() == 1
    browser = sign_in(staff.commissioner)
    assert "waiting to be made" in get(browser, "money")
    browser = sign_in(staff.clinician)
    for name in ("money", "money_months", "money_budgets", "money_value", "contracts"):
        assert browser.get(reverse(f"budgets:{name}")).status_code in {403, 404}


def test_beside_the_care_before_by_page(staff, sign_in):
    budget = made.make_active(staff)
    browser = sign_in(staff.finance)
    page = get(browser, "budget_value", budget.pk)
    assert "No figure of the care before" in page
    assert "There was no package before" in page
    page = get(browser, "money_value")
    assert "without one nothing is compared" in page
    assert "Outcomes have not been scored" in page
    (row,) = file_of(browser, "money_value", known="no")
    assert (row["Before, a week"], row["Where the figure comes from"]) == ("", "There was no package before")
    assert not file_of(browser, "money_value", known="yes")
    assert not file_of(browser, "money_value", side="more")
