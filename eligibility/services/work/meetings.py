"""Meetings of the multidisciplinary team: planned, answered, held or cancelled. And the council consulted."""

from collections.abc import Collection
from datetime import date, datetime

from django.db import transaction

from eligibility.enums import MeetingState, Reply
from eligibility.models import Attendance, AuthorityConsulted, Case, Meeting
from eligibility.rules.mdt import professions
from eligibility.selectors import case_for, cases
from eligibility.services.work.allocation import KINDS, barred_from
from phb.core import moving
from phb.core.actors import Actor
from phb.core.errors import NotVisible, RuleBroken
from phb.core.jobs import ask
from phb.core.models import Membership
from phb.core.people import put_on_caseload
from phb.core.periods import local_date
from phb.core.selectors import running

LONGEST = 480


@transaction.atomic
def plan_meeting(
    *, case_id: int, starts_at: datetime, by: Actor, minutes: int = 60, place: str = "", notes: str = ""
) -> Meeting:
    """Plan a meeting on a case at an instant, for so many minutes. One that was held may be recorded afterwards.

    Raises NotVisible, and RuleBroken for a closed case, a day before the referral or a length out of bounds.
    """
    case = case_for(by, case_id)
    if case.state == "CLOSED":
        raise RuleBroken("This case is closed, so no meeting is planned on it.")
    _check_when(case, starts_at, minutes)
    made = Meeting.objects.create(
        organisation_id=by.organisation_id, person_id=case.person_id, case=case, starts_at=starts_at, minutes=minutes,
        place=place.strip(), notes=notes.strip(), planned_by_id=by.user_id,
    )  # fmt: skip
    moving.note(made, "created", by=by, before="", after=made.state)
    return made


@transaction.atomic
def change_meeting(
    *, meeting_id: int, starts_at: datetime, minutes: int, place: str, notes: str, edits: int, by: Actor
) -> Meeting:
    """Change a planned meeting. At another time everybody is asked anew. Raises RuleBroken when somebody else changed
    it since the save that `edits` counts, so that neither change is lost unseen."""
    meeting = _planned(by, meeting_id, "change")
    if meeting.edits != edits:
        raise RuleBroken(
            "Somebody changed this meeting while you had it open. What stands now is shown above your words. Check "
            "both and save again."
        )
    _check_when(meeting.case, starts_at, minutes)
    moved = starts_at != meeting.starts_at
    meeting.starts_at, meeting.minutes = starts_at, minutes
    meeting.place, meeting.notes, meeting.edits = place.strip(), notes.strip(), meeting.edits + 1
    meeting.save(update_fields=["starts_at", "minutes", "place", "notes", "edits"])
    moving.note(meeting, "change", by=by, before=meeting.state, after=meeting.state)
    if moved:
        meeting.attendances.filter(reply__in=[Reply.ACCEPTED, Reply.DECLINED]).update(reply=Reply.NONE)
        _tell_all(meeting, "moved", by)
    return meeting


@transaction.atomic
def invite(
    *,
    meeting_id: int,
    profession: str,
    on: date,
    by: Actor,
    name: str = "",
    works_for: str = "",
    is_care_act_assessor: bool = False,
    membership_id: int | None = None,
) -> Attendance:
    """Invite a colleague by their membership, or anybody else by name.

    A colleague gets the person onto their caseload from `on`, so that they can read the case, and a notice by
    e-mail that names nobody. Raises NotVisible, RuleBroken.
    """
    meeting = _planned(by, meeting_id, "invite somebody to")
    if profession not in dict(professions()):
        raise RuleBroken("Choose a profession from the list.", "profession")
    colleague = _colleague(by, membership_id, on) if membership_id else None
    called = colleague.user.name if colleague else name.strip()
    if not called:
        raise RuleBroken("Choose a colleague, or enter the name of somebody else.", "name")
    there = meeting.attendances.filter(membership=colleague) if colleague else meeting.attendances.filter(name__iexact=called)  # fmt: skip
    if there.exists():
        raise RuleBroken(f"{called} is invited already.", "membership_id" if colleague else "name")
    if colleague:
        _give_access(meeting, colleague, on, by)
    made = Attendance.objects.create(
        organisation_id=by.organisation_id, person_id=meeting.person_id, meeting=meeting, membership=colleague, name=called,
        profession=profession, works_for=works_for.strip() or (str(colleague.organisation) if colleague else ""),
        is_care_act_assessor=is_care_act_assessor,
    )  # fmt: skip
    if colleague and colleague.user_id != by.user_id:
        _tell(meeting, colleague.pk, "planned", by)
    return made


@transaction.atomic
def uninvite(*, attendance_id: int, by: Actor) -> Meeting:
    """Take somebody off a planned meeting; the trail keeps that they were invited. Raises NotVisible, RuleBroken."""
    attendance = _attendance(by, attendance_id)
    meeting = _planned(by, attendance.meeting_id, "change")
    attendance.delete()
    return meeting


@transaction.atomic
def record_reply(*, attendance_id: int, reply: str, by: Actor, views: str = "") -> Attendance:
    """Record what somebody answered, one's own answer or another's, and their views if they sent any in writing.

    Raises NotVisible, and RuleBroken for a meeting that is over.
    """
    attendance = _attendance(by, attendance_id)
    _planned(by, attendance.meeting_id, "answer")
    try:
        attendance.reply = Reply(reply)
    except ValueError as error:
        raise RuleBroken("Choose one of the answers shown.", "reply") from error
    attendance.views = views.strip()
    attendance.save(update_fields=["reply", "views"])
    return attendance


@transaction.atomic
def hold_meeting(*, meeting_id: int, attended: Collection[int], at: datetime, by: Actor, notes: str = "") -> Meeting:
    """Record that the meeting was held and which of those invited took part. `at` is now.

    Whether the team was a lawful one is the rule's to say (`selectors.work.team_of`); it is no bar to writing down
    what happened. Raises NotVisible, RuleBroken.
    """
    meeting = _planned(by, meeting_id, "hold")
    if meeting.starts_at > at:
        raise RuleBroken("This meeting is still to come. Change its time if it was held earlier.")
    there = list(meeting.attendances.select_for_update())
    came = set(attended)
    if not came:
        raise RuleBroken("Choose who took part. If nobody did, cancel the meeting instead.", "attended")
    if came - {each.pk for each in there}:
        raise RuleBroken("Choose only among those invited. Invite first whoever else took part.", "attended")
    for each in there:
        each.attended = each.pk in came
        each.save(update_fields=["attended"])
    moving.move(meeting, "hold", by=by, notes=notes.strip() or meeting.notes, edits=meeting.edits + 1)
    return meeting


@transaction.atomic
def cancel_meeting(*, meeting_id: int, reason: str, by: Actor) -> Meeting:
    """Cancel a planned meeting, with the reason; colleagues are told. Raises NotVisible, RuleBroken without a reason."""
    meeting = _planned(by, meeting_id, "cancel")
    if not reason.strip():
        raise RuleBroken("Write why the meeting is cancelled.", "reason")
    moving.move(meeting, "cancel", by=by, reason=reason.strip(), edits=meeting.edits + 1)
    _tell_all(meeting, "cancelled", by)
    return meeting


@transaction.atomic
def consult_authority(
    *,
    case_id: int,
    authority: str,
    today: date,
    by: Actor,
    consulted_on: date | None = None,
    how: str = "",
    views: str = "",
    not_practicable: str = "",
) -> AuthorityConsulted:
    """Record that the local authority was consulted on a day and what it said, or why that was not practicable.

    The board consults it, so far as is practicable, before deciding (SI 2012/2996 reg 22(1)). Raises NotVisible,
    RuleBroken.
    """
    case = case_for(by, case_id)
    if not authority.strip():
        raise RuleBroken("Enter the name of the council.", "authority")
    if (consulted_on is None) == (not not_practicable.strip()):
        raise RuleBroken("Enter the day on which it was consulted, or else why it could not be.", "consulted_on")
    if consulted_on is not None and not case.received_on <= consulted_on <= today:
        raise RuleBroken("The day lies between the referral and today. Check it.", "consulted_on")
    return AuthorityConsulted.objects.create(
        organisation_id=by.organisation_id, person_id=case.person_id, case=case, authority=authority.strip(),
        consulted_on=consulted_on, how=how.strip(), views=views.strip(), not_practicable=not_practicable.strip(),
        recorded_by_id=by.user_id,
    )  # fmt: skip


def _planned(by: Actor, meeting_id: int, verb: str) -> Meeting:
    mine = Meeting.objects.filter(case__in=cases(by)).select_related("case")
    meeting = mine.select_for_update(of=("self",)).filter(pk=meeting_id).first()
    if meeting is None:
        raise NotVisible
    if meeting.state != MeetingState.PLANNED:
        raise RuleBroken(f"This meeting is {meeting.get_state_display().lower()}, so you cannot {verb} it any more.")
    return meeting


def _attendance(by: Actor, attendance_id: int) -> Attendance:
    mine = Attendance.objects.filter(meeting__case__in=cases(by))
    found = mine.select_for_update(of=("self",)).filter(pk=attendance_id).first()
    if found is None:
        raise NotVisible
    return found


def _check_when(case: Case, starts_at: datetime, minutes: int) -> None:
    if local_date(starts_at) < case.received_on:
        raise RuleBroken("The day is before the referral was received. Check it.", "day")
    if not 5 <= minutes <= LONGEST:
        raise RuleBroken(f"Enter how long it lasts, from 5 to {LONGEST} minutes.", "minutes")


def _colleague(by: Actor, membership_id: int, on: date) -> Membership:
    found = Membership.objects.filter(
        running(on), organisation_id=by.organisation_id, pk=membership_id, role__in=["CC", "CLN", "COM"], pending=False
    )
    colleague = found.select_related("user", "organisation").first()
    if colleague is None:
        raise RuleBroken("Choose a colleague who works here today.", "membership_id")
    return colleague


def _give_access(meeting: Meeting, colleague: Membership, on: date, by: Actor) -> None:
    if barred_from(colleague, [meeting.case.person]):
        raise RuleBroken(f"{colleague.user.name} may not open this record. Invite somebody else.", "membership_id")
    if colleague.role in KINDS:
        put_on_caseload(
            person_id=meeting.person_id, membership_id=colleague.pk, on=on, by=by, kind=KINDS[colleague.role]
        )


def _tell_all(meeting: Meeting, what: str, by: Actor) -> None:
    invited = meeting.attendances.filter(membership__isnull=False).exclude(membership__user_id=by.user_id)
    for membership_id in invited.values_list("membership_id", flat=True):
        _tell(meeting, membership_id, what, by)


def _tell(meeting: Meeting, membership_id: int, what: str, by: Actor) -> None:
    """Ask for a notice to a colleague. The job carries numbers only, and the notice says no more than that."""
    payload = {"meeting": meeting.pk, "membership": membership_id, "what": what}
    key = f"meeting:{meeting.pk}:{meeting.edits}:{membership_id}:{what}"
    ask("eligibility.tell_of_meeting", by=by, payload=payload, person_id=meeting.person_id, key=key)
