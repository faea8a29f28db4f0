"""Where competence in a health task stands, day by day, and which checks of who is paid are missing."""

from datetime import date, timedelta

import pytest

from careplans.rules.competence import Check, Standing, checks_missing, of_task, standing

ON = date(2026, 11, 22)
ALERTS = (60, 30, 0)
SIGNED = (ON, ON, ON)


def days(count: int) -> date:
    return ON + timedelta(days=count)


def fit(left: int | None = 200, **more) -> Check:
    given = {"trained_on": days(-200), "assessed_on": days(-190), "competent": True, "signatures": SIGNED,
             "expires_on": None if left is None else days(left)}  # fmt: skip
    return Check(**{**given, **more})


@pytest.mark.parametrize(
    ("check", "code", "red"),
    [
        (Check(), "missing", True),
        (Check(planned_for=days(5)), "planned", True),
        (Check(trained_on=days(-5)), "missing", True),
        (fit(competent=False), "not_yet", True),
        (fit(61), "in_place", False),
        (fit(60), "due", False),
        (fit(30), "due", False),
        (fit(0), "due", False),  # the last day still counts
        (fit(-1), "expired", True),  # one step past
        (fit(None), "in_place", False),
        (fit(signatures=(ON, None, ON)), "unsigned", False),
        (fit(-1, signatures=(None, None, None)), "expired", True),
        (fit(withdrawn_on=ON), "withdrawn", True),
        (fit(withdrawn_on=days(1)), "in_place", False),  # from tomorrow only
    ],
)
def test_where_it_stands(check, code, red):
    found = standing(check, ON, ALERTS)
    assert (found.code, found.is_red) == (code, red) and found.words


def test_the_words_name_days_and_who_has_not_signed():
    assert standing(fit(1), ON, ALERTS).words == "Ends in 1 day"
    assert standing(fit(0), ON, ALERTS).words == "Ends today"
    assert "the employer" in standing(fit(signatures=(ON, None, ON)), ON, ALERTS).words


@pytest.mark.parametrize(
    ("codes", "whole"),
    [
        ((), "missing"),
        (("expired", "in_place"), "in_place"),
        (("expired", "withdrawn"), "expired"),
        (("planned",), "planned"),
    ],
)
def test_a_task_is_covered_while_one_assistant_may_do_it(codes, whole):
    assert of_task(Standing(code, code) for code in codes).code == whole


@pytest.mark.parametrize(
    ("done", "missing"),
    [
        ({}, ("contract", "dbs")),
        ({"contract": None, "dbs": ON}, ()),  # until today
        ({"contract": None, "dbs": days(-1)}, ("dbs",)),  # since yesterday over
    ],
)
def test_checks_that_the_setting_asks_for(done, missing):
    required = {"employed": ["contract", "dbs"], "agency": []}
    assert checks_missing("employed", done, required, ON) == missing
    assert checks_missing("agency", done, required, ON) == ()
