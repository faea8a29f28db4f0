"""Staff's pages of spend tracking: bring in, answer, look, make statements."""

import re

import pytest
import time_machine
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from budgets.models import BankAccount, BankImport, BankLine, Statement, StatementRun
from budgets.services import statements
from budgets.tasks.statements import make
from phb.core.models import AuditEvent
from phb.core.tenancy import act_as
from tests.factories.budgets import TODAY, make_staff
from tests.factories.spend import AFTER, END, make_bank_account, make_paid, month_of, natwest, take


@pytest.fixture(autouse=True)
def _then():
    with time_machine.travel(AFTER, tick=True):
        yield


@pytest.fixture
def staff(here):
    return make_staff(here)


@pytest.fixture
def month(staff):
    budget, payment = make_paid(staff)
    account = make_bank_account(budget, staff.finance)
    take(account, natwest(month_of(budget, payment)), staff.finance, on=AFTER, covers_to=END)
    return budget, account


def words_of(response) -> str:
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", response.content.decode())).replace("\xa0", " ")


def day(name, value):
    return {f"{name}_day": value.day, f"{name}_month": value.month, f"{name}_year": value.year}


def test_finance_adds_an_account_and_brings_in_its_statement(staff, sign_in):
    budget, payment = make_paid(staff)
    browser = sign_in(staff.finance)
    form = browser.get(reverse("spend:add_account", args=[budget.pk])).content.decode()
    key = re.search(r'name="key" value="([^"]+)"', form)[1]
    said = {"key": key, "label": "Budget account", "last_four": "4821", "layout": "natwest"}
    made = browser.post(reverse("spend:add_account", args=[budget.pk]), said)
    account = BankAccount.objects.get()
    assert made.url == reverse("spend:upload", args=[account.pk])
    sent = browser.post(made.url, {"file": SimpleUploadedFile("november.csv", natwest(month_of(budget, payment)))})
    shown = browser.get(sent.url)
    assert "£2,066.25" in words_of(shown)
    assert "£2,282.43" in words_of(shown)
    assert not BankLine.objects.exists()
    hidden = dict(re.findall(r'name="(key|count|total)" value="([^"]*)"', shown.content.decode()))
    late = browser.post(sent.url, {**hidden, **day("covers_to", TODAY)})
    assert not BankImport.objects.exists()
    assert late.status_code == 200
    done = browser.post(sent.url, {**hidden, **day("covers_to", END)}, follow=True)
    assert "6 new lines taken, 4 matched. 2 lines to ask about." in words_of(done)


def test_spending_shows_ledger_bank_and_plan(month, staff, sign_in):
    budget, _ = month
    shown = words_of(sign_in(staff.finance).get(reverse("spend:budget", args=[budget.pk])))
    assert shown.count("−£216.18") >= 2
    assert "£1,612.40" in shown
    assert "Not yet known what for – £74.99" in shown


def test_an_answer_by_the_coordinator(month, staff, sign_in):
    budget, _ = month
    line = BankLine.objects.get(counterparty__contains="FITSPACE")
    browser = sign_in(staff.coordinator)
    assert browser.get(reverse("spend:question", args=[line.pk])).status_code == 200
    done = browser.post(reverse("spend:question", args=[line.pk]), {"choice": "OUTSIDE"})
    assert done.url == reverse("spend:budget", args=[budget.pk])
    line.refresh_from_db()
    assert line.match == "OUTSIDE"


@pytest.mark.parametrize(("query", "count"), [("", 6), ("?match=ASKED", 2), ("?match=MATCHED", 3), ("?year=this", 6)])
def test_the_list_filters_and_goes_out_as_csv(month, staff, sign_in, query, count):
    address = reverse("spend:lines") + query
    browser = sign_in(staff.finance)
    assert browser.get(address).content.decode().count('<td role="cell" data-label="Amount"') == count
    lines = browser.get(address + ("&" if query else "?") + "format=csv").getvalue().decode().splitlines()
    assert len(lines) == count + 1
    assert AuditEvent.objects.filter(what="read: exported your bank lines in a list").exists()


def test_a_statement_is_asked_for_and_its_reason_shown_when_it_cannot_be(staff, sign_in):
    budget, _ = make_paid(staff)
    browser = sign_in(staff.finance)
    asked = browser.post(reverse("spend:ask_statement", args=[budget.pk]), {**day("start", TODAY), **day("end", END)})
    made = Statement.objects.get()
    assert asked.url == reverse("spend:statement", args=[made.pk])
    assert "waiting to be made" in words_of(browser.get(asked.url))
    make(made.pk, AFTER, staff.finance)
    assert "No bank account is recorded" in words_of(browser.get(asked.url))


def test_a_made_statement_opens_and_goes_out_as_csv(month, staff, sign_in):
    budget, _ = month
    made = statements.ask_statement(budget_id=budget.pk, start=TODAY, end=END, on=AFTER, by=staff.finance)
    make(made.pk, AFTER, staff.finance)
    browser = sign_in(staff.finance)
    assert "Same as your bank" in words_of(browser.get(reverse("spend:statement", args=[made.pk])))
    assert browser.get(reverse("spend:statement_csv", args=[made.pk])).content.decode("utf-8-sig").count("\n") == 7


def test_a_run_is_confirmed_with_its_count_before_it_starts(month, staff, sign_in):
    browser = sign_in(staff.finance)
    period = {**day("start", TODAY), **day("end", END)}
    asked = browser.post(reverse("spend:new_statement_run"), period)
    assert "Make 1 statement?" in words_of(asked)
    assert not StatementRun.objects.exists()
    begun = browser.post(reverse("spend:new_statement_run"), {**period, "confirmed": "yes"})
    run = StatementRun.objects.get()
    assert begun.url == reverse("spend:statement_run", args=[run.pk])
    assert "The holders are being gathered" in words_of(browser.get(begun.url))
    assert "Refresh" in words_of(browser.get(begun.url, headers={"HX-Request": "true"}))
    assert "The statements for this period are being made" in words_of(
        browser.post(reverse("spend:new_statement_run"), {**period, "confirmed": "yes"})
    )


@pytest.mark.parametrize("role", ["CLN", "ADM"])
def test_roles_without_money_see_none_of_it(month, actor_of, sign_in, role):
    browser = sign_in(actor_of(role))
    ways = [
        reverse("spend:lines"),
        reverse("spend:statements"),
        reverse("spend:budget", args=[month[0].pk]),
        reverse("spend:statement_runs"),
    ]
    assert {browser.get(way).status_code for way in ways} == {404}


def test_another_organisation_finds_nothing(month, actor_of, there, sign_in):
    budget, account = month
    line = BankLine.objects.first()
    browser = sign_in(actor_of("FIN", there))
    ways = [
        ("budget", budget.pk),
        ("question", line.pk),
        ("upload", account.pk),
        ("add_account", budget.pk),
        ("ask_statement", budget.pk),
    ]
    assert {browser.get(reverse(f"spend:{name}", args=[number])).status_code for name, number in ways} == {404}
    assert "B26-" not in browser.get(reverse("spend:lines")).content.decode()


def test_an_auditor_reads_and_changes_nothing(month, actor_of, sign_in):
    budget, account = month
    browser = sign_in(actor_of("AUD"))
    assert browser.get(reverse("spend:budget", args=[budget.pk])).status_code == 200
    assert browser.get(reverse("spend:upload", args=[account.pk])).status_code == 404
    assert browser.get(reverse("spend:question", args=[BankLine.objects.first().pk])).status_code == 404


def test_lists_ask_no_more_for_more_rows(month, staff, sign_in, django_assert_max_num_queries):
    act_as(staff.finance)
    for name in ("lines", "statements", "statement_runs"):
        browser = sign_in(staff.finance)
        with django_assert_max_num_queries(30):
            assert browser.get(reverse(f"spend:{name}")).status_code == 200
