"""From a level of need to an amount on a phone; a stay in hospital told late; a rise for all, approved, applied, undone.

given a commissioner's table, a person found eligible and a running budget, when the amount is given, when payments went out
before anybody knew of the stay, and when prices go up, then each person sees how their figure came about, nothing that went
out is edited, and what a second person approved is what is paid.
"""

import re
from datetime import date
from types import SimpleNamespace

import pytest

from budgets.models import BudgetVersion, Payment
from phb.core.actors import the_service
from phb.core.models import User
from phb.core.tenancy import acting_as
from phb.made_up.money import RECKONER
from tests.factories.budgets import Staff, make_active, make_confirmed
from tests.factories.core import assign, make_actor, make_grant, make_person, make_user
from tests.factories.eligibility import eligible
from tests.journeys.someone import PHONE, pages_of

pytestmark = pytest.mark.django_db(transaction=True)
TODAY = date(2026, 11, 23)
NAMES = {"maya": ("CC", "Maya Osei"), "bell": ("CLN", "Catherine Bell"), "ola": ("FIN", "Ola Nowak"),
         "ivo": ("FIN", "Ivo Banks"), "peter": ("COM", "Peter Lund")}  # fmt: skip
LINES = [
    {"description": "Agency by day", "kind": "agency", "provider": "Moorside Care", "weekly_amount": "500.00"},
    {"description": "Payroll service", "kind": "payroll", "provider": "Fair Pay", "weekly_amount": "6.25"},
]


@pytest.fixture
def cast(here):
    """Adaeze, found eligible, without an amount; Bela, whose budget runs and whose first payment went out."""
    from budgets.services import amount_tables

    with acting_as(the_service(here.pk)):
        staff = {key: make_actor(role, here, name=name) for key, (role, name) in NAMES.items()}
        people = {name: make_person(here, given_name=name, family_name="Okafor") for name in ("Adaeze", "Bela")}
        holders = {name: make_user(f"{name} Okafor") for name in people}
        for name, person in people.items():
            make_grant(person, holders[name])
            assign(person, staff["maya"])
    with acting_as(staff["ola"]):
        table = amount_tables.propose_table(
            method="reckoner", stream="CHC", name="Levels of need", content=RECKONER, source="Price list of the board",
            starts=date(2026, 4, 1), by=staff["ola"],
        )  # fmt: skip
    with acting_as(staff["maya"]):
        case = eligible(people["Adaeze"], staff["maya"], staff["peter"])
    with acting_as(staff["ola"]):
        five = Staff(staff["maya"], staff["bell"], staff["ola"], staff["ivo"], staff["peter"])
        budget = make_active(five, person=people["Bela"], services_=LINES)
        make_confirmed(five)
    with acting_as(the_service(here.pk)):
        users = {actor.user_id: key for key, actor in staff.items()} | {user.pk: name for name, user in holders.items()}
        emails = {users[user.pk]: user.email for user in User.objects.filter(pk__in=users)}
    return SimpleNamespace(here=here, case=case.pk, table=table.pk, budget=budget.pk, people=people, emails=emails)


def test_an_amount_from_need_to_the_next_april(cast, someone, worker, calendar, pictures):
    calendar("2026-11-24 09:30")
    maya, ola, peter = (someone(cast.emails[key]) for key in ("maya", "ola", "peter"))
    adaeze, bela = (someone(cast.emails[key], width=PHONE) for key in ("Adaeze", "Bela"))
    for each in (maya, ola, peter, adaeze, bela):
        each.sign_in()
    a_second_person_brings_the_table_into_use(peter, cast)
    the_amount_is_given(maya, cast)
    she_reads_how_it_came_about(adaeze, cast)
    a_stay_is_told_late(maya, cast)
    a_rise_is_prepared_and_another_approves_it(ola, peter, cast)
    the_holder_reads_the_new_amount(bela, cast)
    it_is_undone(ola, cast)
    everybody = (maya, ola, peter, adaeze, bela)
    assert [fault for each in everybody for fault in each.faults] == []
    assert [complaint for each in everybody for complaint in each.complaints] == []


def a_second_person_brings_the_table_into_use(peter, cast):
    peter.open(f"/amount-tables/{cast.table}/")
    peter.sees("Levels of need", "Help through the day", "£19.20")
    peter.check("amount-table")
    peter.fill(answer="approve")
    peter.go(peter.page.locator("main form button[type=submit]").first)
    peter.sees("In use")


def the_amount_is_given(maya, cast):
    maya.open(f"/cases/{cast.case}/indicative/?way=reckoner")
    maya.sees("When to use it", "Levels of need")
    maya.fill(row="day", note="She is helped through the day; her nights are quiet.")
    maya.press("Work out the amount")
    maya.sees("£672.00")  # 35 hours × £19.20
    maya.check("indicative-reckoner")
    maya.press("Give this amount today")
    maya.sees("£672.00", "Levels of need")
    link = maya.page.get_by_role("link", name="PDF").first
    maya.wait_for_work(link)
    text = " ".join(" ".join(pages_of(maya.download(link), "indicative")).split())
    assert "£672.00" in text and "guide" in text


def she_reads_how_it_came_about(adaeze, cast):
    adaeze.open(f"/my/{cast.people['Adaeze'].pk}/")
    adaeze.go(adaeze.page.locator("main a[href$='/amounts/']").first)
    adaeze.unfold()
    adaeze.sees("£672.00", "35 hours", "£19.20", "guide")
    adaeze.check("own-amount")


def a_stay_is_told_late(maya, cast):
    """Away since the day after payday, told on the second: the payment stays as it was, the next one uses the credit."""
    maya.open(f"/budgets/{cast.budget}/changes/")
    maya.follow("Pause payments")
    maya.fill(
        starts=date(2026, 12, 7),
        reason="In hospital from the 7th; the family asks to wait.",
        told_on=TODAY,
        alternative="The ward looks after her.",
    )
    maya.press("See what it does")
    maya.sees("Nothing is recorded yet", "£506.25")  # 7 of the 21 days paid
    maya.check("change-looked-at")
    maya.press("Record it")
    maya.sees("Payments paused", "−£506.25")
    maya.check("changes")
    with acting_as(the_service(cast.here.pk)):
        paid = Payment.objects.get(budget_id=cast.budget, state="paid")
        assert (str(paid.amount), paid.period_start) == ("1518.75", TODAY)
    maya.go(maya.page.locator("main a[href*=withdraw]").first)
    maya.fill(reason="She came home the same day.")
    maya.press("See what it does")
    maya.go(maya.page.locator("main button[value=record]"))
    maya.sees("Withdrawn")


def a_rise_is_prepared_and_another_approves_it(ola, peter, cast):
    ola.open("/uplifts/")
    ola.follow("Prepare an uplift")
    ola.fill(name="Prices from December", reason="Agreed with the agencies", effective_from=date(2026, 12, 1),
             percent_agency="3.6")  # fmt: skip
    ola.press("Save")
    ola.press("Work it out")
    ola.sees("£506.25", "£524.25", "Worked out")
    ola.check("uplift")
    cast.uplift = ola.number
    ola.follow("Send for approval")
    ola.go(ola.page.locator("main form button[type=submit]").first)
    ola.sees("You had a hand in it")
    peter.open(f"/uplifts/{cast.uplift}/")
    peter.follow("Approve")
    peter.go(peter.page.locator("main form button[type=submit]").first)
    peter.sees("Approved")
    peter.follow("Apply")
    peter.go(peter.page.locator("main form button[type=submit]").first)
    peter.wait_for_work(
        peter.page.locator(".nhsuk-tag, .phb-tag").filter(has_text=re.compile(r"^\s*Applied\s*$")).first
    )
    with acting_as(the_service(cast.here.pk)):
        version = BudgetVersion.objects.get(budget_id=cast.budget, state="agreed")
        assert (str(version.weekly), version.kind) == ("524.25", "uplift")


def the_holder_reads_the_new_amount(bela, cast):
    bela.open(f"/my/{cast.people['Bela'].pk}/")
    bela.go(bela.page.locator("main a[href*='/explained']").first)
    bela.sees("£524.25")
    bela.unfold()
    bela.sees("3.6%")
    bela.check("own-explained")


def it_is_undone(ola, cast):
    ola.open(f"/uplifts/{cast.uplift}/")
    ola.follow("Undo")
    ola.fill(reason="The agencies took it back.")
    ola.go(ola.page.locator("main form button[type=submit]").first)
    ola.wait_for_work(ola.page.locator(".nhsuk-tag, .phb-tag").filter(has_text=re.compile(r"^\s*Undone\s*$")).first)
    with acting_as(the_service(cast.here.pk)):
        version = BudgetVersion.objects.get(budget_id=cast.budget, state="agreed")
        assert str(version.weekly) == "506.25"
        due = Payment.objects.filter(budget_id=cast.budget, state="scheduled").order_by("period_start").first()
        assert str(due.amount) == "2025.00"
