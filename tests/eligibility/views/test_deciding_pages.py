"""Pages to decide in every matter, the steps that routes keep, and lists of clocks: as a browser without scripts sends them."""

from datetime import UTC, date, datetime, timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from eligibility import services
from eligibility.models import Case, Decision, Delay
from phb.core.clock import LONDON, london_today
from phb.core.tenancy import act_as
from tests.factories.core import assign, make_person
from tests.factories.eligibility import eligible, make_case, screened_in
from tests.factories.routes import complete, decide, decided, with_form
from tests.factories.sheets import CRITERIA, LOCAL_CRITERIA, answers_for, make_offer

pytestmark = pytest.mark.django_db
CHILD = date(2010, 5, 4)
FAST = {
    "clinician_name": "Dr Ray", "clinician_register": "GMC_DOCTOR", "responsible_under_nhs_act": True,
    "rapidly_deteriorating": True, "may_be_entering_terminal_phase": True, "reasons": "Advanced disease.",
    "preferred_place_of_care": "Home",
}  # fmt: skip


@pytest.fixture
def team(actor_of, here):
    commissioner, coordinator = actor_of("COM"), actor_of("CC")
    person = make_person(here)
    assign(person, coordinator)
    act_as(commissioner)
    make_offer(commissioner, actor_of("COM"), "WHEELCHAIR", CRITERIA)
    make_offer(commissioner, actor_of("COM"), "UNPLANNED_CARE", LOCAL_CRITERIA)
    act_as(coordinator)
    return commissioner, coordinator, person


def day(name: str, on: date) -> dict[str, Any]:
    return {f"{name}_day": on.day, f"{name}_month": on.month, f"{name}_year": on.year}


def aged(person, born: date):
    type(person).objects.filter(pk=person.pk).update(date_of_birth=born)
    person.refresh_from_db()
    return person


# (route, answer, what the page asks for beside the reasons, what the person's case keeps)
YES = [
    ("CHC", "ELIGIBLE", {"reason_codes": ["NATURE"], "la_consulted": "yes"}, "ELIGIBLE"),
    ("CYPCC", "HAS_CC_NEED", {"term_panel": "Dr Osei and Ms Finch"}, "ELIGIBLE"),
    ("WHEELCHAIR", "RIGHT_TO_HAVE", {"term_option": "THIRD_PARTY", "term_budget_value": "2,350.00"}, "ELIGIBLE"),
    ("S117", "ENTITLED", {"term_responsible_icb": "Northmoor ICB", "term_responsible_la": "Southvale"}, "ELIGIBLE"),
    ("FNC", "ELIGIBLE", {}, "ELIGIBLE"),
    ("JOINT_PACKAGE", "JOINT_PACKAGE", {"term_nhs_part": "Training", "term_la_part": "Personal care"}, "ELIGIBLE"),
    ("LOCAL_OFFER", "OFFERED", {"term_way": "NOTIONAL"}, "ELIGIBLE"),
    ("S117", "RETURNED_FOR_EVIDENCE", {}, "RETURNED_FOR_EVIDENCE"),
]


@pytest.mark.parametrize(("route", "answer", "more", "keeps"), YES)
def test_each_route_is_decided_on_its_own_page(team, sign_in, route, answer, more, keeps):
    commissioner, coordinator, person = team
    recent = london_today() - timedelta(days=2)
    case = with_form(aged(person, CHILD) if route == "CYPCC" else person, coordinator, route, on=recent)
    browser, where = sign_in(commissioner), reverse("eligibility:decide", args=[case.pk])
    page = browser.get(where).content.decode()
    assert "Check the decision" in page and (route == "CHC" or "Diagnosis" not in page)
    sent = {
        "key": str(uuid4()), "assessment": case.assessments.order_by("-id").first().pk, "decision": answer,
        "reasons": "For the reasons found.", "delay_reason": "Notes came late.", **day("on", london_today()), **more,
    }  # fmt: skip
    bare = {name: value for name, value in sent.items() if name not in more and name != "reasons"}
    again = browser.post(where, {**bare, "do": "check"})
    assert again.status_code == 200 and "There is a problem" in again.content.decode()
    check = browser.post(where, {**sent, "do": "check"})
    assert "Check the decision" in check.content.decode() and not Decision.objects.exists()
    for _ in range(2):  # a double click decides once
        assert browser.post(where, {**sent, "do": "decide"}).status_code == 302
    case.refresh_from_db()
    assert case.state == keeps
    made = Decision.objects.get()
    for name, value in more.items():
        if name.startswith("term_"):
            assert made.terms[name.removeprefix("term_")].replace(",", "") == value.replace(",", "")
    assert browser.get(reverse("eligibility:case", args=[case.pk])).status_code == 200


def test_a_wrong_part_keeps_what_was_typed(team, sign_in):
    commissioner, coordinator, person = team
    case = with_form(person, coordinator, "S117")
    sent = {
        "key": str(uuid4()), "assessment": 0, "decision": "ENTITLED", "reasons": "Kept as typed.", "do": "check",
        "term_responsible_icb": "Northmoor", "term_responsible_la": "", **day("on", london_today()),
    }  # fmt: skip
    page = sign_in(commissioner).post(reverse("eligibility:decide", args=[case.pk]), sent).content.decode()
    assert "Enter the responsible local authority" in page and "Kept as typed." in page


# --- answers


def test_a_request_is_answered_in_two_pages(team, sign_in):
    commissioner, coordinator, person = team
    case = eligible(person, coordinator, commissioner)
    form = complete(case, "phb_request", coordinator, on=date(2026, 10, 5))
    browser, where = sign_in(commissioner), reverse("eligibility:answer_request", args=[case.pk])
    page = browser.get(where).content.decode()
    assert "Her daughter" in page and "To be granted" in page
    sent = {
        "key": str(uuid4()),
        "assessment": form.pk,
        "extent": "PART",
        "ways": ["NOTIONAL"],
        **day("on", london_today()),
    }
    page = browser.post(where, {**sent, "do": "check"}).content.decode()
    assert "Write for which part" in page
    sent |= {"part_granted": "Care by day", "reasons": "Nights are nursed.", "review_rights_given": "on"}
    assert "Care by day" in browser.post(where, {**sent, "do": "check"}).content.decode()
    for _ in range(2):
        assert browser.post(where, {**sent, "do": "decide"}).status_code == 302
    assert Decision.objects.get(matter="PHB_REQUEST").decision == "GRANTED_IN_PART"
    assert browser.get(where).status_code == 302  # nothing waits any more
    assert "Granted in part" in browser.get(reverse("eligibility:case", args=[case.pk])).content.decode()


def test_a_barred_direct_payment_offers_a_refusal_only(team, sign_in):
    commissioner, coordinator, person = team
    case = eligible(person, coordinator, commissioner)
    answers = {**answers_for("direct_payment"), "consent": False}
    form = complete(case, "direct_payment", coordinator, answers, date(2026, 10, 5))
    browser, where = sign_in(commissioner), reverse("eligibility:direct_payment", args=[case.pk])
    page = browser.get(where).content.decode()
    assert "then offered in another way" in page and 'value="PERMITTED"' not in page
    sent = {
        "key": str(uuid4()), "assessment": form.pk, "answer": "REFUSED", "other_ways": ["NOTIONAL"],
        "reasons": "No consent was given.", "review_rights_given": "on", "do": "decide", **day("on", london_today()),
    }  # fmt: skip
    assert browser.post(where, sent).status_code == 302
    assert Decision.objects.get(matter="DIRECT_PAYMENT").terms["other_ways"] == ["NOTIONAL"]


# --- steps


def _fast(team) -> Case:
    commissioner, coordinator, person = team
    at = datetime.now(UTC) - timedelta(hours=5)
    case = make_case(person, coordinator, received_on=at.astimezone(LONDON).date())
    services.receive_fast_track(case_id=case.pk, answers=FAST, received_at=at, by=coordinator)
    decide(case, commissioner, on=london_today())
    return case


def _of(route: str, answer: str = "ELIGIBLE", born: date | None = None):
    def make(team) -> Case:
        commissioner, coordinator, person = team
        return decided(aged(person, born) if born else person, coordinator, commissioner, route, answer)

    return make


def _late(team) -> Case:
    return screened_in(team[2], team[1])


def _high(team) -> Case:
    commissioner, coordinator, person = team
    answers = {**answers_for("fnc"), "band": "HIGH_PROTECTED"}
    case = decided(person, coordinator, commissioner, "FNC", answers=answers)
    values = {"home": "The Limes", "band": "HIGH_PROTECTED", "starts": date(2026, 9, 20)}
    services.start_nursing_care(case_id=case.pk, by=commissioner, **values)
    return case


TODAY = london_today()
AN_HOUR_AGO = datetime.now(LONDON) - timedelta(hours=1)
# (step, whose it is, the case, a complete form, what a form without it says)
STEPS = [
    ("delay", "CC", _late, {"clock": "K1", "reason": "Notes came late.", "within_control": "no"}, "Select the clock"),
    ("care-in-place", "CC", _fast, {**day("day", AN_HOUR_AGO.date()), "clock_time": f"{AN_HOUR_AGO:%H:%M}"}, "Enter the time"),
    ("concern", "COM", _fast, {"words": "Wrote to the hospice."}, "Write what was raised"),
    ("reassess", "CC", _of("CHC"), {**day("on", TODAY), "reason": "More need at night."}, "Write what has changed"),
    ("go-on-nursing", "CC", _of("CHC", "NOT_ELIGIBLE"), {}, ""),
    ("go-on-joint", "CC", _of("CHC", "NOT_ELIGIBLE"), {}, ""),
    ("local-authority", "CC", _of("CHC", "NOT_ELIGIBLE"), {"words": "Told Ms Finch."}, "Write whom"),
    ("nursing-start", "COM", _of("FNC"), {"home": "The Limes", "band": "STANDARD", **day("starts", date(2026, 9, 20))},
     "Enter the name of the care home"),
    ("nursing-notice", "COM", _high, day("notice_on", TODAY), "Enter the day of the notice"),
    ("nursing-end", "COM", _high, {"why": "LEFT", **day("ends", TODAY)}, "Select why"),
    ("sign-off", "CC", _of("S117"), {"body": "NHS", "signed_by": "Dr Osei", "reasons": "No need.", "on_cto": "no",
     **day("satisfied_on", TODAY)}, "Enter who signed"),
    ("transition-step", "CC", _of("CYPCC", "HAS_CC_NEED", CHILD), {"step": "NOTIFIED_14", **day("done_on", TODAY)},
     "Select the step"),
    ("refer-adult", "CC", _of("CYPCC", "HAS_CC_NEED", CHILD), {}, ""),
]  # fmt: skip


@pytest.mark.parametrize(("step", "role", "make", "sent", "missing"), STEPS, ids=[row[0] for row in STEPS])
def test_a_step_is_a_short_page_that_is_done_once(team, sign_in, step, role, make, sent, missing):
    commissioner, coordinator, _ = team
    case = make(team)
    actor = commissioner if role == "COM" else coordinator
    kind = "eligibility:settle" if role == "COM" else "eligibility:act"
    where, browser, key = reverse(kind, args=[case.pk, step]), sign_in(actor), str(uuid4())
    page = browser.get(where)
    assert page.status_code == 200, page.headers.get("Location")
    if missing:
        assert missing in browser.post(where, {"key": key, **day("on", TODAY)}).content.decode()
    before = Case.objects.count()
    for _ in range(2):
        assert browser.post(where, {"key": key, **sent}).status_code == 302
    opened = Case.objects.count() - before
    assert opened == (1 if step in ("reassess", "go-on-nursing", "go-on-joint", "refer-adult") else 0)
    assert browser.get(reverse("eligibility:case", args=[case.pk])).status_code == 200


@pytest.mark.parametrize(("step", "kind"), [("nursing-end", "act"), ("delay", "settle"), ("nothing", "act")])
def test_a_step_of_another_kind_is_not_there(team, sign_in, step, kind):
    commissioner, coordinator, person = team
    case = screened_in(person, coordinator)
    assert sign_in(commissioner).get(reverse(f"eligibility:{kind}", args=[case.pk, step])).status_code == 404


def test_a_step_that_is_not_possible_leads_back_with_a_word(team, sign_in):
    commissioner, coordinator, person = team
    case = screened_in(person, coordinator)
    where = reverse("eligibility:settle", args=[case.pk, "end-aftercare"])
    page = sign_in(commissioner).get(where, follow=True).content.decode()
    assert "not possible on the case as it stands" in page
    assert not Delay.objects.exists()


def test_the_amount_of_nursing_care_is_worked_out_with_its_days(team, sign_in):
    case = _high(team)
    where = reverse("eligibility:nursing", args=[case.pk])
    browser = sign_in(team[0])
    page = browser.get(where, {**day("first", date(2026, 9, 21)), **day("last", date(2026, 9, 27))}).content.decode()
    assert "£368.24 for 7" in page.replace("\N{NO-BREAK SPACE}", " ") and "rounded once" in page
    late = browser.get(where, {**day("first", date(2027, 4, 1)), **day("last", date(2027, 4, 2))}).content.decode()
    assert "No rate of NHS-funded nursing care is held" in late


# --- lists


def test_the_clocks_are_listed_with_the_latest_first_and_filtered(team, sign_in, here):
    commissioner, coordinator, person = team
    screened_in(person, coordinator)
    other = make_person(here)
    assign(other, coordinator)
    eligible(other, coordinator, commissioner)
    browser, where = sign_in(commissioner), reverse("eligibility:clocks")
    page = browser.get(where).content.decode()
    assert page.index(person.full_name) < page.index(other.full_name) and "overdue" in page
    for chosen, shown, hidden in (
        ({"kind": "REVIEW"}, other, person), ({"kind": "DECISION"}, person, other), ({"held": "TEAM"}, person, other),
        ({"clock": "overdue"}, person, other), ({"route": "CHC", "held": "COORDINATOR"}, other, person),
    ):  # fmt: skip
        page = browser.get(where, chosen).content.decode()
        assert shown.full_name in page and hidden.full_name not in page, chosen
    assert (
        "First continuing healthcare review" in browser.get(where, {"kind": "REVIEW", "format": "csv"}).content.decode()
    )
    assert browser.get(where, {"kind": "NONE"}).status_code == 200
    assert browser.get(where, {"made_up": "1"}).status_code == 400


def test_the_list_of_cases_is_filtered_by_kind_of_clock_and_by_who_holds_it(team, sign_in, here):
    commissioner, coordinator, person = team
    screened_in(person, coordinator)
    other = make_person(here)
    assign(other, coordinator)
    eligible(other, coordinator, commissioner)
    browser, where = sign_in(commissioner), reverse("eligibility:cases")
    for chosen, shown, hidden in (
        ({}, person, other),
        ({"kind": "REVIEW"}, other, person),
        ({"held": "TEAM"}, person, other),
    ):
        page = browser.get(where, chosen).content.decode()
        assert shown.full_name in page and hidden.full_name not in page, chosen


@pytest.mark.parametrize("name", ["clocks", "transitions", "cases"])
def test_queries_of_a_list_do_not_grow_with_its_rows(team, sign_in, here, name):
    commissioner, coordinator, _person = team
    browser = sign_in(commissioner)

    def add() -> None:
        child, adult = make_person(here), make_person(here)
        aged(child, date(2012, 2, 3))
        for each in (child, adult):
            assign(each, coordinator)
        act_as(coordinator)
        make_case(child, coordinator, route="CYPCC")
        screened_in(adult, coordinator)
        act_as(commissioner)

    def asked() -> int:
        with CaptureQueriesContext(
            connection,
        ) as seen:
            assert browser.get(reverse(f"eligibility:{name}")).status_code == 200
        return len(seen)

    add()
    asked()
    few = asked()
    for _ in range(4):
        add()
    assert asked() == few


def test_steps_towards_adult_care_are_listed_by_their_day(team, sign_in):
    commissioner, coordinator, person = team
    make_case(aged(person, date(2012, 10, 1)), coordinator, route="CYPCC")
    page = sign_in(commissioner).get(reverse("eligibility:transitions")).content.decode()
    assert "At 14: the adult team is told" in page and person.full_name in page


def test_whoever_has_no_case_work_does_not_see_the_steps(team, sign_in, actor_of):
    case = _high(team)
    finance = actor_of("FIN")
    browser = sign_in(finance)
    assert browser.get(reverse("eligibility:act", args=[case.pk, "delay"])).status_code == 404
    assert browser.get(reverse("eligibility:settle", args=[case.pk, "nursing-end"])).status_code == 404
    assert browser.get(reverse("eligibility:nursing", args=[case.pk])).status_code == 200
