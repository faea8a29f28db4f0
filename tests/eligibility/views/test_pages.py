"""Pages of eligibility through the whole stack: roles, journeys, drafts of two people, double sending."""

import json
import re
from datetime import date, timedelta
from uuid import uuid4

import pytest
from django.urls import reverse

from eligibility import selectors, services
from eligibility.forms import Sheet, sheet_for
from eligibility.models import Assessment, Case, Decision, DraftNote
from phb.core.clock import london_today
from phb.core.models import AuditEvent
from phb.core.tenancy import act_as
from tests.factories.core import assign, make_person
from tests.factories.eligibility import (
    assessed,
    checklist_answers,
    dst_answers,
    dst_of,
    eligible,
    make_case,
    screened_in,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def today():
    return london_today()


@pytest.fixture
def team(actor_of, here):
    commissioner, coordinator = actor_of("COM"), actor_of("CC")
    person = make_person(here)
    assign(person, coordinator)
    return commissioner, coordinator, person


def url(name, *args):
    return reverse(f"eligibility:{name}", args=args)


def day(name, value):
    return {f"{name}_day": value.day, f"{name}_month": value.month, f"{name}_year": value.year}


def text_of(answer):
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", answer.content.decode()))


def referral(today, **changes):
    return {
        "key": str(uuid4()),
        "route": "CHC",
        "referred_by": "Dr Lewis",
        "referrer_role": "GP",
        "setting": "OWN_HOME",
        "reason": "Needs have grown.",
        **day("received_on", today),
        **changes,
    }


def sheet_post(form, **changes):
    sheet = sheet_for(form)
    fields = {name: sheet.text(name) for name in sheet.names() if sheet.text(name)}
    return {**fields, "edits": form.edits, "seen": sheet.seen, **changes}


def test_a_coordinator_records_a_referral_once_however_often_it_is_sent(team, sign_in, today):
    _, coordinator, person = team
    browser = sign_in(coordinator)
    assert "Record a referral" in text_of(browser.get(url("refer", person.pk)))
    sent = referral(today)
    first, second = browser.post(url("refer", person.pk), sent), browser.post(url("refer", person.pk), sent)
    act_as(coordinator)
    case = Case.objects.get()
    assert first.url == second.url == url("case", case.pk)
    again = browser.post(url("refer", person.pk), referral(today))
    assert "Open that case and go on with it" in text_of(again) and case.reference in text_of(again)


def test_a_bad_referral_keeps_what_was_typed(team, sign_in, today):
    _, coordinator, person = team
    answer = sign_in(coordinator).post(
        url("refer", person.pk), referral(today + timedelta(days=1), reason="Kept words")
    )
    page = text_of(answer)
    assert "must be on or before" in page and "Kept words" in page
    act_as(coordinator)
    assert not Case.objects.exists()


def test_from_checklist_to_decision_through_the_pages(team, sign_in, today):
    commissioner, coordinator, person = team
    case = make_case(person, coordinator, received_on=today)
    browser = sign_in(coordinator)
    assert "Start the Checklist" in text_of(browser.get(url("case", case.pk)))
    begun = browser.post(url("start_form", case.pk, "checklist"))
    act_as(coordinator)
    form = Assessment.objects.get()
    assert begun.url == url("form", form.pk)
    page = text_of(browser.get(begun.url))
    assert "needs clinical approval" in page.lower() and "0 of 11 domains answered" in page
    columns = {f"domain.{key}": "C" for key in checklist_answers()["domain"]} | {"domain.breathing": "A"}
    checked = browser.post(url("form", form.pk), sheet_post(form, do="check", **columns))
    assert checked.url == url("complete", form.pk)
    page = text_of(browser.get(checked.url))
    assert "Positive: a full assessment is required" in page
    done = browser.post(checked.url, {"edits": 1, **day("completed_on", today), **day("received_on", today)})
    assert done.url == url("case", case.pk)
    page = text_of(browser.get(done.url))
    assert "Day 0 of 28" in page and "Start the Decision Support Tool" in page
    browser.post(url("start_form", case.pk, "dst"))
    act_as(coordinator)
    tool = Assessment.objects.get(tool="dst")
    answers = dst_answers(breathing="SEVERE", mobility="SEVERE")
    fields = {f"level.{key}": level for key, level in answers["level"].items()}
    fields |= {
        key: answers[key]
        for key in ("nature", "intensity", "complexity", "unpredictability", "recommendation", "rationale")
    }
    for i, member in enumerate(answers["members"]):
        fields |= {
            f"members.{i}.name": member["name"],
            f"members.{i}.profession": member["profession"],
            f"members.{i}.organisation": "x",
        }
        if member["is_care_act_assessor"]:
            fields[f"members.{i}.is_care_act_assessor"] = "on"
    browser.post(url("form", tool.pk), sheet_post(tool, do="check", **fields))
    page = text_of(browser.get(url("complete", tool.pk)))
    assert "A recommendation of eligibility would be expected" in page
    browser.post(url("complete", tool.pk), {"edits": 1, **day("completed_on", today)})
    browser = sign_in(commissioner)
    page = text_of(browser.get(url("decide", case.pk)))
    assert "Two or more domains at Severe" in page and "Recommend eligible" in page
    sent = {
        "key": str(uuid4()),
        "assessment": tool.pk,
        "decision": "ELIGIBLE",
        "reasons": "Your needs are mainly for health care.",
        "la_consulted": "yes",
        "reason_codes": ["NATURE"],
        **day("on", today),
    }
    check = browser.post(url("decide", case.pk), {**sent, "do": "check"})
    assert "Check the decision" in text_of(check)
    act_as(commissioner)
    assert not Decision.objects.exists()
    first = browser.post(url("decide", case.pk), {**sent, "do": "decide"})
    second = browser.post(url("decide", case.pk), {**sent, "do": "decide"})
    assert first.url == second.url == url("case", case.pk)
    act_as(commissioner)
    assert Decision.objects.count() == 1
    page = text_of(browser.get(first.url))
    assert "There is a right to have a personal health budget" in page and "The letter is waiting to be made" in page


def test_the_autosave_answers_with_the_rule_and_two_people_lose_nothing(team, sign_in, actor_of, client, today):
    _, coordinator, person = team
    nurse = actor_of("CLN")
    act_as(coordinator)
    assign(person, nurse, kind="CLINICIAN")
    case = make_case(person, coordinator, received_on=today)
    form = services.start_form(case_id=case.pk, tool="checklist", by=coordinator)
    from django.test import Client

    one, other = sign_in(coordinator, Client()), sign_in(nurse, Client())
    both_saw = sheet_post(form)
    saved = one.post(url("save_draft", form.pk), {**both_saw, "domain.skin": "B", "evidence.breathing": "First words"})
    assert "1 of 11 domains answered" in text_of(saved) and 'id="rule-result"' in saved.content.decode()
    merged = other.post(
        url("save_draft", form.pk), {**both_saw, "domain.mobility": "A", "evidence.breathing": "Second words"}
    )
    assert "2 of 11 domains answered" in text_of(merged)
    assert "Two people wrote in “Breathing: evidence”" in text_of(merged) and "Second words" in text_of(merged)
    act_as(coordinator)
    form.refresh_from_db()
    assert form.answers["domain"] == {"skin": "B", "mobility": "A"} and form.answers["evidence"] == {
        "breathing": "First words"
    }
    note = DraftNote.objects.get()
    one.post(url("choose", form.pk, note.pk), {"use": "second"})
    act_as(coordinator)
    form.refresh_from_db()
    assert form.answers["evidence"]["breathing"] == "Second words"


def test_a_page_that_stays_open_does_not_overwrite_what_it_does_not_show(team, sign_in, today):
    _, coordinator, person = team
    case = make_case(person, coordinator, received_on=today)
    form = services.start_form(case_id=case.pk, tool="checklist", by=coordinator)
    opened = sheet_post(form)
    services.save_draft(assessment_id=form.pk, answers={"domain": {"skin": "A"}}, edits=0, by=coordinator)
    browser = sign_in(coordinator)
    answer = browser.post(url("save_draft", form.pk), {**opened, "domain.mobility": "B"}).content.decode()
    seen = json.loads(re.search(r'name="seen" value="([^"]*)"', answer)[1].replace("&#34;", '"').replace("&quot;", '"'))
    browser.post(
        url("save_draft", form.pk), {**opened, "seen": json.dumps(seen), "domain.mobility": "B", "domain.skin": "C"}
    )
    act_as(coordinator)
    form.refresh_from_db()
    assert form.answers["domain"] == {"skin": "A", "mobility": "B"}
    assert DraftNote.objects.get().answers == {"field": "domain.skin", "value": "C"}


def test_completing_what_somebody_changed_meanwhile_is_refused(team, sign_in, today):
    _, coordinator, person = team
    case = make_case(person, coordinator, received_on=today)
    form = services.start_form(case_id=case.pk, tool="checklist", by=coordinator)
    services.save_draft(assessment_id=form.pk, answers=checklist_answers(), edits=0, by=coordinator)
    services.save_draft(assessment_id=form.pk, answers={"domain": {"skin": "A"}}, edits=1, by=coordinator)
    answer = sign_in(coordinator).post(url("complete", form.pk), {"edits": 1, **day("completed_on", today)})
    assert "Somebody changed this form" in text_of(answer)
    act_as(coordinator)
    form.refresh_from_db()
    assert form.state == "DRAFT"


def test_refusals_of_a_decision_are_shown_beside_their_field(team, sign_in, today):
    commissioner, coordinator, person = team
    case = assessed(person, coordinator, received_on=today, on=today)
    browser = sign_in(commissioner)
    sent = {
        "key": str(uuid4()),
        "assessment": dst_of(case).pk,
        "decision": "NOT_ELIGIBLE",
        "reasons": "Too dear.",
        "mentioned": ["COST"],
        "review_rights_given": "on",
        "la_consulted": "yes",
        "exceptional_reason": "None really.",
        "do": "check",
        **day("on", today),
    }
    page = text_of(browser.post(url("decide", case.pk), sent))
    assert "This may not decide eligibility by itself: cost or budget" in page and "Too dear." in page
    page = text_of(browser.post(url("decide", case.pk), {**sent, "reason_codes": ["NATURE"], "exceptional_reason": ""}))
    assert "Write the exceptional reason" in page
    page = text_of(browser.post(url("decide", case.pk), {**sent, "reason_codes": ["NATURE"], "assessment": 0}))
    assert "replaced after you opened this page" in page
    act_as(commissioner)
    assert not Decision.objects.exists()


@pytest.mark.parametrize(
    ("role", "route", "expected"),
    [
        ("CC", "refer", 200),
        ("CLN", "refer", 404),
        ("COM", "refer", 404),
        ("FIN", "case", 200),
        ("AUD", "case", 200),
        ("ADM", "case", 404),
        ("FIN", "form", 404),
        ("AUD", "form", 200),
        ("CLN", "form", 200),
        ("CC", "decide", 404),
        ("COM", "decide", 200),
        ("COM", "close", 404),
        ("CLN", "close", 404),
        ("ADM", "cases", 404),
        ("FIN", "cases", 200),
    ],
)
def test_who_may_open_what(team, actor_of, sign_in, role, route, expected):
    _, coordinator, person = team
    case = assessed(person, coordinator)
    reader = actor_of(role)
    act_as(coordinator)
    if role in ("CC", "CLN"):
        assign(person, reader)
    number = {"refer": [person.pk], "form": [dst_of(case).pk], "cases": []}.get(route, [case.pk])
    assert sign_in(reader).get(url(route, *number)).status_code == expected


def test_finance_sees_the_case_without_what_tells_of_health(team, actor_of, sign_in):
    commissioner, coordinator, person = team
    case = eligible(person, coordinator, commissioner)
    page = text_of(sign_in(actor_of("FIN")).get(url("case", case.pk)))
    assert "Eligible" in page and "mainly for health care" not in page and "Needs have grown" not in page


def test_another_organisation_and_another_caseload_see_nothing(team, actor_of, sign_in, there):
    _, coordinator, person = team
    case = assessed(person, coordinator)
    form = dst_of(case)
    for stranger in (actor_of("CC"), actor_of("COM", there)):
        browser = sign_in(stranger)
        for address in (url("case", case.pk), url("form", form.pk), url("decide", case.pk), url("api_case", case.pk)):
            assert browser.get(address).status_code == 404
        assert person.family_name not in browser.get(url("cases")).content.decode()
        assert browser.get(url("api_cases")).json() == {"cases": [], "next": None}


def test_the_person_reads_their_own_form_but_no_draft(team, actor_of, sign_in):
    _, coordinator, person = team
    case = screened_in(person, coordinator)
    holder = actor_of("BH", person=person)
    act_as(coordinator)
    done = case.assessments.get()
    draft = services.start_form(case_id=case.pk, tool="dst", by=coordinator)
    browser = sign_in(holder)
    assert browser.get(url("form", done.pk)).status_code == 200
    assert browser.get(url("form", draft.pk)).status_code == 404


def test_the_list_asks_the_same_number_of_queries_whatever_its_length(
    team, sign_in, here, django_assert_max_num_queries
):
    _, coordinator, person = team
    make_case(person, coordinator)
    browser = sign_in(coordinator)
    counts = []
    for more in (0, 12):
        act_as(coordinator)
        for _ in range(more):
            another = make_person(here)
            assign(another, coordinator)
            make_case(another, coordinator)
        counts.append(_queries(browser, url("cases")))
    reads = 12  # each person shown is one event of the trail
    assert counts[1] <= counts[0] + reads


def test_the_case_page_asks_the_same_number_of_queries_whatever_its_history(team, sign_in):
    commissioner, coordinator, person = team
    case = assessed(person, coordinator)
    browser = sign_in(coordinator)
    before = _queries(browser, url("case", case.pk))
    act_as(commissioner)
    for _ in range(4):
        services.decide(
            case_id=case.pk,
            decision="RETURNED_FOR_EVIDENCE",
            reasons="More.",
            reason_codes=[],
            on=date(2026, 9, 20),
            by=commissioner,
        )
        form = services.start_form(case_id=case.pk, tool="dst", by=coordinator)
        services.complete_form(assessment_id=form.pk, answers={}, edits=0, on=date(2026, 9, 20), by=coordinator)
    assert _queries(browser, url("case", case.pk)) <= before


def _queries(browser, address):
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    with CaptureQueriesContext(connection) as caught:
        assert browser.get(address).status_code == 200
    return len(caught)


def test_filters_sort_and_file_of_the_list(team, sign_in, here, today):
    commissioner, coordinator, person = team
    late = assessed(person, coordinator, received_on=today - timedelta(days=40), on=today - timedelta(days=20))
    other = make_person(here, family_name="=Formula")
    assign(other, coordinator)
    soon = screened_in(other, coordinator, received_on=today - timedelta(days=25))
    browser = sign_in(commissioner)
    page = text_of(browser.get(url("cases")))
    assert (
        page.index(late.reference) < page.index(soon.reference) and "12 days overdue" in page and "Day 25 of 28" in page
    )
    only = text_of(browser.get(url("cases"), {"clock": "overdue"}))
    assert late.reference in only and soon.reference not in only
    mine = text_of(browser.get(url("cases"), {"coordinator": coordinator.membership_id, "waits": "assessment"}))
    assert soon.reference in mine and late.reference not in mine
    assert browser.get(url("cases"), {"family_name": "x"}).status_code == 400
    file = browser.get(url("cases"), {"format": "csv"}).getvalue().decode()
    assert len(file.strip().splitlines()) == 3 and person.nhs_number in file


def test_what_was_opened_stands_in_the_trail(team, sign_in, settle):
    commissioner, coordinator, person = team
    case = assessed(person, coordinator)
    browser = sign_in(commissioner)
    browser.get(url("decide", case.pk))
    browser.get(url("cases"))
    act_as(commissioner)
    settle()
    seen = set(AuditEvent.objects.filter(person_id=person.pk, what__startswith="read:").values_list("what", flat=True))
    assert {"read: read your assessment to decide on eligibility", "read: saw your name in the list of cases"} <= seen


def test_fast_track_by_the_page(team, sign_in, today):
    _, coordinator, person = team
    case = make_case(person, coordinator, received_on=today - timedelta(days=1))
    browser = sign_in(coordinator)
    sent = {
        "key": str(uuid4()),
        "received_time": "09.30",
        "clinician_name": "Dr Lewis",
        "clinician_register": "OTHER",
        "responsible_under_nhs_act": "yes",
        "rapidly_deteriorating": "yes",
        "may_be_entering_terminal_phase": "yes",
        "reasons": "Rapid decline.",
        **day("received_on", today - timedelta(days=1)),
    }
    assert browser.get(url("fast_track", case.pk)).status_code == 200
    kept = browser.post(url("fast_track", case.pk), sent, follow=True)
    assert "must be completed by a registered nurse or doctor" in text_of(kept)
    taken = browser.post(
        url("fast_track", case.pk), {**sent, "key": str(uuid4()), "clinician_register": "NMC_NURSE"}, follow=True
    )
    assert "Fast Track received" in text_of(taken)
    bad = browser.post(url("fast_track", case.pk), {**sent, "key": str(uuid4()), "received_time": "25:00"})
    assert "like 9:30 or 16:05" in text_of(bad)


def test_the_interface_for_programs(team, sign_in):
    commissioner, coordinator, person = team
    case = eligible(person, coordinator, commissioner)
    browser = sign_in(commissioner)
    rows = browser.get(url("api_cases"), {"state": "ELIGIBLE"}).json()["cases"]
    assert [row["reference"] for row in rows] == [case.reference]
    one = browser.get(url("api_case", case.pk)).json()
    assert one["decision"]["right"] == "RIGHT_TO_HAVE" and [form["tool"] for form in one["forms"]] == [
        "dst",
        "checklist",
    ]
    assert browser.get(url("api_cases"), {"state": "X"}).status_code == 400
    assert browser.get(url("api_cases"), {"after": "-1"}).status_code == 400


def test_a_spoiled_draft_page_overwrites_nothing(team, sign_in, today):
    _, coordinator, person = team
    case = make_case(person, coordinator, received_on=today)
    form = services.start_form(case_id=case.pk, tool="checklist", by=coordinator)
    services.save_draft(assessment_id=form.pk, answers={"domain": {"skin": "A"}}, edits=0, by=coordinator)
    browser = sign_in(coordinator)
    for seen in ("", "[]", "{", '{"domain.skin": 7}'):
        browser.post(
            url("save_draft", form.pk), {"edits": "x", "seen": seen, "domain.skin": "C", "domain.nonsense": "A"}
        )
    act_as(coordinator)
    form.refresh_from_db()
    assert form.answers["domain"] == {"skin": "A"}
    assert len(selectors.open_notes(form)) == 1
    assert Sheet("checklist", {}, 0).seen_by({"seen": "{"}) == {}
