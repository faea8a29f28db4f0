"""Meetings of the team: the list, those of a case, one of them, and each step."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone

from eligibility import selectors
from eligibility.enums import MeetingState
from eligibility.forms.work import (
    ChangeMeetingForm,
    ConsultForm,
    HoldForm,
    InviteForm,
    MeetingForm,
    ReasonForm,
    ReplyForm,
)
from eligibility.models import Meeting
from eligibility.rules.mdt import professions
from eligibility.rules.meetings import LONDON, calendar_file
from eligibility.selectors import work
from eligibility.services import work as services
from eligibility.views.work.common import done, form_page
from phb.core import audit, moving
from phb.core import forms as nhs
from phb.core.access import may
from phb.core.clock import london_today, now
from phb.core.display import moment
from phb.core.listing import listed
from phb.core.models import Move
from phb.core.tables import Column, FilterForm, Table, Tag

SHADES = {MeetingState.PLANNED: "blue", MeetingState.HELD: "green", MeetingState.CANCELLED: "grey"}
VERBS = {
    "created": "Planned",
    "change": "Changed",
    "hold": "Held",
    "cancel": "Cancelled",
}
READ = "opened a meeting about your assessment"


def tag(meeting: Meeting) -> Tag:
    return Tag(meeting.get_state_display(), SHADES[MeetingState(meeting.state)])


def meetings(request: HttpRequest) -> HttpResponseBase:
    """Meetings on all cases that the actor sees, the next one first."""
    actor, moment_now = request.actor, now()

    class Filters(FilterForm):
        when = nhs.SelectField(
            label="When", choices=[("", "Planned"), ("late", "Planned, and past"), ("HELD", "Held"), ("CANCELLED", "Cancelled"), ("ALL", "All")]
        )  # fmt: skip
        answer = nhs.SelectField(label="Mine", choices=[("", "Everybody’s"), ("INVITED", "I am invited"), ("MINE", "Waits for my answer")])  # fmt: skip

    class MeetingTable(Table):
        caption, order, filter_form = "Meetings", "when", Filters
        empty = "No meeting is planned. A meeting is planned on a case’s page."
        columns = (
            Column("person", "Person", sort="person__sort_name", cell="person.full_name", note=lambda row: row.case.reference,
                   link=lambda row: reverse("eligibility:meeting", args=[row.pk])),
            Column("when", "When", sort="starts_at", cell="starts_at", kind="datetime"),
            Column("state", "State", cell=tag),
            Column("invited", "Invited", cell="invited", kind="number"),
            Column("coming", "Will come", cell="coming", kind="number"),
            Column("unanswered", "No answer yet", cell="unanswered", kind="number"),
        )  # fmt: skip

        def filter_when(self, queryset: Any, key: str) -> Any:
            if key == "late":
                return queryset.filter(state=MeetingState.PLANNED, starts_at__lt=moment_now)
            return queryset if key == "ALL" else queryset.filter(state=key)

        def filter_answer(self, queryset: Any, key: str) -> Any:
            mine = {"attendances__membership_id": actor.membership_id}
            wanted = mine if key == "INVITED" else mine | {"attendances__reply": "NONE"}
            return queryset.filter(pk__in=Meeting.objects.filter(**wanted).values("pk"))

    found = work.meetings(actor)
    if not request.GET.get("when"):
        found = found.filter(state=MeetingState.PLANNED)
    table = MeetingTable(request.GET, found, path=reverse("eligibility:meetings"))
    return listed(request, table, "eligibility/work_meetings.html", file="meetings.csv", where="the list of meetings")


def case_meetings(request: HttpRequest, case_id: int) -> HttpResponse:
    """The meetings of a case and the council's part."""
    case = selectors.case_for(request.actor, case_id)
    audit.note_read(case.person_id, "saw the meetings about your assessment")
    context = {
        "case": case,
        "person": case.person,
        "back": {"href": reverse("eligibility:case", args=[case.pk]), "label": "Back to the case"},
        "meetings": [(meeting, tag(meeting)) for meeting in work.meetings_of(case)],
        "consulted": work.authority_consulted(case),
        "may_change": may(request.actor, "case work", "W") and case.state != "CLOSED",
    }
    return render(request, "eligibility/work_case_meetings.html", context)


def plan(request: HttpRequest, case_id: int) -> HttpResponse:
    """Plan a meeting."""
    case = selectors.case_for(request.actor, case_id)
    form = MeetingForm(request.POST or None)
    made: list[Meeting] = []

    def effect() -> None:
        made.append(services.plan_meeting(case_id=case.pk, by=request.actor, **form.asked()))

    if done(request, form, effect, operation="plan_meeting", about=case.pk):
        messages.success(request, "The meeting is planned. Now invite the team.")
        return redirect("eligibility:meeting", made[0].pk) if made else redirect("eligibility:case_meetings", case.pk)
    audit.note_read(case.person_id, "opened the form that plans a meeting about you")
    back = reverse("eligibility:case_meetings", args=[case.pk])
    return form_page(request, case=case, form=form, title="Plan a team meeting", button="Plan the meeting", back=back)


def show(request: HttpRequest, meeting_id: int) -> HttpResponse:
    """One meeting: when, who, and whether it would be a lawful team."""
    actor = request.actor
    meeting = work.meeting_for(actor, meeting_id)
    invited = work.invited_to(meeting)
    audit.note_read(meeting.person_id, READ)
    planned = meeting.state == MeetingState.PLANNED
    moves = Move.objects.filter(subject="eligibility.meeting", subject_id=meeting.pk).order_by("-id")
    context = {
        "meeting": meeting,
        "case": meeting.case,
        "person": meeting.person,
        "tag": tag(meeting),
        "invited": invited,
        "professions": dict(professions()),
        "checks": work.team_of(meeting, invited, london_today()),
        "planned": planned,
        "over": planned and meeting.starts_at <= now(),
        "mine": next((each for each in invited if each.membership_id == actor.membership_id), None),
        "may_change": may(actor, "case work", "W"),
        "timeline": [{**moving.in_words(move, VERBS), "href": ""} for move in moves],
        "back": {
            "href": reverse("eligibility:case_meetings", args=[meeting.case_id]),
            "label": "Meetings of the case",
        },
    }
    return render(request, "eligibility/work_meeting.html", context)


def change(request: HttpRequest, meeting_id: int) -> HttpResponse:
    """Another time, place or notes. A page older than what stands now is shown both."""
    meeting = work.meeting_for(request.actor, meeting_id)
    local = timezone.localtime(meeting.starts_at, LONDON)
    initial = {
        "day": local.date(), "time": f"{local:%H:%M}", "minutes": str(meeting.minutes), "place": meeting.place,
        "notes": meeting.notes, "edits": meeting.edits,
    }  # fmt: skip
    form = ChangeMeetingForm(request.POST or None, initial=initial)

    def effect() -> None:
        services.change_meeting(
            meeting_id=meeting.pk, edits=form.cleaned_data["edits"], by=request.actor, **form.asked()
        )

    if done(request, form, effect):
        messages.success(request, "The meeting is changed. At another time, everybody is asked anew.")
        return redirect("eligibility:meeting", meeting.pk)
    stale = request.method == "POST" and form.is_bound and str(form.data.get("edits")) != str(meeting.edits)
    if stale:
        # The next save is of what the page now shows beside these words.
        sent = request.POST.copy()
        sent["edits"] = str(meeting.edits)
        form.data = sent
    audit.note_read(meeting.person_id, READ)
    now_stands = (
        f"It stands now: {moment(meeting.starts_at)}, {meeting.minutes} minutes. {meeting.place}. {meeting.notes}"
    )
    return _step(request, meeting, form, "Change the meeting", "Save the meeting", notes=(now_stands,) if stale else ())


def invite(request: HttpRequest, meeting_id: int) -> HttpResponse:
    """Invite a colleague or somebody else."""
    meeting, today = work.meeting_for(request.actor, meeting_id), london_today()
    seats = [(str(seat.pk), str(seat)) for seat in work.colleagues(request.actor, today)]
    form = InviteForm(request.POST or None, colleagues=seats)

    def effect() -> None:
        services.invite(meeting_id=meeting.pk, on=today, by=request.actor, **form.asked())

    if done(request, form, effect):
        messages.success(request, "Invited.")
        return redirect("eligibility:meeting", meeting.pk)
    audit.note_read(meeting.person_id, READ)
    return _step(request, meeting, form, "Invite somebody", "Invite")


def reply(request: HttpRequest, attendance_id: int) -> HttpResponse:
    """What somebody answered, one's own answer too."""
    attendance = work.attendance_for(request.actor, attendance_id)
    meeting = work.meeting_for(request.actor, attendance.meeting_id)
    form = ReplyForm(request.POST or None, initial={"reply": attendance.reply, "views": attendance.views})

    def effect() -> None:
        services.record_reply(attendance_id=attendance.pk, by=request.actor, **form.cleaned_data)

    if done(request, form, effect):
        messages.success(request, "The answer is recorded.")
        return redirect("eligibility:meeting", meeting.pk)
    audit.note_read(meeting.person_id, READ)
    mine = attendance.membership_id is not None and attendance.membership_id == request.actor.membership_id
    title = "Your answer" if mine else f"Answer of {attendance.name}"
    return _step(request, meeting, form, title, "Save the answer")


def uninvite(request: HttpRequest, attendance_id: int) -> HttpResponse:
    """Take somebody off the meeting."""
    attendance = work.attendance_for(request.actor, attendance_id)
    meeting = work.meeting_for(request.actor, attendance.meeting_id)
    if request.method == "POST":
        services.uninvite(attendance_id=attendance.pk, by=request.actor)
        messages.success(request, f"{attendance.name} is no longer invited.")
        return redirect("eligibility:meeting", meeting.pk)
    audit.note_read(meeting.person_id, READ)
    lead = "They stay able to read the case if it was opened to them. No e-mail is sent."
    return _step(
        request, meeting, nhs.NHSForm(), f"Take {attendance.name} off the meeting", "Take off", lead=lead, warning=True
    )


def hold(request: HttpRequest, meeting_id: int) -> HttpResponse:
    """Record that it was held, and by whom."""
    meeting = work.meeting_for(request.actor, meeting_id)
    names = dict(professions())
    invited = [
        (str(each.pk), f"{each.name}, {names.get(each.profession, each.profession).lower()}")
        for each in work.invited_to(meeting)
    ]
    coming = [str(each.pk) for each in work.invited_to(meeting) if each.reply == "ACCEPTED"]
    form = HoldForm(request.POST or None, invited=invited, initial={"attended": coming, "notes": meeting.notes})

    def effect() -> None:
        data = form.cleaned_data
        services.hold_meeting(
            meeting_id=meeting.pk, attended=[int(pk) for pk in data["attended"]], notes=data["notes"], at=now(),
            by=request.actor,
        )  # fmt: skip

    if done(request, form, effect):
        messages.success(request, "Recorded. Those who took part are offered as members in the Decision Support Tool.")
        return redirect("eligibility:meeting", meeting.pk)
    audit.note_read(meeting.person_id, READ)
    lead = "Views sent in writing are kept, but make nobody a member of the team. Invite first whoever else took part."
    return _step(request, meeting, form, "Record that the meeting was held", "Record the meeting", lead=lead)


def cancel(request: HttpRequest, meeting_id: int) -> HttpResponse:
    """Cancel it, with the reason."""
    meeting = work.meeting_for(request.actor, meeting_id)
    form = ReasonForm(request.POST or None)

    def effect() -> None:
        services.cancel_meeting(meeting_id=meeting.pk, reason=form.cleaned_data["reason"], by=request.actor)

    if done(request, form, effect):
        messages.success(request, "The meeting is cancelled. Colleagues get a notice.")
        return redirect("eligibility:meeting", meeting.pk)
    audit.note_read(meeting.person_id, READ)
    return _step(request, meeting, form, "Cancel the meeting", "Cancel the meeting", warning=True)


def calendar(request: HttpRequest, meeting_id: int) -> HttpResponse:
    """The meeting for one's own calendar. The file names nobody and no place."""
    meeting = work.meeting_for(request.actor, meeting_id)
    audit.note_read(meeting.person_id, READ)
    page = request.build_absolute_uri(reverse("eligibility:meeting", args=[meeting.pk]))
    text = calendar_file(
        uid=f"meeting-{meeting.pk}@{request.get_host().split(':')[0]}", starts=meeting.starts_at, minutes=meeting.minutes,
        stamp=now(), href=page, edition=meeting.edits, cancelled=meeting.state == MeetingState.CANCELLED,
    )  # fmt: skip
    response = HttpResponse(text, content_type="text/calendar; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="meeting-{meeting.pk}.ics"'
    response["X-Content-Type-Options"] = "nosniff"
    return response


def consult(request: HttpRequest, case_id: int) -> HttpResponse:
    """The council consulted, or why not."""
    case, today = selectors.case_for(request.actor, case_id), london_today()
    form = ConsultForm(request.POST or None, today=today)

    def effect() -> None:
        services.consult_authority(case_id=case.pk, today=today, by=request.actor, **form.asked())

    if done(request, form, effect, operation="consult_authority", about=case.pk):
        messages.success(request, "Recorded.")
        return redirect("eligibility:case_meetings", case.pk)
    audit.note_read(case.person_id, "opened the record of what your council was asked")
    return form_page(
        request,
        case=case,
        form=form,
        title="Consulting the council",
        button="Record",
        back=reverse("eligibility:case_meetings", args=[case.pk]),
        lead="The board consults the local authority, so far as is practicable, before it decides.",
        notes=("SI 2012/2996 regulation 22(1).",),
    )


def _step(request: HttpRequest, meeting: Meeting, form: Any, title: str, button: str, **more: Any) -> HttpResponse:
    meeting.case.person = meeting.person
    back = reverse("eligibility:meeting", args=[meeting.pk])
    more.setdefault("lead", f"{moment(meeting.starts_at)}" + (f", {meeting.place}" if meeting.place else ""))
    return form_page(request, case=meeting.case, form=form, title=title, button=button, back=back, **more)
