"""Every page of budgets with real rows: it draws, it is the right people's, it keeps its queries."""

import re
from decimal import Decimal as D
from uuid import uuid4

import pytest
import time_machine
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from budgets import services
from phb.core.clock import london_today
from phb.core.models import Person
from phb.core.tenancy import act_as
from tests.factories import budgets as made
from tests.factories.budgets import JOINT, NOW, TODAY
from tests.factories.core import make_person
from tests.sent_form import sent_form


@pytest.fixture(autouse=True)
def _the_day():
    """Pages ask the clock; the factories' day stands still."""
    with time_machine.travel(NOW, tick=False):
        yield


@pytest.fixture
def staff(here):
    return made.make_staff(here)


@pytest.fixture
def recent(sign_in):
    """Signed in within the last five minutes."""
    return sign_in


def page(browser, name, *args, status=200, **query):
    response = browser.get(reverse(f"budgets:{name}", args=args), query)
    assert response.status_code == status, response.content[:2000]
    return response


def key():
    return str(uuid4())


def date_parts(name, day):
    return {f"{name}_day": day.day, f"{name}_month": day.month, f"{name}_year": day.year}


def test_the_way_from_plan_to_paid_by_pages(staff, recent, settle):
    version = made.make_plan(staff, services_=[{"weekly_amount": D("743.31"), "funders": JOINT}])
    finance = recent(staff.finance)
    assert "Personal assistant" in page(finance, "finance_check", version.pk).content.decode()
    sent = {
        "key": key(),
        "content_hash": version.content_hash,
        "difference_reason": "No package before.",
        "words": "",
        **date_parts("starts", TODAY),
    }
    answer = finance.post(reverse("budgets:finance_check", args=[version.pk]), sent)
    assert answer.status_code == 302, answer.content.decode()[:3000]
    again = finance.post(reverse("budgets:finance_check", args=[version.pk]), sent)
    assert again.status_code == 302

    commissioner = recent(staff.commissioner)
    shown = page(commissioner, "authorise", version.pk)
    assert "What is to be authorised" in shown.content.decode()
    answer = commissioner.post(
        reverse("budgets:authorise", args=[version.pk]),
        {**sent_form(shown, "content_hash"), "words": "It meets the needs.", "sure": "on"},
    )
    assert answer.status_code == 302, answer.content.decode()[:3000]
    act_as(staff.finance)
    from budgets.models import Budget, PayeeAccount, Payment, PaymentRun

    budget = Budget.objects.get()
    finance = recent(staff.finance)
    assert "The direct payment agreement must be signed." in page(finance, "budget", budget.pk).content.decode()
    answer = finance.post(
        reverse("budgets:agreement", args=[budget.pk]),
        {"key": key(), "signed_by_name": "Ada", "signed_as": "HOLDER", **date_parts("signed_on", TODAY)},
    )
    assert answer.status_code == 302, answer.content.decode()[:3000]
    answer = finance.post(
        reverse("budgets:account", args=[budget.pk]),
        {
            "key": key(),
            "name_on_account": "Ada PHB",
            "sort_code": "08 99 99",
            "account_number": "66374958",
            "kind": "BANK_ACCOUNT",
        },
    )
    assert answer.status_code == 302, answer.content.decode()[:3000]
    act_as(staff.finance)
    account = PayeeAccount.objects.get()
    assert "You entered these details" in page(finance, "check_account", account.pk).content.decode()
    other = recent(staff.other_finance)
    assert "66374958" not in page(other, "check_account", account.pk).content.decode()
    wrong = other.post(
        reverse("budgets:check_account", args=[account.pk]),
        {"key": key(), "sort_code": "089999", "account_number": "66374959"},
    )
    assert "These are not the details that were entered" in wrong.content.decode()
    answer = other.post(
        reverse("budgets:check_account", args=[account.pk]),
        {"key": key(), "sort_code": "089999", "account_number": "66374958"},
    )
    assert answer.status_code == 302, answer.content.decode()[:3000]
    finance = recent(staff.finance)
    assert "Start the budget" in page(finance, "start", budget.pk).content.decode()
    answer = finance.post(reverse("budgets:start", args=[budget.pk]), {"key": key(), **date_parts("starts", TODAY)})
    assert answer.status_code == 302, answer.content.decode()[:3000]
    # The bank details still rest: the payment is held with its reason, the run waits with nothing to pay.
    sent = {"key": key(), **date_parts("pay_on", TODAY)}
    answer = finance.post(reverse("budgets:new_run"), sent)
    assert answer.status_code == 302, answer.content.decode()[:3000]
    assert finance.post(reverse("budgets:new_run"), sent).status_code == 302  # a double click makes no second run
    act_as(staff.finance)
    run = PaymentRun.objects.get()
    assert "The bank details were changed and still rest." in page(finance, "run", run.pk).content.decode()
    held = Payment.objects.get(state="held")
    assert "Held" in page(finance, "payment", held.pk).content.decode()


def test_a_run_by_pages(staff, recent, settle):
    made.make_active(staff)
    run = made.make_run(staff)
    made.set_payer(staff.finance)
    maker = recent(staff.finance)
    assert "so you cannot release it" in page(maker, "run", run.pk).content.decode()
    own = maker.post(reverse("budgets:release", args=[run.pk]), {"key": key(), "edition": run.edition})
    assert "You made this run" in own.content.decode()
    other = recent(staff.other_finance)
    stale = other.post(reverse("budgets:release", args=[run.pk]), {"key": key(), "edition": run.edition - 1})
    assert "The run has changed since you opened it" in stale.content.decode()
    assert (
        other.post(reverse("budgets:release", args=[run.pk]), {"key": key(), "edition": run.edition}).status_code == 302
    )
    sent = {"key": key()}
    finance = recent(staff.finance)
    assert finance.post(reverse("budgets:export", args=[run.pk]), sent).status_code == 302
    assert finance.post(reverse("budgets:export", args=[run.pk]), sent).status_code == 302
    shown = page(finance, "run", run.pk).content.decode()
    assert "CSV file of payment run" in shown
    page(finance, "confirm", run.pk)
    answer = finance.post(reverse("budgets:confirm", args=[run.pk]), {"key": key(), **date_parts("paid_on", TODAY)})
    assert answer.status_code == 302, answer.content.decode()[:3000]
    act_as(staff.finance)
    budget = run.payments.get().budget
    shown = page(finance, "ledger", budget.pk).content.decode()
    assert "into In the holder" in shown and "from NHS" in shown


@pytest.mark.parametrize(
    "name", ["finance_checks", "authorisations", "budgets", "payments", "runs", "accounts_to_check", "new_run"]
)
def test_lists_draw_when_empty(staff, recent, name):
    page(recent(staff.finance), name)


def test_the_indicative_amount_is_worked_out_and_given_once(staff, recent, here):
    version = made.make_plan(staff)
    case = version.plan.case
    browser = recent(staff.coordinator)
    shown = page(browser, "indicative", case.pk).content.decode()
    assert 'value="75.00"' in shown  # the commissioner's own figures
    sent = {
        "key": key(),
        **date_parts("rates_on", TODAY),
        "pa1_hours": "32",
        "pa1_rate": "13.85",
        "pa2_hours": "10",
        "pa2_rate": "13.85",
        "insurance_year": "75",
        "payroll_week": "6.25",
        "training_year": "180",
        "employment_allowance": "no",
        "contingency_weeks": "4",
        "told_how": "face to face",
    }
    worked = browser.post(reverse("budgets:indicative", args=[case.pk]), {**sent, "do": "work_out"}).content.decode()
    assert "£743.31" in worked
    low = browser.post(reverse("budgets:indicative", args=[case.pk]), {**sent, "pa1_rate": "9.00", "do": "give"})
    assert "less than the law allows" in low.content.decode()
    first = browser.post(reverse("budgets:indicative", args=[case.pk]), {**sent, "do": "give"})
    second = browser.post(reverse("budgets:indicative", args=[case.pk]), {**sent, "do": "give"})
    assert first.status_code == second.status_code == 302
    assert first["Location"] == second["Location"]
    given = browser.get(first["Location"])
    assert "£743.31" in given.content.decode()


def test_budgets_of_another_organisation_are_not_there(staff, recent, there):
    elsewhere = made.make_staff(there)
    act_as(made.the_service(there.pk))
    budget = made.make_active(elsewhere, person=make_person(there))
    run = made.make_run(elsewhere)
    payment = budget.payments.first()
    browser = recent(staff.finance)

    def body(number):
        answer = browser.get(reverse("budgets:budget", args=[number]))
        plain = re.sub(rb'value="[A-Za-z0-9]{64}"', b"", answer.content)  # the form's own secret
        return plain.replace(answer["X-Request-Id"].encode(), b"")

    for name, number in [
        ("budget", budget.pk),
        ("ledger", budget.pk),
        ("payment", payment.pk),
        ("run", run.pk),
        ("start", budget.pk),
        ("hold", payment.pk),
        ("api_budget", budget.pk),
    ]:
        answer = browser.get(reverse(f"budgets:{name}", args=[number]))
        assert answer.status_code == 404, name
    assert body(budget.pk) == body(999999)


@pytest.mark.parametrize(
    ("role", "name", "allowed"),
    [
        ("CC", "runs", False),
        ("CC", "budgets", True),
        ("CLN", "payments", False),
        ("ADM", "budgets", False),
        ("AUD", "runs", True),
        ("AUD", "new_run", False),
        ("COM", "runs", True),
        ("COM", "accounts_to_check", False),
    ],
)
def test_roles(actor_of, recent, role, name, allowed):
    browser = recent(actor_of(role))
    page(browser, name, status=200 if allowed else 404)


@pytest.mark.parametrize("name", ["budgets", "payments"])
def test_lists_ask_as_much_for_many_rows_as_for_one(staff, recent, name):
    made.make_active(staff)
    browser = recent(staff.finance)
    with CaptureQueriesContext(connection) as few:
        page(browser, name)
    act_as(staff.finance)
    for _ in range(3):
        made.make_active(staff)
    browser = recent(staff.finance)
    with CaptureQueriesContext(connection) as many:
        page(browser, name)
    reads = [q for q in many.captured_queries if "phb_audit_append" not in q["sql"]]
    before = [q for q in few.captured_queries if "phb_audit_append" not in q["sql"]]
    assert abs(len(reads) - len(before)) <= 3


def test_bank_details_ask_for_the_sign_in_again(staff, sign_in):
    budget = made.make_authorised(staff)
    browser = sign_in(staff.finance, minutes_ago=6)
    answer = browser.get(reverse("budgets:account", args=[budget.pk]))
    assert answer.status_code == 302 and "reauthenticate" in answer["Location"]


def test_the_api_takes_typed_money_once_per_key(staff, recent):
    budget = made.make_limited(staff, D("100.00"))
    browser = recent(staff.finance)
    where = reverse("budgets:api_one_off", args=[budget.pk])

    def ask(body, **headers):
        return browser.post(where, body, content_type="application/json", headers={"Idempotency-Key": "k-1", **headers})

    assert browser.post(where, {"amount": "1.00", "words": "x"}, content_type="application/json").status_code == 400
    assert ask({"amount": 1.1, "words": "x"}).status_code == 400
    assert ask({"amount": "١٢", "words": "x"}).status_code == 400
    assert ask({"amount": "1.00", "words": "x", "state": "paid"}).status_code == 400
    first = ask({"amount": "60.00", "words": "Wheelchair battery"})
    assert (first.status_code, first.json()["repeated"]) == (201, False)
    second = ask({"amount": "60.00", "words": "Wheelchair battery"})
    assert (second.status_code, second.json()["id"]) == (200, first.json()["id"])
    assert ask({"amount": "61.00", "words": "Wheelchair battery"}).status_code == 409
    over = ask({"amount": "60.00", "words": "Another"}, **{"Idempotency-Key": "k-2"})
    assert over.status_code == 400 and "£40.00 is left" in over.json()["amount"][0]
    listed = browser.get(reverse("budgets:api_budgets")).json()
    assert listed["results"][0]["committed"] == "60.00"
    assert browser.get(reverse("budgets:api_budgets"), {"state": "x"}).status_code == 400
    assert browser.get(reverse("budgets:api_budget", args=[budget.pk])).json()["payments"][-1]["amount"] == "60.00"


def test_reads_are_on_the_trail(staff, recent):
    from phb.core.models import AuditEvent

    budget = made.make_active(staff)
    browser = recent(staff.finance)
    page(browser, "budget", budget.pk)
    act_as(staff.finance)
    events = AuditEvent.objects.filter(person_id=budget.person_id, user_id=staff.finance.user_id)
    assert events.filter(what="read: opened your budget").exists()


def test_names_with_markup_are_text(staff, recent):
    budget = made.make_active(staff)
    act_as(made.the_service(budget.organisation_id))
    Person.objects.filter(pk=budget.person_id).update(given_name="<script>alert(1)</script>")
    shown = page(recent(staff.finance), "budgets").content.decode()
    assert "<script>alert(1)" not in shown


def test_desk_counts_open_to_their_lists(staff, recent):
    from budgets import selectors

    made.make_active(staff)
    made.make_plan(staff)
    act_as(staff.finance)
    counts = selectors.desk_counts(staff.finance, london_today())
    assert counts["finance_checks"] == 1
    assert counts["agreed_year"] > 0
    browser = recent(staff.finance)
    for item in selectors.DESK_ITEMS:
        if item.key in counts:
            assert browser.get(f"{reverse(item.route)}?{item.query}").status_code == 200, item


def test_a_stale_plan_is_not_proposed(staff, recent):
    version = made.make_plan(staff)
    browser = recent(staff.finance)
    answer = browser.post(
        reverse("budgets:finance_check", args=[version.pk]),
        {
            "key": key(),
            "content_hash": "0" * 64,
            "difference_reason": "Because.",
            "words": "",
            **date_parts("starts", TODAY),
        },
    )
    assert "The plan has changed since you opened this page" in answer.content.decode()
    assert "Because." in answer.content.decode()  # nothing typed is lost


def test_give_back_needs_reasons(staff, recent):
    version = made.make_plan(staff)
    browser = recent(staff.finance)
    where = reverse("budgets:give_back", args=[version.pk])
    assert "Write what has to be put right" in browser.post(where, {"key": key(), "reasons": ""}).content.decode()
    assert browser.post(where, {"key": key(), "reasons": "No night rate."}).status_code == 302


def test_services_are_whole():
    assert all(hasattr(services, name) for name in services.__all__)
