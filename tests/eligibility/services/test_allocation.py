"""Cases given to assessors and teams: who gets access, who may not, counts and absences."""

from datetime import date, timedelta

import pytest

from eligibility import selectors
from eligibility.models import Absence, Case
from eligibility.selectors import work as look
from eligibility.services import close_case, work
from phb.core.actors import the_service
from phb.core.errors import NotVisible, RuleBroken
from phb.core.models import Assignment, Declaration, Membership, Move, NamedStaff, Team, User
from phb.core.selectors import people
from phb.core.tenancy import act_as
from tests.conftest import settle
from tests.factories.core import assign, make_person
from tests.factories.eligibility import make_case

pytestmark = pytest.mark.django_db
TODAY = date(2026, 9, 10)


@pytest.fixture
def desk(here, actor_of):
    """A commissioner, a coordinator with two cases, a clinician without any, and a team."""
    com, cln, cc = actor_of("COM"), actor_of("CLN"), actor_of("CC")
    cases = []
    for _ in range(2):
        person = make_person(here)
        assign(person, cc)
        cases.append(make_case(person, cc))
    act_as(com)
    team = Team.objects.create(organisation=here, name="Adults")
    return com, cc, cln, team, cases


def give(case_ids, by, **more):
    act_as(by)
    ids = [case.pk for case in case_ids]
    return work.allocate(**{"case_ids": ids, "on": TODAY, "by": by, **more})


def test_many_at_once_and_the_assessor_may_open_them_from_that_day(desk):
    com, _, cln, _, cases = desk
    assert not people(cln, on=TODAY).exists()
    changed = give(cases, com, membership_id=cln.membership_id)
    assert len(changed) == 2 and all(case.assessor_id == cln.membership_id for case in changed)
    assert people(cln, on=TODAY).count() == 2
    assert not people(cln, on=TODAY - timedelta(days=1)).exists()
    moves = Move.objects.filter(subject="eligibility.case", verb="allocate")
    assert moves.count() == 2 and moves.first().by_name == com.name and cln.name in moves.first().reason
    settle()


def test_the_same_again_changes_nothing(desk):
    com, _, cln, _, cases = desk
    give(cases, com, membership_id=cln.membership_id)
    assert give(cases, com, membership_id=cln.membership_id) == []
    assert Assignment.objects.filter(membership_id=cln.membership_id).count() == 2


def test_a_team_gets_access_and_an_assessor_brings_their_own_team(desk, here, actor_of):
    com, _, _, team, cases = desk
    member = actor_of("CC", team=team)
    give(cases[:1], com, team_id=team.pk)
    act_as(member)
    assert people(member, on=TODAY).count() == 1
    act_as(com)
    case = give(cases[1:], com, membership_id=member.membership_id)[0]
    assert case.team == team and case.assessor_id == member.membership_id
    # The assessor alone was named, so the rest of the team gains nothing by it.
    assert not Assignment.objects.filter(team=team, person_id=case.person_id).exists()


def test_a_team_that_is_named_gets_access_though_it_was_the_assessors_all_along(desk, actor_of):
    com, _, _, team, cases = desk
    assessor, colleague = actor_of("CLN", team=team), actor_of("CC", team=team)
    give(cases[:1], com, membership_id=assessor.membership_id)
    act_as(colleague)
    assert not people(colleague, on=TODAY).exists()
    assert len(give(cases[:1], com, membership_id=assessor.membership_id, team_id=team.pk)) == 1
    assert give(cases[:1], com, membership_id=assessor.membership_id, team_id=team.pk) == []
    act_as(colleague)
    assert people(colleague, on=TODAY).count() == 1


def test_taking_a_case_from_somebody_needs_a_reason(desk):
    com, cc, cln, _, cases = desk
    give(cases, com, membership_id=cln.membership_id)
    with pytest.raises(RuleBroken, match="Write why") as refused:
        give(cases, com, membership_id=cc.membership_id)
    assert refused.value.field == "reason"
    give(cases, com, membership_id=cc.membership_id, reason="On leave.")
    assert Move.objects.filter(verb="reallocate", reason__contains="On leave.").count() == 2
    act_as(cln)
    assert people(cln, on=TODAY).count() == 2  # nothing was said of access


def test_access_ends_with_the_case_where_that_is_said_unless_there_is_another_case_of_the_person(desk):
    com, cc, cln, _, cases = desk
    person = cases[0].person
    act_as(cc)
    other = make_case(person, cc, route="WHEELCHAIR")
    give([*cases, other], com, membership_id=cln.membership_id)
    give(cases, com, membership_id=cc.membership_id, reason="On leave.", keeps_access=False)
    act_as(cln)
    assert set(people(cln, on=TODAY).values_list("pk", flat=True)) == {person.pk}
    give([other], com, membership_id=cc.membership_id, reason="On leave.", keeps_access=False)
    act_as(cln)
    assert not people(cln, on=TODAY).exists()


def test_a_case_that_goes_to_another_team_leaves_its_assessor(desk, here, actor_of):
    com, _, _, team, cases = desk
    own = Team.objects.create(organisation=here, name="Children")
    member = actor_of("CLN", team=own)
    give(cases, com, membership_id=member.membership_id)
    moved = give(cases[:1], com, team_id=team.pk, reason="Lives there now.")[0]
    assert moved.assessor is None and moved.team == team
    (stays,) = give(cases[1:], com, team_id=own.pk)
    assert stays.assessor_id == member.membership_id and stays.team == own


def test_all_or_none(desk):
    com, _, cln, _, cases = desk
    act_as(com)
    with pytest.raises(NotVisible):
        work.allocate(case_ids=[cases[0].pk, 987_654], membership_id=cln.membership_id, on=TODAY, by=com)
    assert not Case.objects.filter(assessor__isnull=False).exists()


def test_a_closed_case_is_named_and_left_out(desk):
    com, cc, cln, _, cases = desk
    act_as(cc)
    close_case(case_id=cases[1].pk, reason="Moved away.", by=cc)
    with pytest.raises(RuleBroken, match=f"{cases[1].reference} is closed"):
        give(cases, com, membership_id=cln.membership_id)
    act_as(com)
    assert not Case.objects.filter(assessor__isnull=False).exists()


@pytest.mark.parametrize("bar", ["declared", "restricted"])
def test_nobody_is_given_a_record_that_they_may_not_open(desk, here, bar):
    com, _, cln, _, cases = desk
    act_as(the_service(here.pk))
    person = cases[0].person
    if bar == "declared":
        Declaration.objects.create(
            organisation=here, person=person, user=User.objects.get(pk=cln.user_id), relationship="Aunt"
        )
    else:
        person.restricted = True
        person.save()
        NamedStaff.objects.create(organisation=here, person=person, membership_id=com.membership_id, reason="Leads")
    with pytest.raises(RuleBroken, match=f"may not open the record behind {cases[0].reference}"):
        give(cases, com, membership_id=cln.membership_id)


def test_only_those_who_assess_and_work_here_that_day(desk, there, actor_of):
    com, _, cln, _, cases = desk
    elsewhere = actor_of("CLN", there)
    finance = actor_of("FIN")
    act_as(com)
    seat = Membership.objects.get(pk=cln.membership_id)
    seat.ends = TODAY - timedelta(days=1)
    seat.save()
    for membership_id in (elsewhere.membership_id, finance.membership_id, cln.membership_id):
        with pytest.raises(RuleBroken, match="works here today"):
            give(cases, com, membership_id=membership_id)


def test_something_must_be_chosen(desk):
    com, _, cln, _, cases = desk
    with pytest.raises(RuleBroken, match="Choose an assessor"):
        give(cases, com)
    with pytest.raises(RuleBroken, match="Choose at least one case"):
        give([], com, membership_id=cln.membership_id)


def test_caseloads_count_undecided_and_overdue_and_who_is_away_stands_last(desk, django_assert_num_queries):
    com, cc, cln, _, cases = desk
    give(cases, com, membership_id=cln.membership_id)
    Case.objects.filter(pk=cases[0].pk).update(due_on=TODAY - timedelta(days=1))
    Case.objects.filter(pk=cases[1].pk).update(due_on=TODAY)
    work.record_absence(
        membership_id=cc.membership_id, starts=TODAY, ends=TODAY, cover_id=cln.membership_id, on=TODAY, by=com
    )
    with django_assert_num_queries(3):
        found = look.workload(com, TODAY)
    assert [(one.membership.pk, one.open, one.overdue, one.away_to, one.cover) for one in found] == [
        (cln.membership_id, 2, 1, None, ""),
        (cc.membership_id, 0, 0, TODAY, cln.name),
    ]
    assert "2 cases, 1 overdue" in found[0].label.replace("\N{NO-BREAK SPACE}", " ")
    assert "Away to 10 September" in found[1].label
    assert [one.membership.pk for one in look.workload(com, TODAY + timedelta(days=1))][0] == cc.membership_id


def test_absences_do_not_overlap_and_end_when_somebody_is_back(desk):
    com, cc, cln, _, _ = desk
    act_as(com)

    def away(starts, ends, **more):
        return work.record_absence(
            membership_id=cc.membership_id, starts=TODAY + timedelta(days=starts), ends=TODAY + timedelta(days=ends),
            on=TODAY, by=com, **more,
        )  # fmt: skip

    first = away(-2, 3)
    for starts, ends, says in ((3, 5, "recorded already"), (5, 4, "before the first"), (-5, -3, "over")):
        with pytest.raises(RuleBroken, match=says):
            away(starts, ends)
    with pytest.raises(RuleBroken, match="themselves"):
        away(4, 5, cover_id=cc.membership_id)
    to_come = away(4, 5, cover_id=cln.membership_id)
    assert [each.now for each in look.away(com, TODAY)] == [True, False]
    work.end_absence(absence_id=first.pk, on=TODAY, by=com)
    work.end_absence(absence_id=to_come.pk, on=TODAY, by=com)
    assert list(Absence.objects.values_list("ends", flat=True)) == [TODAY - timedelta(days=1)]
    assert look.away(com, TODAY) == []


def test_an_absence_of_another_organisation_is_not_there(desk, there, actor_of):
    com, cc, _, _, _ = desk
    act_as(com)
    absence = work.record_absence(membership_id=cc.membership_id, starts=TODAY, ends=TODAY, on=TODAY, by=com)
    other = actor_of("COM", there)
    with pytest.raises(NotVisible):
        work.end_absence(absence_id=absence.pk, on=TODAY, by=other)


def test_the_list_of_cases_is_filtered_by_assessor(desk):
    com, _, cln, _, cases = desk
    give(cases[:1], com, membership_id=cln.membership_id)
    every = selectors.cases(com)
    assert [case.pk for case in look.of_assessor(every, "NONE", com)] == [cases[1].pk]
    assert [case.pk for case in look.of_assessor(every, str(cln.membership_id), com)] == [cases[0].pk]
    act_as(cln)
    assert [case.pk for case in look.of_assessor(selectors.cases(cln), "MINE", cln)] == [cases[0].pk]
