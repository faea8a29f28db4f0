"""What a decision says beside its reasons is shown in words, never as the code that is kept."""

import pytest

from eligibility.rules.wheelchair import CONTRIBUTION_SOURCES
from eligibility.views.found import terms_rows
from eligibility.views.words import outcome_tag


@pytest.mark.parametrize(("code", "words"), CONTRIBUTION_SOURCES.items())
def test_who_contributes(code, words):
    assert terms_rows({"contribution_source": code}) == [{"label": "Contribution from", "value": words}]


def test_amounts_and_days_as_people_write_them_and_nothing_of_what_is_not_given():
    rows = terms_rows({"contribution_amount": "250", "budget_start": "2026-09-01", "panel": "", "other": "x"})
    assert [row["value"] for row in rows] == ["£250.00", "1\N{NO-BREAK SPACE}September\N{NO-BREAK SPACE}2026"]


@pytest.mark.parametrize(
    ("outcome", "words"),
    [("CHC", "Continuing healthcare"), ("LA_ONLY", "Local authority alone"), ("NOT_ELIGIBLE", "Not eligible")],
)
def test_the_tag_of_an_outcome(outcome, words):
    assert outcome_tag(outcome) == words
