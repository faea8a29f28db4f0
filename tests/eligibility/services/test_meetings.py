"""Meetings of the team: invited, answered, lawful or not, held; notices that name nobody; the council consulted."""

from datetime import UTC, date, datetime, timedelta

import pytest
from django.core import mail

from eligibility.models import Attendance, AuthorityConsulted, Meeting
from eligibility.selectors import work as look
from eligibility.services import close_case, work
from phb.core.actors import the_service
from phb.core.errors import NotVisible, RuleBroken
from phb.core.jobs import handler
from phb.core.models import Declaration, Job, User
from phb.core.selectors import people
from phb.core.tenancy import act_as
from tests.conftest import settle
from tests.factories.core import assign, make_person
from tests.factories.eligibility import make_case

pytestmark = pytest.mark.django_db
TODAY = date(2026, 9, 10)
AT = datetime(2026, 9, 17, 13, 0, tzinfo=UTC)


@pytest.fixture
def planned(here, actor_of):
    cln, cc = actor_of("CLN"), actor_of("CC")
    person = make_person(here, given_name="Marigold", family_name="Unmistakable")
    assign(person, cc)
    case = make_case(person, cc)
    meeting = work.plan_meeting(case_id=case.pk, starts_at=AT, place="12 Unmistakable Lane", by=cc)
    return cc, cln, case, meeting


def ask(meeting, by, name="", profession="NURSE", **more):
    return work.invite(meeting_id=meeting.pk, name=name, profession=profession, on=TODAY, by=by, **more)


def teams(meeting):
    return [(check.people, check.result.outcome) for check in look.team_of(meeting, look.invited_to(meeting), TODAY)]


def test_the_team_is_judged_as_it_grows(planned):
    cc, _, _, meeting = planned
    assert teams(meeting) == [(0, "INCOMPLETE"), (0, "INCOMPLETE")]
    nurse = ask(meeting, cc, "Joy Bell")
    other = ask(meeting, cc, "Ann Hill", "DISTRICT_NURSE")
    work.record_reply(attendance_id=nurse.pk, reply="ACCEPTED", by=cc)
    assert teams(meeting) == [(2, "INVALID"), (1, "INVALID")]  # two nurses are of one profession
    social = ask(meeting, cc, "Tom Ade", "SOCIAL_WORKER", is_care_act_assessor=True, works_for="Northmoor Council")
    first, _ = look.team_of(meeting, look.invited_to(meeting), TODAY)
    assert first.lawful and first.result.rules == ("MDT-2",) and not first.result.warnings
    work.record_reply(attendance_id=social.pk, reply="ACCEPTED", by=cc)
    assert teams(meeting) == [(3, "VALID"), (2, "VALID")]
    work.record_reply(attendance_id=social.pk, reply="SENDS_VIEWS", views="More help at night.", by=cc)
    assert teams(meeting) == [(2, "INVALID"), (1, "INVALID")]  # views in writing make nobody a member
    work.record_reply(attendance_id=other.pk, reply="DECLINED", by=cc)
    assert teams(meeting)[0] == (1, "INVALID")


def test_a_team_of_two_health_professions_is_lawful_with_a_warning(planned):
    cc, _, _, meeting = planned
    ask(meeting, cc, "Joy Bell")
    ask(meeting, cc, "Dr Ray", "GP")
    first = look.team_of(meeting, look.invited_to(meeting), TODAY)[0]
    assert first.lawful and [warning.rule for warning in first.result.warnings] == ["MDT-SOCIAL-CARE"]


def test_those_who_took_part_are_offered_to_the_decision_support_tool(planned):
    cc, _, case, meeting = planned
    nurse, away = ask(meeting, cc, "Joy Bell"), ask(meeting, cc, "Dr Ray", "GP")
    social = ask(meeting, cc, "Tom Ade", "SOCIAL_WORKER", is_care_act_assessor=True, works_for="Northmoor Council")
    assert look.attendees_of(case) == []
    with pytest.raises(RuleBroken, match="still to come"):
        work.hold_meeting(meeting_id=meeting.pk, attended=[nurse.pk], at=AT - timedelta(seconds=1), by=cc)
    held = work.hold_meeting(meeting_id=meeting.pk, attended=[nurse.pk, social.pk], at=AT, notes="Agreed.", by=cc)
    assert held.state == "HELD" and held.notes == "Agreed."
    assert dict(Attendance.objects.values_list("pk", "attended")) == {nurse.pk: True, away.pk: False, social.pk: True}
    assert look.attendees_of(case) == [
        {"name": "Joy Bell", "profession": "NURSE", "organisation": "", "is_care_act_assessor": False},
        {"name": "Tom Ade", "profession": "SOCIAL_WORKER", "organisation": "Northmoor Council", "is_care_act_assessor": True},
    ]  # fmt: skip
    assert teams(held) == [(2, "VALID")]
    settle()
    for again in (
        lambda: work.hold_meeting(meeting_id=meeting.pk, attended=[nurse.pk], at=AT, by=cc),
        lambda: work.cancel_meeting(meeting_id=meeting.pk, reason="x", by=cc),
        lambda: ask(meeting, cc, "Late Comer"),
        lambda: work.record_reply(attendance_id=nurse.pk, reply="DECLINED", by=cc),
        lambda: work.uninvite(attendance_id=nurse.pk, by=cc),
    ):
        with pytest.raises(RuleBroken, match="is held"):
            again()


@pytest.mark.parametrize(("attended", "says"), [([], "Choose who took part"), ([987_654], "only among those invited")])
def test_who_took_part_is_among_those_invited(planned, attended, says):
    cc, _, _, meeting = planned
    ask(meeting, cc, "Joy Bell")
    with pytest.raises(RuleBroken, match=says):
        work.hold_meeting(meeting_id=meeting.pk, attended=attended, at=AT, by=cc)


def test_a_colleague_gets_access_and_a_notice_that_names_nobody(planned):
    cc, cln, _, meeting = planned
    act_as(cln)
    assert not people(cln, on=TODAY).exists()
    act_as(cc)
    made = ask(meeting, cc, membership_id=cln.membership_id)
    assert made.name == cln.name and made.works_for
    act_as(cln)
    assert people(cln, on=TODAY).count() == 1
    job = Job.objects.get(kind="eligibility.tell_of_meeting")
    assert job.payload == {"meeting": meeting.pk, "membership": cln.membership_id, "what": "planned"}
    handler(job.kind).work(job, cln)
    (sent,) = mail.outbox
    assert sent.to == [User.objects.get(pk=cln.user_id).email] and "Sign in" in sent.body
    said = f"{sent.subject} {sent.body}"
    for hidden in ("Marigold", "Unmistakable", meeting.case.reference, "12 ", "17", "September", "http", cc.name):
        assert hidden not in said


def test_nobody_is_told_of_what_is_no_longer_so(planned):
    cc, cln, _, meeting = planned
    made = ask(meeting, cc, membership_id=cln.membership_id)
    work.uninvite(attendance_id=made.pk, by=cc)
    job = Job.objects.get(kind="eligibility.tell_of_meeting")
    handler(job.kind).work(job, cc)
    assert mail.outbox == []


def test_one_may_not_be_invited_to_a_record_that_is_closed_to_one(planned, here):
    cc, cln, case, meeting = planned
    act_as(the_service(here.pk))
    Declaration.objects.create(organisation=here, person=case.person, user_id=cln.user_id, relationship="Son")
    act_as(cc)
    with pytest.raises(RuleBroken, match="may not open this record"):
        ask(meeting, cc, membership_id=cln.membership_id)


@pytest.mark.parametrize(
    ("more", "says"),
    [
        ({"name": ""}, "enter the name"),
        ({"name": "Joy Bell", "profession": "WIZARD"}, "profession"),
        ({"name": "joy bell"}, "invited already"),
        ({"membership_id": 987_654}, "works here"),
    ],
)
def test_an_invitation_that_cannot_be_is_refused(planned, more, says):
    cc, _, _, meeting = planned
    ask(meeting, cc, "Joy Bell")
    with pytest.raises(RuleBroken, match=says):
        ask(meeting, cc, **more)


def test_at_another_time_everybody_is_asked_anew_and_an_older_page_overwrites_nothing(planned):
    cc, cln, _, meeting = planned
    mine, theirs = ask(meeting, cc, membership_id=cln.membership_id), ask(meeting, cc, "Joy Bell")
    for each, answer in ((mine, "ACCEPTED"), (theirs, "SENDS_VIEWS")):
        work.record_reply(attendance_id=each.pk, reply=answer, by=cc)
    later = {"meeting_id": meeting.pk, "minutes": 60, "notes": "", "by": cc}
    work.change_meeting(starts_at=AT, place="Ward 4", edits=0, **later)
    assert set(Attendance.objects.values_list("reply", flat=True)) == {"ACCEPTED", "SENDS_VIEWS"}
    with pytest.raises(RuleBroken, match="Somebody changed this meeting"):
        work.change_meeting(starts_at=AT, place="Ward 9", edits=0, **later)
    assert Meeting.objects.get().place == "Ward 4"
    work.change_meeting(starts_at=AT + timedelta(hours=1), place="Ward 4", edits=1, **later)
    assert dict(Attendance.objects.values_list("pk", "reply")) == {mine.pk: "NONE", theirs.pk: "SENDS_VIEWS"}
    assert [job.payload["what"] for job in Job.objects.filter(kind="eligibility.tell_of_meeting").order_by("id")] == ["planned", "moved"]  # fmt: skip


def test_a_meeting_is_cancelled_with_a_reason_and_colleagues_are_told(planned):
    cc, cln, case, meeting = planned
    ask(meeting, cc, membership_id=cln.membership_id)
    with pytest.raises(RuleBroken, match="Write why"):
        work.cancel_meeting(meeting_id=meeting.pk, reason=" ", by=cc)
    gone = work.cancel_meeting(meeting_id=meeting.pk, reason="In hospital.", by=cc)
    assert gone.state == "CANCELLED" and look.team_of(gone, look.invited_to(gone), TODAY) == []
    assert look.attendees_of(case) == []
    job = Job.objects.get(kind="eligibility.tell_of_meeting", payload__what="cancelled")
    handler(job.kind).work(job, cc)
    assert "cancelled" in mail.outbox[0].subject


@pytest.mark.parametrize(
    ("more", "says"),
    [
        ({"starts_at": datetime(2026, 8, 31, 22, 59, tzinfo=UTC)}, "before the referral"),  # 31 August in England
        ({"minutes": 4}, "from 5"),
        ({"minutes": 481}, "to 480"),
    ],
)
def test_bounds_of_a_meeting(planned, more, says):
    cc, _, case, _ = planned
    with pytest.raises(RuleBroken, match=says):
        work.plan_meeting(**{"case_id": case.pk, "starts_at": AT, "by": cc, **more})


def test_the_first_minute_of_the_day_of_the_referral_in_england_is_in_time(planned):
    cc, _, case, _ = planned
    assert work.plan_meeting(case_id=case.pk, starts_at=datetime(2026, 8, 31, 23, 0, tzinfo=UTC), by=cc).pk


def test_others_do_not_see_it_and_a_closed_case_gets_no_meeting(planned, actor_of):
    cc, _, case, meeting = planned
    stranger = actor_of("CC")
    for look_at in (lambda: look.meeting_for(stranger, meeting.pk), lambda: ask(meeting, stranger, "X")):
        with pytest.raises(NotVisible):
            look_at()
    act_as(cc)
    close_case(case_id=case.pk, reason="Moved away.", by=cc)
    with pytest.raises(RuleBroken, match="closed"):
        work.plan_meeting(case_id=case.pk, starts_at=AT, by=cc)


def test_the_council_was_consulted_or_there_is_a_reason(planned):
    cc, _, case, _ = planned

    def consult(**more):
        return work.consult_authority(**{"case_id": case.pk, "authority": "Northmoor Council", "today": TODAY, "by": cc, **more})  # fmt: skip

    for more, says in (
        ({}, "or else why"),
        ({"consulted_on": TODAY, "not_practicable": "x"}, "or else why"),
        ({"consulted_on": TODAY + timedelta(days=1)}, "between"),
        ({"consulted_on": case.received_on - timedelta(days=1)}, "between"),
        ({"consulted_on": TODAY, "authority": " "}, "name of the council"),
    ):
        with pytest.raises(RuleBroken, match=says):
            consult(**more)
    consult(consulted_on=TODAY, how="Telephone", views="Agrees.")
    consult(not_practicable="Nobody answered for three weeks.")
    assert [bool(each.consulted_on) for each in look.authority_consulted(case)] == [False, True]
    assert AuthorityConsulted.objects.count() == 2
