"""Decisions questioned: in which order, by whom, with what following."""

from datetime import date
from types import SimpleNamespace

import pytest

from eligibility import services as eligibility
from eligibility.enums import Route
from eligibility.models import Decision, Letter
from eligibility.rules.decided_as import DECISIONS
from eligibility.selectors.challenges import judged_before, possible_ways, refunds_due
from eligibility.services import challenges
from eligibility.services.letters import send_letter
from phb.core.actors import the_service
from phb.core.errors import NotVisible, RuleBroken
from phb.core.models import Job, Move
from phb.core.tenancy import act_as
from tests.factories.challenges import AUTHORITIES, DECIDED, PANEL, TODAY, answered, ask, not_eligible, screened_out
from tests.factories.core import assign, make_person
from tests.factories.eligibility import eligible
from tests.factories.routes import decide, with_form

pytestmark = pytest.mark.django_db


@pytest.fixture
def cast(here, actor_of):
    """The coordinator, the commissioner who decides first, and two others."""
    first, second, third = actor_of("COM"), actor_of("COM"), actor_of("COM")
    cc = actor_of("CC")
    person = make_person(here)
    assign(person, cc)
    act_as(cc)
    return SimpleNamespace(person=person, cc=cc, first=first, second=second, third=third)


@pytest.fixture
def refused(cast):
    return not_eligible(cast.person, cast.cc, cast.first)


def open_ways(case) -> set[str]:
    return {str(each.way.kind) for each in possible_ways(case) if each.open}


# --- Local resolution


def test_upheld_makes_the_person_eligible_and_counts_the_days(cast, refused, settle):
    challenge = ask(refused, "LOCAL_RESOLUTION", cast.cc)
    assert (challenge.notice_on, challenge.limit_on, challenge.due_on) == (DECIDED, date(2027, 3, 20), date(2027, 1, 1))
    assert (challenge.words, challenge.how, challenge.grounds) == (
        "You have not looked at the nights.",
        "LETTER",
        "BOTH",
    )
    done = answered(challenge, "UPHELD", cast.second)
    refused.refresh_from_db()
    made = Decision.objects.get(challenge=done)
    assert (refused.state, refused.decided_on, refused.review_clock) == ("ELIGIBLE", date(2026, 11, 10), "K3")
    assert (made.decision, made.decided_by_id, made.recommended_by_id) == (
        "ELIGIBLE",
        cast.second.user_id,
        cast.cc.user_id,
    )
    assert done.refund["days"] == 52
    assert [(line["from"], line["to"]) for line in done.refund["lines"]] == [("2026-09-20", "2026-11-10")]
    assert "52 days, both included" in done.refund["statement"]
    assert set(Letter.objects.filter(case=refused, challenge=done).values_list("kind", flat=True)) == {
        "DISPUTE_RECEIVED",
        "DISPUTE_OUTCOME",
    }
    assert Letter.objects.filter(decision=made, kind="ELIGIBLE").exists()
    assert [one.pk for one in refunds_due(cast.first)] == [done.pk]
    settle()


def test_a_late_first_decision_is_refunded_from_day_29_and_no_day_twice(cast):
    """The board had the Checklist on 1 September: day 28 is 29 September. It decided on 20 October without a good reason."""
    case = not_eligible(cast.person, cast.cc, cast.first, on=date(2026, 10, 20))
    done = answered(
        ask(case, "LOCAL_RESOLUTION", cast.cc, requested_on=date(2026, 10, 25)),
        "UPHELD",
        cast.second,
        delay_unjustified=True,
    )
    lines = [(line["rule"], line["from"], line["to"], line["days"]) for line in done.refund["lines"]]
    assert lines == [
        ("K1-REFUND", "2026-09-30", "2026-10-19", 20),
        ("K1-REVERSAL", "2026-10-20", "2026-11-10", 22),
    ]
    assert (done.refund["days"], done.refund["from"], done.refund["to"]) == (42, "2026-09-30", "2026-11-10")


def test_the_limit_counts_from_the_day_the_letter_was_sent(cast, refused):
    letter = Letter.objects.get(case=refused, kind="NOT_ELIGIBLE")
    send_letter(letter_id=letter.pk, sent_on=date(2026, 9, 30), how="By post", by=cast.cc)
    challenge = ask(refused, "LOCAL_RESOLUTION", cast.cc)
    assert (challenge.notice_on, challenge.limit_on) == (date(2026, 9, 30), date(2027, 3, 30))


def test_not_upheld_leaves_the_decision_and_opens_the_next_stage(cast, refused):
    assert "INDEPENDENT_REVIEW" in open_ways(refused)
    with pytest.raises(RuleBroken, match="Local resolution comes first"):
        ask(refused, "INDEPENDENT_REVIEW", cast.cc)
    local = answered(ask(refused, "LOCAL_RESOLUTION", cast.cc), "NOT_UPHELD", cast.second)
    refused.refresh_from_db()
    assert (refused.state, local.refund, local.decisions.count()) == ("NOT_ELIGIBLE", {}, 0)
    assert "LOCAL_RESOLUTION" not in open_ways(refused)
    panel = ask(refused, "INDEPENDENT_REVIEW", cast.cc, requested_on=date(2026, 11, 20))
    assert (panel.after_id, panel.notice_on, panel.limit_on) == (local.pk, date(2026, 11, 10), date(2027, 5, 10))
    assert panel.due_on == date(2027, 2, 20)


def test_a_new_assessment_starts_the_case_anew(cast, refused):
    answered(ask(refused, "LOCAL_RESOLUTION", cast.cc), "NEW_ASSESSMENT", cast.second)
    refused.refresh_from_db()
    assert (refused.state, refused.decided_on) == ("AWAITING_ASSESSMENT", None)
    assert (refused.clock_started_on, refused.due_on, refused.due_clock) == (
        date(2026, 11, 10),
        date(2026, 12, 8),
        "K1",
    )


def test_upheld_in_part_leaves_eligibility_as_it_was(cast, refused):
    answered(ask(refused, "LOCAL_RESOLUTION", cast.cc), "UPHELD_IN_PART", cast.second)
    refused.refresh_from_db()
    assert refused.state == "NOT_ELIGIBLE"
    assert "INDEPENDENT_REVIEW" in open_ways(refused)


# --- Who decides


def test_whoever_decided_or_recommended_does_not_decide_again(cast, refused):
    challenge = ask(refused, "LOCAL_RESOLUTION", cast.cc)
    assert set(judged_before(challenge)) == {cast.first.user_id, cast.cc.user_id}
    for actor, words in ((cast.first, "made the decision"), (cast.cc, "recorded the recommendation")):
        with pytest.raises(RuleBroken, match=words):
            answered(challenge, "UPHELD", actor) if challenge.state == "RECEIVED" else challenges.decide_challenge(
                challenge_id=challenge.pk, outcome="UPHELD", reasons="Why.", on=TODAY, by=actor
            )
        challenge.refresh_from_db()


def test_whoever_decided_an_earlier_stage_does_not_decide_the_next(cast):
    case = screened_out(cast.person, cast.cc)
    answered(ask(case, "CHECKLIST", cast.cc), "NOT_UPHELD", cast.second)
    complaint = ask(case, "COMPLAINT", cast.cc, requested_on=date(2026, 11, 15), details={"question": "The Checklist"})
    assert complaint.after is not None
    with pytest.raises(RuleBroken, match="decided an earlier stage"):
        answered(complaint, "UPHELD", cast.second, on=TODAY, way_on="CHECKLIST")


def test_strangers_find_no_challenge(cast, refused, actor_of):
    challenge = ask(refused, "LOCAL_RESOLUTION", cast.cc)
    stranger = actor_of("CC")
    with pytest.raises(NotVisible):
        challenges.take_up(challenge_id=challenge.pk, on=TODAY, by=stranger)


# --- Late, too soon, used up


@pytest.mark.parametrize(
    ("requested_on", "code", "late"),
    [(date(2026, 8, 28), "IN_TIME", 0), (date(2026, 8, 29), "LATE", 1), (date(2026, 8, 31), "LATE", 3)],
    ids=["the last day of February plus six months", "one day late", "three days late"],
)
def test_late_requests_are_recorded_and_left_to_discretion(cast, requested_on, code, late):
    case = _decided_on(cast, date(2026, 2, 28))
    challenge = ask(case, "LOCAL_RESOLUTION", cast.cc, requested_on=requested_on)
    assert (challenge.limit_on, challenge.details["limit"]["code"], challenge.details["limit"]["days_late"]) == (
        date(2026, 8, 28),
        code,
        late,
    )
    if code == "IN_TIME":
        with pytest.raises(RuleBroken, match="in time, so it must be looked at"):
            challenges.not_accept(challenge_id=challenge.pk, reason="No.", on=TODAY, by=cast.second)
        return
    with pytest.raises(RuleBroken, match="Write why it is accepted all the same"):
        challenges.take_up(challenge_id=challenge.pk, on=TODAY, by=cast.second)
    with pytest.raises(RuleBroken, match="A commissioner decides whether"):
        challenges.take_up(challenge_id=challenge.pk, on=TODAY, by=cast.cc, late_reason="She was ill.")
    refusal = challenges.not_accept(challenge_id=challenge.pk, reason="It is late.", on=TODAY, by=cast.second)
    letter = Letter.objects.get(challenge=refusal)
    assert (refusal.state, letter.kind) == ("NOT_ACCEPTED", "DISPUTE_LATE")
    accepted = challenges.take_up(challenge_id=challenge.pk, on=TODAY, late_reason="She was ill.", by=cast.second)
    assert (accepted.state, accepted.late_reason) == ("IN_PROGRESS", "She was ill.")


def _decided_on(cast, day: date):
    from tests.factories.eligibility import assessed, dst_answers

    act_as(cast.cc)
    case = assessed(
        cast.person,
        cast.cc,
        received_on=date(2026, 2, 2),
        on=date(2026, 2, 20),
        answers=dst_answers("RECOMMEND_NOT_ELIGIBLE", mobility="LOW"),
    )
    act_as(cast.first)
    eligibility.decide(
        case_id=case.pk, decision="NOT_ELIGIBLE", reasons="Not mainly health.", reason_codes=["NATURE"], on=day,
        review_rights_given=True, by=cast.first,
    )  # fmt: skip
    case.refresh_from_db()
    return case


def test_a_request_before_its_notice_or_tomorrow_is_refused(cast, refused):
    for day, words in ((date(2026, 9, 19), "earlier than the notice"), (date(2026, 11, 23), "in the future")):
        with pytest.raises(RuleBroken, match=words):
            ask(refused, "LOCAL_RESOLUTION", cast.cc, requested_on=day)


@pytest.mark.parametrize("grounds", ["", "PACKAGE", "PROVIDER"])
def test_only_the_two_grounds_are_heard(cast, refused, grounds):
    with pytest.raises(RuleBroken, match="Choose the grounds"):
        ask(refused, "LOCAL_RESOLUTION", cast.cc, grounds=grounds)


def test_one_local_resolution_at_a_time(cast, refused):
    ask(refused, "LOCAL_RESOLUTION", cast.cc)
    with pytest.raises(RuleBroken, match="under way already"):
        ask(refused, "LOCAL_RESOLUTION", cast.cc)


# --- Checklist


@pytest.mark.parametrize(
    ("outcome", "way_on", "state"),
    [
        ("NOT_UPHELD", "", "SCREENED_OUT"),
        ("UPHELD_IN_PART", "", "SCREENED_OUT"),
        ("UPHELD", "ASSESSMENT", "AWAITING_ASSESSMENT"),
        ("UPHELD", "CHECKLIST", "CHECKLIST"),
        ("NEW_ASSESSMENT", "CHECKLIST", "CHECKLIST"),
    ],
)
def test_a_negative_checklist_looked_at_again(cast, outcome, way_on, state):
    case = screened_out(cast.person, cast.cc)
    assert {"CHECKLIST", "COMPLAINT"} <= open_ways(case)
    assert not {"LOCAL_RESOLUTION", "INDEPENDENT_REVIEW", "OMBUDSMAN"} & open_ways(case)
    done = answered(ask(case, "CHECKLIST", cast.cc), outcome, cast.second, way_on=way_on)
    case.refresh_from_db()
    assert (case.state, Letter.objects.get(challenge=done, kind="RECONSIDERATION_OUTCOME").dated) == (
        state,
        date(2026, 11, 10),
    )
    if state == "AWAITING_ASSESSMENT":
        assert (case.clock_started_on, case.due_on) == (date(2026, 11, 10), date(2026, 12, 8))


def test_no_panel_hears_checklists(cast):
    case = screened_out(cast.person, cast.cc)
    with pytest.raises(RuleBroken, match="no independent review for Checklists"):
        ask(case, "INDEPENDENT_REVIEW", cast.cc, undue_delay_waiver=True)


def test_checklist_then_complaint_then_ombudsman(cast):
    case = screened_out(cast.person, cast.cc)
    with pytest.raises(RuleBroken, match="The Ombudsman comes last"):
        ask(case, "OMBUDSMAN", cast.cc)
    answered(ask(case, "CHECKLIST", cast.cc), "NOT_UPHELD", cast.second, on=date(2026, 10, 20))
    complaint = ask(case, "COMPLAINT", cast.cc, requested_on=date(2026, 10, 25), details={"question": "The Checklist"})
    answered(complaint, "NOT_UPHELD", cast.third, on=date(2026, 11, 10))
    last = ask(case, "OMBUDSMAN", cast.cc, requested_on=date(2026, 11, 20))
    assert (last.after_id, last.limit_on, last.due_on) == (complaint.pk, date(2027, 11, 10), None)
    answered(last, "UPHELD", cast.third, on=TODAY, way_on="ASSESSMENT")
    case.refresh_from_db()
    assert case.state == "AWAITING_ASSESSMENT"


# --- Independent review


def test_a_panel_must_be_independent(cast, refused):
    challenge = ask(refused, "INDEPENDENT_REVIEW", cast.cc, undue_delay_waiver=True)
    assert (challenge.limit_on, challenge.undue_delay_waiver) == (None, True)
    challenges.take_up(challenge_id=challenge.pk, on=TODAY, by=cast.second)
    with pytest.raises(RuleBroken, match="Name the panel first"):
        challenges.decide_challenge(
            challenge_id=challenge.pk, outcome="UPHELD", reasons="Why.", on=TODAY, by=cast.second
        )
    own = [*PANEL[:1], {**PANEL[1], "organisation": "nhs northmoor  Integrated Care Board"}, *PANEL[2:]]
    inside = [*PANEL[:2], {**PANEL[2], "organisation": "Northmoor council"}]
    for members, words in ((own, "board"), (inside, "council"), (PANEL[1:], "chair"), ([], "Name the members")):
        with pytest.raises(RuleBroken, match=words):
            challenges.name_panel(
                challenge_id=challenge.pk, members=members, authorities=AUTHORITIES, on=TODAY, by=cast.cc
            )
    challenges.name_panel(challenge_id=challenge.pk, members=PANEL, authorities=AUTHORITIES, on=TODAY, by=cast.cc)
    done = challenges.decide_challenge(
        challenge_id=challenge.pk, outcome="UPHELD", reasons="The panel says so.", on=TODAY, by=cast.second
    )
    refused.refresh_from_db()
    assert (refused.state, done.refund["days"]) == ("ELIGIBLE", 64)


def test_the_board_departs_from_a_panel_for_exceptional_reasons_only(cast, refused):
    local = ask(refused, "LOCAL_RESOLUTION", cast.cc)
    with pytest.raises(RuleBroken, match="Exceptional reasons are for"):
        answered(local, "UPHELD", cast.second, not_carried_out="We do not like it.")
    local.refresh_from_db()
    challenges.decide_challenge(challenge_id=local.pk, outcome="NOT_UPHELD", reasons="No.", on=TODAY, by=cast.second)
    panel = ask(refused, "INDEPENDENT_REVIEW", cast.cc, requested_on=TODAY)
    challenges.name_panel(challenge_id=panel.pk, members=PANEL, authorities=AUTHORITIES, on=TODAY, by=cast.cc)
    done = answered(panel, "UPHELD", cast.third, on=TODAY, not_carried_out="The panel was shown another person’s file.")
    refused.refresh_from_db()
    assert (refused.state, done.refund, done.details["not_carried_out"]) == (
        "NOT_ELIGIBLE",
        {},
        "The panel was shown another person’s file.",
    )


# --- Past periods, two bodies, budgets and payments


def test_a_past_period_is_judged_with_the_tools_of_its_time_and_refunds_its_days(cast, refused):
    period = {"period_from": date(2019, 2, 28), "period_to": date(2020, 2, 29)}
    challenge = ask(refused, "PAST_PERIOD", cast.cc, **period, details={"evidence": "Care home records."})
    assert any("2018" in name for name in challenge.details["tools"])
    done = answered(challenge, "UPHELD_IN_PART", cast.second, refund_from=date(2020, 2, 1), refund_to=date(2020, 2, 29))
    refused.refresh_from_db()
    assert (done.refund["days"], refused.state) == (29, "NOT_ELIGIBLE")


@pytest.mark.parametrize(
    ("first", "last", "words"),
    [
        (date(2020, 3, 1), date(2020, 2, 29), "ends before it begins"),
        (date(2020, 3, 1), date(2026, 10, 2), "ends before it is asked about"),
        (None, date(2020, 2, 29), "first and the last day"),
        (date(1950, 3, 1), date(2020, 2, 29), "before the person was born"),
    ],
)
def test_a_past_period_must_be_possible(cast, refused, first, last, words):
    with pytest.raises(RuleBroken, match=words):
        ask(refused, "PAST_PERIOD", cast.cc, period_from=first, period_to=last)


@pytest.mark.parametrize(
    ("first", "last"),
    [(date(2019, 2, 27), date(2020, 2, 1)), (date(2020, 2, 1), date(2020, 3, 1)), (None, date(2020, 2, 1))],
)
def test_days_found_eligible_lie_within_the_period(cast, refused, first, last):
    challenge = ask(refused, "PAST_PERIOD", cast.cc, period_from=date(2019, 2, 28), period_to=date(2020, 2, 29))
    with pytest.raises(RuleBroken):
        answered(challenge, "UPHELD_IN_PART", cast.second, refund_from=first, refund_to=last)


BODIES = {"question": "Who pays for the nights?", "authority": "Northmoor Council", "procedure": "Protocol of 2024"}


@pytest.mark.parametrize(
    ("payer", "responsible", "days", "owes"),
    [
        ("LA", "NHS", 41, "The NHS owes Northmoor Council"),
        ("NHS", "LA", 41, "Northmoor Council owes the NHS"),
        ("NHS", "NHS", 0, ""),
        ("", "LA", 0, ""),
    ],
)
def test_whoever_paid_without_prejudice_gets_it_back(cast, refused, payer, responsible, days, owes):
    challenge = ask(refused, "BODIES", cast.cc, details=BODIES)
    if payer:
        challenges.record_positions(
            challenge_id=challenge.pk,
            positions={"interim_funder": payer, "interim_from": date(2026, 10, 1), "nhs_position": "Social care."},
            on=TODAY,
            by=cast.cc,
        )
    done = answered(challenge, "UPHELD", cast.second, responsible=responsible)
    assert done.refund.get("days", 0) == days
    assert owes in done.refund.get("statement", "")
    refused.refresh_from_db()
    assert refused.state == "NOT_ELIGIBLE"


def test_two_bodies_need_their_procedure_and_a_result(cast, refused):
    with pytest.raises(RuleBroken, match="agreed local procedure"):
        ask(refused, "BODIES", cast.cc, details={**BODIES, "procedure": ""})
    with pytest.raises(RuleBroken, match="which body is responsible"):
        answered(ask(refused, "BODIES", cast.cc, details=BODIES), "UPHELD", cast.second)


@pytest.mark.parametrize(
    ("change", "again_on", "code"),
    [
        ("STOP", date(2026, 11, 20), "USED"),
        ("REDUCE", date(2026, 11, 20), "USED"),
        ("AFTER_REVIEW", date(2026, 11, 20), "USED"),
        ("REPAYMENT", date(2026, 11, 20), "USED"),
    ],
)
def test_changes_of_a_direct_payment_are_looked_at_again_once(cast, change, again_on, code):
    case = eligible(cast.person, cast.cc, cast.first)
    act_as(cast.cc)
    details = {"change": change, "notice_on": date(2026, 9, 25), "stops_meanwhile": change == "STOP"}
    first = ask(case, "DIRECT_PAYMENT", cast.cc, details=details)
    assert first.details["limit"]["code"] == "IN_TIME"
    answered(first, "NOT_UPHELD", cast.second)
    again = ask(case, "DIRECT_PAYMENT", cast.cc, requested_on=again_on, details=details)
    assert again.details["limit"]["code"] == code
    other = ask(
        case, "DIRECT_PAYMENT", cast.cc, requested_on=again_on, details={**details, "notice_on": date(2026, 11, 1)}
    )
    assert other.details["limit"]["code"] == "IN_TIME"
    no = challenges.not_accept(challenge_id=again.pk, reason="It was looked at once.", on=TODAY, by=cast.second)
    assert Letter.objects.get(challenge=no).kind == "COMPLAINT_OUTCOME"


def test_a_refused_direct_payment_needs_new_evidence(cast):
    case = eligible(cast.person, cast.cc, cast.first)
    act_as(cast.cc)
    with pytest.raises(RuleBroken, match="new evidence"):
        ask(case, "DIRECT_PAYMENT", cast.cc, details={"change": "REFUSE"})


def test_a_service_left_out_is_looked_at_once(cast):
    case = eligible(cast.person, cast.cc, cast.first)
    act_as(cast.cc)
    answered(ask(case, "PLAN_SERVICE", cast.cc, details={"service": "Hydrotherapy"}), "NOT_UPHELD", cast.second)
    again = ask(case, "PLAN_SERVICE", cast.cc, requested_on=TODAY, details={"service": "hydrotherapy "})
    other = ask(case, "PLAN_SERVICE", cast.cc, requested_on=TODAY, details={"service": "Singing lessons"})
    assert [one.details["limit"]["code"] for one in (again, other)] == ["USED", "IN_TIME"]


# --- Steps


def test_steps_stand_beside_each_other_and_end_with_the_challenge(cast, refused):
    challenge = ask(refused, "LOCAL_RESOLUTION", cast.cc)
    challenges.note_step(challenge_id=challenge.pk, done_on=date(2026, 10, 5), words="Met her.", on=TODAY, by=cast.cc)
    with pytest.raises(RuleBroken, match="earlier than the request"):
        challenges.note_step(challenge_id=challenge.pk, done_on=date(2026, 9, 30), words="Met.", on=TODAY, by=cast.cc)
    challenges.withdraw(challenge_id=challenge.pk, reason="She wrote on 6 October.", by=cast.cc)
    with pytest.raises(RuleBroken, match="has ended"):
        challenges.note_step(challenge_id=challenge.pk, done_on=date(2026, 10, 7), words="Met.", on=TODAY, by=cast.cc)
    assert challenge.steps.count() == 1
    verbs = Move.objects.filter(subject="eligibility.challenge", subject_id=challenge.pk).values_list("verb", flat=True)
    assert list(verbs) == ["created", "withdraw"]
    assert "LOCAL_RESOLUTION" in open_ways(refused)


def test_an_outcome_needs_reasons_and_a_day_after_the_request(cast, refused):
    challenge = ask(refused, "LOCAL_RESOLUTION", cast.cc)
    challenges.take_up(challenge_id=challenge.pk, on=TODAY, by=cast.second)
    for given, words in (({"reasons": " "}, "Write the reasons"), ({"on": date(2026, 9, 30)}, "earlier than the request"), ({"outcome": "MAYBE"}, "Choose the outcome")):  # fmt: skip
        values = {"outcome": "UPHELD", "reasons": "Why.", "on": TODAY, **given}
        with pytest.raises(RuleBroken, match=words):
            challenges.decide_challenge(challenge_id=challenge.pk, by=cast.second, **values)
    assert not Job.objects.filter(payload__letter__isnull=True, kind="eligibility.render_letter").exists()


def test_finance_records_once_that_costs_were_made_good(cast, refused):
    done = answered(ask(refused, "LOCAL_RESOLUTION", cast.cc), "UPHELD", cast.second)
    for day, words, why in (
        (date(2026, 11, 9), "Paid.", "before the outcome"),
        (date(2026, 11, 23), "Paid.", "in the future"),
        (TODAY, " ", "Write who was paid"),
    ):
        with pytest.raises(RuleBroken, match=why):
            challenges.settle_refund(challenge_id=done.pk, settled_on=day, words=words, on=TODAY, by=cast.third)
    settled = challenges.settle_refund(
        challenge_id=done.pk, settled_on=date(2026, 11, 10), words="£4,210.00 to Ms Hale.", on=TODAY, by=cast.third
    )
    assert (settled.refund["settled_on"], settled.refund["days"]) == ("2026-11-10", 52)
    with pytest.raises(RuleBroken, match="recorded already"):
        challenges.settle_refund(challenge_id=done.pk, settled_on=TODAY, words="Again.", on=TODAY, by=cast.third)


def test_nothing_is_made_good_without_days(cast, refused):
    done = answered(ask(refused, "LOCAL_RESOLUTION", cast.cc), "NOT_UPHELD", cast.second)
    with pytest.raises(RuleBroken, match="no care costs"):
        challenges.settle_refund(challenge_id=done.pk, settled_on=TODAY, words="Paid.", on=TODAY, by=cast.third)


# --- Budgets and direct payments decided


def _on_eligible(cast, matter: str, decision: str, **terms):
    """An eligible case with an answer in another matter, as `services.answer_request` and its sister keep it."""
    case = eligible(cast.person, cast.cc, cast.first)
    act_as(cast.first)
    Decision.objects.create(
        organisation_id=case.organisation_id, person_id=case.person_id, case=case, matter=matter, decision=decision,
        decided_on=date(2026, 9, 25), reasons="Not appropriate.", review_rights_given=True, terms=terms, rule_set=case.rule_set,
        decided_by_id=cast.first.user_id,
    )  # fmt: skip
    act_as(cast.cc)
    return case


@pytest.mark.parametrize(
    ("outcome", "given", "decision", "terms"),
    [
        ("UPHELD", {"ways": ["NOTIONAL"]}, "GRANTED", {"extent": "ALL", "ways": ["NOTIONAL"], "by_right": True}),
        (
            "UPHELD_IN_PART",
            {"ways": ["THIRD_PARTY"], "part_granted": "The nights"},
            "GRANTED_IN_PART",
            {"extent": "PART", "ways": ["THIRD_PARTY"], "by_right": True, "part_granted": "The nights"},
        ),
        ("NOT_UPHELD", {}, "REFUSED", {}),
        ("NEW_ASSESSMENT", {}, "REFUSED", {}),
    ],
)
def test_a_refused_budget_reviewed(cast, outcome, given, decision, terms):
    case = _on_eligible(cast, "PHB_REQUEST", "REFUSED")
    answered(ask(case, "PHB_REVIEW", cast.cc), outcome, cast.second, **given)
    newest = case.decisions.filter(matter="PHB_REQUEST").order_by("-id").first()
    assert (newest.decision, newest.terms) == (decision, terms)
    case.refresh_from_db()
    assert case.state == "ELIGIBLE"


def test_a_budget_granted_on_review_says_how_it_is_managed_and_for_what(cast):
    case = _on_eligible(cast, "PHB_REQUEST", "REFUSED")
    challenge = ask(case, "PHB_REVIEW", cast.cc)
    with pytest.raises(RuleBroken, match="at least one way"):
        answered(challenge, "UPHELD", cast.second)
    challenge.refresh_from_db()
    with pytest.raises(RuleBroken, match="for which part"):
        challenges.decide_challenge(
            challenge_id=challenge.pk,
            outcome="UPHELD_IN_PART",
            reasons="Why.",
            on=TODAY,
            by=cast.second,
            ways=["NOTIONAL"],
        )


def test_a_second_review_of_a_budget_within_six_months_is_the_board_s_choice(cast):
    case = _on_eligible(cast, "PHB_REQUEST", "REFUSED")
    answered(ask(case, "PHB_REVIEW", cast.cc), "NOT_UPHELD", cast.second, on=date(2026, 10, 5))
    again = ask(case, "PHB_REVIEW", cast.cc, requested_on=date(2026, 11, 20))
    assert (again.details["limit"]["code"], again.details["limit"]["first"]) == ("NOT_YET", "2027-04-05")
    with pytest.raises(RuleBroken, match="accepted all the same"):
        challenges.take_up(challenge_id=again.pk, on=TODAY, by=cast.second)


def test_a_direct_payment_refusal_that_falls_asks_for_its_form_again(cast):
    case = _on_eligible(cast, "DIRECT_PAYMENT", "REFUSED")
    details = {"change": "REFUSE", "new_evidence": "Her sister helps with the money."}
    done = answered(ask(case, "DIRECT_PAYMENT", cast.cc, details=details), "UPHELD", cast.second)
    assert "Complete the suitability form again" in done.details["followed"]
    assert case.decisions.filter(matter="DIRECT_PAYMENT").count() == 1


# --- Closed cases, and days that two outcomes name


@pytest.mark.parametrize(
    ("outcome", "state", "decided_on"),
    [
        ("UPHELD", "ELIGIBLE", date(2026, 11, 10)),
        ("NEW_ASSESSMENT", "AWAITING_ASSESSMENT", None),
        ("NOT_UPHELD", "CLOSED", DECIDED),
    ],
)
def test_a_refusal_is_questioned_after_its_case_was_closed(cast, refused, outcome, state, decided_on):
    eligibility.close_case(case_id=refused.pk, reason="Not eligible.", by=cast.first)
    refused.refresh_from_db()
    assert "LOCAL_RESOLUTION" in open_ways(refused)
    answered(ask(refused, "LOCAL_RESOLUTION", cast.cc), outcome, cast.second)
    refused.refresh_from_db()
    assert (refused.state, refused.decided_on) == (state, decided_on)


def test_days_that_two_outcomes_name_are_paid_once(cast, refused):
    paid = {**BODIES, "interim_funder": "LA", "interim_from": date(2026, 9, 20)}
    both = answered(ask(refused, "BODIES", cast.cc, details=paid), "UPHELD", cast.second, responsible="NHS")
    assert "same_days" not in both.refund
    done = answered(ask(refused, "LOCAL_RESOLUTION", cast.cc), "UPHELD", cast.second)
    assert done.refund["same_days"] == [both.reference]
    assert done.refund["statement"].endswith(f"made good by {both.reference} too: pay for each day once.")


def test_the_next_limit_counts_from_the_day_the_outcome_was_sent(cast, refused):
    local = answered(ask(refused, "LOCAL_RESOLUTION", cast.cc), "NOT_UPHELD", cast.second)
    letter = Letter.objects.get(challenge=local, kind="DISPUTE_OUTCOME")
    send_letter(letter_id=letter.pk, sent_on=date(2026, 11, 16), how="By post", by=cast.cc)
    panel = ask(refused, "INDEPENDENT_REVIEW", cast.cc, requested_on=TODAY)
    assert (panel.notice_on, panel.limit_on) == (date(2026, 11, 16), date(2027, 5, 16))
    challenges.take_up(challenge_id=panel.pk, on=TODAY, by=cast.cc)
    assert not panel.letters.exists()  # the body outside acknowledges what it has


def test_whoever_brought_a_past_decision_in_did_not_make_it(cast, refused):
    Decision.objects.create(
        organisation_id=refused.organisation_id, person_id=refused.person_id, case=refused, decision="NOT_ELIGIBLE",
        decided_on=DECIDED, reasons="Not mainly health.", review_rights_given=True, rule_set=refused.rule_set,
        decider_name="A former board", decided_by_id=cast.second.user_id,
    )  # fmt: skip
    act_as(cast.cc)
    done = answered(ask(refused, "LOCAL_RESOLUTION", cast.cc), "UPHELD", cast.second)
    assert done.decided_by_id == cast.second.user_id


# --- Other routes: complaint, then the Ombudsman


def refused_by(cast, route: str, answer: str, person=None):
    """A refusal on another route, for an exceptional reason against what its form says."""
    case = with_form(person or cast.person, cast.cc, route)
    decide(case, cast.first, answer, on=date(2026, 9, 28), exceptional_reason="The panel saw more than the form.")
    case.refresh_from_db()
    act_as(cast.cc)
    return case


@pytest.mark.parametrize(
    ("route", "no", "yes"), [("CYPCC", "NO_CC_NEED", "HAS_CC_NEED"), ("JOINT_PACKAGE", "NOT_ELIGIBLE", "")]
)
def test_a_complaint_upheld_overturns_what_another_route_refused(cast, here, route, no, yes):
    act_as(the_service(here.pk))
    person = make_person(here, date_of_birth=date(2014, 5, 1)) if route == "CYPCC" else cast.person
    if route == "CYPCC":
        assign(person, cast.cc)
    case = refused_by(cast, route, no, person)
    assert case.state == "NOT_ELIGIBLE"
    assert not {"LOCAL_RESOLUTION", "INDEPENDENT_REVIEW", "OMBUDSMAN"} & open_ways(case)
    done = answered(ask(case, "COMPLAINT", cast.cc, details={"question": "The refusal"}), "UPHELD", cast.second)
    case.refresh_from_db()
    made = Decision.objects.get(challenge=done)
    assert (case.state, made.decision, done.refund) == ("ELIGIBLE", "ELIGIBLE", {})
    assert made.terms["answer"] == (yes or DECISIONS[Route(route)].yes.code)


def test_a_complaint_not_upheld_opens_the_ombudsman_on_another_route(cast):
    case = refused_by(cast, "JOINT_PACKAGE", "NOT_ELIGIBLE")
    answered(ask(case, "COMPLAINT", cast.cc, details={"question": "The refusal"}), "NOT_UPHELD", cast.second)
    assert "OMBUDSMAN" in open_ways(case)
    last = ask(case, "OMBUDSMAN", cast.cc, requested_on=TODAY)
    assert last.about is not None and last.limit_on == date(2027, 11, 10)
