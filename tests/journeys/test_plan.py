"""A plan of average size, written at a visit and on a phone, agreed, signed and authorised by those whose turn it is.

given someone with a right to a budget, when her coordinator holds the visit with a bad connection, when both write at once,
when a page is old by the time it is sent and a button is pressed twice, then nothing that anybody typed is lost, nothing
is done twice, and what she agreed to is what is authorised and printed.
"""

from datetime import date
from types import SimpleNamespace

import pytest
from playwright.sync_api import expect

from careplans.models import PlanVersion, SignOff
from phb.core.actors import the_service
from phb.core.tenancy import acting_as
from tests.factories.core import assign, make_actor, make_grant, make_person, make_user
from tests.factories.eligibility import eligible
from tests.journeys.someone import PHONE, Someone, pages_of

pytestmark = pytest.mark.django_db(transaction=True)
DAY = date(2026, 11, 2)
NAME = "Adaeze Okafor"
BOARD = "NHS Northmoor"

NEEDS = (
    "I cannot clear my chest by myself",
    "I need help to move, day and night",
    "I am alone too much since I left work",
)
# (words, which need, importance)
OUTCOMES = (
    ("I breathe safely at home", 0, 10),
    ("I sleep through four nights of seven", 0, 8),
    ("I am up and dressed by ten", 1, 7),
    ("I sing with the choir on Thursdays", 2, 9),
)
# (description, kind, provider, how the cost is known, its boxes, which outcomes, who holds the money)
SERVICES = (
    ("Assistants by day", "personal_assistant", "Joy and Tomasz", "hours", {"hours_per_week": "42", "rate": "13.85", "with_on_costs": "725.00"}, (0, 2), "direct_payment"),
    ("Waking nights", "agency", "Moorside Care", "hours", {"hours_per_week": "20", "rate": "24.69"}, (0, 1), "third_party"),
    ("Choir and getting there", "activity", "Northmoor Voices", "weekly", {"weekly": "25.00"}, (3,), "direct_payment"),
    ("Payroll service", "payroll", "Fair Pay", "weekly", {"weekly": "6.25"}, (2,), "direct_payment"),
    ("Breathing exercises", "therapy", "Northmoor Community NHS", "free", {}, (0,), "notional"),
    ("Second suction machine", "equipment", "Moorside Medical", "once", {"one_off_amount": "640.00"}, (0,), "notional"),
)  # fmt: skip
CONTINGENCY = (
    ("assistant", "If Joy is ill", "Tomasz comes, then the agency"),
    ("deterioration", "If I cannot breathe", "Suction at once, then 999"),
    ("equipment", "If the power fails", "Use the battery machine, ring the supplier"),
    ("hospital", "If I go to hospital", "Joy comes with me"),
    ("helper_lost", "If Emeka cannot help with the money", "Ring the coordinator the same day"),
)
CONTACTS = (
    ("Emeka Okafor", "personal", "my husband", "07700 900111"),
    ("Catherine Bell", "professional", "respiratory nurse", "01632 960 446"),
    ("Joy Abara", "personal", "my assistant", "07700 900333"),
)


@pytest.fixture
def cast(here):
    """Six people with a seat, and Adaeze, who has a right to a budget and no plan yet."""
    with acting_as(the_service(here.pk)):
        roles = {"maya": ("CC", "Maya Osei"), "bell": ("CLN", "Catherine Bell"), "ola": ("FIN", "Ola Nowak"),
                 "peter": ("COM", "Peter Lund"), "judith": ("COM", "Judith Frame")}  # fmt: skip
        made = {key: make_actor(role, here, name=name) for key, (role, name) in roles.items()}
        person = make_person(here, given_name="Adaeze", family_name="Okafor")
        holder = make_user(NAME)
        make_grant(person, holder)
        assign(person, made["maya"])
        assign(person, made["bell"], "CLINICIAN")
    with acting_as(made["maya"]):
        case = eligible(person, made["maya"], made["judith"])
    return SimpleNamespace(
        **made,
        here=here,
        person=person,
        case=case.pk,
        emails={key: _email(actor) for key, actor in made.items()} | {"adaeze": holder.email},
    )


def _email(actor) -> str:
    from phb.core.models import User

    return User.objects.get(pk=actor.user_id).email


def test_a_plan_is_written_together_agreed_and_authorised(cast, someone, worker, calendar, pictures):
    calendar("2026-11-02 09:30")
    maya, bell, ola, peter = (someone(cast.emails[key]) for key in ("maya", "bell", "ola", "peter"))
    adaeze = someone(cast.emails["adaeze"], width=PHONE)
    way = SimpleNamespace(case=cast.case, board=cast.here.pk)
    maya.sign_in()
    the_visit_goes_on_without_a_connection(maya, way)
    the_rest_is_written(maya, way)
    it_is_shared(maya, way)
    adaeze.sign_in()
    both_write_at_once_and_nothing_is_lost(adaeze, maya, way)
    she_asks_about_a_line_and_is_answered(adaeze, maya, way)
    an_old_page_agrees_nothing_and_a_second_press_changes_nothing(adaeze, maya, way, cast)
    for each in (bell, ola, peter):
        each.sign_in()
    three_people_sign_one_after_the_other(bell, ola, peter, way, cast)
    she_has_it_on_paper(adaeze, way)
    everybody = (maya, bell, ola, peter, adaeze)
    assert [fault for each in everybody for fault in each.faults] == []
    # A browser that is offline on purpose says so on its console.
    said = [
        complaint for each in everybody for complaint in each.complaints if "ERR_INTERNET_DISCONNECTED" not in complaint
    ]
    assert said == []


def on_record(way) -> PlanVersion:
    """The version as the database has it."""
    with acting_as(the_service(way.board)):
        return PlanVersion.objects.get(pk=way.version)


def signed(way, *kinds: str) -> int:
    """How many signatures stand on it."""
    with acting_as(the_service(way.board)):
        found = SignOff.objects.filter(version_id=way.version)
        return (found.filter(kind__in=kinds) if kinds else found).count()


def kept(somebody: Someone, *words: str) -> None:
    """What the page says about what was typed."""
    for each in words:
        expect(somebody.page.locator("#kept")).to_contain_text(each)


def the_visit_goes_on_without_a_connection(maya, way):
    """given a tablet that loses its connection half way, when she goes on and even loads the page anew later, then all is kept."""
    maya.open(f"/cases/{way.case}/")
    maya.follow("Start the plan", "main")
    maya.press("Start the plan")
    way.version = maya.number
    way.base = f"/plans/versions/{way.version}"
    maya.open(f"{way.base}/conversation/")
    maya.check("visit")
    maya.answer("what-matters", "Being at home with Emeka. Choir on Thursdays.")
    kept(maya, "Saved")
    maya.context.set_offline(True)
    maya.answer("strengths", "I sing alto, and I taught physics for thirty years.")
    maya.answer("must-know", "Allergic to penicillin")
    kept(maya, "not yet saved")
    assert "penicillin" not in str(on_record(way).must_know)
    held = maya.page.evaluate("JSON.stringify({...localStorage}) + JSON.stringify({...sessionStorage})")
    assert "penicillin" not in held  # nobody who finds the tablet reads it
    maya.context.set_offline(False)
    maya.page.reload()
    kept(maya, "Saved")
    written = on_record(way)
    assert (written.strengths[:11], written.must_know) == ("I sing alto", "Allergic to penicillin")
    maya.page.locator("#q-must-know").get_by_role("link", name="All questions").click()
    maya.check("visit-so-far")
    maya.follow("Finish the visit", "main")
    maya.fill(how="visit", took_part="Adaeze, Emeka and I", held_on=DAY)
    maya.check("visit-finish")
    maya.press("Save")
    maya.sees("The conversation is written down.", "Adaeze, Emeka and I")


def add(maya, path: str, *rows: dict) -> None:
    maya.open(f"{path}/")
    for row in rows:
        maya.unfold()
        maya.fill(**row)
        maya.press("Add")
        maya.sees("Added to the plan")


def the_rest_is_written(maya, way):
    """given the visit, when needs, outcomes, services and the rest are written, then nothing is missing."""
    base = way.base
    add(maya, f"{base}/needs", *({"words": words} for words in NEEDS))
    maya.open(f"{base}/outcomes/")
    needs = maya.page.locator("[name=need] option").evaluate_all("each => each.map(e => e.value).filter(Boolean)")
    add(maya, f"{base}/outcomes", *(
        {"words": words, "need": needs[need], "importance": importance, "measure": "We talk about it each month"}
        for words, need, importance in OUTCOMES
    ))  # fmt: skip
    maya.open(f"{base}/services/")
    outcomes = maya.page.locator("[name=outcomes]").evaluate_all("each => each.map(e => e.value)")
    add(maya, f"{base}/services", *(
        {"description": what, "kind": kind, "provider": provider, "outcomes": [outcomes[n] for n in met], "cost": cost, **boxes,
         "holding": holding, "frequency": "one_off" if cost == "once" else "four_weekly", "paid_by": "one", "funder": BOARD}
        for what, kind, provider, cost, boxes, met, holding in SERVICES
    ))  # fmt: skip
    maya.check("plan-of-six-services")
    add(maya, f"{base}/risks", {
        "description": "My airway can block at night", "likelihood": "3", "impact": "5", "procedure": "Suction at once, then 999.",
        "steps": "Two machines, both tested each evening.", "persons_view": "I accept this; I want to be at home.",
        "agreement": "agreed", "agreed_with": "Sister Catherine Bell", "agreed_on": DAY,
    })  # fmt: skip
    add(
        maya,
        f"{base}/contingency",
        *({"kind": kind, "trigger": when, "action": then} for kind, when, then in CONTINGENCY),
    )
    add(maya, f"{base}/contacts", *({"name": n, "kind": k, "role": r, "phone": p} for n, k, r, p in CONTACTS))
    for page, values in (
        ("advice", {"risks_advised_on": DAY, "risks_advised_by": "Sister Catherine Bell"}),
        ("support", {"how_took_part": "At home, with Emeka.", "support_offered_on": DAY, "support": "Payroll chosen."}),
        ("people", {"health_monitor": "Catherine Bell, nurse", "exclusions_checked_on": DAY, "excluded": "no"}),
        ("review", {"review_due_on": date(2027, 2, 1), "review_how": "At home.", "payment_frequency": "four_weekly", "notice_days": "28"}),
    ):  # fmt: skip
        maya.open(f"{base}/{page}/")
        maya.fill(**values)
        maya.go(maya.page.locator("main form.phb-draft button[type=submit]"))
    maya.open(f"{base}/consent/")
    for about in ("DIRECT_PAYMENT", "MANAGING_MONEY", "CARE"):
        maya.fill(about=about, capacity="HAS_CAPACITY", consents="yes", basis="SELF", given_by=NAME, assessed_on=DAY)
        maya.press("Record")
        maya.sees("Recorded.")
    maya.open(f"{base}/")
    maya.sees("Nothing is missing")
    maya.check("plan-whole")
    maya.open(f"{base}/money/")
    maya.sees("£725.00", "£640.00")
    maya.check("plan-money")


def it_is_shared(maya, way):
    maya.open(f"{way.base}/")
    maya.follow("Share with the person")
    maya.press("Share the draft")
    maya.sees("can see the draft now.")


def both_write_at_once_and_nothing_is_lost(adaeze, maya, way):
    """given both on the same words, when she saves after her coordinator, then both stand side by side and she decides."""
    adaeze.open(f"/my-plan/{way.version}/words/")
    adaeze.check("own-words")
    maya.open(f"{way.base}/about-me/")
    maya.fill(what_matters="Being at home. Choir.")
    maya.go(maya.page.locator("main form.phb-draft button[type=submit]"))
    adaeze.answer("please-do", "Knock. Tell me your name.")
    kept(adaeze, "Saved")
    adaeze.answer("what-matters", "Being at home with Emeka, and the choir every Thursday.")
    expect(adaeze.page.locator("#q-what-matters")).to_contain_text("Being at home. Choir.")
    adaeze.check("own-words-both")
    box = adaeze.page.locator("#q-what-matters textarea").first
    expect(box).to_have_value("Being at home with Emeka, and the choir every Thursday.")
    adaeze.page.locator("#q-what-matters").get_by_role("button", name="Keep my words").click()
    kept(adaeze, "Saved")
    written = on_record(way)
    assert written.what_matters == "Being at home with Emeka, and the choir every Thursday."
    assert written.please_do == "Knock. Tell me your name."


def she_asks_about_a_line_and_is_answered(adaeze, maya, way):
    """given a line she wonders about, when she asks on her phone, then the question stands at the line until it is answered."""
    adaeze.open(f"/my-plan/{way.version}/")
    adaeze.check("own-plan")
    line = (
        adaeze.page.locator("li", has_text="Waking nights").get_by_role("link", name="Say something about this").first
    )
    adaeze.go(line)
    adaeze.fill(kind="question", words="Could one night be Friday?")
    adaeze.check("own-say")
    adaeze.page.locator("main form button[type=submit]").first.click()
    adaeze.sees("Could one night be Friday?")
    maya.open(f"{way.base}/talk/")
    maya.sees("Could one night be Friday?")
    maya.go(maya.page.locator("main a[href*='/plans/comments/']").first)
    maya.check("talk")
    maya.fill(words="Yes, from next week.", settle=True)
    maya.page.locator("main form button[type=submit]").first.click()
    maya.sees("Yes, from next week.")
    adaeze.open(f"/my-plan/{way.version}/")
    adaeze.sees("Adaeze")


def an_old_page_agrees_nothing_and_a_second_press_changes_nothing(adaeze, maya, way, cast):
    """given the page on which she agrees, when the plan changes before she presses, then she reads it again first."""
    adaeze.open(f"/my-plan/{way.version}/agree/")
    maya.open(f"{way.base}/review/")
    maya.fill(review_how="At home, with Emeka.")
    maya.go(maya.page.locator("main form.phb-draft button[type=submit]"))
    adaeze.fill(understood=True, words="Thank you for listening.")
    adaeze.press("I agree")
    adaeze.sees("The plan has changed since you opened this page.")
    expect(adaeze.page.locator("[name=words]")).to_have_value("Thank you for listening.")
    assert signed(way) == 0
    adaeze.open(f"/my-plan/{way.version}/agree/")
    adaeze.fill(understood=True, words="Thank you for listening.")
    sent = "() => {const form = document.querySelector('main form'); const data = new FormData(form); const once = () => fetch(form.action, {method: 'POST', body: data}); return Promise.all([once(), once()]).then(all => all.map(each => each.status))}"
    assert adaeze.page.evaluate(sent) == [200, 200]
    adaeze.open(f"/my-plan/{way.version}/")
    adaeze.sees("You have agreed this plan.")
    assert signed(way, "person") == 1
    assert on_record(way).state == "agreed_by_person"


def three_people_sign_one_after_the_other(bell, ola, peter, way, cast):
    """given what she agreed to, when a clinician, finance and a commissioner sign, then the plan is authorised as she read it."""
    hashed = on_record(way).content_hash
    bell.open(f"{way.base}/")
    bell.check("plan-before-clinical")
    bell.follow("Clinical sign-off")
    bell.fill(satisfied=True)
    bell.press("Sign")
    bell.sees("Signed. The plan waits for the finance check.")
    ola.open("/finance-checks/")
    ola.follow(NAME)
    ola.fill(
        starts=date(2026, 11, 9),
        words="Rates are those of the board.",
        difference_reason="No indicative amount was given, because the care goes on as it was.",
    )
    # The assistants' costs of employing stand above the line's amount, by rule: finance says where the rest is.
    asked = ola.page.locator("main [name^=enough_line_]").first.get_attribute("name")
    ola.put(
        asked, "Joy and Tomasz share the hours, so each pays less National Insurance; the payroll service checked it."
    )
    ola.press("Sign and propose the budget")
    ola.sees("The budget was proposed.")
    record_what_it_replaces(peter, way)
    peter.open("/authorisations/")
    peter.follow(NAME)
    peter.check("authorise-average")
    peter.fill(words="The plan meets the needs within the budget.", sure=True)
    peter.press("Authorise")
    peter.sees("The plan was authorised and its budget agreed.")
    version = on_record(way)
    assert (version.state, version.content_hash) == ("authorised", hashed)


def record_what_it_replaces(peter, way):
    """given gate 10, when the cost without a budget is written down, then the gate says so."""
    peter.open(f"{way.base}/")
    peter.go(peter.page.locator("main a", has_text="Record what the care would cost without the budget").first)
    peter.fill(
        known="yes", weekly="1400.00", basis="The agency package it replaces, October 2026.", dated=date(2026, 9, 24)
    )
    peter.page.locator("main form button[type=submit]").first.click()
    peter.sees("£1,400.00")


def she_has_it_on_paper(adaeze, way):
    """given an authorised plan, when she asks for it on her phone, then the worker's PDF says what she agreed to."""
    adaeze.open(f"/my-plan/{way.version}/")
    paper = adaeze.page.locator("main a[href^='/documents/']").first
    adaeze.wait_for_work(paper)
    text = " ".join(pages_of(adaeze.download(paper), "average-plan"))
    for words in (NAME, "Choir and getting there", "£725.00", "I sing alto", "Suction at once"):
        assert words in text
