"""Every part of a plan through its own page: added, opened, changed beside somebody else, and only where it applies."""

import re
from decimal import Decimal
from uuid import uuid4

import pytest

from careplans import services
from careplans.enums import GoalStatus
from careplans.forms import ROW_FORMS, SECTION_FORMS
from careplans.models import PARTS
from careplans.models.parts import fields_of
from careplans.selectors.parts_shown import ALWAYS, OPTIONAL
from careplans.services.drafting import SECTIONS, add_part, drop_part
from careplans.views.common import LEADS, PAGES, TITLES
from careplans.views.said import sections_of
from careplans.views.shown import ROWS, shown_rows
from phb.core.errors import RuleBroken
from phb.core.tenancy import act_as
from tests.factories.careplans import make_plan
from tests.sent_form import sent_form

pytestmark = pytest.mark.django_db
DAY = {"_day": "2", "_month": "11", "_year": "2026"}


def day(name):
    return {f"{name}{part}": value for part, value in DAY.items()}


# part → what somebody types, and what the record then says
TYPED = {
    "needs": ({"words": "I tire", "domain": "Stamina", "professionals_view": "MRC scale 4", "code": "84229001"}, {"code": "84229001"}),
    "outcomes": (
        {"words": "I sing", "importance": "9", "confidence": "7", "level_as_hoped": "Each week", "level_much_less": "Never", "weight": "3",
         "agreed_with": "Ruth Adeyemi", **day("agreed_on")},
        {"levels": {"-2": "Never", "0": "Each week"}, "weight": 3, "status": "proposed", "confidence": 7},
    ),
    "actions": ({"words": "Go to the choir", "who": "Emeka", "when": "Thursdays", "confidence": "8"}, {"status": "planned", "confidence": 8}),
    "stage_goals": ({"words": "Meet the choir once", "status": "achieved", "result": "They sang"}, {"status": "achieved"}),
    "services": (
        {"description": "Lift to choir", "kind": "transport", "cost": "weekly", "weekly": "20", "holding": "direct_payment",
         "frequency": "four_weekly", "paid_by": "one", "funder": "NHS Northmoor", "life_supporting": "on"},
        {"weekly_amount": Decimal("20.00"), "life_supporting": True, "funders": [{"funder": "NHS Northmoor", "share": "100"}]},
    ),
    "risks": (
        {"description": "I fall", "kind": "health", "likelihood": "2", "impact": "3", "agreement": "agreed", "residual_likelihood": "1",
         "residual_impact": "3", "persons_view": "I go out all the same"},
        {"residual_score": 3, "score": 6, "kind": "health"},
    ),
    "contingency": (
        {"kind": "equipment", "trigger": "The power fails", "action": "Battery, then 105", "warning_signs": "The alarm", "coping": "Keep calm"},
        {"kind": "equipment", "coping": "Keep calm"},
    ),
    "tasks": ({"words": "Suction", "delegated_by": "Ruth Adeyemi", "registration": "12A3456E", **day("risk_assessed_on")}, {"registration": "12A3456E"}),
    "paid_people": (
        {"name": "Chidi", "employment": "employed", "relationship": "family", "same_household": "yes", "exception_reason": "Only he knows the signs",
         "acts_for_person": "no"},
        {"same_household": True, "exception_reason": "Only he knows the signs", "acts_for_person": False},
    ),
    "contacts": ({"name": "Dr Lim", "kind": "professional", "team": "Respiratory", "key_worker": "on", "invited": "yes"}, {"invited": True, "key_worker": True}),
    "other_plans": ({"kind": "ehc", "title": "EHC plan", **day("dated")}, {"kind": "ehc"}),
    "decisions": (
        {"question": "Home or not?", "option_1_words": "As it is", "option_1_risks": "Nights alone", "option_3_words": "Move", "status": "in_progress"},
        {"options": [{"words": "As it is", "benefits": "", "risks": "Nights alone"}, {"words": "Move", "benefits": "", "risks": ""}]},
    ),
}  # fmt: skip


def page(version, part):
    return f"/plans/versions/{version.pk}/{part.replace('_', '-')}/"


def row_page(part, pk):
    return f"/plans/{ROWS[part][1].replace('_', '-')}/{pk}/"


def test_there_is_a_form_a_page_and_words_for_every_part_and_every_field_of_it():
    assert ROW_FORMS.keys() == PARTS.keys() == ROWS.keys() == TYPED.keys()
    assert SECTION_FORMS.keys() == SECTIONS.keys()
    names = [name for name, _, _ in PAGES]
    assert {*ROW_FORMS, *SECTION_FORMS, "consent"} == set(names) == {*ALWAYS, *OPTIONAL, "stage_goals"}
    assert {*names} - {*LEADS} == {"people", "consent", "review"}
    made_of_boxes = {"levels", "options", "funders", "weekly_amount", "price"}
    for part, form in ROW_FORMS.items():
        boxes = {*form.base_fields, *(name for names in form.folds.values() for name in names)}
        assert set(fields_of(part)) - made_of_boxes <= boxes, part


def test_a_row_of_every_part_is_added_once_opened_and_sent_back_unchanged(here, sign_in):
    version, team = make_plan(here)
    browser = sign_in(team.cc)
    for part in TYPED:
        added_opened_and_sent_back(version, team, browser, part)


def added_opened_and_sent_back(version, team, browser, part):
    typed, said = TYPED[part]
    before = PARTS[part].objects.filter(version=version).count()
    sent = {"key": str(uuid4()), **typed}
    for _ in range(2):  # a double press
        assert browser.post(page(version, part), sent).status_code == 302
    act_as(team.cc)
    rows = PARTS[part].objects.filter(version=version)
    assert rows.count() == before + 1, part
    row = rows.order_by("-pk").first()
    assert {name: getattr(row, name) for name in said} == said
    version.refresh_from_db()
    edits = version.edits
    again = sent_form(browser.get(row_page(part, row.pk)))
    assert browser.post(row_page(part, row.pk), again).status_code == 302
    act_as(team.cc)
    version.refresh_from_db()
    row.refresh_from_db()
    assert version.edits == edits and {name: getattr(row, name) for name in said} == said
    listed = browser.get(page(version, part)).text
    assert TITLES[part] in listed and str(next(iter(typed.values()))) in listed


WRONG = (
    ("needs", {"code": "12345"}, "6 to 18 digits"),
    ("outcomes", {"importance": "11"}, "must be 10 or less"),
    ("outcomes", {"weight": "0"}, "must be 1 or more"),
    ("risks", {"residual_impact": ""}, "leave both out"),
    ("paid_people", {"same_household": ""}, "Select whether they live in the same household"),
    ("decisions", {"question": ""}, "Say what is to be decided"),
    ("contacts", {"email": "nobody"}, "Enter an email address in the correct format"),
    ("actions", {"words": "x" * 4001}, "4000 characters or fewer"),
)


def test_what_is_wrong_is_said_beside_its_box_and_all_that_was_typed_stays(here, sign_in):
    version, team = make_plan(here, written=False)
    browser = sign_in(team.cc)
    for part, wrong, words in WRONG:
        sent = {"key": str(uuid4()), **TYPED[part][0], **wrong}
        answer = browser.post(page(version, part), sent)
        assert answer.status_code == 200 and words in answer.text, (part, wrong)
        kept = sent_form(answer)
        assert {name: kept.get(name, "") for name in sent} == sent
        act_as(team.cc)
        assert not PARTS[part].objects.filter(version=version).exists()


def test_an_option_more_is_saved_and_brings_an_empty_one(here, sign_in):
    version, team = make_plan(here)
    browser = sign_in(team.cc)
    sent = {"key": str(uuid4()), **TYPED["decisions"][0], "more": "1"}
    answer = browser.post(page(version, "decisions"), sent)
    row = version.shareddecisions.get()
    assert answer["Location"] == row_page("decisions", row.pk)
    for filled in (3, 4):
        form = sent_form(browser.get(row_page("decisions", row.pk)))
        form |= {f"option_{n}_words": f"Option {n}" for n in range(1, filled + 1)} | {"more": "1"}
        assert browser.post(row_page("decisions", row.pk), form)["Location"] == row_page("decisions", row.pk)
    text = browser.get(row_page("decisions", row.pk)).text
    assert "Option 5" in text and "Option 6" not in text


def test_two_coordinators_on_one_row_lose_nothing_and_see_what_both_wrote_of_several_boxes(here, sign_in):
    version, team = make_plan(here)
    browser, row = sign_in(team.cc), version.outcomes.get()
    older = sent_form(browser.get(row_page("outcomes", row.pk)))
    act_as(team.cc)
    services.save_row(version_id=version.pk, part="outcomes", row_id=row.pk, by=team.cc,
                      values={"levels": {"0": "Theirs"}, "status": GoalStatus.IN_PROGRESS})  # fmt: skip
    answer = browser.post(row_page("outcomes", row.pk), older | {"level_as_hoped": "Mine", "measure": "Each month"})
    assert answer.status_code == 409
    assert "As hoped: Theirs" in answer.text and "Mine" in answer.text
    decided = browser.post(row_page("outcomes", row.pk), sent_form(answer))
    assert decided.status_code == 302
    act_as(team.cc)
    row.refresh_from_db()
    assert (row.levels, row.measure, row.status) == ({"0": "Mine"}, "Each month", "in_progress")


def test_a_row_taken_out_meanwhile_keeps_what_was_typed_on_the_page(here, sign_in):
    version, team = make_plan(here)
    browser, row = sign_in(team.cc), version.needs.get()
    older = sent_form(browser.get(row_page("needs", row.pk)))
    act_as(team.cc)
    services.remove_row(part="needs", row_id=row.pk, by=team.cc)
    answer = browser.post(row_page("needs", row.pk), older | {"words": "Mine"})
    assert answer.status_code == 409 and "removed this from the plan meanwhile" in answer.text
    assert browser.post(page(version, "needs"), sent_form(answer)).status_code == 302
    act_as(team.cc)
    assert version.needs.get().words == "Mine"
    nowhere = {name: value for name, value in older.items() if name != "version"}
    assert browser.post(row_page("needs", row.pk), nowhere).status_code == 404


def test_a_plan_agreed_meanwhile_keeps_what_was_typed_on_the_page(here, sign_in):
    version, team = make_plan(here, "agreed_by_person")
    typed = {"key": str(uuid4()), "words": "Typed before they agreed"}
    answer = sign_in(team.cc).post(page(version, "needs"), typed)
    assert "its words stay as they are" in answer.text and sent_form(answer)["words"] == typed["words"]


def test_adding_below_a_row_chooses_it_beforehand_and_shows_it_there(here, sign_in):
    version, team = make_plan(here)
    browser, outcome = sign_in(team.cc), version.outcomes.get()
    listed = browser.get(page(version, "outcomes")).text
    address = re.search(r'href="([^"]+actions/\?outcome=\d+)', listed)[1]
    form = sent_form(browser.get(address))
    assert form["outcome"] == str(outcome.pk)
    browser.post(page(version, "actions"), form | {"words": "Walk each day"})
    assert "Walk each day" in browser.get(page(version, "outcomes")).text
    assert browser.get(f"{page(version, 'actions')}?outcome=999999999").status_code == 200


def test_a_code_that_no_page_offers_is_refused(here):
    version, team = make_plan(here)
    act_as(team.cc)
    with pytest.raises(RuleBroken) as refused:
        services.save_row(version_id=version.pk, part="contacts", values={"name": "A", "kind": "spy"}, by=team.cc)
    assert refused.value.field == "kind"


# --- parts that only some plans need


def test_a_part_is_added_by_hand_once_is_in_the_menu_and_is_left_out_again(here, sign_in):
    version, team = make_plan(here, written=False)
    browser, address = sign_in(team.cc), page(version, "formulation")
    assert address not in browser.get(page(version, "needs")).text
    for _ in range(2):
        answer = browser.post(page(version, "parts"), {"add": "formulation"})
        assert answer["Location"] == address
    act_as(team.cc)
    version.refresh_from_db()
    assert version.extra_parts == ["formulation"]
    assert address in browser.get(page(version, "needs")).text
    assert "Added to this plan by hand" in browser.get(page(version, "parts")).text
    for _ in range(2):
        assert browser.post(page(version, "parts"), {"drop": "formulation"})["Location"] == page(version, "parts")
    assert address not in browser.get(page(version, "needs")).text


def test_a_part_with_words_in_it_stays_until_they_are_taken_out(here):
    version, team = make_plan(here, written=False)
    act_as(team.cc)
    add_part(version_id=version.pk, part="formulation", by=team.cc)
    services.save_section(version_id=version.pk, section="formulation", values={"formulation": "It began"}, by=team.cc)
    with pytest.raises(RuleBroken, match="Something is written"):
        drop_part(version_id=version.pk, part="formulation", by=team.cc)
    services.save_section(version_id=version.pk, section="formulation", values={"formulation": ""}, by=team.cc)
    assert drop_part(version_id=version.pk, part="formulation", by=team.cc).extra_parts == []


def test_only_a_part_that_there_is_can_be_added(here):
    version, team = make_plan(here, written=False)
    act_as(team.cc)
    for name in ("", "needs", "nothing"):
        with pytest.raises(RuleBroken, match="one of the parts shown"):
            add_part(version_id=version.pk, part=name, by=team.cc)


def test_an_agreed_plan_takes_no_part(here):
    version, team = make_plan(here, "agreed_by_person")
    act_as(team.cc)
    with pytest.raises(RuleBroken, match="its words stay as they are"):
        add_part(version_id=version.pk, part="formulation", by=team.cc)


# --- what the pages show


def test_a_section_shows_only_what_was_filled(here):
    version, team = make_plan(here)
    act_as(team.cc)
    services.save_section(version_id=version.pk, section="safety", values={"liberty": "Door open"}, by=team.cc)
    version.refresh_from_db()
    found = {each["name"]: each["rows"] for each in sections_of(version)}
    assert found["safety"] == [{"label": "Living as freely as possible", "value": "Door open"}]
    assert "advance" not in found


def test_every_field_of_a_row_that_says_something_is_told(here):
    version, team = make_plan(here)
    act_as(team.cc)
    for part, (typed, _) in TYPED.items():
        form = ROW_FORMS[part](
            {"key": str(uuid4()), "seen": "", **typed}, choices={"outcomes": [], "funder": [("NHS", "")]}
        )
        assert form.is_valid(), form.errors
        row = services.save_row(version_id=version.pk, part=part, values=form.values(), by=team.cc)
        told = next(each for each in shown_rows(version, part) if each["pk"] == row.pk)
        text = " ".join([told["words"], *told["notes"]])
        for name, value in typed.items():
            if len(value) > 5 and not value.isdecimal() and part != "services":
                field = PARTS[part]._meta.get_field(name) if hasattr(row, name) else None
                words = getattr(row, f"get_{name}_display")() if field is not None and field.choices else value
                assert words in text or value == GoalStatus.PROPOSED, (part, name)
