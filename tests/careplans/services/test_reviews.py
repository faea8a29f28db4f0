from datetime import date, timedelta

import pytest
from django.db import DatabaseError, transaction

from careplans import services as plans
from careplans.models import Consent, OutcomeScore, Plan, PlanVersion, Review
from careplans.selectors import reviews as reads
from careplans.services import reviews, scores
from careplans.services.next_review import plan_next_review, plan_next_reviews
from careplans.services.reach import Changed, Stale
from eligibility import services as eligibility
from phb.core.errors import NotVisible, RuleBroken
from phb.core.periods import add_months
from phb.core.tenancy import act_as
from tests.factories.careplans import ON, make_plan
from tests.factories.core import make_grant
from tests.factories.reviews import HELD_ON, hold

LATER = HELD_ON


@pytest.fixture
def active(here):
    version, team = make_plan(here, "active")
    act_as(team.cc)
    return version, team


def opened(version, team, kind="first", why="", **more):
    act_as(team.cc)
    return reviews.open_review(plan_id=version.plan_id, kind=kind, why=why, on=LATER, by=team.cc, **more)


def state(version):
    return PlanVersion.objects.get(pk=version.pk).state


def test_a_plan_in_force_has_the_day_of_its_case(active):
    version, _ = active
    plan = Plan.objects.select_related("case").get(pk=version.plan_id)
    assert plan.next_review_on == plan.case.review_due_on
    assert plan.next_review_kind == "first"
    assert "decision" in plan.next_review_why


def test_a_draft_has_none(here):
    version, _ = make_plan(here, "shared")
    assert Plan.objects.get(pk=version.plan_id).next_review_on is None


def test_the_first_payment_moves_both_days_together(active):
    version, team = active
    plan = Plan.objects.select_related("case").get(pk=version.plan_id)
    type(plan.case).objects.filter(pk=plan.case_id).update(review_due_on=None, review_clock="")
    act_as(team.fin)
    eligibility.direct_payments_made(case_ids=[plan.case_id], paid_on=date(2026, 11, 10), by=team.fin)
    plan = Plan.objects.select_related("case").get(pk=version.plan_id)
    # The plan itself names 1 February 2027, which is earlier than 10 February.
    assert plan.case.payment_review_due_on == date(2027, 2, 10)
    assert (plan.next_review_on, plan.next_review_kind) == (date(2027, 2, 1), "agreed")


def test_a_review_from_opening_to_result_moves_plan_and_case_to_one_day(active):
    version, team = active
    review = opened(version, team)
    assert (review.state, state(version)) == ("open", "under_review")
    review = hold(review, team.cc, results=["no_change"])
    done = reviews.complete_review(review_id=review.pk, edits=review.edits + 0, on=HELD_ON, by=team.cc)
    assert (done.state, done.completed_on, state(version)) == ("completed", HELD_ON, "active")
    plan = Plan.objects.select_related("case").get(pk=version.plan_id)
    assert plan.next_review_on == plan.case.review_due_on == add_months(HELD_ON, 12)
    assert plan.case.review_clock == "K4"
    # Pressed twice, it is one completion.
    assert reviews.complete_review(review_id=review.pk, edits=0, on=HELD_ON, by=team.cc).pk == review.pk
    assert PlanVersion.objects.filter(plan_id=version.plan_id).count() == 1


def test_the_review_closes_the_clock_of_payments_too(active):
    version, team = active
    case_id = version.plan.case_id
    act_as(team.fin)
    eligibility.direct_payments_made(case_ids=[case_id], paid_on=date(2026, 11, 10), by=team.fin)
    review = hold(opened(version, team), team.cc)
    reviews.complete_review(review_id=review.pk, edits=review.edits, on=HELD_ON, by=team.cc)
    case = type(version.plan.case).objects.get(pk=case_id)
    assert (case.payment_review_clock, case.payment_review_due_on) == ("K11", add_months(HELD_ON, 12))


def test_a_changed_plan_gets_a_new_draft(active):
    version, team = active
    review = hold(opened(version, team), team.cc, results=["amended"])
    reviews.complete_review(review_id=review.pk, edits=review.edits, on=HELD_ON, by=team.cc)
    drafts = PlanVersion.objects.filter(plan_id=version.plan_id, state="draft")
    assert [draft.based_on_id for draft in drafts] == [version.pk]
    assert state(version) == "active"


def test_what_was_read_must_be_what_stands(active):
    version, team = active
    review = hold(opened(version, team), team.cc)
    seen = review.edits
    reviews.save_review(review_id=review.pk, part="result", values={"reasons": "Other."}, by=team.cc)
    with pytest.raises(Stale):
        reviews.complete_review(review_id=review.pk, edits=seen, on=HELD_ON, by=team.cc)


def test_an_unfinished_review_says_what_is_missing(active):
    version, team = active
    review = opened(version, team)
    with pytest.raises(RuleBroken, match="Begin with what the person thinks"):
        reviews.complete_review(review_id=review.pk, edits=review.edits, on=HELD_ON, by=team.cc)
    assert state(version) == "under_review"


def test_the_next_day_is_at_most_twelve_months_away(active):
    version, team = active
    review = hold(opened(version, team), team.cc, next_due_on=add_months(HELD_ON, 12) + timedelta(days=1))
    with pytest.raises(RuleBroken, match="12 months after this one at most") as refused:
        reviews.complete_review(review_id=review.pk, edits=review.edits, on=HELD_ON, by=team.cc)
    assert refused.value.field == "next_due_on"


def test_an_earlier_named_day_is_the_plans_next(active):
    version, team = active
    review = hold(opened(version, team), team.cc, next_due_on=date(2027, 3, 1))
    reviews.complete_review(review_id=review.pk, edits=review.edits, on=HELD_ON, by=team.cc)
    plan = Plan.objects.get(pk=version.plan_id)
    assert (plan.next_review_on, plan.next_review_kind) == (date(2027, 3, 1), "agreed")


def test_two_people_on_one_review_lose_nothing(active):
    version, team = active
    review = opened(version, team)
    seen = reviews.marks_of(review, "view")
    reviews.save_review(review_id=review.pk, part="view", values={"persons_view": "Hers"}, by=team.cln, seen=seen)
    with pytest.raises(Changed) as clash:
        reviews.save_review(review_id=review.pk, part="view", values={"persons_view": "His"}, by=team.cc, seen=seen)
    assert clash.value.theirs == {"persons_view": "Hers"}
    # What only one of them touched is kept.
    how = {"persons_view": "", "persons_view_how": "telephone"}
    reviews.save_review(review_id=review.pk, part="view", values=how, by=team.cc, seen=seen)
    review.refresh_from_db()
    assert (review.persons_view, review.persons_view_how) == ("Hers", "telephone")


def test_the_same_page_sent_twice_opens_one(active):
    version, team = active
    first = opened(version, team, key="one")
    assert opened(version, team, key="one").pk == first.pk
    with pytest.raises(RuleBroken, match="Go on with that one"):
        opened(version, team, key="another")


def test_a_draft_is_not_reviewed(here):
    version, team = make_plan(here, "shared")
    with pytest.raises(RuleBroken, match="Only a plan in force"):
        opened(version, team)


@pytest.mark.parametrize("kind", ["after_change", "insufficient", "concern", "capacity", "nominee"])
def test_what_happened_is_written_down(active, kind):
    version, team = active
    with pytest.raises(RuleBroken) as refused:
        opened(version, team, kind)
    assert refused.value.field == "why"
    assert opened(version, team, kind, "She was in hospital for a week.").due_on == LATER + timedelta(days=14)


def test_the_person_asks_and_is_answered(active):
    version, team = active
    act_as(team.bh)
    asked = reviews.ask_for_review(plan_id=version.plan_id, words="My hours are too few.", on=LATER, by=team.bh)
    again = reviews.ask_for_review(plan_id=version.plan_id, words="My hours are too few.", on=LATER, by=team.bh)
    assert (asked.state, again.pk, state(version)) == ("asked", asked.pk, "active")
    with pytest.raises(RuleBroken, match="asked for already"):
        reviews.ask_for_review(plan_id=version.plan_id, words="Something else.", on=LATER, by=team.bh)
    assert Plan.objects.get(pk=version.plan_id).next_review_kind == "asked"
    act_as(team.cc)
    with pytest.raises(RuleBroken) as refused:
        reviews.answer_request(review_id=asked.pk, hold=False, reasons=" ", on=LATER, by=team.cc)
    assert refused.value.field == "reasons"
    reviews.answer_request(review_id=asked.pk, hold=True, reasons="", on=LATER, by=team.cc)
    assert state(version) == "under_review"


def test_a_request_may_be_declined_with_reasons(active):
    version, team = active
    before = Plan.objects.get(pk=version.plan_id).next_review_on
    act_as(team.bh)
    asked = reviews.ask_for_review(plan_id=version.plan_id, words="Again, please.", on=LATER, by=team.bh)
    act_as(team.cc)
    said = reviews.answer_request(
        review_id=asked.pk, hold=False, reasons="It was held last week.", on=LATER, by=team.cc
    )
    assert (said.state, said.reasons) == ("declined", "It was held last week.")
    assert Plan.objects.get(pk=version.plan_id).next_review_on == before
    again = reviews.answer_request(review_id=asked.pk, hold=False, reasons="Twice", on=LATER, by=team.cc)
    assert again.reasons == "It was held last week."


def test_calling_off_needs_reasons_and_leaves_the_day(active):
    version, team = active
    before = Plan.objects.get(pk=version.plan_id).next_review_on
    review = opened(version, team, "after_change", "She fell.")
    with pytest.raises(RuleBroken):
        reviews.cancel_review(review_id=review.pk, reasons="", on=LATER, by=team.cc)
    reviews.cancel_review(review_id=review.pk, reasons="It was a mistake.", on=LATER, by=team.cc)
    assert state(version) == "active"
    assert Plan.objects.get(pk=version.plan_id).next_review_on == before


def test_a_review_because_the_amount_is_short_must_be_held(active):
    version, team = active
    review = opened(version, team, "insufficient", "The agency costs more.")
    with pytest.raises(RuleBroken, match="must be held"):
        reviews.cancel_review(review_id=review.pk, reasons="No time.", on=LATER, by=team.cc)


def test_a_change_without_a_review_says_that_the_amount_is_enough(active):
    version, team = active
    said = {
        "plan_id": version.plan_id,
        "changed_on": LATER,
        "what": "A chest infection",
        "on": LATER,
        "by": team.cc,
        "key": "k",
    }
    with pytest.raises(RuleBroken) as refused:
        reviews.change_without_review(why_no_review="It has passed.", sufficient_words=" ", **said)
    assert refused.value.field == "sufficient_words"
    row = reviews.change_without_review(why_no_review="It has passed.", sufficient_words="No more care.", **said)
    again = reviews.change_without_review(why_no_review="It has passed.", sufficient_words="No more care.", **said)
    assert again.pk == row.pk
    with pytest.raises(RuleBroken, match="future"):
        reviews.change_without_review(
            why_no_review="x", sufficient_words="y", **{**said, "changed_on": LATER + timedelta(days=1)}
        )


def test_consent_withdrawn_calls_for_a_review(active):
    version, team = active
    row = Consent.objects.filter(person_id=version.person_id, about="CARE").get()
    plans.withdraw_consent(consent_id=row.pk, on=LATER, by=team.cc)
    plan = Plan.objects.get(pk=version.plan_id)
    assert (plan.next_review_on, plan.next_review_kind) == (LATER + timedelta(days=14), "capacity")


def test_a_nominee_who_stops_calls_for_a_review(active, actor_of):
    from phb.core.models import User

    version, team = active
    user = User.objects.get(pk=actor_of("REP").user_id)
    make_grant(version.person, user, "NOMINEE", ends=LATER)
    act_as(team.cc)
    plan_next_reviews(person_ids=[version.person_id], on=LATER, by=team.cc)
    plan = Plan.objects.get(pk=version.plan_id)
    assert (plan.next_review_on, plan.next_review_kind) == (LATER + timedelta(days=14), "nominee")


def test_the_councils_first_payment_brings_its_review(active):
    version, team = active
    reviews.council_pays_from(plan_id=version.plan_id, first_payment=date(2026, 6, 1), on=LATER, by=team.cc)
    assert Plan.objects.get(pk=version.plan_id).next_review_on == date(2026, 12, 1)


def test_an_ended_plan_owes_no_review(active):
    version, team = active
    act_as(team.fin)
    plans.end_version(version_id=version.pk, on=LATER, reasons="She moved.", by=team.fin)
    assert Plan.objects.get(pk=version.plan_id).next_review_on is None


def test_working_all_days_out_again_changes_nothing_and_asks_a_fixed_number_of_times(
    active, django_assert_max_num_queries
):
    _, team = active
    with django_assert_max_num_queries(14):
        assert plan_next_reviews(on=LATER, by=team.cc) == 0


# --- scores


def test_outcomes_are_scored_at_the_start_and_at_each_review(active):
    version, team = active
    [line] = reads.outcome_lines(version)
    scores.score_outcomes(plan_id=version.plan_id, values={f"{line.line}_own_rating": 3}, on=ON, by=team.cc)
    review = hold(opened(version, team), team.cc)
    [line] = reads.outcome_lines(version, review)
    assert (line.before.own_rating, line.score.own_rating, line.way) == (3, 7, "better")
    assert str(reads.gas_of([line])) == "60.00"
    reviews.complete_review(review_id=review.pk, edits=review.edits, on=HELD_ON, by=team.cc)
    with pytest.raises(RuleBroken, match="stay as they are"):
        scores.score_outcomes(plan_id=version.plan_id, values={f"{line.line}_own_rating": 4}, on=ON, by=team.cc)


def test_the_person_gives_their_own_rating_and_nothing_else(active):
    version, team = active
    review = opened(version, team)
    [line] = reads.outcome_lines(version, review)
    act_as(team.bh)
    values = {f"{line.line}_own_rating": 9, f"{line.line}_own_words": "I sing again.", f"{line.line}_attained": 2}
    scores.score_outcomes(plan_id=version.plan_id, review_id=review.pk, values=values, on=LATER, by=team.bh)
    reviews.save_review(review_id=review.pk, part="view", values={"persons_view": "Good."}, by=team.bh)
    row = OutcomeScore.objects.get(review=review)
    assert (row.own_rating, row.own_words, row.attained) == (9, "I sing again.", None)
    review.refresh_from_db()
    assert (review.persons_view, review.persons_view_how) == ("Good.", "online")
    with pytest.raises(NotVisible):
        reviews.save_review(review_id=review.pk, part="result", values={"reasons": "Mine"}, by=team.bh)


@pytest.mark.parametrize(("name", "value"), [("own_rating", 11), ("own_rating", -1), ("attained", 3), ("attained", -3)])
def test_a_score_out_of_range_is_refused(active, name, value):
    version, team = active
    [line] = reads.outcome_lines(version)
    with pytest.raises(RuleBroken) as refused:
        scores.score_outcomes(plan_id=version.plan_id, values={f"{line.line}_{name}": value}, on=ON, by=team.cc)
    assert refused.value.field == f"{line.line}_{name}"


# --- held by the database


def test_a_completed_review_and_its_scores_stand(active):
    version, team = active
    review = hold(opened(version, team), team.cc)
    reviews.complete_review(review_id=review.pk, edits=review.edits, on=HELD_ON, by=team.cc)
    with pytest.raises(DatabaseError, match="stays as it is"), transaction.atomic():
        Review.objects.filter(pk=review.pk).update(reasons="Other reasons")
    with pytest.raises(DatabaseError, match="stay as they are"), transaction.atomic():
        OutcomeScore.objects.filter(review=review).update(attained=-2)


def test_a_review_is_not_completed_by_its_state_alone(active):
    version, team = active
    review = opened(version, team)
    with pytest.raises(DatabaseError), transaction.atomic():
        Review.objects.filter(pk=review.pk).update(state="completed")


def test_who_may_not_is_refused(active):
    version, team = active
    act_as(team.fin)
    with pytest.raises(RuleBroken, match="not hold them"):
        reviews.open_review(plan_id=version.plan_id, kind="first", why="", on=LATER, by=team.fin)


def test_somebody_elses_person_is_not_there(active, actor_of):
    version, _ = active
    stranger = actor_of("CC")
    with pytest.raises(NotVisible):
        reviews.open_review(plan_id=version.plan_id, kind="first", why="", on=LATER, by=stranger)
    assert plan_next_review(version.plan_id, LATER, stranger).next_review_on is not None
