"""Rows of a sheet and the table that is kept: nothing is lost on the way there and back, and faults are named."""

import pytest

from budgets.enums import AmountMethod
from budgets.rules.amount_sheets import (
    COLUMNS,
    METHODS_WITH_TABLE,
    MOST_BYTES,
    as_csv,
    content_of,
    head_of,
    read_csv,
    rows_of,
)
from budgets.rules.amount_tables_shown import shown
from phb.core.errors import RuleBroken

R, P, F = AmountMethod.RECKONER, AmountMethod.POINTS, AmountMethod.FIXED
HEADS = {R: {"rate_day": "19.20"}, P: {"pounds_per_point": "12.50", "per": "week", "cap": "120"}, F: {}}
ROWS = {
    R: [
        {"label": "Some help", "words": "In the day", "weekly": "250.00"},
        {"label": "Much help", "day": "35", "at_high": "2", "at_severe": "1"},
    ],
    P: [
        {"question": "Moving", "domain": "Mobility", "answer": "No help", "points": "0", "levels": "No needs, Low"},
        {"question": "", "domain": "", "answer": "Much help", "points": "25", "levels": "HIGH; severe"},
        {"question": "Eating", "domain": "nutrition", "answer": "Help", "points": "7.5", "levels": ""},
    ],
    F: [{"label": "Active user chair", "amount": "£1,250.00", "words": "Light"}],
}  # fmt: skip


@pytest.mark.parametrize("method", METHODS_WITH_TABLE)
def test_a_table_comes_back_as_it_was_by_typing_and_by_file(method):
    kept = content_of(method, ROWS[method], HEADS[method])
    again = rows_of(method, kept)
    assert content_of(method, again, head_of(method, kept)) == kept
    from_file = read_csv(method, as_csv(method, again).encode("utf-8-sig"))
    assert content_of(method, from_file, head_of(method, kept)) == kept


def test_points_find_their_question_domain_and_levels():
    kept = content_of(P, ROWS[P], HEADS[P])
    moving, eating = kept["questions"]
    assert moving["domain"] == "mobility" and eating["domain"] == "nutrition"
    assert [answer.get("levels") for answer in moving["answers"]] == [["NONE", "LOW"], ["HIGH", "SEVERE"]]


def test_two_rows_of_one_name_have_keys_of_their_own():
    kept = content_of(F, [{"label": "Chair", "amount": "1"}, {"label": "Chair", "amount": "2"}], {})
    assert [row["key"] for row in kept["sums"]] == ["chair", "chair_2"]


@pytest.mark.parametrize(
    ("method", "rows", "head", "says"),
    [
        (F, [], {}, "at least one entry"),
        (F, [{"label": "", "words": "", "amount": ""}], {}, "at least one entry"),
        (F, [{"label": "Chair", "amount": "12.345"}], {}, "Row 1, amount"),
        (F, [{"label": "Chair", "amount": "0.00"}], {}, "more than £0.00"),
        (F, [{"label": "", "amount": "5"}], {}, "Row 1 needs a name"),
        (R, [{"label": "Both", "weekly": "1", "day": "2"}], HEADS[R], "either pounds a week or hours"),
        (R, [{"label": "Nights", "sleeping_night": "7"}], HEADS[R], "no rate for “Night, asleep”"),
        (R, [{"label": "When", "weekly": "5", "at_high": "two"}], {}, "whole number of domains"),
        (P, [{"question": "Moving", "domain": "Feet", "answer": "No", "points": "0"}], HEADS[P], "“Feet” is no domain"),
        (P, [{"question": "Moving", "answer": "No", "points": "-1"}], HEADS[P], "not less than 0"),
        (P, [{"question": "Moving", "answer": "No", "points": "1"}], {"per": "week", "cap": "9"}, "pounds per point"),
    ],
)
def test_what_is_wrong_is_named(method, rows, head, says):
    with pytest.raises(RuleBroken, match=says.replace("(", r"\(")):
        content_of(method, rows, head)


@pytest.mark.parametrize(
    ("data", "says"),
    [
        (b"", "no rows"),
        (b"What it is for,Pounds once\n", "no rows"),
        (b"\xff\xfe\x00", "not plain text"),
        (b"label,amount\nChair\0,5\n", "not plain text"),
        (b"label,price\nChair,5\n", "“price” that is not known"),
        (b"label,label\nChair,5\n", "names a column twice"),
        (b"label,amount\nChair,5,6\n", "Line 2"),
        (b"label,amount\n" + b"Chair,5\n" * 401, "401 rows"),
        (b"x" * (MOST_BYTES + 1), "larger"),
    ],
)
def test_a_file_that_cannot_be_read_is_refused_in_words(data, says):
    with pytest.raises(RuleBroken, match=says):
        read_csv(F, data)


def test_a_cell_is_no_formula_in_a_spreadsheet():
    assert "'=1+1" in as_csv(F, [{"label": "=1+1", "amount": "5", "words": ""}])


@pytest.mark.parametrize("method", METHODS_WITH_TABLE)
def test_a_table_is_shown_with_a_cell_for_each_heading(method):
    seen = shown(method, content_of(method, ROWS[method], HEADS[method]))
    assert seen.rows and all(len(row) == len(seen.heads) for row in seen.rows)
    assert len(COLUMNS[method]) >= 3
