"""Who runs a plan: absence cover, handing over one or many, and nobody leaving while a plan names them."""

from datetime import date, timedelta

import pytest
from django.urls import reverse

from careplans.models import Plan
from careplans.selectors.people import contact_of
from careplans.services.coordinating import reassign
from eligibility.models import Absence
from phb.core import seating
from phb.core.actors import the_service
from phb.core.errors import NotVisible, RuleBroken
from phb.core.models import Assignment, Declaration, Membership, Move, Person
from phb.core.tenancy import act_as
from tests.factories.careplans import make_plan
from tests.factories.core import make_actor

pytestmark = pytest.mark.django_db
ON = date(2026, 11, 22)


@pytest.fixture
def plan(here):
    version, team = make_plan(here, written=False)
    act_as(the_service(here.pk))
    return Plan.objects.select_related("coordinator__user", "coordinator__organisation").get(pk=version.plan_id), team


def away(seat, cover=None, starts=ON, ends=ON + timedelta(days=7), by=None):
    Absence.objects.create(organisation_id=seat.organisation_id, membership=seat, cover=cover, starts=starts, ends=ends,
                           recorded_by_id=by or seat.user_id)  # fmt: skip


def test_whom_to_ring_day_by_day(plan, here):
    plan, _ = plan
    cover = Membership.objects.get(pk=make_actor("CC", here, name="Bola Ade").membership_id)
    act_as(the_service(here.pk))
    away(plan.coordinator, cover)
    named = plan.coordinator.user.name
    for day, who, covering in (
        (ON - timedelta(days=1), named, ""),  # the day before
        (ON, "Bola Ade", named),  # the first day
        (ON + timedelta(days=7), "Bola Ade", named),  # the last
        (ON + timedelta(days=8), named, ""),  # back
    ):
        found = contact_of(plan, day)
        assert (found.name, found.covering_for) == (who, covering), day
    said = contact_of(plan, ON).away.replace("\N{NO-BREAK SPACE}", " ")
    assert said == f"{named} is away until 29 November 2026; Bola Ade covers."


def test_nobody_covers_or_whoever_covers_is_away_too(plan, here):
    plan, _ = plan
    second, third = (
        Membership.objects.get(pk=make_actor("CC", here, name=name).membership_id) for name in ("Second", "Third")
    )
    act_as(the_service(here.pk))
    away(plan.coordinator, second)
    away(second, third, ends=ON + timedelta(days=2))
    found = contact_of(plan, ON)
    assert (found.name, found.until) == ("Third", ON + timedelta(days=2))
    away(third, plan.coordinator)  # round in a circle: the office
    found = contact_of(plan, ON)
    assert found.phone == here.phone and found.email == here.email and "Ring the office" in found.away
    Membership.objects.filter(pk=second.pk).update(ends=ON - timedelta(days=1))
    assert contact_of(plan, ON).email == here.email


def test_handing_over_moves_contact_caseload_and_leaves_its_reason(plan, here):
    plan, team = plan
    Person.objects.filter(pk=plan.person_id).update(named_contact=plan.coordinator)
    new = make_actor("CC", here, name="Bola Ade")
    act_as(team.com)
    given = {
        "plan_ids": [plan.pk],
        "membership_id": new.membership_id,
        "reason": "Sam leaves.",
        "on": ON,
        "by": team.com,
    }
    assert reassign(**given) == 1
    assert reassign(**given) == 0, "sent twice, done once"
    plan.refresh_from_db()
    assert plan.coordinator_id == new.membership_id
    assert Person.objects.get(pk=plan.person_id).named_contact_id == new.membership_id
    assert Assignment.objects.filter(person=plan.person, membership_id=new.membership_id, ends=None).exists()
    assert not Assignment.objects.filter(person=plan.person, membership_id=team.cc.membership_id, ends=None).exists()
    note = Move.objects.get(subject="careplans.plan", subject_id=plan.pk, verb="reassigned")
    assert "Sam leaves." in note.reason and "Bola Ade" in note.reason


@pytest.mark.parametrize("case", ["reads", "no reason", "a clinician", "gone", "a stranger's plan", "family"])
def test_what_is_refused(plan, here, there, case):
    plan, team = plan
    seat = make_actor("CLN" if case == "a clinician" else "CC", here)
    given = {"plan_ids": [plan.pk], "membership_id": seat.membership_id, "reason": "Because.", "on": ON, "by": team.com}
    act_as(the_service(here.pk))
    error = RuleBroken
    if case == "reads":
        given["by"] = team.fin
    elif case == "no reason":
        given["reason"] = "  "
    elif case == "gone":
        Membership.objects.filter(pk=seat.membership_id).update(ends=ON - timedelta(days=1))
    elif case == "family":
        Declaration.objects.create(organisation=here, person=plan.person, user_id=seat.user_id, relationship="niece")
    elif case == "a stranger's plan":
        given["by"], error = make_actor("CC", here), NotVisible
    act_as(given["by"])
    with pytest.raises(error):
        reassign(**given)
    plan.refresh_from_db()
    assert plan.coordinator_id == team.cc.membership_id


def test_a_coordinator_stays_until_their_plans_are_handed_over(plan, here):
    plan, team = plan
    admin = make_actor("ADM", here)
    Membership.objects.filter(pk=team.cc.membership_id).update(starts=date(2020, 1, 1))
    act_as(admin)
    with pytest.raises(RuleBroken, match="care coordinator of 1\N{NO-BREAK SPACE}plan"):
        seating.end_role(membership_id=team.cc.membership_id, on=ON, by=admin)
    new = make_actor("CC", here)
    act_as(team.com)
    reassign(plan_ids=[plan.pk], membership_id=new.membership_id, reason="Leaves.", on=ON, by=team.com)
    act_as(admin)
    assert seating.end_role(membership_id=team.cc.membership_id, on=ON, by=admin).ends == ON - timedelta(days=1)


def test_the_pages_count_list_and_hand_over(plan, here, sign_in):
    plan, team = plan
    new = make_actor("CC", here, name="Bola Ade")
    client = sign_in(team.com)
    page = client.get(reverse("careplans:coordinators")).content.decode()
    assert "Bola Ade" in page and "Care coordinators" in page
    assert client.get(reverse("careplans:coordinators") + "?format=csv").status_code == 200
    address = reverse("careplans:coordinator", args=[team.cc.membership_id])
    assert plan.person.full_name in client.get(address).content.decode()
    sent = {
        "which": "SOME",
        "coordinator": new.membership_id,
        "reason": "Sam leaves",
        "key": "0b2c4f0e-5d35-4a51-9d6f-0f6a1f0c7a11",
    }
    wrong = client.post(address, sent).content.decode()
    assert "Tick the plans to hand over" in wrong and "Sam leaves" in wrong, "what was typed stays"
    done = client.post(address, {**sent, "plans": [plan.pk], "sure": "on"})
    assert done.status_code == 302
    plan.refresh_from_db()
    assert plan.coordinator_id == new.membership_id
    shown = client.get(reverse("careplans:of_plan", args=[plan.versions.get().pk])).content.decode()
    assert "Handed over" in shown and "Sam leaves" in shown
