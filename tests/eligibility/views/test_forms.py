"""The form of every tool as a page: drawn, saved as typed without scripts, checked, completed, and kept in words."""

import re
from typing import Any

import pytest
from django.urls import reverse

from eligibility import selectors, services
from eligibility.forms import sheet_for
from eligibility.models import Assessment
from eligibility.services import wordings
from eligibility.services.merging import flat
from eligibility.sheets import Kind
from phb.core.clock import london_today
from phb.core.tenancy import act_as
from tests.factories.core import assign, make_person
from tests.factories.eligibility import eligible, make_case
from tests.factories.sheets import CRITERIA, LOCAL_CRITERIA, answers_for, make_offer

pytestmark = pytest.mark.django_db


def url(name: str, *args: Any) -> str:
    return reverse(f"eligibility:{name}", args=args)


def text_of(answer: Any) -> str:
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", answer.content.decode()))


@pytest.fixture
def team(actor_of, here):
    commissioner, coordinator, approver = actor_of("COM"), actor_of("CC"), actor_of("COM")
    act_as(commissioner)
    make_offer(commissioner, approver, "WHEELCHAIR", CRITERIA)
    make_offer(commissioner, approver, "UNPLANNED_CARE", LOCAL_CRITERIA)
    act_as(coordinator)
    person = make_person(here)
    assign(person, coordinator)
    return commissioner, coordinator, person


def started(team, tool: str) -> Assessment:
    """A draft of a tool on a case where it belongs."""
    commissioner, coordinator, person = team
    if tool in ("review", "phb_request", "direct_payment"):
        act_as(commissioner)
        case = eligible(person, coordinator, commissioner)
    else:
        routes = {
            "wheelchair": "WHEELCHAIR", "section_117": "S117", "fnc": "FNC", "joint_package": "JOINT_PACKAGE",
            "local_offer": "LOCAL_OFFER", "children_checklist": "CYPCC", "children": "CYPCC",
        }  # fmt: skip
        act_as(coordinator)
        more = {}
        if tool == "local_offer":
            from eligibility.models import Offer

            more = {"offer_id": Offer.objects.get(cohort="UNPLANNED_CARE").pk}
        if tool.startswith("children"):
            person.date_of_birth = person.date_of_birth.replace(year=2015)
            person.save()
        case = make_case(person, coordinator, route=routes[tool], **more)
        if tool == "children":
            services.go_to_assessment(case_id=case.pk, noticed_on=case.received_on, reason="Agreed.", by=coordinator)
    act_as(coordinator)
    return services.start_form(case_id=case.pk, tool=tool, by=coordinator, on=london_today())


def posted(form: Assessment, answers: dict[str, Any]) -> dict[str, Any]:
    """What a browser without scripts sends for these answers."""
    sheet = sheet_for(form)
    sent: dict[str, Any] = {"edits": form.edits, "seen": sheet.seen}
    kinds = {name: each for each in sheet.fields for name in (each.key, *each.names())}
    columns = {column.key: column for each in sheet.fields for column in each.columns}
    for name, value in flat(answers).items():
        each = kinds[name]
        if each.kind is Kind.ROWS:
            each = columns[name.rpartition(".")[2]]
        if each.kind is Kind.DATE:
            year, month, day = str(value).split("-")
            sent |= {f"{name}_day": day, f"{name}_month": month, f"{name}_year": year}
        elif isinstance(value, bool):
            if each.kind is Kind.YES_NO:
                sent[name] = "yes" if value else "no"
            elif value:
                sent[name] = "on"
        else:
            sent[name] = value
    return sent


TOOLS = [
    ("wheelchair", "RIGHT_TO_HAVE", ["Is the person registered with a GP in the area?", "£" ]),
    ("section_117", "ENTITLED", ["Section 3 (treatment)", "Supported flat", "5 January 2026"]),
    ("fnc", "ELIGIBLE", ["Nursing needs", "Needs a nurse each day."]),
    ("joint_package", "JOINT_PACKAGE", ["Epilepsy needs a trained carer."]),
    ("local_offer", "OFFERED", ["How many unplanned admissions in 12 months?", "Letter of Dr Lewis, on file"]),
    ("children_checklist", "FULL_ASSESSMENT", ["Ventilated at night.", "A full assessment is needed"]),
    ("children", "LIKELY_CC_NEED", ["Severe", "EHC plan", "To stay at home with her brothers."]),
    ("review", "CARE_PLAN_STANDS", ["Is the care plan still right?"]),
    ("phb_request", "GRANTED", ["Her daughter", "Notional budget", "1 October 2026"]),
    ("direct_payment", "PERMITTED", ["With help", "Who would receive it?"]),
]  # fmt: skip


@pytest.mark.parametrize(("tool", "outcome", "words"), TOOLS, ids=[row[0] for row in TOOLS])
def test_each_form_is_drawn_filled_in_checked_and_kept(team, sign_in, tool, outcome, words):
    _, coordinator, _ = team
    form = started(team, tool)
    browser = sign_in(coordinator)
    page = browser.get(url("form", form.pk))
    assert page.status_code == 200
    for each in sheet_for(form).fields:
        assert each.label.replace("’", "&#8217;") in page.content.decode() or each.label in page.content.decode()
    act_as(coordinator)
    given = posted(form, answers_for(tool))
    saved = browser.post(url("form", form.pk), {**given, "do": "check"})
    assert saved.url == url("complete", form.pk)
    act_as(coordinator)
    form.refresh_from_db()
    for name, value in flat(answers_for(tool)).items():
        assert flat(form.answers)[name] == value, name
    today = london_today()
    days = {"completed_on_day": today.day, "completed_on_month": today.month, "completed_on_year": today.year}
    days |= {name.replace("completed", "received"): value for name, value in days.items()}
    done = browser.post(url("complete", form.pk), {"edits": form.edits, **days})
    assert done.status_code == 302, text_of(done)
    act_as(coordinator)
    form.refresh_from_db()
    assert (form.state, form.outcome) == ("COMPLETED", outcome)
    kept = text_of(browser.get(url("form", form.pk)))
    for each in words:
        assert each in kept or each == "£", each
    assert "Rules in force" in kept


@pytest.mark.parametrize("tool", ["fnc", "section_117", "direct_payment"])
def test_half_filled_and_impossible_answers_stay_as_typed(team, sign_in, tool):
    _, coordinator, _ = team
    form = started(team, tool)
    dates = {"fnc": "start_date", "section_117": "left_hospital", "direct_payment": "dbs_applied_date"}
    name = dates[tool]
    browser = sign_in(coordinator)
    sent = {**posted(form, {}), f"{name}_day": "31", f"{name}_month": "feb", f"{name}_year": "2026", "do": "save"}
    browser.post(url("form", form.pk), sent)
    page = browser.get(url("form", form.pk))
    html = page.content.decode()
    assert 'value="31"' in html and 'value="feb"' in html
    assert "enter a real date, like 14 5 2026" in text_of(page)
    check = text_of(browser.get(url("complete", form.pk)))
    assert "Not valid" in check and "Go back to the form" in check and "Complete it" not in check


def test_an_autosave_answers_with_the_result_the_list_and_the_next_question(team, sign_in):
    _, coordinator, _ = team
    form = started(team, "fnc")
    browser = sign_in(coordinator)
    act_as(coordinator)
    answer = browser.post(url("save_draft", form.pk), posted(form, {"chc_considered": "NO"}))
    page = answer.content.decode()
    assert 'id="rule-result"' in page and 'id="sheet-steps"' in page and "Not eligible" in page
    assert re.search(r'Next: <a href="#part-', page)


def test_a_second_persons_no_is_shown_beside_the_first_ones_yes(team, sign_in, actor_of):
    _, first, person = team
    form = started(team, "fnc")
    second = actor_of("CLN")
    act_as(first)
    assign(person, second, kind="CLINICIAN")
    old = posted(form, {})
    sign_in(first).post(url("form", form.pk), {**old, "agrees": "yes", "findings": "First words."})
    answer = sign_in(second).post(
        url("form", form.pk), {**old, "agrees": "no", "findings": "Second words."}, follow=True
    )
    page = text_of(answer)
    assert page.count("Two people wrote in") == 2
    assert "First words." in page and "Second words." in page
    act_as(second)
    assert {note.answers["field"] for note in selectors.open_notes(form)} == {"agrees", "findings"}


def test_what_the_record_says_is_named_as_such(team, sign_in):
    _, coordinator, _ = team
    form = started(team, "wheelchair")
    page = text_of(sign_in(coordinator).get(url("form", form.pk)))
    assert "From the record: born" in page and "under “Offer for wheelchair”, version 1" in page
    assert "From the record: The referral." in page and "From the record: Who started this form." in page


@pytest.mark.parametrize(
    ("tool", "absent"),
    [("children_checklist", "asterisk"), ("children", "asterisk"), ("wheelchair", "Checklist"), ("fnc", "Checklist")],
)
def test_each_route_speaks_its_own_words(team, sign_in, tool, absent):
    _, coordinator, _ = team
    form = started(team, tool)
    browser = sign_in(coordinator)
    for address in (url("form", form.pk), url("case", form.case_id)):
        assert absent not in text_of(browser.get(address))


def test_reading_a_draft_of_somebody_not_on_the_caseload_finds_nothing(team, sign_in, actor_of):
    form = started(team, "section_117")
    stranger = actor_of("CC")
    for name in ("form", "complete", "discard_form"):
        assert sign_in(stranger).get(url(name, form.pk)).status_code == 404


def test_a_draft_is_discarded_from_its_page(team, sign_in):
    _, coordinator, _ = team
    form = started(team, "fnc")
    browser = sign_in(coordinator)
    kept = text_of(browser.post(url("discard_form", form.pk), {"reason": "Begun on the wrong person."}))
    assert "Confirm that the draft" in kept and "Begun on the wrong person." in kept
    browser.post(url("discard_form", form.pk), {"reason": "Begun on the wrong person.", "sure": "on"})
    act_as(coordinator)
    form.refresh_from_db()
    assert form.state == "DISCARDED"
    assert "Start the nursing needs assessment" in text_of(browser.get(url("case", form.case_id)))


def test_queries_of_a_form_page_do_not_grow_with_its_answers(team, sign_in, django_assert_max_num_queries):
    _, coordinator, _ = team
    form = started(team, "section_117")
    browser = sign_in(coordinator)
    browser.get(url("form", form.pk))
    with django_assert_max_num_queries(60) as few:
        browser.get(url("form", form.pk))
    act_as(coordinator)
    rows = {"services": [{"name": f"Service {n}"} for n in range(12)]}
    services.save_draft(assessment_id=form.pk, answers=rows, edits=form.edits, by=coordinator)
    with django_assert_max_num_queries(len(few)):
        browser.get(url("form", form.pk))


def test_help_in_the_organisations_own_words_says_who_approved_it(team, sign_in, actor_of):
    commissioner, coordinator, person = team
    act_as(commissioner)
    own = wordings.propose_wording(
        key="help.checklist.breathing.A", words="Ours: very breathless.", on=london_today(), by=commissioner
    )
    clinician = actor_of("CLN")
    act_as(clinician)
    wordings.approve_wording(wording_id=own.pk, approved_as="Registered nurse", on=london_today(), by=clinician)
    act_as(coordinator)
    case = make_case(person, coordinator)
    form = services.start_form(case_id=case.pk, tool="checklist", by=coordinator)
    page = text_of(sign_in(coordinator).get(url("form", form.pk)))
    assert "Ours: very breathless. Your organisation’s words, approved by" in page and "Registered nurse" in page
    assert "needs clinical approval before use, save where it says who approved it" in page


def test_a_case_ends_or_goes_on_without_a_checklist_with_the_national_reason(team, sign_in, here):
    _, coordinator, person = team
    act_as(coordinator)
    first = make_case(person, coordinator)
    browser = sign_in(coordinator)
    sent = {"why": "SHORT_TERM", "reason": "A broken wrist.", "sure": "on"}
    assert "If no Checklist is needed" in text_of(browser.get(url("close", first.pk)))
    browser.post(url("close", first.pk), sent)
    act_as(coordinator)
    words = [move.reason for move, _ in selectors.history(first)]
    assert "The need is short-term and recovery is expected. A broken wrist." in words
    second = make_case(person, coordinator)
    day = {"noticed_on_day": 2, "noticed_on_month": 9, "noticed_on_year": 2026}
    kept = text_of(browser.post(url("assess", second.pk), {**day, "reason": "Agreed on the ward."}))
    assert "Select why no positive Checklist is needed" in kept and "Agreed on the ward." in kept
    browser.post(url("assess", second.pk), {**day, "why": "ASSESSMENT_AGREED", "reason": "Agreed on the ward."})
    act_as(coordinator)
    second.refresh_from_db()
    assert second.state == "AWAITING_ASSESSMENT"
