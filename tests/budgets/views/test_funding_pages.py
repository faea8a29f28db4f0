"""Pages of whose money it is, of contingency and of all budgets of a person: the way through them, once."""

from datetime import timedelta
from decimal import Decimal as D
from uuid import uuid4

import pytest
import time_machine
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from budgets.models import ContingencyUse, Contribution, Funder, FundingSplit
from phb.core.models import User
from phb.core.tenancy import act_as
from tests.factories import budgets as made
from tests.factories.budgets import JOINT, NOW, TODAY
from tests.factories.core import make_actor, make_grant
from tests.factories.funding import agreed_split


@pytest.fixture(autouse=True)
def _the_day():
    with time_machine.travel(NOW, tick=False):
        yield


@pytest.fixture
def staff(here):
    return made.make_staff(here)


@pytest.fixture
def budget(staff):
    found = made.make_active(staff, services_=[{"weekly_amount": D("700.00"), "funders": JOINT}])
    found.stream = "JOINT_PACKAGE"
    found.save(update_fields=["stream"])
    return found


def parts(name, day):
    return {f"{name}_day": day.day, f"{name}_month": day.month, f"{name}_year": day.year}


def shown(browser, name, *args):
    answer = browser.get(reverse(name, args=args))
    assert answer.status_code == 200, answer.content.decode()[:3000]
    return answer.content.decode()


def send(browser, route, /, *args, status=302, **data):
    answer = browser.post(reverse(route, args=args), {"key": str(uuid4()), **data})
    assert answer.status_code == status, answer.content.decode()[:4000]
    return answer.content.decode()


def test_a_split_from_proposal_to_settlement(staff, budget, sign_in):
    browser = sign_in(staff.finance)
    assert "No funder yet" in shown(browser, "budgets:funders")
    send(browser, "budgets:add_funder", name="Northmoor Council", full_name="Northmoor County Council", kind="council")
    again = send(browser, "budgets:add_funder", name="northmoor council", full_name="X", kind="nhs", status=200)
    assert "on the list already" in again
    pool = {"name": "Pool", "full_name": "Better Care Fund", "kind": "pool", "member_1": "NHS", "percent_1": "60"}
    assert "add up to 60" in send(browser, "budgets:add_funder", **pool, status=200)
    send(browser, "budgets:add_funder", **pool, member_2="Northmoor Council", percent_2="40")
    assert "NHS 60%, Northmoor Council 40%" in shown(browser, "budgets:funders").replace("60.0000", "60")
    funder = Funder.objects.get(name="Pool")
    send(browser, "budgets:funder", funder.pk, full_name="Better Care", kind="pool", member_1="NHS", percent_1="100")
    send(browser, "budgets:end_funder", funder.pk)

    assert "No split has been proposed" in shown(browser, "budgets:funding", budget.pk)
    asked = {
        **parts("starts", TODAY), "line": "", "reason": "Half health.",
        "funder_1": "NHS", "percent_1": "50", "funder_2": "Northmoor Council", "percent_2": "50",
    }  # fmt: skip
    wrong = send(browser, "budgets:propose_split", budget.pk, **{**asked, "percent_2": "49"}, status=200)
    assert "They must add up to 100" in wrong and "Half health." in wrong
    both = send(browser, "budgets:propose_split", budget.pk, **{**asked, "fixed_2": "10"}, status=200)
    assert "either a percent or a fixed sum" in both
    nobody = send(browser, "budgets:propose_split", budget.pk, **{**asked, "percent_3": "10"}, status=200)
    assert "Select the third funder" in nobody
    send(browser, "budgets:propose_split", budget.pk, **asked)
    split = FundingSplit.objects.get()
    assert "Waits for NHS, Northmoor Council" in shown(browser, "budgets:funding", budget.pk)
    for funder in ("NHS", "Northmoor Council"):
        send(
            browser, "budgets:split", split.pk, funder=funder, agreed_by_name="Ms Finch", agreed_how="Letter",
            **parts("agreed_on", TODAY),
        )  # fmt: skip
    assert "Agreed" in shown(browser, "budgets:split", split.pk)
    assert "Care and payments go on" in shown(browser, "budgets:dispute_split", split.pk)
    send(browser, "budgets:dispute_split", split.pk, words="The council disagrees.")
    assert "The council disagrees." in shown(browser, "budgets:split", split.pk)
    assert "Disputed: payments go on" in shown(browser, "budgets:splits")
    assert "Splits in dispute" in shown(browser, "desk")
    shown(browser, "budgets:settle_split", split.pk)
    send(
        browser, "budgets:settle_split", split.pk, words="They met.", funder_1="NHS", percent_1="70",
        funder_2="Northmoor Council", percent_2="30", **parts("settled_on", TODAY),
    )  # fmt: skip
    newest = FundingSplit.objects.latest("pk")
    assert "NHS 70%" in shown(browser, "budgets:funding", budget.pk)
    shown(browser, "budgets:withdraw_split", newest.pk)
    send(browser, "budgets:withdraw_split", newest.pk, reason="Wrong day.")
    assert sorted(FundingSplit.objects.values_list("state", flat=True)) == ["withdrawn", "withdrawn"]
    assert "Whose money it is" in shown(browser, "budgets:budget", budget.pk)


def test_a_charge_and_the_money_of_a_person(staff, budget, sign_in, here):
    browser = sign_in(staff.finance)
    asked = {
        "kind": "council_charge", "words": "After assessment", "paid": "weekly", "weekly": "70", "source": "Letter",
        **parts("starts", TODAY), **parts("decided_on", TODAY),
    }  # fmt: skip
    assert "at most that" in send(browser, "budgets:contribute", budget.pk, **{**asked, "weekly": "280.01"}, status=200)
    send(browser, "budgets:contribute", budget.pk, **asked)
    page = shown(browser, "budgets:funding", budget.pk)
    assert "£70.00 a week from 23 November 2026" in page and "Period by period" in page
    page = shown(browser, "budgets:person_money", budget.person_id)
    assert "Integrated personal budget" in page and "£630.00" in page
    assert "£280.00" in shown(browser, "budgets:figure", budget.pk, "shares")
    page = shown(browser, "budgets:figure", budget.pk, "funder-2")
    assert "Northmoor Council" in page and "As the plan says: NHS 60%" in page
    assert browser.get(reverse("budgets:figure", args=[budget.pk, "funder-3"])).status_code == 404
    assert "£70.00 a week from" in shown(browser, "budgets:figure", budget.pk, "charge")
    row = Contribution.objects.get()
    send(browser, "budgets:end_contribution", row.pk, **parts("last_day", TODAY + timedelta(days=6)))
    free = made.make_active(staff, person=budget.person)
    act_as(staff.finance)
    assert "Only the council’s part" in shown(browser, "budgets:contribute", free.pk).replace(
        "NHS money only, so", "Only the council’s part"
    )
    agreed_split(budget, staff.finance, TODAY, ("NHS", "60"), ("Northmoor Council", "40"))
    with CaptureQueriesContext(connection) as few:
        shown(browser, "budgets:funding", budget.pk)
    for n in range(1, 4):
        agreed_split(budget, staff.finance, TODAY + timedelta(days=n), ("NHS", "60"), ("Northmoor Council", "40"))
    with CaptureQueriesContext(connection) as many:
        shown(browser, "budgets:funding", budget.pk)
    assert len(many) <= len(few)
    holder = make_actor("BH", here)
    act_as(staff.finance)
    make_grant(budget.person, User.objects.get(pk=holder.user_id), "HOLDER")
    browser = sign_in(holder)
    page = shown(browser, "own:whose_money", budget.person_id)
    assert "Who pays a week" in shown(browser, "own:figure", budget.pk, "shares")
    assert "You have more than one budget" in page and "£70.00 a week" in page


def test_contingency_by_pages(staff, budget, sign_in, here):
    holder = make_actor("BH", here)
    act_as(staff.finance)
    make_grant(budget.person, User.objects.get(pk=holder.user_id), "HOLDER")
    browser = sign_in(holder)
    assert "£2,800.00" in shown(browser, "own:contingency", budget.pk)
    asked = {"what_happened": "The assistant is ill.", "amount": "100", **parts("needed_on", TODAY)}
    too_much = send(browser, "own:contingency", budget.pk, **{**asked, "amount": "2800.01"}, status=200)
    assert "is left" in too_much and "The assistant is ill." in too_much
    send(browser, "own:contingency", budget.pk, **asked)
    use = ContingencyUse.objects.get()
    assert "Take it back" in shown(browser, "own:contingency", budget.pk)
    send(browser, "own:contingency_take_back", use.pk)
    key = str(uuid4())
    for _ in range(2):
        send(browser, "own:contingency", budget.pk, **{**asked, "key": key})
    assert ContingencyUse.objects.count() == 2
    use = ContingencyUse.objects.latest("pk")
    assert browser.get(reverse("budgets:contingency", args=[budget.pk])).status_code == 404

    browser = sign_in(staff.coordinator)
    assert "Ask to use it" in shown(browser, "budgets:contingency", budget.pk)
    shown(browser, "budgets:ask_contingency", budget.pk)
    send(browser, "budgets:ask_contingency", budget.pk, **asked)
    browser = sign_in(staff.commissioner)
    assert "The assistant is ill." in shown(browser, "budgets:contingency", budget.pk)
    assert "Asked for" in shown(browser, "budgets:contingency_uses")
    assert "£2,600.00" in shown(browser, "budgets:figure", budget.pk, "contingency-left")
    assert "would be left" in shown(browser, "budgets:decide_contingency", use.pk)
    assert "Write the reason" in send(browser, "budgets:decide_contingency", use.pk, answer="approve", status=200)
    send(browser, "budgets:decide_contingency", use.pk, answer="approve", reason="Agency care.")
    other = ContingencyUse.objects.filter(state="asked").get()
    send(browser, "budgets:decide_contingency", other.pk, answer="refuse", reason="Asked twice.")
    assert "Agency care." in shown(browser, "budgets:contingency", budget.pk)
    send(browser, "budgets:give_back_contingency", use.pk, reason="A friend came.")
    assert "Contingency" in shown(browser, "budgets:budget", budget.pk)
    assert "A friend came." not in shown(sign_in(holder), "own:contingency", budget.pk)
