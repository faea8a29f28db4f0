"""The whole way, from a referral to a spend statement on a phone, by everybody who takes a part in it.

given a person whom nobody knows yet, when each role does its step on its own screen, then each finds what
the one before has left, nobody can do a step that is not theirs, and the sums agree to the penny at the end.
"""

import re
from datetime import date
from types import SimpleNamespace

import pytest
from playwright.sync_api import expect

from tests.journeys import cast as them
from tests.journeys.cast import NAME
from tests.journeys.someone import PHONE, pages_of

pytestmark = pytest.mark.django_db(transaction=True)


def test_from_a_referral_to_a_statement_on_a_phone(here, there, someone, worker, calendar, pictures):
    for old in pictures.iterdir():
        old.unlink()
    calendar("2026-09-07 09:30")
    cast = them.make_cast(here, there)
    maya = someone(cast.email(cast.coordinator))
    bell = someone(cast.email(cast.clinician))
    judith = someone(cast.email(cast.decider))
    peter = someone(cast.email(cast.authoriser))
    ola = someone(cast.email(cast.finance))
    grace = someone(cast.email(cast.other_finance))
    ravi = someone(cast.email(cast.stranger))
    adaeze = someone(cast.holder_email, width=PHONE)
    way = SimpleNamespace()

    maya.sign_in(check=True)
    a_person_is_found_nowhere_and_added(maya, way)
    them.invite(cast, way.person)
    a_referral_is_recorded_and_screened(maya, way)

    calendar("2026-09-21 09:30")
    bell.sign_in()
    the_team_records_the_decision_support_tool(bell, way)
    judith.sign_in()
    ravi.sign_in()
    a_commissioner_decides(judith, ravi, way)

    calendar("2026-09-22 09:30")
    maya.sign_in()
    the_indicative_amount_is_given(maya, way)
    the_plan_is_written_and_shared(maya, way)
    adaeze.sign_in()
    she_reads_the_draft_on_her_phone_and_agrees(adaeze, maya, way)

    calendar("2026-09-24 09:30")
    for each in (bell, ola, peter, judith):
        each.sign_in()
    a_clinician_signs(bell, way)
    finance_checks_the_money(ola, way)
    a_commissioner_who_drafted_none_of_it_authorises(peter, way)

    grace.sign_in()
    agreement_and_bank_details_and_the_start(ola, grace, way)
    calendar("2026-10-14 09:30")
    for each in (ola, grace, maya):
        each.sign_in()
    a_run_is_made_released_by_another_and_sent(ola, grace, maya, way)
    calendar("2026-10-19 15:00")
    ola.sign_in()
    the_bank_paid(ola, way)

    calendar("2026-11-17 09:30")
    for each in (ola, adaeze, judith):
        each.sign_in()
    a_bank_statement_comes_in_once(ola, way)
    she_is_asked_and_answers_on_her_phone(adaeze, way)
    statements_are_made_for_one_and_for_all(ola, way)
    she_sees_what_is_left_and_takes_plan_and_statement_with_her(adaeze, ola, way)
    each_figure_of_the_desk_opens_to_its_rows(judith, way)
    what_is_not_theirs_is_not_there(judith, ravi, adaeze, ola, way)

    everybody = (maya, bell, judith, peter, ola, grace, ravi, adaeze)
    assert [fault for each in everybody for fault in each.faults] == []
    assert [complaint for each in everybody for complaint in each.complaints] == []


def a_person_is_found_nowhere_and_added(maya, way):
    """given nobody of that number, when she is added, then she is found by number, name and date of birth."""
    maya.open("/desk/")
    maya.check("desk-empty")
    maya.open("/people/find/")
    maya.fill(text=them.NHS_NUMBER)
    maya.press("Find")
    maya.sees("Nobody found")
    maya.check("find-nobody")
    maya.follow("Add a person", "main")
    maya.fill(nhs_number="999 000 0019", given_name=them.GIVEN, family_name=them.FAMILY, date_of_birth=them.BORN)
    maya.press("Add the person")
    maya.sees("There is a problem", "NHS number")
    expect(maya.page.locator("[name=given_name]")).to_have_value(them.GIVEN)  # nothing typed is lost
    maya.check("add-person-refused")
    maya.fill(nhs_number=them.NHS_NUMBER, phone="01632 960123", address="2 Mill Lane\nNorthmoor", postcode="NM1 2AB")
    maya.press("Add the person")
    maya.sees(NAME, "The person was added")
    way.person = maya.number
    maya.check("person-new")
    maya.page.reload()  # a refresh after the POST adds nobody
    for text in (them.NHS_NUMBER, "Okafor", "14/3/1958"):
        maya.open("/people/find/")
        maya.fill(text=text)
        maya.press("Find")
        maya.sees("1 person found", NAME)
    maya.check("find-one")
    maya.follow(NAME)
    maya.title("Overview")


def a_referral_is_recorded_and_screened(maya, way):
    """given a referral, when the Checklist is filled in, left and completed, then the draft was kept and 28 days run."""
    maya.follow("Record a referral")
    maya.fill(
        route="CHC",
        received_on=date(2026, 9, 7),
        referred_by="Dr Lewis",
        referrer_role="GP",
        setting="OWN_HOME",
        reason="Breathing has become much worse since the summer.",
    )
    maya.check("referral")
    maya.press("Record the referral")
    maya.sees("Referral recorded.")
    way.case = maya.number
    maya.check("case-new")
    maya.press("Start the Checklist")
    maya.title("Checklist")
    for key in maya.page.locator("input[type=radio][name^='domain.']").evaluate_all(
        "es => [...new Set(es.map(e => e.name))]"
    ):
        maya.put(key, them.DOMAINS.get(key.split(".")[1], "C"))
    maya.put("evidence.breathing", "Suction nine times a day. Watched at home on 3 September.")
    expect(maya.page.locator("#draft-state")).to_contain_text("Saved")
    expect(maya.page.locator("#rule-result")).to_contain_text("a full assessment is required")
    with maya.page.expect_response(
        lambda answer: "/draft/" in answer.url and "Fed%20by%20tube%20at%20night." in (answer.request.post_data or "")
    ):
        maya.page.locator("[name='evidence.nutrition']").press_sequentially("Fed by tube at night.")
    maya.page.reload()
    expect(maya.page.locator("[name='evidence.nutrition']")).to_have_value("Fed by tube at night.")
    expect(maya.page.locator("[name='domain.breathing'][value='A']")).to_be_checked()
    maya.check("checklist-draft")
    maya.fill(
        participated="PERSON",
        practitioner="Maya Osei",
        practitioner_role="Nurse assessor",
        practitioner_organisation="NHS Northmoor",
    )
    maya.press("Check and complete")
    maya.title("Complete the Checklist")
    maya.check("checklist-complete")
    maya.fill(completed_on=date(2026, 9, 7), received_on=date(2026, 9, 7))
    maya.press("Complete the Checklist")
    maya.sees("Checklist completed.", "5 October 2026")
    maya.check("case-clock")
    maya.page.go_back()
    maya.page.reload()
    maya.open(f"/cases/{way.case}/")
    expect(maya.page.locator("main").get_by_role("link", name="Checklist", exact=True)).to_have_count(1)
    maya.follow("Checklist", "main")
    maya.sees("Suction nine times a day.")
    maya.check("checklist-kept")


def the_team_records_the_decision_support_tool(bell, way):
    """given a positive Checklist, when the team's levels and members are recorded, then the pattern shows with reasons."""
    bell.open(f"/cases/{way.case}/")
    bell.press("Start the Decision Support Tool")
    bell.title("Decision Support Tool")
    for name in bell.page.locator("input[type=radio][name^='level.']").evaluate_all(
        "es => [...new Set(es.map(e => e.name))]"
    ):
        key = name.split(".")[1]
        bell.put(name, them.LEVELS.get(key, "NONE"))
    for i, (name, profession, organisation, assessor) in enumerate(them.MEMBERS):
        row = {
            "name": name,
            "profession": profession,
            "organisation": organisation,
            **({"is_care_act_assessor": True} if assessor else {}),
        }
        for part, value in row.items():
            bell.put(f"members.{i}.{part}", value)
    bell.fill(
        participated="PERSON",
        views="I want to stay at home with Emeka.",
        **them.CHARACTERISTICS,
        recommendation="RECOMMEND_ELIGIBLE",
        rationale="Taken together the needs are health needs: their nature and intensity need trained people at all hours.",
    )
    bell.check("dst-draft")
    bell.press("Check and complete")
    bell.title("Complete the Decision Support Tool")
    bell.check("dst-complete")
    bell.fill(completed_on=date(2026, 9, 21))
    bell.press("Complete the Decision Support Tool")
    bell.sees("Decision Support Tool completed.", "A commissioner who did not recommend decides.")


def a_commissioner_decides(judith, ravi, way):
    """given a recommendation, when a commissioner decides with reasons, then the letter is a PDF and the right is said plainly."""
    assert ravi.fetch(f"/cases/{way.case}/")[0] == 404
    judith.open("/desk/")
    judith.check("desk-decision-waits")
    judith.open(f"/cases/{way.case}/")
    judith.follow("Decide")
    judith.check("decide")
    judith.fill(
        decision="ELIGIBLE",
        on=date(2026, 9, 21),
        la_consulted="yes",
        reason_codes=["NATURE", "INTENSITY"],
        reasons=them.REASONS,
    )
    judith.press("Check the decision")
    judith.title("Check the decision")
    judith.check("decide-check")
    judith.press("Decide: eligible")
    judith.sees("Decided: eligible.", "There is a right to have a personal health budget.")
    letter = judith.page.locator("main a[href^='/documents/']").first
    judith.wait_for_work(letter)
    judith.check("case-decided")
    judith.page.reload()
    text = " ".join(pages_of(judith.download(letter), "decision-letter"))
    assert NAME in text and "personal health budget" in text and "trained for it" in text


def the_indicative_amount_is_given(maya, way):
    """given a right, when hours and rate are typed, then each line is explained, and what was given is kept and printed."""
    maya.open(f"/cases/{way.case}/")
    maya.follow("Indicative amount", "main")
    maya.fill(pa1_label="Personal assistants", pa1_hours="42", pa1_rate="13.85", pa1_age="34")
    maya.press("Work out the amount")
    expect(maya.page.locator("#result")).to_contain_text("£")
    maya.check("indicative-worked-out")
    maya.press("Give this amount today")
    maya.sees("The amount was given.")
    sheet = maya.page.locator("main a[href^='/documents/']").first
    maya.wait_for_work(sheet)
    maya.check("indicative-given")
    text = " ".join(pages_of(maya.download(sheet), "indicative"))
    weekly = maya.page.locator("main").inner_text().split("A week")[1].split("£")[1].split()[0]
    assert f"£{weekly}" in text and NAME in text
    way.indicative_weekly = weekly


def the_plan_is_written_and_shared(maya, way):
    """given an empty plan that says what is missing, when each part is written, then nothing is missing and it is shared."""
    maya.open(f"/cases/{way.case}/")
    maya.follow("Start the plan", "main")
    maya.check("plan-start")
    maya.press("Start the plan")
    maya.title("About me")
    way.version = maya.number
    base = f"/plans/versions/{way.version}"
    maya.open(f"{base}/")
    maya.sees("Still missing")
    maya.check("plan-empty")
    maya.open(f"{base}/about-me/")
    maya.fill(
        what_matters="Being at home with Emeka. Choir on Thursdays.",
        must_know="Allergic to penicillin",
        please_do="Knock. Tell me your name.",
    )
    expect(maya.page.locator("#saved")).to_contain_text("Saved at")
    maya.page.reload()
    expect(maya.page.locator("[name=what_matters]")).to_have_value("Being at home with Emeka. Choir on Thursdays.")
    maya.check("plan-about-me")
    maya.go(maya.page.locator("main form.phb-draft button[type=submit]"))
    maya.title("Needs")
    maya.fill(words="I cannot clear my chest by myself", domain="breathing")
    maya.press("Add")
    maya.sees("I cannot clear my chest by myself")
    maya.check("plan-needs")
    maya.follow("Go on to outcomes")
    need = maya.page.locator("[name=need] option").last.get_attribute("value")
    maya.fill(
        words="I breathe safely at home and sing on Thursdays",
        need=need,
        measure="fewer than two hospital nights",
        importance="9",
        agreed_with="Sister Catherine Bell",
        agreed_on=date(2026, 9, 22),
    )
    maya.press("Add")
    maya.sees("I breathe safely at home and sing on Thursdays")
    maya.open(f"{base}/services/")
    outcome = maya.page.locator("[name=outcomes]").first.get_attribute("value")
    maya.fill(
        description="Personal assistants trained in suction",
        kind="personal_assistant",
        outcomes=[outcome],
        provider="Joy and Tomasz",
        cost="hours",
        hours_per_week="42",
        rate="13.855",
    )
    maya.fill(holding="direct_payment", frequency="four_weekly", paid_by="one", funder="NHS Northmoor")
    maya.press("Add")
    maya.sees("There is a problem")
    expect(maya.page.locator("[name=description]")).to_have_value("Personal assistants trained in suction")
    maya.check("plan-service-refused")
    maya.fill(rate="13.85", with_on_costs="725.00")
    maya.press("Add")
    maya.sees("£725.00")
    maya.fill(
        description="Choir and getting there",
        kind="activity",
        outcomes=[outcome],
        provider="Northmoor Voices",
        cost="weekly",
        weekly="25.00",
        holding="direct_payment",
        frequency="four_weekly",
        paid_by="shared",
        funder_1="NHS Northmoor",
        share_1="60",
        funder_2="Northmoor Council",
        share_2="40",
    )
    maya.press("Add")
    maya.sees("£750.00")
    maya.fill(
        description="Second suction machine",
        kind="equipment",
        outcomes=[outcome],
        provider="Moorside Medical",
        cost="once",
        one_off_amount="640.00",
        holding="notional",
        frequency="one_off",
        paid_by="one",
        funder="NHS Northmoor",
    )
    maya.press("Add")
    maya.sees("£640.00")
    maya.check("plan-services")
    maya.open(f"{base}/risks/")
    maya.unfold()
    maya.fill(
        description="My airway can block at night",
        likelihood="3",
        impact="5",
        steps="Two machines, both tested each evening.",
        procedure="Suction at once, then 999.",
        persons_view="I accept this; I want to be at home.",
        agreement="agreed",
        agreed_with="Sister Catherine Bell",
        agreed_on=date(2026, 9, 22),
    )
    maya.press("Add")
    maya.sees("My airway can block at night")
    maya.check("plan-risks")
    maya.open(f"{base}/contingency/")
    for kind, trigger, action in them.IF_THEN:
        maya.fill(kind=kind, trigger=trigger, action=action, contact="Tomasz 07700 900333")
        maya.press("Add")
    maya.open(f"{base}/contacts/")
    maya.fill(name="Emeka Okafor", role="my husband", phone="07700 900111", in_crisis=True)
    maya.press("Add")
    maya.open(f"{base}/advice/")
    maya.fill(risks_advised_on=date(2026, 9, 22), risks_advised_by="Sister Catherine Bell")
    maya.go(maya.page.locator("main form.phb-draft button[type=submit]"))
    maya.open(f"{base}/support/")
    maya.fill(
        how_took_part="Two visits at home, with Emeka.",
        support_offered_on=date(2026, 9, 22),
        support="A payroll service was explained and chosen.",
    )
    maya.go(maya.page.locator("main form.phb-draft button[type=submit]"))
    maya.open(f"{base}/people/")
    maya.fill(
        health_monitor="Sister Catherine Bell, respiratory nurse",
        exclusions_checked_on=date(2026, 9, 22),
        excluded="no",
    )
    maya.check("plan-people")
    maya.go(maya.page.locator("main form.phb-draft button[type=submit]"))
    maya.title("Capacity and consent")
    for about in ("DIRECT_PAYMENT", "MANAGING_MONEY", "CARE"):
        maya.fill(
            about=about,
            capacity="HAS_CAPACITY",
            consents="yes",
            basis="SELF",
            given_by=NAME,
            assessed_on=date(2026, 9, 22),
        )
        maya.press("Record")
        maya.sees("Recorded.")
    maya.check("plan-consent")
    maya.open(f"{base}/review/")
    maya.fill(
        review_due_on=date(2027, 1, 11),
        review_how="At home, with Emeka.",
        payment_frequency="four_weekly",
        notice_days="28",
    )
    maya.go(maya.page.locator("main form.phb-draft button[type=submit]"))
    maya.open(f"{base}/")
    maya.sees("Nothing is missing")
    maya.check("plan-written")
    maya.follow("Share with the person")
    maya.press("Share the draft")
    maya.sees("can see the draft now.")


def she_reads_the_draft_on_her_phone_and_agrees(adaeze, maya, way):
    """given a shared draft, when she reads it, writes in it and agrees, then its words stay as they are."""
    assert adaeze.fetch(f"/cases/{way.case}/")[0] == 404
    adaeze.open("/")
    adaeze.check("holder-start")
    adaeze.open(f"/my-plan/{way.version}/")
    adaeze.title("My care and support plan")
    adaeze.sees("This is a draft.", "I breathe safely at home", "£750.00")
    adaeze.check("holder-draft")
    adaeze.follow("Write in my plan")
    adaeze.answer("strengths", "I sing alto, and I taught physics for thirty years.")
    expect(adaeze.page.locator("#kept")).to_contain_text("Saved")
    adaeze.open(f"/my-plan/{way.version}/")
    adaeze.sees("I sing alto")
    adaeze.follow("Agree with this plan")
    adaeze.check("holder-agree")
    adaeze.fill(understood=True, words="Thank you for listening.")
    adaeze.press("I agree")
    adaeze.sees("You have agreed this plan.")
    adaeze.page.go_back()
    adaeze.page.reload()  # coming back to the form is harmless
    adaeze.sees("This plan is not waiting for you.")
    maya.open(f"/plans/versions/{way.version}/about-me/")
    maya.sees("words stay as they are")


def a_clinician_signs(bell, way):
    """given an agreed plan, when a clinician who did not write it signs, then it waits for finance."""
    bell.open(f"/plans/versions/{way.version}/")
    bell.follow("Clinical sign-off")
    bell.check("clinical")
    bell.fill(satisfied=True, words="Suction training is in date.")
    bell.press("Sign")
    bell.sees("Signed. The plan waits for the finance check.")


def finance_checks_the_money(ola, way):
    """given a signed plan, when finance proposes its budget, then the difference to the indicative amount has a reason."""
    ola.open("/desk/")
    ola.check("desk-finance")
    ola.open("/finance-checks/")
    ola.check("finance-checks")
    ola.follow(NAME)
    ola.title("Finance check")
    ola.fill(starts=date(2026, 10, 19), words="Rates are those of the board.")
    ola.press("Sign and propose the budget")
    ola.sees("There is a problem")
    # The assistants' costs of employing stand above the line's amount, by rule: finance says where the rest is.
    asked = ola.page.locator("main [name^=enough_line_]").first.get_attribute("name")
    ola.put(
        asked, "Joy and Tomasz share the hours, so each pays less National Insurance; the payroll service checked it."
    )
    ola.fill(difference_reason="The choir was agreed in planning and the on-costs are those of the payroll service.")
    ola.check("finance-check")
    ola.press("Sign and propose the budget")
    ola.sees("The budget was proposed.")


def a_commissioner_who_drafted_none_of_it_authorises(peter, way):
    """given a proposal, when a commissioner authorises it, then the budget is agreed and the worker prints the plan."""
    peter.open("/authorisations/")
    peter.open(f"/plans/versions/{way.version}/")
    peter.go(peter.page.locator("main a", has_text="Record what the care would cost without the budget").first)
    peter.fill(
        known="yes", weekly="1400.00", basis="The agency's package that the budget replaces.", dated=date(2026, 9, 24)
    )
    peter.check("replaced-package")
    peter.go(peter.page.locator("main form button[type=submit]").first)
    peter.open("/authorisations/")
    peter.follow(NAME)
    peter.title("Authorisation")
    peter.check("authorise")
    peter.fill(words="The plan meets the needs within the budget.", sure=True)
    peter.press("Authorise")
    peter.sees("The plan was authorised and its budget agreed.")
    peter.open(f"/plans/versions/{way.version}/")
    plan = peter.page.locator("main a[href^='/documents/']").first
    peter.wait_for_work(plan)
    peter.check("plan-authorised")
    text = " ".join(pages_of(peter.download(plan), "care-plan"))
    assert NAME in text and "Choir and getting there" in text and "£725.00" in text and "I sing alto" in text


def agreement_and_bank_details_and_the_start(ola, grace, way):
    """given an agreed budget, when its gates are opened by two finance officers, then payments are scheduled."""
    ola.open("/budgets/")
    ola.check("budgets")
    ola.follow(NAME)
    way.budget = ola.number
    ola.check("budget-agreed")
    ola.follow("Record the agreement", "main")
    ola.fill(signed_by_name=NAME, signed_as="HOLDER", signed_on=date(2026, 9, 24))
    ola.press("Record the agreement")
    ola.sees("The agreement was recorded.")
    ola.follow("Enter bank details", "main")
    ola.again_if_asked()
    ola.fill(
        name_on_account=f"{NAME} PHB"[:40],
        sort_code=them.SORT_CODE,
        account_number=them.ACCOUNT_NUMBER,
        kind="BANK_ACCOUNT",
    )
    ola.check("bank-details")
    ola.press("Enter the details")
    ola.sees("Another finance officer checks them.")
    ola.misses(them.ACCOUNT_NUMBER)
    ola.go(ola.page.locator("main a[href^='/payee-accounts/']").first)
    ola.again_if_asked()
    ola.sees("You entered these details, so another finance officer must check them.")
    grace.open("/payee-accounts/")
    grace.check("accounts-to-check")
    grace.follow(NAME)
    grace.again_if_asked()
    grace.fill(sort_code=them.SORT_CODE, account_number="66374959")
    grace.press("The details are right")
    grace.sees("There is a problem")
    grace.fill(sort_code=them.SORT_CODE, account_number=them.ACCOUNT_NUMBER)
    grace.check("account-check")
    grace.press("The details are right")
    grace.sees("The bank details are checked.")
    grace.follow("Start the budget", "main")
    grace.check("budget-start")
    grace.fill(starts=date(2026, 10, 19))
    grace.press("Start the budget")
    grace.sees("The budget has started and its payments are scheduled.", "£3,000.00")
    grace.check("budget-started")


def a_run_is_made_released_by_another_and_sent(ola, grace, maya, way):
    """given a payment that is due, when a run is made, then only another releases it, once, and the file carries it once."""
    ola.open("/payment-runs/")
    ola.check("runs-empty")
    ola.follow("Make a payment run")
    ola.fill(pay_on=date(2026, 10, 19))
    ola.check("run-new")
    ola.press("Make the run")
    ola.sees("The run was made.", "£3,000.00", "You made it, so you cannot release it.")
    way.run = ola.number
    ola.check("run-proposed")
    release = f"/payment-runs/{way.run}/release/"
    assert maya.fetch(release)[0] == 404
    grace.open("/desk/")
    grace.check("desk-run-waits")
    grace.open(release)
    grace.again_if_asked()
    grace.check("run-release")
    # The same page in two tabs, both sent: one effect.
    twin = grace.context.new_page()
    twin.goto(grace.home + release)
    grace.press("Release")
    grace.sees("The run was released.")
    twin.get_by_role("button", name="Release", exact=True).click()
    expect(twin.locator("body")).not_to_contain_text("The run was released.")
    twin.close()
    grace.page.reload()
    grace.page.go_back()
    grace.open(f"/payment-runs/{way.run}/")
    expect(grace.page.locator(".phb-timeline__what", has_text="Released")).to_have_count(1)  # in what has happened
    ola.open(f"/payment-runs/{way.run}/")
    ola.follow("Make the files")
    ola.press("Make the files")
    ola.sees("The files were made.")
    ola.check("run-sent")
    files = ola.page.locator("main a[href^='/documents/']")
    contents = [ola.download(files.nth(i)) for i in range(files.count())]
    assert any(b"08-99-99" in c.replace(b"089999", b"08-99-99") and them.ACCOUNT_NUMBER.encode() in c for c in contents)
    assert any(b"3000.00" in content or b"300000" in content for content in contents)
    assert maya.fetch(files.first.get_attribute("href"))[0] == 404


def the_bank_paid(ola, way):
    """given a run that was sent, when the bank's answer is recorded, then the money is in the ledger."""
    ola.open(f"/payment-runs/{way.run}/")
    ola.follow("Record what the bank did")
    ola.fill(paid_on=date(2026, 10, 19))
    ola.check("run-confirm")
    ola.press("Record it")
    ola.sees("Recorded. What was paid is in the ledger.")
    ola.check("run-confirmed")
    ola.open(f"/budgets/{way.budget}/ledger/")
    ola.sees("£3,000.00", "Northmoor Council")
    ola.check("ledger")


def a_bank_statement_comes_in_once(ola, way):
    """given four weeks of the holder's account, when the file comes in, then it is matched, and a second time nothing is new."""
    ola.open(f"/budgets/{way.budget}/")
    reference = ola.page.locator("h1").inner_text().removeprefix("Budget ")
    ola.go(ola.page.locator(".phb-side a", has_text="Spending").first)
    ola.title("Spending of")
    ola.follow("Add a bank account", "main")
    ola.fill(label="Budget account", last_four=them.ACCOUNT_NUMBER[-4:], layout="natwest")
    ola.check("bank-account-add")
    ola.press("Add the account")
    ola.sees("The account was added.")
    file = {"name": "statement.csv", "mimeType": "text/csv", "buffer": them.bank_file(reference)}
    broken = {**file, "buffer": file["buffer"].replace(b",87.50,", b",87.51,")}
    ola.fill(file=broken)
    ola.press("Look at the file")
    ola.sees("There is a problem")
    ola.check("bank-file-refused")
    ola.fill(file=file)
    ola.press("Look at the file")
    ola.title("Check this bank statement")
    ola.sees("£3,000.00", "£2,912.50", them.IN_THE_ACCOUNT)
    ola.fill(covers_to=them.PERIOD[1])
    ola.check("bank-file")
    ola.press("Take these payments")
    ola.sees("5 new lines taken")
    ola.sees(them.IN_THE_ACCOUNT, "To ask about")
    ola.check("spending")
    ola.go(ola.page.locator("main a[href$='/upload/']").first)
    ola.fill(file=file)
    ola.press("Look at the file")
    ola.title("Nothing new in this file")
    ola.sees("All 5 lines of the file are here already.")
    ola.check("bank-file-again")
    way.file = file


def she_is_asked_and_answers_on_her_phone(adaeze, way):
    """given a payment that nobody knows, when she says what it was for, then nothing is left to ask."""
    adaeze.open("/")
    adaeze.sees("What needs you")
    adaeze.check("holder-asked")
    adaeze.open(f"/my/{way.person}/questions/")
    adaeze.check("holder-questions")
    for _ in range(6):
        adaeze.open(f"/my/{way.person}/questions/")
        if adaeze.page.locator("h1").inner_text() == "No questions":
            break
        link = adaeze.page.locator("main .phb-doors__link").first
        wanted = (
            "Choir"
            if "VOICES" in link.inner_text()
            else "Personal assistants"
            if "WAGES" in link.inner_text()
            else "Not "
        )
        adaeze.go(link)
        adaeze.check("holder-question")
        adaeze.page.locator("main .nhsuk-radios__item").filter(has_text=wanted).first.locator("input").check()
        adaeze.press("Save and go on")
        adaeze.sees("Thank you.")
    adaeze.title("No questions")
    adaeze.check("holder-no-questions")


def statements_are_made_for_one_and_for_all(ola, way):
    """given four weeks of spending, when statements are asked for, then the worker makes one, and a run makes everybody's."""
    start, end = them.PERIOD
    ola.open(f"/spend/budgets/{way.budget}/")
    ola.follow("Make a statement", "main")
    ola.fill(start=start, end=end)
    ola.check("statement-ask")
    ola.press("Make the statement")
    ola.sees("The statement is being made.")
    way.statement = ola.number
    file = ola.page.locator("main a", has_text="Download the statement (PDF)")
    ola.wait_for_work(file)
    ola.check("statement-made")
    ola.open("/spend/statement-runs/new/")
    ola.fill(start=start, end=end)
    ola.press("Continue")
    ola.title("Make 1 statement?")
    ola.check("statement-run-confirm")
    ola.press("Make the statements")
    ola.sees("The run was started.")
    ola.wait_for_work(ola.page.get_by_text("Finished: 1 made, 0 set aside."))
    ola.check("statement-run")


def she_sees_what_is_left_and_takes_plan_and_statement_with_her(adaeze, ola, way):
    """given a statement, when she signs in on her phone, then balance, page, PDF and what finance reads are the same pounds."""
    adaeze.open("/")
    adaeze.sees("Your budget", them.IN_THE_ACCOUNT)
    adaeze.check("holder-home")
    adaeze.follow("What is left for each outcome")
    adaeze.sees("Choir and getting there", "Personal assistants trained in suction", "£2,800.00 spent", "£100.00 spent")
    adaeze.check("holder-left")
    adaeze.open(f"/my/{way.person}/payments/")
    adaeze.sees("NORTHMOOR VOICES")
    adaeze.fill(text="voices")
    adaeze.press("Look")
    adaeze.sees("1 payment found")
    adaeze.check("holder-payments")
    adaeze.open(f"/my/{way.person}/statements/")
    adaeze.check("holder-statements")
    adaeze.go(adaeze.page.locator("main .phb-doors__link").first)
    adaeze.sees(them.IN_THE_ACCOUNT)
    adaeze.check("holder-statement")
    text = " ".join(
        pages_of(adaeze.download(adaeze.page.locator("main a", has_text="Download the statement (PDF)")), "statement")
    )
    for amount in ("£3,000.00", "£2,912.50", them.IN_THE_ACCOUNT, "£2,800.00", "£100.00"):
        assert amount in text, amount
    assert "Tell us what" not in text  # she has answered, so the statement does not ask again
    status, lines = adaeze.fetch(adaeze.page.locator("main a", has_text="Download every line").get_attribute("href"))
    assert status == 200 and b"NORTHMOOR VOICES" in lines
    adaeze.open(f"/my/{way.person}/plan/")
    adaeze.check("holder-plan")
    plan = adaeze.download(adaeze.page.locator("main a", has_text="(PDF)").first)
    assert plan.startswith(b"%PDF-")
    for page in ("case", "documents", "contact", "seen", "bank"):
        adaeze.open(f"/my/{way.person}/{page}/")
        adaeze.check(f"holder-{page}")
    adaeze.fill(file=way.file)
    adaeze.press("Look at the file")
    adaeze.title("Nothing new in this file")
    ola.open(f"/spend/budgets/{way.budget}/")
    ola.sees(them.IN_THE_ACCOUNT, "£2,800.00")
    ola.open(f"/budgets/{way.budget}/ledger/")
    ola.sees(them.IN_THE_ACCOUNT)
    ola.check("ledger-after-spending")


def each_figure_of_the_desk_opens_to_its_rows(judith, way):
    """given the desk, when each figure is opened, then its list shows as many rows as the figure said."""
    judith.open("/desk/")
    judith.check("desk-commissioner")
    figures = judith.page.locator("main .phb-piles__link").evaluate_all(
        "es => es.map(e => [e.querySelector('.phb-piles__count').innerText, e.getAttribute('href'), e.innerText])"
    )
    assert figures
    for figure, address, words in figures:
        judith.open(address)
        assert judith.page.locator("h1").count() == 1
        if not figure.startswith("£"):
            assert judith.page.locator("main tbody tr").count() == int(figure.replace(",", "")), words
    judith.open(f"/people/{way.person}/")
    judith.check("person-at-the-end")


def what_is_not_theirs_is_not_there(judith, ravi, adaeze, ola, way):
    """given another organisation's commissioner and wrong roles, then what they may not see is what was never there."""
    ravi.sign_in()
    for address in (
        f"/people/{way.person}/",
        f"/cases/{way.case}/",
        f"/plans/versions/{way.version}/",
        f"/budgets/{way.budget}/",
        f"/payment-runs/{way.run}/",
        f"/spend/statements/{way.statement}/",
    ):
        assert judith.fetch(address)[0] == 200, address
        assert ravi.fetch(address)[0] == 404, address
        assert adaeze.fetch(address)[0] == 404, address
    ravi.open(f"/people/{way.person}/")
    hidden = still(ravi)
    ravi.check("not-found")
    ravi.open("/people/999999/")
    assert still(ravi) == hidden
    for each in (judith, adaeze, ravi):
        assert each.fetch(f"/payment-runs/{way.run}/export/")[0] == 404
    assert ola.fetch(f"/cases/{way.case}/decide/")[0] == 404


def still(someone):
    """The page without the number by which one would ask about it."""
    return re.sub(r"[0-9a-f]{32}", "…", someone.page.locator("main").inner_text())
