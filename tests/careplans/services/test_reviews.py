"""Reviews by their services. A plan in force is dear to make, so each test follows one through several steps."""

from datetime import date, timedelta

import pytest
from django.db import DatabaseError, transaction

from careplans import services as plans
from careplans.models import Consent, OutcomeScore, Plan, PlanVersion, Review
from careplans.selectors import reviews as reads
from careplans.services import reviews, scores
from careplans.services.next_review import plan_next_review, plan_next_reviews
from careplans.services.reach import Changed, Stale
from careplans.tasks import each_night
from eligibility import services as eligibility
from phb.core.actors import the_service
from phb.core.errors import NotVisible, RuleBroken
from phb.core.models import Job, User
from phb.core.periods import add_months
from phb.core.tenancy import act_as
from tests.factories.careplans import ON, make_plan
from tests.factories.core import make_grant
from tests.factories.reviews import HELD_ON, hold

LATER = HELD_ON
SOON_AFTER = LATER + timedelta(days=14)


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


def due(version):
    plan = Plan.objects.get(pk=version.plan_id)
    return plan.next_review_on, plan.next_review_kind


def test_the_day_of_a_plan_follows_its_case_and_what_happens(active, here, actor_of, django_assert_max_num_queries):
    version, team = active
    plan = Plan.objects.select_related("case").get(pk=version.plan_id)
    by_law = (plan.case.review_due_on, "first")
    assert due(version) == by_law
    assert "decision" in plan.next_review_why
    # The council's own first payment, and its taking back.
    reviews.council_pays_from(plan_id=version.plan_id, first_payment=date(2026, 6, 1), on=LATER, by=team.cc)
    assert due(version) == (date(2026, 12, 1), "first")
    with pytest.raises(RuleBroken, match="future"):
        reviews.council_pays_from(plan_id=version.plan_id, first_payment=SOON_AFTER, on=LATER, by=team.cc)
    reviews.council_pays_from(plan_id=version.plan_id, first_payment=None, on=LATER, by=team.cc)
    # A nominee who stops.
    user = User.objects.get(pk=actor_of("REP").user_id)
    make_grant(version.person, user, "NOMINEE", ends=LATER)
    act_as(team.cc)
    with django_assert_max_num_queries(16):
        assert plan_next_reviews(person_ids=[version.person_id], on=LATER, by=team.cc) == 1
    assert due(version) == (SOON_AFTER, "nominee")
    assert plan_next_reviews(on=LATER, by=team.cc) == 0
    # Consent withdrawn, earlier still.
    row = Consent.objects.filter(person_id=version.person_id, about="CARE").get()
    plans.withdraw_consent(consent_id=row.pk, on=LATER - timedelta(days=1), by=team.cc)
    assert due(version) == (SOON_AFTER - timedelta(days=1), "capacity")
    # What is over owes nothing.
    act_as(team.fin)
    plans.end_version(version_id=version.pk, on=LATER, reasons="She moved.", by=team.fin)
    assert due(version) == (None, "")


def test_the_first_payment_moves_both_days_and_a_review_closes_both(active):
    version, team = active
    case_id, cases = version.plan.case_id, type(version.plan.case).objects
    cases.filter(pk=case_id).update(review_due_on=None, review_clock="")
    act_as(team.fin)
    eligibility.direct_payments_made(case_ids=[case_id], paid_on=date(2026, 11, 10), by=team.fin)
    # The plan itself names 1 February 2027, which is earlier than 10 February.
    assert cases.get(pk=case_id).payment_review_due_on == date(2027, 2, 10)
    assert due(version) == (date(2027, 2, 1), "agreed")
    review = hold(opened(version, team), team.cc, next_due_on=date(2027, 3, 1), results=["amended"])
    reviews.complete_review(review_id=review.pk, edits=review.edits, on=HELD_ON, by=team.cc)
    case = cases.get(pk=case_id)
    assert (case.payment_review_clock, case.payment_review_due_on) == ("K11", add_months(HELD_ON, 12))
    assert (case.review_clock, case.review_due_on) == ("K4", add_months(HELD_ON, 12))
    # The review named a nearer day, and the plan is changed in a new draft.
    assert due(version) == (date(2027, 3, 1), "agreed")
    drafts = PlanVersion.objects.filter(plan_id=version.plan_id, state="draft")
    assert [draft.based_on_id for draft in drafts] == [version.pk]
    assert state(version) == "active"


def test_a_review_from_opening_to_result(active):
    version, team = active
    [line] = reads.outcome_lines(version)
    scores.score_outcomes(plan_id=version.plan_id, values={f"{line.line}_own_rating": 3}, on=ON, by=team.cc)
    review = opened(version, team, key="one")
    assert (review.state, state(version)) == ("open", "under_review")
    # The same page sent twice opens one; another page is told of it.
    assert opened(version, team, key="one").pk == review.pk
    with pytest.raises(RuleBroken, match="Go on with that one"):
        opened(version, team, key="another")
    with pytest.raises(RuleBroken, match="Begin with what the person thinks"):
        reviews.complete_review(review_id=review.pk, edits=review.edits, on=HELD_ON, by=team.cc)
    review = hold(review, team.cc, next_due_on=add_months(HELD_ON, 12) + timedelta(days=1))
    with pytest.raises(RuleBroken, match="12 months after this one at most") as refused:
        reviews.complete_review(review_id=review.pk, edits=review.edits, on=HELD_ON, by=team.cc)
    assert refused.value.field == "next_due_on"
    review = reviews.save_review(review_id=review.pk, part="result", values={"next_due_on": HELD_ON}, by=team.cc)
    day_before = HELD_ON - timedelta(days=1)
    with pytest.raises(RuleBroken, match="before the day on which it was held"):
        reviews.complete_review(review_id=review.pk, edits=review.edits, on=day_before, by=team.cc)
    values = {"next_due_on": add_months(HELD_ON, 12)}
    seen = review.edits
    review = reviews.save_review(review_id=review.pk, part="result", values=values, by=team.cc)
    with pytest.raises(Stale):
        reviews.complete_review(review_id=review.pk, edits=seen, on=HELD_ON, by=team.cc)
    [line] = reads.outcome_lines(version, review)
    assert (line.before.own_rating, line.score.own_rating, line.way) == (3, 7, "better")
    assert str(reads.gas_of([line])) == "60.00"
    for _ in range(2):  # pressed twice, it is one completion
        done = reviews.complete_review(review_id=review.pk, edits=review.edits, on=HELD_ON, by=team.cc)
    assert (done.state, done.completed_on, state(version)) == ("completed", HELD_ON, "active")
    assert due(version)[0] == add_months(HELD_ON, 12)
    assert PlanVersion.objects.filter(plan_id=version.plan_id).count() == 1
    # What was said stands: by service, and by the database.
    with pytest.raises(RuleBroken, match="stay as they are"):
        scores.score_outcomes(plan_id=version.plan_id, values={f"{line.line}_own_rating": 4}, on=ON, by=team.cc)
    with pytest.raises(RuleBroken, match="stay as they are"):
        reviews.save_review(review_id=review.pk, part="result", values={"reasons": "Other"}, by=team.cc)
    with pytest.raises(DatabaseError, match="stays as it is"), transaction.atomic():
        Review.objects.filter(pk=review.pk).update(reasons="Other reasons")
    with pytest.raises(DatabaseError, match="stay as they are"), transaction.atomic():
        OutcomeScore.objects.filter(review=review).update(attained=-2)


def test_two_people_on_one_review_and_whose_it_is(active, actor_of):
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
    # The person gives their own mark and words, and nothing else.
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
    act_as(team.cc)
    for name, value in (("own_rating", 11), ("own_rating", -1), ("attained", 3), ("attained", -3)):
        with pytest.raises(RuleBroken) as refused:
            scores.score_outcomes(
                plan_id=version.plan_id, review_id=review.pk, values={f"{line.line}_{name}": value}, on=ON, by=team.cc
            )
        assert refused.value.field == f"{line.line}_{name}"
    with pytest.raises(DatabaseError), transaction.atomic():
        Review.objects.filter(pk=review.pk).update(state="completed")
    act_as(team.fin)
    with pytest.raises(RuleBroken, match="not hold them"):
        reviews.cancel_review(review_id=review.pk, reasons="Mine", on=LATER, by=team.fin)
    stranger = actor_of("CC")
    with pytest.raises(NotVisible):
        reviews.cancel_review(review_id=review.pk, reasons="Mine", on=LATER, by=stranger)
    # Days are worked out for the organisation, whoever's step it was.
    assert plan_next_review(version.plan_id, LATER, stranger).next_review_on is not None


def test_the_person_asks_and_is_answered(active):
    version, team = active
    before = due(version)
    ask = {"plan_id": version.plan_id, "on": LATER, "by": team.bh}
    act_as(team.bh)
    asked = reviews.ask_for_review(words="My hours are too few.", **ask)
    assert (asked.state, asked.asked_by, state(version)) == ("asked", team.bh.name, "active")
    assert reviews.ask_for_review(words="My hours are too few.", **ask).pk == asked.pk
    with pytest.raises(RuleBroken, match="asked for already"):
        reviews.ask_for_review(words="Something else.", **ask)
    assert due(version) == (SOON_AFTER, "asked")
    answer = {"review_id": asked.pk, "on": LATER, "by": team.cc}
    act_as(team.cc)
    with pytest.raises(RuleBroken) as refused:
        reviews.answer_request(hold=False, reasons=" ", **answer)
    assert refused.value.field == "reasons"
    for reasons in ("It was held last week.", "Pressed twice"):
        said = reviews.answer_request(hold=False, reasons=reasons, **answer)
    assert (said.state, said.reasons) == ("declined", "It was held last week.")
    assert due(version) == before
    # By telephone, written down by staff; this time it is held.
    with pytest.raises(RuleBroken) as refused:
        reviews.ask_for_review(plan_id=version.plan_id, words="Please.", on=LATER, by=team.cc)
    assert refused.value.field == "asked_by"
    again = reviews.ask_for_review(plan_id=version.plan_id, words="Please.", on=LATER, by=team.cc, asked_by="Ada")
    reviews.answer_request(review_id=again.pk, hold=True, reasons="", on=LATER, by=team.cc)
    assert state(version) == "under_review"
    with pytest.raises(RuleBroken):
        reviews.cancel_review(review_id=again.pk, reasons="", on=LATER, by=team.cc)
    reviews.cancel_review(review_id=again.pk, reasons="She is well again.", on=LATER, by=team.cc)
    assert (state(version), due(version)) == ("active", before)


def test_a_change_of_health_with_and_without_a_review(active):
    version, team = active
    for kind in ("after_change", "insufficient", "concern", "capacity", "nominee"):
        with pytest.raises(RuleBroken) as refused:
            opened(version, team, kind)
        assert refused.value.field == "why"
    said = {
        "plan_id": version.plan_id, "changed_on": LATER, "what": "A chest infection", "on": LATER, "by": team.cc, "key": "k",
        "why_no_review": "It has passed.",
    }  # fmt: skip
    with pytest.raises(RuleBroken) as refused:
        reviews.change_without_review(**said, sufficient_words=" ")
    assert refused.value.field == "sufficient_words"
    rows = {reviews.change_without_review(**said, sufficient_words="No more care.").pk for _ in range(2)}
    assert len(rows) == 1
    with pytest.raises(RuleBroken, match="future"):
        reviews.change_without_review(**{**said, "changed_on": LATER + timedelta(days=1)}, sufficient_words="y")
    review = opened(version, team, "insufficient", "The agency costs more.")
    assert review.due_on == SOON_AFTER
    with pytest.raises(RuleBroken, match="must be held"):
        reviews.cancel_review(review_id=review.pk, reasons="No time.", on=LATER, by=team.cc)


def test_a_draft_is_not_reviewed_and_owes_nothing(here):
    version, team = make_plan(here, "draft", written=False)
    assert due(version) == (None, "")
    with pytest.raises(RuleBroken, match="Only a plan in force"):
        opened(version, team)


def test_each_night_asks_for_one_job_an_organisation(here, there):
    each_night()
    each_night()
    act_as(the_service(here.pk))
    assert Job.objects.filter(kind="careplans.review_days").count() == 1
