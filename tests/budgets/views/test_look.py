"""Each page of budgets in a real browser, with awkward content: accessible, whole on a small phone, quiet.

With PHB_PICTURES=<folder> every page is also kept as a picture at 360 and 1,440 pixels.
"""

import os
import time
from collections.abc import Iterator
from decimal import Decimal as D
from pathlib import Path
from types import SimpleNamespace

import pytest
from django.conf import settings
from django.db import transaction
from django.test import Client
from django.urls import reverse
from playwright.sync_api import Browser, sync_playwright

from budgets import services
from budgets.rules.costing import OtherLine, PersonalAssistant
from budgets.services.indicating import IndicativeInputs
from phb.core.calendar import bank_holidays_around
from phb.core.clock import london_today, now
from phb.core.models import Organisation, User
from phb.core.periods import next_working_day
from phb.core.tenancy import act_as
from tests.conftest import HERE
from tests.factories import budgets as made
from tests.factories.core import make_person
from tests.views.test_components import AXE, CHROMIUM, FLAGS, FOUND

pytestmark = pytest.mark.django_db(transaction=True)
LONG = "Wilhelmina Featherstonehaugh-Cholmondeley Marjoribanks-Beauchamp de la Zouche-Worcestershire " * 2
THREE = [
    {"funder": "NHS Northmoor Integrated Care Board", "share": "60.5"},
    {"funder": "Northmoor and Upper Dale Metropolitan Borough Council", "share": "29.5"},
    {"funder": "Education", "share": "10"},
]


@pytest.fixture(scope="module")
def chromium() -> Iterator[Browser]:
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        yield browser
        browser.close()
    os.environ.pop("DJANGO_ALLOW_ASYNC_UNSAFE", None)


def make_world() -> SimpleNamespace:
    """People at each step, with names and words as long as they may be."""
    today = london_today()
    here = Organisation.objects.get(ods_code=HERE)
    with transaction.atomic():
        staff = made.make_staff(here)
        long_person = make_person(here, given_name=LONG[:100].strip(), family_name=LONG[100:190].strip())
        lines = [
            {"weekly_amount": D("743.31"), "funders": THREE, "description": "Personal assistant, days and nights"},
            {"weekly_amount": D("0.03"), "description": LONG[:290], "holding": "notional", "funders": THREE},
            {"one_off_amount": D("12345.67"), "description": "Hoist", "frequency": "one_off"},
        ]
        checked = made.make_plan(staff, person=long_person, services_=lines)
        act_as(staff.coordinator)
        given = services.give_indicative(
            case_id=checked.plan.case_id,
            on=today,
            by=staff.coordinator,
            inputs=IndicativeInputs(
                today,
                (PersonalAssistant("pa1", LONG[:80], D("32"), D("13.85")),),
                others=(OtherLine("start1", "Recruitment", D("250"), "once"),),
                contingency_weeks=D("4"),
            ),
        )
        proposed = made.make_proposed(staff, today, services_=lines)
        waiting = made.make_authorised(staff, today, services_=lines)
        act_as(staff.finance)
        account = services.enter_account(
            budget_id=waiting.pk,
            name_on_account="A N Other",
            sort_code="089999",
            account_number="66374958",
            on=today,
            by=staff.finance,
        )
        running = made.make_active(staff, today, services_=lines)
        dead = made.make_active(staff, today)
        act_as(staff.finance)
        dead.person.date_of_death = today
        dead.person.save()
        made.set_payer(staff.finance)
        day = made_day(today)
        moment = now()
        run = services.make_run(pay_on=day, at=moment, by=staff.finance)
        act_as(staff.other_finance)
        services.release_run(run_id=run.pk, edition=1, at=moment, by=staff.other_finance)
        act_as(staff.finance)
        services.export_run(run_id=run.pk, key="k", at=moment, by=staff.finance)
        services.confirm_run(run_id=run.pk, paid_on=today, on=today, by=staff.finance)
        services.recall_payment(
            payment_id=run.payments.filter(state="paid").first().pk, reason="Account closed", on=today, by=staff.finance
        )
        made.make_active(staff, today)
        second = services.make_run(pay_on=day, at=moment, by=staff.finance)
        return SimpleNamespace(
            staff=staff,
            checked=checked,
            given=given,
            waiting=waiting,
            account=account,
            running=running,
            run=run,
            second=second,
            version=proposed.versions.get().plan_version_id,
            case=checked.plan.case_id,
            held=dead.payments.filter(state="held").first(),
        )


def made_day(today):
    return next_working_day(today, bank_holidays_around(today))


def pages(w: SimpleNamespace) -> list[tuple[str, object, str]]:
    """(name, who, address) of each page."""
    s = w.staff

    def at(name, *args):
        return reverse(f"budgets:{name}", args=args)

    return [
        ("indicative", s.coordinator, at("indicative", w.case)),
        ("indicative-given", s.coordinator, at("indicative_given", w.given.pk)),
        ("finance-checks", s.finance, at("finance_checks")),
        ("finance-check", s.finance, at("finance_check", w.checked.pk)),
        ("give-back", s.finance, at("give_back", w.checked.pk)),
        ("authorisations", s.commissioner, at("authorisations")),
        ("authorise", s.commissioner, at("authorise", w.version)),
        ("budgets", s.commissioner, at("budgets")),
        ("budget-waiting", s.finance, at("budget", w.waiting.pk)),
        ("budget-running", s.finance, at("budget", w.running.pk)),
        ("ledger", s.finance, at("ledger", w.running.pk)),
        ("ledger-empty", s.finance, at("ledger", w.waiting.pk)),
        ("agreement", s.finance, at("agreement", w.waiting.pk)),
        ("account", s.finance, at("account", w.waiting.pk)),
        ("check-account", s.other_finance, at("check_account", w.account.pk)),
        ("accounts-to-check", s.other_finance, at("accounts_to_check")),
        ("start", s.finance, at("start", w.waiting.pk)),
        ("one-off", s.finance, at("one_off", w.running.pk)),
        ("payments", s.finance, at("payments")),
        ("payment-held", s.finance, at("payment", w.held.pk)),
        ("hold", s.finance, at("lift_hold", w.held.pk)),
        ("runs", s.finance, at("runs")),
        ("new-run", s.finance, at("new_run")),
        ("run-confirmed", s.finance, at("run", w.run.pk)),
        ("run-proposed", s.other_finance, at("run", w.second.pk)),
        ("release", s.other_finance, at("release", w.second.pk)),
        ("withdraw", s.finance, at("withdraw_run", w.second.pk)),
    ]


def cookie_of(actor) -> str:
    client = Client()
    client.force_login(User.objects.get(pk=actor.user_id))
    session = client.session
    session["seat"] = f"staff:{actor.membership_id}"
    session["account_authentication_methods"] = [{"method": "password", "at": time.time()}]
    session["account_authentication_methods_user"] = str(actor.user_id)
    session.save()
    return session.session_key


def test_each_page_is_accessible_and_whole(chromium, live_server):
    world = make_world()
    keep = os.environ.get("PHB_PICTURES")
    faults: list[str] = []
    for name, actor, address in pages(world):
        context = chromium.new_context(viewport={"width": 1440, "height": 900})
        context.add_cookies([{"name": settings.SESSION_COOKIE_NAME, "value": cookie_of(actor), "url": live_server.url}])
        page = context.new_page()
        page.on("console", lambda message, name=name, faults=faults: faults.append(f"{name}: {message.text}"))
        for width in (1440, 360):
            page.set_viewport_size({"width": width, "height": 900})
            answer = page.goto(f"{live_server.url}{address}")
            page.wait_for_load_state("networkidle")  # the menu folds after the scripts have come
            if answer.status != 200:
                faults.append(f"{name}: answered {answer.status}")
                break
            wide = page.evaluate("document.documentElement.scrollWidth")
            if wide > width:
                faults.append(f"{name}: {wide} pixels wide at {width}")
            page.evaluate(AXE)
            faults += [f"{name} at {width}: {found}" for found in page.evaluate(FOUND)]
            if keep:
                Path(keep).mkdir(parents=True, exist_ok=True)
                page.screenshot(path=f"{keep}/{name}-{width}.png", full_page=True)
        context.close()
    assert not faults, "\n".join(faults)
