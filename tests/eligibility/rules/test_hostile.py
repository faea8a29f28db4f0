"""What nobody means: days outside the calendar, lengths without end, thousands of names. A sentence, and soon."""

from datetime import date
from time import perf_counter

import pytest

from eligibility.rules import evaluate
from eligibility.rules.bulk import Refused, evaluate_many, read_json
from phb.core.errors import RuleBroken

DAY = date(2026, 11, 22)


@pytest.mark.parametrize(
    ("tool", "answers", "field"),
    [
        ("gate", {"date_of_birth": "9990-01-01"}, "date_of_birth"),
        ("gate", {"date_of_birth": date(1849, 12, 31)}, "date_of_birth"),
        ("refund", {"received_by_icb": "3000-01-01"}, "received_by_icb"),
        ("refund", {"received_by_icb": "0001-01-01T00:00:00+14:00"}, "received_by_icb"),
        ("clock", {"clock": "K1", "start": "9999-12-31T23:59:59-14:00"}, "start"),
        ("clock", {"clock": "K2", "start": "9999-12-31T23:59:59Z"}, "start"),
        ("clock", {"clock": "K1", "start": "2026-01-01", "length": 10_000}, "length"),
        ("clock", {"clock": "K1", "start": "2026-01-01", "length": 0}, "length"),
        ("clock", {"clock": "K3", "start": "2026-01-01", "length": -1}, "length"),
        ("wheelchair", {"criteria_met": [True], "need_reason": "FIRST_CHAIR", "budget_years": 100}, "budget_years"),
    ],
)
def test_a_day_or_a_length_that_cannot_be_meant_is_refused_by_its_name(tool, answers, field):
    with pytest.raises(RuleBroken) as refused:
        evaluate(tool, answers, DAY)
    assert refused.value.field == field
    assert f"“{field}”" in refused.value.message


@pytest.mark.parametrize(
    ("tool", "answers"),
    [
        ("gate", {"date_of_birth": "1850-01-01"}),
        ("clock", {"clock": "K3", "start": "2999-12-31", "length": 9_999}),
        ("clock", {"clock": "K2", "start": "2999-12-31T23:59:59Z", "length": 9_999}),
        ("clock", {"clock": "K1", "start": "2026-11-01", "soon": 10**20}),
    ],
)
def test_the_first_and_last_that_can_be_meant_are_answered(tool, answers):
    assert evaluate(tool, answers, DAY).outcome


def test_one_such_case_among_many_does_not_stop_the_others():
    cases = [{"date_of_birth": born} for born in ("1980-01-01", "9990-01-01", "2009-01-01")]
    results = list(evaluate_many("gate", cases, today=DAY))
    assert [isinstance(result, Refused) for result in results] == [False, True, False]
    ahead = list(evaluate_many("gate", cases[:1], today=DAY, on=date(9999, 12, 31)))
    assert isinstance(ahead[0], Refused)


def test_many_strange_names_are_told_by_their_number():
    result = evaluate("checklist", {f"k{i}": 1 for i in range(5_000)}, DAY)
    assert len(result.warnings) == 21
    assert result.warnings[-1].words.startswith("And of 4,980 more, each is not an answer of “checklist”")
    strange = evaluate("checklist", {"domain": {f"k{i}": "A" for i in range(5_000)}}, DAY)
    assert len(strange.problems) == 11 + 21
    assert strange.problems[-1].words == "And 4,980 more are not domains of this tool. Take them out."
    assert len(evaluate("checklist", {f"k{i}": 1 for i in range(20)}, DAY).warnings) == 20


def test_a_key_given_twice_among_very_many_is_found_at_once():
    text = "{" + ",".join(f'"k{i}":1' for i in range(100_000)) + ',"k99999":1}'
    begun = perf_counter()
    with pytest.raises(RuleBroken, match="“k99999” is given twice"):
        read_json(text)
    assert perf_counter() - begun < 5


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ('{"n": ' + "9" * 5_000 + "}", "A number in this JSON is too long."),
        ('{"n": NaN}', "“NaN” is not a number."),
        ("[" * 100_000, "This JSON is nested too deeply."),
        ('{"n": "a\x01b"}', "This is not JSON: "),
    ],
)
def test_json_that_cannot_be_read_is_refused_in_words(text, words):
    with pytest.raises(RuleBroken) as refused:
        read_json(text)
    assert refused.value.message.startswith(words)
