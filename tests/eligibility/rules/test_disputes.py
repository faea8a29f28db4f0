"""The ways of questioning a decision: limits at their last day and one step past, grounds, order, days refunded."""

from datetime import date

import pytest

from eligibility.enums import ChallengeKind as K
from eligibility.enums import ChallengeOutcome, PaymentChange, Route
from eligibility.rules import evaluate
from eligibility.rules.bodies import national_body
from eligibility.rules.disputes import (
    OUTCOME_LETTERS,
    WAYS,
    Standing,
    heard_by,
    local_resolution_first,
    next_way,
    outcome_words,
    ways_open,
    why_closed,
)
from eligibility.rules.letters import LETTERS
from eligibility.rules.refund_days import days_of_reversal, late_from, total_days
from eligibility.rules.request_limits import answer_by, last_day, limit

DAY = date(2026, 11, 22)

LAST_DAYS = [
    # (way, day of the notice, last day in time)
    (K.LOCAL_RESOLUTION, date(2026, 5, 14), date(2026, 11, 14)),
    (K.LOCAL_RESOLUTION, date(2026, 8, 31), date(2027, 2, 28)),
    (K.LOCAL_RESOLUTION, date(2027, 8, 31), date(2028, 2, 29)),
    (K.LOCAL_RESOLUTION, date(2027, 8, 29), date(2028, 2, 29)),
    (K.LOCAL_RESOLUTION, date(2028, 2, 29), date(2028, 8, 29)),
    (K.LOCAL_RESOLUTION, date(2026, 3, 31), date(2026, 9, 30)),
    (K.LOCAL_RESOLUTION, date(2026, 6, 30), date(2026, 12, 30)),
    (K.LOCAL_RESOLUTION, date(2025, 12, 31), date(2026, 6, 30)),
    (K.INDEPENDENT_REVIEW, date(2026, 5, 14), date(2026, 11, 14)),
    (K.INDEPENDENT_REVIEW, date(2026, 8, 31), date(2027, 2, 28)),
    (K.INDEPENDENT_REVIEW, date(2027, 8, 30), date(2028, 2, 29)),
    (K.OMBUDSMAN, date(2026, 5, 14), date(2027, 5, 14)),
    (K.OMBUDSMAN, date(2028, 2, 29), date(2029, 2, 28)),
    (K.COMPLAINT, date(2026, 5, 14), date(2027, 5, 14)),
    (K.COMPLAINT, date(2027, 2, 28), date(2028, 2, 28)),
]


@pytest.mark.parametrize(("kind", "notice", "last"), LAST_DAYS)
def test_the_last_day_is_in_time_and_the_next_is_one_day_late(kind, notice, last):
    assert last_day(kind, notice) == last
    at, past = (
        limit(kind, last, notice_on=notice),
        limit(kind, date.fromordinal(last.toordinal() + 1), notice_on=notice),
    )
    assert (at.code, at.days_late, at.free) == ("IN_TIME", 0, True)
    assert (past.code, past.days_late, past.free) == ("LATE", 1, False)
    assert past.words.startswith("1 day late")


@pytest.mark.parametrize(("kind", "notice", "last"), [row for row in LAST_DAYS if row[0] != K.COMPLAINT])
def test_limits_agree_with_the_rule_of_disputes(kind, notice, last):
    stage = {K.LOCAL_RESOLUTION: "LOCAL", K.INDEPENDENT_REVIEW: "INDEPENDENT", K.OMBUDSMAN: "OMBUDSMAN"}[kind]
    answers = {
        "stage": stage,
        "grounds": "BOTH",
        "notice_date": notice,
        "requested_date": last,
        "local_resolution_done": True,
    }
    assert evaluate("dispute", answers, DAY).facts["last_day"] == last


@pytest.mark.parametrize("kind", [K.CHECKLIST, K.PAST_PERIOD, K.BODIES, K.SEND])
def test_ways_without_a_national_limit(kind):
    assert limit(kind, DAY, notice_on=date(2019, 1, 1)).code == "NO_LIMIT"


def test_a_complaint_without_the_day_of_what_it_is_about_is_looked_at():
    found = limit(K.COMPLAINT, DAY)
    assert (found.code, found.free) == ("NO_LIMIT", True) and "Twelve months" in found.words


def test_passing_over_local_resolution_leaves_no_limit():
    assert limit(K.INDEPENDENT_REVIEW, DAY, notice_on=date(2019, 1, 1), waiver=True).code == "NO_LIMIT"


@pytest.mark.parametrize(
    ("kind", "change", "last", "asked", "code"),
    [
        (K.PHB_REVIEW, "", None, date(2026, 11, 22), "IN_TIME"),
        (K.PHB_REVIEW, "", date(2026, 5, 22), date(2026, 11, 21), "NOT_YET"),
        (K.PHB_REVIEW, "", date(2026, 5, 22), date(2026, 11, 22), "IN_TIME"),
        (K.PHB_REVIEW, "", date(2026, 8, 31), date(2027, 2, 27), "NOT_YET"),
        (K.PHB_REVIEW, "", date(2026, 8, 31), date(2027, 2, 28), "IN_TIME"),
        (K.DIRECT_PAYMENT, PaymentChange.REFUSE, date(2027, 8, 31), date(2028, 2, 28), "NOT_YET"),
        (K.DIRECT_PAYMENT, PaymentChange.REFUSE, date(2027, 8, 31), date(2028, 2, 29), "IN_TIME"),
        *[(K.DIRECT_PAYMENT, change, None, DAY, "IN_TIME") for change in PaymentChange],
        *[(K.DIRECT_PAYMENT, change, date(2020, 1, 1), DAY, "USED") for change in list(PaymentChange)[1:]],
        (K.PLAN_SERVICE, "", None, DAY, "IN_TIME"),
        (K.PLAN_SERVICE, "", date(2020, 1, 1), DAY, "USED"),
    ],
)
def test_how_often_it_must_be_looked_at_again(kind, change, last, asked, code):
    assert limit(kind, asked, earlier=(last,) if last else (), change=change).code == code


@pytest.mark.parametrize(
    ("kind", "came", "due"),
    [
        (K.LOCAL_RESOLUTION, date(2026, 10, 1), (date(2027, 1, 1), "K6")),
        (K.LOCAL_RESOLUTION, date(2026, 11, 30), (date(2027, 2, 28), "K6")),
        (K.LOCAL_RESOLUTION, date(2027, 11, 30), (date(2028, 2, 29), "K6")),
        (K.INDEPENDENT_REVIEW, date(2026, 12, 31), (date(2027, 3, 31), "K8")),
        (K.COMPLAINT, date(2026, 10, 1), (None, "")),
    ],
)
def test_by_when_an_answer_is_aimed_at(kind, came, due):
    assert answer_by(kind, came) == due


CHC, CYP = Route.CHC, Route.CYPCC
REFUSED = {"route": CHC, "refused": True}
ORDER = [
    # (what is known, way, whether it is open, words)
    ({"route": CHC, "screened_out": True}, K.CHECKLIST, True, ""),
    ({"route": CHC, "screened_out": True, "done": {K.CHECKLIST}}, K.CHECKLIST, False, "NHS complaint"),
    ({"route": CHC, "screened_out": True}, K.LOCAL_RESOLUTION, False, "Ask for the Checklist"),
    ({"route": CHC, "screened_out": True}, K.INDEPENDENT_REVIEW, False, "no independent review for Checklists"),
    ({"route": CHC, "screened_out": True}, K.OMBUDSMAN, False, "comes last"),
    ({"route": CHC, "screened_out": True, "done": {K.COMPLAINT}}, K.OMBUDSMAN, True, ""),
    (REFUSED, K.CHECKLIST, False, "no negative Checklist"),
    (REFUSED, K.LOCAL_RESOLUTION, True, ""),
    ({**REFUSED, "running": {K.LOCAL_RESOLUTION}}, K.LOCAL_RESOLUTION, False, "under way already"),
    ({**REFUSED, "done": {K.LOCAL_RESOLUTION}}, K.LOCAL_RESOLUTION, False, "independent review"),
    ({**REFUSED, "done": {K.LOCAL_RESOLUTION}}, K.INDEPENDENT_REVIEW, True, ""),
    ({**REFUSED, "done": {K.LOCAL_RESOLUTION, K.INDEPENDENT_REVIEW}}, K.INDEPENDENT_REVIEW, False, "Ombudsman"),
    ({**REFUSED, "done": {K.LOCAL_RESOLUTION}}, K.OMBUDSMAN, False, "comes last"),
    ({**REFUSED, "done": {K.INDEPENDENT_REVIEW}}, K.OMBUDSMAN, True, ""),
    ({"route": CHC, "eligible": True}, K.LOCAL_RESOLUTION, False, "complaint about the package"),
    ({"route": CHC, "eligible": True}, K.INDEPENDENT_REVIEW, False, "not the package or the provider"),
    ({"route": CHC}, K.PAST_PERIOD, True, ""),
    ({"route": CHC, "done": {K.PAST_PERIOD}}, K.LOCAL_RESOLUTION, True, ""),
    ({"route": CHC, "done": {K.PAST_PERIOD, K.LOCAL_RESOLUTION}}, K.INDEPENDENT_REVIEW, True, ""),
    ({"route": Route.FNC}, K.PAST_PERIOD, False, "NHS Continuing Healthcare only"),
    ({"route": CYP, "refused": True}, K.LOCAL_RESOLUTION, False, "complaints procedure"),
    ({"route": CYP, "refused": True}, K.INDEPENDENT_REVIEW, False, "no independent review for children"),
    ({"route": CYP, "refused": True}, K.COMPLAINT, True, ""),
    ({"route": CYP, "refused": True, "done": {K.COMPLAINT}}, K.OMBUDSMAN, True, ""),
    ({"route": CYP}, K.SEND, True, ""),
    ({"route": CHC}, K.SEND, False, "EHC plan"),
    ({"route": Route.WHEELCHAIR, "refused": True}, K.LOCAL_RESOLUTION, False, "Use a complaint"),
    ({"route": Route.WHEELCHAIR, "decided_request": True}, K.PHB_REVIEW, True, ""),
    ({"route": Route.WHEELCHAIR}, K.PHB_REVIEW, False, "No request"),
    ({"route": Route.MATERNITY}, K.COMPLAINT, True, ""),
    ({"route": Route.MATERNITY}, K.BODIES, False, "not shared"),
    ({"route": Route.JOINT_PACKAGE}, K.BODIES, True, ""),
    ({"route": Route.S117}, K.BODIES, True, ""),
    ({"route": CHC, "eligible": True}, K.DIRECT_PAYMENT, True, ""),
    ({"route": CHC}, K.DIRECT_PAYMENT, False, "No direct payment"),
    ({"route": CHC, "eligible": True}, K.PLAN_SERVICE, True, ""),
    ({"route": CHC}, K.PLAN_SERVICE, False, "no care plan"),
]


@pytest.mark.parametrize(("known", "kind", "is_open", "words"), ORDER)
def test_the_order_of_stages(known, kind, is_open, words):
    known = {key: frozenset(value) if isinstance(value, set) else value for key, value in known.items()}
    found = why_closed(kind, Standing(**known))
    assert (not found) == is_open
    assert words in found


def test_local_resolution_comes_first_unless_waived():
    fresh, done = Standing(**REFUSED), Standing(**REFUSED, done=frozenset({K.LOCAL_RESOLUTION}))
    assert local_resolution_first(fresh, waiver=False)
    assert not local_resolution_first(fresh, waiver=True)
    assert not local_resolution_first(done, waiver=False)


def test_every_way_is_shown_with_words_the_open_ones_first():
    found = ways_open(Standing(**REFUSED))
    assert {one.way.kind for one in found} == set(K) == set(WAYS)
    assert [one.open for one in found] == sorted((one.open for one in found), reverse=True)
    assert all(one.words and one.way.reason.source for one in found)


def test_the_national_body_is_named_by_date():
    assert national_body(DAY) in heard_by(K.INDEPENDENT_REVIEW, DAY)


def test_letters_and_next_ways_exist():
    assert set(OUTCOME_LETTERS.values()) <= set(LETTERS)
    assert next_way(K.INDEPENDENT_REVIEW) is K.OMBUDSMAN and next_way(K.OMBUDSMAN) is None
    for kind in K:
        assert set(outcome_words(kind, "PHB_REQUEST")) <= set(ChallengeOutcome)


@pytest.mark.parametrize(
    ("received", "original", "unjustified", "lines"),
    [
        (date(2026, 9, 1), date(2026, 9, 29), True, [("K1-REVERSAL", date(2026, 9, 29), 33)]),
        (date(2026, 9, 1), date(2026, 9, 30), True, [("K1-REVERSAL", date(2026, 9, 30), 32)]),
        (
            date(2026, 9, 1),
            date(2026, 10, 1),
            True,
            [("K1-REFUND", date(2026, 9, 30), 1), ("K1-REVERSAL", date(2026, 10, 1), 31)],
        ),
        (date(2026, 9, 1), date(2026, 10, 1), False, [("K1-REVERSAL", date(2026, 10, 1), 31)]),
        (None, date(2026, 10, 1), True, [("K1-REVERSAL", date(2026, 10, 1), 31)]),
    ],
)
def test_days_of_a_reversal_both_ends_included_and_no_day_twice(received, original, unjustified, lines):
    revised = date(2026, 10, 31)
    found = days_of_reversal(original, revised, received=received, delay_unjustified=unjustified)
    assert [(one.rule, one.first, one.days) for one in found] == lines
    days = [day for one in found for day in range(one.first.toordinal(), one.last.toordinal() + 1)]
    assert len(days) == len(set(days)) == total_days(found)
    facts = evaluate("refund", {"original_decision_date": original, "revised_decision_date": revised}, DAY).facts
    assert (facts["refund_from"], facts["refund_to"], facts["days"]) == (original, revised, found[-1].days)


def test_the_reference_s_own_day_29():
    assert late_from(date(2026, 9, 1), date(2026, 9, 29)) is None
    assert late_from(date(2026, 9, 1), date(2026, 9, 30)) == date(2026, 9, 30)


def test_a_reversal_on_the_same_day_is_one_day_and_none_is_earlier():
    assert total_days(days_of_reversal(DAY, DAY)) == 1
    with pytest.raises(ValueError, match="earlier"):
        days_of_reversal(DAY, date(2026, 11, 21))
