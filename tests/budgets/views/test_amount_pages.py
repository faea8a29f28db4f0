"""Pages of the amount: each way of working it out, tables by two people, and what the person reads of it."""

import re
from decimal import Decimal as D
from uuid import uuid4

import pytest
import time_machine
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from budgets.models import AmountTable, Indicative
from budgets.services.amount_tables import decide_table, propose_table
from budgets.tasks.explaining import render_explanation
from careplans.models import ReplacedPackage
from eligibility.models import Assessment
from phb.core.actors import the_service
from phb.core.documents import content_of
from phb.core.models import Document, Job, User
from phb.core.tenancy import act_as
from tests.documents import reading
from tests.factories import budgets as made
from tests.factories.budgets import NOW, TODAY
from tests.factories.core import LONG_AGO, make_actor, make_grant, make_person

LEVELS = {"mobility": "SEVERE", "breathing": "SEVERE", "nutrition": "HIGH", "skin": "LOW"}
RECKONER = {
    "rates": {"day": "20.00"},
    "rows": [
        {"key": "some", "label": "Some help", "weekly": "250.00", "when": {"HIGH": 1}},
        {"key": "much", "label": "Much help", "hours": {"day": "35"}, "when": {"SEVERE": 2}},
    ],
}
POINTS = {
    "pounds_per_point": "12.50", "per": "week", "cap": "40",
    "questions": [
        {"key": "moving", "label": "Moving", "domain": "mobility", "answers": [
            {"key": "none", "label": "No help", "points": "0", "levels": ["NONE", "LOW"]},
            {"key": "much", "label": "Much help", "points": "30", "levels": ["HIGH", "SEVERE"]}]},
        {"key": "nights", "label": "Nights", "answers": [
            {"key": "no", "label": "None", "points": "0"}, {"key": "yes", "label": "Every night", "points": "11"}]},
    ],
}  # fmt: skip
CHAIRS = {"sums": [{"key": "active", "label": "Active user chair", "amount": "1250.00", "words": "Light."}]}


@pytest.fixture(autouse=True)
def _the_day():
    with time_machine.travel(NOW, tick=False):
        yield


@pytest.fixture
def staff(here):
    return made.make_staff(here)


@pytest.fixture
def case(staff):
    version = made.make_plan(staff)
    case = version.plan.case
    form = Assessment.objects.create(
        organisation_id=case.organisation_id, person_id=case.person_id, case=case, tool="dst", rule_set="chc-2022-07",
        answers={"level": LEVELS}, started_by_id=staff.coordinator.user_id,
    )  # fmt: skip
    form.state, form.completed_by_id, form.completed_on = "COMPLETED", staff.coordinator.user_id, LONG_AGO
    form.save()
    ReplacedPackage.objects.create(
        organisation_id=case.organisation_id, person_id=case.person_id, plan=version.plan, weekly=D("612.40"),
        basis="Agency invoice", dated=LONG_AGO, by_id=staff.coordinator.user_id,
    )  # fmt: skip
    for method, content in (("reckoner", RECKONER), ("points", POINTS), ("fixed", CHAIRS)):
        act_as(staff.finance)
        table = propose_table(
            method=method, name=method, content=content, source="Minutes", starts=LONG_AGO, by=staff.finance
        )
        act_as(staff.commissioner)
        decide_table(table_id=table.pk, approve=True, by=staff.commissioner)
    return case


def words(answer):
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", answer.content.decode()))


def parts(name, day):
    return {f"{name}_day": day.day, f"{name}_month": day.month, f"{name}_year": day.year}


def asked(**more):
    return {
        "key": str(uuid4()),
        "told_how": "face to face",
        "contingency_weeks": "4",
        "do": "give",
        **parts("rates_on", TODAY),
        **more,
    }


def test_each_way_begins_from_what_is_known_and_is_given(case, staff, sign_in):
    browser = sign_in(staff.coordinator)
    page = reverse("budgets:indicative", args=[case.pk])

    def open_way(way):
        return browser.get(page, {"way": way})

    def send(way, **sent):
        return browser.post(f"{page}?way={way}", sent)

    # The level that the assessment points to is chosen; another one needs a reason.
    shown = open_way("reckoner")
    assert "2 domains at Severe or higher" in words(shown) and "You decide." in words(shown)
    assert re.search(r'value="much"[^>]*checked', shown.content.decode())
    refused = send("reckoner", **asked(row="some"))
    assert "Say why another level fits" in words(refused)
    answer = send("reckoner", **asked(row="much"))
    assert answer.status_code == 302
    first = Indicative.objects.get()
    assert (first.weekly, first.method, first.difference_reason) == (D("700.00"), "reckoner", "")
    assert first.table.method == "reckoner" and first.assessment.tool == "dst"
    assert "£700.00" in words(browser.get(answer["Location"]))

    # Points: what the assessment answers is filled in; above the cap a person looks at it.
    shown = open_way("points").content.decode()
    assert re.search(r'name="question.moving"[^>]*value="much"[^>]*checked', shown)
    above = send("points", **asked(**{"question.moving": "much", "question.nights": "yes"}, difference_reason="Points"))
    assert "Look at this one by hand" in words(above) and Indicative.objects.count() == 1
    sent = asked(**{"question.moving": "much", "question.nights": "no"})
    assert "Say why this is another amount" in words(send("points", **sent))
    assert send("points", **{**sent, "difference_reason": "By points."}).status_code == 302
    assert Indicative.objects.order_by("-id").first().weekly == D("375.00")

    # The package that is recorded is not typed again.
    shown = open_way("package").content.decode()
    assert 'value="612.40"' in shown and "Agency invoice" in shown
    sent = asked(
        weekly="612.40", basis="Agency invoice", **parts("priced_on", LONG_AGO), difference_reason="Today's price."
    )
    assert send("package", **sent).status_code == 302

    # A fixed sum is paid once; what the person adds is a note beside it.
    sent = asked(row="active", note="The family adds £300.00 for lights.", difference_reason="A chair.")
    assert send("fixed", **sent).status_code == 302
    newest = Indicative.objects.order_by("-id").first()
    assert (newest.weekly, newest.start_up) == (D("0.00"), D("1250.00"))
    own = asked(row="another", label="Ramp", amount="400.00", source="Supplier", note="", difference_reason="A ramp.")
    assert send("fixed", **own).status_code == 302
    beside = words(browser.get(page))
    assert all(
        said in beside
        for said in ("£1,250.00 once", "£375.00 a week", "£325.00 less a week. By points.", "The first amount")
    )
    assert Job.objects.filter(kind="budgets.render_indicative").count() == 5


def test_hours_and_prices_begin_again_from_the_newest(case, staff, sign_in):
    browser = sign_in(staff.coordinator)
    page = reverse("budgets:indicative", args=[case.pk])
    typed = asked(
        pa1_label="Ada", pa1_hours="32", pa1_rate="13.85", pa1_age="34", pa1_nights="2", pa1_night_rate="95",
        agency1_hours="4", agency1_rate="24.69", agency1_self_employed="agency", start1_label="Advert", start1_amount="250",
        insurance_year="75", employment_allowance="no",
    )  # fmt: skip
    assert browser.post(f"{page}?way=cost", typed).status_code == 302
    given = Indicative.objects.get()
    again = browser.get(page, {"way": "cost", "again": given.pk}).content.decode()
    for name, value in (
        ("pa1_hours", "32"),
        ("pa1_night_rate", "95.00"),
        ("agency1_rate", "24.69"),
        ("start1_amount", "250.00"),
    ):
        field = re.search(rf'<input[^>]*name="{name}"[^>]*>', again).group(0)
        assert f'value="{value}"' in field, field
    grown = browser.post(f"{page}?way=cost", {**typed, "do": "more_pa", "pa_rows": "1"}).content.decode()
    assert 'name="pa2_hours"' in grown and 'value="24.69"' in grown and Indicative.objects.count() == 1


def test_finance_sees_amounts_but_no_levels_of_need(case, staff, sign_in):
    shown = words(sign_in(staff.finance).get(reverse("budgets:indicative", args=[case.pk])))
    assert "Severe" not in shown and "Work out the amount" not in shown


def test_tables_by_pages_and_by_two_people(staff, sign_in, here):
    finance, commissioner = sign_in(staff.finance, Client()), sign_in(staff.commissioner, Client())
    new = reverse("budgets:amount_table_new", args=["reckoner"])
    sent = {
        "key": str(uuid4()), "name": "Levels", "stream": "CHC", "source": "Minutes", **parts("starts", TODAY), "rate_day": "20",
        "rows": "6", "row1_label": "High needs", "row1_weekly": "850", "row2_label": "Day help", "row2_day": "35",
    }  # fmt: skip
    bad = finance.post(new, {**sent, "row1_weekly": "1.234", "row2_day": ""})
    assert (
        "Row 1, weekly" in words(bad) and "Row 2: give either" in words(bad) and 'value="1.234"' in bad.content.decode()
    )
    more = finance.post(new, {**sent, "do": "more"}).content.decode()
    assert 'name="row12_label"' in more and "There is a problem" not in more
    first, second = finance.post(new, sent), finance.post(new, sent)
    assert first["Location"] == second["Location"] and AmountTable.objects.count() == 1
    page = first["Location"]
    assert "£850.00 a week" in words(finance.get(page)) and "a colleague brings it into use" in words(finance.get(page))
    assert commissioner.post(page, {"answer": "approve", "reason": ""}).status_code == 302
    assert "Approved by" in words(commissioner.get(reverse("budgets:amount_tables")))
    table = AmountTable.objects.get()
    assert table.state == "in_use"
    follow = finance.get(new, {"from": table.pk}).content.decode()
    assert 'value="High needs"' in follow and 'value="20.00"' in follow
    listed = finance.get(reverse("budgets:amount_table_template", args=["reckoner"]), {"from": table.pk})
    assert b"High needs" in listed.content
    file = SimpleUploadedFile("t.csv", listed.content, "text/csv")
    assert finance.post(new, {**sent, "key": str(uuid4()), "name": "From a file", "file": file}).status_code == 302
    assert AmountTable.objects.get(name="From a file").content == table.content
    assert "From a file" in words(finance.get(reverse("budgets:amount_tables")))
    public = words(Client().get(reverse("budgets:figures_of", args=[here.ods_code.lower()])))
    assert "£850.00 a week" in public and "From a file" not in public  # only what is in use


def test_queries_of_the_list_of_tables_do_not_grow(staff, sign_in):
    browser, page = sign_in(staff.finance), reverse("budgets:amount_tables")

    def count():
        with CaptureQueriesContext(connection) as queries:
            assert browser.get(page).status_code == 200
        return len(queries)

    def add(number):
        act_as(staff.finance)
        for n in range(number):
            propose_table(
                method="fixed", name=f"T{number}{n}", content=CHAIRS, source="M", starts=TODAY, by=staff.finance
            )

    add(1)
    before = count()
    add(6)
    assert count() == before


def test_the_person_reads_the_amount_and_how_the_budget_was_worked_out(staff, sign_in, here):
    budget = made.make_active(staff, services_=[
        {"weekly_amount": D("415.50"), "hours_per_week": D("30"), "rate": D("13.85")},
        {"weekly_amount": D("98.76"), "holding": "notional", "description": "Agency night"},
    ])  # fmt: skip
    act_as(the_service(here.pk))
    assert Job.objects.filter(kind="budgets.render_explanation", key=f"explanation:{budget.versions.get().pk}").exists()
    holder = make_actor("BH", here)
    make_grant(budget.person, User.objects.get(pk=holder.user_id), "HOLDER")
    browser = sign_in(holder)
    start = words(browser.get(reverse("own:person", args=[budget.person_id])))
    assert "How my budget was worked out" in start and "What my care may cost" in start
    said = words(browser.get(reverse("own:explained", args=[budget.pk])))
    for part in (
        "Your budget is £514.26 a week.",
        "30 hours a week at £13.85 an hour.",
        "Held by the NHS",
        "You pay nothing towards it.",
    ):
        assert part in said
    assert "No amount has been given yet." in words(browser.get(reverse("own:amounts", args=[budget.person_id])))
    act_as(the_service(here.pk))
    stranger = sign_in(make_actor("BH", here, person=make_person(here)), Client())
    for route, number in (("own:explained", budget.pk), ("own:amounts", budget.person_id)):
        assert stranger.get(reverse(route, args=[number])).status_code == 404


def test_the_explanation_is_printed_on_one_page_and_only_once(staff, here):
    budget = made.make_active(staff)
    act_as(the_service(here.pk))
    version = budget.versions.get()
    by = the_service(here.pk)
    kept = render_explanation(version_id=version.pk, by=by)
    assert render_explanation(version_id=version.pk, by=by).pk == kept.pk
    assert Document.objects.filter(kind="budget_explanation").count() == 1 and kept.area == "budget"
    pdf = content_of(kept)
    assert "How we got to this number" in reading.one_line(pdf) and "£743.31" in reading.one_line(pdf)
    assert len(reading.open_pdf(pdf).pages) == 1
