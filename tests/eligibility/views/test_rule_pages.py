"""The rules in words: every set, table, rule and worked case is on a page; staff may try a tool."""

import re
from datetime import date

import pytest
from django.urls import reverse

from eligibility.forms import trying
from eligibility.rules.loading import table
from eligibility.rules.open_points import open_points
from eligibility.rules.registry import TOOLS, evaluate
from eligibility.rules.rule_sets import rule_sets
from eligibility.rules.worked_cases import worked_cases
from eligibility.selectors import rule_pages, rule_tables, rule_words
from phb.core.clock import london_today

pytestmark = pytest.mark.django_db


def words(answer):
    text = re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", answer.content.decode())).replace("\xa0", " ")
    return text.replace("&#39;", "'").replace("&amp;", "&").replace("&#34;", '"')


def test_everybody_may_read_the_list_with_dates_and_status(client):
    page = words(client.get("/rules/"))
    for found in rule_sets():
        assert found.name in page
    assert "Date not set" in page and "In force" in page and "Past" in page
    for _, label in rule_pages.MARKS:
        assert label in page
    for point in open_points(london_today()):
        assert point.words in page
    assert "Try a tool" not in page


@pytest.mark.parametrize("found", rule_sets(), ids=lambda one: one.id)
def test_a_set_shows_its_tables_rules_and_cases_as_they_come_out_now(client, found, django_assert_max_num_queries):
    with django_assert_max_num_queries(3):
        page = client.get(f"/rules/{found.id}/")
    text = words(page)
    assert page.status_code == 200 and found.source in text
    for one in rule_tables.tables_of(found):
        assert one.caption in text
        for row in one.rows:
            assert len(row) == len(one.columns)
            assert all(cell.replace("\xa0", " ") in text for cell in row), row
    for reason in rule_pages.reasons_of(found.family):
        assert reason.words in text and reason.source in text
    for _, cases in rule_pages.worked_by_tool(found):
        for one in cases:
            assert one.case.title in text
            assert one.refused in text
            if one.result:
                assert rule_words.outcome_words(str(one.result.outcome), one.case.tool) in text


def test_no_rule_case_or_tool_is_left_out():
    assert rule_pages.reasons_without_a_page() == []
    shown = [one.case for found in rule_sets() for _, cases in rule_pages.worked_by_tool(found) for one in cases]
    left_out = [case.title for case in worked_cases() if case not in shown]
    assert left_out == []
    assert set(table("tool_words")) == set(TOOLS)
    assert {tool.family for tool in TOOLS.values()} == {found.family for found in rule_sets()}


@pytest.mark.parametrize(
    ("day", "id", "status"),
    [
        (date(2022, 6, 30), "chc-tools-2018-10", "IN_FORCE"),
        (date(2022, 7, 1), "chc-tools-2018-10", "PAST"),
        (date(2022, 6, 30), "chc-tools-2022-07", "TO_COME"),
        (date(2022, 7, 1), "chc-tools-2022-07", "IN_FORCE"),
        (date(2026, 11, 22), "s117-mha-2025", "NO_DATE"),
    ],
)
def test_status_by_the_day(day, id, status):
    assert rule_pages.status(rule_pages.rule_set_for_page(id), day) == status


def test_the_missing_year_of_nursing_care_is_said(client):
    assert "From 1 April 2027 No rate held" in words(client.get("/rules/fnc-2013-04/"))


def test_an_unknown_set_or_tool_is_not_there(client, actor_of, sign_in):
    assert client.get("/rules/nothing-2020/").status_code == 404
    assert sign_in(actor_of("CC")).get("/rules/try/nothing/").status_code == 404


def test_words_for_codes_and_answers():
    assert rule_words.key_words("received_by_icb") == "Received by ICB"
    assert rule_words.code_words("OWN_HOME") == "Own home"
    assert rule_words.code_words("A") == "A"
    assert rule_words.value_words(True) == "Yes"
    assert rule_words.value_words(None) == "Not answered"
    levels = {"breathing": "PRIORITY", **dict.fromkeys(("skin", "mobility", "cognition", "behaviour"), "LOW")}
    assert rule_words.answer_lines({"level": levels}) == [("Breathing", "Priority"), ("All other domains", "Low")]


# --- trying a tool


def test_trying_needs_a_signed_in_colleague(client):
    answer = client.get("/rules/try/checklist/")
    assert answer.status_code == 302 and "/accounts/login/" in answer["Location"]


@pytest.mark.parametrize("tool", sorted(TOOLS))
def test_every_tool_has_a_form_and_its_own_cases_give_the_same_answer_there(tool):
    """What a case answers goes through the form and back unchanged, so that the trial says what the case says."""
    for number, case in list(enumerate(trying.cases_of(tool)))[::5]:
        form = trying.TryForm(tool, None, today=london_today(), start=trying.start_of(tool, str(number)))
        sent = trying.TryForm(tool, _as_sent(form), today=london_today(), start=None)
        if "refused" in case.expected or not sent.is_valid():
            continue  # a case of wrong shapes: a form cannot send them
        expected = case.expected["outcome"]
        if _fits(form, case):
            told = evaluate(tool, sent.answers, case.day, case.rule_set)
            assert told.outcome == expected, case.title


def _as_sent(form):
    data = {}
    for name, field in form.fields.items():
        value = field.prepare_value(field.initial)
        if isinstance(value, date):
            data |= {f"{name}_day": value.day, f"{name}_month": value.month, f"{name}_year": value.year}
        elif value is not None:
            data[name] = value if isinstance(value, list | tuple) else str(value)
    from django.http import QueryDict

    query = QueryDict(mutable=True)
    for name, value in data.items():
        query.setlist(name, value if isinstance(value, list | tuple) else [value])
    return query


def _fits(form, case):
    """Whether the form holds all that the case answers: shapes out of the ordinary have no field."""
    from eligibility.services.merging import flat

    given = {name: value for name, value in flat(dict(case.answers)).items() if value not in (None, "")}
    if any(value in ("", [], {}, ()) for value in case.answers.values()):
        return False  # a form leaves out what is empty, and a rule may tell that apart
    held = {name for name, field in form.fields.items() if field.initial not in (None, "")}
    return {name for name in given if not any(name == one or name.startswith(f"{one}.") for one in held)} == set()


def test_a_trial_shows_the_result_with_its_trace_and_keeps_nothing(actor_of, sign_in):
    browser = sign_in(actor_of("CC"))
    page = browser.get(reverse("eligibility:try_rule", args=["checklist"]))
    assert "Begin from a worked case" in words(page)
    sent = {"day_day": 1, "day_month": 11, "day_year": 2026, "rule_set": ""}
    sent |= {f"domain.{domain}": "C" for domain in table("chc_domains")["domains"]} | {"domain.breathing": "A"}
    said = words(browser.post("/rules/try/checklist/", sent))
    assert "CL-4" in said or "asterisk" in said
    assert "Positive" in said and "nothing was kept" in said
    old = words(browser.post("/rules/try/checklist/", {**sent, "rule_set": "chc-tools-2018-10"}))
    assert "October 2018" in old


def test_a_trial_on_a_day_without_rules_says_so_and_keeps_what_was_typed(actor_of, sign_in):
    browser = sign_in(actor_of("AUD"))
    sent = {"day_day": 1, "day_month": 1, "day_year": 1950, "domain.skin": "B"}
    page = browser.post("/rules/try/checklist/", sent)
    assert "No rules are held for 1 January 1950" in words(page)
    assert re.search(r'value="B" selected', page.content.decode())
