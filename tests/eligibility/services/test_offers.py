"""Offers pass from one commissioner to another, follow each other by date, and referrals keep theirs."""

from datetime import date, timedelta
from decimal import Decimal

import pytest

from eligibility import services as eligibility
from eligibility.models import Case, Offer
from eligibility.selectors import offers as selectors
from eligibility.services import offers
from eligibility.services.cases import choose_offer, go_to_assessment
from phb.core.errors import NotVisible, RuleBroken
from phb.core.models import Move
from phb.core.tenancy import act_as
from tests.factories.core import assign, make_person
from tests.factories.offers import SINCE, TERMS, make_draft, make_offer

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)


@pytest.fixture
def com(actor_of):
    return actor_of("COM")


@pytest.fixture
def second(actor_of):
    return actor_of("COM")


def approve(offer, second, on):
    act_as(second)
    return offers.approve_offer(offer_id=offer.pk, edits=offer.edits, on=on, by=second)


# --- writing and approving


def test_a_draft_becomes_an_offer_by_two_people(com, second, settle):
    draft = make_draft(com)
    proposed = offers.propose_offer(offer_id=draft.pk, by=com)
    assert (proposed.state, proposed.approved_by_id) == ("PROPOSED", None)
    with pytest.raises(RuleBroken, match="Another commissioner"):
        offers.approve_offer(offer_id=draft.pk, edits=draft.edits, on=SINCE, by=com)
    approved = approve(proposed, second, SINCE)
    assert (approved.state, approved.approved_by_id) == ("IN_FORCE", second.user_id)
    settle()
    moves = Move.objects.filter(subject="eligibility.offer", subject_id=draft.pk).order_by("id")
    assert [move.verb for move in moves] == ["created", "propose", "approve"]


def test_who_wrote_last_is_who_proposes_and_may_not_approve(com, second):
    draft = make_draft(com)
    act_as(second)
    offers.save_offer(offer_id=draft.pk, edits=1, by=second, about="Other words.")
    offers.propose_offer(offer_id=draft.pk, by=second)
    with pytest.raises(RuleBroken, match="You proposed"):
        offers.approve_offer(offer_id=draft.pk, edits=2, on=SINCE, by=second)


def test_a_version_given_back_is_taken_up_again(com, second):
    draft = make_draft(com)
    offers.propose_offer(offer_id=draft.pk, by=com)
    act_as(second)
    with pytest.raises(RuleBroken, match="should change"):
        offers.give_back_offer(offer_id=draft.pk, reason=" ", by=second)
    offers.give_back_offer(offer_id=draft.pk, reason="Name the panel.", by=second)
    act_as(com)
    again = offers.save_offer(offer_id=draft.pk, edits=1, by=com, decider="The carers’ panel of Northmoor")
    assert again.state == "DRAFT"


def test_what_was_changed_after_reading_is_not_approved(com, second):
    draft = make_draft(com)
    offers.propose_offer(offer_id=draft.pk, by=com)
    act_as(second)
    with pytest.raises(RuleBroken, match="has changed"):
        offers.approve_offer(offer_id=draft.pk, edits=draft.edits - 1, on=SINCE, by=second)


def test_two_people_on_one_draft_lose_nothing(com, second):
    draft = make_draft(com)
    offers.save_offer(offer_id=draft.pk, edits=1, by=com, decider="First")
    act_as(second)
    with pytest.raises(offers.SavedMeanwhile) as caught:
        offers.save_offer(offer_id=draft.pk, edits=1, by=second, decider="Second", about=TERMS["about"])
    assert (caught.value.theirs, caught.value.edits) == ({"decider": "First"}, 2)
    assert Offer.objects.get(pk=draft.pk).decider == "First"
    same = offers.save_offer(offer_id=draft.pk, edits=1, by=second, decider="First")
    assert same.edits == 3


def test_only_a_commissioner_writes(actor_of):
    for role in ("CC", "FIN", "AUD", "ADM"):
        with pytest.raises(RuleBroken, match="Only a commissioner"):
            offers.draft_offer(cohort="CARERS", name="Break", enabled_from=SINCE, by=actor_of(role))


def test_an_incomplete_draft_is_kept_but_not_proposed(com):
    act_as(com)
    draft = offers.draft_offer(cohort="CARERS", name="Break", enabled_from=SINCE, by=com)
    with pytest.raises(RuleBroken, match="what good"):
        offers.propose_offer(offer_id=draft.pk, by=com)


def test_a_last_day_before_the_first_is_refused(com):
    draft = make_draft(com)
    with pytest.raises(RuleBroken, match="before the first day"):
        offers.save_offer(offer_id=draft.pk, edits=1, by=com, enabled_to=SINCE - DAY)
    assert offers.save_offer(offer_id=draft.pk, edits=1, by=com, enabled_to=SINCE).enabled_to == SINCE


# --- versions by date


def test_a_new_version_takes_the_place_of_the_old_on_its_day(com, second, here):
    old = make_offer(com, second)
    starts = date(2027, 1, 1)
    new = offers.new_version(offer_id=old.pk, enabled_from=starts, by=com)
    assert (new.version, new.code, new.criteria, new.state) == (2, old.code, old.criteria, "DRAFT")
    with pytest.raises(RuleBroken, match="being written already"):
        offers.new_version(offer_id=old.pk, enabled_from=starts, by=com)
    offers.propose_offer(offer_id=new.pk, by=com)
    approve(new, second, date(2026, 12, 1))
    old.refresh_from_db()
    assert (old.state, old.enabled_to) == ("REPLACED", date(2026, 12, 31))
    assert [offer.version for offer in selectors.offers_on(here.pk, starts - DAY)] == [1]
    assert [offer.version for offer in selectors.offers_on(here.pk, starts)] == [2]
    assert selectors.standing(old, starts - DAY)[0] == "IN_FORCE"
    assert selectors.standing(old, starts) == ("OVER", "Replaced")


@pytest.mark.parametrize(
    ("starts", "approved_on", "passes"),
    [
        (date(2026, 12, 1), date(2026, 12, 1), True),
        (date(2026, 12, 1), date(2026, 12, 2), False),
        (SINCE, SINCE, False),
        (SINCE + DAY, SINCE + DAY, True),
    ],
)
def test_a_new_version_never_reaches_back(com, second, starts, approved_on, passes):
    old = make_offer(com, second)
    new = offers.new_version(offer_id=old.pk, enabled_from=starts, by=com)
    offers.propose_offer(offer_id=new.pk, by=com)
    if passes:
        assert approve(new, second, approved_on).state == "IN_FORCE"
    else:
        with pytest.raises(RuleBroken, match="later first day"):
            approve(new, second, approved_on)


def test_an_ended_offer_is_in_force_to_its_last_day(com, second, here):
    offer = make_offer(com, second)
    last = date(2026, 12, 31)
    for day, why in ((date(2026, 11, 1), "has passed"), (SINCE - DAY, "has passed")):
        with pytest.raises(RuleBroken, match=why):
            offers.end_offer(offer_id=offer.pk, last_day=day, reason="Money.", on=date(2026, 11, 2), by=com)
    offers.end_offer(offer_id=offer.pk, last_day=last, reason="Money.", on=date(2026, 11, 2), by=com)
    assert len(selectors.offers_on(here.pk, last)) == 1
    assert selectors.offers_on(here.pk, last + DAY) == []


def test_an_ended_offer_may_come_back_only_after_its_last_day(com, second):
    offer = make_offer(com, second)
    offers.end_offer(offer_id=offer.pk, last_day=date(2026, 12, 31), reason="Money.", on=date(2026, 11, 2), by=com)
    again = offers.new_version(offer_id=offer.pk, enabled_from=date(2026, 12, 31), by=com)
    offers.propose_offer(offer_id=again.pk, by=com)
    with pytest.raises(RuleBroken, match="in force until 31 December 2026"):
        approve(again, second, date(2026, 12, 1))


def test_drafts_are_for_commissioners_and_auditors(com, second, actor_of, here):
    draft = make_draft(com)
    for role, sees in (("COM", True), ("AUD", True), ("CC", False), ("FIN", False), ("ADM", False)):
        actor = actor_of(role)
        if sees:
            assert selectors.offer_for(actor, draft.pk).pk == draft.pk
        else:
            with pytest.raises(NotVisible):
                selectors.offer_for(actor, draft.pk)


def test_other_organisations_do_not_see_it(com, second, actor_of, there):
    offer = make_offer(com, second)
    with pytest.raises(NotVisible):
        selectors.offer_for(actor_of("COM", there), offer.pk)


def test_two_offers_of_one_name_have_codes_of_their_own(com):
    first, other = make_draft(com), make_draft(com)
    assert (first.code, other.code) == ("carers-break", "carers-break-2")


# --- referrals


@pytest.fixture
def person(here, actor_of):
    coordinator = actor_of("CC")
    made = make_person(here)
    assign(made, coordinator)
    return made, coordinator


def refer(person, by, route="LOCAL_OFFER", received_on=date(2026, 9, 1), offer_id=None):
    act_as(by)
    return eligibility.refer(
        person_id=person.pk, route=route, received_on=received_on, referred_by="Dr Lewis", offer_id=offer_id, by=by
    )


def test_a_referral_keeps_its_offer_and_its_clock(com, second, person):
    offer = make_offer(com, second, decision_days=20)
    case = refer(*person, offer_id=offer.pk)
    assert (case.offer_id, case.due_clock, case.clock_started_on) == (offer.pk, "OFFER", date(2026, 9, 1))
    assert case.due_on == date(2026, 9, 21)
    go_to_assessment(case_id=case.pk, noticed_on=date(2026, 9, 5), reason="Local pathway.", by=person[1])
    case.refresh_from_db()
    assert (case.clock_started_on, case.due_on) == (date(2026, 9, 1), date(2026, 9, 21))


@pytest.mark.parametrize(
    ("received_on", "taken"),
    [(SINCE - DAY, False), (SINCE, True), (date(2026, 12, 31), True), (date(2027, 1, 1), False)],
)
def test_the_offer_was_in_force_on_the_day_received(com, second, person, received_on, taken):
    offer = make_offer(com, second, enabled_to=date(2026, 12, 31))
    if taken:
        assert refer(*person, received_on=received_on, offer_id=offer.pk).offer_id == offer.pk
    else:
        with pytest.raises(RuleBroken, match="not in force") as caught:
            refer(*person, received_on=received_on, offer_id=offer.pk)
        assert caught.value.field == "offer_id"


def test_the_only_offer_of_a_route_is_taken_without_being_named(com, second, person):
    offer = make_offer(com, second, cohort="WHEELCHAIR", name="Wheelchairs")
    assert refer(*person, route="WHEELCHAIR").offer_id == offer.pk


def test_of_two_none_is_guessed(com, second, person):
    make_offer(com, second, cohort="WHEELCHAIR", name="Wheelchairs for adults")
    make_offer(com, second, cohort="WHEELCHAIR", name="Wheelchairs for children")
    assert refer(*person, route="WHEELCHAIR").offer_id is None


def test_without_an_offer_the_record_says_so(com, person):
    case = refer(*person, route="MATERNITY")
    created = Move.objects.get(subject="eligibility.case", subject_id=case.pk, verb="created")
    assert created.reason.startswith("Not available in the area")
    assert (case.offer_id, case.due_clock) == (None, "")
    assert selectors.without_offer(case)


def test_an_offer_of_another_route_is_refused(com, second, person):
    carers = make_offer(com, second)
    with pytest.raises(RuleBroken, match="not in force"):
        refer(*person, route="MATERNITY", offer_id=carers.pk)
    with pytest.raises(RuleBroken, match="does not come under a local offer"):
        refer(*person, route="CHC", offer_id=carers.pk)


def test_a_case_keeps_the_version_it_came_under(com, second, person):
    old = make_offer(com, second)
    case = refer(*person, offer_id=old.pk)
    act_as(com)
    new = offers.new_version(offer_id=old.pk, enabled_from=date(2027, 1, 1), by=com)
    offers.save_offer(offer_id=new.pk, edits=0, by=com, decision_days=99)
    offers.propose_offer(offer_id=new.pk, by=com)
    new.refresh_from_db()
    approve(new, second, date(2026, 12, 1))
    case = Case.objects.get(pk=case.pk)
    assert (case.offer.version, case.due_on) == (1, date(2026, 9, 21))


def test_an_offer_may_be_named_later(com, second, person):
    case = refer(*person)
    assert case.offer_id is None
    offer = make_offer(com, second, decision_days=10)
    act_as(person[1])
    named = choose_offer(case_id=case.pk, offer_id=offer.pk, by=person[1])
    assert (named.offer_id, named.due_on) == (offer.pk, date(2026, 9, 11))
    eligibility.close_case(case_id=case.pk, reason="Moved away.", by=person[1])
    with pytest.raises(RuleBroken, match="decided or closed"):
        choose_offer(case_id=case.pk, offer_id=offer.pk, by=person[1])


def test_the_rule_reads_only_what_counts(com, second):
    offer = make_offer(com, second, cap_amount=Decimal("500.00"))
    read = selectors.rule_offer(offer)
    assert [row["id"] for row in read["criteria"]] == ["cares", "hours"]
    assert all("required" not in row for row in read["criteria"])


def test_years_of_a_wheelchair_budget_follow_the_age(com, second):
    offer = make_offer(com, second, cohort="WHEELCHAIR", name="Wheelchairs")
    on = date(2026, 9, 1)
    assert selectors.budget_years(offer, date(2008, 9, 2), on) == 3
    assert selectors.budget_years(offer, date(2008, 9, 1), on) == 5
