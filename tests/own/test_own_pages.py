"""The holder's own pages: the whole way by a phone, and closed to everybody else."""

import gzip
import re
from datetime import timedelta
from pathlib import Path

import pytest
import time_machine
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from budgets.models import BankLine, Statement
from budgets.services import statements
from budgets.tasks.statements import make
from phb.core.actors import the_service
from phb.core.models import AuditEvent, User
from phb.core.tenancy import act_as
from tests.factories.budgets import TODAY, make_staff
from tests.factories.core import make_actor, make_grant, make_person, make_user
from tests.factories.spend import AFTER, END, make_bank_account, make_paid, month_of, natwest, take

ROOT = Path(__file__).resolve().parents[2]
PERSON_PAGES = (
    "person",
    "plan",
    "documents",
    "case",
    "contact",
    "left",
    "transactions",
    "questions",
    "statements",
    "accounts",
)
MONEY_PAGES = ("left", "transactions", "questions", "statements")


@pytest.fixture(autouse=True)
def _then():
    with time_machine.travel(AFTER, tick=True):
        yield


@pytest.fixture
def staff(here):
    return make_staff(here)


@pytest.fixture
def ready(staff):
    """A month on the bank with two questions, and its statement made."""
    budget, payment = make_paid(staff)
    account = make_bank_account(budget, staff.finance)
    take(account, natwest(month_of(budget, payment)), staff.finance, on=AFTER, covers_to=END)
    statement = statements.ask_statement(budget_id=budget.pk, start=TODAY, end=END, on=AFTER, by=staff.finance)
    make(statement.pk, AFTER, staff.finance)
    return budget, account


def holder(budget, here):
    return make_actor("BH", here, person=budget.person)


def acting(budget, here, **grant):
    user = make_user()
    make_grant(budget.person, user, "REPRESENTATIVE", **grant)
    return make_actor("REP", here, user=user)


def page(browser, name, *args, **more):
    return browser.get(reverse(f"own:{name}", args=args), **more)


def words_of(response) -> str:
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", response.content.decode()))


def test_each_page_opens_and_shows_what_is_there(ready, here, sign_in):
    budget, _account = ready
    browser = sign_in(holder(budget, here))
    start = page(browser, "home", follow=True)
    assert "−£216.18" in words_of(start)
    assert "There is not enough money" in words_of(start)
    for name in PERSON_PAGES:
        assert page(browser, name, budget.person_id, follow=True).status_code == 200, name
    assert page(browser, "seen", budget.person_id).status_code == 200
    assert "£459.03 left" in words_of(page(browser, "left", budget.person_id))
    assert "SUNRISE CARE AGENCY" in words_of(page(browser, "transactions", budget.person_id))


def test_one_question_after_the_other_until_none_is_left(ready, here, sign_in):
    budget, _ = ready
    browser = sign_in(holder(budget, here))
    gym = BankLine.objects.get(counterparty__contains="FITSPACE")
    empty = browser.post(reverse("own:question", args=[gym.pk]), {"words": ""})
    assert "Select what it was for" in words_of(empty)
    code = next(code for code in re.findall(r'value="(service:\d+)"', empty.content.decode())[2:])
    then = browser.post(reverse("own:question", args=[gym.pk]), {"choice": code, "words": "goal 2"})
    cash = BankLine.objects.get(match="ASKED")
    assert then.url == reverse("own:question", args=[cash.pk])
    done = browser.post(then.url, {"choice": "OUTSIDE"}, follow=True)
    assert "We know what every payment was for" in words_of(done)
    gym.refresh_from_db()
    assert gym.why.endswith("goal 2")


def test_a_search_is_sent_in_the_body_and_finds_words_and_amounts(ready, here, sign_in):
    budget, _ = ready
    browser = sign_in(holder(budget, here))
    address = reverse("own:transactions", args=[budget.person_id])
    assert "1 payment found" in words_of(browser.post(address, {"text": "34.99"})).replace("\xa0", " ")
    assert "2 payments found" in words_of(browser.post(address, {"text": "sunrise"})).replace("\xa0", " ")
    assert "0 payments found" in words_of(browser.post(address, {"text": "nobody"})).replace("\xa0", " ")


def test_a_statement_is_read_downloaded_and_saved_as_csv(ready, here, sign_in):
    budget, _ = ready
    browser = sign_in(holder(budget, here))
    made = Statement.objects.get()
    shown = words_of(page(browser, "statement", made.pk))
    assert "−£216.18" in shown
    assert "Same as your bank" in shown
    lines = page(browser, "statement_csv", made.pk).content.decode("utf-8-sig").splitlines()
    assert len(lines) == 1 + 6
    assert lines[-1].endswith("-200.00,-216.18")
    pdf = browser.get(reverse("document", args=[made.document_id]))
    assert pdf.content.startswith(b"%PDF")


def test_a_bank_statement_by_the_holder(staff, here, sign_in):
    budget, payment = make_paid(staff)
    account = make_bank_account(budget, staff.finance)
    browser = sign_in(holder(budget, here))
    way = page(browser, "accounts", budget.person_id)
    assert way.url == reverse("own:upload", args=[account.pk])
    wrong = browser.post(way.url, {"file": SimpleUploadedFile("x.csv", b"a,b\n1,2\n")})
    assert "The columns are not those of a bank we know" in words_of(wrong)
    file = SimpleUploadedFile("statement.csv", natwest(month_of(budget, payment)))
    seen = browser.post(way.url, {"file": file})
    assert seen.status_code == 302
    asked = browser.get(seen.url).content.decode()
    hidden = dict(re.findall(r'name="(key|count|total)" value="([^"]*)"', asked))
    day = {"covers_to_day": END.day, "covers_to_month": END.month, "covers_to_year": END.year}
    taken = browser.post(seen.url, {**hidden, **day})
    assert taken.url == reverse("own:questions", args=[budget.person_id])
    assert BankLine.objects.count() == 6
    again = browser.post(
        way.url, {"file": SimpleUploadedFile("again.csv", natwest(month_of(budget, payment)))}, follow=True
    )
    assert "Nothing new in this file" in words_of(again)


def test_everything_that_is_shown_is_in_the_trail_in_plain_words(ready, here, sign_in):
    budget, _ = ready
    browser = sign_in(holder(budget, here))
    for name in PERSON_PAGES:
        page(browser, name, budget.person_id)
    read = set(
        AuditEvent.objects.filter(person_id=budget.person_id, what__startswith="read: ").values_list("what", flat=True)
    )
    assert {
        "read: opened your page",
        "read: saw your payments in and out",
        "read: looked where your case stands",
    } <= read
    assert len(read) >= len(PERSON_PAGES)


# --- closed to others


def every_way_in(budget, account):
    line, made = BankLine.objects.order_by("id").last(), Statement.objects.get()
    ways = [("own:" + name, budget.person_id) for name in (*PERSON_PAGES, "seen")]
    return [
        *ways,
        ("own:question", line.pk),
        ("own:statement", made.pk),
        ("own:statement_csv", made.pk),
        ("own:upload", account.pk),
    ]


def answers(browser, ways) -> set[int]:
    return {browser.get(reverse(name, args=[number])).status_code for name, number in ways}


@pytest.mark.parametrize("who", ["other person", "other organisation", "ended grant", "finance"])
def test_nobody_else_gets_in(ready, staff, here, there, sign_in, who):
    budget, account = ready
    ways = every_way_in(budget, account)
    act_as(staff.finance)
    if who == "other person":
        actor = make_actor("BH", here, person=make_person(here))
    elif who == "ended grant":
        actor = acting(budget, here, ends=END)
        make_grant(make_person(here), User.objects.get(pk=actor.user_id), "REPRESENTATIVE")
    elif who == "finance":
        actor = staff.finance
    else:
        act_as(the_service(there.pk))
        actor = make_actor("BH", there, person=make_person(there))
    assert answers(sign_in(actor), ways) == {404}


def test_without_the_part_for_money_the_money_is_not_there(ready, here, sign_in):
    budget, account = ready
    browser = sign_in(acting(budget, here, see_money=False, act_on_money=False))
    made, line = Statement.objects.get(), BankLine.objects.order_by("id").last()
    ways = [("own:" + name, budget.person_id) for name in (*MONEY_PAGES, "accounts")]
    ways += [
        ("own:statement", made.pk),
        ("own:statement_csv", made.pk),
        ("own:question", line.pk),
        ("own:upload", account.pk),
        ("document", made.document_id),
    ]
    assert answers(browser, ways) == {404}
    start = words_of(page(browser, "person", budget.person_id))
    assert "£" not in start
    assert "Statements" not in start


def test_seeing_the_money_is_not_acting_on_it(ready, here, sign_in):
    budget, account = ready
    browser = sign_in(acting(budget, here, act_on_money=False))
    asked = BankLine.objects.filter(match="ASKED").first()
    assert page(browser, "questions", budget.person_id).status_code == 200
    assert answers(
        browser, [("own:question", asked.pk), ("own:upload", account.pk), ("own:accounts", budget.person_id)]
    ) == {404}
    assert browser.post(reverse("own:question", args=[asked.pk]), {"choice": "OUTSIDE"}).status_code == 404


def test_whoever_acts_for_several_chooses(ready, here, sign_in):
    budget, _ = ready
    actor = acting(budget, here)
    other = make_person(here, given_name="Emeka")
    make_grant(other, User.objects.get(pk=actor.user_id), "REPRESENTATIVE")
    shown = words_of(page(sign_in(actor), "home"))
    assert "Emeka" in shown
    assert budget.person.full_name in shown


# --- fast and light


def test_pages_ask_no_more_for_more_lines(staff, here, sign_in, django_assert_max_num_queries):
    budget, payment = make_paid(staff)
    account = make_bank_account(budget, staff.finance)
    rows = month_of(budget, payment) + [(END - timedelta(days=1), f"SHOP {n}", "-1.00") for n in range(200)]
    take(account, natwest(rows), staff.finance, on=AFTER, covers_to=END)
    browser = sign_in(holder(budget, here))
    for name in ("person", "left", "transactions", "questions"):
        with django_assert_max_num_queries(45):
            page(browser, name, budget.person_id)


def test_the_first_page_weighs_less_than_100_kilobytes(ready, here, sign_in):
    """HTML, styles, scripts and the font that the page asks for first, each compressed as a server sends it."""
    budget, _ = ready
    html = page(sign_in(holder(budget, here)), "home", follow=True).content
    weight = len(gzip.compress(html))
    parts = set(re.findall(r'(?:href|src|content)="/static/([^"]+\.(?:css|js|woff2|svg))"', html.decode()))
    assert parts
    for part in parts:
        if part.endswith("print.css"):
            continue  # asked for when printing
        content = (ROOT / "static" / part).read_bytes()
        weight += len(content) if part.endswith("woff2") else len(gzip.compress(content))
    assert weight < 100_000, weight
