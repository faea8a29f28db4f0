"""The table of clocks and its arithmetic."""

from datetime import date, datetime

import pytest

from eligibility.rules.clocks import clock_rules, day_clock, hour_clock, may_ask_again_on, target_date
from eligibility.rules.decision import missing_from_notice, notice_parts, twenty_eight_days
from eligibility.rules.fnc import fnc_weekly_rate, high_band_may_end_on
from phb.core.errors import RuleBroken
from phb.core.periods import LONDON, ClockState


@pytest.mark.parametrize(
    ("id", "start", "target"),
    [
        ("K1", "2026-09-01", "2026-09-29"),
        ("K1", "2026-12-05", "2027-01-02"),  # over Christmas: bank holidays do not extend it
        ("K1", "2026-10-10", "2026-11-07"),  # over the end of summer time
        ("K3", "2026-11-30", "2027-02-28"),
        ("K4", "2024-02-29", "2025-02-28"),
        ("K5", "2026-08-31", "2027-02-28"),
        ("K6", "2026-11-22", "2027-02-22"),
        ("K7", "2026-01-31", "2026-07-31"),
        ("K8", "2026-01-31", "2026-04-30"),
        ("K9", "2026-11-22", "2027-01-03"),
        ("K10", "2027-11-30", "2028-02-29"),
        ("K11", "2026-11-22", "2027-11-22"),
        ("K12", "2026-08-31", "2027-02-28"),
        ("K13", "2026-11-22", "2027-05-22"),
        ("K14", "2026-06-01", "2026-06-15"),
    ],
)
def test_the_target_of_each_clock(id, start, target):
    assert target_date(id, date.fromisoformat(start)) == date.fromisoformat(target)


def test_all_fifteen_are_there_with_their_sources():
    assert list(clock_rules()) == [f"K{n}" for n in range(1, 16)]
    assert {id for id, rule in clock_rules().items() if rule.legal == "regulation"} == {
        "K10",
        "K11",
        "K12",
        "K13",
        "K14",
    }
    assert {id for id, rule in clock_rules().items() if rule.limit} == {"K12", "K13", "K14"}
    assert all(rule.reason.source for rule in clock_rules().values())


def test_the_commissioner_may_set_another_length():
    assert target_date("K9", date(2026, 11, 22), length=5) == date(2026, 12, 27)
    assert target_date("K1", date(2026, 9, 1), length=21) == date(2026, 9, 22)


def test_a_clock_without_a_limit_never_runs_out():
    assert target_date("K15", date(2026, 11, 22)) is None
    assert day_clock("K15", date(2026, 11, 22)).at(date(2030, 1, 1)).state is ClockState.RUNNING


def test_clocks_are_read_in_words():
    assert day_clock("K1", date(2026, 9, 1)).at(date(2026, 9, 20)).words == "Day 19 of 28"
    assert (
        day_clock("K1", date(2026, 9, 1), stopped=date(2026, 9, 30)).at(date(2026, 10, 9)).words
        == "Day 29 of 28, done 1 day late"
    )
    started = datetime(2026, 10, 24, 12, tzinfo=LONDON)
    assert hour_clock("K2", started).at(datetime(2026, 10, 25, 12, tzinfo=LONDON)).words == "Hour 25 of 48"


def test_hours_and_days_are_not_mixed_up():
    with pytest.raises(ValueError, match="use hour_clock"):
        target_date("K2", date(2026, 11, 22))
    with pytest.raises(ValueError, match="use day_clock"):
        hour_clock("K1", datetime(2026, 11, 22, tzinfo=LONDON))


def test_one_review_in_any_six_months():
    assert may_ask_again_on(date(2026, 8, 31)) == date(2027, 2, 28)


def test_the_worked_example_of_the_28_days():
    in_time = twenty_eight_days(date(2026, 9, 1), date(2026, 9, 29), eligible=True, delay_unjustified=True)
    assert in_time == {"deadline": date(2026, 9, 29), "breach": False, "refund_from": None, "refund_to": None}
    late = twenty_eight_days(date(2026, 9, 1), date(2026, 10, 20), eligible=True, delay_unjustified=True)
    assert late == {
        "deadline": date(2026, 9, 29),
        "breach": True,
        "refund_from": date(2026, 9, 30),
        "refund_to": date(2026, 10, 20),
    }


def test_the_protected_high_band_ends_no_sooner_than_14_days_beginning_with_the_notice():
    assert high_band_may_end_on(date(2026, 6, 1)) == date(2026, 6, 15)


def test_a_rate_is_refused_for_a_year_without_one_and_for_a_band_that_does_not_exist():
    with pytest.raises(RuleBroken, match="1 April 2027"):
        fnc_weekly_rate(date(2027, 4, 1))
    with pytest.raises(RuleBroken, match="not a band"):
        fnc_weekly_rate(date(2026, 4, 1), "LOW")


def test_a_notice_of_not_eligible_says_how_and_when_to_ask_for_a_review():
    written = {"decision": "Not eligible", "decision_date": "22 November 2026", "reasons": "Made-up"}
    assert [problem.field for problem in missing_from_notice("NOT_ELIGIBLE", written)] == ["how_to_ask", "when_to_ask"]
    assert missing_from_notice("ELIGIBLE", written) == ()
    assert set(notice_parts("ELIGIBLE")) == set(written)
