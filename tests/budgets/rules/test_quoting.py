"""A costed plan as JSON becomes a budget: whole plans to the penny, every fault with its path, what is generous and what strict."""

import json
import re
from datetime import date
from decimal import Decimal
from io import BytesIO, StringIO, TextIOWrapper
from itertools import permutations

import pytest

from budgets.management.commands.quote import Command
from budgets.rules.declared import schema
from budgets.rules.quote_example import EXAMPLE
from budgets.rules.quote_fields import PLAN
from budgets.rules.quote_plan import PlanFaulty, load_json
from budgets.rules.quote_telling import as_json, as_text
from budgets.rules.quoting import quote
from phb.core.calendar import bank_holidays
from tests.case_tables import cases

SOUND = {"start": "2026-04-06", "assistants": [{"hours_per_week": 10, "rate": "13.85"}]}


def quoted(plan) -> dict:
    return as_json(quote(plan, bank_holidays))


def found_at(answer, path: str):
    for name in re.findall(r"[^.\[\]]+", path):
        answer = answer[int(name)] if isinstance(answer, list) else answer[name]
    return answer


def faults_of(plan) -> list[tuple[str, str]]:
    with pytest.raises(PlanFaulty) as refused:
        quote(plan, bank_holidays)
    return [(fault.path, fault.words) for fault in refused.value.faults]


@pytest.mark.parametrize("case", cases(__file__, "quotes"))
def test_whole_plans(case):
    answer = quoted(case["plan"])
    assert {path: str(found_at(answer, path)) for path in case["expect"]} == case["expect"]
    parts_equal_the_whole(answer)


def parts_equal_the_whole(answer: dict) -> None:
    """What must hold of every quote, whatever the plan."""
    totals, lines = answer["totals"], answer["lines"]

    def add(values) -> Decimal:
        return sum((Decimal(value) for value in values), Decimal(0))

    assert add(line["annual"] for line in lines) == Decimal(totals["recurring_annual"])
    assert add(line["weekly"] for line in lines) == Decimal(totals["weekly"])
    assert add(held["weekly"] for held in answer["by_holding"]) == Decimal(answer["stages"][0]["weekly"])
    assert add(held["year_value"] for held in answer["by_holding"]) == Decimal(answer["year"]["value"])
    for line in lines:
        if line["parts"]:
            assert add(part["amount"] for part in line["parts"]) == Decimal(line["annual"])
    for payment in answer["year"]["payments"]:
        if payment["split"]:
            given = add(part["amount"] for part in payment["split"]) + Decimal(payment["client_contribution"])
            assert given == Decimal(payment["amount"])
        assert Decimal(payment["charge_to_year"]) + Decimal(payment["prepayment"]) == Decimal(payment["amount"])
    for one, next_one in zip(answer["year"]["payments"], answer["year"]["payments"][1:], strict=False):
        assert (date.fromisoformat(next_one["from"]) - date.fromisoformat(one["to"])).days == 1


@pytest.mark.parametrize("case", cases(__file__, "quote_faults"))
def test_faults(case):
    found = faults_of({**SOUND, **case["plan"]})
    assert any(path == case["path"] and case["words"] in words for path, words in found), found


def test_all_faults_are_told_at_once():
    found = faults_of(
        {"start": "2027-02-29", "assistants": [{"rate": "1.234"}], "lines": [{"amount": -5, "per": "day"}]}
    )
    assert [path for path, _ in found] == ["start", "assistants[0].rate", "lines[0].amount", "lines[0].per"]


@pytest.mark.parametrize("given", [None, [], "plan", 5, {}, {"assistants": None}])
def test_what_is_no_plan_is_refused_in_words(given):
    assert all(words.endswith(".") for _, words in faults_of(given))


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ({"hours_per_week": "10", "rate": "13.85"}, {"hours": 10, "hourly_rate": Decimal("13.85")}),
        ({"hours_per_week": Decimal("10.0"), "rate": Decimal("13.850")}, {"Hours per week": " 10 ", "Rate": "£13.85"}),
        ({"hours_per_week": 10, "rate": "14"}, {"hours_per_week": 10, "rate": 14}),
        ({"hours_per_week": 10, "rate": "13.85", "born": "1990-01-01"}, {"hours": 10, "rate": "13.85", "date-of-birth": "1990-01-01"}),
        ({"hours_per_week": 10, "rate": "13.85", "pension": "opted_in"}, {"hours": 10, "rate": "13.85", "pension": "Opted in"}),
        ({"hours_per_week": 10, "rate": "13.85", "apprentice": False}, {"hours": 10, "rate": "13.85", "apprentice": "no"}),
    ],
)  # fmt: skip
def test_the_same_said_in_other_words_is_the_same(one, other):
    assert quoted({**SOUND, "assistants": [one]}) == quoted({**SOUND, "assistants": [other]})


def test_settings_may_stand_at_the_top():
    inside = quoted({**SOUND, "settings": {"frequency": "four_weekly", "anchor": "2026-04-06", "contingency_weeks": 4}})
    assert quoted({**SOUND, "frequency": "4-weekly", "anchor": "2026-04-06", "contingency_weeks": "4"}) == inside
    assert ("frequency", "Not known here.") in [
        (path, words[:15])
        for path, words in faults_of({**SOUND, "frequency": "weekly", "settings": {"frequency": "weekly"}})
    ]


def test_the_order_of_uplifts_and_changes_never_matters():
    steps = [
        {"from": "2026-06-01", "percent": "1.1"}, {"from": "2026-08-01", "percent": "2.2"}, {"from": "2027-01-04", "percent": "0.7"},
    ]  # fmt: skip
    plan = {**SOUND, "changes": [{"from": "2026-09-01", "weekly": "200.00"}]}
    answers = [quoted({**plan, "uplifts": list(order)}) for order in permutations(steps)]
    assert all(answer == answers[0] for answer in answers)


def test_every_line_says_its_arithmetic_rate_date_and_source():
    def lines_of(line):
        yield line
        for part in line["parts"]:
            yield from lines_of(part)

    answer = quoted(EXAMPLE)
    for line in (each for top in (*answer["lines"], *answer["one_offs"]) for each in lines_of(top)):
        assert line["words"].endswith(".") and "£" in line["words"]
        assert line["source"] and date.fromisoformat(line["rate_date"]) <= date(2026, 5, 14)


def test_a_reduction_without_notice_is_pointed_out():
    answer = quoted({**SOUND, "changes": [{"from": "2026-06-29", "weekly": "100"}]})
    assert "A reduction needs reasonable notice in writing" in answer["warnings"][0]


def run(*args: str, sent: str = "") -> tuple[int, str, str]:
    out, err, code = StringIO(), StringIO(), 0
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("sys.stdin", TextIOWrapper(BytesIO(sent.encode())))
        try:
            Command(stdout=out, stderr=err).run_from_argv(["manage.py", "quote", *args])
        except SystemExit as ended:
            code = ended.code
    return code, out.getvalue(), err.getvalue()


def test_the_command_prints_the_budget_as_json_and_for_reading(tmp_path):
    code, out, err = run(sent=json.dumps(EXAMPLE))
    assert (code, err) == (0, "")
    assert json.loads(out) == quoted(EXAMPLE)
    file = tmp_path / "plan.json"
    file.write_text(json.dumps(EXAMPLE), encoding="utf-8")
    code, text, _ = run(str(file), "--text")
    assert code == 0 and text.strip() == as_text(quote(EXAMPLE, bank_holidays)).strip()
    assert "32 hours a week × £13.85 × 52 weeks = £23,046.40." in text


def test_the_command_prints_its_example_and_its_schema():
    assert json.loads(run("--example")[1]) == EXAMPLE
    printed = json.loads(run("--schema")[1])
    assert printed == schema(PLAN)
    assert set(EXAMPLE) <= set(printed["properties"])


def test_the_command_tells_every_fault_with_its_path_and_ends_with_2():
    code, out, err = run(
        sent='{"start": "2027-02-29", "colour": 1, "lines": [{"label": "x", "amount": 1.005, "per": "year"}]}'
    )
    assert code == 2
    paths = [fault["path"] for fault in json.loads(out)["faults"]]
    assert paths == ["start", "colour", "lines[0].amount"]
    assert err.startswith("start: 2027 has no 29 February.\ncolour: Not known here.")


def test_numbers_of_json_are_exact():
    exact = '{"start": "2026-04-06", "lines": [{"label": "x", "weekly": 1000000.01}]}'
    assert json.loads(run(sent=exact)[1])["totals"]["weekly"] == "1000000.01"


def test_a_list_of_plans_is_answered_in_order():
    code, out, err = run(sent=json.dumps([EXAMPLE, {"start": "2026-04-06", "foo": 1}, SOUND]))
    answers = json.loads(out)
    assert code == 2 and [("faults" in answer) for answer in answers] == [False, True, False]
    assert err.startswith("[1].foo: ")


@pytest.mark.parametrize(
    ("sent", "words"),
    [
        ("{", "This is not JSON: line 1, column 2."),
        ("", "This is not JSON"),
        ('{"a": 1, "a": 2}', "a: This key stands twice"),
        ('{"a": NaN}', "NaN is not a number"),
        ('{"a": Infinity}', "Infinity is not a number"),
        ("[" * 100_000, "nested too deep"),
        ('{"a": ' + "9" * 5000 + "}", "too long"),
    ],
)
def test_json_that_cannot_be_read_is_refused_in_words(sent, words):
    code, _, err = run(sent=sent)
    assert code == 2 and words in err


def test_a_file_that_is_not_there():
    code, _, err = run("/does/not/exist.json")
    assert code == 2 and "cannot be read" in err


def test_a_number_in_scientific_writing_is_exact_too():
    plan = load_json('{"start": "2026-04-06", "lines": [{"label": "x", "weekly": 1.5E+2}]}')
    assert quoted(plan)["totals"]["weekly"] == "150.00"


def test_another_rate_from_a_day_works_the_assistant_out_again():
    plan = {**SOUND, "anchor": "2026-04-06", "assistants": [{"key": "pat", "hours_per_week": 32, "rate": "13.85"}]}
    answer = quoted({**plan, "changes": [{"from": "2026-10-01", "line": "pat", "rate": "14.50"}]})
    # 24,128.00 + 2,912.25 holiday = 27,040.25; National Insurance 3,306.04; pension 624.01; 30,970.30 ÷ 52.
    assert [stage["weekly"] for stage in answer["stages"]] == ["568.08", "595.58"]
    assert (
        quoted({**plan, "start": "2026-10-01", "assistants": [{"hours": 32, "rate": "14.50"}]})["totals"]["weekly"]
        == "595.58"
    )
    parts_equal_the_whole(answer)


def test_other_hours_change_the_employment_allowance_too():
    plan = {
        **SOUND,
        "employment_allowance": True,
        "assistants": [{"key": "pat", "hours_per_week": 32, "rate": "13.85"}],
    }
    answer = quoted({**plan, "changes": [{"from": "2026-10-01", "line": "pat", "hours_per_week": 10}]})
    # 8,071.28 with no pension; all of its National Insurance of 460.69 is taken off: 164.08 − 8.86.
    assert answer["stages"][1]["weekly"] == "155.22"
    assert "A reduction needs reasonable notice" in answer["warnings"][0]


def test_an_uplift_does_not_raise_the_employment_allowance():
    plan = {**SOUND, "employment_allowance": True, "uplifts": [{"from": "2026-10-01", "percent": 10}]}
    before, after = (stage["lines"] for stage in quoted(plan)["stages"])
    assert before["employment_allowance"] == after["employment_allowance"] == "-8.86"
    assert (before["pa1"], after["pa1"]) == ("164.08", "180.49")


@pytest.mark.parametrize(
    ("change", "path", "words"),
    [
        ({"rate": "12.70"}, "changes[0]", "less than the law allows"),
        ({"rate": "14", "weekly": 5}, "changes[0]", "Give either weekly"),
        ({}, "changes[0]", "Give either weekly"),
        ({"from": "2027-04-06", "rate": "14"}, "changes[0]", "There is no figure"),
    ],
)
def test_a_change_that_cannot_be_is_refused(change, path, words):
    found = faults_of({**SOUND, "changes": [{"from": "2026-10-01", **change}]})
    assert any(at == path and words in said for at, said in found), found


def test_the_same_hours_in_three_ways():
    answer = quoted({**SOUND, "compare": {"self_employed_rate": "16.00", "agency_rate": "24.69"}})
    assert [(way["way"], way["weekly"]) for way in answer["ways"]] == [
        ("employed", "164.08"), ("self_employed", "160.00"), ("agency", "246.90"),
    ]  # fmt: skip


@pytest.mark.parametrize("key", ["a.b", "employment_allowance"])
def test_keys_that_would_be_mistaken_for_others(key):
    assert faults_of({**SOUND, "lines": [{"key": key, "label": "x", "weekly": 5}]})[0][0] == "lines[0].key"
