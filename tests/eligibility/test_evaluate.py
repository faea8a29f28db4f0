"""The same rules from the command line and by the interface for programs: shapes, days, rule sets, refusals."""

import io
import json
import subprocess
import sys
from datetime import date
from pathlib import Path
from types import SimpleNamespace

import pytest
from django.core.management import call_command
from django.urls import reverse

from eligibility.rules import evaluate
from eligibility.rules.bulk import MOST_CASES
from eligibility.rules.domains import checklist_domains
from eligibility.rules.registry import TOOLS, tool_named
from phb.core.models import AuditEvent

C = dict.fromkeys(checklist_domains(), "C")
NEGATIVE, POSITIVE = {"domain": C}, {"domain": C | {"breathing": "A"}}


@pytest.fixture
def run(monkeypatch, capsys):
    """Run the command: (exit code, what it printed, what it complained of)."""

    def _run(sent, *args):
        body = sent if isinstance(sent, bytes) else (sent if isinstance(sent, str) else json.dumps(sent)).encode()
        monkeypatch.setattr(sys, "stdin", SimpleNamespace(buffer=io.BytesIO(body)))
        code = 0
        try:
            call_command("evaluate", *args)
        except SystemExit as ended:
            code = ended.code
        said = capsys.readouterr()
        return code, json.loads(said.out) if said.out.strip() else None, said.err.strip()

    return _run


def test_one_case_and_its_trace(run):
    code, told, complaint = run(POSITIVE, "checklist", "--on", "2026-11-22")
    assert (code, complaint) == (0, "")
    assert told["outcome"] == "POSITIVE"
    assert told["rule_set"] == "chc-tools-2022-07"
    assert [reason["rule"] for reason in told["reasons"]] == ["CL-4"]
    assert set(told["reasons"][0]) == {"rule", "words", "source", "certainty"}


def test_many_cases_in_order_and_one_that_cannot_be_read(run):
    code, told, complaint = run([NEGATIVE, {"domain": "A"}, POSITIVE], "checklist")
    assert code == 1
    assert [row.get("outcome") for row in told] == ["NEGATIVE", None, "POSITIVE"]
    assert told[1] == {"error": "Give “domain” as answers by name.", "field": "domain"}
    assert complaint == "Case 2: Give “domain” as answers by name."


def test_a_day_in_the_answers_counts_unless_one_is_given(run):
    early = POSITIVE | {"assessment_date": "2022-06-30"}
    assert run(early, "checklist")[1]["rule_set"] == "chc-tools-2018-10"
    assert run(early, "checklist", "--on", "2022-07-01")[1]["rule_set"] == "chc-tools-2022-07"


@pytest.mark.parametrize("name", ["chc-tools-2018-10", "CHC tools October 2018 (revised)", "october 2018"])
def test_a_rule_set_in_the_answers_is_used_again(run, name):
    assert run(POSITIVE | {"rule_set_id": name}, "checklist")[1]["rule_set"] == "chc-tools-2018-10"
    assert run(POSITIVE, "checklist", "--rule-set", name)[1]["rule_set"] == "chc-tools-2018-10"


@pytest.mark.parametrize(
    ("sent", "args", "complaint"),
    [
        ("", ["checklist"], "Nothing was sent"),
        ("{", ["checklist"], "This is not JSON"),
        ('{"x": NaN}', ["checklist"], "“NaN” is not a number"),
        ('{"domain": {"skin": "A", "skin": "C"}}', ["checklist"], "“skin” is given twice"),
        ("[" * 100_000, ["checklist"], "This JSON is nested too deeply"),
        (b"\xff\xfe", ["checklist"], "This is not text in UTF-8"),
        ("3", ["checklist"], "Give the answers of one case"),
        ({}, ["horoscope"], "There is no tool “horoscope”"),
        ({}, [], "Name the tool"),
        ({}, ["checklist", "--on", "22/11/2026"], "Give --on as a date"),
        ({}, ["checklist", "--on", "2026-02-29"], "Give --on as a date"),
        ({"assessment_date": "soon"}, ["checklist"], "Give “assessment_date” as a date"),
        ({}, ["checklist", "--rule-set", "dp-2017-04"], "The rule set “dp-2017-04” does not belong"),
        ({}, ["checklist", "--on", "1999-01-01"], "No rules are held for 1 January 1999"),
    ],
)
def test_what_cannot_be_read_is_refused_in_words(run, sent, args, complaint):
    code, told, said = run(sent, *args)
    assert (code, told) == (1, None)
    assert said.startswith(complaint)


def test_an_answer_that_is_not_known_is_warned_about(run):
    told = run(POSITIVE | {"horoscope": "Leo"}, "checklist")[1]
    assert told["outcome"] == "POSITIVE"
    assert [warning["rule"] for warning in told["warnings"]] == ["ANSWER-UNKNOWN"]
    assert "“horoscope”" in told["warnings"][0]["words"]


def test_a_day_still_to_come_is_warned_about_unless_it_was_asked_for(run):
    ahead = POSITIVE | {"assessment_date": "2999-01-01"}
    assert [warning["rule"] for warning in run(ahead, "checklist")[1]["warnings"]] == ["ANSWER-AHEAD"]
    assert run(POSITIVE, "checklist", "--on", "2999-01-01")[1]["warnings"] == []


@pytest.mark.parametrize(
    ("said", "name"),
    [
        ("Checklist", "checklist"),
        ("CHC-Checklist", "checklist"),
        ("Decision Support Tool", "dst"),
        ("fast-track", "fast_track"),
        ("Children's continuing care", "children"),
        ("CYPCC", "children"),
        ("Section 117", "section_117"),
        ("s117", "section_117"),
        ("End of life", "end_of_life"),
        ("Personal Wheelchair Budget", "wheelchair"),
        ("Direct payment", "direct_payment"),
        ("FNC", "fnc"),
        ("Review", "review"),
        ("MDT", "mdt"),
    ],
)
def test_tools_go_by_the_names_of_the_reference(said, name):
    assert tool_named(said).name == name


def test_no_name_stands_for_two_tools():
    names = [name for tool in TOOLS.values() for name in (tool.name, *tool.aliases)]
    assert len(set(names)) == len(names)


@pytest.mark.parametrize("name", sorted(TOOLS))
def test_every_tool_says_what_it_reads_and_answers_an_empty_case(name):
    assert "Answers:" in TOOLS[name].words
    assert evaluate(name, {}, date(2026, 11, 22)).outcome


def test_it_needs_neither_a_database_nor_secrets():
    root = Path(__file__).parents[2]
    told = subprocess.run(
        [sys.executable, "manage.py", "evaluate", "Checklist"],
        input=json.dumps(POSITIVE),
        env={},
        cwd=root,
        capture_output=True,
        text=True,
        check=True,
    )
    assert json.loads(told.stdout)["outcome"] == "POSITIVE"


def test_list_prints_every_tool(capsys):
    call_command("evaluate", "--list")
    said = capsys.readouterr().out
    assert all(name in said for name in TOOLS)


@pytest.fixture
def send(actor_of, sign_in):
    browser = sign_in(actor_of("CC"))

    def _send(tool, body, **query):
        address = reverse("eligibility:api_evaluate", args=[tool])
        return browser.post(address, json.dumps(body), content_type="application/json", query_params=query)

    return _send


@pytest.mark.django_db
def test_the_interface_answers_one_or_many_as_the_command_does(send, run):
    assert send("checklist", POSITIVE).json() == run(POSITIVE, "checklist")[1]
    cases = [NEGATIVE, POSITIVE, {"domain": 1}]
    assert send("checklist", cases).json() == send("Checklist", {"cases": cases}).json() == run(cases, "checklist")[1]
    assert send("checklist", POSITIVE, on="2022-06-30").json()["rule_set"] == "chc-tools-2018-10"
    assert send("checklist", []).json() == []


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("tool", "body", "query"),
    [
        ("horoscope", {}, {}),
        ("checklist", {"domain": 1}, {}),
        ("checklist", "A", {}),
        ("checklist", [{}] * (MOST_CASES + 1), {}),
        ("checklist", {}, {"when": "2026-11-22"}),
        ("checklist", {}, {"on": "soon"}),
        ("checklist", {}, {"rule_set": "dp-2017-04"}),
    ],
)
def test_the_interface_refuses_in_words(send, tool, body, query):
    answer = send(tool, body, **query)
    assert answer.status_code == 400
    assert json.dumps(answer.json())


@pytest.mark.django_db
def test_the_interface_keeps_nothing_and_knows_nobody(send):
    before = AuditEvent.objects.count()
    send("checklist", [POSITIVE | {"person_id": 1}] * 20)
    assert AuditEvent.objects.count() == before


@pytest.mark.django_db
@pytest.mark.parametrize("body", [b'{"note": "a\\ud800b"}', b'{"note": "a\\u0000b"}', b'{"note": "\xff"}', b"[" * 40])
def test_what_is_no_text_is_refused(actor_of, sign_in, body):
    address = reverse("eligibility:api_evaluate", args=["checklist"])
    assert sign_in(actor_of("CC")).post(address, body, content_type="application/json").status_code == 400
