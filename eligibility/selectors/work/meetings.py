"""Meetings of the team, who was asked, and whether it is a lawful team."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db.models import Count, Q, QuerySet

from eligibility.enums import MeetingState, Reply
from eligibility.models import Attendance, AuthorityConsulted, Case, Meeting
from eligibility.rules import Result, evaluate
from eligibility.selectors.cases import cases
from phb.core.actors import Actor
from phb.core.errors import NotVisible

COMING = (Reply.ACCEPTED,)
NOT_THERE = (Reply.DECLINED, Reply.SENDS_VIEWS)


@dataclass(frozen=True, slots=True)
class TeamCheck:
    """What the rule says of a team: of those invited who have not said no, and of those who have said yes or were there."""

    words: str
    people: int
    result: Result

    @property
    def lawful(self) -> bool:
        return self.result.outcome == "VALID"


def meetings(actor: Actor) -> QuerySet[Meeting]:
    """The meetings on cases that the actor sees, with person, case and counts of answers, for a list."""
    come, none = Q(attendances__reply=Reply.ACCEPTED), Q(attendances__reply=Reply.NONE)
    return (
        Meeting.objects.filter(case__in=cases(actor))
        .select_related("person", "case")
        .annotate(
            invited=Count("attendances"),
            coming=Count("attendances", filter=come),
            unanswered=Count("attendances", filter=none),
        )
    )


def meetings_of(case: Case) -> list[Meeting]:
    """The meetings of a case, the newest first, with those invited."""
    return list(case.meetings.prefetch_related("attendances").order_by("-starts_at", "-id"))


def meeting_for(actor: Actor, meeting_id: int) -> Meeting:
    """One meeting with its case, person and those invited, or NotVisible."""
    found = (
        Meeting.objects.filter(case__in=cases(actor), pk=meeting_id)
        .select_related("case", "person__named_contact__user", "person__place", "planned_by")
        .first()
    )
    if found is None:
        raise NotVisible
    return found


def attendance_for(actor: Actor, attendance_id: int) -> Attendance:
    """Somebody invited to a meeting that the actor sees, or NotVisible."""
    found = (
        Attendance.objects.filter(meeting__case__in=cases(actor), pk=attendance_id)
        .select_related("meeting__case", "person__named_contact__user", "person__place")
        .first()
    )
    if found is None:
        raise NotVisible
    return found


def invited_to(meeting: Meeting) -> list[Attendance]:
    """Those invited, in the order in which they were."""
    return list(meeting.attendances.select_related("membership").order_by("id"))


def team_of(meeting: Meeting, invited: Iterable[Attendance], on: date) -> list[TeamCheck]:
    """The rule's view of the team as it stands (SI 2012/2996 reg 21(13)).

    Before the meeting: all who have not said no, and those who have said yes. After it: those who took part; views in
    writing make nobody a member. Of a cancelled meeting: nothing.
    """
    rows = list(invited)
    if meeting.state == MeetingState.CANCELLED:
        return []
    if meeting.state == MeetingState.HELD:
        return [_check("Those who took part", [row for row in rows if row.attended], on)]
    return [
        _check("If everybody comes who has not said no", [row for row in rows if row.reply not in NOT_THERE], on),
        _check("Those who have said they will come", [row for row in rows if row.reply in COMING], on),
    ]


def attendees_of(case: Case) -> list[dict[str, Any]]:
    """Who took part in the newest meeting held on a case, as members for the Decision Support Tool; [] if none was held."""
    held = case.meetings.filter(state=MeetingState.HELD).order_by("-starts_at", "-id").first()
    return [] if held is None else [member(row) for row in held.attendances.filter(attended=True).order_by("id")]


def member(row: Attendance) -> dict[str, Any]:
    """Somebody as the rule reads a member of a team."""
    return {
        "name": row.name,
        "profession": row.profession,
        "organisation": row.works_for,
        "is_care_act_assessor": row.is_care_act_assessor,
    }


def authority_consulted(case: Case) -> list[AuthorityConsulted]:
    """Each time the local authority was consulted on a case, or why not, the newest first."""
    return list(case.authority_consulted.select_related("recorded_by").order_by("-id"))


def next_meeting(case: Case, at: datetime) -> tuple[Meeting | None, bool]:
    """The meeting that is to come, else the one that should have been recorded as held or cancelled by now; and whether
    one was held before. One query."""
    rows = list(case.meetings.exclude(state=MeetingState.CANCELLED).order_by("starts_at", "id"))
    planned = [row for row in rows if row.state == MeetingState.PLANNED]
    coming = next((row for row in planned if row.starts_at >= at), planned[-1] if planned else None)
    return coming, len(planned) < len(rows)


def _check(words: str, rows: list[Attendance], on: date) -> TeamCheck:
    return TeamCheck(words, len(rows), evaluate("mdt", {"members": [member(row) for row in rows]}, on))
